//! Reviews, told as stories.

use jiff::civil::{Date, date};
use kernel::{Fact, replay};

use super::{
    Command, Event, Review,
    recommendation::{self, FollowedUp, Outcome, Recommendation, RevisionNoted},
    sitting::{self, Announcement, Held},
};
use crate::{
    rejection::Rejection,
    testing::{ask, code, done, given, key},
};

const ANNOUNCED: Date = date(2018, 4, 1);
const HELD: Date = date(2018, 4, 21);
const LATER: Date = date(2018, 9, 1);

fn announced() -> Fact<Event> {
    let announcement = Announcement {
        review: code("BI-2018-1"),
        title: "Revue semestrielle".into(),
        cadence: None,
        mandator: None,
        organiser: None,
        programmes: vec![code("P127328")],
        strategies: Vec::new(),
        purposes: Vec::new(),
    };
    done(ANNOUNCED, Event::Sitting(sitting::Event::Announced(announcement)))
}

fn held() -> Fact<Event> {
    let held = Held { place: None, present: Vec::new(), readings: Vec::new() };
    done(HELD, Event::Sitting(sitting::Event::Held(held)))
}

fn recommendation() -> Recommendation {
    let text = "Réviser le plan".into();
    Recommendation { recommendation: key("R1"), text, addressee: None, target: None }
}

fn adopted() -> Fact<Event> {
    done(HELD, Event::Recommendation(recommendation::Event::Adopted(recommendation())))
}

fn follow(outcome: Outcome, decision: Option<&str>) -> FollowedUp {
    let decision = decision.map(str::to_owned);
    FollowedUp { recommendation: key("R1"), outcome, decision, text: None }
}

#[test]
fn a_review_recommends_once_it_was_held() {
    let recommend = ask(HELD, Command::Recommend(recommendation()));
    given::<Review>([announced()]).when(&recommend).refused(Rejection::NotHeld);
    let event = Event::Recommendation(recommendation::Event::Adopted(recommendation()));
    given::<Review>([announced(), held()]).when(&recommend).then([event]);
    given::<Review>([announced(), held(), adopted()])
        .when(&recommend)
        .refused(Rejection::NameTaken { name: "R1".into() });
}

#[test]
fn a_recommendation_has_one_end() {
    let ask_for = |outcome, decision| ask(LATER, Command::FollowUp(follow(outcome, decision)));
    let history = vec![announced(), held(), adopted()];
    given::<Review>(history.clone())
        .when(&ask_for(Outcome::Decided, None))
        .refused(Rejection::DecisionMissing);
    let decided = Event::Recommendation(recommendation::Event::FollowedUp(follow(
        Outcome::Decided,
        Some("CNP-17"),
    )));
    given::<Review>(history.clone())
        .when(&ask_for(Outcome::Decided, Some("CNP-17")))
        .then([decided.clone()]);
    let mut after = history;
    after.push(done(LATER, decided));
    given::<Review>(after.clone())
        .when(&ask_for(Outcome::Decided, Some("CNP-17")))
        .refused(Rejection::AlreadyRecorded);
    let refused = recommendation::Event::FollowedUp(follow(Outcome::Refused, None));
    after.push(done(LATER, Event::Recommendation(refused)));
    given::<Review>(after)
        .when(&ask_for(Outcome::Done, None))
        .refused(Rejection::RecommendationSettled);
}

#[test]
fn a_revision_is_noted_once_under_its_recommendation() {
    let noted = RevisionNoted {
        recommendation: Some(key("R1")),
        target: "P127328/2021".into(),
        revision: 1,
        decision: None,
    };
    let note = ask(LATER, Command::NoteRevision(noted.clone()));
    let event = Event::Recommendation(recommendation::Event::RevisionNoted(noted));
    let history = vec![announced(), held(), adopted()];
    given::<Review>(history.clone()).when(&note).then([event.clone()]);
    let mut again = history;
    again.push(done(LATER, event));
    given::<Review>(again).when(&note).then([]);
    given::<Review>([announced(), held()]).when(&note).then([]);
    assert!(replay::<Review>(&[announced()]).announced.is_some());
}
