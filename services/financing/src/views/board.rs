//! What stands between each agreement and its financial closure.

use kernel::Total;
use proto::{financing::v1 as pb, sessions::v1::subject::Kind};
use runtime::view::{day, sum};

use super::{
    account::Account,
    particulars::Particular,
    reader::{Reading, Seen},
    register,
};
use crate::financing::closure_reason::ClosureReason;

impl Reading<'_> {
    pub(super) async fn board(mut self) -> anyhow::Result<pb::ClosureBoard> {
        let mut agreements = Vec::new();
        while let Some(seen) = self.next().await? {
            let particulars =
                seen.stream.row(&seen.views.tables.particulars).await?.unwrap_or_default();
            let line = seen.counted().await?;
            let closure = seen.closure(line, &particulars).await?;
            let open = seen.open_collaborations().await;
            agreements.push(pb::Closure {
                collaborations_unknown: open.is_none(),
                collaborations: open.unwrap_or_default(),
                ..closure
            });
        }
        agreements.sort_by(|a, b| {
            a.agreement.as_ref().map(register::key).cmp(&b.agreement.as_ref().map(register::key))
        });
        Ok(pb::ClosureBoard { agreements })
    }
}

impl Seen<'_> {
    pub(super) async fn closure(
        &self,
        line: pb::AgreementLine,
        particulars: &Particular,
    ) -> anyhow::Result<pb::Closure> {
        let (tables, reference, row) = (&self.views.tables, self.reference(), &self.agreement);
        let tasks = self.stream.rows(&tables.tasks).await?;
        let audits = self.stream.rows(&tables.audits).await?;
        let findings = self.stream.rows(&tables.findings).await?;
        let account = self.account().await?;
        let undocumented = account.currency.map(|it| sum(account.undocumented(), it));
        let days = |on: Option<runtime::view::Day>| {
            on.map_or(0, |on| runtime::view::days(self.stream.from.today, *on))
        };
        Ok(pb::Closure {
            plan_open: row.plan_opened.is_some(),
            plan_opens_on: day(row.plan_opens),
            days_to_closing: days(row.closing_on()),
            days_to_disbursement_deadline: days(row.disbursement_deadline),
            undisbursed: line.undisbursed.clone(),
            undocumented,
            tasks: tasks.iter().filter_map(|(task, row)| row.line(reference, task)).collect(),
            reasons: self.reasons().await?,
            audits: audits.iter().map(|(exercise, row)| row.line(exercise)).collect(),
            findings: findings.iter().filter_map(|(finding, row)| row.line(finding)).collect(),
            presented: particulars.presented(),
            collaborations: Vec::new(),
            collaborations_unknown: false,
            agreement: Some(line),
        })
    }

    /// Empty if there is none and never was an advance.
    pub(super) async fn account(&self) -> anyhow::Result<Account> {
        let mut rows = self.stream.rows(&self.views.tables.accounts).await?;
        Ok(rows.pop().map_or_else(Account::default, |(_, row)| row))
    }

    /// Every advance is documented or given back.
    pub(super) async fn is_documented(&self) -> anyhow::Result<bool> {
        Ok(self.account().await?.undocumented() <= Total::ZERO)
    }

    /// Why financial closure would be refused today, in the words of the rule itself.
    async fn reasons(&self) -> anyhow::Result<Vec<pb::closure::Reason>> {
        let (today, open) = (self.stream.from.today, self.open_blockages().await);
        let reasons = self.state().await?.closure_reasons(today, open);
        Ok(reasons.iter().map(Into::into).collect())
    }

    /// How many are open now. Sessions do not say what was on another day; and where they do not
    /// answer at all, a board is shown all the same, and says so.
    async fn open_blockages(&self) -> Option<u32> {
        if !self.stream.from.as_of.is_now() {
            return None;
        }
        let about = decisions::subject(Kind::Financing, &self.identity.reference);
        let (peers, journal) = (&self.views.peers, &*self.views.journal);
        let told = decisions::open_against(peers, journal, about).await;
        let told = told.inspect_err(|failure| {
            tracing::warn!(error = %failure, "sessions did not answer");
        });
        told.ok().flatten().map(|told| told.count())
    }
}

impl From<&ClosureReason> for pb::closure::Reason {
    fn from(reason: &ClosureReason) -> Self {
        let args = reason.args().into_iter().map(|(name, value)| (name.to_owned(), value));
        Self { code: reason.code().to_owned(), args: args.collect() }
    }
}
