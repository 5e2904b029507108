//! Agreements of a plausible programme, partly made up.

use proto::financing::v1 as pb;

use crate::fake::{money, proof};

struct Sketch {
    reference: &'static str,
    title: &'static str,
    rank: u32,
    instrument: pb::Instrument,
    phase: u32,
    state: &'static str,
    amounts: [&'static str; 3],
    currency: &'static str,
    dates: [&'static str; 5],
}

const SKETCHES: [Sketch; 4] = [
    Sketch {
        reference: "H8350",
        title: "Financement initial du programme de filets sociaux",
        rank: 0,
        instrument: pb::Instrument::IdaGrant,
        phase: 1,
        state: "disbursing",
        amounts: ["46300000.00", "44120000.00", "2180000.00"],
        currency: "XDR",
        dates: ["2013-04-30", "2013-05-31", "2013-08-07", "2019-12-31", "2020-04-30"],
    },
    Sketch {
        reference: "TF0A2384",
        title: "Premier financement additionnel",
        rank: 1,
        instrument: pb::Instrument::TrustFundGrant,
        phase: 1,
        state: "closing",
        amounts: ["10000000.00", "9240000.00", "760000.00"],
        currency: "USD",
        dates: ["2016-09-01", "2016-10-03", "2016-11-15", "2019-06-30", "2019-10-31"],
    },
    Sketch {
        reference: "D3480",
        title: "Deuxième financement additionnel",
        rank: 2,
        instrument: pb::Instrument::IdaGrant,
        phase: 2,
        state: "disbursing",
        amounts: ["36200000.00", "5150000.00", "31050000.00"],
        currency: "XDR",
        dates: ["2018-07-05", "2018-07-16", "2018-11-09", "2023-06-30", "2023-10-31"],
    },
    Sketch {
        reference: "TF0A7655",
        title: "Deuxième financement additionnel, fonds fiduciaire",
        rank: 2,
        instrument: pb::Instrument::TrustFundGrant,
        phase: 2,
        state: "signed",
        amounts: ["2400000.00", "0.00", "2400000.00"],
        currency: "USD",
        dates: ["2018-07-05", "2018-07-16", "", "", ""],
    },
];

pub(super) fn lines(hostile: bool) -> Vec<pb::AgreementLine> {
    let line = |at: usize, sketch: &Sketch| {
        let [approved, signed, effective, closing, deadline] = sketch.dates;
        let [committed, disbursed, undisbursed] = sketch.amounts;
        let since = [approved, signed, effective][usize::from(sketch.state == "disbursing") * 2];
        let title = if hostile { "<script>alert(1)</script>\"'&" } else { sketch.title };
        pb::AgreementLine {
            financing: sketch.reference.into(),
            title: title.into(),
            rank: sketch.rank,
            instrument: sketch.instrument.into(),
            financier: "IDA".into(),
            phase: sketch.phase,
            programme: "P127328".into(),
            state: Some(pb::State {
                state: sketch.state.into(),
                unconfirmed: sketch.state == "closing",
                since: since.into(),
                proof: proof(7000 + at as u64, since, false),
                iati_status: 2,
            }),
            committed: money(committed, sketch.currency),
            disbursed: money(disbursed, sketch.currency),
            undisbursed: money(undisbursed, sketch.currency),
            approved_on: approved.into(),
            signed_on: signed.into(),
            effective_on: effective.into(),
            closing_on: closing.into(),
            disbursement_deadline: deadline.into(),
            open_anomalies: u32::from(sketch.rank == 1),
            open_conditions: u32::from(sketch.state == "signed") * 2,
            committed_by: proof(7098, signed, false),
            disbursed_by: proof(8466, "2019-09-20", true),
            closing_by: proof(7098, closing, false),
            parent: if sketch.rank > 0 { "H8350".into() } else { String::new() },
            also_written: if sketch.rank == 0 { vec!["H835-ML".into()] } else { Vec::new() },
            disbursed_illustrative: true,
            proposals: u32::from(sketch.rank == 1),
            conditions: 3,
            committed_illustrative: sketch.rank == 1,
            undisbursed_illustrative: true,
        }
    };
    SKETCHES.iter().enumerate().map(|(at, sketch)| line(at, sketch)).collect()
}

pub(super) fn totals() -> Vec<pb::Totals> {
    let total = |currency: &str, committed, disbursed, undisbursed| pb::Totals {
        currency: currency.into(),
        agreements: 2,
        committed: money(committed, currency),
        disbursed: money(disbursed, currency),
        undisbursed: money(undisbursed, currency),
        illustrative: false,
        ..pb::Totals::default()
    };
    vec![
        total("XDR", "82500000.00", "49270000.00", "33230000.00"),
        total("USD", "12400000.00", "9240000.00", "3160000.00"),
    ]
}

fn period(state: &str, from: &str, until: &str, position: u64) -> pb::Period {
    pb::Period {
        state: state.into(),
        from: from.into(),
        until: until.into(),
        proof: proof(position, from, false),
        unconfirmed: state == "closing",
    }
}

pub(super) fn periods(reference: &str) -> Vec<pb::Period> {
    match reference {
        "H8350" => vec![
            period("approved", "2013-04-30", "2013-05-31", 7001),
            period("signed", "2013-05-31", "2013-08-07", 7002),
            period("effective", "2013-08-07", "2013-10-01", 7003),
            period("disbursing", "2013-10-01", "", 7004),
        ],
        "TF0A2384" => vec![
            period("approved", "2016-09-01", "2016-11-15", 7011),
            period("disbursing", "2016-11-15", "2019-06-30", 7012),
            period("closing", "2019-06-30", "", 7013),
        ],
        "D3480" => vec![
            period("signed", "2018-07-16", "2018-11-09", 7098),
            period("effective", "2018-11-09", "2019-01-15", 7141),
            period("disbursing", "2019-01-15", "", 7150),
        ],
        _ => vec![
            period("approved", "2018-07-05", "2018-07-16", 7090),
            period("signed", "2018-07-16", "", 7099),
        ],
    }
}

pub(super) fn milestones(reference: &str) -> Vec<pb::Milestone> {
    let stone = |kind: &str, text: &str, on: &str, position| pb::Milestone {
        r#type: format!("financing.{kind}.v1"),
        text: text.into(),
        proof: proof(position, on, false),
    };
    match reference {
        "H8350" => vec![stone("closure.activities-completed", "", "2018-06-30", 8000)],
        "TF0A2384" => {
            vec![stone("closure.status-presented", "18ᵉ session du CTN", "2019-09-26", 8480)]
        }
        _ => vec![stone("agreement.ratified", "Ordonnance et décret", "2018-10-01", 7112)],
    }
}

pub(super) fn closure(line: pb::AgreementLine) -> pb::Closure {
    let task =
        |task: &str, label: &str, state: &str, on: &str, reason: &str, position| pb::TaskLine {
            financing: line.financing.clone(),
            task: task.into(),
            label: label.into(),
            state: state.into(),
            owner: if state == "completed" { String::new() } else { "RAF".into() },
            due_on: if state == "open" { "2019-10-31".into() } else { String::new() },
            reason: reason.into(),
            proof: proof(position, on, true),
        };
    let reason = |code: &str, name: &str, value: &str| pb::closure::Reason {
        code: code.into(),
        args: [(name.to_owned(), value.to_owned())].into(),
    };
    let near = line.rank == 1;
    let tasks = vec![
        task(
            "last-withdrawal",
            "Dernière demande de retrait transmise",
            "completed",
            "2019-08-29",
            "",
            8412,
        ),
        task(
            "inventory",
            "Inventaire des immobilisations remis",
            "completed",
            "2019-09-12",
            "",
            8455,
        ),
        task(
            "advance",
            "Avance du compte désigné apurée",
            "held",
            "2019-10-15",
            "pièces d’un cercle attendues",
            8460,
        ),
        task("archives", "Archives", "open", "2019-09-01", "", 8471),
    ];
    let reasons = vec![
        reason("financing-closure-account-not-zero", "balance", "1 XOF"),
        reason("financing-closure-advances-undocumented", "undocumented", "12450000 XOF"),
        reason("financing-closure-final-audit-missing", "none", ""),
    ];
    pb::Closure {
        plan_open: near,
        plan_opens_on: "2018-06-30".into(),
        days_to_closing: if near { -90 } else { 1300 },
        days_to_disbursement_deadline: 33,
        undisbursed: line.undisbursed.clone(),
        undocumented: if near { money("12450000", "XOF") } else { None },
        tasks: if near { tasks } else { Vec::new() },
        reasons: if near { reasons } else { Vec::new() },
        audits: vec![pb::AuditLine {
            exercise: "2018".into(),
            opinion: pb::record_audit_report_request::Opinion::Qualified.into(),
            r#final: false,
            proof: proof(8300, "2019-06-28", false),
        }],
        findings: vec![pb::FindingLine {
            finding: "2018-3".into(),
            statement: "Pièces justificatives incomplètes".into(),
            qualified: true,
            resolved: false,
            response: String::new(),
            proof: proof(8301, "2019-06-28", true),
        }],
        presented: if near { milestones("TF0A2384").pop() } else { None },
        collaborations: if near { vec![collaboration()] } else { Vec::new() },
        collaborations_unknown: !near,
        agreement: Some(line),
    }
}

fn collaboration() -> pb::OpenCollaboration {
    pb::OpenCollaboration {
        collaboration: "PAM-2019".into(),
        title: "Transferts en période de soudure".into(),
        partner: "UTGFS".into(),
        state: "suspended".into(),
        ends_on: "2020-12-31".into(),
        proof: proof(8302, "2019-06-28", false),
    }
}
