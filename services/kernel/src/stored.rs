use std::{collections::HashMap, sync::Arc};

use serde::Deserialize as _;
use uuid::Uuid;

use crate::{Amendable, Confidentiality, Effective, Fact, Meta};

/// An event's name and bytes in the journal. Implemented by [`stored!`](crate::stored).
pub trait Stored: Sized + Send + Sync + 'static {
    /// Every name this service has ever written.
    const NAMES: &'static [&'static str];

    /// `service.entity.fact.version`, stored beside the data and never inside it.
    fn name(&self) -> &'static str;
    fn data(&self) -> serde_json::Result<Vec<u8>>;
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable>;

    /// What this event says of an earlier one, if that is what it is for.
    fn amendment(&self) -> Option<Amendment> {
        None
    }

    /// Whether it only holds lines that mean nothing until a later event takes them.
    fn is_staged(&self) -> bool {
        false
    }

    /// What it takes to amend this event.
    fn amendable(&self) -> Amendable {
        Amendable::default()
    }
}

#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    #[error("no event is called {0}")]
    Unknown(String),
    #[error("not the data this event holds")]
    Data(#[from] serde_json::Error),
    #[error("the event has no {0}")]
    NoSuchField(String),
}

/// A later fact about an earlier one: it was wrong, or should never have been recorded. The journal
/// keeps both; whoever reads past the later one sees the earlier as it should have been.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    pub target: Uuid,
    pub change: Change,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    Void,
    /// `field` is a JSON pointer into the event's data, or `effective` for its date.
    Field {
        field: String,
        to: serde_json::Value,
    },
}

impl Change {
    /// The fact as it should have been. None if it should not have been at all.
    pub fn apply<E: Stored>(&self, fact: &Fact<E>) -> Result<Option<(E, Meta)>, Unreadable> {
        let mut meta = Meta::clone(&fact.meta);
        let before: serde_json::Value = serde_json::from_slice(&fact.event.data()?)?;
        let mut data = before.clone();
        if !self.make(&mut data, &mut meta.effective)? {
            return Ok(None);
        }
        let event = E::read(fact.event.name(), &serde_json::to_vec(&data)?)?;
        if let Some(field) = self.adds(&before) {
            let read: serde_json::Value = serde_json::from_slice(&event.data()?)?;
            let known = read.pointer(field).is_some();
            known.then_some(()).ok_or_else(|| Unreadable::NoSuchField(field.to_owned()))?;
        }
        Ok(Some((event, meta)))
    }

    /// What the data did not say. Only reading it again tells whether that is a field at all.
    fn adds(&self, before: &serde_json::Value) -> Option<&str> {
        let Self::Field { field, .. } = self else { return None };
        let absent = field != "effective" && before.pointer(field).is_none();
        absent.then_some(field.as_str())
    }

    /// Makes of a fact's data and of its date what they should have been. False if it should not have
    /// been at all.
    pub fn make(
        &self,
        data: &mut serde_json::Value,
        effective: &mut Effective,
    ) -> Result<bool, Unreadable> {
        let missing = |field: &String| Unreadable::NoSuchField(field.clone());
        match self {
            Self::Void => return Ok(false),
            Self::Field { field, to } if field == "effective" => {
                let text = String::deserialize(to)?;
                *effective = text.parse().map_err(|_| missing(field))?;
            }
            Self::Field { field, to } => {
                *place(data, field).ok_or_else(|| missing(field))? = to.clone();
            }
        }
        Ok(true)
    }
}

/// What is at that pointer. A member that an object does not have is there from now on, as nothing: what
/// is optional is not written where nobody said it.
fn place<'d>(data: &'d mut serde_json::Value, field: &str) -> Option<&'d mut serde_json::Value> {
    let (object, member) = field.rsplit_once('/')?;
    if data.pointer(field).is_none() {
        let member = member.replace("~1", "/").replace("~0", "~");
        data.pointer_mut(object)?.as_object_mut()?.insert(member, serde_json::Value::Null);
    }
    data.pointer_mut(field)
}

/// What `facts` of one stream amount to once each amendment among them is heeded. An amendment that
/// cannot be applied changes nothing, and so does one of an event that stays as it is: what is recorded
/// is read, whatever it is.
pub fn amended<E: Stored>(facts: Vec<Fact<E>>) -> Vec<Fact<E>> {
    let mut changes = HashMap::<Uuid, Vec<(Change, Confidentiality)>>::new();
    for fact in &facts {
        if let Some(Amendment { target, change }) = fact.event.amendment() {
            changes.entry(target).or_default().push((change, fact.meta.confidentiality));
        }
    }
    if changes.is_empty() {
        return facts;
    }
    let as_it_should_be = |mut fact: Fact<E>| {
        if fact.event.amendable() == Amendable::Never {
            return Some(fact);
        }
        for (change, class) in changes.get(&fact.event_id).into_iter().flatten() {
            match change.apply(&fact) {
                Ok(Some((event, mut meta))) => {
                    // It says now what the correction said.
                    meta.confidentiality = meta.confidentiality.max(*class);
                    (fact.event, fact.meta) = (event, Arc::new(meta));
                }
                Ok(None) => return None,
                Err(_) => (),
            }
        }
        Some(fact)
    };
    facts.into_iter().filter_map(as_it_should_be).collect()
}

/// How confidential the fact `target` of one stream is, with all that was said of it since.
pub fn class_of<E: Stored>(facts: &[Fact<E>], target: Uuid) -> Option<Confidentiality> {
    let said_of = |fact: &&Fact<E>| {
        let amends = fact.event.amendment().is_some_and(|said| said.target == target);
        fact.event_id == target || amends
    };
    facts.iter().filter(said_of).map(|fact| fact.meta.confidentiality).max()
}

/// The names of a service's events, entity by entity. An event without one does not compile.
///
/// `corrected: "service"` adds corrections, which the aggregate has in its variant `Correction` and
/// every stream of that service under the same names. One person amends a fact, unless `amendable`
/// says otherwise; a correction is not amended: another one is made. `staged` says which events only
/// hold lines for a later one.
#[macro_export]
macro_rules! stored {
    ($event:ty { $($name:literal => $entity:ident($module:ident::Event::$fact:ident),)+ }
     $(amendment: $amendment:expr)?) => {
        $crate::stored!(@named $event { $([$name] $entity($module::Event::$fact),)+ } {
            $(fn amendment(&self) -> Option<$crate::Amendment> {
                $amendment(self)
            })?
        });
    };
    ($event:ty { $($facts:tt)+ } corrected: $service:literal) => {
        $crate::stored!($event { $($facts)+ } corrected: $service, amendable: |_: &Self| {
            $crate::Amendable::ByOne
        });
    };
    ($event:ty { $($facts:tt)+ } corrected: $service:literal, staged: $staged:expr) => {
        $crate::stored!($event { $($facts)+ } corrected: $service, amendable: |_: &Self| {
            $crate::Amendable::ByOne
        }, staged: $staged);
    };
    ($event:ty { $($name:literal => $entity:ident($module:ident::Event::$fact:ident),)+ }
     corrected: $service:literal, amendable: $amendable:expr $(, staged: $staged:expr)?) => {
        $crate::stored!(@named $event {
            $([$name] $entity($module::Event::$fact),)+
            [concat!($service, ".correction.fact-corrected.v1")]
                Correction(correction::Event::FactCorrected),
            [concat!($service, ".correction.entry-voided.v1")]
                Correction(correction::Event::EntryVoided),
            [concat!($service, ".correction.anomaly-noted.v1")]
                Correction(correction::Event::AnomalyNoted),
            [concat!($service, ".correction.anomaly-explained.v1")]
                Correction(correction::Event::AnomalyExplained),
        } {
            fn amendment(&self) -> Option<$crate::Amendment> {
                if let Self::Correction(said) = self { said.amendment() } else { None }
            }

            fn amendable(&self) -> $crate::Amendable {
                if let Self::Correction(_) = self {
                    $crate::Amendable::Correction
                } else {
                    $amendable(self)
                }
            }

            $(fn is_staged(&self) -> bool {
                $staged(self)
            })?
        });

        impl From<$crate::correction::Event> for $event {
            fn from(said: $crate::correction::Event) -> Self {
                Self::Correction(said)
            }
        }

        impl From<$crate::Amend> for $event {
            fn from(amend: $crate::Amend) -> Self {
                Self::Correction(amend.into())
            }
        }
    };
    (@named $event:ty {
        $([$($name:tt)+] $entity:ident($module:ident::Event::$fact:ident),)+
    } { $($amended:tt)* }) => {
        impl $crate::Stored for $event {
            const NAMES: &'static [&'static str] = &[$($($name)+),+];

            fn name(&self) -> &'static str {
                match self { $(Self::$entity($module::Event::$fact(_)) => $($name)+),+ }
            }

            fn data(&self) -> $crate::serde_json::Result<Vec<u8>> {
                match self {
                    $(Self::$entity($module::Event::$fact(data)) => {
                        $crate::serde_json::to_vec(data)
                    })+
                }
            }

            fn read(name: &str, data: &[u8]) -> Result<Self, $crate::Unreadable> {
                match name {
                    $($($name)+ => {
                        let data = $crate::serde_json::from_slice(data)?;
                        Ok(Self::$entity($module::Event::$fact(data)))
                    })+
                    unknown => Err($crate::Unreadable::Unknown(unknown.to_owned())),
                }
            }

            $($amended)*
        }
    };
}

/// So that an entity's event is an event of the aggregate.
#[macro_export]
macro_rules! entities {
    ($event:ty { $($entity:ident($module:ident),)+ }) => {$(
        impl From<$module::Event> for $event {
            fn from(event: $module::Event) -> Self {
                Self::$entity(event)
            }
        }
    )+};
}

/// So that the edge makes commands of corrections, and of explanations where there may be anomalies.
#[macro_export]
macro_rules! amending {
    ($command:ty { $amend:ident $(, $explain:ident)? }) => {
        impl From<$crate::Amending> for $command {
            fn from(amending: $crate::Amending) -> Self {
                Self::$amend(amending)
            }
        }

        $(impl From<$crate::Explain> for $command {
            fn from(explain: $crate::Explain) -> Self {
                Self::$explain(explain)
            }
        })?
    };
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::testing;

    mod coin {
        use serde::{Deserialize, Serialize};

        #[derive(Clone, Debug, PartialEq, Eq)]
        pub(super) enum Event {
            Put(Put),
        }

        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(super) struct Put {
            pub(super) coins: u32,
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub(super) year: Option<u32>,
        }
    }

    #[derive(Clone, Debug, PartialEq, Eq)]
    enum Said {
        Coin(coin::Event),
    }

    crate::stored!(Said { "toy.coin.put.v1" => Coin(coin::Event::Put), });

    fn corrected(field: &str, to: serde_json::Value) -> Result<Said, Unreadable> {
        let put = Said::Coin(coin::Event::Put(coin::Put { coins: 1, year: None }));
        let fact = testing::fact(&testing::who("awa"), date(2026, 3, 2), put);
        let change = Change::Field { field: field.to_owned(), to };
        Ok(change.apply(&fact)?.expect("it is not void").0)
    }

    #[test]
    fn what_nobody_said_can_be_said_later() {
        let put = |coins, year| Said::Coin(coin::Event::Put(coin::Put { coins, year }));
        assert_eq!(corrected("/year", json!(2027)).unwrap(), put(1, Some(2027)));
        assert_eq!(corrected("/coins", json!(2)).unwrap(), put(2, None));
    }

    #[test]
    fn only_what_an_event_can_say_is_said_of_it() {
        for field in ["/colour", "/coins/colour", "/none/year", "year", ""] {
            assert!(corrected(field, json!(2027)).is_err(), "{field}");
        }
        assert!(matches!(corrected("/year", json!("2027")), Err(Unreadable::Data(_))));
    }
}
