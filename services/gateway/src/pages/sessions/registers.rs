//! `/p/{programme}/recommandations`, `/blocages`, `/missions`: what is followed up, and how old it is.

use axum::{Router, extract::Path, routing::get};
use proto::sessions::v1 as pb;

use super::{naming, views};
use crate::{
    export,
    failure::{Answer, Failure},
    frame,
    html::{Html, Tone, encode},
    names,
    pages::{
        overview::Figure,
        sheet::{self, Button, Part, Sheet},
    },
    table::{Cell, Kind, Table},
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/recommandations", get(all_recommendations))
        .route("/p/{programme}/blocages", get(all_blockages))
        .route("/p/{programme}/missions", get(all_missions))
}

fn asked(v: &Visit, programme: &str) -> Result<pb::RegisterRequest, Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    Ok(pb::RegisterRequest {
        programme: programme.to_owned(),
        institution: v.asked("structure").unwrap_or_default().chars().take(40).collect(),
        open: v.asked("ouvertes").is_some(),
        as_of: v.as_of(),
        ..Default::default()
    })
}

async fn all_recommendations(v: Visit, Path(programme): Path<String>) -> Answer {
    let request = asked(&v, &programme)?;
    let whole = pb::RegisterRequest { institution: String::new(), open: false, ..request.clone() };
    let (mut ages, mut lists) = (views(&v), views(&v));
    let (ages, listed) = tokio::try_join!(
        ages.get_ageing(v.ask(whole)),
        lists.list_recommendations(v.ask(request))
    )?;
    let (rows, lines) = (ages.into_inner().rows, listed.into_inner().recommendations);
    let sheets = [
        (v.say("nav-recommandations"), recommendations(&v, &lines)),
        (v.say("recommendation-ageing"), ageing(&v, &rows, &programme)),
    ];
    if let Some(file) = export::asked(&v, &format!("recommandations-{programme}"), &sheets) {
        return file;
    }
    let [(_, table), (_, by_age)] = sheets;
    let mut page = register(&v, "recommandations", &programme, !lines.is_empty());
    if v.acts() {
        let to = format!("/recommandations/nouvelle?programme={}", encode(&programme));
        let label = v.lang.label_in("sessions", "rpc", "FormulateRecommendation");
        page.buttons.push(Button::new(label, to).primary());
    }
    page.figures = figures(&v, &rows);
    let open = v.asked("ouvertes").is_some();
    let tabs = [
        (v.say("recommendations-all"), v.here(&[("ouvertes", ""), ("page", "")]), !open),
        (v.say("recommendations-open"), v.here(&[("ouvertes", "1"), ("page", "")]), open),
    ];
    let mut body = sheet::tabs(&tabs);
    let of = v.asked("structure").filter(|code| !code.is_empty());
    let none = match (of.is_some(), open) {
        (false, false) => "recommendations-none",
        (false, true) => "recommendations-none-open",
        (true, false) => "recommendations-none-of",
        (true, true) => "recommendations-none-open-of",
    };
    if let Some(code) = of {
        let all = v.here(&[("structure", ""), ("page", "")]);
        let chosen = v.say_of("recommendations-of", names::institution(&v, code));
        body.push(&sheet::remark(&chosen));
        body.push(&sheet::tabs(&[(v.say("recommendations-of-all"), all, false)]));
    }
    page.parts.push(sheet::paged(&v, body, table, none));
    if !by_age.is_empty() {
        let part = Part::new("anciennete", v.say("recommendation-ageing"), by_age.html(&v));
        page.parts.push(part);
    }
    Ok(frame::page(&page))
}

fn register<'a>(v: &'a Visit, name: &str, programme: &str, filled: bool) -> Sheet<'a> {
    let mut page = Sheet::new(v, v.say(&format!("nav-{name}")));
    page.lead = Html::text(&v.say(&format!("lead-{name}")));
    if filled {
        page.buttons.extend(sheet::exports(v));
    }
    if name == "recommandations" && filled {
        let to = format!("/p/{}/recommandations/avancement.xlsx", encode(programme));
        page.buttons.push(Button::new(v.say("progress-xlsx"), v.link(&to)));
        if v.acts() {
            let to = format!("/p/{}/recommandations/avancement", encode(programme));
            page.buttons.push(Button::new(v.say("progress-import"), to));
        }
    }
    page
}

fn figures(v: &Visit, rows: &[pb::ageing::Row]) -> Vec<Figure> {
    let sum = |of: fn(&pb::ageing::Row) -> u32| rows.iter().map(of).map(u64::from).sum::<u64>();
    let total = sum(|row| row.total);
    if total == 0 {
        return Vec::new();
    }
    let illustrative = rows.iter().any(|row| row.illustrative);
    let figure = |key: &str, number: u64| Figure {
        label: v.say(key),
        number: typography::integer(number, v.lang),
        unit: String::new(),
        title: String::new(),
        to: String::new(),
        illustrative,
        more: String::new(),
    };
    vec![
        figure("recommendations-total", total),
        figure("recommendations-open", sum(|row| row.open)),
        figure("recommendations-implemented", sum(|row| row.implemented)),
        figure("recommendations-overdue", sum(|row| row.overdue)),
    ]
}

/// Open recommendations by institution and age.
fn ageing(v: &Visit, rows: &[pb::ageing::Row], programme: &str) -> Table {
    let columns = [
        ("column-responsible", Kind::Text),
        ("column-total", Kind::Figure),
        ("column-open", Kind::Figure),
        ("column-to-90", Kind::Figure),
        ("column-to-180", Kind::Figure),
        ("column-to-365", Kind::Figure),
        ("column-beyond", Kind::Figure),
        ("column-overdue", Kind::Figure),
        ("column-oldest", Kind::Text),
        ("column-rate", Kind::Figure),
    ];
    let mut table = Table::new(v.lang, &columns);
    let number = |n: u32| Cell::Number(n.into());
    for row in rows {
        let institution = if row.institution.is_empty() {
            Cell::text(v.say("recommendation-unassigned"))
        } else {
            let (programme, structure) = (encode(programme), encode(&row.institution));
            Cell::Link {
                text: names::institution(v, &row.institution),
                to: format!("/p/{programme}/recommandations?structure={structure}"),
            }
        };
        let oldest = if row.oldest.is_empty() {
            Cell::Empty
        } else {
            Cell::Several(vec![
                Cell::Link {
                    text: row.oldest.clone(),
                    to: format!("/recommandation/{}", encode(&row.oldest)),
                },
                Cell::Noted { text: String::new(), note: v.say_n("days-count", row.oldest_age) },
            ])
        };
        table.push(vec![
            institution,
            number(row.total),
            number(row.open),
            number(row.up_to_90),
            number(row.up_to_180),
            number(row.up_to_365),
            number(row.beyond),
            number(row.overdue),
            oldest,
            Cell::Told {
                said: typography::percent(row.execution_rate, v.lang),
                plain: row.execution_rate.to_string(),
                to: String::new(),
            },
        ]);
    }
    table
}

/// Recommendations, one a line.
pub(super) fn recommendations(v: &Visit, lines: &[pb::RecommendationLine]) -> Table {
    let columns = [
        ("column-number", Kind::Code),
        ("column-recommendation", Kind::Text),
        ("column-origin", Kind::Text),
        ("column-responsible", Kind::Text),
        ("column-due", Kind::Text),
        ("column-progress", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::Link {
                text: line.recommendation.clone(),
                to: format!("/recommandation/{}", encode(&line.recommendation)),
            },
            Cell::Noted { text: line.text.clone(), note: noted(v, line) },
            naming::origin(v, line),
            Cell::Noted {
                text: if line.addressee.is_empty() {
                    String::new()
                } else {
                    names::institution(v, &line.addressee)
                },
                note: line.focal_point.clone(),
            },
            due(v, line),
            Cell::text(progress(v, line)),
            naming::recommendation_state(v, line),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}

fn noted(v: &Visit, line: &pb::RecommendationLine) -> String {
    let mut notes = Vec::new();
    if line.reopened {
        notes.push(v.lang.label("recommendation-state", "reopened"));
    }
    if !line.escalated_to.is_empty() {
        notes.push(v.say_of("escalated-to", names::short(v, &line.escalated_to)));
    }
    if line.sessions_open > 1 {
        notes.push(v.say_n("sessions-open", line.sessions_open));
    }
    notes.join(" · ")
}

fn due(v: &Visit, line: &pb::RecommendationLine) -> Cell {
    let note = if line.due_by_cadence { v.say("due-by-cadence") } else { String::new() };
    let note = Cell::Noted { text: String::new(), note };
    Cell::Several(vec![Cell::Date(line.due_on.clone()), note])
}

pub(super) fn progress(v: &Visit, line: &pb::RecommendationLine) -> String {
    match (line.percent, line.progress.as_str()) {
        (0, said) => said.to_owned(),
        (percent, "") => typography::percent(percent, v.lang),
        (percent, said) => format!("{} · {said}", typography::percent(percent, v.lang)),
    }
}

async fn all_blockages(v: Visit, Path(programme): Path<String>) -> Answer {
    let request = asked(&v, &programme)?;
    let lines = views(&v).list_blockages(v.ask(request)).await?.into_inner().blockages;
    let sheets = [(v.say("nav-blocages"), blockages(&v, &lines))];
    if let Some(file) = export::asked(&v, &format!("blocages-{programme}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let mut page = register(&v, "blocages", &programme, !lines.is_empty());
    if v.acts() {
        let to = format!("/blocages/nouveau?programme={}", encode(&programme));
        let label = v.lang.label_in("sessions", "rpc", "RaiseBlockage");
        page.buttons.push(Button::new(label, to).primary());
    }
    let open = v.asked("ouvertes").is_some();
    let body = sheet::tabs(&[
        (v.say("blockages-all"), v.here(&[("ouvertes", ""), ("page", "")]), !open),
        (v.say("blockages-open"), v.here(&[("ouvertes", "1"), ("page", "")]), open),
    ]);
    let none = if open { "blockages-none-open" } else { "blockages-none" };
    page.parts.push(sheet::paged(&v, body, table, none));
    Ok(frame::page(&page))
}

/// Blockages and what is done about them, one a line.
pub(super) fn blockages(v: &Visit, lines: &[pb::BlockageLine]) -> Table {
    let columns = [
        ("column-blockage", Kind::Code),
        ("column-text", Kind::Text),
        ("column-session", Kind::Text),
        ("column-about", Kind::Text),
        ("column-solution", Kind::Text),
        ("column-responsible", Kind::Text),
        ("column-due", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let severity = naming::value(line.severity().as_str_name(), v.lang);
        let blocks = naming::value(line.blocks().as_str_name(), v.lang);
        let note = crate::pages::cards::joined([severity, blocks, line.detail.clone()]);
        let solution = if line.resolution.is_empty() {
            line.solution.clone()
        } else {
            line.resolution.clone()
        };
        table.push(vec![
            Cell::Link {
                text: line.blockage.clone(),
                to: format!("/blocage/{}", encode(&line.blockage)),
            },
            Cell::Noted { text: line.text.clone(), note },
            naming::session(v, &line.session),
            naming::subjects(v, &line.subjects),
            Cell::text(solution),
            Cell::text(if line.owner.is_empty() {
                String::new()
            } else {
                names::institution(v, &line.owner)
            }),
            Cell::Date(line.due_on.clone()),
            blockage_state(v, line),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}

pub(super) fn blockage_state(v: &Visit, line: &pb::BlockageLine) -> Cell {
    if line.overdue > 0 {
        let text = v.say_n("recommendation-overdue", line.overdue);
        return Cell::State { tone: Tone::Blocked, text, note: String::new() };
    }
    naming::state_cell(v, "blockage-state", &line.state)
}

async fn all_missions(v: Visit, Path(programme): Path<String>) -> Answer {
    let request = asked(&v, &programme)?;
    let lines = views(&v).list_missions(v.ask(request)).await?.into_inner().missions;
    let sheets = [(v.say("nav-missions"), missions(&v, &lines))];
    if let Some(file) = export::asked(&v, &format!("missions-{programme}"), &sheets) {
        return file;
    }
    let [(_, table)] = sheets;
    let mut page = register(&v, "missions", &programme, !lines.is_empty());
    if v.acts() {
        let to = format!("/missions/nouvelle?programme={}", encode(&programme));
        let label = v.lang.label_in("sessions", "rpc", "AnnounceMission");
        page.buttons.push(Button::new(label, to).primary());
    }
    page.parts.push(sheet::paged(&v, Html::default(), table, "missions-none"));
    Ok(frame::page(&page))
}

fn missions(v: &Visit, lines: &[pb::MissionLine]) -> Table {
    let columns = [
        ("column-mission", Kind::Code),
        ("column-title", Kind::Text),
        ("column-by", Kind::Text),
        ("column-dates", Kind::Text),
        ("column-about", Kind::Text),
        ("column-findings", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let kind = naming::value(line.kind().as_str_name(), v.lang);
        table.push(vec![
            Cell::Link {
                text: line.mission.clone(),
                to: format!("/mission/{}", encode(&line.mission)),
            },
            Cell::Noted { text: line.title.clone(), note: kind },
            Cell::text(names::institution(v, &line.by)),
            Cell::Noted {
                text: naming::when(v, &line.from, &line.until),
                note: line.period.clone(),
            },
            naming::subjects(v, &line.subjects),
            Cell::text(format!("{} / {}", line.open_findings, line.findings)),
            naming::state_cell(v, "mission-state", &line.state),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}
