//! Who is there, when that is enough, and what is concluded.

use super::*;

fn attend(day: Date, presences: Vec<Presence>) -> Command {
    let seats = ["s0", "s1", "s2"].map(|seat| seat.parse::<SeatKey>().unwrap());
    Command::Attend(Attend { day: Some(day), presences, seats: seats.into() })
}

#[test]
fn a_member_takes_a_seat_of_the_body_once() {
    let there = vec![member("s0"), member("s1")];
    let recorded = presence::Event::Recorded(Recorded { day: DAY, presences: there.clone() });
    given::<Session>(convened()).when(&ask(DAY, attend(DAY, there))).then([recorded.into()]);
    let seat = |seat: &str| seat.parse::<SeatKey>().unwrap();
    for (presences, refused) in [
        (vec![member("s0"), member("s0")], Rejection::SeatTwice { seat: seat("s0") }),
        (vec![member("s9")], Rejection::SeatUnknown { seat: seat("s9") }),
        (vec![Presence { seat: None, ..member("s0") }], Rejection::SeatMissing),
        (
            vec![Presence { standing: Standing::Guest, ..member("s0") }],
            Rejection::SeatUnknown { seat: seat("s0") },
        ),
        (vec![], Rejection::PresencesMissing),
    ] {
        given::<Session>(convened()).when(&ask(DAY, attend(DAY, presences))).refused(refused);
    }
}

#[test]
fn presence_is_of_a_day_of_the_session() {
    let there = || vec![member("s0")];
    for (day, fits) in
        [(date(2019, 9, 25), false), (DAY, true), (LAST, true), (date(2019, 9, 29), false)]
    {
        let recorded = presence::Event::Recorded(Recorded { day, presences: there() });
        let asked = given::<Session>(convened()).when(&ask(DAY, attend(day, there())));
        if fits {
            asked.then([recorded.into()]);
        } else {
            asked.refused(Rejection::DayOutsideSession { day });
        }
    }
}

#[test]
fn observers_and_guests_make_no_quorum() {
    let guest = Presence { standing: Standing::Guest, seat: None, count: 40, ..member("s0") };
    let observer = Presence { standing: Standing::Observer, ..guest.clone() };
    let recorded = Recorded { day: DAY, presences: vec![guest, observer, member("s0")] };
    let history = [convened(), vec![done(DAY, presence::Event::Recorded(recorded))]].concat();
    let count = Count { rule: Some(Quorum::Number { count: 2 }), seats: 3 };
    given::<Session>(history)
        .when(&ask(DAY, Command::ConfirmQuorum(count)))
        .refused(Rejection::QuorumNotMet { present: 1, required: 2 });
}

#[test]
fn a_quorum_is_met_at_the_number_and_not_below() {
    let count = Count { rule: Some(Quorum::Majority), seats: 18 };
    let there = |seats: usize| {
        let presences = (0..seats).map(|nth| member(&format!("s{nth}"))).collect();
        let recorded = presence::Event::Recorded(Recorded { day: DAY, presences });
        [convened(), vec![done(DAY, recorded)]].concat()
    };
    let confirmed = QuorumConfirmed { present: 10, required: 10, seats: 18 };
    given::<Session>(there(10))
        .when(&ask(DAY, Command::ConfirmQuorum(count.clone())))
        .then([presence::Event::QuorumConfirmed(confirmed).into()]);
    given::<Session>(there(9))
        .when(&ask(DAY, Command::ConfirmQuorum(count.clone())))
        .refused(Rejection::QuorumNotMet { present: 9, required: 10 });
    given::<Session>(convened())
        .when(&ask(DAY, Command::ConfirmQuorum(count)))
        .refused(Rejection::PresencesMissing);
    given::<Session>(there(10))
        .when(&ask(DAY, Command::ConfirmQuorum(Count { rule: None, seats: 18 })))
        .refused(Rejection::QuorumRuleUnknown);
}

#[test]
fn a_part_of_no_seats_is_no_quorum() {
    let recorded = Recorded { day: DAY, presences: vec![Presence { seat: None, ..member("s0") }] };
    let there = [convened(), vec![done(DAY, presence::Event::Recorded(recorded))]].concat();
    let confirm = |rule| Command::ConfirmQuorum(Count { rule: Some(rule), seats: 0 });
    for rule in [Quorum::Majority, Quorum::Fraction { count: 2, of: 3 }] {
        given::<Session>(there.clone())
            .when(&ask(DAY, confirm(rule)))
            .refused(Rejection::SeatsUnknown);
    }
    // A number of members is one, whoever has a seat.
    let confirmed = QuorumConfirmed { present: 1, required: 1, seats: 0 };
    given::<Session>(there)
        .when(&ask(DAY, confirm(Quorum::Number { count: 1 })))
        .then([presence::Event::QuorumConfirmed(confirmed).into()]);
}

#[test]
fn a_quorum_is_waived_on_authority() {
    let waive =
        |unfounded| ask(DAY, Command::WaiveQuorum { reason: "Urgence".to_owned(), unfounded });
    given::<Session>(convened()).when(&waive(None)).refused(Rejection::AuthorityMissing);
    let authority = Some(kernel::Authority::Notice("Lettre 12".to_owned()));
    let basis = Basis::Asserted { authority, document: None };
    let waived = presence::Event::QuorumWaived(QuorumWaived { reason: "Urgence".to_owned() });
    let elsewhere = Rejection::DecisionElsewhere;
    given::<Session>(convened())
        .when(&Asked { basis: basis.clone(), ..waive(Some(elsewhere.clone())) })
        .refused(elsewhere);
    given::<Session>(convened())
        .when(&Asked { basis, ..waive(None) })
        .then([waived.clone().into()]);
    let history = [convened(), vec![done(DAY, waived)]].concat();
    given::<Session>(history)
        .when(&ask(DAY, Command::Open { known: 7 }))
        .then([stage::Event::Opened(Opened { known: 7 }).into()]);
}

#[test]
fn a_session_opens_on_its_day_with_a_quorum() {
    let command = Command::Open { known: 7 };
    let opened = [stage::Event::Opened(Opened { known: 7 }).into()];
    given::<Session>(convened())
        .when(&ask(DAY, command.clone()))
        .refused(Rejection::QuorumNotConfirmed);
    given::<Session>(convened()).when(&import(DAY, command.clone())).then(opened.clone());
    given::<Session>(convened())
        .when(&import(date(2019, 9, 25), command.clone()))
        .refused(Rejection::OpensTooEarly { first_day: DAY });
    let review = Plan {
        kind: Kind::SectorReview,
        reference: "ML-CTN-R1".parse().unwrap(),
        ordinal: Some(1),
        ..plan()
    };
    let convened = done(MAY, stage::Event::Convened(Convened { no_minutes_reason: None }));
    let review = [planned(review), vec![convened]].concat();
    given::<Session>(review).when(&ask(DAY, command)).then(opened);
}

#[test]
fn what_is_decided_is_decided_by_a_quorum() {
    let adopted = concluded("2", Conclusion::Adopted).event;
    given::<Session>(open()).when(&ask(DAY, conclude("2", Conclusion::Adopted))).then([adopted]);
    // One has left on the second day.
    let seats = (0..9).map(|nth| member(&format!("s{nth}"))).collect();
    let second = Recorded { day: date(2019, 9, 27), presences: seats };
    let fewer = [open(), vec![done(DAY, presence::Event::Recorded(second))]].concat();
    given::<Session>(fewer.clone())
        .when(&ask(date(2019, 9, 27), conclude("2", Conclusion::Adopted)))
        .refused(Rejection::QuorumNotConfirmed);
    let noted = concluded("2", Conclusion::Noted).event;
    given::<Session>(fewer)
        .when(&ask(date(2019, 9, 27), conclude("2", Conclusion::Noted)))
        .then([noted]);
}

#[test]
fn an_item_is_concluded_once_and_minutes_not_at_all() {
    let settled = [open(), vec![concluded("2", Conclusion::Noted)]].concat();
    given::<Session>(settled)
        .when(&ask(DAY, conclude("2", Conclusion::Adopted)))
        .refused(Rejection::ItemSettled { item: "2".parse().unwrap() });
    given::<Session>(open())
        .when(&ask(DAY, conclude("9", Conclusion::Noted)))
        .refused(Rejection::ItemUnknown { item: "9".parse().unwrap() });
    for conclusion in [Conclusion::Adopted, Conclusion::Rejected, Conclusion::Noted] {
        given::<Session>(open())
            .when(&ask(DAY, conclude("1", conclusion)))
            .refused(Rejection::MinutesNeedJudging);
    }
    let deferred = concluded("1", Conclusion::Deferred).event;
    given::<Session>(open()).when(&ask(DAY, conclude("1", Conclusion::Deferred))).then([deferred]);
}

#[test]
fn a_session_closes_with_nothing_undecided() {
    let assessed = |history: Vec<Fact<Event>>| {
        let assessed =
            Assessed { outcome: "r1".parse().unwrap(), assessment: Assessment::Met, comment: None };
        [history, vec![done(DAY, crate::session::deliberation::Event::Assessed(assessed))]].concat()
    };
    let (first, second) = (concluded("1", Conclusion::Deferred), concluded("2", Conclusion::Noted));
    let closed = [stage::Event::Closed(Closed {}).into()];
    let one = assessed([open(), vec![first.clone()]].concat());
    let items = vec!["2".parse().unwrap()];
    for close in [ask(LAST, Command::Close), import(LAST, Command::Close)] {
        let undecided = Rejection::ItemsUndecided { items: items.clone() };
        given::<Session>(one.clone()).when(&close).refused(undecided);
    }
    let both = [open(), vec![first, second]].concat();
    let outcomes = vec!["r1".parse().unwrap()];
    given::<Session>(both.clone())
        .when(&ask(LAST, Command::Close))
        .refused(Rejection::OutcomesNotAssessed { outcomes });
    given::<Session>(both.clone()).when(&import(LAST, Command::Close)).then(closed.clone());
    given::<Session>(assessed(both)).when(&ask(LAST, Command::Close)).then(closed);
}

#[test]
fn only_a_decision_covers_anything() {
    let subject = Subject { kind: SubjectKind::Financing, reference: "H8350".to_owned() };
    let covers = vec![agenda::Coverage { subject: subject.clone(), transition: None }];
    let note = Command::Conclude(Conclude {
        item: "2".parse().unwrap(),
        conclusion: Conclusion::Noted,
        text: String::new(),
        covers: covers.clone(),
    });
    given::<Session>(open()).when(&ask(DAY, note)).refused(Rejection::OnlyDecisionsCover);
    // Who meets to review decides nothing for others.
    let review = Plan {
        kind: Kind::SectorReview,
        reference: "ML-CTN-R1".parse().unwrap(),
        ordinal: Some(1),
        ..plan()
    };
    let convened = stage::Event::Convened(Convened { no_minutes_reason: None });
    let opened = stage::Event::Opened(Opened { known: 7 });
    let review = [planned(review), vec![done(MAY, convened), done(DAY, opened)]].concat();
    let adopt = Command::Conclude(Conclude {
        item: "2".parse().unwrap(),
        conclusion: Conclusion::Adopted,
        text: "Adopté".to_owned(),
        covers: covers.clone(),
    });
    given::<Session>(review).when(&ask(DAY, adopt)).refused(Rejection::OnlyDecisionsCover);
    let named = agenda::Coverage { transition: Some("Drop".to_owned()), ..covers[0].clone() };
    assert!(covers[0].covers(&subject, "CloseFinancially"));
    assert!(named.covers(&subject, "Drop") && !named.covers(&subject, "CloseFinancially"));
    assert!(!named.covers(&Subject { reference: "D3480".to_owned(), ..subject }, "Drop"));
}

#[test]
fn a_text_that_repeats_itself_says_it_once() {
    use crate::session::deliberation::{Event as Deliberation, Nature, Proceeding};

    let said = |text: &str| Proceeding {
        item: None,
        speaker: "Cellule technique".to_owned(),
        text: text.to_owned(),
        nature: Nature::Statement,
    };
    let record = |text: &str| ask(DAY, Command::Record(said(text)));
    let once = [open(), vec![done(DAY, Deliberation::Recorded(said("Quatre axes")))]].concat();
    given::<Session>(once.clone()).when(&record("Quatre axes")).then([]);
    given::<Session>(once)
        .when(&record("Cinq axes"))
        .then([Deliberation::Recorded(said("Cinq axes")).into()]);
}
