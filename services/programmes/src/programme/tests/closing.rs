//! How a phase begins to close, and is closed.

use super::*;

#[test]
fn a_phase_begins_to_close_with_the_first_of_its_financings() {
    let closing = Heard::Financing(financing("H8350", 1, "closing"));
    let on = date(2018, 6, 30);
    let programme: Programme = replay(&active());
    let events = programme.decide(&ask(on, Command::Hear(closing.clone()))).unwrap().events;
    assert!(events.contains(&phase::Event::ClosingBegun(begun()).into()));
    // Of another phase's financing it does not.
    let other = Heard::Financing(financing("D3480", 2, "closing"));
    let events = programme.decide(&ask(on, Command::Hear(other))).unwrap().events;
    assert_eq!(events.len(), 1);
}

/// Closing and closed by their days, until a notice of an earlier day was known.
#[test]
fn what_financing_takes_back_was_never_so() {
    let told = |position, on, from: &str, to: &str| {
        let from = Some(from.to_owned());
        let moved = Financing { from, ..financing("H8350", 0, to) };
        let event = Event::Prerequisite(prerequisite::Event::FinancingStateHeard(moved));
        Fact { position, ..by("politique", on, event) }
    };
    let (notice, closing, deadline) = (date(2018, 6, 28), date(2018, 6, 30), date(2018, 10, 30));
    let facts = [
        told(1, date(2013, 9, 2), "effective", "disbursing"),
        told(2, closing, "disbursing", "closing"),
        told(3, deadline, "closing", "disbursement_closed"),
        told(4, notice, "disbursement_closed", "disbursing"),
    ];
    let later = told(5, date(2019, 6, 30), "disbursing", "closing");
    // Whoever looks back reads facts in the order of their days.
    for order in [[0, 1, 2, 3], [0, 3, 1, 2]] {
        let history = order.map(|nth: usize| facts[nth].clone());
        let state = |history: &[Fact<Event>], on| {
            let programme: Programme = replay(history);
            programme.prerequisites.state_on(&code("H8350"), on).map(str::to_owned)
        };
        assert_eq!(state(&history, date(2018, 12, 1)).as_deref(), Some("disbursing"));
        let history = [history.as_slice(), std::slice::from_ref(&later)].concat();
        assert_eq!(state(&history, date(2019, 7, 1)).as_deref(), Some("closing"));
    }
}

#[test]
fn a_phase_closes_when_nothing_is_left() {
    let (closing, closed) = (date(2018, 6, 30), date(2019, 1, 31));
    let mut history = active();
    history.push(by_policy(closing, phase::Event::ClosingBegun(begun())));
    let none = Blockages { open: Some(0), document: None, carried_over_by: None };
    let close = |blockages: &Blockages| {
        ask_too(closed, Command::ClosePhase { phase: 1, blockages: blockages.clone() })
    };
    let missing = vec![Item::FinancingsSettled, Item::FinalReport];
    given::<Programme>(history.clone())
        .when(&close(&none))
        .refused(Rejection::NotReady { missing });
    let settled = financing("H8350", 0, "financially_closed");
    history.push(by(
        "x",
        closing,
        Event::Prerequisite(prerequisite::Event::FinancingStateHeard(settled)),
    ));
    let report = FinalReport { phase: 1, reference: "ICR".into() };
    history.push(done(closing, phase::Event::FinalReportRecorded(report)));
    let one = Blockages { open: Some(1), ..Blockages::default() };
    let missing = vec![Item::BlockagesSettled];
    given::<Programme>(history.clone()).when(&close(&one)).refused(Rejection::NotReady { missing });
    let carried = Blockages { carried_over_by: Some("CNP-12".into()), ..one };
    for blockages in [&none, &carried] {
        let by = blockages.carried_over_by.clone();
        let event = phase::Event::Closed(phase::Closed { phase: 1, carried_over_by: by });
        given::<Programme>(history.clone()).when(&close(blockages)).then([event.into()]);
    }
    given::<Programme>(history)
        .when(&ask(closed, Command::ClosePhase { phase: 1, blockages: none }))
        .refused(Rejection::SamePerson);
}

/// A financing or a source that began the closing is nobody: who recorded the report is the first.
#[test]
fn nobody_closes_a_phase_alone() {
    let (closing, closed) = (date(2018, 6, 30), date(2019, 1, 31));
    let settled = financing("H8350", 0, "financially_closed");
    let settled = prerequisite::Event::FinancingStateHeard(settled);
    let report = FinalReport { phase: 1, reference: "ICR".into() };
    let report = |on| done(on, phase::Event::FinalReportRecorded(report.clone()));
    let blockages = Blockages { open: Some(0), ..Blockages::default() };
    let close = Command::ClosePhase { phase: 1, blockages };
    let decided = ClosingBegun { by: phase::By::Decision, ..begun() };
    let mut history = active();
    history.push(by("x", closing, Event::Prerequisite(settled)));
    let ways = [
        by_policy(closing, phase::Event::ClosingBegun(begun())),
        of_source(done(closing, phase::Event::ClosingBegun(decided.clone()))),
    ];
    for begun in ways {
        let mut history = history.clone();
        history.extend([begun, of_source(report(closing))]);
        given::<Programme>(history.clone())
            .when(&ask_too(closed, close.clone()))
            .refused(Rejection::FirstPersonUnknown);
        history.push(report(closed));
        given::<Programme>(history.clone())
            .when(&ask(closed, close.clone()))
            .refused(Rejection::SamePerson);
        let programme: Programme = replay(&history);
        assert!(programme.decide(&ask_too(closed, close.clone())).is_ok());
    }
    // Where a person began it, that person is the first, whoever reports.
    history.push(by("oumar", closing, phase::Event::ClosingBegun(decided)));
    history.push(report(closing));
    given::<Programme>(history.clone())
        .when(&ask_too(closed, close.clone()))
        .refused(Rejection::SamePerson);
    let programme: Programme = replay(&history);
    assert!(programme.decide(&ask(closed, close)).is_ok());
}

#[test]
fn of_a_source_that_does_not_show_who_asked_somebody_asks_again() {
    let mut history = ready();
    let asked = history.remove(6);
    history.insert(6, of_source(asked));
    let start = Command::StartPhase { phase: 1 };
    given::<Programme>(history.clone())
        .when(&ask_too(STARTED, start.clone()))
        .refused(Rejection::FirstPersonUnknown);
    let again = ask(STARTED, Command::RequestPhaseStart(about(1)));
    let programme: Programme = replay(&history);
    let events = programme.decide(&again).unwrap().events;
    history.extend(events.into_iter().map(|event| done(STARTED, event)));
    given::<Programme>(history.clone())
        .when(&again)
        .refused(Rejection::PhaseForbids { state: State::Ready, on: STARTED });
    let started = phase::Decided { phase: 1, requested_by: Some(who("awa").person) };
    given::<Programme>(history)
        .when(&ask_too(STARTED, start))
        .then([phase::Event::Started(started).into()]);
}

/// A day that was heard while the phase waited or stood still is not heard again.
#[test]
fn a_phase_that_goes_on_begins_to_close_with_a_financing_that_already_does() {
    let on = date(2018, 7, 2);
    let suspended = phase::Reasoned { phase: 1, reason: "x".into() };
    let resumed = || Event::Phase(phase::Event::Resumed(Moved { phase: 1 }));
    let started = phase::Decided { phase: 1, requested_by: Some(who("awa").person) };
    let started = || Event::Phase(phase::Event::Started(started.clone()));
    let mut stopped = active();
    stopped.push(done(date(2018, 6, 1), phase::Event::Suspended(suspended)));
    let resume = Command::ResumePhase { phase: 1 };
    let start = Command::StartPhase { phase: 1 };
    for (history, command, moved) in
        [(stopped.clone(), resume.clone(), resumed()), (ready(), start, started())]
    {
        for state in ["closing", "disbursement_closed", "financially_closed", "completed"] {
            let mut history = history.clone();
            let heard = financing("H8350", 1, state);
            let heard = prerequisite::Event::FinancingStateHeard(heard);
            history.push(by("x", date(2018, 6, 30), Event::Prerequisite(heard)));
            given::<Programme>(history)
                .when(&ask_too(on, command.clone()))
                .then([moved.clone(), phase::Event::ClosingBegun(begun()).into()]);
        }
    }
    // Of another phase's financing, and of one that still disburses, it does not.
    let other = financing("D3480", 2, "closing");
    let other = prerequisite::Event::FinancingStateHeard(other);
    stopped.push(by("x", date(2018, 6, 30), Event::Prerequisite(other)));
    given::<Programme>(stopped).when(&ask_too(on, resume)).then([resumed()]);
}
