//! The State's money, and the budget year that it is of.

use super::*;
use crate::financing::{
    Command as C,
    statement::{Counterpart, Event as E, Stage},
};

const YEAR_ENDS: Date = date(2014, 12, 31);
const NEXT_YEAR: Date = date(2015, 1, 1);

fn stage(stage: Stage, units: i64) -> Command {
    C::RecordCounterpart(counterpart(stage, units, None))
}

fn counterpart(stage: Stage, units: i64, lapses_on: Option<Date>) -> Counterpart {
    Counterpart { exercise: key("2014"), stage, money: francs(units), lapses_on }
}

fn lapse() -> Command {
    C::LapseCounterpart { exercise: key("2014") }
}

/// What becomes of it on that day.
fn lapsed(story: &Story, on: Date) -> Vec<Event> {
    story.hears(on, lapse()).unwrap().events
}

fn recorded(counterpart: Counterpart) -> [Event; 1] {
    [E::CounterpartRecorded(counterpart).into()]
}

#[test]
fn what_is_not_paid_by_the_end_of_the_year_lapses_once() {
    let story = Story::disbursing().does(MAY, stage(Stage::Budgeted, 1_000));
    let story = story.does(JUNE, stage(Stage::Notified, 800)).does(JUNE, stage(Stage::Paid, 300));
    assert_eq!(lapsed(&story, YEAR_ENDS), []);
    let rest = recorded(counterpart(Stage::Lapsed, 700, None));
    assert_eq!(lapsed(&story, NEXT_YEAR), rest);
    let story = story.by_time(NEXT_YEAR, lapse());
    assert_eq!(lapsed(&story, NEXT_YEAR), []);
    // A payment of a later day is odd, until somebody says what is wrong.
    let late = stage(Stage::Paid, 1_000);
    assert_eq!(story.notes(NEXT_YEAR, late), [code("counterpart-out-of-order")]);
}

#[test]
fn nothing_lapses_of_what_is_paid_or_was_never_there() {
    let story = Story::disbursing();
    assert_eq!(lapsed(&story, NEXT_YEAR), []);
    let story = story.does(MAY, stage(Stage::Ordered, 500)).does(JUNE, stage(Stage::Paid, 500));
    assert_eq!(lapsed(&story, NEXT_YEAR), []);
    let alone = Story::disbursing().does(MAY, stage(Stage::Paid, 500));
    assert_eq!(lapsed(&alone, NEXT_YEAR), []);
    // In another currency, nobody can say what is left.
    let dollars = Counterpart {
        money: Money { currency: Currency::Usd, ..francs(5) },
        ..counterpart(Stage::Paid, 5, None)
    };
    let story = Story::disbursing().does(MAY, stage(Stage::Budgeted, 500));
    let dollars = C::RecordCounterpart(dollars);
    let [Event::Statement(E::CounterpartRecorded(it))] =
        &story.hears(JUNE, dollars.clone()).unwrap().events[..]
    else {
        panic!("it is recorded alone");
    };
    assert_eq!(it.lapses_on, Some(YEAR_ENDS), "it is watched all the same");
    let story = story.does(JUNE, dollars);
    assert_eq!(lapsed(&story, NEXT_YEAR), []);
}

#[test]
fn it_is_said_until_when_it_may_be_paid() {
    let ends = Some(YEAR_ENDS);
    let says = |story: &Story, command| story.hears(JUNE, command).unwrap().events;
    let story = Story::disbursing();
    let budgeted = recorded(counterpart(Stage::Budgeted, 1_000, ends));
    assert_eq!(says(&story, stage(Stage::Budgeted, 1_000)), budgeted);
    let story = story.does(MAY, stage(Stage::Budgeted, 1_000));
    let part = recorded(counterpart(Stage::Paid, 400, ends));
    assert_eq!(says(&story, stage(Stage::Paid, 400)), part);
    let all = recorded(counterpart(Stage::Paid, 1_000, None));
    assert_eq!(says(&story, stage(Stage::Paid, 1_000)), all);
    // Whether it was paid of a year that is over, the source of an import need not show.
    let imported = |today| {
        let asked = Asked { today, ..imported(MAY, stage(Stage::Budgeted, 1_000)) };
        Story::disbursing().state().decide(&asked).unwrap().events
    };
    assert_eq!(imported(NEXT_YEAR), recorded(counterpart(Stage::Budgeted, 1_000, None)));
    assert_eq!(imported(YEAR_ENDS), recorded(counterpart(Stage::Budgeted, 1_000, ends)));
}

/// Of what lapsed, a payment of before that is heard of later leaves the rest.
#[test]
fn what_was_paid_in_time_has_not_lapsed() {
    let story = Story::disbursing().does(MAY, stage(Stage::Budgeted, 1_000));
    let story = story.by_time(NEXT_YEAR, lapse());
    for (units, left) in [(800, 200), (1_000, 0)] {
        let heard = story.hears(YEAR_ENDS, stage(Stage::Paid, units)).unwrap().events;
        assert_eq!(heard, recorded(counterpart(Stage::Paid, units, Some(YEAR_ENDS))));
        let story = story.clone().does(YEAR_ENDS, stage(Stage::Paid, units));
        let less = recorded(counterpart(Stage::Lapsed, left, None));
        assert_eq!(lapsed(&story, NEXT_YEAR), less);
        assert_eq!(lapsed(&story.by_time(NEXT_YEAR, lapse()), NEXT_YEAR), []);
    }
    assert_eq!(story.notes(NEXT_YEAR, stage(Stage::Paid, 800)), [code("counterpart-out-of-order")]);
}

/// It is said again until when it may be paid, once an amount is another.
#[test]
fn a_corrected_amount_is_there_or_not() {
    let story = Story::disbursing().does(MAY, stage(Stage::Budgeted, 1_000));
    let story = story.does(JUNE, stage(Stage::Paid, 1_000));
    let target = story.last();
    let corrected = |mut story: Story, from: i64, to: i64| {
        let name = "financing.statement.counterpart-recorded.v1".into();
        let (field, reason) = ("/money/units".into(), "Faute de frappe".into());
        let (from, to) = (from.into(), to.into());
        let event = correction::FactCorrected { target, name, field, from, to, reason };
        let asked = asked(&who("loader"), JUNE, C::LookAtCounterparts);
        story.record(&asked, correction::Event::FactCorrected(event).into());
        let seen = Story { facts: kernel::amended(story.facts.clone()) };
        let events = seen.hears(JUNE, C::LookAtCounterparts).unwrap().events;
        for event in events.clone() {
            story.record(&asked, event);
        }
        (events, story)
    };
    let (said, story) = corrected(story, 1_000, 800);
    assert_eq!(said, recorded(counterpart(Stage::Paid, 800, Some(YEAR_ENDS))));
    let seen = Story { facts: kernel::amended(story.facts) };
    assert_eq!(seen.hears(JUNE, C::LookAtCounterparts).unwrap().events, []);
    assert_eq!(lapsed(&seen, NEXT_YEAR), recorded(counterpart(Stage::Lapsed, 200, None)));
}
