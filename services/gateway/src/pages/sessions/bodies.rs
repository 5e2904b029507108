//! `/p/{programme}/instances`, the map of bodies and those asleep, and `/instance/{reference}`.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::{commands, list, naming, registers, views};
use crate::{
    export,
    failure::{Answer, Failure},
    forms, frame,
    html::{self, Html, Tone, encode},
    names,
    pages::{
        cards::joined,
        places::Places,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/instances", get(map))
        .route("/instance/{reference}", get(show))
}

async fn map(v: Visit, Path(programme): Path<String>) -> Answer {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let asked = pb::ListBodiesRequest {
        programme: programme.clone(),
        country: String::new(),
        as_of: v.as_of(),
    };
    let lines = views(&v).list_bodies(v.ask(asked)).await?.into_inner().bodies;
    let places = Places::of(&v, lines.iter().map(|line| line.area.as_str())).await;
    let sheets = [(v.say("nav-instances"), table(&v, &lines, &places))];
    if let Some(file) = export::asked(&v, &format!("instances-{programme}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let mut page = Sheet::new(&v, v.say("nav-instances"));
    page.lead = Html::text(&v.say("lead-instances"));
    if !table.is_empty() {
        page.buttons.push(Button::new(v.say("export-xlsx"), v.here(&[("format", "xlsx")])));
    }
    if v.acts() {
        let to = format!("/instances/nouvelle?programme={}", encode(&programme));
        let label = v.lang.label_in("sessions", "rpc", "ConstituteBody");
        page.buttons.push(Button::new(label, to).primary());
    }
    let asleep: Vec<_> =
        lines.iter().filter(|line| line.dormant || !line.missed_on.is_empty()).collect();
    for line in asleep {
        page.notices.push(alert(&v, line));
    }
    let count = v.say_n("bodies-count", lines.len());
    let part = Part::table(&v, "instances", v.say("bodies-map"), &table, "bodies-none");
    page.parts.push(part.aside(count));
    Ok(frame::page(&page))
}

/// A body that is asleep, or whose cadence asked for a session that was not held.
fn alert(v: &Visit, line: &pb::BodyLine) -> Html {
    let to = v.link(&format!("/instance/{}", encode(&line.body)));
    let mut told = html::link(&line.name, &to);
    let said = if line.dormant {
        joined([
            v.say_of("body-dormant-since", v.date(&line.dormant_since)),
            if line.days_since >= 0 {
                v.say_n("days-without", line.days_since)
            } else {
                String::new()
            },
        ])
    } else {
        v.say_of("body-missed", v.date(&line.missed_on))
    };
    told.push(&Html::text(&format!(" · {said}")));
    sheet::callout(line.dormant, &told)
}

/// Bodies, each under the one it belongs to.
fn table(v: &Visit, lines: &[pb::BodyLine], places: &Places) -> Table {
    let columns = [
        ("column-acronym", Kind::Code),
        ("column-body", Kind::Text),
        ("column-cadence", Kind::Text),
        ("column-members", Kind::Figure),
        ("column-last-session", Kind::Text),
        ("column-next-session", Kind::Text),
        ("column-open-recommendations", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let open = if line.overdue_recommendations > 0 {
            let late = v.say_n("todo-overdue", line.overdue_recommendations);
            Cell::Noted { text: line.open_recommendations.to_string(), note: late }
        } else {
            Cell::text(line.open_recommendations.to_string())
        };
        table.push(vec![
            Cell::Link {
                text: line.acronym.clone(),
                to: format!("/instance/{}", encode(&line.body)),
            },
            Cell::Noted { text: line.name.clone(), note: described(v, line, places) },
            Cell::text(naming::value(line.cadence().as_str_name(), v.lang)),
            Cell::Number(line.members.into()),
            held(v, line.last.as_ref()),
            held(v, line.next.as_ref()),
            open,
            state(v, line),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}

fn described(v: &Visit, line: &pb::BodyLine, places: &Places) -> String {
    joined([
        naming::value(line.kind().as_str_name(), v.lang),
        naming::value(line.level().as_str_name(), v.lang),
        places.name(&line.area),
        if line.parent.is_empty() {
            String::new()
        } else {
            v.say_of("body-under", names::short(v, &line.parent))
        },
    ])
}

fn held(v: &Visit, line: Option<&pb::session::Line>) -> Cell {
    line.map_or(Cell::Empty, |line| {
        Cell::Several(vec![
            Cell::Link {
                text: line.label.clone(),
                to: format!("/session/{}", encode(&line.session)),
            },
            Cell::Noted { text: String::new(), note: v.day_short(&line.from) },
        ])
    })
}

fn state(v: &Visit, line: &pb::BodyLine) -> Cell {
    let (tone, key) = if line.dissolved {
        (Tone::NotYet, "body-dissolved")
    } else if line.dormant {
        (Tone::Blocked, "body-dormant")
    } else if !line.missed_on.is_empty() {
        (Tone::Waiting, "body-late")
    } else if line.reactivated {
        (Tone::UnderWay, "body-reactivated")
    } else if line.sessions == 0 {
        (Tone::NotYet, "body-never-met")
    } else {
        (Tone::Done, "body-active")
    };
    Cell::State { tone, text: v.say(key), note: String::new() }
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = || pb::BodyRequest { body: reference.clone(), as_of: v.as_of() };
    let open = pb::RegisterRequest {
        body: reference.clone(),
        open: true,
        as_of: v.as_of(),
        ..Default::default()
    };
    let (mut bodies, mut present, mut lists) = (views(&v), views(&v), views(&v));
    let (body, attendance, listed) = tokio::try_join!(
        bodies.get_body(v.ask(asked())),
        present.get_attendance(v.ask(asked())),
        lists.list_recommendations(v.ask(open))
    )?;
    let (body, attendance) = (body.into_inner(), attendance.into_inner());
    let open = listed.into_inner().recommendations;
    let line = body.line.clone().unwrap_or_default();
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_body(v, &body);
    let mut page = Sheet::new(v, line.name.clone());
    let own = [&line].into_iter().chain(&body.organs).map(|line| &line.area);
    let areas = own.chain(body.names.iter().map(|name| &name.area));
    let places = &Places::of(v, areas.map(String::as_str)).await;
    page.over = Html::text(&joined([line.acronym.clone(), described(v, &line, places)]));
    page.lead = state(v, &line).html(v);
    page.lead
        .push(&Html::text(&format!(" {} ", naming::value(line.cadence().as_str_name(), v.lang))));
    page.lead.push(&v.proof(line.proof.as_ref()));
    if v.acts() && body.possible.iter().any(|rpc| rpc == "PlanSession") {
        let to = format!(
            "/sessions/nouvelle?body={}&programme={}",
            encode(&line.body),
            encode(&line.programme)
        );
        page.buttons.push(Button::new(v.say("plan-session"), to).primary());
    }
    if line.dormant || !line.missed_on.is_empty() {
        page.notices.push(alert(v, &line));
    }
    page.parts = vec![
        facts(v, &body, &line, places).columns(6),
        Part::table(v, "membres", v.say("members"), &members(v, &body.members), "members-none")
            .columns(6),
        Part::table(
            v,
            "sessions",
            v.say("nav-sessions"),
            &list::table(v, &body.sessions).without(&v.say("column-body")),
            "sessions-none",
        ),
        presence(v, &attendance),
        Part::table(
            v,
            "recommandations",
            v.say("column-open-recommendations"),
            &registers::recommendations(v, &open),
            "recommendations-none",
        ),
    ];
    if !body.organs.is_empty() {
        let organs = table(v, &body.organs, places);
        page.parts.push(Part::new("organes", v.say("organs"), organs.html(v)));
    }
    let past = past(v, &body, places);
    if !past.is_empty() {
        page.parts.push(Part::new("historique", v.say("body-history"), past.html(v)));
    }
    page.possible = forms::grouped(v, &commands::BODY, &about, &[]);
    page.forms = Some(format!("{}/saisir", commands::BODY.path(&line.body)));
    Ok(frame::page(&page))
}

fn facts(v: &Visit, body: &pb::Body, line: &pb::BodyLine, places: &Places) -> Part {
    let quorum = if body.required > 0 {
        v.say_n("quorum-required", body.required)
    } else {
        v.say("quorum-rule-unknown")
    };
    let count =
        |key: &str, n: u32| if n > 0 { Html::text(&v.say_n(key, n)) } else { Html::default() };
    let facts = [
        (v.say("column-mandate"), Html::text(&body.mandate)),
        (v.say("column-legal-basis"), Html::text(&body.legal_basis)),
        (v.say("column-parent"), naming::body(v, &line.parent)),
        (v.say("column-area"), Html::text(&places.name(&line.area))),
        (v.say("quorum"), Html::text(&quorum)),
        (v.say("escalates-after"), count("sessions-count", body.escalates_after)),
        (v.say("dormant-after"), count("days-count", body.dormant_after)),
    ];
    let history = v.link(&format!("/instance/{}/historique", encode(&line.body)));
    Part::new("reperes", v.say("section-facts"), sheet::facts(&facts))
        .link(v.say("history"), history)
}

/// As well as the day is known: the line has the first day of that.
fn appointed(member: &pb::body::Member) -> String {
    member.proof.as_ref().map_or_else(|| member.from.clone(), |proof| proof.effective.clone())
}

fn members(v: &Visit, members: &[pb::body::Member]) -> Table {
    let columns = [
        ("column-seat", Kind::Text),
        ("column-office", Kind::Text),
        ("column-institution", Kind::Text),
        ("column-from", Kind::Text),
        ("column-until", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for member in members {
        table.push(vec![
            Cell::text(member.seat.clone()),
            Cell::Noted {
                text: member.office.clone(),
                note: if member.ended { v.say("mandate-ended") } else { String::new() },
            },
            Cell::text(names::institution(v, &member.institution)),
            Cell::Date(appointed(member)),
            Cell::Date(member.until.clone()),
            Cell::Proof(member.proof.clone()),
        ]);
    }
    if table.is_empty() { table } else { table.dense() }
}

/// Who came, session by session.
fn presence(v: &Visit, history: &pb::AttendanceHistory) -> Part {
    let columns = [
        ("column-session", Kind::Text),
        ("column-dates", Kind::Text),
        ("column-seats", Kind::Text),
        ("column-observers", Kind::Figure),
        ("column-guests", Kind::Figure),
        ("column-interval", Kind::Text),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in &history.sessions {
        let session = line.session.clone().unwrap_or_default();
        let about = |n: u32| {
            if line.approximate { v.say_of("about-count", n.to_string()) } else { n.to_string() }
        };
        let seats = if line.unknown {
            Cell::text(v.say("attendance-unknown"))
        } else if line.required > 0 {
            Cell::Noted { text: about(line.seats), note: v.say_n("quorum-required", line.required) }
        } else {
            Cell::text(about(line.seats))
        };
        let number = |n: u32| if line.unknown { Cell::Empty } else { Cell::Number(n.into()) };
        let interval = match (line.days_since, line.late) {
            (0, _) => Cell::Empty,
            (days, false) => Cell::text(v.say_n("days-count", days)),
            (days, true) => Cell::State {
                tone: Tone::Waiting,
                text: v.say_n("days-count", days),
                note: v.say("body-late"),
            },
        };
        table.push(vec![
            naming::session(v, &session.session),
            Cell::text(naming::dated(v, &session)),
            seats,
            number(line.observers),
            number(line.guests),
            interval,
        ]);
    }
    let mut part =
        Part::table(v, "presences", v.say("attendance-history"), &table, "attendance-none");
    if !history.institutions.is_empty() {
        let lines: Vec<_> = history
            .institutions
            .iter()
            .map(|one| {
                (names::institution(v, &one.institution), format!("{} / {}", one.present, one.of))
            })
            .collect();
        part.body.push(&sheet::remark(&v.say("attendance-by-institution")));
        part.body.push(&sheet::tally(&lines));
    }
    part
}

/// Names and mandates it has had, and what time brought about.
fn past(v: &Visit, body: &pb::Body, places: &Places) -> Table {
    let columns =
        [("column-from", Kind::Text), ("column-programme-scope", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for name in &body.names {
        let state = v.lang.label("body-state", &name.state);
        let note = joined([state, places.name(&name.area), name.reason.clone()]);
        table.push(vec![
            Cell::Date(name.from.clone()),
            Cell::Noted { text: name.name.clone(), note },
            Cell::Proof(name.proof.clone()),
        ]);
    }
    for mandate in &body.mandates {
        table.push(vec![
            Cell::Date(mandate.from.clone()),
            Cell::Noted { text: mandate.legal_basis.clone(), note: mandate.mandate.clone() },
            Cell::Proof(mandate.proof.clone()),
        ]);
    }
    for notice in &body.notices {
        table.push(vec![
            Cell::Date(notice.on.clone()),
            Cell::Noted {
                text: v.lang.label("body-notice", &notice.what),
                note: names::short(v, &notice.session),
            },
            Cell::Proof(notice.proof.clone()),
        ]);
    }
    table
}
