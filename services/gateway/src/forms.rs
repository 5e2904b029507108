//! Forms for every command of the contracts, made from their descriptions.
//!
//! A form is minted with a command id, so that sending it twice asks once. A refused command has had
//! its answer: the same form comes back with the reason, what was typed, and another id. Where
//! nobody answered, the id stays, and sending again is harmless.

mod act;
mod correction;
mod fields;
mod groups;
mod posted;
mod read;
mod suggestions;
#[cfg(test)]
mod tests;
mod widgets;

use askama::Template;
use axum::{
    Form, Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use prost_reflect::MethodDescriptor;
use proto::financing::v1 as pb;
use tonic_types::StatusExt as _;

use self::{
    fields::Field,
    groups::GROUPS,
    posted::Posted,
    suggestions::{List, Suggestions},
};
use crate::{
    clock,
    failure::{self, Answer, Failure},
    frame,
    html::encode,
    names,
    visit::{App, Visit},
};

const SERVICE: &str = "financing.v1.FinancingService";
/// The one command that needs no agreement.
const REGISTER: &str = "Register";

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/accords/nouveau", get(show_register).post(send_register))
        .route("/accord/{reference}/saisir", get(list))
        .route("/accord/{reference}/saisir/{rpc}", get(show).post(send))
}

#[derive(Template)]
#[template(path = "forms.html")]
struct ListPage<'a> {
    v: &'a Visit,
    name: String,
    to: String,
    possible: Vec<(String, String)>,
    groups: Vec<(String, Vec<(String, String)>)>,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Page<'a> {
    v: &'a Visit,
    title: String,
    hint: String,
    /// The agreement, or the programme while it is being registered, and where that is.
    name: (String, String),
    leave: String,
    hidden: Vec<(String, String)>,
    fields: Vec<Field>,
    act: Vec<Field>,
    /// Seldom needed.
    more: Vec<Field>,
    lists: Vec<List>,
    refused: Vec<String>,
    /// Values of an event, to choose the one that is corrected.
    picks: Vec<correction::Pick>,
}

pub(crate) fn method(rpc: &str) -> Option<MethodDescriptor> {
    let service = proto::pool().get_service_by_name(SERVICE)?;
    service.methods().find(|method| method.name() == rpc)
}

async fn agreement(v: &Visit, reference: &str) -> Result<pb::Agreement, Failure> {
    let asked = pb::AgreementRequest { financing: reference.to_owned(), as_of: None };
    Ok(v.views().get_agreement(v.ask(asked)).await?.into_inner())
}

fn about(v: &mut Visit, agreement: &pb::Agreement) {
    let programme = agreement.line.as_ref().map(|line| line.programme.clone());
    if let Some(programme) = programme.filter(|code| !code.is_empty()) {
        v.programme = Some(programme);
    }
}

fn may(v: &Visit) -> Result<(), Failure> {
    if v.acts() { Ok(()) } else { Err(Failure::NotYours) }
}

async fn list(mut v: Visit, Path(reference): Path<String>) -> Answer {
    may(&v)?;
    let agreement = agreement(&v, &reference).await?;
    about(&mut v, &agreement);
    let to = format!("/accord/{}", encode(&reference));
    let form = |rpc: &str| (v.lang.label("rpc", rpc), format!("{to}/saisir/{}", encode(rpc)));
    let possible = agreement.possible.iter().filter(|rpc| method(rpc).is_some());
    let group = |(name, rpcs): &(&str, &[&str])| {
        (v.say(&format!("group-{name}")), rpcs.iter().map(|rpc| form(rpc)).collect())
    };
    let page = ListPage {
        v: &v,
        name: names::agreement(&agreement.line.clone().unwrap_or_default(), v.lang),
        possible: possible.map(|rpc| form(rpc)).collect(),
        groups: GROUPS.iter().map(group).collect(),
        to,
    };
    Ok(frame::page(&page))
}

/// What may be entered next, grouped as the forms are, the money first.
pub(crate) fn grouped(
    v: &Visit,
    reference: &str,
    possible: &[String],
) -> Vec<(String, Vec<(String, String)>)> {
    let form = |rpc: &&str| {
        let to = format!("/accord/{}/saisir/{}", encode(reference), encode(rpc));
        (v.lang.label("rpc", rpc), to)
    };
    let mut groups: Vec<_> = GROUPS.iter().collect();
    groups.sort_by_key(|(name, _)| !matches!(*name, "withdrawals" | "account"));
    let group = |(name, rpcs): &(&str, &[&str])| {
        let here = rpcs.iter().filter(|rpc| possible.iter().any(|known| known == *rpc));
        (v.say(&format!("group-{name}")), here.map(form).collect::<Vec<_>>())
    };
    groups.into_iter().map(group).filter(|(_, forms)| !forms.is_empty()).collect()
}

async fn show_register(v: Visit) -> Answer {
    may(&v)?;
    let mut posted = Posted::asked(&v);
    let known = |code: &&String| v.app.register.programme(code).is_some();
    if let Some(programme) = v.programme.as_ref().filter(known) {
        posted.propose("act.programme", programme);
    }
    render(&v, REGISTER, None, posted, Vec::new(), StatusCode::OK).await
}

async fn show(mut v: Visit, Path((reference, rpc)): Path<(String, String)>) -> Answer {
    may(&v)?;
    let agreement = agreement(&v, &reference).await?;
    about(&mut v, &agreement);
    let mut posted = Posted::asked(&v);
    // A proposal is confirmed for the day it was made for.
    let proposal = agreement
        .proposals
        .iter()
        .find(|proposal| posted.get("proposal") == Some(&proposal.event_id));
    if let Some(proposal) = proposal {
        posted.propose("act.effective", &proposal.effective);
    }
    render(&v, &rpc, Some((&reference, &agreement)), posted, Vec::new(), StatusCode::OK).await
}

async fn send_register(v: Visit, Form(pairs): Form<Vec<(String, String)>>) -> Answer {
    may(&v)?;
    let posted = Posted::sent(pairs);
    let reference = posted.text("financing").trim().to_uppercase();
    send_command(&v, REGISTER, &reference, None, posted).await
}

async fn send(
    mut v: Visit,
    Path((reference, rpc)): Path<(String, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Answer {
    may(&v)?;
    let agreement = agreement(&v, &reference).await?;
    about(&mut v, &agreement);
    let mut posted = Posted::sent(pairs);
    posted.set("financing", &reference);
    send_command(&v, &rpc, &reference, Some((&reference, &agreement)), posted).await
}

type About<'a> = Option<(&'a String, &'a pb::Agreement)>;

async fn send_command(
    v: &Visit,
    rpc: &str,
    reference: &str,
    about: About<'_>,
    mut posted: Posted,
) -> Answer {
    let method = method(rpc).ok_or(Failure::NotFound)?;
    if let Some(list) = posted.get("add").cloned() {
        posted.add_row(&list);
        return render(v, rpc, about, posted, Vec::new(), StatusCode::OK).await;
    }
    if posted.get("act.command_id").is_none_or(|id| id.parse::<uuid::Uuid>().is_err()) {
        posted.set("act.command_id", &clock::mint().to_string());
    }
    let programme = posted.get("act.programme").and_then(|code| v.app.register.programme(code));
    if let Some(country) = programme.map(|programme| programme.country.clone()) {
        posted.set("act.country", &country);
    }
    let told =
        if rpc == correction::RPC { correction::read(&posted, v.lang) } else { posted.clone() };
    let message = match read::message(&method.input(), &told, v.lang) {
        Ok(message) => message,
        Err(sentences) => {
            posted.set("act.command_id", &clock::mint().to_string());
            return render(v, rpc, about, posted, sentences, StatusCode::UNPROCESSABLE_ENTITY)
                .await;
        }
    };
    match v.command(&method, message).await {
        Ok(recorded) => {
            let already = if recorded.events.is_empty() { "deja=1" } else { "" };
            let new = if already.is_empty() {
                format!("min={}", recorded.position)
            } else {
                already.to_owned()
            };
            Ok(Redirect::to(&format!("/accord/{}?{new}", encode(reference))).into_response())
        }
        Err(status) => {
            let refused = status.get_details_error_info().is_some();
            let code = if refused {
                posted.set("act.command_id", &clock::mint().to_string());
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                tracing::warn!(code = ?status.code(), message = status.message(), "a command had no answer");
                StatusCode::SERVICE_UNAVAILABLE
            };
            render(v, rpc, about, posted, failure::refusal(&status, v.lang), code).await
        }
    }
}

/// The programme that an agreement is registered in, or all of them.
fn whence(v: &Visit, programme: &str) -> (String, String) {
    v.app.register.programme(programme).map_or_else(
        || (v.say("nav-overview"), "/".to_owned()),
        |known| {
            let to = format!("/p/{}/financement", encode(&known.code));
            (known.short(v.lang).to_owned(), to)
        },
    )
}

async fn render(
    v: &Visit,
    rpc: &str,
    about: About<'_>,
    mut posted: Posted,
    refused: Vec<String>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let method = method(rpc).ok_or(Failure::NotFound)?;
    if (rpc == REGISTER) != about.is_none() {
        return Err(Failure::NotFound);
    }
    posted.propose("act.command_id", &clock::mint().to_string());
    let picks =
        if rpc == correction::RPC { correction::picks(v, &mut posted).await } else { Vec::new() };
    let suggestions = Suggestions::of(v, rpc, about.map(|(_, agreement)| agreement)).await;
    let form = fields::Form { v, rpc, suggestions: &suggestions, posted: &posted };
    let line = about.and_then(|(_, agreement)| agreement.line.as_ref());
    let programme = line.map(|line| line.programme.clone()).or_else(|| v.programme.clone());
    let mut hidden = vec![(
        "act.command_id".to_owned(),
        posted.get("act.command_id").cloned().unwrap_or_default(),
    )];
    if about.is_some() {
        let programme = posted.get("act.programme").cloned().or(programme).unwrap_or_default();
        hidden.push(("act.programme".to_owned(), programme));
    }
    let name = match about {
        Some((reference, _)) => {
            let name =
                line.map_or_else(|| reference.clone(), |line| names::agreement(line, v.lang));
            (name, format!("/accord/{}", encode(reference)))
        }
        None => whence(v, posted.text("act.programme")),
    };
    let page = Page {
        v,
        title: v.lang.label("rpc", rpc),
        hint: v.lang.find(&format!("about-{rpc}")).unwrap_or_default(),
        name,
        leave: v.say(if about.is_some() { "form-leave" } else { "form-leave-register" }),
        hidden,
        fields: form.of(&method.input()),
        act: act::fields(&form, about.is_none()),
        more: act::seldom(&form),
        lists: suggestions.lists(),
        refused,
        picks,
    };
    Ok((status, frame::page(&page)).into_response())
}
