//! `/session/{reference}/suivi`: what had become of earlier recommendations when this session opened.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::{naming, registers, views};
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html},
    pages::{
        cards::joined,
        sheet::{self, Button, Part, Sheet},
    },
    typography,
    visit::{App, Visit},
};

/// Lines on the session's own page; the follow-up table has them all.
const FIRST: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/session/{reference}/suivi", get(show))
}

/// `Taux d’exécution 69 % · 9 exécutées, 3 en cours, 1 en retard`
pub(super) fn rate(v: &Visit, followed: &pb::FollowUp) -> String {
    if followed.total == 0 {
        return String::new();
    }
    let rate = v.say_of("execution-rate", typography::percent(followed.execution_rate, v.lang));
    let counts = [
        ("follow-implemented", followed.implemented),
        ("follow-in-progress", followed.in_progress),
        ("follow-overdue", followed.overdue),
        ("follow-dropped", followed.dropped),
    ];
    let counts = counts.into_iter().filter(|(_, count)| *count > 0);
    let counts: Vec<_> = counts.map(|(key, count)| v.say_n(key, count)).collect();
    joined([rate, counts.join(", ")])
}

/// As known when: at the opening, for ever, or now.
pub(super) fn frozen(v: &Visit, followed: &pb::FollowUp) -> Html {
    if followed.frozen {
        let at = typography::number_of(followed.position, v.lang);
        let on = v.date(&followed.on);
        Html::text(&v.lang.say_with("follow-frozen", [("on", on), ("at", at)]))
    } else {
        Html::text(&v.say("follow-moving"))
    }
}

/// The card on the session's page.
pub(super) fn part(v: &Visit, followed: &pb::FollowUp, base: &str) -> Part {
    let table = registers::recommendations(v, &followed.lines).without(&v.say("column-origin"));
    let illustrative = followed.lines.iter().any(|line| line.illustrative);
    let all = table.len();
    let shown = table.first(FIRST);
    let mut part =
        Part::table(v, "suivi", v.say("follow-up"), &shown, "follow-none").aside(rate(v, followed));
    if illustrative {
        part = part.tag(v.illustrative());
    }
    if all > 0 {
        part = part
            .link(v.say_n("show-all", all), v.link(&format!("{base}/suivi")))
            .link(v.say("follow-docx"), v.link(&format!("{base}/suivi.docx")));
    }
    part
}

async fn show(mut v: Visit, Path(reference): Path<String>) -> Answer {
    let asked = || pb::SessionRequest { session: reference.clone(), as_of: v.as_of() };
    let (mut sessions, mut following) = (views(&v), views(&v));
    let (session, followed) = tokio::try_join!(
        sessions.get_session(v.ask(asked())),
        following.get_follow_up(v.ask(asked()))
    )?;
    let line = session.into_inner().line.unwrap_or_default();
    let followed = followed.into_inner();
    v.programme = Some(line.programme.clone()).filter(|code| !code.is_empty()).or(v.programme);
    let v = &v;
    let sheets = [(v.say("follow-up"), registers::recommendations(v, &followed.lines))];
    if let Some(file) = export::asked(v, &format!("suivi-{reference}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let base = super::commands::SESSION.path(&reference);
    let mut page = Sheet::new(v, v.say("follow-up"));
    let name = joined([naming::title(&line, v.lang), line.body_name.clone()]);
    page.over = html::link(&name, &v.link(&base));
    page.lead = frozen(v, &followed);
    if !table.is_empty() {
        let docx = v.link(&format!("{base}/suivi.docx"));
        page.buttons.push(Button::new(v.say("export-xlsx"), v.here(&[("format", "xlsx")])));
        page.buttons.push(Button::new(v.say("export-csv"), v.here(&[("format", "csv")])));
        page.buttons.push(Button::new(v.say("follow-docx"), docx));
    }
    let body = if table.is_empty() { sheet::empty(v, "follow-none") } else { table.html(v) };
    page.parts.push(Part::new("suivi", v.say("follow-up"), body).aside(rate(v, &followed)));
    Ok(frame::page(&page))
}
