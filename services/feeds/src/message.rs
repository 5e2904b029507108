//! A public event as a NATS message: `CloudEvents` 1.0 in binary mode.

use std::{collections::BTreeMap, fmt::Write as _};

use async_nats::{
    HeaderMap,
    header::{NATS_EXPECTED_LAST_SEQUENCE, NATS_MESSAGE_ID},
};
use kernel::{Code, Meta};
use runtime::Recorded;
use serde_json::Value;
use uuid::Uuid;

/// What every `CloudEvents` attribute is prefixed with.
const PREFIX: &str = "ce-";
/// A subject must fit in one protocol line, whatever an event is called.
const LONGEST_TOKEN: usize = 64;
const MOST_TOKENS: usize = 12;

#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) subject: String,
    pub(crate) headers: HeaderMap,
    /// The event's JSON, byte for byte.
    pub(crate) data: Vec<u8>,
}

impl Message {
    /// `index` is the event's place among the public events, from 1.
    pub(crate) fn new(journal: Uuid, index: u64, event: Recorded) -> Self {
        let meta = runtime::meta(&event);
        let entry = event.entry;
        let unreadable = |error: &serde_json::Error| {
            tracing::warn!(event = %entry.id, %error, "published with unreadable metadata");
        };
        let meta = meta.inspect_err(unreadable).ok();
        let recorded = meta.as_ref().map_or(event.at, |meta| meta.recorded);

        let mut headers = HeaderMap::new();
        headers.insert(NATS_MESSAGE_ID, entry.id.to_string());
        headers.insert(NATS_EXPECTED_LAST_SEQUENCE, index.saturating_sub(1).to_string());
        let mut say = |name: &str, value: &str| {
            headers.insert(format!("{PREFIX}{name}").as_str(), encode(value));
        };
        say("specversion", "1.0");
        say("id", &entry.id.to_string());
        say("source", &source(journal));
        say("type", &entry.name);
        say("recordedtime", &recorded.to_string());
        // As the extension wants it: ordered as text, too.
        say("sequence", &format!("{index:020}"));
        say("position", &event.position.to_string());
        say("datacontenttype", "application/json");
        if let Some(reference) = reference(&entry.name, &entry.data) {
            say("subject", &reference);
        }
        if let Some(meta) = &meta {
            say("time", &format!("{}T00:00:00Z", meta.effective.on));
            say("timeprecision", meta.effective.precision.into());
            say("illustrative", if meta.illustrative() { "true" } else { "false" });
        }
        Self { subject: subject(meta.as_ref(), &entry.name), headers, data: entry.data }
    }
}

/// Which journal a message comes from.
pub(crate) fn source(journal: Uuid) -> String {
    format!("/jalon/{journal}")
}

/// The `CloudEvents` attributes of a message, decoded.
pub(crate) fn attributes(headers: &HeaderMap) -> BTreeMap<String, String> {
    let attributes = headers.iter().filter_map(|(name, values)| {
        let name: &str = name.as_ref();
        Some((name.strip_prefix(PREFIX)?.to_owned(), decode(values.first()?.as_str())))
    });
    attributes.collect()
}

/// `jalon.<country>.<programme>.<service>.<aggregate>.<event>.v1`
fn subject(meta: Option<&Meta>, name: &str) -> String {
    let country = meta.and_then(|meta| meta.country.as_ref()).map_or("xx", Code::as_str);
    let programme = meta.and_then(|meta| meta.programme.as_ref()).map_or("-", Code::as_str);
    let mut subject = format!("jalon.{}.{}", token(&country.to_lowercase()), token(programme));
    for part in name.split('.').take(MOST_TOKENS) {
        subject.push('.');
        subject.push_str(&token(part));
    }
    subject
}

/// Dots, blanks and wildcards mean something in a subject.
fn token(text: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || "-_".contains(c) { c } else { '_' };
    let token: String = text.chars().take(LONGEST_TOKEN).map(plain).collect();
    if token.is_empty() { "-".to_owned() } else { token }
}

/// What the event is about: the field of its data named as its service, or as its aggregate.
fn reference(name: &str, data: &[u8]) -> Option<String> {
    let data: Value = serde_json::from_slice(data).ok()?;
    let named = |field| data.get(field)?.as_str().filter(|text| !text.is_empty());
    name.split('.').take(2).find_map(named).map(str::to_owned)
}

/// As `CloudEvents` wants header values: space, quote, percent and all that is not printable ASCII
/// as the percent-encoded bytes of its UTF-8.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if matches!(byte, b'!'..=b'~') && !matches!(byte, b'"' | b'%') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string does not fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// The reverse of `encode`, leaving what is not percent-encoded as it is.
fn decode(text: &str) -> String {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digits = after.first_chunk::<2>().filter(|_| first == b'%');
        let byte = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()))
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        decoded.push(byte.unwrap_or(first));
        rest = byte.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8_lossy(&decoded).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::{prop_assert, prop_assert_eq, proptest};

    use super::*;

    #[test]
    fn accents_blanks_quotes_and_percents_travel_encoded() {
        assert_eq!(encode("Prêt « n° 5 » à 100 %"), {
            "Pr%C3%AAt%20%C2%AB%20n%C2%B0%205%20%C2%BB%20%C3%A0%20100%20%25"
        });
        assert_eq!(encode("application/json;\"a\"~"), "application/json;%22a%22~");
        assert_eq!(decode("100%25%c3%a9%zz%"), "100%é%zz%");
    }

    #[test]
    fn a_subject_has_no_wildcard_blank_or_empty_token_whatever_an_event_is_called() {
        assert_eq!(subject(None, "financing.tranche.released.v1"), {
            "jalon.xx.-.financing.tranche.released.v1"
        });
        assert_eq!(subject(None, "a..b c.*.>.é"), "jalon.xx.-.a.-.b_c._._._");
        assert!(subject(None, &"x.".repeat(5000)).len() < 2000);
    }

    #[test]
    fn what_an_event_is_about_is_named_by_its_service_or_its_aggregate() {
        let about = |name, data: &str| reference(name, data.as_bytes());
        let both = r#"{"tranche": "T2", "financing": "H8350"}"#;
        assert_eq!(about("financing.tranche.released.v1", both).as_deref(), Some("H8350"));
        assert_eq!(
            about("sessions.session.held.v1", r#"{"session": "S4"}"#).as_deref(),
            Some("S4")
        );
        for none in ["{}", "[]", "", r#"{"financing": 3}"#, r#"{"financing": ""}"#] {
            assert_eq!(about("financing.tranche.released.v1", none), None, "{none}");
        }
    }

    proptest! {
        #[test]
        fn whatever_is_encoded_is_plain_and_decodes_to_itself(text in ".*") {
            let encoded = encode(&text);
            prop_assert!(encoded.bytes().all(|byte| (b'!'..=b'~').contains(&byte) && byte != b'"'));
            prop_assert_eq!(decode(&encoded), text);
        }
    }
}
