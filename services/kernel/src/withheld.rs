//! What is left of a restricted fact for whoever may not read it: that it is there, whose act it is, and
//! what it changed. Its words are withheld.
//!
//! States, days, amounts and references stay, because a total that leaves something out is wrong and a
//! thing that is not in its place cannot be asked for. Whatever could be any text is words, and the
//! event's own type says where that is: a text in whose place the event can be read with another one. So
//! no event has to declare what it says, and none can forget to.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Deserializer, de::Error as _};
use serde_json::Value;

use crate::{Authority, Evidence, Fact, Meta, Stored, Unreadable};

/// Stands where words are withheld. In both languages, because whoever reads an answer or a file may
/// have nothing that translates it.
pub const WITHHELD: &str = "[réservé · restricted]";

/// Reads a text by which something is known to everybody, such as a reference: it is no words.
pub fn named<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    let text = String::deserialize(from)?;
    if text == WITHHELD { Err(D::Error::custom("a name is not withheld")) } else { Ok(text) }
}

impl<E: Stored> Fact<E> {
    /// What whoever may not read it is shown in its place. None if anybody may read it.
    pub fn withheld(&self) -> Result<Option<Self>, Unreadable> {
        if !self.is_restricted() {
            return Ok(None);
        }
        let meta = Arc::new(without_words(&self.meta));
        let (stream, event) = (Arc::clone(&self.stream), wordless(&self.event)?);
        let Self { revision, position, event_id, .. } = *self;
        Ok(Some(Self { stream, revision, position, event_id, meta, event }))
    }
}

/// Who, when and on whose behalf stay: that is whom to ask.
fn without_words(meta: &Meta) -> Meta {
    let mut meta = Meta { withheld: true, interim: None, ..meta.clone() };
    meta.provenance.sources.clear();
    meta.provenance.method = None;
    meta.authority = meta.authority.map(|authority| match authority {
        Authority::Notice(_) => Authority::Notice(WITHHELD.to_owned()),
        Authority::Import(_) => Authority::Import(WITHHELD.to_owned()),
        Authority::Decision(_) | Authority::Delegation(_) => authority,
    });
    for evidence in &mut meta.evidence {
        *evidence = Evidence {
            title: WITHHELD.to_owned(),
            reference: None,
            document: None,
            language: None,
            page: None,
            url: None,
        };
    }
    meta
}

/// The event without its words. Texts in the same place of all items of a list are of one type, so they
/// are tried together.
fn wordless<E: Stored>(event: &E) -> Result<E, Unreadable> {
    let name = event.name();
    let mut data: Value = serde_json::from_slice(&event.data()?)?;
    let mut places = BTreeMap::new();
    find(&data, String::new(), String::new(), &mut places);
    for pointers in places.values() {
        let words = put(&mut data, pointers, vec![WITHHELD.into(); pointers.len()]);
        if E::read(name, &serde_json::to_vec(&data)?).is_err() {
            put(&mut data, pointers, words);
        }
    }
    E::read(name, &serde_json::to_vec(&data)?)
}

/// Puts texts where the pointers lead, and returns what was there.
fn put(data: &mut Value, pointers: &[String], texts: Vec<Value>) -> Vec<Value> {
    let mut before = Vec::with_capacity(texts.len());
    for (pointer, text) in pointers.iter().zip(texts) {
        if let Some(place) = data.pointer_mut(pointer) {
            before.push(std::mem::replace(place, text));
        }
    }
    before
}

/// Pointers to the texts in `data`, by the place they have in it wherever an item of a list is.
fn find(data: &Value, place: String, at: String, places: &mut BTreeMap<String, Vec<String>>) {
    match data {
        Value::String(text) if !text.is_empty() => places.entry(place).or_default().push(at),
        Value::Array(items) => {
            for (nth, item) in items.iter().enumerate() {
                find(item, format!("{place}/"), format!("{at}/{nth}"), places);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                find(field, format!("{place}/{name}"), format!("{at}/{name}"), places);
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::{
        Confidentiality, Money, Units,
        testing::{fact, who},
    };

    mod finding {
        use serde::{Deserialize, Serialize};

        use crate::{Code, Money};

        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) enum Event {
            Recorded(Recorded),
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(super) struct Recorded {
            pub(super) finding: Name,
            pub(super) severity: Severity,
            pub(super) about: Code,
            pub(super) amount: Money,
            pub(super) statement: String,
            pub(super) cause: Option<String>,
            pub(super) lines: Vec<Line>,
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(super) struct Line {
            pub(super) label: String,
            pub(super) on: jiff::civil::Date,
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(transparent)]
        pub(super) struct Name(#[serde(deserialize_with = "crate::named")] pub(super) String);

        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub(super) enum Severity {
            Grave,
        }
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    enum Event {
        Finding(finding::Event),
    }

    crate::stored!(Event {
        "toy.finding.recorded.v1" => Finding(finding::Event::Recorded),
    });

    fn recorded(class: Confidentiality) -> Fact<Event> {
        let data = json!({
            "finding": "C1", "severity": "grave", "about": "H8350",
            "amount": Money { units: Units::ZERO, currency: "XOF".parse().unwrap() },
            "statement": "Un chèque sans contrepartie", "cause": null,
            "lines": [{ "label": "Chèque nº 7", "on": "2019-09-26" },
                      { "label": "Chèque nº 8", "on": "2019-09-27" }],
        });
        let data = serde_json::to_vec(&data).unwrap();
        let event = Event::read("toy.finding.recorded.v1", &data).unwrap();
        let mut fact = fact(&who("awa"), date(2019, 9, 26), event);
        let meta = Arc::make_mut(&mut fact.meta);
        meta.confidentiality = class;
        meta.authority = Some(Authority::Notice("Lettre du vérificateur".into()));
        fact
    }

    #[test]
    fn the_words_of_a_restricted_fact_are_withheld_and_its_figures_and_names_stay() {
        let fact = recorded(Confidentiality::Restricted);
        let Event::Finding(finding::Event::Recorded(all)) = &fact.event;
        let withheld = fact.withheld().unwrap().unwrap();
        let Event::Finding(finding::Event::Recorded(left)) = &withheld.event;
        let line = |line: &finding::Line| finding::Line { label: WITHHELD.into(), ..line.clone() };
        let expected = finding::Recorded {
            statement: WITHHELD.into(),
            lines: all.lines.iter().map(line).collect(),
            ..all.clone()
        };
        assert_eq!(*left, expected);
        assert!(withheld.meta.withheld);
        assert_eq!(withheld.meta.who, fact.meta.who);
        assert_eq!(withheld.meta.authority, Some(Authority::Notice(WITHHELD.into())));
    }

    #[test]
    fn what_everybody_may_read_is_left_as_it_is() {
        for class in [Confidentiality::Public, Confidentiality::Internal] {
            assert_eq!(recorded(class).withheld().unwrap(), None);
        }
    }
}
