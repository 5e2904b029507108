use kernel::Effective;

use super::*;
use crate::financing::{
    agreement::{self, Approved},
    transition::{Step, Validation},
};

fn by(name: &str, on: Date, proposal: Uuid) -> Asked<Command> {
    asked(&who(name), on, Command::ConfirmTransition { proposal, blockages: None })
}

#[test]
fn a_person_proposes_and_another_confirms() {
    let approve = Command::RecordApproval(approval());
    let proposed = Proposed { change: transition::Change::Approve(approval()) };
    let proposed = Event::Transition(transition::Event::Proposed(proposed));
    let story = Story::registered();
    story.given().when(&asked(&who("awa"), APPROVED, approve.clone())).then([proposed]);

    let story = story.does(APPROVED, approve);
    story.stands(APPROVED, State::Pipeline);
    let proposal = story.last();
    story.given().when(&by("awa", APPROVED, proposal)).refused(Rejection::SamePerson);
    let another_day = by("oumar", SIGNED, proposal);
    let expected = Rejection::ConfirmationDateDiffers { expected: APPROVED.into() };
    story.given().when(&another_day).refused(expected);
    story.given().when(&by("oumar", APPROVED, Uuid::nil())).refused(Rejection::UnknownProposal);

    let validation = Validation::Double { proposed_by: person("awa"), proposal };
    let step = Step { from: State::Pipeline, to: State::Approved, validation };
    let approved = agreement::Event::Approved(Approved { step, approval: approval() });
    story.given().when(&by("oumar", APPROVED, proposal)).then([Event::Agreement(approved)]);
    let story = story.and(&by("oumar", APPROVED, proposal));
    story.stands(APPROVED, State::Approved);
    story.given().when(&by("oumar", APPROVED, proposal)).refused(Rejection::UnknownProposal);
}

/// Nobody states a day where the month is known: what is confirmed is what was proposed.
#[test]
fn a_month_is_confirmed_as_a_month() {
    let month: Effective = "2013-04".parse().unwrap();
    let in_april = |command| Asked { effective: month, ..asked(&who("awa"), month.on, command) };
    let story = Story::registered().and(&in_april(Command::RecordApproval(approval())));
    let proposal = story.last();
    let the_first = by("oumar", month.on, proposal);
    let expected = Rejection::ConfirmationDateDiffers { expected: month };
    story.given().when(&the_first).refused(expected);
    let confirmed = Asked { effective: month, ..the_first };
    story.and(&confirmed).stands(month.on, State::Approved);
}

#[test]
fn two_capacities_of_one_person_are_one_person() {
    let story = Story::registered().does(APPROVED, Command::RecordApproval(approval()));
    let mut minister = by("awa", APPROVED, story.last());
    minister.who.capacity = "Ministre par intérim".into();
    story.given().when(&minister).refused(Rejection::SamePerson);
}

#[test]
fn what_would_be_refused_later_is_refused_at_once() {
    let mut wrong = terms();
    wrong.categories.clear();
    Story::approved().refuses(SIGNED, Command::Sign(wrong), Rejection::CategoriesMissing);
}

#[test]
fn the_rules_are_asked_again_when_it_is_confirmed() {
    let story = Story::effective()
        .import(EFFECTIVE, Command::RecordDisbursementLetter(letter()))
        .import(
            EFFECTIVE,
            Command::RegisterSignatory { person: person("awa"), capacity: "C".into() },
        )
        .import(
            EFFECTIVE,
            Command::RegisterSignatory { person: person("ali"), capacity: "C".into() },
        )
        .import(
            EFFECTIVE,
            Command::OpenDesignatedAccount(Opening { bank: "BDM".into(), ceiling: francs(1) }),
        )
        .does(OPENED, Command::OpenDisbursement);
    let proposal = story.last();
    let story = story.does(OPENED, Command::RevokeSignatory { person: person("ali") });
    let refused = Rejection::SignatoriesNotRegistered { needed: 2 };
    story.given().when(&by("oumar", OPENED, proposal)).refused(refused);
}

#[test]
fn a_rejected_proposal_is_gone_and_may_be_made_again() {
    let approve = || Command::RecordApproval(approval());
    let story = Story::registered().does(APPROVED, approve());
    let proposal = story.last();
    story.refuses(APPROVED, approve(), Rejection::AlreadyProposed { proposal });
    let story =
        story.does(APPROVED, Command::RejectTransition { proposal, reason: "Doublon".into() });
    story.given().when(&by("oumar", APPROVED, proposal)).refused(Rejection::UnknownProposal);
    assert!(story.hears(APPROVED, approve()).is_ok());
}

#[test]
fn what_time_has_made_needs_no_second_person_any_more() {
    let story = Story::disbursing().does(CLOSING, Command::ReachClosingDate);
    assert_eq!(story.state().proposals.pending().count(), 1);
    let story = story.by_time(CLOSING, Command::ReachClosingDate);
    assert_eq!(story.state().proposals.pending().count(), 0);
}

#[test]
fn an_event_says_how_it_was_validated() {
    let validations = |story: &Story| -> Vec<Validation> {
        let step = |event: &Event| {
            let Event::Agreement(event) = event else { return None };
            event.step().cloned()
        };
        story.events().iter().filter_map(step).map(|step| step.validation).collect()
    };
    let imported = validations(&Story::disbursing());
    assert!(imported.iter().all(|it| *it == Validation::Undocumented));
    assert_eq!(validations(&Story::closing()).last(), Some(&Validation::Automatic));
    let suspend = Command::RecordSuspension { reason: "Arriérés".into(), category: None };
    let story = Story::disbursing().confirmed(MAY, suspend);
    assert!(matches!(validations(&story).last(), Some(Validation::Double { .. })));
}
