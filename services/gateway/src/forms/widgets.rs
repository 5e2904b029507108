//! Which shape a field of text takes on a page, by its name in the contracts.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Text,
    Long,
    /// Known to the day.
    Date,
    /// As precise as it is known.
    Stated,
    Institution,
    Person,
    Programme,
    Weekday,
}

/// As the journal stores them.
pub(super) const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

pub(super) fn of(name: &str, message: &str) -> Shape {
    match name {
        "effective" | "dated" => Shape::Stated,
        "effectiveness_deadline" | "until" => Shape::Date,
        "from" if message == "Interim" => Shape::Date,
        _ if name.ends_with("_on") => Shape::Date,
        "reason" | "comment" | "comments" | "summary" | "statement" | "explanation"
        | "response" => Shape::Long,
        "institution" | "financier" => Shape::Institution,
        "person" => Shape::Person,
        "signatories" if message == "SubmitWithdrawalRequest" => Shape::Person,
        "programme" => Shape::Programme,
        "weekday" => Shape::Weekday,
        _ => Shape::Text,
    }
}

/// Decimals that are no amount: typed as people type numbers.
pub(super) fn is_decimal(name: &str) -> bool {
    matches!(name, "rate" | "indicative_rate")
}
