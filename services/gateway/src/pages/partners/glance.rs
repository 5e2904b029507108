//! What the overview says of the partners of a programme.

use proto::partners::v1 as pb;
use tonic::Status;

use super::{views, words};
use crate::{
    html::encode,
    pages::overview::{Figure, Glance, Todo},
    service::Soon,
    visit::Visit,
};

pub(super) fn glance<'a>(v: &'a Visit, programme: &'a str) -> Soon<'a, Result<Glance, Status>> {
    Box::pin(async move {
        let collaborations = pb::ListCollaborationsRequest {
            programme: programme.to_owned(),
            open: true,
            as_of: v.as_of(),
            ..Default::default()
        };
        let sponsorships = pb::SponsorshipLedgerRequest {
            programme: programme.to_owned(),
            as_of: v.as_of(),
            ..Default::default()
        };
        let (mut first, mut second) = (views(v), views(v));
        let (open, paid) = tokio::try_join!(
            first.list_collaborations(v.ask(collaborations)),
            second.get_sponsorship_ledger(v.ask(sponsorships))
        )?;
        let (open, paid) = (open.into_inner().collaborations, paid.into_inner().sponsorships);
        let mut figures = Vec::new();
        if !open.is_empty() {
            let count = u64::try_from(open.len()).unwrap_or(u64::MAX);
            figures.push(Figure {
                to: v.link(&format!("/p/{}/collaborations", encode(programme))),
                ..words::counted(v, "partners-open-collaborations", count)
            });
        }
        let late = open.iter().filter(|line| line.overdue > 0).map(|line| Todo {
            dot: "bad",
            text: format!("{} · {}", line.title, v.say_n("partners-overdue", line.overdue)),
            to: v.link(&format!("/collaboration/{}#livrables", encode(&line.collaboration))),
        });
        let owed = paid.iter().filter(|line| line.age_days > 0).map(|line| Todo {
            dot: "wait",
            text: v.say_of("partners-to-justify", line.title.clone()),
            to: v.link(&format!("/appui/{}", encode(&line.sponsorship))),
        });
        Ok(Glance { figures, todo: late.chain(owed).collect(), dues: Vec::new() })
    })
}
