//! Why this service says no, or what is odd about an act of somebody else. The text is for logs;
//! people read the translation of the code.

use jiff::civil::Date;
use kernel::{Code, Currency, Kind, Total};

use crate::{collaboration::amendment::Step, collaboration::course::State};

#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "partners-", serialize_all = "kebab-case")]
pub(crate) enum Rejection {
    // Makes no sense, whatever the state.
    #[error("amount must be positive")]
    AmountNotPositive,
    #[error("an amount is missing")]
    AmountMissing,
    #[error("money is in {expected} here")]
    CurrencyDiffers { expected: Currency },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("a justification is missing")]
    JustificationMissing,
    #[error("the document that terminates it is missing")]
    DocumentMissing,
    #[error("each party signs")]
    SignatoriesMissing,
    #[error("the end is before the beginning")]
    PeriodReversed,
    #[error("nothing would change")]
    NothingToChange,
    #[error("an amendment of this kind does not change that")]
    AmendmentKindForbids,
    #[error("no field is named")]
    FieldsMissing,
    #[error("no purpose is named")]
    PurposesMissing,
    #[error("nothing is reported")]
    LinesMissing,
    #[error("{line} is there twice")]
    LineTwice { line: String },
    #[error("the parts sum to {sum}, not to {expected}")]
    CountsDoNotAddUp { sum: u64, expected: u64 },
    #[error("{part} is more than {whole}")]
    CountExceeds { part: u64, whole: u64 },
    #[error("nobody is counted")]
    CountMissing,
    #[error("nothing identifies anybody")]
    ContactEmpty,

    // There is nothing by that name.
    #[error("there is nothing by that reference")]
    NotRegistered,
    #[error("{institution} is not on the register of institutions")]
    InstitutionUnknown { institution: Code },
    #[error("there is nothing called {name}")]
    UnknownName { name: Code },
    #[error("no anomaly was noted by that id")]
    UnknownAnomaly,
    #[error("there is no such event here")]
    TargetUnknown,

    // Already done, or done differently.
    #[error("it is already registered")]
    AlreadyRegistered,
    #[error("it is already so")]
    AlreadyRecorded,
    #[error("{name} is taken")]
    NameTaken { name: Code },
    #[error("the value is not what it was thought to be")]
    ValueDiffers,

    // Not yet, or no longer.
    #[error("it is {state} on {on}")]
    StateForbids { state: &'static str, on: Date },
    #[error("something happened to it on {latest}, after this: correct that fact instead")]
    OutOfOrder { latest: Date },
    #[error("it was dissolved on {since}")]
    Dissolved { since: Date },
    #[error("amendment {amendment} is open")]
    AmendmentOpen { amendment: Code },
    #[error("amendment {amendment} is settled")]
    AmendmentSettled { amendment: Code },
    #[error("the decision of the committee is missing")]
    DecisionMissing,
    #[error("no body adopted a decision {decision}")]
    DecisionUnknown { decision: String },
    #[error("the decision {decision} is not about {transition} of {about}")]
    DecisionElsewhere { decision: String, transition: &'static str, about: String },
    #[error("the next approval is that of {expected}")]
    ApprovalNotNext { expected: Step },
    #[error("approvals are missing: {missing}")]
    ApprovalsMissing { missing: String },
    #[error("no more than {limit} may change by such amendments")]
    BudgetChangeExceeds { limit: String },
    #[error("the amount that was signed is not known")]
    AmountUnknown,
    #[error("it is not later than {current}")]
    NotLater { current: Date },
    #[error("no signature is recorded")]
    NotSigned,
    #[error("it begins on {starts_on}")]
    BeforeStart { starts_on: Date },
    #[error("it ended on {ends_on}")]
    PeriodPassed { ends_on: Date },
    #[error("it ends on {ends_on} only, and no reason is given")]
    EndDateNotReached { ends_on: Date },
    #[error("its end date is not known")]
    EndDateUnknown,
    #[error("not everything is done: {}", list(reasons))]
    ClosureBlocked { reasons: Vec<Self> },
    #[error("it is {state}, not ended")]
    ClosureNotEnded { state: State },
    #[error("its end date, {ends_on}, is not past")]
    ClosureEndDateNotPast { ends_on: Date },
    #[error("{outstanding} is outstanding")]
    ClosureOutstanding { outstanding: String },
    #[error("no final review is recorded")]
    ClosureReviewMissing,
    #[error("final review {review} is not approved")]
    ClosureReviewNotApproved { review: Code },
    #[error("amendment {amendment} is open")]
    ClosureAmendmentOpen { amendment: Code },
    #[error("{remaining} remains of the amount")]
    ExceedsAmount { remaining: String },
    #[error("{outstanding} is outstanding")]
    ExceedsOutstanding { outstanding: String },
    #[error("the deliverable is {state}")]
    DeliverableForbids { state: &'static str },
    #[error("no authorisation is recorded")]
    NotAuthorised,
    #[error("the ceiling leaves {room}")]
    CeilingExceeded { room: String },
    #[error("{unjustified} is to be justified")]
    ExceedsUnjustified { unjustified: String },
    #[error("{unjustified} is not justified")]
    CashUnjustified { unjustified: String },
    #[error("no output is recorded")]
    OutputsMissing,
    #[error("cash was received")]
    CashReceived,
    #[error("the agreement begins on {starts_on}")]
    SharingNotBegun { starts_on: Date },
    #[error("the agreement is suspended")]
    SharingSuspended,
    #[error("the agreement ended on {ends_on}")]
    SharingExpired { ends_on: Date },
    #[error("the agreement is revoked")]
    SharingRevoked,
    #[error("purpose {purpose} is not agreed")]
    PurposeNotAgreed { purpose: Code },
    #[error("these fields are not agreed: {fields}")]
    FieldsNotAgreed { fields: String },
    #[error("the agreement is with {expected}")]
    RecipientDiffers { expected: Code },
    #[error("the transfer is {state}")]
    TransferForbids { state: &'static str },
    #[error("nothing says why only {registered} of {matched} were registered")]
    DifferenceUnexplained { registered: u32, matched: u32 },
    #[error("the period begins on {begins_on}")]
    PeriodNotBegun { begins_on: Date },
    #[error("the contact is erased")]
    ContactErased,
    #[error("a legal hold keeps it: {reason}")]
    LegalHold { reason: String },
    #[error("nothing holds it")]
    NotHeld,
    #[error("{institution} is a member already")]
    MemberAlready { institution: Code },
    #[error("{institution} is not a member")]
    NotAMember { institution: Code },
    #[error("whoever leads hands over first")]
    LeadCannotLeave,
    #[error("the change cannot be made to that event")]
    CorrectionDoesNotApply,
    #[error("a correction is not corrected: make another one")]
    TargetIsCorrection,
    #[error("the event stays as it is")]
    TargetIsFinal,
    #[error("the event is not amended by one person alone")]
    TargetTakesTwo,
    #[error("it was closed when that was corrected")]
    CorrectedAfterClosure,
    #[error("{paid} is handed over already")]
    AmountBelowPaid { paid: String },

    // Not by this caller.
    #[error("another person does that")]
    SamePerson,
}

/// A sum as a sentence prints it: `225000000 XOF`.
pub(crate) fn sum(total: Total, currency: Currency) -> String {
    format!("{} {currency}", total.decimal(currency))
}

impl kernel::Rejection for Rejection {
    fn kind(&self) -> Kind {
        match self {
            Self::AmountNotPositive
            | Self::AmountMissing
            | Self::CurrencyDiffers { .. }
            | Self::ReasonMissing
            | Self::JustificationMissing
            | Self::DocumentMissing
            | Self::SignatoriesMissing
            | Self::PeriodReversed
            | Self::NothingToChange
            | Self::AmendmentKindForbids
            | Self::FieldsMissing
            | Self::PurposesMissing
            | Self::LinesMissing
            | Self::LineTwice { .. }
            | Self::CountsDoNotAddUp { .. }
            | Self::CountExceeds { .. }
            | Self::CountMissing
            | Self::ContactEmpty => Kind::Invalid,
            Self::NotRegistered
            | Self::InstitutionUnknown { .. }
            | Self::UnknownName { .. }
            | Self::UnknownAnomaly
            | Self::DecisionUnknown { .. }
            | Self::TargetUnknown => Kind::NotFound,
            Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::NameTaken { .. }
            | Self::MemberAlready { .. }
            | Self::ValueDiffers => Kind::Conflict,
            Self::SamePerson => Kind::Forbidden,
            Self::StateForbids { .. }
            | Self::OutOfOrder { .. }
            | Self::Dissolved { .. }
            | Self::AmendmentOpen { .. }
            | Self::AmendmentSettled { .. }
            | Self::DecisionMissing
            | Self::DecisionElsewhere { .. }
            | Self::ApprovalNotNext { .. }
            | Self::ApprovalsMissing { .. }
            | Self::BudgetChangeExceeds { .. }
            | Self::AmountUnknown
            | Self::NotLater { .. }
            | Self::NotSigned
            | Self::BeforeStart { .. }
            | Self::PeriodPassed { .. }
            | Self::EndDateNotReached { .. }
            | Self::EndDateUnknown
            | Self::ClosureBlocked { .. }
            | Self::ClosureNotEnded { .. }
            | Self::ClosureEndDateNotPast { .. }
            | Self::ClosureOutstanding { .. }
            | Self::ClosureReviewMissing
            | Self::ClosureReviewNotApproved { .. }
            | Self::ClosureAmendmentOpen { .. }
            | Self::ExceedsAmount { .. }
            | Self::ExceedsOutstanding { .. }
            | Self::DeliverableForbids { .. }
            | Self::NotAuthorised
            | Self::CeilingExceeded { .. }
            | Self::ExceedsUnjustified { .. }
            | Self::CashUnjustified { .. }
            | Self::OutputsMissing
            | Self::CashReceived
            | Self::SharingNotBegun { .. }
            | Self::SharingSuspended
            | Self::SharingExpired { .. }
            | Self::SharingRevoked
            | Self::PurposeNotAgreed { .. }
            | Self::FieldsNotAgreed { .. }
            | Self::RecipientDiffers { .. }
            | Self::TransferForbids { .. }
            | Self::DifferenceUnexplained { .. }
            | Self::PeriodNotBegun { .. }
            | Self::ContactErased
            | Self::LegalHold { .. }
            | Self::NotHeld
            | Self::NotAMember { .. }
            | Self::LeadCannotLeave
            | Self::CorrectionDoesNotApply
            | Self::TargetIsCorrection
            | Self::TargetIsFinal
            | Self::TargetTakesTwo
            | Self::CorrectedAfterClosure
            | Self::AmountBelowPaid { .. } => Kind::Precondition,
        }
    }

    fn code(&self) -> &'static str {
        self.into()
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        self.said()
    }
}

fn list(reasons: &[Rejection]) -> String {
    reasons.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn one(name: &'static str, value: &impl ToString) -> Vec<(&'static str, String)> {
    vec![(name, value.to_string())]
}

fn two(
    (first, a): (&'static str, &impl ToString),
    (second, b): (&'static str, &impl ToString),
) -> Vec<(&'static str, String)> {
    vec![(first, a.to_string()), (second, b.to_string())]
}

impl Rejection {
    fn said(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CurrencyDiffers { expected } => one("expected", expected),
            Self::LineTwice { line } => one("line", line),
            Self::CountsDoNotAddUp { sum, expected } => two(("sum", sum), ("expected", expected)),
            Self::CountExceeds { part, whole } => two(("part", part), ("whole", whole)),
            Self::InstitutionUnknown { institution }
            | Self::MemberAlready { institution }
            | Self::NotAMember { institution } => one("institution", institution),
            Self::UnknownName { name } | Self::NameTaken { name } => one("name", name),
            Self::StateForbids { state, on } => two(("state", state), ("on", on)),
            Self::OutOfOrder { latest } => one("latest", latest),
            Self::Dissolved { since } => one("since", since),
            Self::AmendmentOpen { amendment }
            | Self::AmendmentSettled { amendment }
            | Self::ClosureAmendmentOpen { amendment } => one("amendment", amendment),
            Self::DecisionUnknown { decision } => one("decision", decision),
            Self::DecisionElsewhere { decision, transition, about } => {
                let said = [one("decision", decision), one("transition", transition)];
                [said.concat(), one("about", about)].concat()
            }
            Self::ApprovalNotNext { expected } => one("expected", expected),
            Self::ApprovalsMissing { missing } => one("missing", missing),
            Self::BudgetChangeExceeds { limit } => one("limit", limit),
            Self::NotLater { current } => one("current", current),
            Self::BeforeStart { starts_on } | Self::SharingNotBegun { starts_on } => {
                one("starts-on", starts_on)
            }
            Self::PeriodPassed { ends_on }
            | Self::EndDateNotReached { ends_on }
            | Self::ClosureEndDateNotPast { ends_on }
            | Self::SharingExpired { ends_on } => one("ends-on", ends_on),
            Self::ClosureBlocked { reasons } => {
                let codes = reasons.iter().map(kernel::Rejection::code).collect::<Vec<_>>();
                let args = reasons.iter().flat_map(Self::said);
                one("reasons", &codes.join(",")).into_iter().chain(args).collect()
            }
            Self::ClosureNotEnded { state } => one("state", state),
            Self::ClosureOutstanding { outstanding } | Self::ExceedsOutstanding { outstanding } => {
                one("outstanding", outstanding)
            }
            Self::ClosureReviewNotApproved { review } => one("review", review),
            Self::ExceedsAmount { remaining } => one("remaining", remaining),
            Self::AmountBelowPaid { paid } => one("paid", paid),
            Self::DeliverableForbids { state } | Self::TransferForbids { state } => {
                one("state", state)
            }
            Self::CeilingExceeded { room } => one("room", room),
            Self::ExceedsUnjustified { unjustified } | Self::CashUnjustified { unjustified } => {
                one("unjustified", unjustified)
            }
            Self::PurposeNotAgreed { purpose } => one("purpose", purpose),
            Self::FieldsNotAgreed { fields } => one("fields", fields),
            Self::RecipientDiffers { expected } => one("expected", expected),
            Self::DifferenceUnexplained { registered, matched } => {
                two(("registered", registered), ("matched", matched))
            }
            Self::PeriodNotBegun { begins_on } => one("begins-on", begins_on),
            Self::LegalHold { reason } => one("reason", reason),
            Self::AmountNotPositive
            | Self::DecisionMissing
            | Self::AmountMissing
            | Self::ReasonMissing
            | Self::JustificationMissing
            | Self::DocumentMissing
            | Self::SignatoriesMissing
            | Self::PeriodReversed
            | Self::NothingToChange
            | Self::AmendmentKindForbids
            | Self::FieldsMissing
            | Self::PurposesMissing
            | Self::LinesMissing
            | Self::CountMissing
            | Self::ContactEmpty
            | Self::NotRegistered
            | Self::UnknownAnomaly
            | Self::TargetUnknown
            | Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::ValueDiffers
            | Self::AmountUnknown
            | Self::NotSigned
            | Self::EndDateUnknown
            | Self::ClosureReviewMissing
            | Self::NotAuthorised
            | Self::OutputsMissing
            | Self::CashReceived
            | Self::SharingSuspended
            | Self::SharingRevoked
            | Self::ContactErased
            | Self::NotHeld
            | Self::LeadCannotLeave
            | Self::CorrectionDoesNotApply
            | Self::TargetIsCorrection
            | Self::TargetIsFinal
            | Self::TargetTakesTwo
            | Self::CorrectedAfterClosure
            | Self::SamePerson => Vec::new(),
        }
    }
}
