//! What a request may leave out, and what it may not.

use kernel::{Hash, testing};
use runtime::Malformed;
use serde_json::{Value, json};

use crate::{
    api::Api,
    collaboration, institution,
    referral::{
        self,
        course::{Case, Opened},
    },
    wire,
};

/// As the edge seals it, but for the key.
impl From<wire::institution::Unsealed> for institution::Command {
    fn from(read: wire::institution::Unsealed) -> Self {
        let wire::institution::Typed { contact, office, plain } = read.typed.unwrap();
        let (subject, sealed) = (uuid::Uuid::nil(), plain.len().to_string());
        Self::RecordContact(institution::contact::Recorded { contact, office, subject, sealed })
    }
}

impl From<wire::referral::Unsealed> for referral::Command {
    fn from(read: wire::referral::Unsealed) -> Self {
        let wire::referral::Typed { referral, service, level, area, referrer, case_number } =
            read.typed.unwrap();
        let subject = testing::who("awa").person.to_string().parse().unwrap();
        let case = case_number.map(|number| Case {
            hash: Hash::default(),
            sealed: number.len().to_string(),
            subject,
        });
        Self::Open(Opened { referral, service, level, area, referrer, case }, Vec::new())
    }
}

fn proposal(field: &str, value: Value) -> Result<collaboration::Command, Malformed> {
    let mut request = json!({
        "collaboration": "pam-2019",
        "title": "Filets sociaux",
        "instrument": "COLLABORATION_INSTRUMENT_MEMORANDUM",
        "partner": "PAM",
        "counterpart": "UTGFS",
    });
    request[field] = value;
    Api::collaborations("propose_collaboration", &request.to_string())
}

#[test]
fn a_reference_is_in_capitals_and_a_year_near_a_programme() {
    let Ok(collaboration::Command::Propose(read, unknown)) = proposal("object", json!(" ")) else {
        panic!()
    };
    assert_eq!(read.collaboration.as_str(), "PAM-2019");
    assert_eq!((read.object.as_str(), read.amount, unknown), ("", None, Vec::new()));
    for (field, value, wrong) in [
        ("title", json!(""), Malformed::Missing("title")),
        ("instrument", json!(0), Malformed::Enum("instrument")),
        ("instrument", json!(99), Malformed::Enum("instrument")),
        ("partner", json!("Programme alimentaire"), Malformed::Code("partner")),
        ("areas", json!(["ML04", "Ségou"]), Malformed::Code("areas")),
        ("startsOn", json!("26/09/2019"), Malformed::Date("starts_on")),
        ("endsOn", json!("0019-09-26"), Malformed::Date("ends_on")),
        ("collaboration", json!(""), Malformed::Missing("collaboration")),
    ] {
        assert_eq!(proposal(field, value.clone()), Err(wrong), "{field} {value}");
    }
}

#[test]
fn a_form_sends_a_currency_without_an_amount() {
    let money = json!({ "amount": "", "currency": "XOF" });
    let Ok(collaboration::Command::Propose(read, _)) = proposal("amount", money) else { panic!() };
    assert_eq!(read.amount, None);
}

#[test]
fn a_report_is_of_a_quarter_and_of_a_programme() {
    let read = |quarter: &str, programme: &str| {
        let request = json!({
            "act": { "programme": programme },
            "area": "ML040201",
            "quarter": quarter,
            "reporter": "DRDSES",
            "lines": [{ "service": "SERVICE_KIND_HEALTH", "level": "SERVICE_LEVEL_BASE" }],
        });
        Api::counts("report_referrals", &request.to_string()).map(|_| ())
    };
    assert_eq!(read("2019-Q3", "P127328"), Ok(()));
    for wrong in ["2019", "2019-09", "2019-09-26", "2019-Q5", "T3"] {
        assert_eq!(read(wrong, "P127328"), Err(Malformed::Date("quarter")), "{wrong}");
    }
    assert_eq!(read("2019-Q3", ""), Err(Malformed::Missing("act.programme")));
}

#[test]
fn what_identifies_somebody_is_taken_as_a_whole_or_not_at_all() {
    let read = |person: &str| {
        let request = json!({
            "institution": "UNICEF",
            "contact": "point-focal",
            "office": "Point focal",
            "person": person,
        });
        Api::contacts("record_contact", &request.to_string()).unwrap()
    };
    let sealed = |command| {
        let institution::Command::RecordContact(recorded) = command else { panic!() };
        recorded.sealed
    };
    // `["Awa",null,null]`, and nothing at all.
    assert_eq!(sealed(read("Awa")), "17");
    assert_eq!(sealed(read(" ")), "0");
}

#[test]
fn a_hash_is_asked_for_where_a_file_has_left() {
    let read = |sha256: &str| {
        let request = json!({
            "agreement": "A", "extract": "E1", "purpose": "SOINS", "fields": ["commune", " "],
            "households": 3, "sha256": sha256, "recipient": "ANAM-ML",
        });
        Api::agreements("record_extract", &request.to_string()).map(|_| ())
    };
    assert_eq!(read(&"ab".repeat(32)), Ok(()));
    assert_eq!(read(""), Err(Malformed::Missing("sha256")));
    assert_eq!(read("abc"), Err(Malformed::Id("sha256")));
}
