//! Reading one's own writes: an answer that knows at least what the asker knows.

use std::{sync::Arc, time::Duration};

use ed25519_dalek::VerifyingKey;
use proto::jalon::v1 as pb;
use tonic::{Request, Response, Status, metadata::MetadataMap};

use crate::{
    Journal, Viewer,
    follower::{self, Follower},
    view::Viewpoint,
};

/// gRPC metadata of a request: the answer knows this position.
pub const MIN_POSITION: &str = "jalon-min-position";
/// gRPC metadata of an answer: it knows everything before this position.
pub const POSITION: &str = "jalon-position";
/// Longest a reader waits for the tables.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far the tables of a service are.
#[derive(Clone)]
pub struct Fresh {
    followers: Vec<Follower>,
    journal: Arc<dyn Journal>,
    /// Verifies the tokens that say who asks.
    key: VerifyingKey,
}

impl Fresh {
    pub(crate) fn of(follower: Follower, journal: Arc<dyn Journal>, key: VerifyingKey) -> Self {
        Self { followers: vec![follower], journal, key }
    }

    /// Of several categories: as far as all of them are.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.followers.extend(other.followers);
        self
    }

    /// Waits for the position that the request asks for, if anything lies there: nobody can know
    /// what has not happened. Returns the first position not known yet.
    pub async fn wait(&self, request: &MetadataMap) -> Result<u64, Status> {
        if let Some(wanted) = request.get(MIN_POSITION) {
            let wanted = wanted.to_str().ok().and_then(|text| text.parse::<u64>().ok());
            let wanted = wanted.ok_or_else(|| Status::invalid_argument(MIN_POSITION))?;
            let unknown = |_| Status::unavailable("try again later");
            let there = wanted < self.journal.heard()
                || wanted < self.journal.head().await.map_err(unknown)?;
            if !there {
                return Err(Status::out_of_range("nothing lies there yet"));
            }
            return self.reach(wanted).await;
        }
        Ok(self.next())
    }

    /// Waits for that position. Returns the first one not known yet.
    pub async fn reach(&self, wanted: u64) -> Result<u64, Status> {
        let reached = follower::beyond(&self.followers, wanted.saturating_add(1));
        match tokio::time::timeout(PATIENCE, reached).await {
            Ok(Ok(())) => Ok(self.next()),
            Ok(Err(_)) | Err(_) => Err(Status::unavailable("tables are behind")),
        }
    }

    /// A question about some point in time, once the tables know what it asks for: what is asked, from
    /// where and by whom, and the first position not known yet.
    pub async fn open<T>(
        &self,
        request: Request<T>,
        as_of: impl FnOnce(&T) -> Option<&pb::AsOf>,
    ) -> Result<(T, Viewpoint, u64), Status> {
        let position = self.wait(request.metadata()).await?;
        let viewer = Viewer::of(request.metadata(), &self.key);
        let request = request.into_inner();
        let from = Viewpoint::read(as_of(&request), viewer)?;
        Ok((request, from, position))
    }

    fn next(&self) -> u64 {
        self.followers.iter().map(|follower| follower.progress().next).min().unwrap_or(0)
    }
}

/// An answer, and up to where it knows.
pub fn answer<T>(message: T, position: u64) -> Response<T> {
    let mut response = Response::new(message);
    response.metadata_mut().insert(POSITION, position.into());
    response
}
