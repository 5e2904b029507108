mod said;

use std::fmt;

use jiff::civil::Date;
use kernel::{Code, Currency, Decision, Effective, Id, Kind, Person, Total};
use uuid::Uuid;

use super::{
    agreement::Method,
    closure_reason::ClosureReason,
    key::{CategoryKey, ConditionKey, LineKey, TrancheKey},
    restructuring,
    standing::State,
    statement::Stage,
    withdrawal,
};

/// A sum as a sentence prints it: `46300000.00 XDR`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sum(pub(crate) Total, pub(crate) Currency);

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(total, currency) = *self;
        write!(f, "{} {currency}", total.decimal(currency))
    }
}

/// Why a financing says no, or what is odd about an act of somebody else. The text is for logs;
/// people read the translation of `code`.
#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "financing-", serialize_all = "kebab-case")]
pub(crate) enum Rejection {
    // Makes no sense, whatever the state.
    #[error("amount must be positive")]
    AmountNotPositive,
    #[error("amount must not be below zero")]
    AmountBelowZero,
    #[error("amount is larger than any that can be stated")]
    AmountTooLarge,
    #[error("money is in {expected} here")]
    CurrencyDiffers { expected: Currency },
    #[error("a table of categories is missing")]
    CategoriesMissing,
    #[error("category {category} is there twice")]
    CategoryTwice { category: CategoryKey },
    #[error("the parts sum to {sum}, not to {expected}")]
    PartsDoNotSum { sum: Sum, expected: Sum },
    #[error("nothing is charged to any category")]
    ChargesMissing,
    #[error("the application has no line")]
    LinesMissing,
    #[error("nothing would change")]
    NothingToChange,
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("an additional financing adds to another one")]
    ParentMissing,
    #[error("an additional financing has a purpose")]
    PurposeMissing,
    #[error("the one budget year of the plan is missing")]
    ExerciseMissing,
    #[error("signatories are missing")]
    SignatoriesMissing,
    #[error("closing date is missing")]
    ClosingDateMissing,
    #[error("closing date is not after signature")]
    ClosingNotAfterSigning,

    // There is nothing by that name.
    #[error("agreement was never registered")]
    NotRegistered,
    #[error("agreement was never signed")]
    NotSigned,
    #[error("there is no category {category}")]
    UnknownCategory { category: CategoryKey },
    #[error("there is no condition {condition}")]
    UnknownCondition { condition: ConditionKey },
    #[error("there is no tranche {tranche}")]
    UnknownTranche { tranche: TrancheKey },
    #[error("there is no application {number}")]
    UnknownWithdrawal { number: u32 },
    #[error("there is nothing called {name}")]
    UnknownName { name: String },
    #[error("person {person} is no registered signatory")]
    UnknownSignatory { person: Id<Person> },
    #[error("nothing is proposed by that id")]
    UnknownProposal,
    #[error("there is no decision {decision}")]
    DecisionUnknown { decision: Id<Decision> },
    #[error("no anomaly was noted by that id")]
    UnknownAnomaly,
    #[error("this agreement has no such event")]
    TargetUnknown,

    // Already done, or done differently.
    #[error("agreement is already registered")]
    AlreadyRegistered,
    #[error("it is already so")]
    AlreadyRecorded,
    #[error("it is already proposed, by {proposal}")]
    AlreadyProposed { proposal: Uuid },
    #[error("{name} is taken")]
    NameTaken { name: String },
    #[error("application number {number} is taken")]
    NumberTaken { number: u32 },
    #[error("expenditure {line} is claimed by application {number}")]
    LineClaimed { line: LineKey, number: u32 },
    #[error("the value is not what it was thought to be")]
    ValueDiffers,
    #[error("an earlier rating differs")]
    RatingDiffers,

    // Not yet, or no longer.
    #[error("agreement is {state} on {on}")]
    StateForbids { state: State, on: Date },
    #[error("something of {latest}, after this, is recorded already")]
    OutOfOrder { latest: Date },
    #[error("agreement was approved on {approved_on} only")]
    BeforeApproval { approved_on: Date },
    #[error("agreement was signed on {signed_on} only")]
    BeforeSignature { signed_on: Date },
    #[error("only {approved} was approved")]
    ExceedsApproved { approved: Sum },
    #[error("the state of {parent} is not known")]
    ParentUnknown { parent: Code },
    #[error("{parent} is {state}")]
    ParentNotDisbursing { parent: Code, state: State },
    #[error("{parent} adds to this agreement itself")]
    ParentCircular { parent: Code },
    #[error("{parent} has not been rated satisfactory for {months} months")]
    ParentNotSatisfactory { parent: Code, months: u32 },
    #[error("of category {category}, {missing} more is spoken for than there is")]
    BalanceOverdrawn { category: CategoryKey, missing: Sum },
    #[error("conditions are not met: {}", list(conditions))]
    ConditionsNotMet { conditions: Vec<ConditionKey> },
    #[error("the legal opinion is not accepted")]
    LegalOpinionMissing,
    #[error("agreement is not ratified")]
    NotRatified,
    #[error("the deadline for effectiveness was {deadline}")]
    EffectivenessDeadlinePassed { deadline: Date },
    #[error("the deadline for effectiveness is {deadline}")]
    EffectivenessDeadlineNotPassed { deadline: Date },
    #[error("no deadline for effectiveness is known")]
    EffectivenessDeadlineUnknown,
    #[error("the disbursement letter is not recorded")]
    LetterMissing,
    #[error("fewer than {needed} signatories are registered")]
    SignatoriesNotRegistered { needed: usize },
    #[error("the designated account is not open")]
    AccountNotOpen,
    #[error("it is not suspended")]
    NotSuspended,
    #[error("closing date is {closing_on}")]
    ClosingDateNotReached { closing_on: Date },
    #[error("closing date was {closing_on}")]
    ClosingDatePassed { closing_on: Date },
    #[error("no closing date is known")]
    ClosingDateUnknown,
    #[error("disbursement deadline date is {deadline}")]
    DeadlineNotReached { deadline: Date },
    #[error("no disbursement deadline date is known")]
    DeadlineUnknown,
    #[error("applications wait for a decision: {}", list(numbers))]
    WithdrawalsUndecided { numbers: Vec<u32> },
    #[error("it is not later than {current}")]
    NotLater { current: Date },
    #[error("it was not requested before the closing date, {closing_on}")]
    RequestedAfterClosing { closing_on: Date },
    #[error("not everything is closed: {}", list(reasons))]
    ClosureBlocked { reasons: Vec<ClosureReason> },
    #[error("no rating of the outcome is recorded")]
    RatingMissing,
    #[error("the final audit is not in")]
    FinalAuditMissing,
    #[error("it was proposed for {expected}")]
    ConfirmationDateDiffers { expected: Effective },
    #[error("no evidence was submitted")]
    EvidenceNotSubmitted,
    #[error("the condition is settled")]
    ConditionSettled,
    #[error("{} is left to split", unsplit)]
    ExceedsUnsplit { unsplit: Sum },
    #[error("the tranche is not released")]
    TrancheNotReleased { tranche: TrancheKey },
    #[error("the tranche is settled")]
    TrancheSettled { tranche: TrancheKey },
    #[error("the application before this is number {last}")]
    NumberGap { last: u32 },
    #[error("application {number} says that it is the last one")]
    LastTwice { number: u32 },
    #[error("the application is {status}")]
    WithdrawalForbids { status: withdrawal::Status },
    #[error("{needed} different persons sign")]
    SignaturesMissing { needed: usize },
    #[error("person {person} is no registered signatory on that day")]
    SignatoryNotRegistered { person: Id<Person> },
    #[error("what was done since it was returned is missing")]
    CommentMissing,
    #[error("an application is of {minimum} at least")]
    BelowMinimum { minimum: Sum },
    #[error("the letter does not allow this method")]
    MethodNotAllowed { method: Method },
    #[error("the account may take {room} more")]
    CeilingExceeded { room: Sum },
    #[error("{remaining} remains of category {category}")]
    CategoryExceeded { category: CategoryKey, remaining: Sum },
    #[error("expenditure {line} was incurred after the closing date, {closing_on}")]
    IncurredAfterClosing { line: LineKey, closing_on: Date },
    #[error("nothing says when expenditure {line} was incurred")]
    IncurredDateMissing { line: LineKey },
    #[error("the last day for applications was {deadline}")]
    ReceivedAfterDeadline { deadline: Date },
    #[error("withdrawals are suspended")]
    WithdrawalsSuspended,
    #[error("withdrawals of category {category} are suspended")]
    CategorySuspended { category: CategoryKey },
    #[error("statements differ and nobody owns the difference")]
    DiscrepancyUnowned,
    #[error("the account holds {balance}")]
    ExceedsBalance { balance: Sum },
    #[error("{undocumented} is undocumented")]
    ExceedsUndocumented { undocumented: Sum },
    #[error("the ledger says {ledger}")]
    StatementDiffers { ledger: Sum },
    #[error("{disbursed} is disbursed")]
    ExceedsDisbursed { disbursed: Sum },
    #[error("the account holds {balance}")]
    AccountNotEmpty { balance: Sum },
    #[error("{undocumented} is undocumented")]
    AdvancesUndocumented { undocumented: Sum },
    #[error("the restructuring is {status}")]
    RestructuringForbids { status: restructuring::Status },
    #[error("the contract ends after the closing date, {closing_on}")]
    ContractEndsAfterClosing { closing_on: Date },
    #[error("the contract is closed")]
    ContractClosed,
    #[error("{paid} is already paid")]
    ContractBelowPaid { paid: Sum },
    #[error("{outstanding} is outstanding")]
    ExceedsOutstanding { outstanding: Sum },
    #[error("the closure plan opens on {opens}")]
    ClosurePlanTooEarly { opens: Date },
    #[error("no closure plan is open")]
    ClosurePlanNotOpen,
    #[error("the task is done")]
    TaskDone,
    #[error("no report is expected of the period that ends on {period_ends_on}")]
    ReportNotExpected { period_ends_on: Date },
    #[error("the period ends on {period_ends_on}")]
    PeriodNotOver { period_ends_on: Date },
    #[error("the counterpart is {stage} already")]
    CounterpartOutOfOrder { stage: Stage },
    #[error("{committed} is printed as committed")]
    CommittedBelowZero { committed: Sum },
    #[error("{disbursed} is printed as disbursed")]
    DisbursedBelowZero { disbursed: Sum },
    #[error("the figures are {difference} apart")]
    StatementDoesNotAddUp { difference: Sum },
    #[error("the change cannot be made to that event")]
    CorrectionDoesNotApply,
    #[error("a correction is not corrected: make another one")]
    TargetIsCorrection,
    #[error("a proposal is not amended: reject it")]
    TargetIsProposal,

    #[error("decision {decision} was not adopted")]
    DecisionNotAdopted { decision: Id<Decision> },
    #[error("decision {decision} is not about {transition} of this agreement")]
    DecisionElsewhere { decision: Id<Decision>, transition: &'static str },

    // Not by this caller.
    #[error("whoever proposed it does not confirm it")]
    SamePerson,
}

/// `a, b, c`.
pub(super) fn list<T: fmt::Display>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

impl kernel::Rejection for Rejection {
    #[expect(clippy::too_many_lines, reason = "a table: every refusal is of one kind")]
    fn kind(&self) -> Kind {
        match self {
            Self::AmountNotPositive
            | Self::AmountBelowZero
            | Self::AmountTooLarge
            | Self::CurrencyDiffers { .. }
            | Self::CategoriesMissing
            | Self::CategoryTwice { .. }
            | Self::PartsDoNotSum { .. }
            | Self::ChargesMissing
            | Self::LinesMissing
            | Self::NothingToChange
            | Self::ReasonMissing
            | Self::ParentMissing
            | Self::PurposeMissing
            | Self::ExerciseMissing
            | Self::SignatoriesMissing
            | Self::ClosingDateMissing
            | Self::ClosingNotAfterSigning => Kind::Invalid,
            Self::NotRegistered
            | Self::NotSigned
            | Self::UnknownCategory { .. }
            | Self::UnknownCondition { .. }
            | Self::UnknownTranche { .. }
            | Self::UnknownWithdrawal { .. }
            | Self::UnknownName { .. }
            | Self::UnknownSignatory { .. }
            | Self::UnknownProposal
            | Self::DecisionUnknown { .. }
            | Self::UnknownAnomaly
            | Self::TargetUnknown => Kind::NotFound,
            Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::AlreadyProposed { .. }
            | Self::NameTaken { .. }
            | Self::NumberTaken { .. }
            | Self::LineClaimed { .. }
            | Self::ValueDiffers
            | Self::RatingDiffers => Kind::Conflict,
            Self::SamePerson => Kind::Forbidden,
            Self::StateForbids { .. }
            | Self::DecisionNotAdopted { .. }
            | Self::DecisionElsewhere { .. }
            | Self::OutOfOrder { .. }
            | Self::BeforeApproval { .. }
            | Self::BeforeSignature { .. }
            | Self::ExceedsApproved { .. }
            | Self::ParentUnknown { .. }
            | Self::ParentNotDisbursing { .. }
            | Self::ParentCircular { .. }
            | Self::ParentNotSatisfactory { .. }
            | Self::BalanceOverdrawn { .. }
            | Self::ConditionsNotMet { .. }
            | Self::LegalOpinionMissing
            | Self::NotRatified
            | Self::EffectivenessDeadlinePassed { .. }
            | Self::EffectivenessDeadlineNotPassed { .. }
            | Self::EffectivenessDeadlineUnknown
            | Self::LetterMissing
            | Self::SignatoriesNotRegistered { .. }
            | Self::AccountNotOpen
            | Self::NotSuspended
            | Self::ClosingDateNotReached { .. }
            | Self::ClosingDatePassed { .. }
            | Self::ClosingDateUnknown
            | Self::DeadlineNotReached { .. }
            | Self::DeadlineUnknown
            | Self::WithdrawalsUndecided { .. }
            | Self::NotLater { .. }
            | Self::RequestedAfterClosing { .. }
            | Self::ClosureBlocked { .. }
            | Self::RatingMissing
            | Self::FinalAuditMissing
            | Self::ConfirmationDateDiffers { .. }
            | Self::EvidenceNotSubmitted
            | Self::ConditionSettled
            | Self::ExceedsUnsplit { .. }
            | Self::TrancheNotReleased { .. }
            | Self::TrancheSettled { .. }
            | Self::NumberGap { .. }
            | Self::LastTwice { .. }
            | Self::WithdrawalForbids { .. }
            | Self::SignaturesMissing { .. }
            | Self::SignatoryNotRegistered { .. }
            | Self::CommentMissing
            | Self::BelowMinimum { .. }
            | Self::MethodNotAllowed { .. }
            | Self::CeilingExceeded { .. }
            | Self::CategoryExceeded { .. }
            | Self::IncurredAfterClosing { .. }
            | Self::IncurredDateMissing { .. }
            | Self::ReceivedAfterDeadline { .. }
            | Self::WithdrawalsSuspended
            | Self::CategorySuspended { .. }
            | Self::DiscrepancyUnowned
            | Self::ExceedsBalance { .. }
            | Self::ExceedsUndocumented { .. }
            | Self::StatementDiffers { .. }
            | Self::ExceedsDisbursed { .. }
            | Self::AccountNotEmpty { .. }
            | Self::AdvancesUndocumented { .. }
            | Self::RestructuringForbids { .. }
            | Self::ContractEndsAfterClosing { .. }
            | Self::ContractClosed
            | Self::ContractBelowPaid { .. }
            | Self::ExceedsOutstanding { .. }
            | Self::ClosurePlanTooEarly { .. }
            | Self::ClosurePlanNotOpen
            | Self::TaskDone
            | Self::ReportNotExpected { .. }
            | Self::PeriodNotOver { .. }
            | Self::CounterpartOutOfOrder { .. }
            | Self::CommittedBelowZero { .. }
            | Self::DisbursedBelowZero { .. }
            | Self::StatementDoesNotAddUp { .. }
            | Self::CorrectionDoesNotApply
            | Self::TargetIsCorrection
            | Self::TargetIsProposal => Kind::Precondition,
        }
    }

    fn code(&self) -> &'static str {
        self.into()
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        self.said()
    }
}
