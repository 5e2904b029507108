//! What holds whatever anybody asks, and whoever asks it.

use kernel::{Aggregate as _, Hash, replay};
use proptest::{collection::vec, prelude::*};

use super::*;
use crate::session::minutes::{self, Judged, Judgement};

/// Something to ask of the 18th, chosen by small numbers.
fn command(choice: u8, number: u8) -> Command {
    let name = (number % 4).to_string();
    let ordinal = 16 + u32::from(number % 5);
    let of = plan_of(ordinal).standing();
    let sha256 = Some(Hash([number % 2; 32]));
    let why = || "Motif".to_owned();
    let conclusions =
        [Conclusion::Adopted, Conclusion::Rejected, Conclusion::Noted, Conclusion::Deferred];
    match choice {
        0 => Command::Convene { no_minutes_reason: Some(why()) },
        1 => Command::WaiveQuorum { reason: why(), unfounded: None },
        2 => Command::Open { known: 7 },
        3 => conclude(&name, conclusions[usize::from(number / 4 % 4)]),
        4 => Command::Close,
        5 => Command::Draft(Drafted { form: Form::Account, text: None, document: None, sha256 }),
        6 => Command::Circulate { answers_by: None },
        7 => Command::Submit,
        8 => Command::Judge(Box::new(Judge {
            item: name.parse().unwrap(),
            minutes_of: of.session.clone(),
            earlier: Some(Earlier {
                of,
                status: MinutesStatus::Submitted,
                since: DAY,
                version: 1,
                sha256,
            }),
            accepted: number.is_multiple_of(2),
            remarks: Some(why()),
        })),
        9 => Command::HearJudgement(Box::new(Judgement(Judged {
            minutes_of: "ML-CTN-18".parse().unwrap(),
            item: name.parse().unwrap(),
            version: 1,
            sha256,
            accepted: true,
            remarks: None,
            by: of,
        }))),
        10 => Command::AmendAgenda(Changes {
            add: vec![validation(&name, &format!("ML-CTN-{ordinal}"))],
            withdraw: Vec::new(),
            reason: why(),
        }),
        11 => Command::AmendAgenda(Changes {
            add: Vec::new(),
            withdraw: vec![name.parse().unwrap()],
            reason: why(),
        }),
        12 => Command::Suspend { reason: why() },
        13 => Command::Resume,
        14 => Command::Assess(Assessed {
            outcome: "r1".parse().unwrap(),
            assessment: Assessment::Met,
            comment: None,
        }),
        _ => Command::Publish,
    }
}

fn lived(asks: &[(u8, u8, bool, bool)]) -> Vec<Fact<Event>> {
    let mut history = planned(plan());
    for (choice, number, imported, confirmed) in asks {
        let session: Session = replay(&history);
        let asked = ask(DAY, command(*choice, *number));
        let basis = if *confirmed {
            Basis::Verified { service: "sessions".to_owned(), decision: None, position: 3 }
        } else {
            Basis::Asserted {
                authority: Some(kernel::Authority::Notice("Lettre".to_owned())),
                document: None,
            }
        };
        let origin = if *imported { Origin::Import } else { Origin::Person };
        if let Ok(decided) = session.decide(&Asked { basis, origin, ..asked }) {
            history.extend(decided.events.into_iter().map(|event| done(DAY, event)));
        }
    }
    history
}

proptest! {
    #[test]
    fn no_session_validates_its_own_minutes(
        asks in vec((0..16_u8, any::<u8>(), any::<bool>(), any::<bool>()), 0..60),
    ) {
        for fact in lived(&asks) {
            if let Event::Minutes(minutes::Event::Validated(validated)) = &fact.event {
                prop_assert!(["ML-CTN-19", "ML-CTN-20"].contains(&validated.by.as_str()));
            }
            if let Event::Minutes(minutes::Event::Judged(judged)) = &fact.event {
                prop_assert!(["ML-CTN-16", "ML-CTN-17"].contains(&judged.minutes_of.as_str()));
            }
        }
    }

    #[test]
    fn no_session_closes_with_an_undecided_item(
        asks in vec((0..16_u8, any::<u8>(), any::<bool>(), any::<bool>()), 0..60),
    ) {
        let history = lived(&asks);
        for (nth, fact) in history.iter().enumerate() {
            if matches!(fact.event, Event::Session(stage::Event::Closed(_))) {
                let session: Session = replay(&history[..nth]);
                prop_assert_eq!(session.agenda.undecided(), []);
            }
        }
    }

    #[test]
    fn what_was_validated_is_not_drafted_again(
        asks in vec((0..16_u8, any::<u8>(), any::<bool>(), any::<bool>()), 0..60),
    ) {
        let mut valid = false;
        for fact in lived(&asks) {
            valid |= matches!(fact.event, Event::Minutes(minutes::Event::Validated(_)));
            let drafted = matches!(fact.event, Event::Minutes(minutes::Event::Drafted(_)));
            prop_assert!(!(valid && drafted));
        }
    }
}
