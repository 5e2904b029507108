use kernel::{Aggregate as _, Code};
use runtime::{
    Malformed, Refusal,
    view::{self, Viewpoint, failed},
};
use tonic::Status;

use super::{
    Views,
    agreement::{Agreement, Identity},
};
use crate::{
    financing::{Event, Financing, Rejection},
    wire,
};

/// One agreement, as somebody sees it from there.
pub(super) struct Seen<'v> {
    pub(super) views: &'v Views,
    pub(super) stream: view::Seen<'v, Event>,
    pub(super) agreement: Agreement,
    pub(super) identity: Identity,
}

/// Agreements, one after the other: what is known of one is forgotten before the next is read.
pub(super) struct Reading<'v> {
    views: &'v Views,
    from: Viewpoint,
    streams: std::vec::IntoIter<String>,
    programme: Option<Code>,
}

/// Which agreements a request is about: one by its reference, or those of a programme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Which<'r> {
    pub(super) programme: &'r str,
    pub(super) financing: &'r str,
}

impl Views {
    /// The agreements a request is about. One that is named has to be there.
    pub(super) async fn reading(
        &self,
        which: Which<'_>,
        from: Viewpoint,
    ) -> Result<Reading<'_>, Status> {
        let programme = runtime::optional(which.programme, Malformed::Code("programme"))?;
        let streams = if which.financing.is_empty() {
            let rows = self.tables.agreements.scan("", from.viewer).await.map_err(failed)?;
            let of = |row: &Agreement| {
                programme.is_none() || row.programme.is_none() || row.programme == programme
            };
            rows.into_iter().filter(|(_, row)| of(row)).map(|(stream, _)| stream).collect()
        } else {
            let one = self.one(which.financing, from).await?;
            vec![one.stream.stream]
        };
        Ok(Reading { views: self, from, streams: streams.into_iter(), programme })
    }

    /// The agreement of that reference.
    pub(super) async fn one(&self, reference: &str, from: Viewpoint) -> Result<Seen<'_>, Status> {
        let stream = Financing::stream(wire::financing(reference)?);
        let seen = self.look(stream, from).await.map_err(failed)?;
        seen.ok_or_else(|| Refusal::from(&Rejection::NotRegistered).into())
    }

    async fn look(&self, stream: String, from: Viewpoint) -> anyhow::Result<Option<Seen<'_>>> {
        let stream = view::Seen::look(&*self.journal, stream, from).await?;
        let agreement = stream.row(&self.tables.agreements).await?;
        Ok(agreement.and_then(|mut agreement| {
            let identity = agreement.identity.take()?;
            Some(Seen { views: self, stream, agreement, identity })
        }))
    }
}

impl<'v> Reading<'v> {
    pub(super) async fn next(&mut self) -> anyhow::Result<Option<Seen<'v>>> {
        for stream in self.streams.by_ref() {
            if let Some(seen) = self.views.look(stream, self.from).await? {
                let programme = &seen.agreement.programme;
                if self.programme.is_none() || self.programme == *programme {
                    return Ok(Some(seen));
                }
            }
        }
        Ok(None)
    }
}

impl Seen<'_> {
    pub(super) fn reference(&self) -> &str {
        self.identity.reference.as_str()
    }

    /// The agreement, as its rules would find it.
    pub(super) async fn state(&self) -> anyhow::Result<Financing> {
        let id = Financing::id(&self.identity.reference);
        self.stream.state(id, &self.views.financings).await
    }
}
