use std::sync::Arc;

use proto::financing::v1::financing_service_server::FinancingServiceServer;
use runtime::{Host, Role};
use strum::VariantNames as _;

use crate::{
    announce::{Agreements, Deadlines},
    api::Api,
    financing::{self, Financing, closure_reason::ClosureReason},
    policies::{
        BalancesAreLookedAt, DaysPass, DeadlinesMove, PlansAreHeard, ReportsFollow, TimeDecides,
    },
    views,
    watch::Watch,
};

pub const ROLE: Role = Role {
    name: "financing",
    about: "moves agreements, and the money under them, from pipeline to completion",
    declare,
};

/// Every code this service refuses with, or notes as an anomaly. The gateway has a sentence for
/// each, in each language.
pub const REJECTIONS: &[&str] = financing::Rejection::VARIANTS;

/// Every reason there may be against financial closure, which such a sentence tells in turn.
pub const CLOSURE_REASONS: &[&str] = ClosureReason::VARIANTS;

/// What a proposal is listed as where no state is. The gateway has a word for each, as for states.
pub const PROPOSED: &[&str] = &[
    "amend",
    "extend_closing_date",
    "extend_disbursement_deadline",
    "extend_effectiveness_deadline",
    "lift_suspension",
];

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let financings = host.handler::<Financing>()?;
    let watches = host.handler::<Watch>()?;
    host.react::<DaysPass>(&watches)?;
    host.react::<DeadlinesMove>(&watches)?;
    host.react::<TimeDecides>(&financings)?;
    host.react::<PlansAreHeard>(&financings)?;
    host.react::<BalancesAreLookedAt>(&financings)?;
    host.react::<ReportsFollow>(&financings)?;
    let views = views::declare(host, Arc::clone(&financings))?;
    host.serve(views);
    host.announce::<Agreements>();
    host.announce::<Deadlines>();
    let financings = host.edge(&financings);
    let peers = host.peers();
    host.serve(FinancingServiceServer::new(Api { financings, peers }));
    Ok(())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use kernel::{Amend, Rejection as _, correction::EntryVoided};
    use uuid::Uuid;

    use super::*;
    use crate::financing::transition::Change;

    #[test]
    fn codes_are_listed_as_they_are_told() {
        assert!(REJECTIONS.contains(&financing::Rejection::SamePerson.code()));
        assert!(CLOSURE_REASONS.contains(&ClosureReason::FinalAuditMissing.code()));
    }

    #[test]
    fn a_change_without_a_state_of_its_own_is_listed_by_its_name() {
        let (target, name, reason) = (Uuid::nil(), String::new(), String::new());
        let amend = Change::Amend(Amend::Void(EntryVoided { target, name, reason }));
        let until = date(2019, 12, 31);
        let all = [
            amend,
            Change::ExtendClosingDate { closing_on: until, requested_on: None },
            Change::ExtendDisbursementDeadline { until },
            Change::ExtendEffectivenessDeadline { until },
            Change::LiftSuspension,
        ];
        assert_eq!(all.map(|change| change.proposed_as()), PROPOSED);
        assert_eq!(Change::Lapse.proposed_as(), "lapsed");
    }
}
