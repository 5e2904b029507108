//! People in the records of partners: who may read them, and what is left of whoever is erased.

use std::fs;

use super::*;

/// A name, an address and a number that are nowhere else.
const PLAIN: [&str; 4] =
    ["Aminata Zkwyqx-Diarra", "zkwyqx.diarra@example.org", "+223 70 91 82 73", "DOSSIER-ZKWYQX-77"];

#[tokio::test]
async fn what_is_erased_is_nowhere_and_history_stays() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["UNICEF", "DRDSES"]).await;
    let [person, email, phone, case] = PLAIN;
    let contact = json!({
        "institution": "UNICEF", "contact": "POINT-FOCAL", "office": "Point focal",
        "person": person, "email": email, "phone": phone,
    });
    let recorded = does(&platform, "awa", "RecordContact", "2019-03-04", contact).await.unwrap();
    // What cannot be read leaves nothing of it either.
    let unread = json!({ "institution": "UNICEF", "contact": "AUTRE", "person": person });
    let refused = does(&platform, "awa", "RecordContact", "2019-03-04", unread).await;
    assert_eq!(code(&refused.unwrap_err()), "malformed-missing");
    // Nor does what is refused, by a rule or for its address; it is told the same when it comes again.
    let keys = || fs::read_dir(data.path().join("vault")).unwrap().count();
    let before = keys();
    for (institution, because) in
        [("NOBODY", "partners-not-registered"), ("no such code!", "malformed-code")]
    {
        let contact = json!({
            "institution": institution, "contact": "POINT-FOCAL", "office": "Point focal",
            "person": person,
        });
        let message = with(act("2019-03-04"), contact);
        for _ in 0..2 {
            let refused = platform.ask("awa", &method("RecordContact"), message.clone()).await;
            assert_eq!(code(&refused.unwrap_err()), because);
        }
    }
    assert_eq!(keys(), before, "a refusal left a key");
    let referral = json!({
        "referral": "R-7F3C", "service": "SERVICE_KIND_HEALTH", "level": "SERVICE_LEVEL_BASE",
        "area": "ML040302", "referrer": "DRDSES", "caseNumber": case,
    });
    does(&platform, "awa", "OpenReferral", "2019-03-04", referral).await.unwrap();

    let contacts = |as_of: Value| {
        view(&platform, "ListContacts", json!({ "institution": "UNICEF", "asOf": as_of }))
    };
    let read = contacts(json!({})).await["contacts"][0].clone();
    assert_eq!((&read["person"], &read["email"]), (&json!(person), &json!(email)));
    let asks = |number: &str| json!({ "referral": "R-7F3C", "caseNumber": number });
    let matches = view(&platform, "MatchReferral", asks(case)).await;
    assert_eq!(matches["matches"], true);
    let matches = view(&platform, "MatchReferral", asks("DOSSIER-1")).await;
    assert_eq!(matches["matches"], Value::Null);

    let erase = json!({ "institution": "UNICEF", "contact": "POINT-FOCAL", "reason": "Demande" });
    does(&platform, "awa", "EraseContact", "2019-06-03", erase).await.unwrap();
    let erase = json!({ "referral": "R-7F3C", "reason": "Demande" });
    does(&platform, "awa", "EraseReferral", "2019-06-03", erase).await.unwrap();
    // Today, and as it was before: gone.
    for as_of in [json!({}), json!({ "effective": "2019-04-01" })] {
        let read = contacts(as_of).await["contacts"][0].clone();
        assert_eq!(read["erased"], true);
        assert_eq!(read["person"], Value::Null);
        assert_eq!(read["office"], "Point focal");
    }
    let matches = view(&platform, "MatchReferral", asks(case)).await;
    assert_eq!((&matches["matches"], &matches["erased"]), (&Value::Null, &json!(true)));
    // The event is where it was, with what it was.
    let history =
        json!({ "subject": "SUBJECT_INSTITUTION", "reference": "UNICEF", "figure": "contact" });
    let history = view(&platform, "GetHistory", history).await;
    let first = &history["entries"][0]["proof"];
    assert_eq!(first["eventId"], recorded["events"][0]);
    assert_eq!(first["position"], recorded["position"]);
    platform.terminate().await;

    let all = fs_bytes(data.path());
    for plain in PLAIN {
        assert!(!holds(&all, plain.as_bytes()), "{plain} is still somewhere");
        let hidden = serde_json::to_string(plain).unwrap();
        assert!(!holds(&all, hidden.trim_matches('"').as_bytes()), "{plain} is still somewhere");
    }
    // The search finds what is there.
    assert!(holds(&all, b"Point focal"));
    let keys = fs::read_dir(data.path().join("vault")).unwrap();
    let kept = keys.filter(|key| key.as_ref().unwrap().metadata().unwrap().len() > 0).count();
    assert_eq!(kept, 0, "a key is left of whoever was erased, or of what was refused");

    // Started again, it is as gone as before.
    let platform = Platform::start(data.path(), ALL).await;
    let read = view(&platform, "ListContacts", json!({ "institution": "UNICEF" })).await;
    assert_eq!(read["contacts"][0]["erased"], true);
}

#[tokio::test]
async fn a_legal_hold_keeps_a_contact_and_a_reader_without_a_token_sees_none() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    register(&platform, &["UNICEF"]).await;
    let contact = json!({
        "institution": "UNICEF", "contact": "POINT-FOCAL", "office": "Point focal",
        "person": PLAIN[0],
    });
    does(&platform, "awa", "RecordContact", "2019-03-04", contact).await.unwrap();
    let of = || json!({ "institution": "UNICEF", "contact": "POINT-FOCAL", "reason": "Enquête" });
    does(&platform, "awa", "PlaceLegalHold", "2019-04-01", of()).await.unwrap();
    let refused = does(&platform, "awa", "EraseContact", "2019-05-06", of()).await;
    assert_eq!(code(&refused.unwrap_err()), "partners-legal-hold");
    let partner = view(&platform, "GetPartner", json!({ "institution": "UNICEF" })).await;
    assert_eq!(partner["contacts"][0]["held"], true);
    assert_eq!(partner["contacts"][0]["person"], Value::Null);
    let mut views = proto::partners::v1::partners_views_client::PartnersViewsClient::new(
        platform.channel.clone(),
    );
    let request = proto::partners::v1::PartnerRequest {
        institution: "UNICEF".to_owned(),
        ..Default::default()
    };
    let refused = views.list_contacts(request).await.unwrap_err();
    assert_eq!(refused.code(), tonic::Code::Unauthenticated);
}
