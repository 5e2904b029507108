//! Checklists of agreements: closure, effectiveness.

use proto::financing::v1 as pb;

use super::{ledgers, naming};
use crate::{
    html::{Html, Tone, encode},
    names,
    pages::cards::{Card, Check, joined, sentence},
    visit::Visit,
};

/// Whether there is nothing left to close, or not yet anything.
fn is_over(line: Option<&pb::AgreementLine>) -> bool {
    let state = line.and_then(|line| line.state.as_ref()).map_or("", |state| state.state.as_str());
    matches!(
        state,
        "financially_closed" | "completed" | "dropped" | "lapsed" | "cancelled" | "terminated"
    )
}

/// Whether an agreement's closure is somebody's work on that day.
pub(crate) fn near_closure(closure: &pb::Closure) -> bool {
    let line = closure.agreement.as_ref();
    let dated = line.is_some_and(|line| !line.closing_on.is_empty());
    let near = dated && closure.days_to_closing <= 365;
    !is_over(line) && (closure.plan_open || closure.presented.is_some() || near)
}

pub(crate) fn closure(visit: &Visit, closure: &pb::Closure) -> Card {
    let line = closure.agreement.clone().unwrap_or_default();
    let done = closure.tasks.iter().filter(|task| task.state == "completed").count();
    let tag = match (&closure.presented, closure.plan_open) {
        (Some(_), _) => visit.tag(Tone::Waiting, "closure-presented-tag"),
        (None, true) => visit.tag(Tone::UnderWay, "closure-plan-open"),
        (None, false) => visit.tag(Tone::NotYet, "closure-plan-not-open"),
    };
    let made_up =
        |proof: Option<&proto::jalon::v1::Proof>| proof.is_some_and(|proof| proof.illustrative);
    let mut checks: Vec<_> = closure.tasks.iter().map(|task| self::task(visit, task)).collect();
    if let Some(presented) = &closure.presented {
        let on =
            presented.proof.as_ref().map(|proof| visit.date(&proof.effective)).unwrap_or_default();
        checks.push(Check {
            dot: "ok",
            text: visit.say("closure-presented-to"),
            note: joined([presented.text.clone(), on]),
            proof: visit.proof(presented.proof.as_ref()),
        });
    }
    checks.extend(closure.collaborations.iter().map(|open| Check {
        dot: "wait",
        text: visit.say_of("closure-open-collaboration", open.title.clone()),
        note: joined([
            names::institution(visit, &open.partner),
            visit.lang.label_in("partners", "state", &open.state),
            if open.ends_on.is_empty() { String::new() } else { visit.date(&open.ends_on) },
        ]),
        proof: visit.proof(open.proof.as_ref()),
    }));
    if closure.collaborations_unknown {
        checks.push(Check {
            dot: "wait",
            text: visit.say("closure-collaborations-unknown"),
            note: String::new(),
            proof: Html::default(),
        });
    }
    let mut lead = Vec::new();
    let over = is_over(closure.agreement.as_ref());
    if !line.closing_on.is_empty() {
        lead.push(visit.say_of("closing-on", visit.date(&line.closing_on)));
        if !over {
            lead.push(ledgers::days(visit, closure.days_to_closing));
        }
    }
    if !line.disbursement_deadline.is_empty() {
        lead.push(visit.say_of("deadline-on", visit.date(&line.disbursement_deadline)));
    }
    for (key, money) in
        [("undisbursed-of", &closure.undisbursed), ("undocumented-of", &closure.undocumented)]
    {
        if money.is_some() {
            lead.push(visit.say_of(key, visit.money(money.as_ref())));
        }
    }
    let illustrative = closure.tasks.iter().any(|task| made_up(task.proof.as_ref()));
    let reasons = closure.reasons.iter().map(|reason| sentence(visit, &reason.code, &reason.args));
    Card {
        title: visit.say_of("closure-card", naming::brief_agreement(&line, visit.lang)),
        to: visit.link(&format!("/accord/{}", encode(&line.financing))),
        tag,
        illustrative,
        count: if closure.tasks.is_empty() {
            String::new()
        } else {
            format!("{done} / {}", closure.tasks.len())
        },
        lead: joined(lead),
        checks,
        // Long before, it goes without saying.
        reasons: if near_closure(closure) { reasons.collect() } else { Vec::new() },
    }
}

fn task(visit: &Visit, task: &pb::TaskLine) -> Check {
    let on = task.proof.as_ref().map(|proof| visit.day_short(&proof.effective)).unwrap_or_default();
    let owner =
        if task.owner.is_empty() { String::new() } else { visit.say_of("owner-of", &task.owner) };
    let due = if task.due_on.is_empty() {
        String::new()
    } else {
        visit.say_of("due-of", visit.day_short(&task.due_on))
    };
    let (dot, note) = match task.state.as_str() {
        "completed" => ("ok", joined([on])),
        "held" => ("bad", joined([visit.say_of("held-for", &task.reason), owner, on])),
        _ => ("wait", joined([owner, due])),
    };
    Check { dot, text: task_label(visit, task), note, proof: visit.proof(task.proof.as_ref()) }
}

/// The usual tasks are recorded in French, and have a name in every language.
fn task_label(visit: &Visit, task: &pb::TaskLine) -> String {
    let usual = visit.lang.find(&format!("task-{}", task.task));
    usual.unwrap_or_else(
        || if task.label.is_empty() { task.task.clone() } else { task.label.clone() },
    )
}

pub(crate) fn conditions(visit: &Visit, agreement: &pb::Agreement) -> Card {
    let line = agreement.line.clone().unwrap_or_default();
    let wanted = pb::ConditionKind::Effectiveness as i32;
    let conditions: Vec<_> =
        agreement.conditions.iter().filter(|condition| condition.kind == wanted).collect();
    let met =
        |condition: &&&pb::ConditionLine| matches!(condition.state.as_str(), "accepted" | "waived");
    let count = format!("{} / {}", conditions.iter().filter(met).count(), conditions.len());
    let steps = [("signed", &line.signed_on), ("effective", &line.effective_on)];
    let mut checks: Vec<_> =
        conditions.iter().map(|condition| self::condition(visit, condition)).collect();
    for (state, on) in steps {
        let period = agreement.periods.iter().find(|period| period.state == state);
        if !on.is_empty() {
            checks.insert(
                if state == "signed" { 0 } else { checks.len() },
                Check {
                    dot: "ok",
                    text: visit.say(&format!("step-{state}")),
                    note: visit.date(on),
                    proof: visit.proof(period.and_then(|period| period.proof.as_ref())),
                },
            );
        }
    }
    let state = line.state.clone().unwrap_or_default().state;
    let illustrative = conditions
        .iter()
        .any(|condition| condition.proof.as_ref().is_some_and(|proof| proof.illustrative));
    let in_force = !line.effective_on.is_empty();
    let tone = if in_force { Tone::Done } else { Tone::of("state", &state) };
    let label = if in_force { visit.say("in-force") } else { visit.lang.label("state", &state) };
    Card {
        title: visit.say_of("effectiveness-card", naming::brief_agreement(&line, visit.lang)),
        to: visit.link(&format!("/accord/{}", encode(&line.financing))),
        tag: crate::html::tag(tone, &label),
        illustrative,
        count: if conditions.is_empty() { String::new() } else { count },
        lead: String::new(),
        checks,
        reasons: Vec::new(),
    }
}

pub(crate) fn condition(visit: &Visit, condition: &pb::ConditionLine) -> Check {
    let dot = match condition.state.as_str() {
        "accepted" | "waived" => "ok",
        "rejected" | "breached" => "bad",
        "evidence_submitted" => "wait",
        _ => "",
    };
    let state = visit.lang.label("condition", &condition.state);
    let waits = condition.state == "open";
    let on = condition.proof.as_ref().filter(|_| !waits);
    let on = on.map(|proof| visit.day_short(&proof.effective)).unwrap_or_default();
    let due = match condition.state.as_str() {
        "accepted" | "waived" => String::new(),
        _ if condition.due_on.is_empty() => String::new(),
        _ => visit.say_of("due-of", visit.day_short(&condition.due_on)),
    };
    Check {
        dot,
        text: condition.label.clone(),
        note: joined([state, on, due, condition.reason.clone()]),
        proof: visit.proof(condition.proof.as_ref()),
    }
}
