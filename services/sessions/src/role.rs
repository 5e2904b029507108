use std::sync::Arc;

use proto::sessions::v1::{
    blockage_service_server::BlockageServiceServer, body_service_server::BodyServiceServer,
    mission_service_server::MissionServiceServer,
    recommendation_service_server::RecommendationServiceServer,
    session_questions_server::SessionQuestionsServer, session_service_server::SessionServiceServer,
    sessions_views_server::SessionsViewsServer,
};
use runtime::{Host, Role};
use strum::VariantNames as _;

use crate::{
    announce::{Blockages, Bodies, Missions, Recommendations, Sessions},
    api::Api,
    blockage::Blockage,
    body::Body,
    mission::Mission,
    policies::{
        AuditsHeard, BodiesHeard, ClosuresHeard, DaysPass, FindingsHeard, JudgementsHeard,
        PhasesHeard, RecommendationsHeard, SessionsHeard, TimeAddsItems, TimeEscalates,
        TimeTellsBodies,
    },
    recommendation::Recommendation,
    rejection::Rejection,
    secretariat::Secretariat,
    session::Session,
    views,
};

pub const ROLE: Role = Role {
    name: "sessions",
    about: "keeps what committees decide, and follows up what they recommend",
    declare,
};

/// Every code of this service's own. The gateway has a sentence for each, in each language. The last
/// variant has none: it lends those of corrections.
pub const REJECTIONS: &[&str] = match Rejection::VARIANTS.split_last() {
    Some((_, own)) => own,
    None => &[],
};

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let bodies = host.handler::<Body>()?;
    let sessions = host.handler::<Session>()?;
    let recommendations = host.handler::<Recommendation>()?;
    let blockages = host.handler::<Blockage>()?;
    let missions = host.handler::<Mission>()?;
    let secretariats = host.handler::<Secretariat>()?;

    host.react::<DaysPass>(&secretariats)?;
    host.react::<BodiesHeard>(&secretariats)?;
    host.react::<SessionsHeard>(&secretariats)?;
    host.react::<RecommendationsHeard>(&secretariats)?;
    host.react::<ClosuresHeard>(&secretariats)?;
    host.react::<PhasesHeard>(&secretariats)?;
    host.react::<TimeTellsBodies>(&bodies)?;
    host.react::<TimeAddsItems>(&sessions)?;
    host.react::<JudgementsHeard>(&sessions)?;
    host.react::<TimeEscalates>(&recommendations)?;
    host.react::<FindingsHeard>(&recommendations)?;
    host.react::<AuditsHeard>(&recommendations)?;

    host.announce::<Bodies>();
    host.announce::<Sessions>();
    host.announce::<Recommendations>();
    host.announce::<Blockages>();
    host.announce::<Missions>();

    let views = views::declare(host)?;
    host.serve(SessionsViewsServer::from_arc(Arc::clone(&views)));
    let api = Arc::new(Api {
        bodies: host.edge(&bodies),
        sessions: host.edge(&sessions),
        recommendations: host.edge(&recommendations),
        blockages: host.edge(&blockages),
        missions: host.edge(&missions),
        views,
        peers: host.peers(),
    });
    host.serve(BodyServiceServer::from_arc(Arc::clone(&api)));
    host.serve(SessionServiceServer::from_arc(Arc::clone(&api)));
    host.serve(RecommendationServiceServer::from_arc(Arc::clone(&api)));
    host.serve(BlockageServiceServer::from_arc(Arc::clone(&api)));
    host.serve(MissionServiceServer::from_arc(Arc::clone(&api)));
    host.serve(SessionQuestionsServer::from_arc(api));
    Ok(())
}

#[cfg(test)]
mod tests {
    use kernel::Rejection as _;

    use super::*;

    #[test]
    fn codes_are_listed_as_they_are_told() {
        assert!(REJECTIONS.contains(&Rejection::SelfValidation.code()));
    }
}
