//! What a request must say, method by method.

mod absurd;
mod least;

use std::collections::BTreeSet;

use kernel::{Id, Rejection as _};
use proto::financing::v1 as pb;
use runtime::{Malformed, wire::person};
use serde_json::{Map, Value, json};

use self::least::least;
use super::{agreement, correction, financing};
use crate::{
    api::Api,
    financing::{Command, Financing},
};

/// The same request, of an agreement.
fn of_agreement(request: &Value) -> Map<String, Value> {
    let mut request = request.as_object().unwrap().clone();
    request.insert("financing".into(), "H8350".into());
    request
}

/// Every way to leave one thing out of `value`, with the name it is missed by.
fn blanked(value: &Value, path: &str) -> Vec<(String, Value)> {
    match value {
        Value::Object(fields) => {
            let mut all = Vec::new();
            for (name, field) in fields {
                let of_money = fields.contains_key("amount");
                let dotted = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                let dotted = if of_money { path.to_owned() } else { dotted };
                if !field.is_array() {
                    let mut without = fields.clone();
                    without.remove(name);
                    all.push((dotted.clone(), without.into()));
                }
                for (missed, part) in blanked(field, &dotted) {
                    let mut with = fields.clone();
                    with.insert(name.clone(), part);
                    all.push((missed, with.into()));
                }
            }
            all
        }
        Value::Array(items) => match items.as_slice() {
            [Value::String(_)] => vec![(path.to_owned(), json!([" "]))],
            [item] => blanked(item, path).into_iter().map(|(at, it)| (at, json!([it]))).collect(),
            _ => Vec::new(),
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn field(malformed: &Malformed) -> String {
    malformed.args().remove(0).1
}

#[test]
fn every_method_of_the_contract_is_read() {
    let service = proto::pool().get_service_by_name("financing.v1.FinancingService").unwrap();
    let in_contract: BTreeSet<String> =
        service.methods().map(|method| method.name().to_lowercase()).collect();
    let here = least().into_iter().map(|(method, _)| method.replace('_', "")).collect();
    assert_eq!(in_contract, here);
}

#[test]
fn the_least_is_enough_and_nothing_of_it_may_be_left_out() {
    for (method, request) in least() {
        let request = Value::Object(of_agreement(&request));
        Api::financings(method, &request.to_string())
            .unwrap_or_else(|error| panic!("{method}: {error}"));
        for (missed, without) in blanked(&request, "") {
            let refused = Api::financings(method, &without.to_string());
            let refused = refused.expect_err(&format!("{method} without {missed}"));
            assert_eq!(field(&refused), missed, "{method}: {without}");
        }
    }
}

#[test]
fn what_cannot_be_read_is_refused_by_name() {
    let money = |amount: &str, currency: &str| json!({"amount": amount, "currency": currency});
    let line = |name: &str, value: Value| {
        let mut line = json!({"reference": "F-1", "category": "1", "money": money("1", "XOF")});
        line[name] = value;
        json!([line])
    };
    let cases = [
        ("register", "financing", json!("TF A0422"), Malformed::Code("financing")),
        ("register", "parent", json!("H-8350 bis?"), Malformed::Code("parent")),
        ("register", "instrument", json!(99), Malformed::Enum("instrument")),
        ("register", "purpose", json!(99), Malformed::Enum("purpose")),
        ("register", "financier", json!("Banque mondiale"), Malformed::Code("financier")),
        ("sign", "closing_on", json!("2019-02-30"), Malformed::Date("closing_on")),
        ("sign", "grace_months", json!(1201), Malformed::Number("grace_months")),
        ("sign", "money", money("1.000", "XDR"), Malformed::AmountTooPrecise("money")),
        ("sign", "money", money("1,00", "XDR"), Malformed::AmountNotANumber("money")),
        ("sign", "money", money("99999999999999999", "XOF"), Malformed::Amount("money")),
        ("sign", "money", money("1", "CFA"), Malformed::Currency("money")),
        ("record_disbursement_letter", "methods", json!([1, 0]), Malformed::Enum("methods")),
        ("register_signatory", "person", json!("Awa Traoré"), Malformed::Id("person")),
        ("confirm_transition", "proposal", json!("H8350"), Malformed::Id("proposal")),
        ("accept_condition", "condition", json!("a\nb"), Malformed::Id("condition")),
        ("prepare_withdrawal", "indicative_rate", json!("0"), Malformed::Number("indicative_rate")),
        (
            "prepare_withdrawal",
            "lines",
            line("incurred_on", json!("hier")),
            Malformed::Date("lines.incurred_on"),
        ),
        (
            "prepare_withdrawal",
            "lines",
            line("contract", json!("é".repeat(81))),
            Malformed::Id("lines.contract"),
        ),
        ("record_payment", "rate", json!("655,957"), Malformed::Number("rate")),
        ("close_financially", "open_blockages", json!(0), Malformed::Missing("blockages_document")),
        ("correct_fact", "to", json!("2019-09-26"), Malformed::Code("to")),
    ];
    let least = least();
    for (method, name, value, because) in cases {
        let (_, request) = least.iter().find(|(known, _)| *known == method).unwrap();
        let mut request = of_agreement(request);
        request.insert(name.to_owned(), value);
        let refused = Api::financings(method, &Value::Object(request).to_string());
        assert_eq!(refused.expect_err(method), because, "{method}");
    }
}

#[test]
fn an_agreement_is_the_same_however_its_reference_is_typed() {
    let named = Financing::id(&"H8350".parse().unwrap());
    assert_eq!(financing(" h8350 "), Ok(named));
    assert_ne!(financing("H8351"), Ok(named));
}

#[test]
fn a_person_is_named_by_id_or_by_office() {
    let raf = Id::derived(&["person", "raf"]);
    assert_eq!(person("raf", "person"), Ok(raf));
    assert_eq!(person(&raf.to_string(), "person"), Ok(raf));
}

#[test]
fn an_amount_that_nobody_entered_is_none_even_in_a_currency() {
    let request = pb::RecordDisbursementLetterRequest {
        reference: "DL-1".into(),
        minimum: Some(proto::jalon::v1::Money { currency: "USD".into(), ..Default::default() }),
        ..Default::default()
    };
    let Ok(Command::RecordDisbursementLetter(letter)) =
        agreement::record_disbursement_letter(&request)
    else {
        panic!("it was not read");
    };
    assert_eq!(letter.minimum, None);
}

#[test]
fn a_correction_names_the_value_as_json() {
    let request = pb::CorrectFactRequest {
        event_id: "6d69ec32-6554-5410-99b1-396ab28cc134".into(),
        field: "/money/units".into(),
        from: "12".into(),
        to: "13".into(),
        reason: "Faute de frappe".into(),
        ..Default::default()
    };
    let correction = correction::correct_fact(&request).unwrap();
    assert_eq!(correction.from, json!(12));
    let field = "/money/units".to_owned();
    assert_eq!(correction.change, kernel::Change::Field { field, to: json!(13) });
}
