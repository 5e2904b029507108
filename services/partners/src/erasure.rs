//! Destroys the keys of whoever is erased, once the erasure is recorded.
//!
//! Read from the beginning at every start: to destroy again is harmless, a destruction that a crash
//! interrupted is finished, and a vault that comes back from a backup forgets again.

use std::{sync::Arc, time::Duration};

use futures::StreamExt as _;
use runtime::{Filter, Follower, Journal, Recorded, fact, subscribe};
use uuid::Uuid;
use vault::Vault;

use crate::{institution, referral};

/// Events per page.
const PAGE: usize = 1000;
/// Between two attempts.
const PATIENCE: Duration = Duration::from_secs(1);

pub(crate) async fn run(
    journal: Arc<dyn Journal>,
    vault: Vault,
    follower: Follower,
) -> anyhow::Result<()> {
    loop {
        let from = follower.progress().next;
        let Err(error) = follow(&journal, &vault, &follower, from).await else { return Ok(()) };
        tracing::error!(error = format!("{error:#}"), "a key could not be destroyed yet");
        follower.stopped(format!("{error:#}"));
        tokio::time::sleep(PATIENCE).await;
    }
}

async fn follow(
    journal: &Arc<dyn Journal>,
    vault: &Vault,
    follower: &Follower,
    from: u64,
) -> anyhow::Result<()> {
    let filter = Filter::streams(["institution-", "referral-"]);
    let mut pages = subscribe(Arc::clone(journal), from, filter, PAGE);
    while let Some(page) = pages.next().await {
        let page = page?;
        for recorded in &page.events {
            for subject in erased(recorded)? {
                let vault = vault.clone();
                tokio::task::spawn_blocking(move || vault.destroy(subject)).await??;
            }
        }
        follower.advance(page.next);
    }
    Ok(())
}

/// Whose keys an event orders to be destroyed.
fn erased(recorded: &Recorded) -> anyhow::Result<Vec<Uuid>> {
    match recorded.entry.name.as_str() {
        "partners.contact.erased.v1" => {
            let event = fact::<institution::Event>(recorded)?.event;
            let institution::Event::Contact(institution::contact::Event::Erased(erased)) = event
            else {
                return Ok(Vec::new());
            };
            Ok(erased.subjects)
        }
        "partners.referral.erased.v1" => {
            let event = fact::<referral::Event>(recorded)?.event;
            let referral::Event::Course(referral::course::Event::Erased(erased)) = event else {
                return Ok(Vec::new());
            };
            Ok(vec![erased.subject])
        }
        _ => Ok(Vec::new()),
    }
}
