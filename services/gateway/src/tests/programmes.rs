//! Programmes: what a coordinator, a planner and a visitor see, and what comes as a sheet.

use workbooks::{Book, Column, Kind, Sheet, Value, Workbook};

use super::*;
use crate::tests::sessions::carried;

async fn planner(fake: &Fake) -> Browser {
    Browser::on(fake).await.acting_as("coordination").await
}

#[tokio::test]
async fn a_programme_is_told_on_one_sheet() {
    let browser = planner(&Fake::default()).await;
    let page = browser.get("/p/P127328/fiche").await.text;
    for said in [
        "Géré par Unité technique de gestion des filets sociaux",
        "Taux d’exécution 2021",
        ">23,47\u{202f}%</a>",
        "historique?figure=rate",
        "href=\"/zone/ML2-BLA\">Tominian</a>",
        "Décret n° 2013-195/PM-RM",
        "href=\"/p/P127328/financement\">Financement</a>",
        "/programme/P127328/saisir/DefineComponent",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let seen = browser.get("/programme/P127328?min=8412").await;
    assert_eq!(seen.header(header::LOCATION), "/p/P127328/fiche?min=8412");
    let overview = browser.get("/").await.text;
    assert!(
        overview.contains("23,47\u{202f}%") && overview.contains("Phase 2 · 2 éléments manquent")
    );
}

#[tokio::test]
async fn a_phase_says_what_it_lacks_and_what_may_be_done() {
    let browser = planner(&Fake::default()).await;
    let page = browser.get("/p/P127328/phases").await.text;
    for said in [
        "<span class=\"dot bad\"></span><span>Le PTBA de la première année est adopté",
        "<span class=\"dot wait\"></span><span>La phase précédente a son plan de clôture",
        "pas encore établi",
        "1 / 3",
        "0 / 1",
        "/programme/P127328/saisir/StartPhase?phase=2",
        "/programme/P127328/saisir/ClosePhase?phase=1",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let form = browser.get("/programme/P127328/saisir/StartPhase?phase=2").await.text;
    assert!(form.contains("name=\"phase\"") && form.contains("value=\"2\""));
}

/// Of its plan and its scope agreements know nothing.
#[tokio::test]
async fn the_pages_of_agreements_say_what_a_phase_lacks_as_programmes_do() {
    let browser = planner(&Fake::default()).await;
    for path in ["/p/P127328/preparation", "/p/P127328/financement"] {
        let page = browser.get(path).await.text;
        for said in [
            "href=\"/p/P127328/phases\">Préparation de la deuxième phase",
            "en préparation",
            "1 / 3",
            "<span class=\"dot bad\"></span><span>Le PTBA de la première année est adopté",
        ] {
            assert!(page.contains(said), "{path}: {said}");
        }
    }
    let browser = planner(&Fake { empty: true, ..Fake::default() }).await;
    let page = browser.get("/p/P127328/preparation").await.text;
    assert!(page.contains("Aucune phase n’est connue"));
}

#[tokio::test]
async fn a_rate_is_reckoned_and_what_contradicts_it_is_flagged() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/p/P127328/ptba").await.text;
    for said in [
        "1 taux publié est contredit par les montants inscrits.",
        "<svg class=\"line\"",
        "<span class=\"tag bad\">contredit</span>",
        "<span class=\"tag ok\">concorde</span>",
        "href=\"/exercice/P127328~2021\"",
        "href=\"/exercice/P127328~2021/historique?figure=executed\"",
        "class=\"stone\"",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let csv = browser.get("/p/P127328/ptba?format=csv&lang=en").await.text;
    assert!(csv.contains("18064000000,XOF,4239000000,XOF,23.47,2021-09-30"), "{csv}");
    let year = browser.get("/exercice/P127328~2021").await.text;
    for said in
        ["CNP-17/D1", "comparaison?version=1", "T1", "Tout le programme", "href=\"/zone/ML2-BLA\""]
    {
        assert!(year.contains(said), "{said}");
    }
    let lines = browser.get("/exercice/P127328~2021/lignes").await.text;
    assert!(lines.contains("href=\"/zone/ML2-BLA\">Bla</a>"), "{lines}");
    // A program joins on the reference.
    let csv = browser.get("/exercice/P127328~2021/lignes?format=csv").await.text;
    assert!(csv.contains(";ML2-BLA;"), "{csv}");
    let diff = browser.get("/exercice/P127328~2021/comparaison?version=1").await.text;
    assert!(diff.contains("ML-REVUE-1 → R1 → CNP-17/D1") && diff.contains("ETAT → D3480"));
}

#[tokio::test]
async fn a_day_is_read_twice_as_known_then_and_as_known_now() {
    let browser = Browser::on(&Fake::default()).await;
    let then = browser.get("/p/P127328/zones?effet=2019-09-28&connu=2019-09-28").await.text;
    for said in ["Au 28\u{a0}septembre 2019, lu deux fois", "Tel que connu alors", "Macina"] {
        assert!(then.contains(said), "{said}");
    }
    assert!(!then.contains("/saisir"));
    let now = browser.get("/p/P127328/zones").await.text;
    assert!(!now.contains("lu deux fois"));
    assert!(now.contains("Au 28\u{a0}sept. 2019, tel que connu alors</a>"));
    assert!(now.contains("href=\"/zone/ML2-BLA\"") && now.contains("Loi n° 2023-007"));
    let area = browser.get("/zone/ML2-BLA").await.text;
    for said in ["suspendu depuis le 15\u{a0}juillet 2025", "première liste", "ML0402"] {
        assert!(area.contains(said), "{said}");
    }
    let registry = browser.get("/registre/ml?q=segou&niveau=2").await.text;
    assert!(
        registry.contains("value=\"segou\"") && registry.contains("<option value=\"2\" selected>")
    );
    assert_eq!(browser.get("/registre/FR").await.status, StatusCode::NOT_FOUND);
    let before = browser.get("/zone/ML2-YELIMANE?effet=2014-12-31").await;
    assert_eq!(before.status, StatusCode::NOT_FOUND);
    for said in
        ["Rien à cette adresse à la date consultée", "href=\"/zone/ML2-YELIMANE\">Voir cette page"]
    {
        assert!(before.text.contains(said), "{said}");
    }
}

#[tokio::test]
async fn a_review_shows_the_whole_chain_and_a_document_its_alerts() {
    let browser = planner(&Fake::default()).await;
    let page = browser.get("/revue/ML-REVUE-1").await.text;
    for said in [
        "CNP-17/D1",
        "href=\"/exercice/P127328~2021/comparaison?version=1\"",
        "href=\"/strategie/ML-PNPS\"",
        "href=\"/evenement/8412\"",
        "Le jour imprimé contredit la date",
        "/revue/ML-REVUE-1/saisir/SynthesiseReview",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let strategy = browser.get("/strategie/ML-PNPS").await.text;
    for said in
        ["sans plan d’action en cours", "cadre échu", "en retard", "La couverture du risque"]
    {
        assert!(strategy.contains(said), "{said}");
    }
    for page in ["/p/P127328/diffusions", "/revue/ML-REVUE-1"] {
        let page = browser.get(page).await.text;
        let titled = "href=\"/strategie/ML-PNPS\">Politique nationale de protection sociale</a>";
        assert!(page.contains(titled), "{page}");
    }
    let held = browser.get("/diffusion/ML-ATELIER-1").await.text;
    assert!(held.contains("environ 60") && held.contains("Remise de diplômes"));
}

fn sheet(columns: &[&str], rows: &[[&str; 4]]) -> Vec<u8> {
    let columns = columns.iter().map(|key| Column::new(*key, Kind::Text).key(key)).collect();
    let rows = rows.iter().map(|row| row.map(Value::text).to_vec()).collect();
    let sheet = Sheet { name: "a".into(), columns, rows, ..Sheet::default() };
    Book::of(vec![sheet]).tell("form", "ptba").xlsx().unwrap()
}

#[tokio::test]
async fn a_plan_comes_as_a_sheet_is_staged_and_then_submitted() {
    let fake = Fake::default();
    let browser = planner(&fake).await;
    let blank = browser.get("/exercice/P127328~2021/ptba.xlsx").await;
    let book = Workbook::read(&blank.bytes).unwrap();
    assert_eq!(book.told["exercise"], "P127328~2021");
    let lines = book.pages[0].lines(&["activity", "quarter_1"]).unwrap();
    assert_eq!(
        lines.iter().next().unwrap().text("label"),
        "Micro-projets",
        "the plan as it stands"
    );

    let path = "/exercice/P127328~2021/ptba";
    let good =
        sheet(&["activity", "label", "component", "source"], &[["1.1", "Atelier", "1A", "ETAT"]]);
    let seen = browser.upload(path, &good).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    assert!(seen.text.contains("Atelier") && seen.text.contains("Préparer cette ligne"));
    assert!(fake.told.lock().unwrap().sent.is_empty(), "nothing is recorded by looking");
    let fields = carried(&seen.text);
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = browser.post("/exercice/P127328~2021/ptba/preparer", &pairs).await;
    let to = seen.header(header::LOCATION).to_owned();
    assert!(to.starts_with("/exercice/P127328~2021/saisir/ReviseWorkplan?staging="), "{to}");
    assert!(to.contains("&lines=1&hash=cdcd"), "{to}");
    let (rpc, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(rpc, "StageWorkplanLines");
    assert!(message.to_string().contains("Atelier"));
    let form = browser.get(&to).await.text;
    assert!(form.contains("name=\"staging\"") && form.contains("name=\"cause\""));
    let again = browser.post("/exercice/P127328~2021/ptba/preparer", &pairs).await;
    assert_eq!(again.header(header::LOCATION), to);
    let (_, repeated) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(repeated.to_string(), message.to_string(), "the same command, whenever it is sent");
    fake.answers(Err(tonic::Status::unavailable("gone")));
    let seen = browser.post("/exercice/P127328~2021/ptba/preparer", &pairs).await;
    let form = "action=\"/exercice/P127328~2021/ptba\" enctype=\"multipart/form-data\"";
    assert!(seen.text.contains(form), "{}", seen.text);
    let back = browser.get("/exercice/P127328~2021/ptba/preparer").await;
    assert_eq!(back.header(header::LOCATION), "/exercice/P127328~2021/ptba");
}

#[tokio::test]
async fn every_wrong_row_is_told_and_nothing_is_carried_on() {
    let fake = Fake::default();
    let browser = planner(&fake).await;
    let rows = [["1.1", "Atelier", "9Z", "ETAT"], ["1.2", "<script>", "", "ETAT"]];
    let bad = sheet(&["activity", "label", "component", "source"], &rows);
    let seen = browser.upload("/exercice/P127328~2021/ptba", &bad).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        seen.text.contains("Ligne 3\u{202f}: composante inconnue, «\u{202f}9Z\u{202f}»."),
        "{}",
        seen.text
    );
    assert!(seen.text.contains("Ligne 4\u{202f}: composante inconnue."));
    assert!(!seen.text.contains("<script") && carried(&seen.text).is_empty());
    let other = sheet(&["nom", "libellé", "x", "y"], &[["1", "2", "3", "4"]]);
    let seen = browser.upload("/exercice/P127328~2021/ptba", &other).await;
    assert!(seen.text.contains("Aucune feuille n’a de colonne"), "{}", seen.text);
    for bytes in [b"".as_slice(), &[0; 2048]] {
        let seen = browser.upload("/exercice/P127328~2021/ptba", bytes).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let forged = [("lines", "AAAA"), ("page", "x")];
    let seen = browser.post("/exercice/P127328~2021/ptba/preparer", &forged).await;
    assert_eq!(seen.status, StatusCode::BAD_REQUEST);
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn the_accounts_are_read_by_a_saved_layout() {
    let fake = Fake::default();
    let browser = planner(&fake).await;
    let page = browser.get("/exercice/P127328~2021/depenses").await.text;
    assert!(page.contains("<option value=\"TOMPRO\" selected>Correspondance TOMPRO"));
    assert!(page.contains("/programme/P127328/saisir/SaveMapping?columns.0.column=reference"));
    let text = "Journal de caisse;;\nN° pièce;Date;Débit\nBQ-12;30/09/2021;1 240 000\n";
    let seen =
        sent_as(&browser, "/exercice/P127328~2021/depenses", text.as_bytes(), "TOMPRO").await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    for said in ["BQ-12", "1\u{202f}240\u{202f}000", "30\u{a0}sept. 2021"] {
        assert!(seen.text.contains(said), "{said}");
    }
    let fields = carried(&seen.text);
    let pairs: Vec<_> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = browser.post("/exercice/P127328~2021/depenses/preparer", &pairs).await;
    let to = seen.header(header::LOCATION);
    assert!(to.starts_with("/exercice/P127328~2021/saisir/ImportExpenditure?"), "{to}");
    assert!(to.contains("mapping=TOMPRO") && !to.contains("total"), "{to}");
    let (rpc, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(rpc, "StageExpenditureLines");
    let said = message.to_string();
    assert!(said.contains("2021-09-30") && said.contains("1240000"), "{said}");
    // Without a layout the same file has none of our columns.
    let seen = sent_as(&browser, "/exercice/P127328~2021/depenses", text.as_bytes(), "").await;
    assert!(seen.text.contains("Aucune feuille n’a de colonne"), "{}", seen.text);
}

async fn sent_as(browser: &Browser, path: &str, bytes: &[u8], way: &str) -> Seen {
    let mut body = Vec::new();
    let part = "------x\r\nContent-Disposition: form-data; name=";
    body.extend(format!("{part}\"file\"; filename=\"T3.csv\"\r\n\r\n").bytes());
    body.extend(bytes);
    body.extend(format!("\r\n{part}\"way\"\r\n\r\n{way}\r\n------x--\r\n").bytes());
    let request = Request::post(path)
        .header(header::COOKIE, &browser.cookie)
        .header(header::HOST, "localhost")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=----x");
    browser.send(request.body(Body::from(body)).unwrap()).await
}

#[tokio::test]
async fn who_only_reads_imports_nothing() {
    let fake = Fake::default();
    for browser in [Browser::on(&fake).await, Browser::on(&fake).await.acting_as("auditeur").await]
    {
        for path in ["/exercice/P127328~2021/ptba", "/exercice/P127328~2021/depenses"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{path}");
            let seen = browser.post(&format!("{path}/preparer"), &[("lines", "")]).await;
            assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
    let past = "/exercice/P127328~2021?effet=2021-12-31";
    let page = planner(&fake).await.get(past).await.text;
    assert!(!page.contains("/saisir") && !page.contains("Importer"));
}

#[tokio::test]
async fn hostile_words_of_a_programme_stay_words() {
    let fake = Fake { hostile: true, ..Fake::default() };
    let browser = planner(&fake).await;
    for path in ["/p/P127328/fiche", "/exercice/P127328~2021", "/zone/ML2-BLA", "/revue/ML-REVUE-1"]
    {
        let page = browser.get(path).await.text;
        assert!(!page.contains("<script"), "{path}");
        assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"), "{path}");
    }
}
