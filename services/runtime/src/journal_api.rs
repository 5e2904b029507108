//! Reads the journal, says how far everybody is, rebuilds, and advances calendars.

use std::{pin::Pin, sync::Arc, time::Duration};

use ed25519_dalek::VerifyingKey;
use jiff::civil::Date;
use kernel::{Confidentiality, Origin};
use proto::jalon::v1::{
    self as pb, calendar_service_server::CalendarService, get_event_request,
    journal_service_server::JournalService,
};
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::UnboundedReceiverStream};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{
    Budget, Context, Direction, Filter, Journal, Malformed, Part, Place, Recorded, Viewer,
    announce,
    answers::{self, Answers},
    calendar::{self, Calendar, NotAdvanced},
    context::{EARLIEST, actor, as_of, day},
    fact,
    follower::Followers,
    policy,
    tables::{Built, Filling},
};

/// Events of one answer, when nobody says, and at most.
const USUAL: usize = 100;
const MOST: usize = 1000;
/// Events looked at for one answer: whoever wants rare ones goes on from where it came.
const LOOKED_AT: usize = 20_000;
/// Bytes after which an answer ends. With one more event, however large, any client takes it.
const MOST_BYTES: usize = 2 << 20;
/// Longest anybody waits for an event that may not exist.
const MOMENT: Duration = Duration::from_secs(2);
/// Longest anybody waits for things to settle.
const PATIENCE: Duration = Duration::from_mins(2);

/// First halves of the streams that only the runtime writes.
const NOTED: [&str; 5] =
    [announce::STREAMS, calendar::STREAMS, policy::STREAMS, answers::REFUSALS, answers::ALREADY];

pub(crate) struct JournalApi {
    pub(crate) journal: Arc<dyn Journal>,
    pub(crate) answers: Arc<Answers>,
    pub(crate) followers: Followers,
    pub(crate) fillings: Arc<[Arc<dyn Filling>]>,
    pub(crate) roles: Arc<[&'static str]>,
    pub(crate) key: VerifyingKey,
}

pub(crate) struct CalendarApi {
    pub(crate) calendar: Arc<Calendar>,
    pub(crate) key: VerifyingKey,
}

impl JournalApi {
    /// Where an event lies, though it was recorded a moment ago.
    async fn position_of(&self, event: Uuid) -> anyhow::Result<Option<u64>> {
        if let Some(position) = self.answers.position_of(event).await? {
            return Ok(Some(position));
        }
        let head = self.journal.head().await?;
        let index = self.followers.all().into_iter().find(|it| it.name == answers::NAME);
        if let Some(index) = index {
            _ = tokio::time::timeout(MOMENT, index.beyond(head)).await;
        }
        self.answers.position_of(event).await
    }

    /// Positions of later events of the same stream that void or correct this one.
    async fn amended_by(&self, event: &Recorded) -> anyhow::Result<Vec<u64>> {
        let (mut found, mut from) = (Vec::new(), event.revision + 1);
        // There is no end to what the runtime itself notes, or others do: none of it amends anything.
        let noted = NOTED.iter().any(|noted| event.stream.starts_with(noted));
        if noted || !self.answers.is_record(&event.stream) {
            return Ok(found);
        }
        let target = event.entry.id.to_string();
        loop {
            let place = Place::At(from);
            let page =
                self.journal.read_stream(&event.stream, place, Direction::Forwards, MOST).await?;
            for later in &page {
                let data = std::str::from_utf8(&later.entry.data).unwrap_or_default();
                if !data.contains(&target) {
                    continue;
                }
                let data = serde_json::from_str::<Amending>(data);
                if data.is_ok_and(|data| data.target == target) {
                    found.push(later.position);
                }
            }
            match page.last() {
                Some(last) if page.len() == MOST => from = last.revision + 1,
                Some(_) | None => return Ok(found),
            }
        }
    }

    async fn status(&self) -> anyhow::Result<pb::Status> {
        let followers = self.followers.all().into_iter().map(|follower| {
            let progress = follower.progress();
            let kind: &'static str = follower.kind.into();
            pb::status::Follower {
                name: follower.name,
                kind: kind.to_owned(),
                next: progress.next,
                stopped: progress.stopped.unwrap_or_default(),
            }
        });
        let roles = self.roles.iter();
        Ok(pb::Status {
            journal: self.journal.id().to_string(),
            head: self.journal.head().await?,
            followers: followers.collect(),
            roles: roles
                .map(|name| pb::status::Role { name: (*name).into(), present: true })
                .collect(),
        })
    }
}

/// Shown only to somebody.
fn restricted(recorded: &Recorded) -> bool {
    let meta = fact::meta(recorded);
    meta.is_ok_and(|meta| meta.confidentiality == Confidentiality::Restricted)
}

/// What every event that amends another has: the one it amends.
#[derive(serde::Deserialize)]
struct Amending {
    target: String,
}

fn event(recorded: &Recorded, amended_by: Vec<u64>) -> pb::Event {
    let entry = &recorded.entry;
    let meta = fact::meta(recorded).ok();
    let known = meta.as_ref().map_or(recorded.at, kernel::Meta::known);
    let at = meta.as_ref().map_or(recorded.at, |meta| meta.recorded);
    let hash = |bytes: &[u8]| kernel::Hash(Sha256::digest(bytes).into()).to_string();
    pb::Event {
        event_id: entry.id.to_string(),
        position: recorded.position,
        stream: recorded.stream.to_string(),
        revision: recorded.revision,
        r#type: entry.name.clone(),
        data: String::from_utf8_lossy(&entry.data).into_owned(),
        meta: String::from_utf8_lossy(&entry.meta).into_owned(),
        recorded: at.to_string(),
        known: known.to_string(),
        data_sha256: hash(&entry.data),
        meta_sha256: hash(&entry.meta),
        weekday_contradicts: meta.is_some_and(|meta| meta.weekday_contradicts()),
        amended_by,
    }
}

fn failed(error: &anyhow::Error) -> Status {
    tracing::error!(error = format!("{error:#}"), "journal failed");
    Status::unavailable("try again later")
}

#[tonic::async_trait]
impl JournalService for JournalApi {
    async fn get_event(
        &self,
        request: Request<pb::GetEventRequest>,
    ) -> Result<Response<pb::Event>, Status> {
        let viewer = Viewer::of(request.metadata(), &self.key);
        let position = match request.into_inner().event {
            Some(get_event_request::Event::Position(position)) => Some(position),
            Some(get_event_request::Event::EventId(id)) => {
                let id = id.parse::<Uuid>().map_err(|_| Malformed::Id("event_id"))?;
                self.position_of(id).await.map_err(|error| failed(&error))?
            }
            None => return Err(Malformed::Missing("event").into()),
        };
        let found = match position {
            Some(position) => self.journal.event(position).await.map_err(|error| failed(&error))?,
            None => None,
        };
        let found = found.ok_or_else(|| Status::not_found("there is no such event"))?;
        if restricted(&found) {
            viewer.reads(&found.stream, "event")?;
        }
        let amended_by = self.amended_by(&found).await.map_err(|error| failed(&error))?;
        Ok(Response::new(event(&found, amended_by)))
    }

    async fn list_events(
        &self,
        request: Request<pb::ListEventsRequest>,
    ) -> Result<Response<pb::ListEventsResponse>, Status> {
        let viewer = Viewer::of(request.metadata(), &self.key);
        let request = request.into_inner();
        let seen_from = as_of(request.as_of.as_ref())?;
        let max = match usize::try_from(request.max).unwrap_or(MOST) {
            0 => USUAL,
            max => max.min(MOST),
        };
        let direction = if request.backwards { Direction::Backwards } else { Direction::Forwards };
        let place = match (request.from, request.backwards) {
            (Some(from), _) => Place::At(from),
            (None, true) => Place::End,
            (None, false) => Place::Start,
        };
        // One whole stream has an order of its own, and its revisions are where to go on from.
        let one = match request.streams.as_slice() {
            [stream] if !stream.ends_with('-') => Some(stream.clone()),
            _ => None,
        };
        let (events, next, end) = if let Some(stream) = one {
            let part = self.journal.read_part(&stream, place, direction, max, MOST_BYTES).await;
            let Part { events, cut } = part.map_err(|error| failed(&error))?;
            let last = events.last().map(|event| event.revision);
            let next = if request.backwards { last } else { last.map(|last| last + 1) };
            let end = !cut && events.len() < max || next == Some(0);
            (events, next.unwrap_or(0), end)
        } else {
            let filter = if request.streams.is_empty() {
                Filter::Everything
            } else {
                Filter::Streams(request.streams)
            };
            let budget = Budget { bytes: MOST_BYTES, ..Budget::events(max).looking_at(LOOKED_AT) };
            let page = self.journal.read_within(place, direction, &filter, budget).await;
            let page = page.map_err(|error| failed(&error))?;
            let head = self.journal.head().await.map_err(|error| failed(&error))?;
            let end = if request.backwards { page.next == 0 } else { page.next >= head };
            (page.events, page.next, end)
        };
        let admitted = events.iter().filter(|recorded| {
            let Ok(meta) = fact::meta(recorded) else { return seen_from.is_now() };
            seen_from.effective.is_none_or(|on| meta.effective.on <= on)
                && seen_from.known.is_none_or(|at| meta.known() <= at)
                && seen_from.position.is_none_or(|last| recorded.position <= last)
        });
        let mut admitted: Vec<_> = admitted.collect();
        let secret = admitted.iter().find(|recorded| restricted(recorded));
        let before = admitted.len();
        match secret {
            Some(first) if viewer.sees_all() => viewer.has_read(&first.stream),
            Some(_) => admitted.retain(|recorded| !restricted(recorded)),
            None => (),
        }
        let withheld = u32::try_from(before - admitted.len()).unwrap_or(u32::MAX);
        let events = admitted.into_iter().map(|recorded| event(recorded, Vec::new())).collect();
        Ok(Response::new(pb::ListEventsResponse { events, next, end, withheld }))
    }

    async fn get_status(
        &self,
        _: Request<pb::GetStatusRequest>,
    ) -> Result<Response<pb::Status>, Status> {
        Ok(Response::new(self.status().await.map_err(|error| failed(&error))?))
    }

    async fn settle(
        &self,
        request: Request<pb::SettleRequest>,
    ) -> Result<Response<pb::Status>, Status> {
        let position = request.into_inner().position;
        let head = self.journal.head().await.map_err(|error| failed(&error))?;
        if position > 0 && position >= head {
            return Err(Status::out_of_range("nothing lies there yet"));
        }
        let settled = async { self.followers.settle(&*self.journal).await };
        match tokio::time::timeout(PATIENCE, settled).await {
            Ok(Ok(_)) => self.get_status(Request::new(pb::GetStatusRequest {})).await,
            Ok(Err(error)) => Err(failed(&error)),
            Err(_) => Err(Status::deadline_exceeded("not settled yet")),
        }
    }

    type RebuildStream = Pin<Box<dyn Stream<Item = Result<pb::RebuildProgress, Status>> + Send>>;

    async fn rebuild(
        &self,
        request: Request<pb::RebuildRequest>,
    ) -> Result<Response<Self::RebuildStream>, Status> {
        actor(&request, &self.key)?;
        let (progress, told) = mpsc::unbounded_channel();
        let fillings = Arc::clone(&self.fillings);
        tokio::spawn(async move {
            for filling in fillings.iter() {
                let tell = |built: Built<'_>| {
                    // Whoever asked may have hung up; the tables are built all the same.
                    _ = progress.send(Ok(rebuilt(&built)));
                };
                if let Err(error) = filling.rebuild(&tell).await {
                    _ = progress.send(Err(failed(&error)));
                }
            }
        });
        Ok(Response::new(Box::pin(UnboundedReceiverStream::new(told))))
    }
}

fn rebuilt(built: &Built<'_>) -> pb::RebuildProgress {
    let (rows, hash, identical) = built.outcome.unwrap_or_default();
    pb::RebuildProgress {
        table: built.table.to_owned(),
        done: built.done,
        total: built.total,
        finished: built.outcome.is_some(),
        identical,
        hash: kernel::Hash(hash).to_string(),
        rows,
    }
}

#[tonic::async_trait]
impl CalendarService for CalendarApi {
    async fn advance(
        &self,
        request: Request<pb::AdvanceRequest>,
    ) -> Result<Response<pb::Recorded>, Status> {
        let (context, request) = Context::open(request, &self.key, |it| it.act.as_ref())?;
        if context.origin != Origin::Import {
            return Err(Malformed::ReadOnly("programme").into());
        }
        let programme = request.programme.parse().map_err(|_| Malformed::Code("programme"))?;
        let to: Date = request.to.parse().map_err(|_| Malformed::Date("to"))?;
        if to > context.today() {
            return Err(Malformed::DateInFuture("to").into());
        }
        // Every day from there on would be recorded.
        if to < EARLIEST {
            return Err(Malformed::Date("to").into());
        }
        let advanced = if request.live {
            self.calendar.hand_over(&programme, to, day(context.at), &context).await
        } else {
            self.calendar.advance(&programme, to, false, &context).await
        };
        match advanced {
            Ok(appended) => {
                let (revision, position) = appended.map_or((0, 0), |it| (it.revision, it.position));
                Ok(Response::new(pb::Recorded { revision, position, events: Vec::new() }))
            }
            // Loading again what is loaded: the day is there.
            Err(NotAdvanced::Behind(_)) => Ok(Response::new(pb::Recorded::default())),
            Err(NotAdvanced::Journal(error)) => Err(failed(&error)),
        }
    }
}
