//! What is left of each category, and how far it is used.

use proto::financing::v1 as pb;

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
        let figure = |name: &str, money: &Option<proto::jalon::v1::Money>| Cell::Figure {
            money: money.clone(),
            to: ledgers::history(reference, name),
            illustrative: false,
        };
        let category = format!("category/{}", line.category);
        let signed = if line.category.is_empty() { "committed" } else { category.as_str() };
        table.push(vec![
            category_name(v, line),
            figure(signed, &line.signed),
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
        let figure = |name: &str, money: &Option<proto::jalon::v1::Money>| Cell::Figure {
            money: money.clone(),
            to: ledgers::history(reference, name),
            illustrative: false,
        };
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
