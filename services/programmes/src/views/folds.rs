//! What the tables make of facts, told fact by fact, as a journal holds them.

mod phases;
mod places;
mod plans;
mod results;
mod reviews;
mod strategies;

use jiff::civil::{Date, date};
use kernel::{Fact, Projection, Stored as _, fold_all, testing};
use serde_json::{Value, json};

use crate::testing::{code, who};

/// A day, the stored name of an event behind `programmes.`, and its data.
type Told = (Date, &'static str, Value);

fn facts<P: Projection>(told: &[Told]) -> Vec<Fact<P::Event>> {
    let fact = |(position, (on, name, data)): (u64, &Told)| {
        let name = format!("programmes.{name}.v1");
        let event = P::Event::read(&name, data.to_string().as_bytes());
        let event = event.unwrap_or_else(|why| panic!("{name}: {why}"));
        Fact { position, stream: "thing-1".into(), ..testing::fact(&who("awa"), *on, event) }
    };
    (0..).zip(told).map(fact).collect()
}

/// The one row that they lead to.
fn row<P: Projection>(told: &[Told]) -> P::Row {
    let mut rows = fold_all::<P>(&facts::<P>(told)).into_values();
    let (row, none) = (rows.next(), rows.next());
    assert!(none.is_none(), "one row a stream");
    row.unwrap_or_default()
}
