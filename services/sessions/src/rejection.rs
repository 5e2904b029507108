//! Why something is refused: a code that outlives its wording, and what its sentence needs.

mod said;

use std::fmt;

use jiff::civil::Date;
use kernel::{Code, Kind, OutOfOrder, correction, require};

use crate::{
    blockage,
    key::{FindingKey, ItemKey, OutcomeKey, SeatKey, SolutionKey},
    recommendation,
    session::{minutes, stage::Stage},
};

#[derive(
    Clone, Debug, PartialEq, Eq, thiserror::Error, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(prefix = "sessions-", serialize_all = "kebab-case")]
pub(crate) enum Rejection {
    // The request makes no sense, whatever the state.
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("nothing would change")]
    NothingToChange,
    #[error("the last day is before the first")]
    DatesReversed,
    #[error("the reference does not say that it is of {body}")]
    ReferenceNotOfBody { body: Code },
    #[error("a body is not its own parent")]
    OwnParent,
    #[error("a quorum is a part of the seats, or a number of them")]
    QuorumRuleMakesNoSense,
    #[error("item {item} is there twice")]
    ItemTwice { item: ItemKey },
    #[error("outcome {outcome} is there twice")]
    OutcomeTwice { outcome: OutcomeKey },
    #[error("seat {seat} is there twice")]
    SeatTwice { seat: SeatKey },
    #[error("item {item} names minutes if and only if it is to validate them")]
    MinutesNotNamed { item: ItemKey },
    #[error("item {item} is not about those minutes")]
    MinutesNotOnItem { item: ItemKey },
    #[error("only what is adopted or rejected covers anything")]
    OnlyDecisionsCover,
    #[error("nobody is on the list")]
    PresencesMissing,
    #[error("a member takes a seat of the body")]
    SeatMissing,
    #[error("the minutes say nothing")]
    MinutesEmpty,
    #[error("a recommendation is for an institution")]
    AddresseeMissing,
    #[error("it comes from a session or from a mission")]
    OriginMissing,
    #[error("a part done is at most 100 percent")]
    PercentTooLarge,
    #[error("it is not about anything")]
    SubjectMissing,
    #[error("it does not take its own place")]
    OwnSuccessor,

    // There is nothing by that name.
    #[error("there is no such body")]
    BodyUnknown,
    #[error("there is no such session")]
    SessionUnknown,
    #[error("there is no such recommendation")]
    RecommendationUnknown,
    #[error("there is no such blockage")]
    BlockageUnknown,
    #[error("there is no such mission")]
    MissionUnknown,
    #[error("there is no seat {seat}")]
    SeatUnknown { seat: SeatKey },
    #[error("there is no item {item}")]
    ItemUnknown { item: ItemKey },
    #[error("there is no outcome {outcome}")]
    OutcomeUnknown { outcome: OutcomeKey },
    #[error("there is no solution {solution}")]
    SolutionUnknown { solution: SolutionKey },
    #[error("there is no finding {finding}")]
    FindingUnknown { finding: FindingKey },
    #[error("no such decision was adopted")]
    DecisionUnknown,
    #[error("the decision is about something else")]
    DecisionElsewhere,

    // Already done, or done differently.
    #[error("it is already on the register")]
    AlreadyRegistered,
    #[error("it is already so")]
    AlreadyRecorded,
    #[error("{name} is taken")]
    NameTaken { name: String },
    #[error("seat {seat} is taken")]
    SeatTaken { seat: SeatKey },
    #[error("number {ordinal} is taken")]
    OrdinalTaken { ordinal: u32 },
    #[error("the last number is {latest}")]
    OrdinalNotIncreasing { latest: u32 },
    #[error("number {ordinal} met on the other side of that day")]
    OrdinalOutOfOrder { ordinal: u32 },
    #[error("item {item} is settled")]
    ItemSettled { item: ItemKey },

    // Not yet, or no longer.
    #[error("it was so on {latest} already: nothing of it happened before")]
    OutOfOrder { latest: Date },
    #[error("the body is dissolved")]
    BodyDissolved,
    #[error("the mission has reported and found nothing")]
    NothingReported,
    #[error("sessions are under way: {}", list(sessions))]
    SessionsUnderWay { sessions: Vec<Code> },
    #[error("nobody holds seat {seat} that day")]
    SeatVacant { seat: SeatKey },
    #[error("the session is {stage}")]
    StageForbids { stage: Stage },
    #[error("what members are told is not complete: {}", list(missing))]
    ConveningIncomplete { missing: Vec<Self> },
    #[error("there is no agenda")]
    AgendaMissing,
    #[error("there is no place")]
    PlaceMissing,
    #[error("there are no dates")]
    DatesMissing,
    #[error("nobody presides")]
    PresidentMissing,
    #[error("an ordinary session names the minutes it validates, or why none")]
    MinutesToValidateMissing,
    #[error("it does not open before {first_day}")]
    OpensTooEarly { first_day: Date },
    #[error("{day} is no day of the session")]
    DayOutsideSession { day: Date },
    #[error("no rule says what a quorum is")]
    QuorumRuleUnknown,
    #[error("nobody knows who sits in the body that day")]
    SeatsUnknown,
    #[error("{present} of {required} are there")]
    QuorumNotMet { present: u32, required: u32 },
    #[error("the quorum is neither confirmed nor waived")]
    QuorumNotConfirmed,
    #[error("items are open: {}", list(items))]
    ItemsUndecided { items: Vec<ItemKey> },
    #[error("outcomes are not assessed: {}", list(outcomes))]
    OutcomesNotAssessed { outcomes: Vec<OutcomeKey> },
    #[error("minutes are validated or sent back, not concluded on")]
    MinutesNeedJudging,
    #[error("the minutes are {status}")]
    MinutesForbid { status: minutes::Status },
    #[error("the minutes were not circulated")]
    MinutesNotCirculated,
    #[error("version {version} was submitted meanwhile")]
    MinutesChanged { version: u32 },
    #[error("they are minutes of {body}")]
    MinutesOfOtherBody { body: Code },
    #[error("{session} is not an earlier session")]
    MinutesNotEarlier { session: Code },
    #[error("session {session} is not open")]
    SessionNotOpen { session: Code },
    #[error("session {session} has no quorum")]
    SessionNotQuorate { session: Code },
    #[error("the recommendation is {status}")]
    RecommendationForbids { status: recommendation::Status },
    #[error("the blockage is {status}")]
    BlockageForbids { status: blockage::Status },
    #[error("the mission is closed")]
    MissionClosed,
    #[error("finding {finding} is settled")]
    FindingSettled { finding: FindingKey },
    #[error("it is not later than {current}")]
    NotLater { current: Date },
    #[error("findings are open: {}", list(findings))]
    FindingsOpen { findings: Vec<FindingKey> },

    // Not by this caller.
    #[error("a session does not validate its own minutes")]
    SelfValidation,
    #[error("whoever claims it does not verify it")]
    VerifierIsClaimant,
    #[error("whoever responded does not settle it")]
    SettledByResponder,
    #[error("an authority is missing")]
    AuthorityMissing,
    #[error("only a session's own fact validates minutes")]
    JudgementNotVerified,

    /// About an earlier fact.
    #[error(transparent)]
    #[strum(disabled)]
    Amendment(#[from] correction::Refused),
}

/// `a, b, c`.
fn list<T: fmt::Display>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

/// Somebody says why.
pub(crate) fn reason(text: &str) -> Result<(), Rejection> {
    require(!text.trim().is_empty(), || Rejection::ReasonMissing)
}

impl From<OutOfOrder> for Rejection {
    fn from(OutOfOrder { latest }: OutOfOrder) -> Self {
        Self::OutOfOrder { latest }
    }
}

impl kernel::Rejection for Rejection {
    fn kind(&self) -> Kind {
        match self {
            Self::ReasonMissing
            | Self::NothingToChange
            | Self::DatesReversed
            | Self::ReferenceNotOfBody { .. }
            | Self::OwnParent
            | Self::QuorumRuleMakesNoSense
            | Self::ItemTwice { .. }
            | Self::OutcomeTwice { .. }
            | Self::SeatTwice { .. }
            | Self::MinutesNotNamed { .. }
            | Self::MinutesNotOnItem { .. }
            | Self::OnlyDecisionsCover
            | Self::PresencesMissing
            | Self::SeatMissing
            | Self::MinutesEmpty
            | Self::AddresseeMissing
            | Self::OriginMissing
            | Self::PercentTooLarge
            | Self::SubjectMissing
            | Self::OwnSuccessor => Kind::Invalid,
            Self::BodyUnknown
            | Self::SessionUnknown
            | Self::RecommendationUnknown
            | Self::BlockageUnknown
            | Self::MissionUnknown
            | Self::SeatUnknown { .. }
            | Self::ItemUnknown { .. }
            | Self::OutcomeUnknown { .. }
            | Self::SolutionUnknown { .. }
            | Self::FindingUnknown { .. }
            | Self::DecisionUnknown => Kind::NotFound,
            Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::NameTaken { .. }
            | Self::SeatTaken { .. }
            | Self::OrdinalTaken { .. }
            | Self::OrdinalNotIncreasing { .. }
            | Self::OrdinalOutOfOrder { .. }
            | Self::ItemSettled { .. } => Kind::Conflict,
            Self::OutOfOrder { .. }
            | Self::BodyDissolved
            | Self::NothingReported
            | Self::SessionsUnderWay { .. }
            | Self::SeatVacant { .. }
            | Self::StageForbids { .. }
            | Self::ConveningIncomplete { .. }
            | Self::AgendaMissing
            | Self::PlaceMissing
            | Self::DatesMissing
            | Self::PresidentMissing
            | Self::MinutesToValidateMissing
            | Self::OpensTooEarly { .. }
            | Self::DayOutsideSession { .. }
            | Self::QuorumRuleUnknown
            | Self::SeatsUnknown
            | Self::QuorumNotMet { .. }
            | Self::QuorumNotConfirmed
            | Self::ItemsUndecided { .. }
            | Self::OutcomesNotAssessed { .. }
            | Self::MinutesNeedJudging
            | Self::MinutesForbid { .. }
            | Self::MinutesNotCirculated
            | Self::MinutesChanged { .. }
            | Self::MinutesOfOtherBody { .. }
            | Self::MinutesNotEarlier { .. }
            | Self::SessionNotOpen { .. }
            | Self::SessionNotQuorate { .. }
            | Self::RecommendationForbids { .. }
            | Self::BlockageForbids { .. }
            | Self::MissionClosed
            | Self::FindingSettled { .. }
            | Self::NotLater { .. }
            | Self::FindingsOpen { .. }
            | Self::DecisionElsewhere => Kind::Precondition,
            Self::SelfValidation
            | Self::VerifierIsClaimant
            | Self::SettledByResponder
            | Self::AuthorityMissing
            | Self::JudgementNotVerified => Kind::Forbidden,
            Self::Amendment(refused) => refused.kind(),
        }
    }

    fn code(&self) -> &'static str {
        if let Self::Amendment(refused) = self { refused.code() } else { self.into() }
    }

    fn args(&self) -> Vec<(&'static str, String)> {
        self.said()
    }
}
