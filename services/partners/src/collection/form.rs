//! A collection form and its lines.

use kernel::{Code, Effective, Money};
use serde::{Deserialize, Serialize};

use crate::counts::report::Service;

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Reported(Form),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Form {
    pub(crate) reporter: Code,
    pub(crate) period: Effective,
    pub(crate) lines: Vec<Line>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) institution: Code,
    pub(crate) service: Service,
    pub(crate) area: Code,
    /// Households.
    pub(crate) planned: u32,
    pub(crate) reached: u32,
    pub(crate) amount: Option<Money>,
}

impl Line {
    /// `FAO/cash_transfer/ML0107`
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", self.institution, <&str>::from(self.service), self.area)
    }
}
