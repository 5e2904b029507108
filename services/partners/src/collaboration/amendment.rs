//! Amendments, in eTools' six kinds, each with an approval path of its own.

use jiff::civil::Date;
use kernel::{Code, Guards, Id, Money, Person, Total, require};
use serde::{Deserialize, Serialize};

use super::{
    Collaboration, Outcome,
    course::{State, positive},
};
use crate::{
    rejection::{Rejection, sum},
    rules::{another, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Requested(Request),
    Approved(Approved),
    Rejected(Rejected),
    Signed(Signed),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) amendment: Code,
    pub(crate) kind: Kind,
    pub(crate) reason: String,
    pub(crate) amount: Option<Money>,
    pub(crate) ends_on: Option<Date>,
    pub(crate) other: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Approved {
    pub(crate) amendment: Code,
    pub(crate) step: Step,
    /// Of a committee: its decision, as it was cited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub(crate) amendment: Code,
    pub(crate) reason: String,
}

/// What it changes is told again, so that whoever reads this fact needs no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) amendment: Code,
    pub(crate) kind: Kind,
    pub(crate) amount: Option<Money>,
    pub(crate) ends_on: Option<Date>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Kind {
    AdministrativeCorrection,
    BudgetMinor,
    BudgetMajor,
    ChangedResults,
    NoCostExtension,
    Other,
}

/// Somebody whose approval a kind of amendment needs.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr, strum::Display,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Step {
    Coordination,
    LegalReview,
    TechnicalCommittee,
    Partner,
    SteeringCommittee,
    Financier,
}

/// Of the amount signed or agreed on the major path, what amendments of the minor kind may change, all
/// together, in per cent.
/// The name that eTools gives the kind says it; no text of a programme does.
const MINOR_PER_CENT: i64 = 20;

impl Kind {
    /// Whose approvals, in order.
    pub(crate) fn path(self) -> &'static [Step] {
        use Step as S;
        match self {
            Self::AdministrativeCorrection => &[S::Coordination],
            Self::BudgetMinor | Self::NoCostExtension => &[S::Coordination, S::Partner],
            Self::BudgetMajor => &[S::Coordination, S::Partner, S::SteeringCommittee, S::Financier],
            Self::ChangedResults => {
                &[S::Coordination, S::TechnicalCommittee, S::Partner, S::SteeringCommittee]
            }
            Self::Other => &[S::Coordination, S::LegalReview, S::Partner],
        }
    }
}

impl Step {
    /// It is said by somebody outside, and only recorded here.
    pub(crate) fn is_theirs(self) -> bool {
        match self {
            Self::Partner | Self::Financier => true,
            Self::Coordination
            | Self::LegalReview
            | Self::TechnicalCommittee
            | Self::SteeringCommittee => false,
        }
    }

    /// A committee approves by a decision.
    pub(crate) fn is_decided(self) -> bool {
        match self {
            Self::TechnicalCommittee | Self::SteeringCommittee => true,
            Self::Coordination | Self::LegalReview | Self::Partner | Self::Financier => false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amendment {
    pub(crate) request: Request,
    since: Date,
    requested_by: Id<Person>,
    /// As many steps of the path as are approved.
    pub(crate) approved: usize,
    pub(crate) outcome: Option<Settled>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Settled {
    Rejected,
    Signed,
}

impl Amendment {
    pub(crate) fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// Steps that are still to be approved.
    fn missing(&self) -> &'static [Step] {
        self.request.kind.path().get(self.approved..).unwrap_or_default()
    }

    pub(crate) fn state(&self) -> &'static str {
        match self.outcome {
            Some(Settled::Rejected) => "rejected",
            Some(Settled::Signed) => "signed",
            None if self.missing().is_empty() => "approved",
            None => "requested",
        }
    }
}

impl Collaboration {
    pub(super) fn request_amendment(&self, request: &Request, mut guards: Guards) -> Outcome {
        let name = &request.amendment;
        require(!self.amendments.contains_key(name), || Rejection::NameTaken {
            name: name.clone(),
        })?;
        let (on, state) = (guards.on, self.state_on(guards.on).ok_or(Rejection::NotRegistered)?);
        let amendable = matches!(state, State::Signed | State::Active | State::Suspended);
        require(amendable, || Rejection::StateForbids { state: state.into(), on })?;
        if let Some(amendment) = self.open_amendment().cloned() {
            return Err(Rejection::AmendmentOpen { amendment });
        }
        guards.shown(reason(&request.reason))?;
        self.fits(request)?;
        Ok(guards.decided([Event::Requested(request.clone())]))
    }

    /// It changes what its kind is about, and nothing else.
    fn fits(&self, request: &Request) -> Result<(), Rejection> {
        let Request { kind, amount, ends_on, other, .. } = request;
        let only = |rule| require(rule, || Rejection::AmendmentKindForbids);
        positive(*amount)?;
        if let (Some(money), Some(ours)) = (amount, self.amount) {
            let expected = ours.currency;
            require(money.currency == expected, || Rejection::CurrencyDiffers { expected })?;
            require(money.units != ours.units, || Rejection::NothingToChange)?;
            self.covers_what_was_paid(*money)?;
        }
        match kind {
            Kind::AdministrativeCorrection | Kind::ChangedResults | Kind::Other => {
                only(amount.is_none() && ends_on.is_none())?;
                require(!other.is_empty(), || Rejection::NothingToChange)
            }
            Kind::NoCostExtension => {
                only(amount.is_none())?;
                let later = ends_on.ok_or(Rejection::NothingToChange)?;
                let current = self.ends_on.ok_or(Rejection::EndDateUnknown)?;
                require(later > current, || Rejection::NotLater { current })
            }
            Kind::BudgetMajor => {
                only(ends_on.is_none())?;
                require(amount.is_some(), || Rejection::AmountMissing)
            }
            Kind::BudgetMinor => {
                only(ends_on.is_none())?;
                self.is_minor(amount.ok_or(Rejection::AmountMissing)?)
            }
        }
    }

    /// Money that is handed over is no longer to be agreed on.
    fn covers_what_was_paid(&self, to: Money) -> Result<(), Rejection> {
        let paid: Total = self.instalments.values().map(|it| Total::from(it.money.units)).sum();
        require(Total::from(to.units) >= paid, || Rejection::AmountBelowPaid {
            paid: sum(paid, to.currency),
        })
    }

    /// From what was signed or changed on the major path since, not from what small steps made of it:
    /// many of them are no small change.
    fn is_minor(&self, to: Money) -> Result<(), Rejection> {
        let signed = self.signed_amount.ok_or(Rejection::AmountUnknown)?;
        let limit = i64::from(signed.units) / 100 * MINOR_PER_CENT
            + i64::from(signed.units) % 100 * MINOR_PER_CENT / 100;
        let change = i64::from(to.units).saturating_sub(i64::from(signed.units)).saturating_abs();
        let limit_said = || {
            let units: kernel::Units = limit.try_into().unwrap_or_default();
            sum(Total::from(units), signed.currency)
        };
        require(change <= limit, || Rejection::BudgetChangeExceeds { limit: limit_said() })
    }

    pub(super) fn approve_amendment(
        &self,
        approved: &Approved,
        by: Id<Person>,
        mut guards: Guards,
    ) -> Outcome {
        let Approved { amendment: name, step, decision } = approved;
        let amendment = self.pending(name, &guards)?;
        let expected = amendment.missing().first().copied().ok_or(Rejection::AlreadyRecorded)?;
        require(*step == expected, || Rejection::ApprovalNotNext { expected })?;
        if step.is_decided() {
            let cited = decision.is_some() || guards.authorised;
            guards.shown(require(cited, || Rejection::DecisionMissing))?;
        }
        // Whoever only records what a partner says may be the one who asked for it.
        if !step.is_theirs() {
            another(&mut guards, amendment.requested_by, by)?;
        }
        Ok(guards.decided([Event::Approved(approved.clone())]))
    }

    pub(super) fn reject_amendment(&self, name: &Code, why: &str, mut guards: Guards) -> Outcome {
        self.pending(name, &guards)?;
        guards.shown(reason(why))?;
        let rejected = Rejected { amendment: name.clone(), reason: why.to_owned() };
        Ok(guards.decided([Event::Rejected(rejected)]))
    }

    pub(super) fn sign_amendment(&self, name: &Code, mut guards: Guards) -> Outcome {
        let amendment = self.pending(name, &guards)?;
        let missing: Vec<_> = amendment.missing().iter().map(Step::to_string).collect();
        let complete = missing.is_empty();
        guards.shown(require(complete, || Rejection::ApprovalsMissing {
            missing: missing.join(", "),
        }))?;
        let Request { amendment, kind, amount, ends_on, .. } = amendment.request.clone();
        amount.map_or(Ok(()), |amount| self.covers_what_was_paid(amount))?;
        Ok(guards.decided([Event::Signed(Signed { amendment, kind, amount, ends_on })]))
    }

    fn pending(&self, name: &Code, guards: &Guards) -> Result<&Amendment, Rejection> {
        let unknown = || Rejection::UnknownName { name: name.clone() };
        let amendment = self.amendments.get(name).ok_or_else(unknown)?;
        guards.not_before(amendment.since)?;
        require(amendment.is_open(), || Rejection::AmendmentSettled { amendment: name.clone() })?;
        Ok(amendment)
    }

    pub(super) fn amended(&mut self, event: &Event, on: Date, by: Id<Person>) {
        match event {
            Event::Requested(request) => {
                let amendment = Amendment {
                    request: request.clone(),
                    since: on,
                    requested_by: by,
                    approved: 0,
                    outcome: None,
                };
                self.amendments.insert(request.amendment.clone(), amendment);
            }
            Event::Approved(Approved { amendment, .. }) => {
                if let Some(one) = self.amendments.get_mut(amendment) {
                    one.approved = one.approved.saturating_add(1);
                }
            }
            Event::Rejected(Rejected { amendment, .. }) => {
                if let Some(one) = self.amendments.get_mut(amendment) {
                    one.outcome = Some(Settled::Rejected);
                }
            }
            Event::Signed(Signed { amendment, kind, amount, ends_on }) => {
                self.amount = amount.or(self.amount);
                if *kind == Kind::BudgetMajor {
                    self.signed_amount = self.amount;
                }
                self.ends_on = ends_on.or(self.ends_on);
                if let Some(one) = self.amendments.get_mut(amendment) {
                    one.outcome = Some(Settled::Signed);
                }
            }
        }
    }
}
