//! Collaborations, and what is within one.

use proto::partners::v1 as pb;

use super::{PARTNER, PROOF, REFERENCE, STATE};
use crate::{
    html::encode,
    names,
    pages::{
        cards::joined,
        partners::words::{amount, institution, reference, state, value},
        places::Places,
    },
    table::{Cell, Kind, Table},
    typography,
    visit::Visit,
};

pub(in crate::pages::partners) fn collaborations(
    v: &Visit,
    lines: &[pb::CollaborationLine],
    places: &Places,
) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-title", Kind::Text),
            PARTNER,
            ("field-partners-areas", Kind::Text),
            ("field-partners-ends_on", Kind::Text),
            ("field-partners-amount", Kind::Money),
            ("partners-outstanding", Kind::Money),
            ("partners-deliverables", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let behind = |figure: &str| {
            format!("/collaboration/{}/historique?figure={figure}", encode(&line.collaboration))
        };
        let amount_is_made_up = line.amount_by.as_ref().is_some_and(|proof| proof.illustrative);
        table.push(vec![
            reference("collaboration", &line.collaboration),
            titled(v, line),
            institution(v, &line.partner),
            places.list(&line.areas),
            Cell::Date(line.ends_on.clone()),
            amount(line.amount.as_ref(), amount_is_made_up, behind("amount")),
            amount(line.outstanding.as_ref(), line.outstanding_illustrative, behind("outstanding")),
            Cell::Noted { text: delivered(line), note: overdue(v, line) },
            state(v, &line.state, pending(v, line)),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// What it is called and by what it is held, the bodies by their acronyms.
fn titled(v: &Visit, line: &pb::CollaborationLine) -> Cell {
    let with = |bodies: Vec<String>| Cell::Noted {
        text: line.title.clone(),
        note: joined([
            value(v, line.instrument().as_str_name()),
            line.financings.join(", "),
            bodies.join(", "),
        ]),
    };
    let called = line.bodies.iter().map(|body| names::short(v, body)).collect();
    Cell::named(with(called), with(line.bodies.clone()).plain())
}

fn delivered(line: &pb::CollaborationLine) -> String {
    if line.deliverables == 0 {
        return String::new();
    }
    format!("{} / {}", line.delivered, line.deliverables)
}

fn overdue(v: &Visit, line: &pb::CollaborationLine) -> String {
    if line.overdue == 0 { String::new() } else { v.say_n("partners-overdue", line.overdue) }
}

/// What its state waits for.
fn pending(v: &Visit, line: &pb::CollaborationLine) -> String {
    let amendment = Some(&line.amendment).filter(|name| !name.is_empty());
    let amendment = amendment.map(|name| v.say_of("partners-amendment-pending", name));
    let anomalies = Some(line.open_anomalies).filter(|count| *count > 0);
    let anomalies = anomalies.map(|count| v.say_n("partners-anomalies-open", count));
    joined(amendment.into_iter().chain(anomalies))
}

pub(in crate::pages::partners) fn periods(v: &Visit, lines: &[pb::CollaborationPeriod]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            STATE,
            ("partners-column-from", Kind::Text),
            ("partners-column-until", Kind::Text),
            ("field-partners-reason", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        table.push(vec![
            state(v, &line.state, ""),
            Cell::Date(line.from.clone()),
            Cell::Date(line.until.clone()),
            Cell::text(line.reason.clone()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn signatories(
    v: &Visit,
    lines: &[pb::CollaborationSignatory],
) -> Table {
    let columns =
        [("field-partners-institution", Kind::Text), ("field-partners-capacity", Kind::Text)];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![institution(v, &line.institution), Cell::text(line.capacity.clone())]);
    }
    table
}

pub(in crate::pages::partners) fn deliverables(v: &Visit, lines: &[pb::DeliverableLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-deliverable", Kind::Code),
            ("field-partners-label", Kind::Text),
            ("field-partners-due_on", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let late = if line.overdue { v.say("partners-late") } else { String::new() };
        table.push(vec![
            Cell::text(line.deliverable.clone()),
            Cell::Noted { text: line.label.clone(), note: line.note.clone() },
            Cell::Date(line.due_on.clone()),
            state(v, &line.state, late),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages::partners) fn amendments(v: &Visit, lines: &[pb::AmendmentLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-amendment", Kind::Code),
            ("field-partners-amendment_kind", Kind::Text),
            ("field-partners-amount", Kind::Money),
            ("field-partners-ends_on", Kind::Text),
            ("field-partners-other_changes", Kind::Text),
            ("partners-path", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let step = |step: &pb::ApprovalLine| {
            let text = value(v, step.step().as_str_name());
            match &step.proof {
                Some(proof) => Cell::Link { text, to: format!("/evenement/{}", proof.position) },
                None => Cell::Noted { text, note: v.say("partners-awaited") },
            }
        };
        table.push(vec![
            Cell::text(line.amendment.clone()),
            Cell::Noted {
                text: value(v, line.amendment_kind().as_str_name()),
                note: line.reason.clone(),
            },
            Cell::money(line.amount.as_ref()),
            Cell::Date(line.ends_on.clone()),
            Cell::text(line.other_changes.join(typography::semicolon(v.lang))),
            Cell::Several(line.steps.iter().map(step).collect()),
            state(v, &line.state, ""),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(in crate::pages::partners) fn instalments(
    v: &Visit,
    collaboration: &str,
    lines: &[pb::InstalmentLine],
) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-instalment", Kind::Code),
            ("field-partners-money", Kind::Money),
            ("partners-justified", Kind::Money),
            ("partners-repaid", Kind::Money),
            ("partners-outstanding", Kind::Money),
            PROOF,
        ],
    );
    for line in lines {
        let illustrative = line.proof.as_ref().is_some_and(|proof| proof.illustrative);
        let to = format!(
            "/collaboration/{}/historique?figure=outstanding/{}",
            encode(collaboration),
            encode(&line.instalment)
        );
        table.push(vec![
            Cell::text(line.instalment.clone()),
            Cell::money(line.money.as_ref()),
            Cell::money(line.justified.as_ref()),
            Cell::money(line.repaid.as_ref()),
            amount(line.outstanding.as_ref(), illustrative, to),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages::partners) fn reviews(v: &Visit, lines: &[pb::ReviewLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-review", Kind::Code),
            ("field-partners-conclusion", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let standing = if line.approved { "approved" } else { "pending" };
        table.push(vec![
            Cell::text(line.review.clone()),
            Cell::Noted {
                text: line.conclusion.clone(),
                note: value(v, line.review_kind().as_str_name()),
            },
            state(v, standing, ""),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}
