//! A service in miniature: jars that coins are put into.

use kernel::{
    Aggregate, Amendment, Announcement, Ask, Asked, Basis, Change, Decided, Fact, Id, Kind, Policy,
    Projection, Public,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Jar {
    pub(super) coins: u64,
}

#[derive(Debug)]
pub(super) enum Command {
    Put(u64),
    /// At least so many: what is missing is put in.
    Fill(u64),
    Correct {
        target: Uuid,
        coins: u64,
    },
    Void {
        target: Uuid,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Event {
    Coin(coin::Event),
}

pub(super) mod coin {
    use super::{Deserialize, Serialize, Uuid};

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(in super::super) enum Event {
        Put(Put),
        Corrected(Corrected),
        Voided(Voided),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(in super::super) struct Put {
        pub(in super::super) coins: u64,
        #[serde(default)]
        pub(in super::super) note: String,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(in super::super) struct Corrected {
        pub(in super::super) target: Uuid,
        pub(in super::super) coins: u64,
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(in super::super) struct Voided {
        pub(in super::super) target: Uuid,
    }
}

kernel::stored!(Event {
    "toy.coin.put.v1" => Coin(coin::Event::Put),
    "toy.fact.corrected.v1" => Coin(coin::Event::Corrected),
    "toy.fact.voided.v1" => Coin(coin::Event::Voided),
}
amendment: |event: &Event| match event {
    Event::Coin(coin::Event::Put(_)) => None,
    Event::Coin(coin::Event::Corrected(it)) => Some(Amendment {
        target: it.target,
        change: Change::Field { field: "/coins".into(), to: it.coins.into() },
    }),
    Event::Coin(coin::Event::Voided(it)) => {
        Some(Amendment { target: it.target, change: Change::Void })
    }
});

#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the jar holds at most 1000")]
pub(super) struct Full;

impl kernel::Rejection for Full {
    fn kind(&self) -> Kind {
        Kind::Precondition
    }

    fn code(&self) -> &'static str {
        "toy-full"
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        vec![("most", "1000".into())]
    }
}

impl Aggregate for Jar {
    const CATEGORY: &'static str = "jar";
    const SNAPSHOT: u32 = 1;
    type Command = Command;
    type Event = Event;
    type Rejection = Full;

    fn decide(&self, asked: &Asked<Command>) -> Result<Decided<Event>, Full> {
        let event = match asked.command {
            Command::Put(0) => return Ok(vec![].into()),
            Command::Put(coins) if self.coins + coins > 1000 => return Err(Full),
            Command::Put(coins) => coin::Event::Put(coin::Put { coins, note: String::new() }),
            Command::Fill(coins) if self.coins >= coins => return Ok(vec![].into()),
            Command::Fill(coins) => {
                coin::Event::Put(coin::Put { coins: coins - self.coins, note: String::new() })
            }
            Command::Correct { target, coins } => {
                coin::Event::Corrected(coin::Corrected { target, coins })
            }
            Command::Void { target } => coin::Event::Voided(coin::Voided { target }),
        };
        Ok(Event::Coin(event).into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => self.coins += put.coins,
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }
}

/// What was put in, in order of effect: a row that shows the order its facts were folded in.
#[derive(Debug)]
pub(super) enum Puts {}

impl Projection for Puts {
    const NAME: &'static str = "toy-puts-v1";
    type Event = Event;
    type Row = Vec<u64>;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        match &fact.event {
            Event::Coin(coin::Event::Put(_)) => vec![fact.stream.to_string()],
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => Vec::new(),
        }
    }

    fn fold(_: &str, row: &mut Vec<u64>, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => row.push(put.coins),
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }
}

/// How often each number of coins was put in: a fact's row depends on what it says.
#[derive(Debug)]
pub(super) enum Sizes {}

impl Projection for Sizes {
    const NAME: &'static str = "toy-sizes-v1";
    type Event = Event;
    type Row = u64;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => vec![format!("{}/{}", fact.stream, put.coins)],
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => Vec::new(),
        }
    }

    fn fold(_: &str, row: &mut u64, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(_)) => *row += 1,
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }
}

/// For every seven coins put into a jar, one goes to charity. For every eight, it has five.
#[derive(Debug)]
pub(super) enum Charity {}

pub(super) fn charity() -> Id<Jar> {
    Id::derived(&["jar", "charity"])
}

impl Policy for Charity {
    const NAME: &'static str = "toy-charity";
    const STREAMS: &'static str = "jar-";
    type Event = Event;
    type Target = Jar;

    fn react(fact: &Fact<Event>) -> Vec<Ask<Jar>> {
        let command = match &fact.event {
            Event::Coin(coin::Event::Put(put)) if put.coins == 7 => Command::Put(1),
            Event::Coin(coin::Event::Put(put)) if put.coins == 8 => Command::Fill(5),
            Event::Coin(_) => return Vec::new(),
        };
        vec![Ask { to: charity(), command, basis: Basis::default(), effective: None }]
    }
}

#[derive(Debug)]
pub(super) enum Heard {}

impl Announcement for Heard {
    const SERVICE: &'static str = "toy";
    const CATEGORY: &'static str = "jar";
    type Event = Event;
    /// How many coins were ever put in.
    type Memory = u64;

    fn remember(memory: &mut u64, fact: &Fact<Event>) {
        match &fact.event {
            Event::Coin(coin::Event::Put(put)) => *memory += put.coins,
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => (),
        }
    }

    fn announce(memory: &u64, fact: &Fact<Event>) -> Vec<Public> {
        match &fact.event {
            Event::Coin(coin::Event::Put(_)) => vec![Public {
                name: "toy.coin.put.v1",
                data: format!(r#"{{"everPutIn":{memory}}}"#).into_bytes(),
            }],
            Event::Coin(coin::Event::Corrected(_) | coin::Event::Voided(_)) => vec![Public {
                name: "toy.fact.amended.v1",
                data: format!(r#"{{"amended":{memory}}}"#).into_bytes(),
            }],
        }
    }
}
