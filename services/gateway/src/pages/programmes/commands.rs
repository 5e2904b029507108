//! Forms of programmes: their commands as people look for them, kind of thing by kind of thing.

mod about;
mod suggest;

use self::suggest::suggest;
use super::words;
use crate::{
    forms::{Posted, Shape},
    service::{Creation, Fields, Subject},
};

const FIELDS: Fields = Fields {
    shape,
    list: suggest::list,
    rows: |field| matches!(field, "lines" | "reach" | "columns").then_some(3),
    wide: &["definition", "reference", "theme", "occasion", "name"],
    ..Fields::PLAIN
};

fn shape(field: &str, message: &str) -> Option<Shape> {
    match (field, message) {
        // What is being named has no list to choose from; a short name is no sentence.
        ("programme", "RegisterProgrammeRequest")
        | (
            "statement",
            "ImportExpenditureRequest" | "StatementRequest" | "DiscardExpenditureRequest",
        ) => Some(Shape::Text),
        ("programmes", _) => Some(Shape::Programme),
        ("manager", _) => Some(Shape::Institution),
        // As well as a source tells: a year, a quarter.
        (
            "starts_on" | "ends_on",
            "DraftStrategyRequest" | "StateHorizonRequest" | "AlignStrategyRequest",
        )
        | ("list_date" | "baseline_on" | "by", _) => Some(Shape::Stated),
        ("text" | "definition" | "purposes" | "objectives" | "statements", _) => Some(Shape::Long),
        _ => None,
    }
}

fn capitals(posted: &Posted, field: &str) -> String {
    posted.text(field).trim().to_uppercase()
}

pub(super) const PROGRAMME: Subject = Subject {
    segment: "programme",
    contract: "programmes.v1.ProgrammesService",
    creates: &[Creation {
        rpc: "RegisterProgramme",
        path: "/programmes/nouveau",
        reference: |posted: &Posted| capitals(posted, "programme"),
    }],
    groups: &[
        (
            "programme",
            &[
                "RecordLegalBasis",
                "RecordObjective",
                "DefineComponent",
                "SaveMapping",
                "CorrectFact",
                "VoidEntry",
                "ConfirmAmendment",
                "RejectAmendment",
                "ExplainAnomaly",
            ],
        ),
        (
            "phases",
            &[
                "PlanPhase",
                "PreparePhase",
                "RecordPrerequisite",
                "AssessReadiness",
                "RequestPhaseStart",
                "InformBody",
                "RecordFirstActivity",
                "StartPhase",
                "SuspendPhase",
                "ResumePhase",
                "BeginPhaseClosing",
                "TransferFinancing",
                "RecordFinalReport",
                "ClosePhase",
                "AbandonPhase",
            ],
        ),
        (
            "scope",
            &[
                "ExtendScope",
                "WithdrawFromArea",
                "AnnounceScope",
                "RecordLaunch",
                "DecideMigration",
            ],
        ),
    ],
    home: "fiche",
    ask: about::programme,
    suggest,
    fields: FIELDS,
};

pub(super) const EXERCISE: Subject = Subject {
    segment: "exercice",
    contract: "programmes.v1.WorkplanService",
    creates: &[Creation {
        rpc: "OpenExercise",
        path: "/exercices/nouveau",
        reference: |posted: &Posted| {
            words::exercise(&capitals(posted, "programme"), posted.text("exercise").trim())
        },
    }],
    groups: &[
        (
            "workplan",
            &[
                "StageWorkplanLines",
                "SubmitWorkplan",
                "AdoptWorkplan",
                "RecordWorkplanNoObjection",
                "PutWorkplanIntoForce",
                "ReviseWorkplan",
                "ReportPhysicalProgress",
                "RecordWorkplanExecuted",
                "CloseOutWorkplan",
            ],
        ),
        (
            "expenditure",
            &[
                "StageExpenditureLines",
                "ImportExpenditure",
                "CheckExpenditure",
                "LockExpenditure",
                "DiscardExpenditure",
                "RecordPublishedRate",
                "CorrectFact",
                "VoidEntry",
                "ExplainAnomaly",
            ],
        ),
    ],
    home: "ptba",
    ask: about::exercise,
    suggest,
    fields: FIELDS,
};

pub(super) const FRAMEWORK: Subject = Subject {
    segment: "cadre",
    contract: "programmes.v1.ResultsService",
    creates: &[],
    groups: &[(
        "results",
        &[
            "DefineIndicator",
            "SetTarget",
            "ReportAchievement",
            "ReturnAchievement",
            "ValidateAchievement",
            "LockReportingPeriod",
            "ReopenReportingPeriod",
            "CorrectFact",
            "VoidEntry",
        ],
    )],
    home: "resultats",
    ask: about::framework,
    suggest,
    fields: FIELDS,
};

pub(super) const REGISTRY: Subject = Subject {
    segment: "registre",
    contract: "programmes.v1.AreasService",
    creates: &[],
    groups: &[(
        "areas",
        &[
            "StageAreas",
            "PublishAreaList",
            "RenameArea",
            "RenameAreas",
            "SuspendAreaNames",
            "ResumeAreaNames",
            "CreateArea",
            "SplitArea",
            "MergeAreas",
            "AssignAreaCode",
            "CorrectFact",
            "VoidEntry",
            "ExplainAnomaly",
        ],
    )],
    home: "zones",
    ask: about::registry,
    suggest,
    fields: FIELDS,
};

pub(super) const STRATEGY: Subject = Subject {
    segment: "strategie",
    contract: "programmes.v1.StrategiesService",
    creates: &[Creation {
        rpc: "DraftStrategy",
        path: "/strategies/nouveau",
        reference: |posted: &Posted| capitals(posted, "strategy"),
    }],
    groups: &[
        (
            "course",
            &[
                "ValidateStrategy",
                "AdoptStrategy",
                "PutStrategyIntoForce",
                "AmendStrategy",
                "ReplaceStrategy",
                "ExpireStrategy",
                "StateHorizon",
                "RecordStrategyCost",
            ],
        ),
        (
            "content",
            &[
                "DefineAxis",
                "DefineMeasure",
                "DefineActivity",
                "ReportActivity",
                "AlignStrategy",
                "RecordChallenge",
                "CorrectFact",
                "VoidEntry",
            ],
        ),
    ],
    home: "strategies",
    ask: about::strategy,
    suggest,
    fields: FIELDS,
};

pub(super) const DISSEMINATION: Subject = Subject {
    segment: "diffusion",
    contract: "programmes.v1.DisseminationsService",
    creates: &[Creation {
        rpc: "PlanDissemination",
        path: "/diffusions/nouveau",
        reference: |posted: &Posted| capitals(posted, "dissemination"),
    }],
    groups: &[(
        "dissemination",
        &["RecordDisseminationHeld", "ReportDissemination", "CorrectFact", "VoidEntry"],
    )],
    home: "diffusions",
    ask: about::dissemination,
    suggest,
    fields: FIELDS,
};

pub(super) const REVIEW: Subject = Subject {
    segment: "revue",
    contract: "programmes.v1.ReviewsService",
    creates: &[Creation {
        rpc: "AnnounceReview",
        path: "/revues/nouveau",
        reference: |posted: &Posted| capitals(posted, "review"),
    }],
    groups: &[(
        "review",
        &[
            "HoldReview",
            "SynthesiseReview",
            "AdoptReviewRecommendation",
            "FollowUpReview",
            "CorrectFact",
            "VoidEntry",
        ],
    )],
    home: "revues",
    ask: about::review,
    suggest,
    fields: FIELDS,
};
