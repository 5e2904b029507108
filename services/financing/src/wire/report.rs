//! What is owed by the calendar.

use jiff::civil::Date;
use proto::financing::v1 as pb;
use runtime::{
    Malformed,
    wire::{Parsed, date},
};

use crate::financing::{
    Command,
    report::{Reports, Terms, Workplans},
};

/// Longer than any period, or than anybody waits for its report: somebody's keyboard slipped.
const MOST_MONTHS: u32 = 12;
const MOST_DAYS: u32 = 366;

/// Of either kind everything is said, or nothing.
pub(crate) fn record_reporting_terms(request: &pb::RecordReportingTermsRequest) -> Parsed<Command> {
    let pb::RecordReportingTermsRequest { first_ends_on, months, days, exercise, due_on, .. } =
        request;
    let said = |text: &str| !text.trim().is_empty();
    let reports = said(first_ends_on) || *months != 0 || *days != 0;
    let workplans = said(exercise) || said(due_on);
    Ok(Command::RecordReportingTerms(Terms {
        reports: reports.then(|| of_reports(first_ends_on, *months, *days)).transpose()?,
        workplans: workplans.then(|| of_workplans(exercise, due_on)).transpose()?,
    }))
}

fn of_reports(first_ends_on: &str, months: u32, days: u32) -> Parsed<Reports> {
    Ok(Reports {
        first_ends_on: date(first_ends_on, "first_ends_on")?,
        months: up_to(MOST_MONTHS, months, "months")?,
        days: up_to(MOST_DAYS, days, "days")?,
    })
}

fn of_workplans(exercise: &str, due_on: &str) -> Parsed<Workplans> {
    Ok(Workplans { exercise: year(exercise)?, due_on: date(due_on, "due_on")? })
}

fn up_to(most: u32, number: u32, field: &'static str) -> Parsed<u32> {
    if (1..=most).contains(&number) { Ok(number) } else { Err(Malformed::Number(field)) }
}

/// `2020`.
fn year(text: &str) -> Parsed<i16> {
    let first = Date::new(text.trim().parse().unwrap_or_default(), 1, 1);
    let year = first.ok().map(Date::year).filter(|year| *year >= 1000);
    year.ok_or(Malformed::Number("exercise"))
}

pub(crate) fn submit_financial_report(
    request: &pb::SubmitFinancialReportRequest,
) -> Parsed<Command> {
    let period_ends_on = date(&request.period_ends_on, "period_ends_on")?;
    Ok(Command::SubmitFinancialReport { period_ends_on })
}
