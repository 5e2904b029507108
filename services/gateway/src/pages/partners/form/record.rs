//! What a collection form said, sent: one report a period. The same lines again are the same
//! command, so that a form that comes twice is recorded once.

use std::collections::BTreeMap;

use axum::{
    Form,
    extract::Path,
    response::{IntoResponse as _, Redirect},
};
use kernel::Id;
use proto::{
    jalon::v1 as jalon,
    partners::v1::{self as pb, partners_service_client::PartnersServiceClient},
};
use tonic::Status;
use tonic_types::StatusExt as _;

use super::{may, page, read};
use crate::{
    failure::{self, Answer},
    forms::Posted,
    html::{Tone, encode},
    pages::upload::Preview,
    table::{Cell, Kind, Table},
    visit::Visit,
};

/// What a report is called by.
enum Report {}

/// Period by period: one that is refused does not keep the others from being recorded.
pub(super) async fn record(
    v: Visit,
    Path(programme): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    may(&v, &programme)?;
    let posted = Posted::sent(pairs);
    let reporter = posted.text("reporter").to_owned();
    let mut told = Table::new(
        v.lang,
        &[
            ("partners-column-period", Kind::Text),
            ("partners-lines", Kind::Figure),
            ("column-state", Kind::Text),
        ],
    );
    let (mut latest, mut wrong, mut unheard) = (0, Vec::new(), Vec::new());
    for (period, lines) in by_period(&posted) {
        let count = i64::try_from(lines.len()).unwrap_or(i64::MAX);
        let since = posted.text(&format!("since.{period}")).to_owned();
        let answer = send(&v, &programme, &reporter, (&period, &since), lines.clone()).await;
        let (tone, said) = match answer {
            Ok(recorded) => {
                latest = latest.max(recorded.position);
                let key = if recorded.events.is_empty() { "line-already" } else { "line-recorded" };
                (Tone::Done, v.say(key))
            }
            Err(status) => {
                let sentences = failure::refusal_of("partners", &status, v.lang).join(" ");
                let named = [("name", period.clone()), ("what", sentences)];
                wrong.push(v.lang.say_with("named", named));
                let unanswered = status.get_details_error_info().is_none();
                let key = if unanswered { "line-unanswered" } else { "line-refused" };
                if unanswered {
                    unheard.extend(lines.into_iter().map(|line| (period.clone(), line)));
                }
                (Tone::Blocked, v.say(key))
            }
        };
        told.push(vec![
            Cell::text(period),
            Cell::Number(count),
            Cell::State { tone, text: said, note: String::new() },
        ]);
    }
    if wrong.is_empty() && !told.is_empty() {
        let to = format!("/p/{}/chevauchements?min={latest}", encode(&programme));
        return Ok(Redirect::to(&to).into_response());
    }
    let mut page = page(&v, &programme).await?;
    page.wrong = wrong;
    let preview = Preview::new(&v, &told);
    let hidden = carried(&posted, &unheard);
    page.preview = Some(preview.again(&v, read::to_record(&programme), hidden));
    Ok(page.page())
}

/// What had no answer, as it came.
fn carried(posted: &Posted, lines: &[(String, pb::InterventionLine)]) -> Vec<(String, String)> {
    let lines = lines.iter().enumerate();
    let mut hidden: Vec<_> =
        lines.flat_map(|(at, (period, line))| read::fields(at, period, line)).collect();
    if !hidden.is_empty() {
        hidden.extend(posted.under("since."));
        hidden.push(("reporter".to_owned(), posted.text("reporter").to_owned()));
    }
    hidden
}

fn by_period(posted: &Posted) -> BTreeMap<String, Vec<pb::InterventionLine>> {
    let mut periods = BTreeMap::<String, Vec<pb::InterventionLine>>::new();
    for at in 0_usize.. {
        let of = |name: &str| posted.text(&format!("line.{at}.{name}")).to_owned();
        if of("period").is_empty() {
            break;
        }
        let money = jalon::Money { amount: of("amount"), currency: of("currency") };
        periods.entry(of("period")).or_default().push(pb::InterventionLine {
            institution: of("institution"),
            service: of("service").parse().unwrap_or_default(),
            area: of("area"),
            planned: of("planned").parse().unwrap_or_default(),
            reached: of("reached").parse().unwrap_or_default(),
            amount: Some(money).filter(|money| !money.amount.is_empty()),
        });
    }
    periods
}

async fn send(
    v: &Visit,
    programme: &str,
    reporter: &str,
    (period, since): (&str, &str),
    lines: Vec<pb::InterventionLine>,
) -> Result<jalon::Recorded, Status> {
    let country = v.app.register.programme(programme).map(|known| known.country.clone());
    let command_id = named_after(&[programme, reporter, period, since], &lines);
    let act = Some(jalon::Act {
        command_id,
        programme: programme.to_owned(),
        country: country.unwrap_or_default(),
        ..Default::default()
    });
    let asked = pb::ReportInterventionsRequest {
        act,
        reporter: reporter.to_owned(),
        period: period.to_owned(),
        lines,
    };
    let mut client = PartnersServiceClient::new(v.app.channel.clone());
    Ok(client.report_interventions(v.ask(asked)).await?.into_inner())
}

/// A command that is called by all that it says, and by the last that it was said after: what is set
/// back to an earlier value is another report.
fn named_after(report: &[&str], lines: &[pb::InterventionLine]) -> String {
    let mut all: Vec<String> = report.iter().map(|part| (*part).to_owned()).collect();
    for line in lines {
        let money = line.amount.as_ref();
        all.extend([
            line.institution.clone(),
            line.service.to_string(),
            line.area.clone(),
            line.planned.to_string(),
            line.reached.to_string(),
            money.map(|it| format!("{} {}", it.amount, it.currency)).unwrap_or_default(),
        ]);
    }
    let parts: Vec<&str> = all.iter().map(String::as_str).collect();
    Id::<Report>::derived(&parts).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_form_is_the_same_command_and_another_is_not() {
        let line = |reached| pb::InterventionLine { reached, ..Default::default() };
        let named =
            |period, since, lines: &[_]| named_after(&["P127328", "DRDSES", period, since], lines);
        let first = named("2019-Q4", "7", &[line(10)]);
        assert_eq!(first, named("2019-Q4", "7", &[line(10)]));
        assert_ne!(first, named("2019-Q4", "7", &[line(11)]));
        assert_ne!(first, named("2020-Q1", "7", &[line(10)]));
        assert_ne!(first, named("2019-Q4", "9", &[line(10)]));
        assert_ne!(first, named("2019-Q4", "7", &[line(10), line(10)]));
    }
}
