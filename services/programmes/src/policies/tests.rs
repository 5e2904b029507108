//! What follows from facts, told one fact at a time.

use std::{collections::BTreeSet, sync::Arc};

use jiff::civil::{Date, date};
use kernel::{Basis, Fact, Policy as _, Stored as _, testing};

use super::{
    Adopted, AmendmentsAreNoted, FinancingIsHeard, MigrationsFollow, PlansAreHeard,
    ReformsAreHeard, Revised, RevisionsAreNoted, Said, ScopesAreKept,
};
use crate::{
    areas::{
        self,
        list::Entry,
        reform::{self, Carved},
    },
    atlas::{self, Atlas, entry},
    programme::{self, Command, Programme, prerequisite::Heard, scope},
    review::{Command as Note, Review},
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
    let amended = crate::strategy::course::Amended {
        strategy: code("BF-SNPS"),
        text: "Axe 5".into(),
        reason: "Revue".into(),
        review: Some(code("REVUE-1")),
        recommendation: Some(key("R1")),
        decision: None,
    };
    let event = |amended| {
        let event = crate::strategy::course::Event::Amended(amended);
        told(crate::strategy::Event::Course(event))
    };
    let asks = AmendmentsAreNoted::react(&event(amended.clone()));
    assert_eq!(asks[0].to, Review::id(&code("REVUE-1")));
    let by_nobody = crate::strategy::course::Amended { review: None, ..amended };
    assert!(AmendmentsAreNoted::react(&event(by_nobody)).is_empty());
}
