use kernel::Aggregate as _;

use super::{DECEMBER, JANUARY, JUNE, MARCH, MAY, Story, code, date, dollars, francs};
use crate::{
    collaboration::{
        Collaboration, Command as C,
        amendment::{Approved, Kind, Request, Step},
        course::{Instrument, Proposal, Signatory, Signature, State},
        deliverable::Planned,
        review::{self, ReviewRecorded},
    },
    rejection::Rejection,
};

type Told = Story<Collaboration>;

fn proposal() -> Proposal {
    Proposal {
        collaboration: code("PAM-2019"),
        title: "Filets sociaux et résilience".into(),
        instrument: Instrument::Memorandum,
        partner: code("PAM"),
        counterpart: code("UTGFS"),
        financings: vec![code("D3480")],
        areas: vec![code("ML0402")],
        bodies: vec![code("CTN")],
        object: "Transferts en période de soudure".into(),
        starts_on: Some(MARCH),
        ends_on: Some(DECEMBER),
        amount: Some(francs(1_000)),
    }
}

fn signature() -> Signature {
    let signs = |institution| Signatory { institution: code(institution), capacity: "DG".into() };
    let signatories = vec![signs("PAM"), signs("UTGFS")];
    Signature { signatories, starts_on: None, ends_on: None, amount: None }
}

fn proposed() -> Told {
    Story::new().does(JANUARY, C::Propose(proposal(), Vec::new()))
}

fn signed() -> Told {
    proposed().does(JANUARY, C::Negotiate).does(JANUARY, C::Sign(signature()))
}

fn active() -> Told {
    signed().does(MARCH, C::Activate)
}

fn ended() -> Told {
    let review = ReviewRecorded {
        review: code("FINALE"),
        kind: review::Kind::Final,
        conclusion: "Objectifs atteints".into(),
    };
    let told = active()
        .does(MAY, C::RecordInstalment { instalment: code("V1"), money: francs(400) })
        .does(DECEMBER, C::End { reason: String::new() })
        .does(DECEMBER, C::JustifyInstalment { instalment: code("V1"), money: francs(400) });
    told.does(DECEMBER, C::RecordReview(review))
        .oumar(DECEMBER, C::ApproveReview { review: code("FINALE") })
}

const AFTER: jiff::civil::Date = date(2020, 1, 6);

fn request(kind: Kind) -> Request {
    let (amount, ends_on, other) = match kind {
        Kind::AdministrativeCorrection | Kind::ChangedResults | Kind::Other => {
            (None, None, vec!["Point focal".to_owned()])
        }
        Kind::BudgetMinor => (Some(francs(1_100)), None, Vec::new()),
        Kind::BudgetMajor => (Some(francs(1_500)), None, Vec::new()),
        Kind::NoCostExtension => (None, Some(date(2020, 6, 30)), Vec::new()),
    };
    Request { amendment: code("A1"), kind, reason: "Motif".into(), amount, ends_on, other }
}

fn approve(step: Step) -> C {
    let decision = step.is_decided().then(|| "ML-CNP-12/4".to_owned());
    C::ApproveAmendment(Approved { amendment: code("A1"), step, decision })
}

const KINDS: [Kind; 6] = [
    Kind::AdministrativeCorrection,
    Kind::BudgetMinor,
    Kind::BudgetMajor,
    Kind::ChangedResults,
    Kind::NoCostExtension,
    Kind::Other,
];

#[test]
fn it_goes_from_proposed_to_closed() {
    let told = ended().does(AFTER, C::Close);
    for (on, state) in [
        (JANUARY, State::Signed),
        (MARCH, State::Active),
        (JUNE, State::Active),
        (DECEMBER, State::Ended),
        (AFTER, State::Closed),
    ] {
        assert_eq!(told.state().state_on(on), Some(state), "{on}");
    }
    assert_eq!(told.state().state_on(date(2018, 12, 31)), None);
}

#[test]
fn parties_are_on_the_register() {
    let command = C::Propose(proposal(), vec![code("PAM")]);
    Told::new().refuses(
        JANUARY,
        command,
        Rejection::InstitutionUnknown { institution: code("PAM") },
    );
    Told::new().refuses(JANUARY, C::Negotiate, Rejection::NotRegistered);
    let again = C::Propose(proposal(), Vec::new());
    proposed().refuses(JANUARY, again, Rejection::AlreadyRegistered);
    let backwards = Proposal { ends_on: Some(JANUARY), ..proposal() };
    Told::new().refuses(JANUARY, C::Propose(backwards, Vec::new()), Rejection::PeriodReversed);
}

#[test]
fn each_party_signs() {
    let alone = Signature { signatories: signature().signatories[..1].to_vec(), ..signature() };
    let told = proposed().does(JANUARY, C::Negotiate);
    told.refuses(JANUARY, C::Sign(alone.clone()), Rejection::SignatoriesMissing);
    assert_eq!(told.unverified(JANUARY, C::Sign(alone)), ["partners-signatories-missing"]);
    assert!(told.hears(JANUARY, C::Sign(signature())).is_ok());
}

#[test]
fn what_was_never_signed_is_active_only_where_a_source_says_so() {
    proposed().refuses(MARCH, C::Activate, Rejection::NotSigned);
    assert_eq!(proposed().unverified(MARCH, C::Activate), ["partners-not-signed"]);
}

#[test]
fn work_begins_within_the_period() {
    let starts_on = MARCH;
    let eve = starts_on.yesterday().unwrap();
    signed().refuses(eve, C::Activate, Rejection::BeforeStart { starts_on });
    assert!(signed().hears(starts_on, C::Activate).is_ok());
    assert!(signed().hears(DECEMBER, C::Activate).is_ok());
    signed().refuses(AFTER, C::Activate, Rejection::PeriodPassed { ends_on: DECEMBER });
}

#[test]
fn before_its_end_date_it_ends_for_a_reason() {
    let end = |reason: &str| C::End { reason: reason.to_owned() };
    active().refuses(JUNE, end(" "), Rejection::EndDateNotReached { ends_on: DECEMBER });
    assert!(active().hears(JUNE, end("Mission achevée")).is_ok());
    assert!(active().hears(DECEMBER, end("")).is_ok());
}

fn blocked(reasons: impl Into<Vec<Rejection>>) -> Rejection {
    Rejection::ClosureBlocked { reasons: reasons.into() }
}

/// The guards of closure, each with a code of its own.
#[test]
fn it_is_closed_once_nothing_is_left() {
    let ready = ended();
    // The end date itself is not past.
    let not_past = || Rejection::ClosureEndDateNotPast { ends_on: DECEMBER };
    ready.refuses(DECEMBER, C::Close, blocked([not_past()]));
    assert!(ready.hears(DECEMBER.tomorrow().unwrap(), C::Close).is_ok());
    let not_ended = Rejection::ClosureNotEnded { state: State::Active };
    let all = blocked([not_ended, not_past(), Rejection::ClosureReviewMissing]);
    active().refuses(JUNE, C::Close, all);

    let over = || active().does(DECEMBER, C::End { reason: String::new() });
    over().refuses(AFTER, C::Close, blocked([Rejection::ClosureReviewMissing]));
    let final_review = |kind| {
        let (review, conclusion) = (code("R"), "Bien".to_owned());
        C::RecordReview(ReviewRecorded { review, kind, conclusion })
    };
    let midterm = over().does(DECEMBER, final_review(review::Kind::Midterm));
    midterm.refuses(AFTER, C::Close, blocked([Rejection::ClosureReviewMissing]));
    let reviewed = over().does(DECEMBER, final_review(review::Kind::Final));
    let unapproved = Rejection::ClosureReviewNotApproved { review: code("R") };
    reviewed.refuses(AFTER, C::Close, blocked([unapproved]));
    let approved = reviewed.oumar(DECEMBER, C::ApproveReview { review: code("R") });
    assert!(approved.hears(AFTER, C::Close).is_ok());

    let paid = active()
        .does(MAY, C::RecordInstalment { instalment: code("V1"), money: francs(400) })
        .does(MAY, C::JustifyInstalment { instalment: code("V1"), money: francs(399) })
        .does(DECEMBER, C::End { reason: String::new() })
        .does(DECEMBER, final_review(review::Kind::Final))
        .oumar(DECEMBER, C::ApproveReview { review: code("R") });
    let outstanding = "1 XOF".to_owned();
    paid.refuses(AFTER, C::Close, blocked([Rejection::ClosureOutstanding { outstanding }]));
    let repaid = paid.does(AFTER, C::RecordRepayment { instalment: code("V1"), money: francs(1) });
    assert!(repaid.hears(AFTER, C::Close).is_ok());
}

#[test]
fn every_reason_against_closure_is_told_at_once() {
    use kernel::Rejection as _;
    let told = active()
        .does(MAY, C::RecordInstalment { instalment: code("V1"), money: francs(400) })
        .does(JUNE, C::RequestAmendment(request(Kind::Other)));
    let refused = told.hears(JUNE, C::Close).unwrap_err();
    let args: std::collections::BTreeMap<_, _> = refused.args().into_iter().collect();
    let reasons = [
        "partners-closure-not-ended",
        "partners-closure-end-date-not-past",
        "partners-closure-outstanding",
        "partners-closure-review-missing",
        "partners-closure-amendment-open",
    ];
    assert_eq!(args["reasons"], reasons.join(","));
    assert_eq!((&*args["outstanding"], &*args["ends-on"]), ("400 XOF", "2019-12-31"));
}

#[test]
fn another_person_approves_the_review() {
    let recorded =
        ReviewRecorded { review: code("R"), kind: review::Kind::Final, conclusion: "Bien".into() };
    let told = active().does(JUNE, C::RecordReview(recorded));
    told.refuses(JUNE, C::ApproveReview { review: code("R") }, Rejection::SamePerson);
    told.oumar(JUNE, C::ApproveReview { review: code("R") });
}

#[test]
fn cancelling_is_justified_and_terminating_has_a_document() {
    let cancel = |why: &str| C::Cancel { justification: why.to_owned() };
    signed().refuses(JANUARY, cancel(""), Rejection::JustificationMissing);
    assert!(signed().hears(JANUARY, cancel("Financement retiré")).is_ok());
    let forbids = Rejection::StateForbids { state: "active", on: JUNE };
    active().refuses(JUNE, cancel("Trop tard"), forbids);
    let terminate =
        |document: &str| C::Terminate { document: document.into(), reason: String::new() };
    active().refuses(JUNE, terminate(" "), Rejection::DocumentMissing);
    assert!(active().hears(JUNE, terminate("Lettre 2019-114")).is_ok());
}

#[test]
fn what_a_partner_does_is_recorded_with_what_is_odd_about_it() {
    let suspend = || C::Suspend { reason: "Insécurité".into() };
    assert_eq!(active().notes(JUNE, suspend()), [""; 0]);
    assert_eq!(signed().notes(JUNE, suspend()), ["partners-state-forbids"]);
    let suspended = active().does(JUNE, suspend());
    suspended.refuses(JUNE, suspend(), Rejection::AlreadyRecorded);
    assert_eq!(suspended.does(DECEMBER, C::Resume).state().state_on(DECEMBER), Some(State::Active));
    let amending = active().does(JUNE, C::RequestAmendment(request(Kind::Other)));
    let terminate = C::Terminate { document: "Lettre".into(), reason: String::new() };
    assert_eq!(amending.notes(JUNE, terminate), ["partners-amendment-open"]);
}

#[test]
fn no_state_changes_while_an_amendment_is_open() {
    for kind in KINDS {
        let told = active().does(JUNE, C::RequestAmendment(request(kind)));
        let amendment = || code("A1");
        let open = Rejection::AmendmentOpen { amendment: amendment() };
        told.refuses(DECEMBER, C::End { reason: String::new() }, open.clone());
        told.refuses(
            JUNE,
            C::RequestAmendment(Request { amendment: code("A2"), ..request(kind) }),
            open,
        );
        let reject = C::RejectAmendment { amendment: amendment(), reason: "Non".into() };
        let told = told.does(JUNE, reject);
        assert!(told.hears(DECEMBER, C::End { reason: String::new() }).is_ok());
        let settled = Rejection::AmendmentSettled { amendment: amendment() };
        told.refuses(JUNE, C::SignAmendment { amendment: amendment() }, settled);
    }
}

#[test]
fn each_kind_has_its_own_approval_path() {
    let paths: Vec<_> = KINDS.iter().map(|kind| kind.path().len()).collect();
    assert_eq!(paths, [1, 2, 4, 4, 2, 3]);
    for kind in KINDS {
        let mut told = active().does(JUNE, C::RequestAmendment(request(kind)));
        let (first, rest) = kind.path().split_first().unwrap();
        for step in rest {
            let expected = *first;
            told.refuses(JUNE, approve(*step), Rejection::ApprovalNotNext { expected });
        }
        told.refuses(JUNE, approve(*first), Rejection::SamePerson);
        for (nth, step) in kind.path().iter().enumerate() {
            let missing = kind.path()[nth..].iter().map(Step::to_string).collect::<Vec<_>>();
            let missing = missing.join(", ");
            let sign = C::SignAmendment { amendment: code("A1") };
            told.refuses(JUNE, sign, Rejection::ApprovalsMissing { missing });
            told = told.oumar(JUNE, approve(*step));
        }
        told.refuses(JUNE, approve(*first), Rejection::AlreadyRecorded);
        let signed = told.does(JUNE, C::SignAmendment { amendment: code("A1") }).state();
        let asked = request(kind);
        assert_eq!(signed.amount, asked.amount.or(Some(francs(1_000))));
        assert_eq!(signed.ends_on, asked.ends_on.or(Some(DECEMBER)));
        assert_eq!(signed.open_amendment(), None);
    }
}

#[test]
fn a_committee_approves_by_a_decision_and_nobody_else_has_to() {
    let told = active()
        .does(JUNE, C::RequestAmendment(request(Kind::ChangedResults)))
        .oumar(JUNE, approve(Step::Coordination));
    let undecided =
        |step| C::ApproveAmendment(Approved { amendment: code("A1"), step, decision: None });
    let step = Step::TechnicalCommittee;
    told.refuses(JUNE, undecided(step), Rejection::DecisionMissing);
    let unverified = told.unverified(JUNE, undecided(step));
    assert!(unverified.contains(&"partners-decision-missing".to_owned()), "{unverified:?}");
    let told = told.oumar(JUNE, approve(step));
    assert!(told.hears(JUNE, undecided(Step::Partner)).is_ok());
}

#[test]
fn a_fifth_of_what_was_signed_is_minor_however_many_steps_it_takes() {
    let to = |units| {
        let amount = Some(francs(units));
        C::RequestAmendment(Request { amount, ..request(Kind::BudgetMinor) })
    };
    let exceeds = || Rejection::BudgetChangeExceeds { limit: "200 XOF".into() };
    assert!(active().hears(JUNE, to(1_200)).is_ok());
    active().refuses(JUNE, to(1_201), exceeds());
    assert!(active().hears(JUNE, to(800)).is_ok());
    active().refuses(JUNE, to(799), exceeds());
    let told = active()
        .does(JUNE, to(1_150))
        .oumar(JUNE, approve(Step::Coordination))
        .oumar(JUNE, approve(Step::Partner))
        .does(JUNE, C::SignAmendment { amendment: code("A1") });
    let again = |units| {
        let (amendment, amount) = (code("A2"), Some(francs(units)));
        C::RequestAmendment(Request { amendment, amount, ..request(Kind::BudgetMinor) })
    };
    assert!(told.hears(JUNE, again(1_200)).is_ok());
    told.refuses(JUNE, again(1_201), exceeds());
    told.refuses(JUNE, again(1_150), Rejection::NothingToChange);
}

#[test]
fn a_major_amendment_is_what_minor_ones_are_measured_by_from_then_on() {
    let to = |amendment: &str, kind, units| {
        let (amendment, amount) = (code(amendment), Some(francs(units)));
        C::RequestAmendment(Request { amendment, amount, ..request(kind) })
    };
    let told = Kind::BudgetMajor
        .path()
        .iter()
        .fold(active().does(JUNE, to("A1", Kind::BudgetMajor, 2_000)), |told, step| {
            told.oumar(JUNE, approve(*step))
        });
    let told = told.does(JUNE, C::SignAmendment { amendment: code("A1") });
    assert!(told.hears(JUNE, to("A2", Kind::BudgetMinor, 2_400)).is_ok());
    let exceeds = || Rejection::BudgetChangeExceeds { limit: "400 XOF".into() };
    told.refuses(JUNE, to("A2", Kind::BudgetMinor, 2_401), exceeds());
    told.refuses(JUNE, to("A2", Kind::BudgetMinor, 1_000), exceeds());
}

#[test]
fn no_amendment_takes_back_what_was_paid() {
    let paid = C::RecordInstalment { instalment: code("V1"), money: francs(900) };
    let told = active().does(MAY, paid);
    let to = |units| {
        let amount = Some(francs(units));
        C::RequestAmendment(Request { amount, ..request(Kind::BudgetMajor) })
    };
    let below = Rejection::AmountBelowPaid { paid: "900 XOF".into() };
    told.refuses(JUNE, to(899), below);
    assert!(told.hears(JUNE, to(900)).is_ok());
}

fn void(told: &Told, revision: usize) -> C {
    use kernel::{Amending, Change, Stored as _, Target};
    let fact = &told.facts[revision];
    let target = Target {
        event_id: fact.event_id,
        name: fact.event.name().to_owned(),
        from_matches: true,
        applies: true,
        becomes: None,
        amendable: fact.event.amendable(),
    };
    let (target, from) = (Some(target), serde_json::Value::Null);
    C::Amend(Amending { target, change: Change::Void, from, reason: "Erreur".into() })
}

#[test]
fn what_parties_signed_is_not_undone_by_one_person() {
    let told = ended().does(AFTER, C::Close);
    // The signature, and the instalment; the source of an import is believed.
    told.refuses(AFTER, void(&told, 2), Rejection::TargetTakesTwo);
    let decided = told.state().decide(&super::imported(AFTER, void(&told, 2)));
    assert!(decided.is_ok());
    assert_eq!(told.notes(AFTER, void(&told, 4)), ["partners-corrected-after-closure"]);
    let open = ended();
    assert_eq!(open.notes(AFTER, void(&open, 4)), [""; 0]);
}

#[test]
fn an_amendment_changes_what_its_kind_is_about() {
    let asks = |request: Request| C::RequestAmendment(request);
    let forbids = Rejection::AmendmentKindForbids;
    for kind in [Kind::AdministrativeCorrection, Kind::ChangedResults, Kind::Other] {
        let amount = Some(francs(1_100));
        active().refuses(JUNE, asks(Request { amount, ..request(kind) }), forbids.clone());
        let nothing = Request { other: Vec::new(), ..request(kind) };
        active().refuses(JUNE, asks(nothing), Rejection::NothingToChange);
    }
    let same = Request { ends_on: Some(DECEMBER), ..request(Kind::NoCostExtension) };
    active().refuses(JUNE, asks(same), Rejection::NotLater { current: DECEMBER });
    for kind in [Kind::BudgetMinor, Kind::BudgetMajor] {
        let ends_on = Some(AFTER);
        active().refuses(JUNE, asks(Request { ends_on, ..request(kind) }), forbids.clone());
        let nothing = Request { amount: None, ..request(kind) };
        active().refuses(JUNE, asks(nothing), Rejection::AmountMissing);
        let amount = Some(dollars(1_100));
        let expected = kernel::Currency::Xof;
        let differs = Rejection::CurrencyDiffers { expected };
        active().refuses(JUNE, asks(Request { amount, ..request(kind) }), differs);
    }
}

#[test]
fn no_more_is_handed_over_than_was_agreed_nor_settled_than_was_handed_over() {
    let pay =
        |name: &str, units| C::RecordInstalment { instalment: code(name), money: francs(units) };
    let told = active().does(MAY, pay("V1", 600));
    let remaining = "400 XOF".to_owned();
    told.refuses(MAY, pay("V2", 401), Rejection::ExceedsAmount { remaining });
    told.refuses(MAY, pay("V1", 1), Rejection::NameTaken { name: code("V1") });
    assert!(told.hears(MAY, pay("V2", 400)).is_ok());
    let justify = |units| C::JustifyInstalment { instalment: code("V1"), money: francs(units) };
    let outstanding = "600 XOF".to_owned();
    told.refuses(MAY, justify(601), Rejection::ExceedsOutstanding { outstanding });
    told.refuses(MARCH, justify(1), Rejection::OutOfOrder { latest: MAY });
    let told = told.does(MAY, justify(600));
    let repay = C::RecordRepayment { instalment: code("V1"), money: francs(1) };
    let outstanding = "0 XOF".to_owned();
    told.refuses(MAY, repay, Rejection::ExceedsOutstanding { outstanding });
}

#[test]
fn a_deliverable_is_accepted_once_it_is_delivered() {
    let planned = Planned { deliverable: code("D1"), label: "Rapport".into(), due_on: Some(MAY) };
    let told = active().does(MARCH, C::PlanDeliverable(planned));
    let accept = || C::AcceptDeliverable { deliverable: code("D1") };
    told.refuses(JUNE, accept(), Rejection::DeliverableForbids { state: "planned" });
    let one = |told: &Told| told.state().deliverables[&code("D1")].clone();
    assert!(!one(&told).is_overdue(MAY));
    assert!(one(&told).is_overdue(MAY.tomorrow().unwrap()));
    let deliver = || C::RecordDeliverable { deliverable: code("D1"), note: "Reçu".into() };
    let told = told.does(JUNE, deliver());
    told.refuses(JUNE, deliver(), Rejection::AlreadyRecorded);
    assert!(!one(&told).is_overdue(DECEMBER));
    let told = told.does(JUNE, accept());
    told.refuses(JUNE, accept(), Rejection::AlreadyRecorded);
}

#[test]
fn the_day_decides_and_not_the_day_somebody_typed() {
    let told = active().does(JUNE, C::Suspend { reason: "Insécurité".into() });
    told.refuses(MAY, C::End { reason: "Fin".into() }, Rejection::OutOfOrder { latest: JUNE });
}

#[test]
fn what_was_signed_and_never_begun_expires() {
    let not_yet = Rejection::EndDateNotReached { ends_on: DECEMBER };
    signed().refuses(DECEMBER, C::Expire, not_yet);
    let told = signed().does(AFTER, C::Expire);
    assert_eq!(told.state().state_on(AFTER), Some(State::Expired));
}
