//! Forms for every command of the contracts, made from their descriptions.
//!
//! A form is minted with a command id, so that sending it twice asks once. A refused command has had
//! its answer: the same form comes back with the reason, what was typed, and another id. Where
//! nobody answered, the id stays, and sending again is harmless.

mod act;
mod correction;
mod fields;
mod posted;
mod read;
mod sending;
mod suggestions;
#[cfg(test)]
mod tests;
mod widgets;

use askama::Template;
use axum::{
    Router,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Response},
    routing::get,
};
use prost_reflect::MethodDescriptor;

use self::{fields::Field, suggestions::List};
pub(crate) use self::{
    posted::{MOST_ROWS, Posted},
    suggestions::Suggestions,
    widgets::Shape,
};
use crate::{
    clock,
    failure::{Answer, Failure},
    frame,
    html::encode,
    service::{self, About, Creation, Subject},
    visit::{App, Visit},
};

pub(crate) fn routes() -> Router<App> {
    service::subjects().fold(Router::new(), |router, subject| {
        let creations = subject.creates.iter().fold(router, |router, creation| {
            let show = get(move |v: Visit| show_creation(subject, creation, v));
            router.route(
                creation.path,
                show.post(move |v: Visit, form| sending::create(subject, creation, v, form)),
            )
        });
        let under = format!("/{}/{{reference}}/saisir", subject.segment);
        let show = get(move |v: Visit, at| show(subject, v, at));
        let one = show.post(move |v: Visit, at, form| sending::send(subject, v, at, form));
        creations
            .route(&under, get(move |v: Visit, at| list(subject, v, at)))
            .route(&format!("{under}/{{rpc}}"), one)
    })
}

/// Why a form comes back, and the fields of it that this is about, where that is known.
#[derive(Debug, Default)]
struct Refused {
    sentences: Vec<String>,
    fields: Vec<String>,
}

impl Refused {
    fn add(&mut self, field: &str, sentence: String) {
        self.sentences.push(sentence);
        self.fields.push(field.to_owned());
    }
}

/// A form that is filled in, and what it is for.
#[derive(Clone, Copy)]
struct Open<'a> {
    v: &'a Visit,
    subject: &'static Subject,
    rpc: &'a str,
    /// Nothing yet where the command makes one.
    about: Option<&'a About>,
}

/// Of a command, and where it is.
type Link = (String, String);

#[derive(Template)]
#[template(path = "forms.html")]
struct ListPage<'a> {
    v: &'a Visit,
    name: String,
    to: String,
    possible: Vec<Link>,
    groups: Vec<(String, Vec<Link>)>,
}

#[derive(Template)]
#[template(path = "form.html")]
struct Page<'a> {
    v: &'a Visit,
    title: String,
    hint: String,
    /// The subject, or the programme while it is being registered, and where that is.
    name: Link,
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

/// A command by its contract and its name.
pub(crate) fn method(contract: &str, rpc: &str) -> Option<MethodDescriptor> {
    let service = proto::pool().get_service_by_name(contract)?;
    service.methods().find(|method| method.name() == rpc)
}

/// The subject, and from now on its programme.
async fn about(subject: &Subject, v: &mut Visit, reference: &str) -> Result<About, Failure> {
    let about = (subject.ask)(v, reference).await?;
    if !about.programme.is_empty() {
        v.programme = Some(about.programme.clone());
    }
    Ok(about)
}

fn may(v: &Visit) -> Result<(), Failure> {
    if v.acts() { Ok(()) } else { Err(Failure::NotYours) }
}

/// The form of a command from a subject's page: its own, or of what it makes beside it.
pub(crate) fn link(v: &Visit, subject: &'static Subject, about: &About, rpc: &str) -> Option<Link> {
    let label = v.lang.label_in(subject.package(), "rpc", rpc);
    if subject.takes(rpc) {
        return Some((label, subject.form(&about.reference, rpc)));
    }
    let others = service::subjects().filter(|other| other.package() == subject.package());
    let creation = others.flat_map(|other| other.creates).find(|creation| creation.rpc == rpc)?;
    let known = about.named_by.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    let programme = format!("programme={}", encode(&about.programme));
    let query: Vec<_> = known.chain([programme]).collect();
    Some((label, format!("{}?{}", creation.path, query.join("&"))))
}

async fn list(subject: &'static Subject, mut v: Visit, Path(reference): Path<String>) -> Answer {
    may(&v)?;
    let about = about(subject, &mut v, &reference).await?;
    let form = |rpc: &&str| {
        let label = v.lang.label_in(subject.package(), "rpc", rpc);
        (label, subject.form(&reference, rpc))
    };
    let possible = about.possible.iter().filter_map(|rpc| link(&v, subject, &about, rpc));
    let page = ListPage {
        v: &v,
        name: about.name.clone(),
        possible: possible.collect(),
        groups: subject
            .groups
            .iter()
            .map(|(name, rpcs)| (v.say(&format!("group-{name}")), rpcs.iter().map(form).collect()))
            .collect(),
        to: subject.path(&reference),
    };
    Ok(frame::page(&page))
}

/// What may be entered next, grouped as the forms are, the `first` groups before the others.
pub(crate) fn grouped(
    v: &Visit,
    subject: &'static Subject,
    about: &About,
    first: &[&str],
) -> Vec<(String, Vec<Link>)> {
    if !v.acts() {
        return Vec::new();
    }
    let mut groups: Vec<_> = subject.groups.iter().collect();
    groups.sort_by_key(|(name, _)| !first.contains(name));
    let group = |(name, rpcs): &(&str, &[&str])| {
        let here = rpcs.iter().filter(|rpc| about.possible.iter().any(|known| known == *rpc));
        let forms = here.filter_map(|rpc| link(v, subject, about, rpc)).collect::<Vec<_>>();
        (v.say(&format!("group-{name}")), forms)
    };
    let mut groups: Vec<_> = groups.into_iter().map(group).collect();
    let beside = about.possible.iter().filter(|rpc| !subject.takes(rpc));
    let beside = beside.filter_map(|rpc| link(v, subject, about, rpc)).collect::<Vec<_>>();
    groups.push((v.say("group-beside"), beside));
    groups.retain(|(_, forms)| !forms.is_empty());
    groups
}

async fn show_creation(subject: &'static Subject, creation: &Creation, v: Visit) -> Answer {
    may(&v)?;
    let mut posted = Posted::asked(&v);
    let known = |code: &&String| v.app.register.programme(code).is_some();
    if let Some(programme) = v.programme.as_ref().filter(known) {
        posted.propose("act.programme", programme);
    }
    let open = Open { v: &v, subject, rpc: creation.rpc, about: None };
    open.render(posted, Refused::default(), StatusCode::OK).await
}

async fn show(
    subject: &'static Subject,
    mut v: Visit,
    Path((reference, rpc)): Path<(String, String)>,
) -> Answer {
    may(&v)?;
    let about = about(subject, &mut v, &reference).await?;
    let mut posted = Posted::asked(&v);
    // A proposal is confirmed for the day it was made for.
    let proposal = about.proposals.iter().find(|(id, _)| posted.get("proposal") == Some(id));
    if let Some((_, effective)) = proposal {
        posted.propose("act.effective", effective);
    }
    let open = Open { v: &v, subject, rpc: &rpc, about: Some(&about) };
    open.render(posted, Refused::default(), StatusCode::OK).await
}

/// The section of the programme that something is registered in, or all programmes.
fn whence(v: &Visit, subject: &Subject, programme: &str) -> Link {
    v.app.register.programme(programme).map_or_else(
        || (v.say("nav-overview"), "/".to_owned()),
        |known| {
            let to = format!("/p/{}/{}", encode(&known.code), subject.home);
            (known.short(v.lang).to_owned(), to)
        },
    )
}

impl Open<'_> {
    fn method(&self) -> Result<MethodDescriptor, Failure> {
        let creates = self.subject.creates.iter().any(|creation| creation.rpc == self.rpc);
        let ours = if self.about.is_some() { self.subject.takes(self.rpc) } else { creates };
        method(self.subject.contract, self.rpc).filter(|_| ours).ok_or(Failure::NotFound)
    }

    async fn render(
        &self,
        mut posted: Posted,
        refused: Refused,
        status: StatusCode,
    ) -> Result<Response, Failure> {
        let Self { v, subject, rpc, about } = *self;
        let method = self.method()?;
        posted.propose("act.command_id", &clock::mint().to_string());
        let picks = if correction::is(&method) {
            correction::picks(v, subject, &mut posted).await
        } else {
            Vec::new()
        };
        let mut suggestions = Suggestions::default();
        if v.acts() {
            suggestions.extend(about.map(|about| about.suggestions.clone()).unwrap_or_default());
            suggestions.extend((subject.suggest)(v, rpc, about).await);
            suggestions.documents(v).await;
            suggestions.institutions(v).await;
        }
        let form = fields::Form {
            v,
            subject,
            rpc,
            of_others: proto::is_of_others(method.input().full_name()),
            named_by: about.map(|about| about.named_by.as_slice()).unwrap_or_default(),
            suggestions: &suggestions,
            posted: &posted,
            refused: &refused.fields,
        };
        let mut hidden = vec![("act.command_id".to_owned(), posted.text("act.command_id").into())];
        if let Some(about) = about {
            let programme = posted.get("act.programme").unwrap_or(&about.programme);
            hidden.push(("act.programme".to_owned(), programme.clone()));
        }
        let (name, leave) = match about {
            Some(about) => {
                let leave = format!("leave-{}", subject.segment);
                ((about.name.clone(), subject.path(&about.reference)), leave)
            }
            None => (whence(v, subject, posted.text("act.programme")), "form-leave".to_owned()),
        };
        let hint = v.lang.find_label(&format!("about-{}", subject.package()), rpc);
        let page = Page {
            v,
            title: v.lang.label_in(subject.package(), "rpc", rpc),
            hint: hint.or_else(|| v.lang.find_label("about", rpc)).unwrap_or_default(),
            name,
            leave: v.say(&leave),
            hidden,
            fields: form.of(&method.input()),
            act: act::fields(&form, about.is_none()),
            more: act::seldom(&form),
            lists: suggestions.lists(),
            refused: refused.sentences,
            picks,
        };
        Ok((status, frame::page(&page)).into_response())
    }
}
