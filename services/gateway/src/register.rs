//! Who and what the platform calls by name: programmes, institutions, offices.
//!
//! Ids in the journal are derived from these keys, so a name can change and history cannot.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Id, Institution as Institutional, Person, Who};
use runtime::Office;
use serde::Deserialize;

use crate::lang::Lang;

/// The register, as it lies in `data/register.json`, or in a file of the same form.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Register {
    pub(crate) programmes: Vec<Programme>,
    pub(crate) institutions: Vec<Institution>,
    pub(crate) people: Vec<Persona>,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Programme {
    pub(crate) code: String,
    pub(crate) country: String,
    name_fr: String,
    name_en: String,
    short_fr: String,
    short_en: String,
}

#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Institution {
    pub(crate) code: String,
    /// Empty where it is of none: an agency of many.
    #[serde(default)]
    country: String,
    name_fr: String,
    name_en: String,
    pub(crate) short: String,
}

/// An office somebody can act as. No personal names.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Persona {
    pub(crate) key: String,
    pub(crate) capacity_fr: String,
    capacity_en: String,
    /// Code of the institution.
    pub(crate) institution: String,
    pub(crate) role: String,
}

/// What a register says that cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Several programmes, institutions or offices are called so.
    Twice(String),
    /// The code of something, of its country or its key, which is no short name of letters, digits and hyphens.
    NoCode { of: String, code: String },
    /// The office is of an institution that is not on the register.
    Nowhere { office: String, institution: String },
    /// Nobody may hold an office of that role.
    NoRole { office: String, role: String },
}

impl Register {
    /// Reads the register file.
    pub fn read(json: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(json)
    }

    /// What is wrong with it first, if anything is. It can be read all the same.
    pub fn flaw(&self) -> Option<Flaw> {
        let programmes = || self.programmes.iter().map(|it| &it.code);
        let institutions = || self.institutions.iter().map(|it| &it.code);
        let offices = || self.people.iter().map(|it| &it.key);
        let twice = twice(programmes())
            .or_else(|| twice(institutions()))
            .or_else(|| twice(offices()))
            .map(|name| Flaw::Twice(name.clone()));
        twice
            .or_else(|| self.no_code())
            .or_else(|| self.people.iter().find_map(|it| self.flaw_of(it)))
    }

    /// What should be a code and is none.
    fn no_code(&self) -> Option<Flaw> {
        let programmes = self.programmes.iter().map(|it| (&it.short_fr, &it.code));
        let countries = self.programmes.iter().map(|it| (&it.code, &it.country));
        let institutions = self.institutions.iter().map(|it| (&it.short, &it.code));
        let abroad = self.institutions.iter().map(|it| (&it.code, &it.country));
        let abroad = abroad.filter(|(_, country)| !country.is_empty());
        let offices = self.people.iter().map(|it| (&it.capacity_fr, &it.key));
        let all = programmes.chain(countries).chain(institutions).chain(abroad).chain(offices);
        let mut none = all.filter(|(_, code)| code.parse::<Code>().is_err());
        none.next().map(|(of, code)| Flaw::NoCode { of: of.clone(), code: code.clone() })
    }

    fn flaw_of(&self, office: &Persona) -> Option<Flaw> {
        let Persona { key, institution, role, .. } = office;
        let office = key.clone();
        if self.institution(institution).is_none() {
            return Some(Flaw::Nowhere { office, institution: institution.clone() });
        }
        let held = role.parse().is_ok_and(|role| Office::HELD.contains(&role));
        (!held).then(|| Flaw::NoRole { office, role: role.clone() })
    }

    /// The office called `key`, as it acts.
    pub fn who(&self, key: &str) -> Option<Who> {
        let office = self.people.iter().find(|office| office.key == key)?;
        Some(Who {
            person: office.id(),
            capacity: office.capacity_fr.clone(),
            institution: Id::derived(&["institution", &office.institution]),
        })
    }

    /// The country of each institution that is of a country with programmes here. Those of other
    /// countries come as partners.
    pub fn homes(&self) -> BTreeMap<Id<Institutional>, Code> {
        let served = |country: &str| self.programmes.iter().any(|it| it.country == country);
        let of = self.institutions.iter().filter(|it| served(&it.country));
        of.filter_map(|it| Some((it.id(), it.country.parse().ok()?))).collect()
    }

    pub(crate) fn programme(&self, code: &str) -> Option<&Programme> {
        self.programmes.iter().find(|programme| programme.code == code)
    }

    pub(crate) fn institution(&self, code: &str) -> Option<&Institution> {
        self.institutions.iter().find(|institution| institution.code == code)
    }

    pub(crate) fn institution_by_id(&self, id: &str) -> Option<&Institution> {
        self.institutions.iter().find(|institution| institution.id().to_string() == id)
    }

    pub(crate) fn person_by_id(&self, id: &str) -> Option<&Persona> {
        self.people.iter().find(|person| person.id().to_string() == id)
    }
}

impl Programme {
    pub(crate) fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_fr, &self.name_en)
    }

    pub(crate) fn short(&self, lang: Lang) -> &str {
        lang.pick(&self.short_fr, &self.short_en)
    }
}

impl Institution {
    pub(crate) fn id(&self) -> Id<Institutional> {
        Id::derived(&["institution", &self.code])
    }

    pub(crate) fn name(&self, lang: Lang) -> &str {
        lang.pick(&self.name_fr, &self.name_en)
    }
}

impl Persona {
    pub(crate) fn id(&self) -> Id<Person> {
        Id::derived(&["person", &self.key])
    }

    pub(crate) fn capacity(&self, lang: Lang) -> &str {
        lang.pick(&self.capacity_fr, &self.capacity_en)
    }

    /// Whether this office enters facts. The services decide; this only hides what they would refuse.
    pub(crate) fn acts(&self) -> bool {
        self.role.parse().is_ok_and(Office::acts)
    }
}

/// A name that comes again.
fn twice<'n>(mut names: impl Iterator<Item = &'n String>) -> Option<&'n String> {
    let mut seen = BTreeSet::new();
    names.find(|name| !seen.insert(*name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A small register, with `from` replaced by `to` in its text.
    fn with(from: &str, to: &str) -> Register {
        let json = r#"{
            "programmes": [{"code": "P1", "country": "SN", "name_fr": "", "name_en": "",
                "short_fr": "", "short_en": ""}],
            "institutions": [
                {"code": "UCP", "country": "SN", "name_fr": "", "name_en": "", "short": ""},
                {"code": "IDA", "name_fr": "", "name_en": "", "short": ""}
            ],
            "people": [{"key": "raf", "capacity_fr": "RAF", "capacity_en": "AFO",
                "institution": "UCP", "role": "finance"}]
        }"#;
        assert!(json.contains(from), "{from}");
        Register::read(json.replace(from, to).as_bytes()).unwrap()
    }

    #[test]
    fn what_cannot_be_is_found_before_it_is_shown_or_acted_on() {
        let (office, at) = ("raf".to_owned(), |it: &str| it.to_owned());
        let no_code = |of: &str, code: &str| Flaw::NoCode { of: of.into(), code: code.into() };
        let no_role = |role: &str| Flaw::NoRole { office: "raf".into(), role: role.into() };
        for (from, to, flaw) in [
            ("P1", "P1", None),
            (r#"IDA", "n"#, r#"UCP", "n"#, Some(Flaw::Twice(at("UCP")))),
            (r#""P1""#, r#""Mon programme""#, Some(no_code("", "Mon programme"))),
            (
                r#""code": "P1", "country": "SN""#,
                r#""code": "P1", "country": """#,
                Some(no_code("P1", "")),
            ),
            (
                r#""institution": "UCP""#,
                r#""institution": "UTGFS""#,
                Some(Flaw::Nowhere { office, institution: at("UTGFS") }),
            ),
            (r#""key": "raf""#, r#""key": """#, Some(no_code("RAF", ""))),
            (r#""finance""#, r#""financier""#, Some(no_role("financier"))),
            // Of the platform itself.
            (r#""finance""#, r#""import""#, Some(no_role("import"))),
            (r#""finance""#, r#""service""#, Some(no_role("service"))),
        ] {
            assert_eq!(with(from, to).flaw(), flaw, "{to}");
        }
    }

    #[test]
    fn an_institution_is_at_home_where_there_are_programmes_and_partners_nowhere() {
        let json = r#"{
            "programmes": [{"code": "P1", "country": "ML", "name_fr": "", "name_en": "",
                "short_fr": "", "short_en": ""}],
            "institutions": [
                {"code": "UTGFS", "country": "ML", "name_fr": "", "name_en": "", "short": ""},
                {"code": "AFD", "country": "FR", "name_fr": "", "name_en": "", "short": ""},
                {"code": "PAM", "name_fr": "", "name_en": "", "short": ""}
            ],
            "people": []
        }"#;
        let homes = Register::read(json.as_bytes()).unwrap().homes();
        let home = (Id::derived(&["institution", "UTGFS"]), "ML".parse().unwrap());
        assert_eq!(homes, BTreeMap::from([home]));
    }
}
