//! What was spent, what was published of it, and the rate that follows.

use super::*;

fn entry(number: u32, reference: &str, amount: &str) -> expenditure::Row {
    expenditure::Row {
        row: number,
        reference: reference.into(),
        amount: amount.into(),
        ..expenditure::Row::default()
    }
}

fn entries(rows: &[expenditure::Row]) -> Vec<expenditure::Line> {
    expenditure::read(rows, Currency::Xof, &BTreeSet::new(), &names()).unwrap()
}

fn staged_entries(staging: &str, rows: &[expenditure::Row]) -> Fact<Event> {
    let lines = entries(rows);
    let it = expenditure::LinesStaged { staging: key(staging), chunk: 0, lines, given_up: vec![] };
    done(SEPTEMBER, expenditure::Event::LinesStaged(it))
}

fn period() -> Period {
    Period { starts_on: date(2021, 1, 1), ends_on: SEPTEMBER }
}

fn statement(name: &str, staging: &str, lines: u32) -> Import {
    Import {
        statement: key(name),
        staging: key(staging),
        lines,
        hash: None,
        period: period(),
        source: "TOMPRO".into(),
        total: None,
        mapping: None,
    }
}

fn imported(name: &str, staging: &str, lines: u32, units: i64) -> Event {
    expenditure::Event::Imported(Imported {
        statement: key(name),
        staging: key(staging),
        lines,
        hash: Hash([2; 32]),
        period: period(),
        source: "TOMPRO".into(),
        total: francs(units),
        mapping: None,
    })
    .into()
}

/// Imported by Awa.
fn spent() -> Vec<Fact<Event>> {
    let mut history = adopted();
    history.push(staged_entries("s1", &[entry(1, "A1", "4239000000")]));
    history.push(done(SEPTEMBER, imported("T3", "s1", 1, 4_239_000_000)));
    history
}

#[test]
fn the_rate_is_that_of_the_amounts() {
    let mut history = spent();
    let unchecked: Exercise = replay(&history);
    assert!(unchecked.statements.executed(SEPTEMBER).is_zero(), "nobody has checked it");
    let checked = expenditure::Event::Checked(Named { statement: key("T3") });
    history.push(by("oumar", SEPTEMBER, checked));
    let exercise: Exercise = replay(&history);
    let planned = exercise.plan.lines.iter().map(Line::total).sum();
    let reckoned = rate(exercise.statements.executed(SEPTEMBER), planned).unwrap();
    assert_eq!(reckoned.to_string(), "23.47");
    let before = exercise.statements.executed(SEPTEMBER.yesterday().unwrap());
    assert!(before.is_zero(), "a statement counts from its last day on");
}

#[test]
fn an_entry_is_counted_once() {
    let mut history = spent();
    history.push(staged_entries("s2", &[entry(7, "A1", "1"), entry(8, "A2", "1")]));
    let wrong = vec![WrongRow::new(7, Why::ReferenceTaken, "A1")];
    let again = ask(SEPTEMBER, Command::Import(statement("T3b", "s2", 2)));
    given::<Exercise>(history.clone()).when(&again).refused(Rejection::RowsWrong { rows: wrong });
    // What was taken back was never counted.
    let discarded = expenditure::Discarded { statement: key("T3"), reason: "x".into() };
    history.push(done(SEPTEMBER, expenditure::Event::Discarded(discarded)));
    let exercise: Exercise = replay(&history);
    assert!(exercise.decide(&again).is_ok());
}

#[test]
fn a_statement_is_of_its_period_and_of_its_total() {
    let late = expenditure::Row { incurred_on: "2021-10-01".into(), ..entry(2, "A2", "1") };
    let mut history = adopted();
    history.push(staged_entries("s1", &[entry(1, "A1", "5"), late]));
    let rows = vec![WrongRow::new(2, Why::OutsidePeriod, "2021-10-01")];
    let import = |it: Import| ask(DECEMBER, Command::Import(it));
    given::<Exercise>(history.clone())
        .when(&import(statement("T3", "s1", 2)))
        .refused(Rejection::RowsWrong { rows });
    history.push(staged_entries("s2", &[entry(1, "A1", "5")]));
    given::<Exercise>(history.clone())
        .when(&import(Import { total: Some(francs(6)), ..statement("T3", "s2", 1) }))
        .refused(Rejection::TotalDiffers { sum: francs(5) });
    let early = Period { starts_on: date(2020, 12, 31), ends_on: SEPTEMBER };
    given::<Exercise>(history.clone())
        .when(&import(Import { period: early, ..statement("T3", "s2", 1) }))
        .refused(Rejection::OutsideYear);
    given::<Exercise>(history)
        .when(&ask(SEPTEMBER.yesterday().unwrap(), Command::Import(statement("T3", "s2", 1))))
        .refused(Rejection::PeriodNotOver { ends_on: SEPTEMBER });
}

#[test]
fn another_person_checks_what_one_imported_and_then_it_is_locked() {
    let check = Command::Check { statement: key("T3") };
    let named = Named { statement: key("T3") };
    given::<Exercise>(spent()).when(&ask(DECEMBER, check.clone())).refused(Rejection::SamePerson);
    given::<Exercise>(spent())
        .when(&ask_too(DECEMBER, check))
        .then([expenditure::Event::Checked(named.clone()).into()]);
    let lock = ask(DECEMBER, Command::Lock { statement: key("T3") });
    let state = expenditure::State::Imported;
    given::<Exercise>(spent()).when(&lock).refused(Rejection::StatementForbids { state });
    let mut history = spent();
    history.push(by("oumar", DECEMBER, expenditure::Event::Checked(named.clone())));
    given::<Exercise>(history.clone())
        .when(&lock)
        .then([expenditure::Event::Locked(named.clone()).into()]);
    history.push(done(DECEMBER, expenditure::Event::Locked(named)));
    let discard = Command::Discard { statement: key("T3"), reason: "erreur".into() };
    let state = expenditure::State::Locked;
    given::<Exercise>(history)
        .when(&ask(DECEMBER, discard))
        .refused(Rejection::StatementForbids { state });
}

#[test]
fn a_published_rate_is_a_claim_and_changes_nothing() {
    let published = |until| Published {
        publication: key("abamako"),
        rate: "23.47".parse().unwrap(),
        until,
        planned: None,
        executed: None,
        of_period: false,
    };
    let publish = |until| ask(DECEMBER, Command::Publish(published(until)));
    let exercise: Exercise = replay(&spent());
    assert!(exercise.decide(&publish(SEPTEMBER)).is_ok());
    given::<Exercise>(spent()).when(&publish(date(2022, 1, 1))).refused(Rejection::OutsideYear);
    let of_period = Published { of_period: true, ..published(date(2021, 8, 31)) };
    given::<Exercise>(spent())
        .when(&ask(DECEMBER, Command::Publish(of_period)))
        .refused(Rejection::NotAQuarter);
}

fn any_ask() -> impl Strategy<Value = (u8, i64)> {
    (0..7_u8, 1..1_000_i64)
}

proptest! {
    /// What is executed is the sum of the statements that somebody checked and that stand, whatever is asked in whatever order;
    /// and at most one plan is adopted.
    #[test]
    fn nothing_is_counted_that_was_not_checked(asks in vec(any_ask(), 0..25)) {
        let mut history = adopted();
        let mut expected = std::collections::BTreeMap::<String, (i64, bool)>::new();
        for (place, (what, amount)) in asks.into_iter().enumerate() {
            let name = format!("T{}", place % 3);
            let statement_key = || key(&name);
            let command = match what {
                0..=2 => {
                    let staging = format!("s{place}");
                    let row = entry(1, &format!("E{place}"), &amount.to_string());
                    history.push(staged_entries(&staging, &[row]));
                    Command::Import(statement(&name, &staging, 1))
                }
                3 => Command::Check { statement: statement_key() },
                4 => Command::Lock { statement: statement_key() },
                5 => Command::Adopt(adoption()),
                _ => Command::Discard { statement: statement_key(), reason: "x".into() },
            };
            let asked: Asked<Command> = if what == 3 { ask_too(DECEMBER, command) } else { ask(DECEMBER, command) };
            let exercise: Exercise = replay(&history);
            let Ok(decided) = exercise.decide(&asked) else { continue };
            match what {
                0..=2 => { expected.insert(name.clone(), (amount, false)); }
                3 => { expected.entry(name.clone()).and_modify(|(_, checked)| *checked = true); }
                6 => { expected.remove(&name); }
                _ => (),
            }
            history.extend(decided.events.into_iter().map(|event| done(DECEMBER, event)));
        }
        let exercise: Exercise = replay(&history);
        let sum: kernel::Total = expected
            .values()
            .filter(|(_, checked)| *checked)
            .map(|(units, _)| Units::try_from(*units).unwrap())
            .sum();
        prop_assert_eq!(exercise.statements.executed(DECEMBER), sum);
        let adoptions = history.iter().filter(|fact| matches!(fact.event, Event::Plan(plan::Event::Adopted(_))));
        prop_assert_eq!(adoptions.count(), 1);
    }
}
