//! A collection form that came back: each line as it would be recorded, or what is wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Effective, Precision};
use proto::{jalon::v1 as jalon, partners::v1 as pb};
use workbooks::{Line, Problem, Wrong};

use super::{COLUMNS, FORM, currency, institutions, reported, services};
use crate::{
    failure::Failure,
    html::{Tone, encode},
    pages::{
        partners::words,
        places::Places,
        upload::{self, Preview},
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

type Looked = Result<(Preview, Vec<String>), String>;

/// A time that is reported about, not a day: `2019`, `2019-Q3`, `2019-09`.
pub(super) fn is_period(text: &str) -> bool {
    text.parse::<Effective>().is_ok_and(|period| {
        matches!(period.precision, Precision::Year | Precision::Quarter | Precision::Month)
    })
}

/// What the form says; the outer error is ours, the inner one a file that is no such form.
pub(super) async fn read(v: &Visit, bytes: &[u8], programme: &str) -> Result<Looked, Failure> {
    let book = match upload::form(v, bytes, FORM, ("programme", programme)) {
        Ok(book) => book,
        Err(sentence) => return Ok(Err(sentence)),
    };
    let reporter = book.told.get("reporter").cloned().unwrap_or_default();
    let known = institutions(v).await?;
    let before = reported(v, programme, &reporter).await?;
    let Some(sheet) = book.pages.first() else { return Ok(Err(v.say("upload-no-workbook"))) };
    let lines = match sheet.lines(&COLUMNS) {
        Ok(lines) => lines,
        Err(problem) => return Ok(Err(upload::problem(v, &problem))),
    };
    let codes: Vec<String> = known.into_iter().map(|(code, _)| code).collect();
    // A form may come back in the other language than it left in.
    let services = [services(v.lang), services(v.lang.other())].concat();
    let (mut wrong, mut hidden, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    let country = v.app.register.programme(programme).map(|known| known.country.as_str());
    let places = Places::of(v, country.into_iter()).await;
    let (mut told, mut sent) = (table(v), 0);
    for row in lines.iter() {
        // What a spare line was given by mistake, and nothing else.
        if COLUMNS.iter().all(|name| *name == "period" || row.value(name).is_empty()) {
            continue;
        }
        let (period, line) = match line(&row, &codes, &services, currency(v, programme)) {
            Ok(read) => read,
            Err(problems) => {
                wrong.extend(problems.iter().map(|problem| upload::problem(v, problem)));
                continue;
            }
        };
        let key = (line.institution.clone(), line.service, line.area.clone(), period.clone());
        if !seen.insert(key) {
            let row = [("row", row.number().to_string())];
            wrong.push(v.lang.say_with("collection-line-twice", row));
            continue;
        }
        let change = Change::of(&period, &line, &before);
        if change != Change::Unchanged {
            hidden.extend(fields(sent, &period, &line));
            sent += 1;
        }
        told.push(cells(v, &period, &line, change, &places));
    }
    if sent == 0 && wrong.is_empty() {
        let key = if told.is_empty() { "upload-empty" } else { "collection-nothing-new" };
        wrong.push(v.say(key));
    }
    let mut preview = Preview::new(v, &told);
    if wrong.is_empty() {
        hidden.extend(since(&before));
        hidden.push(("reporter".to_owned(), reporter));
        preview.send = Some((to_record(programme), hidden));
    }
    Ok(Ok((preview, wrong)))
}

pub(super) fn to_record(programme: &str) -> String {
    format!("/p/{}/interventions/fiche/inscrire", encode(programme))
}

/// The period and what was done in it, or all that is wrong with the line.
fn line(
    row: &Line,
    institutions: &[String],
    services: &[(pb::ServiceKind, String)],
    currency: &str,
) -> Result<(String, pb::InterventionLine), Vec<Problem>> {
    let needed = |name: &str, read: Result<Option<u32>, Problem>| {
        read.and_then(|count| count.ok_or_else(|| row.problem(name, Wrong::Missing)))
    };
    let chosen = |name: &str, choices: &[String]| {
        let at = row.choice(name, choices)?;
        at.ok_or_else(|| row.problem(name, Wrong::Missing))
    };
    let period = row.needed("period").map(|period| period.to_uppercase()).and_then(|period| {
        if is_period(&period) { Ok(period) } else { Err(row.problem("period", Wrong::NotADate)) }
    });
    let area = row.needed("area").map(|area| area.to_uppercase());
    let institution = chosen("institution", institutions);
    let names: Vec<String> = services.iter().map(|(_, name)| name.clone()).collect();
    let service = chosen("service", &names);
    let planned = needed("planned", row.whole("planned"));
    let reached = needed("reached", row.whole("reached"));
    let amount = row.decimal("amount");
    match (period, area, institution, service, planned, reached, amount) {
        (Ok(period), Ok(area), Ok(at), Ok(service), Ok(planned), Ok(reached), Ok(amount)) => {
            let institution = institutions.get(at).cloned().unwrap_or_default();
            let service = services.get(service).map_or(0, |(kind, _)| i32::from(*kind));
            let currency = currency.to_owned();
            let amount = amount.map(|amount| jalon::Money { amount, currency });
            let line =
                pb::InterventionLine { institution, service, area, planned, reached, amount };
            Ok((period, line))
        }
        (period, area, institution, service, planned, reached, amount) => {
            let all = [
                institution.err(),
                service.err(),
                area.err(),
                period.err(),
                planned.err(),
                reached.err(),
                amount.err(),
            ];
            Err(all.into_iter().flatten().collect())
        }
    }
}

/// What the page carries from the look to the recording.
pub(super) fn fields(
    at: usize,
    period: &str,
    line: &pb::InterventionLine,
) -> Vec<(String, String)> {
    let amount = line.amount.as_ref();
    let all = [
        ("period", period.to_owned()),
        ("institution", line.institution.clone()),
        ("service", line.service.to_string()),
        ("area", line.area.clone()),
        ("planned", line.planned.to_string()),
        ("reached", line.reached.to_string()),
        ("amount", amount.map(|money| money.amount.clone()).unwrap_or_default()),
        ("currency", amount.map(|money| money.currency.clone()).unwrap_or_default()),
    ];
    all.into_iter().map(|(name, value)| (format!("line.{at}.{name}"), value)).collect()
}

/// The last that each period heard, so that the same lines said later are another report.
fn since(before: &[pb::InterventionRow]) -> impl Iterator<Item = (String, String)> {
    let mut latest = BTreeMap::<&str, u64>::new();
    for line in before {
        let position = line.proof.as_ref().map_or(0, |proof| proof.position);
        let known = latest.entry(&line.period).or_default();
        *known = position.max(*known);
    }
    latest.into_iter().map(|(period, at)| (format!("since.{period}"), at.to_string()))
}

/// What a line does to what is known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    New,
    /// With what was reached and planned so far.
    Replaces(u32, u32),
    /// Says nothing new, and is not sent.
    Unchanged,
}

impl Change {
    fn of(period: &str, line: &pb::InterventionLine, before: &[pb::InterventionRow]) -> Self {
        let same = before.iter().find(|it| {
            let about = (&it.institution, it.service, &it.area, it.period.as_str());
            about == (&line.institution, line.service, &line.area, period)
        });
        let Some(it) = same else { return Self::New };
        let said = (it.planned, it.reached, &it.amount);
        if said == (line.planned, line.reached, &line.amount) {
            Self::Unchanged
        } else {
            Self::Replaces(it.reached, it.planned)
        }
    }
}

fn table(v: &Visit) -> Table {
    Table::new(
        v.lang,
        &[
            ("field-partners-area", Kind::Text),
            ("field-partners-institution", Kind::Text),
            ("field-partners-service", Kind::Text),
            ("partners-column-period", Kind::Text),
            ("field-partners-planned", Kind::Figure),
            ("field-partners-reached", Kind::Figure),
            ("field-partners-amount", Kind::Money),
            ("column-what", Kind::Text),
        ],
    )
}

fn cells(
    v: &Visit,
    period: &str,
    line: &pb::InterventionLine,
    change: Change,
    places: &Places,
) -> Vec<Cell> {
    let (tone, text, note) = match change {
        Change::New => (Tone::UnderWay, v.say("collection-new"), String::new()),
        Change::Replaces(reached, planned) => {
            (Tone::Waiting, v.say("collection-replaces"), format!("{reached} / {planned}"))
        }
        Change::Unchanged => (Tone::NotYet, v.say("collection-unchanged"), String::new()),
    };
    vec![
        places.cell(&line.area),
        Cell::text(crate::names::institution(v, &line.institution)),
        Cell::text(words::service(v, line.service)),
        Cell::text(period),
        Cell::Number(line.planned.into()),
        Cell::Number(line.reached.into()),
        Cell::money(line.amount.as_ref()),
        Cell::State { tone, text, note },
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_is_a_time_and_not_a_day() {
        for period in ["2019", "2019-Q3", "2019-09"] {
            assert!(is_period(period), "{period}");
        }
        for no in ["2019-09-28", "", "hier", "2019-Q5", "19"] {
            assert!(!is_period(no), "{no}");
        }
    }
}
