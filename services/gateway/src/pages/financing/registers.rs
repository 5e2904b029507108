//! `/p/{programme}/…`: the registers of a programme, one ledger a page.

use askama::Template;
use axum::{Router, extract::Path, response::Response, routing::get};
use futures::future::try_join_all;
use proto::financing::v1 as pb;

use super::{cards, ledgers, views};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::Html,
    pages::{cards::Card, programmes},
    table::{Pager, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/retraits", get(withdrawals))
        .route("/p/{programme}/tranches", get(tranches))
        .route("/p/{programme}/comptes", get(accounts))
        .route("/p/{programme}/contrats", get(contracts))
        .route("/p/{programme}/non-objections", get(no_objections))
        .route("/p/{programme}/echeances", get(deadlines))
        .route("/p/{programme}/cloture", get(closure))
        .route("/p/{programme}/preparation", get(readiness))
}

#[derive(Template)]
#[template(path = "register.html")]
struct Page<'a> {
    v: &'a Visit,
    name: &'static str,
    table: Option<Html>,
    cards: Vec<Card>,
    pager: Pager,
}

fn ledger(v: &Visit, programme: &str) -> Result<pb::LedgerRequest, Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    Ok(pb::LedgerRequest {
        programme: programme.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    })
}

fn whole(v: &Visit, programme: &str) -> Result<pb::ProgrammeRequest, Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    Ok(pb::ProgrammeRequest { programme: programme.to_owned(), as_of: v.as_of() })
}

async fn withdrawals(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(ledger(&v, &programme)?);
    let lines = views(&v).list_withdrawals(asked).await?.into_inner().withdrawals;
    show(&v, "retraits", &programme, ledgers::withdrawals(&v, &lines))
}

async fn tranches(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(ledger(&v, &programme)?);
    let lines = views(&v).list_tranches(asked).await?.into_inner().tranches;
    show(&v, "tranches", &programme, ledgers::tranches(&v, &lines))
}

async fn contracts(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(ledger(&v, &programme)?);
    let lines = views(&v).list_contracts(asked).await?.into_inner().contracts;
    show(&v, "contrats", &programme, ledgers::contracts(&v, &lines))
}

async fn no_objections(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(ledger(&v, &programme)?);
    let lines = views(&v).list_no_objections(asked).await?.into_inner().no_objections;
    show(&v, "non-objections", &programme, ledgers::no_objections(&v, &lines))
}

async fn deadlines(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(ledger(&v, &programme)?);
    let lines = nearest_first(views(&v).list_deadlines(asked).await?.into_inner().deadlines);
    show(&v, "echeances", &programme, ledgers::deadlines(&v, &lines))
}

async fn accounts(v: Visit, Path(programme): Path<String>) -> Answer {
    let listed = pb::ListAgreementsRequest { programme: programme.clone(), as_of: v.as_of() };
    ledger(&v, &programme)?;
    let listed = views(&v).list_agreements(v.ask(listed)).await?.into_inner();
    let accounts = listed.agreements.iter().map(|line| async {
        let asked = pb::AgreementRequest { financing: line.financing.clone(), as_of: v.as_of() };
        Ok::<_, tonic::Status>(views(&v).get_account(v.ask(asked)).await?.into_inner())
    });
    let accounts = try_join_all(accounts).await?;
    show(&v, "comptes", &programme, ledgers::accounts(&v, &accounts))
}

async fn closure(v: Visit, Path(programme): Path<String>) -> Answer {
    let asked = v.ask(whole(&v, &programme)?);
    let board = views(&v).get_closure_board(asked).await?.into_inner();
    let cards = board.agreements.iter().map(|closure| cards::closure(&v, closure)).collect();
    Ok(carded(&v, "cloture", cards))
}

async fn readiness(v: Visit, Path(programme): Path<String>) -> Answer {
    whole(&v, &programme)?;
    let card = programmes::next_phase(&v, &programme).await?;
    Ok(carded(&v, "preparation", card.into_iter().collect()))
}

/// What is still to come, the nearest before the others; then what is past, the latest before the others.
fn nearest_first(lines: Vec<pb::DeadlineLine>) -> Vec<pb::DeadlineLine> {
    let (mut ahead, mut past): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|line| line.state == "open");
    ahead.sort_by(|one, other| one.on.cmp(&other.on));
    past.sort_by(|one, other| other.on.cmp(&one.on));
    ahead.extend(past);
    ahead
}

fn carded(v: &Visit, name: &'static str, cards: Vec<Card>) -> Response {
    frame::page(&Page { v, name, table: None, cards, pager: Pager::ONE })
}

fn show(v: &Visit, name: &'static str, programme: &str, table: Table) -> Answer {
    let title = v.say(&format!("nav-{name}"));
    let sheets = [(title, table)];
    if let Some(file) = export::asked(v, &format!("{name}-{programme}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let pager = Pager::asked(v, &table);
    let table = pager.html(table, v);
    Ok(frame::page(&Page { v, name, table, cards: Vec::new(), pager }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_deadline_that_comes_next_is_the_first() {
        let line = |on: &str, state: &str| pb::DeadlineLine {
            on: on.to_owned(),
            state: state.to_owned(),
            ..Default::default()
        };
        let lines = vec![
            line("2014-06-30", "met"),
            line("2027-06-30", "open"),
            line("2018-06-30", "met"),
            line("2026-12-31", "open"),
        ];
        let days: Vec<_> = nearest_first(lines).into_iter().map(|line| line.on).collect();
        assert_eq!(days, ["2026-12-31", "2027-06-30", "2018-06-30", "2014-06-30"]);
    }
}
