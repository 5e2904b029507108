//! `jalon demo --check`: loads the story, asks the public API what it led to, says it in one line.

mod partners;
mod programmes;
mod sessions;

use std::time::Duration;

use anyhow::{Context as _, ensure};
use proto::{
    financing::v1::{
        AgreementLine, ListAgreementsRequest, financing_views_client::FinancingViewsClient,
    },
    jalon::v1::{AsOf, Money, Status},
};
use serde_json::{Value, json};

use super::{
    Up, demo,
    lang::print,
    rebuild,
    serve::{self, Platform},
    wait,
};

/// The last day of the 18th session of the technical committee.
const ON: &str = "2019-09-28";
const PROGRAMME: &str = "P127328";
/// Longest wait for what was recorded to be published.
const PATIENCE: Duration = Duration::from_mins(1);

pub(super) async fn check() -> anyhow::Result<()> {
    let place = tempfile::tempdir()?;
    let up = Up::anywhere(place.path().join("data"));
    let (result, identical) = serve::lend(&up, tell).await?;
    print(&result.to_string());
    ensure!(identical, "a rebuilt table differs from the live one");
    Ok(())
}

/// What is said of the story, and whether all tables were rebuilt as they were.
async fn tell(platform: &Platform) -> anyhow::Result<(Value, bool)> {
    demo::load(platform).await?;
    let settled = wait::settle(platform, 0).await?;

    let agreements = agreements(platform).await?;
    let programmes = programmes::check(platform).await?;
    let nats = nats(platform, &settled).await?;
    let partners = partners::check(platform).await?;
    let token = platform.token("check", "coordinator")?;
    let tables = rebuild::all(platform.channel.clone(), &token).await?;
    let identical = tables.iter().all(|table| table.identical);
    let result = json!({
        "events": settled.head,
        "agreements": agreements.iter().map(line).collect::<Vec<_>>(),
        "sessions": sessions::sessions(platform).await?,
        "programmes": programmes,
        "nats": nats,
        "partners": partners,
        "rebuild": if identical { "identical" } else { "different" },
    });
    Ok((result, identical))
}

/// As they stood that day, as far as is known today.
async fn agreements(platform: &Platform) -> anyhow::Result<Vec<AgreementLine>> {
    let request = ListAgreementsRequest {
        programme: PROGRAMME.to_owned(),
        as_of: Some(AsOf { effective: ON.to_owned(), ..AsOf::default() }),
    };
    let mut views = FinancingViewsClient::new(platform.channel.clone());
    Ok(views.list_agreements(request).await?.into_inner().agreements)
}

fn line(agreement: &AgreementLine) -> Value {
    let state = agreement.state.clone().unwrap_or_default();
    let amount = |money: &Option<Money>| money.as_ref().map(|money| money.amount.clone());
    json!({
        "id": agreement.financing,
        "state": if state.unconfirmed { format!("unconfirmed {}", state.state) } else { state.state },
        "on": ON,
        "committed": amount(&agreement.committed),
        "disbursed": amount(&agreement.disbursed),
        "undisbursed": amount(&agreement.undisbursed),
        "currency": agreement.committed.as_ref().map(|money| money.currency.clone()),
    })
}

/// What a subscriber finds on NATS once the relay has told everything.
async fn nats(platform: &Platform, settled: &Status) -> anyhow::Result<Value> {
    let followers = platform.followers.all();
    let relay = followers.iter().find(|it| it.kind == runtime::FollowerKind::Relay);
    let relay = relay.context("there is no relay")?;
    let told = tokio::time::timeout(PATIENCE, relay.beyond(settled.head)).await;
    if told.is_err() {
        let why = relay.progress().stopped.unwrap_or_default();
        anyhow::bail!("NATS did not hear everything in {PATIENCE:?}: {why}");
    }
    let heard = feeds::audit(&feeds::Server::find(&platform.data.dir)?).await?;
    ensure!(heard.duplicates == 0, "NATS holds {} events twice", heard.duplicates);
    Ok(json!({ "published": heard.published, "duplicates": heard.duplicates }))
}
