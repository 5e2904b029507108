//! The plan of a budget year: staged, submitted, adopted, not objected to, in force, revised.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{Code, Fact, Hash, Money, Timeline, Total, Units};
use serde::{Deserialize, Serialize};

use super::{
    Exercise, Opening, Outcome,
    command::{Chunk, Revision, Submission},
    line::{self, Line, Row},
};
use crate::{
    decimal::Decimal,
    guards::{Guards, require},
    key::{ActivityKey, RecommendationKey, StagingKey},
    lines::{Why, WrongRow},
    rejection::Rejection,
    stagings::Stagings,
};

/// What has happened to it. Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Opened(Opening),
    LinesStaged(LinesStaged),
    Submitted(Submitted),
    Adopted(Adoption),
    NoObjectionReceived(Answer),
    InForce(Nothing),
    Revised(Revised),
    Executed(Nothing),
    ClosedOut(Nothing),
    ProgressReported(Progress),
}

/// Nothing but who, when and by what authority, which stand beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Nothing {}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LinesStaged {
    pub(crate) staging: StagingKey,
    pub(crate) chunk: u32,
    pub(crate) lines: Vec<Line>,
    /// Stagings that made room for it: nobody can take them any more.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) given_up: Vec<StagingKey>,
}

/// The staged lines of that name are the plan that is submitted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Hash,
    pub(crate) planned: Money,
    pub(crate) title: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Adoption {
    pub(crate) body: Code,
    pub(crate) decision: Option<String>,
    pub(crate) session: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    /// Whose financier answers.
    pub(crate) financing: Code,
    pub(crate) reference: String,
}

/// The staged lines of that name are the plan from now on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Revised {
    /// From 1.
    pub(crate) revision: u32,
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Hash,
    pub(crate) planned: Money,
    pub(crate) reason: String,
    pub(crate) cause: Cause,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Cause {
    pub(crate) kind: CauseKind,
    pub(crate) review: Option<Code>,
    pub(crate) recommendation: Option<RecommendationKey>,
    pub(crate) decision: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum CauseKind {
    Review,
    Body,
    Financier,
    Restructuring,
    Unexplained,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Progress {
    pub(crate) activity: ActivityKey,
    /// Since the year began, in the unit of the plan.
    pub(crate) value: Decimal,
    pub(crate) statement: Option<String>,
}

#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::Display, strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum State {
    Draft,
    Submitted,
    Adopted,
    NoObjectionReceived,
    InForce,
    Revised,
    Executed,
    ClosedOut,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Plan {
    states: Timeline<State>,
    pub(crate) lines: Vec<Line>,
    adopted: bool,
    in_force: bool,
    answered: BTreeSet<Code>,
    pub(crate) revision: u32,
}

impl Plan {
    pub(crate) fn state_on(&self, on: Date) -> State {
        self.states.state_on(on).copied().unwrap_or(State::Draft)
    }

    /// Financings whose financier has yet to answer.
    pub(crate) fn unanswered(&self, opening: &Opening) -> Vec<Code> {
        let from = opening.no_objection_from.iter();
        from.filter(|code| !self.answered.contains(*code)).cloned().collect()
    }

    pub(super) fn evolve(
        &mut self,
        event: &Event,
        staged: &mut Stagings<Line>,
        fact: &Fact<super::Event>,
    ) {
        let on = fact.effective_on();
        match event {
            Event::Opened(_) | Event::ProgressReported(_) => (),
            Event::LinesStaged(it) => {
                staged.stage(&it.staging, it.chunk, &it.lines, &it.given_up, fact);
            }
            Event::Submitted(submitted) => {
                self.lines = staged.take(&submitted.staging);
                self.states.set(on, State::Submitted);
            }
            Event::Adopted(_) => {
                self.adopted = true;
                self.states.set(on, State::Adopted);
            }
            Event::NoObjectionReceived(answer) => {
                self.answered.insert(answer.financing.clone());
                if self.state_on(on) == State::Adopted {
                    self.states.set(on, State::NoObjectionReceived);
                }
            }
            Event::InForce(_) => {
                self.in_force = true;
                self.states.set(on, State::InForce);
            }
            Event::Revised(revised) => {
                self.lines = staged.take(&revised.staging);
                self.revision = revised.revision;
                if !self.in_force {
                    // Nobody has answered about this plan yet.
                    self.answered.clear();
                }
                self.states.set(on, State::Revised);
            }
            Event::Executed(_) => self.states.set(on, State::Executed),
            Event::ClosedOut(_) => self.states.set(on, State::ClosedOut),
        }
    }
}

impl Exercise {
    pub(super) fn stage_lines(
        &self,
        chunk: &Chunk<Row>,
        opening: &Opening,
        guards: Guards,
    ) -> Outcome {
        let read = line::read(&chunk.rows, opening.currency, &chunk.names);
        let lines = read.map_err(|rows| Rejection::RowsWrong { rows })?;
        let Chunk { staging, chunk, .. } = chunk;
        let given_up = self.staged.stages(staging, *chunk, &lines, &guards)?;
        let staged = LinesStaged { staging: staging.clone(), chunk: *chunk, lines, given_up };
        Ok(guards.decided([Event::LinesStaged(staged).into()]))
    }

    pub(super) fn submit(
        &self,
        submission: &Submission,
        opening: &Opening,
        guards: Guards,
    ) -> Outcome {
        require(!self.plan.adopted, || Rejection::AlreadyAdopted)?;
        let Submission { staging, lines, hash, title } = submission;
        let (hash, planned) = self.whole(staging, *lines, *hash, opening)?;
        let (staging, title) = (staging.clone(), title.clone());
        let submitted = Submitted { staging, lines: *lines, hash, planned, title };
        Ok(guards.decided([Event::Submitted(submitted).into()]))
    }

    /// The staged lines as one plan: nothing is in it twice, and its sum can be stated.
    fn whole(
        &self,
        staging: &StagingKey,
        lines: u32,
        hash: Option<Hash>,
        opening: &Opening,
    ) -> Result<(Hash, Money), Rejection> {
        let (all, hash) = self.staged.takes(staging, lines, hash)?;
        let mut seen = BTreeSet::new();
        let twice = all.iter().filter(|line| !seen.insert(line.identity()));
        let rows: Vec<_> = twice
            .map(|line| WrongRow::new(line.row, Why::LineTwice, line.activity.as_str()))
            .collect();
        require(rows.is_empty(), || Rejection::RowsWrong { rows })?;
        let sum: Total = all.iter().map(Line::total).sum();
        let units = i64::try_from(i128::from(sum)).ok().and_then(|sum| Units::try_from(sum).ok());
        let units = units.ok_or(Rejection::AmountTooLarge)?;
        Ok((hash, units.of(opening.currency)))
    }

    pub(super) fn adopt(&self, adoption: &Adoption, mut guards: Guards) -> Outcome {
        require(!self.plan.adopted, || Rejection::AlreadyAdopted)?;
        self.stands(&[State::Submitted], &guards)?;
        guards.decision(adoption.decision.as_deref())?;
        Ok(guards.decided([Event::Adopted(adoption.clone()).into()]))
    }

    pub(super) fn no_objection(
        &self,
        answer: &Answer,
        opening: &Opening,
        guards: Guards,
    ) -> Outcome {
        let mut guards = guards.theirs();
        let adopted = require(self.plan.adopted, || Rejection::NotAdopted);
        guards.consistent(adopted)?;
        let asked = opening.no_objection_from.contains(&answer.financing);
        let name = || answer.financing.to_string();
        guards.consistent(require(asked, || Rejection::UnknownName { name: name() }))?;
        let again = self.plan.answered.contains(&answer.financing);
        require(!again, || Rejection::AlreadyRecorded)?;
        guards.not_before(self.plan.states.latest().map(|(on, _)| on))?;
        Ok(guards.decided([Event::NoObjectionReceived(answer.clone()).into()]))
    }

    /// A plan that was revised on the way, as its financiers asked, enters into force as well; one
    /// that is in force already stays so through its revisions.
    pub(super) fn put_into_force(&self, opening: &Opening, mut guards: Guards) -> Outcome {
        let mut states = vec![State::Adopted, State::NoObjectionReceived];
        states.extend((!self.plan.in_force).then_some(State::Revised));
        self.stands(&states, &guards)?;
        let financings = self.plan.unanswered(opening);
        let none = financings.is_empty();
        guards.shown(require(none, || Rejection::NoObjectionMissing { financings }))?;
        Ok(guards.decided([Event::InForce(Nothing {}).into()]))
    }

    /// Only what was adopted is revised; before that, it is submitted again.
    pub(super) fn revise(
        &self,
        revision: &Revision,
        opening: &Opening,
        mut guards: Guards,
    ) -> Outcome {
        require(self.plan.adopted, || Rejection::NotAdopted)?;
        let before_the_end =
            [State::Adopted, State::NoObjectionReceived, State::InForce, State::Revised];
        self.stands(&before_the_end, &guards)?;
        let Revision { staging, lines, hash, reason, cause } = revision;
        guards.reason(reason)?;
        guards.decision(cause.decision.as_deref())?;
        let (hash, planned) = self.whole(staging, *lines, *hash, opening)?;
        let revised = Revised {
            revision: self.plan.revision + 1,
            staging: staging.clone(),
            lines: *lines,
            hash,
            planned,
            reason: reason.clone(),
            cause: cause.clone(),
        };
        Ok(guards.decided([Event::Revised(revised).into()]))
    }

    pub(super) fn executed(&self, opening: &Opening, mut guards: Guards) -> Outcome {
        self.stands(&[State::InForce, State::Revised], &guards)?;
        guards.shown(require(self.plan.in_force, || Rejection::NotInForce))?;
        let over = guards.on >= opening.ends_on;
        require(over, || Rejection::YearNotOver { ends_on: opening.ends_on })?;
        Ok(guards.decided([Event::Executed(Nothing {}).into()]))
    }

    pub(super) fn close_out(&self, guards: Guards) -> Outcome {
        self.stands(&[State::Executed], &guards)?;
        let statements = self.statements.unlocked();
        require(statements.is_empty(), || Rejection::StatementsNotLocked { statements })?;
        Ok(guards.decided([Event::ClosedOut(Nothing {}).into()]))
    }

    pub(super) fn report_progress(&self, progress: &Progress, guards: Guards) -> Outcome {
        let known = self.plan.lines.iter().any(|line| line.activity == progress.activity);
        require(known, || Rejection::UnknownName { name: progress.activity.to_string() })?;
        require(!progress.value.is_negative(), || Rejection::ValueNegative)?;
        Ok(guards.decided([Event::ProgressReported(progress.clone()).into()]))
    }

    /// The plan is in one of these states that day, and nothing came after.
    fn stands(&self, states: &[State], guards: &Guards) -> Result<(), Rejection> {
        guards.not_before(self.plan.states.latest().map(|(on, _)| on))?;
        let (state, on) = (self.plan.state_on(guards.on), guards.on);
        require(states.contains(&state), || Rejection::PlanForbids { state, on })
    }
}

impl From<Event> for super::Event {
    fn from(event: Event) -> Self {
        Self::Plan(event)
    }
}
