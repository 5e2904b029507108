//! The short names that papers give to what they number: an item, a seat, a finding.

kernel::keys! {
    /// A seat of a body: `dnpses`.
    SeatKey,
    /// An item of an agenda: `1`, `3b`.
    ItemKey,
    /// An expected outcome of a session: `r1`.
    OutcomeKey,
    /// A solution to a blockage: `s1`.
    SolutionKey,
    /// A finding of a mission: `4.2`.
    FindingKey,
}

impl ItemKey {
    /// The item about the closure of a financing that time puts on an agenda.
    pub(crate) fn closure_of(financing: &str) -> Self {
        Self(format!("cloture-{}", financing.to_lowercase()))
    }

    /// The item about the start of a phase, such as `P127328/2`.
    pub(crate) fn start_of(phase: &str) -> Self {
        Self(format!("phase-{}", phase.to_lowercase().replace('/', "-")))
    }
}
