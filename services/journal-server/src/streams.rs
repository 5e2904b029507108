//! The first version of the protocol's streams, method by method.

use std::{pin::Pin, sync::Arc};

use futures::Stream;
use protocol::event_store::client::streams::{
    AppendReq, AppendResp, BatchAppendReq, BatchAppendResp, DeleteReq, DeleteResp, ReadReq,
    ReadResp, TombstoneReq, TombstoneResp,
    append_req::{Content, ProposedMessage},
    append_resp::{
        self, Position, Success, WrongExpectedVersion,
        success::{CurrentRevisionOption, PositionOption},
        wrong_expected_version as conflict,
    },
    delete_resp, streams_server, tombstone_resp,
};
use runtime::{Entry, Expected, Size};
use tokio::{
    sync::{Semaphore, watch},
    time::timeout,
};
use tonic::{Request, Response, Status, Streaming};

use crate::{
    Limits,
    accounts::Caller,
    append::Written,
    batch, read,
    refusal::Refusal,
    room::{self, Held, Room},
    store::Store,
    wire,
};

#[derive(Clone)]
pub(crate) struct Streams {
    pub(crate) store: Arc<Store>,
    pub(crate) limits: Limits,
    pub(crate) stopping: watch::Receiver<bool>,
    /// Turns at searching the journal with a client's own expression.
    pub(crate) turns: Arc<Semaphore>,
    /// Room for pages that are on their way to clients, and for appends that come from them.
    pub(crate) pages: Room,
    pub(crate) appends: Room,
}

pub(crate) type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl streams_server::Streams for Streams {
    type ReadStream = Answers<ReadResp>;
    type BatchAppendStream = Answers<BatchAppendResp>;

    async fn read(&self, request: Request<ReadReq>) -> Result<Response<Self::ReadStream>, Status> {
        let caller = Caller::of(&request);
        let answers = read::read(self, &caller, request.into_inner()).await;
        answers.map(Response::new).map_err(Refusal::status)
    }

    async fn append(
        &self,
        request: Request<Streaming<AppendReq>>,
    ) -> Result<Response<AppendResp>, Status> {
        let caller = Caller::of(&request);
        let proposed = proposed(&self.store, &caller, self.appends.held(), request.into_inner());
        let proposed = timeout(self.limits.patience, proposed).await;
        let Proposed { stream, expected, entries, held } =
            proposed.unwrap_or_else(|_| Err(Refusal::unfinished()))?;
        let told = self.store.append(&caller, &stream, expected, entries).await;
        drop(held);
        let result = match told {
            Ok(written) => append_resp::Result::Success(success(written)),
            Err(Refusal::WrongExpectedVersion { expected, actual, .. }) => {
                append_resp::Result::WrongExpectedVersion(wrong_expected_version(expected, actual))
            }
            Err(refusal) => return Err(refusal.status()),
        };
        Ok(Response::new(AppendResp { result: Some(result) }))
    }

    async fn batch_append(
        &self,
        request: Request<Streaming<BatchAppendReq>>,
    ) -> Result<Response<Self::BatchAppendStream>, Status> {
        let caller = Caller::of(&request);
        let (store, room) = (Arc::clone(&self.store), self.appends.clone());
        let answers = batch::batch(store, caller, room, self.limits.patience, request.into_inner());
        Ok(Response::new(Box::pin(answers)))
    }

    async fn delete(&self, request: Request<DeleteReq>) -> Result<Response<DeleteResp>, Status> {
        use delete_resp::{Position, PositionOption};
        let caller = Caller::of(&request);
        let deleted = async {
            let options = request.into_inner().options.unwrap_or_default();
            let stream = wire::stream(options.stream_identifier)?;
            let expected = wire::expecting(options.expected_stream_revision)?;
            self.store.delete(&caller, &stream, expected).await
        };
        let at = deleted.await.map_err(Refusal::status)?;
        let position = Position { commit_position: at, prepare_position: at };
        let position_option = PositionOption::Position(position);
        Ok(Response::new(DeleteResp { position_option: Some(position_option) }))
    }

    async fn tombstone(
        &self,
        request: Request<TombstoneReq>,
    ) -> Result<Response<TombstoneResp>, Status> {
        use tombstone_resp::{Position, PositionOption};
        let caller = Caller::of(&request);
        let closed = async {
            let options = request.into_inner().options.unwrap_or_default();
            let stream = wire::stream(options.stream_identifier)?;
            let expected = wire::expecting(options.expected_stream_revision)?;
            self.store.close(&caller, &stream, expected).await
        };
        let at = closed.await.map_err(Refusal::status)?;
        let position = Position { commit_position: at, prepare_position: at };
        let position_option = PositionOption::Position(position);
        Ok(Response::new(TombstoneResp { position_option: Some(position_option) }))
    }
}

/// An append as it came in.
struct Proposed {
    stream: String,
    expected: Expected,
    entries: Vec<Entry>,
    held: Held,
}

async fn proposed(
    store: &Store,
    caller: &Caller,
    mut held: Held,
    mut messages: Streaming<AppendReq>,
) -> Result<Proposed, Status> {
    let first = messages.message().await?.and_then(|first| first.content);
    let Some(Content::Options(options)) = first else {
        return Err(Refusal::malformed("an append begins with its options").status());
    };
    let stream = wire::stream(options.stream_identifier).map_err(Refusal::status)?;
    let expected = wire::expecting(options.expected_stream_revision).map_err(Refusal::status)?;
    // Of somebody who may not append nothing is held either.
    store.may_write(&stream, caller).map_err(Refusal::status)?;
    let (mut entries, mut size) = (Vec::new(), Size::default());
    while let Some(message) = messages.message().await? {
        let Some(Content::ProposedMessage(message)) = message.content else {
            return Err(Refusal::malformed("an append has options only once").status());
        };
        let ProposedMessage { id, metadata, custom_metadata, data } = message;
        let entry = wire::entry(id, metadata, custom_metadata, data).map_err(Refusal::status)?;
        // What cannot be appended is not kept either.
        size.add(&stream, &entry).map_err(|_| Refusal::TooLarge.status())?;
        if !held.add(room::incoming(1, Size::of(&entry))) {
            return Err(Refusal::crowded().status());
        }
        entries.push(entry);
    }
    Ok(Proposed { stream, expected, entries, held })
}

fn success(Written { revision, position }: Written) -> Success {
    let current = revision
        .map_or(CurrentRevisionOption::NoStream(()), CurrentRevisionOption::CurrentRevision);
    let position = position.map_or(PositionOption::NoPosition(()), |at| {
        PositionOption::Position(Position { commit_position: at, prepare_position: at })
    });
    Success { current_revision_option: Some(current), position_option: Some(position) }
}

fn wrong_expected_version(expected: Expected, actual: Option<u64>) -> WrongExpectedVersion {
    use conflict::{
        CurrentRevisionOption as Current, CurrentRevisionOption2060 as OldCurrent,
        ExpectedRevisionOption as Wanted, ExpectedRevisionOption2060 as OldWanted,
    };
    let (current, old_current) = match actual {
        Some(last) => (Current::CurrentRevision(last), OldCurrent::CurrentRevision2060(last)),
        None => (Current::CurrentNoStream(()), OldCurrent::NoStream2060(())),
    };
    let (wanted, old_wanted) = match expected {
        Expected::Any => (Wanted::ExpectedAny(()), Some(OldWanted::Any2060(()))),
        // The old clients have no word for it.
        Expected::Empty => (Wanted::ExpectedNoStream(()), None),
        Expected::Exists => {
            (Wanted::ExpectedStreamExists(()), Some(OldWanted::StreamExists2060(())))
        }
        Expected::At(revision) => {
            (Wanted::ExpectedRevision(revision), Some(OldWanted::ExpectedRevision2060(revision)))
        }
    };
    WrongExpectedVersion {
        current_revision_option_20_6_0: Some(old_current),
        expected_revision_option_20_6_0: old_wanted,
        current_revision_option: Some(current),
        expected_revision_option: Some(wanted),
    }
}
