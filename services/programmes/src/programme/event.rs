use super::{amendment, phase, prerequisite, register, register::component, scope};
use kernel::correction;

/// What has happened to a programme, entity by entity: a reader may ignore a whole entity by its
/// name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Register(register::Event),
    Component(component::Event),
    Phase(phase::Event),
    Prerequisite(prerequisite::Event),
    Scope(scope::Event),
    Amendment(amendment::Event),
    Correction(correction::Event),
}

kernel::stored!(Event {
    "programmes.programme.registered.v1" => Register(register::Event::Registered),
    "programmes.programme.legal-basis-recorded.v1" => Register(register::Event::LegalBasisRecorded),
    "programmes.programme.objective-recorded.v1" => Register(register::Event::ObjectiveRecorded),
    "programmes.programme.mapping-saved.v1" => Register(register::Event::MappingSaved),
    "programmes.component.defined.v1" => Component(component::Event::Defined),
    "programmes.phase.planned.v1" => Phase(phase::Event::Planned),
    "programmes.phase.prepared.v1" => Phase(phase::Event::Prepared),
    "programmes.phase.readiness-assessed.v1" => Phase(phase::Event::ReadinessAssessed),
    "programmes.phase.start-requested.v1" => Phase(phase::Event::StartRequested),
    "programmes.phase.body-informed.v1" => Phase(phase::Event::BodyInformed),
    "programmes.phase.first-activity-recorded.v1" => Phase(phase::Event::FirstActivityRecorded),
    "programmes.phase.started.v1" => Phase(phase::Event::Started),
    "programmes.phase.suspended.v1" => Phase(phase::Event::Suspended),
    "programmes.phase.resumed.v1" => Phase(phase::Event::Resumed),
    "programmes.phase.closing-begun.v1" => Phase(phase::Event::ClosingBegun),
    "programmes.phase.financing-transferred.v1" => Phase(phase::Event::FinancingTransferred),
    "programmes.phase.final-report-recorded.v1" => Phase(phase::Event::FinalReportRecorded),
    "programmes.phase.closed.v1" => Phase(phase::Event::Closed),
    "programmes.phase.abandoned.v1" => Phase(phase::Event::Abandoned),
    "programmes.prerequisite.financing-state-heard.v1" => Prerequisite(prerequisite::Event::FinancingStateHeard),
    "programmes.prerequisite.closure-plan-heard.v1" => Prerequisite(prerequisite::Event::ClosurePlanHeard),
    "programmes.prerequisite.workplan-heard.v1" => Prerequisite(prerequisite::Event::WorkplanHeard),
    "programmes.prerequisite.workplan-withdrawn-heard.v1" => Prerequisite(prerequisite::Event::WorkplanWithdrawnHeard),
    "programmes.scope.extended.v1" => Scope(scope::Event::Extended),
    "programmes.scope.withdrawn.v1" => Scope(scope::Event::Withdrawn),
    "programmes.scope.announced.v1" => Scope(scope::Event::Announced),
    "programmes.scope.launched.v1" => Scope(scope::Event::Launched),
    "programmes.scope.migration-proposed.v1" => Scope(scope::Event::MigrationProposed),
    "programmes.scope.migration-decided.v1" => Scope(scope::Event::MigrationDecided),
    "programmes.amendment.proposed.v1" => Amendment(amendment::Event::Proposed),
    "programmes.amendment.rejected.v1" => Amendment(amendment::Event::Rejected),
} corrected: "programmes", amendable: Event::amended_by);
