//! The reader's language, and every sentence in it.

use std::{
    borrow::Cow,
    collections::{BTreeSet, HashMap},
    sync::LazyLock,
};

use fluent_templates::{
    LanguageIdentifier, Loader, fluent_bundle::FluentValue, langid, static_loader,
};

use crate::{service::SERVICES, typography};

static_loader! {
    static SENTENCES = {
        locales: "./locales",
        fallback_language: "fr",
        // No invisible marks around arguments: both languages read from left to right.
        customise: |bundle| {
            bundle.set_use_isolating(false);
            let french = bundle.locales.first() == Some(&FR);
            bundle.set_formatter(Some(if french { counted_in_french } else { counted_in_english }));
        },
    };
}

const FR: LanguageIdentifier = langid!("fr");
const EN: LanguageIdentifier = langid!("en");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lang {
    Fr,
    En,
}

impl Lang {
    pub(crate) fn tag(self) -> &'static str {
        self.pick("fr", "en")
    }

    pub(crate) fn from_tag(tag: &str) -> Option<Self> {
        match tag {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::Fr => Self::En,
            Self::En => Self::Fr,
        }
    }

    /// This one, then the other: what was written in either is read.
    pub(crate) fn both(self) -> [Self; 2] {
        [self, self.other()]
    }

    /// What this language is called in itself.
    pub(crate) fn own_name(self) -> &'static str {
        self.pick("Français", "English")
    }

    pub(crate) fn pick<'a>(self, fr: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }

    pub(crate) fn say(self, key: &str) -> String {
        self.find(key).unwrap_or_else(|| key.to_owned())
    }

    /// The sentence, if there is one under this key.
    pub(crate) fn find(self, key: &str) -> Option<String> {
        self.look_up(key, &HashMap::new())
    }

    /// With a word in it, under the name `what`.
    pub(crate) fn say_of(self, key: &str, what: impl Into<String>) -> String {
        self.say_with(key, [("what", what.into())])
    }

    /// With a count in it: `n` chooses the form and `count` is how it is written.
    pub(crate) fn say_n(self, key: &str, n: u64) -> String {
        let args = HashMap::from([
            (Cow::from("n"), FluentValue::from(n)),
            (Cow::from("count"), FluentValue::from(typography::integer(n, self))),
        ]);
        self.look_up(key, &args).unwrap_or_else(|| key.to_owned())
    }

    pub(crate) fn say_with<'a>(
        self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, String)>,
    ) -> String {
        self.find_with(key, args).unwrap_or_else(|| key.to_owned())
    }

    pub(crate) fn find_with<'a>(
        self,
        key: &str,
        args: impl IntoIterator<Item = (&'a str, String)>,
    ) -> Option<String> {
        let args = args.into_iter().map(|(name, value)| {
            let value = counted(name, value);
            (Cow::from(name.to_owned()), value)
        });
        self.look_up(key, &args.collect())
    }

    fn look_up(self, key: &str, args: &HashMap<Cow<'static, str>, FluentValue>) -> Option<String> {
        let language = match self {
            Self::Fr => FR,
            Self::En => EN,
        };
        let found = SENTENCES.try_lookup_with_args(&language, key, args)?;
        Some(match self {
            Self::Fr => workbooks::french(&found),
            Self::En => found,
        })
    }

    /// A word for a code of the contracts: `label("state", "closing")` looks `state-closing` up.
    /// A code nobody has worded yet is shown as it is, legibly.
    pub(crate) fn label(self, kind: &str, code: &str) -> String {
        let legible = || code.trim_end_matches(".v1").replace(['_', '-', '.'], " ");
        self.find_label(kind, code).unwrap_or_else(legible)
    }

    /// The word that a service has of its own, `field-sessions-number`, or the one that all share.
    pub(crate) fn label_in(self, service: &str, kind: &str, code: &str) -> String {
        let own = self.find_label(&format!("{kind}-{service}"), code);
        own.unwrap_or_else(|| self.label(kind, code))
    }

    pub(crate) fn find_label(self, kind: &str, code: &str) -> Option<String> {
        let code = code.trim_end_matches(".v1").replace(['.', '/', ' '], "-");
        self.find(&format!("{kind}-{code}"))
    }
}

/// Arguments that choose the form of a sentence: counts, wherever they are said.
static COUNTS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    let own = include_str!("../locales/fr/rejections.ftl");
    let all = SERVICES.iter().map(|service| service.refusals).chain([own]);
    let arguments = all.flat_map(|sentences| sentences.split("{ $").skip(1));
    let choosing = arguments.filter_map(|rest| rest.split_once(" ->"));
    choosing.map(|(name, _)| name).filter(|name| !name.contains([' ', '}'])).collect()
});

/// A count chooses a form, whoever says it, and is written as counts are; any other number, such as a year,
/// stays as it was said.
fn counted(name: &str, value: String) -> FluentValue<'static> {
    match value.parse::<u32>() {
        Ok(number) if COUNTS.contains(name) && number.to_string() == value => number.into(),
        _ => value.into(),
    }
}

fn counted_in_french<M>(value: &FluentValue, _: &M) -> Option<String> {
    written(value, Lang::Fr)
}

fn counted_in_english<M>(value: &FluentValue, _: &M) -> Option<String> {
    written(value, Lang::En)
}

/// A number in a sentence is a count.
fn written(value: &FluentValue, lang: Lang) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    Some(typography::integer(number.as_string().parse().ok()?, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        let wrong = |lang: Lang, count: &str| {
            let args = [("count", count.to_owned()), ("rows", "3".to_owned())];
            lang.say_with("programmes-rows-wrong", args)
        };
        for (count, fr, en) in [
            ("0", "0 ligne est", "0 rows are"),
            ("1", "1 ligne est", "1 row is"),
            ("1200", "1\u{202f}200 lignes sont", "1,200 rows are"),
            ("…", "… lignes sont", "… rows are"),
        ] {
            assert!(wrong(Lang::Fr, count).starts_with(fr), "{}", wrong(Lang::Fr, count));
            assert!(wrong(Lang::En, count).starts_with(en), "{}", wrong(Lang::En, count));
        }
        let lost = |registered: &str, matched: &str| {
            let args = [("registered", registered.to_owned()), ("matched", matched.to_owned())];
            Lang::Fr.say_with("partners-difference-unexplained", args)
        };
        assert!(
            lost("1", "1").starts_with("1 immatriculé sur 1 retrouvé\u{202f}:"),
            "{}",
            lost("1", "1")
        );
        assert!(lost("0", "2").starts_with("0 immatriculé sur 2 retrouvés"), "{}", lost("0", "2"));
        let came = |held: &str| {
            let args = [("held", held.to_owned()), ("size", "2048".to_owned())];
            Lang::Fr.say_with("documents-bytes-missing", args)
        };
        assert!(came("0").starts_with("Aucun octet"), "{}", came("0"));
        assert!(came("1").starts_with("Seul 1 octet sur"), "{}", came("1"));
        assert!(came("2").starts_with("Seuls 2 octets sur"), "{}", came("2"));
        assert!(Lang::Fr.say_n("journal-lead", 1).starts_with("1 événement,"));
        assert!(Lang::En.say_n("journal-lead", 2).starts_with("2 events,"));
        let ptba = Lang::Fr.say_of("ptba-of", "2021");
        assert!(ptba.contains("2021"), "{ptba}: a year is no count");
        assert!(Lang::Fr.say_of("page-of", "007").ends_with("007"), "a reference is no number");
    }
}
