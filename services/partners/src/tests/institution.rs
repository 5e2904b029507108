use super::{DECEMBER, JANUARY, JUNE, MARCH, MAY, Story, code};
use crate::{
    institution::{
        Command as C, Event, Institution,
        contact::{self, Recorded},
        naming::{AcronymGiven, Dissolved, Kind, Name, Registered},
    },
    rejection::Rejection,
};
use uuid::Uuid;

type Told = Story<Institution>;

const SUBJECT: Uuid = Uuid::from_u128(7);

fn name(fr: &str) -> Name {
    Name { fr: fr.into(), en: None }
}

fn registered() -> Told {
    Story::new().does(
        JANUARY,
        C::Register(Registered {
            institution: code("MDPHASG"),
            kind: Kind::Ministry,
            country: Some(code("BI")),
            name: name("Ministère des droits de la personne humaine"),
            acronym: Some("MDPHASG".into()),
            parent: None,
        }),
    )
}

fn contact() -> C {
    C::RecordContact(Recorded {
        contact: code("POINT-FOCAL"),
        office: "Point focal".into(),
        subject: SUBJECT,
        sealed: "00ff".into(),
    })
}

fn erase() -> C {
    C::EraseContact { contact: code("POINT-FOCAL"), reason: "À sa demande".into() }
}

#[test]
fn a_name_is_valid_from_its_day_and_never_replaced() {
    let later = name("Ministère de la solidarité nationale");
    let told = registered().does(MAY, C::Rename(later.clone()));
    let names = told.state().names;
    assert_eq!(names.state_on(MARCH).unwrap().fr, "Ministère des droits de la personne humaine");
    assert_eq!(names.state_on(MAY), Some(&later));
    told.refuses(JUNE, C::Rename(later.clone()), Rejection::NothingToChange);
    told.refuses(MARCH, C::Rename(name("Autre")), Rejection::OutOfOrder { latest: MAY });
    Told::new().refuses(MAY, C::Rename(later), Rejection::NotRegistered);
}

#[test]
fn the_same_letters_may_be_given_in_another_country() {
    let given = |country: &str| {
        let (acronym, country) = ("CNPS".to_owned(), Some(code(country)));
        C::GiveAcronym(AcronymGiven { acronym, country, until: None })
    };
    let told = registered().does(MARCH, given("BI"));
    told.refuses(MAY, given("BI"), Rejection::AlreadyRecorded);
    assert!(told.hears(MAY, given("BF")).is_ok());
    let past = AcronymGiven { acronym: "X".into(), country: None, until: Some(MARCH) };
    told.refuses(MAY, C::GiveAcronym(past), Rejection::PeriodReversed);
}

#[test]
fn what_is_dissolved_is_not_renamed() {
    let dissolved = Dissolved { reason: "Décret".into(), successor: Some(code("MSN-BI")) };
    let told = registered().does(MAY, C::Dissolve(dissolved));
    told.refuses(MAY, C::Rename(name("Autre")), Rejection::Dissolved { since: MAY });
    assert!(told.hears(MARCH, C::Rename(name("Autre"))).is_ok());
}

#[test]
fn what_is_erased_stays_erased() {
    let told = registered().does(MARCH, contact()).does(JUNE, erase());
    let Event::Contact(contact::Event::Erased(erased)) = told.last() else { panic!() };
    assert_eq!(erased.subjects, [SUBJECT]);
    told.refuses(JUNE, erase(), Rejection::ContactErased);
    told.refuses(DECEMBER, contact(), Rejection::ContactErased);
    let unknown = Rejection::UnknownName { name: code("POINT-FOCAL") };
    registered().refuses(JUNE, erase(), unknown);
    let silent = C::EraseContact { contact: code("POINT-FOCAL"), reason: String::new() };
    registered().does(MARCH, contact()).refuses(JUNE, silent, Rejection::ReasonMissing);
}

#[test]
fn every_key_a_contact_ever_had_is_erased() {
    let newer = Uuid::from_u128(8);
    let again = C::RecordContact(Recorded {
        contact: code("POINT-FOCAL"),
        office: "Point focal".into(),
        subject: newer,
        sealed: "11ee".into(),
    });
    let told = registered().does(MARCH, contact()).does(MAY, again).does(JUNE, erase());
    let Event::Contact(contact::Event::Erased(erased)) = told.last() else { panic!() };
    assert_eq!(erased.subjects, [SUBJECT, newer]);
}

#[test]
fn what_names_a_key_is_never_amended_whoever_says_so() {
    use kernel::{
        Amending, AsOf, Change, Stored as _, Target, as_seen,
        correction::{EntryVoided, Event as Said},
        replay,
    };
    let mut told = registered().does(MARCH, contact());
    let fact = told.facts.last().unwrap();
    let target = Target {
        event_id: fact.event_id,
        name: fact.event.name().to_owned(),
        from_matches: true,
        applies: true,
        becomes: None,
        amendable: fact.event.amendable(),
    };
    let (name, event_id) = (target.name.clone(), target.event_id);
    let amend = |change| {
        let (target, from) = (Some(target.clone()), serde_json::Value::Null);
        C::Amend(Amending { target, change, from, reason: "Erreur".into() })
    };
    told.refuses(JUNE, amend(Change::Void), Rejection::TargetIsFinal);
    let to = serde_json::json!(Uuid::from_u128(8));
    let other = Change::Field { field: "/subject".into(), to };
    told.refuses(JUNE, amend(other), Rejection::TargetIsFinal);
    // One that is on record already hides nobody: the key is found and destroyed.
    let voided = EntryVoided { target: event_id, name, reason: "Erreur".into() };
    let asked = kernel::testing::asked(&kernel::testing::who("awa"), JUNE, erase());
    told.record(&asked, Said::EntryVoided(voided).into());
    let seen: Institution = replay(&as_seen(told.facts.clone(), AsOf::default()));
    assert_eq!(seen.contacts[&code("POINT-FOCAL")].subjects, [SUBJECT]);
}

#[test]
fn a_legal_hold_keeps_what_it_is_about() {
    let place = || C::PlaceLegalHold { contact: code("POINT-FOCAL"), reason: "Enquête 12".into() };
    let lift = || C::LiftLegalHold { contact: code("POINT-FOCAL"), reason: "Close".into() };
    let told = registered().does(MARCH, contact()).does(MAY, place());
    told.refuses(JUNE, erase(), Rejection::LegalHold { reason: "Enquête 12".into() });
    told.refuses(JUNE, place(), Rejection::AlreadyRecorded);
    let told = told.does(JUNE, lift());
    told.refuses(JUNE, lift(), Rejection::NotHeld);
    assert!(told.hears(JUNE, erase()).is_ok());
}
