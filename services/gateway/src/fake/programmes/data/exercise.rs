//! A budget year: its plan, what was spent under it, and the rates that others published.

use proto::programmes::v1 as pb;

use super::{said, texts};
use crate::fake::{money, proof};

pub(in crate::fake::programmes) fn exercise_line(hostile: bool) -> pb::ExerciseLine {
    pb::ExerciseLine {
        programme: "P127328".into(),
        exercise: "2021".into(),
        starts_on: "2021-01-01".into(),
        ends_on: "2021-12-31".into(),
        state: "revised".into(),
        planned: money("18064000000", "XOF"),
        executed: money("4239000000", "XOF"),
        rate: "23.47".into(),
        executed_until: "2021-09-30".into(),
        published: vec![
            published(hostile, "23.47", "agrees"),
            published(hostile, "48.9", "contradicts"),
        ],
        illustrative: false,
        revisions: 1,
        planned_by: proof(8101, "2021-12-01", false),
        executed_by: proof(8102, "2021-09-30", false),
    }
}

fn published(hostile: bool, rate: &str, verdict: &str) -> pb::PublishedRate {
    pb::PublishedRate {
        publication: said(hostile, "abamako-2021-12"),
        rate: rate.into(),
        until: "2021-09-30".into(),
        of_period: verdict == "contradicts",
        planned: money("18064000000", "XOF"),
        executed: money("4239000000", "XOF"),
        recomputed: "23.47".into(),
        verdict: verdict.into(),
        own_amounts_agree: verdict == "agrees",
        proof: proof(8103, "2021-12-01", false),
    }
}

pub(in crate::fake::programmes) fn execution(hostile: bool) -> pb::Execution {
    let slice = |key: &str, label: &str| pb::Slice {
        key: key.into(),
        label: label.into(),
        planned: money("1000000", "XOF"),
        executed: money("250000", "XOF"),
        rate: "25.00".into(),
    };
    pb::Execution {
        line: Some(exercise_line(hostile)),
        by_component: vec![slice("1A", &said(hostile, "Transferts monétaires"))],
        by_quarter: vec![slice("1", ""), slice("0", "")],
        by_source: vec![slice("D3480", "")],
        by_area: vec![slice("ML2-BLA", "Bla"), slice("", "")],
        statements: vec![pb::StatementLine {
            statement: "2021-T3".into(),
            starts_on: "2021-01-01".into(),
            ends_on: "2021-09-30".into(),
            state: "imported".into(),
            total: money("4239000000", "XOF"),
            lines: 214,
            source: said(hostile, "TOMPRO"),
            mapping: "TOMPRO".into(),
            proof: proof(8102, "2021-09-30", false),
        }],
        revisions: vec![revision(hostile, 0), revision(hostile, 1)],
        progress: vec![pb::ProgressLine {
            activity: "1.2.3".into(),
            label: said(hostile, "Micro-projets"),
            value: "12".into(),
            target: "40".into(),
            unit: "micro-projets".into(),
            statement: said(hostile, "Au troisième trimestre."),
            proof: proof(8104, "2021-09-30", true),
        }],
        milestones: vec![pb::Text {
            reference: "CNP-17/D1".into(),
            text: "CNP".into(),
            proof: proof(8105, "2021-12-01", false),
        }],
        possible: texts(&["ReviseWorkplan", "ReportPhysicalProgress"]),
        awaiting: texts(&["D3480"]),
    }
}

fn revision(hostile: bool, number: u32) -> pb::RevisionLine {
    let caused = |text: &str| if number == 0 { String::new() } else { text.to_owned() };
    pb::RevisionLine {
        revision: number,
        lines: 214,
        hash: "ab".repeat(32),
        planned: money("18064000000", "XOF"),
        reason: caused(&said(hostile, "La revue le demande.")),
        cause: caused("review"),
        review: caused("ML-REVUE-1"),
        recommendation: caused("R1"),
        decision: caused("CNP-17/D1"),
        proof: proof(8101, "2021-12-01", false),
    }
}

pub(in crate::fake::programmes) fn line(hostile: bool) -> pb::WorkplanLine {
    pb::WorkplanLine {
        row: 2,
        activity: "1.2.3".into(),
        label: said(hostile, "Micro-projets"),
        component: "1A".into(),
        area: "ML2-BLA".into(),
        source: "D3480".into(),
        quarter_1: "1000000".into(),
        quarter_2: "0".into(),
        quarter_3: "500000".into(),
        quarter_4: "0".into(),
        unscheduled: "0".into(),
        target: "40".into(),
        unit: "micro-projets".into(),
    }
}

pub(in crate::fake::programmes) fn diff(hostile: bool) -> pb::PlanDiff {
    let change = |what: &str| pb::plan_diff::Change {
        activity: "1.2.3".into(),
        what: what.into(),
        before: (what != "added")
            .then(|| pb::WorkplanLine { source: "ETAT".into(), ..line(hostile) }),
        after: (what != "removed").then(|| line(hostile)),
        difference: money("-500000", "XOF"),
    };
    pb::PlanDiff {
        before: Some(revision(hostile, 0)),
        after: Some(revision(hostile, 1)),
        changes: vec![change("added"), change("removed"), change("changed")],
        unchanged: 211,
    }
}
