//! Corrections of whatever has a reference here: the same three methods for every aggregate.

use kernel::{Aggregate, Amending, Explain, Id};
use proto::{
    jalon::v1::{Act, Recorded},
    partners::v1::{self as pb, partners_corrections_server::PartnersCorrections},
};
use runtime::{
    Context, Edge, Failure, Malformed,
    wire::{self as read, Correction, Parsed},
};
use tonic::{Request, Response, Status};

use super::Api;
use crate::{collection::Collection, counts::Counts, wire};

type Answer = Result<Response<Recorded>, Failure>;

/// What is said of a fact: that it is otherwise, or why it is odd.
enum Said {
    Correction(Parsed<Correction>),
    Explanation(Parsed<Explain>),
}

#[tonic::async_trait]
impl PartnersCorrections for Api {
    async fn correct_fact(
        &self,
        request: Request<pb::CorrectFactRequest>,
    ) -> Result<Response<Recorded>, Status> {
        let (context, request) = self.institutions.open(request, |it| it.act.as_ref())?;
        let values = [request.from.as_str(), request.to.as_str()];
        let said = read::correct_fact(&request.event_id, &request.field, values, &request.reason);
        let (subject, act) = (request.subject(), request.act.as_ref());
        Ok(self.say(subject, &request.reference, act, Said::Correction(said), context).await?)
    }

    async fn void_entry(
        &self,
        request: Request<pb::VoidEntryRequest>,
    ) -> Result<Response<Recorded>, Status> {
        let (context, request) = self.institutions.open(request, |it| it.act.as_ref())?;
        let said = Said::Correction(read::void_entry(&request.event_id, &request.reason));
        let (subject, act) = (request.subject(), request.act.as_ref());
        Ok(self.say(subject, &request.reference, act, said, context).await?)
    }

    async fn explain_anomaly(
        &self,
        request: Request<pb::ExplainAnomalyRequest>,
    ) -> Result<Response<Recorded>, Status> {
        let (context, request) = self.institutions.open(request, |it| it.act.as_ref())?;
        let said = read::explain_anomaly(&request.anomaly, &request.explanation);
        let (subject, act) = (request.subject(), request.act.as_ref());
        Ok(self.say(subject, &request.reference, act, Said::Explanation(said), context).await?)
    }
}

impl Api {
    async fn say(
        &self,
        subject: pb::Subject,
        reference: &str,
        act: Option<&Act>,
        said: Said,
        context: Context,
    ) -> Answer {
        use pb::Subject as S;
        match subject {
            S::Unspecified => {
                let unread: Parsed<()> = Err(Malformed::Enum("subject"));
                self.institutions.readable(unread, None, &context).await?;
                Err(Malformed::Enum("subject").into())
            }
            S::Institution => {
                of(&self.institutions, wire::institution(reference), said, context).await
            }
            S::Collaboration => {
                of(&self.collaborations, wire::collaboration(reference), said, context).await
            }
            S::Sponsorship => {
                of(&self.sponsorships, wire::sponsorship(reference), said, context).await
            }
            S::DataSharing => of(&self.agreements, wire::agreement(reference), said, context).await,
            S::Referral => of(&self.referrals, wire::referral(reference), said, context).await,
            S::Forum => of(&self.forums, wire::forum(reference), said, context).await,
            S::ReferralCounts => {
                let to = parted(reference, act, |programme, area, quarter| {
                    let quarter = wire::quarter(quarter, "reference")?;
                    Ok(Counts::id(programme, area, &quarter.to_string()))
                });
                of(&self.counts, to, said, context).await
            }
            S::Interventions => {
                let to = parted(reference, act, |programme, reporter, period| {
                    let period = wire::period(period, "reference")?;
                    Ok(Collection::id(programme, reporter, &period.to_string()))
                });
                of(&self.collections, to, said, context).await
            }
        }
    }
}

/// Of one aggregate: the fact is found before anything is said of it.
async fn of<A: Aggregate>(edge: &Edge<A>, to: Parsed<Id<A>>, said: Said, context: Context) -> Answer
where
    A::Command: From<Amending> + From<Explain>,
{
    let known = to.as_ref().ok().copied();
    match said {
        Said::Correction(read) => {
            let read = to.and_then(|to| Ok((to, read?)));
            let (to, correction) = edge.readable(read, known, &context).await?;
            let (ask, context) = edge.find_the_fact(to, correction, context).await?;
            edge.record(ask, &context).await
        }
        Said::Explanation(read) => {
            let read = to.and_then(|to| Ok((to, read?)));
            let (to, explain) = edge.readable(read, known, &context).await?;
            edge.record(context.ask(to, explain.into()), &context).await
        }
    }
}

/// `<code>/<period>`, of the programme of the act.
fn parted<I>(
    reference: &str,
    act: Option<&Act>,
    id: impl FnOnce(&str, &kernel::Code, &str) -> Parsed<I>,
) -> Parsed<I> {
    let programme = wire::programme(act)?;
    let (code, period) = reference.split_once('/').ok_or(Malformed::Code("reference"))?;
    id(programme.as_str(), &read::reference(code, "reference")?, period)
}
