//! Programmes and all that is theirs, as their forms need them.

use proto::programmes::v1 as pb;

use crate::{
    failure::Failure,
    forms::Suggestions,
    pages::programmes::{areas, asked, disseminations, exercise, results, reviews, views},
    service::{About, Soon},
    visit::Visit,
};

type Asked<'a> = Soon<'a, Result<About, Failure>>;

/// A subject that is named by one field.
fn about(field: &'static str, reference: &str, name: String, programme: &str) -> About {
    About {
        reference: reference.to_owned(),
        name,
        programme: programme.to_owned(),
        named_by: vec![(field, reference.to_owned())],
        ..About::default()
    }
}

fn owned(rpcs: &[&str]) -> Vec<String> {
    rpcs.iter().map(|rpc| (*rpc).to_owned()).collect()
}

pub(super) fn programme<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let found = views(v).get_programme(v.ask(asked(v, reference))).await?.into_inner();
        let line = found.line.unwrap_or_default();
        let mut it = about("programme", reference, line.title, reference);
        it.possible = found.phases.iter().flat_map(|phase| phase.possible.clone()).collect();
        it.possible.sort_unstable();
        it.possible.dedup();
        let mut lists = Suggestions::default();
        let phases = found.phases.iter().map(|it| (it.phase.to_string(), it.title.clone()));
        lists.add("phase", phases);
        let mappings = found.mappings.into_iter().map(|it| (it.mapping, String::new()));
        lists.add("mapping", mappings);
        it.suggestions = lists;
        Ok(it)
    })
}

pub(super) fn exercise<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let found = exercise::asked(v, reference).await?;
        let line = found.line.unwrap_or_default();
        let name = v.say_of("ptba-of", &line.exercise);
        let mut it = about("programme", &line.programme, name, &line.programme);
        reference.clone_into(&mut it.reference);
        it.named_by.push(("exercise", line.exercise.clone()));
        it.possible = found.possible;
        let mut lists = Suggestions::default();
        let statements = found.statements.iter();
        lists.add("expenditure", statements.map(|it| (it.statement.clone(), it.source.clone())));
        it.suggestions = lists;
        Ok(it)
    })
}

pub(super) fn framework<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let found = results::asked_of(v, reference).await?;
        let mut it = about("programme", reference, v.say("nav-resultats"), reference);
        it.possible = owned(&["DefineIndicator", "SetTarget", "ReportAchievement"]);
        let mut lists = Suggestions::default();
        let all = found.indicators.iter();
        lists.add("indicator", all.map(|it| (it.indicator.clone(), it.label.clone())));
        let mut periods: Vec<_> = found
            .indicators
            .iter()
            .flat_map(|it| it.achievements.iter().map(|one| one.period.clone()))
            .collect();
        periods.sort_unstable_by(|one, other| other.cmp(one));
        periods.dedup();
        lists.add("period", periods.into_iter().map(|period| (period, String::new())));
        it.suggestions = lists;
        Ok(it)
    })
}

pub(super) fn registry<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let programme = areas::programme_of(v, reference);
        if programme.is_empty() {
            return Err(Failure::NotFound);
        }
        Ok(about("country", reference, v.lang.label("country", reference), &programme))
    })
}

pub(super) fn strategy<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let asked = pb::StrategyViewRequest { strategy: reference.to_owned(), as_of: None };
        let found = views(v).get_strategy(v.ask(asked)).await?.into_inner();
        let line = found.line.unwrap_or_default();
        let programme = areas::programme_of(v, &line.country);
        let mut it = about("strategy", reference, line.title, &programme);
        it.possible = found.possible;
        let mut lists = Suggestions::default();
        lists.add("axis", found.axes.iter().map(|it| (it.axis.clone(), it.label.clone())));
        let measures = || found.axes.iter().flat_map(|axis| &axis.measures);
        lists.add("measure", measures().map(|it| (it.measure.clone(), it.label.clone())));
        let activities = measures().flat_map(|measure| &measure.activities);
        lists.add("activity", activities.map(|it| (it.activity.clone(), it.label.clone())));
        it.suggestions = lists;
        Ok(it)
    })
}

pub(super) fn dissemination<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let (country, line) = disseminations::found(v, reference).await?;
        let programme = areas::programme_of(v, &country);
        Ok(about("dissemination", reference, line.title, &programme))
    })
}

pub(super) fn review<'a>(v: &'a Visit, reference: &'a str) -> Asked<'a> {
    Box::pin(async move {
        let (country, line) = reviews::found(v, reference).await?;
        let programme = areas::programme_of(v, &country);
        let mut it = about("review", reference, line.title, &programme);
        it.possible = line.possible;
        let mut lists = Suggestions::default();
        let made = line.recommendations.into_iter();
        lists.add("recommendation", made.map(|it| (it.recommendation, it.text)));
        it.suggestions = lists;
        Ok(it)
    })
}
