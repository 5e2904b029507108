use jiff::civil::{Date, date};
use kernel::{
    Asked, Code, Fact, Origin,
    testing::{asked, fact, given, who},
};

use super::{
    Command, Event, Recommendation, Status, course,
    course::{
        Abandoned, Accepted, Adopted, Assigned, ClaimReturned, Claimed, Closed, Escalated,
        Extended, Progress, Refused, Reopened, Verified,
    },
    text::{self, Formulated, Origin as From, OriginKind},
};
use crate::{
    body::rules::Cadence,
    rejection::Rejection,
    session::{Kind, Sitting},
};

const MARCH: Date = date(2019, 3, 1);
const MAY: Date = date(2019, 5, 1);

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

fn formulated() -> Formulated {
    Formulated {
        reference: code("ML-CTN-17-R2"),
        text: "Préparer l’extension".to_owned(),
        origin: From {
            kind: OriginKind::Session,
            body: Some(code("ML-CTN")),
            session: Some(code("ML-CTN-17")),
            item: None,
            mission: None,
            finding: None,
        },
        addressee: Some(code("UTGFS")),
        focal_point: None,
        due_on: None,
        subjects: Vec::new(),
    }
}

fn of_a_mission() -> Formulated {
    let origin = From {
        kind: OriginKind::ExternalAudit,
        session: None,
        mission: Some(code("ML-AUDIT-2018")),
        ..formulated().origin
    };
    Formulated { origin, ..formulated() }
}

fn assigned(due_on: Option<Date>, by_cadence: bool) -> course::Event {
    course::Event::Assigned(Assigned {
        addressee: code("UTGFS"),
        focal_point: None,
        due_on,
        by_cadence,
    })
}

fn adopted() -> course::Event {
    let (session, body) = (code("ML-CTN-17"), code("ML-CTN"));
    course::Event::Adopted(Adopted { session, body, position: 9 })
}

fn done(by: &str, on: Date, event: impl Into<Event>) -> Fact<Event> {
    fact(&who(by), on, event.into())
}

/// Formulated and adopted, given to the unit until the end of May, and what came of it.
fn given_to_the_unit(more: impl IntoIterator<Item = course::Event>) -> Vec<Fact<Event>> {
    let formulated = done("awa", MARCH, text::Event::Formulated(formulated()));
    let steps = [adopted(), assigned(Some(date(2019, 5, 31)), true)].into_iter().chain(more);
    [formulated].into_iter().chain(steps.map(|step| done("awa", MARCH, step))).collect()
}

fn ask(on: Date, command: Command) -> Asked<Command> {
    asked(&who("awa"), on, command)
}

fn sitting(open: bool, quorate: bool) -> Sitting {
    let (session, body) = (code("ML-CTN-17"), code("ML-CTN"));
    Sitting { session, body, kind: Kind::Ordinary, open, quorate, position: 9 }
}

#[test]
fn it_comes_from_a_session_or_from_a_mission() {
    let formulate =
        |text: Formulated, known| ask(MARCH, Command::Formulate { text: Box::new(text), known });
    given::<Recommendation>([])
        .when(&formulate(formulated(), true))
        .then([text::Event::Formulated(formulated()).into()]);
    given::<Recommendation>([])
        .when(&formulate(formulated(), false))
        .refused(Rejection::SessionUnknown);
    given::<Recommendation>([])
        .when(&formulate(of_a_mission(), false))
        .refused(Rejection::MissionUnknown);
    // What a mission recommends stands: nobody has to adopt it.
    given::<Recommendation>([])
        .when(&formulate(of_a_mission(), true))
        .then([text::Event::Formulated(of_a_mission()).into(), assigned(None, false).into()]);
    let mut neither = formulated();
    neither.origin.session = None;
    given::<Recommendation>([]).when(&formulate(neither, true)).refused(Rejection::OriginMissing);
}

#[test]
fn an_open_and_quorate_session_adopts_it() {
    let history = vec![done("awa", MARCH, text::Event::Formulated(formulated()))];
    let adopt = |sitting| ask(MARCH, Command::Adopt { sitting, cadence: Some(Cadence::Quarterly) });
    // Nobody said until when: one cadence later.
    given::<Recommendation>(history.clone())
        .when(&adopt(Some(sitting(true, true))))
        .then([adopted().into(), assigned(Some(date(2019, 6, 1)), true).into()]);
    let session = || code("ML-CTN-17");
    for (sitting, refused) in [
        (Some(sitting(false, true)), Rejection::SessionNotOpen { session: session() }),
        (Some(sitting(true, false)), Rejection::SessionNotQuorate { session: session() }),
        (None, Rejection::SessionUnknown),
    ] {
        given::<Recommendation>(history.clone()).when(&adopt(sitting)).refused(refused);
    }
    let import = Asked { origin: Origin::Import, ..adopt(Some(sitting(true, false))) };
    given::<Recommendation>(history)
        .when(&import)
        .then([adopted().into(), assigned(Some(date(2019, 6, 1)), true).into()]);
}

#[test]
fn whoever_claims_it_does_not_verify_it() {
    let claimed = course::Event::Claimed(Claimed { text: "Fait".to_owned() });
    let history = given_to_the_unit([claimed]);
    let verify = Command::Verify(Verified { comment: None });
    given::<Recommendation>(history.clone())
        .when(&ask(MAY, verify.clone()))
        .refused(Rejection::VerifierIsClaimant);
    given::<Recommendation>(history)
        .when(&asked(&who("oumar"), MAY, verify))
        .then([course::Event::Verified(Verified { comment: None }).into()]);
}

#[test]
fn accepting_and_carrying_out_are_two_things() {
    let report = Command::Report(Progress { text: "Engagé".to_owned(), percent: 40 });
    let reported =
        course::Event::ProgressReported(Progress { text: "Engagé".to_owned(), percent: 40 });
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, report.clone()))
        .then([reported.clone().into()]);
    let accepted = course::Event::Accepted(Accepted { comment: None });
    given::<Recommendation>(given_to_the_unit([accepted]))
        .when(&ask(MAY, report))
        .then([reported.into()]);
    let refuse = |reason: &str| Command::Refuse(Refused { reason: reason.to_owned() });
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, refuse("")))
        .refused(Rejection::ReasonMissing);
    for (percent, fits) in [(100, true), (101, false)] {
        let progress = Progress { text: "Fait".to_owned(), percent };
        let asked = given::<Recommendation>(given_to_the_unit([]))
            .when(&ask(MAY, Command::Report(progress.clone())));
        if fits {
            asked.then([course::Event::ProgressReported(progress).into()]);
        } else {
            asked.refused(Rejection::PercentTooLarge);
        }
    }
}

#[test]
fn a_claim_is_returned_and_what_was_verified_may_be_reopened() {
    let claimed = || course::Event::Claimed(Claimed { text: "Fait".to_owned() });
    let returned = ClaimReturned { reason: "Incomplet".to_owned() };
    given::<Recommendation>(given_to_the_unit([claimed()]))
        .when(&ask(MAY, Command::ReturnClaim(returned.clone())))
        .then([course::Event::ClaimReturned(returned).into()]);
    let verified = || course::Event::Verified(Verified { comment: None });
    let reopened = Reopened { reason: "Pièces fausses".to_owned(), due_on: None };
    for end in [vec![], vec![course::Event::Closed(Closed {})]] {
        let history = given_to_the_unit([claimed(), verified()].into_iter().chain(end));
        given::<Recommendation>(history)
            .when(&ask(MAY, Command::Reopen(reopened.clone())))
            .then([course::Event::Reopened(reopened.clone()).into()]);
    }
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, Command::Reopen(reopened)))
        .refused(Rejection::RecommendationForbids { status: Status::Assigned });
}

#[test]
fn a_day_is_only_put_off() {
    let extend = |due_on| Command::Extend(Extended { due_on, reason: "Covid".to_owned() });
    let current = date(2019, 5, 31);
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, extend(current)))
        .refused(Rejection::NotLater { current });
    let due_on = date(2019, 6, 1);
    let extended = Extended { due_on, reason: "Covid".to_owned() };
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, extend(due_on)))
        .then([course::Event::Extended(extended).into()]);
}

#[test]
fn it_is_given_up_by_decision_only() {
    let abandoned = Abandoned {
        session: code("ML-CNP-12"),
        item: "4".parse().unwrap(),
        reason: "Priorités".to_owned(),
    };
    let abandon = |unfounded| Command::Abandon { abandoned: abandoned.clone(), unfounded };
    for why in [Rejection::DecisionUnknown, Rejection::DecisionElsewhere] {
        given::<Recommendation>(given_to_the_unit([]))
            .when(&ask(MAY, abandon(Some(why.clone()))))
            .refused(why);
    }
    given::<Recommendation>(given_to_the_unit([]))
        .when(&ask(MAY, abandon(None)))
        .then([course::Event::Abandoned(abandoned.clone()).into()]);
}

#[test]
fn time_escalates_once_and_only_what_is_open() {
    let escalated = || Escalated { to: code("ML-CNP"), reason: "sans suite".to_owned() };
    let by_time = ask(MARCH, Command::EscalateByTime(escalated()));
    let event = || course::Event::Escalated(escalated());
    given::<Recommendation>(given_to_the_unit([])).when(&by_time).then([event().into()]);
    given::<Recommendation>(given_to_the_unit([event()])).when(&by_time).then([]);
    let overtaken = course::Event::Overtaken(course::Overtaken { reason: "Vu".to_owned() });
    given::<Recommendation>(given_to_the_unit([overtaken])).when(&by_time).then([]);
}
