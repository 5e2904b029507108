//! One request as every page sees it: who looks, in which language, at which moment of the past.

use std::sync::Arc;

use axum::{
    extract::{FromRequestParts, Query},
    http::{StatusCode, header, request::Parts},
};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, SigningKey};
use jiff::{Timestamp, civil::Date};
use proto::jalon::v1 as jalon;
use runtime::Token;

use crate::{
    Settings, clock, dates,
    failure::Failure,
    html::{self, Html, Tone, encode},
    lang::Lang,
    remote::Heard,
    typography,
};

pub(crate) const PERSONA: &str = "jalon-moi";
pub(crate) const LANGUAGE: &str = "lang";

pub(crate) type App = Arc<Settings>;

#[derive(Clone)]
pub(crate) struct Visit {
    pub(crate) app: App,
    pub(crate) lang: Lang,
    pub(crate) today: Date,
    /// Past mode: what had taken effect by then, and what could be known by then.
    pub(crate) effective: Option<String>,
    pub(crate) known: Option<String>,
    /// The position a reader has just written.
    pub(crate) min: Option<u64>,
    pub(crate) acting: Option<Acting>,
    /// Code of the programme that the page is about.
    pub(crate) programme: Option<String>,
    pub(crate) path: String,
    /// Whether the page can be looked at again under its address: it answers no form.
    pub(crate) again: bool,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) heard: Arc<Heard>,
}

/// The office somebody acts as, and the token that says so.
#[derive(Clone)]
pub(crate) struct Acting {
    pub(crate) person: String,
    pub(crate) label: String,
    pub(crate) acts: bool,
    pub(crate) sealed: Vec<u8>,
}

impl Visit {
    /// The visit, and what is wrong with its address if something is.
    pub(crate) fn of(parts: &Parts, app: App) -> (Self, Option<Failure>) {
        let query = Query::try_from_uri(&parts.uri).map(|Query(pairs)| pairs).unwrap_or_default();
        let mut visit = Self {
            lang: Lang::Fr,
            today: clock::today(),
            effective: None,
            known: None,
            min: None,
            acting: None,
            programme: None,
            path: parts.uri.path().to_owned(),
            again: parts.method.is_safe(),
            query,
            heard: Arc::default(),
            app,
        };
        let kept = cookie(parts, LANGUAGE);
        let lang = visit.asked("lang").or(kept.as_deref()).and_then(Lang::from_tag);
        visit.lang = lang.unwrap_or(Lang::Fr);
        visit.acting = cookie(parts, PERSONA).and_then(|sealed| visit.recognise(&sealed));
        visit.min = visit.asked("min").and_then(|position| position.parse().ok());
        visit.programme = visit.programme_asked();
        let wrong = visit.travel().err();
        (visit, wrong)
    }

    /// As the address says, or the only one there is.
    fn programme_asked(&self) -> Option<String> {
        let named = self.path.strip_prefix("/p/").and_then(|rest| rest.split('/').next());
        let programmes = &self.app.register.programmes;
        let only = programmes.first().filter(|_| programmes.len() == 1);
        named.or(self.asked("programme")).or(only.map(|only| only.code.as_str())).map(str::to_owned)
    }

    /// Reads the two dates. Both today, or none, is the present.
    fn travel(&mut self) -> Result<(), Failure> {
        let effective = self.asked("effet").filter(|text| !text.trim().is_empty());
        let known = self.asked("connu").filter(|text| !text.trim().is_empty());
        let effective = effective.map(|text| self.day(text)).transpose()?;
        let known = match known {
            Some(text) if text.parse::<Timestamp>().is_ok() => Some(text.trim().to_owned()),
            Some(text) => Some(self.day(text)?),
            None => None,
        };
        let today = self.today.to_string();
        let now =
            |day: &Option<String>| day.as_ref().is_none_or(|day| *day >= today && day.len() == 10);
        if !(now(&effective) && now(&known)) {
            (self.effective, self.known) = (effective, known);
        }
        Ok(())
    }

    fn day(&self, text: &str) -> Result<String, Failure> {
        let wrong = || Failure::NotADay(text.chars().take(40).collect());
        let day: Date = dates::typed(text).parse().map_err(|_| wrong())?;
        // A clock east of ours may already be at tomorrow.
        let latest = self.today.tomorrow().unwrap_or(self.today);
        if day > latest || day.year() < 1900 { Err(wrong()) } else { Ok(day.to_string()) }
    }

    fn recognise(&self, sealed: &str) -> Option<Acting> {
        let sealed = hex::decode(sealed).ok()?;
        let token = unseal(&sealed, &self.app.key, clock::now())?;
        let person = token.who.person.to_string();
        let register = &self.app.register;
        let persona = register.person_by_id(&person);
        let capacity =
            persona.map_or(token.who.capacity.as_str(), |known| known.capacity(self.lang));
        let institution = register.institution_by_id(&token.who.institution.to_string());
        let label = match institution {
            Some(institution) => format!("{capacity} · {}", institution.short),
            None => capacity.to_owned(),
        };
        let acts = persona.is_some_and(crate::register::Persona::acts);
        Some(Acting { person, label, acts, sealed })
    }

    pub(crate) fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn past(&self) -> bool {
        self.effective.is_some() || self.known.is_some()
    }

    /// Whether anything may be entered: by somebody who enters facts, and not into the past.
    pub(crate) fn acts(&self) -> bool {
        !self.past() && self.acting.as_ref().is_some_and(|acting| acting.acts)
    }

    /// Whether nobody acts who might, had they an office.
    pub(crate) fn nobody(&self) -> bool {
        !self.past() && self.acting.is_none()
    }

    pub(crate) fn as_of(&self) -> Option<jalon::AsOf> {
        self.past().then(|| jalon::AsOf {
            effective: self.effective.clone().unwrap_or_default(),
            known: self.known.clone().unwrap_or_default(),
            position: None,
        })
    }

    /// The day the reader looks at.
    pub(crate) fn day_looked_at(&self) -> Date {
        self.effective.as_deref().and_then(dates::first_day).unwrap_or(self.today)
    }

    /// An address of ours that stays at the same moment of the past.
    pub(crate) fn link(&self, path: &str) -> String {
        // What is said of the moment stands before the part of the page that is led to.
        let (path, part) = path.split_at(path.find('#').unwrap_or(path.len()));
        let mut address = path.to_owned();
        for (name, value) in [("effet", &self.effective), ("connu", &self.known)] {
            if let Some(value) = value {
                address.push(if address.contains('?') { '&' } else { '?' });
                address.extend([name, "=", &encode(value)]);
            }
        }
        address.push_str(part);
        address
    }

    /// The form that registers an agreement, in the programme that the page is about.
    pub(crate) fn to_register(&self) -> String {
        let known =
            self.programme.as_deref().filter(|code| self.app.register.programme(code).is_some());
        known.map_or_else(
            || "/accords/nouveau".to_owned(),
            |code| format!("/accords/nouveau?programme={}", encode(code)),
        )
    }

    /// Where the office is chosen, and the way back here.
    pub(crate) fn to_offices(&self) -> String {
        let back = match self.asked("vers") {
            Some(back) if self.path == "/moi" => back.to_owned(),
            _ if self.path == "/moi" => "/".to_owned(),
            _ => self.here(&[]),
        };
        self.link(&format!("/moi?vers={}", encode(&back)))
    }

    /// This page with other parameters: those named are replaced, or dropped where they are empty.
    pub(crate) fn here(&self, changes: &[(&str, &str)]) -> String {
        let kept = self.query.iter().filter(|(name, _)| {
            !matches!(name.as_str(), "min" | "deja" | "fonction")
                && !changes.iter().any(|(changed, _)| changed == name)
        });
        let kept = kept.map(|(name, value)| (name.as_str(), value.as_str()));
        let all = kept.chain(changes.iter().copied()).filter(|(_, value)| !value.is_empty());
        let query: Vec<_> =
            all.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        if query.is_empty() {
            self.path.clone()
        } else {
            format!("{}?{}", self.path, query.join("&"))
        }
    }

    pub(crate) fn in_other_language(&self) -> String {
        self.here(&[("lang", self.lang.other().tag())])
    }

    pub(crate) fn back_to_today(&self) -> String {
        self.here(&[("effet", ""), ("connu", "")])
    }

    /// What the form of the two dates must not lose.
    pub(crate) fn carried(&self) -> impl Iterator<Item = &(String, String)> {
        let moving = ["effet", "connu", "min", "deja", "fonction", "lang", "page"];
        self.query.iter().filter(move |(name, _)| !moving.contains(&name.as_str()))
    }

    // What templates say.

    pub(crate) fn say(&self, key: &str) -> String {
        self.lang.say(key)
    }

    pub(crate) fn say_n(&self, key: &str, n: impl TryInto<u64>) -> String {
        self.lang.say_n(key, n.try_into().unwrap_or(0))
    }

    pub(crate) fn say_of(&self, key: &str, what: impl Into<String>) -> String {
        self.lang.say_of(key, what)
    }

    pub(crate) fn date(&self, text: &str) -> String {
        if text.is_empty() { "—".to_owned() } else { dates::long(text, self.lang) }
    }

    pub(crate) fn day_short(&self, text: &str) -> String {
        if text.is_empty() { "—".to_owned() } else { dates::short(text, self.lang) }
    }

    pub(crate) fn money(&self, money: Option<&jalon::Money>) -> String {
        money.map_or_else(|| "—".to_owned(), |money| typography::money(money, self.lang))
    }

    pub(crate) fn proof(&self, proof: Option<&jalon::Proof>) -> Html {
        html::proof(self, proof)
    }

    /// The mark of what the reader has just recorded.
    pub(crate) fn just_recorded(&self) -> Html {
        let proof = self.recorded().map(|position| jalon::Proof { position, ..Default::default() });
        html::proof(self, proof.as_ref())
    }

    pub(crate) fn key(&self, kind: &str, name: &str) -> String {
        self.lang.say(&format!("{kind}-{name}"))
    }

    pub(crate) fn illustrative(&self) -> Html {
        html::illustrative(self.lang)
    }

    pub(crate) fn tag(&self, tone: Tone, key: &str) -> Html {
        html::tag(tone, &self.lang.say(key))
    }

    pub(crate) fn effective_said(&self) -> String {
        self.date(self.effective.as_deref().unwrap_or(&self.today.to_string()))
    }

    /// For the field of the form, which knows days only.
    pub(crate) fn known_day(&self) -> String {
        let known = self.known.as_deref().and_then(|known| known.get(..10));
        known.map_or_else(|| self.today.to_string(), str::to_owned)
    }

    pub(crate) fn known_said(&self) -> String {
        match self.known.as_deref() {
            Some(known) if dates::moment(known).is_some() => dates::instant(known, self.lang),
            Some(known) => self.date(known),
            None => self.date(&self.today.to_string()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get::<Self>().cloned().ok_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// The token, if our key signed it and it has not expired.
fn unseal(sealed: &[u8], key: &SigningKey, now: Timestamp) -> Option<Token> {
    let (signature, claims) = sealed.split_first_chunk::<SIGNATURE_LENGTH>()?;
    key.verifying_key().verify_strict(claims, &Signature::from_bytes(signature)).ok()?;
    let token: Token = serde_json::from_slice(claims).ok()?;
    (now < token.expires).then_some(token)
}

fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let cookies =
        parts.headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let pairs =
        cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).next()
}
