//! What committees left: minutes validated by a later session, dates kept and flagged.

use anyhow::Context as _;
use proto::sessions::v1::{
    ListBodiesRequest, ListSessionsRequest, SessionRequest,
    sessions_views_client::SessionsViewsClient,
};
use serde_json::{Value, json};

use crate::cli::serve::Platform;

fn session(reference: &str) -> SessionRequest {
    SessionRequest { session: reference.to_owned(), as_of: None }
}

pub(super) async fn sessions(platform: &Platform) -> anyhow::Result<Value> {
    let mut views = SessionsViewsClient::new(platform.channel.clone());
    let minutes = views.get_minutes(session("ML-CTN-17")).await?.into_inner();
    let minutes = minutes.line.context("the 17th session has no minutes")?;
    let by =
        minutes.validated_by.rsplit('-').next().and_then(|ordinal| ordinal.parse::<u32>().ok());
    let bodies = views.list_bodies(ListBodiesRequest::default()).await?.into_inner().bodies;
    let all = views.list_sessions(ListSessionsRequest::default()).await?.into_inner().sessions;
    let follow_up = views.get_follow_up(session("ML-CTN-19")).await?.into_inner();
    Ok(json!({
        "ctn_17_minutes": minutes.state,
        "validated_by": by,
        "bodies": bodies.len(),
        "sessions": all.len(),
        "flagged_dates": all.iter().filter(|session| session.flagged).count(),
        "followup_19": follow_up.lines.len(),
    }))
}
