//! Who pays for what, what is still to be justified and since when, and what came of it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Currency, Total};
use proto::partners::v1 as pb;
use runtime::view::{self, Viewpoint};
use tonic::Status;

use super::{
    Views, possible,
    reader::{asked, code, codes, day, is, money, sum},
    whole::Row,
};
use crate::sponsorship::Sponsorship;

impl Views {
    pub(super) async fn ledger(
        &self,
        request: &pb::SponsorshipLedgerRequest,
        from: Viewpoint,
    ) -> Result<pb::SponsorshipLedger, Status> {
        let programme = asked(&request.programme, "programme")?;
        let sponsor = asked(&request.sponsor, "sponsor")?;
        let subject = asked(&request.subject, "subject")?;
        let rows = self.all(&self.tables.sponsorships, from).await?;
        let wanted = |row: &&Row<Sponsorship>| {
            let asked = row.state.request.as_ref();
            is(programme.as_ref(), row.state.programme.as_ref())
                && is(sponsor.as_ref(), asked.map(|it| &it.sponsor))
                && is(subject.as_ref(), asked.map(|it| &it.subject))
        };
        let (mut sponsorships, mut totals) = (Vec::new(), BTreeMap::<Currency, Sums>::new());
        for row in rows.iter().filter(wanted) {
            let Some(line) = row.line(from.today) else { continue };
            if let Some(currency) = row.state.currency {
                totals.entry(currency).or_default().add(row);
            }
            sponsorships.push(line);
        }
        sponsorships.sort_by(|a, b| (&a.sponsor, &a.since).cmp(&(&b.sponsor, &b.since)));
        let totals = totals.into_iter().map(|(currency, sums)| sums.line(currency)).collect();
        Ok(pb::SponsorshipLedger { sponsorships, totals })
    }
}

impl Row<Sponsorship> {
    /// None before it was requested.
    pub(super) fn line(&self, today: Date) -> Option<pb::SponsorshipLine> {
        let state = &self.state;
        let request = state.request.as_ref()?;
        let standing = state.state_on(today)?;
        let since = state.states.changes().take_while(|(on, _)| *on <= today).last();
        let currency = state.currency;
        let age = state.unjustified_since().map_or(0, |since| view::days(since, today));
        let output = |(key, it): (&kernel::Code, &crate::sponsorship::course::OutputRecorded)| {
            pb::OutputLine {
                output: key.to_string(),
                label: it.label.clone(),
                quantity: it.quantity,
                approximate: it.approximate,
                areas: codes(&it.areas),
                proof: self.proof(&format!("output/{key}")),
            }
        };
        Some(pb::SponsorshipLine {
            sponsorship: request.sponsorship.to_string(),
            sponsor: request.sponsor.to_string(),
            beneficiary: request.beneficiary.to_string(),
            sponsored_kind: request.kind.into(),
            subject: request.subject.to_string(),
            title: request.title.clone(),
            state: <&str>::from(standing).to_owned(),
            since: day(since.map(|(on, _)| on)),
            programme: code(state.programme.as_ref()),
            collaboration: code(request.collaboration.as_ref()),
            requested: money(request.money),
            ceiling: money(state.ceiling),
            received: sum(state.received(), currency),
            justified: sum(state.justified, currency),
            repaid: sum(state.repaid, currency),
            unjustified: sum(state.unjustified(), currency),
            age_days: u32::try_from(age).unwrap_or(0),
            outputs: state.outputs.iter().map(output).collect(),
            anomalies: self.anomalies(),
            possible: possible::sponsorship(standing),
            proof: self.proof("state"),
            illustrative: self.illustrative("unjustified") || self.illustrative("state"),
        })
    }
}

/// The sums of one currency.
#[derive(Default)]
struct Sums {
    ceiling: Total,
    received: Total,
    justified: Total,
    repaid: Total,
    unjustified: Total,
    illustrative: bool,
}

impl Sums {
    fn add(&mut self, row: &Row<Sponsorship>) {
        let state = &row.state;
        let ceiling = state.ceiling.map_or(Total::ZERO, |money| money.units.into());
        view::add(&mut self.ceiling, ceiling);
        view::add(&mut self.received, state.received());
        view::add(&mut self.justified, state.justified);
        view::add(&mut self.repaid, state.repaid);
        view::add(&mut self.unjustified, state.unjustified());
        self.illustrative |= row.illustrative("unjustified") || row.illustrative("state");
    }

    fn line(&self, currency: Currency) -> pb::SponsorshipTotals {
        let said = |total: Total| sum(total, Some(currency));
        pb::SponsorshipTotals {
            currency: currency.to_string(),
            ceiling: said(self.ceiling),
            received: said(self.received),
            justified: said(self.justified),
            repaid: said(self.repaid),
            unjustified: said(self.unjustified),
            illustrative: self.illustrative,
        }
    }
}
