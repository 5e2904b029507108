//! Every view of every service, once every act of the demo's stories is restricted: whoever shows no
//! token, or one of a donor, finds that there is something, and nothing of what was said. Requests are
//! made of what other answers name, so a new view is asked too, or the test says that it could not be.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use prost_reflect::{Kind, MethodDescriptor};
use serde_json::{Value, json};
use tonic::{Request, Status};

use crate::platform::{Platform, act, call, financing, folder, with};

const ROLES: &[&str] = &["financing", "programmes", "sessions", "partners", "documents"];

/// Views that the stories have nothing for, or that are about what is not recorded.
const NOTHING_TO_ASK: [&str; 5] = [
    "CheckWorkplanLines",
    "CheckExpenditureLines",
    "MatchReferral",
    "CompareMinutes",
    "CheckDecision",
];

/// Requests of one method that are made of what others name: enough to see every kind of thing.
const MOST: usize = 16;

/// Stands where words are withheld.
const WITHHELD: &str = "[réservé · restricted]";

/// The stories of the demo, and the programmes whose facts each rests on.
const STORIES: [(&str, &[&str]); 5] = [
    ("jigisemejiri", &["P127328"]),
    ("partners", &[]),
    ("sessions", &["BF-SNPS", "BI-PNPS", "CI-SNPS", "ML-PNPS"]),
    ("programmes", &[]),
    ("programmes-nationaux", &["ML-PNPS", "BF-SNPS", "BI-PNPS", "CI-SNPS"]),
];

/// Tells the stories as one, with every act restricted.
async fn tell(platform: &Platform) {
    let lists = [
        ("P127328", "jigisemejiri"),
        ("BF-SNPS", "burkina"),
        ("BI-PNPS", "burundi"),
        ("CI-SNPS", "cote-divoire"),
        ("ML-PNPS", "mali-pnps"),
    ];
    let read = |(of, name)| (of, std::fs::read(format!("data/{name}.facts.json")).unwrap());
    let lists: BTreeMap<&str, Vec<u8>> = lists.into_iter().map(read).collect();
    let restricted = |line: &str| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        line["message"]["act"]["confidentiality"] = "CONFIDENTIALITY_RESTRICTED".into();
        line.to_string()
    };
    let texts = STORIES.map(|(name, _)| {
        let text = std::fs::read_to_string(format!("data/story/{name}.jsonl")).unwrap();
        text.lines().map(restricted).collect::<Vec<_>>().join("\n")
    });
    let facts =
        STORIES.map(|(_, of)| of.iter().map(|of| (*of, lists[of].as_slice())).collect::<Vec<_>>());
    let each = STORIES.iter().zip(&texts).zip(&facts);
    let stories: Vec<_> =
        each.map(|(((name, _), text), facts)| story::Story { name, text, facts }).collect();
    let token = |by: &str| Ok(platform.token(by, "import"));
    story::load(platform.channel.clone(), token, &stories, |_, _| ()).await.unwrap();
}

/// Every method that reads what services know.
fn views() -> Vec<MethodDescriptor> {
    let services = proto::pool().services().filter(|service| {
        service.name().ends_with("Views") || service.name().ends_with("Questions")
    });
    let documents = ["Get", "List"].map(|name| format!("documents.v1.DocumentsService/{name}"));
    let documents = documents.iter().map(|name| proto::dynamic::method(name).unwrap());
    services.flat_map(|service| service.methods().collect::<Vec<_>>()).chain(documents).collect()
}

async fn ask(
    platform: &Platform,
    method: &MethodDescriptor,
    message: &Value,
    role: Option<&str>,
) -> Result<Value, Status> {
    // What others call a kind may be none here.
    let message = proto::from_json(method.input(), &message.to_string())
        .map_err(|error| Status::invalid_argument(error.to_string()))?;
    let mut request = Request::new(message);
    if let Some(role) = role {
        let token = platform.token("lecteur", role);
        let token = tonic::metadata::MetadataValue::from_bytes(&token);
        request.metadata_mut().insert_bin(runtime::TOKEN, token);
    }
    let answer = call(platform.channel.clone(), method, request).await?;
    Ok(serde_json::to_value(answer).unwrap())
}

/// The texts of an object, by the names of their fields.
type Known = BTreeMap<String, String>;

/// Every object of an answer, and every text in it; what is JSON in a text is looked into too.
fn look(value: &Value, objects: &mut BTreeSet<Known>, texts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => match serde_json::from_str::<Value>(text) {
            Ok(inner @ (Value::Object(_) | Value::Array(_))) => look(&inner, objects, texts),
            Ok(_) | Err(_) => {
                texts.insert(text.clone());
            }
        },
        Value::Array(items) => items.iter().for_each(|item| look(item, objects, texts)),
        Value::Object(fields) => {
            fields.values().for_each(|field| look(field, objects, texts));
            let texts = fields.iter().filter_map(|(name, field)| {
                let text = field.as_str().filter(|text| (1..80).contains(&text.len()))?;
                Some((name.clone(), text.to_owned()))
            });
            objects.insert(texts.collect());
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => (),
    }
}

/// Requests of that method: an empty one, and those with what known objects say in the fields that it
/// has, first of objects that have most of them; with small numbers, and without.
fn requests(method: &MethodDescriptor, known: &BTreeSet<Known>) -> BTreeSet<String> {
    let input = method.input();
    let texts = input.fields().filter(|field| field.kind() == Kind::String);
    let fields: Vec<_> = texts.map(|field| field.json_name().to_owned()).collect();
    let said = |object: &Known| -> Known {
        let said = fields.iter().filter_map(|name| Some((name.clone(), object.get(name)?.clone())));
        said.collect()
    };
    let made = known.iter().map(said).filter(|said| !said.is_empty());
    let made: BTreeSet<_> = made.map(|said| (Reverse(said.len()), said)).collect();
    let numbers = input.fields().filter(|field| field.kind() == Kind::Uint32);
    let numbers: Vec<_> = numbers.map(|field| field.json_name().to_owned()).collect();
    let made = made.into_iter().take(MOST).flat_map(|(_, said)| {
        let numbered = numbers.iter().flat_map(|name| [(name, 1), (name, 2)]);
        let said = json!(said);
        let with = numbered.map(|(name, number)| {
            let mut request = said.clone();
            request[name.as_str()] = number.into();
            request.to_string()
        });
        with.chain([said.to_string()]).collect::<Vec<_>>()
    });
    made.chain([json!({}).to_string()]).collect()
}

/// Histories, and what is open against a thing, are asked of each kind of thing by its name.
fn named(method: &MethodDescriptor, known: &BTreeSet<Known>) -> Vec<Value> {
    let each = |kind: &str, kinds: &[(&str, &str)]| -> Vec<Value> {
        let one = |(subject, field): &(&str, &str)| -> Vec<Value> {
            let names: BTreeSet<_> = known.iter().filter_map(|object| object.get(*field)).collect();
            let names = names.into_iter().take(MOST);
            names.map(|name| json!({ kind: subject, "reference": name })).collect()
        };
        kinds.iter().flat_map(one).collect()
    };
    match method.full_name() {
        "sessions.v1.SessionsViews.GetHistory" => each(
            "kind",
            &[
                ("body", "body"),
                ("session", "session"),
                ("recommendation", "recommendation"),
                ("blockage", "blockage"),
                ("mission", "mission"),
            ],
        ),
        "partners.v1.PartnersViews.GetHistory" => each(
            "subject",
            &[
                ("SUBJECT_INSTITUTION", "institution"),
                ("SUBJECT_COLLABORATION", "collaboration"),
                ("SUBJECT_SPONSORSHIP", "sponsorship"),
                ("SUBJECT_DATA_SHARING", "agreement"),
                ("SUBJECT_REFERRAL", "referral"),
                ("SUBJECT_FORUM", "forum"),
            ],
        ),
        "programmes.v1.ProgrammesViews.GetHistory" => each(
            "subject",
            &[
                ("programme", "programme"),
                ("results", "programme"),
                ("areas", "country"),
                ("strategy", "strategy"),
                ("dissemination", "dissemination"),
                ("review", "review"),
            ],
        ),
        "sessions.v1.SessionQuestions.ListOpenBlockages" => {
            let subject = |object: &&Known| {
                object.len() == 2 && object.contains_key("kind") && object.contains_key("reference")
            };
            known.iter().filter(subject).map(|object| json!({ "subject": object })).collect()
        }
        _ => Vec::new(),
    }
}

/// What people said in the journal: texts of several words, in events and beside them, that are not
/// what something is called by.
async fn words(platform: &Platform) -> BTreeSet<String> {
    let list = "jalon.v1.JournalService/ListEvents";
    let (mut from, mut words) = (json!("0"), BTreeSet::new());
    loop {
        let page = json!({ "from": from, "max": 1000 });
        let page = platform.ask("lecteur", list, page).await.unwrap();
        for event in page["events"].as_array().into_iter().flatten() {
            let meta: Value = serde_json::from_str(event["meta"].as_str().unwrap()).unwrap();
            if meta["confidentiality"] != "restricted" {
                continue;
            }
            look(&event["data"], &mut BTreeSet::new(), &mut words);
            look(&meta["evidence"], &mut BTreeSet::new(), &mut words);
            look(&meta["authority"], &mut BTreeSet::new(), &mut words);
            look(&meta["provenance"]["method"], &mut BTreeSet::new(), &mut words);
        }
        if page["end"] == true {
            break;
        }
        from = page["next"].clone();
    }
    // What one service heard from another is withheld for whoever reads it.
    let said = |text: &String| text.chars().count() >= 14 && text.trim().contains(' ');
    words.retain(|text| said(text) && !text.contains(WITHHELD));
    words
}

#[tokio::test]
async fn no_view_says_what_is_restricted_to_whoever_is_not_cleared() {
    let data = folder();
    let platform = Platform::start(data.path(), ROLES).await;
    tell(&platform).await;
    plant(&platform).await;
    platform.settle().await;
    let words = words(&platform).await;
    assert!(words.len() > 500, "only {} texts were said", words.len());

    // What those who may read everything are answered names what can be asked.
    let (mut known, mut asked) = (BTreeSet::new(), BTreeMap::<String, BTreeSet<String>>::new());
    let mut told = BTreeSet::new();
    for _ in 0..3 {
        for method in views() {
            let done = asked.entry(method.full_name().to_owned()).or_default();
            let mut wanted = requests(&method, &known);
            wanted.extend(named(&method, &known).iter().map(Value::to_string));
            for request in wanted.difference(&done.clone()) {
                let message = serde_json::from_str(request).unwrap();
                if let Ok(answer) = ask(&platform, &method, &message, Some("auditor")).await {
                    done.insert(request.clone());
                    look(&answer, &mut known, &mut told);
                }
            }
        }
    }
    let shown = words.iter().filter(|text| told.contains(*text)).count();
    assert!(shown * 3 > words.len(), "{shown} of {} texts are in any view", words.len());

    let mut said = BTreeMap::<String, BTreeSet<String>>::new();
    let (mut checked, mut silent, mut withheld) = (BTreeSet::new(), Vec::new(), 0);
    for method in views() {
        let done = &asked[method.full_name()];
        if done.is_empty() && !NOTHING_TO_ASK.contains(&method.name()) {
            silent.push(method.full_name().to_owned());
        }
        for (nth, request) in done.iter().enumerate() {
            let message: Value = serde_json::from_str(request).unwrap();
            let mut past = message.clone();
            past["asOf"] = json!({ "effective": "2030-01-01" });
            let dated = method.input().get_field_by_name("as_of").is_some() && nth < 4;
            let mut requests = vec![(message.clone(), None)];
            requests.extend(dated.then_some((past, None)));
            // Some tell nobody without a token anything. A few requests show whether they tell a donor.
            requests.extend((nth < 4).then_some((message, Some("donor"))));
            for (message, role) in requests {
                let Ok(answer) = ask(&platform, &method, &message, role).await else { continue };
                let mut texts = BTreeSet::new();
                look(&answer, &mut BTreeSet::new(), &mut texts);
                withheld += texts.iter().filter(|text| text.contains(WITHHELD)).count();
                for text in texts {
                    let new = checked.insert(text.clone());
                    if new && words.iter().any(|word| text.contains(word.as_str())) {
                        said.entry(method.full_name().to_owned()).or_default().insert(text);
                    }
                }
            }
        }
    }
    assert!(said.is_empty(), "{said:#?}");
    assert!(silent.is_empty(), "nothing could be asked of {silent:?}");
    assert!(withheld > 300, "only {withheld} texts are shown to be restricted");
}

/// A restricted finding of an audit, which no story has.
async fn plant(platform: &Platform) {
    let mut secret = act("2022-06-20");
    secret["confidentiality"] = "CONFIDENTIALITY_RESTRICTED".into();
    let finding = json!({
        "financing": "D3480", "finding": "C1", "qualified": true,
        "statement": "Un chèque de la caisse est sans contrepartie",
    });
    let asked = with(secret, finding);
    let told = platform.ask_as("import", "import", &financing("RecordAuditFinding"), asked).await;
    told.unwrap();
}
