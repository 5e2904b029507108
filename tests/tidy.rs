//! What `ARCHITECTURE.md` promises about the code, checked against the code.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

/// What a service stands on: never another service.
const SERVICE: &[&str] = &["decisions", "kernel", "proto", "runtime"];

/// Every code that the platform refuses with, or notes as an anomaly.
const REJECTIONS: &[&[&str]] = &[
    kernel::correction::REJECTIONS,
    runtime::REJECTIONS,
    financing::REJECTIONS,
    financing::CLOSURE_REASONS,
    programmes::REJECTIONS,
    documents::REJECTIONS,
    partners::REJECTIONS,
    sessions::REJECTIONS,
];

/// Stored types of every event that is shown.
const EVENTS: &[&[&str]] = &[financing::EVENTS, documents::EVENTS];

/// The same of services with several aggregates.
const MANY: &[&[&[&str]]] = &[&programmes::EVENTS, partners::EVENTS, sessions::EVENTS];

/// The pure modules of each service: `NAME.rs`, and what lies in `NAME/`.
const CORES: &[(&str, &[&str])] = &[
    ("financing", &["financing", "watch", "policies"]),
    ("documents", &["document"]),
    (
        "partners",
        &[
            "collaboration",
            "collection",
            "counts",
            "forum",
            "institution",
            "policies",
            "referral",
            "rules",
            "sharing",
            "sponsorship",
            "term",
        ],
    ),
    (
        "sessions",
        &["body", "session", "recommendation", "blockage", "mission", "secretariat", "policies"],
    ),
    (
        "programmes",
        &[
            "areas",
            "atlas",
            "dissemination",
            "exercise",
            "horizons",
            "lines",
            "policies",
            "programme",
            "rate",
            "results",
            "review",
            "strategy",
        ],
    ),
];

/// Who may depend on whom. The same order, in words, is the codemap of `ARCHITECTURE.md`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("kernel", &[]),
    ("proto", &[]),
    ("runtime", &["kernel", "proto"]),
    ("decisions", &["kernel", "proto", "runtime"]),
    ("journal", &["kernel", "runtime"]),
    ("vault", &[]),
    ("protocol", &[]),
    ("journal-server", &["kernel", "protocol", "runtime"]),
    ("runtime-kurrent", &["runtime"]),
    ("bench", &["journal", "journal-server", "runtime"]),
    ("financing", SERVICE),
    ("sessions", SERVICE),
    ("programmes", SERVICE),
    ("documents", SERVICE),
    ("partners", &["decisions", "kernel", "proto", "runtime", "vault"]),
    ("feeds", &["kernel", "runtime"]),
    ("story", SERVICE),
    ("workbooks", &[]),
    ("gateway", &["kernel", "proto", "runtime", "workbooks"]),
    (
        "jalon",
        &[
            "bench",
            "documents",
            "feeds",
            "financing",
            "gateway",
            "journal",
            "journal-server",
            "kernel",
            "partners",
            "programmes",
            "proto",
            "runtime",
            "runtime-kurrent",
            "sessions",
            "story",
        ],
    ),
];

#[test]
fn dependencies_point_inwards() {
    let allowed: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let workspace = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    for package in &workspace.packages {
        let name = package.name.as_str();
        for dependency in &package.dependencies {
            let second_tonic = dependency.name == "kurrentdb";
            let may = ["runtime-kurrent", "bench"].contains(&name);
            assert!(!second_tonic || may, "{name} links the client");
            let ours = dependency.path.is_some();
            let shipped = dependency.kind == cargo_metadata::DependencyKind::Normal;
            let may = allowed.get(name).is_some_and(|may| may.contains(&&*dependency.name));
            assert!(!(ours && shipped) || may, "{name} must not depend on {}", dependency.name);
        }
    }
    let names: Vec<_> = workspace.packages.iter().map(|package| package.name.as_str()).collect();
    assert!(allowed.keys().all(|name| names.contains(name)), "a crate of the table is gone");
    assert_eq!(names.len(), allowed.len(), "a crate is missing in the table: {names:?}");
    let codemap = fs::read_to_string("ARCHITECTURE.md").unwrap();
    let titles: String = codemap.lines().filter(|line| line.starts_with("### ")).collect();
    for package in &workspace.packages {
        let place = package.manifest_path.parent().unwrap();
        let place = place.strip_prefix(&workspace.workspace_root).unwrap();
        let told = place == "" || titles.contains(&format!("`{place}`"));
        assert!(told, "the codemap does not say what {place} is");
    }
}

/// What is built apart is locked as our crates are now: `cargo build --locked` of it finds nothing to change.
#[test]
fn what_is_built_apart_is_locked_as_our_crates_are() {
    let locked = fs::read_to_string("services/bench/against/Cargo.lock").unwrap();
    let workspace = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
    let mut found = 0;
    for package in &workspace.packages {
        let title = format!("\nname = \"{}\"\n", package.name);
        let Some((_, behind)) = locked.split_once(&title) else { continue };
        let (entry, _) = behind.split_once("[[package]]").unwrap();
        let (_, listed) = entry.split_once("dependencies = [").unwrap_or_default();
        // A name, and a version where there are several.
        let named = listed.lines().filter_map(|line| line.trim().strip_prefix('"'));
        let named: BTreeSet<_> = named.filter_map(|name| name.split([' ', '"']).next()).collect();
        let shipped = package.dependencies.iter().filter(|dependency| {
            dependency.kind != cargo_metadata::DependencyKind::Development && !dependency.optional
        });
        let shipped: BTreeSet<_> = shipped.map(|dependency| &*dependency.name).collect();
        assert_eq!(named, shipped, "what {} needs: locked, and declared", package.name);
        found += 1;
    }
    assert!(found > 5, "only {found} of our crates");
}

#[test]
fn every_refusal_has_a_sentence_in_every_language() {
    let codes = REJECTIONS.concat();
    assert!(codes.len() > 60, "only {} codes", codes.len());
    for language in ["fr", "en"] {
        let said = texts(language);
        for code in &codes {
            let key = format!("\n{code} =");
            assert!(said.contains(&key), "nothing in {language} is said about {code}");
        }
    }
}

#[test]
fn every_public_and_private_event_has_a_title_in_every_language() {
    for language in ["fr", "en"] {
        let said = texts(language);
        for name in [EVENTS.concat(), MANY.concat().concat()].concat() {
            let name = name.strip_suffix(".v1").unwrap_or(name);
            let key = format!("\nevent-{} =", name.replace('.', "-"));
            assert!(said.contains(&key), "{name} has no title in {language}");
        }
    }
}

/// A proposal is told by the state it leads to, or by a word of its own.
#[test]
fn every_proposed_change_has_a_word_in_every_language() {
    for language in ["fr", "en"] {
        let said = texts(language);
        for word in financing::PROPOSED {
            let key = format!("\nstate-{word} =");
            assert!(said.contains(&key), "nothing in {language} is said of {word}");
        }
    }
}

/// Everything the gateway says in a language, file by file.
fn texts(language: &str) -> String {
    let files = fs::read_dir(format!("services/gateway/locales/{language}")).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    texts.fold(String::new(), |all, text| all + "\n" + &text)
}

/// The pure core reads no clock, awaits nothing and opens nothing.
#[test]
fn the_core_is_pure() {
    let of = |(service, modules): &(&str, &[&str])| -> Vec<PathBuf> {
        let src = Path::new("services").join(service).join("src");
        let there = |module: &&str| -> Vec<PathBuf> {
            let places = [src.join(format!("{module}.rs")), src.join(module)];
            let there: Vec<_> = places.into_iter().filter(|place| place.exists()).collect();
            assert!(!there.is_empty(), "{service} has no {module}: name its core as it is called");
            there
        };
        modules.iter().flat_map(there).collect()
    };
    let core = CORES.iter().flat_map(of).chain([PathBuf::from("services/kernel/src")]);
    for place in core {
        for file in sources(&place) {
            let text = fs::read_to_string(&file).unwrap();
            for word in [
                ".await",
                "async fn",
                "std::fs",
                "std::io",
                "SystemTime",
                "now()",
                "tokio",
                "rand::",
                "getrandom",
            ] {
                let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                let found = lines.filter(|line| line.contains(word)).count();
                assert_eq!(found, 0, "{} says `{word}`", file.display());
            }
        }
    }
}

/// The runtime has no word of the business.
#[test]
fn the_runtime_knows_no_service() {
    for file in sources(Path::new("services/runtime/src")) {
        let text = fs::read_to_string(&file).unwrap();
        for word in ["Withdrawal", "Agreement", "Tranche", "financing::", "H8350"] {
            assert!(!text.contains(word), "{} says `{word}`", file.display());
        }
    }
}

/// What only a service account may write is whatever has a category, and what the runtime writes.
#[test]
fn every_category_is_one_of_records() {
    let wire = fs::read_to_string("services/cli/wire.rs").unwrap();
    let (_, behind) = wire.split_once("const RECORDS: &[&str] = &[").unwrap();
    let (records, _) = behind.split_once("];").unwrap();
    let mut found = 0;
    for file in sources(Path::new("services")) {
        if file.components().any(|part| part.as_os_str() == "tests") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let quoted = text.lines().filter(|line| {
            line.contains("const CATEGORY: &'static str = \"")
                || line.contains("STREAMS: &str = \"")
        });
        for line in quoted {
            let category = line.split('"').nth(1).unwrap().split('-').next().unwrap();
            let named = records.contains(&format!("\"{category}\""));
            assert!(named, "{category} of {} is not among the records", file.display());
            found += 1;
        }
    }
    assert!(found > 30, "only {found} categories");
    for noted in ["refusals", "answers"] {
        assert!(records.contains(&format!("\"{noted}\"")), "{noted}");
    }
}

/// What a view reads of a stream, it reads as its viewer may: `runtime::view`, never past it.
#[test]
fn no_view_reads_past_its_viewer() {
    for service in ["financing", "programmes", "sessions", "partners"] {
        let all = sources(Path::new(&format!("services/{service}/src/views")));
        for path in all.iter().filter(|path| !path.components().any(|it| it.as_os_str() == "tests"))
        {
            let text = fs::read_to_string(path).unwrap();
            for past in ["read_stream", "read_all", "as_seen"] {
                let tests = path.ends_with("tests.rs");
                assert!(tests || !text.contains(past), "{} calls {past}", path.display());
            }
        }
    }
}

fn sources(place: &Path) -> Vec<PathBuf> {
    if place.is_file() {
        return vec![place.to_owned()];
    }
    let entries = fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path());
    let found = entries.flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] });
    found.filter(|path| path.extension().is_some_and(|it| it == "rs")).collect()
}
