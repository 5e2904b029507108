//! Against anything anybody might ask, late, out of order, corrected and voided: the tables hold
//! what the facts lead to.

mod asks;

use std::fmt::Debug;

use kernel::{AsOf, Projection, as_seen, fold_all};
use proptest::prelude::*;
use runtime::{Table, read_stream};
use serde::{Serialize, de::DeserializeOwned};

use self::asks::{Ask, asks};
use super::*;
/// What comes of it, and of corrections in between.
fn story(asks: &[Ask]) -> Story {
    let mut story = Story::disbursing("H8350");
    for ask in asks {
        if let Some(command) = ask.command() {
            let origin = if ask.imported { Origin::Import } else { Origin::Person };
            let asked = Asked { origin, ..asked(&who("awa"), ask.on, command) };
            // A refusal is an answer too.
            drop(story.try_asks(&asked));
            continue;
        }
        let last = story.facts.last().unwrap().event.name();
        if !last.starts_with("financing.correction.") {
            let on = ask.on.to_string();
            story = match ask.which {
                0 => story.void(ask.on, last),
                _ => story.correct(ask.on, last, "effective", on.into()),
            };
        }
    }
    story
}

/// The table says what the facts lead to.
async fn same<P>(desk: &Desk, table: &Table<P>) -> Result<(), TestCaseError>
where
    P: Projection<Event = Event>,
    P::Row: Serialize + DeserializeOwned + Debug + PartialEq,
{
    let facts = read_stream(&*desk.journal, &stream()).await.unwrap();
    let facts = as_seen(facts, AsOf::default());
    prop_assert_eq!(
        table.scan("", runtime::Viewer::Anybody).await.unwrap(),
        fold_all::<P>(&facts),
        "{}",
        P::NAME
    );
    Ok(())
}

async fn all_same(desk: &Desk) -> Result<(), TestCaseError> {
    let tables = &desk.views.tables;
    same(desk, &tables.agreements).await?;
    same(desk, &tables.particulars).await?;
    same(desk, &tables.anomalies).await?;
    same(desk, &tables.conditions).await?;
    same(desk, &tables.balances).await?;
    same(desk, &tables.tranches).await?;
    same(desk, &tables.plans).await?;
    same(desk, &tables.withdrawals).await?;
    same(desk, &tables.accounts).await?;
    same(desk, &tables.contracts).await?;
    same(desk, &tables.no_objections).await?;
    same(desk, &tables.tasks).await?;
    same(desk, &tables.audits).await?;
    same(desk, &tables.findings).await?;
    same(desk, &tables.deadlines).await
}

/// Every answer today as known now, and the same reckoned from the journal.
async fn same_answers(desk: &Desk, last: u64) -> Result<(), TestCaseError> {
    let views = &desk.views;
    let as_of = [now(), act::AsOf { position: Some(last), ..now() }];
    macro_rules! both {
        ($ask:ident($request:expr)) => {{
            let [tables, journal] = as_of.clone().map($request);
            let tables = views.$ask(tables).await.unwrap().into_inner();
            prop_assert_eq!(&tables, &views.$ask(journal).await.unwrap().into_inner());
            tables
        }};
    }
    let agreement = both!(get_agreement(|as_of| one("H8350", as_of)));
    let balances = both!(get_balances(|as_of| one("H8350", as_of)));
    both!(get_account(|as_of| one("H8350", as_of)));
    both!(get_phase_timeline(programme));
    both!(get_closure_board(programme));
    both!(list_tranches(|as_of| ledger("H8350", as_of)));
    both!(list_withdrawals(|as_of| ledger("H8350", as_of)));
    both!(list_contracts(|as_of| ledger("H8350", as_of)));
    both!(list_no_objections(|as_of| ledger("H8350", as_of)));
    both!(list_deadlines(|as_of| ledger("H8350", as_of)));

    // What people see is what the rules reckon with.
    let facts = read_stream(&*desk.journal, &stream()).await.unwrap();
    let state: Financing = replay(&amended(facts));
    let (ours, theirs) = (balances.total.unwrap(), state.balances());
    let said = |total: kernel::Total| Some(runtime::view::sum(total, Currency::Xdr));
    prop_assert_eq!(&ours.signed, &said(theirs.signed));
    prop_assert_eq!(&ours.released, &said(theirs.released));
    prop_assert_eq!(&ours.disbursed, &said(theirs.disbursed));
    prop_assert_eq!(&ours.documented, &said(theirs.documented));
    prop_assert_eq!(&ours.refunded, &said(theirs.refunded));
    prop_assert_eq!(&ours.undisbursed, &said(theirs.undisbursed));
    let line = agreement.line.unwrap();
    prop_assert_eq!(&line.undisbursed, &ours.undisbursed);
    prop_assert_eq!(&line.disbursed, &ours.disbursed);
    prop_assert_eq!(line.open_anomalies as usize, state.corrections.unexplained().count());
    let standing = state.state_on(date(2030, 1, 1)).unwrap();
    prop_assert_eq!(line.state.unwrap().state, standing.state().to_string());
    // Signed = disbursed − refunded + undisbursed + cancelled, per category and in all.
    for line in balances.categories.iter().chain([&ours]) {
        let units = |money: &Option<act::Money>| {
            let amount = money.as_ref().unwrap().amount.replace('.', "");
            amount.parse::<i128>().unwrap()
        };
        let parts = units(&line.disbursed) - units(&line.refunded) + units(&line.undisbursed);
        prop_assert_eq!(units(&line.signed), parts + units(&line.cancelled));
    }
    // A history ends with what is shown.
    for (figure, shown) in [("disbursed", line.disbursed), ("undisbursed", line.undisbursed)] {
        let last = desk.history("H8350", figure).await.pop();
        if let Some(last) = last {
            prop_assert_eq!(last.after, shown, "{}", figure);
        }
    }
    Ok(())
}

fn stream() -> String {
    Financing::stream(Financing::id(&key("H8350")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn tables_hold_what_the_facts_lead_to(asks in asks(), cut in 0..60_usize) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let story = story(&asks);
            let cut = story.facts.len().saturating_sub(cut).max(1);
            let desk = Desk::empty();
            // In two parts, so that what comes late finds rows that are there.
            let mut first = story.clone();
            first.facts.truncate(cut);
            desk.hear(&first, 0).await;
            desk.hear(&story, cut).await;
            all_same(&desk).await?;
            same_answers(&desk, story.facts.len() as u64 - 1).await
        })?;
    }
}
