//! The days before which somebody has something to do.

use jiff::civil::Date;
use kernel::{Fact, Projection};
use proto::financing::v1 as pb;
use runtime::view::{Day, Proof, day};
use serde::{Deserialize, Serialize};

use super::{
    agreement::Agreement,
    turns::{Turn, turns},
};
use crate::{financing::Event, watch::deadline::Kind};

/// `<stream>/<entity>/<which one>`: a fact that settles a deadline need not know its kind.
#[derive(Debug)]
pub(super) struct Deadlines;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Deadline {
    /// None while it is only known to be settled.
    pub(super) due: Option<(Kind, Day)>,
    outcome: Option<Outcome>,
    /// What set it, or what became of it.
    proof: Option<Proof>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
pub(super) enum Outcome {
    Open,
    Met,
    Missed,
    Lifted,
    /// The day itself is what it is about, and it came.
    Reached,
}

impl Projection for Deadlines {
    const NAME: &'static str = "deadlines-v4";

    type Event = Event;
    type Row = Deadline;

    fn keys(fact: &Fact<Event>) -> Vec<String> {
        let mut keys = Vec::new();
        turns(fact, &mut |entity, which, _| {
            keys.push(runtime::view::key(fact, format_args!("{entity}/{which}")));
        });
        keys
    }

    fn fold(key: &str, row: &mut Deadline, fact: &Fact<Event>) {
        let name = runtime::view::name(key);
        turns(fact, &mut |entity, which, turn| {
            if format!("{entity}/{which}") == name {
                match turn {
                    // A plan that is open stays open, whenever it might have been opened.
                    Turn::Due(Kind::ClosurePlanOpens, _) if row.outcome.is_some() => return,
                    // What has come in has, whenever it was due.
                    Turn::Due(kind @ (Kind::ReportDue | Kind::WorkplanDue), on)
                        if row.outcome == Some(Outcome::Met) =>
                    {
                        row.due = Some((kind, Day(on)));
                        return;
                    }
                    Turn::Due(kind, on) => (row.due, row.outcome) = (Some((kind, Day(on))), None),
                    Turn::Reached(on, _) if !row.falls_due(on) => return,
                    Turn::Settled(outcome) | Turn::Reached(_, outcome) => {
                        row.outcome = Some(outcome);
                    }
                }
                row.proof = Some(fact.into());
            }
        });
    }
}

impl Deadline {
    /// A notice of an earlier day, recorded later, had moved it or settled it: that day made nothing.
    fn falls_due(&self, reached: Date) -> bool {
        let open = self.outcome.is_none_or(|outcome| outcome == Outcome::Open);
        let late = |(kind, Day(last))| {
            if kind == Kind::Effectiveness { reached > last } else { reached >= last }
        };
        open && self.due.is_none_or(late)
    }

    /// Of which kind, and when; a contract is in time while it ends before the closing date.
    fn due(&self, agreement: &Agreement) -> Option<(Kind, Day)> {
        let (kind, on) = self.due?;
        if kind != Kind::ContractEndAfterClosing {
            return Some((kind, on));
        }
        let (closing_on, _) = agreement.closing?;
        (on > closing_on).then_some((kind, closing_on))
    }

    /// How it stands on a day. Whatever is open is lifted once the agreement is over, and nothing
    /// is left to document once every advance is.
    fn outcome(&self, today: Date, agreement: &Agreement, documented: bool) -> Option<Outcome> {
        let (kind, Day(on)) = self.due(agreement)?;
        let settled = self.outcome.filter(|outcome| *outcome != Outcome::Open);
        Some(settled.unwrap_or(if agreement.is_over() {
            Outcome::Lifted
        } else if documented && kind == Kind::AccountDocumentation {
            Outcome::Met
        } else if today <= on || kind == Kind::ClosurePlanOpens {
            // From the day a plan may be opened, it is never too late for it.
            Outcome::Open
        } else {
            Outcome::Missed
        }))
    }

    pub(super) fn line(
        &self,
        financing: &str,
        name: &str,
        today: Date,
        agreement: &Agreement,
        documented: bool,
    ) -> Option<pb::DeadlineLine> {
        let (entity, which) = name.split_once('/')?;
        let (kind, on) = self.due(agreement)?;
        let state = self.outcome(today, agreement, documented)?;
        let subject = if entity == "agreement" { "" } else { which };
        Some(pb::DeadlineLine {
            financing: financing.to_owned(),
            kind: kind.to_string(),
            subject: subject.to_owned(),
            on: day(Some(on)),
            days: runtime::view::days(today, *on),
            state: <&str>::from(state).to_owned(),
            proof: self.proof.map(Into::into),
        })
    }
}
