//! Institutions, what they are called, whom to write to, and where they consult one another.

use proto::partners::v1 as pb;

use super::{PROOF, REFERENCE, STATE};
use crate::{
    html::Tone,
    pages::{
        cards::joined,
        partners::words::{country, institution, reference, value},
        places::Places,
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(in crate::pages::partners) fn institutions(v: &Visit, lines: &[pb::Institution]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-name", Kind::Text),
            ("field-partners-kind", Kind::Text),
            ("field-partners-country", Kind::Text),
            ("field-partners-parent", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let gone = if line.dissolved {
            let text = v.say("partners-no-more");
            Cell::State { tone: Tone::NotYet, text, note: line.successor.clone() }
        } else {
            Cell::Empty
        };
        table.push(vec![
            reference("partenaire", &line.institution),
            Cell::Noted {
                text: v.lang.pick(&line.name_fr, &line.name_en).to_owned(),
                note: line.acronym.clone(),
            },
            Cell::text(value(v, line.kind().as_str_name())),
            Cell::text(country(v, &line.country)),
            institution(v, &line.parent),
            gone,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn names(v: &Visit, lines: &[pb::NamePeriod]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-name_fr", Kind::Text),
            ("field-partners-name_en", Kind::Text),
            ("partners-column-from", Kind::Text),
            ("partners-column-until", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        table.push(vec![
            Cell::text(line.name_fr.clone()),
            Cell::text(line.name_en.clone()),
            Cell::Date(line.from.clone()),
            Cell::Date(line.until.clone()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn acronyms(v: &Visit, lines: &[pb::AcronymPeriod]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-acronym", Kind::Text),
            ("field-partners-country", Kind::Text),
            ("partners-column-from", Kind::Text),
            ("partners-column-until", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        table.push(vec![
            Cell::text(line.acronym.clone()),
            Cell::text(country(v, &line.country)),
            Cell::Date(line.from.clone()),
            Cell::Date(line.until.clone()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// Whom to write to. What is erased says so.
pub(in crate::pages::partners) fn contacts(v: &Visit, lines: &[pb::Contact]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-contact", Kind::Code),
            ("field-partners-office", Kind::Text),
            ("partners-person", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        let told = if line.erased {
            let text = v.say("partners-erased");
            Cell::State { tone: Tone::NotYet, text, note: String::new() }
        } else {
            Cell::text(joined([&line.person, &line.email, &line.phone].map(Clone::clone)))
        };
        let held = if line.held { v.say("partners-held") } else { String::new() };
        table.push(vec![
            Cell::text(line.contact.clone()),
            Cell::Noted { text: line.office.clone(), note: held },
            told,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn forums(
    v: &Visit,
    lines: &[pb::ForumLine],
    places: &Places,
) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-name", Kind::Text),
            ("field-partners-lead", Kind::Text),
            ("partners-members", Kind::Text),
            ("field-partners-areas", Kind::Text),
            ("partners-meetings", Kind::Figure),
            PROOF,
        ],
    );
    for line in lines {
        let gone = if line.dissolved { v.say("partners-no-more") } else { String::new() };
        let members = line.members.iter().map(|code| institution(v, code));
        table.push(vec![
            reference("concertation", &line.forum),
            Cell::Noted { text: line.name.clone(), note: joined([gone, line.mandate.clone()]) },
            institution(v, &line.lead),
            Cell::Several(members.collect()),
            places.list(&line.areas),
            Cell::Number(i64::try_from(line.meetings.len()).unwrap_or(i64::MAX)),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn meetings(v: &Visit, lines: &[pb::MeetingLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-meeting", Kind::Code),
            ("field-partners-conclusion", Kind::Text),
            ("partners-column-on", Kind::Text),
            ("field-partners-place", Kind::Text),
            ("field-partners-present", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        let on = line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default();
        let present = line.present.iter().map(|code| institution(v, code));
        table.push(vec![
            Cell::text(line.meeting.clone()),
            Cell::text(line.conclusion.clone()),
            Cell::Date(on),
            Cell::text(line.place.clone()),
            Cell::Several(present.collect()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}
