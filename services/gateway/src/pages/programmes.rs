//! The pages of programmes: what the gateway knows of the service `programmes`.

mod areas;
mod chart;
mod commands;
mod coverage;
mod disseminations;
mod exercise;
mod glance;
mod history;
mod lines;
mod overview;
mod owner;
mod phases;
mod plans;
mod results;
mod reviews;
mod sheets;
mod strategies;
mod strategy;
mod words;

pub(in crate::pages) use self::phases::next_phase;

use axum::{
    Router,
    response::{IntoResponse as _, Redirect, Response},
};
use proto::programmes::v1::{self as pb, programmes_views_client::ProgrammesViewsClient};
use tonic::{Code, Status};

use crate::{
    failure::Failure,
    forms,
    html::{Html, encode},
    pages::sheet::{Button, Sheet},
    register::Programme,
    remote::{MOST_BYTES, Way},
    service::{About, Section, Service, Subject},
    visit::{App, Visit},
};

const STATES: &[&str] =
    &["phase", "plan", "statement", "achievement", "strategy", "dissemination", "review", "state"];

pub(crate) const SERVICE: Service = Service {
    name: "programmes",
    sections: &[
        Section {
            name: "fiche",
            pages: &["phases"],
            owns: &["/programme/", "/programmes/nouveau"],
        },
        Section {
            name: "ptba",
            pages: &["resultats"],
            owns: &["/exercice/", "/exercices/", "/cadre/"],
        },
        Section { name: "zones", pages: &[], owns: &["/zone/", "/registre/"] },
        Section {
            name: "strategies",
            pages: &["diffusions", "revues"],
            owns: &[
                "/strategie/",
                "/strategies/",
                "/diffusion/",
                "/diffusions/",
                "/revue/",
                "/revues/",
            ],
        },
    ],
    subjects: &[
        &commands::PROGRAMME,
        &commands::EXERCISE,
        &commands::FRAMEWORK,
        &commands::REGISTRY,
        &commands::STRATEGY,
        &commands::DISSEMINATION,
        &commands::REVIEW,
    ],
    streams: &[
        "programme-",
        "exercise-",
        "results-",
        "areas-",
        "atlas-",
        "strategy-",
        "dissemination-",
        "review-",
    ],
    glance: glance::glance,
    owner: owner::owner,
    words: &[
        ("state", STATES),
        ("from", STATES),
        ("to", STATES),
        ("missing", &["item"]),
        ("by", &["begun-by"]),
    ],
    refusals: include_str!("../../locales/fr/programmes-rejections.ftl"),
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .merge(areas::routes())
        .merge(coverage::routes())
        .merge(disseminations::routes())
        .merge(exercise::routes())
        .merge(history::routes())
        .merge(lines::routes())
        .merge(overview::routes())
        .merge(phases::routes())
        .merge(plans::routes())
        .merge(results::routes())
        .merge(reviews::routes())
        .merge(sheets::routes())
        .merge(strategies::routes())
        .merge(strategy::routes())
}

fn views(v: &Visit) -> ProgrammesViewsClient<Way> {
    ProgrammesViewsClient::new(v.way()).max_decoding_message_size(MOST_BYTES)
}

/// A programme of the register: every page under `/p/` is of one.
fn known<'v>(v: &'v Visit, code: &str) -> Result<&'v Programme, Failure> {
    v.app.register.programme(code).ok_or(Failure::NotFound)
}

fn asked(v: &Visit, programme: &str) -> pb::ProgrammeViewRequest {
    pb::ProgrammeViewRequest { programme: programme.to_owned(), as_of: v.as_of() }
}

/// What is not there yet is nothing, not a failure.
fn unless_missing<M>(answer: Result<tonic::Response<M>, Status>) -> Result<Option<M>, Status> {
    match answer {
        Ok(answer) => Ok(Some(answer.into_inner())),
        Err(status) if status.code() == Code::NotFound => Ok(None),
        Err(status) => Err(status),
    }
}

/// To the page where a programme's own things are, with what was just recorded.
fn onward(v: &Visit, programme: &str, page: &str) -> Response {
    let kept = ["min", "deja"].into_iter().filter_map(|name| {
        let value = v.asked(name)?;
        Some(format!("{name}={}", encode(value)))
    });
    let query: Vec<_> = kept.collect();
    let path = format!("/p/{}/{page}?{}", encode(programme), query.join("&"));
    Redirect::to(&v.link(path.trim_end_matches('?'))).into_response()
}

/// The page of a section: `nav-<name>` and `lead-<name>` head it.
fn headed<'v>(v: &'v Visit, name: &str) -> Sheet<'v> {
    let mut page = Sheet::new(v, v.key("nav", name));
    page.lead = Html::text(&v.key("lead", name));
    page
}

/// The button that makes the tables of the page a workbook.
fn exported(v: &Visit, page: &mut Sheet<'_>) {
    let to = v.here(&[("format", "xlsx"), ("page", "")]);
    page.buttons.push(Button::new(v.say("export-xlsx"), to));
}

/// The form that makes one, as the one thing to do here.
fn creates(v: &Visit, page: &mut Sheet<'_>, rpc: &str, path: &str, programme: &str) {
    if v.acts() {
        let to = format!("{path}?programme={}", encode(programme));
        let label = v.lang.label_in("programmes", "rpc", rpc);
        page.buttons.push(Button::new(label, to).primary());
    }
}

/// What may be entered from here: these commands of a subject, and all its forms.
fn offers(v: &Visit, page: &mut Sheet<'_>, subject: &'static Subject, of: &str, rpcs: &[&str]) {
    let about = About {
        reference: of.to_owned(),
        possible: rpcs.iter().map(|rpc| (*rpc).to_owned()).collect(),
        ..About::default()
    };
    page.possible = forms::grouped(v, subject, &about, &[]);
    page.forms = Some(format!("{}/saisir", subject.path(of)));
}
