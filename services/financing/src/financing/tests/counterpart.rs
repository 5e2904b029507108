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
    // A payment that is heard of later is odd, until somebody says what is wrong.
    assert_eq!(story.notes(JUNE, stage(Stage::Paid, 1_000)), [code("counterpart-out-of-order")]);
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
    let story = story.does(JUNE, C::RecordCounterpart(dollars));
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
    // Whether it was paid, the source of an import need not show.
    let imported = imported(MAY, stage(Stage::Budgeted, 1_000));
    let decided = Story::disbursing().state().decide(&imported).unwrap();
    assert_eq!(decided.events, recorded(counterpart(Stage::Budgeted, 1_000, None)));
}
