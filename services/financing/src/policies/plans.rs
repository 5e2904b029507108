//! What the service of programmes announces of its plans, as far as financings heed it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Ask, Basis, Code, Currency, Fact, Money, Policy, Stored, Unreadable};
use serde::{Deserialize, Serialize};

use crate::financing::{
    Command, Financing,
    key::ExerciseKey,
    tranche::plan::{Instalment, Plan},
};

const ADOPTED: &str = "programmes.workplan.adopted.v1";
const REVISED: &str = "programmes.workplan.revised.v1";
const WITHDRAWN: &str = "programmes.workplan.withdrawn.v1";

/// A plan that was adopted or revised says what it asks of each financing; one whose adoption or
/// revision is void, what stands instead.
#[derive(Debug)]
pub(crate) enum PlansAreHeard {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanSaid {
    Adopted(Announced),
    Revised(Announced),
    Withdrawn(Announced),
    /// Of no interest here.
    Else,
}

/// `programmes.v1.WorkplanAnnounced`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Announced {
    exercise: String,
    revision: u32,
    profile: Vec<Planned>,
    dropped: Vec<String>,
    starts_on: String,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Planned {
    source: String,
    quarter: u32,
    money: Amount,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Amount {
    amount: String,
    currency: String,
}

impl Stored for PlanSaid {
    const NAMES: &'static [&'static str] = &[ADOPTED, REVISED, WITHDRAWN];

    fn name(&self) -> &'static str {
        match self {
            Self::Adopted(_) => ADOPTED,
            Self::Revised(_) => REVISED,
            Self::Withdrawn(_) => WITHDRAWN,
            Self::Else => "",
        }
    }

    fn data(&self) -> serde_json::Result<Vec<u8>> {
        match self {
            Self::Adopted(plan) | Self::Revised(plan) | Self::Withdrawn(plan) => {
                serde_json::to_vec(plan)
            }
            Self::Else => Ok(Vec::new()),
        }
    }

    /// A name that is not ours to heed is no reason to stop.
    fn read(name: &str, data: &[u8]) -> Result<Self, Unreadable> {
        Ok(match name {
            ADOPTED => Self::Adopted(serde_json::from_slice(data)?),
            REVISED => Self::Revised(serde_json::from_slice(data)?),
            WITHDRAWN => Self::Withdrawn(serde_json::from_slice(data)?),
            _ => Self::Else,
        })
    }
}

impl Policy for PlansAreHeard {
    const NAME: &'static str = "financing-plans";
    const STREAMS: &'static str = "public-programmes-plans";
    type Event = PlanSaid;
    type Target = Financing;

    fn react(fact: &Fact<PlanSaid>) -> Vec<Ask<Financing>> {
        let (said, command): (_, fn(Plan) -> Command) = match &fact.event {
            PlanSaid::Adopted(said) | PlanSaid::Revised(said) => (said, Command::RefreshPlan),
            PlanSaid::Withdrawn(said) => (said, Command::WithdrawPlan),
            PlanSaid::Else => return Vec::new(),
        };
        let service = "programmes".to_owned();
        let basis = Basis::Verified { service, decision: None, position: fact.position };
        let ask = |(source, plan): (Code, Plan)| Ask {
            to: Financing::id(&source),
            command: command(plan),
            basis: basis.clone(),
            effective: Some(fact.meta.effective),
        };
        said.plans().into_iter().map(ask).collect()
    }
}

impl Announced {
    /// What each source is asked for. A source whose name is none of an agreement's is not asked.
    fn plans(&self) -> BTreeMap<Code, Plan> {
        let Ok(exercise) = self.exercise.parse::<ExerciseKey>() else { return BTreeMap::new() };
        let mut plans = BTreeMap::new();
        let plan = || Plan {
            exercise: exercise.clone(),
            starts_on: self.starts_on.parse::<Date>().ok(),
            revision: self.revision,
            instalments: Vec::new(),
        };
        let named = |source: &str| source.to_uppercase().parse::<Code>().ok();
        for source in self.dropped.iter().filter_map(|source| named(source)) {
            plans.entry(source).or_insert_with(plan);
        }
        for one in &self.profile {
            if let (Some(source), Some(money)) = (named(&one.source), one.money.read()) {
                let instalment = Instalment { quarter: one.quarter, money };
                plans.entry(source).or_insert_with(plan).instalments.push(instalment);
            }
        }
        plans
    }
}

impl Amount {
    fn read(&self) -> Option<Money> {
        let currency: Currency = self.currency.parse().ok()?;
        Money::parse(&self.amount, currency).ok()
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::{Aggregate as _, testing};

    use super::*;
    use crate::financing::{Event, tests::samples};

    const DAY: Date = date(2020, 1, 15);

    fn said(name: &str, data: &str) -> Fact<PlanSaid> {
        let event = PlanSaid::read(name, data.as_bytes()).unwrap();
        Fact { position: 7, ..testing::fact(&testing::who("awa"), DAY, event) }
    }

    const ADOPTION: &str = r#"{"programme":"P127328","exercise":"2020","state":"adopted","startsOn":"2020-01-01",
                "profile":[{"source":"h8350","quarter":1,"money":{"amount":"100","currency":"XOF"}},
                           {"source":"h8350","money":{"amount":"5","currency":"XOF"}},
                           {"source":"un autre bailleur","quarter":2,"money":{"amount":"1","currency":"XOF"}}]}"#;

    fn adopted() -> Fact<PlanSaid> {
        said(ADOPTED, ADOPTION)
    }

    fn asked(fact: &Fact<PlanSaid>) -> Vec<(kernel::Id<Financing>, Plan)> {
        let plan = |ask: Ask<Financing>| {
            let (Command::RefreshPlan(plan) | Command::WithdrawPlan(plan)) = ask.command else {
                panic!("{:?}", ask.command)
            };
            (ask.to, plan)
        };
        PlansAreHeard::react(fact).into_iter().map(plan).collect()
    }

    fn registered() -> Fact<Event> {
        testing::fact(&testing::who("awa"), DAY, samples::all().swap_remove(0))
    }

    fn h8350() -> kernel::Id<Financing> {
        Financing::id(&"H8350".parse().unwrap())
    }

    /// What that financing is asked for, and what it makes of it.
    fn follows(history: &[Fact<Event>], fact: &Fact<PlanSaid>) -> Vec<Event> {
        let financing: Financing = kernel::replay(history);
        let mut asked = PlansAreHeard::react(fact).into_iter();
        let command = asked.find(|ask| ask.to == h8350()).unwrap().command;
        let asked = testing::asked(&testing::who("awa"), DAY, command);
        financing.decide(&asked).unwrap().events
    }

    /// Records what follows, and says how much that is.
    fn hear(history: &mut Vec<Fact<Event>>, fact: &Fact<PlanSaid>) -> usize {
        let events = follows(history, fact);
        let count = events.len();
        let facts = events.into_iter().map(|it| testing::fact(&testing::who("awa"), DAY, it));
        history.extend(facts);
        count
    }

    #[test]
    fn a_plan_asks_each_financing_for_its_part() {
        let asked = asked(&adopted());
        let [(to, plan)] = asked.as_slice() else { panic!() };
        assert_eq!(*to, h8350());
        let parts: Vec<_> =
            plan.instalments.iter().map(|it| (it.quarter, it.money.to_string())).collect();
        assert_eq!(parts, [(1, "100 XOF".to_owned()), (0, "5 XOF".to_owned())]);
        assert_eq!(plan.starts_on, Some(date(2020, 1, 1)));
    }

    #[test]
    fn what_is_no_plan_in_force_asks_nobody() {
        for name in ["programmes.workplan.submitted.v1", "programmes.never-heard-of.v9"] {
            assert!(asked(&said(name, "{}")).is_empty(), "{name}");
        }
        assert!(asked(&said(ADOPTED, "{}")).is_empty(), "of no budget year");
    }

    #[test]
    fn a_revision_takes_the_place_of_the_plan_and_never_the_other_way_round() {
        let revised = r#"{"exercise":"2020","revision":1,"dropped":["H8350"]}"#;
        let revised = said(REVISED, revised);
        let mut history = vec![registered()];
        let mut hear = |fact: &Fact<PlanSaid>| hear(&mut history, fact);
        assert_eq!(hear(&revised), 0, "it never asked for anything");
        assert_eq!(hear(&adopted()), 1);
        assert_eq!(hear(&adopted()), 0, "it says the same again");
        assert_eq!(hear(&revised), 1);
        assert_eq!(hear(&adopted()), 0, "it was revised since");
        let financing: Financing = kernel::replay(&history);
        let plan = &financing.plans[&"2020".parse::<ExerciseKey>().unwrap()];
        assert!(matches!(plan, Plan { revision: 1, instalments, .. } if instalments.is_empty()));
    }

    #[test]
    fn what_was_adopted_in_error_is_withdrawn_once_and_may_be_adopted_again() {
        let withdrawn = said(WITHDRAWN, r#"{"exercise":"2020","dropped":["H8350"]}"#);
        let mut history = vec![registered()];
        let mut hear = |fact: &Fact<PlanSaid>| hear(&mut history, fact);
        assert_eq!(hear(&withdrawn), 0, "it never asked for anything");
        assert_eq!(hear(&adopted()), 1);
        let revised = said(REVISED, &ADOPTION.replacen('{', r#"{"revision":1,"#, 1));
        assert_eq!(hear(&revised), 1);
        assert_eq!(hear(&withdrawn), 1, "whatever revision it had come to");
        assert_eq!(hear(&withdrawn), 0);
        assert_eq!(hear(&adopted()), 1, "it is adopted again");
        let financing: Financing = kernel::replay(&history);
        let plan = &financing.plans[&"2020".parse::<ExerciseKey>().unwrap()];
        assert_eq!((plan.revision, plan.instalments.len()), (0, 2));
    }

    #[test]
    fn a_source_that_is_no_agreement_is_let_be() {
        assert!(follows(&[], &adopted()).is_empty());
    }
}
