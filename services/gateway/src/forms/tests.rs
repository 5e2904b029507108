//! Forms against the contracts they are made from.

use std::collections::BTreeMap;

use super::*;
use crate::{lang::Lang, service::Fields};

const FINANCING: &str = "financing.v1.FinancingService";

fn message(method: &MethodDescriptor, posted: &Posted) -> prost_reflect::DynamicMessage {
    read::message(&method.input(), posted, &Fields::PLAIN, Lang::Fr).unwrap()
}

/// Commands of one contract.
fn commands(contract: &str) -> Vec<MethodDescriptor> {
    proto::pool().get_service_by_name(contract).unwrap().methods().collect()
}

#[test]
fn every_command_is_in_one_group() {
    for subject in service::subjects() {
        let mut times: BTreeMap<_, usize> =
            commands(subject.contract).iter().map(|method| (method.name().to_owned(), 0)).collect();
        for other in service::subjects().filter(|other| other.contract == subject.contract) {
            let groups = other.groups.iter().flat_map(|(_, rpcs)| rpcs.iter().copied());
            for rpc in groups.chain(other.creates.iter().map(|creation| creation.rpc)) {
                *times.get_mut(rpc).unwrap_or_else(|| panic!("{rpc} is no command")) += 1;
            }
        }
        for (rpc, times) in times {
            assert_eq!(times, 1, "{rpc}");
        }
    }
}

#[test]
fn an_empty_form_is_an_empty_message() {
    for subject in service::subjects() {
        for method in commands(subject.contract) {
            let message = message(&method, &Posted::default());
            assert_eq!(message.fields().count(), 0, "{}", method.name());
        }
    }
}

#[test]
fn a_currency_alone_is_no_amount() {
    let posted = Posted::sent(vec![
        ("money.currency".into(), "XOF".into()),
        ("reference".into(), "  ".into()),
    ]);
    let method = method(FINANCING, "RecordAccountPayment").unwrap();
    let message = message(&method, &posted);
    assert_eq!(message.fields().count(), 0);
}

#[test]
fn an_amount_nobody_can_read_is_sent_as_it_came() {
    let posted = Posted::sent(vec![
        ("money.amount".into(), "beaucoup".into()),
        ("money.currency".into(), "XOF".into()),
    ]);
    let method = method(FINANCING, "RecordAccountPayment").unwrap();
    let message = message(&method, &posted);
    assert!(message.to_string().contains("beaucoup"));
}
