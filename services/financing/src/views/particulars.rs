//! What is said of an agreement beside its state and its money: dated facts, restructurings,
//! ratings, figures in documents. One row an agreement, which only such facts touch.

use std::collections::BTreeMap;

use kernel::{Fact, Id, Money, Person, Projection, Stored as _};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{
    Event, agreement, closure, report,
    restructuring::{self, Status},
    statement::{self, Stage},
};

/// Under the name of its stream.
#[derive(Debug)]
pub(super) struct Particulars;

/// Stored type of what a body is shown.
const PRESENTED: &str = "financing.closure.status-presented.v1";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Particular {
    pub(super) milestones: Vec<Milestone>,
    pub(super) restructurings: BTreeMap<String, Restructuring>,
    /// By subject and sequence.
    pub(super) ratings: BTreeMap<(i32, u32), (i32, Proof)>,
    pub(super) statements: Vec<Stated>,
    /// By budget year, in order of its stages.
    pub(super) counterparts: BTreeMap<(String, Stage), (Money, Proof)>,
    pub(super) signatories: BTreeMap<Id<Person>, Signatory>,
    pub(super) letter: Option<Letter>,
    pub(super) reports: Option<Reports>,
    pub(super) workplans: Option<Workplans>,
}

/// A dated fact that is no state.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Milestone {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Restructuring {
    pub(super) status: Option<Status>,
    pub(super) closing_on: Option<Day>,
    pub(super) other: Vec<String>,
    pub(super) proof: Option<Proof>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Stated {
    pub(super) reference: String,
    pub(super) committed: Option<Money>,
    pub(super) disbursed: Option<Money>,
    pub(super) undisbursed: Option<Money>,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Signatory {
    pub(super) capacity: String,
    pub(super) revoked: bool,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Letter {
    pub(super) reference: String,
    pub(super) methods: Vec<i32>,
    pub(super) minimum: Option<Money>,
    pub(super) proof: Proof,
}

/// As the latest terms ask for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Reports {
    pub(super) first_ends_on: Day,
    pub(super) months: u32,
    pub(super) days: u32,
    pub(super) proof: Proof,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Workplans {
    pub(super) exercise: i16,
    pub(super) due_on: Day,
    pub(super) proof: Proof,
}

impl Projection for Particulars {
    const NAME: &'static str = "particulars-v2";

    type Event = Event;
    type Row = Particular;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let touched = match &fact.event {
            Event::Agreement(event) => {
                milestone(event).is_some()
                    || matches!(
                        event,
                        agreement::Event::DisbursementLetterRecorded(_)
                            | agreement::Event::SignatoryRegistered(_)
                            | agreement::Event::SignatoryRevoked(_)
                    )
            }
            Event::Closure(event) => of_closure(event).is_some(),
            Event::Report(event) => matches!(event, report::Event::TermsRecorded(_)),
            Event::Restructuring(_) | Event::Statement(_) => true,
            Event::Transition(_)
            | Event::Condition(_)
            | Event::Category(_)
            | Event::Tranche(_)
            | Event::Withdrawal(_)
            | Event::Account(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Audit(_)
            | Event::Correction(_) => false,
        };
        if touched { vec![fact.stream.to_string()] } else { Vec::new() }
    }

    fn fold(_: &str, row: &mut Particular, fact: &Fact<Event>) {
        let proof = Proof::from(fact);
        let text = match &fact.event {
            Event::Agreement(event) => {
                row.signatures(event, proof);
                milestone(event)
            }
            Event::Closure(event) => of_closure(event),
            Event::Restructuring(event) => {
                row.restructuring(event, proof);
                None
            }
            Event::Statement(event) => {
                row.statement(event, proof);
                None
            }
            Event::Report(event) => {
                row.reporting(event, proof);
                None
            }
            Event::Transition(_)
            | Event::Condition(_)
            | Event::Category(_)
            | Event::Tranche(_)
            | Event::Withdrawal(_)
            | Event::Account(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Audit(_)
            | Event::Correction(_) => None,
        };
        let name = fact.event.name().to_owned();
        row.milestones.extend(text.map(|text| Milestone { name, text, proof }));
    }
}

/// What is printed beside a dated fact, if that is what the event is.
fn milestone(event: &agreement::Event) -> Option<String> {
    Some(match event {
        agreement::Event::Ratified(ratified) => ratified.text.clone(),
        agreement::Event::EffectivenessDeadlineExtended(extended) => extended.until.to_string(),
        agreement::Event::ClosingDateExtended(extension) => extension.to.to_string(),
        agreement::Event::DisbursementDeadlineExtended(extended) => extended.until.to_string(),
        agreement::Event::FinancierAccountClosed(_) => String::new(),
        agreement::Event::CategorySuspended(suspended) => suspended.category.to_string(),
        agreement::Event::CategorySuspensionLifted(lifted) => lifted.category.to_string(),
        // After the closing date a suspension is no state.
        agreement::Event::Suspended(suspended) if suspended.step.from == suspended.step.to => {
            suspended.reason.clone()
        }
        agreement::Event::SuspensionLifted(lifted) if lifted.step.from == lifted.step.to => {
            String::new()
        }
        agreement::Event::Registered(_)
        | agreement::Event::Approved(_)
        | agreement::Event::Signed(_)
        | agreement::Event::BecameEffective(_)
        | agreement::Event::Lapsed(_)
        | agreement::Event::DisbursementLetterRecorded(_)
        | agreement::Event::SignatoryRegistered(_)
        | agreement::Event::SignatoryRevoked(_)
        | agreement::Event::DisbursementOpened(_)
        | agreement::Event::Suspended(_)
        | agreement::Event::SuspensionLifted(_)
        | agreement::Event::Reopened(_)
        | agreement::Event::ClosingDateReached(_)
        | agreement::Event::DisbursementDeadlineReached(_)
        | agreement::Event::FinanciallyClosed(_)
        | agreement::Event::Completed(_)
        | agreement::Event::Dropped(_)
        | agreement::Event::Cancelled(_)
        | agreement::Event::Terminated(_) => return None,
    })
}

fn of_closure(event: &closure::Event) -> Option<String> {
    match event {
        closure::Event::PlanOpened(_) | closure::Event::ActivitiesCompleted(_) => {
            Some(String::new())
        }
        closure::Event::StatusPresented(presented) => {
            let said = [presented.presented_to.as_str(), presented.summary.as_str()];
            Some(said.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join(" · "))
        }
        closure::Event::TaskAdded(_)
        | closure::Event::TaskHeld(_)
        | closure::Event::TaskCompleted(_) => None,
    }
}

impl Particular {
    /// Who may sign, and how withdrawals are made.
    fn signatures(&mut self, event: &agreement::Event, proof: Proof) {
        match event {
            agreement::Event::DisbursementLetterRecorded(letter) => {
                self.letter = Some(Letter {
                    reference: letter.reference.clone(),
                    methods: letter.methods.iter().copied().map(codes::method).collect(),
                    minimum: letter.minimum,
                    proof,
                });
            }
            agreement::Event::SignatoryRegistered(registered) => {
                let capacity = registered.capacity.clone();
                let signatory = Signatory { capacity, revoked: false, proof };
                self.signatories.insert(registered.person, signatory);
            }
            agreement::Event::SignatoryRevoked(revoked) => {
                if let Some(signatory) = self.signatories.get_mut(&revoked.person) {
                    (signatory.revoked, signatory.proof) = (true, proof);
                }
            }
            agreement::Event::Registered(_)
            | agreement::Event::Approved(_)
            | agreement::Event::Signed(_)
            | agreement::Event::Ratified(_)
            | agreement::Event::EffectivenessDeadlineExtended(_)
            | agreement::Event::BecameEffective(_)
            | agreement::Event::Lapsed(_)
            | agreement::Event::DisbursementOpened(_)
            | agreement::Event::Suspended(_)
            | agreement::Event::SuspensionLifted(_)
            | agreement::Event::CategorySuspended(_)
            | agreement::Event::CategorySuspensionLifted(_)
            | agreement::Event::ClosingDateExtended(_)
            | agreement::Event::Reopened(_)
            | agreement::Event::ClosingDateReached(_)
            | agreement::Event::DisbursementDeadlineExtended(_)
            | agreement::Event::DisbursementDeadlineReached(_)
            | agreement::Event::FinancierAccountClosed(_)
            | agreement::Event::FinanciallyClosed(_)
            | agreement::Event::Completed(_)
            | agreement::Event::Dropped(_)
            | agreement::Event::Cancelled(_)
            | agreement::Event::Terminated(_) => (),
        }
    }

    /// Of what later terms do not say, earlier ones hold.
    fn reporting(&mut self, event: &report::Event, proof: Proof) {
        let report::Event::TermsRecorded(terms) = event else { return };
        if let Some(terms) = &terms.reports {
            let report::Reports { first_ends_on, months, days } = *terms;
            let first_ends_on = Day(first_ends_on);
            self.reports = Some(Reports { first_ends_on, months, days, proof });
        }
        if let Some(terms) = &terms.workplans {
            let (exercise, due_on) = (terms.exercise, Day(terms.due_on));
            self.workplans = Some(Workplans { exercise, due_on, proof });
        }
    }

    fn restructuring(&mut self, event: &restructuring::Event, proof: Proof) {
        let (name, status) = match event {
            restructuring::Event::Requested(request) => (&request.restructuring, Status::Requested),
            restructuring::Event::Cleared(cleared) => (&cleared.restructuring, Status::Cleared),
            restructuring::Event::Approved(it) => (&it.restructuring, Status::Approved),
            restructuring::Event::PutIntoEffect(put) => (&put.restructuring, Status::Effective),
            restructuring::Event::Withdrawn(it) => (&it.restructuring, Status::Withdrawn),
        };
        let row = self.restructurings.entry(name.to_string()).or_default();
        if let restructuring::Event::Requested(request) = event {
            row.closing_on = request.changes.closing_on.map(Day);
            row.other.clone_from(&request.changes.other);
        }
        let status = row.status.map_or(status, |before| status.after(before));
        (row.status, row.proof) = (Some(status), Some(proof));
    }

    fn statement(&mut self, event: &statement::Event, proof: Proof) {
        match event {
            statement::Event::RatingRecorded(rated) => {
                let key = (codes::subject(rated.subject), rated.sequence);
                self.ratings.insert(key, (codes::rating(rated.rating), proof));
            }
            statement::Event::CounterpartRecorded(it) => {
                self.counterparts.insert((it.exercise.to_string(), it.stage), (it.money, proof));
            }
            statement::Event::FinancierStatementRecorded(it) => self.statements.push(Stated {
                reference: it.reference.clone(),
                committed: it.committed,
                disbursed: it.disbursed,
                undisbursed: it.undisbursed,
                proof,
            }),
        }
    }

    /// The latest presentation of the state of closure to a body.
    pub(super) fn presented(&self) -> Option<pb::Milestone> {
        let mut latest = self.milestones.iter().rev();
        latest.find(|milestone| milestone.name == PRESENTED).map(Into::into)
    }
}
