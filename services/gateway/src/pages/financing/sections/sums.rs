//! What is left of each category, and how far it is used.

use proto::{financing::v1 as pb, jalon::v1::Money};

use crate::{
    pages::{cards::joined, financing::ledgers},
    table::{Cell, Kind, Table},
    visit::Visit,
};

/// Signed = disbursed − refunded + undisbursed + cancelled, category by category.
pub(in crate::pages) fn balances(v: &Visit, reference: &str, balances: &pb::Balances) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-category", Kind::Text),
            ("column-signed-amount", Kind::Money),
            ("column-disbursed", Kind::Money),
            ("column-refunded", Kind::Money),
            ("column-undisbursed", Kind::Money),
            ("column-cancelled", Kind::Money),
            ("", Kind::Proof),
        ],
    );
    for line in lines(v, balances) {
        let figure =
            |name: &str, money: &Option<Money>| figure(reference, line, name, money.as_ref());
        table.push(vec![
            category_name(v, line),
            figure("signed", &line.signed),
            figure("disbursed", &line.disbursed),
            figure("refunded", &line.refunded),
            figure("undisbursed", &line.undisbursed),
            figure("cancelled", &line.cancelled),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// The rest of what is known of each category.
pub(in crate::pages) fn progress(v: &Visit, reference: &str, balances: &pb::Balances) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-category", Kind::Text),
            ("column-approved-amount", Kind::Money),
            ("column-released", Kind::Money),
            ("column-requested", Kind::Money),
            ("column-documented", Kind::Money),
            ("column-ineligible", Kind::Money),
        ],
    );
    for line in lines(v, balances) {
        let figure =
            |name: &str, money: &Option<Money>| figure(reference, line, name, money.as_ref());
        let requested = line.requested.iter().map(|money| Cell::Money(Some(money.clone())));
        table.push(vec![
            category_name(v, line),
            Cell::money(line.approved.as_ref()),
            Cell::money(line.released.as_ref()),
            Cell::Several(requested.collect()),
            figure("documented", &line.documented),
            figure("ineligible", &line.ineligible),
        ]);
    }
    table
}

/// An amount of a category or, in the last line, of all of them, and where that very amount is told.
fn figure(reference: &str, line: &pb::BalanceLine, name: &str, money: Option<&Money>) -> Cell {
    let own = format!("{name}/{}", line.category);
    let figure = if line.category.is_empty() { name } else { &own };
    let (money, to) = (money.cloned(), ledgers::history(reference, figure));
    Cell::Figure { money, to, illustrative: false }
}

fn lines<'a>(_: &Visit, balances: &'a pb::Balances) -> impl Iterator<Item = &'a pb::BalanceLine> {
    balances.categories.iter().chain(&balances.total)
}

fn category_name(v: &Visit, line: &pb::BalanceLine) -> Cell {
    let text = if line.category.is_empty() {
        v.say("total")
    } else {
        joined([line.category.clone(), line.label.clone()])
    };
    let note = if line.illustrative { v.say("illustrative-part") } else { String::new() };
    Cell::Noted { text, note }
}
