//! What others did that contradicts a rule of ours, until somebody explains it.

use kernel::{Fact, Projection};
use runtime::view::Anomaly;

use crate::financing::Event;

/// `<stream>/<event id of the anomaly>`.
#[derive(Debug)]
pub(super) struct Anomalies;

impl Projection for Anomalies {
    const NAME: &'static str = "anomalies";

    type Event = Event;
    type Row = Anomaly;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Correction(said) = &fact.event else { return Vec::new() };
        Anomaly::key(fact, said).into_iter().collect()
    }

    fn fold(_: &str, row: &mut Anomaly, fact: &Fact<Event>) {
        if let Event::Correction(said) = &fact.event {
            row.fold(fact, said);
        }
    }
}
