//! Reads the journal, says how far everybody is, rebuilds, and advances calendars.

use std::{pin::Pin, sync::Arc, time::Duration};

use ed25519_dalek::VerifyingKey;
use jiff::civil::Date;
use kernel::Origin;
use proto::jalon::v1::{
    self as pb, calendar_service_server::CalendarService, get_event_request,
    journal_service_server::JournalService,
};
use tokio::sync::mpsc;
use tokio_stream::{Stream, wrappers::UnboundedReceiverStream};
use tonic::{Request, Response, Status};
use uuid::Uuid;

use crate::{
    Context, Direction, Journal, Malformed, Place, Recorded, Viewer, announce,
    answers::{self, Answers},
    calendar::{self, Calendar, NotAdvanced},
    context::{EARLIEST, actor, day},
    follower::Followers,
    listing::{self, MOST, event, failed, restricted},
    policy,
    tables::{Built, Filling},
};

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

/// What every event that amends another has: the one it amends.
#[derive(serde::Deserialize)]
struct Amending {
    target: String,
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
        let listed = listing::list_events(&*self.journal, viewer, request.into_inner()).await?;
        Ok(Response::new(listed))
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
