//! Requests as they are sent, by the names of their methods.

use runtime::Malformed;

use crate::{
    api::Api,
    session::{self, agenda::ItemKind},
};

#[test]
fn a_session_is_planned_as_its_source_says() {
    let json = r#"{
        "session": "bi-sep-cnps-2018-04", "body": "BI-SEP-CNPS", "kind": "SESSION_KIND_SECTOR_REVIEW",
        "title": "Revue semestrielle", "dates": {"from": "2018-04-21", "weekday": "jeudi"},
        "agenda": [{"item": "1", "kind": "ITEM_KIND_PRESENTATION", "title": "Avancées"}]
    }"#;
    let session::Command::Plan(plan) = Api::sessions("plan_session", json).unwrap() else {
        panic!("it is a plan");
    };
    assert_eq!(plan.reference.as_str(), "BI-SEP-CNPS-2018-04");
    assert_eq!(plan.ordinal, None);
    assert_eq!(plan.agenda[0].kind, ItemKind::Presentation);
    assert_eq!(plan.consistent(), Ok(()));
}

#[test]
fn what_cannot_be_read_is_refused_by_its_name() {
    let sessions = |method: &str, json: &str| Api::sessions(method, json).unwrap_err();
    assert_eq!(sessions("cancel_session", "{}"), Malformed::Missing("session"));
    let session = r#""session": "ML-CTN-18""#;
    for (method, json, refused) in [
        ("plan_session", r#""title": "x""#, Malformed::Missing("body")),
        ("plan_session", r#""body": "ML-CTN""#, Malformed::Enum("kind")),
        ("conclude_item", r#""item": "1""#, Malformed::Enum("conclusion")),
        ("conclude_item", r#""conclusion": "CONCLUSION_NOTED""#, Malformed::Missing("item")),
        ("record_attendance", r#""day": "2019-02-30""#, Malformed::Date("day")),
        (
            "record_attendance",
            r#""presences": [{"label": "x"}]"#,
            Malformed::Enum("presences.standing"),
        ),
        ("postpone_session", r#""dates": {"from": "bientôt"}"#, Malformed::Date("dates.from")),
        (
            "postpone_session",
            r#""dates": {"from": "2019", "weekday": "dimanchi"}"#,
            Malformed::Weekday("dates.weekday"),
        ),
        ("attach_signed_scan", r#""document": "abc""#, Malformed::Id("document")),
        ("attach_signed_scan", r#""document": """#, Malformed::Missing("document")),
        ("validate_minutes", r#""item": "1""#, Malformed::Missing("minutes_of")),
    ] {
        assert_eq!(sessions(method, &format!("{{{session}, {json}}}")), refused, "{method}");
    }
}

#[test]
fn minutes_of_any_length_are_a_document() {
    let draft = |length: usize| {
        let text = "é".repeat(length);
        let json = format!(
            r#"{{"session": "ML-CTN-18", "form": "MINUTES_FORM_ACCOUNT", "text": "{text}"}}"#
        );
        Api::sessions("draft_minutes", &json)
    };
    assert!(draft(40_000).is_ok());
    assert_eq!(draft(40_001).unwrap_err(), Malformed::TooLarge("text"));
}

#[test]
fn every_method_has_a_reader() {
    let act = r#"{"body": "ML-CTN", "session": "ML-CTN-18", "recommendation": "R1", "blockage": "B1",
        "mission": "M1"}"#;
    let only = |service: &str, read: &dyn Fn(&str, &str)| {
        let service = proto::pool().get_service_by_name(service).unwrap();
        for method in service.methods() {
            let input = method.input();
            let named: serde_json::Map<_, _> = serde_json::from_str::<serde_json::Value>(act)
                .unwrap()
                .as_object()
                .unwrap()
                .clone()
                .into_iter()
                .filter(|(field, _)| input.get_field_by_name(field).is_some())
                .collect();
            let name: String =
                method.name().chars().enumerate().fold(String::new(), |mut name, (nth, char)| {
                    if char.is_uppercase() && nth > 0 {
                        name.push('_');
                    }
                    name.extend(char.to_lowercase());
                    name
                });
            read(&name, &serde_json::to_string(&named).unwrap());
        }
    };
    only("sessions.v1.BodyService", &|name, json| drop(Api::bodies(name, json)));
    only("sessions.v1.SessionService", &|name, json| drop(Api::sessions(name, json)));
    only("sessions.v1.RecommendationService", &|name, json| {
        drop(Api::recommendations(name, json));
    });
    only("sessions.v1.BlockageService", &|name, json| drop(Api::blockages(name, json)));
    only("sessions.v1.MissionService", &|name, json| drop(Api::missions(name, json)));
}
