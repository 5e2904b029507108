//! What is counted in places: referrals by service, and interventions of partners.

use proto::partners::v1 as pb;

use super::{PROOF, REFERENCE, STATE};
use crate::{
    html::{Tone, encode},
    pages::{
        partners::words::{amount, institution, level, reference, service, state, whole},
        places::Places,
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

const COUNTS: [(&str, Kind); 8] = [
    ("field-partners-identified", Kind::Figure),
    ("field-partners-referred", Kind::Figure),
    ("field-partners-accepted", Kind::Figure),
    ("field-partners-declined", Kind::Aside),
    ("field-partners-unanswered", Kind::Aside),
    ("field-partners-delivered", Kind::Figure),
    ("field-partners-feedback", Kind::Aside),
    ("partners-rate", Kind::Figure),
];

fn counts(v: &Visit, line: &pb::FunnelLine) -> impl Iterator<Item = Cell> {
    let counts = [
        line.identified,
        line.referred,
        line.accepted,
        line.declined,
        line.unanswered,
        line.delivered,
        line.feedback,
    ];
    let rate = Cell::rate(v, &line.rate, "");
    counts.map(whole).into_iter().chain([rate])
}

/// Over all that was asked for, one line a service and level.
pub(in crate::pages::partners) fn services(v: &Visit, lines: &[pb::FunnelLine]) -> Table {
    let head = [("field-partners-service", Kind::Text), ("field-partners-level", Kind::Text)];
    let made = [("partners-made-of", Kind::Aside)];
    let mut table = Table::new(v.lang, &[head.as_slice(), &COUNTS, &made].concat());
    for line in lines {
        let made = if line.illustrative { v.say("illustrative") } else { String::new() };
        let head = [Cell::text(service(v, line.service)), Cell::text(level(v, line.level))];
        table.push(head.into_iter().chain(counts(v, line)).chain([Cell::text(made)]).collect());
    }
    table.dense()
}

/// As it was reported: one line a commune, quarter, service and level.
pub(in crate::pages::partners) fn funnel(
    v: &Visit,
    programme: &str,
    lines: &[pb::FunnelLine],
    places: &Places,
) -> Table {
    let head = [
        ("field-partners-area", Kind::Code),
        ("field-partners-service", Kind::Text),
        ("partners-quarter", Kind::Text),
        ("field-partners-reporter", Kind::Aside),
    ];
    let mut table = Table::new(v.lang, &[head.as_slice(), &COUNTS, &[PROOF]].concat());
    for line in lines {
        let report = format!("{programme}:{}:{}", line.area, line.quarter);
        let to = format!("/trimestre/{}", encode(&report));
        let head = [
            Cell::named(Cell::Link { text: places.name(&line.area), to }, &line.area),
            Cell::Noted { text: service(v, line.service), note: level(v, line.level) },
            Cell::Date(line.quarter.clone()),
            institution(v, &line.reporter),
        ];
        let proof = Cell::proof(line.proof.as_ref());
        table.push(head.into_iter().chain(counts(v, line)).chain([proof]).collect());
    }
    table.dense()
}

/// Single ones, by an opaque reference.
pub(in crate::pages::partners) fn referrals(
    v: &Visit,
    lines: &[pb::ReferralLine],
    places: &Places,
) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            REFERENCE,
            ("field-partners-service", Kind::Text),
            ("field-partners-area", Kind::Text),
            ("field-partners-referrer", Kind::Aside),
            ("field-partners-destination", Kind::Text),
            ("field-partners-outcome", Kind::Aside),
            STATE,
            PROOF,
        ],
    );
    for line in lines {
        let erased = if line.erased { v.say("partners-erased") } else { String::new() };
        table.push(vec![
            reference("referencement", &line.referral),
            Cell::Noted { text: service(v, line.service), note: level(v, line.level) },
            places.named(&line.area),
            institution(v, &line.referrer),
            institution(v, &line.destination),
            Cell::text(line.outcome.clone()),
            state(v, &line.state, erased),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

/// Places in order, and in each who does what: several who do the same are marked.
pub(in crate::pages::partners) fn overlap(
    v: &Visit,
    areas: &[pb::AreaOverlap],
    places: &Places,
) -> Table {
    let lines = areas
        .iter()
        .flat_map(|area| area.interventions.iter().map(move |line| (line, Some(area.overlaps))));
    rows(v, lines, places)
}

pub(in crate::pages::partners) fn interventions(
    v: &Visit,
    lines: &[pb::InterventionRow],
    places: &Places,
) -> Table {
    rows(v, lines.iter().map(|line| (line, None)), places)
}

fn rows<'a>(
    v: &Visit,
    lines: impl Iterator<Item = (&'a pb::InterventionRow, Option<bool>)>,
    places: &Places,
) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("field-partners-area", Kind::Text),
            ("field-partners-service", Kind::Text),
            ("partners-column-period", Kind::Text),
            ("field-partners-institution", Kind::Text),
            ("field-partners-reporter", Kind::Aside),
            ("field-partners-planned", Kind::Figure),
            ("field-partners-reached", Kind::Figure),
            ("partners-reached-rate", Kind::Figure),
            ("field-partners-amount", Kind::Money),
            ("partners-overlap", Kind::Text),
            PROOF,
        ],
    );
    for (line, overlaps) in lines {
        let form = format!("{}:{}:{}", line.programme, line.reporter, line.period);
        let to = format!("/collecte/{}", encode(&form));
        let illustrative = line.proof.as_ref().is_some_and(|proof| proof.illustrative);
        let told = if overlaps == Some(true) {
            let text = v.say("partners-overlaps");
            Cell::State { tone: Tone::Waiting, text, note: String::new() }
        } else {
            Cell::Empty
        };
        table.push(vec![
            places.cell(&line.area),
            Cell::text(service(v, line.service)),
            Cell::Link { text: v.day_short(&line.period), to: to.clone() },
            institution(v, &line.institution),
            institution(v, &line.reporter),
            Cell::Number(line.planned.into()),
            Cell::Number(line.reached.into()),
            Cell::rate(v, &line.rate, ""),
            amount(line.amount.as_ref(), illustrative, to),
            told,
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}
