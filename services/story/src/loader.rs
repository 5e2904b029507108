//! Sends a story, line by line, and lets time pass between the lines.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Context as _;
use jiff::civil::Date;
use proto::{
    documents::v1::{self as documents, documents_service_client::DocumentsServiceClient},
    jalon::v1::{
        Act, AdvanceRequest, Confidentiality, GetStatusRequest, Provenance, Recorded,
        SettleRequest, calendar_service_client::CalendarServiceClient,
        journal_service_client::JournalServiceClient, provenance::Kind,
    },
};
use sha2::{Digest as _, Sha256};
use tonic::{Request, Response, metadata::MetadataValue, transport::Channel};

use crate::{
    Refused,
    line::{self, Line, Story, command_id_of},
};

/// Who asks: the same header for every service.
const TOKEN: &str = "x-token-bin";
/// The code of a refusal: what has this id was recorded, and said something else.
const OTHERWISE: &str = "malformed-command-reused";
/// Well below what a message may hold.
const CHUNK: usize = 256 << 10;

/// What became of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    pub sent: u64,
    pub recorded: u64,
    /// Was told what it was told when it was loaded before.
    pub already: u64,
    /// Was recorded before as an earlier version told it, and stays so.
    pub otherwise: u64,
    /// That passed, in all its programmes.
    pub days: u64,
}

/// Loads `stories`, once the lists of facts that their evidence names are registered as documents.
///
/// `token` seals who acts, by the key of their office, in the role `import`. `progress` hears how
/// many lines of how many are done.
pub async fn load(
    channel: Channel,
    token: impl Fn(&str) -> anyhow::Result<Vec<u8>>,
    stories: &[Story<'_>],
    mut progress: impl FnMut(u64, u64),
) -> anyhow::Result<Loaded> {
    let lines = line::read(stories)?;
    let total = u64::try_from(lines.len())?;
    let mut loader = Loader { channel, token, days: BTreeMap::new(), loaded: Loaded::default() };
    let head = loader.head().await?;
    // Two stories may rest on one list: whoever is told first registers it.
    let mut registered = BTreeSet::new();
    for Story { name, facts, .. } in stories {
        for (programme, facts) in *facts {
            if !registered.insert((*programme, *facts)) {
                continue;
            }
            let place = || format!("registering the facts of {programme} for the story {name}");
            let mut said = lines.iter().filter(|line| line.programme == *programme);
            // Whoever says something of the programme first has read its facts.
            let first = said.find(|line| line.story == *name).with_context(place)?;
            loader.register(first, facts).await.with_context(place)?;
        }
    }
    let mut story = None;
    for line in &lines {
        // Another story may tell what a policy has made of this one, on the same day.
        if story.replace(&line.story).is_some_and(|before| *before != line.story) {
            loader.settle(0).await?;
        }
        loader.advance(line).await?;
        let sent = loader.send(line).await?;
        loader.loaded.sent += 1;
        *match sent {
            Ok(it) if it.events.is_empty() || it.position < head => &mut loader.loaded.already,
            Ok(_) => &mut loader.loaded.recorded,
            Err(refused) if refused.code == OTHERWISE => &mut loader.loaded.otherwise,
            Err(refused) => return Err(refused.into()),
        } += 1;
        progress(loader.loaded.sent, total);
    }
    loader.hand_over(&lines).await?;
    Ok(loader.loaded)
}

struct Loader<T> {
    channel: Channel,
    token: T,
    /// The day that each programme has reached.
    days: BTreeMap<String, Date>,
    loaded: Loaded,
}

impl<T: Fn(&str) -> anyhow::Result<Vec<u8>>> Loader<T> {
    fn sealed<M>(&self, by: &str, message: M) -> anyhow::Result<Request<M>> {
        let mut request = Request::new(message);
        let token = (self.token)(by)?;
        request.metadata_mut().insert_bin(TOKEN, MetadataValue::from_bytes(&token));
        Ok(request)
    }

    /// How many events there are: what has a lower position was there before.
    async fn head(&self) -> anyhow::Result<u64> {
        let mut journal = JournalServiceClient::new(self.channel.clone());
        Ok(journal.get_status(GetStatusRequest {}).await?.into_inner().head)
    }

    /// Waits until everything has had its consequences.
    async fn settle(&self, position: u64) -> anyhow::Result<()> {
        let mut journal = JournalServiceClient::new(self.channel.clone());
        journal.settle(SettleRequest { position }).await.context("waiting for consequences")?;
        Ok(())
    }

    /// Brings the calendar to the day the line became known.
    async fn advance(&mut self, line: &Line) -> anyhow::Result<()> {
        let passed = match self.days.get(&line.programme) {
            Some(day) if *day >= line.known => return Ok(()),
            Some(day) => u64::try_from(day.until(line.known)?.get_days())?,
            None => 1,
        };
        self.reach(line, line.known, false).await?;
        self.days.insert(line.programme.clone(), line.known);
        self.loaded.days += passed;
        Ok(())
    }

    /// Lets time pass and its consequences happen, once those of earlier lines have: what was to
    /// follow from a fact follows before the next day.
    async fn reach(&self, at: &Line, to: Date, live: bool) -> anyhow::Result<()> {
        self.settle(0).await?;
        let (programme, to) = (at.programme.clone(), to.to_string());
        let id = format!("calendar/{to}/{live}");
        let method = "le calendrier d’une reprise suit les dates où les faits ont été connus";
        let act =
            Act { effective: to.clone(), known: to.clone(), ..act(at, &id, Kind::Derived, method) };
        let advance = AdvanceRequest { act: Some(act), programme, to: to.clone(), live };
        let mut calendar = CalendarServiceClient::new(self.channel.clone());
        let reached = calendar.advance(self.sealed(&at.by, advance)?).await;
        let Line { story, number, key, .. } = at;
        let place = || format!("story {story}, line {number} ({key}): advancing to {to}");
        let Recorded { position, .. } = reached.with_context(place)?.into_inner();
        self.settle(position).await
    }

    async fn send(&self, line: &Line) -> anyhow::Result<Result<Recorded, Refused>> {
        let request = self.sealed(&line.by, line.message.clone())?;
        let answer = proto::dynamic::ask(self.channel.clone(), &line.method, request).await;
        Ok(answer.map(Response::into_inner).map_err(|status| Refused::new(line, &status)))
    }

    /// From here on the platform counts the days itself.
    async fn hand_over(&self, lines: &[Line]) -> anyhow::Result<()> {
        for (programme, day) in &self.days {
            let line = lines.iter().rfind(|line| line.programme == *programme);
            if let Some(line) = line {
                self.reach(line, *day, true).await?;
            }
        }
        Ok(())
    }

    /// Uploads what is not there yet, and says what it is.
    async fn register(&self, first: &Line, facts: &[u8]) -> anyhow::Result<()> {
        let mut client = DocumentsServiceClient::new(self.channel.clone());
        let sha256 = hex::encode(Sha256::digest(facts));
        let size = u64::try_from(facts.len())?;
        let announced = documents::BeginRequest { sha256: sha256.clone(), size };
        let begun = client.begin(self.sealed(&first.by, announced)?).await?.into_inner();
        let held = if begun.complete { facts.len() } else { usize::try_from(begun.held)? };
        let mut offset = begun.held;
        for bytes in facts.get(held..).unwrap_or_default().chunks(CHUNK) {
            let (sha256, bytes) = (sha256.clone(), bytes.to_vec());
            let put = documents::PutRequest { sha256, offset, bytes };
            offset = client.put(self.sealed(&first.by, put)?).await?.into_inner().held;
        }
        let act = act(
            first,
            &format!("facts/{sha256}"),
            Kind::Source,
            "liste de faits et de leurs sources",
        );
        let programme = &first.programme;
        let register = documents::RegisterRequest {
            act: Some(act),
            sha256,
            title: format!("Faits relevés et leurs sources, {programme}"),
            reference: format!("{programme}.facts"),
            kind: documents::Kind::Facts.into(),
            language: "en".to_owned(),
            media_type: "application/json".to_owned(),
            size,
            ..documents::RegisterRequest::default()
        };
        client.register(self.sealed(&first.by, register)?).await?;
        Ok(())
    }
}

/// An act of the loader itself.
fn act(line: &Line, key: &str, kind: Kind, method: &str) -> Act {
    let sources = vec![line.programme.clone()];
    Act {
        command_id: command_id_of(&line.programme, key),
        programme: line.programme.clone(),
        country: line.country.clone(),
        confidentiality: Confidentiality::Public.into(),
        provenance: Some(Provenance { kind: kind.into(), sources, method: method.to_owned() }),
        ..Act::default()
    }
}
