//! Ledgers as tables: on an agreement's page, in a programme's register and in exports.

mod account;
mod market;

use proto::financing::v1 as pb;

pub(super) use self::{
    account::{accounts, movements},
    market::{contracts, no_objections},
};
use super::naming;
use crate::{
    html::{Tone, encode},
    names,
    pages::cards::joined,
    table::{Cell, Kind, Table},
    visit::Visit,
};

fn agreement(reference: &str) -> Cell {
    Cell::Link { text: reference.to_owned(), to: format!("/accord/{}", encode(reference)) }
}

/// Where the events behind a figure are told.
pub(crate) fn history(reference: &str, figure: &str) -> String {
    format!("/accord/{}/historique?figure={}", encode(reference), encode(figure))
}

pub(crate) fn agreements(visit: &Visit, lines: &[pb::AgreementLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-reference", Kind::Text),
            ("column-agreement", Kind::Text),
            ("column-committed", Kind::Money),
            ("column-disbursed", Kind::Money),
            ("column-undisbursed", Kind::Money),
            ("column-closing", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let figure = |name: &str, money: Option<&proto::jalon::v1::Money>, illustrative| {
            Cell::Figure { money: money.cloned(), to: history(&line.financing, name), illustrative }
        };
        let rank = naming::rank(line.rank, visit.lang);
        let financier = names::institution(visit, &line.financier);
        let instrument = naming::instrument(visit.lang, line.instrument);
        let also = match line.also_written.as_slice() {
            [] => String::new(),
            also => visit.say_of("also-written", also.join(", ")),
        };
        table.push(vec![
            agreement(&line.financing),
            Cell::Noted {
                text: format!("{rank} · {instrument}"), note: joined([financier, also])
            },
            figure("committed", line.committed.as_ref(), line.committed_illustrative),
            figure("disbursed", line.disbursed.as_ref(), line.disbursed_illustrative),
            figure("undisbursed", line.undisbursed.as_ref(), line.undisbursed_illustrative),
            Cell::Date(line.closing_on.clone()),
            state(visit, line.state.as_ref()),
            Cell::proof(line.committed_by.as_ref()),
        ]);
    }
    table
}

pub(crate) fn state(visit: &Visit, state: Option<&pb::State>) -> Cell {
    let Some(pb::State { state, unconfirmed, .. }) = state else { return Cell::Empty };
    let note = if *unconfirmed { visit.say("unconfirmed") } else { String::new() };
    Cell::noted_state(visit, "state", state, note)
}

pub(crate) fn withdrawals(visit: &Visit, lines: &[pb::WithdrawalLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-number", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-category", Kind::Text),
            ("column-method", Kind::Text),
            ("column-requested", Kind::Money),
            ("column-charged", Kind::Money),
            ("column-value-date", Kind::Text),
            ("column-state", Kind::Text),
            ("column-next", Kind::Act),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let number = line.number.to_string();
        let mut notes = Vec::new();
        if line.returns > 0 {
            notes.push(visit.say_n("returned-times", line.returns));
        }
        if !line.reason.is_empty() {
            notes.push(line.reason.clone());
        }
        notes.extend(line.unmatched.iter().map(|item| format!("{} ({})", item.item, item.owner)));
        let state = Cell::noted_state(visit, "withdrawal", &line.state, notes.join(" · "));
        let to = history(&line.financing, &format!("withdrawal/{number}"));
        table.push(vec![
            Cell::Link { text: number, to },
            agreement(&line.financing),
            Cell::text(line.categories.join(", ")),
            Cell::text(naming::method(visit.lang, line.method)),
            Cell::money(line.requested.as_ref()),
            Cell::money(line.charged.as_ref()),
            Cell::Date(line.value_on.clone()),
            state,
            next_act(visit, line),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    let goes_on = lines.iter().any(|line| matches!(next_act(visit, line), Cell::Link { .. }));
    if visit.acts() && goes_on { table } else { table.without(&visit.say("column-next")) }
}

/// The form that takes an application one step further.
fn next_act(visit: &Visit, line: &pb::WithdrawalLine) -> Cell {
    let rpc = match line.state.as_str() {
        "draft" | "returned" => "SubmitWithdrawal",
        "submitted" => "RecordWithdrawalReview",
        "under_review" => "RecordWithdrawalApproved",
        "approved" => "RecordPayment",
        "paid" => "ReconcileWithdrawal",
        _ => return Cell::Empty,
    };
    Cell::Link {
        text: visit.lang.label("rpc", rpc),
        to: format!("/accord/{}/saisir/{rpc}?number={}", encode(&line.financing), line.number),
    }
}

pub(crate) fn tranches(visit: &Visit, lines: &[pb::TrancheLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-tranche", Kind::Text),
            ("column-label", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-kind", Kind::Aside),
            ("column-category", Kind::Aside),
            ("column-amount", Kind::Money),
            ("column-used", Kind::Money),
            ("column-due", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let kind = pb::TrancheKind::try_from(line.kind).unwrap_or_default().as_str_name();
        let label = if line.remainder {
            Cell::Noted { text: line.label.clone(), note: visit.say("tranche-remainder") }
        } else {
            Cell::text(line.label.clone())
        };
        table.push(vec![
            // What is left has no name and no history of its own.
            if line.tranche.is_empty() {
                Cell::Empty
            } else {
                Cell::Link {
                    text: line.tranche.clone(),
                    to: history(&line.financing, &format!("tranche/{}", line.tranche)),
                }
            },
            label,
            agreement(&line.financing),
            Cell::text(names::value(visit.lang, kind)),
            Cell::text(line.category.clone()),
            Cell::money(line.money.as_ref()),
            Cell::money(line.used.as_ref()),
            Cell::Date(line.due_on.clone()),
            Cell::state(visit, "tranche", &line.state),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// How disbursement is predicted, quarter by quarter.
pub(crate) fn planned(visit: &Visit, lines: &[pb::PlannedDisbursement]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-reference", Kind::Text),
            ("column-exercise", Kind::Text),
            ("column-quarter", Kind::Text),
            ("column-from", Kind::Text),
            ("column-until", Kind::Text),
            ("column-amount", Kind::Money),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let revision = match line.revision {
            0 => String::new(),
            revision => visit.say_of("planned-revision", revision.to_string()),
        };
        let period = match line.quarter {
            0 => visit.say("planned-year"),
            quarter => visit.say_of("planned-quarter", quarter.to_string()),
        };
        table.push(vec![
            agreement(&line.financing),
            Cell::Noted { text: line.exercise.clone(), note: revision },
            Cell::text(period),
            Cell::Date(line.starts_on.clone()),
            Cell::Date(line.ends_on.clone()),
            Cell::money(line.money.as_ref()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(crate) fn deadlines(visit: &Visit, lines: &[pb::DeadlineLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-date", Kind::Text),
            ("column-deadline", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-days", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        table.push(vec![
            Cell::Date(line.on.clone()),
            Cell::Noted {
                text: visit.lang.label("deadline", &line.kind),
                note: about(visit, line),
            },
            agreement(&line.financing),
            Cell::text(if line.state == "open" && !may_open(line) {
                days(visit, line.days)
            } else {
                String::new()
            }),
            deadline_state(visit, line),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// Which one of its kind: a report is called by the last day of its period.
pub(crate) fn about(visit: &Visit, line: &pb::DeadlineLine) -> String {
    match line.kind.as_str() {
        "report_due" => visit.say_of("period-ending", visit.date(&line.subject)),
        _ => line.subject.clone(),
    }
}

/// From that day on a closure plan may be opened, and it is never too late for it.
fn may_open(line: &pb::DeadlineLine) -> bool {
    line.kind == "closure_plan_opens" && line.days < 0
}

fn deadline_state(visit: &Visit, line: &pb::DeadlineLine) -> Cell {
    let said = |tone, text| Cell::State { tone, text, note: String::new() };
    match line.state.as_str() {
        "open" if may_open(line) => said(Tone::Waiting, visit.say("deadline-may-open")),
        "open" if line.days < 0 => said(Tone::Blocked, visit.say("deadline-overdue")),
        "met" if days_late(line) > 0 => {
            said(Tone::Done, visit.say_n("deadline-met-late", days_late(line).unsigned_abs()))
        }
        state => Cell::state(visit, "deadline-state", state),
    }
}

/// Between the deadline and the act that met it, where both are known to the day.
fn days_late(line: &pb::DeadlineLine) -> i32 {
    let day = |text: &str| text.parse::<jiff::civil::Date>().ok().filter(|_| text.len() == 10);
    let met = line.proof.as_ref().and_then(|proof| day(&proof.effective));
    let late = day(&line.on).zip(met).and_then(|(on, met)| on.until(met).ok());
    late.map_or(0, |late| late.get_days())
}

/// « dans 45 jours », « dépassé de 3 jours ».
pub(crate) fn days(visit: &Visit, days: i32) -> String {
    let key = if days < 0 { "days-past" } else { "days-left" };
    visit.say_n(key, days.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_met_late_is_met_late() {
        let line = |on: &str, met: &str| {
            let proof = proto::jalon::v1::Proof { effective: met.into(), ..Default::default() };
            pb::DeadlineLine { on: on.into(), proof: Some(proof), ..Default::default() }
        };
        assert_eq!(days_late(&line("2019-06-30", "2019-07-03")), 3);
        assert!(days_late(&line("2019-06-30", "2019-06-30")) <= 0);
        assert_eq!(days_late(&line("2019-06-30", "2019-07")), 0);
    }
}
