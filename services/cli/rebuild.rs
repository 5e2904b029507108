//! Builds tables anew: the running platform does, or this process where none runs.

use std::path::Path;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use proto::jalon::v1::{
    RebuildProgress, RebuildRequest, journal_service_client::JournalServiceClient,
};
use tonic::{Request, transport::Channel};

use super::{
    Keyed, Up, catching, data,
    lang::{Said, print, say},
    serve::{self, Wanted, token},
};

pub(super) async fn rebuild(keyed: &Keyed) -> anyhow::Result<()> {
    let dir = &keyed.running.data;
    let tables = match data::running(dir).await {
        Some(channel) => {
            let key = data::key_of(dir, keyed.key.as_deref())?;
            all(channel, &token(&key, "rebuild", "coordinator")?).await?
        }
        None => at_rest(dir).await?,
    };
    for RebuildProgress { table, rows, hash, identical, .. } in &tables {
        let same = if *identical {
            Said::new("identique", "identical")
        } else {
            Said::new("DIFFÉRENTE, remplacée", "DIFFERENT, replaced")
        };
        print(&format!("{table:<32} {rows:>9}  {}…  {same}", hash.get(..16).unwrap_or(hash)));
    }
    if tables.iter().all(|table| table.identical) {
        say(
            "Toutes les tables sont identiques à ce que le journal dit.",
            "Every table is what the journal says.",
        );
        Ok(())
    } else {
        Err(Said::new(
            "des tables ne disaient pas ce que le journal dit ; elles le disent maintenant",
            "some tables did not say what the journal says; now they do",
        )
        .into())
    }
}

/// Of a platform that is not running: what there is is read, and nothing is recorded.
async fn at_rest(dir: &Path) -> anyhow::Result<Vec<RebuildProgress>> {
    data::with_a_journal(dir)?;
    let up = Up::anywhere(dir.to_owned());
    let all_roles = Wanted::all(&up);
    let platform = serve::start(Wanted {
        // Whoever tells the world keeps no table.
        roles: all_roles.roles.iter().copied().filter(|it| it.name != feeds::ROLE.name).collect(),
        gateway: false,
        only_tables: true,
        ..all_roles
    })
    .await?;
    catching::up(&platform.followers, &*platform.journal).await?;
    let built = all(platform.channel.clone(), &platform.token("rebuild", "coordinator")?).await;
    platform.stop().await?;
    built
}

/// Rebuilds every table, with a progress bar for each, and returns how each ended.
pub(super) async fn all(channel: Channel, token: &[u8]) -> anyhow::Result<Vec<RebuildProgress>> {
    let mut request = Request::new(RebuildRequest {});
    let token = tonic::metadata::MetadataValue::from_bytes(token);
    request.metadata_mut().insert_bin(runtime::TOKEN, token);
    let mut told = JournalServiceClient::new(channel).rebuild(request).await?.into_inner();
    let bars = MultiProgress::new();
    let style = ProgressStyle::with_template("{prefix:32} {wide_bar} {pos}/{len}")?;
    let mut open = std::collections::BTreeMap::<String, ProgressBar>::new();
    let mut finished = Vec::new();
    while let Some(progress) = told.message().await? {
        let bar = open.entry(progress.table.clone()).or_insert_with(|| {
            let bar = bars.add(ProgressBar::new(progress.total).with_style(style.clone()));
            bar.set_prefix(progress.table.clone());
            bar
        });
        bar.set_length(progress.total);
        bar.set_position(progress.done);
        if progress.finished {
            bar.finish_and_clear();
            finished.push(progress);
        }
    }
    Ok(finished)
}
