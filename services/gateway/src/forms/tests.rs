//! Forms against the contracts they are made from.

use std::collections::BTreeMap;

use super::{groups::GROUPS, *};

#[test]
fn every_command_is_in_one_group() {
    let service = proto::pool().get_service_by_name(SERVICE).unwrap();
    let mut times: BTreeMap<_, usize> =
        service.methods().map(|method| (method.name().to_owned(), 0)).collect();
    for rpc in GROUPS.iter().flat_map(|(_, rpcs)| rpcs.iter()) {
        *times.get_mut(*rpc).unwrap_or_else(|| panic!("{rpc} is no command")) += 1;
    }
    times.remove(REGISTER);
    for (rpc, times) in times {
        assert_eq!(times, 1, "{rpc}");
    }
}

#[test]
fn an_empty_form_is_an_empty_message() {
    let service = proto::pool().get_service_by_name(SERVICE).unwrap();
    for method in service.methods() {
        let message =
            read::message(&method.input(), &Posted::default(), crate::lang::Lang::Fr).unwrap();
        assert_eq!(message.fields().count(), 0, "{}", method.name());
    }
}

#[test]
fn a_currency_alone_is_no_amount() {
    let posted = Posted::sent(vec![
        ("money.currency".into(), "XOF".into()),
        ("reference".into(), "  ".into()),
    ]);
    let method = method("RecordAccountPayment").unwrap();
    let message = read::message(&method.input(), &posted, crate::lang::Lang::Fr).unwrap();
    assert_eq!(message.fields().count(), 0);
}

#[test]
fn an_amount_nobody_can_read_is_sent_as_it_came() {
    let posted = Posted::sent(vec![
        ("money.amount".into(), "beaucoup".into()),
        ("money.currency".into(), "XOF".into()),
    ]);
    let method = method("RecordAccountPayment").unwrap();
    let message = read::message(&method.input(), &posted, crate::lang::Lang::Fr).unwrap();
    assert!(message.to_string().contains("beaucoup"));
}
