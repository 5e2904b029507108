//! The results framework.

use proto::programmes::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Parsed, date, key, optional_date, optional_key, optional_text, said, some, text, texts,
    },
};

use crate::{
    decimal::Decimal,
    results::{
        Command,
        achievement::{Named, Reopened, Reported, Returned, Share},
        indicator::{Baseline, Definition, Target},
    },
};

fn decimal(text: &str, field: &'static str) -> Parsed<Decimal> {
    let text = some(text).ok_or(Malformed::Missing(field))?;
    text.parse().map_err(|_| Malformed::Number(field))
}

pub(crate) fn define(request: &pb::DefineIndicatorRequest) -> Parsed<Command> {
    let baseline = match some(&request.baseline) {
        None => None,
        Some(value) => Some(Baseline {
            value: decimal(value, "baseline")?,
            on: optional_date(&request.baseline_on, "baseline_on")?,
        }),
    };
    Ok(Command::Define(Definition {
        indicator: key(&request.indicator, "indicator")?,
        label: text(&request.label, "label")?,
        definition: optional_text(&request.definition),
        unit: text(&request.unit, "unit")?,
        baseline,
        disaggregations: texts(&request.disaggregations),
        component: optional_key(&request.component, "component")?,
    }))
}

pub(crate) fn target(request: &pb::SetTargetRequest) -> Parsed<Command> {
    Ok(Command::SetTarget(Target {
        indicator: key(&request.indicator, "indicator")?,
        by: date(&request.by, "by")?,
        value: decimal(&request.value, "value")?,
    }))
}

pub(crate) fn report(request: &pb::ReportAchievementRequest) -> Parsed<Command> {
    let share = |share: &pb::Share| {
        Ok(Share {
            disaggregation: text(&share.disaggregation, "shares.disaggregation")?,
            group: text(&share.group, "shares.group")?,
            value: decimal(&share.value, "shares.value")?,
        })
    };
    Ok(Command::Report(Reported {
        indicator: key(&request.indicator, "indicator")?,
        period: key(&request.period, "period")?,
        value: decimal(&request.value, "value")?,
        shares: request.shares.iter().map(share).collect::<Parsed<_>>()?,
        approximate: request.approximate,
    }))
}

pub(crate) fn give_back(request: &pb::ReturnAchievementRequest) -> Parsed<Command> {
    Ok(Command::Return(Returned {
        indicator: key(&request.indicator, "indicator")?,
        period: key(&request.period, "period")?,
        reason: said(&request.reason),
    }))
}

pub(crate) fn validate(request: &pb::AchievementRequest) -> Parsed<Command> {
    Ok(Command::Validate(Named {
        indicator: key(&request.indicator, "indicator")?,
        period: key(&request.period, "period")?,
    }))
}

pub(crate) fn lock(request: &pb::PeriodRequest) -> Parsed<Command> {
    Ok(Command::Lock { period: key(&request.period, "period")? })
}

pub(crate) fn reopen(request: &pb::ReopenReportingPeriodRequest) -> Parsed<Command> {
    let period = key(&request.period, "period")?;
    Ok(Command::Reopen(Reopened { period, reason: said(&request.reason) }))
}
