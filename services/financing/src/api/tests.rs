//! The service from outside, as any client sees it.

#![expect(clippy::unnecessary_wraps, reason = "a message's fields are optional in the contract")]

mod days;
mod platform;
mod story;

use jiff::civil::date;
use kernel::{Aggregate as _, Calendar, Stored as _, testing};
use proto::{
    financing::v1 as pb,
    jalon::v1::{AdvanceRequest, calendar_service_client::CalendarServiceClient},
};
use runtime::{Direction, Entry, Expected, Filter, Format, Journal as _, Place};
use tonic::{Code, Request};

use self::{
    platform::{
        Platform, act, approval, by, condition, filed, h8350, in_role, itself, of_ida, refused,
        registration, terms, told, xof,
    },
    story::first_payment,
};
use crate::{financing::Financing, watch::Watch, wire};

#[tokio::test]
async fn an_agreement_goes_from_the_register_to_its_first_payment() {
    let mut platform = Platform::new();
    first_payment(&mut platform).await;
    let heard = platform.heard("public-financing").await;
    assert_eq!(
        heard,
        [
            "financing.agreement.pipeline.v1",
            "financing.agreement.approved.v1",
            "financing.agreement.signed.v1",
            "financing.condition.evidence-submitted.v1",
            "financing.condition.accepted.v1",
            "financing.agreement.effective.v1",
            "financing.agreement.disbursing.v1",
            "financing.withdrawal.submitted.v1",
            "financing.withdrawal.approved.v1",
            "financing.withdrawal.paid.v1",
        ]
    );
    let newest =
        platform.journal.read_stream("public-financing", Place::End, Direction::Backwards, 1);
    let paid = newest.await.unwrap().remove(0);
    let paid: serde_json::Value = serde_json::from_slice(&paid.entry.data).unwrap();
    assert_eq!(paid["charged"], serde_json::json!({"amount": "85000.50", "currency": "XDR"}));

    // A process that has forgotten how far it was announces nothing again.
    for _ in 0..2 {
        let again = Platform::start(&platform.journal);
        assert_eq!(again.heard("public-financing").await, heard);
    }
}

#[tokio::test]
async fn whoever_proposed_a_change_of_state_does_not_confirm_it() {
    let mut platform = Platform::new();
    platform.register("H8350").await;
    let [proposal] = told(platform.client.record_approval(by("awa", approval("H8350"))).await)
        .events
        .try_into()
        .unwrap();
    let request =
        pb::ConfirmTransitionRequest { act: act("2013-04-30"), financing: h8350(), proposal };
    let answer = platform.client.confirm_transition(by("awa", request.clone())).await;
    refused(answer, Code::PermissionDenied, "financing-same-person");
    let request = pb::ConfirmTransitionRequest { act: act("2013-04-30"), ..request };
    let proposal = request.proposal.clone();
    told(platform.client.confirm_transition(by("oumar", request)).await);
    // Whoever reads what came of it finds who proposed it.
    let (last, filter) = (Place::End, Filter::streams(["financing-"]));
    let page = platform.journal.read_all(last, Direction::Backwards, &filter, 1).await.unwrap();
    let meta: kernel::Meta = serde_json::from_slice(&page.events[0].entry.meta).unwrap();
    assert_eq!(meta.causation.unwrap().to_string(), proposal);
    // Its second person need not say again whose act it is.
    let ida = Some(kernel::Id::derived(&["institution", "IDA"]));
    assert_eq!(meta.on_behalf_of.map(|party| party.institution), ida);
}

#[tokio::test]
async fn whoever_records_what_somebody_else_did_says_whose_act_it_was() {
    let mut platform = Platform::new();
    platform.register("H8350").await;
    let nobodys = || pb::RecordApprovalRequest { act: act("2013-04-30"), ..approval("H8350") };
    let (grpc, missing) = (Code::InvalidArgument, "act.on_behalf_of.institution");
    refused(platform.client.record_approval(by("awa", nobodys())).await, grpc, missing);
    refused(platform.client.record_approval(loads(nobodys())).await, grpc, missing);
    let recorded = platform.heard("refusals-financing").await;
    assert_eq!(recorded, ["financing.command.refused.v1"; 2], "both are on record");
    told(platform.client.record_approval(by("awa", approval("H8350"))).await);
    for message in proto::OF_OTHERS {
        let described = proto::pool().get_message_by_name(message);
        assert!(described.is_some_and(|it| it.get_field_by_name("act").is_some()), "{message}");
    }
}

#[tokio::test]
async fn the_same_command_is_told_the_same_and_its_id_is_good_for_no_other() {
    let mut platform = Platform::new();
    let request = registration("H8350");
    let first = told(platform.client.register(by("awa", request.clone())).await);
    assert_eq!(told(platform.client.register(by("awa", request.clone())).await), first);
    let other = pb::RegisterRequest { title: "Autre chose".into(), ..request };
    let answer = platform.client.register(by("awa", other)).await;
    refused(answer, Code::AlreadyExists, "malformed-command-reused");
}

#[tokio::test]
async fn an_agreement_is_registered_once_however_it_is_typed() {
    let mut platform = Platform::new();
    platform.register("H8350").await;
    let answer = platform.client.register(by("oumar", registration(" h8350"))).await;
    refused(answer, Code::AlreadyExists, "financing-already-registered");
}

#[tokio::test]
async fn whoever_may_only_look_does_not_act() {
    let mut platform = Platform::new();
    for role in ["viewer", "auditor", "donor"] {
        let answer = platform.client.register(in_role("awa", role, registration("H8350"))).await;
        refused(answer, Code::PermissionDenied, "malformed-read-only");
    }
    let nobody = platform.client.register(registration("H8350")).await;
    assert_eq!(nobody.unwrap_err().code(), Code::Unauthenticated);
}

#[tokio::test]
async fn nothing_takes_effect_in_the_future() {
    let mut platform = Platform::new();
    let request = pb::RegisterRequest { act: act("2999-01-01"), ..registration("H8350") };
    let answer = platform.client.register(by("awa", request)).await;
    refused(answer, Code::InvalidArgument, "malformed-date-in-future");
    let request = pb::RegisterRequest { act: None, ..registration("H8350") };
    let answer = platform.client.register(by("awa", request)).await;
    refused(answer, Code::InvalidArgument, "malformed-missing");
}

#[tokio::test]
async fn what_cannot_be_read_is_a_refusal_on_record() {
    let mut platform = Platform::new();
    // Not even of which agreement it is.
    let nameless = pb::RegisterRequest { title: "Filets".into(), ..registration("H8350 bis") };
    let untitled = pb::RegisterRequest { title: String::new(), ..registration("H8350") };
    for (request, code) in [(nameless, "malformed-code"), (untitled, "malformed-missing")] {
        for _ in 0..2 {
            let answer = platform.client.register(by("awa", request.clone())).await;
            refused(answer, Code::InvalidArgument, code);
        }
    }
    let refusals = "refusals-financing";
    assert_eq!(platform.heard(refusals).await, ["financing.command.refused.v1"; 2]);
    let refusals =
        platform.journal.read_stream(refusals, Place::Start, Direction::Forwards, 10).await;
    let [nameless, untitled] = refusals.unwrap().try_into().unwrap();
    let h8350 = Financing::stream(Financing::id(&"H8350".parse().unwrap()));
    for (refusal, code, field, of) in [
        (nameless, "malformed-code", "financing", serde_json::Value::Null),
        (untitled, "malformed-missing", "title", h8350.into()),
    ] {
        let refusal: serde_json::Value = serde_json::from_slice(&refusal.entry.data).unwrap();
        assert_eq!(refusal["code"], code);
        assert!(refusal["args"].to_string().contains(field), "{refusal}");
        assert_eq!((&refusal["act"], &refusal["stream"]), (&"Register".into(), &of));
    }
}

#[tokio::test]
async fn an_act_is_filed_under_the_programme_of_its_agreement() {
    let mut platform = Platform::new();
    let nowhere = pb::RegisterRequest { act: act("2013-01-10"), ..registration("H8350") };
    let answer = platform.client.register(by("awa", nowhere)).await;
    refused(answer, Code::InvalidArgument, "act.programme");
    platform.register("H8350").await;
    let due_on = "2099-12-31".to_owned();
    let request = pb::AddConditionRequest { due_on, ..condition(1) };
    told(platform.client.add_condition(by("awa", request)).await);
    let (act, financing, condition) = (act("2013-02-02"), h8350(), "condition-1".to_owned());
    let request = pb::SubmitConditionEvidenceRequest { act, financing, condition };
    told(platform.client.submit_condition_evidence(by("awa", request)).await);

    let stream = Financing::stream(wire::financing("H8350").unwrap());
    assert_eq!(platform.filed(&stream).await, ["P127328/ML"; 3]);
    // So is what others hear of it, and the deadline is watched with the programme's.
    assert_eq!(platform.filed("public-financing").await, ["P127328/ML"; 2]);
    let watch = Watch::stream(Watch::id(&"P127328".parse().unwrap()));
    let watched = ["watch.deadline.agreement-named.v1", "watch.deadline.tracked.v1"];
    assert_eq!(platform.heard(&watch).await, watched);
}

#[tokio::test]
async fn writers_at_once_leave_no_gap() {
    let mut platform = Platform::new();
    platform.register("H8350").await;
    let writers = (0..64).map(|n| {
        let mut client = platform.client.clone();
        tokio::spawn(async move { told(client.add_condition(by("awa", condition(n))).await) })
    });
    let mut revisions = Vec::new();
    for writer in writers.collect::<Vec<_>>() {
        revisions.push(writer.await.unwrap().revision);
    }
    revisions.sort_unstable();
    assert_eq!(revisions, (1..=64).collect::<Vec<_>>());
    let stream = Financing::stream(wire::financing("H8350").unwrap());
    assert_eq!(platform.heard(&stream).await.len(), 65);
}

#[tokio::test]
async fn an_additional_financing_is_approved_while_its_parent_disburses() {
    let mut platform = Platform::new();
    let additional = |reference: &str| pb::RegisterRequest {
        rank: 1,
        parent: "h8350".into(),
        purpose: pb::Purpose::ScaleUp.into(),
        ..registration(reference)
    };
    // Nothing by that name yet; then there is, and it waits in the pipeline.
    told(platform.client.register(by("awa", additional("TF-A0422"))).await);
    let early = platform.client.record_approval(by("awa", approval("TF-A0422"))).await;
    platform.confirm("TF-A0422", early, "2013-04-30").await;
    platform.register("H8350").await;
    told(platform.client.register(by("awa", additional("TF-A0423"))).await);
    let early = platform.client.record_approval(by("awa", approval("TF-A0423"))).await;
    platform.confirm("TF-A0423", early, "2013-04-30").await;

    // The financier approved it all the same: what it contradicts stands beside it.
    assert_eq!(platform.anomalies("TF-A0422").await, ["financing-parent-unknown"]);
    assert_eq!(platform.anomalies("TF-A0423").await, ["financing-parent-not-disbursing"]);
}

#[tokio::test]
async fn no_agreement_adds_to_itself_however_far_round() {
    let mut platform = Platform::new();
    let mut adds = async |reference: &str, parent: &str| {
        let request = pb::RegisterRequest {
            rank: 1,
            parent: parent.into(),
            purpose: pb::Purpose::ScaleUp.into(),
            ..registration(reference)
        };
        platform.client.register(by("awa", request)).await
    };
    told(adds("TF-A1", "TF-A2").await);
    told(adds("TF-A2", "TF-A3").await);
    let circular = "financing-parent-circular";
    refused(adds("TF-A3", "TF-A1").await, Code::FailedPrecondition, circular);
    refused(adds("TF-A4", "TF-A4").await, Code::FailedPrecondition, circular);
    told(adds("TF-A3", "H8350").await);
}

#[tokio::test]
async fn a_fact_is_corrected_where_it_is_known_what_it_says() {
    let mut platform = Platform::new();
    let [event_id] = platform.register("H8350").await.events.try_into().unwrap();
    let correct = |event_id: &str, from: &str| {
        let request = pb::CorrectFactRequest {
            act: act("2013-01-10"),
            financing: h8350(),
            event_id: event_id.into(),
            field: "/title".into(),
            from: from.into(),
            to: "\"Jigisemejiri\"".into(),
            reason: "Titre officiel".into(),
        };
        by("awa", request)
    };
    let elsewhere = "6d69ec32-6554-5410-99b1-396ab28cc134";
    let answer = platform.client.correct_fact(correct(elsewhere, "\"Filets\"")).await;
    refused(answer, Code::NotFound, "financing-target-unknown");
    let answer = platform.client.correct_fact(correct(&event_id, "\"Filets\"")).await;
    refused(answer, Code::AlreadyExists, "financing-value-differs");
    // Everything stands on the registration: two persons correct it.
    let proposed = platform.client.correct_fact(correct(&event_id, "\"Filets sociaux\"")).await;
    platform.confirm("H8350", proposed, "2013-01-10").await;
    // What was there first is no longer there.
    let answer = platform.client.correct_fact(correct(&event_id, "\"Filets sociaux\"")).await;
    refused(answer, Code::AlreadyExists, "financing-value-differs");

    let [event_id] = told(platform.client.add_condition(by("awa", condition(1))).await)
        .events
        .try_into()
        .unwrap();
    let void = || {
        let (event_id, reason): (String, String) = (event_id.clone(), "Saisi deux fois".into());
        let (act, financing) = (act("2013-02-01"), h8350());
        by("awa", pb::VoidEntryRequest { act, financing, event_id, reason })
    };
    told(platform.client.void_entry(void()).await);
    refused(platform.client.void_entry(void()).await, Code::AlreadyExists, "already-recorded");
    told(platform.client.add_condition(by("awa", condition(1))).await);
    let heard = platform.heard("public-financing").await;
    let amendments = ["financing.fact.corrected.v1", "financing.fact.voided.v1"];
    assert_eq!(heard[1..], amendments);
}

#[tokio::test]
async fn what_nobody_said_of_a_fact_is_said_later() {
    let mut platform = Platform::new();
    platform.register("H8350").await;
    let request = pb::RequestNoObjectionRequest {
        act: act("2013-01-10"),
        financing: h8350(),
        reference: "ANO-1".into(),
        object: pb::Object::Manual.into(),
        title: "Manuel".into(),
        exercise: String::new(),
    };
    let [event_id] = told(platform.client.request_no_objection(by("awa", request)).await)
        .events
        .try_into()
        .unwrap();
    let correct = |field: &str| {
        let request = pb::CorrectFactRequest {
            act: act("2013-01-10"),
            financing: h8350(),
            event_id: String::clone(&event_id),
            field: field.into(),
            from: "null".into(),
            to: "\"2013\"".into(),
            reason: "Lettre relue".into(),
        };
        by("awa", request)
    };
    let answer = platform.client.correct_fact(correct("/colour")).await;
    refused(answer, Code::FailedPrecondition, "financing-correction-does-not-apply");
    told(platform.client.correct_fact(correct("/exercise")).await);
}

#[tokio::test]
async fn of_two_corrections_looked_up_at_once_one_is_told() {
    let (api, _started, _folder) = itself();
    let edge = &api.financings;
    let (context, request) =
        edge.open(by("awa", registration("H8350")), |it| it.act.as_ref()).unwrap();
    let to = wire::financing("H8350").unwrap();
    let command = wire::agreement::register(&request).unwrap();
    let registered = edge.record(context.ask(to, command), &context).await.unwrap().into_inner();
    let mut found = Vec::new();
    for title in ["Jigisemejiri", "Filets"] {
        let request = pb::CorrectFactRequest {
            act: act("2013-01-10"),
            financing: h8350(),
            event_id: registered.events[0].clone(),
            field: "/title".into(),
            from: "\"Filets sociaux\"".into(),
            to: format!("{title:?}"),
            reason: "Titre officiel".into(),
        };
        let (context, request) = edge.open(by("awa", request), |it| it.act.as_ref()).unwrap();
        let correction = wire::correction::correct_fact(&request).unwrap();
        found.push(edge.find_the_fact(to, correction, context).await.unwrap());
    }
    let [(first, at_first), (second, at_once)] = found.try_into().unwrap();
    edge.record(first, &at_first).await.unwrap();
    let stale = edge.record(second, &at_once).await.unwrap_err();
    assert!(format!("{stale:?}").contains("malformed-stale"), "{stale:?}");
}

#[tokio::test]
async fn a_fact_is_moved_to_another_day_but_none_to_come() {
    let mut platform = Platform::new();
    let [event_id] = platform.register("H8350").await.events.try_into().unwrap();
    let mut moved = async |to: &str| {
        let request = pb::CorrectFactRequest {
            act: act("2013-01-10"),
            financing: h8350(),
            event_id: event_id.clone(),
            field: "effective".into(),
            from: "\"2013-01-10\"".into(),
            to: to.into(),
            reason: "Date de la lettre".into(),
        };
        platform.client.correct_fact(by("awa", request)).await
    };
    let code = "financing-correction-does-not-apply";
    refused(moved("\"2999-01-01\"").await, Code::FailedPrecondition, code);
    refused(moved("\"hier\"").await, Code::FailedPrecondition, code);
    told(moved("\"2013-01\"").await);
}

fn loads<T>(message: T) -> Request<T> {
    in_role("loader", "import", message)
}
