//! Pièces: handed in by whoever acts, and answered as every form is.

use tonic::Status;

use super::{
    acting::{PAYMENT, refused, text},
    *,
};

/// The form of a pièce, with that file and whatever else is filled in.
pub(super) fn piece(
    browser: &Browser,
    to: &str,
    more: &[(&str, &str)],
    file: &str,
) -> Request<Body> {
    let part = |name: &str, text: &str| {
        format!("------x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let file = format!(
        "------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\
         Content-Type: application/pdf\r\n\r\n{file}\r\n------x--\r\n"
    );
    let id = part("command_id", PAYMENT[0].1);
    let more: String = more.iter().map(|(name, text)| part(name, text)).collect();
    let body = [id, part("title", "Avis"), part("kind", "KIND_LETTER"), more, file].concat();
    let request = Request::post(to)
        .header(header::COOKIE, &browser.cookie)
        .header(header::HOST, "localhost")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=----x");
    request.body(Body::from(body)).unwrap()
}

#[tokio::test]
async fn a_document_is_uploaded_by_its_hash() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let seen = browser.send(piece(&browser, "/pieces", &[], "%PDF-1.4 …")).await;
    let to = seen.header(header::LOCATION);
    assert_eq!(to, "/pieces?min=8501", "{}", seen.text);
    assert_eq!(fake.told.lock().unwrap().uploaded, "%PDF-1.4 …".as_bytes());
}

#[tokio::test]
async fn a_document_stays_in_its_programme() {
    let fake = Fake::default();
    let browser = Browser::knowing(&fake, &fake::two_programmes()).await.acting_as("raf").await;
    let address = "/pieces?programme=P127328";
    let form = format!("action=\"{address}\"");
    assert!(browser.get(address).await.text.contains(&form));
    let programme = [("programme", "P127328")];
    let seen = browser.send(piece(&browser, address, &programme, "%PDF-1.4 …")).await;
    let to = seen.header(header::LOCATION);
    assert_eq!(to, "/pieces?programme=P127328&min=8501", "{}", seen.text);
    let seen = browser.send(piece(&browser, address, &programme, "")).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains(&form) && seen.text.contains("Filets sociaux Jigisemejiri · Mali"));
}

#[tokio::test]
async fn whoever_registers_a_document_says_who_may_read_it() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let page = browser.get("/pieces").await.text;
    // No kind is that of most.
    assert!(page.contains("<select name=\"kind\" required><option value=\"\">—</option>"));
    let first = "<select name=\"confidentiality\"><option value=\"CONFIDENTIALITY_INTERNAL\">";
    assert!(page.contains(first), "{page}");
    // A file that breaks off loses nothing that is sent before it.
    let (before, after) = page.split_once("name=\"file\"").unwrap();
    assert!(before.contains("name=\"confidentiality\"") && !after.contains("name=\"title\""));
    let level = [("confidentiality", "CONFIDENTIALITY_RESTRICTED")];
    fake.answers(refused("documents-nowhere-to-be-found", &[]));
    let seen = browser.send(piece(&browser, "/pieces", &level, "%PDF-1.4 …")).await;
    assert!(seen.text.contains("<option value=\"CONFIDENTIALITY_RESTRICTED\" selected>"));
    let seen = browser.send(piece(&browser, "/pieces", &level, "%PDF-1.4 …")).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    let (_, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    let restricted = i32::from(proto::jalon::v1::Confidentiality::Restricted);
    assert_eq!(text(&message, "act.confidentiality"), restricted.to_string());
}

#[tokio::test]
async fn a_document_that_is_refused_is_answered_as_every_other_form() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let id = |page: &str| {
        let (_, rest) = page.split_once("name=\"command_id\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let seen = browser.send(piece(&browser, "/pieces", &[], "")).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("role=\"alert\"") && seen.text.contains("value=\"Avis\""));

    fake.answers(refused("documents-nowhere-to-be-found", &[]));
    let seen = browser.send(piece(&browser, "/pieces", &[], "%PDF-1.4 …")).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("role=\"alert\"") && seen.text.contains("value=\"Avis\""));
    assert_ne!(id(&seen.text), PAYMENT[0].1, "it had its answer");

    fake.answers(Err(Status::unavailable("gone")));
    let seen = browser.send(piece(&browser, "/pieces", &[], "%PDF-1.4 …")).await;
    assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(id(&seen.text), PAYMENT[0].1, "nobody answered: the same question again");
}

#[tokio::test]
async fn a_document_too_large_is_refused_in_words() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let body = format!(
        "------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n{}\r\n------x--\r\n",
        "x".repeat(33 << 20)
    );
    let request = Request::post("/pieces")
        .header(header::COOKIE, &browser.cookie)
        .header(header::HOST, "localhost")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=----x");
    let seen = browser.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(seen.text.contains("fait 32 Mio au plus"), "{}", seen.text);
}
