//! Why something about a programme may not be.

use std::fmt;

use jiff::civil::Date;
use kernel::{Code, Currency, Hash, Kind, Money, OutOfOrder, correction::Refused};
use strum::VariantNames;
use uuid::Uuid;

use crate::{
    exercise::{expenditure, plan},
    key::{IndicatorKey, PeriodKey, StatementKey},
    lines::WrongRow,
    programme::{phase, readiness::Item},
    results::achievement,
    strategy::course,
};

/// The text is for logs; people read the translation of `code`.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "programmes-", serialize_all = "kebab-case")]
pub(crate) enum Rejection {
    // Makes no sense, whatever the state.
    #[error("areas are missing")]
    AreasMissing,
    #[error("documents are missing")]
    DocumentsMissing,
    #[error("lines are missing")]
    LinesMissing,
    #[error("statements are missing")]
    StatementsMissing,
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("it ends before it starts")]
    EndsBeforeItStarts,
    #[error("it refers to itself")]
    OfItself,
    #[error("nothing would change")]
    NothingToChange,
    #[error("amount is larger than any that can be stated")]
    AmountTooLarge,
    #[error("a value is not negative here")]
    ValueNegative,
    #[error("money is in {expected} here")]
    CurrencyDiffers { expected: Currency },
    #[error("a chunk is a few hundred lines at most")]
    ChunkTooLarge,
    #[error("too much is staged and not taken")]
    StagingsFull { days: i32 },
    #[error("a layout needs a column for the reference and one for the amount")]
    MappingIncomplete,
    #[error("rows are wrong: {}", rows_of(rows))]
    RowsWrong { rows: Vec<WrongRow> },
    #[error("parts by {disaggregation} do not sum to the value")]
    SharesDoNotSum { disaggregation: String },
    #[error("more people are counted by area than in all")]
    ReachExceedsParticipants,
    #[error("that day is not the end of a quarter of the budget year")]
    NotAQuarter,

    // There is nothing by that name.
    #[error("it was never registered")]
    NotRegistered,
    #[error("the budget year was never opened")]
    ExerciseNotOpen,
    #[error("there is nothing called {name}")]
    UnknownName { name: String },
    #[error("there is no phase {phase}")]
    UnknownPhase { phase: u32 },
    #[error("no amendment is proposed by that id")]
    UnknownProposal,
    #[error("no body adopted a decision {decision}")]
    DecisionUnknown { decision: String },
    #[error("there is no area {area}")]
    UnknownArea { area: Code },
    #[error("no migration of {area} is proposed")]
    MigrationUnknown { area: Code },

    // Already done, or done differently.
    #[error("it is already registered")]
    AlreadyRegistered,
    #[error("it is already so")]
    AlreadyRecorded,
    #[error("an amendment of that fact is already proposed")]
    AlreadyProposed { proposal: Uuid },
    #[error("the phase is already planned")]
    AlreadyPlanned,
    #[error("a plan of this budget year is already adopted: revise it")]
    AlreadyAdopted,
    #[error("the programme is already in all of these areas")]
    AlreadyCovered,
    #[error("{name} is taken")]
    NameTaken { name: String },
    #[error("{staged} lines are staged without a gap, not {expected}")]
    LinesDiffer { staged: u32, expected: u32 },
    #[error("the lines hash to {hash}")]
    HashDiffers { hash: Hash },
    #[error("the lines sum to {sum}")]
    TotalDiffers { sum: Money },

    // Not by this person.
    #[error("another person decides")]
    SamePerson,

    // Not yet, or no longer.
    #[error("nobody is known to have come first, whom another person would follow")]
    FirstPersonUnknown,
    #[error("a decision is missing")]
    DecisionMissing,
    #[error("the decision {decision} is not about {transition} of {about}")]
    DecisionElsewhere { decision: String, transition: &'static str, about: String },
    #[error("another body took the decision {decision}")]
    DecisionOfAnother { decision: String },
    #[error("a law or decree is missing")]
    LegalActMissing,
    #[error("something happened on {latest}, after this: correct that fact instead")]
    OutOfOrder { latest: Date },
    #[error("the next phase is {next}")]
    PhaseGap { next: u32 },
    #[error("the phase is {state} on {on}")]
    PhaseForbids { state: phase::State, on: Date },
    #[error("missing: {}", items(missing))]
    NotReady { missing: Vec<Item> },
    #[error("the programme is not in {area}")]
    NotCovered { area: Code },
    #[error("{area} is not among the areas that are proposed")]
    NotProposed { area: Code },
    #[error("no plan of this budget year is adopted")]
    NotAdopted,
    #[error("the plan was never in force")]
    NotInForce,
    #[error("the plan is {state} on {on}")]
    PlanForbids { state: plan::State, on: Date },
    #[error("no-objection is missing of {}", list(financings))]
    NoObjectionMissing { financings: Vec<Code> },
    #[error("the budget year ends on {ends_on}")]
    YearNotOver { ends_on: Date },
    #[error("statements are not locked: {}", list(statements))]
    StatementsNotLocked { statements: Vec<StatementKey> },
    #[error("the statement is {state}")]
    StatementForbids { state: expenditure::State },
    #[error("that is outside the budget year")]
    OutsideYear,
    #[error("the period ends on {ends_on}")]
    PeriodNotOver { ends_on: Date },
    #[error("the value is {state}")]
    AchievementForbids { state: achievement::State },
    #[error("period {period} is locked")]
    PeriodLocked { period: PeriodKey },
    #[error("the period is not locked")]
    PeriodNotLocked,
    #[error("not validated: {}", list(indicators))]
    NotValidated { indicators: Vec<IndicatorKey> },
    #[error("{area} is no more")]
    AreaAbolished { area: Code },
    #[error("it is {state} on {on}")]
    StrategyForbids { state: course::State, on: Date },
    #[error("no body validated it")]
    StrategyNotValidated,
    #[error("no horizon is known")]
    HorizonUnknown,
    #[error("its horizon ends on {ends_on}")]
    HorizonNotPassed { ends_on: Date },
    #[error("the activity was dropped")]
    ActivityDropped,
    #[error("it was not held")]
    NotHeld,
    #[error("the recommendation is settled")]
    RecommendationSettled,

    /// An earlier fact cannot be amended so: the same words in every service.
    #[error(transparent)]
    Correction(#[from] Refused),
}

/// Every code of this service's own. The last variant has none: it lends those of corrections.
pub(crate) const CODES: &[&str] = match <Rejection as VariantNames>::VARIANTS.split_last() {
    Some((_, own)) => own,
    None => &[],
};

/// How many wrong rows a refusal names; how many there are, it always says.
const MOST_ROWS: usize = 200;

fn list<T: fmt::Display>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn items(all: &[Item]) -> String {
    all.iter().map(|item| <&str>::from(*item)).collect::<Vec<_>>().join(",")
}

/// `12:amount-unreadable 57:component-unknown`.
fn rows_of(rows: &[WrongRow]) -> String {
    let one = |row: &WrongRow| format!("{}:{}", row.row, row.code());
    rows.iter().take(MOST_ROWS).map(one).collect::<Vec<_>>().join(" ")
}

impl From<OutOfOrder> for Rejection {
    fn from(OutOfOrder { latest }: OutOfOrder) -> Self {
        Self::OutOfOrder { latest }
    }
}

impl kernel::Rejection for Rejection {
    fn kind(&self) -> Kind {
        match self {
            Self::Correction(refused) => refused.kind(),
            Self::AreasMissing
            | Self::DocumentsMissing
            | Self::LinesMissing
            | Self::StatementsMissing
            | Self::ReasonMissing
            | Self::EndsBeforeItStarts
            | Self::OfItself
            | Self::NothingToChange
            | Self::AmountTooLarge
            | Self::ValueNegative
            | Self::CurrencyDiffers { .. }
            | Self::ChunkTooLarge
            | Self::MappingIncomplete
            | Self::RowsWrong { .. }
            | Self::SharesDoNotSum { .. }
            | Self::ReachExceedsParticipants
            | Self::NotAQuarter => Kind::Invalid,
            Self::NotRegistered
            | Self::ExerciseNotOpen
            | Self::UnknownName { .. }
            | Self::UnknownPhase { .. }
            | Self::UnknownProposal
            | Self::DecisionUnknown { .. }
            | Self::UnknownArea { .. }
            | Self::MigrationUnknown { .. } => Kind::NotFound,
            Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::AlreadyProposed { .. }
            | Self::AlreadyPlanned
            | Self::AlreadyAdopted
            | Self::AlreadyCovered
            | Self::NameTaken { .. }
            | Self::LinesDiffer { .. }
            | Self::HashDiffers { .. }
            | Self::TotalDiffers { .. } => Kind::Conflict,
            Self::SamePerson => Kind::Forbidden,
            Self::StagingsFull { .. } => Kind::Exhausted,
            Self::FirstPersonUnknown
            | Self::DecisionMissing
            | Self::DecisionElsewhere { .. }
            | Self::DecisionOfAnother { .. }
            | Self::LegalActMissing
            | Self::OutOfOrder { .. }
            | Self::PhaseGap { .. }
            | Self::PhaseForbids { .. }
            | Self::NotReady { .. }
            | Self::NotCovered { .. }
            | Self::NotProposed { .. }
            | Self::NotAdopted
            | Self::NotInForce
            | Self::PlanForbids { .. }
            | Self::NoObjectionMissing { .. }
            | Self::YearNotOver { .. }
            | Self::StatementsNotLocked { .. }
            | Self::StatementForbids { .. }
            | Self::OutsideYear
            | Self::PeriodNotOver { .. }
            | Self::AchievementForbids { .. }
            | Self::PeriodLocked { .. }
            | Self::PeriodNotLocked
            | Self::NotValidated { .. }
            | Self::AreaAbolished { .. }
            | Self::StrategyForbids { .. }
            | Self::StrategyNotValidated
            | Self::HorizonUnknown
            | Self::HorizonNotPassed { .. }
            | Self::ActivityDropped
            | Self::NotHeld
            | Self::RecommendationSettled => Kind::Precondition,
        }
    }

    fn code(&self) -> &'static str {
        if let Self::Correction(refused) = self { refused.code() } else { self.into() }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        let state =
            |state: &str, on: &Date| vec![("state", state.to_owned()), ("on", on.to_string())];
        match self {
            Self::Correction(refused) => refused.args(),
            Self::CurrencyDiffers { expected } => vec![("expected", expected.to_string())],
            Self::RowsWrong { rows } => {
                vec![("count", rows.len().to_string()), ("rows", rows_of(rows))]
            }
            Self::StagingsFull { days } => vec![("days", days.to_string())],
            Self::SharesDoNotSum { disaggregation } => {
                vec![("disaggregation", disaggregation.clone())]
            }
            Self::UnknownName { name } | Self::NameTaken { name } => vec![("name", name.clone())],
            Self::DecisionUnknown { decision } | Self::DecisionOfAnother { decision } => {
                vec![("decision", decision.clone())]
            }
            Self::DecisionElsewhere { decision, transition, about } => vec![
                ("decision", decision.clone()),
                ("transition", (*transition).to_owned()),
                ("about", about.clone()),
            ],
            Self::AlreadyProposed { proposal } => vec![("proposal", proposal.to_string())],
            Self::UnknownPhase { phase } => vec![("phase", phase.to_string())],
            Self::UnknownArea { area }
            | Self::MigrationUnknown { area }
            | Self::NotCovered { area }
            | Self::NotProposed { area }
            | Self::AreaAbolished { area } => vec![("area", area.to_string())],
            Self::LinesDiffer { staged, expected } => {
                vec![("staged", staged.to_string()), ("expected", expected.to_string())]
            }
            Self::HashDiffers { hash } => vec![("hash", hash.to_string())],
            Self::TotalDiffers { sum } => vec![("sum", sum.to_string())],
            Self::OutOfOrder { latest } => vec![("latest", latest.to_string())],
            Self::PhaseGap { next } => vec![("next", next.to_string())],
            Self::PhaseForbids { state: it, on } => state(it.into(), on),
            Self::PlanForbids { state: it, on } => state(it.into(), on),
            Self::StrategyForbids { state: it, on } => state(it.into(), on),
            Self::NotReady { missing } => vec![("missing", items(missing))],
            Self::NoObjectionMissing { financings } => vec![("financings", list(financings))],
            Self::StatementsNotLocked { statements } => vec![("statements", list(statements))],
            Self::StatementForbids { state } => vec![("state", state.to_string())],
            Self::AchievementForbids { state } => vec![("state", state.to_string())],
            Self::PeriodLocked { period } => vec![("period", period.to_string())],
            Self::NotValidated { indicators } => vec![("indicators", list(indicators))],
            Self::YearNotOver { ends_on }
            | Self::PeriodNotOver { ends_on }
            | Self::HorizonNotPassed { ends_on } => vec![("ends-on", ends_on.to_string())],
            Self::AreasMissing
            | Self::DocumentsMissing
            | Self::LinesMissing
            | Self::StatementsMissing
            | Self::ReasonMissing
            | Self::EndsBeforeItStarts
            | Self::OfItself
            | Self::NothingToChange
            | Self::AmountTooLarge
            | Self::ValueNegative
            | Self::ChunkTooLarge
            | Self::MappingIncomplete
            | Self::ReachExceedsParticipants
            | Self::NotAQuarter
            | Self::NotRegistered
            | Self::ExerciseNotOpen
            | Self::UnknownProposal
            | Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::AlreadyPlanned
            | Self::AlreadyAdopted
            | Self::AlreadyCovered
            | Self::SamePerson
            | Self::FirstPersonUnknown
            | Self::DecisionMissing
            | Self::LegalActMissing
            | Self::NotAdopted
            | Self::NotInForce
            | Self::OutsideYear
            | Self::PeriodNotLocked
            | Self::StrategyNotValidated
            | Self::HorizonUnknown
            | Self::ActivityDropped
            | Self::NotHeld
            | Self::RecommendationSettled => Vec::new(),
        }
    }
}
