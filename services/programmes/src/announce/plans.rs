use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Announcement, Currency, Fact, Hash, Public, Total, correction};
use proto::programmes::v1 as pb;
use runtime::view::{money, sum};
use uuid::Uuid;

use super::{of_correction, public};
use crate::{
    exercise::{
        Event, Exercise, Opening, expenditure,
        line::Line,
        plan::{self, Revised, State, Submitted},
    },
    key::{SourceKey, StagingKey, StatementKey},
    lines::Staged,
};

/// What is said to have become of a plan whose adoption, or last revision, is void.
const WITHDRAWN: &str = "withdrawn";

/// What becomes of plans, and of what was spent.
#[derive(Debug)]
pub(super) enum Plans {}

/// The plan as it stands and as it stood, and the totals of its statements.
#[derive(Debug, Default)]
pub(super) struct Memory {
    opening: Option<Opening>,
    staged: Staged<Line>,
    /// As it was submitted, then each revision.
    versions: Vec<Version>,
    /// The event that adopted it.
    adopted: Option<Uuid>,
    statements: BTreeMap<StatementKey, pb::ExpenditureAnnounced>,
}

#[derive(Debug)]
struct Version {
    /// The event that made it.
    by: Uuid,
    revision: u32,
    hash: String,
    lines: usize,
    planned: Total,
    sources: BTreeSet<SourceKey>,
    profile: Vec<pb::Planned>,
}

impl Announcement for Plans {
    const SERVICE: &'static str = "programmes-plans";
    const CATEGORY: &'static str = <Exercise as kernel::Aggregate>::CATEGORY;
    type Event = Event;
    type Memory = Memory;

    fn remember(memory: &mut Memory, fact: &Fact<Event>) {
        match &fact.event {
            Event::Plan(plan::Event::Opened(opening)) => memory.opening = Some(opening.clone()),
            Event::Plan(plan::Event::LinesStaged(it)) => {
                memory.staged.give_up(&it.given_up);
                memory.staged.stage(&it.staging, it.chunk, &it.lines);
            }
            Event::Plan(plan::Event::Submitted(Submitted { staging, hash, .. })) => {
                memory.versions.clear();
                memory.take(fact.event_id, staging, hash, 0);
            }
            Event::Plan(plan::Event::Adopted(_)) => memory.adopted = Some(fact.event_id),
            Event::Plan(plan::Event::Revised(Revised { staging, hash, revision, .. })) => {
                memory.take(fact.event_id, staging, hash, *revision);
            }
            Event::Expenditure(expenditure::Event::Imported(imported)) => {
                let (programme, exercise) = memory.called();
                let message = pb::ExpenditureAnnounced {
                    programme,
                    exercise,
                    statement: imported.statement.to_string(),
                    total: Some(money(imported.total)),
                    until: imported.period.ends_on.to_string(),
                };
                memory.statements.insert(imported.statement.clone(), message);
            }
            Event::Plan(_)
            | Event::Expenditure(_)
            | Event::Publication(_)
            | Event::Correction(_) => (),
        }
    }

    fn announce(memory: &Memory, fact: &Fact<Event>) -> Vec<Public> {
        match &fact.event {
            Event::Plan(event) => of_plan(event, memory),
            Event::Expenditure(expenditure::Event::Locked(named)) => memory
                .statements
                .get(&named.statement)
                .map(|message| public("programmes.expenditure.locked.v1", message))
                .unwrap_or_default(),
            Event::Expenditure(
                expenditure::Event::LinesStaged(_)
                | expenditure::Event::Imported(_)
                | expenditure::Event::Checked(_)
                | expenditure::Event::Discarded(_),
            )
            | Event::Publication(_) => Vec::new(),
            Event::Correction(event) => {
                let (programme, exercise) = memory.called();
                let told = of_correction(event, &format!("{programme}/{exercise}"), fact);
                told.into_iter().chain(memory.withdrawn(event)).collect()
            }
        }
    }
}

impl Memory {
    /// Programme and budget year.
    fn called(&self) -> (String, String) {
        let opening = self.opening.as_ref();
        let programme = opening.map(|it| it.programme.to_string()).unwrap_or_default();
        (programme, opening.map(|it| it.exercise.to_string()).unwrap_or_default())
    }

    fn take(&mut self, by: Uuid, staging: &StagingKey, hash: &Hash, revision: u32) {
        let lines = self.staged.take(staging);
        let currency = self.opening.as_ref().map(|opening| opening.currency);
        self.versions.push(Version {
            by,
            revision,
            hash: hash.to_string(),
            lines: lines.len(),
            planned: lines.iter().map(Line::total).sum(),
            sources: lines.iter().map(|line| line.source.clone()).collect(),
            profile: currency.map(|currency| profile(&lines, currency)).unwrap_or_default(),
        });
    }

    /// The plan as it stands, in that state.
    fn message(&self, state: State) -> pb::WorkplanAnnounced {
        match self.versions.split_last() {
            None => self.of(None, None, state.into()),
            Some((last, before)) => self.of(Some(last), before.last(), state.into()),
        }
    }

    /// A version, after another.
    fn of(
        &self,
        version: Option<&Version>,
        after: Option<&Version>,
        state: &str,
    ) -> pb::WorkplanAnnounced {
        let (programme, exercise) = self.called();
        let opening = self.opening.as_ref();
        let currency = opening.map(|opening| opening.currency);
        let sources = |version: Option<&Version>| -> BTreeSet<SourceKey> {
            version.map(|version| version.sources.clone()).unwrap_or_default()
        };
        let dropped = &sources(after) - &sources(version);
        let planned = version.map_or(Total::default(), |version| version.planned);
        pb::WorkplanAnnounced {
            programme,
            exercise,
            state: state.to_owned(),
            planned: currency.map(|currency| sum(planned, currency)),
            lines: version.map_or(0, |it| u32::try_from(it.lines).unwrap_or(u32::MAX)),
            hash: version.map(|version| version.hash.clone()).unwrap_or_default(),
            revision: version.map_or(0, |version| version.revision),
            profile: version.map(|version| version.profile.clone()).unwrap_or_default(),
            dropped: dropped.iter().map(ToString::to_string).collect(),
            starts_on: day(opening.map(|opening| opening.starts_on)),
            ends_on: day(opening.map(|opening| opening.ends_on)),
            ..pb::WorkplanAnnounced::default()
        }
    }

    /// Whoever heard of a plan hears what stands instead, once what adopted or revised it is void.
    /// Nothing where something later stands all the same.
    fn withdrawn(&self, event: &correction::Event) -> Vec<Public> {
        let correction::Event::EntryVoided(voided) = event else { return Vec::new() };
        let (Some(adopted), Some((last, before))) = (self.adopted, self.versions.split_last())
        else {
            return Vec::new();
        };
        let message = if voided.target == adopted {
            self.of(None, Some(last), WITHDRAWN)
        } else if voided.target == last.by && !before.is_empty() {
            self.of(before.last(), Some(last), WITHDRAWN)
        } else {
            return Vec::new();
        };
        public("programmes.workplan.withdrawn.v1", &message)
    }
}

fn day(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

/// Who pays what in which quarter.
fn profile(lines: &[Line], currency: Currency) -> Vec<pb::Planned> {
    let mut sums = BTreeMap::<(&SourceKey, u32), Total>::new();
    for line in lines {
        // What is not split over quarters comes last in a line, and is quarter 0 in a profile.
        for (units, quarter) in line.amounts.iter().zip([1, 2, 3, 4, 0]) {
            *sums.entry((&line.source, quarter)).or_default() += *units;
        }
    }
    let planned = |((source, quarter), total): ((&SourceKey, u32), Total)| pb::Planned {
        source: source.to_string(),
        quarter,
        money: Some(sum(total, currency)),
    };
    sums.into_iter().filter(|(_, total)| !total.is_zero()).map(planned).collect()
}

fn of_plan(event: &plan::Event, memory: &Memory) -> Vec<Public> {
    use plan::Event as E;
    let (name, message) = match event {
        E::Submitted(_) => ("programmes.workplan.submitted.v1", memory.message(State::Submitted)),
        E::Adopted(adoption) => {
            let body = adoption.body.to_string();
            let decision = adoption.decision.clone().unwrap_or_default();
            let message = memory.message(State::Adopted);
            let message = pb::WorkplanAnnounced { body, decision, ..message };
            ("programmes.workplan.adopted.v1", message)
        }
        E::NoObjectionReceived(_) => (
            "programmes.workplan.no-objection-received.v1",
            memory.message(State::NoObjectionReceived),
        ),
        E::InForce(_) => ("programmes.workplan.in-force.v1", memory.message(State::InForce)),
        E::Revised(revised) => {
            let cause = &revised.cause;
            let text = |of: Option<String>| of.unwrap_or_default();
            let message = pb::WorkplanAnnounced {
                decision: text(cause.decision.clone()),
                review: text(cause.review.as_ref().map(ToString::to_string)),
                recommendation: text(cause.recommendation.as_ref().map(ToString::to_string)),
                ..memory.message(State::Revised)
            };
            ("programmes.workplan.revised.v1", message)
        }
        E::Executed(_) => ("programmes.workplan.executed.v1", memory.message(State::Executed)),
        E::ClosedOut(_) => ("programmes.workplan.closed-out.v1", memory.message(State::ClosedOut)),
        E::Opened(_) | E::LinesStaged(_) | E::ProgressReported(_) => return Vec::new(),
    };
    public(name, &message)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::{
        correction::EntryVoided,
        testing::{fact, who},
    };
    use serde_json::json;

    use super::*;

    const DAY: Date = date(2020, 1, 15);

    /// Told one after the other, each with an id of its own: what they leave to be remembered.
    fn remembered(told: &[(&str, serde_json::Value)]) -> (Memory, Vec<Uuid>) {
        let (mut memory, mut ids) = (Memory::default(), Vec::new());
        for (nth, (name, data)) in told.iter().enumerate() {
            let name = format!("programmes.{name}.v1");
            let event = <Event as kernel::Stored>::read(&name, data.to_string().as_bytes());
            let event_id = Uuid::from_u128(nth as u128 + 1);
            let told = Fact { event_id, ..fact(&who("awa"), DAY, event.expect(&name)) };
            Plans::remember(&mut memory, &told);
            ids.push(event_id);
        }
        (memory, ids)
    }

    fn void(memory: &Memory, target: Uuid) -> Vec<(&'static str, pb::WorkplanAnnounced)> {
        let (name, reason) = (String::new(), "Séance ajournée".to_owned());
        let voided = correction::Event::EntryVoided(EntryVoided { target, name, reason });
        let said = Plans::announce(memory, &fact(&who("awa"), DAY, Event::Correction(voided)));
        let read = |public: Public| {
            let message = std::str::from_utf8(&public.data).unwrap();
            (public.name, proto::read(message).unwrap_or_default())
        };
        said.into_iter().map(read).collect()
    }

    fn year() -> Vec<(&'static str, serde_json::Value)> {
        let line = |row: u32, source: &str| {
            json!({
                "row": row, "activity": "1.1", "label": "Transferts", "component": "1",
                "source": source, "area": null, "amounts": [1000, 0, 0, 0, 0], "target": null,
                "unit": null,
            })
        };
        let chunk = |staging: &str, lines: serde_json::Value| json!({ "staging": staging, "chunk": 0, "lines": lines });
        let money = json!({ "units": 2000, "currency": "XOF", "exponent": 0 });
        let hash = "ab".repeat(32);
        vec![
            (
                "workplan.exercise-opened",
                json!({
                    "programme": "P127328", "exercise": "2020", "starts_on": "2020-01-01",
                    "ends_on": "2020-12-31", "currency": "XOF", "no_objection_from": [],
                }),
            ),
            ("workplan.lines-staged", chunk("v1", json!([line(1, "H8350"), line(2, "ETAT")]))),
            (
                "workplan.submitted",
                json!({
                    "staging": "v1", "lines": 2, "hash": hash, "planned": money, "title": null,
                }),
            ),
            ("workplan.adopted", json!({ "body": "CNP", "decision": "CNP-12/4", "session": null })),
            ("workplan.lines-staged", chunk("v2", json!([line(1, "ETAT"), line(2, "D3480")]))),
            (
                "workplan.revised",
                json!({
                    "revision": 1, "staging": "v2", "lines": 2, "hash": hash, "planned": money,
                    "reason": "Clos",
                    "cause": { "kind": "body", "review": null, "recommendation": null, "decision": "D" },
                }),
            ),
        ]
    }

    fn sources(message: &pb::WorkplanAnnounced) -> Vec<&str> {
        message.profile.iter().map(|planned| planned.source.as_str()).collect()
    }

    #[test]
    fn once_its_adoption_is_void_a_plan_asks_nobody_for_anything() {
        let (memory, ids) = remembered(&year()[..4]);
        let told = void(&memory, ids[3]);
        let [("programmes.fact.voided.v1", _), ("programmes.workplan.withdrawn.v1", message)] =
            told.as_slice()
        else {
            panic!("{told:?}")
        };
        assert_eq!((message.state.as_str(), message.lines), ("withdrawn", 0));
        assert_eq!(message.dropped, ["ETAT", "H8350"]);
        assert!(message.profile.is_empty());
    }

    #[test]
    fn once_a_revision_is_void_the_plan_before_stands_again() {
        let (memory, ids) = remembered(&year());
        let told = void(&memory, ids[5]);
        let [_, ("programmes.workplan.withdrawn.v1", message)] = told.as_slice() else {
            panic!("{told:?}")
        };
        assert_eq!((message.revision, sources(message)), (0, vec!["ETAT", "H8350"]));
        assert_eq!(message.dropped, ["D3480"]);
        let (memory, ids) = remembered(&year());
        let adoption = void(&memory, ids[3]);
        assert_eq!(adoption[1].1.dropped, ["D3480", "ETAT"], "nothing stands without it");
    }

    #[test]
    fn what_nobody_relied_on_is_only_said_to_be_void() {
        let (memory, ids) = remembered(&year()[..3]);
        assert_eq!(void(&memory, ids[2]).len(), 1, "it was never adopted");
        let (memory, ids) = remembered(&year());
        assert_eq!(void(&memory, ids[2]).len(), 1, "it was revised since");
        assert_eq!(void(&memory, ids[4]).len(), 1);
    }
}
