//! Requests as people send them: the least that each method needs, and what is refused by its field.

use runtime::Malformed;

use crate::{
    api::Api,
    exercise::{self, expenditure::Period},
    programme,
    strategy::{self, course::Horizon},
    testing::{code, key},
};

#[test]
fn a_code_is_written_in_one_way() {
    let json = r#"{"programme":"p127328","title":"Filets"}"#;
    let programme::Command::Register(registration) =
        Api::programmes("register_programme", json).unwrap()
    else {
        panic!()
    };
    assert_eq!(registration.programme, code("P127328"));
}

#[test]
fn what_a_method_needs_is_asked_for_by_its_field() {
    for (method, json, malformed) in [
        ("register_programme", r#"{"title":"x"}"#, Malformed::Missing("programme")),
        ("register_programme", r#"{"programme":"P1"}"#, Malformed::Missing("title")),
        (
            "plan_phase",
            r#"{"programme":"P1","startsOn":"2021-01-01"}"#,
            Malformed::Missing("phase"),
        ),
        (
            "plan_phase",
            r#"{"programme":"P1","phase":1,"startsOn":"3021-01-01"}"#,
            Malformed::Date("starts_on"),
        ),
        (
            "record_prerequisite",
            r#"{"programme":"P1","phase":1,"financing":"D1"}"#,
            Malformed::Missing("document"),
        ),
        (
            "save_mapping",
            r#"{"programme":"P1","mapping":"x","columns":[{"column":"total"}]}"#,
            Malformed::Enum("columns.column"),
        ),
        (
            "announce_scope",
            r#"{"programme":"P1","areas":["é"],"statement":"x"}"#,
            Malformed::Code("areas"),
        ),
    ] {
        assert_eq!(Api::programmes(method, json), Err(malformed), "{method} {json}");
    }
    for (method, json, malformed) in [
        (
            "open_exercise",
            r#"{"programme":"P1","exercise":"2021","currency":"FRF"}"#,
            Malformed::Currency("currency"),
        ),
        (
            "submit_workplan",
            r#"{"programme":"P1","exercise":"2021","staging":"v1"}"#,
            Malformed::Missing("lines"),
        ),
        (
            "submit_workplan",
            r#"{"programme":"P1","exercise":"2021","staging":"v1","lines":1,"hash":"AB"}"#,
            Malformed::Id("hash"),
        ),
        (
            "record_published_rate",
            r#"{"programme":"P1","exercise":"2021","publication":"x","rate":"23,47"}"#,
            Malformed::Number("rate"),
        ),
    ] {
        assert_eq!(Api::exercises(method, json), Err(malformed), "{method} {json}");
    }
    let json = r#"{"country":"MLI","staging":"x"}"#;
    assert_eq!(Api::areas("stage_areas", json), Err(Malformed::Code("country")));
    let json = r#"{"review":"R","recommendation":"R1"}"#;
    assert_eq!(Api::reviews("follow_up_review", json), Err(Malformed::Enum("outcome")));
    let json = r#"{"dissemination":"D"}"#;
    let held = Api::disseminations("record_dissemination_held", json);
    assert_eq!(held, Err(Malformed::Missing("lasted_days")));
    let json = r#"{"programme":"P1","indicator":"m","period":"2019","value":"1e3"}"#;
    assert_eq!(Api::results("report_achievement", json), Err(Malformed::Number("value")));
}

#[test]
fn cells_of_a_sheet_are_taken_as_they_are() {
    let json = r#"{"programme":"P1","exercise":"2021","staging":"v1","lines":[{"row":2,"quarter1":"1 000"}]}"#;
    let exercise::Command::StageLines(chunk) =
        Api::exercises("stage_workplan_lines", json).unwrap()
    else {
        panic!()
    };
    assert_eq!(chunk.rows[0].amounts[0], "1 000");
    let json = r#"{"programme":"P1","exercise":"2021","statement":"T3","staging":"s","lines":1,
        "startsOn":"2021-01-01","endsOn":"2021-09-30","source":"TOMPRO"}"#;
    let exercise::Command::Import(import) = Api::exercises("import_expenditure", json).unwrap()
    else {
        panic!()
    };
    let (starts_on, ends_on) = (key("2021-01-01"), key("2021-09-30"));
    assert_eq!((import.period, import.total), (Period { starts_on, ends_on }, None));
}

#[test]
fn a_horizon_of_years_is_from_the_first_to_the_last_day() {
    let json = r#"{"strategy":"BF-PAO","startsOn":"2024","endsOn":"2026"}"#;
    let read = Api::strategies("state_horizon", json).unwrap();
    let (starts_on, ends_on) = (Some(key("2024-01-01")), Some(key("2026-12-31")));
    assert_eq!(read, strategy::Command::StateHorizon(Horizon { starts_on, ends_on }));
}
