//! What the fake knows of one programme.

use proto::programmes::v1 as pb;

use crate::fake::{money, proof};

/// A title, or one that attacks whoever shows it.
pub(super) fn said(hostile: bool, text: &str) -> String {
    if hostile { "<script>alert(1)</script>\"'&".to_owned() } else { text.to_owned() }
}

fn texts(all: &[&str]) -> Vec<String> {
    all.iter().map(|text| (*text).to_owned()).collect()
}

pub(super) fn programme_line(hostile: bool) -> pb::ProgrammeLine {
    pb::ProgrammeLine {
        programme: "P127328".into(),
        title: said(hostile, "Filets sociaux Jigisemejiri"),
        country: "ML".into(),
        manager: "UTGFS".into(),
        components: 1,
        phases: 2,
        covered_areas: 3,
        proof: proof(7001, "2013-02-27", false),
    }
}

pub(super) fn programme(hostile: bool) -> pb::Programme {
    pb::Programme {
        line: Some(programme_line(hostile)),
        legal_bases: vec![pb::Text {
            reference: "Décret n° 2013-195/PM-RM".into(),
            text: said(hostile, "Institue le programme."),
            proof: proof(7002, "2013-02-27", false),
        }],
        objectives: vec![pb::Text {
            reference: String::new(),
            text: said(hostile, "Transferts monétaires ciblés."),
            proof: proof(7003, "2013-04-30", false),
        }],
        components: vec![pb::ComponentLine {
            component: "1A".into(),
            label: said(hostile, "Transferts monétaires"),
            budget: money("56500000.00", "USD"),
            proof: proof(7004, "2013-02", false),
        }],
        phases: vec![phase(hostile, 1), phase(hostile, 2)],
        mappings: vec![pb::Mapping {
            mapping: "TOMPRO".into(),
            columns: [("reference", "N° pièce"), ("amount", "Débit"), ("incurred_on", "Date")]
                .map(|(column, heading)| pb::MappedColumn {
                    column: column.into(),
                    heading: heading.into(),
                })
                .into(),
            proof: proof(7005, "2021-01-04", true),
        }],
        also_written: texts(&["44000-P127328"]),
        amendments: vec![pb::ProposedAmendment {
            proposal: "0198e6a0-7b6c-7c8e-9d52-1f5d3c0e8a71".into(),
            event_id: "0198e6a0-7b6c-7c8e-9d52-1f5d3c0e8a70".into(),
            event: "programmes.phase.started.v1".into(),
            field: "effective".into(),
            from: "\"2019-03-01\"".into(),
            to: "\"2019-03-04\"".into(),
            reason: said(hostile, "La lettre dit le 4 mars."),
        }],
    }
}

pub(super) fn phase(hostile: bool, number: u32) -> pb::PhaseLine {
    let (state, possible): (_, &[&str]) =
        if number == 1 { ("closing", &["ClosePhase"]) } else { ("ready", &["StartPhase"]) };
    pb::PhaseLine {
        phase: number,
        title: said(hostile, "Deuxième phase"),
        state: state.into(),
        starts_on: "2019-01-01".into(),
        ends_on: "2022-12-31".into(),
        first_exercise: "2019".into(),
        financings: texts(&["D3480"]),
        periods: vec![pb::PhasePeriod {
            state: "preparing".into(),
            from: "2018-07-16".into(),
            until: "2018-12-31".into(),
            validation: "double".into(),
            proof: proof(7101, "2018-07-16", false),
        }],
        missing: 2,
        possible: texts(possible),
        proof: proof(7101, "2018-07-16", false),
    }
}

pub(super) fn readiness(hostile: bool, number: u32) -> pb::PhaseReadiness {
    let item = |item: &str, state: &str, detail: &str| pb::ChecklistItem {
        item: item.into(),
        state: state.into(),
        detail: detail.into(),
        proof: (state == "met").then(|| proof(7098, "2018-11-09", false)).flatten(),
    };
    pb::PhaseReadiness {
        phase: Some(phase(hostile, number)),
        ready: false,
        to_start: vec![
            item("financing_effective", "met", "D3480"),
            item("first_workplan_adopted", "missing", "2019"),
            item("predecessor_closure_plan", "unknown", ""),
        ],
        to_close: vec![item("final_report", "missing", "")],
        assessments: vec![pb::Assessment {
            ready: false,
            missing: texts(&["first_workplan_adopted"]),
            proof: proof(7102, "2018-12-01", true),
        }],
    }
}

pub(super) fn exercise_line(hostile: bool) -> pb::ExerciseLine {
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

pub(super) fn execution(hostile: bool) -> pb::Execution {
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

pub(super) fn revision(hostile: bool, number: u32) -> pb::RevisionLine {
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

pub(super) fn line(hostile: bool) -> pb::WorkplanLine {
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

pub(super) fn diff(hostile: bool) -> pb::PlanDiff {
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

pub(super) fn results(hostile: bool) -> pb::Results {
    let achievement = |period: &str, state: &str| pb::Achievement {
        period: period.into(),
        value: "61936".into(),
        approximate: state == "reported",
        state: state.into(),
        locked: state == "validated",
        reason: String::new(),
        shares: vec![pb::Share {
            disaggregation: "sexe".into(),
            group: said(hostile, "femmes"),
            value: "30000".into(),
        }],
        of_target: "99.90".into(),
        validation_undocumented: state == "validated",
        proof: proof(8201, "2017-12-31", false),
    };
    pb::Results {
        programme: "P127328".into(),
        indicators: vec![pb::Indicator {
            indicator: "menages-cumules".into(),
            label: said(hostile, "Ménages bénéficiaires"),
            definition: "Cumulés depuis le début.".into(),
            unit: "ménages".into(),
            baseline: "0".into(),
            baseline_on: "2013".into(),
            disaggregations: texts(&["sexe"]),
            component: "1A".into(),
            targets: vec![pb::Target {
                by: "2018".into(),
                value: "62000".into(),
                proof: proof(8202, "2013-04-30", false),
            }],
            achievements: vec![achievement("2016", "validated"), achievement("2017", "reported")],
            proof: proof(8200, "2013-04-30", false),
        }],
        locked_periods: texts(&["2016"]),
    }
}

fn area(hostile: bool, name: &str) -> pb::CoveredArea {
    pb::CoveredArea {
        area: "ML2-BLA".into(),
        name: said(hostile, name),
        kind: "cercle".into(),
        within: "Ségou".into(),
        since: "2016".into(),
        statement: said(hostile, "Le représentant du gouverneur"),
        decision: "CNP-6/D2".into(),
        proof: proof(8301, "2016", false),
    }
}

pub(super) fn coverage(hostile: bool, known_then: bool) -> pb::Coverage {
    let entry = |what: &str, covered: u32, on: &str| pb::ScopeEntry {
        what: what.into(),
        areas: vec![area(hostile, "Bla")],
        covered,
        text: said(hostile, "Compte rendu"),
        proof: proof(8301, on, false),
    };
    pb::Coverage {
        covered: ["Baraouéli", "Bla", "Tominian"].map(|name| area(hostile, name)).into(),
        announced: vec![area(hostile, if known_then { "Macina" } else { "Ségou" })],
        launched: Vec::new(),
        withdrawn: vec![area(hostile, "San")],
        migrations: vec![pb::Migration {
            area: "ML2-BLA".into(),
            name: said(hostile, "Bla"),
            into: vec![area(hostile, "Yangasso")],
            text: "Loi n° 2023-007".into(),
            state: "proposed".into(),
            decided: Vec::new(),
            proof: proof(8302, "2023-03-13", false),
        }],
        entries: vec![entry("extended", 3, "2016-01-01"), entry("announced", 3, "2019-09-28")],
    }
}

pub(super) fn summary(hostile: bool) -> pb::AreaSummary {
    pb::AreaSummary {
        area: "ML2-BLA".into(),
        country: "ML".into(),
        level: 2,
        kind: "cercle".into(),
        name: said(hostile, "Bla"),
        parent: "ML1-SEGOU".into(),
        parent_name: "Ségou".into(),
        abolished: hostile,
    }
}

pub(super) fn one_area(hostile: bool) -> pb::Area {
    pb::Area {
        summary: Some(summary(hostile)),
        names: vec![pb::AreaName {
            name: said(hostile, "Bla"),
            from: "2015-04-08".into(),
            until: String::new(),
            text: String::new(),
            proof: proof(8400, "2015-04-08", false),
        }],
        codes: vec![pb::AreaCode {
            scheme: "ocha".into(),
            list_date: "2015-04-08".into(),
            code: "ML0402".into(),
        }],
        predecessors: vec![summary(hostile)],
        successors: Vec::new(),
        children: vec![summary(hostile)],
        suspended_since: "2025-07-15".into(),
        suspended_by: said(hostile, "Circulaire"),
        proof: proof(8400, "2015-04-08", false),
    }
}

pub(super) fn strategy_line(hostile: bool) -> pb::StrategyLine {
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

pub(super) fn strategy(hostile: bool) -> pb::Strategy {
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

pub(super) fn dissemination(hostile: bool) -> pb::DisseminationLine {
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

pub(super) fn reach(hostile: bool) -> pb::ReachResponse {
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

pub(super) fn review(hostile: bool) -> pb::ReviewLine {
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
