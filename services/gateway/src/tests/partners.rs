//! Partners: what a coordination, a partner and a visitor see.

use workbooks::{Book, Column, Kind, Sheet, Value, Workbook};

use super::*;

async fn coordination(fake: &Fake) -> Browser {
    Browser::on(fake).await.acting_as("coordination").await
}

#[tokio::test]
async fn a_collaboration_says_how_far_it_is_and_what_closure_waits_for() {
    let browser = coordination(&Fake::default()).await;
    let page = browser.get("/collaboration/PAM-2019").await.text;
    for said in [
        "<h1>Transferts en période de soudure</h1>",
        "href=\"/p/P127328/collaborations\">Partenaires</a> · PAM-2019",
        "<li class=\"done\">négociée<br><span class=\"muted\">non documenté",
        "<li class=\"now\" aria-current=\"step\">en cours<br><span class=\"muted\">26\u{a0}sept. 2019",
        "L’avenant A1 est ouvert",
        "title=\"225\u{202f}000\u{202f}000\u{a0}FCFA\">225</a>",
        "/collaboration/PAM-2019/historique?figure=outstanding/V1",
        "La revue finale n’est pas inscrite.",
        "Coordination</a>",
        "en retard",
        "/rectification/collaboration:PAM-2019/saisir/ExplainAnomaly?anomaly=",
        "/collaboration/PAM-2019/saisir/EndCollaboration",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let english = browser.get("/collaboration/PAM-2019?lang=en").await.text;
    for said in
        ["not documented", "Amendment A1 is open", "225,000,000\u{a0}FCFA", "Explain an anomaly"]
    {
        assert!(english.contains(said), "{said}");
    }
}

#[tokio::test]
async fn registers_lead_to_what_they_list_and_can_be_taken_along() {
    let browser = coordination(&Fake::default()).await;
    for (register, said) in [
        ("collaborations", "href=\"/collaboration/PAM-2019\">PAM-2019</a>"),
        ("appuis", "href=\"/appui/ATELIER-2017\">ATELIER-2017</a>"),
        ("appuis", "Participants\u{202f}: environ 60"),
        ("partage", "href=\"/accord-de-partage/ANAM-FICHIER\">ANAM-FICHIER</a>"),
        ("transferts", "93,00\u{202f}%"),
        ("referencements", "href=\"/trimestre/P127328%3AML040302%3A2019-Q4\">ML040302</a>"),
        ("chevauchements", "plusieurs partenaires"),
        ("concertations", "href=\"/concertation/CADRE-PTF\">CADRE-PTF</a>"),
    ] {
        let path = format!("/p/P127328/{register}");
        let page = browser.get(&path).await.text;
        assert!(page.contains(said), "{register}: {said}");
        assert!(
            page.contains("btn primary") || register == "transferts",
            "{register} adds nothing"
        );
        let csv = browser.get(&format!("{path}?format=csv&lang=en")).await.text;
        assert!(csv.contains("position in the journal,provenance"), "{register}: {csv}");
        let sheet = browser.get(&format!("{path}?format=xlsx")).await;
        assert!(sheet.bytes.starts_with(b"PK"), "{register}");
    }
    let csv = browser.get("/accord-de-partage/ANAM-FICHIER").await.text;
    assert!(csv.contains("<code title=\"abab") && csv.contains(">abababababab</code>"));
}

#[tokio::test]
async fn a_rate_says_of_what_it_is_and_what_is_secondary_stands_below() {
    let browser = coordination(&Fake::default()).await;
    let page = browser.get("/p/P127328/transferts").await.text;
    for said in ["1\u{202f}500", "Répondus", "930 sur 1\u{202f}000 répondus"] {
        assert!(page.contains(said), "{said}");
    }
    let heads = |page: &str| page.matches("<th scope=\"col\"").count();
    assert!(heads(&page) < 10, "{} columns", heads(&page));
    assert!(page.contains("<div class=\"muted small\">") && page.contains("Rejetés 20"));
    let csv = browser.get("/p/P127328/transferts?format=csv&lang=en").await.text;
    let line = csv.lines().nth(1).unwrap();
    assert!(line.contains("Rejected") && line.contains("Answered"), "{line}");
}

#[tokio::test]
async fn a_place_is_called_by_its_name_where_programmes_know_it() {
    let browser = coordination(&Fake::default()).await;
    let page = browser.get("/p/P127328/referencements").await.text;
    assert!(page.contains(">Bla</td>") && !page.contains("ML2-BLA"), "{page}");
    assert!(page.contains(">ML040302</a>"), "nobody knows this one");
    for page in ["/p/P127328/collaborations", "/collaboration/PAM-2019"] {
        let page = browser.get(page).await.text;
        assert!(page.contains("Bla, ML0402") && !page.contains("ML2-BLA"), "{page}");
    }
}

#[tokio::test]
async fn who_somebody_is_is_told_to_those_who_act() {
    let fake = Fake::default();
    let visitor = Browser::on(&fake).await.get("/partenaire/UNICEF").await.text;
    assert!(visitor.contains("Point focal") && !visitor.contains("Personne fictive"));
    let page = coordination(&fake).await.get("/partenaire/UNICEF").await.text;
    assert!(page.contains("Personne fictive"));
    for said in ["Fonds des Nations Unies pour l’enfance", "Transferts en période", "Interventions"]
    {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn nothing_of_partners_is_entered_into_the_past() {
    let fake = Fake::default();
    let browser = coordination(&fake).await;
    let past = "effet=2019-09-28&connu=2019-09-28";
    for path in fake::pages().into_iter().filter(|path| {
        crate::pages::partners::SERVICE.sections[0]
            .owns
            .iter()
            .any(|owned| path.starts_with(owned) && !path.contains("saisir"))
            && !path.contains("nouve")
            && !path.starts_with("/referencements/")
    }) {
        let mark = if path.contains('?') { '&' } else { '?' };
        let page = browser.get(&format!("{path}{mark}{past}")).await.text;
        assert!(page.contains("Vous consultez le passé"), "{path}");
        for act in ["saisir", "/nouvelle", "/nouveau", "btn primary"] {
            assert!(!page.contains(act), "{path} offers {act}");
        }
    }
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn a_part_of_a_page_is_led_to_at_the_moment_that_is_looked_at() {
    let browser = coordination(&Fake::default()).await;
    let past = "effet=2019-09-28&connu=2019-09-28";
    let page = browser.get(&format!("/?{past}")).await.text.replace("&#38;", "&");
    let page = page.replace("&amp;", "&");
    assert!(page.contains(&format!("/collaboration/PAM-2019?{past}#livrables")), "{page}");
    let page = browser.get("/").await.text;
    assert!(page.contains("/collaboration/PAM-2019#livrables"));
}

#[tokio::test]
async fn a_report_leads_back_to_itself() {
    let fake = Fake::default();
    let browser = coordination(&fake).await;
    let lines = [
        ("act.programme", "P127328"),
        ("area", "ml040302"),
        ("quarter", "2019-Q4"),
        ("reporter", "UTGFS"),
        ("lines.0.service", "SERVICE_KIND_HEALTH"),
        ("lines.0.identified", "12"),
    ];
    let seen = browser.post("/referencements/trimestre", &lines).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text);
    let to = seen.header(header::LOCATION);
    assert_eq!(to, "/trimestre/P127328%3AML040302%3A2019-Q4?min=8412");
    assert_eq!(browser.get(to).await.status, StatusCode::OK);
    let gone = browser.get("/trimestre/P127328:ML040399:2019-Q4").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_correction_names_what_it_corrects() {
    let fake = Fake::default();
    let browser = coordination(&fake).await;
    let told = [("event_id", "00000000-0000-5000-8000-000000009000"), ("reason", "Erreur")];
    for (subject, reference, programme) in [
        ("collaboration:PAM-2019", "PAM-2019", "P127328"),
        ("counts:P127328:ML040302:2019-Q4", "ML040302/2019-Q4", "P127328"),
    ] {
        let path = format!("/rectification/{subject}/saisir/VoidEntry");
        let form = browser.get(&path).await.text;
        let hidden = format!("name=\"act.programme\" value=\"{programme}\"");
        assert!(form.contains(&hidden), "{subject} has no programme");
        let seen = browser.post(&path, &told).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text);
        let (rpc, message) = fake.told.lock().unwrap().sent.pop().unwrap();
        assert_eq!(rpc, "VoidEntry");
        let field = |name: &str| message.get_field_by_name(name).unwrap().into_owned();
        assert_eq!(field("reference").as_str(), Some(reference));
        let back = browser.get(seen.header(header::LOCATION)).await;
        assert_eq!(back.status, StatusCode::SEE_OTHER);
        assert!(back.header(header::LOCATION).ends_with("?min=8412"), "what is new is forgotten");
    }
}

const FORM: &str = "/p/P127328/interventions/fiche";

/// A form as it came back: institution, service, place, period, planned and reached.
fn form(rows: &[[&str; 6]]) -> Vec<u8> {
    let keys = ["institution", "service", "area", "period", "planned", "reached", "amount"];
    let columns = keys.map(|key| Column::new(key.to_uppercase(), Kind::Text).key(key));
    let row = |row: &[&str; 6]| row.iter().map(|text| Value::text(*text)).collect();
    let sheet = Sheet {
        name: "Fiche".into(),
        columns: columns.into(),
        rows: rows.iter().map(row).collect(),
        ..Sheet::default()
    };
    let book = Book::of(vec![sheet]).tell("form", "interventions").tell("programme", "P127328");
    book.tell("reporter", "UTGFS").xlsx().unwrap()
}

#[tokio::test]
async fn a_collection_form_leaves_with_what_was_reported_last() {
    let browser = coordination(&Fake::default()).await;
    let page = browser.get(FORM).await.text;
    assert!(page.contains("<option value=\"FAO\"") && page.contains("name=\"periode\""));
    let blank = |period: &str| format!("{FORM}.xlsx?structure=UTGFS&periode={period}");
    for (period, reached) in [("2016", "900"), ("2017", "")] {
        let seen = browser.get(&blank(period)).await;
        let book = Workbook::read(&seen.bytes).unwrap();
        assert_eq!(book.told["reporter"], "UTGFS");
        let lines = book.pages[0].lines(&["institution", "service", "reached"]).unwrap();
        let first = lines.iter().next().unwrap();
        assert_eq!(first.text("institution"), "FAO");
        assert_eq!(first.text("service"), "Transferts monétaires");
        assert_eq!(first.text("period"), period);
        assert_eq!(first.text("reached"), reached, "{period}: counts are of their own period");
    }
    let seen = browser.get(&format!("{FORM}.xlsx?structure=%3Cx%3E")).await;
    assert_eq!(seen.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_collection_form_is_looked_at_then_recorded_once() {
    let fake = Fake::default();
    let browser = coordination(&fake).await;
    let rows = [
        ["UNICEF", "Nutrition", "ml0106", "2016-q4", "20", "12"],
        ["UNICEF", "Santé", "ML0106", "2017", "5", "5"],
    ];
    let seen = browser.upload(FORM, &form(&rows)).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.text);
    assert!(seen.text.contains("nouvelle"), "{}", seen.text);
    assert!(fake.told.lock().unwrap().sent.is_empty(), "something is sent before anybody agreed");
    let carried = sessions::carried(&seen.text);
    let carried: Vec<_> = carried.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let mut ids = Vec::new();
    for _ in 0..2 {
        let seen = browser.post(&format!("{FORM}/inscrire"), &carried).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text);
        for (rpc, message) in std::mem::take(&mut fake.told.lock().unwrap().sent) {
            assert_eq!(rpc, "ReportInterventions");
            let act = message.get_field_by_name("act").unwrap().into_owned();
            let id = act.as_message().unwrap().get_field_by_name("command_id").unwrap();
            let period = message.get_field_by_name("period").unwrap();
            ids.push((period.as_str().unwrap().to_owned(), id.as_str().unwrap().to_owned()));
        }
    }
    assert_eq!(ids.len(), 4);
    assert_eq!((&ids[0].0[..], &ids[1].0[..]), ("2016-Q4", "2017"));
    assert_eq!(ids[..2], ids[2..], "the same form again is another command");
    assert_ne!(ids[0].1, ids[1].1);
    fake.answers(Err(tonic::Status::unavailable("gone")));
    let seen = browser.post(&format!("{FORM}/inscrire"), &carried).await;
    assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE);
    let again = sessions::carried(&seen.text);
    let again: Vec<_> = again.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    fake.told.lock().unwrap().sent.clear();
    let seen = browser.post(&format!("{FORM}/inscrire"), &again).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER, "{}", seen.text);
    let sent = std::mem::take(&mut fake.told.lock().unwrap().sent);
    assert_eq!(sent.len(), 1, "the other period was recorded");
    let act = sent[0].1.get_field_by_name("act").unwrap().into_owned();
    let id = act.as_message().unwrap().get_field_by_name("command_id").unwrap();
    assert_eq!(id.as_str(), Some(ids[0].1.as_str()), "the same question again");
}

#[tokio::test]
async fn what_is_wrong_with_a_collection_form_is_told_line_by_line() {
    let fake = Fake::default();
    let browser = coordination(&fake).await;
    let rows = [
        ["NOBODY", "Nutrition", "ML0106", "2016", "20", "12"],
        ["UNICEF", "Magie", "ML0106", "2016-09-28", "20", ""],
        ["UNICEF", "Nutrition", "ML0106", "2016", "20", "douze"],
        ["UNICEF", "Nutrition", "ML0106", "2017", "20", "12"],
        ["UNICEF", "Nutrition", "ML0106", "2017", "20", "13"],
    ];
    let seen = browser.upload(FORM, &form(&rows)).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(seen.text.matches("INSTITUTION").count(), 1, "{}", seen.text);
    assert_eq!(seen.text.matches("SERVICE").count(), 1);
    assert_eq!(seen.text.matches("PERIOD").count(), 1);
    assert_eq!(seen.text.matches("REACHED").count(), 2);
    assert!(seen.text.contains("sont déjà plus haut"));
    assert!(!seen.text.contains("fiche/inscrire"), "what is wrong can be recorded");
    let unchanged = form(&[["FAO", "Transferts monétaires", "ML0106", "2016", "900", "900"]]);
    let seen = browser.upload(FORM, &unchanged).await;
    // An amount that is left out says that there is none: the line is replaced.
    assert!(seen.text.contains("remplace") && seen.text.contains("900 / 900"), "{}", seen.text);
    let seen = browser.upload(FORM, b"PK nothing").await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_closing_agreement_lists_what_is_still_done_together_or_says_it_does_not_know() {
    let browser = coordination(&Fake::default()).await;
    let page = browser.get("/p/P127328/cloture").await.text;
    for said in [
        "Collaboration encore ouverte\u{202f}: Transferts en période de soudure",
        "UTGFS · suspendue · 31\u{a0}décembre 2020",
        "Les collaborations ouvertes ne sont pas connues",
    ] {
        assert!(page.contains(said), "{said}");
    }
    let english = browser.get("/p/P127328/cloture?lang=en").await.text;
    assert!(english.contains("Open collaborations are not known"));
}

#[tokio::test]
async fn an_agenda_that_asks_for_collaborations_gets_their_table() {
    let browser = coordination(&Fake::default()).await;
    for page in ["/session/ML-CTN-18", "/session/ML-CTN-17/compte-rendu"] {
        let page = browser.get(page).await.text;
        assert!(page.contains("id=\"collaborations\""), "no card");
        assert!(page.contains("href=\"/collaboration/PAM-2019\">PAM-2019</a>"), "no table");
    }
    let page = browser.get("/session/ML-CTN-18").await.text;
    assert!(page.contains("situation au 28\u{a0}septembre 2019"), "as of another day");
    let letter = browser.get("/session/ML-CTN-17/compte-rendu.docx").await;
    let text = sessions::letter(&letter);
    assert!(text.contains("PAM-2019") && text.contains("XOF"), "not in the letter");
}
