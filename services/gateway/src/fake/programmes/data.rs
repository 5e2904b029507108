//! What the fake knows of one programme.

mod exercise;
mod strategies;

use proto::programmes::v1 as pb;

pub(super) use self::{
    exercise::{diff, execution, exercise_line, line},
    strategies::{reach, review, strategy, strategy_line},
};
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
