//! Institutions and contacts.

use prost::Message as _;
use proto::partners::v1 as pb;
use runtime::{
    Malformed,
    wire::{
        Parsed, choices, chosen, optional_date, optional_reference, optional_text, reference, said,
        some, text,
    },
};
use zeroize::Zeroizing;

use crate::institution::{
    Command,
    naming::{AcronymGiven, Dissolved, Kind, Name, Registered},
};

choices! {
    pb::InstitutionKind => Kind {
        Ministry, Agency, Financier, UnAgency, Ngo, LocalAssociation, Union, Region,
        SocialSecurity, PrivateFirm,
    }
}

pub(crate) fn register_institution(request: &pb::RegisterInstitutionRequest) -> Parsed<Command> {
    Ok(Command::Register(Registered {
        institution: reference(&request.institution, "institution")?,
        kind: chosen(request.kind, "kind")?,
        country: optional_reference(&request.country, "country")?,
        name: Name { fr: text(&request.name_fr, "name_fr")?, en: optional_text(&request.name_en) },
        acronym: optional_text(&request.acronym),
        parent: optional_reference(&request.parent, "parent")?,
    }))
}

pub(crate) fn rename_institution(request: &pb::RenameInstitutionRequest) -> Parsed<Command> {
    let fr = text(&request.name_fr, "name_fr")?;
    Ok(Command::Rename(Name { fr, en: optional_text(&request.name_en) }))
}

pub(crate) fn give_acronym(request: &pb::GiveAcronymRequest) -> Parsed<Command> {
    Ok(Command::GiveAcronym(AcronymGiven {
        acronym: text(&request.acronym, "acronym")?,
        country: optional_reference(&request.country, "country")?,
        until: optional_date(&request.until, "until")?,
    }))
}

pub(crate) fn dissolve_institution(request: &pb::DissolveInstitutionRequest) -> Parsed<Command> {
    Ok(Command::Dissolve(Dissolved {
        reason: said(&request.reason),
        successor: optional_reference(&request.successor, "successor")?,
    }))
}

/// A contact as it is typed. It is never cloned, printed or kept: only sealed.
pub(crate) struct Typed {
    pub(crate) contact: kernel::Code,
    pub(crate) office: String,
    /// As JSON: person, email, phone. Empty where nothing was typed.
    pub(crate) plain: Zeroizing<Vec<u8>>,
}

/// What was typed, and the whole request as it came: neither is kept as it is.
pub(crate) struct Unsealed {
    pub(crate) said: Zeroizing<Vec<u8>>,
    pub(crate) typed: Parsed<Typed>,
}

pub(crate) fn record_contact(request: &pb::RecordContactRequest) -> Parsed<Unsealed> {
    Ok(Unsealed { said: Zeroizing::new(request.encode_to_vec()), typed: typed(request) })
}

fn typed(request: &pb::RecordContactRequest) -> Parsed<Typed> {
    let fields = [&request.person, &request.email, &request.phone].map(|text| some(text));
    let plain = if fields.iter().all(Option::is_none) {
        Vec::new()
    } else {
        serde_json::to_vec(&fields).map_err(|_| Malformed::Code("person"))?
    };
    Ok(Typed {
        contact: reference(&request.contact, "contact")?,
        office: text(&request.office, "office")?,
        plain: Zeroizing::new(plain),
    })
}

pub(crate) fn erase_contact(request: &pb::EraseContactRequest) -> Parsed<Command> {
    let contact = reference(&request.contact, "contact")?;
    Ok(Command::EraseContact { contact, reason: said(&request.reason) })
}

pub(crate) fn place_legal_hold(request: &pb::PlaceLegalHoldRequest) -> Parsed<Command> {
    let contact = reference(&request.contact, "contact")?;
    Ok(Command::PlaceLegalHold { contact, reason: said(&request.reason) })
}

pub(crate) fn lift_legal_hold(request: &pb::LiftLegalHoldRequest) -> Parsed<Command> {
    let contact = reference(&request.contact, "contact")?;
    Ok(Command::LiftLegalHold { contact, reason: said(&request.reason) })
}
