//! What holds whatever anybody asks, and whatever anybody once recorded.

use kernel::{AsOf, Stored as _, Total, as_seen};
use proptest::{collection::vec, prelude::*};

use super::{samples, *};
use crate::financing::{
    account::Refund,
    agreement,
    category::{Charge, Move},
    tranche,
    transition::Blockages,
    withdrawal,
};

/// Something to ask for, chosen and measured by small numbers.
fn command(choice: u8, number: u32, units: i64, proposal: Uuid) -> Command {
    let of = || key::<CategoryKey>(if number.is_multiple_of(2) { "1" } else { "2" });
    let method =
        [Method::Advance, Method::Reimbursement, Method::DirectPayment, Method::SpecialCommitment]
            [number as usize % 4];
    let money = if method == Method::Advance { francs(units) } else { xdr(units) };
    let application = || {
        let line = line(&format!("F-{number}"), of().as_str(), money);
        application(number, method, vec![line])
    };
    let why = || "Motif".to_owned();
    let charge = || Charge { category: of(), money: xdr(units) };
    let payment = || Payment {
        paid: money,
        charges: vec![charge()],
        value_on: MAY,
        rate: None,
        rate_source: None,
    };
    match choice {
        0 => Command::PrepareWithdrawal(application()),
        1 => submit(number),
        2 => Command::RecordWithdrawalReturned { number, reason: why() },
        3 => Command::RecordWithdrawalApproved { number },
        4 => Command::RecordWithdrawalRejected { number, reason: why() },
        5 => Command::RecordPayment { number, payment: payment() },
        6 => Command::CancelAmount {
            category: of(),
            money: xdr(units),
            reason: Some("Reliquat".into()),
        },
        7 => Command::Reallocate {
            moves: vec![Move { from: key("1"), to: key("2"), money: xdr(units) }],
        },
        8 => Command::RecordRefund(Refund {
            reference: key(&format!("R-{number}-{units}")),
            category: of(),
            money: xdr(units),
            from_account: None,
            ineligible: None,
            cleared: Vec::new(),
        }),
        9 => Command::RecordSuspension { reason: why(), category: None },
        10 => Command::RecordSuspensionLifted { category: None },
        11 => Command::ConfirmTransition { proposal, blockages: None },
        12 => Command::ReachClosingDate,
        13 => Command::ReachDisbursementDeadline,
        14 => Command::RecordCancellation { reason: why() },
        15 => Command::ExtendClosingDate {
            closing_on: date(2019, 1, 1 + i8::try_from(number % 28).unwrap()),
            requested_on: None,
        },
        16 => Command::DefineTranche(tranche::Definition {
            tranche: key(&format!("T-{number}")),
            label: String::new(),
            kind: tranche::Kind::Category,
            category: of(),
            money: xdr(units),
            due_on: None,
            conditions: [].into(),
        }),
        17 => Command::ReleaseTranche { tranche: key(&format!("T-{number}")) },
        18 => Command::CloseFinancially { blockages: Blockages { open: Some(0), document: None } },
        _ => Command::AbandonWithdrawal { number, reason: why() },
    }
}

/// Acts of others happen: they may leave less than nothing.
fn is_ours(command: &Command) -> bool {
    !matches!(
        command,
        Command::RecordWithdrawalReturned { .. }
            | Command::RecordWithdrawalApproved { .. }
            | Command::RecordWithdrawalRejected { .. }
            | Command::RecordPayment { .. }
            | Command::RecordCancellation { .. }
    )
}

fn identity(financing: &Financing) {
    let hold = |it: &crate::financing::balances::Balances| {
        let parts = it.disbursed - it.refunded + it.undisbursed + it.cancelled;
        assert_eq!(it.signed, parts, "{it:?}");
    };
    financing.category_balances().values().for_each(hold);
    hold(&financing.balances());
}

/// The same sums, from the facts alone.
fn summed(story: &[Fact<Event>]) -> (Total, Total) {
    let (mut signed, mut disbursed) = (Total::ZERO, Total::ZERO);
    for fact in story {
        if let Event::Agreement(agreement::Event::Signed(it)) = &fact.event {
            signed = signed + it.terms.categories.iter().map(|it| it.money.units).sum();
        }
        if let Event::Withdrawal(withdrawal::Event::Paid(it)) = &fact.event {
            disbursed = disbursed + it.payment.charges.iter().map(|it| it.money.units).sum();
        }
    }
    (signed, disbursed)
}

fn fits(financing: &Financing) -> bool {
    let balances = financing.category_balances();
    balances.values().all(|it| it.available >= Total::ZERO)
}

proptest! {
    #[test]
    fn no_act_of_ours_takes_what_is_not_available(
        asks in vec((0..20_u8, 1..6_u32, -5..320_i64, 0..5_usize, 0..3_u8), 0..60),
    ) {
        let days = [MAY, JUNE, CLOSING, DEADLINE, date(2014, 1, 1)];
        let origins = [Origin::Person, Origin::Import, Origin::Policy];
        let mut story = Story::disbursing();
        let mut financing = story.state();
        for (choice, number, units, day, origin) in asks {
            let proposal = financing.proposals.pending().next().map_or(Uuid::nil(), |(id, _)| *id);
            let name = if choice == 11 { "oumar" } else { "awa" };
            let command = command(choice, number, units, proposal);
            let asked = Asked {
                origin: origins[usize::from(origin)],
                ..asked(&who(name), days[day], command)
            };
            let fitted = fits(&financing);
            let Ok(decided) = financing.decide(&asked) else { continue };
            if asked.origin != Origin::Import {
                // What is asked for in another currency is not weighed.
                let open = |code: &String| code == "financing-category-exceeded";
                prop_assert!(decided.unverified.iter().all(open));
            }
            for event in decided.events {
                story.record(&asked, event);
                financing.evolve(story.facts.last().unwrap());
            }
            identity(&financing);
            if fitted && is_ours(&asked.command) {
                prop_assert!(
                    fits(&financing) || matches!(asked.command, Command::ConfirmTransition { .. }),
                    "{:?}", asked.command,
                );
            }
        }
        let whole = financing.balances();
        prop_assert_eq!(summed(&story.facts), (whole.signed, whole.disbursed));
        // Whoever looks back reads the same facts in the order of their days.
        let seen: Financing = replay(&as_seen(story.facts.clone(), AsOf::default()));
        prop_assert_eq!(seen.balances(), whole);
        prop_assert_eq!(seen.account.undocumented, financing.account.undocumented);
        prop_assert_eq!(seen.agreement.closing_on, financing.agreement.closing_on);
        for on in days {
            prop_assert_eq!(seen.state_on(on), financing.state_on(on));
        }
    }

    /// What is recorded is read, whatever rules it was recorded under.
    #[test]
    fn no_history_is_too_strange_to_read(
        facts in vec((any::<prop::sample::Index>(), any::<i64>(), 0..4000_i32), 0..60),
    ) {
        let samples = samples::all();
        let mut story = Story::default();
        let mut financing = Financing::default();
        for (which, units, day) in facts {
            let event = strange(which.get(&samples), units);
            let on = date(2010, 1, 1).saturating_add(jiff::Span::new().days(day));
            let asked = asked(&who("awa"), on, Command::ReachClosingDate);
            story.record(&asked, event);
            financing.evolve(story.facts.last().unwrap());
            identity(&financing);
            for choice in 0..20 {
                let command = command(choice, 1, 10, Uuid::from_u128(1));
                _ = financing.decide(&Asked { command, ..asked.clone() });
            }
            _ = financing.closure_reasons(on, None);
        }
        let snapshot = serde_json::to_string(&financing).unwrap();
        let again: Financing = serde_json::from_str(&snapshot).unwrap();
        prop_assert_eq!(serde_json::to_string(&again).unwrap(), snapshot);
    }
}

/// The same event with every amount replaced.
fn strange(event: &Event, units: i64) -> Event {
    fn replace(value: &mut serde_json::Value, units: i64) {
        for (name, value) in value.as_object_mut().into_iter().flatten() {
            if name == "units" {
                *value = units.into();
            } else {
                replace(value, units);
            }
        }
        for value in value.as_array_mut().into_iter().flatten() {
            replace(value, units);
        }
    }
    let mut data = serde_json::from_slice(&event.data().unwrap()).unwrap();
    replace(&mut data, units);
    Event::read(event.name(), &serde_json::to_vec(&data).unwrap()).unwrap()
}
