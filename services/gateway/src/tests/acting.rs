//! Whoever acts: forms, refusals, confirmations, and the past where nothing can be entered.

use prost_reflect::{DynamicMessage, Value};
use proto::jalon::v1::Recorded;
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt as _};

use super::{documents::piece, *};

pub(super) fn refused(code: &str, args: &[(&str, &str)]) -> Result<Recorded, Status> {
    let args: std::collections::HashMap<_, _> =
        args.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let details = ErrorDetails::with_error_info(code, "jalon", args);
    Err(Status::with_error_details(Code::FailedPrecondition, "no", details))
}

#[expect(clippy::wildcard_enum_match_arm, reason = "other values fail the test that asks for them")]
pub(super) fn text(message: &DynamicMessage, path: &str) -> String {
    let mut value = Value::Message(message.clone());
    for part in path.split('.') {
        value = match value {
            Value::Message(message) => message.get_field_by_name(part).unwrap().into_owned(),
            Value::List(items) => items[part.parse::<usize>().unwrap()].clone(),
            other => other,
        };
    }
    match value {
        Value::String(text) => text,
        Value::EnumNumber(number) => number.to_string(),
        Value::U32(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        other => format!("{other:?}"),
    }
}

fn command_id(page: &str) -> String {
    let (_, rest) = page.split_once("name=\"act.command_id\" value=\"").expect("a form has an id");
    rest.split('"').next().unwrap().to_owned()
}

pub(super) const PAYMENT: [(&str, &str); 11] = [
    ("act.command_id", "6f1a1f3e-8f0a-4e5e-9a53-0a3c1d1c2b4d"),
    ("act.programme", "P127328"),
    ("act.effective", "20/09/2019"),
    ("act.on_behalf_of.institution", "IDA"),
    ("act.provenance.kind", "KIND_ILLUSTRATIVE"),
    ("number", "42"),
    ("paid.amount", "520\u{202f}000\u{a0}000"),
    ("paid.currency", "XOF"),
    ("charges.0.category", "4"),
    ("charges.0.money.amount", "1 240 000,50"),
    ("charges.0.money.currency", "XDR"),
];

#[tokio::test]
async fn what_is_typed_in_french_arrives_exactly() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let seen = browser.post("/accord/D3480/saisir/RecordPayment", &PAYMENT).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    assert_eq!(seen.header(header::LOCATION), "/accord/D3480?min=8412");
    let (rpc, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(rpc, "RecordPayment");
    for (path, value) in [
        ("financing", "D3480"),
        ("number", "42"),
        ("paid.amount", "520000000"),
        ("charges.0.money.amount", "1240000.50"),
        ("act.effective", "2019-09-20"),
        ("act.country", "ML"),
        ("act.on_behalf_of.institution", "IDA"),
        ("act.provenance.kind", "3"),
        ("act.command_id", PAYMENT[0].1),
    ] {
        assert_eq!(text(&message, path), value, "{path}");
    }
    assert_eq!(fake.told.lock().unwrap().tokens, 1);
    let seen = browser.get("/accord/D3480?min=8412").await;
    assert!(seen.text.contains("Inscrit sous le") && seen.text.contains("nº\u{a0}8\u{202f}412"));
    assert!(fake.told.lock().unwrap().min.iter().any(|min| min == "8412"));
}

#[tokio::test]
async fn a_refusal_keeps_what_was_typed_and_asks_anew() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    fake.answers(refused(
        "financing-category-exceeded",
        &[("category", "4"), ("remaining", "645000.00 XDR")],
    ));
    let seen = browser.post("/accord/D3480/saisir/RecordPayment", &PAYMENT).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("role=\"alert\""));
    assert!(seen.text.contains("Il ne reste que 645\u{202f}000,00\u{a0}DTS dans la catégorie 4."));
    assert!(seen.text.contains("value=\"1 240 000,50\""));
    assert!(seen.text.contains("value=\"20/09/2019\""));
    assert!(seen.text.contains("role=\"alert\" tabindex=\"-1\" autofocus"));
    assert!(!seen.text.contains("aria-invalid"), "no field is named");
    let leaves = |page: &str| page.contains("class=\"asof\"") || page.contains("hreflang");
    assert!(!leaves(&seen.text), "a link loses what was typed");
    assert!(leaves(&browser.get("/accord/D3480/saisir/RecordPayment").await.text));
    assert!(seen.text.contains("<option value=\"IDA\" selected>"));
    assert_ne!(command_id(&seen.text), PAYMENT[0].1);

    fake.answers(Err(Status::unavailable("gone")));
    let seen = browser.post("/accord/D3480/saisir/RecordPayment", &PAYMENT).await;
    assert_eq!(seen.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(command_id(&seen.text), PAYMENT[0].1, "nobody answered: the same question again");
}

#[tokio::test]
async fn a_refused_closure_tells_every_reason() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let reasons = "financing-closure-account-not-zero,financing-closure-final-audit-missing";
    fake.answers(refused(
        "financing-closure-blocked",
        &[("reasons", reasons), ("balance", "1 XOF")],
    ));
    let seen = browser.post("/accord/TF0A2384/saisir/CloseFinancially", &[]).await;
    assert!(seen.text.contains("il contient 1\u{a0}FCFA."));
    assert!(seen.text.contains("Le rapport d’audit final n’est pas reçu."));

    fake.answers(refused("financing-unheard-of", &[]));
    let seen = browser.post("/accord/TF0A2384/saisir/CloseFinancially?lang=en", &[]).await;
    assert!(seen.text.contains("financing-unheard-of"));
    assert!(seen.text.contains("Nothing was recorded."));
}

#[tokio::test]
async fn a_form_hears_of_all_that_is_missing_at_once() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    fake.answers(refused("malformed-missing", &[("field", "title"), ("also", "phase,reason")]));
    let seen = browser.post("/accord/TF0A2384/saisir/CloseFinancially", &[]).await;
    let missing = seen.text.matches("cette information manque.").count();
    assert_eq!(missing, 3, "{}", seen.text);
    assert!(seen.text.contains("Phase du programme"));
}

#[tokio::test]
async fn a_refusal_is_tied_to_the_fields_that_it_is_about() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let missing = [("field", "report"), ("also", "act.effective,act.evidence.title")];
    fake.answers(refused("malformed-missing", &missing));
    let seen = browser.post("/accord/TF0A2384/saisir/RecordCompletion", &[]).await;
    assert_eq!(seen.text.matches("aria-invalid=\"true\"").count(), 3, "{}", seen.text);
    for id in ["report", "act.effective", "act.evidence.0.title"] {
        assert!(seen.text.contains(&format!(" id=\"{id}\" aria-invalid=\"true\"")), "{id}");
        assert!(seen.text.contains(&format!("<label class=\"label\" for=\"{id}\">")), "{id}");
    }
    let hint = "aria-describedby=\"hint-act.effective\"";
    assert!(seen.text.contains(hint) && seen.text.contains("id=\"hint-act.effective\""));
}

#[tokio::test]
async fn whose_act_it_is_is_asked_of_whoever_records_what_somebody_else_did() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let asks = "id=\"act.on_behalf_of.institution\" required";
    for (rpc, asked) in [("RecordPayment", true), ("SubmitWithdrawal", false)] {
        let page = browser.get(&format!("/accord/D3480/saisir/{rpc}")).await.text;
        assert_eq!(page.contains(asks), asked, "{rpc}");
        assert_eq!(page.contains("c’est l’acte d’une autre institution"), asked, "{rpc}");
        // Of those that partners have registered, too.
        let field = page.split_once("id=\"act.on_behalf_of.institution\"").unwrap().1;
        let field = field.split("</select>").next().unwrap();
        for code in ["IDA", "UNICEF", "FAO"] {
            let offered = format!("<option value=\"{code}\"");
            assert_eq!(field.matches(&offered).count(), 1, "{code}: {field}");
        }
    }
}

#[tokio::test]
async fn rows_are_added_without_a_script_and_nothing_is_sent() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let mut form = PAYMENT.to_vec();
    form.extend([("rows.charges", "1"), ("add", "charges")]);
    let seen = browser.post("/accord/D3480/saisir/RecordPayment", &form).await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text.contains("name=\"charges.1.money.amount\""));
    // What comes back is shown from there.
    assert!(seen.text.contains("<fieldset class=\"wide\" id=\"charges\">"), "{}", seen.text);
    assert!(seen.text.contains("value=\"charges\" formaction=\"#charges\""));
    assert!(seen.text.contains("value=\"1 240 000,50\""));
    assert_eq!(command_id(&seen.text), PAYMENT[0].1);
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn every_row_of_a_form_has_a_name() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let page = browser.get("/accords/nouveau?rows.also_written=2").await.text;
    for at in 1..=2 {
        let named = format!("aria-label=\"Autres graphies de la référence · {at}\"");
        assert_eq!(page.matches(&named).count(), 2, "the row and its field: {page}");
    }
}

#[tokio::test]
async fn what_cannot_be_a_number_is_said_before_anything_is_sent() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let form = [("number", "quarante"), ("method", "METHOD_BARTER")];
    let seen = browser.post("/accord/D3480/saisir/PrepareWithdrawal", &form).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        seen.text.contains("ce n’est pas un nombre entier")
            && seen.text.contains("choisissez une valeur")
    );
    assert!(seen.text.contains("value=\"quarante\""));
    for field in ["number", "method"] {
        let named = seen.text.split(&format!("name=\"{field}\"")).nth(1).unwrap();
        assert!(named.split('>').next().unwrap().contains("aria-invalid"), "{field}");
    }
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn an_agreement_is_registered_and_led_to() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let form = [
        ("financing", " e1234 "),
        ("title", "Troisième"),
        ("instrument", "INSTRUMENT_IDA_CREDIT"),
        ("financier", "IDA"),
        ("act.programme", "P127328"),
        ("also_written.0", "E-1234"),
        ("also_written.1", " "),
    ];
    let seen = browser.post("/accords/nouveau", &form).await;
    assert_eq!(seen.header(header::LOCATION), "/accord/E1234?min=8412");
    let (_, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(text(&message, "also_written.0"), "E-1234");
    assert_eq!(text(&message, "act.programme"), "P127328");
}

#[tokio::test]
async fn whoever_proposed_does_not_confirm() {
    let fake = Fake::default();
    let proposer = Browser::on(&fake).await.acting_as("raf").await;
    let page = proposer.get("/accord/TF0A2384").await.text;
    assert!(
        page.contains("une autre personne doit le confirmer")
            && !page.contains("ConfirmTransition\">")
    );
    let other = proposer.acting_as("coordination").await;
    let page = other.get("/accord/TF0A2384").await.text;
    assert!(page.contains("/accord/TF0A2384/saisir/ConfirmTransition\">"));
    assert_eq!(page.matches("btn primary").count(), 1, "one primary action");
    assert!(page.contains("proposé par Responsable administratif et financier"));
}

#[tokio::test]
async fn nothing_is_entered_into_the_past_or_by_a_reader() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let past = "effet=2019-09-28&connu=2019-09-28";
    for path in ["/", "/p/P127328/financement", "/accord/TF0A2384", "/accord/D3480/historique"] {
        let page = browser.get(&format!("{path}?{past}")).await.text;
        assert!(page.contains("Vous consultez le passé"), "{path}");
        assert!(page.contains("28\u{a0}septembre 2019"), "{path}");
        assert!(
            !page.contains("saisir") && !page.contains("method=\"post\""),
            "{path} offers an action"
        );
        let carried = page.contains("effet=2019-09-28&amp;connu=2019-09-28")
            || page.contains("effet=2019-09-28&#38;connu=2019-09-28");
        assert!(carried, "{path} forgets the dates");
    }
    let form = format!("/accord/D3480/saisir/Sign?{past}");
    assert_eq!(browser.get(&form).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post(&form, &[]).await.status, StatusCode::FORBIDDEN);
    let reader = browser.acting_as("auditeur").await;
    assert!(!reader.get("/accord/TF0A2384").await.text.contains("saisir"));
    assert_eq!(reader.post("/accord/D3480/saisir/Sign", &[]).await.status, StatusCode::FORBIDDEN);
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn an_office_that_expires_takes_nothing_along() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await;
    for (path, typed) in
        [("/accord/D3480/saisir/RecordPayment", "1 240 000,50"), ("/accords/nouveau", "Troisième")]
    {
        let form = [PAYMENT.as_slice(), &[("title", "Troisième")]].concat();
        let seen = browser.post(path, &form).await;
        assert_eq!(seen.status, StatusCode::FORBIDDEN, "{path}");
        assert!(seen.text.contains("Personne n’agit ici"), "{path}");
        assert!(seen.text.contains(&format!("value=\"{typed}\"")), "{path}: {}", seen.text);
        assert_eq!(command_id(&seen.text), PAYMENT[0].1, "nobody was asked yet");
        assert!(seen.text.contains("target=\"_blank\""), "{path}");
        assert!(!seen.text.contains("<datalist"), "{path}");
    }
    let seen = browser.send(piece(&browser, "/pieces", &[], "%PDF-1.4 …")).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.text.contains("value=\"Avis\"") && seen.text.contains("target=\"_blank\""));
    assert!(seen.text.contains(&format!("name=\"command_id\" value=\"{}\"", PAYMENT[0].1)));
    let told = fake.told.lock().unwrap();
    assert!(told.sent.is_empty() && told.uploaded.is_empty());
}

#[tokio::test]
async fn a_form_from_elsewhere_is_not_taken() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("coordination").await;
    let request = Request::post("/accord/D3480/saisir/RecordEffectiveness")
        .header(header::COOKIE, &browser.cookie)
        .header(header::HOST, "localhost")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let seen = browser.send(request.body(Body::from("number=1")).unwrap()).await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.text.contains("Ce formulaire vient d’ailleurs"));
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn what_is_made_is_made_in_its_programme() {
    let fake = Fake::default();
    let browser = Browser::knowing(&fake, &fake::two_programmes()).await.acting_as("raf").await;
    fake.answers(refused("financing-unheard-of", &[]));
    let seen = browser.post("/accords/nouveau", &[("act.programme", "P127328")]).await;
    assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seen.text.contains("href=\"/p/P127328/retraits\""), "{}", seen.text);
}

#[tokio::test]
async fn a_fact_is_corrected_without_writing_json() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let page = browser.get("/evenement/7141").await.text;
    let form = "/accord/D3480/saisir/CorrectFact";
    let id = "00000000-0000-5000-8000-000000007141";
    assert!(page.contains(&format!("{form}?event_id={id}")), "{page}");
    assert!(page.contains("Annuler cette saisie"));
    let address = format!("{form}?event_id={id}&field=%2Fclosing_on");
    let page = browser.get(&address).await.text;
    assert!(page.contains("value=\"/closing_on\"") && page.contains("Choisir le champ à corriger"));
    assert!(page.contains("2023-06-30"));
    let sent = [
        ("event_id", id),
        ("field", "/closing_on"),
        ("from", "\"2023-06-30\""),
        ("to", "31/12/2023"),
        ("reason", "faute de frappe"),
    ];
    let seen = browser.post(form, &sent).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    let (_, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(text(&message, "to"), "\"2023-12-31\"");
    assert_eq!(text(&message, "from"), "\"2023-06-30\"");
}

#[tokio::test]
async fn an_amount_is_corrected_in_decimals() {
    let fake = Fake::default();
    let browser = Browser::on(&fake).await.acting_as("raf").await;
    let form = "/accord/D3480/saisir/CorrectFact";
    let id = "00000000-0000-5000-8000-000000007141";
    let page = browser.get(&format!("{form}?event_id={id}&field=%2Fmoney%2Funits")).await.text;
    let amount = "36\u{202f}200\u{202f}000,00";
    assert!(page.contains(&format!("name=\"from\" value=\"{amount}\"")), "{page}");
    assert!(page.contains(&format!(">{amount}\u{a0}DTS<")));
    let typed = |to| {
        let named = [("event_id", id), ("field", "/money/units"), ("reason", "faute de frappe")];
        [named.as_slice(), &[("from", amount), ("to", to)]].concat()
    };
    let seen = browser.post(form, &typed("1 250 000")).await;
    assert_eq!(seen.status, StatusCode::SEE_OTHER);
    let (_, message) = fake.told.lock().unwrap().sent.pop().unwrap();
    assert_eq!(text(&message, "from"), "3620000000");
    assert_eq!(text(&message, "to"), "125000000");
    for wrong in ["un million", "1,255"] {
        let seen = browser.post(form, &typed(wrong)).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(seen.text.contains(&format!("value=\"{wrong}\"")), "{wrong} is lost");
    }
    assert!(fake.told.lock().unwrap().sent.is_empty());
}

#[tokio::test]
async fn whoever_chooses_an_office_comes_back() {
    let browser = Browser::on(&Fake::default()).await;
    let seen = browser.get("/accord/D3480/saisir/Sign").await;
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.text.contains("/moi?vers=%2Faccord%2FD3480%2Fsaisir%2FSign"), "{}", seen.text);
    let seen = browser.post("/moi", &[("key", "raf"), ("back", "/accord/D3480?flux=a")]).await;
    assert_eq!(seen.header(header::LOCATION), "/accord/D3480?flux=a&fonction=1");
    let seen = browser.post("/moi", &[("key", "raf"), ("back", "//evil.example")]).await;
    assert_eq!(seen.header(header::LOCATION), "/?fonction=1");
    let browser = browser.acting_as("raf").await;
    let page = browser.get("/?fonction=1").await.text;
    assert!(page.contains("Vous agissez désormais ainsi"));
    assert!(!page.contains("fonction=1"), "said once");
}

#[tokio::test]
async fn what_comes_next_is_one_step_away() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let page = browser.get("/p/P127328/retraits").await.text;
    assert!(page.contains("/accord/D3480/saisir/RecordWithdrawalReview?number=43"));
    assert!(page.contains("/accord/D3480/saisir/ReconcileWithdrawal?number=42"));
    let page = browser.get("/p/P127328/financement").await.text;
    assert!(page.contains("/accords/nouveau?programme=P127328"));
    let page = browser.get("/accords/nouveau?programme=P127328").await.text;
    assert!(page.contains("<option value=\"P127328\" selected>"));
    assert!(page.contains("<a href=\"/p/P127328/financement\">Revenir sans rien inscrire</a>"));
    let seen = browser.get("/p/P127328").await;
    assert_eq!(seen.header(header::LOCATION), "/p/P127328/fiche");
    assert_eq!(browser.get("/p/P999").await.status, StatusCode::NOT_FOUND);
    let page = browser.get("/accord/TF0A2384").await.text;
    assert!(page.contains("36\u{202f}200\u{202f}000,00\u{a0}DTS"), "a proposal says what");
    assert!(page.contains("Proposé\u{202f}: correction d’un fait inscrit"));
}

#[tokio::test]
async fn a_refusal_on_record_is_told_as_it_was() {
    let browser = Browser::on(&Fake::default()).await.acting_as("raf").await;
    let page = browser.get("/evenement/8999").await.text;
    assert!(page.contains("Demande refusée"), "{page}");
    assert!(page.contains("Il ne reste que 645\u{202f}000,00\u{a0}DTS dans la catégorie 4."));
    assert!(page.contains("Transmettre une demande de retrait"), "{page}");
    assert!(page.contains("href=\"/accord/D3480\""), "{page}");
    assert!(!page.contains("CorrectFact"), "what was refused is no fact to correct");
    let page = browser.get("/evenement/8999?lang=en").await.text;
    assert!(page.contains("Request refused"));
    assert!(browser.get("/evenement/7140").await.text.contains("saisie, sans source citée"));
}
