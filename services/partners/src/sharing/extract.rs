//! An extract that was handed over: how many, which fields, to whom, and the hash of the file.

use kernel::{Code, Guards, Hash, require};
use serde::{Deserialize, Serialize};

use super::{Outcome, Sharing};
use crate::rejection::Rejection;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Recorded(Extract),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "the words of the contract")]
pub(crate) struct Extract {
    pub(crate) extract: Code,
    pub(crate) purpose: Code,
    pub(crate) fields: Vec<String>,
    pub(crate) households: u32,
    pub(crate) sha256: Hash,
    pub(crate) recipient: Code,
}

impl Sharing {
    pub(super) fn record_extract(&self, extract: &Extract, guards: Guards) -> Outcome {
        let name = &extract.extract;
        require(!self.extracts.contains_key(name), || Rejection::NameTaken { name: name.clone() })?;
        require(extract.households > 0, || Rejection::CountMissing)?;
        self.agreed_purpose(&extract.purpose)?;
        require(!extract.fields.is_empty(), || Rejection::FieldsMissing)?;
        let terms = self.terms.as_ref().ok_or(Rejection::NotRegistered)?;
        let foreign = extract.fields.iter().filter(|field| !terms.fields.contains(field));
        let foreign: Vec<_> = foreign.map(String::as_str).collect();
        let agreed = foreign.is_empty();
        require(agreed, || Rejection::FieldsNotAgreed { fields: foreign.join(", ") })?;
        let expected = || Rejection::RecipientDiffers { expected: terms.recipient.clone() };
        require(extract.recipient == terms.recipient, expected)?;
        Ok(guards.decided([Event::Recorded(extract.clone())]))
    }

    pub(super) fn agreed_purpose(&self, purpose: &Code) -> Result<(), Rejection> {
        let purposes = self.terms.iter().flat_map(|terms| &terms.purposes);
        let agreed = purposes.map(|it| &it.purpose).any(|it| it == purpose);
        require(agreed, || Rejection::PurposeNotAgreed { purpose: purpose.clone() })
    }
}
