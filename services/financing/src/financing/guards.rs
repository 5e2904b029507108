pub(super) use kernel::{Guards, Whose, require};

use super::{Rejection, closure_reason::ClosureReason};

/// All that still holds back closure, at once.
pub(super) fn closed(guards: &mut Guards, reasons: Vec<ClosureReason>) -> Result<(), Rejection> {
    let import = guards.import;
    let (hidden, reasons): (Vec<_>, Vec<_>) =
        reasons.into_iter().partition(|reason| import && reason.is_evidence());
    for reason in &hidden {
        guards.unverified(reason.code());
    }
    match (reasons.is_empty(), guards.whose) {
        (true, _) => Ok(()),
        (false, Whose::Ours) => Err(Rejection::ClosureBlocked { reasons }),
        (false, Whose::Theirs) => {
            for reason in &reasons {
                guards.anomaly(reason.code(), reason.args());
            }
            Ok(())
        }
    }
}

/// Somebody says why.
pub(super) fn reason(text: &str) -> Result<(), Rejection> {
    require(!text.trim().is_empty(), || Rejection::ReasonMissing)
}
