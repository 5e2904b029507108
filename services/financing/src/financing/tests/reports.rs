//! What is owed by the calendar.

use super::*;
use crate::financing::{
    Command as C,
    no_objection::{Answer, Answered, Asking, Object},
    report::{Due, Event as E, Owed, Reports, Scheduled, Submitted, Terms, Workplans},
};

const HALF: Date = date(2016, 12, 31);

/// Every half-year from the second of 2016 on, 45 days after its end.
fn halves() -> Reports {
    Reports { first_ends_on: HALF, months: 6, days: 45 }
}

/// From that of 2017 on, by the end of the November before.
fn plans() -> Workplans {
    Workplans { exercise: 2017, due_on: date(2016, 11, 30) }
}

fn terms(reports: Option<Reports>, workplans: Option<Workplans>) -> Command {
    C::RecordReportingTerms(Terms { reports, workplans })
}

fn both() -> Command {
    terms(Some(halves()), Some(plans()))
}

fn report(ends_on: Date) -> Command {
    C::SubmitFinancialReport { period_ends_on: ends_on }
}

fn due(owed: Owed, due_on: Date) -> Due {
    Due { owed, due_on }
}

/// What is said to be due now, and no longer.
fn looked_at(story: &Story) -> (Vec<Due>, Vec<Owed>) {
    let events = story.hears(MAY, C::LookAtReports).unwrap().events;
    match events.as_slice() {
        [] => (Vec::new(), Vec::new()),
        [Event::Report(E::Scheduled(Scheduled { due, lifted, come_in }))] => {
            assert!(come_in.is_empty(), "that was known");
            (due.clone(), lifted.clone())
        }
        other => panic!("{other:?}"),
    }
}

fn scheduled() -> Story {
    Story::disbursing().does(MAY, both()).by_time(MAY, C::LookAtReports)
}

fn asked(reference: &str, exercise: Option<&str>) -> Command {
    C::RequestNoObjection(Asking {
        reference: key(reference),
        object: Object::Workplan,
        title: "PTBA".into(),
        exercise: exercise.map(key),
    })
}

fn answered(reference: &str, outcome: Answered) -> Command {
    let (reference, answer) = (key(reference), "Lettre 12".into());
    C::RecordNoObjectionAnswer(Answer { reference, outcome, answer, comments: None })
}

#[test]
fn what_is_due_follows_from_the_terms_and_the_closing_date() {
    let story = Story::disbursing().does(MAY, both());
    let (june, july) = (date(2017, 6, 30), date(2018, 6, 30));
    let all = vec![
        due(Owed::Report(HALF), date(2017, 2, 14)),
        due(Owed::Report(june), date(2017, 8, 14)),
        due(Owed::Report(date(2017, 12, 31)), date(2018, 2, 14)),
        // The last period ends on the day the agreement closes.
        due(Owed::Report(july), date(2018, 8, 14)),
        due(Owed::Workplan(2017), date(2016, 11, 30)),
        due(Owed::Workplan(2018), date(2017, 11, 30)),
    ];
    assert_eq!(looked_at(&story), (all, Vec::new()));
    let story = story.by_time(MAY, C::LookAtReports);
    assert_eq!(looked_at(&story), (Vec::new(), Vec::new()), "it has been said");
}

#[test]
fn a_later_closing_date_asks_for_more_and_an_earlier_one_for_less() {
    let later = C::ExtendClosingDate { closing_on: date(2018, 12, 31), requested_on: Some(MAY) };
    let story = scheduled();
    let signature = story
        .facts
        .iter()
        .find(|it| matches!(it.event, Event::Agreement(super::super::agreement::Event::Signed(_))));
    let target = signature.unwrap().event_id;
    let extended = story.clone().does(MAY, later);
    let more = due(Owed::Report(date(2018, 12, 31)), date(2019, 2, 14));
    assert_eq!(looked_at(&extended), (vec![more], Vec::new()));
    let mut corrected = story;
    let (name, field) = ("financing.agreement.signed.v1".into(), "/terms/closing_on".into());
    let (from, to) = (CLOSING.to_string().into(), "2017-06-30".into());
    let reason = "Faute de frappe".into();
    let event = correction::FactCorrected { target, name, field, from, to, reason };
    let asked = testing::asked(&who("loader"), MAY, C::LookAtReports);
    corrected.record(&asked, correction::Event::FactCorrected(event).into());
    let fewer = [date(2017, 12, 31), CLOSING].map(Owed::Report);
    let corrected = Story { facts: kernel::amended(corrected.facts) };
    let (due, lifted) = looked_at(&corrected);
    assert_eq!((due, lifted), (Vec::new(), [&fewer[..], &[Owed::Workplan(2018)]].concat()));
}

#[test]
fn later_terms_hold_from_their_first_period_on() {
    let quarters = Reports { first_ends_on: date(2017, 9, 30), months: 3, days: 60 };
    let story = scheduled().does(JUNE, terms(Some(quarters), None));
    let (due, lifted) = looked_at(&story);
    let ends: Vec<_> = due.iter().map(|it| it.owed.to_string()).collect();
    assert_eq!(ends, ["2017-09-30", "2017-12-31", "2018-03-31", "2018-06-30"]);
    assert_eq!(due[1].due_on, date(2018, 3, 1));
    assert_eq!(lifted, [], "the halves of before stay");
    let story = story.by_time(JUNE, C::LookAtReports);
    assert_eq!(looked_at(&story), (Vec::new(), Vec::new()));
    let void = Story { facts: story.facts.into_iter().filter(|it| {
        !matches!(&it.event, Event::Report(E::TermsRecorded(it)) if it.workplans.is_some())
    }).collect() };
    let (due, lifted) = looked_at(&void);
    assert_eq!(due, []);
    let gone = [Owed::Report(HALF), Owed::Report(date(2017, 6, 30))];
    let gone = [&gone[..], &[Owed::Workplan(2017), Owed::Workplan(2018)]].concat();
    assert_eq!(lifted, gone, "what they asked for alone");
}

#[test]
fn terms_say_something_new_of_an_agreement_that_is_signed() {
    Story::approved().refuses(MAY, both(), Rejection::NotSigned);
    Story::disbursing().refuses(MAY, terms(None, None), Rejection::NothingToChange);
    let story = scheduled();
    story.refuses(MAY, both(), Rejection::AlreadyRecorded);
    story.refuses(MAY, terms(None, Some(plans())), Rejection::AlreadyRecorded);
    assert_eq!(Story::disbursing().notes(date(2013, 5, 1), both()), [code("before-signature")]);
}

#[test]
fn a_report_is_of_a_period_that_is_over_and_asked_for_once() {
    let period_ends_on = HALF;
    let (january, later) = (date(2017, 1, 20), date(2016, 12, 31));
    Story::disbursing().refuses(
        january,
        report(HALF),
        Rejection::ReportNotExpected { period_ends_on },
    );
    let story = scheduled();
    story.refuses(later, report(HALF), Rejection::PeriodNotOver { period_ends_on });
    let odd = date(2017, 3, 31);
    let unasked = Rejection::ReportNotExpected { period_ends_on: odd };
    story.refuses(date(2017, 4, 1), report(odd), unasked);
    let submitted = Submitted { period_ends_on };
    let events = story.hears(january, report(HALF)).unwrap().events;
    assert_eq!(events, [E::Submitted(submitted).into()]);
    let story = story.does(january, report(HALF));
    story.refuses(january, report(HALF), Rejection::AlreadyRecorded);
    // Other terms do not ask for it again.
    let late = Reports { days: 60, ..halves() };
    let (due, _) = looked_at(&story.does(JUNE, terms(Some(late), None)));
    let ends: Vec<_> = due.iter().map(|it| it.owed.to_string()).collect();
    assert_eq!(ends, ["2017-06-30", "2017-12-31", "2018-06-30"]);
}

#[test]
fn a_plan_is_asked_about_by_its_year() {
    Story::disbursing().refuses(MAY, asked("ANO-1", None), Rejection::ExerciseMissing);
    for odd in ["2020-2021", "PTBA-2027", "+202"] {
        let refused = Rejection::ExerciseMissing;
        Story::disbursing().refuses(MAY, asked("ANO-1", Some(odd)), refused);
    }
    let imported = imported(MAY, asked("ANO-1", None));
    let decided = Story::disbursing().state().decide(&imported).unwrap();
    assert_eq!(decided.unverified, [code("exercise-missing")]);
}

#[test]
fn a_plan_is_due_until_it_is_submitted() {
    let story = scheduled().does(MAY, asked("ANO-1", Some("2017")));
    let earlier = Workplans { due_on: date(2016, 12, 15), ..plans() };
    let due = |story: &Story| {
        let (due, _) = looked_at(&story.clone().does(JUNE, terms(None, Some(earlier.clone()))));
        due.iter().map(|it| it.owed).collect::<Vec<_>>()
    };
    assert_eq!(due(&story), [Owed::Workplan(2018)]);
    // What is answered does not make it late.
    assert_eq!(
        due(&story.does(JUNE, answered("ANO-1", Answered::Refused))),
        due(&scheduled())[1..]
    );
}

/// What is said again of a request once its budget year is another, and once it is the first again.
#[test]
fn a_plan_of_another_year_leaves_its_own_due() {
    let story = scheduled().does(MAY, asked("ANO-1", Some("2017")));
    let target = story.last();
    let corrected = |story: Story, from: &str, to: &str| {
        let mut story = story;
        let name = "financing.no-objection.requested.v1".into();
        let (field, reason) = ("/exercise".into(), "Faute de frappe".into());
        let (from, to) = (from.into(), to.into());
        let event = correction::FactCorrected { target, name, field, from, to, reason };
        let asked = testing::asked(&who("loader"), JUNE, C::SayReportsAgain);
        story.record(&asked, correction::Event::FactCorrected(event).into());
        let seen = Story { facts: kernel::amended(story.facts.clone()) };
        let events = seen.hears(JUNE, C::SayReportsAgain).unwrap().events;
        let [Event::Report(E::Scheduled(it))] = &events[..] else { panic!("{events:?}") };
        let plans = it.due.iter().map(|it| it.owed).chain(it.come_in.iter().copied());
        let plans: Vec<_> = plans.filter(|it| matches!(it, Owed::Workplan(_))).collect();
        story.record(&asked, events[0].clone());
        (plans, story)
    };
    let (said, story) = corrected(story, "2017", "2018");
    assert_eq!(said, [2017, 2018].map(Owed::Workplan), "due, and come in");
    let (said, story) = corrected(story, "2018", "2017");
    assert_eq!(said, [2018, 2017].map(Owed::Workplan));
    let seen = Story { facts: kernel::amended(story.facts) };
    assert_eq!(looked_at(&seen), (Vec::new(), Vec::new()));
}

#[test]
fn an_agreement_that_is_over_owes_nothing_more() {
    let cancelled = Command::RecordCancellation { reason: "Motif".into() };
    let story = Story::disbursing().does(MAY, both()).confirmed(JUNE, cancelled);
    assert_eq!(looked_at(&story), (Vec::new(), Vec::new()));
}

/// A correction may say anything.
#[test]
fn absurd_terms_have_an_end() {
    for (months, days) in [(0, 1), (1, u32::MAX), (u32::MAX, 1), (1, 0)] {
        let reports = Reports { first_ends_on: date(1, 1, 31), months, days };
        let workplans = Workplans { exercise: i16::MIN, due_on: Date::MAX };
        let story = Story::disbursing().does(MAY, terms(Some(reports), Some(workplans)));
        assert!(looked_at(&story).0.len() <= 800);
    }
}
