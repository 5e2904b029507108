//! Sessions and what comes of them, as their forms need them.

use proto::{jalon::v1::Anomaly, sessions::v1 as pb};

use crate::{
    forms::Suggestions,
    pages::{
        cards::{joined, sentence},
        sessions::naming,
    },
    service::About,
    visit::Visit,
};

fn pair(key: &str, text: &str) -> (String, String) {
    (key.to_owned(), text.to_owned())
}

pub(in crate::pages::sessions) fn session(v: &Visit, session: &pb::Session) -> About {
    let line = session.line.clone().unwrap_or_default();
    let mut suggestions = Suggestions::default();
    let items = session.agenda.iter().filter(|item| !item.withdrawn);
    let items: Vec<_> = items.filter_map(|item| item.item.clone()).collect();
    suggestions.add("item", items.iter().map(|item| pair(&item.item, &item.title)));
    let validates = items.iter().filter(|item| !item.minutes_of.is_empty());
    suggestions.add("minutes_of", validates.map(|item| pair(&item.minutes_of, &item.title)));
    let outcomes = session.outcomes.iter().filter_map(|outcome| outcome.outcome.as_ref());
    suggestions.add("outcome", outcomes.map(|outcome| pair(&outcome.outcome, &outcome.text)));
    let days = session.attendance.iter().map(|day| pair(&day.day, ""));
    suggestions.add("day", days);
    let mut possible = session.possible.clone();
    if matches!(line.state.as_str(), "open" | "suspended" | "closed") {
        possible.extend(["FormulateRecommendation", "RaiseBlockage"].map(str::to_owned));
    }
    About {
        name: joined([naming::title(&line, v.lang), line.body_name.clone()]),
        named_by: vec![("session", line.session.clone())],
        programme: line.programme.clone(),
        reference: line.session,
        possible,
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::sessions) fn body(_: &Visit, body: &pb::Body) -> About {
    let line = body.line.clone().unwrap_or_default();
    let mut suggestions = Suggestions::default();
    let members = body.members.iter().filter(|member| !member.ended);
    suggestions.add("seat", members.map(|member| pair(&member.seat, &member.office)));
    About {
        name: line.name.clone(),
        named_by: vec![("body", line.body.clone())],
        programme: line.programme.clone(),
        reference: line.body,
        possible: body.possible.clone(),
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::sessions) fn recommendation(_: &Visit, found: &pb::Recommendation) -> About {
    let line = found.line.clone().unwrap_or_default();
    About {
        name: line.recommendation.clone(),
        named_by: vec![("recommendation", line.recommendation.clone())],
        programme: line.programme.clone(),
        reference: line.recommendation,
        possible: found.possible.clone(),
        ..About::default()
    }
}

pub(in crate::pages::sessions) fn blockage(_: &Visit, found: &pb::Blockage) -> About {
    let line = found.line.clone().unwrap_or_default();
    let mut suggestions = Suggestions::default();
    suggestions.add("solution", found.solutions.iter().map(|of| pair(&of.solution, &of.text)));
    About {
        name: line.blockage.clone(),
        named_by: vec![("blockage", line.blockage.clone())],
        programme: line.programme.clone(),
        reference: line.blockage,
        possible: found.possible.clone(),
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::sessions) fn mission(v: &Visit, found: &pb::Mission) -> About {
    let line = found.line.clone().unwrap_or_default();
    let mut suggestions = Suggestions::default();
    suggestions.add("finding", found.findings.iter().map(|of| pair(&of.finding, &of.statement)));
    let open = found.anomalies.iter().filter(|of| !of.explained);
    let said = |of: &Anomaly| pair(&of.event_id, &sentence(v, &of.about, &of.args));
    suggestions.add("anomaly", open.map(said));
    About {
        name: if line.title.is_empty() { line.mission.clone() } else { line.title.clone() },
        named_by: vec![("mission", line.mission.clone())],
        programme: line.programme.clone(),
        reference: line.mission,
        possible: found.possible.clone(),
        suggestions,
        ..About::default()
    }
}
