use kernel::{Amending, Explain, Hash, Money};

use super::{
    Opening,
    expenditure::{self, Period},
    line::{Names, Row},
    plan::{Adoption, Answer, Cause, Progress},
    publication::Published,
};
use crate::{
    key::{MappingKey, StagingKey, StatementKey},
    rejection::Rejection,
};

/// What may be asked of a budget year.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Open(Opening),
    StageLines(Chunk<Row>),
    Submit(Submission),
    Adopt(Adoption),
    /// The decision that it cites is not one, or not about that.
    Unfounded(Rejection),
    RecordNoObjection(Answer),
    PutIntoForce,
    Revise(Revision),
    RecordExecuted,
    CloseOut,
    ReportProgress(Progress),
    StageExpenditure(Chunk<expenditure::Row>),
    Import(Import),
    Check {
        statement: StatementKey,
    },
    Lock {
        statement: StatementKey,
    },
    Discard {
        statement: StatementKey,
        reason: String,
    },
    Publish(Published),
    Amend(Amending),
    Explain(Explain),
}

/// Some rows of a sheet, and what they may name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Chunk<R> {
    pub(crate) staging: StagingKey,
    pub(crate) chunk: u32,
    pub(crate) rows: Vec<R>,
    pub(crate) names: Names,
}

/// Staged lines, as the asker thinks they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Submission {
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Option<Hash>,
    pub(crate) title: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Revision {
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Option<Hash>,
    pub(crate) reason: String,
    pub(crate) cause: Cause,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Import {
    pub(crate) statement: StatementKey,
    pub(crate) staging: StagingKey,
    pub(crate) lines: u32,
    pub(crate) hash: Option<Hash>,
    pub(crate) period: Period,
    pub(crate) source: String,
    /// As printed.
    pub(crate) total: Option<Money>,
    pub(crate) mapping: Option<MappingKey>,
}

kernel::amending!(Command { Amend, Explain });
