//! Data-sharing agreements, what left under them, and how many of those sent were found again.

use jiff::civil::Date;
use kernel::Code;
use proto::partners::v1 as pb;
use runtime::view::Viewpoint;
use tonic::Status;

use super::{
    Views, possible,
    reader::{asked, code, codes, day, is, rate},
    whole::Row,
};
use crate::sharing::{
    Sharing,
    agreement::Standing,
    extract::Extract,
    transfer::{Matched, Transfer},
};

impl Views {
    async fn shared(
        &self,
        request: &pb::DataSharingRequest,
        from: Viewpoint,
    ) -> Result<Vec<Row<Sharing>>, Status> {
        let programme = asked(&request.programme, "programme")?;
        let agreement = asked(&request.agreement, "agreement")?;
        let recipient = asked(&request.recipient, "recipient")?;
        let mut rows = self.all(&self.tables.agreements, from).await?;
        rows.retain(|row| {
            let terms = row.state.terms.as_ref();
            is(programme.as_ref(), row.state.programme.as_ref())
                && is(agreement.as_ref(), terms.map(|it| &it.agreement))
                && is(recipient.as_ref(), terms.map(|it| &it.recipient))
        });
        Ok(rows)
    }

    pub(super) async fn agreements(
        &self,
        request: &pb::DataSharingRequest,
        from: Viewpoint,
    ) -> Result<pb::ListDataSharingResponse, Status> {
        let rows = self.shared(request, from).await?;
        let mut agreements: Vec<_> = rows.iter().filter_map(|row| row.line(from.today)).collect();
        agreements.sort_by(|a, b| a.agreement.cmp(&b.agreement));
        Ok(pb::ListDataSharingResponse { agreements })
    }

    pub(super) async fn transfers(
        &self,
        request: &pb::DataSharingRequest,
        from: Viewpoint,
    ) -> Result<pb::Transfers, Status> {
        let (mut transfers, mut sums) = (Vec::new(), Sums::default());
        for row in self.shared(request, from).await? {
            for (key, transfer) in &row.state.transfers {
                sums.add(transfer, row.illustrative(&format!("transfer/{key}")));
                transfers.push(row.transfer(key, transfer));
            }
        }
        transfers.sort_by(|a, b| (&a.agreement, &a.transfer).cmp(&(&b.agreement, &b.transfer)));
        Ok(pb::Transfers { transfers, total: Some(sums.line()) })
    }
}

impl Row<Sharing> {
    /// None before it was authorised.
    pub(super) fn line(&self, today: Date) -> Option<pb::DataSharingLine> {
        let state = &self.state;
        let terms = state.terms.as_ref()?;
        let standing = state.state_on(today)?;
        let reason = match state.standings.state_on(today) {
            Some(Standing::Suspended(reason) | Standing::Revoked(reason)) => reason.clone(),
            Some(Standing::Authorised) | None => String::new(),
        };
        let purpose = |it: &crate::sharing::agreement::Purpose| pb::SharingPurpose {
            purpose: it.purpose.to_string(),
            label: it.label.clone(),
        };
        Some(pb::DataSharingLine {
            agreement: terms.agreement.to_string(),
            title: terms.title.clone(),
            holder: terms.holder.to_string(),
            recipient: terms.recipient.to_string(),
            state: <&str>::from(standing).to_owned(),
            reason,
            starts_on: day(terms.starts_on),
            ends_on: day(state.ends_on),
            purposes: terms.purposes.iter().map(purpose).collect(),
            fields: terms.fields.clone(),
            extracts: state.extracts.iter().map(|(key, it)| self.extract(key, it)).collect(),
            programme: code(state.programme.as_ref()),
            collaboration: code(terms.collaboration.as_ref()),
            possible: possible::sharing(standing),
            proof: self.proof("state"),
        })
    }

    fn extract(&self, key: &Code, extract: &Extract) -> pb::ExtractLine {
        pb::ExtractLine {
            extract: key.to_string(),
            purpose: extract.purpose.to_string(),
            fields: extract.fields.clone(),
            households: extract.households,
            sha256: extract.sha256.to_string(),
            recipient: extract.recipient.to_string(),
            proof: self.proof(&format!("extract/{key}")),
        }
    }

    fn transfer(&self, key: &Code, transfer: &Transfer) -> pb::TransferLine {
        let terms = self.state.terms.as_ref();
        let answer = transfer.answer.as_ref();
        let answered = answer.map(Matched::total).unwrap_or_default();
        let matched = answer.map(|it| it.matched);
        let rate_of = |part: Option<u32>, whole: u64| {
            part.map_or_else(String::new, |part| rate(part.into(), whole))
        };
        pb::TransferLine {
            agreement: code(terms.map(|it| &it.agreement)),
            transfer: key.to_string(),
            purpose: transfer.prepared.purpose.to_string(),
            recipient: code(terms.map(|it| &it.recipient)),
            state: <&str>::from(transfer.status).to_owned(),
            prepared: transfer.prepared.prepared,
            shared: transfer.shared,
            received: transfer.received,
            matched,
            unmatched: answer.map(|it| it.unmatched),
            rejected: answer.map(|it| it.rejected),
            registered: transfer.registered,
            match_rate: rate_of(matched, answered),
            registration_rate: rate_of(transfer.registered, matched.unwrap_or(0).into()),
            difference: transfer.difference.clone().unwrap_or_default(),
            areas: codes(&transfer.prepared.areas),
            balanced: transfer.is_balanced(),
            programme: code(self.state.programme.as_ref()),
            proof: self.proof(&format!("transfer/{key}")),
        }
    }
}

impl Matched {
    /// How many the recipient has answered for.
    fn total(&self) -> u64 {
        [self.matched, self.unmatched, self.rejected].into_iter().map(u64::from).sum()
    }
}

#[derive(Default)]
struct Sums {
    transfers: u32,
    shared: u64,
    matched: u64,
    unmatched: u64,
    rejected: u64,
    /// Of those matched whose registration is known.
    registrable: u64,
    registered: u64,
    unbalanced: bool,
    illustrative: bool,
}

impl Sums {
    fn add(&mut self, transfer: &Transfer, illustrative: bool) {
        self.transfers = self.transfers.saturating_add(1);
        self.shared += u64::from(transfer.shared.unwrap_or(0));
        if let Some(Matched { matched, unmatched, rejected, .. }) = &transfer.answer {
            self.matched += u64::from(*matched);
            self.unmatched += u64::from(*unmatched);
            self.rejected += u64::from(*rejected);
            if let Some(registered) = transfer.registered {
                self.registrable += u64::from(*matched);
                self.registered += u64::from(registered);
            }
        }
        self.unbalanced |= !transfer.is_balanced();
        self.illustrative |= illustrative;
    }

    fn line(&self) -> pb::TransferTotals {
        pb::TransferTotals {
            transfers: self.transfers,
            shared: self.shared,
            matched: self.matched,
            unmatched: self.unmatched,
            rejected: self.rejected,
            registered: self.registered,
            match_rate: rate(self.matched, self.matched + self.unmatched + self.rejected),
            registration_rate: rate(self.registered, self.registrable),
            balanced: !self.unbalanced,
            illustrative: self.illustrative,
        }
    }
}
