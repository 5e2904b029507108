//! `/p/{programme}/sessions`: what is coming, what has been, as a list and as a calendar.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::{naming, views};
use crate::{
    dates, export,
    failure::{Answer, Failure},
    frame,
    html::{Html, encode, escape},
    pages::{
        cards::joined,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/p/{programme}/sessions", get(show))
}

pub(super) async fn all(
    v: &Visit,
    programme: &str,
    body: &str,
) -> Result<Vec<pb::session::Line>, tonic::Status> {
    let asked = pb::ListSessionsRequest {
        programme: programme.to_owned(),
        body: body.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    Ok(views(v).list_sessions(v.ask(asked)).await?.into_inner().sessions)
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let mut lines = all(&v, &programme, "").await?;
    // The latest first; what has no date at the end.
    lines.sort_by(|one, other| other.from.cmp(&one.from).then(other.ordinal.cmp(&one.ordinal)));
    let register = table(&v, &lines);
    let sheets = [(v.say("nav-sessions"), register)];
    if let Some(file) = export::asked(&v, &format!("sessions-{programme}"), &sheets) {
        return file;
    }
    let [(_, register)] = sheets;
    let mut page = Sheet::new(&v, v.say("nav-sessions"));
    page.lead = Html::text(&v.say("sessions-lead"));
    if !lines.is_empty() {
        let to = format!("/p/{}/sessions/calendrier.ics", encode(&programme));
        page.buttons.push(Button::new(v.say("calendar-ics"), v.link(&to)));
        page.buttons.push(Button::new(v.say("export-xlsx"), v.here(&[("format", "xlsx")])));
    }
    if v.acts() {
        let to = format!("/sessions/nouvelle?programme={}", encode(&programme));
        page.buttons.push(Button::new(v.say("plan-session"), to).primary());
    }
    let coming: Vec<_> = lines
        .iter()
        .rev()
        .filter(|line| {
            matches!(
                line.state.as_str(),
                "planned" | "convened" | "postponed" | "open" | "suspended"
            )
        })
        .map(|line| entry(&v, line))
        .collect();
    if !coming.is_empty() {
        page.parts.push(Part::new("a-venir", v.say("sessions-coming"), sheet::calendar(&coming)));
    }
    let count = v.say_n("sessions-count", lines.len());
    let title = v.say("sessions-register");
    let part = Part::paged(&v, "registre", title, register, "sessions-none");
    page.parts.push(part.aside(count));
    Ok(frame::page(&page))
}

/// One line of the calendar: under its month, what it is and how far it has come.
fn entry(v: &Visit, line: &pb::session::Line) -> (String, Html) {
    let month = line.from.get(..7).unwrap_or(&line.from);
    let heading =
        if month.is_empty() { v.say("session-undated") } else { dates::long(month, v.lang) };
    let to = v.link(&format!("/session/{}", encode(&line.session)));
    let title = joined([naming::title(line, v.lang), line.body_name.clone()]);
    let note = joined([naming::dated(v, line), naming::place(line)]);
    let dot = match line.state.as_str() {
        "open" | "suspended" => "ok",
        "postponed" => "bad",
        _ => "wait",
    };
    let told = format!(
        "<li><span class=\"dot {dot}\"></span><span><a href=\"{}\">{}</a> {}<br>\
         <span class=\"small muted\">{}</span></span><span class=\"mark\">{}</span></li>",
        escape(&to),
        escape(&title),
        naming::state(v, "session-state", &line.state),
        escape(&note),
        v.proof(line.proof.as_ref()),
    );
    (heading, Html::made(told))
}

/// Sessions, one a line.
pub(super) fn table(v: &Visit, lines: &[pb::session::Line]) -> Table {
    let columns = [
        ("column-session", Kind::Text),
        ("column-body", Kind::Text),
        ("column-dates", Kind::Text),
        ("column-place", Kind::Text),
        ("column-concluded", Kind::Text),
        ("column-minutes", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let mut notes = Vec::new();
        if line.flagged {
            notes.push(v.say("session-flagged"));
        }
        if line.year_inferred {
            notes.push(v.say("session-year-inferred"));
        }
        if line.gap_before {
            notes.push(v.say("session-gap"));
        }
        let concluded = if line.items == 0 {
            Cell::Empty
        } else {
            Cell::text(format!("{} / {}", line.concluded, line.items))
        };
        let minutes = match line.minutes_state.as_str() {
            "" | "none" => Cell::Empty,
            state => Cell::text(v.lang.label("minutes-state", state)),
        };
        table.push(vec![
            Cell::Link {
                text: naming::title(line, v.lang),
                to: format!("/session/{}", encode(&line.session)),
            },
            Cell::Link {
                text: line.body_name.clone(),
                to: format!("/instance/{}", encode(&line.body)),
            },
            Cell::Noted { text: naming::dated(v, line), note: notes.join(" · ") },
            Cell::text(naming::place(line)),
            concluded,
            minutes,
            naming::state_cell(v, "session-state", &line.state),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}
