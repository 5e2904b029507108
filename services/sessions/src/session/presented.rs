//! What members are shown of what is done with partners, as partners told it when the dossier was
//! frozen: nobody asks them again.

use jiff::civil::Date;
use kernel::{Code, Money};
use serde::{Deserialize, Serialize};

/// Bytes of a dossier's event that they may take, of the 65,535 that an event has.
const ROOM: usize = 48_000;

/// A collaboration that is reported to the body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Presented {
    pub(crate) collaboration: Code,
    pub(crate) title: String,
    pub(crate) partner: String,
    /// As partners name it: `active`.
    pub(crate) state: String,
    pub(crate) ends_on: Option<Date>,
    pub(crate) amount: Option<Money>,
    /// Handed over, and neither justified nor paid back.
    pub(crate) outstanding: Option<Money>,
    pub(crate) deliverables: u32,
    pub(crate) delivered: u32,
    pub(crate) overdue: u32,
}

/// As many of them as an event has room for.
pub(crate) fn fitting(all: Vec<Presented>) -> Vec<Presented> {
    let mut bytes = 0;
    let fits = |one: &Presented| {
        bytes += serde_json::to_vec(one).map_or(ROOM, |data| data.len());
        bytes <= ROOM
    };
    all.into_iter().take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_are_kept_than_an_event_has_room_for() {
        let one = |title: usize| Presented {
            collaboration: "PAM-2019".parse().unwrap(),
            title: "x".repeat(title),
            partner: "PAM".into(),
            state: "active".into(),
            ends_on: None,
            amount: None,
            outstanding: None,
            deliverables: 0,
            delivered: 0,
            overdue: 0,
        };
        let bare = serde_json::to_vec(&one(0)).unwrap().len();
        let half = one(ROOM / 2 - bare);
        assert_eq!(fitting(vec![half.clone(), half.clone()]).len(), 2);
        assert_eq!(fitting(vec![half.clone(), half.clone(), one(0)]).len(), 2);
        assert_eq!(fitting(vec![half, one(ROOM / 2 - bare + 1)]).len(), 1);
    }
}
