//! The screens, as a browser asks for them, and as Chromium draws them.

use std::{path::Path, process::Command};

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
    let partners = std::fs::read_to_string("data/story/partners.jsonl").unwrap();
    let partners = story::Story { name: "partners", text: &partners, facts: &[] };
    let sessions = std::fs::read_to_string("data/story/sessions.jsonl").unwrap();
    let sessions = story::Story { name: "sessions", text: &sessions, facts: &[] };
    let stories = [story, partners, sessions];
    story::load(platform.channel.clone(), token, &stories, |_, _| ()).await.unwrap();
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
    let registers = [
        "collaborations",
        "appuis",
        "partage",
        "transferts",
        "referencements",
        "chevauchements",
        "concertations",
    ];
    pages.extend(registers.iter().map(|it| format!("{programme}/{it}")));
    let things = [
        "session/ML-CTN-18",
        "session/ML-CTN-18/suivi",
        "instance/ML-CTN",
        "recommandation/ML-CTN-18-ILL-1",
        "blocage/ML-CTN-18-B1",
        "mission/ML-BM-2014-04",
        "institutions",
        "partenaire/UNICEF",
        "collaboration/PAM-2019",
        "collaboration/BM-2019/historique?figure=state",
        "appui/UNICEF-PNPS-2017",
        "accord-de-partage/ILL-ANAM-2020",
        "trimestre/P127328:ML3-BLA:2019-Q4",
        "collecte/P127328:UTGFS:2016",
        "concertation/CADRE-PTF-BI",
    ];
    pages.extend(things.iter().map(|it| format!("{site}/{it}")));
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
async fn chromium_draws_the_boards() {
    let (data, _platform, browser, site) = visited().await;
    // A board of amounts may scroll its table within the page; counts fit as they are.
    for (page, fits) in [
        ("financement", false),
        ("collaborations", false),
        ("transferts", true),
        ("referencements", true),
    ] {
        let url = format!("{site}/p/P127328/{page}");
        draw(data.path(), &url);
        let html = self::page(&browser, &format!("{url}?lang=fr")).await;
        let style = self::page(&browser, &format!("{site}{}", stylesheet(&html))).await;
        for width in [1360, 390] {
            let (page, rows) = scrolled(data.path(), width, &html, &style);
            assert!(page <= width, "{url} is {page} wide at {width}");
            let (wide, room) = rows.unwrap_or_default();
            let within = wide <= room || !fits;
            assert!(within, "a table of {url} is {wide} wide where {room} is at {width}");
        }
    }
}

/// Where a page has its stylesheet.
fn stylesheet(html: &str) -> &str {
    let (_, rest) = html.split_once("rel=\"stylesheet\" href=\"").expect("it has a stylesheet");
    rest.split('"').next().unwrap()
}

/// How wide the page is that a browser of that width shows, and of its tables the one that is widest
/// beyond its room, with that room. A copy of the page measures itself: the site's own policy lets no
/// script of ours in.
fn scrolled(data: &Path, width: u32, html: &str, style: &str) -> (u32, Option<(u32, u32)>) {
    const MEASURE: &str = "<script>\
        const beyond = it => it.scrollWidth - it.clientWidth;\
        const rows = [...document.querySelectorAll('.rows')];\
        const worst = rows.sort((one, other) => beyond(other) - beyond(one))[0];\
        const told = worst ? [worst.scrollWidth, worst.clientWidth] : [];\
        document.title = [document.documentElement.scrollWidth, ...told].join(' ');</script>";
    let head = html.split_once("<link rel=\"stylesheet\"").unwrap().0;
    let body = html.split_once("</head>").unwrap().1;
    let copy = data.join("measured.html");
    // Whatever it would fetch is left out, but for its style.
    let body = body.replace("</body>", &format!("{MEASURE}</body>"));
    std::fs::write(&copy, format!("{head}<style>{style}</style></head>{body}")).unwrap();
    // A window has a least width; a frame has any.
    let frame = data.join("frame.html");
    let shown = format!(
        "<!doctype html><iframe src=\"measured.html\" style=\"border:0;width:{width}px;height:1400px\" \
         onload=\"document.title = this.contentDocument.title\"></iframe>"
    );
    std::fs::write(&frame, shown).unwrap();
    let dumped = chromium(&data.join(format!("measure-{width}")))
        .args(["--allow-file-access-from-files", "--window-size=1500,1500", "--dump-dom"])
        .arg(format!("file://{}", frame.display()))
        .output()
        .expect("chromium: scripts/install test installs it");
    let dumped = String::from_utf8_lossy(&dumped.stdout).into_owned();
    let (_, title) = dumped.split_once("<title>").unwrap_or_else(|| panic!("{dumped}"));
    let mut told = title.split('<').next().unwrap().split(' ').map(|text| text.parse().unwrap());
    (told.next().unwrap(), told.next().zip(told.next()))
}

/// Chromium without a window, with a profile of its own.
fn chromium(profile: &Path) -> Command {
    let mut command = Command::new("chromium");
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .arg(format!("--user-data-dir={}", profile.display()));
    command
}

fn draw(data: &Path, url: &str) {
    for width in [1360, 390] {
        let picture = data.join(format!("{width}.png"));
        let drawn = chromium(&data.join(format!("profile-{width}")))
            .arg(format!("--window-size={width},1400"))
            .arg(format!("--screenshot={}", picture.display()))
            .arg(url)
            .output()
            .expect("chromium: scripts/install test installs it");
        assert!(drawn.status.success(), "{}", String::from_utf8_lossy(&drawn.stderr));
        let bytes = std::fs::metadata(&picture).unwrap().len();
        assert!(bytes > 30_000, "an empty page was drawn: {bytes} bytes");
    }
}

/// Every screen of programmes, of real facts, and the figures that they must show.
#[tokio::test]
async fn the_screens_of_programmes_show_what_is_known() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    crate::programmes::stories(&platform).await;
    platform.settle().await;
    let site = platform.http.clone().unwrap();
    let browser = browser();
    for path in [
        "p/P127328/fiche",
        "p/P127328/phases",
        "p/P127328/ptba",
        "p/P127328/resultats",
        "p/P127328/zones",
        "p/P127328/zones?effet=2019-09-28&connu=2019-09-28",
        "p/ML-PNPS/strategies",
        "p/ML-PNPS/diffusions",
        "p/BF-SNPS/fiche",
        "p/BI-PNPS/revues",
        "p/CI-SNPS/strategies",
        "exercice/P127328~2021",
        "exercice/P127328~2021/lignes",
        "exercice/P127328~2021/historique?figure=executed",
        "registre/BF?q=boucle",
        "registre/ML?q=segou",
        "strategie/BF-SNPS/historique",
    ] {
        let mark = if path.contains('?') { '&' } else { '?' };
        for language in ["en", "fr"] {
            let html = page(&browser, &format!("{site}/{path}{mark}lang={language}")).await;
            assert!(html.contains(&format!("<html lang=\"{language}\"")), "{path}");
            assert!(!html.contains("Unknown localization"), "{path}");
            assert!(html.len() < 200_000, "{path} is {} bytes", html.len());
        }
    }
    let html = page(&browser, &format!("{site}/p/P127328/ptba")).await;
    assert!(html.contains("23,47\u{202f}%") && html.contains("contredit"), "{html}");
    let then = "effet=2019-09-28&connu=2019-09-28";
    let html = page(&browser, &format!("{site}/p/P127328/zones?{then}")).await;
    for name in ["Baraouéli", "Bla", "Tominian", "Macina", "Ségou"] {
        assert!(html.contains(name), "{name}");
    }
    let html = page(&browser, &format!("{site}/registre/ML?q=segou")).await;
    assert!(html.contains(">Ségou</a>"), "accents do not matter");
    let answer = browser.get(format!("{site}/p/BF-SNPS")).send().await.unwrap();
    assert_eq!(answer.headers()["location"], "/p/BF-SNPS/fiche");
    draw(data.path(), &format!("{site}/p/P127328/ptba"));
}

/// A budget year is opened, 5,000 lines come as a text, and one act makes all of them the plan; a wrong
/// row is told by its number, and then nothing is taken.
#[tokio::test]
async fn five_thousand_lines_of_a_plan_come_at_once_or_not_at_all() {
    let data = folder();
    let platform = Platform::start(data.path(), ALL).await;
    crate::programmes::stories(&platform).await;
    platform.settle().await;
    let site = platform.http.clone().unwrap();
    let browser = browser();
    let post = |path: String, fields: Vec<(String, String)>| {
        let request = browser.post(format!("{site}{path}")).header("origin", &site).form(&fields);
        async move { request.send().await.unwrap() }
    };
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let chosen = post("/moi".into(), vec![field("key", "coordination")]).await;
    assert_eq!(chosen.status(), StatusCode::SEE_OTHER);
    let opened = vec![
        field("act.programme", "P127328"),
        field("programme", "P127328"),
        field("exercise", "2024"),
        field("starts_on", "2024-01-01"),
        field("ends_on", "2024-12-31"),
        field("currency", "XOF"),
    ];
    let opened = post("/exercices/nouveau".into(), opened).await;
    assert_eq!(opened.status(), StatusCode::SEE_OTHER, "{}", opened.text().await.unwrap());
    platform.settle().await;

    let sheet = |wrong: &[usize]| {
        let mut text = String::from("activity;label;component;source;quarter_1\n");
        for at in 1..=5_000 {
            let component = if wrong.contains(&at) { "9Z" } else { "1" };
            text.extend([format!("A.{at};Activité nº {at};{component};ETAT;{at} 000\n")]);
        }
        text
    };
    let upload = |text: String| {
        let request = browser
            .post(format!("{site}/exercice/P127328~2024/ptba"))
            .header("origin", &site)
            .header("content-type", "multipart/form-data; boundary=x");
        let head =
            "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\n\r\n";
        let request = request.body(format!("{head}{text}\r\n--x--\r\n"));
        async move { request.send().await.unwrap() }
    };
    let refused = upload(sheet(&[17, 4_999])).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let refused = refused.text().await.unwrap();
    for row in ["Ligne 18\u{202f}: composante inconnue", "Ligne 5000\u{202f}: composante inconnue"]
    {
        assert!(refused.contains(row), "{row}");
    }
    assert_eq!(refused.matches("composante inconnue").count(), 2);

    let shown = upload(sheet(&[])).await.text().await.unwrap();
    assert!(shown.contains("Préparer ces 5\u{202f}000 lignes"), "{shown}");
    let hidden = shown.split("<input type=\"hidden\" name=\"").skip(1).map(|input| {
        let (name, rest) = input.split_once("\" value=\"").unwrap();
        field(name, rest.split('"').next().unwrap())
    });
    let staged = post("/exercice/P127328~2024/ptba/preparer".into(), hidden.collect()).await;
    assert_eq!(staged.status(), StatusCode::SEE_OTHER, "{}", staged.text().await.unwrap());
    let to = staged.headers()["location"].to_str().unwrap().to_owned();
    assert!(to.contains("SubmitWorkplan"), "{to}");
    platform.settle().await;
    let lines = format!("{site}/exercice/P127328~2024/lignes");
    assert!(page(&browser, &lines).await.contains("Aucune ligne"), "staged lines are seen");

    let (path, query) = to.split_once('?').unwrap();
    let mut fields: Vec<(String, String)> = url_fields(query);
    fields.push(field("title", "PTBA 2024"));
    let submitted = post(path.to_owned(), fields).await;
    assert_eq!(submitted.status(), StatusCode::SEE_OTHER, "{}", submitted.text().await.unwrap());
    platform.settle().await;
    let html = page(&browser, &lines).await;
    assert!(html.contains("5\u{202f}000 lignes"), "{html}");
}

/// The names and values of an address.
fn url_fields(query: &str) -> Vec<(String, String)> {
    let url = reqwest::Url::parse(&format!("http://x/?{query}")).unwrap();
    url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}
