//! What else is missing: whoever forgot one field of a form would rather hear of all of them.
//!
//! Readers stop at the first field that they cannot do without. So that one is filled in as somebody
//! might, and the request is read again, until nothing is missing or a guess does not help.

use proto::dynamic::filled;

use crate::Malformed;

/// Fields that one answer names beside the first.
const MOST: usize = 20;

/// One of these can be read as whatever a text should be: a number, a day, a name, an id, a hash.
const LIKELY: [&str; 5] = [
    "1",
    "2000-01-01",
    "A1",
    "00000000-0000-4000-8000-000000000001",
    "abababababababababababababababababababababababababababababababab",
];

/// The request as it is read, or everything that is missing in it.
pub fn whole<M, R>(request: &M, read: impl Fn(&M) -> Result<R, Malformed>) -> Result<R, Malformed>
where
    M: prost::Message + prost::Name + Default + Clone,
{
    let told = read(request);
    let Err(Malformed::Missing(first)) = told else { return told };
    let (mut guessed, mut field, mut also) = (request.clone(), first, Vec::new());
    while also.len() < MOST {
        let filled = LIKELY.iter().filter_map(|text| filled(&guessed, field, text));
        let mut further = filled.filter_map(|guess| match read(&guess) {
            Err(Malformed::Missing(next)) if next != field => Some((guess, next)),
            Ok(_) | Err(_) => None,
        });
        let Some((guess, next)) = further.next() else { break };
        if next == first || also.contains(&next) {
            break;
        }
        also.push(next);
        (guessed, field) = (guess, next);
    }
    Err(if also.is_empty() {
        Malformed::Missing(first)
    } else {
        Malformed::MissingToo(first, also)
    })
}

#[cfg(test)]
mod tests {
    use proto::jalon::v1::{Act, Entry, Evidence, Money};

    use super::*;
    use crate::{
        money,
        wire::{date, key, text},
    };

    fn entry(entry: &Entry) -> Result<(), Malformed> {
        text(&entry.r#type, "type")?;
        money(entry.change.as_ref(), "change")?;
        date(&entry.recorded, "recorded").map(drop)
    }

    fn act(act: &Act) -> Result<(), Malformed> {
        text(&act.programme, "programme")?;
        for evidence in &act.evidence {
            text(&evidence.title, "evidence.title")?;
            key::<uuid::Uuid>(&evidence.document, "evidence.document")?;
        }
        Ok(())
    }

    #[test]
    fn all_that_is_missing_is_named_at_once() {
        let also = vec!["change", "recorded"];
        let nothing = whole(&Entry::default(), entry);
        assert_eq!(nothing, Err(Malformed::MissingToo("type", also)));
        let evidence = vec![Evidence::default(), Evidence::default()];
        let rows = Act { evidence, ..Act::default() };
        let also = vec!["evidence.title", "evidence.document"];
        assert_eq!(whole(&rows, act), Err(Malformed::MissingToo("programme", also)));
    }

    #[test]
    fn what_is_wrong_otherwise_is_told_by_itself() {
        let late = Entry { r#type: "x".into(), recorded: "demain".into(), ..Entry::default() };
        assert_eq!(whole(&late, entry), Err(Malformed::Missing("change")));
        let change = Some(Money { amount: "1".into(), currency: "XDR".into() });
        let unreadable = Entry { change, ..late };
        assert_eq!(whole(&unreadable, entry), Err(Malformed::Date("recorded")));
        let right = Entry { recorded: "2018-06-30".into(), ..unreadable };
        assert_eq!(whole(&right, entry), Ok(()));
    }
}
