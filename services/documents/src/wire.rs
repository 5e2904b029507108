//! Between the contract and the words of this service. Parses and decides nothing.

use kernel::{Confidentiality, Hash};
use proto::{documents::v1 as pb, jalon::v1 as jalon};
use runtime::{Answer, Malformed, optional};
use tonic::Status;

use crate::{
    document::{Description, Rejection, description::Kind},
    media::MediaType,
    table::{Also, Listed},
};

/// Longest text in a description, in bytes. A title is a line or two, not a page.
const MOST_TEXT: usize = 1000;

/// Sixty-four lowercase digits, so that a document has one name and no path can hide in it.
pub(crate) fn hash(text: &str) -> Result<Hash, Malformed> {
    text.parse().map_err(|_| Malformed::Id("sha256"))
}

/// An empty file shows nothing.
pub(crate) fn size(size: u64) -> Result<u64, Malformed> {
    if size == 0 { Err(Malformed::Missing("size")) } else { Ok(size) }
}

pub(crate) fn description(request: &pb::RegisterRequest) -> Result<Description, Status> {
    let title = text(&request.title, "title")?.ok_or(Malformed::Missing("title"))?;
    let media_type = request.media_type.parse::<MediaType>().map_err(|_| {
        let media_type = request.media_type.chars().take(MOST_TEXT).collect();
        refused(&Rejection::MediaTypeNotTaken { media_type })
    })?;
    Ok(Description {
        sha256: hash(&request.sha256)?,
        size: size(request.size)?,
        title,
        reference: text(&request.reference, "reference")?,
        kind: kind(request.kind())?,
        dated: optional(&request.dated, Malformed::Date("dated"))?,
        language: language(&request.language)?,
        version: text(&request.version, "version")?,
        media_type,
    })
}

/// A refusal at the edge, where there is nothing to decide yet.
pub(crate) fn refused(rejection: &Rejection) -> Status {
    runtime::Refusal::from(rejection).into()
}

pub(crate) fn recorded(Answer { revision, position, events }: Answer) -> jalon::Recorded {
    let events = events.iter().map(ToString::to_string).collect();
    jalon::Recorded { revision, position, events }
}

pub(crate) fn document(listed: Listed, held: bool) -> pb::Document {
    let Listed { description, confidentiality, also, .. } = listed;
    let proof = jalon::Proof {
        position: listed.position,
        event_id: listed.event_id.to_string(),
        illustrative: listed.illustrative,
        effective: listed.effective.to_string(),
        withheld: listed.withheld,
    };
    pb::Document {
        sha256: description.sha256.to_string(),
        size: description.size,
        title: description.title,
        reference: description.reference.unwrap_or_default(),
        kind: pb::Kind::from(description.kind).into(),
        dated: description.dated.map(|dated| dated.to_string()).unwrap_or_default(),
        language: description.language.unwrap_or_default(),
        version: description.version.unwrap_or_default(),
        media_type: description.media_type.to_string(),
        confidentiality: level(confidentiality.confidentiality).into(),
        proof: Some(proof),
        held,
        also: also.into_iter().map(called).collect(),
    }
}

fn called(also: Also) -> pb::Called {
    let Also { title, reference, position, event_id } = also;
    let reference = reference.unwrap_or_default();
    pb::Called { title, reference, position, event_id: event_id.to_string() }
}

fn text(text: &str, field: &'static str) -> Result<Option<String>, Malformed> {
    let text = text.trim();
    if text.len() > MOST_TEXT {
        return Err(Malformed::TooLarge(field));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn language(text: &str) -> Result<Option<String>, Malformed> {
    let letters = text.bytes().all(|byte| byte.is_ascii_lowercase());
    match text.len() {
        0 => Ok(None),
        2 if letters => Ok(Some(text.to_owned())),
        _ => Err(Malformed::Code("language")),
    }
}

fn kind(kind: pb::Kind) -> Result<Kind, Malformed> {
    Ok(match kind {
        pb::Kind::Unspecified => return Err(Malformed::Enum("kind")),
        pb::Kind::Agreement => Kind::Agreement,
        pb::Kind::Letter => Kind::Letter,
        pb::Kind::Notice => Kind::Notice,
        pb::Kind::Minutes => Kind::Minutes,
        pb::Kind::Report => Kind::Report,
        pb::Kind::Statement => Kind::Statement,
        pb::Kind::Law => Kind::Law,
        pb::Kind::Facts => Kind::Facts,
        pb::Kind::Other => Kind::Other,
    })
}

impl From<Kind> for pb::Kind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Agreement => Self::Agreement,
            Kind::Letter => Self::Letter,
            Kind::Notice => Self::Notice,
            Kind::Minutes => Self::Minutes,
            Kind::Report => Self::Report,
            Kind::Statement => Self::Statement,
            Kind::Law => Self::Law,
            Kind::Facts => Self::Facts,
            Kind::Other => Self::Other,
        }
    }
}

fn level(confidentiality: Confidentiality) -> jalon::Confidentiality {
    match confidentiality {
        Confidentiality::Public => jalon::Confidentiality::Public,
        Confidentiality::Internal => jalon::Confidentiality::Internal,
        Confidentiality::Restricted => jalon::Confidentiality::Restricted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_one_name_and_it_is_no_path() {
        let name = "0a".repeat(32);
        assert_eq!(hash(&name).unwrap().to_string(), name);
        for wrong in [
            "",
            "..",
            &name[1..],
            &format!("{name}0"),
            &name.to_uppercase(),
            &format!("../{}", &name[3..]),
            &format!("+a{}", &name[2..]),
            &format!("é{}", &name[2..]),
        ] {
            assert_eq!(hash(wrong), Err(Malformed::Id("sha256")), "{wrong}");
        }
    }

    #[test]
    fn a_description_is_short_and_in_a_language() {
        let request = pb::RegisterRequest {
            sha256: "0a".repeat(32),
            title: "Procès-verbal".into(),
            kind: pb::Kind::Minutes.into(),
            media_type: "application/pdf".into(),
            size: 1,
            ..pb::RegisterRequest::default()
        };
        assert!(description(&request).is_ok());
        for wrong in [
            pb::RegisterRequest { title: "  ".into(), ..request.clone() },
            pb::RegisterRequest { title: "é".repeat(501), ..request.clone() },
            pb::RegisterRequest { language: "français".into(), ..request.clone() },
            pb::RegisterRequest { kind: pb::Kind::Unspecified.into(), ..request.clone() },
            pb::RegisterRequest { kind: 99, ..request.clone() },
            pb::RegisterRequest { dated: "26/09/2019".into(), ..request.clone() },
            pb::RegisterRequest { size: 0, ..request },
        ] {
            assert!(description(&wrong).is_err(), "{wrong:?}");
        }
    }
}
