//! Committees: what a secretary, a member and a visitor see, and what comes back from offline.

use std::io::Cursor;

use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};
use workbooks::{Book, Column, Kind, Sheet, Value, Workbook};

use super::*;

async fn secretary(fake: &Fake) -> Browser {
    Browser::on(fake).await.acting_as("coordination").await
}

#[tokio::test]
async fn a_session_is_read_from_convocation_to_minutes() {
    let browser = secretary(&Fake::default()).await;
    let page = browser.get("/session/ML-CTN-18").await.text;
    for said in [
        "<h1>18ᵉ session</h1>",
        "Comité technique national</a>",
        "26\u{a0}–\u{2060}\u{a0}28\u{a0}septembre 2019",
        "Motel Savane, salle Kalanblo, Ségou",
        "coprésidée par Coordonnateur du programme (UTGFS), Directeur national (UTGFS)",
        "représentant Gouverneur",
        "<li class=\"done\">Dossier figé",
        "<li class=\"now\" aria-current=\"step\">Délibérations<br><span class=\"muted\">jour 3 sur 3",
        "Points conclus\u{202f}: 1 sur 3",
        "<span class=\"tag ok\">adopté</span>",
        "<span class=\"tag live\">en débat</span>",
        "<span class=\"tag off\">à venir</span>",
        "14 / 19",
        "Quorum requis\u{202f}: 10 membres",
        "environ 4",
        "Taux d’exécution 69\u{202f}% · 9 exécutées, 3 en cours, 1 en retard",
        "en retard · 90 j",
        "href=\"/accord/TF0A2384\"",
        "Le jour de la semaine contredit la date",
        "/session/ML-CTN-18/saisir/ConcludeItem?item=2",
        "/recommandations/nouvelle?session=ML-CTN-18",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert_eq!(page.matches("btn primary").count(), 0, "an item is open: it cannot be closed yet");
    let english = browser.get("/session/ML-CTN-17?lang=en").await.text;
    for said in ["17th session", "validated", "June 2019", "by CTN-18", "Numbers are missing"] {
        assert!(english.contains(said), "{said}");
    }
}

#[tokio::test]
async fn what_is_coming_and_who_sleeps_is_told() {
    let browser = secretary(&Fake::default()).await;
    let page = browser.get("/p/P127328/sessions").await.text;
    assert!(page.contains("<h3>décembre 2019</h3>") && page.contains("année déduite"));
    assert!(page.contains("aria-current=\"page\">Sessions"));
    assert!(page.contains("class=\"inner\"") && page.contains("Missions de contrôle"));
    let map = browser.get("/p/P127328/instances").await.text;
    assert!(map.contains("en sommeil depuis le 1ᵉʳ\u{a0}janvier 2019"));
    assert!(map.contains("sans session depuis 400 jours"));
    let ages = browser.get("/p/P127328/recommandations").await.text;
    assert!(ages.contains("Ancienneté par structure") && ages.contains("structure=UTGFS"));
    let overview = browser.get("/").await.text;
    assert!(overview.contains("CNP · en sommeil") && overview.contains("18ᵉ session"));
}

#[tokio::test]
async fn what_a_mission_contradicts_is_said_and_explained() {
    let browser = secretary(&Fake::default()).await;
    let page = browser.get("/mission/ML-BM-2014-04").await.text;
    assert!(page.contains("Cette mission est close"), "{page}");
    let to = "/mission/ML-BM-2014-04/saisir/ExplainMissionAnomaly?anomaly=5d5c1b1e";
    assert!(page.contains(to));
    let form = browser.get("/mission/ML-BM-2014-04/saisir/ExplainMissionAnomaly").await.text;
    for said in ["Expliquer une anomalie", "Anomalie", "Explication", "Cette mission est close"] {
        assert!(form.contains(said), "{said}");
    }
}

#[tokio::test]
async fn nothing_of_a_session_is_entered_into_the_past() {
    let fake = Fake::default();
    let browser = secretary(&fake).await;
    let past = "effet=2019-09-28&connu=2019-09-28";
    for path in [
        "/session/ML-CTN-18",
        "/session/ML-CTN-18/suivi",
        "/session/ML-CTN-17/compte-rendu",
        "/p/P127328/sessions",
        "/p/P127328/recommandations",
        "/p/P127328/instances",
        "/instance/ML-CTN",
        "/recommandation/ML-CTN-17-R2",
        "/blocage/ML-CTN-18-B1",
        "/mission/ML-BM-2014-04",
    ] {
        let page = browser.get(&format!("{path}?{past}")).await.text;
        assert!(page.contains("Vous consultez le passé"), "{path}");
        for act in ["saisir", "method=\"post\"", "/nouvelle", "/nouveau", "btn primary"] {
            assert!(!page.contains(act), "{path} offers {act}");
        }
        assert!(page.contains("effet=2019-09-28"), "{path} forgets the dates");
    }
    for path in ["/session/ML-CTN-18/presences", "/p/P127328/recommandations/avancement"] {
        let seen = browser.get(&format!("{path}?{past}")).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn whoever_convenes_reads_what_it_takes_and_all_that_is_missing() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let form = "/session/ML-CTN-18/saisir/ConveneSession";
    assert!(browser.get(form).await.text.contains("Il faut un ordre du jour, des dates"));
    let reasons = "sessions-place-missing,sessions-president-missing".to_owned();
    let details = ErrorDetails::with_error_info(
        "sessions-convening-incomplete",
        "jalon",
        [("reasons".to_owned(), reasons)],
    );
    fake.answers(Err(Status::with_error_details(Code::FailedPrecondition, "no", details)));
    let seen = browser.post(form, &[]).await;
    for said in
        ["La session ne peut pas encore être convoquée", "Le lieu manque.", "Personne ne préside."]
    {
        assert!(seen.text.contains(said), "{said}");
    }
}

#[tokio::test]
async fn what_a_recommendation_is_about_is_named_and_led_to() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/recommandation/ML-CTN-17-R2").await.text;
    for said in [
        "href=\"/p/P127328\">Programme · Filets sociaux Jigisemejiri</a>",
        "href=\"/p/P127328/phases\">Phase 2 · Filets sociaux Jigisemejiri</a>",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn every_line_of_a_history_says_what_it_set() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/session/ML-CTN-18/historique?figure=state").await.text;
    for said in ["Session ouverte", "ouverte", "reconstitué", "aria-current=\"true\">État"] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains("\u{202f}: Ségou\u{202f}; "), "{page}");
    let page = browser.get("/session/ML-CTN-18/historique?lang=en").await.text;
    assert!(page.contains(": Ségou; ") && !page.contains("\u{202f}: Ségou"), "{page}");
    let csv = browser.get("/instance/ML-CTN/historique?format=csv&lang=en").await.text;
    assert!(csv.contains("Session planned") && csv.contains("8399"));
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let fake = Fake { hostile: true, ..Fake::default() };
    let browser = secretary(&fake).await;
    for path in fake::pages().into_iter().filter(|path| !path.contains("accord")) {
        let page = browser.get(path).await.text;
        assert!(!page.contains("<script"), "{path}");
    }
    let page = browser.get("/session/ML-CTN-18").await.text;
    assert!(page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"));
}

#[tokio::test]
async fn a_committee_without_anything_has_no_page() {
    let browser = secretary(&Fake { empty: true, ..Fake::default() }).await;
    for path in
        ["/session/ML-CTN-18", "/instance/ML-CTN", "/recommandation/X", "/session/X/session.ics"]
    {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn sessions_go_into_a_calendar() {
    let browser = Browser::on(&Fake::default()).await;
    let all = browser.get("/p/P127328/sessions/calendrier.ics").await;
    assert_eq!(all.header(header::CONTENT_TYPE), "text/calendar; charset=utf-8");
    assert_eq!(all.text.matches("BEGIN:VEVENT").count(), 2, "known to the month: no day");
    for line in [
        "DTSTART;VALUE=DATE:20190926\r\n",
        "DTEND;VALUE=DATE:20190929\r\n",
        "SUMMARY:18ᵉ session · Comité technique national\r\n",
        "LOCATION:Motel Savane\\, salle Kalanblo\\, Ségou\r\n",
        "STATUS:TENTATIVE\r\n",
    ] {
        assert!(all.text.contains(line), "{line}");
    }
    let one = browser.get("/session/ML-CTN-18/session.ics").await.text;
    assert_eq!(one.matches("BEGIN:VEVENT").count(), 1);
}

pub(super) fn letter(seen: &Seen) -> String {
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    assert!(seen.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert!(seen.bytes.len() < 60_000);
    let mut zip = zip::ZipArchive::new(Cursor::new(&seen.bytes)).unwrap();
    std::io::read_to_string(zip.by_name("word/document.xml").unwrap()).unwrap()
}

#[tokio::test]
async fn letters_are_ready_to_be_signed() {
    let browser = Browser::on(&Fake::default()).await;
    let text = letter(&browser.get("/session/ML-CTN-18/convocation.docx").await);
    assert!(text.contains("Convocation · 18ᵉ session") && text.contains("Copréside"));
    assert!(text.contains("nº\u{a0}8\u{202f}401"), "the frozen dossier");
    let text = letter(&browser.get("/session/ML-CTN-18/emargement.docx").await);
    assert_eq!(text.matches("<w:br w:type=\"page\"/>").count(), 2, "a sheet a day");
    assert!(text.contains("28\u{a0}septembre 2019") && text.contains("dnpses"));
    assert!(!text.contains("Ancien siège"));
    let text = letter(&browser.get("/session/ML-CTN-17/compte-rendu.docx").await);
    for said in ["Compte rendu · 17ᵉ session", "Et la suite.", "Pris acte", "Directeur national"]
    {
        assert!(text.contains(said), "{said}");
    }
    let text = letter(&browser.get("/session/ML-CTN-18/suivi.docx").await);
    assert!(
        text.contains("Taux d’exécution 69\u{202f}%") && text.contains("en retard · 90\u{a0}j")
            || text.contains("en retard · 90 j")
    );
    let none = browser.get("/session/ML-CTN-18/compte-rendu.docx").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "nothing is drafted");
}

/// The hidden fields of a preview, as the browser would send them.
pub(super) fn carried(page: &str) -> Vec<(String, String)> {
    let fields = page.split("<input type=\"hidden\" name=\"").skip(1);
    fields
        .map(|field| {
            let (name, rest) = field.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        })
        .collect()
}

fn filled(columns: &[&str], rows: Vec<Vec<Value>>, told: [(&str, &str); 3]) -> Vec<u8> {
    let columns = columns.iter().map(|key| Column::new(*key, Kind::Text).key(key)).collect();
    let sheet = Sheet { name: "a".into(), columns, rows, ..Sheet::default() };
    let book = Book::of(vec![sheet]);
    told.into_iter().fold(book, |book, (name, value)| book.tell(name, value)).xlsx().unwrap()
}

#[tokio::test]
async fn attendance_leaves_as_a_form_and_comes_back_as_a_command() {
    let fake = Fake::default();
    let browser = secretary(&fake).await;
    let blank = browser.get("/session/ML-CTN-18/presences.xlsx").await;
    assert!(blank.bytes.len() < 60_000, "{} bytes", blank.bytes.len());
    let book = Workbook::read(&blank.bytes).unwrap();
    assert_eq!(book.told["session"], "ML-CTN-18");
    assert_eq!(book.told["day"], "2019-09-26");
    let lines = book.pages[0].lines(&["seat", "standing", "count"]).unwrap();
    let seats: Vec<_> = lines.iter().map(|line| line.text("seat")).collect();
    assert_eq!(seats, ["dnpses", "utgfs"], "whose mandate has ended is not on it");

    let path = "/session/ML-CTN-18/presences";
    assert_eq!(browser.get(path).await.status, StatusCode::OK);
    let told = [("form", "attendance"), ("session", "ML-CTN-18"), ("day", "2019-09-26")];
    let columns = ["seat", "office", "label", "standing", "count"];
    let row = |seat: &str, label: &str, standing: &str, count: Value| {
        vec![Value::text(seat), Value::Empty, Value::text(label), Value::text(standing), count]
    };
    let rows = vec![
        row("dnpses", "", "Membre", Value::whole(1)),
        row("utgfs", "", "Membre", Value::Empty),
        row("", "ANAM", "Guest", Value::whole(4)),
    ];
    let seen = browser.upload(path, &filled(&columns, rows, told)).await;
    assert_eq!(seen.status, StatusCode::OK, "it left in the other language: {}", seen.text);
    assert!(seen.text.contains("value=\"STANDING_GUEST\""), "{}", seen.text);
    assert!(seen.text.contains("Rien n’est encore inscrit") && seen.text.contains("ANAM"));
    assert!(fake.told.lock().unwrap().sent.is_empty());
    let carried = carried(&seen.text);
    let pairs: Vec<_> =
        carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let seen = browser.post("/session/ML-CTN-18/saisir/RecordAttendance", &pairs).await;
    assert_eq!(seen.header(header::LOCATION), "/session/ML-CTN-18?min=8412", "{}", seen.text);
    let (rpc, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(rpc, "RecordAttendance");
    let said = message.to_string();
    assert!(said.contains("ML-CTN-18") && said.contains("ANAM") && said.contains("2019-09-26"));
    assert_eq!(said.matches("standing").count(), 2, "an empty line is nobody: {said}");
}

#[tokio::test]
async fn what_cannot_be_read_is_told_by_row() {
    let browser = secretary(&Fake::default()).await;
    let path = "/session/ML-CTN-18/presences";
    let columns = ["seat", "office", "label", "standing", "count"];
    let told = [("form", "attendance"), ("session", "ML-CTN-18"), ("day", "2019-09-26")];
    let bad = vec![vec![
        Value::text("dnpses"),
        Value::Empty,
        Value::Empty,
        Value::text("Président"),
        Value::text("<script>"),
    ]];
    let seen = browser.upload(path, &filled(&columns, bad, told)).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("Ligne 3, colonne «\u{202f}count\u{202f}»"), "{}", seen.text);
    assert!(!seen.text.contains("<script") && carried(&seen.text).is_empty());
    let other = [("form", "attendance"), ("session", "ML-CTN-17"), ("day", "")];
    let seen = browser.upload(path, &filled(&columns, Vec::new(), other)).await;
    assert!(seen.text.contains("ML-CTN-17"));
    for bytes in [b"".as_slice(), b"no workbook", &[0; 2048]] {
        let seen = browser.upload(path, bytes).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let large = browser.upload(path, &vec![7; 3 << 20]).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(large.text.contains("fait 1 Mio au plus"), "{}", large.text);
    let row = || {
        let seat = [Value::Empty, Value::Empty, Value::text("ANAM"), Value::text("invité")];
        seat.into_iter().chain([Value::whole(1)]).collect()
    };
    let told = [("form", "attendance"), ("session", "ML-CTN-18"), ("day", "2019-09-26")];
    for (rows, status) in [(200, StatusCode::OK), (201, StatusCode::UNPROCESSABLE_ENTITY)] {
        let rows = (0..rows).map(|_| row()).collect();
        let seen = browser.upload(path, &filled(&columns, rows, told)).await;
        assert_eq!(seen.status, status, "all of them would not be recorded");
    }
}

#[tokio::test]
async fn every_line_of_a_long_form_is_recorded_and_words_alone_leave_the_percentage() {
    let fake = Fake::default();
    let browser = secretary(&fake).await;
    let path = "/p/P127328/recommandations/avancement";
    let columns = ["recommendation", "text", "progress", "percent", "claimed"];
    let told = [("form", "progress"), ("programme", "P127328"), ("day", "")];
    let row = |name: String| {
        let said = [Value::text(name), Value::Empty, Value::text("Mission faite")];
        said.into_iter().chain([Value::Empty, Value::Empty]).collect()
    };
    let rows =
        (0..251).map(|at| row(if at == 0 { "ML-CTN-17-R2".into() } else { format!("R{at}") }));
    let seen = browser.upload(path, &filled(&columns, rows.collect(), told)).await;
    let carried = carried(&seen.text);
    let pairs: Vec<_> =
        carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post("/p/P127328/recommandations/avancement/inscrire", &pairs).await;
    let sent: Vec<_> = fake.told.lock().unwrap().sent.drain(..).collect();
    assert_eq!(sent.len(), 251);
    assert!(sent[0].1.to_string().contains("percent:40"), "{}", sent[0].1);
}

#[tokio::test]
async fn progress_is_recorded_line_by_line() {
    let fake = Fake::default();
    let browser = secretary(&fake).await;
    let blank = browser.get("/p/P127328/recommandations/avancement.xlsx").await;
    assert!(blank.bytes.len() < 60_000);
    let book = Workbook::read(&blank.bytes).unwrap();
    assert_eq!(book.pages[0].lines(&["recommendation", "claimed"]).unwrap().iter().count(), 2);

    let path = "/p/P127328/recommandations/avancement";
    let columns = ["recommendation", "text", "progress", "percent", "claimed"];
    let told = [("form", "progress"), ("programme", "P127328"), ("day", "")];
    let row = |name: &str, said: &str, percent: Value, claimed: &str| {
        vec![Value::text(name), Value::Empty, Value::text(said), percent, Value::text(claimed)]
    };
    let rows = vec![
        row("ML-CTN-17-R2", "Ciblage achevé", Value::whole(80), "non"),
        // Both languages: the form may have left in the other one.
        row("ML-CTN-16-R7", "Publié", Value::Empty, "yes"),
        row("ML-CTN-16-R9", "", Value::Empty, ""),
    ];
    let seen = browser.upload(path, &filled(&columns, rows, told)).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    let carried = carried(&seen.text);
    assert_eq!(carried.len(), 10, "five fields for each of two lines");
    let pairs: Vec<_> =
        carried.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let record = "/p/P127328/recommandations/avancement/inscrire";
    let seen = browser.post(record, &pairs).await;
    assert_eq!(seen.header(header::LOCATION), "/p/P127328/recommandations?min=8412");
    let sent: Vec<_> = fake
        .told
        .lock()
        .unwrap()
        .sent
        .drain(..)
        .map(|(rpc, message)| (rpc, message.to_string()))
        .collect();
    assert_eq!(sent[0].0, "ReportProgress");
    assert!(sent[0].1.contains("80") && sent[0].1.contains("Ciblage"));
    assert_eq!(sent[1].0, "ClaimImplemented");

    let args = std::collections::HashMap::from([("status".to_owned(), "closed".to_owned())]);
    let details = ErrorDetails::with_error_info("sessions-recommendation-forbids", "jalon", args);
    fake.answers(Err(Status::with_error_details(Code::FailedPrecondition, "no", details)));
    let seen = browser.post(record, &pairs).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        seen.text.contains("La recommandation est close\u{202f}: cet acte n’est pas possible.")
    );
    assert!(seen.text.contains("refusé") && seen.text.contains("inscrit"), "the other line is");
    assert!(self::carried(&seen.text).is_empty(), "what was refused had its answer");

    fake.answers(Err(Status::unavailable("gone")));
    let seen = browser.post(record, &pairs).await;
    assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(self::carried(&seen.text), carried[..5], "the same question again");
    assert!(seen.text.contains(&format!("action=\"{record}\"")), "{}", seen.text);
    let form = format!("action=\"{path}\" enctype=\"multipart/form-data\"");
    assert!(seen.text.contains(&form), "another file cannot be handed in: {}", seen.text);
    let seen = browser.get(&format!("{record}?lang=en")).await;
    assert_eq!(seen.header(header::LOCATION), format!("{path}?lang=en"));
}

#[tokio::test]
async fn two_versions_are_compared_and_a_refusal_is_told_in_its_place() {
    let fake = Fake::default();
    let browser = secretary(&fake).await;
    let page = browser.get("/session/ML-CTN-17/compte-rendu/comparaison?de=1&a=2").await.text;
    assert!(page.contains("<del title=\"retiré\">Une phrase.</del>"));
    assert!(page.contains("<ins title=\"ajouté\">Et la suite.</ins>"));
    let details = ErrorDetails::with_error_info(
        "sessions-items-undecided",
        "jalon",
        std::collections::HashMap::from([("items".to_owned(), "2, 3".to_owned())]),
    );
    fake.answers(Err(Status::with_error_details(Code::FailedPrecondition, "no", details)));
    let seen = browser.post("/session/ML-CTN-18/saisir/CloseSession", &[]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("Des points ne sont pas conclus\u{202f}: 2, 3."));
    assert!(seen.text.contains("Revenir à la session sans rien inscrire"));
    let form = browser.get("/session/ML-CTN-18/saisir/ConcludeItem?item=2").await.text;
    assert!(form.contains("name=\"item\" value=\"2\"") && form.contains("id=\"list-item\""));
    assert!(!form.contains("name=\"session\""), "the address says it");
    let plan = browser.get("/sessions/nouvelle?body=ML-CTN").await.text;
    assert!(plan.contains("name=\"body\" value=\"ML-CTN\"") && plan.contains("name=\"session\""));
}
