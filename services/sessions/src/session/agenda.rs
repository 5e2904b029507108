//! The agenda, item by item, and what was concluded on each.

use std::collections::{BTreeMap, BTreeSet};

use kernel::{Code, Decision, Evidence, Guards, Id, require};
use serde::{Deserialize, Serialize};

use super::{Outcome, Session, deliberation::Conclude, plan::Plan};
use crate::{
    key::ItemKey,
    rejection::{Rejection, reason},
    value::Subject,
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Added(Point),
    Withdrawn(Withdrawn),
    Concluded(Concluded),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) item: ItemKey,
    pub(crate) kind: ItemKind,
    pub(crate) title: String,
    /// The session whose minutes are to be validated.
    pub(crate) minutes_of: Option<Code>,
    pub(crate) presented_by: Option<Code>,
    pub(crate) subjects: Vec<Subject>,
    pub(crate) documents: Vec<Evidence>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum ItemKind {
    ValidationOfMinutes,
    Decision,
    Presentation,
    Information,
    Recommendations,
    FollowUp,
    Closure,
    Collaborations,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Withdrawn {
    pub(crate) item: ItemKey,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Concluded {
    pub(crate) item: ItemKey,
    pub(crate) conclusion: Conclusion,
    pub(crate) text: String,
    pub(crate) covers: Vec<Coverage>,
    /// Of what is adopted or rejected.
    pub(crate) decision: Option<Id<Decision>>,
}

#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Conclusion {
    Adopted,
    Rejected,
    Noted,
    Deferred,
}

impl Conclusion {
    /// It settles something, and others may cite it.
    pub(crate) fn decides(self) -> bool {
        match self {
            Self::Adopted | Self::Rejected => true,
            Self::Noted | Self::Deferred => false,
        }
    }
}

/// What a decision allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Coverage {
    pub(crate) subject: Subject,
    /// None: every transition of it.
    pub(crate) transition: Option<String>,
}

impl Coverage {
    pub(crate) fn covers(&self, subject: &Subject, transition: &str) -> bool {
        self.subject == *subject && self.transition.as_ref().is_none_or(|it| it == transition)
    }
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    pub(crate) add: Vec<Point>,
    pub(crate) withdraw: Vec<ItemKey>,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Agenda {
    items: BTreeMap<ItemKey, (Point, Fate)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Fate {
    Undecided,
    Withdrawn,
    Concluded(Conclusion),
}

impl Point {
    pub(super) fn consistent(&self, plan: &Plan) -> Result<(), Rejection> {
        let validates = self.kind == ItemKind::ValidationOfMinutes;
        let item = || self.item.clone();
        require(validates == self.minutes_of.is_some(), || Rejection::MinutesNotNamed {
            item: item(),
        })?;
        let own = self.minutes_of.as_ref() == Some(&plan.reference);
        require(!own, || Rejection::SelfValidation)
    }
}

impl Agenda {
    pub(super) fn of(items: &[Point]) -> Self {
        let undecided = |item: &Point| (item.item.clone(), (item.clone(), Fate::Undecided));
        Self { items: items.iter().map(undecided).collect() }
    }

    fn standing(&self) -> impl Iterator<Item = (&Point, Fate)> {
        let standing = self.items.values().filter(|(_, fate)| *fate != Fate::Withdrawn);
        standing.map(|(item, fate)| (item, *fate))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.standing().next().is_none()
    }

    pub(super) fn validates_minutes(&self) -> bool {
        self.has(ItemKind::ValidationOfMinutes)
    }

    pub(crate) fn has(&self, kind: ItemKind) -> bool {
        self.standing().any(|(item, _)| item.kind == kind)
    }

    /// An item of that kind about the same is there, or its name is.
    pub(super) fn covers(&self, item: &Point) -> bool {
        let same = |(other, _): (&Point, Fate)| {
            other.kind == item.kind && item.subjects.iter().all(|it| other.subjects.contains(it))
        };
        self.items.contains_key(&item.item) || self.standing().any(same)
    }

    pub(crate) fn undecided(&self) -> Vec<ItemKey> {
        let undecided = self.standing().filter(|(_, fate)| *fate == Fate::Undecided);
        undecided.map(|(item, _)| item.item.clone()).collect()
    }

    pub(super) fn knows(&self, item: Option<&ItemKey>) -> Result<(), Rejection> {
        match item {
            Some(item) => self.undecided_or_not(item).map(drop),
            None => Ok(()),
        }
    }

    fn undecided_or_not(&self, item: &ItemKey) -> Result<&(Point, Fate), Rejection> {
        self.items.get(item).ok_or_else(|| Rejection::ItemUnknown { item: item.clone() })
    }

    /// The item, which nobody has treated yet.
    fn open(&self, item: &ItemKey) -> Result<&Point, Rejection> {
        let (found, fate) = self.undecided_or_not(item)?;
        require(*fate == Fate::Undecided, || Rejection::ItemSettled { item: item.clone() })?;
        Ok(found)
    }

    pub(super) fn amend(&self, plan: &Plan, changes: &Changes, guards: Guards) -> Outcome {
        let Changes { add, withdraw, reason: why } = changes;
        let nothing = add.is_empty() && withdraw.is_empty();
        require(!nothing, || Rejection::NothingToChange)?;
        let mut named = BTreeSet::new();
        for item in add {
            item.consistent(plan)?;
            let new = !self.items.contains_key(&item.item) && named.insert(&item.item);
            require(new, || Rejection::ItemTwice { item: item.item.clone() })?;
        }
        if !withdraw.is_empty() {
            reason(why)?;
        }
        for item in withdraw {
            self.open(item)?;
            require(named.insert(item), || Rejection::ItemTwice { item: item.clone() })?;
        }
        let withdrawn = |item: &ItemKey| {
            Event::Withdrawn(Withdrawn { item: item.clone(), reason: why.clone() })
        };
        let added = add.iter().cloned().map(Event::Added);
        Ok(guards.decided(added.chain(withdraw.iter().map(withdrawn))))
    }

    /// What is adopted or rejected is decided by a quorum. Minutes of an earlier session are
    /// validated or sent back as such, or left for later.
    pub(super) fn conclude(
        &self,
        plan: &Plan,
        conclude: &Conclude,
        quorate: bool,
        mut guards: Guards,
    ) -> Outcome {
        let Conclude { item, conclusion, text, covers } = conclude;
        let treated = self.open(item)?;
        let minutes = treated.kind == ItemKind::ValidationOfMinutes;
        require(!minutes || *conclusion == Conclusion::Deferred, || Rejection::MinutesNeedJudging)?;
        let decides = conclusion.decides();
        if decides {
            guards.shown(require(quorate, || Rejection::QuorumNotConfirmed))?;
        }
        if *conclusion != Conclusion::Noted {
            guards.shown(reason(text))?;
        }
        // Who meets to review or to learn decides nothing for others.
        let may_cover = decides && plan.kind.needs_quorum();
        require(may_cover || covers.is_empty(), || Rejection::OnlyDecisionsCover)?;
        let decision = decides.then(|| Session::decision(&plan.reference, item));
        Ok(guards.decided([Event::Concluded(Concluded {
            item: item.clone(),
            conclusion: *conclusion,
            text: text.clone(),
            covers: covers.clone(),
            decision,
        })]))
    }

    /// The item under which the minutes of that session are judged.
    pub(super) fn to_judge(&self, item: &ItemKey, of: &Code) -> Result<&str, Rejection> {
        let found = self.open(item)?;
        let named = found.minutes_of.as_ref() == Some(of);
        require(named, || Rejection::MinutesNotOnItem { item: item.clone() })?;
        Ok(&found.title)
    }

    pub(super) fn evolve(&mut self, event: &Event) {
        let (item, fate) = match event {
            Event::Added(item) => {
                self.items.insert(item.item.clone(), (item.clone(), Fate::Undecided));
                return;
            }
            Event::Withdrawn(Withdrawn { item, .. }) => (item, Fate::Withdrawn),
            Event::Concluded(Concluded { item, conclusion, .. }) => {
                (item, Fate::Concluded(*conclusion))
            }
        };
        if let Some((_, known)) = self.items.get_mut(item) {
            *known = fate;
        }
    }
}
