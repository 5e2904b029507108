//! Closing an agreement: the plan, its tasks, and everything that may still be open.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{
    Financing, Outcome, Rejection, account,
    closure_reason::ClosureReason,
    guards::{Guards, reason, require},
    key::TaskKey,
    rejection::Sum,
    standing::State,
};

/// What has happened on the way to closure. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    PlanOpened(PlanOpened),
    TaskAdded(TaskAdded),
    TaskHeld(TaskHeld),
    TaskCompleted(TaskCompleted),
    ActivitiesCompleted(ActivitiesCompleted),
    StatusPresented(StatusPresented),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlanOpened {
    pub(crate) tasks: Vec<Task>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "what names it is called what it is, in every event")]
pub(crate) struct Task {
    pub(crate) task: TaskKey,
    pub(crate) label: String,
    /// Structure responsible.
    pub(crate) owner: Option<String>,
    pub(crate) due_on: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskAdded {
    pub(crate) task: Task,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskHeld {
    pub(crate) task: TaskKey,
    /// What blocks it.
    pub(crate) reason: String,
    pub(crate) owner: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TaskCompleted {
    pub(crate) task: TaskKey,
}

/// « Achèvement »: what the money was for is done. The agreement is not closed by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ActivitiesCompleted {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StatusPresented {
    /// The body and session it was presented to.
    pub(crate) presented_to: String,
    pub(crate) summary: String,
    /// No notice shows the legal state on that day.
    pub(crate) legal_state_unknown: bool,
}

/// What every closure has to deal with, whoever the financier is.
const STANDING_TASKS: [(&str, &str); 6] = [
    ("last-invoices", "Dernières factures"),
    ("retention-and-guarantees", "Retenues de garantie et cautions"),
    ("grace-period-costs", "Charges de fonctionnement pendant le délai de grâce"),
    ("audit-fees", "Honoraires d’audit"),
    ("archives", "Archives"),
    ("asset-transfer", "Transfert des actifs"),
];

/// Where a task of the plan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum TaskStatus {
    Open,
    Held,
    Done,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Closure {
    pub(crate) opened_on: Option<Date>,
    /// Each task, where it is, and the day of what happened to it last.
    tasks: BTreeMap<TaskKey, (Task, TaskStatus, Date)>,
    pub(crate) activities_completed_on: Option<Date>,
}

impl Closure {
    #[cfg(test)]
    pub(crate) fn tasks(&self) -> impl Iterator<Item = &(Task, TaskStatus, Date)> {
        self.tasks.values()
    }

    fn status(&self, task: &TaskKey, guards: &Guards) -> Result<TaskStatus, Rejection> {
        let unknown = || Rejection::UnknownName { name: task.to_string() };
        let (_, status, since) = self.tasks.get(task).ok_or_else(unknown)?;
        guards.not_before(*since)?;
        Ok(*status)
    }

    fn open_tasks(&self) -> Vec<TaskKey> {
        let open = self.tasks.iter().filter(|(_, (_, status, _))| *status != TaskStatus::Done);
        open.map(|(key, _)| key.clone()).collect()
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        match event {
            Event::PlanOpened(PlanOpened { tasks }) => {
                self.opened_on = Some(on);
                for task in tasks {
                    self.add(task, on);
                }
            }
            Event::TaskAdded(TaskAdded { task }) => self.add(task, on),
            Event::TaskHeld(TaskHeld { task, owner, .. }) => {
                if let Some((task, status, since)) = self.tasks.get_mut(task) {
                    *since = on.max(*since);
                    *status = TaskStatus::Held;
                    task.owner = owner.clone().or(task.owner.take());
                }
            }
            Event::TaskCompleted(TaskCompleted { task }) => {
                if let Some((_, status, since)) = self.tasks.get_mut(task) {
                    *since = on.max(*since);
                    *status = TaskStatus::Done;
                }
            }
            Event::ActivitiesCompleted(ActivitiesCompleted {}) => {
                self.activities_completed_on = Some(on);
            }
            Event::StatusPresented(_) => (),
        }
    }

    fn add(&mut self, task: &Task, on: Date) {
        self.tasks.insert(task.task.clone(), (task.clone(), TaskStatus::Open, on));
    }
}

impl super::Event {
    /// Closing the books rests on it: they are not closed as of a day before.
    pub(super) fn is_closed_upon(&self) -> bool {
        match self {
            Self::Category(_) | Self::Withdrawal(_) | Self::Restructuring(_) | Self::Audit(_) => {
                true
            }
            Self::Account(event) => match event {
                account::Event::Opened(_)
                | account::Event::PaymentRecorded(_)
                | account::Event::AdvanceDocumented(_)
                | account::Event::Refunded(_)
                | account::Event::Settled(_) => true,
                account::Event::StatementRecorded(_) | account::Event::IneligibleDeclared(_) => {
                    false
                }
            },
            Self::Closure(event) => match event {
                Event::PlanOpened(_)
                | Event::TaskAdded(_)
                | Event::TaskHeld(_)
                | Event::TaskCompleted(_) => true,
                Event::ActivitiesCompleted(_) | Event::StatusPresented(_) => false,
            },
            Self::Agreement(_)
            | Self::Transition(_)
            | Self::Condition(_)
            | Self::Tranche(_)
            | Self::Contract(_)
            | Self::NoObjection(_)
            | Self::Statement(_)
            | Self::Report(_)
            | Self::Correction(_) => false,
        }
    }
}

impl Financing {
    pub(super) fn open_closure_plan(&self, tasks: &[Task], mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        require(self.closure.opened_on.is_none(), || Rejection::AlreadyRecorded)?;
        let opens = self.agreement.closing_on.and_then(|day| self.rules.closure_plan_opens(day));
        if let Some(opens) = opens {
            let early = || Rejection::ClosurePlanTooEarly { opens };
            guards.shown(require(guards.on >= opens, early))?;
        }
        let mut seen = std::collections::BTreeSet::new();
        tasks.iter().try_for_each(|Task { task, .. }| {
            require(seen.insert(task), || Rejection::NameTaken { name: task.to_string() })
        })?;
        let standing = STANDING_TASKS.iter().map(|(name, label)| Task {
            task: TaskKey::standing(name),
            label: (*label).to_owned(),
            owner: None,
            due_on: None,
        });
        // What every closure has to deal with is in every plan of ours: whoever has nothing to do for it
        // says so by completing it. The source of an import has the tasks that it shows.
        let all = tasks.is_empty() || !guards.import;
        let missing = standing.filter(|it| all && !tasks.iter().any(|named| named.task == it.task));
        let tasks = tasks.iter().cloned().chain(missing).collect();
        Ok(guards.decided([Event::PlanOpened(PlanOpened { tasks })]))
    }

    pub(super) fn add_task(&self, task: &Task, mut guards: Guards) -> Outcome {
        let open = self.closure.opened_on.is_some();
        guards.shown(require(open, || Rejection::ClosurePlanNotOpen))?;
        self.is_live(&mut guards)?;
        let free = !self.closure.tasks.contains_key(&task.task);
        require(free, || Rejection::NameTaken { name: task.task.to_string() })?;
        Ok(guards.decided([Event::TaskAdded(TaskAdded { task: task.clone() })]))
    }

    pub(super) fn hold_task(
        &self,
        task: &TaskKey,
        why: &str,
        owner: Option<&String>,
        mut guards: Guards,
    ) -> Outcome {
        let done = self.closure.status(task, &guards)? == TaskStatus::Done;
        guards.consistent(require(!done, || Rejection::TaskDone))?;
        guards.shown(reason(why))?;
        let held = TaskHeld { task: task.clone(), reason: why.to_owned(), owner: owner.cloned() };
        Ok(guards.decided([Event::TaskHeld(held)]))
    }

    pub(super) fn complete_task(&self, task: &TaskKey, guards: Guards) -> Outcome {
        let done = self.closure.status(task, &guards)? == TaskStatus::Done;
        require(!done, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::TaskCompleted(TaskCompleted { task: task.clone() })]))
    }

    pub(super) fn complete_activities(&self, mut guards: Guards) -> Outcome {
        let done = self.closure.activities_completed_on.is_some();
        require(!done, || Rejection::AlreadyRecorded)?;
        let states = [State::Effective, State::Disbursing, State::Suspended, State::Closing];
        self.allows(&states, &mut guards)?;
        Ok(guards.decided([Event::ActivitiesCompleted(ActivitiesCompleted {})]))
    }

    pub(super) fn present_status(&self, presented: StatusPresented, mut guards: Guards) -> Outcome {
        self.signed(&mut guards)?;
        Ok(guards.decided([Event::StatusPresented(presented)]))
    }

    /// What would hold back closure again, although the books are closed. Who closed them knew what
    /// was blocked.
    pub(super) fn unclosed(&self) -> Vec<ClosureReason> {
        let Some((on, State::FinanciallyClosed | State::Completed)) = self.agreement.latest()
        else {
            return Vec::new();
        };
        let elsewhere = self.agreement.closed_elsewhere;
        let mut reasons = self.closure_reasons(on, Some(0));
        reasons.retain(|reason| {
            let state = matches!(reason, ClosureReason::DisbursementNotClosed { .. });
            let hidden = elsewhere && reason.is_evidence();
            !state && !hidden
        });
        reasons
    }

    /// Everything that holds back financial closure that day, at once.
    pub(crate) fn closure_reasons(&self, on: Date, blockages: Option<u32>) -> Vec<ClosureReason> {
        let mut reasons = Vec::new();
        match self.agreement.state_on(on) {
            Ok(State::DisbursementClosed) | Err(_) => (),
            Ok(state) => reasons.push(ClosureReason::DisbursementNotClosed { state }),
        }
        let numbers = self.withdrawals.unfinished();
        if !numbers.is_empty() {
            reasons.push(ClosureReason::WithdrawalsUndecided { numbers });
        }
        let account = &self.account;
        if let Some(balance) = account.sum(account.balance).filter(|Sum(it, _)| !it.is_zero()) {
            reasons.push(ClosureReason::AccountNotZero { balance });
        }
        let undocumented = account.sum(account.undocumented).filter(|Sum(it, _)| !it.is_zero());
        if let Some(undocumented) = undocumented {
            reasons.push(ClosureReason::AdvancesUndocumented { undocumented });
        }
        let undisbursed = self.balances().undisbursed;
        let each = || self.categories.iter().all(|(_, one)| one.undisbursed().is_zero());
        if let Some(currency) = self.agreement.currency()
            && !each()
        {
            let undisbursed = Sum(undisbursed, currency);
            reasons.push(ClosureReason::BalanceNotCancelled { undisbursed });
        }
        if !self.audits.is_final() {
            reasons.push(ClosureReason::FinalAuditMissing);
        }
        let findings = self.audits.open_qualified();
        if !findings.is_empty() {
            reasons.push(ClosureReason::FindingsOpen { findings });
        }
        if self.closure.opened_on.is_none() {
            reasons.push(ClosureReason::PlanMissing);
        }
        let tasks = self.closure.open_tasks();
        if !tasks.is_empty() {
            reasons.push(ClosureReason::TasksOpen { tasks });
        }
        match blockages {
            None => reasons.push(ClosureReason::BlockagesUnknown),
            Some(0) => (),
            Some(blockages) => reasons.push(ClosureReason::BlockagesOpen { blockages }),
        }
        let pending = self.restructurings.iter().filter(|(_, one)| one.is_pending());
        let restructurings: Vec<_> = pending.map(|(name, _)| name.clone()).collect();
        if !restructurings.is_empty() {
            reasons.push(ClosureReason::RestructuringPending { restructurings });
        }
        reasons
    }
}
