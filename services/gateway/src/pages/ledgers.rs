//! Ledgers as tables: on an agreement's page, in a programme's register and in exports.

use proto::financing::v1 as pb;

use crate::{
    html::encode,
    names,
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
            ("column-financier", Kind::Text),
            ("column-committed", Kind::Money),
            ("column-disbursed", Kind::Money),
            ("column-undisbursed", Kind::Money),
            ("column-closing", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let figure = |name: &str, money: Option<&proto::jalon::v1::Money>, illustrative| Cell::Figure {
            money: money.cloned(),
            to: history(&line.financing, name),
            illustrative,
        };
        let rank = names::rank(line.rank, visit.lang);
        let instrument = names::instrument(visit.lang, line.instrument);
        let also = match line.also_written.as_slice() {
            [] => String::new(),
            also => visit.say_of("also-written", also.join(", ")),
        };
        table.push(vec![
            agreement(&line.financing),
            Cell::Noted { text: format!("{rank} · {instrument}"), note: also },
            Cell::text(names::institution(visit, &line.financier)),
            figure("committed", line.committed.as_ref(), false),
            figure("disbursed", line.disbursed.as_ref(), line.disbursed_illustrative),
            figure("undisbursed", line.undisbursed.as_ref(), line.disbursed_illustrative),
            Cell::Date(line.closing_on.clone()),
            state(visit, line.state.as_ref()),
            Cell::proof(line.committed_by.as_ref()),
        ]);
    }
    table
}

pub(crate) fn state(visit: &Visit, state: Option<&pb::State>) -> Cell {
    let Some(pb::State { state, unconfirmed, .. }) = state else { return Cell::Empty };
    match Cell::state(visit, "state", state) {
        Cell::State { tone, text, .. } if *unconfirmed => {
            Cell::State { tone, text, note: visit.say("unconfirmed") }
        }
        cell => cell,
    }
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
        let state = match Cell::state(visit, "withdrawal", &line.state) {
            Cell::State { tone, text, .. } => Cell::State { tone, text, note: notes.join(" · ") },
            cell => cell,
        };
        let to = history(&line.financing, &format!("withdrawal/{number}"));
        table.push(vec![
            Cell::Link { text: number, to },
            agreement(&line.financing),
            Cell::text(line.categories.join(", ")),
            Cell::text(names::method(visit.lang, line.method)),
            Cell::money(line.requested.as_ref()),
            Cell::money(line.charged.as_ref()),
            Cell::Date(line.value_on.clone()),
            state,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(crate) fn tranches(visit: &Visit, lines: &[pb::TrancheLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-tranche", Kind::Text),
            ("column-label", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-kind", Kind::Text),
            ("column-category", Kind::Text),
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
            Cell::Link {
                text: line.tranche.clone(),
                to: history(&line.financing, &format!("tranche/{}", line.tranche)),
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

pub(crate) fn contracts(visit: &Visit, lines: &[pb::ContractLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-contract", Kind::Text),
            ("column-title", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-category", Kind::Text),
            ("column-amount", Kind::Money),
            ("column-paid", Kind::Money),
            ("column-outstanding", Kind::Money),
            ("column-signed", Kind::Text),
            ("column-ends", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let state = match (line.closed, line.ends_late) {
            (true, _) => "completed",
            (false, true) => "missed",
            (false, false) => "disbursing",
        };
        let text = visit.say(match state {
            "completed" => "contract-closed",
            "missed" => "contract-late",
            _ => "contract-open",
        });
        table.push(vec![
            Cell::Link {
                text: line.contract.clone(),
                to: history(&line.financing, &format!("contract/{}", line.contract)),
            },
            Cell::Noted { text: line.title.clone(), note: line.contractor.clone() },
            agreement(&line.financing),
            Cell::text(line.category.clone()),
            Cell::money(line.money.as_ref()),
            Cell::money(line.paid.as_ref()),
            Cell::money(line.outstanding.as_ref()),
            Cell::Date(line.signed_on.clone()),
            Cell::Date(line.ends_on.clone()),
            Cell::State { tone: crate::html::Tone::of("contract", state), text, note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(crate) fn no_objections(visit: &Visit, lines: &[pb::NoObjectionLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-no-objection", Kind::Text),
            ("column-title", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-object", Kind::Text),
            ("column-requested-on", Kind::Text),
            ("column-answered-on", Kind::Text),
            ("column-answer", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let object = pb::Object::try_from(line.object).unwrap_or_default().as_str_name();
        let outcome = pb::record_no_objection_answer_request::Outcome::try_from(line.outcome);
        let state = match outcome.unwrap_or_default() {
            pb::record_no_objection_answer_request::Outcome::Unspecified => "requested",
            pb::record_no_objection_answer_request::Outcome::Granted => "granted",
            pb::record_no_objection_answer_request::Outcome::GrantedWithComments => "granted_with_comments",
            pb::record_no_objection_answer_request::Outcome::Refused => "refused",
        };
        table.push(vec![
            Cell::text(line.reference.clone()),
            Cell::Noted { text: line.title.clone(), note: line.comments.clone() },
            agreement(&line.financing),
            Cell::text(names::value(visit.lang, object)),
            Cell::Date(line.requested_on.clone()),
            Cell::Date(line.answered_on.clone()),
            Cell::text(line.answer.clone()),
            Cell::state(visit, "no-objection", state),
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
            Cell::Noted { text: visit.lang.label("deadline", &line.kind), note: line.subject.clone() },
            agreement(&line.financing),
            Cell::text(if line.state == "open" { days(visit, line.days) } else { String::new() }),
            Cell::state(visit, "deadline-state", &line.state),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// « dans 45 jours », « dépassé de 3 jours ».
pub(crate) fn days(visit: &Visit, days: i32) -> String {
    let key = if days < 0 { "days-past" } else { "days-left" };
    visit.say_n(key, days.unsigned_abs())
}

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
        let figure = |money: Option<&proto::jalon::v1::Money>| Cell::Figure {
            money: money.cloned(),
            to: history(&account.financing, "account"),
            illustrative: false,
        };
        let (tone, key) = if account.settled {
            (crate::html::Tone::Done, "account-settled")
        } else {
            (crate::html::Tone::UnderWay, "account-open")
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
            figure(account.undocumented.as_ref()),
            Cell::money(account.statement.as_ref()),
            Cell::money(account.difference.as_ref()),
            Cell::State { tone, text: visit.say(key), note },
        ]);
    }
    table
}
