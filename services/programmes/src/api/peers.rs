//! How financings stand is asked of their service, and travels in the command. Where it is absent,
//! whoever acts answers for it.

use kernel::{Ask, Code, Id, Origin};
use proto::{
    financing::v1::{ListAgreementsRequest, financing_views_client::FinancingViewsClient},
    jalon::v1::AsOf,
};
use runtime::{Context, Failure, Viewer, question, verified};

use super::Api;
use crate::programme::{self, Programme, command::Asked, prerequisite::Financing};

impl Api {
    /// How the financings of a programme stand that day. The source of an import is believed.
    pub(super) async fn ask_financing(
        &self,
        to: Id<Programme>,
        command: programme::Command,
        context: Context,
    ) -> Result<(Ask<Programme>, Context), Failure> {
        use programme::Command as C;
        let code = self.programmes.state(to).await?.register.programme;
        let channel = self.peers.channel("financing", Viewer::Itself);
        let (Some(channel), Some(code)) = (channel, code) else {
            return Ok((context.ask(to, command), context));
        };
        if context.origin == Origin::Import {
            return Ok((context.ask(to, command), context));
        }
        let effective = context.effective.on.to_string();
        let as_of = Some(AsOf { effective, ..AsOf::default() });
        let asked = ListAgreementsRequest { programme: code.to_string(), as_of };
        let asked = question(&*self.programmes.journal, asked).await?;
        let answer = FinancingViewsClient::new(channel).list_agreements(asked).await;
        let answer = answer.map_err(Failure::Peer)?;
        let basis = verified("financing", None, &answer)?;
        let lines = answer.into_inner().agreements.into_iter();
        let fresh: Vec<_> = lines
            .filter_map(|line| {
                let financing: Code = line.financing.parse().ok()?;
                let (phase, state) = (line.phase, line.state?.state);
                Some(Financing { financing, phase, state, from: None, document: None })
            })
            .collect();
        let command = if let C::AssessReadiness(about) = command {
            C::AssessReadiness(Asked { fresh, ..about })
        } else if let C::RequestPhaseStart(about) = command {
            C::RequestPhaseStart(Asked { fresh, ..about })
        } else {
            command
        };
        Ok((Ask { basis, ..context.ask(to, command) }, context))
    }
}
