//! What follows from facts, told one fact at a time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use kernel::{Basis, Calendar, Fact, Policy as _, Stored as _, testing};

use super::{
    AmendmentsAreNoted, BodiesAreTold, DaysPass, FinancingIsHeard, HorizonsAreHeard, HorizonsEnd,
    MigrationsFollow, PlansAreHeard, ReformsAreHeard, RevisionsAreNoted, ScopesAreKept,
    financing::Said,
    plans::{Adopted, Revised},
    sessions::SessionSaid,
};
use crate::{
    areas::{
        self,
        list::Entry,
        reform::{self, Carved},
    },
    atlas::{self, Atlas, entry},
    horizons::{self, Horizons, watched},
    programme::{self, Command, Programme, prerequisite::Heard, scope},
    review::{Command as Note, Review},
    strategy::{self, Strategy, course},
    testing::{code, key, who},
};

const DAY: Date = date(2019, 12, 27);

/// A fact of a programme of Mali.
fn told<E>(event: E) -> Fact<E> {
    let fact = testing::fact(&who("awa"), DAY, event);
    let mut meta = kernel::Meta::clone(&fact.meta);
    meta.country = Some(code("ML"));
    Fact { meta: Arc::new(meta), position: 7, ..fact }
}

fn public(name: &str, data: &str) -> Fact<Said> {
    told(Said::read(name, data.as_bytes()).unwrap())
}

#[test]
fn a_financing_that_changes_state_is_heard_by_its_programme() {
    let data = r#"{"financing":"D3480","title":"FA2","phase":2,"from":"signed","to":"effective"}"#;
    let asks = FinancingIsHeard::react(&public("financing.agreement.effective.v1", data));
    let [ask] = asks.as_slice() else { panic!() };
    assert_eq!(ask.to, Programme::id(&code("P127328")));
    let Command::Hear(Heard::Financing(heard)) = &ask.command else { panic!() };
    assert_eq!((heard.phase, heard.state.as_str()), (2, "effective"));
    assert_eq!(heard.from.as_deref(), Some("signed"));
    assert_eq!(ask.effective, Some(DAY.into()));
    let service = "financing".to_owned();
    assert_eq!(ask.basis, Basis::Verified { service, decision: None, position: 7 });
}

#[test]
fn what_is_no_change_of_state_is_let_go() {
    let moved = r#"{"financing":"D3480","from":"2018-06-30","to":"2023-06-30"}"#;
    let suspended = r#"{"financing":"D3480","category":"1","reason":"x"}"#;
    for (name, data) in [
        ("financing.agreement.closing-date-extended.v1", moved),
        ("financing.agreement.suspension-recorded.v1", suspended),
        ("financing.withdrawal.paid.v1", r#"{"financing":"D3480","number":1}"#),
        ("financing.never-heard-of.v9", "{}"),
    ] {
        assert!(FinancingIsHeard::react(&public(name, data)).is_empty(), "{name}");
    }
    let opened = public("financing.closure.plan-opened.v1", r#"{"financing":"H8350"}"#);
    let asks = FinancingIsHeard::react(&opened);
    assert!(matches!(asks[0].command, Command::Hear(Heard::ClosurePlan(_))));
}

#[test]
fn an_adopted_plan_is_heard_and_a_revision_noted_where_a_review_caused_it() {
    let name = "programmes.workplan.adopted.v1";
    let data = br#"{"programme":"P127328","exercise":"2021","state":"adopted"}"#;
    let asks = PlansAreHeard::react(&told(Adopted::read(name, data).unwrap()));
    let [ask] = asks.as_slice() else { panic!() };
    let Command::Hear(Heard::Workplan(heard)) = &ask.command else { panic!() };
    assert_eq!(heard.exercise, key("2021"));

    let name = "programmes.workplan.withdrawn.v1";
    let withdrawn = |data: &[u8]| PlansAreHeard::react(&told(Adopted::read(name, data).unwrap()));
    let asks = withdrawn(br#"{"programme":"P127328","exercise":"2021","state":"withdrawn"}"#);
    assert!(matches!(asks[0].command, Command::Hear(Heard::WorkplanWithdrawn(_))));
    let before = br#"{"programme":"P127328","exercise":"2021","state":"withdrawn","lines":2}"#;
    assert!(withdrawn(before).is_empty(), "the plan before its revision stays adopted");

    let name = "programmes.workplan.revised.v1";
    let caused = br#"{"programme":"P127328","exercise":"2021","revision":1,"review":"REVUE-1","recommendation":"R1"}"#;
    let asks = RevisionsAreNoted::react(&told(Revised::read(name, caused).unwrap()));
    let [ask] = asks.as_slice() else { panic!() };
    assert_eq!(ask.to, Review::id(&code("REVUE-1")));
    let Note::NoteRevision(noted) = &ask.command else { panic!() };
    assert_eq!((noted.target.as_str(), noted.revision), ("P127328/2021", 1));
    let other = br#"{"programme":"P127328","exercise":"2021","revision":1}"#;
    assert!(RevisionsAreNoted::react(&told(Revised::read(name, other).unwrap())).is_empty());
}

#[test]
fn a_reform_reaches_the_programmes_of_the_country_by_its_atlas() {
    let areas = BTreeSet::from([code("ML2-BLA")]);
    let zones = scope::Zones { areas, decision: None, reason: None };
    let extended = programme::Event::Scope(scope::Event::Extended(zones));
    let asks = ScopesAreKept::react(&told(extended));
    assert_eq!(asks[0].to, Atlas::id(&code("ML")));

    let area = Entry {
        row: 1,
        area: code("ML2-BLA-NORD"),
        level: 2,
        kind: "cercle".into(),
        name: "Bla Nord".into(),
        parent: None,
        codes: Vec::new(),
    };
    let carved_out_of = BTreeSet::from([code("ML2-BLA")]);
    let carved = Carved { area, carved_out_of, text: None };
    let asks = ReformsAreHeard::react(&told(areas::Event::Reform(reform::Event::Created(carved))));
    let [ask] = asks.as_slice() else { panic!() };
    let atlas::Command::Reform { into, .. } = &ask.command else { panic!() };
    assert_eq!(*into, BTreeSet::from([code("ML2-BLA"), code("ML2-BLA-NORD")]));

    let due = entry::Due {
        programme: code("P127328"),
        area: code("ML2-BLA"),
        into: into.clone(),
        text: None,
    };
    let due = atlas::Event::Atlas(entry::Event::MigrationDue(due));
    let asks = MigrationsFollow::react(&told(due));
    assert!(matches!(asks[0].command, Command::ProposeMigration(_)));
}

#[test]
fn a_strategy_that_a_review_amended_is_noted_there() {
    let amended = course::Amended {
        strategy: code("BF-SNPS"),
        text: "Axe 5".into(),
        reason: "Revue".into(),
        review: Some(code("REVUE-1")),
        recommendation: Some(key("R1")),
        decision: None,
    };
    let event = |amended| {
        let event = course::Event::Amended(amended);
        told(strategy::Event::Course(event))
    };
    let asks = AmendmentsAreNoted::react(&event(amended.clone()));
    assert_eq!(asks[0].to, Review::id(&code("REVUE-1")));
    let by_nobody = course::Amended { review: None, ..amended };
    assert!(AmendmentsAreNoted::react(&event(by_nobody)).is_empty());
}

fn in_session(data: &str) -> Fact<SessionSaid> {
    told(SessionSaid::read("sessions.subject.informed.v1", data.as_bytes()).unwrap())
}

#[test]
fn a_session_that_concludes_on_a_phase_has_informed_its_body() {
    let informed = in_session(
        r#"{"session":"ML-CTN-18","body":"ML-CTN","bodyKind":"BODY_KIND_TECHNICAL_COMMITTEE","item":"4",
            "subject":{"kind":"KIND_PHASE","reference":"P127328/2"},"conclusion":"CONCLUSION_NOTED"}"#,
    );
    let asks = BodiesAreTold::react(&informed);
    let [ask] = asks.as_slice() else { panic!() };
    assert_eq!((ask.to, ask.effective), (Programme::id(&code("P127328")), Some(DAY.into())));
    let Command::HearInformed(heard) = &ask.command else { panic!() };
    assert_eq!((heard.phase, heard.session.as_deref()), (2, Some("ML-CTN-18")));
    let service = "sessions".to_owned();
    assert_eq!(ask.basis, Basis::Verified { service, decision: None, position: 7 });
    for subject in [
        r#"{"kind":"KIND_FINANCING","reference":"P127328/2"}"#,
        r#"{"kind":"KIND_PHASE","reference":"deuxième"}"#,
        r#"{"kind":"KIND_PHASE","reference":"P127328/deux"}"#,
    ] {
        let other = format!(r#"{{"session":"S","body":"ML-CTN","subject":{subject}}}"#);
        assert!(BodiesAreTold::react(&in_session(&other)).is_empty(), "{subject}");
    }
    let opened = SessionSaid::read("sessions.session.opened.v1", b"{}").unwrap();
    assert!(BodiesAreTold::react(&told(opened)).is_empty());
}

fn of_strategy(event: strategy::Event) -> Fact<strategy::Event> {
    let stream = <Strategy as kernel::Aggregate>::stream(Strategy::id(&code("ML-PAO")));
    Fact { stream: stream.into(), ..told(event) }
}

#[test]
fn a_horizon_is_heard_as_it_is_drafted_and_corrected() {
    let heard = |event| match HorizonsAreHeard::react(&of_strategy(event)).as_slice() {
        [] => None,
        [ask] => {
            assert_eq!(ask.to, Horizons::id(&code("P127328")));
            let horizons::Command::Hear(heard) = &ask.command else { panic!() };
            assert_eq!(heard.strategy, Strategy::id(&code("ML-PAO")));
            Some(heard.ends_on)
        }
        several => panic!("{}", several.len()),
    };
    let horizon = course::Horizon { starts_on: None, ends_on: Some(date(2018, 12, 31)) };
    let drafted = course::Draft {
        strategy: code("ML-PAO"),
        kind: course::Kind::ActionPlan,
        title: "Plan d’actions".into(),
        acronym: None,
        horizon,
        owner: None,
        implements: None,
    };
    let drafted = strategy::Event::Course(course::Event::Drafted(drafted));
    assert_eq!(heard(drafted), Some(Some(date(2018, 12, 31))));
    let also = strategy::Event::Course(course::Event::HorizonStated(horizon));
    assert_eq!(heard(also), None, "it is kept beside the first");
    let corrected = |field: &str, to: serde_json::Value| {
        let corrected = kernel::correction::FactCorrected {
            target: uuid::Uuid::nil(),
            name: "programmes.strategy.drafted.v1".into(),
            field: field.into(),
            from: serde_json::Value::Null,
            to,
            reason: "Décret".into(),
        };
        strategy::Event::Correction(kernel::correction::Event::FactCorrected(corrected))
    };
    assert_eq!(
        heard(corrected("/horizon/ends_on", "2020-12-31".into())),
        Some(Some(date(2020, 12, 31)))
    );
    assert_eq!(heard(corrected("/horizon/ends_on", serde_json::Value::Null)), Some(None));
    assert_eq!(heard(corrected("/title", "Autre".into())), None);
}

#[test]
fn a_day_is_looked_at_and_a_horizon_that_is_over_ends_its_strategy_the_day_after() {
    let reached = Fact { stream: "calendar-P127328".into(), ..told(Calendar::reached(DAY)) };
    let asks = DaysPass::react(&reached);
    assert_eq!(asks[0].to, Horizons::id(&code("P127328")));
    assert_eq!(asks[0].command, horizons::Command::Day(DAY));
    let strategy = Strategy::id(&code("ML-PAO"));
    let over = watched::Horizon { strategy, ends_on: Some(date(2018, 12, 31)) };
    let passed = horizons::Event::Horizon(watched::Event::Passed(over.clone()));
    let asks = HorizonsEnd::react(&told(passed));
    assert_eq!((asks[0].to, asks[0].effective), (strategy, Some(date(2019, 1, 1).into())));
    let heard = horizons::Event::Horizon(watched::Event::Heard(over));
    assert!(HorizonsEnd::react(&told(heard)).is_empty());
}
