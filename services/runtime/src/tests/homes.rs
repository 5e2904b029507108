//! Who may write in the records of which country.

use std::collections::BTreeMap;

use kernel::{Aggregate, Asked, Code, Decided, Fact, Kind};
use serde::{Deserialize, Serialize};

use super::{
    Ask, Basis, Command, Context, Failure, Host, Id, Jar, MARCH, Origin, SigningKey, context,
    folder, jar, journal, read_stream, stream,
};

/// Something that says by itself which country's it is: in what it is called, or in the command.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Shelf {
    country: Option<Code>,
}

enum OfShelf {
    PutUp(Code),
    PutUpFor(Code),
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    Shelf(shelf::Event),
}

mod shelf {
    use kernel::Code;
    use serde::{Deserialize, Serialize};

    #[derive(Clone, Debug, PartialEq, Eq)]
    pub(super) enum Event {
        PutUp(PutUp),
    }

    #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
    pub(super) struct PutUp {
        pub(super) country: Option<Code>,
    }
}

kernel::stored!(Event { "toy.shelf.put-up.v1" => Shelf(shelf::Event::PutUp), });

#[derive(Clone, Debug, thiserror::Error)]
#[error("never")]
struct Never;

impl kernel::Rejection for Never {
    fn kind(&self) -> Kind {
        Kind::Precondition
    }

    fn code(&self) -> &'static str {
        "toy-never"
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl Aggregate for Shelf {
    const CATEGORY: &'static str = "shelf";
    const SNAPSHOT: u32 = 1;
    type Command = OfShelf;
    type Event = Event;
    type Rejection = Never;

    fn decide(&self, asked: &Asked<OfShelf>) -> Result<Decided<Event>, Never> {
        let country = match &asked.command {
            OfShelf::PutUp(country) => Some(country.clone()),
            OfShelf::PutUpFor(_) => None,
        };
        Ok(Event::Shelf(shelf::Event::PutUp(shelf::PutUp { country })).into())
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let Event::Shelf(shelf::Event::PutUp(put_up)) = &fact.event;
        self.country = put_up.country.clone().or_else(|| fact.meta.country.clone());
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (None, self.country.as_ref())
    }

    fn country(command: &OfShelf) -> Option<&Code> {
        match command {
            OfShelf::PutUp(_) => None,
            OfShelf::PutUpFor(country) => Some(country),
        }
    }
}

#[tokio::test]
async fn an_office_writes_in_the_records_of_its_own_country() {
    let folder = folder();
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let mut host = Host::new(journal(), folder.path(), key).unwrap();
    let home = kernel::testing::who("awa").institution;
    host.homes(BTreeMap::from([(home, "ML".parse().unwrap())]));
    let jars = host.handler::<Jar>().unwrap();
    let _started = host.start().unwrap();
    let put = async |id: u128, country: &str, change: fn(&mut Context)| {
        let mut context = context(id, 1, MARCH);
        context.country = country.parse().ok();
        change(&mut context);
        let (to, command) = (jar("a"), Command::Put(1));
        jars.handle(Ask { to, command, basis: Basis::default(), effective: None }, &context).await
    };
    for (id, country) in [(1, "ML"), (2, "")] {
        assert!(put(id, country, |_| ()).await.is_ok(), "{country}");
    }
    let refused = put(3, "BF", |_| ()).await.unwrap_err();
    let Failure::Rejected(refusal) = refused else { panic!("{refused}") };
    assert_eq!((refusal.code.as_str(), refusal.kind), ("malformed-foreign", Kind::Forbidden));
    // A source, and a partner of many countries, are of none.
    assert!(put(4, "BF", |it| it.origin = Origin::Import).await.is_ok());
    let partner = |it: &mut Context| it.who.institution = Id::derived(&["institution", "PAM"]);
    assert!(put(5, "BF", partner).await.is_ok());
}

#[tokio::test]
async fn a_record_begins_in_the_country_that_it_is_of() {
    let (journal, folder) = (journal(), folder());
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let mut host = Host::new(journal.clone(), folder.path(), key).unwrap();
    let home = kernel::testing::who("awa").institution;
    host.homes(BTreeMap::from([(home, "ML".parse().unwrap())]));
    let shelves = host.handler::<Shelf>().unwrap();
    let _started = host.start().unwrap();
    let ml: Code = "ML".parse().unwrap();
    let bf: Code = "BF".parse().unwrap();
    let cases = [
        (OfShelf::PutUp(bf.clone()), "", false),
        (OfShelf::PutUp(bf.clone()), "ML", false),
        (OfShelf::PutUpFor(bf), "ML", false),
        (OfShelf::PutUp(ml.clone()), "", true),
        (OfShelf::PutUpFor(ml.clone()), "BF", true),
    ];
    let mut refused = 0;
    for (n, (command, country, at_home)) in (1..).zip(cases) {
        let context = Context { country: country.parse().ok(), ..context(n, 1, MARCH) };
        let to = Id::derived(&["shelf", &n.to_string()]);
        let ask = Ask { to, command, basis: Basis::default(), effective: None };
        let told = shelves.handle(ask, &context).await;
        let name = Shelf::stream(to);
        if at_home {
            told.unwrap();
            let facts = read_stream::<Event>(&*journal, &name).await.unwrap();
            assert_eq!(shelves.state(to).await.unwrap().country, Some(ml.clone()), "{n}");
            assert_eq!(facts.len(), 1, "{n}");
        } else {
            let Err(Failure::Rejected(refusal)) = told else { panic!("{n}: {told:?}") };
            assert_eq!(refusal.code, "malformed-foreign", "{n}");
            refused += 1;
            assert_eq!(
                (stream(&journal, &name).await, stream(&journal, "refusals-shelf").await),
                (0, refused)
            );
        }
    }
}
