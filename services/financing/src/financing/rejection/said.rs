use super::{ClosureReason, Rejection, list};

impl Rejection {
    #[expect(clippy::too_many_lines, reason = "a table: every refusal names what it needs")]
    /// The values a refusal speaks of, by the name its sentence has for them.
    pub(super) fn said(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::CurrencyDiffers { expected } => vec![("expected", expected.to_string())],
            Self::CategoryTwice { category }
            | Self::UnknownCategory { category }
            | Self::CategorySuspended { category } => vec![("category", category.to_string())],
            Self::PartsDoNotSum { sum, expected } => {
                vec![("sum", sum.to_string()), ("expected", expected.to_string())]
            }
            Self::DecisionUnknown { decision } | Self::DecisionNotAdopted { decision } => {
                vec![("decision", decision.to_string())]
            }
            Self::DecisionElsewhere { decision, transition } => {
                vec![("decision", decision.to_string()), ("transition", (*transition).to_owned())]
            }
            Self::UnknownCondition { condition } => vec![("condition", condition.to_string())],
            Self::UnknownTranche { tranche }
            | Self::TrancheNotReleased { tranche }
            | Self::TrancheSettled { tranche } => vec![("tranche", tranche.to_string())],
            Self::UnknownWithdrawal { number }
            | Self::NumberTaken { number }
            | Self::LastTwice { number } => vec![("number", number.to_string())],
            Self::UnknownName { name } | Self::NameTaken { name } => vec![("name", name.clone())],
            Self::UnknownSignatory { person } | Self::SignatoryNotRegistered { person } => {
                vec![("person", person.to_string())]
            }
            Self::AlreadyProposed { proposal } => vec![("proposal", proposal.to_string())],
            Self::LineClaimed { line, number } => {
                vec![("line", line.to_string()), ("number", number.to_string())]
            }
            Self::StateForbids { state, on } => {
                vec![("state", state.to_string()), ("on", on.to_string())]
            }
            Self::OutOfOrder { latest } => vec![("latest", latest.to_string())],
            Self::ExerciseMissing => vec![("field", "exercise".to_owned())],
            Self::BeforeApproval { approved_on } => vec![("approved-on", approved_on.to_string())],
            Self::BeforeSignature { signed_on } => vec![("signed-on", signed_on.to_string())],
            Self::ExceedsApproved { approved } => vec![("approved", approved.to_string())],
            Self::BalanceOverdrawn { category, missing } => {
                vec![("category", category.to_string()), ("missing", missing.to_string())]
            }
            Self::ParentNotSatisfactory { parent, months } => {
                vec![("parent", parent.to_string()), ("months", months.to_string())]
            }
            Self::ParentUnknown { parent } | Self::ParentCircular { parent } => {
                vec![("parent", parent.to_string())]
            }
            Self::ParentNotDisbursing { parent, state } => {
                vec![("parent", parent.to_string()), ("state", state.to_string())]
            }
            Self::ConditionsNotMet { conditions } => vec![("conditions", list(conditions))],
            Self::EffectivenessDeadlinePassed { deadline }
            | Self::EffectivenessDeadlineNotPassed { deadline }
            | Self::DeadlineNotReached { deadline }
            | Self::ReceivedAfterDeadline { deadline } => vec![("deadline", deadline.to_string())],
            Self::SignatoriesNotRegistered { needed } | Self::SignaturesMissing { needed } => {
                vec![("needed", needed.to_string())]
            }
            Self::ClosingDateNotReached { closing_on }
            | Self::ClosingDatePassed { closing_on }
            | Self::RequestedAfterClosing { closing_on }
            | Self::ContractEndsAfterClosing { closing_on } => {
                vec![("closing-on", closing_on.to_string())]
            }
            Self::WithdrawalsUndecided { numbers } => vec![("numbers", list(numbers))],
            Self::NotLater { current } => vec![("current", current.to_string())],
            Self::ClosureBlocked { reasons } => {
                let codes = reasons.iter().map(ClosureReason::code).collect::<Vec<_>>().join(",");
                let args = reasons.iter().flat_map(ClosureReason::args);
                std::iter::once(("reasons", codes)).chain(args).collect()
            }
            Self::ConfirmationDateDiffers { expected } => vec![("expected", expected.to_string())],
            Self::ExceedsUnsplit { unsplit } => vec![("unsplit", unsplit.to_string())],
            Self::NumberGap { last } => vec![("last", last.to_string())],
            Self::WithdrawalForbids { status } => vec![("status", status.to_string())],
            Self::RestructuringForbids { status } => vec![("status", status.to_string())],
            Self::BelowMinimum { minimum } => vec![("minimum", minimum.to_string())],
            Self::MethodNotAllowed { method } => {
                vec![("method", <&str>::from(*method).to_owned())]
            }
            Self::CeilingExceeded { room } => vec![("room", room.to_string())],
            Self::CategoryExceeded { category, remaining } => {
                vec![("category", category.to_string()), ("remaining", remaining.to_string())]
            }
            Self::IncurredDateMissing { line } => vec![("line", line.to_string())],
            Self::IncurredAfterClosing { line, closing_on } => {
                vec![("line", line.to_string()), ("closing-on", closing_on.to_string())]
            }
            Self::ExceedsBalance { balance } | Self::AccountNotEmpty { balance } => {
                vec![("balance", balance.to_string())]
            }
            Self::ExceedsUndocumented { undocumented }
            | Self::AdvancesUndocumented { undocumented } => {
                vec![("undocumented", undocumented.to_string())]
            }
            Self::StatementDiffers { ledger } => vec![("ledger", ledger.to_string())],
            Self::ExceedsDisbursed { disbursed } | Self::DisbursedBelowZero { disbursed } => {
                vec![("disbursed", disbursed.to_string())]
            }
            Self::CommittedBelowZero { committed } => vec![("committed", committed.to_string())],
            Self::ContractBelowPaid { paid } => vec![("paid", paid.to_string())],
            Self::ExceedsOutstanding { outstanding } => {
                vec![("outstanding", outstanding.to_string())]
            }
            Self::ClosurePlanTooEarly { opens } => vec![("opens", opens.to_string())],
            Self::ReportNotExpected { period_ends_on } | Self::PeriodNotOver { period_ends_on } => {
                vec![("period-ends-on", period_ends_on.to_string())]
            }
            Self::CounterpartOutOfOrder { stage } => vec![("stage", stage.to_string())],
            Self::StatementDoesNotAddUp { difference } => {
                vec![("difference", difference.to_string())]
            }
            Self::AmountNotPositive
            | Self::AmountBelowZero
            | Self::AmountTooLarge
            | Self::CategoriesMissing
            | Self::ChargesMissing
            | Self::LinesMissing
            | Self::NothingToChange
            | Self::ReasonMissing
            | Self::ParentMissing
            | Self::PurposeMissing
            | Self::SignatoriesMissing
            | Self::ClosingDateMissing
            | Self::ClosingNotAfterSigning
            | Self::NotRegistered
            | Self::NotSigned
            | Self::UnknownProposal
            | Self::UnknownAnomaly
            | Self::TargetUnknown
            | Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::ValueDiffers
            | Self::RatingDiffers
            | Self::LegalOpinionMissing
            | Self::NotRatified
            | Self::EffectivenessDeadlineUnknown
            | Self::LetterMissing
            | Self::AccountNotOpen
            | Self::NotSuspended
            | Self::ClosingDateUnknown
            | Self::DeadlineUnknown
            | Self::RatingMissing
            | Self::FinalAuditMissing
            | Self::EvidenceNotSubmitted
            | Self::ConditionSettled
            | Self::CommentMissing
            | Self::WithdrawalsSuspended
            | Self::DiscrepancyUnowned
            | Self::ContractClosed
            | Self::ClosurePlanNotOpen
            | Self::TaskDone
            | Self::CorrectionDoesNotApply
            | Self::TargetIsCorrection
            | Self::TargetIsProposal
            | Self::SamePerson => Vec::new(),
        }
    }
}
