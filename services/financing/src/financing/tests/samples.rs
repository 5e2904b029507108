//! One of every event.

mod told;

use kernel::correction::{AnomalyExplained, EntryVoided, FactCorrected};

use self::told::{corrections, reports, statements};
use super::*;
use crate::financing::{
    Event,
    account::{self, AdvanceDocumented, Documentation, Ineligible, Refund, Spending, Statement},
    agreement::{
        self, Approved, BecameEffective, Cancelled, CategorySuspended, CategorySuspensionLifted,
        ClosingDateExtended, ClosingDateReached, Completed, DisbursementDeadlineExtended,
        DisbursementDeadlineReached, DisbursementOpened, Dropped, EffectivenessDeadlineExtended,
        FinanciallyClosed, FinancierAccountClosed, Lapsed, Ratified, Reopened, SignatoryRegistered,
        SignatoryRevoked, Signed, Suspended, SuspensionLifted, Terminated,
    },
    audit::{self, Finding, FindingResolved, Opinion, Report},
    category::{self, AmountCancelled, Charge, Move, Reallocated},
    closure::{self, StatusPresented, Task, TaskAdded, TaskCompleted, TaskHeld},
    contract::{self, Deal},
    no_objection::{self, Answer, Answered, Object},
    report,
    restructuring::{self, Changes, Level, Request},
    statement::{self, Counterpart, FinancierStatement, Rated, Rating, Stage, Subject},
    tranche::{
        self, Definition,
        plan::{Instalment, Plan},
    },
    transition::{Blockages, Change, Completion, ParentState, Step, Validation},
    withdrawal::{self, Reconciliation, Unmatched, Warning},
};

const REASON: &str = "Lettre du 5 mai";

fn step(from: State, to: State) -> Step {
    let (proposed_by, proposal) = (person("awa"), Uuid::from_u128(7));
    Step { from, to, validation: Validation::Double { proposed_by, proposal } }
}

fn charge() -> Charge {
    Charge { category: key("1"), money: xdr(40) }
}

fn extension() -> ClosingDateExtended {
    ClosingDateExtended {
        from: Some(CLOSING),
        to: date(2019, 6, 30),
        requested_on: Some(MAY),
        disbursement_deadline: Some(date(2019, 10, 30)),
        closure_plan_opens: Some(date(2018, 6, 30)),
        restructuring: Some(key("RES40479")),
        undoes: None,
        validation: None,
        outlived_by: None,
        outdone: Vec::new(),
    }
}

pub(crate) fn all() -> Vec<Event> {
    [
        agreements(),
        suspensions(),
        ends(),
        transitions(),
        conditions(),
        categories(),
        withdrawals(),
        accounts(),
        restructurings(),
        contracts(),
        closures(),
        statements(),
        reports(),
        corrections(),
    ]
    .concat()
}

fn agreements() -> Vec<Event> {
    use agreement::Event as E;
    let parent = ParentState {
        reference: "H8350".parse().unwrap(),
        standing: Some(Standing::Unconfirmed { last: State::Disbursing }),
        basis: kernel::Basis::default(),
        rated: None,
    };
    let fa1 = Registration {
        rank: 1,
        parent: "H8350".parse().ok(),
        purpose: Some(Purpose::ScaleUp),
        ..registration()
    };
    let automatic = |from, to| Step { from, to, validation: Validation::Automatic };
    let undocumented = |from, to| Step { from, to, validation: Validation::Undocumented };
    let deadline = Some(date(2013, 8, 13));
    vec![
        E::Registered(fa1).into(),
        E::Approved(Approved {
            step: step(State::Pipeline, State::Approved),
            approval: Approval { parent: Some(parent), ..approval() },
        })
        .into(),
        E::Signed(Signed {
            step: undocumented(State::Approved, State::Signed),
            terms: terms(),
            disbursement_deadline: Some(DEADLINE),
            closure_plan_opens: Some(date(2017, 6, 30)),
        })
        .into(),
        E::Ratified(Ratified { text: "Loi 2013-07".into() }).into(),
        E::EffectivenessDeadlineExtended(EffectivenessDeadlineExtended {
            from: deadline,
            until: date(2013, 12, 31),
            undoes: None,
            validation: None,
            outdone: Vec::new(),
        })
        .into(),
        E::BecameEffective(BecameEffective {
            step: step(State::Signed, State::Effective),
            undoes: None,
        })
        .into(),
        E::Lapsed(Lapsed { step: automatic(State::Signed, State::Lapsed), deadline }).into(),
        E::DisbursementLetterRecorded(Letter { minimum: Some(francs(1_000)), ..letter() }).into(),
        E::SignatoryRegistered(SignatoryRegistered {
            person: person("awa"),
            capacity: "Coordonnatrice".into(),
        })
        .into(),
        E::SignatoryRevoked(SignatoryRevoked { person: person("awa") }).into(),
        E::DisbursementOpened(DisbursementOpened {
            step: step(State::Effective, State::Disbursing),
        })
        .into(),
    ]
}

fn suspensions() -> Vec<Event> {
    use agreement::Event as E;
    let category = || key::<CategoryKey>("2");
    vec![
        E::Suspended(Suspended {
            step: step(State::Disbursing, State::Suspended),
            reason: REASON.into(),
            undoes: None,
            stays: None,
        })
        .into(),
        E::SuspensionLifted(SuspensionLifted {
            step: step(State::Suspended, State::Disbursing),
            undoes: None,
            stays: None,
        })
        .into(),
        E::CategorySuspended(CategorySuspended { category: category(), reason: REASON.into() })
            .into(),
        E::CategorySuspensionLifted(CategorySuspensionLifted { category: category() }).into(),
    ]
}

fn ends() -> Vec<Event> {
    use agreement::Event as E;
    let reason = || REASON.to_owned();
    let completion = Completion { report: "ICR1".into(), independent_review: None };
    vec![
        E::ClosingDateExtended(extension()).into(),
        E::Reopened(Reopened {
            step: step(State::Closing, State::Disbursing),
            extension: ClosingDateExtended { restructuring: None, ..extension() },
        })
        .into(),
        E::ClosingDateReached(ClosingDateReached {
            step: step(State::Disbursing, State::Closing),
            closing_on: Some(CLOSING),
            disbursement_deadline: Some(DEADLINE),
        })
        .into(),
        E::DisbursementDeadlineExtended(DisbursementDeadlineExtended {
            from: Some(DEADLINE),
            until: date(2018, 12, 31),
            step: None,
            undoes: None,
            validation: None,
            outdone: Vec::new(),
        })
        .into(),
        E::DisbursementDeadlineReached(DisbursementDeadlineReached {
            step: step(State::Closing, State::DisbursementClosed),
            disbursement_deadline: Some(DEADLINE),
        })
        .into(),
        E::FinancierAccountClosed(FinancierAccountClosed {}).into(),
        E::FinanciallyClosed(FinanciallyClosed {
            step: step(State::DisbursementClosed, State::FinanciallyClosed),
            blockages: Blockages { open: Some(0), document: Some("CR CTN 18".into()) },
        })
        .into(),
        E::Completed(Completed {
            step: step(State::FinanciallyClosed, State::Completed),
            completion,
        })
        .into(),
        E::Dropped(Dropped { step: step(State::Pipeline, State::Dropped), reason: reason() })
            .into(),
        E::Cancelled(Cancelled {
            step: step(State::Disbursing, State::Cancelled),
            reason: reason(),
            amounts: vec![charge()],
            undoes: None,
        })
        .into(),
        E::Terminated(Terminated {
            step: step(State::Disbursing, State::Terminated),
            reason: reason(),
            undoes: None,
        })
        .into(),
    ]
}

fn transitions() -> Vec<Event> {
    use transition::Event as E;
    let reopen = Change::Reopen { closing_on: date(2019, 6, 30), requested_on: Some(MAY) };
    vec![
        E::Proposed(Proposed { change: reopen }).into(),
        E::Rejected(transition::Rejected { proposal: Uuid::from_u128(7), reason: REASON.into() })
            .into(),
    ]
}

fn conditions() -> Vec<Event> {
    use condition::{Accepted, Breached, Event as E, Rejected, Submitted, Waived};
    let condition = || key::<ConditionKey>("avis-juridique");
    let reason = || REASON.to_owned();
    let requirement = Requirement {
        category: Some(key("1")),
        due_on: Some(MAY),
        ..effectiveness("avis-juridique")
    };
    vec![
        E::Added(requirement).into(),
        E::EvidenceSubmitted(Submitted { condition: condition() }).into(),
        E::Accepted(Accepted { condition: condition() }).into(),
        E::EvidenceRejected(Rejected { condition: condition(), reason: reason() }).into(),
        E::Waived(Waived { condition: condition(), reason: reason() }).into(),
        E::Breached(Breached { condition: condition(), reason: reason() }).into(),
    ]
}

fn categories() -> Vec<Event> {
    use tranche::{Cancelled, Closed, Event as T, Released};
    let (tranche, category) = (|| key("T1"), || key::<CategoryKey>("1"));
    let restructuring = || Some(key("RES40479"));
    let definition = Definition {
        tranche: tranche(),
        label: "Première".into(),
        kind: tranche::Kind::ResultsBased,
        category: category(),
        money: xdr(100),
        due_on: Some(MAY),
        conditions: [key("ild-1")].into(),
    };
    let moves = vec![Move { from: key("1"), to: key("2"), money: xdr(10) }];
    vec![
        category::Event::AmountCancelled(AmountCancelled {
            category: category(),
            money: xdr(10),
            restructuring: restructuring(),
            reason: None,
        })
        .into(),
        category::Event::Reallocated(Reallocated { moves, restructuring: restructuring() }).into(),
        T::Defined(definition).into(),
        T::Released(Released { tranche: tranche(), category: category(), money: xdr(100) }).into(),
        T::Closed(Closed { tranche: tranche() }).into(),
        T::Cancelled(Cancelled {
            tranche: tranche(),
            category: category(),
            money: xdr(100),
            reason: REASON.into(),
        })
        .into(),
        T::PlanRefreshed(Plan {
            exercise: key("2020"),
            starts_on: Some(date(2020, 1, 1)),
            revision: 1,
            instalments: vec![Instalment { quarter: 2, money: francs(26_000) }],
        })
        .into(),
    ]
}

fn withdrawals() -> Vec<Event> {
    use withdrawal::{Abandoned, Event as E, Paid, Reconciled, Returned, ReviewBegun, Submitted};
    let (number, reason) = (1, || REASON.to_owned());
    let line = Line { contract: Some(key("2014/UTGFS/012")), ..line("F-1", "1", francs(26_000)) };
    let application = Application {
        indicative_rate: "655.957".parse().ok(),
        tranche: Some(key("T1")),
        ..application(number, Method::Advance, vec![line])
    };
    let money = francs(26_000);
    let payment = Payment {
        paid: money,
        charges: vec![charge()],
        value_on: MAY,
        rate: "655.957".parse().ok(),
        rate_source: Some("BCEAO".into()),
    };
    let warning =
        Warning { category: key("1"), estimated: xdr(39), remaining: xdr(30).units.into() };
    let reconciliation = Reconciliation {
        financier_statement: xdr(40),
        bank_statement: francs(25_999),
        unmatched: vec![Unmatched { item: "Frais".into(), owner: "DAF".into() }],
    };
    let method = Method::Advance;
    vec![
        E::Prepared(application).into(),
        E::Submitted(Submitted {
            number,
            method,
            money,
            signatories: [person("awa"), person("oumar")].into(),
            comment: Some("Facture jointe".into()),
            warnings: vec![warning],
        })
        .into(),
        E::ReviewBegun(ReviewBegun { number }).into(),
        E::Returned(Returned { number, reason: reason() }).into(),
        E::Approved(withdrawal::Approved { number, method, money }).into(),
        E::Rejected(withdrawal::Rejected { number, reason: reason() }).into(),
        E::Paid(Paid { number, method, payment, document_by: Some(date(2014, 11, 5)) }).into(),
        E::Reconciled(Reconciled { number, reconciliation, agrees: false }).into(),
        E::Abandoned(Abandoned { number, reason: reason() }).into(),
    ]
}

fn accounts() -> Vec<Event> {
    use account::Event as E;
    let money = francs(1_000);
    let (category, reference) = (|| key::<CategoryKey>("1"), key::<super::super::key::EntryKey>);
    let documentation =
        Documentation { reference: reference("RD"), money, charges: vec![charge()] };
    vec![
        E::Opened(Opening { bank: "BDM".into(), ceiling: money }).into(),
        E::PaymentRecorded(Spending {
            reference: reference("P-1"),
            money,
            category: Some(category()),
            payee: "Prestataire".into(),
        })
        .into(),
        E::StatementRecorded(Statement { reference: reference("RELEVE"), balance: money }).into(),
        E::AdvanceDocumented(AdvanceDocumented { documentation, cleared: vec![1] }).into(),
        E::IneligibleDeclared(Ineligible {
            reference: reference("INEL-1"),
            category: category(),
            money: xdr(5),
            reason: REASON.into(),
        })
        .into(),
        E::Refunded(Refund {
            reference: reference("R-1"),
            category: category(),
            money: xdr(5),
            from_account: Some(money),
            ineligible: Some(reference("INEL-1")),
            cleared: Vec::new(),
        })
        .into(),
        E::Settled(account::Settled {}).into(),
    ]
}

fn restructurings() -> Vec<Event> {
    use restructuring::{Approved, Cleared, Event as E, PutIntoEffect, Withdrawn};
    let restructuring = || key::<super::super::key::RestructuringKey>("RES40479");
    let changes = || Changes {
        closing_on: Some(date(2019, 6, 30)),
        cancellations: vec![charge()],
        reallocations: vec![Move { from: key("1"), to: key("2"), money: xdr(10) }],
        other: vec!["Indicateurs".into()],
    };
    let level = Level::Board;
    vec![
        E::Requested(Request { restructuring: restructuring(), level, changes: changes() }).into(),
        E::Cleared(Cleared { restructuring: restructuring() }).into(),
        E::Approved(Approved { restructuring: restructuring() }).into(),
        E::PutIntoEffect(PutIntoEffect { restructuring: restructuring(), changes: changes() })
            .into(),
        E::Withdrawn(Withdrawn { restructuring: restructuring(), reason: REASON.into() }).into(),
    ]
}

fn contracts() -> Vec<Event> {
    use contract::{Amended, Closed, Event as E, Paid, Signed};
    let contract = || key::<super::super::key::ContractKey>("2014/UTGFS/012");
    let deal = Deal {
        contract: contract(),
        title: "Ciblage".into(),
        contractor: "Cabinet".into(),
        category: Some(key("1")),
        money: francs(1_000),
        ends_on: Some(date(2019, 1, 31)),
    };
    vec![
        E::Signed(Signed { deal, outlives: Some(CLOSING) }).into(),
        E::Amended(Amended {
            contract: contract(),
            money: Some(francs(2_000)),
            ends_on: None,
            reason: REASON.into(),
            outlives: None,
        })
        .into(),
        E::Paid(Paid { contract: contract(), reference: key("D-1"), money: francs(500) }).into(),
        E::Closed(Closed { contract: contract() }).into(),
        no_objection::Event::Requested(no_objection::Requested {
            reference: key("ANO-1"),
            object: Object::TermsOfReference,
            title: "TDR audit".into(),
            answer_by: Some(JUNE),
            exercise: None,
        })
        .into(),
        no_objection::Event::Answered(Answer {
            reference: key("ANO-1"),
            outcome: Answered::GrantedWithComments,
            answer: "Lettre 12".into(),
            comments: Some("Voir annexe".into()),
        })
        .into(),
    ]
}

fn closures() -> Vec<Event> {
    use closure::{ActivitiesCompleted, Event as E, PlanOpened};
    let task = || Task {
        task: key("archives"),
        label: "Archives".into(),
        owner: Some("UTGFS".into()),
        due_on: Some(DEADLINE),
    };
    vec![
        E::PlanOpened(PlanOpened { tasks: vec![task()] }).into(),
        E::TaskAdded(TaskAdded { task: task() }).into(),
        E::TaskHeld(TaskHeld { task: key("archives"), reason: REASON.into(), owner: None }).into(),
        E::TaskCompleted(TaskCompleted { task: key("archives") }).into(),
        E::ActivitiesCompleted(ActivitiesCompleted {}).into(),
        E::StatusPresented(StatusPresented {
            presented_to: "CTN, 18e session".into(),
            summary: "Situation de clôture".into(),
            legal_state_unknown: true,
        })
        .into(),
        audit::Event::ReportRecorded(Report {
            exercise: key("2018"),
            opinion: Opinion::Qualified,
            is_final: true,
        })
        .into(),
        audit::Event::FindingRecorded(Finding {
            finding: key("2018-1"),
            statement: "Pièces manquantes".into(),
            qualified: true,
        })
        .into(),
        audit::Event::FindingResolved(FindingResolved {
            finding: key("2018-1"),
            response: "Versées".into(),
        })
        .into(),
    ]
}
