//! What rows say, laid side by side.

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::{Date, date};
use kernel::{
    AsOf, Code, Fact, Projection, Stored, as_seen, fold_all,
    testing::{meta, who},
};
use uuid::Uuid;

use super::{
    bodies::{Bodies, Body},
    desk::Desk,
    minutes::written,
    recommendations::{Recommendation, Recommendations},
    sessions::{Session, Sessions},
};

fn code(text: &str) -> Code {
    text.parse().unwrap()
}

/// Facts of one stream: day, name, data.
fn facts<E: Stored>(told: &[(Date, &str, &str)]) -> Vec<Fact<E>> {
    let fact = |(position, (on, name, data)): (u64, &(Date, &str, &str))| Fact {
        stream: "a-story".into(),
        revision: position,
        position,
        event_id: Uuid::from_u128(u128::from(position) + 1),
        meta: Arc::new(meta(&who("awa"), *on)),
        event: E::read(name, data.as_bytes()).unwrap(),
    };
    (0..).zip(told).map(fact).collect()
}

fn row<P: Projection>(facts: &[Fact<P::Event>]) -> P::Row {
    fold_all::<P>(facts).remove("a-story").unwrap()
}

fn golden(text: &'static str, start: &str) -> (&'static str, &'static str) {
    let line = text.lines().find(|line| line.starts_with(start)).unwrap();
    line.split_once('\t').unwrap()
}

const BODY: &str = include_str!("../body/events.golden");
const SESSION: &str = include_str!("../session/events.golden");
const RECOMMENDATION: &str = include_str!("../recommendation/events.golden");

fn of(text: &'static str, told: &[(Date, &str)]) -> Vec<(Date, &'static str, &'static str)> {
    let found = |(on, start): &(Date, &str)| {
        let (name, data) = golden(text, start);
        (*on, name, data)
    };
    told.iter().map(found).collect()
}

fn empty(today: Date) -> Desk {
    Desk {
        today,
        viewer: runtime::Viewer::Anybody,
        bodies: BTreeMap::new(),
        sessions: BTreeMap::new(),
        recommendations: BTreeMap::new(),
        blockages: BTreeMap::new(),
        missions: BTreeMap::new(),
    }
}

#[test]
fn a_body_is_called_as_it_may_be_called_that_day() {
    let told = [
        (date(2013, 1, 1), "sessions.body.constituted"),
        (date(2025, 7, 2), "sessions.body.renamed"),
        (date(2025, 7, 15), "sessions.body.name-suspended"),
        (date(2025, 12, 1), "sessions.body.name-resumed"),
    ];
    let all = facts(&of(BODY, &told));
    for (on, name) in [
        (date(2025, 7, 1), "Comité technique national"),
        (date(2025, 7, 2), "CRPS du Bankui"),
        (date(2025, 7, 14), "CRPS du Bankui"),
        (date(2025, 7, 15), "Comité technique national"),
        (date(2025, 12, 1), "CRPS du Bankui"),
    ] {
        let as_of = AsOf { effective: Some(on), ..AsOf::default() };
        let body: Body = row::<Bodies>(&as_seen(all.clone(), as_of));
        assert_eq!(body.name().unwrap().name, name, "on {on}");
    }
}

#[test]
fn a_seat_is_held_from_the_first_day_until_the_day_before_the_end() {
    let told =
        [(date(2019, 1, 1), "sessions.seat.appointed"), (date(2019, 6, 1), "sessions.seat.ended")];
    let body: Body = row::<Bodies>(&facts(&of(BODY, &told)));
    for (on, held) in [
        (date(2018, 12, 31), 0),
        (date(2019, 1, 1), 1),
        (date(2019, 5, 31), 1),
        (date(2019, 6, 1), 0),
    ] {
        assert_eq!(body.seats_on(on).count(), held, "on {on}");
    }
}

fn session() -> Session {
    let day = date(2019, 9, 26);
    row::<Sessions>(&facts(&of(
        SESSION,
        &[
            (day, "sessions.session.planned"),
            (day, "sessions.session.convened"),
            (day, "sessions.presence.recorded"),
            (day, "sessions.presence.quorum-confirmed"),
            (day, "sessions.session.opened"),
        ],
    )))
}

#[test]
fn a_session_says_which_of_its_days_it_is() {
    let session = session();
    let plan = session.plan.clone().unwrap();
    for (today, day) in [(date(2019, 9, 26), 1), (date(2019, 9, 28), 3), (date(2019, 9, 30), 3)] {
        let line = empty(today).session_line(&plan, &session);
        assert_eq!((line.day, line.days), (day, 3), "{today}");
        assert_eq!((line.label.as_str(), line.state.as_str()), ("CTN-18", "open"));
    }
}

#[test]
fn a_quorum_that_has_gone_home_is_not_met() {
    let session = session();
    let plan = session.plan.clone().unwrap();
    let quorum = empty(date(2019, 9, 26)).session_file(&plan, &session).quorum.unwrap();
    // The golden list of presence has one seat taken, of ten that were required.
    assert_eq!((quorum.state.as_str(), quorum.present, quorum.required), ("not_met", 1, 10));
}

fn recommendation(steps: &[(Date, &str)]) -> Recommendation {
    let first = (date(2019, 6, 28), "sessions.recommendation.formulated");
    let told: Vec<_> = [first].into_iter().chain(steps.iter().copied()).collect();
    row::<Recommendations>(&facts(&of(RECOMMENDATION, &told)))
}

#[test]
fn overdue_follows_from_the_day_and_ends_with_the_work() {
    let adopted = (date(2019, 6, 28), "sessions.recommendation.adopted");
    let assigned = (date(2019, 6, 28), "sessions.recommendation.assigned");
    let claimed = (date(2020, 1, 10), "sessions.recommendation.claimed");
    let verified = (date(2020, 1, 12), "sessions.recommendation.verified");
    let open = recommendation(&[adopted, assigned]);
    let reference = code("ML-CTN-17-R2");
    for (today, overdue) in
        [(date(2019, 12, 31), 0), (date(2020, 1, 1), 1), (date(2020, 1, 31), 31)]
    {
        let line = empty(today).recommendation_line(&reference, &open);
        assert_eq!(line.overdue, overdue, "{today}");
        assert!(line.due_by_cadence);
    }
    let done = recommendation(&[adopted, assigned, claimed, verified]);
    assert_eq!(empty(date(2020, 6, 1)).recommendation_line(&reference, &done).overdue, 0);
}

#[test]
fn age_is_counted_in_classes() {
    let adopted = (date(2019, 6, 28), "sessions.recommendation.adopted");
    let assigned = (date(2019, 6, 28), "sessions.recommendation.assigned");
    for (days, class) in [(90, 0), (91, 1), (180, 1), (181, 2), (365, 2), (366, 3)] {
        let today = date(2019, 6, 28).saturating_add(jiff::Span::new().days(days));
        let mut desk = empty(today);
        desk.recommendations.insert(code("ML-CTN-17-R2"), recommendation(&[adopted, assigned]));
        let [row] = <[_; 1]>::try_from(desk.ageing(|_| true).rows).unwrap();
        let classes = [row.up_to_90, row.up_to_180, row.up_to_365, row.beyond];
        let expected: Vec<u32> = (0..4).map(|nth| u32::from(nth == class)).collect();
        assert_eq!(classes.to_vec(), expected, "{days} days");
        assert_eq!((row.institution.as_str(), row.open), ("UTGFS", 1));
    }
}

#[test]
fn minutes_are_told_version_by_version() {
    let day = date(2019, 10, 1);
    let minutes = written(
        &code("ML-CTN-17"),
        &facts(&of(
            SESSION,
            &[
                (day, "sessions.minutes.drafted"),
                (day, "sessions.minutes.circulated"),
                (day, "sessions.minutes.correction-requested"),
                (day, "sessions.minutes.drafted"),
                (day, "sessions.minutes.signed"),
                (day, "sessions.minutes.submitted"),
                (day, "sessions.minutes.validated"),
                (day, "sessions.minutes.erratum-issued"),
            ],
        )),
    );
    let line = minutes.line.unwrap();
    assert_eq!((line.version, line.versions, line.errata), (2, 2, 1));
    assert_eq!((line.state.as_str(), line.validated_by.as_str()), ("validated", "ML-CTN-18"));
    assert_eq!(minutes.requests[0].version, 1);
    assert_eq!(minutes.signatories.len(), 1);
}
