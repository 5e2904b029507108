//! The few pieces of markup that are made outside a template, escaped where they are made.

use std::fmt;

use askama::filters::HtmlSafe;
use proto::jalon::v1 as jalon;

use crate::{lang::Lang, typography, visit::Visit};

/// Markup that has been escaped already.
#[derive(Clone, Debug, Default)]
pub(crate) struct Html(String);

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl Html {
    /// The caller escaped every text in it.
    pub(crate) fn made(markup: String) -> Self {
        Self(markup)
    }

    pub(crate) fn text(text: &str) -> Self {
        Self(escape(text))
    }

    pub(crate) fn push(&mut self, other: &Self) {
        self.0.push_str(&other.0);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

/// One segment or value of an address.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(
                    char::from_digit(digit.into(), 16).map(|digit| digit.to_ascii_uppercase()),
                );
            }
        }
    }
    encoded
}

/// An address somebody typed into a record, if it leads to the web and nowhere else.
pub(crate) fn web(url: &str) -> Option<&str> {
    (url.starts_with("https://") || url.starts_with("http://")).then_some(url)
}

pub(crate) fn link(text: &str, to: &str) -> Html {
    Html(format!("<a href=\"{}\">{}</a>", escape(to), escape(text)))
}

/// What colours mean, and nothing else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Done,
    UnderWay,
    Waiting,
    Blocked,
    NotYet,
}

impl Tone {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Done => "ok",
            Self::UnderWay => "live",
            Self::Waiting => "wait",
            Self::Blocked => "bad",
            Self::NotYet => "off",
        }
    }

    /// Of any state the contracts name. An approved agreement is not in force yet, while an approved
    /// withdrawal is on its way.
    pub(crate) fn of(kind: &str, state: &str) -> Self {
        match state {
            "approved" if kind != "state" => Self::UnderWay,
            "effective" | "financially_closed" | "completed" | "accepted" | "met" | "reached"
            | "reconciled" | "released" | "granted" | "exhausted" | "explained" | "resolved" => {
                Self::Done
            }
            "disbursing" | "paid" | "partly_used" | "under_review" | "releasable" | "cleared" => {
                Self::UnderWay
            }
            "signed"
            | "closing"
            | "disbursement_closed"
            | "submitted"
            | "evidence_submitted"
            | "conditions_pending"
            | "requested"
            | "granted_with_comments"
            | "open" => Self::Waiting,
            "suspended" | "rejected" | "breached" | "held" | "missed" | "missing" | "refused"
            | "returned" | "lapsed" => Self::Blocked,
            _ => Self::NotYet,
        }
    }
}

pub(crate) fn tag(tone: Tone, label: &str) -> Html {
    Html(format!("<span class=\"tag {}\">{}</span>", tone.class(), escape(label)))
}

/// « illustratif », dashed, wherever a value has no source.
pub(crate) fn illustrative(lang: Lang) -> Html {
    let (title, word) =
        (escape(&lang.say("illustrative-title")), escape(&lang.say("illustrative")));
    Html(format!("<span class=\"ill\" title=\"{title}\">{word}</span>"))
}

/// « réservé », wherever the words of a restricted fact are withheld from whoever looks.
fn restricted(lang: Lang) -> Html {
    let (title, word) = (escape(&lang.say("restricted-title")), escape(&lang.say("restricted")));
    Html(format!("<span class=\"tag off\" title=\"{title}\">{word}</span>"))
}

/// `◈ nº 8 412`, at the end of the line that the event proves.
pub(crate) fn proof(visit: &Visit, proof: Option<&jalon::Proof>) -> Html {
    let Some(proof) = proof else { return Html::default() };
    let to = visit.link(&format!("/evenement/{}", proof.position));
    let number = typography::number_of(proof.position, visit.lang);
    let mark = format!("<a class=\"proof\" href=\"{}\">{}</a>", escape(&to), escape(&number));
    let mut marked = Html(mark);
    if proof.illustrative {
        marked.0.push(' ');
        marked.push(&illustrative(visit.lang));
    }
    if proof.withheld {
        marked.0.push(' ');
        marked.push(&restricted(visit.lang));
    }
    marked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_web_is_linked_to() {
        assert!(web("https://example.org").is_some());
        for not in ["javascript:alert(1)", "data:text/html,x", "//example.org", ""] {
            assert!(web(not).is_none(), "{not}");
        }
    }

    #[test]
    fn addresses_are_encoded() {
        assert_eq!(encode("a/b ?é"), "a%2Fb%20%3F%C3%A9");
    }
}
