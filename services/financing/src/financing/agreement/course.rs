//! How an agreement stands on a day, from everything that has happened to it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Code, Currency, Fact, Id, Money, Person, Timeline};
use serde::{Deserialize, Serialize};

use super::{
    BecameEffective, CategorySuspended, CategorySuspensionLifted, ClosingDateExtended,
    DisbursementDeadlineExtended, EffectivenessDeadlineExtended, Event, Letter, Registration,
    Reopened, SignatoryRegistered, SignatoryRevoked, Signed, Suspended,
};
use crate::financing::{
    Rejection,
    key::CategoryKey,
    standing::{Standing, State},
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Agreement {
    pub(crate) registration: Option<Registration>,
    /// The programme it belongs to, as the registration says.
    pub(crate) programme: Option<Code>,
    /// Of whose government it is, as the registration says.
    pub(crate) country: Option<Code>,
    states: Timeline<State>,
    /// Days from which no notice shows the state, and from which one does again.
    unconfirmed: Timeline<bool>,
    pub(crate) approved: Option<Money>,
    pub(crate) signed: Option<Money>,
    pub(crate) signed_on: Option<Date>,
    pub(crate) ratified_on: Option<Date>,
    pub(crate) effectiveness_deadline: Option<Date>,
    pub(crate) effective_on: Option<Date>,
    pub(crate) opened_on: Option<Date>,
    pub(crate) closing_on: Option<Date>,
    pub(crate) grace_months: u32,
    pub(crate) disbursement_deadline: Option<Date>,
    /// The day on which one of the dates above was last agreed.
    pub(crate) dates_since: Option<Date>,
    letters: Timeline<Letter>,
    signatories: BTreeMap<Id<Person>, Timeline<bool>>,
    suspended: Timeline<bool>,
    suspended_categories: BTreeMap<CategoryKey, Timeline<bool>>,
    /// Where it goes back to when the suspension is lifted.
    pub(super) suspended_from: Option<State>,
    pub(crate) financier_account_closed_on: Option<Date>,
}

fn holds(timeline: &Timeline<bool>, on: Date) -> bool {
    timeline.state_on(on).copied().unwrap_or_default()
}

impl Agreement {
    /// None before it was registered.
    pub(crate) fn standing_on(&self, on: Date) -> Option<Standing> {
        let last = *self.states.state_on(on)?;
        let unconfirmed = holds(&self.unconfirmed, on);
        Some(if unconfirmed { Standing::Unconfirmed { last } } else { Standing::Known(last) })
    }

    /// The last state known on that day.
    pub(crate) fn state_on(&self, on: Date) -> Result<State, Rejection> {
        self.states.state_on(on).copied().ok_or(Rejection::NotRegistered)
    }

    pub(super) fn latest(&self) -> Option<(Date, State)> {
        self.states.latest().map(|(on, state)| (on, *state))
    }

    /// Of commitment: everything that is reckoned here is reckoned in it.
    pub(crate) fn currency(&self) -> Option<Currency> {
        self.signed.or(self.approved).map(|money| money.currency)
    }

    /// The letter in force.
    pub(crate) fn letter_on(&self, on: Date) -> Option<&Letter> {
        self.letters.state_on(on)
    }

    pub(crate) fn suspended_on(&self, on: Date) -> bool {
        holds(&self.suspended, on)
    }

    pub(crate) fn category_suspended_on(&self, category: &CategoryKey, on: Date) -> bool {
        self.suspended_categories.get(category).is_some_and(|timeline| holds(timeline, on))
    }

    pub(crate) fn is_signatory_on(&self, person: Id<Person>, on: Date) -> bool {
        self.signatories.get(&person).is_some_and(|timeline| holds(timeline, on))
    }

    pub(crate) fn signatories_on(&self, on: Date) -> usize {
        self.signatories.values().filter(|timeline| holds(timeline, on)).count()
    }

    /// No notice shows its state from that day on.
    pub(in crate::financing) fn unconfirm(&mut self, on: Date) {
        self.unconfirmed.set(on, true);
    }

    pub(in crate::financing) fn evolve(
        &mut self,
        event: &Event,
        fact: &Fact<crate::financing::Event>,
    ) {
        let on = fact.effective_on();
        if let Some(step) = event.step() {
            self.states.set(on, step.to);
            self.unconfirmed.set(on, false);
            if step.to == State::Disbursing {
                self.opened_on = self.opened_on.or(Some(on));
            }
        }
        if event.moves_dates() {
            self.dates_since = self.dates_since.max(Some(on));
        }
        match event {
            Event::Registered(registration) => {
                self.registration = Some(registration.clone());
                self.programme.clone_from(&fact.meta.programme);
                self.country.clone_from(&fact.meta.country);
                self.states.set(on, State::Pipeline);
            }
            Event::Approved(approved) => self.approved = Some(approved.approval.money),
            Event::Signed(Signed { terms, disbursement_deadline, .. }) => {
                self.signed = Some(terms.money);
                self.signed_on = Some(on);
                self.effectiveness_deadline = terms.effectiveness_deadline;
                self.closing_on = terms.closing_on;
                self.grace_months = terms.grace_months;
                self.disbursement_deadline = *disbursement_deadline;
            }
            Event::Ratified(_) => self.ratified_on = Some(on),
            Event::EffectivenessDeadlineExtended(EffectivenessDeadlineExtended {
                until, ..
            }) => {
                self.effectiveness_deadline = Some(*until);
            }
            Event::BecameEffective(BecameEffective { .. }) => self.effective_on = Some(on),
            Event::DisbursementLetterRecorded(letter) => self.letters.set(on, letter.clone()),
            Event::SignatoryRegistered(SignatoryRegistered { person, .. }) => {
                self.signatories.entry(*person).or_default().set(on, true);
            }
            Event::SignatoryRevoked(SignatoryRevoked { person }) => {
                self.signatories.entry(*person).or_default().set(on, false);
            }
            Event::Suspended(Suspended { step, .. }) => {
                self.suspended.set(on, true);
                self.suspended_from = Some(step.from);
            }
            Event::SuspensionLifted(_) => self.suspended.set(on, false),
            Event::CategorySuspended(CategorySuspended { category, .. }) => {
                self.suspended_categories.entry(category.clone()).or_default().set(on, true);
            }
            Event::CategorySuspensionLifted(CategorySuspensionLifted { category }) => {
                self.suspended_categories.entry(category.clone()).or_default().set(on, false);
            }
            Event::ClosingDateExtended(extension) | Event::Reopened(Reopened { extension, .. }) => {
                self.extend(extension);
            }
            Event::DisbursementDeadlineExtended(DisbursementDeadlineExtended { until, .. }) => {
                self.disbursement_deadline = Some(*until);
            }
            Event::FinancierAccountClosed(_) => self.financier_account_closed_on = Some(on),
            Event::Lapsed(_)
            | Event::ClosingDateReached(_)
            | Event::DisbursementDeadlineReached(_)
            | Event::FinanciallyClosed(_)
            | Event::Completed(_)
            | Event::Dropped(_)
            | Event::Cancelled(_)
            | Event::Terminated(_)
            | Event::DisbursementOpened(_) => (),
        }
    }

    fn extend(&mut self, extension: &ClosingDateExtended) {
        self.closing_on = Some(extension.to);
        self.disbursement_deadline = extension.disbursement_deadline;
    }
}
