//! The ledgers of one agreement, or of all those of a programme.

use proto::financing::v1 as pb;

use super::{no_objections::NoObjection, reader::Reading, withdrawals::Withdrawal};

impl Reading<'_> {
    pub(super) async fn tranches(mut self) -> anyhow::Result<pb::ListTranchesResponse> {
        let (mut tranches, mut planned) = (Vec::new(), Vec::new());
        while let Some(seen) = self.next().await? {
            tranches.extend(seen.amounts().await?.tranches(&seen));
            let years = seen.stream.rows(&seen.views.tables.plans).await?;
            let lines = years.iter().flat_map(|(name, year)| year.lines(seen.reference(), name));
            planned.extend(lines);
        }
        Ok(pb::ListTranchesResponse { tranches, planned })
    }

    pub(super) async fn withdrawals(mut self) -> anyhow::Result<pb::ListWithdrawalsResponse> {
        let mut withdrawals = Vec::new();
        while let Some(seen) = self.next().await? {
            let rows = seen.stream.rows(&seen.views.tables.withdrawals).await?;
            let line = |(number, row): &(String, Withdrawal)| {
                row.line(seen.reference(), number.parse().unwrap_or(0))
            };
            withdrawals.extend(rows.iter().map(line));
        }
        Ok(pb::ListWithdrawalsResponse { withdrawals })
    }

    pub(super) async fn contracts(mut self) -> anyhow::Result<pb::ListContractsResponse> {
        let mut contracts = Vec::new();
        while let Some(seen) = self.next().await? {
            let rows = seen.stream.rows(&seen.views.tables.contracts).await?;
            let closing_on = seen.agreement.closing_on();
            let lines = rows
                .iter()
                .filter_map(|(contract, row)| row.line(seen.reference(), contract, closing_on));
            contracts.extend(lines);
        }
        Ok(pb::ListContractsResponse { contracts })
    }

    pub(super) async fn no_objections(mut self) -> anyhow::Result<pb::ListNoObjectionsResponse> {
        let mut no_objections = Vec::new();
        while let Some(seen) = self.next().await? {
            let rows = seen.stream.rows(&seen.views.tables.no_objections).await?;
            let line = |(name, row): &(String, NoObjection)| row.line(seen.reference(), name);
            no_objections.extend(rows.iter().map(line));
        }
        Ok(pb::ListNoObjectionsResponse { no_objections })
    }

    /// The nearest day first.
    pub(super) async fn deadlines(mut self) -> anyhow::Result<pb::ListDeadlinesResponse> {
        let mut deadlines = Vec::new();
        while let Some(seen) = self.next().await? {
            let rows = seen.stream.rows(&seen.views.tables.deadlines).await?;
            let documented = seen.is_documented().await?;
            let (today, agreement) = (seen.stream.from.today, &seen.agreement);
            let lines = rows.iter().filter_map(|(name, row)| {
                row.line(seen.reference(), name, today, agreement, documented)
            });
            deadlines.extend(lines);
        }
        deadlines.sort_by(|a, b| a.on.cmp(&b.on));
        Ok(pb::ListDeadlinesResponse { deadlines })
    }
}
