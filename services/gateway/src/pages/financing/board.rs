//! `/p/{programme}/financement`: agreements, phases, closure and withdrawals of one programme.

use askama::Template;
use axum::{Router, extract::Path, routing::get};
use futures::future::try_join_all;
use proto::financing::v1 as pb;
use tonic::Status;

use super::{
    cards, ledgers,
    overview::totals,
    timeline::{self, Timeline},
    views,
};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{Html, encode},
    pages::{cards::Card, overview::Figure, programmes},
    visit::{App, Visit},
};

/// Withdrawals on this page; the register has them all.
const LATEST: usize = 6;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/financement", get(show))
}

#[derive(Template)]
#[template(path = "financing.html")]
struct Page<'a> {
    v: &'a Visit,
    figures: Vec<Figure>,
    line: Option<Timeline>,
    cards: Vec<Card>,
    withdrawals: Html,
    /// « Tout afficher », and where.
    all_withdrawals: Option<(String, String)>,
    agreements: Html,
    empty: bool,
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let (mut agreements, mut phases, mut board, mut withdrawn) =
        (views(&v), views(&v), views(&v), views(&v));
    let listed = pb::ListAgreementsRequest { programme: programme.clone(), as_of: v.as_of() };
    let whole = || pb::ProgrammeRequest { programme: programme.clone(), as_of: v.as_of() };
    let ledger =
        pb::LedgerRequest { programme: programme.clone(), as_of: v.as_of(), ..Default::default() };
    let (listed, phases, board, withdrawn) = tokio::try_join!(
        agreements.list_agreements(v.ask(listed)),
        phases.get_phase_timeline(v.ask(whole())),
        board.get_closure_board(v.ask(whole())),
        withdrawn.list_withdrawals(v.ask(ledger)),
    )?;
    let listed = listed.into_inner();
    let (board, mut withdrawn) = (board.into_inner(), withdrawn.into_inner().withdrawals);
    withdrawn
        .sort_by_key(|line| std::cmp::Reverse(line.proof.as_ref().map(|proof| proof.position)));
    let withdrawals = ledgers::withdrawals(&v, &withdrawn);
    let table = ledgers::agreements(&v, &listed.agreements);
    let sheets = [
        (v.say("agreements-register"), table.clone()),
        (v.say("nav-retraits"), withdrawals.clone()),
    ];
    if let Some(file) = export::asked(&v, &format!("financement-{programme}"), &sheets) {
        return file;
    }
    let mut cards: Vec<_> = board
        .agreements
        .iter()
        .filter(|closure| cards::near_closure(closure))
        .map(|closure| cards::closure(&v, closure))
        .collect();
    cards.extend(effectiveness(&v, &listed.agreements).await?);
    cards.extend(programmes::next_phase(&v, &programme).await?);
    let page = Page {
        v: &v,
        figures: figures(&v, &listed, &board),
        line: timeline::timeline(&v, phases.get_ref()),
        cards,
        all_withdrawals: (!withdrawals.is_empty()).then(|| {
            let to = v.link(&format!("/p/{}/retraits", encode(&programme)));
            (v.say_n("show-all", withdrawals.len()), to)
        }),
        withdrawals: withdrawals.first(LATEST).html(&v),
        agreements: table.html(&v),
        empty: listed.agreements.is_empty(),
    };
    Ok(frame::page(&page))
}

fn figures(
    v: &Visit,
    listed: &pb::ListAgreementsResponse,
    board: &pb::ClosureBoard,
) -> Vec<Figure> {
    let mut figures = totals(v, listed, "#accords");
    let last = listed.agreements.iter().filter(|line| !line.closing_on.is_empty());
    if let Some(last) = last.max_by_key(|line| line.closing_on.clone()) {
        figures.push(Figure {
            label: v.say("last-deadline"),
            number: v.date(&last.closing_on),
            unit: v.say_of("closing-of", last.financing.clone()),
            title: String::new(),
            to: v.link(&ledgers::history(&last.financing, "closing_date")),
            illustrative: last.closing_by.as_ref().is_some_and(|proof| proof.illustrative),
            more: String::new(),
        });
    }
    let conditions: u32 = listed.agreements.iter().map(|line| line.conditions).sum();
    let open: u32 = listed.agreements.iter().map(|line| line.open_conditions).sum();
    let held = board
        .agreements
        .iter()
        .flat_map(|closure| &closure.tasks)
        .filter(|task| task.state == "held");
    let held: Vec<_> = held.collect();
    let points = u64::from(open) + u64::try_from(held.len()).unwrap_or(0);
    let mut unit = vec![v.say_n("open-conditions", open), v.say_n("of-conditions", conditions)];
    if !held.is_empty() {
        unit.push(v.say_n("held-tasks", held.len()));
    }
    figures.push(Figure {
        label: v.say("blocking-points"),
        number: crate::typography::integer(points, v.lang),
        unit: unit.join(" "),
        title: String::new(),
        to: "#conditions".to_owned(),
        illustrative: held
            .iter()
            .any(|task| task.proof.as_ref().is_some_and(|proof| proof.illustrative)),
        more: String::new(),
    });
    figures
}

/// Agreements that wait to take effect, and the one that did last.
async fn effectiveness(v: &Visit, lines: &[pb::AgreementLine]) -> Result<Vec<Card>, Status> {
    let state = |line: &pb::AgreementLine| line.state.clone().unwrap_or_default().state;
    let waiting = lines.iter().filter(|line| matches!(state(line).as_str(), "approved" | "signed"));
    let last = lines
        .iter()
        .filter(|line| line.conditions > 0 && !line.effective_on.is_empty())
        .max_by_key(|line| (line.phase, line.effective_on.clone()));
    let wanted = waiting.take(2).chain(last).map(|line| async {
        let asked = pb::AgreementRequest { financing: line.financing.clone(), as_of: v.as_of() };
        views(v).get_agreement(v.ask(asked)).await
    });
    let found = try_join_all(wanted).await?;
    Ok(found.iter().map(|agreement| cards::conditions(v, agreement.get_ref())).collect())
}
