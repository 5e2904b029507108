//! The facts behind a figure: each fact that is about it, and what it made of it.

use kernel::{Currency, Fact, Id, Total};
use proto::{jalon::v1::Entry, partners::v1 as pb};
use runtime::{
    Malformed, Refusal,
    view::{self, Seen, Viewpoint, failed},
};
use tonic::Status;

use super::{Views, shown::Shown};
use crate::{
    collaboration::Collaboration, collection::Collection, counts::Counts, forum::Forum,
    institution::Institution, referral::Referral, rejection::Rejection, sharing::Sharing,
    sponsorship::Sponsorship, wire,
};

/// What a figure is worth: an amount, or a word.
type Value = (Option<(Total, Currency)>, String);

/// What a figure of that name is worth, once the facts so far are taken in.
trait Figures: Shown {
    fn worth(&self, figure: &str) -> Value;
}

fn amount(total: Total, currency: Option<Currency>) -> Value {
    (currency.map(|currency| (total, currency)), String::new())
}

fn word(word: Option<impl Into<&'static str>>) -> Value {
    (None, word.map_or("", Into::into).to_owned())
}

fn nothing() -> Value {
    (None, String::new())
}

impl Figures for Institution {
    fn worth(&self, figure: &str) -> Value {
        let name = self.names.latest().filter(|_| figure == "name");
        (None, name.map(|(_, name)| name.fr.clone()).unwrap_or_default())
    }
}

impl Figures for Collaboration {
    fn worth(&self, figure: &str) -> Value {
        match figure.split('/').next() {
            Some("state") => word(self.states.latest().map(|(_, it)| it.state)),
            Some("amount") => amount(
                self.amount.map_or(Total::ZERO, |money| money.units.into()),
                self.amount.map(|money| money.currency),
            ),
            Some("outstanding") => {
                let outstanding = self.outstanding();
                let (total, currency) = outstanding.unzip();
                amount(total.unwrap_or(Total::ZERO), currency)
            }
            _ => nothing(),
        }
    }
}

impl Figures for Sponsorship {
    fn worth(&self, figure: &str) -> Value {
        match figure.split('/').next() {
            Some("state") => word(self.states.latest().map(|(_, state)| *state)),
            Some("unjustified") => amount(self.unjustified(), self.currency),
            _ => nothing(),
        }
    }
}

impl Figures for Sharing {
    fn worth(&self, figure: &str) -> Value {
        let transfer = figure.strip_prefix("transfer/").and_then(|name| name.parse().ok());
        let transfer = transfer.and_then(|name: kernel::Code| self.transfers.get(&name));
        word(transfer.map(|transfer| transfer.status))
    }
}

impl Figures for Counts {
    fn worth(&self, figure: &str) -> Value {
        let line = self.lines.get(figure);
        (None, line.map(|(_, line)| line.delivered.to_string()).unwrap_or_default())
    }
}

impl Figures for Referral {
    fn worth(&self, figure: &str) -> Value {
        word(self.states.latest().filter(|_| figure == "state").map(|(_, state)| *state))
    }
}

impl Figures for Collection {
    fn worth(&self, figure: &str) -> Value {
        let line = self.lines.get(figure);
        (None, line.map(|line| line.reached.to_string()).unwrap_or_default())
    }
}

impl Figures for Forum {
    fn worth(&self, _: &str) -> Value {
        nothing()
    }
}

impl Views {
    pub(super) async fn history(
        &self,
        request: pb::HistoryRequest,
        from: Viewpoint,
    ) -> Result<pb::History, Status> {
        use pb::Subject as S;
        let (text, figure) = (request.reference.as_str(), request.figure.as_str());
        let parted = || {
            let programme = runtime::wire::reference(&request.programme, "programme")?;
            let (name, period) = text.split_once('/').ok_or(Malformed::Code("reference"))?;
            Ok::<_, Malformed>((programme, runtime::wire::reference(name, "reference")?, period))
        };
        let entries = match request.subject() {
            S::Unspecified => return Err(Malformed::Enum("subject").into()),
            S::Institution => self.told(wire::institution(text)?, figure, from).await?,
            S::Collaboration => self.told(wire::collaboration(text)?, figure, from).await?,
            S::Sponsorship => self.told(wire::sponsorship(text)?, figure, from).await?,
            S::DataSharing => self.told(wire::agreement(text)?, figure, from).await?,
            S::Referral => self.told(wire::referral(text)?, figure, from).await?,
            S::Forum => self.told(wire::forum(text)?, figure, from).await?,
            S::ReferralCounts => {
                let (programme, area, quarter) = parted()?;
                self.told(Counts::id(programme.as_str(), &area, quarter), figure, from).await?
            }
            S::Interventions => {
                let (programme, reporter, period) = parted()?;
                let id = Collection::id(programme.as_str(), &reporter, period);
                self.told(id, figure, from).await?
            }
        };
        let (subject, reference, figure) = (request.subject, request.reference, request.figure);
        Ok(pb::History { subject, reference, figure, entries })
    }

    async fn told<A>(&self, id: Id<A>, figure: &str, from: Viewpoint) -> Result<Vec<Entry>, Status>
    where
        A: Figures,
        A::Event: Clone,
    {
        let seen = Seen::<A::Event>::look(&*self.journal, A::stream(id), from).await;
        let seen = seen.map_err(failed)?;
        // A whole history shows what was recorded; that of a figure, what was corrected since.
        let facts = if figure.is_empty() { seen.recorded().await } else { seen.facts().await };
        let facts = facts.map_err(failed)?;
        if facts.is_empty() {
            return Err(Refusal::from(&Rejection::NotRegistered).into());
        }
        Ok(follow::<A>(figure, &facts))
    }
}

fn follow<A: Figures>(figure: &str, facts: &[Fact<A::Event>]) -> Vec<Entry> {
    let (mut state, mut before) = (A::default(), None::<(Total, Currency)>);
    let mut entries = Vec::new();
    for fact in facts {
        state.evolve(fact);
        let about = A::about(&fact.event);
        let part = |name: &String| {
            name.strip_prefix(figure).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if !figure.is_empty() && !about.iter().any(part) {
            continue;
        }
        let (worth, value) = state.worth(figure);
        // What is in another currency than before is new as a whole.
        let earlier = before.filter(|(_, currency)| worth.is_some_and(|(_, now)| now == *currency));
        let earlier = earlier.map_or(Total::ZERO, |(total, _)| total);
        entries.push(Entry {
            change: worth.map(|(total, currency)| view::sum(total - earlier, currency)),
            after: worth.map(|(total, currency)| view::sum(total, currency)),
            value,
            ..view::entry(fact)
        });
        before = worth.or(before);
    }
    view::amended(entries, facts)
}
