//! From the register to the first payment.

use proto::financing::v1 as pb;

use super::platform::{Platform, act, approval, by, h8350, of_ida, terms, told, xdr, xof};

/// Each change of state is seen by two persons.
pub(super) async fn first_payment(platform: &mut Platform) {
    platform.register("H8350").await;
    let proposed = platform.client.record_approval(by("awa", approval("H8350"))).await;
    platform.confirm("H8350", proposed, "2013-04-30").await;
    let proposed = platform.client.sign(by("awa", terms())).await;
    platform.confirm("H8350", proposed, "2013-05-22").await;

    let (financing, name, on) = (h8350(), "avis-juridique", "2013-07-01");
    let request = pb::AddConditionRequest {
        act: act(on),
        financing: financing.clone(),
        condition: name.into(),
        kind: pb::ConditionKind::Effectiveness.into(),
        label: "Avis juridique".into(),
        ..Default::default()
    };
    told(platform.client.add_condition(by("awa", request)).await);
    let (financing, condition) = (h8350(), name.to_owned());
    let request = pb::SubmitConditionEvidenceRequest { act: act(on), financing, condition };
    told(platform.client.submit_condition_evidence(by("awa", request)).await);
    let (financing, condition) = (h8350(), name.to_owned());
    let request = pb::AcceptConditionRequest { act: act(on), financing, condition };
    told(platform.client.accept_condition(by("awa", request)).await);

    let on = "2013-08-20";
    let request = pb::RecordEffectivenessRequest { act: of_ida(on), financing: h8350() };
    let proposed = platform.client.record_effectiveness(by("awa", request)).await;
    platform.confirm("H8350", proposed, on).await;

    let request = pb::RecordDisbursementLetterRequest {
        act: act(on),
        financing: h8350(),
        reference: "DL-H8350".into(),
        methods: vec![pb::Method::DirectPayment.into()],
        minimum: None,
    };
    told(platform.client.record_disbursement_letter(by("awa", request)).await);
    for person in ["raf", "dg"] {
        let (person, capacity) = (person.to_owned(), "Signataire".to_owned());
        let financing = h8350();
        let request = pb::RegisterSignatoryRequest { act: act(on), financing, person, capacity };
        told(platform.client.register_signatory(by("awa", request)).await);
    }
    let request = pb::OpenDisbursementRequest { act: act(on), financing: h8350() };
    let proposed = platform.client.open_disbursement(by("awa", request)).await;
    platform.confirm("H8350", proposed, on).await;
    withdraw(platform, "2013-10-01").await;
}

async fn withdraw(platform: &mut Platform, on: &str) {
    let (financing, number) = (h8350(), 1);
    let request = pb::PrepareWithdrawalRequest {
        act: act(on),
        financing: financing.clone(),
        number,
        method: pb::Method::DirectPayment.into(),
        lines: vec![pb::ExpenditureLine {
            reference: "F-001".into(),
            category: "1".into(),
            money: xof("65595700"),
            incurred_on: "2013-09-15".into(),
            ..Default::default()
        }],
        ..Default::default()
    };
    told(platform.client.prepare_withdrawal(by("awa", request)).await);
    let request = pb::SubmitWithdrawalRequest {
        act: act(on),
        financing: financing.clone(),
        number,
        signatories: vec!["raf".into(), "dg".into()],
        comment: String::new(),
    };
    told(platform.client.submit_withdrawal(by("awa", request)).await);
    let request =
        pb::RecordWithdrawalReviewRequest { act: act(on), financing: financing.clone(), number };
    told(platform.client.record_withdrawal_review(by("awa", request)).await);
    let request =
        pb::RecordWithdrawalApprovedRequest { act: act(on), financing: financing.clone(), number };
    told(platform.client.record_withdrawal_approved(by("awa", request)).await);
    let charge = |amount| pb::Charge { category: "1".into(), money: xdr(amount) };
    let request = pb::RecordPaymentRequest {
        act: of_ida(on),
        financing,
        number,
        paid: xof("65595700"),
        charges: vec![charge("80000.00"), charge("5000.50")],
        value_on: on.into(),
        ..Default::default()
    };
    told(platform.client.record_payment(by("awa", request)).await);
}
