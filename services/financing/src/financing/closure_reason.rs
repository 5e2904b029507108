use std::fmt;

use super::{
    key::{FindingKey, RestructuringKey, TaskKey},
    rejection::{Sum, list},
    standing::State,
};

/// One thing that holds back financial closure. All of them are always told.
#[derive(Clone, Debug, PartialEq, Eq, strum::IntoStaticStr, strum::VariantNames)]
#[strum(prefix = "financing-closure-", serialize_all = "kebab-case")]
pub(crate) enum ClosureReason {
    DisbursementNotClosed { state: State },
    WithdrawalsUndecided { numbers: Vec<u32> },
    AccountNotZero { balance: Sum },
    AdvancesUndocumented { undocumented: Sum },
    BalanceNotCancelled { undisbursed: Sum },
    FinalAuditMissing,
    FindingsOpen { findings: Vec<FindingKey> },
    PlanMissing,
    TasksOpen { tasks: Vec<TaskKey> },
    BlockagesUnknown,
    BlockagesOpen { blockages: u32 },
    RestructuringPending { restructurings: Vec<RestructuringKey> },
}

impl ClosureReason {
    /// Stable, with a sentence in each language.
    pub(crate) fn code(&self) -> &'static str {
        self.into()
    }

    /// No two reasons use one name, so they can all be told at once.
    pub(crate) fn args(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::DisbursementNotClosed { state } => vec![("state", state.to_string())],
            Self::WithdrawalsUndecided { numbers } => vec![("numbers", list(numbers))],
            Self::AccountNotZero { balance } => vec![("balance", balance.to_string())],
            Self::AdvancesUndocumented { undocumented } => {
                vec![("undocumented", undocumented.to_string())]
            }
            Self::BalanceNotCancelled { undisbursed } => {
                vec![("undisbursed", undisbursed.to_string())]
            }
            Self::FindingsOpen { findings } => vec![("findings", list(findings))],
            Self::TasksOpen { tasks } => vec![("tasks", list(tasks))],
            Self::BlockagesOpen { blockages } => vec![("blockages", blockages.to_string())],
            Self::RestructuringPending { restructurings } => {
                vec![("restructurings", list(restructurings))]
            }
            Self::FinalAuditMissing | Self::PlanMissing | Self::BlockagesUnknown => Vec::new(),
        }
    }

    /// The source of an import may not show it. The others are reckoned from what is recorded.
    pub(super) fn is_evidence(&self) -> bool {
        match self {
            Self::FinalAuditMissing
            | Self::PlanMissing
            | Self::TasksOpen { .. }
            | Self::BlockagesUnknown => true,
            Self::DisbursementNotClosed { .. }
            | Self::WithdrawalsUndecided { .. }
            | Self::AccountNotZero { .. }
            | Self::AdvancesUndocumented { .. }
            | Self::BalanceNotCancelled { .. }
            | Self::FindingsOpen { .. }
            | Self::BlockagesOpen { .. }
            | Self::RestructuringPending { .. } => false,
        }
    }
}

impl fmt::Display for ClosureReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
