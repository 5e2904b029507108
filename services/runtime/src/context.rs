use std::str::FromStr;

use ed25519_dalek::VerifyingKey;
use jiff::{
    Timestamp,
    civil::{Date, date},
    tz::{TimeZone, offset},
};
use kernel::{
    Aggregate, AsOf, Ask, Asked, Authority, Basis, Code, Confidentiality, Currency, Effective,
    Evidence, Fact, Hash, Id, Interim, Meta, Money, Nonce, Origin, Party, Precision, Provenance,
    ProvenanceKind, StatedWeekday, Who,
};
use proto::jalon::v1 as pb;
use sha2::{Digest as _, Sha256};
use tonic::{Request, Status, metadata::MetadataMap};
use uuid::Uuid;

use crate::{Malformed, Office, Token};

/// The header that says who asks, signed.
pub const TOKEN: &str = "x-token-bin";
/// A day before any programme is a slip of the keyboard.
pub(crate) const EARLIEST: Date = date(1900, 1, 1);

/// Who asks, when, and what stands beside every event the request causes.
#[derive(Clone, Debug)]
pub struct Context {
    pub who: Who,
    pub origin: Origin,
    /// What is asked for, as the contracts call it: `RecordPayment`. Empty where a policy asks.
    pub called: &'static str,
    pub at: Timestamp,
    pub effective: Effective,
    pub stated_weekday: Option<StatedWeekday>,
    pub known: Option<Timestamp>,
    pub command_id: Uuid,
    pub command_hash: Hash,
    pub causation: Option<Uuid>,
    pub correlation: Uuid,
    pub programme: Option<Code>,
    pub country: Option<Code>,
    pub on_behalf_of: Option<Party>,
    pub interim: Option<Interim>,
    pub authority: Option<Authority>,
    pub confidentiality: Confidentiality,
    pub provenance: Provenance,
    pub evidence: Vec<Evidence>,
    /// Revision that whoever asks has seen last.
    pub expected: Option<u64>,
    /// Position of the fact that this follows from: what the journal holds up to there is to be known, and
    /// what it holds behind need not be.
    pub after: Option<u64>,
}

/// Who sent a request: its verified token, if it has one.
pub fn caller<T>(request: &Request<T>, key: &VerifyingKey) -> Result<Token, Status> {
    let token = token(request.metadata(), key);
    token.ok_or_else(|| Status::unauthenticated("no valid token"))
}

pub(crate) fn token(request: &MetadataMap, key: &VerifyingKey) -> Option<Token> {
    let sealed = request.get_bin(TOKEN)?.to_bytes().ok()?;
    Token::open(&sealed, key, now())
}

/// Who sent a request that changes something: nobody who may only look.
pub fn actor<T>(request: &Request<T>, key: &VerifyingKey) -> Result<Token, Status> {
    let token = caller(request, key)?;
    let acts = token.office().is_some_and(Office::acts);
    if acts { Ok(token) } else { Err(Malformed::ReadOnly("act").into()) }
}

impl Context {
    /// Splits a request into the circumstances of the act and the message itself.
    pub fn open<T: prost::Message + prost::Name>(
        request: Request<T>,
        key: &VerifyingKey,
        act: fn(&T) -> Option<&pb::Act>,
    ) -> Result<(Self, T), Status> {
        let token = actor(&request, key)?;
        let imports = token.office() == Some(Office::Import);
        let origin = if imports { Origin::Import } else { Origin::Person };
        let who = token.who;
        let message = request.into_inner();
        // Another person who asks the same asks something else.
        let hash = Sha256::new().chain_update(who.person.to_string());
        let hash = Hash(hash.chain_update(message.encode_to_vec()).finalize().into());
        let act = act(&message).ok_or(Malformed::Missing("act"))?;
        let called = T::NAME.strip_suffix("Request").unwrap_or(T::NAME);
        let context = Self { called, ..Self::of(who, origin, hash, act, now())? };
        Ok((context, message))
    }

    fn of(
        who: Who,
        origin: Origin,
        command_hash: Hash,
        act: &pb::Act,
        at: Timestamp,
    ) -> Result<Self, Malformed> {
        if act.command_id.is_empty() {
            return Err(Malformed::Missing("act.command_id"));
        }
        let command_id = act.command_id.parse().map_err(|_| Malformed::Id("act.command_id"))?;
        let effective = optional(&act.effective, Malformed::Date("act.effective"))?;
        let effective: Effective = effective.unwrap_or_else(|| day(at).into());
        if effective.on > easternmost(at) {
            return Err(Malformed::DateInFuture("act.effective"));
        }
        if effective.on < EARLIEST {
            return Err(Malformed::Date("act.effective"));
        }
        Ok(Self {
            who,
            origin,
            called: "",
            at,
            effective,
            stated_weekday: optional(&act.weekday, Malformed::Weekday("act.weekday"))?,
            known: known(&act.known, origin, at)?,
            command_id,
            command_hash,
            causation: None,
            correlation: command_id,
            programme: optional(&act.programme, Malformed::Code("act.programme"))?,
            country: optional(&act.country, Malformed::Code("act.country"))?,
            on_behalf_of: act.on_behalf_of.as_ref().map(party).transpose()?,
            interim: act.interim.as_ref().map(interim).transpose()?,
            authority: act
                .authority
                .as_ref()
                .map(|it| authority(it, origin))
                .transpose()?
                .flatten(),
            confidentiality: match act.confidentiality() {
                pb::Confidentiality::Public => Confidentiality::Public,
                pb::Confidentiality::Unspecified | pb::Confidentiality::Internal => {
                    Confidentiality::Internal
                }
                pb::Confidentiality::Restricted => Confidentiality::Restricted,
            },
            provenance: provenance(act.provenance.as_ref()),
            evidence: act.evidence.iter().map(evidence).collect::<Result<_, _>>()?,
            expected: act.expected_revision,
            after: None,
        })
    }

    /// What a policy asks because of `fact`: known when its cause was, and no more real than it.
    pub(crate) fn follow<E>(
        fact: &Fact<E>,
        policy: &str,
        nth: usize,
        to: &str,
        at: Timestamp,
    ) -> Self {
        let meta = &fact.meta;
        let command_id = Uuid::new_v5(&fact.event_id, format!("{policy}/{to}/{nth}").as_bytes());
        let kind = match meta.provenance.kind {
            ProvenanceKind::Illustrative => ProvenanceKind::Illustrative,
            ProvenanceKind::Source | ProvenanceKind::Derived => ProvenanceKind::Derived,
        };
        Self {
            who: service(policy),
            origin: Origin::Policy,
            called: "",
            at,
            effective: meta.effective,
            stated_weekday: None,
            known: meta.known,
            command_id,
            command_hash: Hash(Sha256::digest(command_id.as_bytes()).into()),
            causation: Some(fact.event_id),
            correlation: meta.correlation,
            programme: meta.programme.clone(),
            country: meta.country.clone(),
            on_behalf_of: None,
            interim: None,
            authority: None,
            confidentiality: meta.confidentiality,
            provenance: Provenance {
                kind,
                sources: vec![fact.event_id.to_string()],
                method: Some(policy.to_owned()),
            },
            evidence: Vec::new(),
            expected: None,
            after: Some(fact.position),
        }
    }

    /// What a part of the platform does by itself, today.
    pub(crate) fn itself(name: &str, at: Timestamp, command_id: Uuid) -> Self {
        Self {
            who: service(name),
            origin: Origin::Policy,
            called: "",
            at,
            effective: day(at).into(),
            stated_weekday: None,
            known: None,
            command_id,
            command_hash: Hash::default(),
            causation: None,
            correlation: command_id,
            programme: None,
            country: None,
            on_behalf_of: None,
            interim: None,
            authority: None,
            confidentiality: Confidentiality::Public,
            provenance: provenance(None),
            evidence: Vec::new(),
            expected: None,
            after: None,
        }
    }

    /// The day it is for whoever asks: in the east it may have begun already.
    pub(crate) fn today(&self) -> Date {
        day(self.at).max(self.effective.on.min(easternmost(self.at)))
    }

    pub(crate) fn asked<A: Aggregate>(&self, ask: Ask<A>) -> Asked<A::Command> {
        let Ask { command, basis, effective, .. } = ask;
        Asked {
            command,
            who: self.who.clone(),
            origin: self.origin,
            effective: effective.unwrap_or(self.effective),
            today: self.today(),
            basis,
        }
    }

    /// What is stored beside one event. Every event has a nonce of its own.
    pub(crate) fn meta(
        &self,
        effective: Effective,
        basis: &Basis,
        unverified: &[String],
    ) -> anyhow::Result<Meta> {
        Ok(Meta {
            schema: 1,
            who: self.who.clone(),
            recorded_by: self.who.person,
            on_behalf_of: self.on_behalf_of.clone(),
            interim: self.interim.clone(),
            authority: self.authority.clone(),
            effective,
            stated_weekday: self.stated_weekday,
            known: self.known,
            recorded: self.at,
            programme: self.programme.clone(),
            country: self.country.clone(),
            confidentiality: self.confidentiality,
            withheld: false,
            command_id: self.command_id,
            command_hash: self.command_hash,
            causation: self.causation,
            correlation: self.correlation,
            origin: self.origin,
            basis: basis.clone(),
            provenance: self.provenance.clone(),
            evidence: self.evidence.clone(),
            unverified: unverified.to_vec(),
            nonce: nonce()?,
            migrated: None,
        })
    }
}

/// A part of the platform that acts by itself.
pub(crate) fn service(name: &str) -> Who {
    Who {
        person: Id::derived(&["service", name]),
        capacity: name.to_owned(),
        institution: Id::derived(&["institution", "JALON"]),
    }
}

pub(crate) fn nonce() -> anyhow::Result<Nonce> {
    let mut nonce = [0; 16];
    getrandom::fill(&mut nonce).map_err(|error| anyhow::anyhow!("no randomness: {error}"))?;
    Ok(Nonce(nonce))
}

/// The one clock of the platform's requests and policies.
pub fn now() -> Timestamp {
    #[expect(clippy::disallowed_methods, reason = "this is the edge where time enters")]
    Timestamp::now()
}

/// The day of an instant in UTC, which is the time of Mali and Burkina Faso all year round: what
/// calendars count in.
pub fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The latest day that it is in any country of the programmes. In Burundi a day begins two hours
/// before it does in UTC, all year round, and what is done there then is done today.
fn easternmost(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::fixed(offset(2))).date()
}

/// The last instant of a day, in UTC.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    let end = day.at(23, 59, 59, 999_999_999);
    end.to_zoned(TimeZone::UTC).ok().map(|end| end.timestamp())
}

/// Reads the pair of dates of a view.
pub fn as_of(asked: Option<&pb::AsOf>) -> Result<AsOf, Malformed> {
    let Some(pb::AsOf { effective, known, position }) = asked else { return Ok(AsOf::default()) };
    let wrong = Malformed::Date("as_of.known");
    let known = match known.len() {
        0 => None,
        10 => Some(known.parse().ok().and_then(end_of).ok_or(wrong)?),
        _ => Some(known.parse::<Timestamp>().map_err(|_| wrong)?),
    };
    let effective = optional(effective, Malformed::Date("as_of.effective"))?;
    Ok(AsOf { effective, known, position: *position })
}

/// Reads an amount: exact, in a currency we know.
pub fn money(money: Option<&pb::Money>, field: &'static str) -> Result<Money, Malformed> {
    let pb::Money { amount, currency } = money.ok_or(Malformed::Missing(field))?;
    if amount.is_empty() {
        return Err(Malformed::Missing(field));
    }
    let currency: Currency = currency.parse().map_err(|_| Malformed::Currency(field))?;
    Money::parse(amount, currency).map_err(|why| Malformed::money(why, field))
}

/// A text that may be empty, and otherwise means something.
pub fn optional<V: FromStr>(text: &str, malformed: Malformed) -> Result<Option<V>, Malformed> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some).map_err(|_| malformed) }
}

/// An import says when its source could be known; nobody else does.
fn known(text: &str, origin: Origin, at: Timestamp) -> Result<Option<Timestamp>, Malformed> {
    let wrong = Malformed::Known("act.known");
    let known = match text.len() {
        0 => return Ok(None),
        10 => {
            let day: Date = text.parse().map_err(|_| wrong.clone())?;
            day.to_zoned(TimeZone::UTC).map_err(|_| wrong.clone())?.timestamp()
        }
        _ => text.parse().map_err(|_| wrong.clone())?,
    };
    if origin == Origin::Import && known <= at { Ok(Some(known)) } else { Err(wrong) }
}

/// The id of an institution of the register.
pub fn institution(code: &str, field: &'static str) -> Result<Id<kernel::Institution>, Malformed> {
    let code: Code = code.parse().map_err(|_| Malformed::Code(field))?;
    Ok(Id::derived(&["institution", code.as_str()]))
}

fn party(party: &pb::Party) -> Result<Party, Malformed> {
    let institution = institution(&party.institution, "act.on_behalf_of.institution")?;
    Ok(Party { institution, capacity: some(&party.capacity) })
}

fn interim(interim: &pb::Interim) -> Result<Interim, Malformed> {
    let from = interim.from.parse().map_err(|_| Malformed::Date("act.interim.from"))?;
    let until = optional(&interim.until, Malformed::Date("act.interim.until"))?;
    if interim.note.is_empty() {
        return Err(Malformed::Missing("act.interim.note"));
    }
    Ok(Interim { note: interim.note.clone(), from, until, powers: interim.powers.clone() })
}

fn authority(given: &pb::Authority, origin: Origin) -> Result<Option<Authority>, Malformed> {
    use pb::authority::Authority as Given;
    let id = |text: &str| text.parse::<Uuid>().map_err(|_| Malformed::Id("act.authority"));
    match &given.authority {
        Some(Given::Decision(decision)) => Ok(Some(Authority::Decision(id(decision)?.into()))),
        Some(Given::Notice(notice)) if notice.trim().is_empty() => Ok(None),
        Some(Given::Notice(notice)) => Ok(Some(Authority::Notice(notice.clone()))),
        Some(Given::Delegation(person)) => Ok(Some(Authority::Delegation(id(person)?.into()))),
        Some(Given::Import(record)) if record.trim().is_empty() => Ok(None),
        Some(Given::Import(record)) if origin == Origin::Import => {
            Ok(Some(Authority::Import(record.clone())))
        }
        Some(Given::Import(_)) => Err(Malformed::ReadOnly("act.authority.import")),
        None => Ok(None),
    }
}

fn provenance(given: Option<&pb::Provenance>) -> Provenance {
    use pb::provenance::Kind;
    let Some(given) = given else {
        return Provenance { kind: ProvenanceKind::Source, sources: Vec::new(), method: None };
    };
    let kind = match given.kind() {
        Kind::Unspecified | Kind::Source => ProvenanceKind::Source,
        Kind::Derived => ProvenanceKind::Derived,
        Kind::Illustrative => ProvenanceKind::Illustrative,
    };
    Provenance { kind, sources: given.sources.clone(), method: some(&given.method) }
}

fn evidence(given: &pb::Evidence) -> Result<Evidence, Malformed> {
    if given.title.is_empty() {
        return Err(Malformed::Missing("act.evidence.title"));
    }
    let wrong = Malformed::Id("act.evidence.document");
    let document = optional(&given.document, wrong.clone())?;
    // No bytes have it: somebody filled in a field that may be left empty.
    if document == Some(Hash::default()) {
        return Err(wrong);
    }
    Ok(Evidence {
        title: given.title.clone(),
        reference: some(&given.reference),
        document,
        language: some(&given.language),
        page: some(&given.page),
        url: some(&given.url),
    })
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What a reader is told of the day something took effect.
pub fn precision(effective: Effective) -> &'static str {
    let precision: Precision = effective.precision;
    precision.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(at: &str, effective: &str) -> Result<Context, Malformed> {
        let effective = effective.to_owned();
        let act = pb::Act { command_id: Uuid::nil().to_string(), effective, ..pb::Act::default() };
        let who = kernel::testing::who("awa");
        Context::of(who, Origin::Person, Hash::default(), &act, at.parse().unwrap())
    }

    #[test]
    fn an_act_of_today_is_one_in_every_country_and_tomorrow_is_not() {
        let future = Some(Malformed::DateInFuture("act.effective"));
        assert_eq!(opened("2026-03-02T21:59:59Z", "2026-03-03").err(), future);
        // In Bujumbura the third has begun.
        let there = opened("2026-03-02T22:00:00Z", "2026-03-03").unwrap();
        assert_eq!(there.today(), date(2026, 3, 3));
        assert_eq!(opened("2026-03-02T23:59:59Z", "2026-03-04").err(), future);
        let here = opened("2026-03-02T23:59:59Z", "2026-03-01").unwrap();
        assert_eq!(here.today(), date(2026, 3, 2));
    }

    #[test]
    fn a_document_is_cited_by_the_hash_of_some_bytes_or_not_at_all() {
        let cited = |document: &str| {
            let (title, document) = ("Lettre".to_owned(), document.to_owned());
            evidence(&pb::Evidence { title, document, ..pb::Evidence::default() })
        };
        assert_eq!(cited("").unwrap().document, None);
        assert!(cited(&"1".repeat(63)).is_err());
        assert_eq!(cited(&"01".repeat(32)).unwrap().document, Some(Hash([1; 32])));
        let wrong = Malformed::Id("act.evidence.document");
        assert_eq!(cited(&"0".repeat(64)), Err(wrong));
    }

    #[test]
    fn only_an_import_stands_on_a_record_kept_elsewhere() {
        use pb::authority::Authority::Import;
        let given = |record: &str| pb::Authority { authority: Some(Import(record.to_owned())) };
        let record = "Registre des décaissements 2014";
        let found = authority(&given(record), Origin::Import);
        assert_eq!(found, Ok(Some(Authority::Import(record.to_owned()))));
        let refused = Err(Malformed::ReadOnly("act.authority.import"));
        assert_eq!(authority(&given(record), Origin::Person), refused);
        assert_eq!(authority(&given(""), Origin::Person), Ok(None));
        assert_eq!(authority(&given(" \n"), Origin::Import), Ok(None));
    }

    #[test]
    fn a_blank_notice_is_no_authority() {
        use pb::authority::Authority::Notice;
        let given = |notice: &str| pb::Authority { authority: Some(Notice(notice.to_owned())) };
        for blank in ["", " ", "\t\u{a0}\n"] {
            assert_eq!(authority(&given(blank), Origin::Person), Ok(None));
        }
        let found = authority(&given("Lettre 12"), Origin::Person);
        assert_eq!(found, Ok(Some(Authority::Notice("Lettre 12".into()))));
    }
}
