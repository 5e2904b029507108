//! Designated accounts.

use proto::financing::v1 as pb;

use super::{agreement, history};
use crate::{
    html::Tone,
    table::{Cell, Kind, Table},
    visit::Visit,
};

/// An account's figures in words, then its movements.
pub(crate) fn movements(visit: &Visit, account: &pb::Account) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-effective", Kind::Text),
            ("column-movement", Kind::Text),
            ("column-piece", Kind::Text),
            ("column-amount", Kind::Money),
            ("column-balance-after", Kind::Money),
            ("", Kind::Proof),
        ],
    );
    for movement in &account.movements {
        let effective = movement.proof.as_ref().map(|proof| proof.effective.clone());
        table.push(vec![
            Cell::Date(effective.unwrap_or_default()),
            Cell::text(visit.lang.label("movement", &movement.kind)),
            Cell::text(movement.reference.clone()),
            Cell::money(movement.money.as_ref()),
            Cell::money(movement.balance.as_ref()),
            Cell::proof(movement.proof.as_ref()),
        ]);
    }
    table
}

pub(crate) fn accounts(visit: &Visit, accounts: &[pb::Account]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-reference", Kind::Text),
            ("column-bank", Kind::Text),
            ("column-ceiling", Kind::Money),
            ("column-advanced", Kind::Money),
            ("column-documented", Kind::Money),
            ("column-refunded", Kind::Money),
            ("column-balance", Kind::Money),
            ("column-undocumented", Kind::Money),
            ("column-bank-says", Kind::Money),
            ("column-difference", Kind::Money),
            ("column-state", Kind::Text),
        ],
    );
    for account in accounts.iter().filter(|account| account.open || account.settled) {
        let told = |name: &str, money: Option<&proto::jalon::v1::Money>| Cell::Figure {
            money: money.cloned(),
            to: history(&account.financing, name),
            illustrative: false,
        };
        let figure = |money| told("account", money);
        let (tone, key) = if account.settled {
            (Tone::Done, "account-settled")
        } else {
            (Tone::UnderWay, "account-open")
        };
        let note = if account.illustrative { visit.say("illustrative") } else { String::new() };
        table.push(vec![
            agreement(&account.financing),
            Cell::text(account.bank.clone()),
            Cell::money(account.ceiling.as_ref()),
            figure(account.advanced.as_ref()),
            figure(account.documented.as_ref()),
            figure(account.refunded.as_ref()),
            figure(account.balance.as_ref()),
            told("undocumented", account.undocumented.as_ref()),
            Cell::money(account.statement.as_ref()),
            Cell::money(account.difference.as_ref()),
            Cell::State { tone, text: visit.say(key), note },
        ]);
    }
    table
}
