//! Agreements on sharing data, what left under them, and what came back as counts.

use proto::partners::v1 as pb;

use super::{PROOF, REFERENCE, STATE};
use crate::{
    html::encode,
    pages::{
        cards::joined,
        partners::words::{institution, number, reference, state},
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(in crate::pages::partners) fn agreements(v: &Visit, lines: &[pb::DataSharingLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-title", Kind::Text),
            ("field-partners-holder", Kind::Text),
            ("field-partners-recipient", Kind::Text),
            ("field-partners-starts_on", Kind::Text),
            ("field-partners-ends_on", Kind::Text),
            ("partners-extracts", Kind::Figure),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let purposes = line.purposes.iter().map(|it| it.label.clone());
        table.push(vec![
            reference("accord-de-partage", &line.agreement),
            Cell::Noted { text: line.title.clone(), note: joined(purposes) },
            institution(v, &line.holder),
            institution(v, &line.recipient),
            Cell::Date(line.starts_on.clone()),
            Cell::Date(line.ends_on.clone()),
            Cell::Number(i64::try_from(line.extracts.len()).unwrap_or(i64::MAX)),
            state(v, &line.state, line.reason.clone()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages::partners) fn extracts(v: &Visit, lines: &[pb::ExtractLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-extract", Kind::Code),
            ("field-partners-purpose", Kind::Text),
            ("field-partners-recipient", Kind::Text),
            ("field-partners-households", Kind::Figure),
            ("field-partners-fields", Kind::Text),
            ("field-partners-sha256", Kind::Text),
            PROOF,
        ],
    );
    for line in lines {
        table.push(vec![
            Cell::text(line.extract.clone()),
            Cell::text(line.purpose.clone()),
            institution(v, &line.recipient),
            Cell::Number(line.households.into()),
            Cell::text(line.fields.join(", ")),
            Cell::Hash(line.sha256.clone()),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table
}

pub(in crate::pages::partners) fn transfers(v: &Visit, lines: &[pb::TransferLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-transfer", Kind::Code),
            ("field-partners-agreement", Kind::Aside),
            ("field-partners-purpose", Kind::Aside),
            ("field-partners-prepared", Kind::Aside),
            ("field-partners-shared", Kind::Figure),
            ("partners-answered", Kind::Figure),
            ("field-partners-matched", Kind::Figure),
            ("field-partners-unmatched", Kind::Aside),
            ("field-partners-rejected", Kind::Aside),
            ("partners-match-rate", Kind::Figure),
            ("field-partners-registered", Kind::Figure),
            ("partners-registration-rate", Kind::Aside),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let behind = format!(
            "/accord-de-partage/{}/historique?figure=transfer/{}",
            encode(&line.agreement),
            encode(&line.transfer)
        );
        let unbalanced = if line.balanced { String::new() } else { v.say("partners-unbalanced") };
        table.push(vec![
            Cell::Link { text: line.transfer.clone(), to: behind },
            reference("accord-de-partage", &line.agreement),
            Cell::text(line.purpose.clone()),
            Cell::Number(line.prepared.into()),
            number(line.shared),
            number(answered(line)),
            number(line.matched),
            number(line.unmatched),
            number(line.rejected),
            Cell::rate(v, &line.match_rate, ""),
            number(line.registered),
            Cell::rate(v, &line.registration_rate, ""),
            state(v, &line.state, joined([unbalanced, line.difference.clone()])),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// How many the recipient told the fate of; the match rate is of these.
fn answered(line: &pb::TransferLine) -> Option<u32> {
    let told = line.matched?.checked_add(line.unmatched.unwrap_or_default())?;
    told.checked_add(line.rejected.unwrap_or_default())
}
