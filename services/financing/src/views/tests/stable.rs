use std::{
    collections::BTreeMap,
    fmt::{Debug, Write as _},
};

use kernel::{Projection, Stored as _, fold_all, testing::fact};

use super::*;
use crate::views::{
    account::Accounts,
    agreements::Agreements,
    anomalies::Anomalies,
    balances::Balances,
    closing::{Audits, Findings, Tasks},
    conditions::Conditions,
    contracts::Contracts,
    deadlines::Deadlines,
    no_objections::NoObjections,
    particulars::Particulars,
    planned::Plans,
    tranches::Tranches,
    withdrawals::Withdrawals,
};

/// Tables are kept from one version to the next. If this fails, every table it shows to be another
/// takes a new `NAME`.
#[test]
fn rows_are_what_the_tables_already_hold() {
    let golden = include_str!("../../financing/tests/events.golden").lines();
    let fact = |line: &str| {
        let (name, data) = line.split_once('\t').unwrap();
        let event_id = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
        let event = Event::read(name, data.as_bytes()).unwrap();
        Fact { event_id, stream: "financing-h8350".into(), ..fact(&who("awa"), MAY, event) }
    };
    let facts: Vec<_> = golden.map(fact).collect();
    let facts = &facts;
    let mut rows = String::new();
    write::<Agreements>(facts, &mut rows);
    write::<Particulars>(facts, &mut rows);
    write::<Anomalies>(facts, &mut rows);
    write::<Conditions>(facts, &mut rows);
    write::<Balances>(facts, &mut rows);
    write::<Tranches>(facts, &mut rows);
    write::<Plans>(facts, &mut rows);
    write::<Withdrawals>(facts, &mut rows);
    write::<Accounts>(facts, &mut rows);
    write::<Contracts>(facts, &mut rows);
    write::<NoObjections>(facts, &mut rows);
    write::<Tasks>(facts, &mut rows);
    write::<Audits>(facts, &mut rows);
    write::<Findings>(facts, &mut rows);
    write::<Deadlines>(facts, &mut rows);
    for (row, held) in rows.lines().zip(include_str!("rows.golden").lines()) {
        assert_eq!(row, held);
    }
    assert_eq!(rows.lines().count(), include_str!("rows.golden").lines().count(), "\n{rows}");
}

fn write<P: Projection<Event = Event>>(facts: &[Fact<Event>], text: &mut String)
where
    P::Row: Debug,
{
    let rows: BTreeMap<String, P::Row> = fold_all::<P>(facts);
    for (key, row) in rows {
        writeln!(text, "{} {key} {row:?}", P::NAME).unwrap();
    }
}
