//! On the way to closure: the tasks of the plan, the audits, and what these found.

use kernel::{Fact, Projection};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day};
use serde::{Deserialize, Serialize};

use super::codes;
use crate::financing::{
    Event, audit,
    closure::{self, TaskStatus},
};

/// `<stream>/<task>`.
#[derive(Debug)]
pub(super) struct Tasks;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Task {
    /// What it is called, once it is on the plan.
    label: Option<String>,
    owner: Option<String>,
    due_on: Option<Day>,
    status: Option<TaskStatus>,
    reason: Option<String>,
    proof: Option<Proof>,
}

impl Projection for Tasks {
    const NAME: &'static str = "closure-tasks";

    type Event = Event;
    type Row = Task;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Closure(event) = &fact.event else { return Vec::new() };
        let key = |task| vec![runtime::view::key(fact, task)];
        match event {
            closure::Event::PlanOpened(opened) => {
                opened.tasks.iter().map(|task| runtime::view::key(fact, &task.task)).collect()
            }
            closure::Event::TaskAdded(added) => key(&added.task.task),
            closure::Event::TaskHeld(held) => key(&held.task),
            closure::Event::TaskCompleted(completed) => key(&completed.task),
            closure::Event::ActivitiesCompleted(_) | closure::Event::StatusPresented(_) => {
                Vec::new()
            }
        }
    }

    fn fold(key: &str, row: &mut Task, fact: &Fact<Event>) {
        let Event::Closure(event) = &fact.event else { return };
        match event {
            closure::Event::PlanOpened(opened) => {
                let mut tasks = opened.tasks.iter();
                if let Some(task) = tasks.find(|it| it.task.as_str() == runtime::view::name(key)) {
                    row.add(task);
                }
            }
            closure::Event::TaskAdded(added) => row.add(&added.task),
            closure::Event::TaskHeld(held) => {
                row.status = Some(TaskStatus::Held);
                row.owner = held.owner.clone().or(row.owner.take());
                row.reason = Some(held.reason.clone());
            }
            closure::Event::TaskCompleted(_) => {
                row.status = Some(TaskStatus::Done);
                row.reason = None;
            }
            closure::Event::ActivitiesCompleted(_) | closure::Event::StatusPresented(_) => (),
        }
        row.proof = Some(fact.into());
    }
}

impl Task {
    fn add(&mut self, task: &closure::Task) {
        self.label = Some(task.label.clone());
        self.owner = task.owner.clone().or(self.owner.take());
        self.due_on = task.due_on.map(Day);
        self.status.get_or_insert(TaskStatus::Open);
    }

    pub(super) fn line(&self, financing: &str, task: &str) -> Option<pb::TaskLine> {
        let state = match self.status? {
            TaskStatus::Open => "open",
            TaskStatus::Held => "held",
            TaskStatus::Done => "completed",
        };
        Some(pb::TaskLine {
            financing: financing.to_owned(),
            task: task.to_owned(),
            label: self.label.clone()?,
            state: state.to_owned(),
            owner: self.owner.clone().unwrap_or_default(),
            due_on: day(self.due_on),
            reason: self.reason.clone().unwrap_or_default(),
            proof: self.proof.map(Into::into),
        })
    }
}

/// `<stream>/<exercise>`.
#[derive(Debug)]
pub(super) struct Audits;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Audit {
    opinion: i32,
    is_final: bool,
    proof: Option<Proof>,
}

impl Projection for Audits {
    const NAME: &'static str = "audits";

    type Event = Event;
    type Row = Audit;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Audit(event) = &fact.event else { return Vec::new() };
        match event {
            audit::Event::ReportRecorded(report) => {
                vec![runtime::view::key(fact, &report.exercise)]
            }
            audit::Event::FindingRecorded(_) | audit::Event::FindingResolved(_) => Vec::new(),
        }
    }

    fn fold(_: &str, row: &mut Audit, fact: &Fact<Event>) {
        if let Event::Audit(audit::Event::ReportRecorded(report)) = &fact.event {
            let opinion = codes::opinion(report.opinion);
            *row = Audit { opinion, is_final: report.is_final, proof: Some(fact.into()) };
        }
    }
}

impl Audit {
    pub(super) fn line(&self, exercise: &str) -> pb::AuditLine {
        pb::AuditLine {
            exercise: exercise.to_owned(),
            opinion: self.opinion,
            r#final: self.is_final,
            proof: self.proof.map(Into::into),
        }
    }
}

/// `<stream>/<finding>`.
#[derive(Debug)]
pub(super) struct Findings;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Finding {
    /// None while only the response is known.
    statement: Option<String>,
    qualified: bool,
    response: Option<String>,
    proof: Option<Proof>,
}

impl Projection for Findings {
    const NAME: &'static str = "audit-findings";

    type Event = Event;
    type Row = Finding;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let Event::Audit(event) = &fact.event else { return Vec::new() };
        match event {
            audit::Event::FindingRecorded(finding) => {
                vec![runtime::view::key(fact, &finding.finding)]
            }
            audit::Event::FindingResolved(resolved) => {
                vec![runtime::view::key(fact, &resolved.finding)]
            }
            audit::Event::ReportRecorded(_) => Vec::new(),
        }
    }

    fn fold(_: &str, row: &mut Finding, fact: &Fact<Event>) {
        let Event::Audit(event) = &fact.event else { return };
        match event {
            audit::Event::FindingRecorded(finding) => {
                row.statement = Some(finding.statement.clone());
                row.qualified = finding.qualified;
            }
            audit::Event::FindingResolved(resolved) => {
                row.response = Some(resolved.response.clone());
            }
            audit::Event::ReportRecorded(_) => (),
        }
        row.proof = Some(fact.into());
    }
}

impl Finding {
    pub(super) fn line(&self, finding: &str) -> Option<pb::FindingLine> {
        Some(pb::FindingLine {
            finding: finding.to_owned(),
            statement: self.statement.clone()?,
            qualified: self.qualified,
            resolved: self.response.is_some(),
            response: self.response.clone().unwrap_or_default(),
            proof: self.proof.map(Into::into),
        })
    }
}
