//! The parts of an agreement's page, each a card with a table.

mod control;
mod sums;

use proto::financing::v1 as pb;

pub(super) use self::{
    control::{audits, counterparts, ratings, signatories},
    sums::{balances, progress},
};
use super::ledgers;
use crate::{
    html::{Html, Tone},
    names,
    table::{Cell, Kind, Table},
    typography,
    visit::Visit,
};

pub(super) struct Section {
    /// Anchor on the page, and key of its title and of what is said where it is empty.
    pub(super) name: &'static str,
    pub(super) table: Option<Html>,
    /// A sentence under the title.
    pub(super) lead: String,
    /// How many there are beyond those shown, and where.
    pub(super) more: Option<(String, String)>,
    /// What can be entered here.
    pub(super) forms: &'static [&'static str],
}

impl Section {
    pub(super) fn of(
        v: &Visit,
        name: &'static str,
        table: &Table,
        forms: &'static [&'static str],
    ) -> Self {
        let table = (!table.is_empty()).then(|| table.html(v));
        Self { name, table, lead: String::new(), more: None, forms }
    }

    pub(super) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }
}

pub(super) fn periods(v: &Visit, periods: &[pb::Period]) -> Table {
    let columns = [
        ("column-state", Kind::Text),
        ("column-from", Kind::Text),
        ("column-until", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for period in periods {
        let state = pb::State {
            state: period.state.clone(),
            unconfirmed: period.unconfirmed,
            ..Default::default()
        };
        table.push(vec![
            ledgers::state(v, Some(&state)),
            Cell::Date(period.from.clone()),
            if period.until.is_empty() {
                Cell::text(v.say("until-now"))
            } else {
                Cell::Date(period.until.clone())
            },
            Cell::proof(period.proof.as_ref()),
        ]);
    }
    table
}

pub(super) fn conditions(v: &Visit, lines: &[pb::ConditionLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-condition", Kind::Text),
            ("column-label", Kind::Text),
            ("column-kind", Kind::Text),
            ("column-category", Kind::Text),
            ("column-due", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let kind = pb::ConditionKind::try_from(line.kind).unwrap_or_default().as_str_name();
        let r#type = pb::ConditionType::try_from(line.r#type).unwrap_or_default().as_str_name();
        let state = Cell::State {
            tone: Tone::of("condition", &line.state),
            text: v.lang.label("condition", &line.state),
            note: line.reason.clone(),
        };
        table.push(vec![
            Cell::Link {
                text: line.condition.clone(),
                to: ledgers::history(&line.financing, &format!("condition/{}", line.condition)),
            },
            Cell::text(line.label.clone()),
            Cell::Noted { text: names::value(v.lang, kind), note: names::value(v.lang, r#type) },
            Cell::text(line.category.clone()),
            Cell::Date(line.due_on.clone()),
            state,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(super) fn restructurings(v: &Visit, lines: &[pb::RestructuringLine]) -> Table {
    let columns = [
        ("column-own-reference", Kind::Text),
        ("column-changes", Kind::Text),
        ("column-closing", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(line.restructuring.clone()),
            Cell::text(line.other_changes.join(typography::semicolon(v.lang))),
            Cell::Date(line.closing_on.clone()),
            Cell::state(v, "restructuring", &line.state),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(super) fn statements(v: &Visit, lines: &[pb::Statement]) -> Table {
    let columns = [
        ("column-document", Kind::Text),
        ("column-date", Kind::Text),
        ("column-committed", Kind::Money),
        ("column-disbursed", Kind::Money),
        ("column-undisbursed", Kind::Money),
        ("column-check", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let (tone, key) = match line.adds_up {
            Some(true) => (Tone::Done, "adds-up"),
            Some(false) => (Tone::Blocked, "does-not-add-up"),
            None => (Tone::NotYet, "not-to-be-checked"),
        };
        table.push(vec![
            Cell::text(line.reference.clone()),
            Cell::Date(
                line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default(),
            ),
            Cell::money(line.committed.as_ref()),
            Cell::money(line.disbursed.as_ref()),
            Cell::money(line.undisbursed.as_ref()),
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// What else is dated: ratification, completion of activities, presentations.
pub(super) fn milestones(v: &Visit, lines: &[pb::Milestone]) -> Table {
    let columns =
        [("column-date", Kind::Text), ("column-milestone", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::Date(
                line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default(),
            ),
            Cell::Noted {
                text: names::event(v.lang, &line.r#type),
                note: crate::dates::long(&line.text, v.lang),
            },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
