//! Who rated, audited, paid a counterpart or may sign.

use proto::financing::v1 as pb;

use crate::{
    html::Tone,
    names,
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(in crate::pages) fn ratings(v: &Visit, lines: &[pb::RatingLine]) -> Table {
    let columns = [
        ("column-sequence", Kind::Text),
        ("column-subject", Kind::Text),
        ("column-rating", Kind::Text),
        ("column-date", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let subject =
            pb::record_rating_request::Subject::try_from(line.subject).unwrap_or_default();
        let rating = pb::Rating::try_from(line.rating).unwrap_or_default();
        table.push(vec![
            Cell::Number(line.sequence.into()),
            Cell::text(names::value(v.lang, subject.as_str_name())),
            Cell::text(names::value(v.lang, rating.as_str_name())),
            Cell::Date(
                line.proof.as_ref().map(|proof| proof.effective.clone()).unwrap_or_default(),
            ),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages) fn counterparts(v: &Visit, lines: &[pb::CounterpartLine]) -> Table {
    let columns = [
        ("column-exercise", Kind::Text),
        ("column-amount", Kind::Money),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(line.exercise.clone()),
            Cell::money(line.money.as_ref()),
            Cell::State {
                tone: Tone::of("stage", &line.stage),
                text: v.lang.label("stage", &line.stage),
                note: String::new(),
            },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages) fn signatories(v: &Visit, lines: &[pb::SignatoryLine]) -> Table {
    let columns = [("column-person", Kind::Text), ("column-state", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        let (tone, key) = if line.revoked {
            (Tone::NotYet, "signatory-revoked")
        } else {
            (Tone::Done, "signatory-registered")
        };
        table.push(vec![
            Cell::Noted { text: names::person(v, &line.person), note: line.capacity.clone() },
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

/// Audits and their findings, in one table.
pub(in crate::pages) fn audits(v: &Visit, closure: &pb::Closure) -> Table {
    let columns = [
        ("column-exercise", Kind::Text),
        ("column-label", Kind::Text),
        ("column-state", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for audit in &closure.audits {
        let opinion =
            pb::record_audit_report_request::Opinion::try_from(audit.opinion).unwrap_or_default();
        let clean = opinion == pb::record_audit_report_request::Opinion::Unqualified;
        let note = if audit.r#final { v.say("audit-final") } else { String::new() };
        table.push(vec![
            Cell::text(audit.exercise.clone()),
            Cell::Noted { text: v.say("audit-report"), note },
            Cell::State {
                tone: if clean { Tone::Done } else { Tone::Waiting },
                text: names::value(v.lang, opinion.as_str_name()),
                note: String::new(),
            },
            Cell::proof(audit.proof.as_ref()),
        ]);
    }
    for finding in &closure.findings {
        let (tone, key) = match (finding.resolved, finding.qualified) {
            (true, _) => (Tone::Done, "finding-resolved"),
            (false, true) => (Tone::Blocked, "finding-open-qualified"),
            (false, false) => (Tone::Waiting, "finding-open"),
        };
        table.push(vec![
            Cell::text(finding.finding.clone()),
            Cell::Noted { text: finding.statement.clone(), note: finding.response.clone() },
            Cell::State { tone, text: v.say(key), note: String::new() },
            Cell::proof(finding.proof.as_ref()),
        ]);
    }
    table
}
