//! A sponsorship: a partner pays for one session, workshop, review or study.
//!
//! Requested (FACE) → Authorised → cash received → Justified → Closed; Withdrawn before any cash.
//!
//! Invariants:
//! - no act of ours justifies or pays back more than was received;
//! - it is closed once all cash is justified or paid back, and something came of it.

pub(crate) mod course;

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{
    Aggregate, Amendable, Amending, Asked, Code, Corrections, Currency, Decided, Explain, Fact,
    Guards, Id, Money, Timeline, Total, Units, correction, require,
};
use serde::{Deserialize, Serialize};

use self::course::{
    Authorised, CashReceived, Closed, Justified, OutputRecorded, Repaid, Request, State, Withdrawn,
};
use crate::{
    rejection::{Rejection, sum},
    rules::{in_order, known, reason},
};

type Outcome = Result<Decided<Event>, Rejection>;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    /// With the institutions it names that are not on the register.
    Request(Request, Vec<Code>),
    Authorise {
        ceiling: Option<Money>,
    },
    RecordCash {
        reference: Code,
        money: Money,
    },
    Justify {
        reference: Code,
        money: Money,
    },
    Repay {
        reference: Code,
        money: Money,
    },
    RecordOutput(OutputRecorded),
    Close,
    Withdraw {
        reason: String,
    },
    Amend(Amending),
    Explain(Explain),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Course(course::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "partners.sponsorship.requested.v1" => Course(course::Event::Requested),
    "partners.sponsorship.authorised.v1" => Course(course::Event::Authorised),
    "partners.sponsorship.cash-received.v1" => Course(course::Event::CashReceived),
    "partners.sponsorship.justified.v1" => Course(course::Event::Justified),
    "partners.sponsorship.repaid.v1" => Course(course::Event::Repaid),
    "partners.sponsorship.output-recorded.v1" => Course(course::Event::OutputRecorded),
    "partners.sponsorship.closed.v1" => Course(course::Event::Closed),
    "partners.sponsorship.withdrawn.v1" => Course(course::Event::Withdrawn),
} corrected: "partners", amendable: Event::amended_by);

kernel::entities!(Event { Course(course), });

kernel::amending!(Command { Amend, Explain });

impl Event {
    fn amended_by(&self) -> Amendable {
        match self {
            Self::Course(
                course::Event::Authorised(_)
                | course::Event::Closed(_)
                | course::Event::Withdrawn(_),
            ) => Amendable::ByTwo,
            Self::Course(_) | Self::Correction(_) => Amendable::ByOne,
        }
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Sponsorship {
    pub(crate) request: Option<Request>,
    pub(crate) programme: Option<Code>,
    country: Option<Code>,
    /// What its money makes of it: requested, authorised, received, justified; then its end.
    pub(crate) states: Timeline<State>,
    /// The sponsor has said so, before or after the money came.
    authorised: bool,
    pub(crate) ceiling: Option<Money>,
    pub(crate) currency: Option<Currency>,
    /// What was received, in order of its day.
    cash: Vec<(Date, Units)>,
    references: BTreeMap<Code, Units>,
    pub(crate) justified: Total,
    pub(crate) repaid: Total,
    pub(crate) outputs: BTreeMap<Code, OutputRecorded>,
    pub(crate) corrections: Corrections,
}

impl Aggregate for Sponsorship {
    const CATEGORY: &'static str = "sponsorship";
    const SNAPSHOT: u32 = 2;

    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn decide(&self, asked: &Asked<Command>) -> Outcome {
        use Command as C;
        let (ours, theirs) = (|| Guards::ours(asked), || Guards::theirs(asked));
        let asking = matches!(asked.command, C::Request(..));
        require(asking || self.request.is_some(), || Rejection::NotRegistered)?;
        match &asked.command {
            C::Request(request, unknown) => self.ask(request, unknown, ours()),
            C::Authorise { ceiling } => self.authorise(*ceiling, theirs()),
            C::RecordCash { reference, money } => self.receive(reference, *money, theirs()),
            C::Justify { reference, money } => {
                let (reference, money) = (reference.clone(), *money);
                self.settles(&reference, money, &ours())?;
                Ok(ours().decided([course::Event::Justified(Justified { reference, money })]))
            }
            C::Repay { reference, money } => {
                let (reference, money) = (reference.clone(), *money);
                self.settles(&reference, money, &ours())?;
                Ok(ours().decided([course::Event::Repaid(Repaid { reference, money })]))
            }
            C::RecordOutput(output) => self.record_output(output, ours()),
            C::Close => self.close(ours()),
            C::Withdraw { reason } => self.withdraw(reason, ours()),
            C::Amend(amending) => {
                let mut guards = ours();
                let amend = self.corrections.amend_alone(amending, guards.import)?;
                if self.states.latest().is_some_and(|(_, state)| *state == State::Closed) {
                    guards.note(&Rejection::CorrectedAfterClosure);
                }
                Ok(guards.decided([amend]))
            }
            C::Explain(explain) => Ok(ours().decided([self.corrections.explain(explain)?])),
        }
    }

    fn evolve(&mut self, fact: &Fact<Event>) {
        let on = fact.effective_on();
        match &fact.event {
            Event::Course(event) => {
                if let course::Event::Requested(_) = event {
                    (self.programme, self.country) =
                        (fact.meta.programme.clone(), fact.meta.country.clone());
                }
                self.moved(event, on);
            }
            Event::Correction(event) => self.corrections.evolve(event, fact.event_id),
        }
    }

    fn filed_under(&self) -> (Option<&Code>, Option<&Code>) {
        (self.programme.as_ref(), self.country.as_ref())
    }
}

impl Sponsorship {
    pub(crate) fn id(reference: &Code) -> Id<Self> {
        Id::derived(&["sponsorship", reference.as_str()])
    }

    pub(crate) fn state_on(&self, on: Date) -> Option<State> {
        self.states.state_on(on).copied()
    }

    pub(crate) fn received(&self) -> Total {
        self.cash.iter().map(|(_, units)| *units).sum()
    }

    /// Received, less justified and paid back.
    pub(crate) fn unjustified(&self) -> Total {
        self.received() - self.justified - self.repaid
    }

    /// The day of the oldest cash that is not justified: what is justified covers the oldest first.
    pub(crate) fn unjustified_since(&self) -> Option<Date> {
        let mut covered = self.justified + self.repaid;
        for (on, units) in &self.cash {
            covered -= *units;
            if covered < Total::ZERO {
                return Some(*on);
            }
        }
        None
    }

    fn ask(&self, request: &Request, unknown: &[Code], guards: Guards) -> Outcome {
        require(self.request.is_none(), || Rejection::AlreadyRegistered)?;
        known(unknown)?;
        if let Some(money) = request.money {
            self.reckoned(money)?;
        }
        Ok(guards.decided([course::Event::Requested(request.clone())]))
    }

    fn authorise(&self, ceiling: Option<Money>, mut guards: Guards) -> Outcome {
        in_order(&guards, &self.states)?;
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        require(!self.authorised, || Rejection::AlreadyRecorded)?;
        guards.consistent(Self::in_state(state == State::Requested, state, guards.on))?;
        match ceiling {
            Some(ceiling) => self.reckoned(ceiling)?,
            None => guards.shown(Err(Rejection::AmountMissing))?,
        }
        Ok(guards.decided([course::Event::Authorised(Authorised { ceiling })]))
    }

    /// Cash comes whether or not it was authorised, and more may come than was.
    fn receive(&self, reference: &Code, money: Money, mut guards: Guards) -> Outcome {
        let name = || Rejection::NameTaken { name: reference.clone() };
        require(!self.references.contains_key(reference), name)?;
        self.reckoned(money)?;
        in_order(&guards, &self.states)?;
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        guards.shown(require(self.authorised, || Rejection::NotAuthorised))?;
        let over = matches!(state, State::Closed | State::Withdrawn);
        guards.consistent(Self::in_state(!over, state, guards.on))?;
        if let Some(ceiling) = self.ceiling {
            let room = Total::from(ceiling.units) - self.received();
            let fits = Total::from(money.units) <= room;
            let room = || Rejection::CeilingExceeded { room: sum(room, ceiling.currency) };
            guards.consistent(require(fits, room))?;
        }
        let received = CashReceived { reference: reference.clone(), money };
        Ok(guards.decided([course::Event::CashReceived(received)]))
    }

    /// No more is settled than was received.
    fn settles(&self, reference: &Code, money: Money, guards: &Guards) -> Result<(), Rejection> {
        let name = || Rejection::NameTaken { name: reference.clone() };
        require(!self.references.contains_key(reference), name)?;
        self.reckoned(money)?;
        in_order(guards, &self.states)?;
        let unjustified = self.unjustified();
        require(Total::from(money.units) <= unjustified, || Rejection::ExceedsUnjustified {
            unjustified: sum(unjustified, money.currency),
        })
    }

    fn record_output(&self, output: &OutputRecorded, guards: Guards) -> Outcome {
        let name = &output.output;
        require(!self.outputs.contains_key(name), || Rejection::NameTaken { name: name.clone() })?;
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        Self::in_state(state != State::Withdrawn, state, guards.on)?;
        Ok(guards.decided([course::Event::OutputRecorded(output.clone())]))
    }

    fn close(&self, mut guards: Guards) -> Outcome {
        in_order(&guards, &self.states)?;
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        if let Some(currency) = self.currency.filter(|_| self.unjustified() > Total::ZERO) {
            let unjustified = sum(self.unjustified(), currency);
            return Err(Rejection::CashUnjustified { unjustified });
        }
        Self::in_state(state == State::Justified, state, guards.on)?;
        guards.shown(require(!self.outputs.is_empty(), || Rejection::OutputsMissing))?;
        Ok(guards.decided([course::Event::Closed(Closed {})]))
    }

    fn withdraw(&self, why: &str, mut guards: Guards) -> Outcome {
        in_order(&guards, &self.states)?;
        require(self.cash.is_empty(), || Rejection::CashReceived)?;
        let state = self.state_on(guards.on).ok_or(Rejection::NotRegistered)?;
        let open = matches!(state, State::Requested | State::Authorised);
        Self::in_state(open, state, guards.on)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([course::Event::Withdrawn(Withdrawn { reason: why.to_owned() })]))
    }

    fn in_state(rule: bool, state: State, on: Date) -> Result<(), Rejection> {
        require(rule, || Rejection::StateForbids { state: state.into(), on })
    }

    /// A positive amount, in the one currency of the sponsorship.
    fn reckoned(&self, money: Money) -> Result<(), Rejection> {
        require(money.units > Units::ZERO, || Rejection::AmountNotPositive)?;
        let Some(expected) = self.currency else { return Ok(()) };
        require(money.currency == expected, || Rejection::CurrencyDiffers { expected })
    }

    fn moved(&mut self, event: &course::Event, on: Date) {
        match event {
            course::Event::Requested(request) => {
                self.currency = request.money.map(|money| money.currency);
                self.request = Some(request.clone());
                self.states.set(on, State::Requested);
            }
            course::Event::Authorised(Authorised { ceiling }) => {
                self.currency = self.currency.or(ceiling.map(|money| money.currency));
                self.ceiling = *ceiling;
                self.authorised = true;
                // What money came before stays received, or justified: that state is the money's.
                if self.cash.is_empty() && self.is_open() {
                    self.states.set(on, State::Authorised);
                }
            }
            course::Event::CashReceived(CashReceived { reference, money }) => {
                self.currency.get_or_insert(money.currency);
                self.references.insert(reference.clone(), money.units);
                self.cash.push((on, money.units));
                self.cash.sort_by_key(|(day, _)| *day);
                self.states.set(on, State::CashReceived);
            }
            course::Event::Justified(Justified { reference, money }) => {
                self.references.insert(reference.clone(), money.units);
                self.justified += money.units;
                self.settled(on);
            }
            course::Event::Repaid(Repaid { reference, money }) => {
                self.references.insert(reference.clone(), money.units);
                self.repaid += money.units;
                self.settled(on);
            }
            course::Event::OutputRecorded(output) => {
                self.outputs.insert(output.output.clone(), output.clone());
            }
            course::Event::Closed(Closed {}) => self.states.set(on, State::Closed),
            course::Event::Withdrawn(Withdrawn { .. }) => self.states.set(on, State::Withdrawn),
        }
    }

    fn is_open(&self) -> bool {
        let latest = self.states.latest().map(|(_, state)| *state);
        !matches!(latest, Some(State::Closed | State::Withdrawn))
    }

    /// Once nothing is left to justify.
    fn settled(&mut self, on: Date) {
        if self.unjustified() <= Total::ZERO {
            self.states.set(on, State::Justified);
        }
    }
}
