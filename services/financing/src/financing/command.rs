use jiff::civil::Date;
use kernel::{Amending, Explain, Id, Money, Person};
use uuid::Uuid;

use super::{
    Rejection,
    account::{Documentation, Ineligible, Opening, Refund, Spending, Statement},
    agreement::{Letter, Registration, Terms},
    audit::{Finding, Report},
    category::Move,
    closure::Task,
    condition::Requirement,
    contract::Deal,
    key::{
        CategoryKey, ConditionKey, ContractKey, EntryKey, ExerciseKey, FindingKey,
        RestructuringKey, TaskKey, TrancheKey,
    },
    no_objection::{Answer, Asking},
    report::Terms as ReportingTerms,
    restructuring::Request,
    statement::{Counterpart, FinancierStatement, Rated},
    tranche::{Definition, plan::Plan},
    transition::{Approval, Blockages, Completion},
    withdrawal::{Application, Payment, Reconciliation},
};

/// What can be asked of a financing. One per method of the service, called like it; and the last,
/// which is any of them that cites what does not bear it.
#[derive(Clone, Debug, strum::IntoStaticStr)]
pub(crate) enum Command {
    Register(Registration),
    RecordApproval(Approval),
    Sign(Terms),
    RecordRatification {
        text: String,
    },
    ExtendEffectivenessDeadline {
        until: Date,
    },
    RecordEffectiveness,
    Lapse,
    RecordDisbursementLetter(Letter),
    RecordReportingTerms(ReportingTerms),
    RegisterSignatory {
        person: Id<Person>,
        capacity: String,
    },
    RevokeSignatory {
        person: Id<Person>,
    },
    OpenDisbursement,
    RecordSuspension {
        reason: String,
        category: Option<CategoryKey>,
    },
    RecordSuspensionLifted {
        category: Option<CategoryKey>,
    },
    ReachClosingDate,
    ReachDisbursementDeadline,
    ExtendDisbursementDeadline {
        until: Date,
    },
    RecordFinancierAccountClosed,
    CloseFinancially {
        blockages: Blockages,
    },
    RecordCompletion(Completion),
    Drop {
        reason: String,
    },
    RecordCancellation {
        reason: String,
    },
    RecordTermination {
        reason: String,
    },
    /// With fresh answers of others, if the edge asked them again.
    ConfirmTransition {
        proposal: Uuid,
        blockages: Option<Blockages>,
    },
    RejectTransition {
        proposal: Uuid,
        reason: String,
    },

    AddCondition(Requirement),
    SubmitConditionEvidence {
        condition: ConditionKey,
    },
    AcceptCondition {
        condition: ConditionKey,
    },
    RejectConditionEvidence {
        condition: ConditionKey,
        reason: String,
    },
    WaiveCondition {
        condition: ConditionKey,
        reason: String,
    },
    RecordConditionBreach {
        condition: ConditionKey,
        reason: String,
    },

    DefineTranche(Definition),
    ReleaseTranche {
        tranche: TrancheKey,
    },
    CloseTranche {
        tranche: TrancheKey,
    },
    CancelTranche {
        tranche: TrancheKey,
        reason: String,
    },
    /// The adopted plan of a budget year says what it asks of this financing.
    RefreshPlan(Plan),
    /// What adopted or revised a plan is void: what stands instead.
    WithdrawPlan(Plan),

    PrepareWithdrawal(Application),
    SubmitWithdrawal {
        number: u32,
        signatories: Vec<Id<Person>>,
        comment: Option<String>,
    },
    RecordWithdrawalReview {
        number: u32,
    },
    RecordWithdrawalReturned {
        number: u32,
        reason: String,
    },
    RecordWithdrawalApproved {
        number: u32,
    },
    RecordWithdrawalRejected {
        number: u32,
        reason: String,
    },
    RecordPayment {
        number: u32,
        payment: Payment,
    },
    ReconcileWithdrawal {
        number: u32,
        reconciliation: Reconciliation,
    },
    AbandonWithdrawal {
        number: u32,
        reason: String,
    },

    OpenDesignatedAccount(Opening),
    RecordAccountPayment(Spending),
    RecordAccountStatement(Statement),
    DocumentAdvance(Documentation),
    DeclareIneligible(Ineligible),
    RecordRefund(Refund),
    SettleDesignatedAccount,

    RequestRestructuring(Request),
    ClearRestructuring {
        restructuring: RestructuringKey,
    },
    ApproveRestructuring {
        restructuring: RestructuringKey,
    },
    PutRestructuringIntoEffect {
        restructuring: RestructuringKey,
    },
    WithdrawRestructuring {
        restructuring: RestructuringKey,
        reason: String,
    },
    ExtendClosingDate {
        closing_on: Date,
        requested_on: Option<Date>,
    },
    CancelAmount {
        category: CategoryKey,
        money: Money,
        /// None where an authority is cited.
        reason: Option<String>,
    },
    Reallocate {
        moves: Vec<Move>,
    },

    SignContract(Deal),
    AmendContract {
        contract: ContractKey,
        money: Option<Money>,
        ends_on: Option<Date>,
        reason: String,
    },
    RecordContractPayment {
        contract: ContractKey,
        reference: EntryKey,
        money: Money,
    },
    CloseContract {
        contract: ContractKey,
    },
    RequestNoObjection(Asking),
    RecordNoObjectionAnswer(Answer),

    /// No tasks: those that every closure has.
    OpenClosurePlan {
        tasks: Vec<Task>,
    },
    AddClosureTask(Task),
    HoldClosureTask {
        task: TaskKey,
        reason: String,
        owner: Option<String>,
    },
    CompleteClosureTask {
        task: TaskKey,
    },
    RecordActivitiesCompleted,
    PresentClosureStatus {
        presented_to: String,
        summary: String,
        legal_state_unknown: bool,
    },
    RecordAuditReport(Report),
    RecordAuditFinding(Finding),
    ResolveAuditFinding {
        finding: FindingKey,
        response: String,
    },

    SubmitFinancialReport {
        period_ends_on: Date,
    },
    RecordRating(Rated),
    RecordCounterpart(Counterpart),
    RecordFinancierStatement(FinancierStatement),

    Amend(Amending),
    /// A fact was amended: do the balances still hold? The event is noted beside.
    LookAtBalances {
        beside: &'static str,
    },
    /// An amount of the State's counterpart was amended: is what is said to be there still so?
    LookAtCounterparts,
    /// The budget year is over.
    LapseCounterpart {
        exercise: ExerciseKey,
    },
    /// What sets what is owed by the calendar has changed: is something else due?
    LookAtReports,
    /// What came in was perhaps something else: what is due is said again, and what has come in.
    SayReportsAgain,
    ExplainAnomaly(Explain),

    /// What it cites does not bear it, as the service that owns that says.
    Unfounded(Rejection),
}
