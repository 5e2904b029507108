//! Minutes: their versions, what was asked to be changed, who signed, errata; and two versions beside
//! one another.

use kernel::{Code, Fact};
use proto::sessions::v1::{
    self as pb,
    comparison::Paragraph,
    minutes::{Erratum, Request, Signatory, Version},
};
use runtime::view::Proof;

use super::{
    lines::{code, count, proof, said},
    session::minutes as line,
    sessions::MinutesRow,
};
use crate::session::{Event, minutes};

/// What is written, as `facts` of the session tell it.
pub(super) fn written(session: &Code, facts: &[Fact<Event>]) -> pb::Minutes {
    let mut told = pb::Minutes { session: session.to_string(), ..pb::Minutes::default() };
    let mut row = MinutesRow::default();
    for fact in facts {
        let Event::Minutes(event) = &fact.event else { continue };
        row.came_to(event, fact.into());
        tell(&mut told, event, fact.into());
    }
    told.line = Some(line(&row));
    told
}

fn tell(told: &mut pb::Minutes, event: &minutes::Event, established: Proof) {
    use minutes::Event as E;
    let proof = proof(Some(established));
    let version = count(told.versions.len());
    match event {
        E::Drafted(drafted) => {
            told.form = pb::MinutesForm::from(drafted.form).into();
            told.signatories.clear();
            told.versions.push(Version {
                version: version + 1,
                text: said(drafted.text.as_ref()),
                document: drafted.document.map_or_else(String::new, |hash| hash.to_string()),
                sha256: drafted.sha256.map_or_else(String::new, |hash| hash.to_string()),
                proof,
            });
        }
        E::CorrectionRequested(requested) => told.requests.push(Request {
            version,
            passage: requested.passage.clone(),
            correction: requested.correction.clone(),
            proof,
        }),
        E::Validated(validated) => told.remarks = said(validated.remarks.as_ref()),
        E::Rejected(rejected) => told.remarks.clone_from(&rejected.reason),
        E::Signed(signed) => told.signatories.push(Signatory {
            person: signed.person.to_string(),
            capacity: signed.capacity.clone(),
            institution: code(signed.institution.as_ref()),
            proof,
        }),
        E::ScanAttached(scan) => told.scan = scan.document.to_string(),
        E::ErratumIssued(erratum) => told.errata.push(Erratum {
            passage: erratum.passage.clone(),
            correction: erratum.correction.clone(),
            reason: erratum.reason.clone(),
            proof,
        }),
        E::Circulated(_) | E::Submitted(_) | E::Judged(_) | E::Published(_) => (),
    }
}

/// Paragraphs beyond which two texts are compared only at their ends.
const MOST: usize = 2_000;

/// What stayed, what came and what went, in the order of reading.
pub(super) fn compare(from: &str, to: &str) -> Vec<Paragraph> {
    let (old, new) = (paragraphs(from), paragraphs(to));
    let start = old.iter().zip(&new).take_while(|(one, other)| one == other).count();
    let ((head, old), (_, new)) = (old.split_at(start), new.split_at(start));
    let same = old.iter().rev().zip(new.iter().rev()).take_while(|(one, other)| one == other);
    let end = same.count();
    let ((old, tail), (new, _)) = (old.split_at(old.len() - end), new.split_at(new.len() - end));
    let mut told: Vec<_> = head.iter().map(|text| paragraph("same", text)).collect();
    told.extend(middle(old, new));
    told.extend(tail.iter().map(|text| paragraph("same", text)));
    told
}

/// The longest common part stays.
fn middle(old: &[&str], new: &[&str]) -> Vec<Paragraph> {
    let mut told = Vec::new();
    let (mut old, mut new) = (old, new);
    if old.len().max(new.len()) <= MOST {
        let longest = longest(old, new);
        let common = |old: &[&str], new: &[&str]| {
            longest.get(old.len()).and_then(|row| row.get(new.len())).copied().unwrap_or(0)
        };
        while let (Some((one, old_rest)), Some((other, new_rest))) =
            (old.split_first(), new.split_first())
        {
            if one == other {
                told.push(paragraph("same", one));
                (old, new) = (old_rest, new_rest);
            } else if common(old_rest, new) >= common(old, new_rest) {
                told.push(paragraph("removed", one));
                old = old_rest;
            } else {
                told.push(paragraph("added", other));
                new = new_rest;
            }
        }
    }
    told.extend(old.iter().map(|text| paragraph("removed", text)));
    told.extend(new.iter().map(|text| paragraph("added", text)));
    told
}

/// How long the common part is of each pair of ends, by how many paragraphs they have.
fn longest(old: &[&str], new: &[&str]) -> Vec<Vec<u32>> {
    let mut rows = vec![vec![0; new.len() + 1]];
    for one in old.iter().rev() {
        let mut row = vec![0];
        if let Some(before) = rows.last() {
            for (other, pair) in new.iter().rev().zip(before.windows(2)) {
                let &[without, with] = pair else { continue };
                let beside = row.last().copied().unwrap_or(0);
                row.push(if one == other { without + 1 } else { with.max(beside) });
            }
        }
        rows.push(row);
    }
    rows
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect()
}

fn paragraph(change: &str, text: &str) -> Paragraph {
    Paragraph { change: change.to_owned(), text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(from: &str, to: &str) -> String {
        let sign = |change: &str| match change {
            "same" => ' ',
            "added" => '+',
            _ => '-',
        };
        let lines = compare(from, to);
        let told: Vec<_> =
            lines.iter().map(|it| format!("{}{}", sign(&it.change), it.text)).collect();
        told.concat()
    }

    #[test]
    fn two_versions_differ_by_their_paragraphs() {
        assert_eq!(told("a\nb\nc", "a\nb\nc"), " a b c");
        assert_eq!(told("a\nb\nc", "a\nx\nc"), " a-b+x c");
        assert_eq!(told("a\nb\nc\nd", "b\nd\ne"), "-a b-c d+e");
        assert_eq!(told("", "a"), "+a");
        assert_eq!(told("a\n\nb", "a\nb"), " a b");
        assert_eq!(told("a\na", "a"), " a-a");
    }
}
