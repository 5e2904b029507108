//! Pages about one thing of partners, one file a kind.

mod agreement;
mod collaboration;
mod forum;
mod institution;
mod reports;
mod sponsorship;

use axum::{
    Router,
    extract::Path,
    response::{IntoResponse as _, Redirect},
    routing::get,
};
use proto::partners::v1 as pb;

use super::kinds::Thing;
use crate::{
    failure::{Answer, Failure},
    forms,
    html::{self, Html, encode},
    names,
    pages::{
        cards::sentence,
        sheet::{self, Button, Part, Sheet},
    },
    service::{About, Subject},
    table::Table,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/partenaire/{reference}", get(institution::show))
        .route("/collaboration/{reference}", get(collaboration::show))
        .route("/appui/{reference}", get(sponsorship::show))
        .route("/accord-de-partage/{reference}", get(agreement::show))
        .route("/referencement/{reference}", get(reports::referral))
        .route("/trimestre/{reference}", get(reports::quarter))
        .route("/collecte/{reference}", get(reports::collected))
        .route("/concertation/{reference}", get(forum::show))
        .route("/rectification/{reference}", get(corrected))
}

/// What was corrected is on its own page, and so is what has just been recorded.
async fn corrected(v: Visit, Path(reference): Path<String>) -> Answer {
    let thing = Thing::read(&reference).ok_or(Failure::NotFound)?;
    let told = ["min", "deja"].into_iter().filter_map(|name| Some((name, v.asked(name)?)));
    let query: Vec<_> = told.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let to = if query.is_empty() {
        thing.path()
    } else {
        format!("{}?{}", thing.path(), query.join("&"))
    };
    Ok(Redirect::to(&v.link(&to)).into_response())
}

/// The head of a page: what it is about, its history, and what may be entered.
fn page<'a>(
    v: &'a Visit,
    thing: &Thing,
    subject: &'static Subject,
    about: &About,
    title: &str,
) -> Sheet<'a> {
    let mut page = Sheet::new(v, title);
    let history = v.link(&format!("{}/historique", thing.path()));
    page.buttons.push(Button::new(v.say("history"), history));
    page.possible = forms::grouped(v, subject, about, &[]);
    page.forms =
        (!subject.groups.is_empty()).then(|| format!("{}/saisir", subject.path(&about.reference)));
    page
}

/// What belongs to what: a register, then the thing.
fn over(v: &Visit, name: &str, programme: &str, told: &str) -> Html {
    let to = v.link(&format!("/p/{}/{name}", encode(programme)));
    let said = v.say(&format!("nav-{name}"));
    let mut over = if programme.is_empty() { Html::text(&said) } else { html::link(&said, &to) };
    over.push(&Html::text(&format!(" · {told}")));
    over
}

/// A card of names and what they are.
struct Facts<'a> {
    v: &'a Visit,
    facts: Vec<(String, Html)>,
}

impl<'a> Facts<'a> {
    fn of(v: &'a Visit) -> Self {
        Self { v, facts: Vec::new() }
    }

    /// Under the name of a field of the contracts.
    fn told(mut self, field: &str, told: Html) -> Self {
        self.facts.push((self.v.lang.label_in("partners", "field", field), told));
        self
    }

    fn text(self, field: &str, text: &str) -> Self {
        self.told(field, Html::text(text))
    }

    /// Under a name of its own.
    fn named(mut self, key: &str, told: Html) -> Self {
        self.facts.push((self.v.say(key), told));
        self
    }

    fn part(self) -> Part {
        Part::new("faits", self.v.say("section-facts"), sheet::facts(&self.facts))
    }
}

/// A table in a card, where there is anything in it.
fn filled(v: &Visit, id: &'static str, key: &str, table: &Table) -> Option<Part> {
    (!table.is_empty()).then(|| Part::new(id, v.say(key), table.html(v)))
}

/// Codes of agreements or bodies, each leading to its page.
fn linked(v: &Visit, segment: &str, codes: &[String]) -> Html {
    let mut all = Html::default();
    for code in codes {
        if !all.is_empty() {
            all.push(&Html::text(", "));
        }
        let text = if segment == "instance" { names::short(v, code) } else { code.clone() };
        all.push(&html::link(&text, &v.link(&format!("/{segment}/{}", encode(code)))));
    }
    all
}

/// What acts of others contradicted: it stays in sight until somebody explains it.
fn anomalies(v: &Visit, thing: &Thing, lines: &[pb::AnomalyLine]) -> Vec<Html> {
    let told = lines.iter().map(|line| {
        let mut told = Html::text(&sentence(v, &line.about, &line.args));
        told.push(&Html::text(" "));
        told.push(&v.proof(line.proof.as_ref()));
        if line.explained {
            told.push(&crate::pages::cards::note(&line.explanation));
        } else if v.acts() {
            let to = format!("{}/saisir/ExplainAnomaly?anomaly={}", thing.amends(), line.event_id);
            told.push(&Html::text(" "));
            told.push(&html::link(&v.lang.label_in("partners", "rpc", "ExplainAnomaly"), &to));
        }
        sheet::callout(!line.explained, &told)
    });
    told.collect()
}
