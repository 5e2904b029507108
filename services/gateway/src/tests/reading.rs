//! Every page, in both languages, before and after there is anything to show.

use std::io::{Read as _, Write as _};

use flate2::{Compression, read::GzDecoder, write::GzEncoder};

use super::*;
use crate::fake::HEAD;

/// Pages of no service in particular.
const PAGES: [&str; 11] = [
    "/",
    "/evenement/7140",
    "/evenement/7141",
    "/evenement/7142",
    "/journal",
    "/journal?flux=public-&avant=7142",
    "/pieces",
    "/abonnements",
    "/moi",
    "/accord/D3480/saisir/PrepareWithdrawal",
    "/accord/D3480/saisir/RecordPayment",
];

fn pages() -> Vec<&'static str> {
    [PAGES.as_slice(), &fake::pages()].concat()
}

fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap().len()
}

#[tokio::test]
async fn every_page_is_there_in_both_languages_and_light() {
    let browser = Browser::on(&Fake::default()).await.acting_as("coordination").await;
    for path in pages() {
        for lang in ["fr", "en"] {
            let join = if path.contains('?') { '&' } else { '?' };
            let seen = browser.get(&format!("{path}{join}lang={lang}")).await;
            assert_eq!(seen.status, StatusCode::OK, "{path} {lang}: {}", seen.text);
            assert!(seen.text.contains(&format!("<html lang=\"{lang}\">")), "{path}");
            assert!(seen.bytes.len() < 200_000, "{path} has {} bytes", seen.bytes.len());
            assert!(compressed(&seen.bytes) < 40_000, "{path} is heavy");
            for foreign in
                [" style=\"", "<script", "Unknown localization", "onclick", "javascript:"]
            {
                assert!(!seen.text.contains(foreign), "{path} has {foreign}");
            }
            let policy = seen.header(header::CONTENT_SECURITY_POLICY);
            assert!(policy.contains("default-src 'self'") && policy.contains("script-src 'none'"));
            assert_eq!(seen.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
            assert!(seen.header(header::SET_COOKIE).starts_with(&format!("lang={lang};")));
        }
    }
}

#[tokio::test]
async fn every_command_has_a_form() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let samples = std::collections::BTreeMap::from_iter(fake::samples());
    for subject in crate::service::subjects() {
        let reference = samples[subject.segment];
        let creations = subject.creates.iter().map(|creation| creation.path.to_owned());
        let own = subject.groups.iter().flat_map(|(_, rpcs)| rpcs.iter());
        for path in creations.chain(own.map(|rpc| subject.form(reference, rpc))) {
            let seen = browser.get(&path).await;
            assert_eq!(seen.status, StatusCode::OK, "{path}");
            assert!(seen.text.contains("name=\"act.command_id\""), "{path}");
            assert!(compressed(&seen.bytes) < 40_000, "{path} is heavy");
        }
    }
}

#[tokio::test]
async fn before_there_is_anything_pages_say_so() {
    let fake = Fake { empty: true, ..Fake::default() };
    let browser = Browser::on(&fake).await;
    assert!(browser.get("/").await.text.contains("Rien à suivre pour l’instant"));
    for path in pages().iter().filter(|path| path.starts_with("/p/") || **path == "/pieces") {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        assert!(seen.text.contains("Aucun"), "{path}");
    }
    assert!(browser.get("/abonnements").await.text.contains("NATS est absent"));
    assert_eq!(browser.get("/accord/H8350").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_narrowed_to_nothing_says_of_what_there_is_nothing() {
    let browser = Browser::on(&Fake { settled: true, ..Fake::default() }).await;
    for (path, said, not) in [
        (
            "/p/P127328/recommandations?structure=IDA",
            "Aucune recommandation n’incombe à cette structure.",
            "Aucune recommandation n’est inscrite",
        ),
        (
            "/p/P127328/recommandations?structure=UTGFS&ouvertes=1",
            "Aucune recommandation ouverte n’incombe à cette structure.",
            "Aucune recommandation n’est inscrite",
        ),
        (
            "/p/P127328/recommandations?ouvertes=1",
            "Aucune recommandation n’est ouverte.",
            "Aucune recommandation n’est inscrite",
        ),
        (
            "/p/P127328/blocages?ouvertes=1",
            "Aucun blocage n’est ouvert.",
            "Aucun blocage n’est inscrit",
        ),
        (
            "/p/P127328/collaborations?ouvertes=1",
            "Aucune collaboration n’est ouverte à cette date.",
            "Aucune collaboration n’est inscrite",
        ),
        (
            "/p/P127328/chevauchements?plusieurs=1",
            "Aucune zone n’a plusieurs partenaires pour le même service à cette date.",
            "Aucune intervention n’est déclarée",
        ),
        (
            "/partenaire/UNICEF/historique",
            "Aucun événement n’est inscrit à cette date.",
            "n’a touché ce chiffre",
        ),
        (
            "/partenaire/UNICEF/historique?figure=name",
            "Aucun événement n’a touché ce chiffre à cette date.",
            "Aucun événement n’est inscrit",
        ),
    ] {
        let page = browser.get(path).await.text;
        assert!(page.contains(said) && !page.contains(not), "{path}: {page}");
    }
}

#[tokio::test]
async fn a_page_is_called_by_what_it_is_about() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    for (path, called) in [
        ("/accord/D3480/saisir/RecordPayment", "Constater le paiement d’une demande · "),
        ("/accord/D3480/saisir", "Saisir un fait · "),
        ("/accord/D3480", "D3480 · "),
    ] {
        let page = browser.get(path).await.text;
        let title = page.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
        assert!(title.contains(called) && title.contains("D3480"), "{path}: {title}");
    }
    let offices = browser.get("/moi").await.text;
    assert!(offices.contains("aria-label=\"Choisir · Coordination\""), "{offices}");
    let empty = Browser::on(&Fake { empty: true, ..Fake::default() }).await;
    assert!(!empty.get("/journal").await.text.contains("class=\"pager\""));
    let page = browser.get("/journal").await.text;
    assert!(page.contains("<nav class=\"pager\" aria-label="), "{page}");
}

#[tokio::test]
async fn a_page_says_when_what_it_shows_may_be_old() {
    let old = Browser::on(&Fake { stale: true, ..Fake::default() }).await;
    let current = Browser::on(&Fake::default()).await;
    for path in ["/p/P127328/financement", "/pieces"] {
        let said = |seen: Seen| seen.text.contains("Cette page peut être incomplète");
        assert!(said(old.get(path).await), "{path}");
        assert!(!said(current.get(path).await), "{path}");
    }
}

#[tokio::test]
async fn an_address_alone_claims_nothing_to_be_recorded() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await;
    let claims = |seen: &Seen| {
        assert_eq!(seen.status, StatusCode::OK);
        seen.text.contains("Inscrit sous le")
    };
    let last = HEAD - 1;
    assert!(claims(&browser.get(&format!("/accord/D3480?min={last}")).await));
    assert_eq!(std::mem::take(&mut fake.told.lock().unwrap().min).pop(), Some(last.to_string()));
    // Where nothing lies yet there is nothing to wait for either.
    for beyond in [HEAD, u64::MAX] {
        assert!(!claims(&browser.get(&format!("/accord/D3480?min={beyond}")).await), "{beyond}");
    }
    assert!(fake.told.lock().unwrap().min.is_empty());
    // No table was asked what it knows.
    assert!(!claims(&browser.get(&format!("/moi?min={last}")).await));
}

#[tokio::test]
async fn what_is_owed_by_the_calendar_is_said_in_words() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/accord/D3480").await.text.replace('\u{a0}', " ");
    for said in [
        "un par période de 3 mois, remis sous 45 jours",
        "celui de l’exercice 2020 au plus tard le 30 novembre 2019",
        "Rapport de suivi financier attendu",
        "période s’achevant le 30 septembre 2019",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[tokio::test]
async fn a_piece_that_is_cited_and_not_kept_is_not_attached() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/evenement/7144").await.text;
    assert!(page.contains("pièce non jointe"), "{page}");
    assert!(!page.contains("href=\"/piece/"), "{page}");
}

#[tokio::test]
async fn figures_are_set_in_french_and_lead_to_their_events() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/p/P127328/financement").await.text;
    assert!(page.contains("Dons IDA"));
    assert!(page.contains(">82,5</a> <small>M\u{a0}DTS · 2 accords</small>"));
    assert!(page.contains("740\u{202f}000\u{202f}000\u{a0}FCFA"));
    assert!(page.contains("href=\"/evenement/8412\">nº\u{a0}8\u{202f}412</a> <span class=\"ill\""));
    assert!(page.contains("historique?figure=disbursed"));
    assert!(page.contains("Blocage\u{202f}: pièces d’un cercle attendues"));
    // Whoever does not see the drawing hears where it leads.
    assert!(page.contains("<svg class=\"line\"") && !page.contains("role=\"img\""));
    let (_, drawn) = page.split_once("<svg class=\"line\"").unwrap();
    let (drawn, _) = drawn.split_once("</svg>").unwrap();
    assert!(drawn.matches("<a href").count() > drawn.matches("class=\"row\"").count(), "{drawn}");
    for link in drawn.split("<a href=").skip(1) {
        let named = link.split('>').next().unwrap().contains(" aria-label=\"");
        assert!(named || link.contains("><text class=\"row\""), "{link}");
    }
    // What is derived of something made up is marked as that is: all that is left, and one promise.
    let marked = |figure: &str| {
        let cells = page.split(figure).skip(1).filter_map(|rest| rest.split("</td>").next());
        cells.filter(|cell| cell.contains("class=\"ill\"")).count()
    };
    let all = page.matches("historique?figure=undisbursed").count();
    assert_eq!((marked("figure=undisbursed"), marked("figure=committed")), (all, 1));
    let english = browser.get("/p/P127328/financement?lang=en").await.text;
    assert!(english.contains("IDA grants") && english.contains("740,000,000\u{a0}FCFA"));
    assert!(english.contains("1,240,000.00\u{a0}USD") && english.contains("645,000.00\u{a0}SDR"));
}

#[tokio::test]
async fn a_history_leads_to_what_corrected_it() {
    let browser = Browser::on(&Fake::default()).await;
    for (lang, said) in [("fr", "corrigé depuis · nº"), ("en", "amended since · no.")] {
        let page = browser.get(&format!("/accord/D3480/historique?lang={lang}")).await.text;
        let (before, _) = page.split_once(said).unwrap_or_else(|| panic!("{page}"));
        assert!(before.ends_with("href=\"/evenement/7145\">"), "{page}");
        assert_eq!(page.matches(said).count(), 1);
        assert!(!page.contains(">Corrigé par<") && !page.contains(">Corrected by<"));
    }
    // An export has a column of it, and the event as it is called.
    let csv = browser.get("/accord/D3480/historique?format=csv&lang=en").await.text;
    assert!(csv.contains(",Corrected by,") && csv.contains(",7145,"), "{csv}");
    assert!(!csv.contains("amended since"), "{csv}");
}

#[tokio::test]
async fn an_event_says_what_it_establishes_and_no_more() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/evenement/7141").await.text;
    for said in [
        "signé → <b>en vigueur</b>",
        "9\u{a0}novembre 2018",
        "12\u{a0}novembre 2018 à 10\u{a0}h\u{a0}04\u{a0}min\u{a0}31\u{a0}s (UTC)",
        "reconstitué",
        "non documentée",
        "Banque mondiale",
        "pièce non jointe",
        "L’avis juridique n’est pas accepté.",
        "jour de la semaine imprimé contredit la date",
        "que la pièce citée dit vrai",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(page.contains(&format!("href=\"/piece/{}\"", "03".repeat(32))));
    assert!(!page.contains("0\u{a0}h\u{a0}00"), "a source says on which day it was known");
    assert!(!page.contains("Vérifier") && !page.contains("Inclus."));
    assert!(browser.get("/evenement/7142").await.text.contains("automatique"));
    let confirmed = browser.get("/evenement/7143").await.text;
    assert!(
        confirmed.contains("proposé par Coordination")
            && confirmed.contains("deux personnes distinctes")
    );
    let by_id = browser.get("/evenement/00000000-0000-5000-8000-000000007140").await;
    assert_eq!(by_id.header(header::LOCATION), "/evenement/7140");
    let raw = browser.get("/evenement/7141/json").await;
    let json: serde_json::Value = serde_json::from_str(&raw.text).unwrap();
    assert_eq!(json["data"]["step"]["to"], "effective");
    assert!(raw.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
}

#[tokio::test]
async fn an_event_of_the_past_has_no_later_ones() {
    let browser = Browser::on(&Fake::default()).await;
    let later = "/evenement/7145";
    let corrected = "Corrigé par";
    let page = browser.get("/evenement/7140").await.text;
    assert!(page.contains(later) && page.contains(corrected), "{page}");
    // It was known on the twelfth.
    let page = browser.get("/evenement/7140?effet=2018-11-12&connu=2018-11-12").await.text;
    assert!(page.contains(corrected), "{page}");
    for before in ["2018-11-11", "2018-11-11T23:59:59Z"] {
        let page = browser.get(&format!("/evenement/7140?connu={before}")).await.text;
        assert!(!page.contains(later) && !page.contains(corrected), "{before}: {page}");
    }
}

#[tokio::test]
async fn statements_that_do_not_add_up_are_shown_and_flagged() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/accord/D3480").await.text;
    assert!(page.contains("ne s’additionne pas") && page.contains("RES43418"));
    assert!(page.contains("Signé = décaissé − reversé + non décaissé + annulé"));
    let account = browser.get("/accord/TF0A2384").await.text;
    assert!(account.contains("la banque et le registre concordent"));
    assert!(account.contains("non confirmé"));
}

#[tokio::test]
async fn a_date_that_nobody_knows_is_not_spoken_of() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/p/P127328/cloture").await.text;
    assert!(page.contains("clôture le 30\u{a0}juin 2023") && page.contains("TF0A7655"), "{page}");
    assert!(!page.contains("clôture le —"), "{page}");
}

#[tokio::test]
async fn tables_leave_with_their_provenance() {
    let browser = Browser::on(&Fake::default()).await;
    let csv = browser.get("/p/P127328/retraits?format=csv").await;
    assert!(csv.header(header::CONTENT_DISPOSITION).contains("retraits-P127328-"));
    let mut lines = csv.text.lines();
    assert!(lines.next().unwrap().starts_with("\u{feff}Situation arrêtée au "));
    assert!(lines.next().unwrap().ends_with("position dans le journal;provenance"));
    let line = lines.next().unwrap();
    assert!(line.contains("740000000;XOF;1240000.00;USD"), "{line}");
    assert!(line.ends_with("8412;illustratif"));
    let past = "/p/P127328/retraits?format=csv&lang=en&effet=2019-09-28&connu=2019-10-01";
    let csv = browser.get(past).await;
    let name = "retraits-P127328-2019-09-28-known-2019-10-01.csv";
    assert!(csv.header(header::CONTENT_DISPOSITION).ends_with(name));
    assert!(csv.text.contains("740000000,XOF,1240000.00,USD"));
    for path in ["/p/P127328/financement", "/p/P127328/retraits", "/accord/D3480/historique"] {
        let book = browser.get(&format!("{path}?format=xlsx")).await;
        assert!(book.bytes.starts_with(b"PK"), "{path}");
    }
}

#[tokio::test]
async fn what_is_reckoned_with_leaves_as_a_program_reads_it() {
    let browser = Browser::on(&Fake::default()).await;
    for (register, there) in [("recommandations", ";2019-12-31"), ("transferts", ";93.00;")] {
        let csv = browser.get(&format!("/p/P127328/{register}?format=csv")).await.text;
        assert!(csv.contains(there), "{register}: {csv}");
    }
}

#[tokio::test]
async fn the_stylesheet_is_kept_and_pages_are_compressed() {
    let browser = Browser::on(&Fake::default()).await;
    let style = browser.get(crate::assets::STYLE_PATH.as_str()).await;
    assert!(style.header(header::CACHE_CONTROL).contains("immutable"));
    assert!(compressed(&style.bytes) < 8_000);
    let request = Request::get("/").header(header::ACCEPT_ENCODING, "gzip").body(Body::empty());
    let seen = browser.send(request.unwrap()).await;
    assert_eq!(seen.header(header::CONTENT_ENCODING), "gzip");
    let mut text = String::new();
    GzDecoder::new(seen.bytes.as_slice()).read_to_string(&mut text).unwrap();
    assert!(text.contains("Jalon"));
}

#[tokio::test]
async fn documents_are_those_of_the_day_that_is_looked_at() {
    let browser = Browser::on(&Fake::default()).await;
    let document = "Notification d’entrée en vigueur";
    for (day, there) in [("2018-11-12", true), ("2018-11-11", false)] {
        let page = browser.get(&format!("/pieces?effet={day}")).await.text;
        assert_eq!(page.contains(document), there, "{day}: {page}");
        assert!(!page.contains("quelle que soit la date des données"), "{day}");
    }
    let page = browser.get("/pieces?lang=en").await.text;
    assert!(page.contains("48\u{a0}KiB"), "{page}");
    let page = browser.get("/pieces?connu=2018-11-01").await.text;
    assert!(page.contains(document) && page.contains("quelle que soit la date des données"));
}

#[tokio::test]
async fn a_document_is_saved_and_never_shown() {
    let browser = Browser::on(&Fake::default()).await;
    let seen = browser.get(&format!("/piece/{}", "03".repeat(32))).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert_eq!(seen.header(header::CONTENT_TYPE), "application/octet-stream");
    assert!(seen.header(header::CONTENT_DISPOSITION).starts_with("attachment"));
    assert!(seen.header(header::CONTENT_SECURITY_POLICY).contains("sandbox"));
    assert_eq!(seen.bytes.len(), 48_213);
    assert_eq!(seen.header(header::CACHE_CONTROL), "no-store");
    let public = browser.get(&format!("/piece/{}", "05".repeat(32))).await;
    assert!(public.header(header::CACHE_CONTROL).ends_with("immutable"));
}

/// Whoever confirms it reads amounts, and not the units that the journal keeps.
#[tokio::test]
async fn a_correction_of_an_amount_is_told_in_amounts() {
    let browser = Browser::on(&Fake::default()).await;
    let page = browser.get("/evenement/8998").await.text;
    for amount in ["36\u{202f}200\u{202f}000,00", "36\u{202f}300\u{202f}000,50"] {
        assert!(page.contains(amount), "{page}");
    }
    assert!(!page.contains("3630000050") && !page.contains("plus petites unités"), "{page}");
}
