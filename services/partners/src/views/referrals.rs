//! Referrals as counts, from identified to feedback received, and the single ones that are kept.

use std::collections::BTreeMap;

use proto::partners::v1 as pb;
use runtime::view::Viewpoint;
use tonic::Status;

use super::{
    Views, possible,
    reader::{asked, code, day, is, rate},
    whole::Row,
};
use crate::{
    api::case_hash,
    counts::{Counts, report::Line},
    referral::Referral,
    wire,
};

/// What a request narrows the referrals to.
struct Wanted<'r> {
    programme: Option<kernel::Code>,
    area: String,
    request: &'r pb::ReferralFunnelRequest,
}

impl<'r> Wanted<'r> {
    fn read(request: &'r pb::ReferralFunnelRequest) -> Result<Self, Status> {
        let programme = asked(&request.programme, "programme")?;
        Ok(Self { programme, area: request.area.trim().to_uppercase(), request })
    }

    fn has(&self, service: i32, level: i32, area: &str) -> bool {
        let any = |asked: i32, found: i32| asked == 0 || asked == found;
        any(self.request.service, service)
            && any(self.request.level, level)
            && area.starts_with(&self.area)
    }
}

impl Views {
    pub(super) async fn funnel(
        &self,
        request: &pb::ReferralFunnelRequest,
        from: Viewpoint,
    ) -> Result<pb::ReferralFunnel, Status> {
        let wanted = Wanted::read(request)?;
        let (mut services, mut total) = (BTreeMap::<(i32, i32), pb::FunnelLine>::new(), zero());
        let mut reports = Vec::new();
        for row in self.all(&self.tables.counts, from).await? {
            let quarter = request.quarter.is_empty() || request.quarter == row.state.quarter;
            if !quarter || !is(wanted.programme.as_ref(), row.state.programme.as_ref()) {
                continue;
            }
            for line in row.funnel() {
                if wanted.has(line.service, line.level, &line.area) {
                    let key = (line.service, line.level);
                    let (service, level) = key;
                    let sum = services.entry(key).or_insert_with(|| pb::FunnelLine {
                        service,
                        level,
                        ..zero()
                    });
                    add(sum, &line);
                    add(&mut total, &line);
                    reports.push(line);
                }
            }
        }
        let key = |line: &pb::FunnelLine| {
            (line.quarter.clone(), line.area.clone(), line.service, line.level)
        };
        reports.sort_by_key(key);
        Ok(pb::ReferralFunnel {
            services: services.into_values().collect(),
            total: Some(total),
            reports,
        })
    }

    pub(super) async fn referrals(
        &self,
        request: &pb::ReferralFunnelRequest,
        from: Viewpoint,
    ) -> Result<pb::ListReferralsResponse, Status> {
        let wanted = Wanted::read(request)?;
        let rows = self.all(&self.tables.referrals, from).await?;
        let of = |row: &&Row<Referral>| is(wanted.programme.as_ref(), row.state.programme.as_ref());
        let lines = rows.iter().filter(of).filter_map(|row| row.line(from));
        let lines = lines.filter(|it| wanted.has(it.service, it.level, &it.area));
        let mut referrals: Vec<_> = lines.collect();
        referrals.sort_by(|a, b| a.referral.cmp(&b.referral));
        Ok(pb::ListReferralsResponse { referrals })
    }

    /// Whether that case file is behind the reference, as long as anybody can tell.
    pub(super) async fn matches(
        &self,
        request: &pb::MatchReferralRequest,
        from: Viewpoint,
    ) -> Result<pb::MatchReferralResponse, Status> {
        let id = wire::referral(&request.referral)?;
        let row = self.one(&self.tables.referrals, id, from).await?;
        let case = row.state.opened.as_ref().and_then(|opened| opened.case.clone());
        let Some(case) = case else {
            return Ok(pb::MatchReferralResponse { matches: false, erased: false });
        };
        let gone = pb::MatchReferralResponse { matches: false, erased: true };
        if row.state.erased {
            return Ok(gone);
        }
        let Some(salt) = self.unseal(case.subject, case.sealed).await? else { return Ok(gone) };
        let matches = case_hash(&salt, request.case_number.trim()) == case.hash;
        Ok(pb::MatchReferralResponse { matches, erased: false })
    }
}

impl Row<Counts> {
    fn funnel(&self) -> impl Iterator<Item = pb::FunnelLine> + '_ {
        let area = code(self.state.area.as_ref());
        self.state.lines.iter().map(move |(key, (reporter, line))| {
            let Line { identified, referred, accepted, declined, unanswered, delivered, .. } =
                *line;
            pb::FunnelLine {
                service: line.service.into(),
                level: line.level.into(),
                area: area.clone(),
                quarter: self.state.quarter.clone(),
                reporter: reporter.to_string(),
                identified: identified.into(),
                referred: referred.into(),
                accepted: accepted.into(),
                declined: declined.into(),
                unanswered: unanswered.into(),
                delivered: delivered.into(),
                feedback: line.feedback.into(),
                rate: rate(delivered.into(), referred.into()),
                illustrative: self.illustrative(key),
                proof: self.proof(key),
            }
        })
    }
}

impl Row<Referral> {
    fn line(&self, from: Viewpoint) -> Option<pb::ReferralLine> {
        let state = &self.state;
        let opened = state.opened.as_ref()?;
        let standing = state.state_on(from.today)?;
        let since = state.states.changes().take_while(|(on, _)| *on <= from.today).last();
        Some(pb::ReferralLine {
            referral: opened.referral.to_string(),
            service: opened.service.into(),
            level: opened.level.into(),
            area: opened.area.to_string(),
            referrer: opened.referrer.to_string(),
            destination: code(state.destination.as_ref()),
            state: <&str>::from(standing).to_owned(),
            since: day(since.map(|(on, _)| on)),
            reason: state.reason.clone().unwrap_or_default(),
            outcome: state.outcome.clone().unwrap_or_default(),
            erased: state.erased,
            programme: code(state.programme.as_ref()),
            possible: possible::referral(standing),
            proof: self.proof("state"),
        })
    }
}

fn zero() -> pb::FunnelLine {
    pb::FunnelLine::default()
}

fn add(sum: &mut pb::FunnelLine, line: &pb::FunnelLine) {
    sum.identified += line.identified;
    sum.referred += line.referred;
    sum.accepted += line.accepted;
    sum.declined += line.declined;
    sum.unanswered += line.unanswered;
    sum.delivered += line.delivered;
    sum.feedback += line.feedback;
    sum.rate = rate(sum.delivered, sum.referred);
    sum.illustrative |= line.illustrative;
}
