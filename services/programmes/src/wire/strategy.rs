//! Policies, strategies and action plans.

use proto::programmes::v1 as pb;
use runtime::wire::{
    Parsed, chosen, key, optional_date, optional_key, optional_reference, optional_text, reference,
    said, text,
};

use super::bound;
use crate::strategy::{
    Command,
    content::{Activity, Alignment, Axis, Challenge, Cost, Measure, Progress, Reported},
    course::{Amended, Draft, Horizon, Kind, Replaced, Step},
};

runtime::choices! {
    pb::StrategyKind => Kind { Policy, Strategy, ActionPlan, }
    pb::ActivityState => Progress { NotBegun, UnderWay, Done, Dropped, }
}

fn horizon(starts_on: &str, ends_on: &str) -> Parsed<Horizon> {
    let starts_on = bound(starts_on, "starts_on", false)?;
    Ok(Horizon { starts_on, ends_on: bound(ends_on, "ends_on", true)? })
}

pub(crate) fn draft(request: &pb::DraftStrategyRequest) -> Parsed<Command> {
    Ok(Command::Draft(Draft {
        strategy: reference(&request.strategy, "strategy")?,
        kind: chosen(request.kind, "kind")?,
        title: text(&request.title, "title")?,
        acronym: optional_text(&request.acronym),
        horizon: horizon(&request.starts_on, &request.ends_on)?,
        owner: optional_text(&request.owner),
        implements: optional_reference(&request.implements, "implements")?,
    }))
}

fn step(request: &pb::StrategyAuthorityRequest) -> Parsed<Step> {
    let body = text(&request.body, "body")?;
    Ok(Step { body, decision: optional_text(&request.decision) })
}

pub(crate) fn validate(request: &pb::StrategyAuthorityRequest) -> Parsed<Command> {
    step(request).map(Command::Validate)
}

pub(crate) fn adopt(request: &pb::StrategyAuthorityRequest) -> Parsed<Command> {
    step(request).map(Command::Adopt)
}

pub(crate) fn in_force(_: &pb::StrategyRequest) -> Parsed<Command> {
    Ok(Command::PutIntoForce)
}

pub(crate) fn expire(_: &pb::StrategyRequest) -> Parsed<Command> {
    Ok(Command::Expire)
}

pub(crate) fn replace(request: &pb::ReplaceStrategyRequest) -> Parsed<Command> {
    let replaced_by = reference(&request.replaced_by, "replaced_by")?;
    Ok(Command::Replace(Replaced { replaced_by }))
}

pub(crate) fn amend(request: &pb::AmendStrategyRequest) -> Parsed<Command> {
    Ok(Command::Revise(Amended {
        strategy: reference(&request.strategy, "strategy")?,
        text: text(&request.text, "text")?,
        reason: said(&request.reason),
        review: optional_reference(&request.review, "review")?,
        recommendation: optional_key(&request.recommendation, "recommendation")?,
        decision: optional_text(&request.decision),
    }))
}

pub(crate) fn state_horizon(request: &pb::StateHorizonRequest) -> Parsed<Command> {
    horizon(&request.starts_on, &request.ends_on).map(Command::StateHorizon)
}

pub(crate) fn cost(request: &pb::RecordStrategyCostRequest) -> Parsed<Command> {
    let cost = runtime::money(request.cost.as_ref(), "cost")?;
    Ok(Command::RecordCost(Cost { cost }))
}

pub(crate) fn axis(request: &pb::DefineAxisRequest) -> Parsed<Command> {
    let axis = key(&request.axis, "axis")?;
    Ok(Command::DefineAxis(Axis { axis, label: text(&request.label, "label")? }))
}

pub(crate) fn measure(request: &pb::DefineMeasureRequest) -> Parsed<Command> {
    Ok(Command::DefineMeasure(Measure {
        axis: key(&request.axis, "axis")?,
        measure: key(&request.measure, "measure")?,
        label: text(&request.label, "label")?,
    }))
}

pub(crate) fn activity(request: &pb::DefineActivityRequest) -> Parsed<Command> {
    Ok(Command::DefineActivity(Activity {
        measure: key(&request.measure, "measure")?,
        activity: key(&request.activity, "activity")?,
        label: text(&request.label, "label")?,
        responsible: optional_text(&request.responsible),
        due_on: optional_date(&request.due_on, "due_on")?,
    }))
}

pub(crate) fn report(request: &pb::ReportActivityRequest) -> Parsed<Command> {
    Ok(Command::ReportActivity(Reported {
        activity: key(&request.activity, "activity")?,
        state: chosen(request.state, "state")?,
        statement: optional_text(&request.statement),
    }))
}

pub(crate) fn align(request: &pb::AlignStrategyRequest) -> Parsed<Command> {
    let Horizon { starts_on, ends_on } = horizon(&request.starts_on, &request.ends_on)?;
    let framework = key(&request.framework, "framework")?;
    Ok(Command::Align(Alignment { framework, starts_on, ends_on }))
}

pub(crate) fn challenge(request: &pb::RecordChallengeRequest) -> Parsed<Command> {
    let challenge = key(&request.challenge, "challenge")?;
    Ok(Command::RecordChallenge(Challenge { challenge, text: text(&request.text, "text")? }))
}
