//! What the fake knows of its committee.

use proto::{jalon::v1 as jalon, sessions::v1 as pb};

use crate::fake::proof;

/// A title that attacks whoever shows it, where the test wants one.
fn titled(hostile: bool, text: &str) -> String {
    if hostile { format!("<script>alert(1)</script>{text}") } else { text.to_owned() }
}

pub(super) fn line(hostile: bool, ordinal: u32) -> pb::session::Line {
    let open = ordinal == 18;
    pb::session::Line {
        session: format!("ML-CTN-{ordinal}"),
        label: format!("CTN-{ordinal}"),
        body: "ML-CTN".into(),
        body_name: titled(hostile, "Comité technique national"),
        kind: pb::SessionKind::Ordinary.into(),
        ordinal,
        from: if open { "2019-09-26" } else { "2019-06" }.into(),
        until: if open { "2019-09-28" } else { "" }.into(),
        venue: if open { "Motel Savane, salle Kalanblo" } else { "" }.into(),
        city: if open { "Ségou" } else { "" }.into(),
        state: if open { "open" } else { "closed" }.into(),
        items: 3,
        concluded: if open { 1 } else { 3 },
        gap_before: !open,
        minutes_state: if open { "none" } else { "validated" }.into(),
        programme: "P127328".into(),
        illustrative: !open,
        proof: proof(if open { 8403 } else { 7903 }, "2019-09-26", !open),
        day: u32::from(open) * 3,
        days: u32::from(open) * 3,
        ..Default::default()
    }
}

/// One that is still to come, and known to the year only.
pub(super) fn planned() -> pb::session::Line {
    pb::session::Line {
        session: "ML-CTN-19".into(),
        label: "CTN-19".into(),
        ordinal: 19,
        from: "2019-12-17".into(),
        until: String::new(),
        state: "planned".into(),
        flagged: true,
        year_inferred: true,
        items: 0,
        concluded: 0,
        ..line(false, 18)
    }
}

fn item(
    name: &str,
    kind: pb::ItemKind,
    title: &str,
    conclusion: pb::Conclusion,
) -> pb::session::Item {
    let position = 8440 + name.parse::<u64>().unwrap_or(0);
    pb::session::Item {
        item: Some(pb::AgendaItem {
            item: name.into(),
            kind: kind.into(),
            title: title.into(),
            minutes_of: if name == "1" { "ML-CTN-17".into() } else { String::new() },
            presented_by: "UTGFS".into(),
            ..Default::default()
        }),
        conclusion: conclusion.into(),
        proof: proof(position, "2019-09-26", false),
        ..Default::default()
    }
}

pub(super) fn session(hostile: bool, ordinal: u32) -> pb::Session {
    let open = ordinal == 18;
    let step = |step: &str, done, detail: &str, position| pb::session::Step {
        step: step.into(),
        done,
        on: if done { "2019-09-26".into() } else { String::new() },
        detail: detail.into(),
        proof: if done { proof(position, "2019-09-26", false) } else { None },
    };
    let possible: &[&str] = if open {
        &["ConcludeItem", "RecordAttendance", "CloseSession", "CorrectSessionFact"]
    } else {
        &["SignMinutes", "PublishMinutes"]
    };
    pb::Session {
        line: Some(line(hostile, ordinal)),
        steps: vec![
            step("planned", true, "", 8400),
            step("convened", true, "", 8400),
            step("dossier", true, "", 8401),
            step("open", true, "", 8403),
            step("deliberations", !open, "", 8480),
            step("minutes", !open, "2", 8481),
            step("validated", !open, "ML-CTN-18", 8482),
        ],
        officers: officers(),
        agenda: vec![
            item(
                "1",
                pb::ItemKind::ValidationOfMinutes,
                &titled(hostile, "Validation du compte rendu de la 17ᵉ session"),
                pb::Conclusion::Adopted,
            ),
            item(
                "2",
                pb::ItemKind::Presentation,
                "Achèvement du financement initial",
                if open { pb::Conclusion::Unspecified } else { pb::Conclusion::Noted },
            ),
            item(
                "3",
                pb::ItemKind::Information,
                "NEXUS, Socle, RSU",
                if open { pb::Conclusion::Unspecified } else { pb::Conclusion::Deferred },
            ),
            item(
                "4",
                pb::ItemKind::Collaborations,
                "Collaborations avec le PAM et la FAO",
                if open { pb::Conclusion::Unspecified } else { pb::Conclusion::Noted },
            ),
        ],
        attendance: if open { ["2019-09-26", "2019-09-27"].map(day).into() } else { Vec::new() },
        quorum: Some(pb::session::QuorumState {
            state: if open { "met" } else { "unknown" }.into(),
            present: 14,
            required: if open { 10 } else { 0 },
            seats: 19,
            reason: String::new(),
            proof: proof(8406, "2019-09-26", true),
        }),
        objectives: vec![titled(hostile, "Faire le point de la clôture de FA1")],
        outcomes: outcomes(),
        proceedings: vec![pb::session::Proceeding {
            item: "2".into(),
            speaker: "Représentant du gouverneur".into(),
            text: titled(hostile, "Le programme sera très prochainement à Macina."),
            nature: pb::record_proceeding_request::Nature::Announcement.into(),
            proof: proof(8450, "2019-09-26", false),
        }],
        recommendations: vec![recommendation(hostile, "ML-CTN-17-R2", 0)],
        blockages: vec![blockage(hostile)],
        flags: vec![pb::session::DateFlag {
            doubt: pb::flag_date_request::Doubt::Weekday.into(),
            asserted: "2019-09-26".into(),
            proposed: if open { "2019-09-25".into() } else { String::new() },
            reason: "le texte imprime mercredi".into(),
            proof: proof(8402, "2019-09-26", false),
        }],
        minutes: Some(minutes_line(open)),
        supported_by: vec!["IDA".into()],
        organiser: "UTGFS".into(),
        possible: possible.iter().map(|rpc| (*rpc).to_owned()).collect(),
        ..Default::default()
    }
}

fn day(day: &str) -> pb::session::Day {
    let presence = |standing: pb::Standing, label: &str, count| pb::Presence {
        standing: standing.into(),
        seat: if standing == pb::Standing::Member { "dnpses".into() } else { String::new() },
        institution: "UTGFS".into(),
        label: label.into(),
        count,
        approximate: standing == pb::Standing::Guest,
    };
    pb::session::Day {
        day: day.into(),
        presences: vec![
            presence(pb::Standing::Member, "", 1),
            presence(pb::Standing::Guest, "ANAM", 4),
        ],
        seats: 14,
        observers: 3,
        guests: 4,
        persons: 25,
        approximate: false,
        proof: proof(8405, day, true),
    }
}

fn officers() -> Vec<pb::session::Chair> {
    let officer = |role: pb::officer::Role, capacity: &str| pb::session::Chair {
        officer: Some(pb::Officer {
            role: role.into(),
            capacity: capacity.into(),
            institution: "UTGFS".into(),
            represents: if role == pb::officer::Role::Opens {
                "Gouverneur".into()
            } else {
                String::new()
            },
            ..Default::default()
        }),
        proof: proof(8404, "2019-09-26", false),
    };
    vec![
        officer(pb::officer::Role::CoChair, "Coordonnateur du programme"),
        officer(pb::officer::Role::CoChair, "Directeur national"),
        officer(pb::officer::Role::Opens, "Conseiller aux affaires administratives"),
    ]
}

fn outcomes() -> Vec<pb::session::OutcomeLine> {
    use pb::assess_outcome_request::Assessment;
    let outcome = |name: &str, text: &str, assessment: Assessment| pb::session::OutcomeLine {
        outcome: Some(pb::Outcome { outcome: name.into(), text: text.into() }),
        assessment: assessment.into(),
        comment: String::new(),
        proof: proof(8470, "2019-09-28", false),
    };
    vec![
        outcome("r1", "Compte rendu validé", Assessment::Met),
        outcome("r2", "Solutions retenues", Assessment::Unspecified),
    ]
}

fn minutes_line(open: bool) -> pb::session::MinutesLine {
    if open {
        return pb::session::MinutesLine { state: "none".into(), ..Default::default() };
    }
    pb::session::MinutesLine {
        state: "validated".into(),
        version: 2,
        versions: 2,
        validated_by: "ML-CTN-18".into(),
        validated_on: "2019-09-26".into(),
        sha256: "ab".repeat(32),
        errata: 1,
        proof: proof(8440, "2019-09-26", false),
    }
}

pub(super) fn minutes(hostile: bool) -> pb::Minutes {
    let version = |version, text: &str| pb::minutes::Version {
        version,
        text: titled(hostile, text),
        document: String::new(),
        sha256: "cd".repeat(32),
        proof: proof(8300 + u64::from(version), "2019-07-01", false),
    };
    pb::Minutes {
        line: Some(minutes_line(false)),
        session: "ML-CTN-17".into(),
        form: pb::MinutesForm::Account.into(),
        versions: vec![version(1, "Premier texte."), version(2, "Premier texte.\nEt la suite.")],
        requests: vec![pb::minutes::Request {
            version: 1,
            passage: "Premier".into(),
            correction: "Deuxième".into(),
            proof: proof(8303, "2019-07-02", false),
        }],
        signatories: vec![pb::minutes::Signatory {
            person: String::new(),
            capacity: "Directeur national".into(),
            institution: "UTGFS".into(),
            proof: proof(8304, "2019-07-05", false),
        }],
        scan: "03".repeat(32),
        errata: vec![pb::minutes::Erratum {
            passage: "2018".into(),
            correction: "2019".into(),
            reason: "faute de frappe".into(),
            proof: proof(8305, "2019-10-05", false),
        }],
        remarks: "Sous réserve de l’annexe.".into(),
    }
}

pub(super) fn recommendation(hostile: bool, name: &str, overdue: u32) -> pb::RecommendationLine {
    pb::RecommendationLine {
        recommendation: name.into(),
        text: titled(hostile, "Préparer l’extension à de nouveaux cercles"),
        origin: "session".into(),
        from: "ML-CTN-17".into(),
        body: "ML-CTN".into(),
        addressee: "UTGFS".into(),
        focal_point: "Suivi-évaluation".into(),
        due_on: "2019-12-31".into(),
        due_by_cadence: overdue > 0,
        state: if overdue > 0 { "assigned" } else { "in_progress" }.into(),
        acceptance: "accepted".into(),
        percent: 40,
        progress: "Ciblage engagé".into(),
        overdue,
        age: 90,
        sessions_open: 2,
        escalated_to: if overdue > 0 { "ML-CNP".into() } else { String::new() },
        subjects: vec![
            subject(pb::subject::Kind::Programme, "P127328"),
            subject(pb::subject::Kind::Phase, "P127328/2"),
        ],
        illustrative: true,
        proof: proof(8449, "2019-06-28", true),
        programme: "P127328".into(),
        ..Default::default()
    }
}

fn subject(kind: pb::subject::Kind, reference: &str) -> pb::Subject {
    pb::Subject { kind: kind.into(), reference: reference.into() }
}

pub(super) fn turn(state: &str) -> pb::Turn {
    pb::Turn {
        state: state.into(),
        text: "Comme convenu".into(),
        on: "2019-09-27".into(),
        by: String::new(),
        capacity: "Coordination".into(),
        proof: proof(8460, "2019-09-27", false),
    }
}

pub(super) fn blockage(hostile: bool) -> pb::BlockageLine {
    pb::BlockageLine {
        blockage: "ML-CTN-18-B1".into(),
        text: titled(hostile, "Pièces justificatives d’un cercle non parvenues"),
        session: "ML-CTN-18".into(),
        state: "solution_adopted".into(),
        severity: pb::qualify_blockage_request::Severity::Major.into(),
        blocks: pb::qualify_blockage_request::Blocks::Closure.into(),
        detail: "pièces de 2018".into(),
        subjects: vec![subject(pb::subject::Kind::Financing, "TF0A2384")],
        solution: "Mission de collecte".into(),
        owner: "UTGFS".into(),
        due_on: "2019-10-15".into(),
        illustrative: true,
        proof: proof(8461, "2019-09-27", true),
        programme: "P127328".into(),
        age: 3,
        ..Default::default()
    }
}

pub(super) fn body_line(hostile: bool, dormant: bool) -> pb::BodyLine {
    pb::BodyLine {
        body: if dormant { "ML-CNP" } else { "ML-CTN" }.into(),
        acronym: if dormant { "CNP" } else { "CTN" }.into(),
        country: "ML".into(),
        programme: "P127328".into(),
        name: titled(
            hostile,
            if dormant { "Comité national de pilotage" } else { "Comité technique national" },
        ),
        kind: if dormant {
            pb::BodyKind::SteeringCommittee
        } else {
            pb::BodyKind::TechnicalCommittee
        }
        .into(),
        level: pb::Level::National.into(),
        parent: if dormant { String::new() } else { "ML-CNP".into() },
        cadence: pb::Cadence::Quarterly.into(),
        area: String::new(),
        members: 19,
        sessions: 18,
        last: Some(line(false, 18)),
        next: Some(planned()),
        days_since: if dormant { 400 } else { 0 },
        dormant,
        dormant_since: if dormant { "2019-01-01".into() } else { String::new() },
        missed_on: if dormant { "2018-12-31".into() } else { String::new() },
        open_recommendations: 4,
        overdue_recommendations: 1,
        proof: proof(7000, "2013-04-30", false),
        ..Default::default()
    }
}

pub(super) fn body(hostile: bool) -> pb::Body {
    let member = |seat: &str, office: &str, ended| pb::body::Member {
        seat: seat.into(),
        office: office.into(),
        institution: "UTGFS".into(),
        from: "2013-04-30".into(),
        ended,
        proof: proof(7001, "2013-04-30", true),
        ..Default::default()
    };
    pb::Body {
        line: Some(body_line(hostile, false)),
        mandate: titled(hostile, "Suivre la mise en œuvre"),
        legal_basis: "Décret 2013-195".into(),
        required: 10,
        escalates_after: 2,
        dormant_after: 360,
        members: vec![
            member("dnpses", "Directeur national", false),
            member("utgfs", "Coordonnateur", false),
            member("ancien", "Ancien siège", true),
        ],
        names: vec![pb::body::Name {
            name: "Comité technique".into(),
            state: "former".into(),
            from: "2013-04-30".into(),
            proof: proof(7000, "2013-04-30", false),
            ..Default::default()
        }],
        organs: vec![body_line(hostile, true)],
        sessions: vec![line(hostile, 17), line(hostile, 18)],
        notices: vec![pb::body::Notice {
            what: "reactivated".into(),
            on: "2019-09-26".into(),
            session: "ML-CTN-18".into(),
            proof: proof(8403, "2019-09-26", false),
        }],
        possible: ["PlanSession", "AppointMember", "SetBodyRules"].map(str::to_owned).into(),
        ..Default::default()
    }
}

pub(super) fn mission(hostile: bool) -> pb::Mission {
    pb::Mission {
        line: Some(pb::MissionLine {
            mission: "ML-BM-2014-04".into(),
            kind: pb::MissionKind::Supervision.into(),
            title: titled(hostile, "Mission de supervision d’avril 2014"),
            by: "IDA".into(),
            from: "2014-04".into(),
            subjects: vec![subject(pb::subject::Kind::Component, "1A")],
            state: "reported".into(),
            findings: 2,
            open_findings: 1,
            proof: proof(7200, "2014-04", false),
            programme: "P127328".into(),
            ..Default::default()
        }),
        reports: vec![pb::mission::Report {
            reference: "Aide-mémoire".into(),
            title: "Aide-mémoire d’avril 2014".into(),
            document: "03".repeat(32),
            proof: proof(7201, "2014-04", false),
        }],
        findings: vec![pb::mission::Finding {
            finding: "4.2".into(),
            severity: pb::record_finding_request::Severity::High.into(),
            statement: titled(hostile, "Retards de paiement"),
            criterion: "Manuel".into(),
            cause: "Effectifs".into(),
            response: "Plan de rattrapage".into(),
            state: "responded".into(),
            recommendation: Some(recommendation(hostile, "ML-BM-2014-04-R1", 0)),
            proof: proof(7202, "2014-04", false),
            ..Default::default()
        }],
        possible: ["RecordFinding", "ResolveFinding", "ExplainMissionAnomaly"]
            .map(str::to_owned)
            .into(),
        anomalies: vec![proto::jalon::v1::Anomaly {
            event_id: "5d5c1b1e-3b8a-5c55-9f39-2f0e4f5a7a11".into(),
            about: "sessions-mission-closed".into(),
            proof: proof(7203, "2014-06", false),
            ..Default::default()
        }],
    }
}

pub(super) fn followed(hostile: bool) -> pb::FollowUp {
    pb::FollowUp {
        session: "ML-CTN-18".into(),
        frozen: true,
        position: 8403,
        on: "2019-09-26".into(),
        lines: vec![
            recommendation(hostile, "ML-CTN-17-R2", 0),
            recommendation(hostile, "ML-CTN-16-R7", 90),
        ],
        total: 13,
        implemented: 9,
        in_progress: 3,
        overdue: 1,
        dropped: 0,
        execution_rate: 69,
    }
}

pub(super) fn dossier() -> pb::Dossier {
    pb::Dossier {
        session: "ML-CTN-18".into(),
        position: 8401,
        sha256: "ef".repeat(32),
        matches: true,
        json: "{\"session\":{}}".into(),
        proof: Some(jalon::Proof::default()),
    }
}
