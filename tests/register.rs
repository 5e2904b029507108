//! Programmes, institutions and offices of one's own, instead of the demo's.

use std::{path::Path, process::Command};

use reqwest::{Client, StatusCode, redirect::Policy};

use crate::platform::{Platform, command, folder};

const OWN: &str = r#"{
    "programmes": [{"code": "MON-PROG", "country": "SN",
        "name_fr": "Filets sociaux d’ici", "name_en": "Safety nets of here",
        "short_fr": "Filets d’ici", "short_en": "Nets of here"}],
    "institutions": [
        {"code": "UCP", "country": "SN", "name_fr": "Unité de coordination",
            "name_en": "Coordination unit", "short": "UCP"}
    ],
    "people": [{"key": "coordination", "capacity_fr": "Coordonnatrice", "capacity_en": "Coordinator",
        "institution": "UCP", "role": "coordinator"}]
}"#;

#[tokio::test]
async fn a_programme_of_ones_own_is_shown_and_an_office_of_ones_own_acts() {
    let data = folder();
    // Put there before anything else is.
    std::fs::write(data.path().join("register.json"), OWN).unwrap();
    let roles = ["financing", "programmes", "documents", "gateway"];
    let platform = Platform::start(data.path(), &roles).await;
    let site = platform.http.clone().unwrap();
    let browser = Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap();
    let page = async |path: &str| {
        browser.get(format!("{site}{path}")).send().await.unwrap().text().await.unwrap()
    };
    let overview = page("/").await;
    assert!(overview.contains("Filets sociaux d’ici"), "{overview}");
    assert!(!overview.contains("P127328"), "the demo's programmes are shown too");

    let post = |path: &str, fields: &[(&str, &str)]| {
        browser.post(format!("{site}{path}")).header("origin", &site).form(fields).send()
    };
    let chosen = post("/moi", &[("key", "coordination")]).await.unwrap();
    assert_eq!(chosen.status(), StatusCode::SEE_OTHER);
    let programme = [
        ("act.programme", "MON-PROG"),
        ("programme", "MON-PROG"),
        ("title", "Un intitulé inscrit ici"),
        ("manager", "UCP"),
    ];
    let registered = post("/programmes/nouveau", &programme).await.unwrap();
    let status = registered.status();
    assert_eq!(status, StatusCode::SEE_OTHER, "{}", registered.text().await.unwrap());
    platform.settle().await;
    let shown = page("/p/MON-PROG/fiche").await;
    assert!(shown.contains("Géré par Unité de coordination"), "{shown}");
    platform.terminate().await;

    // Without its register it is still not the demo's.
    std::fs::remove_file(data.path().join("register.json")).unwrap();
    let told = demo(data.path());
    assert!(told.contains("is not the demo's: choose another directory"), "{told}");
}

#[test]
fn one_that_cannot_be_is_refused_in_the_readers_language_before_anything_starts() {
    let place = folder();
    let data = place.path().join("data");
    let named = place.path().join("mine.json");
    for (language, from, to, told) in [
        ("C", "}],\n", "},\n", "mine.json: this is no register, line "),
        ("fr_FR.UTF-8", "}],\n", "},\n", "mine.json: ce n'est pas un registre, ligne "),
        (
            "C",
            "\"UCP\", \"role\"",
            "\"UTGFS\", \"role\"",
            "\"coordination\" is of \"UTGFS\", which is not",
        ),
        ("fr_FR.UTF-8", "\"coordinator\"", "\"chef\"", "« coordination » a le rôle « chef », qui"),
    ] {
        assert!(OWN.contains(from), "{from}");
        std::fs::write(&named, OWN.replacen(from, to, 1)).unwrap();
        let mut run = command(&data, &["financing", "documents", "gateway"]);
        let run = run.env("LC_ALL", language).env("JALON_REGISTER", &named);
        let ended = run.output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert!(!ended.status.success() && said.contains(told), "{said}");
        assert!(!data.exists(), "{told}");
    }
}

#[test]
fn the_demo_is_not_mixed_with_programmes_of_ones_own() {
    let data = folder();
    std::fs::write(data.path().join("register.json"), OWN).unwrap();
    let told = demo(data.path());
    assert!(told.contains("it is not mixed with"), "{told}");
}

/// Why the demo does not go into that directory.
fn demo(data: &Path) -> String {
    let mut demo = Command::new(env!("CARGO_BIN_EXE_jalon"));
    demo.env("LC_ALL", "C").env_remove("JALON_NATS_URL").args(["demo", "--data"]).arg(data);
    let ended = demo.args(["--listen", "127.0.0.1:0", "--http", "127.0.0.1:0"]).output().unwrap();
    assert!(!ended.status.success());
    String::from_utf8(ended.stderr).unwrap()
}
