//! What the overview says of a programme: how its latest budget year is spent, where it is, and what
//! waits for somebody.

use proto::programmes::v1 as pb;
use tonic::Status;

use super::{asked, unless_missing, views, words};
use crate::{
    html::encode,
    pages::{
        cards::joined,
        overview::{Glance, Todo},
    },
    service::Soon,
    visit::Visit,
};

pub(super) fn glance<'a>(v: &'a Visit, programme: &'a str) -> Soon<'a, Result<Glance, Status>> {
    Box::pin(async move {
        let (mut first, mut second) = (views(v), views(v));
        let (found, years) = tokio::join!(
            first.get_programme(v.ask(asked(v, programme))),
            second.list_exercises(v.ask(asked(v, programme))),
        );
        let Some(found) = unless_missing(found)? else { return Ok(Glance::default()) };
        let years = years?.into_inner().exercises;
        let latest = years.iter().rev().find(|year| !year.rate.is_empty());
        let rate = latest
            .and_then(|year| words::rate(v, v.say_of("ptba-executed-of", &year.exercise), year));
        let line = found.line.unwrap_or_default();
        let covered = (line.covered_areas > 0).then(|| {
            let to = format!("/p/{}/zones", encode(programme));
            let areas = usize::try_from(line.covered_areas).unwrap_or(usize::MAX);
            words::count(v, "zones-covered-areas", areas, &to)
        });
        Ok(Glance {
            figures: rate.into_iter().chain(covered).collect(),
            todo: todo(v, programme, &found.phases, &years),
            dues: Vec::new(),
        })
    })
}

/// Phases that lack something on their way to another state, and plans that nobody has adopted.
fn todo(
    v: &Visit,
    programme: &str,
    phases: &[pb::PhaseLine],
    years: &[pb::ExerciseLine],
) -> Vec<Todo> {
    let open = phases.iter().filter(|phase| {
        phase.missing > 0 && matches!(phase.state.as_str(), "preparing" | "ready" | "closing")
    });
    let phase = |phase: &pb::PhaseLine| Todo {
        dot: "wait",
        text: joined([
            v.say_of("phases-number", phase.phase.to_string()),
            v.say_n("phases-missing", phase.missing),
        ]),
        to: v.link(&format!("/p/{}/phases", encode(programme))),
    };
    // Of a year that is over nobody adopts the plan any more.
    let today = v.day_looked_at().to_string();
    let submitted = years.iter().filter(|year| year.state == "submitted" && year.ends_on >= today);
    let plan = |year: &pb::ExerciseLine| Todo {
        dot: "wait",
        text: joined([v.say_of("ptba-of", &year.exercise), v.lang.label("plan", &year.state)]),
        to: v.link(&words::to_exercise(year)),
    };
    open.map(phase).chain(submitted.map(plan)).collect()
}
