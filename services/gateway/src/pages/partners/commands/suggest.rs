//! What fields of partners may refer to, beyond what the subject itself names.

use proto::{
    financing::v1::{self as financing, financing_views_client::FinancingViewsClient},
    partners::v1 as pb,
    sessions::v1::{self as sessions, sessions_views_client::SessionsViewsClient},
};

use crate::{
    forms::Suggestions,
    pages::partners::views,
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
        if wants_institutions(rpc) {
            let asked = v.ask(pb::ListInstitutionsRequest::default());
            if let Ok(answer) = views(v).list_institutions(asked).await {
                let known = answer.into_inner().institutions.into_iter();
                let known = known.filter(|line| !line.dissolved);
                all.add(
                    "institution",
                    known.map(|line| {
                        let name = v.lang.pick(&line.name_fr, &line.name_en).to_owned();
                        (line.institution, name)
                    }),
                );
            }
        }
        if matches!(rpc, "RequestSponsorship" | "AuthoriseDataSharing") {
            let asked = pb::ListCollaborationsRequest {
                programme: programme.clone(),
                open: true,
                ..Default::default()
            };
            if let Ok(answer) = views(v).list_collaborations(v.ask(asked)).await {
                let open = answer.into_inner().collaborations.into_iter();
                all.add("collaboration", open.map(|line| (line.collaboration, line.title)));
            }
        }
        if rpc == "ProposeCollaboration" {
            let channel = || v.app.channel.clone();
            let asked =
                financing::ListAgreementsRequest { programme: programme.clone(), as_of: None };
            let answer = FinancingViewsClient::new(channel()).list_agreements(v.ask(asked)).await;
            if let Ok(answer) = answer {
                let agreements = answer.into_inner().agreements.into_iter();
                all.add("financing", agreements.map(|line| (line.financing, line.title)));
            }
            let asked = sessions::ListBodiesRequest { programme, ..Default::default() };
            let answer = SessionsViewsClient::new(channel()).list_bodies(v.ask(asked)).await;
            if let Ok(answer) = answer {
                let bodies = answer.into_inner().bodies.into_iter();
                all.add("body", bodies.map(|line| (line.body, line.name)));
            }
        }
        all
    })
}

fn wants_institutions(rpc: &str) -> bool {
    matches!(
        rpc,
        "RegisterInstitution"
            | "DissolveInstitution"
            | "ProposeCollaboration"
            | "SignCollaboration"
            | "RequestSponsorship"
            | "AuthoriseDataSharing"
            | "RecordExtract"
            | "ReportReferrals"
            | "OpenReferral"
            | "SendReferral"
            | "ReportInterventions"
            | "EstablishForum"
            | "JoinForum"
            | "RecordForumMeeting"
    )
}

pub(super) fn list(field: &str, message: &str) -> Option<&'static str> {
    match (field, message) {
        // What is being named for the first time has no name to choose from.
        ("institution", "RegisterInstitutionRequest")
        | ("collaboration", "ProposeCollaborationRequest")
        | ("contact", "RecordContactRequest")
        | ("amendment", "RequestAmendmentRequest")
        | ("deliverable", "PlanDeliverableRequest")
        | ("instalment", "RecordInstalmentRequest")
        | ("review", "RecordReviewRequest")
        | ("transfer", "PrepareTransferRequest")
        | ("purpose", "SharingPurpose")
        | ("fields", "AuthoriseDataSharingRequest") => Some(""),
        ("institution", "LeaveForumRequest") => Some("member"),
        ("financings", _) => Some("financing"),
        ("bodies", _) => Some("body"),
        ("fields", _) => Some("field"),
        (
            "partner" | "counterpart" | "sponsor" | "beneficiary" | "holder" | "recipient"
            | "reporter" | "referrer" | "destination" | "successor" | "parent" | "present",
            _,
        )
        | ("lead", "EstablishForumRequest") => Some("institution"),
        _ => None,
    }
}
