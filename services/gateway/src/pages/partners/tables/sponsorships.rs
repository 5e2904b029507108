//! Who pays for what, and what came of it.

use proto::partners::v1 as pb;

use super::{PROOF, REFERENCE, STATE};
use crate::{
    html::encode,
    pages::{
        cards::joined,
        partners::words::{amount, institution, output, reference, state, value},
        places::Places,
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(in crate::pages::partners) fn sponsorships(v: &Visit, lines: &[pb::SponsorshipLine]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-title", Kind::Text),
            ("field-partners-sponsor", Kind::Text),
            ("field-partners-ceiling", Kind::Money),
            ("partners-cash", Kind::Money),
            ("partners-unjustified", Kind::Money),
            ("partners-outputs", Kind::Text),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let to = format!("/appui/{}/historique", encode(&line.sponsorship));
        let behind = |figure: &str| format!("{to}?figure={figure}");
        let outputs = line.outputs.iter().map(|it| Cell::text(output(v, it)));
        table.push(vec![
            reference("appui", &line.sponsorship),
            Cell::Noted {
                text: line.title.clone(),
                note: joined([value(v, line.sponsored_kind().as_str_name()), line.subject.clone()]),
            },
            institution(v, &line.sponsor),
            amount(line.ceiling.as_ref(), line.illustrative, behind("state")),
            amount(line.received.as_ref(), line.illustrative, behind("unjustified")),
            amount(line.unjustified.as_ref(), line.illustrative, behind("unjustified")),
            Cell::Several(outputs.collect()),
            state(v, &line.state, age(v, line)),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// Of the oldest cash that is not justified.
fn age(v: &Visit, line: &pb::SponsorshipLine) -> String {
    if line.age_days == 0 { String::new() } else { v.say_n("partners-days", line.age_days) }
}

pub(in crate::pages::partners) fn outputs(
    v: &Visit,
    lines: &[pb::OutputLine],
    places: &Places,
) -> Table {
    let columns =
        [("field-partners-output", Kind::Text), ("field-partners-areas", Kind::Text), PROOF];
    let mut table = Table::new(v.lang, &columns);
    for line in lines {
        table.push(vec![
            Cell::text(output(v, line)),
            places.list(&line.areas),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// One line a currency: nothing is converted.
pub(in crate::pages::partners) fn totals(v: &Visit, lines: &[pb::SponsorshipTotals]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-ceiling", Kind::Money),
            ("partners-cash", Kind::Money),
            ("partners-justified", Kind::Money),
            ("partners-repaid", Kind::Money),
            ("partners-unjustified", Kind::Money),
            ("partners-made-of", Kind::Text),
        ],
    );
    for line in lines {
        let made = if line.illustrative { v.say("illustrative") } else { String::new() };
        table.push(vec![
            Cell::money(line.ceiling.as_ref()),
            Cell::money(line.received.as_ref()),
            Cell::money(line.justified.as_ref()),
            Cell::money(line.repaid.as_ref()),
            Cell::money(line.unjustified.as_ref()),
            Cell::text(made),
        ]);
    }
    table.dense()
}
