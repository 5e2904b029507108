//! How an agreement stands on a day, from everything that has happened to it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::{Code, Currency, Id, Meta, Money, Person, Timeline};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    BecameEffective, CategorySuspended, CategorySuspensionLifted, ClosingDateExtended,
    DisbursementDeadlineExtended, EffectivenessDeadlineExtended, Event, FinanciallyClosed, Letter,
    Registration, Reopened, SignatoryRegistered, SignatoryRevoked, Signed, Undone,
    trail::{Said, Trail},
};
use crate::financing::{
    Rejection,
    key::CategoryKey,
    standing::{Standing, State},
    transition::Validation,
};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Agreement {
    pub(crate) registration: Option<Registration>,
    /// The programme it belongs to, as the registration says.
    pub(crate) programme: Option<Code>,
    /// Of whose government it is, as the registration says.
    pub(crate) country: Option<Code>,
    /// Every change of state and every last day that was said, by its day and in the order in which
    /// it was said.
    entries: BTreeMap<Date, Vec<Entry>>,
    /// The last days, by the state that each makes, as they were agreed from which day on.
    last_days: BTreeMap<State, Timeline<Option<Date>>>,
    /// What the two make: what a day was to change stands only as far as it fell due that day.
    states: Timeline<State>,
    /// Those of its states that a day made, each with the event that said so.
    made_by_days: BTreeMap<Date, (State, Uuid)>,
    /// The completion report, whether or not the books were closed when it came.
    pub(super) completed_on: Option<Date>,
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
    letters: Timeline<Letter>,
    signatories: BTreeMap<Id<Person>, Timeline<bool>>,
    suspended: Timeline<bool>,
    suspended_categories: BTreeMap<CategoryKey, Timeline<bool>>,
    pub(crate) financier_account_closed_on: Option<Date>,
    /// The books were closed before the platform: its source need not show by what.
    pub(crate) closed_elsewhere: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Entry {
    /// And the event, if it says that a day made it.
    Change(Said, Option<Uuid>),
    /// For what makes that state.
    LastDay(State, Option<Date>),
}

/// Whether a day makes that state of the one before, where this is the last day known for it.
pub(crate) fn falls_due(made: State, before: State, day: Date, last: Option<Date>) -> bool {
    let allowed = match made {
        State::Lapsed => before == State::Signed,
        State::DisbursementClosed => before == State::Closing,
        State::Closing => matches!(before, State::Effective | State::Disbursing | State::Suspended),
        State::Pipeline
        | State::Approved
        | State::Signed
        | State::Effective
        | State::Disbursing
        | State::Suspended
        | State::FinanciallyClosed
        | State::Completed
        | State::Dropped
        | State::Cancelled
        | State::Terminated => true,
    };
    let reached = |last: Date| if made == State::Lapsed { day > last } else { day >= last };
    allowed && last.is_none_or(reached)
}

/// The end of a suspension is recorded of that very day.
fn ends(timeline: &Timeline<bool>, on: Date) -> bool {
    timeline.changes().any(|(day, holds)| day == on && !holds)
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

    pub(in crate::financing) fn latest(&self) -> Option<(Date, State)> {
        self.states.latest().map(|(on, state)| (on, *state))
    }

    /// The latest change that is not merely what days made after that one.
    pub(super) fn latest_by(&self, on: Date) -> Option<(Date, State)> {
        let days = self.days_since(on);
        let mut changes = self.states.changes();
        let other = changes.rfind(|(day, _)| *day <= on || !days.contains(day));
        other.map(|(day, state)| (day, *state))
    }

    /// Days after that one that made a state, since anything else did.
    fn days_since(&self, on: Date) -> BTreeSet<Date> {
        let changes = self.states.changes().rev().map(|(day, _)| day);
        changes.take_while(|day| *day >= on && self.made_by_days.contains_key(day)).collect()
    }

    /// What a notice undoes of what days made: a state that it would not have come to, had that been
    /// said in time.
    pub(super) fn undone(&self, said: impl FnOnce(&mut Self)) -> Option<Undone> {
        let after = self.had(said);
        let stands = |day: &Date, made: &(State, Uuid)| after.made_by_days.get(day) == Some(made);
        let (_, (_, event)) = self.made_by_days.iter().find(|(day, made)| !stands(day, made))?;
        Some(Undone { event: *event, from: self.latest()?.1, to: after.latest()?.1 })
    }

    /// The state that later days have made of it, and that it keeps once this is said.
    pub(super) fn stays(&self, said: Said, on: Date) -> Option<State> {
        let after = self.had(|it| it.enter(said, None, on));
        after.latest().filter(|(day, _)| *day > on).map(|(_, state)| state)
    }

    /// The last day for what makes that state, as it had been agreed by that day.
    pub(super) fn last_day_on(&self, made: State, on: Date) -> Option<Date> {
        *self.last_days.get(&made)?.state_on(on)?
    }

    /// The day on which it was last agreed.
    pub(super) fn agreed_on(&self, made: State) -> Option<Date> {
        self.last_days.get(&made)?.latest().map(|(day, _)| day)
    }

    /// Those that were agreed anew on a later day: they stand.
    pub(super) fn outdone(&self, made: &[State], on: Date) -> Vec<State> {
        let later = |made: &&State| self.agreed_on(**made).is_some_and(|day| day > on);
        made.iter().filter(later).copied().collect()
    }

    /// How it would stand, had that been said as well.
    fn had(&self, said: impl FnOnce(&mut Self)) -> Self {
        let mut after = self.clone();
        said(&mut after);
        after.settle();
        after
    }

    /// How far it had come by the end of that day.
    pub(super) fn trail_on(&self, on: Date) -> Trail {
        self.follow(on, |_, _, _| ())
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

    pub(super) fn lifted_on(&self, on: Date) -> bool {
        ends(&self.suspended, on)
    }

    pub(super) fn category_lifted_on(&self, category: &CategoryKey, on: Date) -> bool {
        self.suspended_categories.get(category).is_some_and(|timeline| ends(timeline, on))
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

    /// As it was before anything was said of it.
    pub(super) fn anew(&self) -> Self {
        let (programme, country) = (self.programme.clone(), self.country.clone());
        Self { programme, country, ..Self::default() }
    }

    /// Where the registration files it.
    pub(in crate::financing) fn file_under(&mut self, meta: &Meta) {
        self.programme.clone_from(&meta.programme);
        self.country.clone_from(&meta.country);
    }

    pub(in crate::financing) fn evolve(&mut self, event: &Event, event_id: Uuid, on: Date) {
        if let Some(said) = event.said() {
            self.enter(said, event.is_of_a_day().then_some(event_id), on);
        }
        if let Some(step) = event.step() {
            self.unconfirmed.set(on, false);
            if step.to == State::Disbursing {
                self.opened_on = self.opened_on.or(Some(on));
            }
        }
        match event {
            Event::Registered(registration) => self.registration = Some(registration.clone()),
            Event::Approved(approved) => self.approved = Some(approved.approval.money),
            Event::Signed(Signed { terms, disbursement_deadline, .. }) => {
                self.signed = Some(terms.money);
                self.signed_on = Some(on);
                self.grace_months = terms.grace_months;
                self.agree(State::Lapsed, terms.effectiveness_deadline, on);
                self.agree(State::Closing, terms.closing_on, on);
                self.agree(State::DisbursementClosed, *disbursement_deadline, on);
            }
            Event::Ratified(_) => self.ratified_on = Some(on),
            Event::EffectivenessDeadlineExtended(EffectivenessDeadlineExtended {
                until, ..
            }) => {
                self.agree(State::Lapsed, Some(*until), on);
            }
            Event::BecameEffective(BecameEffective { .. }) => self.effective_on = Some(on),
            Event::DisbursementLetterRecorded(letter) => self.letters.set(on, letter.clone()),
            Event::SignatoryRegistered(SignatoryRegistered { person, .. }) => {
                self.signatories.entry(*person).or_default().set(on, true);
            }
            Event::SignatoryRevoked(SignatoryRevoked { person }) => {
                self.signatories.entry(*person).or_default().set(on, false);
            }
            Event::Suspended(_) => self.suspended.set(on, true),
            Event::SuspensionLifted(_) => self.suspended.set(on, false),
            Event::CategorySuspended(CategorySuspended { category, .. }) => {
                self.suspended_categories.entry(category.clone()).or_default().set(on, true);
            }
            Event::CategorySuspensionLifted(CategorySuspensionLifted { category }) => {
                self.suspended_categories.entry(category.clone()).or_default().set(on, false);
            }
            Event::ClosingDateExtended(extension) | Event::Reopened(Reopened { extension, .. }) => {
                self.extend(extension, on);
            }
            Event::DisbursementDeadlineExtended(DisbursementDeadlineExtended { until, .. }) => {
                self.agree(State::DisbursementClosed, Some(*until), on);
            }
            Event::FinancierAccountClosed(_) => self.financier_account_closed_on = Some(on),
            Event::FinanciallyClosed(FinanciallyClosed { step, .. }) => {
                self.closed_elsewhere = step.validation == Validation::Undocumented;
            }
            Event::Completed(_) => self.completed_on = Some(on),
            Event::Lapsed(_)
            | Event::ClosingDateReached(_)
            | Event::DisbursementDeadlineReached(_)
            | Event::Dropped(_)
            | Event::Cancelled(_)
            | Event::Terminated(_)
            | Event::DisbursementOpened(_) => (),
        }
        self.settle();
    }

    /// From that day on it is the last day for what makes that state. One that was agreed on a later day
    /// stands, whenever either was recorded.
    pub(super) fn agree(&mut self, made: State, last: Option<Date>, on: Date) {
        self.entries.entry(on).or_default().push(Entry::LastDay(made, last));
        self.last_days.entry(made).or_default().set(on, last);
        let latest = |made| self.last_days.get(&made)?.latest().and_then(|(_, last)| *last);
        self.effectiveness_deadline = latest(State::Lapsed);
        self.closing_on = latest(State::Closing);
        self.disbursement_deadline = latest(State::DisbursementClosed);
    }

    pub(super) fn enter(&mut self, said: Said, by_day: Option<Uuid>, on: Date) {
        self.entries.entry(on).or_default().push(Entry::Change(said, by_day));
    }

    /// A notice of an earlier day that is recorded later may have moved what made a day change the
    /// state, or the state that it changed: everything is looked at from the beginning.
    fn settle(&mut self) {
        let (mut states, mut made_by_days) = (Timeline::default(), BTreeMap::new());
        self.follow(Date::MAX, |day, by_day, state| {
            states.set(day, state);
            match by_day {
                Some(event) => made_by_days.insert(day, (state, event)),
                None => made_by_days.remove(&day),
            };
        });
        (self.states, self.made_by_days) = (states, made_by_days);
    }

    /// Everything that was said until that day, and the states that it made one of another.
    fn follow(&self, until: Date, mut made: impl FnMut(Date, Option<Uuid>, State)) -> Trail {
        let (mut trail, mut last_days) = (Trail::default(), BTreeMap::new());
        let entries = self.entries.range(..=until);
        for (day, entry) in entries.flat_map(|(day, all)| all.iter().map(|it| (*day, it))) {
            let (said, by_day) = match *entry {
                Entry::Change(said, by_day) => (said, by_day),
                Entry::LastDay(made, last) => {
                    last_days.insert(made, last);
                    continue;
                }
            };
            let (before, last) = (trail.state, last_days.get(&said.to).copied().flatten());
            trail.take(said, |before| falls_due(said.to, before, day, last));
            if let Some(state) = trail.state.filter(|state| before != Some(*state)) {
                made(day, by_day, state);
            }
        }
        trail
    }

    pub(super) fn extend(&mut self, extension: &ClosingDateExtended, on: Date) {
        self.agree(State::Closing, Some(extension.to), on);
        self.agree(State::DisbursementClosed, extension.disbursement_deadline, on);
    }
}
