//! `/registre/{country}` and `/zone/{area}`: what places are called, and what they were called before.

use axum::{Router, extract::Path, routing::get};
use proto::programmes::v1 as pb;

use super::{commands, exported, offers, views, words};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{self, Html, encode},
    pages::{
        cards::joined,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    visit::{App, Visit},
};

/// As many as the contract gives at once: more than any country of ours has of one level.
const MOST: u32 = 2_000;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/registre/{country}", get(registry)).route("/zone/{area}", get(one))
}

pub(super) fn link(name: &str, area: &str) -> Cell {
    Cell::Link { text: name.to_owned(), to: format!("/zone/{}", encode(area)) }
}

/// Its name, which leads to its page where there is one: whose name is its reference, no registry has.
pub(super) fn covered(area: &pb::CoveredArea) -> Cell {
    called(&area.name, &area.area)
}

/// The same of any place.
pub(super) fn called(name: &str, area: &str) -> Cell {
    if name == area { Cell::text(name) } else { link(name, area) }
}

/// Their names, each leading to its page.
pub(super) fn linked(v: &Visit, areas: &[pb::CoveredArea]) -> Html {
    let mut all = Html::default();
    for area in areas {
        if !all.is_empty() {
            all.push(&Html::text(", "));
        }
        all.push(&covered(area).html(v));
    }
    all
}

/// The programme of a country that pages of it are shown beside: the one looked at, or the last.
pub(super) fn programme_of(v: &Visit, country: &str) -> String {
    let all = &v.app.register.programmes;
    let here = |code: &str| all.iter().any(|it| it.code == code && it.country == country);
    let asked = v.programme.clone().filter(|code| here(code));
    let first = || all.iter().find(|it| it.country == country).map(|it| it.code.clone());
    asked.or_else(first).unwrap_or_default()
}

async fn registry(mut v: Visit, Path(country): Path<String>) -> Answer {
    let country = country.to_uppercase();
    let programme = programme_of(&v, &country);
    if programme.is_empty() {
        return Err(Failure::NotFound);
    }
    v.programme = Some(programme.clone());
    let v = &v;
    let text: String = v.asked("q").unwrap_or_default().chars().take(80).collect();
    let level = v.asked("niveau").and_then(|text| text.parse().ok()).unwrap_or(0);
    let request = pb::SearchAreasRequest {
        country: country.clone(),
        text: text.clone(),
        level,
        within: String::new(),
        max: MOST,
        as_of: v.as_of(),
    };
    let found = views(v).search_areas(v.ask(request)).await?.into_inner();
    let sheets = [(v.say("zones-registry"), table(v, &found.areas))];
    if let Some(file) = export::asked(v, &format!("zones-{country}"), &sheets) {
        return file;
    }
    let [(title, table)] = sheets;
    let mut page = Sheet::new(v, title.clone());
    page.over =
        html::link(&v.say("nav-zones"), &v.link(&format!("/p/{}/zones", encode(&programme))));
    page.lead = Html::text(&v.say_of("zones-registry-lead", v.lang.label("country", &country)));
    if !table.is_empty() {
        exported(v, &mut page);
    }
    let to = format!("/registre/{}/historique", encode(&country));
    page.buttons.push(Button::new(v.say("history"), v.link(&to)));
    let count = v.say_n("zones-count", found.total);
    let mut part = Part::paged(v, "registre", title, table.dense(), "none-areas").aside(count);
    let mut body = search(v, &text, level);
    body.push(&part.body);
    part.body = body;
    page.parts.push(part);
    let rpcs = [
        "StageAreas",
        "PublishAreaList",
        "RenameArea",
        "RenameAreas",
        "SuspendAreaNames",
        "ResumeAreaNames",
        "CreateArea",
        "SplitArea",
        "MergeAreas",
        "AssignAreaCode",
    ];
    offers(v, &mut page, &commands::REGISTRY, &country, &rpcs);
    Ok(frame::page(&page))
}

/// The form that looks for a name. Whatever else the address says goes along.
fn search(v: &Visit, text: &str, level: u32) -> Html {
    let said = |key: &str| html::escape(&v.say(key));
    let kept =
        v.query.iter().filter(|(name, _)| matches!(name.as_str(), "programme" | "effet" | "connu"));
    let kept = kept.map(|(name, value)| {
        let (name, value) = (html::escape(name), html::escape(value));
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
    });
    let kept: String = kept.collect();
    let levels = (0..4_u32).map(|number| {
        let chosen = if number == level { " selected" } else { "" };
        let label = said(&format!("zones-level-{number}"));
        format!("<option value=\"{number}\"{chosen}>{label}</option>")
    });
    let levels: String = levels.collect();
    Html::made(format!(
        "<form class=\"find\" method=\"get\" action=\"{}\" role=\"search\">{kept}\
         <label class=\"field\"><span class=\"label\">{}</span><input type=\"text\" name=\"q\" value=\"{}\"></label>\
         <label class=\"field\"><span class=\"label\">{}</span><select name=\"niveau\">{levels}</select></label>\
         <button class=\"btn\">{}</button></form>",
        html::escape(&v.path),
        said("zones-search"),
        html::escape(text),
        said("zones-level"),
        said("zones-find"),
    ))
}

fn table(v: &Visit, areas: &[pb::AreaSummary]) -> Table {
    let columns = [
        ("column-programme-area", Kind::Text),
        ("column-kind", Kind::Text),
        ("column-programme-within", Kind::Text),
        ("column-own-reference", Kind::Code),
        ("column-state", Kind::Text),
    ];
    let mut table = Table::new(v.lang, &columns);
    for area in areas {
        let gone = if area.abolished { v.say("zones-abolished") } else { String::new() };
        let within = if area.parent.is_empty() {
            Cell::Empty
        } else {
            link(&area.parent_name, &area.parent)
        };
        table.push(vec![
            link(&area.name, &area.area),
            Cell::text(words::area_kind(v, &area.kind)),
            within,
            Cell::text(&area.area),
            Cell::text(gone),
        ]);
    }
    table
}

async fn one(mut v: Visit, Path(area): Path<String>) -> Answer {
    let request = pb::AreaViewRequest { area, as_of: v.as_of() };
    let found = views(&v).get_area(v.ask(request)).await?.into_inner();
    let line = found.summary.clone().unwrap_or_default();
    v.programme = Some(programme_of(&v, &line.country)).filter(|code| !code.is_empty());
    let v = &v;
    let sheets = [
        (v.say("zones-names"), names(v, &found.names)),
        (v.say("zones-codes"), codes(v, &found.codes)),
        (v.say("zones-children"), table(v, &found.children)),
    ];
    if let Some(file) = export::asked(v, &format!("zone-{}", line.area), &sheets) {
        return file;
    }
    let mut page = Sheet::new(v, line.name.clone());
    let registry = v.link(&format!("/registre/{}", encode(&line.country)));
    page.over = html::link(&v.say("zones-registry"), &registry);
    let kind = words::area_kind(v, &line.kind);
    page.lead = Html::text(&joined([kind, line.parent_name.clone(), line.area.clone()]));
    exported(v, &mut page);
    let figure = encode(&format!("area/{}", line.area));
    let history = format!("/registre/{}/historique?figure={figure}", encode(&line.country));
    page.buttons.push(Button::new(v.say("history"), v.link(&history)));
    if line.abolished {
        page.notices.push(sheet::callout(true, &Html::text(&v.say("zones-abolished"))));
    }
    if !found.suspended_since.is_empty() {
        let args =
            [("since", v.date(&found.suspended_since)), ("text", found.suspended_by.clone())];
        let said = v.lang.say_with("zones-suspended", args);
        page.notices.push(sheet::callout(false, &Html::text(&said)));
    }
    page.parts.push(around(v, &line, &found));
    let [(title, names), (other, codes), (third, children)] = sheets;
    page.parts.push(Part::table(v, "noms", title, &names.dense(), "none-areas"));
    if !codes.is_empty() {
        page.parts.push(Part::table(v, "codes", other, &codes.dense(), "none-areas"));
    }
    // A page has one table that goes on on another.
    if !children.is_empty() {
        page.parts.push(Part::paged(v, "contient", third, children.dense(), "none-areas"));
    }
    let rpcs = ["RenameArea", "SplitArea", "MergeAreas", "AssignAreaCode", "SuspendAreaNames"];
    offers(v, &mut page, &commands::REGISTRY, &line.country, &rpcs);
    Ok(frame::page(&page))
}

/// What lies around it: in space, and before and after it.
fn around(v: &Visit, line: &pb::AreaSummary, found: &pb::Area) -> Part {
    let linked = |areas: &[pb::AreaSummary]| {
        let mut all = Html::default();
        for area in areas {
            if !all.is_empty() {
                all.push(&Html::text(", "));
            }
            let to = v.link(&format!("/zone/{}", encode(&area.area)));
            all.push(&html::link(&area.name, &to));
        }
        all
    };
    let parent = if line.parent.is_empty() {
        Html::text(&v.lang.label("country", &line.country))
    } else {
        html::link(&line.parent_name, &v.link(&format!("/zone/{}", encode(&line.parent))))
    };
    let facts = [
        ("column-programme-within", parent),
        ("zones-came-from", linked(&found.predecessors)),
        ("zones-became", linked(&found.successors)),
        ("zones-established", v.proof(found.proof.as_ref())),
    ];
    let facts: Vec<_> = facts.into_iter().map(|(key, told)| (v.say(key), told)).collect();
    Part::new("situation", v.say("zones-around"), sheet::facts(&facts))
}

/// A name is valid from a legal act on.
fn names(v: &Visit, names: &[pb::AreaName]) -> Table {
    let columns = [
        ("column-programme-name", Kind::Text),
        ("column-from", Kind::Text),
        ("column-until", Kind::Text),
        ("column-programme-legal-text", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for name in names {
        let until = if name.until.is_empty() {
            Cell::text(v.say("until-now"))
        } else {
            Cell::Date(name.until.clone())
        };
        let text = if name.text.is_empty() { v.say("zones-first-list") } else { name.text.clone() };
        table.push(vec![
            Cell::text(&name.name),
            Cell::Date(name.from.clone()),
            until,
            Cell::text(text),
            Cell::proof(name.proof.as_ref()),
        ]);
    }
    table
}

/// A code means nothing without who numbers, and on which list.
fn codes(v: &Visit, codes: &[pb::AreaCode]) -> Table {
    let columns = [
        ("column-programme-scheme", Kind::Text),
        ("column-programme-list-date", Kind::Text),
        ("column-programme-code", Kind::Code),
    ];
    let mut table = Table::new(v.lang, &columns);
    for code in codes {
        table.push(vec![
            Cell::text(&code.scheme),
            Cell::Date(code.list_date.clone()),
            Cell::text(&code.code),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_registry_has_leads_nowhere() {
        let place = |name: &str| {
            let (area, name) = ("ML2-BLA".to_owned(), name.to_owned());
            covered(&pb::CoveredArea { area, name, ..Default::default() })
        };
        assert!(matches!(place("ML2-BLA"), Cell::Text(_)));
        assert!(matches!(place("Bla"), Cell::Link { to, .. } if to == "/zone/ML2-BLA"));
    }
}
