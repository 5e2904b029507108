//! « Phases et accords », drawn here: one line an agreement, one bar a period.

use jiff::civil::Date;
use proto::financing::v1 as pb;

use super::naming;
use crate::{dates, names, visit::Visit};

const WIDTH: i64 = 1000;
const LEFT: i64 = 180;
const ROW: i64 = 42;
const TOP: i64 = 36;

pub(crate) struct Timeline {
    pub(crate) height: i64,
    pub(crate) years: Vec<Year>,
    pub(crate) rows: Vec<Row>,
    pub(crate) now: i64,
    pub(crate) now_label: String,
    /// The label is to the left of the line where there is no room to its right.
    pub(crate) now_left: bool,
    /// `2013 – 2023`
    pub(crate) span: String,
    /// For whoever does not see it.
    pub(crate) alt: String,
}

pub(crate) struct Year {
    pub(crate) x: i64,
    pub(crate) label: String,
}

pub(crate) struct Row {
    pub(crate) y: i64,
    pub(crate) label: String,
    pub(crate) to: String,
    pub(crate) bars: Vec<Bar>,
    pub(crate) stones: Vec<Stone>,
}

pub(crate) struct Bar {
    pub(crate) x: i64,
    pub(crate) width: i64,
    pub(crate) class: String,
    pub(crate) to: String,
    pub(crate) title: String,
    /// Inside it, where there is room.
    pub(crate) text: String,
}

/// A dated fact that is no state.
pub(crate) struct Stone {
    pub(crate) x: i64,
    pub(crate) title: String,
    pub(crate) to: String,
}

/// Days to the right of the labels.
struct Scale {
    from: Date,
    days: i64,
}

impl Scale {
    fn x(&self, on: Date) -> i64 {
        let days = between(self.from, on).clamp(0, self.days);
        LEFT + (WIDTH - LEFT) * days / self.days
    }
}

fn between(from: Date, until: Date) -> i64 {
    from.until(until).map_or(0, |span| i64::from(span.get_days()))
}

/// Nothing before there is an agreement with a period.
pub(crate) fn timeline(visit: &Visit, answer: &pb::PhaseTimeline) -> Option<Timeline> {
    let lines: Vec<_> = answer.phases.iter().flat_map(|phase| &phase.lines).collect();
    let periods = lines.iter().flat_map(|line| &line.periods);
    let starts = periods.filter_map(|period| dates::first_day(&period.from));
    let closings = lines.iter().filter_map(|line| closing(line));
    let now = visit.day_looked_at();
    let first = dates::first_day(&answer.from).into_iter().chain(starts).min()?;
    let last = dates::first_day(&answer.until).into_iter().chain(closings).chain([now]).max()?;
    let from = Date::new(first.year(), 1, 1).unwrap_or(first);
    // Whole years, and no more than fit beside one another.
    let last_year = last.year().clamp(first.year(), first.year().saturating_add(60));
    let until = Date::new(last_year.saturating_add(1), 1, 1).unwrap_or(last);
    let scale = Scale { from, days: between(from, until).max(1) };
    let rows: Vec<_> =
        (0..).zip(&lines).map(|(at, line)| row(visit, &scale, TOP + at * ROW, line, now)).collect();
    let step = usize::from((last_year - first.year()).unsigned_abs()) / 14 + 1;
    let years = (first.year()..=last_year).step_by(step).filter_map(|year| {
        Some(Year { x: scale.x(Date::new(year, 1, 1).ok()?), label: year.to_string() })
    });
    let x = scale.x(now);
    let label = now_label(visit, &lines, now);
    Some(Timeline {
        height: TOP + ROW * i64::try_from(rows.len()).unwrap_or(0) + 6,
        years: years.collect(),
        now: x,
        now_left: units(&label) > WIDTH - x,
        now_label: label,
        span: format!("{} – {last_year}", first.year()),
        alt: visit.say_n("timeline-alt", rows.len()),
        rows,
    })
}

/// Units a character of a small label takes, about.
const CHARACTER: i64 = 6;
/// A label beside the line says which body, not all that it heard.
const MOST_LABEL: usize = 56;

/// The day, and which body looked at the state of closure that day, if any did.
fn now_label(visit: &Visit, lines: &[&pb::phase_timeline::Line], now: Date) -> String {
    let day = visit.day_short(&now.to_string());
    let presented = lines.iter().flat_map(|line| &line.milestones).find(|milestone| {
        let on = milestone.proof.as_ref().and_then(|proof| dates::first_day(&proof.effective));
        milestone.r#type.contains("presented")
            && on.is_some_and(|on| (0..=2).contains(&between(on, now)))
    });
    let body = presented
        .map(|milestone| milestone.text.split([';', '(', '·']).next().unwrap_or_default().trim());
    match body {
        Some(body) if !body.is_empty() && body.chars().count() <= MOST_LABEL => {
            format!("{day} · {body}")
        }
        _ => day,
    }
}

fn units(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX).saturating_mul(CHARACTER)
}

fn closing(line: &pb::phase_timeline::Line) -> Option<Date> {
    line.agreement.as_ref().and_then(|agreement| dates::first_day(&agreement.closing_on))
}

fn row(visit: &Visit, scale: &Scale, y: i64, line: &pb::phase_timeline::Line, now: Date) -> Row {
    let agreement = line.agreement.clone().unwrap_or_default();
    let second = agreement.phase > 1;
    let completed = milestone_day(line, "activities-completed");
    let mut bars = Vec::new();
    for period in &line.periods {
        let Some(from) = dates::first_day(&period.from) else { continue };
        let until = dates::first_day(&period.until);
        let running = matches!(period.state.as_str(), "effective" | "disbursing");
        let colour = colour(&period.state, second);
        let solid = until.unwrap_or(now).max(from);
        // While money still flows, what is left to do after the activities is closing work.
        match completed.filter(|on| running && !second && (from..solid).contains(on)) {
            Some(on) => {
                bars.push(bar(visit, scale, (from, on), colour, period));
                let mut late = bar(visit, scale, (on, solid), "b-ochre", period);
                late.text = fits(&visit.say("timeline-completion"), late.width);
                bars.push(late);
            }
            None => bars.push(bar(visit, scale, (from, solid), colour, period)),
        }
        // What is still expected to run is paler.
        if until.is_none()
            && running
            && let Some(end) = closing(line).filter(|end| *end > now)
        {
            let mut rest = bar(visit, scale, (now.max(from), end), colour, period);
            rest.class.push_str(" expected");
            rest.title = visit.say_of("timeline-until", visit.date(&end.to_string()));
            rest.text.clear();
            bars.push(rest);
        }
    }
    if second && let Some(first) = bars.iter_mut().find(|bar| bar.class.starts_with("b-green")) {
        first.text = fits(&visit.say_n("timeline-phase", agreement.phase), first.width);
    }
    Row {
        y,
        label: naming::short_agreement(&agreement, visit.lang),
        to: visit.link(&format!("/accord/{}", crate::html::encode(&agreement.financing))),
        bars,
        stones: line
            .milestones
            .iter()
            .filter_map(|stone| self::stone(visit, scale, stone))
            .collect(),
    }
}

fn colour(state: &str, second: bool) -> &'static str {
    match state {
        "effective" | "disbursing" if second => "b-green",
        "effective" | "disbursing" => "b-indigo",
        "closing" | "disbursement_closed" => "b-ochre",
        "suspended" => "b-red",
        "financially_closed" | "completed" => "b-done",
        _ => "b-sand",
    }
}

fn bar(
    visit: &Visit,
    scale: &Scale,
    (from, until): (Date, Date),
    colour: &str,
    period: &pb::Period,
) -> Bar {
    let (x, end) = (scale.x(from), scale.x(until));
    let state = visit.lang.label("state", &period.state);
    let unsure = if period.unconfirmed { " unsure" } else { "" };
    let since = format!("{state} · {}", visit.date(&period.from));
    let title = if period.until.is_empty() {
        since
    } else {
        format!("{since} – {}", visit.date(&period.until))
    };
    let width = (end - x).max(3);
    let text = if colour == "b-ochre" { fits(&state, width) } else { String::new() };
    let to =
        period.proof.as_ref().map(|proof| visit.link(&format!("/evenement/{}", proof.position)));
    Bar { x, width, class: format!("{colour}{unsure}"), to: to.unwrap_or_default(), title, text }
}

/// A text of about seven units a character, where it fits.
fn fits(text: &str, width: i64) -> String {
    if units(text).saturating_add(14) <= width { text.to_owned() } else { String::new() }
}

fn milestone_day(line: &pb::phase_timeline::Line, kind: &str) -> Option<Date> {
    let found = line.milestones.iter().find(|milestone| milestone.r#type.contains(kind))?;
    found.proof.as_ref().and_then(|proof| dates::first_day(&proof.effective))
}

fn stone(visit: &Visit, scale: &Scale, milestone: &pb::Milestone) -> Option<Stone> {
    let proof = milestone.proof.as_ref()?;
    let on = dates::first_day(&proof.effective)?;
    let name = names::event(visit.lang, &milestone.r#type);
    let date = visit.date(&proof.effective);
    let title = if milestone.text.is_empty() {
        format!("{name} · {date}")
    } else {
        format!("{name} · {date} · {}", visit.date(&milestone.text))
    };
    Some(Stone { x: scale.x(on), title, to: visit.link(&format!("/evenement/{}", proof.position)) })
}
