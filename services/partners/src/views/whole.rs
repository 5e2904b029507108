//! A row that is the aggregate itself, with what stands behind each part of it.

use std::{collections::BTreeMap, fmt, marker::PhantomData};

use kernel::{Aggregate, Fact, Projection, correction};
use proto::partners::v1 as pb;
use runtime::view::Proof;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::shown::Shown;

/// What stands behind a state is also kept by its day, for the periods of a course.
const STATE: &str = "state";

/// One row a stream.
pub(crate) struct Whole<A>(PhantomData<fn() -> A>);

impl<A> fmt::Debug for Whole<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(bound = "A: Aggregate")]
pub(crate) struct Row<A: Aggregate> {
    pub(super) state: A,
    /// By what it stands behind: `state`, `amount`, `deliverable/D1`.
    proofs: BTreeMap<String, Proof>,
    anomalies: BTreeMap<Uuid, Anomaly>,
}

/// An act of somebody else that contradicts a rule of ours.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Anomaly {
    about: String,
    args: BTreeMap<String, String>,
    explanation: Option<String>,
    proof: Proof,
}

impl<A: Shown> Projection for Whole<A> {
    const NAME: &'static str = A::TABLE;

    type Event = A::Event;
    type Row = Row<A>;

    fn keys(fact: &Fact<A::Event>) -> Vec<String> {
        vec![fact.stream.to_string()]
    }

    fn fold(_: &str, row: &mut Row<A>, fact: &Fact<A::Event>) {
        row.state.evolve(fact);
        for about in A::about(&fact.event) {
            if about == STATE {
                row.proofs.insert(format!("{STATE}/{}", fact.effective_on()), fact.into());
            }
            row.proofs.insert(about, fact.into());
        }
        match A::correction(&fact.event) {
            Some(correction::Event::AnomalyNoted(noted)) => {
                let anomaly = Anomaly {
                    about: noted.about.clone(),
                    args: noted.args.clone(),
                    explanation: None,
                    proof: fact.into(),
                };
                row.anomalies.insert(fact.event_id, anomaly);
            }
            Some(correction::Event::AnomalyExplained(explained)) => {
                if let Some(anomaly) = row.anomalies.get_mut(&explained.anomaly) {
                    anomaly.explanation = Some(explained.explanation.clone());
                }
            }
            Some(correction::Event::FactCorrected(_) | correction::Event::EntryVoided(_))
            | None => (),
        }
    }
}

impl<A: Aggregate> Row<A> {
    pub(super) fn proof(&self, about: &str) -> Option<proto::jalon::v1::Proof> {
        self.proofs.get(about).copied().map(Into::into)
    }

    /// Some fact behind that part, or behind a part of it, is made up.
    pub(super) fn illustrative(&self, about: &str) -> bool {
        let parts = self.proofs.iter().filter(|(name, _)| {
            name.strip_prefix(about).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        });
        parts.into_iter().any(|(_, proof)| proof.illustrative)
    }

    pub(super) fn open_anomalies(&self) -> u32 {
        super::reader::count(self.anomalies.values().filter(|it| it.explanation.is_none()).count())
    }

    pub(super) fn anomalies(&self) -> Vec<pb::AnomalyLine> {
        let line = |(event_id, anomaly): (&Uuid, &Anomaly)| pb::AnomalyLine {
            event_id: event_id.to_string(),
            about: anomaly.about.clone(),
            args: anomaly.args.clone().into_iter().collect(),
            explained: anomaly.explanation.is_some(),
            explanation: anomaly.explanation.clone().unwrap_or_default(),
            proof: Some(anomaly.proof.into()),
        };
        self.anomalies.iter().map(line).collect()
    }
}
