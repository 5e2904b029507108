//! What fields of sessions may refer to, beyond what the subject itself names.

use proto::sessions::v1 as pb;

use super::views;
use crate::{
    forms::Suggestions,
    pages::sessions::naming,
    service::{About, Soon},
    visit::Visit,
};

/// Without an answer a form has no suggestions, and works.
pub(super) fn suggest<'a>(
    v: &'a Visit,
    rpc: &'a str,
    about: Option<&'a About>,
) -> Soon<'a, Suggestions> {
    Box::pin(async move {
        let mut all = Suggestions::default();
        let programme = about.map(|about| about.programme.clone()).filter(|code| !code.is_empty());
        let programme = programme.or_else(|| v.programme.clone()).unwrap_or_default();
        if wants_bodies(rpc) {
            let asked =
                pb::ListBodiesRequest { programme: programme.clone(), ..Default::default() };
            if let Ok(answer) = views(v).list_bodies(v.ask(asked)).await {
                let bodies = answer.into_inner().bodies.into_iter();
                all.add("body", bodies.map(|line| (line.body, line.name)));
            }
        }
        if wants_sessions(rpc) {
            let asked =
                pb::ListSessionsRequest { programme: programme.clone(), ..Default::default() };
            if let Ok(answer) = views(v).list_sessions(v.ask(asked)).await {
                let sessions = answer.into_inner().sessions.into_iter().rev();
                let named = |line: pb::session::Line| {
                    let title = naming::title(&line, v.lang);
                    (line.session, title)
                };
                all.add("session", sessions.map(named));
            }
        }
        if rpc == "SupersedeRecommendation" {
            let asked = pb::RegisterRequest { programme, open: true, ..Default::default() };
            if let Ok(answer) = views(v).list_recommendations(v.ask(asked)).await {
                let open = answer.into_inner().recommendations.into_iter();
                all.add("recommendation", open.map(|line| (line.recommendation, line.text)));
            }
        }
        // The seats of its body, for a list of who was there.
        if rpc == "RecordAttendance"
            && let Some(about) = about
            && let Some((body, _)) = about.reference.rsplit_once('-')
        {
            let asked = pb::BodyRequest { body: body.to_owned(), as_of: None };
            if let Ok(answer) = views(v).get_body(v.ask(asked)).await {
                let members = answer.into_inner().members.into_iter();
                let seated = members.filter(|member| !member.ended);
                all.add("seat", seated.map(|member| (member.seat, member.office)));
            }
        }
        all
    })
}

fn wants_bodies(rpc: &str) -> bool {
    matches!(rpc, "PlanSession" | "ConstituteBody" | "EscalateRecommendation" | "EscalateBlockage")
}

fn wants_sessions(rpc: &str) -> bool {
    matches!(
        rpc,
        "PlanSession"
            | "AmendAgenda"
            | "FormulateRecommendation"
            | "AdoptRecommendation"
            | "AbandonRecommendation"
            | "RaiseBlockage"
            | "AdoptSolution"
    )
}

pub(super) fn list(field: &str, message: &str) -> Option<&'static str> {
    match (field, message) {
        // What is being named for the first time has no name to choose from.
        ("session", "PlanSessionRequest")
        | ("body", "ConstituteBodyRequest")
        | ("recommendation", "FormulateRecommendationRequest" | "RecordFindingRequest")
        | ("blockage", "RaiseBlockageRequest")
        | ("seat", "AppointMemberRequest")
        | ("item", "AgendaItem")
        | ("outcome", "Outcome")
        | ("solution", "ProposeSolutionRequest")
        | ("finding", "RecordFindingRequest") => Some(""),
        ("parent", _) => Some("body"),
        ("minutes_of", "AgendaItem") => Some("session"),
        ("withdraw", _) => Some("item"),
        ("by", "SupersedeRecommendationRequest") => Some("recommendation"),
        _ => None,
    }
}
