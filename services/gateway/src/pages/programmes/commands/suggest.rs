//! What fields of programmes may refer to, beyond what the subject itself names.

use std::collections::BTreeSet;

use prost_reflect::{Kind, MessageDescriptor};
use proto::{
    financing::v1::{self as financing, financing_views_client::FinancingViewsClient},
    programmes::v1 as pb,
};

use crate::{
    forms::{self, Suggestions},
    pages::programmes::{asked, reviews, views},
    service::{About, Soon},
    visit::Visit,
};

/// The list that a field draws from. Without an answer, the one called like the field.
pub(super) fn list(field: &str, message: &str) -> Option<&'static str> {
    match (field, message) {
        // What is being named for the first time has no name to choose from.
        ("component", "DefineComponentRequest")
        | ("phase", "PlanPhaseRequest")
        | ("mapping", "SaveMappingRequest")
        | ("exercise", "OpenExerciseRequest")
        | ("statement", "ImportExpenditureRequest")
        | ("indicator", "DefineIndicatorRequest")
        | ("strategy", "DraftStrategyRequest")
        | ("axis", "DefineAxisRequest")
        | ("measure", "DefineMeasureRequest")
        | ("activity", "DefineActivityRequest")
        | ("review", "AnnounceReviewRequest")
        | ("recommendation", "AdoptReviewRecommendationRequest")
        | ("area", "AreaLine") => Some(""),
        ("areas" | "parent" | "carved_out_of", _) => Some("area"),
        ("financings" | "no_objection_from" | "source", _) => Some("financing"),
        ("first_exercise", _) => Some("exercise"),
        ("statement", "StatementRequest" | "DiscardExpenditureRequest") => Some("expenditure"),
        ("implements" | "replaced_by" | "documents" | "strategies", _) => Some("strategy"),
        ("owner" | "responsible" | "organiser" | "sponsor" | "mandator" | "addressee", _) => {
            Some("institution")
        }
        _ => None,
    }
}

/// The lists that the fields of a request draw from, those of its lines included.
fn wanted(message: &MessageDescriptor, found: &mut BTreeSet<String>) {
    for field in message.fields() {
        if let Kind::Message(inner) = field.kind()
            && inner.package_name() == message.package_name()
        {
            wanted(&inner, found);
            continue;
        }
        let drawn = list(field.name(), message.name());
        found.insert(drawn.map_or_else(|| field.name().to_owned(), str::to_owned));
    }
}

/// The lists of one command, whichever service of programmes has it.
fn lists_of(rpc: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let contracts = super::super::SERVICE.subjects.iter().map(|subject| subject.contract);
    for method in contracts.filter_map(|contract| forms::method(contract, rpc)) {
        wanted(&method.input(), &mut found);
    }
    found
}

/// Without an answer a form has no suggestions, and works.
pub(super) fn suggest<'a>(
    v: &'a Visit,
    rpc: &'a str,
    about: Option<&'a About>,
) -> Soon<'a, Suggestions> {
    Box::pin(async move {
        let lists = lists_of(rpc);
        let wants = |list: &str| lists.contains(list);
        let programme = about.map(|about| about.programme.clone()).filter(|code| !code.is_empty());
        let programme = programme.or_else(|| v.programme.clone()).unwrap_or_default();
        let known = v.app.register.programme(&programme);
        let country = known.map(|known| known.country.clone()).unwrap_or_default();
        let mut all = Suggestions::default();
        if wants("component")
            && let Ok(answer) = views(v).get_programme(v.ask(asked(v, &programme))).await
        {
            let components = answer.into_inner().components.into_iter();
            all.add("component", components.map(|it| (it.component, it.label)));
        }
        if wants("exercise")
            && let Ok(answer) = views(v).list_exercises(v.ask(asked(v, &programme))).await
        {
            let years = answer.into_inner().exercises.into_iter().rev();
            all.add("exercise", years.map(|it| (it.exercise, it.starts_on)));
        }
        if wants("strategy") {
            let asked = pb::ListStrategiesRequest { country: country.clone(), as_of: None };
            if let Ok(answer) = views(v).list_strategies(v.ask(asked)).await {
                let strategies = answer.into_inner().strategies.into_iter();
                all.add("strategy", strategies.map(|it| (it.strategy, it.title)));
            }
        }
        if wants("review")
            && let Ok(lines) = reviews::all(v, &country).await
        {
            all.add("review", lines.into_iter().rev().map(|it| (it.review, it.title)));
        }
        if wants("area") {
            all.add("area", areas(v, &country).await);
        }
        if wants("financing") {
            all.add("financing", financings(v, &programme).await);
        }
        if wants("institution") {
            let known = v.app.register.institutions.iter();
            let known = known.map(|it| (it.code.clone(), it.name(v.lang).to_owned()));
            all.add("institution", known);
        }
        all
    })
}

/// The two levels below the country: a list of all communes would make the page heavy.
async fn areas(v: &Visit, country: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for level in [2, 1] {
        let request = pb::SearchAreasRequest {
            country: country.to_owned(),
            level,
            max: 200,
            ..Default::default()
        };
        if let Ok(answer) = views(v).search_areas(v.ask(request)).await {
            all.extend(answer.into_inner().areas.into_iter().map(|it| (it.area, it.name)));
        }
    }
    all
}

/// What the service of agreements knows of this programme.
async fn financings(v: &Visit, programme: &str) -> Vec<(String, String)> {
    let request =
        financing::ListAgreementsRequest { programme: programme.to_owned(), ..Default::default() };
    let mut client = FinancingViewsClient::new(v.app.channel.clone());
    let answer = client.list_agreements(v.ask(request)).await;
    let found = answer.map(tonic::Response::into_inner).unwrap_or_default();
    found.agreements.into_iter().map(|line| (line.financing, line.title)).collect()
}
