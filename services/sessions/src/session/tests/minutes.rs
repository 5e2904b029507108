//! Minutes are validated by a later session of the same body, open and quorate, and by nobody else.

use kernel::Hash;

use super::*;
use crate::session::minutes::{self, Circulated, Erratum, Judged, Judgement, Submitted};

const TEXT: Option<Hash> = Some(Hash([3; 32]));

fn minutes_of(ordinal: u32) -> Earlier {
    Earlier {
        of: plan_of(ordinal).standing(),
        status: MinutesStatus::Submitted,
        since: DAY,
        version: 2,
        sha256: TEXT,
    }
}

fn judge(of: &str, earlier: Option<Earlier>, accepted: bool) -> Command {
    Command::Judge(Box::new(Judge {
        item: "1".parse().unwrap(),
        minutes_of: of.parse().unwrap(),
        earlier,
        accepted,
        remarks: (!accepted).then(|| "Incomplet".to_owned()),
    }))
}

fn judged(by: u32, accepted: bool) -> Judged {
    Judged {
        minutes_of: "ML-CTN-17".parse().unwrap(),
        item: "1".parse().unwrap(),
        version: 2,
        sha256: TEXT,
        accepted,
        remarks: (!accepted).then(|| "Incomplet".to_owned()),
        by: plan_of(by).standing(),
    }
}

/// The 17th, closed, with its second version submitted.
fn seventeenth() -> Vec<Fact<Event>> {
    let drafted = || Drafted {
        form: Form::Account,
        text: Some("Texte".to_owned()),
        document: None,
        sha256: TEXT,
    };
    [
        planned(plan_of(17)),
        vec![
            done(DAY, stage::Event::Opened(Opened { known: 7 })),
            done(DAY, stage::Event::Closed(Closed {})),
            done(DAY, minutes::Event::Drafted(drafted())),
            done(DAY, minutes::Event::Drafted(drafted())),
            done(DAY, minutes::Event::Submitted(Submitted { version: 2, sha256: TEXT })),
        ],
    ]
    .concat()
}

fn hear(judged: Judged) -> Asked<Command> {
    let basis = Basis::Verified { service: "sessions".to_owned(), decision: None, position: 9 };
    let heard = Command::HearJudgement(Box::new(Judgement(judged)));
    Asked { basis, origin: Origin::Policy, ..ask(LAST, heard) }
}

#[test]
fn an_open_and_quorate_session_judges_the_minutes_before_it() {
    let concluded = |conclusion, text: &str| {
        agenda::Event::Concluded(Concluded {
            item: "1".parse().unwrap(),
            conclusion,
            text: text.to_owned(),
            covers: Vec::new(),
            decision: Some(Session::decision(&"ML-CTN-18".parse().unwrap(), &"1".parse().unwrap())),
        })
    };
    given::<Session>(open()).when(&ask(DAY, judge("ML-CTN-17", Some(minutes_of(17)), true))).then(
        [
            concluded(Conclusion::Adopted, "Point 1").into(),
            minutes::Event::Judged(judged(18, true)).into(),
        ],
    );
    given::<Session>(open()).when(&ask(DAY, judge("ML-CTN-17", Some(minutes_of(17)), false))).then(
        [
            concluded(Conclusion::Rejected, "Incomplet").into(),
            minutes::Event::Judged(judged(18, false)).into(),
        ],
    );
}

#[test]
fn nobody_else_judges_them() {
    let validate = |history: Vec<Fact<Event>>, earlier: Earlier| {
        let of = earlier.of.session.to_string();
        given::<Session>(history).when(&ask(DAY, judge(&of, Some(earlier), true)))
    };
    validate(convened(), minutes_of(17))
        .refused(Rejection::StageForbids { stage: Stage::Convened });
    validate(open_with(9), minutes_of(17)).refused(Rejection::QuorumNotConfirmed);

    let mut other = minutes_of(17);
    other.of.body = "ML-CNP".parse().unwrap();
    let of_other = Rejection::MinutesOfOtherBody { body: "ML-CNP".parse().unwrap() };
    validate(open(), other).refused(of_other);

    let mut drafted = minutes_of(17);
    drafted.status = MinutesStatus::Drafted;
    let status = MinutesStatus::Drafted;
    validate(open(), drafted).refused(Rejection::MinutesForbid { status });

    let item = || "1".parse().unwrap();
    validate(open(), minutes_of(16)).refused(Rejection::MinutesNotOnItem { item: item() });
    // Were it ever on the agenda, it would still be its own.
    validate(open(), minutes_of(18)).refused(Rejection::MinutesNotOnItem { item: item() });
    given::<Session>(open())
        .when(&ask(DAY, judge("ML-CTN-17", None, true)))
        .refused(Rejection::SessionUnknown);
}

#[test]
fn no_agenda_has_a_session_validate_its_own_minutes() {
    let own = Plan { agenda: vec![validation("1", "ML-CTN-18")], ..plan() };
    given::<Session>([])
        .when(&ask(MAY, Command::Plan(Box::new(own))))
        .refused(Rejection::SelfValidation);
    let add = Changes { add: vec![validation("3", "ML-CTN-18")], ..Changes::default() };
    given::<Session>(open())
        .when(&ask(DAY, Command::AmendAgenda(add)))
        .refused(Rejection::SelfValidation);
}

#[test]
fn minutes_of_a_later_session_are_not_validated_before() {
    let later = Plan { agenda: vec![validation("1", "ML-CTN-19")], ..plan() };
    let mut history = open();
    history[0] = done(MAY, stage::Event::Planned(Box::new(later)));
    given::<Session>(history)
        .when(&ask(DAY, judge("ML-CTN-19", Some(minutes_of(19)), true)))
        .refused(Rejection::MinutesNotEarlier { session: "ML-CTN-19".parse().unwrap() });
}

#[test]
fn what_a_later_session_said_becomes_so_where_the_minutes_are() {
    let validated = minutes::Event::Validated(minutes::Validated {
        by: "ML-CTN-18".parse().unwrap(),
        item: "1".parse().unwrap(),
        version: 2,
        sha256: TEXT,
        remarks: None,
    });
    let rejected = minutes::Event::Rejected(minutes::Rejected {
        by: "ML-CTN-18".parse().unwrap(),
        item: "1".parse().unwrap(),
        version: 2,
        reason: "Incomplet".to_owned(),
    });
    given::<Session>(seventeenth()).when(&hear(judged(18, true))).then([validated.into()]);
    given::<Session>(seventeenth()).when(&hear(judged(18, false))).then([rejected.into()]);
}

#[test]
fn and_nobodys_word_does() {
    given::<Session>(seventeenth())
        .when(&Asked { basis: Basis::default(), ..hear(judged(18, true)) })
        .refused(Rejection::JudgementNotVerified);
    given::<Session>(seventeenth())
        .when(&hear(judged(17, true)))
        .refused(Rejection::SelfValidation);
    given::<Session>(seventeenth())
        .when(&hear(judged(16, true)))
        .refused(Rejection::MinutesNotEarlier { session: "ML-CTN-17".parse().unwrap() });
    let other = Judged { sha256: Some(Hash([4; 32])), ..judged(18, true) };
    given::<Session>(seventeenth())
        .when(&hear(other))
        .refused(Rejection::MinutesChanged { version: 2 });
    let mut of_other = judged(18, true);
    of_other.by.body = "ML-CNP".parse().unwrap();
    given::<Session>(seventeenth())
        .when(&hear(of_other))
        .refused(Rejection::MinutesOfOtherBody { body: "ML-CTN".parse().unwrap() });
}

/// Asks to void an event of that history.
fn void(fact: &Fact<Event>) -> Command {
    use kernel::{Amending, Change, Stored as _, Target};
    let target = Target {
        event_id: fact.event_id,
        name: fact.event.name().to_owned(),
        from_matches: true,
        applies: true,
        becomes: None,
        amendable: fact.event.amendable(),
    };
    let (target, from) = (Some(target), serde_json::Value::Null);
    Command::Amend(Amending { target, change: Change::Void, from, reason: "Erreur".to_owned() })
}

#[test]
fn what_validated_minutes_tell_is_no_longer_corrected() {
    use kernel::{Aggregate as _, correction::Refused, replay};
    let validated = minutes::Event::Validated(minutes::Validated {
        by: "ML-CTN-18".parse().unwrap(),
        item: "1".parse().unwrap(),
        version: 2,
        sha256: TEXT,
        remarks: None,
    });
    let drafted = seventeenth();
    let of = |name: &str| drafted.iter().find(|fact| named(fact).starts_with(name)).unwrap();
    let draft = void(of("sessions.minutes.drafted"));
    let session: Session = replay(&drafted);
    assert!(session.decide(&ask(LAST, draft.clone())).is_ok(), "nobody has validated it");
    let told = [drafted.clone(), vec![done(LAST, validated)]].concat();
    let is_final = || Rejection::from(Refused::TargetIsFinal);
    given::<Session>(told.clone()).when(&ask(LAST, draft)).refused(is_final());
    let last = told.last().unwrap();
    given::<Session>(told.clone()).when(&import(LAST, void(last))).refused(is_final());
    // What a session concluded is not undone by one person, minutes or none.
    let decision = concluded("2", Conclusion::Adopted);
    given::<Session>(open())
        .when(&ask(LAST, void(&decision)))
        .refused(Refused::TargetTakesTwo.into());
}

fn named(fact: &Fact<Event>) -> &'static str {
    kernel::Stored::name(&fact.event)
}

#[test]
fn validated_minutes_take_nothing_but_an_erratum() {
    let validated = minutes::Event::Validated(minutes::Validated {
        by: "ML-CTN-18".parse().unwrap(),
        item: "1".parse().unwrap(),
        version: 2,
        sha256: TEXT,
        remarks: None,
    });
    let history = [seventeenth(), vec![done(LAST, validated)]].concat();
    let draft = Command::Draft(Drafted {
        form: Form::Account,
        text: Some("Autre".to_owned()),
        document: None,
        sha256: Some(Hash([5; 32])),
    });
    let status = MinutesStatus::Validated;
    given::<Session>(history.clone())
        .when(&ask(LAST, draft.clone()))
        .refused(Rejection::MinutesForbid { status });
    let status = MinutesStatus::Submitted;
    given::<Session>(seventeenth())
        .when(&ask(LAST, draft))
        .refused(Rejection::MinutesForbid { status });
    let erratum = Erratum {
        passage: "2018".to_owned(),
        correction: "2019".to_owned(),
        reason: "Coquille".to_owned(),
    };
    given::<Session>(history)
        .when(&ask(LAST, Command::IssueErratum(erratum.clone())))
        .then([minutes::Event::ErratumIssued(erratum).into()]);
}

#[test]
fn minutes_go_round_before_they_are_submitted() {
    let mut history = seventeenth();
    history.pop();
    given::<Session>(history.clone())
        .when(&ask(LAST, Command::Submit))
        .refused(Rejection::MinutesNotCirculated);
    let submitted = minutes::Event::Submitted(Submitted { version: 2, sha256: TEXT });
    given::<Session>(history.clone())
        .when(&import(LAST, Command::Submit))
        .then([submitted.clone().into()]);
    let circulated = Circulated { version: 2, answers_by: None };
    history.push(done(DAY, minutes::Event::Circulated(circulated)));
    given::<Session>(history).when(&ask(LAST, Command::Submit)).then([submitted.into()]);
}

#[test]
fn minutes_say_something_unless_their_source_does_not_show_it() {
    let empty = Drafted { form: Form::Account, text: None, document: None, sha256: None };
    let draft = Command::Draft(empty.clone());
    given::<Session>(open()).when(&ask(DAY, draft.clone())).refused(Rejection::MinutesEmpty);
    given::<Session>(open())
        .when(&import(DAY, draft))
        .then([minutes::Event::Drafted(empty).into()]);
}
