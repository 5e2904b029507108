//! What the programme follows, where that was presented, and who reviewed it.

use proto::programmes::v1 as pb;

use super::{area, said, texts};
use crate::fake::{money, proof};

pub(in crate::fake::programmes) fn strategy_line(hostile: bool) -> pb::StrategyLine {
    pb::StrategyLine {
        strategy: "ML-PNPS".into(),
        kind: pb::StrategyKind::Policy.into(),
        title: said(hostile, "Politique nationale de protection sociale"),
        acronym: "PNPS".into(),
        country: "ML".into(),
        state: "adopted".into(),
        starts_on: "2016".into(),
        ends_on: "2018".into(),
        owner: said(hostile, "Direction nationale"),
        implements: String::new(),
        replaced_by: String::new(),
        past_horizon: true,
        without_live_plan: true,
        axes: 1,
        activities: 2,
        activities_done: 1,
        cost: money("71300000000", "XOF"),
        horizon_disputed: true,
        proof: proof(8500, "2016-06-01", false),
    }
}

pub(in crate::fake::programmes) fn strategy(hostile: bool) -> pb::Strategy {
    pb::Strategy {
        line: Some(strategy_line(hostile)),
        axes: vec![pb::Axis {
            axis: "1".into(),
            label: said(hostile, "Assistance sociale"),
            measures: vec![pb::Measure {
                measure: "1.1".into(),
                label: said(hostile, "Transferts"),
                activities: vec![pb::Activity {
                    activity: "1.1.1".into(),
                    label: said(hostile, "Étendre"),
                    responsible: "UTGFS".into(),
                    due_on: "2018-12-31".into(),
                    state: "under_way".into(),
                    statement: String::new(),
                    overdue: true,
                    proof: proof(8503, "2016-06-01", true),
                }],
                proof: proof(8502, "2016-06-01", false),
            }],
            proof: proof(8501, "2016-06-01", false),
        }],
        alignments: vec![pb::Alignment {
            framework: "CREDD".into(),
            starts_on: "2016".into(),
            ends_on: "2018".into(),
            expired: true,
            proof: proof(8504, "2016-07-12", false),
        }],
        challenges: vec![pb::Challenge {
            challenge: "maladie".into(),
            text: said(hostile, "La couverture du risque maladie"),
            proof: proof(8505, "2016-07-12", false),
        }],
        horizons: vec![pb::Horizon {
            starts_on: "2016".into(),
            ends_on: "2019".into(),
            proof: proof(8506, "2016-07-12", false),
        }],
        amendments: vec![pb::Amendment {
            text: said(hostile, "Un volet de plus"),
            reason: said(hostile, "La revue le demande"),
            review: "ML-REVUE-1".into(),
            recommendation: "R1".into(),
            decision: "D1".into(),
            proof: proof(8507, "2017-01-01", true),
        }],
        steps: vec![pb::StrategyStep {
            state: "adopted".into(),
            body: said(hostile, "Conseil des ministres"),
            decision: String::new(),
            proof: proof(8500, "2016-06-01", false),
        }],
        plans: vec![strategy_line(hostile)],
        possible: texts(&["PutStrategyIntoForce"]),
    }
}

fn dissemination(hostile: bool) -> pb::DisseminationLine {
    pb::DisseminationLine {
        dissemination: "ML-ATELIER-1".into(),
        title: said(hostile, "Atelier de dissémination"),
        theme: said(hostile, "Politique et plan"),
        occasion: said(hostile, "Remise de diplômes"),
        organiser: "DNPSES".into(),
        sponsor: "UNICEF".into(),
        place: said(hostile, "Bamako"),
        state: "held".into(),
        held_on: "2016-07-12".into(),
        lasted_days: 3,
        participants: 60,
        approximate: true,
        documents: texts(&["ML-PNPS"]),
        audience: vec![said(hostile, "Directions régionales")],
        objectives: vec![said(hostile, "Faire connaître")],
        statements: vec![said(hostile, "Le plan est doté")],
        areas: vec![area(hostile, "Kayes")],
        chaired_by: said(hostile, "Conseiller technique"),
        weekday_contradicts: true,
        year_inferred: true,
        proof: proof(8600, "2016-07-12", false),
    }
}

pub(in crate::fake::programmes) fn reach(hostile: bool) -> pb::ReachResponse {
    pb::ReachResponse {
        disseminations: vec![dissemination(hostile)],
        documents: vec![pb::DocumentReach {
            document: "ML-PNPS".into(),
            disseminations: 1,
            participants: 60,
            approximate: true,
            areas: vec![area(hostile, "Kayes")],
        }],
    }
}

pub(in crate::fake::programmes) fn review(hostile: bool) -> pb::ReviewLine {
    pb::ReviewLine {
        review: "ML-REVUE-1".into(),
        title: said(hostile, "Revue semestrielle"),
        cadence: pb::Cadence::Semestrial.into(),
        mandator: "GOUV-ML".into(),
        organiser: "UTGFS".into(),
        state: "recommending".into(),
        held_on: "2021-11-15".into(),
        weekday_contradicts: true,
        place: said(hostile, "Bamako"),
        purposes: vec![said(hostile, "Évaluer l’exécution")],
        present: vec![said(hostile, "Syndicats")],
        strategies: texts(&["ML-PNPS"]),
        readings: vec![pb::FrozenReading {
            programme: "P127328".into(),
            exercise: "2021".into(),
            planned: money("18064000000", "XOF"),
            executed: money("4239000000", "XOF"),
            rate: "23.47".into(),
            position: 8412,
        }],
        synthesis: said(hostile, "L’exécution est faible."),
        recommendations: vec![pb::ReviewRecommendation {
            recommendation: "R1".into(),
            text: said(hostile, "Réviser le plan"),
            addressee: "UTGFS".into(),
            target: "P127328/2021".into(),
            state: "decided".into(),
            decision: "CNP-17/D1".into(),
            follow_up: String::new(),
            revisions: [("P127328/2021", 1), ("ML-PNPS", 0)]
                .map(|(target, revision)| pb::RevisionLink {
                    target: target.into(),
                    revision,
                    decision: "CNP-17/D1".into(),
                    proof: proof(8101, "2021-12-01", false),
                })
                .into(),
            proof: proof(8701, "2021-11-15", true),
        }],
        possible: texts(&["SynthesiseReview", "AdoptReviewRecommendation"]),
        proof: proof(8700, "2021-11-15", false),
    }
}
