//! One agreement, whole.

use proto::financing::v1 as pb;

use super::data;
use crate::fake::{money, proof};

pub(super) fn whole(line: pb::AgreementLine) -> pb::Agreement {
    let condition = |name: &str, label: &str, state: &str, on: &str, position| pb::ConditionLine {
        financing: line.financing.clone(),
        condition: name.into(),
        label: label.into(),
        kind: pb::ConditionKind::Effectiveness.into(),
        r#type: pb::ConditionType::Fiduciary.into(),
        state: state.into(),
        due_on: "2018-10-14".into(),
        proof: proof(position, on, true),
        ..Default::default()
    };
    let met = if line.state.as_ref().is_some_and(|state| state.state == "signed") {
        "open"
    } else {
        "accepted"
    };
    let category = |category: &str, label: &str, amount: &str| pb::CategoryLine {
        category: category.into(),
        label: label.into(),
        signed: money(amount, "XDR"),
        proof: proof(7098, "2018-07-16", false),
    };
    let statement = |reference: &str, disbursed, undisbursed, adds_up, position| pb::Statement {
        reference: reference.into(),
        committed: money("30000000.00", "USD"),
        disbursed: money(disbursed, "USD"),
        undisbursed: money(undisbursed, "USD"),
        adds_up: Some(adds_up),
        proof: proof(position, "2020-12", false),
    };
    let proposal = pb::Proposal {
        event_id: "11111111-1111-5111-8111-111111111111".into(),
        to: "disbursement_closed".into(),
        effective: "2019-10-31".into(),
        proposed_by: kernel::Id::<kernel::Person>::derived(&["person", "raf"]).to_string(),
        proof: proof(8490, "2019-10-31", true),
    };
    let amend = pb::Proposal { to: "amend".into(), ..proposal.clone() };
    let first = line.rank == 1;
    pb::Agreement {
        periods: data::periods(&line.financing),
        categories: vec![
            category("1", "Transferts monétaires", "20000000.00"),
            category("2", "Système de filets sociaux", "10000000.00"),
            category("4", "Travaux HIMO", "6200000.00"),
        ],
        conditions: vec![
            condition("manuel", "Manuel d’exécution mis à jour", "accepted", "2018-09-20", 7100),
            condition("ratification", "Accord ratifié", met, "2018-10-01", 7112),
            condition("avis-juridique", "Avis juridique reçu", met, "2018-10-19", 7120),
        ],
        proposals: if first { vec![proposal, amend] } else { Vec::new() },
        anomalies: if first { vec![anomaly(false, 8401), anomaly(true, 8402)] } else { Vec::new() },
        restructurings: vec![pb::RestructuringLine {
            restructuring: "RES40479".into(),
            state: "approved".into(),
            closing_on: "2023-06-30".into(),
            other_changes: vec!["indicateurs".into()],
            proof: proof(8100, "2019-06-26", false),
        }],
        ratings: vec![pb::RatingLine {
            subject: pb::record_rating_request::Subject::Pdo.into(),
            rating: pb::Rating::ModeratelySatisfactory.into(),
            sequence: 12,
            proof: proof(8110, "2019-05", false),
        }],
        statements: vec![
            statement("RES43418", "10730000.00", "19300000.00", false, 8120),
            statement("RES46600", "23310000.00", "6690000.00", true, 8121),
        ],
        counterparts: vec![pb::CounterpartLine {
            exercise: "2017".into(),
            stage: "ordered".into(),
            money: money("150000000", "XOF"),
            proof: proof(8130, "2017", false),
        }],
        signatories: vec![pb::SignatoryLine {
            person: kernel::Id::<kernel::Person>::derived(&["person", "coordination"]).to_string(),
            capacity: "Coordonnateur".into(),
            revoked: false,
            proof: proof(7130, "2018-11-20", true),
        }],
        letter: Some(pb::Letter {
            reference: "DFIL 2018-11".into(),
            methods: vec![1, 2, 3],
            minimum: money("50000000", "XOF"),
            proof: proof(7135, "2018-11-25", true),
        }),
        reports: Some(reports()),
        workplans: Some(workplans()),
        closure: Some(data::closure(line.clone())),
        milestones: data::milestones(&line.financing),
        possible: vec![
            "RecordPayment".into(),
            "ExtendClosingDate".into(),
            "CloseFinancially".into(),
        ],
        line: Some(line),
    }
}

fn reports() -> pb::FinancialReports {
    let proof = proof(7136, "2018-11-25", true);
    pb::FinancialReports { first_ends_on: "2019-03-31".into(), months: 3, days: 45, proof }
}

fn workplans() -> pb::Workplans {
    let proof = proof(7136, "2018-11-25", true);
    pb::Workplans { exercise: "2020".into(), due_on: "2019-11-30".into(), proof }
}

fn anomaly(explained: bool, position: u64) -> proto::jalon::v1::Anomaly {
    proto::jalon::v1::Anomaly {
        event_id: format!("22222222-2222-5222-8222-22222222{position}"),
        about: "financing-contract-ends-after-closing".into(),
        args: [("closing-on".to_owned(), "2019-06-30".to_owned())].into(),
        explained,
        explanation: if explained { "Avenant en cours de signature".into() } else { String::new() },
        proof: proof(position, "2019-07-01", true),
    }
}
