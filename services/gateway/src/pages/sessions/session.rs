//! `/session/{reference}`: one session, whole.

use axum::{Router, extract::Path, http::header, response::IntoResponse as _, routing::get};
use proto::sessions::v1 as pb;

use super::{commands, follow, naming, parts, together::together, views};
use crate::{
    failure::Answer,
    forms, frame,
    html::{self, Html, encode, escape},
    names,
    pages::{
        cards::joined,
        sheet::{self, Button, Sheet, Step},
    },
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/session/{reference}", get(show))
        .route("/session/{reference}/dossier.json", get(dossier))
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = || pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let (mut sessions, mut following) = (views(&v), views(&v));
    let (session, followed) = tokio::try_join!(
        sessions.get_session(v.ask(asked())),
        following.get_follow_up(v.ask(asked()))
    )?;
    let (session, followed) = (session.into_inner(), followed.into_inner());
    let line = session.line.clone().unwrap_or_default();
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let about = commands::about_session(v, &session);
    let base = commands::SESSION.path(&line.session);
    let mut page = Sheet::new(v, naming::title(&line, v.lang));
    page.over = over(v, &line);
    page.lead = Html::text(&joined([
        naming::dated(v, &line),
        naming::place(&line),
        naming::chaired(v, &session.officers),
    ]));
    page.buttons = buttons(v, &session, &line, &base);
    page.notices = notices(v, &session, &line);
    page.steps = steps(v, &session, &line);
    page.parts = parts::all(v, &session, &line, &base);
    page.parts.insert(page.parts.len().min(4), follow::part(v, &followed, &base));
    if let Some(together) = together(v, &session).await {
        page.parts.insert(page.parts.len().min(3), together.part(v));
    }
    page.possible = forms::grouped(v, &commands::SESSION, &about, &[]);
    page.forms = Some(format!("{base}/saisir"));
    Ok(frame::page(&page))
}

/// As much of a body's name as leaves room for the rest of the line; its page says it in full.
const LONG_NAME: usize = 48;

fn over(v: &Visit, line: &pb::session::Line) -> Html {
    let to = v.link(&format!("/instance/{}", encode(&line.body)));
    let mut over = html::link(&typography::shortened(&line.body_name, LONG_NAME), &to);
    let kind = naming::kind(line.kind(), v.lang);
    over.push(&Html::text(&format!(" · {} · {}", names::decapitalised(&kind), line.label)));
    if line.illustrative {
        over.push(&Html::text(" "));
        over.push(&v.illustrative());
    }
    over
}

/// The one thing to do next, in the order in which a session goes.
const NEXT: [&str; 8] = [
    "ConveneSession",
    "FreezeDossier",
    "OpenSession",
    "CloseSession",
    "DraftMinutes",
    "CirculateMinutes",
    "SubmitMinutes",
    "PublishMinutes",
];

fn buttons(v: &Visit, session: &pb::Session, line: &pb::session::Line, base: &str) -> Vec<Button> {
    let done = |step: &str| session.steps.iter().any(|one| one.step == step && one.done);
    let mut buttons = Vec::new();
    if done("dossier") {
        let to = v.link(&format!("{base}/dossier.json"));
        buttons.push(Button::new(v.say("dossier-json"), to));
    }
    let minutes = session.minutes.as_ref().is_some_and(|minutes| minutes.versions > 0);
    let letter = if minutes { "compte-rendu.docx" } else { "convocation.docx" };
    let key = if minutes { "minutes-docx" } else { "convocation-docx" };
    buttons.push(Button::new(v.say(key), v.link(&format!("{base}/{letter}"))));
    if !v.acts() {
        return buttons;
    }
    let possible = |rpc: &&&str| session.possible.iter().any(|known| known == **rpc);
    let ready = |rpc: &&&str| match **rpc {
        "CloseSession" => line.items > 0 && line.concluded == line.items,
        "FreezeDossier" => !done("dossier"),
        "DraftMinutes" => !minutes,
        _ => true,
    };
    if let Some(rpc) = NEXT.iter().filter(possible).find(ready) {
        let label = v.lang.label_in("sessions", "rpc", rpc);
        buttons.push(Button::new(label, format!("{base}/saisir/{rpc}")).primary());
    }
    buttons
}

/// Doubts about its date, a postponement, numbers that are missing.
fn notices(v: &Visit, session: &pb::Session, line: &pb::session::Line) -> Vec<Html> {
    let mut notices = Vec::new();
    for flag in &session.flags {
        let doubt = naming::value(flag.doubt().as_str_name(), v.lang);
        let dates = if flag.proposed.is_empty() {
            v.say_of("date-asserted", v.date(&flag.asserted))
        } else {
            v.lang.say_with(
                "date-differs",
                [("asserted", v.date(&flag.asserted)), ("proposed", v.date(&flag.proposed))],
            )
        };
        let mut told = Html::text(&joined([doubt, dates, flag.reason.clone()]));
        told.push(&Html::text(" "));
        told.push(&v.proof(flag.proof.as_ref()));
        notices.push(sheet::callout(false, &told));
    }
    if line.gap_before {
        notices.push(sheet::callout(false, &Html::text(&v.say("session-gap-text"))));
    }
    if !session.reason.is_empty() {
        let state = v.lang.label("session-state", &line.state);
        let told = Html::text(&joined([state, session.reason.clone()]));
        notices.push(sheet::callout(line.state == "cancelled", &told));
    }
    notices
}

fn steps(v: &Visit, session: &pb::Session, line: &pb::session::Line) -> Vec<Step> {
    let planned = session.steps.iter().filter(|step| {
        // To be planned goes without saying once it is convened.
        step.step != "planned"
            || session.steps.iter().all(|other| other.step == "planned" || !other.done)
    });
    let step = |step: &pb::session::Step| {
        let proof = step.proof.as_ref();
        let mut note = match step.step.as_str() {
            "dossier" if step.done => match proof {
                Some(proof) => {
                    let number = typography::number_of(proof.position, v.lang);
                    let to = v.link(&format!("/evenement/{}", proof.position));
                    html::link(&v.say_of("step-event", number), &to)
                }
                None => Html::default(),
            },
            "deliberations" if !step.done && line.days > 1 && line.day > 0 => {
                Html::text(&v.lang.say_with(
                    "session-day-of",
                    [("day", line.day.to_string()), ("days", line.days.to_string())],
                ))
            }
            "deliberations" => Html::text(&concluded(v, line)),
            "minutes" => Html::text(&v.lang.label("minutes-state", &minutes_state(session))),
            "validated" if step.done && !step.detail.is_empty() => {
                Html::text(&v.say_of("validated-by", names::short(v, &step.detail)))
            }
            "validated" => Html::text(&v.say("validated-later")),
            _ if step.on.is_empty() => Html::default(),
            _ => Html::text(&v.day_short(&step.on)),
        };
        if proof.is_some_and(|proof| proof.illustrative) {
            note.push(&Html::text(" "));
            note.push(&v.illustrative());
        }
        (v.lang.label("session-step", &step.step), note, step.done)
    };
    Step::in_order(planned.map(step))
}

fn minutes_state(session: &pb::Session) -> String {
    let state = session.minutes.as_ref().map(|minutes| minutes.state.clone()).unwrap_or_default();
    if state.is_empty() { "none".to_owned() } else { state }
}

pub(super) fn concluded(v: &Visit, line: &pb::session::Line) -> String {
    v.lang.say_with(
        "items-concluded",
        [("concluded", line.concluded.to_string()), ("items", line.items.to_string())],
    )
}

/// What members were sent, byte for byte.
async fn dossier(v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = pb::DossierRequest { session: reference.clone() };
    let dossier = views(&v).get_dossier(v.ask(asked)).await?.into_inner();
    let name = format!("dossier-{}-{}.json", escape(&reference), dossier.position);
    let headers = [
        (header::CONTENT_TYPE, "application/json".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", encode(&name))),
    ];
    Ok((headers, dossier.json).into_response())
}
