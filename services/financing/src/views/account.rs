//! Designated accounts: one row an agreement that has one, with the sums of its movements. The
//! movements themselves are read from the journal.

use kernel::{Currency, Fact, Money, Projection, Total, Units};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day, money, sum};
use serde::{Deserialize, Serialize};

use crate::financing::{Event, account, agreement::Method, withdrawal};

/// `<stream>/account`.
#[derive(Debug)]
pub(super) struct Accounts;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Account {
    opening: Option<(String, Money)>,
    /// Of the account, or of the first advance if none was opened.
    pub(super) currency: Option<Currency>,
    advanced: Total,
    paid_out: Total,
    documented: Total,
    refunded: Total,
    /// The bank's latest word, and what the ledger said at the end of that day.
    statement: Option<(Money, Day, Total)>,
    settled: bool,
    /// Some movement is made up.
    illustrative: bool,
}

/// What an event does to the account, and the name it is known by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Movement {
    pub(super) kind: Kind,
    pub(super) reference: String,
    pub(super) money: Option<Money>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Kind {
    Advance,
    Payment,
    Documentation,
    Refund,
    Statement,
    Settlement,
}

impl Projection for Accounts {
    const NAME: &'static str = "accounts";

    type Event = Event;
    type Row = Account;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let opened = matches!(&fact.event, Event::Account(account::Event::Opened(_)));
        let touched = opened || movement(&fact.event).is_some();
        if touched { vec![runtime::view::key(fact, "account")] } else { Vec::new() }
    }

    fn fold(_: &str, row: &mut Account, fact: &Fact<Event>) {
        row.illustrative |= fact.meta.illustrative();
        if let Event::Account(account::Event::Opened(opening)) = &fact.event {
            row.currency = Some(opening.ceiling.currency);
            row.opening = Some((opening.bank.clone(), opening.ceiling));
        }
        if let Some(movement) = movement(&fact.event) {
            row.take(&movement, Day(fact.effective_on()));
        }
    }
}

pub(super) fn movement(event: &Event) -> Option<Movement> {
    let (kind, reference, money) = match event {
        Event::Withdrawal(withdrawal::Event::Paid(paid)) => {
            let advance = paid.method == Method::Advance;
            let money = advance.then_some(paid.payment.paid)?;
            (Kind::Advance, paid.number.to_string(), Some(money))
        }
        Event::Account(event) => match event {
            account::Event::PaymentRecorded(spending) => {
                (Kind::Payment, spending.reference.to_string(), Some(spending.money))
            }
            account::Event::StatementRecorded(statement) => {
                (Kind::Statement, statement.reference.to_string(), Some(statement.balance))
            }
            account::Event::AdvanceDocumented(documented) => {
                let it = &documented.documentation;
                (Kind::Documentation, it.reference.to_string(), Some(it.money))
            }
            account::Event::Refunded(refund) => {
                (Kind::Refund, refund.reference.to_string(), Some(refund.from_account?))
            }
            account::Event::Settled(_) => (Kind::Settlement, String::new(), None),
            account::Event::Opened(_) | account::Event::IneligibleDeclared(_) => return None,
        },
        Event::Withdrawal(_)
        | Event::Agreement(_)
        | Event::Transition(_)
        | Event::Condition(_)
        | Event::Category(_)
        | Event::Tranche(_)
        | Event::Restructuring(_)
        | Event::Contract(_)
        | Event::NoObjection(_)
        | Event::Closure(_)
        | Event::Audit(_)
        | Event::Statement(_)
        | Event::Report(_)
        | Event::Correction(_) => return None,
    };
    Some(Movement { kind, reference, money })
}

impl Account {
    pub(super) fn take(&mut self, movement: &Movement, on: Day) {
        let Movement { kind, money, .. } = movement;
        if let (Kind::Advance, Some(money)) = (kind, money) {
            self.currency.get_or_insert(money.currency);
        }
        let ours = |money: Money| self.currency == Some(money.currency);
        let units = money.filter(|money| ours(*money)).map_or(Units::ZERO, |money| money.units);
        match kind {
            Kind::Advance => self.advanced += units,
            Kind::Payment => self.paid_out += units,
            Kind::Documentation => self.documented += units,
            Kind::Refund => self.refunded += units,
            Kind::Statement => {
                self.statement = money.map(|money| (money, on, self.balance()));
            }
            Kind::Settlement => self.settled = true,
        }
        let balance = self.balance();
        if let Some((_, day, ledger)) = &mut self.statement
            && *day == on
        {
            *ledger = balance;
        }
    }

    pub(super) fn balance(&self) -> Total {
        self.advanced - self.paid_out - self.refunded
    }

    /// Negative where more was documented or given back than advanced.
    pub(super) fn undocumented(&self) -> Total {
        self.advanced - self.documented - self.refunded
    }

    /// Nothing is left in it or open, as in the aggregate.
    fn is_settled(&self) -> bool {
        self.settled && self.balance().is_zero() && self.undocumented().is_zero()
    }

    /// Everything but the movements.
    pub(super) fn line(&self, financing: &str) -> pb::Account {
        let said = |total: Total| self.currency.map(|currency| sum(total, currency));
        let statement = self.statement;
        let difference = statement.filter(|(it, ..)| self.currency == Some(it.currency));
        let difference = difference.map(|(it, _, ledger)| Total::from(it.units) - ledger);
        pb::Account {
            financing: financing.to_owned(),
            open: self.opening.is_some() && !self.is_settled(),
            bank: self.opening.as_ref().map_or_else(String::new, |(bank, _)| bank.clone()),
            ceiling: self.opening.as_ref().map(|(_, ceiling)| money(*ceiling)),
            advanced: said(self.advanced),
            paid_out: said(self.paid_out),
            documented: said(self.documented),
            refunded: said(self.refunded),
            balance: said(self.balance()),
            undocumented: said(self.undocumented()),
            statement: statement.map(|(it, ..)| money(it)),
            difference: difference.and_then(said),
            statement_on: day(statement.map(|(_, on, _)| on)),
            settled: self.is_settled(),
            movements: Vec::new(),
            illustrative: self.illustrative,
        }
    }
}

/// The account as `facts` lead to it, movement by movement.
pub(super) fn ledger(financing: &str, facts: &[Fact<Event>]) -> pb::Account {
    let (mut row, mut movements) = (Account::default(), Vec::new());
    for fact in facts {
        for key in Accounts::keys(fact) {
            Accounts::fold(&key, &mut row, fact);
        }
        if let Some(Movement { kind, reference, money: moved }) = movement(&fact.event) {
            movements.push(pb::account::Movement {
                kind: <&str>::from(kind).to_owned(),
                reference,
                money: moved.map(money),
                balance: row.currency.map(|currency| sum(row.balance(), currency)),
                proof: Some(Proof::from(fact).into()),
            });
        }
    }
    pb::Account { movements, ..row.line(financing) }
}
