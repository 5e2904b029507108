//! The facts behind a figure: who recorded them, when, and what each set it to.

use kernel::{Aggregate, Code, Fact, Stored};
use proto::{jalon::v1::Entry, sessions::v1 as pb};
use runtime::{
    Malformed,
    view::{Seen, Viewpoint, amended, entry, failed},
    wire,
};
use serde_json::Value;
use tonic::Status;

use super::Views;
use crate::{
    blockage::Blockage, body::Body, mission::Mission, recommendation::Recommendation,
    session::Session,
};

/// The beginning of an event's stored name, and a place in its data.
type Places = &'static [(&'static str, &'static str)];

/// Each figure of each kind of thing, and where events set it: the beginning of their stored name,
/// and the place in their data.
const FIGURES: &[(&str, &str, Places)] = &[
    (
        "body",
        "name",
        &[
            ("sessions.body.constituted.", "/name"),
            ("sessions.body.renamed.", "/name"),
            ("sessions.body.name-", "/reason"),
        ],
    ),
    (
        "body",
        "rules",
        &[("sessions.body.constituted.", "/rules"), ("sessions.body.rules-set.", "")],
    ),
    (
        "body",
        "mandate",
        &[
            ("sessions.body.constituted.", "/mandate"),
            ("sessions.body.mandate-changed.", "/mandate"),
        ],
    ),
    ("body", "members", &[("sessions.seat.", "/seat")]),
    ("body", "sessions", &[("sessions.number.given.", "/session")]),
    (
        "session",
        "dates",
        &[
            ("sessions.session.planned.", "/dates/from/on"),
            ("sessions.session.postponed.", "/dates/from/on"),
            ("sessions.plan.date-flagged.", "/proposed"),
        ],
    ),
    ("session", "state", &[("sessions.session.", "")]),
    ("session", "attendance", &[("sessions.presence.", "/day")]),
    ("session", "minutes", &[("sessions.minutes.", "/version")]),
    ("session", "agenda", &[("sessions.agenda.", "/item")]),
    ("recommendation", "state", &[("sessions.recommendation.", "")]),
    (
        "recommendation",
        "due_on",
        &[
            ("sessions.recommendation.formulated.", "/due_on"),
            ("sessions.recommendation.assigned.", "/due_on"),
            ("sessions.recommendation.extended.", "/due_on"),
            ("sessions.recommendation.reopened.", "/due_on"),
        ],
    ),
    (
        "recommendation",
        "addressee",
        &[
            ("sessions.recommendation.formulated.", "/addressee"),
            ("sessions.recommendation.assigned.", "/addressee"),
        ],
    ),
    ("blockage", "state", &[("sessions.blockage.", "")]),
    ("blockage", "solution", &[("sessions.blockage.solution-", "/solution")]),
    ("mission", "state", &[("sessions.mission.", "")]),
    ("mission", "findings", &[("sessions.finding.", "/finding")]),
];

impl Views {
    pub(super) async fn history(
        &self,
        request: &pb::HistoryRequest,
        from: Viewpoint,
    ) -> Result<pb::History, Status> {
        let code = wire::reference(&request.reference, "reference")?;
        let entries = match request.kind.as_str() {
            "body" => self.entries::<Body>(Body::stream(Body::id(&code)), request, from).await,
            "session" => {
                self.entries::<Session>(Session::stream(Session::id(&code)), request, from).await
            }
            "recommendation" => {
                let stream = Recommendation::stream(Recommendation::id(&code));
                self.entries::<Recommendation>(stream, request, from).await
            }
            "blockage" => {
                self.entries::<Blockage>(Blockage::stream(Blockage::id(&code)), request, from).await
            }
            "mission" => {
                self.entries::<Mission>(Mission::stream(Mission::id(&code)), request, from).await
            }
            _ => return Err(Malformed::Code("kind").into()),
        };
        Ok(pb::History {
            kind: request.kind.clone(),
            reference: Code::to_string(&code),
            figure: request.figure.clone(),
            entries: entries?,
        })
    }

    /// Without a figure: everything, as it was recorded. With one: as it is seen, corrections heeded.
    async fn entries<A: Aggregate>(
        &self,
        stream: String,
        request: &pb::HistoryRequest,
        from: Viewpoint,
    ) -> Result<Vec<Entry>, Status>
    where
        A::Event: Clone,
    {
        let seen = Seen::<A::Event>::look(&*self.journal, stream, from).await.map_err(failed)?;
        let (figure, item) = request.figure.split_once('/').unwrap_or((&request.figure, ""));
        if figure.is_empty() {
            let facts = seen.recorded().await.map_err(failed)?;
            return Ok(amended(facts.iter().map(entry).collect(), &facts));
        }
        // One item's history is that of the agenda, as far as it is about the item.
        let figure = if figure == "item" { "agenda" } else { figure };
        let places =
            FIGURES.iter().find(|(kind, name, _)| (*kind, *name) == (&*request.kind, figure));
        let (_, _, places) = places.ok_or(Malformed::Code("figure"))?;
        let facts = seen.facts().await.map_err(failed)?;
        let told = facts.iter().filter_map(|fact| set(fact, places));
        let told = told.filter(|it| item.is_empty() || it.value == item).collect();
        Ok(amended(told, &facts))
    }
}

/// What an event set the figure to, if it is about it.
fn set<E: Stored>(fact: &Fact<E>, places: Places) -> Option<Entry> {
    let name = fact.event.name();
    let (_, place) = places.iter().find(|(about, _)| name.starts_with(about))?;
    let data = fact.event.data().ok()?;
    let data: Value = serde_json::from_slice(&data).ok()?;
    let value = match data.pointer(place) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Null) | None => String::new(),
        // Of a state, what happened is what it was set to.
        Some(_) if place.is_empty() => {
            let name = name.strip_suffix(".v1").unwrap_or(name);
            name.rsplit('.').next().unwrap_or(name).to_owned()
        }
        Some(value) => value.to_string(),
    };
    Some(Entry { value, ..entry(fact) })
}
