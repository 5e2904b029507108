use super::*;
use crate::financing::{agreement, key::CategoryKey};

fn unverified(story: &Story, on: Date, command: Command) -> Vec<String> {
    story.state().decide(&imported(on, command)).unwrap().unverified
}

#[test]
fn what_the_source_does_not_show_is_left_unverified() {
    let mut bare = terms();
    bare.categories.clear();
    bare.signatories.clear();
    bare.closing_on = None;
    let missing = ["categories-missing", "closing-date-missing", "signatories-missing"];
    assert_eq!(unverified(&Story::approved(), SIGNED, Command::Sign(bare)), missing.map(code));
    assert!(unverified(&Story::approved(), SIGNED, Command::Sign(terms())).is_empty());
    let opening = ["letter-missing", "signatories-not-registered"];
    let found = unverified(&Story::effective(), OPENED, Command::OpenDisbursement);
    assert_eq!(found, opening.map(code));
    let effective = unverified(&Story::signed(), EFFECTIVE, Command::RecordEffectiveness);
    assert_eq!(effective, [code("legal-opinion-missing")]);
}

#[test]
fn what_contradicts_other_facts_is_refused_all_the_same() {
    let story = Story::approved();
    let too_soon = Rejection::StateForbids { state: State::Approved, on: OPENED };
    story.given().when(&imported(OPENED, Command::OpenDisbursement)).refused(too_soon);
    let mut short = terms();
    short.categories[0].money = xdr(299);
    let decided = story.state().decide(&imported(SIGNED, Command::Sign(short)));
    assert!(matches!(decided, Err(Rejection::PartsDoNotSum { .. })));
}

#[test]
fn without_a_table_the_whole_amount_is_one_category() {
    let mut bare = terms();
    bare.categories.clear();
    let story = Story::approved().import(SIGNED, Command::Sign(bare));
    let Some(Event::Agreement(agreement::Event::Signed(signed))) = story.events().pop() else {
        panic!("not signed");
    };
    assert_eq!(signed.terms.categories[0].category, CategoryKey::whole());
    assert_eq!(story.state().balances().signed.to_string(), "500");
}

#[test]
fn an_act_of_ours_done_by_a_person_needs_the_evidence() {
    let needed = Rejection::LetterMissing;
    Story::effective().refuses(OPENED, Command::OpenDisbursement, needed);
}

#[test]
fn an_application_of_the_past_needs_no_signatures_here() {
    let story = Story::disbursing().import(MAY, prepare(1, 10));
    let unsigned = Command::SubmitWithdrawal { number: 1, signatories: Vec::new(), comment: None };
    assert_eq!(unverified(&story, MAY, unsigned.clone()), [code("signatures-missing")]);
    story.refuses(MAY, unsigned, Rejection::SignaturesMissing { needed: 2 });
}
