//! Which shape a field of text takes on a page, by its name in the contracts.

use crate::service::Fields;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
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

/// As the service says, or as every service means it.
pub(super) fn of(fields: &Fields, name: &str, message: &str) -> Shape {
    if let Some(shape) = (fields.shape)(name, message) {
        return shape;
    }
    match name {
        "effective" | "dated" => Shape::Stated,
        "until" => Shape::Date,
        "from" if message == "Interim" => Shape::Date,
        _ if name.ends_with("_on") => Shape::Date,
        "reason" | "comment" | "comments" | "summary" | "statement" | "explanation"
        | "response" => Shape::Long,
        "institution" => Shape::Institution,
        "person" => Shape::Person,
        "programme" => Shape::Programme,
        "weekday" => Shape::Weekday,
        _ => Shape::Text,
    }
}

/// Decimals that are no amount: typed as people type numbers.
pub(super) fn is_decimal(name: &str) -> bool {
    matches!(name, "rate" | "indicative_rate")
}
