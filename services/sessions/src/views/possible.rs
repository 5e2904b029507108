//! Which acts a state permits, for whoever offers a form. A rule may still refuse.

use crate::{
    blockage, recommendation,
    session::{
        minutes::Status as Minutes,
        stage::Stage::{self, Cancelled, Closed, Convened, Open, Planned, Postponed, Suspended},
    },
};

const BEFORE: &[Stage] = &[Planned, Convened, Postponed];
const PRESENT: &[Stage] = &[Convened, Open, Suspended, Closed];
const SITTING: &[Stage] = &[Open, Suspended, Closed];

/// Each method about a session, in its order, and the stages that permit it.
const SESSION: &[(&str, &[Stage])] = &[
    ("AmendAgenda", &[Planned, Convened, Postponed, Open]),
    ("RecordOfficer", &[Planned, Convened, Postponed, Open, Suspended, Closed]),
    ("ConveneSession", &[Planned, Postponed]),
    ("FreezeDossier", &[Convened]),
    ("PostponeSession", &[Planned, Convened]),
    ("CancelSession", BEFORE),
    ("RecordAttendance", PRESENT),
    ("ConfirmQuorum", &[Convened, Open]),
    ("WaiveQuorum", &[Convened, Open]),
    ("OpenSession", &[Convened]),
    ("ConcludeItem", &[Open]),
    ("ValidateMinutes", &[Open]),
    ("RejectMinutes", &[Open]),
    ("RecordProceeding", SITTING),
    ("AssessOutcome", &[Open, Suspended]),
    ("SuspendSitting", &[Open]),
    ("ResumeSitting", &[Suspended]),
    ("CloseSession", &[Open]),
    ("FlagDate", &[Planned, Convened, Postponed, Open, Suspended, Closed, Cancelled]),
];

/// Each method about minutes, and where they have to be.
const MINUTES: &[(&str, &[Minutes])] = &[
    (
        "DraftMinutes",
        &[
            Minutes::None,
            Minutes::Drafted,
            Minutes::Circulated,
            Minutes::CorrectionRequested,
            Minutes::Rejected,
        ],
    ),
    ("CirculateMinutes", &[Minutes::Drafted]),
    ("RequestCorrection", &[Minutes::Circulated, Minutes::CorrectionRequested]),
    ("SubmitMinutes", &[Minutes::Circulated]),
    (
        "SignMinutes",
        &[Minutes::Drafted, Minutes::Circulated, Minutes::Submitted, Minutes::Validated],
    ),
    ("AttachSignedScan", &[Minutes::Submitted, Minutes::Validated, Minutes::Published]),
    ("PublishMinutes", &[Minutes::Validated]),
    ("IssueErratum", &[Minutes::Validated, Minutes::Published]),
];

fn permitted<S: PartialEq>(methods: &[(&str, &[S])], state: &S) -> Vec<String> {
    let permitted = methods.iter().filter(|(_, states)| states.contains(state));
    permitted.map(|(method, _)| (*method).to_owned()).collect()
}

fn with(mut methods: Vec<String>, more: [&str; 2]) -> Vec<String> {
    methods.extend(more.map(str::to_owned));
    methods
}

pub(super) fn session(stage: Stage, minutes: Minutes) -> Vec<String> {
    let mut methods = permitted(SESSION, &stage);
    if SITTING.contains(&stage) {
        methods.extend(permitted(MINUTES, &minutes));
    }
    with(methods, ["CorrectSessionFact", "VoidSessionEntry"])
}

pub(super) fn body(dissolved: bool) -> Vec<String> {
    let methods = [
        "PlanSession",
        "AppointMember",
        "EndMandate",
        "SetBodyRules",
        "ChangeMandate",
        "RenameBody",
        "SuspendBodyName",
        "ResumeBodyName",
        "DissolveBody",
    ];
    let methods = methods.iter().filter(|_| !dissolved).map(|&it| it.to_owned()).collect();
    with(methods, ["CorrectBodyFact", "VoidBodyEntry"])
}

pub(super) fn recommendation(status: recommendation::Status) -> Vec<String> {
    use recommendation::Status::{
        Accepted, Adopted, Assigned, Claimed, Closed, Formulated, InProgress, Refused, Verified,
    };
    const METHODS: &[(&str, &[recommendation::Status])] = &[
        ("AdoptRecommendation", &[Formulated]),
        ("AssignRecommendation", &[Formulated, Adopted, Assigned, Refused]),
        ("AcceptRecommendation", &[Assigned]),
        ("RefuseRecommendation", &[Assigned, Accepted]),
        ("ReportProgress", &[Assigned, Accepted, InProgress]),
        ("ClaimImplemented", &[Assigned, Accepted, InProgress]),
        ("VerifyImplementation", &[Claimed]),
        ("ReturnClaim", &[Claimed]),
        ("CloseRecommendation", &[Verified]),
        ("ReopenRecommendation", &[Verified, Closed]),
        ("ExtendRecommendation", recommendation::Status::OPEN),
        ("SupersedeRecommendation", recommendation::Status::OPEN),
        ("RecordOvertaken", recommendation::Status::OPEN),
        ("AbandonRecommendation", recommendation::Status::OPEN),
        ("EscalateRecommendation", recommendation::Status::OPEN),
    ];
    let correct = ["CorrectRecommendationFact", "VoidRecommendationEntry"];
    with(permitted(METHODS, &status), correct)
}

pub(super) fn blockage(status: blockage::Status) -> Vec<String> {
    use blockage::Status::{Escalated, Resolved, SolutionAdopted, SolutionProposed};
    const METHODS: &[(&str, &[blockage::Status])] = &[
        ("QualifyBlockage", blockage::Status::OPEN),
        ("ProposeSolution", blockage::Status::OPEN),
        ("AdoptSolution", &[SolutionProposed, SolutionAdopted, Escalated]),
        ("ResolveBlockage", blockage::Status::OPEN),
        ("EscalateBlockage", blockage::Status::OPEN),
        ("ReopenBlockage", &[Resolved]),
    ];
    with(permitted(METHODS, &status), ["CorrectBlockageFact", "VoidBlockageEntry"])
}

pub(super) fn mission(open: usize, closed: bool, unexplained: bool) -> Vec<String> {
    let always = ["RecordMissionReport", "RecordFinding", "FollowUpFinding"].into_iter();
    let findings = ["RespondToFinding", "ResolveFinding"].into_iter().filter(|_| open > 0);
    let close = ["CloseMission"].into_iter().filter(|_| open == 0 && !closed);
    let explain = ["ExplainMissionAnomaly"].into_iter().filter(|_| unexplained);
    let methods = always.chain(findings).chain(close).chain(explain);
    let methods = methods.map(str::to_owned).collect();
    with(methods, ["CorrectMissionFact", "VoidMissionEntry"])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::VariantArray as _;

    use super::*;

    fn methods(service: &str) -> BTreeSet<String> {
        let service = proto::pool().get_service_by_name(service).unwrap();
        service.methods().map(|method| method.name().to_owned()).collect()
    }

    #[test]
    fn every_method_is_possible_in_some_state_but_the_first() {
        let mut offered = BTreeSet::from(["ConstituteBody".to_owned()]);
        offered.extend(body(false));
        for (method, _) in MINUTES {
            offered.insert((*method).to_owned());
        }
        offered.extend(Stage::VARIANTS.iter().flat_map(|stage| session(*stage, Minutes::None)));
        let both = &methods("sessions.v1.BodyService") | &methods("sessions.v1.SessionService");
        assert_eq!(offered, both);

        let states = recommendation::Status::VARIANTS.iter().copied();
        let mut offered: BTreeSet<_> = states.flat_map(recommendation).collect();
        offered.insert("FormulateRecommendation".to_owned());
        assert_eq!(offered, methods("sessions.v1.RecommendationService"));

        let states = blockage::Status::VARIANTS.iter().copied();
        let mut offered: BTreeSet<_> = states.flat_map(blockage).collect();
        offered.insert("RaiseBlockage".to_owned());
        assert_eq!(offered, methods("sessions.v1.BlockageService"));
    }
}
