//! The domain's words as the contracts write them.

use jiff::civil::Date;
use kernel::{Code, Evidence};
use proto::{jalon::v1 as pb_act, sessions::v1 as pb};
use runtime::view::Proof;

use crate::{
    session::{
        agenda::{Coverage, Point},
        plan::{Expected, Officer},
        presence::Presence,
    },
    value::{Dates, Subject},
};

pub(crate) fn code(code: Option<&Code>) -> String {
    code.map_or_else(String::new, ToString::to_string)
}

pub(crate) fn codes(codes: &[Code]) -> Vec<String> {
    codes.iter().map(ToString::to_string).collect()
}

pub(crate) fn date(day: Option<Date>) -> String {
    day.map_or_else(String::new, |day| day.to_string())
}

pub(crate) fn said(text: Option<&String>) -> String {
    text.cloned().unwrap_or_default()
}

pub(crate) fn proof(proof: Option<Proof>) -> Option<pb_act::Proof> {
    proof.map(Into::into)
}

/// When it took effect, as well as it is known.
pub(super) fn stated(proof: Proof) -> String {
    pb_act::Proof::from(proof).effective
}

/// A count as the contracts write it.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Whole percent. Nothing of nothing is nothing.
pub(crate) fn percent(part: u32, whole: u32) -> u32 {
    u32::try_from(u64::from(part) * 100 / u64::from(whole.max(1))).unwrap_or(100)
}

pub(crate) fn subject(subject: &Subject) -> pb::Subject {
    pb::Subject {
        kind: pb::subject::Kind::from(subject.kind).into(),
        reference: subject.reference.clone(),
    }
}

pub(crate) fn subjects(subjects: &[Subject]) -> Vec<pb::Subject> {
    subjects.iter().map(subject).collect()
}

pub(crate) fn dates(dates: &Dates) -> pb::Dates {
    pb::Dates {
        from: dates.from.map_or_else(String::new, |from| from.to_string()),
        until: date(dates.until),
        weekday: dates.weekday.map_or_else(String::new, String::from),
        year_inferred: dates.year_inferred,
        printed: said(dates.printed.as_ref()),
    }
}

pub(crate) fn officer(officer: &Officer) -> pb::Officer {
    pb::Officer {
        role: pb::officer::Role::from(officer.role).into(),
        capacity: officer.capacity.clone(),
        institution: code(officer.institution.as_ref()),
        represents: said(officer.represents.as_ref()),
        name: said(officer.name.as_ref()),
        person: officer.person.map_or_else(String::new, |person| person.to_string()),
    }
}

pub(crate) fn item(item: &Point) -> pb::AgendaItem {
    pb::AgendaItem {
        item: item.item.to_string(),
        kind: pb::ItemKind::from(item.kind).into(),
        title: item.title.clone(),
        minutes_of: code(item.minutes_of.as_ref()),
        presented_by: code(item.presented_by.as_ref()),
        subjects: subjects(&item.subjects),
        documents: item.documents.iter().map(document).collect(),
    }
}

fn document(document: &Evidence) -> pb_act::Evidence {
    pb_act::Evidence {
        title: document.title.clone(),
        reference: said(document.reference.as_ref()),
        document: document.document.map_or_else(String::new, |hash| hash.to_string()),
        language: said(document.language.as_ref()),
        page: said(document.page.as_ref()),
        url: said(document.url.as_ref()),
    }
}

pub(crate) fn outcome(expected: &Expected) -> pb::Outcome {
    pb::Outcome { outcome: expected.outcome.to_string(), text: expected.text.clone() }
}

pub(crate) fn coverage(coverage: &Coverage) -> pb::Coverage {
    pb::Coverage {
        subject: Some(subject(&coverage.subject)),
        transition: said(coverage.transition.as_ref()),
    }
}

pub(crate) fn presence(presence: &Presence) -> pb::Presence {
    pb::Presence {
        standing: pb::Standing::from(presence.standing).into(),
        seat: presence.seat.as_ref().map_or_else(String::new, ToString::to_string),
        institution: code(presence.institution.as_ref()),
        label: said(presence.label.as_ref()),
        count: presence.count,
        approximate: presence.approximate,
    }
}
