//! Forms of committees: their commands as people look for them.

mod about;
mod suggest;

use super::views;
pub(in crate::pages::sessions) use about::{
    blockage as about_blockage, body as about_body, mission as about_mission,
    recommendation as about_recommendation, session as about_session,
};
use proto::sessions::v1 as pb;

use crate::{
    forms::{Posted, Shape},
    service::{Creation, Fields, Subject},
};

const FIELDS: Fields = Fields {
    shape,
    list: suggest::list,
    rows: |field| (field == "agenda" || field == "presences").then_some(3),
    wide: &["venue", "theme", "occasion", "mandate", "legal_basis", "office", "name"],
    ..Fields::PLAIN
};

fn shape(field: &str, _: &str) -> Option<Shape> {
    match field {
        "addressee" | "owner" | "presented_by" | "mandator" | "organiser" => {
            Some(Shape::Institution)
        }
        "mandate" | "objectives" | "passage" | "correction" | "remarks" | "criterion" | "cause"
        | "consequence" | "no_minutes_reason" | "text" => Some(Shape::Long),
        "day" | "answers_by" => Some(Shape::Date),
        // As well as a source tells: a month, a year.
        "from" | "proposed" => Some(Shape::Stated),
        _ => None,
    }
}

macro_rules! asked {
    ($view:ident, $request:ident, $field:ident, $about:path) => {
        |v, reference| {
            Box::pin(async move {
                let asked = pb::$request { $field: reference.to_owned(), as_of: None };
                let answer = views(v).$view(v.ask(asked)).await?.into_inner();
                Ok($about(v, &answer))
            })
        }
    };
}

macro_rules! named_by {
    ($field:literal) => {
        |posted: &Posted| posted.text($field).trim().to_owned()
    };
}

pub(super) const SESSION: Subject = Subject {
    segment: "session",
    contract: "sessions.v1.SessionService",
    creates: &[Creation {
        rpc: "PlanSession",
        path: "/sessions/nouvelle",
        reference: named_by!("session"),
    }],
    groups: &[
        (
            "session-preparation",
            &[
                "AmendAgenda",
                "RecordOfficer",
                "ConveneSession",
                "FreezeDossier",
                "PostponeSession",
                "CancelSession",
            ],
        ),
        (
            "session-sitting",
            &[
                "RecordAttendance",
                "ConfirmQuorum",
                "WaiveQuorum",
                "OpenSession",
                "ConcludeItem",
                "RecordProceeding",
                "AssessOutcome",
                "ValidateMinutes",
                "RejectMinutes",
                "SuspendSitting",
                "ResumeSitting",
                "CloseSession",
            ],
        ),
        (
            "session-minutes",
            &[
                "DraftMinutes",
                "CirculateMinutes",
                "RequestCorrection",
                "SubmitMinutes",
                "SignMinutes",
                "AttachSignedScan",
                "PublishMinutes",
                "IssueErratum",
            ],
        ),
        ("session-amend", &["FlagDate", "CorrectSessionFact", "VoidSessionEntry"]),
    ],
    home: "sessions",
    ask: asked!(get_session, SessionRequest, session, about_session),
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const BODY: Subject = Subject {
    segment: "instance",
    contract: "sessions.v1.BodyService",
    creates: &[Creation {
        rpc: "ConstituteBody",
        path: "/instances/nouvelle",
        reference: named_by!("body"),
    }],
    groups: &[
        ("body-members", &["AppointMember", "EndMandate", "ChangeMandate", "DissolveBody"]),
        ("body-rules", &["SetBodyRules", "RenameBody", "SuspendBodyName", "ResumeBodyName"]),
        ("body-amend", &["CorrectBodyFact", "VoidBodyEntry"]),
    ],
    home: "instances",
    ask: asked!(get_body, BodyRequest, body, about_body),
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const RECOMMENDATION: Subject = Subject {
    segment: "recommandation",
    contract: "sessions.v1.RecommendationService",
    creates: &[Creation {
        rpc: "FormulateRecommendation",
        path: "/recommandations/nouvelle",
        reference: named_by!("recommendation"),
    }],
    groups: &[
        (
            "recommendation-life",
            &[
                "AdoptRecommendation",
                "AssignRecommendation",
                "AcceptRecommendation",
                "RefuseRecommendation",
                "ReportProgress",
                "ClaimImplemented",
                "VerifyImplementation",
                "ReturnClaim",
                "CloseRecommendation",
            ],
        ),
        (
            "recommendation-turns",
            &[
                "ReopenRecommendation",
                "ExtendRecommendation",
                "SupersedeRecommendation",
                "RecordOvertaken",
                "AbandonRecommendation",
                "EscalateRecommendation",
            ],
        ),
        ("recommendation-amend", &["CorrectRecommendationFact", "VoidRecommendationEntry"]),
    ],
    home: "recommandations",
    ask: asked!(get_recommendation, RecommendationRequest, recommendation, about_recommendation),
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const BLOCKAGE: Subject = Subject {
    segment: "blocage",
    contract: "sessions.v1.BlockageService",
    creates: &[Creation {
        rpc: "RaiseBlockage",
        path: "/blocages/nouveau",
        reference: named_by!("blockage"),
    }],
    groups: &[
        (
            "blockage-life",
            &[
                "QualifyBlockage",
                "ProposeSolution",
                "AdoptSolution",
                "ResolveBlockage",
                "EscalateBlockage",
                "ReopenBlockage",
            ],
        ),
        ("blockage-amend", &["CorrectBlockageFact", "VoidBlockageEntry"]),
    ],
    home: "blocages",
    ask: asked!(get_blockage, BlockageRequest, blockage, about_blockage),
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const MISSION: Subject = Subject {
    segment: "mission",
    contract: "sessions.v1.MissionService",
    creates: &[Creation {
        rpc: "AnnounceMission",
        path: "/missions/nouvelle",
        reference: named_by!("mission"),
    }],
    groups: &[
        (
            "mission-life",
            &[
                "RecordMissionReport",
                "RecordFinding",
                "RespondToFinding",
                "FollowUpFinding",
                "ResolveFinding",
                "CloseMission",
            ],
        ),
        ("mission-amend", &["CorrectMissionFact", "VoidMissionEntry", "ExplainMissionAnomaly"]),
    ],
    home: "missions",
    ask: asked!(get_mission, MissionRequest, mission, about_mission),
    suggest: suggest::suggest,
    fields: FIELDS,
};
