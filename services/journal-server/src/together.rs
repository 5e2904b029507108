//! Appends to several streams at once: all of them are recorded, or none.

mod records;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use protocol::kurrentdb::protocol::v2::streams::{
    AppendRecordsRequest, AppendRecordsResponse, AppendRequest, AppendResponse,
    AppendSessionResponse, ConsistencyCheck, StreamRevision,
    consistency_check::{self, StreamStateCheck},
    errors::{
        AppendConsistencyViolationErrorDetails, ConsistencyViolation,
        StreamAlreadyInAppendSessionErrorDetails,
        consistency_violation::{self, StreamStateViolation},
    },
    streams_service_server::StreamsService,
};
use runtime::{Append, Appended, Expected, MOST_EVENTS};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    accounts::Caller,
    append::{admit, to_its_end},
    refusal::{self, Refusal, detailed},
    room::Room,
    standing::{Access, META},
    store::Store,
    wire,
};
use records::{Size, expected};

/// The place of a check that nobody asked for: what is appended to is not closed.
const UNCHECKED: i32 = -1;

#[derive(Clone)]
pub(crate) struct Together {
    pub(crate) store: Arc<Store>,
    pub(crate) room: Room,
}

#[tonic::async_trait]
impl StreamsService for Together {
    async fn append_session(
        &self,
        request: Request<Streaming<AppendRequest>>,
    ) -> Result<Response<AppendSessionResponse>, Status> {
        let caller = Caller::of(&request);
        let mut requests = request.into_inner();
        let (mut appends, mut size) = (Vec::new(), Size::within(&self.room));
        let mut named = BTreeSet::new();
        while let Some(AppendRequest { stream, records, expected_revision }) =
            requests.message().await?
        {
            self.admits(&caller, &stream)?;
            // Of names alone nothing could be recorded, however many there are.
            if records.is_empty() {
                let words = format!("The request for stream '{stream}' has no records.");
                return Err(Refusal::malformed(words).status_v2());
            }
            if !named.insert(stream.clone()) {
                let words = format!("Stream '{stream}' is already in this append session.");
                let details = StreamAlreadyInAppendSessionErrorDetails { stream };
                return Err(detailed(&words, &details));
            }
            let expected = expected(expected_revision.unwrap_or(-2)).map_err(Refusal::status_v2)?;
            let mut entries = Vec::with_capacity(records.len());
            for record in records {
                entries.push(size.take(record, &stream)?);
            }
            appends.push(Append { stream, expected, entries });
        }
        if appends.is_empty() {
            return Err(refusal::empty_session());
        }
        let places: BTreeSet<_> = named.iter().map(|stream| Store::place(stream)).collect();
        let together = self.clone();
        let appending = async move {
            let _alone = together.alone(&places).await;
            together.append(&caller, appends).await
        };
        let told = to_its_end(appending).await.flatten().map_err(Refusal::status_v2)?;
        let position = told.last().map_or(0, |(_, appended)| appended.position.cast_signed());
        let output = told.into_iter().map(|(stream, appended)| AppendResponse {
            stream,
            stream_revision: appended.revision.cast_signed(),
            position: Some(appended.position.cast_signed()),
        });
        Ok(Response::new(AppendSessionResponse { output: output.collect(), position }))
    }

    async fn append_records(
        &self,
        request: Request<AppendRecordsRequest>,
    ) -> Result<Response<AppendRecordsResponse>, Status> {
        let caller = Caller::of(&request);
        let AppendRecordsRequest { records, checks } = request.into_inner();
        let mut size = Size::within(&self.room);
        // Neighbours of one stream are one append.
        let mut appends: Vec<Append> = Vec::new();
        for record in records {
            let stream = record.stream.clone();
            self.admits(&caller, &stream)?;
            let entry = size.take(record, &stream)?;
            match appends.last_mut() {
                Some(append) if append.stream == stream => append.entries.push(entry),
                Some(_) | None => {
                    let expected = Expected::Any;
                    appends.push(Append { stream, expected, entries: vec![entry] });
                }
            }
        }
        if appends.is_empty() {
            return Err(Refusal::malformed("an append has at least one record").status_v2());
        }
        let checks = checks.into_iter().map(state).collect::<Result<Vec<_>, _>>();
        let checks = checks.map_err(Refusal::status_v2)?;
        if checks.len() > MOST_EVENTS {
            let words = format!("an append has at most {MOST_EVENTS} checks");
            return Err(Refusal::malformed(words).status_v2());
        }
        for check in &checks {
            wire::named(check.stream.as_bytes()).map_err(Refusal::status_v2)?;
        }
        let written = appends.iter().map(|append| &append.stream);
        let named = written.chain(checks.iter().map(|check| &check.stream));
        let places: BTreeSet<_> = named.map(|stream| Store::place(stream)).collect();
        let together = self.clone();
        let appending = async move {
            let _alone = together.alone(&places).await;
            together.check(&caller, &checks, &appends).await?;
            together.append(&caller, appends).await.map_err(Refusal::status_v2)
        };
        let told = to_its_end(appending).await.map_err(Refusal::status_v2)??;
        let position = told.last().map_or(0, |(_, appended)| appended.position.cast_signed());
        let last: BTreeMap<_, _> = told.into_iter().collect();
        let revisions = last.into_iter().map(|(stream, appended)| StreamRevision {
            stream,
            revision: appended.revision.cast_signed(),
        });
        Ok(Response::new(AppendRecordsResponse { revisions: revisions.collect(), position }))
    }
}

/// What cannot be told whether it holds does not hold.
fn state(check: ConsistencyCheck) -> Result<StreamStateCheck, Refusal> {
    let unknown = || Refusal::malformed("a consistency check is of no kind that is known");
    let consistency_check::Type::StreamState(state) = check.r#type.ok_or_else(unknown)?;
    Ok(state)
}

/// What does not hold of a stream, and which check said that it would.
fn violation(
    check_index: i32,
    stream: &str,
    expected_state: i64,
    last: Option<u64>,
) -> ConsistencyViolation {
    let stream = stream.to_owned();
    let actual_state = refusal::revision(last);
    let violation = StreamStateViolation { stream, expected_state, actual_state };
    let r#type = Some(consistency_violation::Type::StreamState(violation));
    ConsistencyViolation { check_index, r#type }
}

impl Together {
    /// Refuses a name that is none, and whoever may not append to it.
    fn admits(&self, caller: &Caller, stream: &str) -> Result<(), Status> {
        let named = wire::named(stream.as_bytes());
        named.and_then(|()| self.store.may_write(stream, caller)).map_err(Refusal::status_v2)
    }

    /// The locks of all streams concerned, in one order, so that two appends do not wait for each
    /// other.
    async fn alone(&self, places: &BTreeSet<usize>) -> Vec<tokio::sync::RwLockWriteGuard<'_, ()>> {
        let mut locks = Vec::with_capacity(places.len());
        for place in places {
            locks.push(self.store.lock_at(*place).write().await);
        }
        locks
    }

    /// Refuses if any check does not hold, or if a stream that is appended to is closed, and names all of
    /// that. Where a stream ends is told to whoever may read it, or append to it and does.
    async fn check(
        &self,
        caller: &Caller,
        checks: &[StreamStateCheck],
        appends: &[Append],
    ) -> Result<(), Status> {
        let failed = |error: anyhow::Error| Refusal::failed(&error).status_v2();
        let written: BTreeSet<_> = appends.iter().map(|append| &*append.stream).collect();
        let mut violations = Vec::new();
        for (index, StreamStateCheck { stream, expected_state }) in checks.iter().enumerate() {
            let expected = expected(*expected_state).map_err(Refusal::status_v2)?;
            let standing = self.store.standing(stream).await.map_err(failed)?;
            let written = written.contains(&**stream);
            if !standing.closed {
                let admitted = if written {
                    admit(&standing, stream, caller, Access::Write)
                } else {
                    self.store.readable(stream, caller).await.map(drop)
                };
                admitted.map_err(Refusal::status_v2)?;
            }
            let gone = standing.closed || standing.deleted();
            let last = self.store.last_revision(stream).await.map_err(failed)?;
            let last = last.filter(|_| !gone);
            if standing.closed && written || !standing.expecting(expected).met(last) {
                let index = i32::try_from(index).unwrap_or(i32::MAX);
                violations.push(violation(index, stream, *expected_state, last));
            }
        }
        let checked: BTreeSet<_> = checks.iter().map(|check| &*check.stream).collect();
        for stream in written.difference(&checked) {
            if self.store.standing(stream).await.map_err(failed)?.closed {
                violations.push(violation(UNCHECKED, stream, refusal::number(Expected::Any), None));
            }
        }
        if violations.is_empty() {
            return Ok(());
        }
        let words = match violations.len() {
            1 => "1 consistency check failed.".to_owned(),
            several => format!("{several} consistency checks failed."),
        };
        let details = AppendConsistencyViolationErrorDetails { violations };
        Err(detailed(&words, &details))
    }

    /// Appends everything or nothing. The caller holds the locks of all streams.
    async fn append(
        &self,
        caller: &Caller,
        appends: Vec<Append>,
    ) -> Result<Vec<(String, Appended)>, Refusal> {
        let failed = |error: anyhow::Error| Refusal::failed(&error);
        let mut all = Vec::with_capacity(appends.len());
        // Places in `all` of what the client asked for, and what it expected there.
        let mut asked = Vec::with_capacity(appends.len());
        let mut revived = BTreeSet::new();
        for Append { stream, expected, entries } in appends {
            if stream.starts_with(META) {
                return Err(Refusal::malformed("metadata is appended by itself"));
            }
            let standing = self.store.standing(&stream).await.map_err(failed)?;
            admit(&standing, &stream, caller, Access::Write)?;
            let again = if revived.contains(&stream) {
                None
            } else {
                self.store.reviving(&stream, expected, entries.clone()).await?
            };
            let append = if let Some((saying, append)) = again {
                all.push(saying);
                revived.insert(stream.clone());
                append
            } else {
                let expected = standing.expecting(expected);
                Append { stream: stream.clone(), expected, entries }
            };
            asked.push((all.len(), stream, expected));
            all.push(append);
        }
        let told = self.store.journal.append_together(all).await;
        for stream in &revived {
            self.store.forget(stream);
        }
        match told {
            Ok(told) => {
                let told = asked.into_iter().filter_map(|(place, stream, _)| {
                    told.get(place).map(|appended| (stream, *appended))
                });
                Ok(told.collect())
            }
            Err(refused) => {
                let (stream, expected) = asked
                    .into_iter()
                    .find(|(place, _, _)| *place >= refused.which)
                    .map_or((String::new(), Expected::Any), |(_, stream, expected)| {
                        (stream, expected)
                    });
                Err(Refusal::of(refused.error, &stream, expected))
            }
        }
    }
}
