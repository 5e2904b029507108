//! `/session/{reference}/historique`, and so of all that comes of sessions: the events behind it, and
//! what each set it to.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::views;
use crate::{
    export,
    failure::Answer,
    frame,
    html::{self, Html, encode},
    pages::{
        entries,
        sheet::{self, Button, Part, Sheet},
    },
    table::Pager,
    visit::{App, Visit},
};

/// Segment of the address, what the contracts call it, and what of it can be asked for alone.
const KINDS: [(&str, &str, &[&str]); 5] = [
    ("session", "session", &["state", "dates", "agenda", "attendance", "minutes"]),
    ("instance", "body", &["name", "rules", "mandate", "members", "sessions"]),
    ("recommandation", "recommendation", &["state", "due_on", "addressee"]),
    ("blocage", "blockage", &["state", "solution"]),
    ("mission", "mission", &["state", "findings"]),
];

pub(super) fn routes() -> Router<App> {
    KINDS.iter().fold(Router::new(), |router, (segment, kind, figures)| {
        let path = format!("/{segment}/{{reference}}/historique");
        router.route(&path, get(move |v: Visit, at| show(segment, kind, figures, v, at)))
    })
}

async fn show(
    segment: &'static str,
    kind: &'static str,
    figures: &'static [&'static str],
    v: Visit,
    Path(reference): Path<String>,
) -> Answer {
    let figure: String = v.asked("figure").unwrap_or_default().chars().take(80).collect();
    let asked = pb::HistoryRequest {
        kind: kind.to_owned(),
        reference: reference.clone(),
        figure: figure.clone(),
        as_of: v.as_of(),
    };
    let history = views(&v).get_history(v.ask(asked)).await?.into_inner();
    let sheets = [(v.say("history"), entries::table(&v, &history.entries))];
    if let Some(file) = export::asked(&v, &format!("historique-{reference}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let mut page = Sheet::new(&v, v.say("history"));
    page.over = html::link(&reference, &v.link(&format!("/{segment}/{}", encode(&reference))));
    page.lead = Html::text(&v.say("history-lead"));
    if !table.is_empty() {
        for (key, format) in [("export-xlsx", "xlsx"), ("export-csv", "csv")] {
            page.buttons.push(Button::new(v.say(key), v.here(&[("format", format), ("page", "")])));
        }
    }
    let tab = |name: &&str| {
        let label = v.lang.label("session-figure", name);
        (label, v.here(&[("figure", name), ("page", "")]), *name == figure)
    };
    let all = (v.say("history-all"), v.here(&[("figure", ""), ("page", "")]), figure.is_empty());
    let tabs: Vec<_> = std::iter::once(all).chain(figures.iter().map(tab)).collect();
    let mut body = sheet::tabs(&tabs);
    let pager = Pager::asked(&v, &table);
    match pager.html(table, &v) {
        Some(shown) => body.push(&shown),
        None => body.push(&sheet::empty(&v, "history-none")),
    }
    let mut part = Part::new("historique", v.say("history"), body);
    part.links.extend(pager.before(&v).map(|to| (v.say("page-before"), to)));
    part.links.extend(pager.after(&v).map(|to| (v.say("page-after"), to)));
    page.parts.push(part);
    Ok(frame::page(&page))
}
