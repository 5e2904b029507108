//! Whatever comes, a clear page answers.

use super::*;

#[tokio::test]
async fn what_is_recorded_never_becomes_markup() {
    let fake = Fake { hostile: true, ..Fake::default() };
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    for path in
        ["/accord/D3480", "/p/P127328/financement", "/accord/D3480/saisir/Sign", "/evenement/7141"]
    {
        let page = browser.get(path).await.text;
        assert!(!page.contains("<script") && !page.contains("<b>F-1</b>"), "{path}");
    }
    let page = browser.get("/accord/D3480").await.text;
    assert!(page.contains("&#60;script&#62;") || page.contains("&lt;script&gt;"));
}

#[tokio::test]
async fn a_name_that_is_not_this_machines_shows_nothing() {
    let browser = Browser::on(&Fake::default()).await;
    let request = Request::get("/accord/D3480").header(header::HOST, "evil.example:8080");
    let seen = browser.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    // The address that was asked for may stand there, and nothing that the platform knows of it.
    let fact = "href=\"/evenement/";
    assert!(browser.get("/accord/D3480").await.text.contains(fact));
    assert!(!seen.text.contains(fact), "{}", seen.text);
}

#[tokio::test]
async fn a_query_that_makes_no_sense_is_answered_in_words() {
    let browser = Browser::on(&Fake::default()).await;
    for query in [
        "effet=hier",
        "effet=99999-12-31",
        "effet=2019-02-30",
        "connu=2999-01-01",
        "connu=%3Cscript%3E",
        "effet=0001-01-01",
        "effet=%00",
    ] {
        let seen = browser.get(&format!("/p/P127328/financement?{query}")).await;
        assert_eq!(seen.status, StatusCode::BAD_REQUEST, "{query}");
        assert!(seen.text.contains("2019-09-28"), "{query}: {}", seen.text);
        assert!(!seen.text.contains("<script"), "{query}");
    }
    for path in [
        "/p/P127328/retraits?page=0",
        "/p/P127328/retraits?page=99999999999999999999",
        "/p/P127328/retraits?page=-1&format=pdf",
        "/accord/D3480/historique?figure=%3Cscript%3E",
        "/journal?avant=abc&flux=%22%3E%3Cscript%3E",
        "/?min=abc&lang=xx",
        "/?%ff=%fe&=&&",
    ] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert!(!seen.text.contains("<script"), "{path}");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_too() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    for path in [
        "/nulle-part",
        "/p/P999/financement",
        "/p/P999/retraits",
        "/accord/X1",
        "/accord/X1/historique",
        "/accord/D3480/saisir/NoSuchRpc",
        "/accord/D3480/saisir/Register",
        "/evenement/1",
        "/evenement/abc",
        "/evenement/-1/json",
        "/piece/xyz",
        "/piece/..%2f..%2fetc%2fpasswd",
        &format!("/piece/{}", "0f".repeat(32)),
    ] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::NOT_FOUND, "{path}");
        assert!(seen.text.contains("Cette page n’existe pas"), "{path}");
    }
    let english = browser.get("/nowhere?lang=en").await;
    assert!(english.text.contains("There is no such page"));
    let wrong = browser.post("/journal", &[]).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.text.contains("<html"));
}

#[tokio::test]
async fn a_form_may_not_be_endless() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let endless = "x".repeat(300 * 1024);
    let seen = browser.post("/accord/D3480/saisir/Drop", &[("reason", &endless)]).await;
    assert_eq!(seen.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(seen.text.contains("trop volumineux") && seen.text.contains("fait 256 Kio au plus"));
    let rows = [
        ("rows.categories", "4000000000"),
        ("add", "categories"),
        ("categories.99999999.label", "x"),
    ];
    let seen = browser.post("/accord/D3480/saisir/Sign", &rows).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.bytes.len() < 1 << 20);
}

#[tokio::test]
async fn without_services_a_page_says_so() {
    let channel = tonic::transport::Channel::from_static("http://127.0.0.1:1").connect_lazy();
    let browser = Browser { router: routes(fake::settings(channel)), cookie: String::new() };
    for path in
        ["/", "/p/P127328/financement", "/accord/D3480", "/journal", "/pieces", "/evenement/3"]
    {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(seen.text.contains("ne peut pas répondre"), "{path}");
    }
}

#[tokio::test]
async fn a_token_of_somebody_else_is_nobody() {
    let browser = Browser::on(&Fake::default()).await.acting_as("coordination").await;
    let mut forged = browser.cookie.clone();
    forged.replace_range(forged.len() - 1.., if forged.ends_with('0') { "1" } else { "0" });
    for cookie in [forged, "jalon-moi=zz".into(), "jalon-moi=".into(), "jalon-moi=00".into()] {
        let nobody = Browser { router: browser.router.clone(), cookie };
        assert!(nobody.get("/accord/D3480").await.text.contains("Choisir qui agit"));
        assert_eq!(
            nobody.post("/accord/D3480/saisir/Lapse", &[]).await.status,
            StatusCode::FORBIDDEN
        );
    }
}

#[tokio::test]
async fn offices_are_offered_in_a_demonstration_only() {
    let fake = Fake::default();
    let mut settings = fake::settings(fake.serve().await);
    settings.demo = false;
    let browser = Browser { router: routes(settings), cookie: String::new() };
    assert!(!browser.get("/moi").await.text.contains("name=\"key\""));
    assert_eq!(browser.post("/moi", &[("key", "raf")]).await.status, StatusCode::NOT_FOUND);
}
