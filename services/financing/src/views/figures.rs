//! The figures whose history can be asked for.
//!
//! A figure is read from the rows that the facts lead to, fact by fact: what one of them added is
//! the difference it made. So the last entry of a history is always what the views show.

use std::collections::BTreeMap;

use kernel::{Currency, Fact, Projection, Total};
use runtime::Malformed;
use runtime::view::day;

use super::{
    account::{Account, Accounts},
    agreement::Agreement,
    agreements::Agreements,
    balances::{Balance, Balances, in_one_currency},
    conditions::Conditions,
    contracts::Contracts,
    tranches::{Defined, Tranche, Tranches},
    withdrawals::Withdrawals,
};
use crate::financing::Event;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    State,
    Approved,
    Committed,
    Disbursed,
    Documented,
    Refunded,
    Ineligible,
    Cancelled,
    Undisbursed,
    Signed,
    Account,
    Undocumented,
    EffectivenessDeadline,
    ClosingDate,
    DisbursementDeadline,
    Condition(String),
    Withdrawal(u32),
    Tranche(String),
    Contract(String),
    Category(String),
    /// One amount of a category.
    Part(Part, String),
}

/// What the table of balances has of each category.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Part {
    Signed,
    Disbursed,
    Documented,
    Refunded,
    Ineligible,
    Cancelled,
    Undisbursed,
}

/// What a figure is at some point.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Value {
    pub(super) money: Option<(Total, Currency)>,
    /// A state or a date.
    pub(super) text: String,
    /// No notice shows that state.
    unconfirmed: bool,
}

impl Value {
    /// What a figure is before anything happened to it.
    fn is_nothing(&self) -> bool {
        self.text.is_empty() && self.money.is_none_or(|(total, _)| total.is_zero())
    }
}

impl Figure {
    /// None where it is empty: everything.
    pub(super) fn read(text: &str) -> Result<Option<Self>, Malformed> {
        let wrong = || Malformed::Enum("figure");
        if let Some((kind, name)) = text.split_once('/') {
            let name = Some(name).filter(|name| !name.is_empty()).ok_or_else(wrong)?.to_owned();
            return Ok(Some(match kind {
                "condition" => Self::Condition(name),
                "withdrawal" => Self::Withdrawal(name.parse().map_err(|_| wrong())?),
                "tranche" => Self::Tranche(name),
                "contract" => Self::Contract(name),
                "category" => Self::Category(name),
                part => Self::Part(part.parse().map_err(|_| wrong())?, name),
            }));
        }
        Ok(Some(match text {
            "" => return Ok(None),
            "state" => Self::State,
            "approved" => Self::Approved,
            "committed" => Self::Committed,
            "disbursed" => Self::Disbursed,
            "documented" => Self::Documented,
            "refunded" => Self::Refunded,
            "ineligible" => Self::Ineligible,
            "cancelled" => Self::Cancelled,
            "undisbursed" => Self::Undisbursed,
            "signed" => Self::Signed,
            "account" => Self::Account,
            "undocumented" => Self::Undocumented,
            "effectiveness_deadline" => Self::EffectivenessDeadline,
            "closing_date" => Self::ClosingDate,
            "disbursement_deadline" => Self::DisbursementDeadline,
            _ => return Err(wrong()),
        }))
    }

    /// The facts behind it, by their place among `facts`, and what each made it.
    pub(super) fn follow(&self, facts: &[Fact<Event>]) -> Vec<(usize, Value)> {
        let of = |read: fn(&Agreement) -> Value| changes::<Agreements>(facts, only(read));
        let sum = |read: fn(&Balance) -> Total| {
            changes::<Balances>(facts, |rows| {
                money(rows.values().map(read).sum(), in_one_currency(rows.values()))
            })
        };
        let account = |read: fn(&Account) -> Value| changes::<Accounts>(facts, only(read));
        match self {
            Self::State => of(|row| Value {
                text: row.state().map_or_else(String::new, |state| state.to_string()),
                unconfirmed: row.standing().is_some_and(|period| period.unconfirmed),
                money: None,
            }),
            Self::Approved => of(|row| {
                let money = row.approved.map(|(it, _)| (it.units.into(), it.currency));
                Value { money, ..Value::default() }
            }),
            Self::Committed => of(|row| money(row.committed(), row.currency)),
            Self::Disbursed => of(|row| money(row.disbursed, row.currency)),
            Self::Refunded => of(|row| money(row.refunded, row.currency)),
            Self::Cancelled => of(|row| money(row.cancelled, row.currency)),
            Self::Undisbursed => of(|row| money(row.undisbursed(), row.currency)),
            Self::EffectivenessDeadline => of(|row| text(day(row.effectiveness_deadline))),
            Self::ClosingDate => of(|row| text(day(row.closing_on()))),
            Self::DisbursementDeadline => of(|row| text(day(row.disbursement_deadline))),
            Self::Signed => sum(|row| row.signed),
            Self::Documented => sum(|row| row.documented),
            Self::Ineligible => sum(|row| row.ineligible),
            Self::Account => account(|row| money(row.balance(), row.currency)),
            Self::Undocumented => account(|row| money(row.undocumented(), row.currency)),
            Self::Condition(name) => touches::<Conditions>(facts, name, |row| {
                text(<&str>::from(row.status()).to_owned())
            }),
            Self::Withdrawal(number) => {
                touches::<Withdrawals>(facts, &format!("{number:010}"), |row| Value {
                    text: <&str>::from(row.status()).to_owned(),
                    money: row.amount(),
                    unconfirmed: false,
                })
            }
            Self::Tranche(name) => tranche(facts, name),
            Self::Contract(name) => touches::<Contracts>(facts, name, |row| Value {
                text: if row.closed { "closed" } else { "open" }.to_owned(),
                money: row.outstanding(),
                unconfirmed: false,
            }),
            Self::Category(name) => {
                touches::<Balances>(facts, name, |row| money(row.undisbursed(), row.currency))
            }
            Self::Part(part, name) => changes::<Balances>(facts, |rows| {
                let mut of = rows.iter().filter(|(key, _)| runtime::view::name(key) == name);
                of.next().map_or_else(Value::default, |(_, row)| money(part.of(row), row.currency))
            }),
        }
    }
}

impl Part {
    fn of(self, row: &Balance) -> Total {
        match self {
            Self::Signed => row.signed,
            Self::Disbursed => row.disbursed,
            Self::Documented => row.documented,
            Self::Refunded => row.refunded,
            Self::Ineligible => row.ineligible,
            Self::Cancelled => row.cancelled,
            Self::Undisbursed => row.undisbursed(),
        }
    }
}

type Rows<P> = BTreeMap<String, <P as Projection>::Row>;

fn money(total: Total, currency: Option<Currency>) -> Value {
    let money = currency.map(|currency| (total, currency));
    Value { money, ..Value::default() }
}

fn text(text: String) -> Value {
    Value { text, ..Value::default() }
}

/// Of the one row an agreement has.
fn only<R>(read: fn(&R) -> Value) -> impl Fn(&BTreeMap<String, R>) -> Value {
    move |rows| rows.values().next().map_or_else(Value::default, read)
}

/// Each fact that made a figure of an agreement another than it was.
fn changes<P: Projection<Event = Event>>(
    facts: &[Fact<Event>],
    read: impl Fn(&Rows<P>) -> Value,
) -> Vec<(usize, Value)> {
    let (mut rows, mut now, mut found) = (Rows::<P>::new(), Value::default(), Vec::new());
    for (place, fact) in facts.iter().enumerate() {
        let keys = P::keys(fact);
        for key in &keys {
            P::fold(key, rows.entry(key.clone()).or_default(), fact);
        }
        if keys.is_empty() {
            continue;
        }
        let value = read(&rows);
        if value != now {
            if !(value.is_nothing() && now.is_nothing()) {
                found.push((place, value.clone()));
            }
            now = value;
        }
    }
    found
}

/// Each fact about one thing, whether or not it changed how much of it there is.
fn touches<P: Projection<Event = Event>>(
    facts: &[Fact<Event>],
    name: &str,
    read: impl Fn(&P::Row) -> Value,
) -> Vec<(usize, Value)> {
    let (mut row, mut found) = (P::Row::default(), Vec::new());
    for (place, fact) in facts.iter().enumerate() {
        for key in P::keys(fact).iter().filter(|key| runtime::view::name(key) == name) {
            P::fold(key, &mut row, fact);
            found.push((place, read(&row)));
        }
    }
    found
}

/// Each fact about a tranche, and each that changed what is used of it.
fn tranche(facts: &[Fact<Event>], name: &str) -> Vec<(usize, Value)> {
    let (mut row, mut used, mut found) = (Tranche::default(), Total::ZERO, Vec::new());
    let mut withdrawals = Rows::<Withdrawals>::new();
    for (place, fact) in facts.iter().enumerate() {
        for key in Withdrawals::keys(fact) {
            Withdrawals::fold(&key, withdrawals.entry(key.clone()).or_default(), fact);
        }
        let keys = Tranches::keys(fact);
        let about = keys.iter().filter(|key| runtime::view::name(key) == name);
        let touched = about.inspect(|key| Tranches::fold(key, &mut row, fact)).count() > 0;
        let category = row.defined.as_ref().map_or("", |defined| &defined.category);
        let before = used;
        used = withdrawals.values().map(|one| one.used_of(name, category)).sum();
        if touched || used != before {
            found.push((
                place,
                Value {
                    text: <&str>::from(row.status(true, false, used)).to_owned(),
                    money: row.defined.as_ref().map(Defined::amount),
                    unconfirmed: false,
                },
            ));
        }
    }
    found
}
