//! The register: agreements in one line, in full, and on a time axis.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Currency, Total};
use proto::{financing::v1 as pb, jalon::v1 as act};
use runtime::view::{Proof, add, day, sum};

use super::{
    agreement::{Agreement, Period, Proposal},
    conditions::Condition,
    possible::possible,
    reader::{Reading, Seen},
};
use crate::financing::standing::iati_status;

impl Seen<'_> {
    /// The agreement in one line, without what it shares with other tables.
    fn line(&self) -> pb::AgreementLine {
        let (identity, row) = (&self.identity, &self.agreement);
        let said = |total: Total| row.currency.map(|currency| sum(total, currency));
        let (approved, signed) = (row.approved.map(|it| it.1), row.signed.map(|it| it.1));
        let promised = row.promised();
        pb::AgreementLine {
            financing: identity.reference.to_string(),
            title: identity.title.clone(),
            rank: identity.rank,
            instrument: identity.instrument,
            financier: identity.financier.to_string(),
            phase: identity.phase,
            programme: row.programme.as_ref().map_or_else(String::new, ToString::to_string),
            state: row.standing().map(Into::into),
            committed: promised.and_then(|_| said(row.committed())),
            disbursed: said(row.disbursed),
            undisbursed: promised.and_then(|_| said(row.undisbursed())),
            approved_on: said_of(approved),
            signed_on: said_of(signed),
            effective_on: said_of(row.effective),
            closing_on: day(row.closing_on()),
            disbursement_deadline: day(row.disbursement_deadline),
            open_anomalies: 0,
            open_conditions: 0,
            committed_by: promised.map(|(_, proof)| proof.into()),
            disbursed_by: row.disbursed_by.map(Into::into),
            closing_by: row.closing.map(|(_, proof)| proof.into()),
            parent: identity.parent.as_ref().map_or_else(String::new, ToString::to_string),
            also_written: identity.also_written.clone(),
            disbursed_illustrative: row.disbursed_illustrative,
            proposals: count(row.proposals.len()),
            conditions: 0,
            committed_illustrative: row.committed_illustrative(),
            undisbursed_illustrative: row.undisbursed_illustrative(),
        }
    }

    /// The same with what is still open of its conditions and anomalies.
    pub(super) async fn counted(&self) -> anyhow::Result<pb::AgreementLine> {
        let tables = &self.views.tables;
        let conditions = self.stream.rows(&tables.conditions).await?;
        let anomalies = self.stream.rows(&tables.anomalies).await?;
        let required = || conditions.iter().filter(|(_, one)| one.required.is_some());
        Ok(pb::AgreementLine {
            open_anomalies: count(anomalies.iter().filter(|(_, one)| one.is_open()).count()),
            open_conditions: count(required().filter(|(_, one)| !Condition::is_met(one)).count()),
            conditions: count(required().count()),
            ..self.line()
        })
    }

    pub(super) fn periods(&self) -> Vec<pb::Period> {
        let periods = &self.agreement.periods;
        let until = periods.iter().skip(1).map(|next| Some(next.proof)).chain([None]);
        let period = |(period, until): (&Period, _)| pb::Period {
            state: period.state.to_string(),
            from: said_of(Some(period.proof)),
            until: said_of(until),
            proof: Some(period.proof.into()),
            unconfirmed: period.unconfirmed,
        };
        periods.iter().zip(until).map(period).collect()
    }

    /// Everything but its ledgers.
    pub(super) async fn in_full(&self) -> anyhow::Result<pb::Agreement> {
        let (tables, reference) = (&self.views.tables, self.reference());
        let particulars = self.stream.row(&tables.particulars).await?.unwrap_or_default();
        let conditions = self.stream.rows(&tables.conditions).await?;
        let categories = self.stream.rows(&tables.balances).await?;
        let anomalies = self.stream.rows(&tables.anomalies).await?;
        let line = self.counted().await?;
        let standing = self.agreement.standing().map(|period| period.state);
        Ok(pb::Agreement {
            periods: self.periods(),
            categories: categories
                .into_iter()
                .map(|(category, row)| pb::CategoryLine {
                    category,
                    signed: row.currency.map(|currency| sum(row.signed, currency)),
                    proof: row.proof.map(Into::into),
                    label: row.label,
                })
                .collect(),
            conditions: conditions
                .into_iter()
                .filter_map(|(name, row)| row.line(reference, &name))
                .collect(),
            proposals: self.agreement.proposals.values().map(Into::into).collect(),
            anomalies: anomalies.iter().filter_map(|(_, row)| row.line()).collect(),
            restructurings: particulars.restructurings(),
            ratings: particulars.ratings(),
            statements: particulars.statements(),
            counterparts: particulars.counterparts(),
            signatories: particulars.signatories(),
            letter: particulars.letter(),
            reports: particulars.reports.as_ref().map(Into::into),
            workplans: particulars.workplans.as_ref().map(Into::into),
            milestones: particulars.milestones(),
            possible: possible(standing, line.proposals > 0, line.open_anomalies > 0),
            closure: Some(self.closure(line.clone(), &particulars).await?),
            line: Some(line),
        })
    }
}

impl Reading<'_> {
    pub(super) async fn register(mut self) -> anyhow::Result<pb::ListAgreementsResponse> {
        let (mut agreements, mut totals) = (Vec::new(), BTreeMap::<Currency, Sums>::new());
        while let Some(seen) = self.next().await? {
            agreements.push(seen.counted().await?);
            if let Some(currency) = seen.agreement.currency {
                totals.entry(currency).or_default().add(&seen.agreement);
            }
        }
        agreements.sort_by(|a, b| key(a).cmp(&key(b)));
        let totals = totals.into_iter().map(|(currency, sums)| sums.line(currency)).collect();
        Ok(pb::ListAgreementsResponse { agreements, totals })
    }

    /// Grouped by phase, from the first day that anything happened to the last that is known of.
    pub(super) async fn timeline(mut self) -> anyhow::Result<pb::PhaseTimeline> {
        let mut phases = BTreeMap::<u32, Vec<pb::phase_timeline::Line>>::new();
        let mut days = Vec::<Date>::new();
        while let Some(seen) = self.next().await? {
            let particulars =
                seen.stream.row(&seen.views.tables.particulars).await?.unwrap_or_default();
            let row = &seen.agreement;
            days.extend(row.periods.iter().map(|period| *period.proof.on));
            days.extend(particulars.milestones.iter().map(|milestone| *milestone.proof.on));
            let ends = [row.closing_on(), row.disbursement_deadline];
            days.extend(ends.into_iter().flatten().map(|day| *day));
            days.push(seen.stream.from.today);
            phases.entry(seen.identity.phase).or_default().push(pb::phase_timeline::Line {
                agreement: Some(seen.counted().await?),
                periods: seen.periods(),
                milestones: particulars.milestones(),
            });
        }
        let phase = |(phase, mut lines): (u32, Vec<pb::phase_timeline::Line>)| {
            lines.sort_by(|a, b| a.agreement.as_ref().map(key).cmp(&b.agreement.as_ref().map(key)));
            pb::phase_timeline::Phase { phase, lines }
        };
        let said = |day: Option<&Date>| day.map_or_else(String::new, Date::to_string);
        Ok(pb::PhaseTimeline {
            phases: phases.into_iter().map(phase).collect(),
            from: said(days.iter().min()),
            until: said(days.iter().max()),
        })
    }
}

/// The initial financing first, then the additional ones.
pub(super) fn key(line: &pb::AgreementLine) -> (u32, u32, &str, &str) {
    (line.phase, line.rank, &line.approved_on, &line.financing)
}

/// The sums of one currency.
#[derive(Default)]
struct Sums {
    agreements: u32,
    approved: Total,
    ended: Total,
    committed: Total,
    disbursed: Total,
    undisbursed: Total,
    illustrative: bool,
}

impl Sums {
    /// What is only approved, and what ended early, is told apart from what was lent or given.
    fn add(&mut self, row: &Agreement) {
        self.illustrative |= row.undisbursed_illustrative();
        if !row.stands() {
            match (row.signed, row.is_over()) {
                (Some(_), _) => add(&mut self.ended, row.disbursed - row.refunded),
                (None, false) => add(&mut self.approved, row.committed()),
                (None, true) => (),
            }
            return;
        }
        self.agreements += 1;
        add(&mut self.committed, row.committed());
        add(&mut self.disbursed, row.disbursed);
        add(&mut self.undisbursed, row.undisbursed());
    }

    fn line(&self, currency: Currency) -> pb::Totals {
        pb::Totals {
            currency: currency.to_string(),
            agreements: self.agreements,
            committed: Some(sum(self.committed, currency)),
            disbursed: Some(sum(self.disbursed, currency)),
            undisbursed: Some(sum(self.undisbursed, currency)),
            illustrative: self.illustrative,
            approved: Some(sum(self.approved, currency)),
            ended: Some(sum(self.ended, currency)),
        }
    }
}

/// When it took effect, as precise as its source.
fn said_of(proof: Option<Proof>) -> String {
    proof.map_or_else(String::new, |proof| act::Proof::from(proof).effective)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

impl From<&Period> for pb::State {
    fn from(period: &Period) -> Self {
        Self {
            state: period.state.to_string(),
            unconfirmed: period.unconfirmed,
            since: said_of(Some(period.proof)),
            proof: Some(period.proof.into()),
            iati_status: iati_status(period.state).into(),
        }
    }
}

impl From<&Proposal> for pb::Proposal {
    fn from(proposal: &Proposal) -> Self {
        Self {
            event_id: proposal.proof.event_id.to_string(),
            to: proposal.to.clone(),
            effective: said_of(Some(proposal.proof)),
            proposed_by: proposal.by.to_string(),
            proof: Some(proposal.proof.into()),
        }
    }
}
