//! The parts of an agreement's page, each a card with a table.

use proto::financing::v1 as pb;

use super::ledgers;
use crate::{
    html::{Html, Tone},
    names,
    table::{Cell, Kind, Table},
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
    pub(super) fn of(v: &Visit, name: &'static str, table: Table, forms: &'static [&'static str]) -> Self {
        let table = (!table.is_empty()).then(|| table.html(v));
        Self { name, table, lead: String::new(), more: None, forms }
    }

    pub(super) fn lead(mut self, lead: impl Into<String>) -> Self {
        self.lead = lead.into();
        self
    }
}

pub(super) fn periods(v: &Visit, periods: &[pb::Period]) -> Table {
    let columns = [("column-state", Kind::Text), ("column-from", Kind::Text), ("column-until", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for period in periods {
        let state = pb::State { state: period.state.clone(), unconfirmed: period.unconfirmed, ..Default::default() };
        table.push(vec![
            ledgers::state(v, Some(&state)),
            Cell::Date(period.from.clone()),
            if period.until.is_empty() { Cell::text(v.say("until-now")) } else { Cell::Date(period.until.clone()) },
            Cell::proof(period.proof.as_ref()),
        ]);
    }
    table
}

/// Signed = disbursed − refunded + undisbursed + cancelled, category by category.
pub(super) fn balances(v: &Visit, reference: &str, balances: &pb::Balances) -> Table {
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
pub(super) fn progress(v: &Visit, reference: &str, balances: &pb::Balances) -> Table {
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
        super::cards::joined([line.category.clone(), line.label.clone()])
    };
    let note = if line.illustrative { v.say("illustrative-part") } else { String::new() };
    Cell::Noted { text, note }
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
        ("column-reference", Kind::Text),
        ("column-changes", Kind::Text),
        ("column-closing", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(line.restructuring.clone()),
            Cell::text(line.other_changes.join(" ; ")),
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
        let (tone, key) = if line.adds_up { (Tone::Done, "adds-up") } else { (Tone::Blocked, "does-not-add-up") };
        table.push(vec![
            Cell::text(line.reference.clone()),
            Cell::Date(line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default()),
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
    let columns = [("column-date", Kind::Text), ("column-milestone", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::Date(line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default()),
            Cell::Noted { text: names::event(v.lang, &line.r#type), note: line.text.clone() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(super) fn ratings(v: &Visit, lines: &[pb::RatingLine]) -> Table {
    let columns = [
        ("column-sequence", Kind::Text),
        ("column-subject", Kind::Text),
        ("column-rating", Kind::Text),
        ("column-date", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let subject = pb::record_rating_request::Subject::try_from(line.subject).unwrap_or_default();
        let rating = pb::Rating::try_from(line.rating).unwrap_or_default();
        table.push(vec![
            Cell::Number(line.sequence.into()),
            Cell::text(names::value(v.lang, subject.as_str_name())),
            Cell::text(names::value(v.lang, rating.as_str_name())),
            Cell::Date(line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(super) fn counterparts(v: &Visit, lines: &[pb::CounterpartLine]) -> Table {
    let columns = [
        ("column-exercise", Kind::Text),
        ("column-amount", Kind::Money),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(line.exercise.clone()),
            Cell::money(line.money.as_ref()),
            Cell::State { tone: Tone::of("stage", &line.stage), text: v.lang.label("stage", &line.stage), note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(super) fn signatories(v: &Visit, lines: &[pb::SignatoryLine]) -> Table {
    let columns = [("column-person", Kind::Text), ("column-state", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let (tone, key) = if line.revoked { (Tone::NotYet, "signatory-revoked") } else { (Tone::Done, "signatory-registered") };
        table.push(vec![
            Cell::Noted { text: names::person(v, &line.person), note: line.capacity.clone() },
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// Audits and their findings, in one table.
pub(super) fn audits(v: &Visit, closure: &pb::Closure) -> Table {
    let columns = [
        ("column-exercise", Kind::Text),
        ("column-label", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for audit in &closure.audits {
        let opinion = pb::record_audit_report_request::Opinion::try_from(audit.opinion).unwrap_or_default();
        let clean = opinion == pb::record_audit_report_request::Opinion::Unqualified;
        let note = if audit.r#final { v.say("audit-final") } else { String::new() };
        table.push(vec![
            Cell::text(audit.exercise.clone()),
            Cell::Noted { text: v.say("audit-report"), note },
            Cell::State {
                tone: if clean { Tone::Done } else { Tone::Waiting },
                text: names::value(v.lang, opinion.as_str_name()),
                note: String::new(),
            },
            Cell::proof(audit.proof.as_ref()),
        ]);
    }
    for finding in &closure.findings {
        let (tone, key) = match (finding.resolved, finding.qualified) {
            (true, _) => (Tone::Done, "finding-resolved"),
            (false, true) => (Tone::Blocked, "finding-open-qualified"),
            (false, false) => (Tone::Waiting, "finding-open"),
        };
        table.push(vec![
            Cell::text(finding.finding.clone()),
            Cell::Noted { text: finding.statement.clone(), note: finding.response.clone() },
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(finding.proof.as_ref()),
        ]);
    }
    table
}
