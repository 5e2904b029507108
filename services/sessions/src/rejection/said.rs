use kernel::Rejection as _;

use super::{Rejection, list};

impl Rejection {
    /// The values a refusal speaks of, by the name its sentence has for them.
    pub(super) fn said(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::ReferenceNotOfBody { body } | Self::MinutesOfOtherBody { body } => {
                vec![("body", body.to_string())]
            }
            Self::ItemTwice { item }
            | Self::MinutesNotNamed { item }
            | Self::MinutesNotOnItem { item }
            | Self::ItemUnknown { item }
            | Self::ItemSettled { item } => vec![("item", item.to_string())],
            Self::OutcomeTwice { outcome } | Self::OutcomeUnknown { outcome } => {
                vec![("outcome", outcome.to_string())]
            }
            Self::SeatTwice { seat }
            | Self::SeatUnknown { seat }
            | Self::SeatTaken { seat }
            | Self::SeatVacant { seat } => vec![("seat", seat.to_string())],
            Self::SolutionUnknown { solution } => vec![("solution", solution.to_string())],
            Self::FindingUnknown { finding } | Self::FindingSettled { finding } => {
                vec![("finding", finding.to_string())]
            }
            Self::NameTaken { name } => vec![("name", name.clone())],
            Self::OrdinalTaken { ordinal } | Self::OrdinalOutOfOrder { ordinal } => {
                vec![("ordinal", ordinal.to_string())]
            }
            Self::OrdinalNotIncreasing { latest } => vec![("latest", latest.to_string())],
            Self::OutOfOrder { latest } => vec![("latest", latest.to_string())],
            Self::SessionsUnderWay { sessions } => vec![("sessions", list(sessions))],
            Self::StageForbids { stage } => vec![("stage", stage.to_string())],
            Self::ConveningIncomplete { missing } => {
                let codes = missing.iter().map(Self::code).collect::<Vec<_>>().join(",");
                let args = missing.iter().flat_map(Self::said);
                std::iter::once(("reasons", codes)).chain(args).collect()
            }
            Self::OpensTooEarly { first_day } => vec![("first-day", first_day.to_string())],
            Self::DayOutsideSession { day } => vec![("day", day.to_string())],
            Self::QuorumNotMet { present, required } => {
                vec![("present", present.to_string()), ("required", required.to_string())]
            }
            Self::ItemsUndecided { items } => vec![("items", list(items))],
            Self::OutcomesNotAssessed { outcomes } => vec![("outcomes", list(outcomes))],
            Self::FindingsOpen { findings } => vec![("findings", list(findings))],
            Self::MinutesForbid { status } => vec![("status", status.to_string())],
            Self::MinutesChanged { version } => vec![("version", version.to_string())],
            Self::MinutesNotEarlier { session }
            | Self::SessionNotOpen { session }
            | Self::SessionNotQuorate { session } => vec![("session", session.to_string())],
            Self::RecommendationForbids { status } => vec![("status", status.to_string())],
            Self::BlockageForbids { status } => vec![("status", status.to_string())],
            Self::NotLater { current } => vec![("current", current.to_string())],
            Self::ReasonMissing
            | Self::NothingToChange
            | Self::DatesReversed
            | Self::OwnParent
            | Self::QuorumRuleMakesNoSense
            | Self::OnlyDecisionsCover
            | Self::PresencesMissing
            | Self::SeatMissing
            | Self::MinutesEmpty
            | Self::AddresseeMissing
            | Self::OriginMissing
            | Self::PercentTooLarge
            | Self::SubjectMissing
            | Self::OwnSuccessor
            | Self::BodyUnknown
            | Self::SessionUnknown
            | Self::RecommendationUnknown
            | Self::BlockageUnknown
            | Self::MissionUnknown
            | Self::DecisionUnknown
            | Self::DecisionElsewhere
            | Self::AlreadyRegistered
            | Self::AlreadyRecorded
            | Self::BodyDissolved
            | Self::NothingReported
            | Self::AgendaMissing
            | Self::PlaceMissing
            | Self::DatesMissing
            | Self::PresidentMissing
            | Self::MinutesToValidateMissing
            | Self::QuorumRuleUnknown
            | Self::SeatsUnknown
            | Self::QuorumNotConfirmed
            | Self::MinutesNeedJudging
            | Self::MinutesNotCirculated
            | Self::MissionClosed
            | Self::SelfValidation
            | Self::VerifierIsClaimant
            | Self::SettledByResponder
            | Self::AuthorityMissing
            | Self::JudgementNotVerified
            | Self::Amendment(_) => Vec::new(),
        }
    }
}
