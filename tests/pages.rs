//! The screens, as a browser asks for them, and as Chromium draws them.

use std::process::Command;

use reqwest::{Client, StatusCode, redirect::Policy};
use serde_json::json;

use crate::platform::{ALL, Platform, folder};

/// A browser that keeps its cookies.
fn browser() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).build().unwrap()
}

/// The story is loaded and the browser acts for the finance officer.
async fn visited() -> (tempfile::TempDir, Platform, Client, String) {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    let text = std::fs::read_to_string("data/story/jigisemejiri.jsonl").unwrap();
    let facts = std::fs::read("data/jigisemejiri.facts.json").unwrap();
    let token = |by: &str| Ok(platform.token(by, "import"));
    let story = story::Story { name: "jigisemejiri", text: &text, facts: &[("P127328", &facts)] };
    story::load(platform.channel.clone(), token, &[story], |_, _| ()).await.unwrap();
    platform.settle().await;
    let site = platform.http.clone().unwrap();
    let browser = browser();
    (data, platform, browser, site)
}

async fn page(browser: &Client, url: &str) -> String {
    let answer = browser.get(url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{url}");
    answer.text().await.unwrap()
}

#[tokio::test]
async fn every_screen_answers_in_both_languages_and_stays_small() {
    let (_data, platform, browser, site) = visited().await;
    let programme = format!("{site}/p/P127328");
    let mut pages = vec![format!("{site}/"), format!("{site}/journal"), format!("{site}/pieces")];
    pages.push(format!("{site}/abonnements"));
    let registers = [
        "financement",
        "retraits",
        "tranches",
        "comptes",
        "contrats",
        "non-objections",
        "echeances",
    ];
    pages.extend(
        registers.iter().chain(&["cloture", "preparation"]).map(|it| format!("{programme}/{it}")),
    );
    for agreement in ["H8350", "TF0A2384", "D3480", "TF0A7655"] {
        pages.push(format!("{site}/accord/{agreement}"));
        pages.push(format!("{site}/accord/{agreement}/historique?figure=disbursed"));
    }
    pages.push(format!("{site}/evenement/{}", platform.settle().await.head - 1));
    for page in pages {
        for language in ["fr", "en"] {
            let mark = if page.contains('?') { '&' } else { '?' };
            let url = format!("{page}{mark}lang={language}");
            let html = self::page(&browser, &url).await;
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{url}");
            assert!(
                !html.contains("Unknown localization"),
                "{url} has a word without a translation"
            );
            assert!(html.len() < 200_000, "{url} is {} bytes", html.len());
        }
    }
}

#[tokio::test]
async fn looking_at_the_past_says_so_and_offers_nothing() {
    let (_data, _platform, browser, site) = visited().await;
    let then = "effet=2019-09-28&connu=2019-09-28";
    let html = page(&browser, &format!("{site}/p/P127328/financement?{then}")).await;
    assert!(html.contains("Vous consultez le passé"));
    let html = page(&browser, &format!("{site}/accord/TF0A2384?{then}")).await;
    assert!(!html.contains("/saisir"), "an action is offered in the past");
    let wrong =
        browser.get(format!("{site}/p/P127328/financement?effet=hier")).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_people_type_is_text() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    let hostile = "<script>alert(1)</script>\"'&{{7*7}}";
    let register = json!({
        "financing": "XSS", "title": hostile, "rank": 0, "instrument": "INSTRUMENT_IDA_GRANT",
        "financier": "IDA", "phase": 1,
    });
    platform.act("raf", "Register", "2018-01-01", register).await.unwrap();
    platform.settle().await;
    let site = platform.http.clone().unwrap();
    let browser = browser();
    for page in ["accord/XSS", "p/P127328/financement", "journal"] {
        let html = self::page(&browser, &format!("{site}/{page}")).await;
        assert!(!html.contains("<script>alert"), "{page}");
        let shown = html.contains("&lt;script&gt;") || html.contains("&#60;script&#62;");
        assert!(shown || page != "accord/XSS", "the title is not shown");
    }
    let answer = browser.get(format!("{site}/accord/XSS")).send().await.unwrap();
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'self'") || policy.contains("default-src 'none'"),
        "{policy}"
    );
}

/// Chromium draws what the browser is sent, at both widths, without scrolling sideways.
#[tokio::test]
async fn chromium_draws_the_financing_page() {
    let (data, _platform, _browser, site) = visited().await;
    for width in [1360, 390] {
        let picture = data.path().join(format!("{width}.png"));
        let profile = data.path().join(format!("profile-{width}"));
        let drawn = Command::new("chromium")
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
            ])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ])
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg(format!("--window-size={width},1400"))
            .arg(format!("--screenshot={}", picture.display()))
            .arg(format!("{site}/p/P127328/financement"))
            .output()
            .expect("chromium: scripts/install test installs it");
        assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
        let bytes = std::fs::metadata(&picture).unwrap().len();
        assert!(bytes > 30_000, "an empty page was drawn: {bytes} bytes");
    }
}
