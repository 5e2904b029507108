//! Lines of partners as tables: in a register, on a page about one thing, and in exports.

mod agreements;
mod collaborations;
mod counted;
mod institutions;
mod sponsorships;

pub(super) use self::{
    agreements::{agreements, extracts, transfers},
    collaborations::{
        amendments, collaborations, deliverables, instalments, periods, reviews, signatories,
    },
    counted::{funnel, interventions, overlap, referrals, services},
    institutions::{acronyms, contacts, forums, institutions, meetings, names},
    sponsorships::{outputs, sponsorships, totals},
};
use crate::table::Kind;

const REFERENCE: (&str, Kind) = ("partners-reference", Kind::Code);
const PARTNER: (&str, Kind) = ("field-partners-partner", Kind::Text);
const STATE: (&str, Kind) = ("column-state", Kind::Text);
const PROOF: (&str, Kind) = ("", Kind::Proof);
