//! What holds whatever anybody asks, and whatever anybody once recorded.

use jiff::{Span, civil::Date};
use kernel::{
    Aggregate as _, AsOf, Asked, Hash, Origin, Stored as _, Total, as_seen, replay,
    testing::{asked, who},
};
use proptest::{collection::vec, prelude::*};

use super::{JANUARY, Story, code, francs, samples};
use crate::{
    collaboration::{self, Collaboration},
    sharing::{
        Command as C, Event, Sharing,
        agreement::{self, Purpose, Terms},
        extract::{self, Extract},
        transfer::{Matched, Prepared},
    },
    sponsorship::{self, Sponsorship},
};

fn day(nth: i32) -> Date {
    JANUARY.saturating_add(Span::new().days(nth))
}

/// Something to ask of a data-sharing agreement, chosen and measured by small numbers.
fn shares(choice: u8, name: u8, [a, b, c]: [u32; 3]) -> C {
    let transfer = || code(&format!("T{name}"));
    match choice {
        0 => C::Suspend { reason: "Motif".into() },
        1 => C::Resume,
        2 => C::Revoke { reason: "Motif".into() },
        3 => C::Prolong { ends_on: day(i32::try_from(a).unwrap()) },
        4 | 5 => C::RecordExtract(Extract {
            extract: code(&format!("E{name}")),
            purpose: code(if b % 3 == 0 { "AUTRE" } else { "SOINS" }),
            fields: vec![if c % 3 == 0 { "nom" } else { "commune" }.to_owned()],
            households: a,
            sha256: Hash([1; 32]),
            recipient: code("ANAM-ML"),
        }),
        6 => {
            let (purpose, areas) = (code("SOINS"), Vec::new());
            C::PrepareTransfer(Prepared { transfer: transfer(), purpose, prepared: a, areas })
        }
        7 => C::ShareTransfer { transfer: transfer(), shared: a, sha256: None },
        8 => C::RecordReceived { transfer: transfer(), received: a },
        9 => C::RecordMatched(Matched {
            transfer: transfer(),
            matched: a,
            unmatched: b,
            rejected: c,
        }),
        10 => C::RecordRegistered { transfer: transfer(), registered: a },
        _ => C::Reconcile { transfer: transfer(), difference: "Écart".into() },
    }
}

fn agreement() -> Story<Sharing> {
    let purpose = Purpose { purpose: code("SOINS"), label: "Soins".into() };
    let terms = Terms {
        agreement: code("A"),
        title: "Accord".into(),
        holder: code("UTGFS"),
        recipient: code("ANAM-ML"),
        purposes: vec![purpose],
        fields: vec!["commune".into()],
        starts_on: Some(day(2)),
        ends_on: Some(day(20)),
        collaboration: None,
    };
    Story::new().does(day(0), C::Authorise(terms, Vec::new()))
}

proptest! {
    /// Counts always add up, and no extract lies outside an active agreement or what was agreed.
    #[test]
    fn nothing_leaves_but_what_may_and_all_that_left_is_accounted_for(
        asks in vec((0..12_u8, 0..3_u8, [0..5_u32, 0..5, 0..5], 0..30_i32, 0..3_u8), 0..80),
    ) {
        let origins = [Origin::Person, Origin::Import, Origin::Policy];
        let mut told = agreement();
        for (choice, name, counts, on, origin) in asks {
            let state = told.state();
            let command = shares(choice, name, counts);
            let origin = origins[usize::from(origin)];
            let asked = Asked { origin, ..asked(&who("awa"), day(on), command) };
            let Ok(decided) = state.decide(&asked) else { continue };
            for event in decided.events {
                if let Event::Extract(extract::Event::Recorded(extract)) = &event {
                    prop_assert_eq!(state.state_on(day(on)), Some(agreement::State::Active));
                    prop_assert_eq!(extract.fields.as_slice(), ["commune"]);
                    prop_assert_eq!(&extract.purpose, &code("SOINS"));
                }
                told.record(&asked, event);
            }
            let state = told.state();
            for transfer in state.transfers.values() {
                prop_assert!(transfer.is_balanced());
                prop_assert!(transfer.shared.unwrap_or(0) <= transfer.prepared.prepared);
                let differs = transfer.received.is_some() && transfer.received != transfer.shared;
                prop_assert!(!differs || state.corrections.unexplained().count() > 0);
            }
        }
    }

    #[test]
    fn no_more_is_justified_than_was_received(
        asks in vec((0..5_u8, 0..9_u8, 1..400_i64, 0..9_i32), 0..60),
    ) {
        use sponsorship::{Command as S, course};
        let request = course::Request {
            sponsorship: code("S"),
            sponsor: code("UNICEF"),
            beneficiary: code("DNPSES"),
            kind: course::Kind::Session,
            subject: code("CTN-18"),
            title: "Session".into(),
            money: Some(francs(500)),
            collaboration: None,
        };
        let mut told = Story::<Sponsorship>::new().does(day(0), S::Request(request, Vec::new()));
        for (choice, name, units, on) in asks {
            let (reference, money) = (code(&format!("R{name}")), francs(units));
            let command = match choice {
                0 => S::Authorise { ceiling: Some(money) },
                1 | 2 => S::RecordCash { reference, money },
                3 => S::Justify { reference, money },
                _ => S::Repay { reference, money },
            };
            let asked = asked(&who("awa"), day(on), command);
            let Ok(decided) = told.state().decide(&asked) else { continue };
            for event in decided.events {
                told.record(&asked, event);
            }
            let state = told.state();
            prop_assert!(state.unjustified() >= Total::ZERO);
            prop_assert_eq!(state.unjustified() > Total::ZERO, state.unjustified_since().is_some());
        }
        // Whoever looks back reads the same facts in the order of their days.
        let seen: Sponsorship = replay(&as_seen(told.facts.clone(), AsOf::default()));
        prop_assert_eq!(seen.unjustified(), told.state().unjustified());
    }

    /// What is recorded is read, whatever rules it was recorded under.
    #[test]
    fn no_history_is_too_strange_to_read(
        facts in vec((any::<prop::sample::Index>(), 0..4000_i32), 0..60),
    ) {
        let samples = samples::collaboration();
        let mut told = Story::<Collaboration>::new();
        for (which, on) in facts {
            let asked = asked(&who("awa"), day(on), collaboration::Command::Close);
            told.record(&asked, which.get(&samples).clone());
            let state = told.state();
            _ = state.decide(&asked);
            _ = state.closure_reasons(day(on));
        }
        let snapshot = serde_json::to_string(&told.state()).unwrap();
        let again: Collaboration = serde_json::from_str(&snapshot).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), snapshot);
        prop_assert!(samples.iter().all(|event| collaboration::Event::NAMES.contains(&event.name())));
    }
}
