use super::{expenditure, plan, publication};
use kernel::correction;

/// What has happened in a budget year, entity by entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Plan(plan::Event),
    Expenditure(expenditure::Event),
    Publication(publication::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.workplan.exercise-opened.v1" => Plan(plan::Event::Opened),
    "programmes.workplan.lines-staged.v1" => Plan(plan::Event::LinesStaged),
    "programmes.workplan.submitted.v1" => Plan(plan::Event::Submitted),
    "programmes.workplan.adopted.v1" => Plan(plan::Event::Adopted),
    "programmes.workplan.no-objection-received.v1" => Plan(plan::Event::NoObjectionReceived),
    "programmes.workplan.in-force.v1" => Plan(plan::Event::InForce),
    "programmes.workplan.revised.v1" => Plan(plan::Event::Revised),
    "programmes.workplan.executed.v1" => Plan(plan::Event::Executed),
    "programmes.workplan.closed-out.v1" => Plan(plan::Event::ClosedOut),
    "programmes.workplan.progress-reported.v1" => Plan(plan::Event::ProgressReported),
    "programmes.expenditure.lines-staged.v1" => Expenditure(expenditure::Event::LinesStaged),
    "programmes.expenditure.imported.v1" => Expenditure(expenditure::Event::Imported),
    "programmes.expenditure.checked.v1" => Expenditure(expenditure::Event::Checked),
    "programmes.expenditure.locked.v1" => Expenditure(expenditure::Event::Locked),
    "programmes.expenditure.discarded.v1" => Expenditure(expenditure::Event::Discarded),
    "programmes.publication.rate-published.v1" => Publication(publication::Event::RatePublished),
} corrected: "programmes", staged: Event::only_staged);

impl Event {
    fn only_staged(&self) -> bool {
        matches!(
            self,
            Self::Plan(plan::Event::LinesStaged(_))
                | Self::Expenditure(expenditure::Event::LinesStaged(_))
        )
    }
}
