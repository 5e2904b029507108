use jiff::civil::date;
use kernel::replay;

use super::*;
use crate::{
    strategy::Strategy,
    testing::{ask, code, done, given},
};

const END: Date = date(2018, 12, 31);

fn strategy() -> Id<Strategy> {
    Strategy::id(&code("ML-PAO"))
}

fn until(ends_on: Option<Date>) -> Horizon {
    Horizon { strategy: strategy(), ends_on }
}

fn heard(ends_on: Date) -> Fact<Event> {
    done(date(2016, 7, 12), Event::Horizon(watched::Event::Heard(until(Some(ends_on)))))
}

fn day(date: Date) -> Asked<Command> {
    ask(date, Command::Day(date))
}

#[test]
fn it_holds_on_its_last_day_and_is_over_on_the_next() {
    let after = END.tomorrow().unwrap();
    let passed = Event::Horizon(watched::Event::Passed(until(Some(END))));
    given::<Horizons>([heard(END)]).when(&day(END)).then([]);
    given::<Horizons>([heard(END)]).when(&day(after)).then([passed.clone()]);
    // Said once, however many days pass; heard late, it is said all the same.
    given::<Horizons>([heard(END), done(after, passed.clone())]).when(&day(after)).then([]);
    given::<Horizons>([heard(END)]).when(&day(date(2026, 1, 1))).then([passed]);
}

#[test]
fn another_end_is_another_matter() {
    let (after, later) = (date(2019, 1, 1), date(2020, 12, 31));
    let passed = |on| Event::Horizon(watched::Event::Passed(until(Some(on))));
    let history = [heard(END), done(after, passed(END)), heard(later)];
    given::<Horizons>(history.clone()).when(&day(later)).then([]);
    given::<Horizons>(history).when(&day(date(2021, 1, 1))).then([passed(later)]);
    let hear = ask(after, Command::Hear(until(Some(END))));
    given::<Horizons>([heard(END)]).when(&hear).then([]);
    let none = ask(after, Command::Hear(until(None)));
    let events = replay::<Horizons>(&[heard(END)]).decide(&none).unwrap().events;
    let mut endless: Horizons = replay(&[heard(END)]);
    for event in events {
        endless.evolve(&done(after, event));
    }
    assert_eq!(endless.decide(&day(later)).unwrap().events, []);
    given::<Horizons>([]).when(&none).then([]);
}
