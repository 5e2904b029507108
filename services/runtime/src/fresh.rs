//! Reading one's own writes: an answer that knows at least what the asker knows.

use std::{sync::Arc, time::Duration};

use tonic::{Response, Status, metadata::MetadataMap};

use crate::{Journal, follower::Follower};

/// gRPC metadata of a request: the answer knows this position.
pub const MIN_POSITION: &str = "jalon-min-position";
/// gRPC metadata of an answer: it knows everything before this position.
pub const POSITION: &str = "jalon-position";
/// Longest a reader waits for the tables.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far the tables of one service are.
#[derive(Clone)]
pub struct Fresh {
    pub(crate) follower: Follower,
    pub(crate) journal: Arc<dyn Journal>,
}

impl Fresh {
    /// Waits for the position that the request asks for, if anything lies there: nobody can know
    /// what has not happened. Returns the first position not known yet.
    pub async fn wait(&self, request: &MetadataMap) -> Result<u64, Status> {
        if let Some(wanted) = request.get(MIN_POSITION) {
            let wanted = wanted.to_str().ok().and_then(|text| text.parse::<u64>().ok());
            let wanted = wanted.ok_or_else(|| Status::invalid_argument(MIN_POSITION))?;
            let head = self.journal.head().await;
            if wanted >= head.map_err(|_| Status::unavailable("try again later"))? {
                return Err(Status::out_of_range("nothing lies there yet"));
            }
            let reached = self.follower.beyond(wanted + 1);
            match tokio::time::timeout(PATIENCE, reached).await {
                Ok(Ok(())) => (),
                Ok(Err(_)) | Err(_) => return Err(Status::unavailable("tables are behind")),
            }
        }
        Ok(self.follower.progress().next)
    }
}

/// An answer, and up to where it knows.
pub fn answer<T>(message: T, position: u64) -> Response<T> {
    let mut response = Response::new(message);
    response.metadata_mut().insert(POSITION, position.into());
    response
}
