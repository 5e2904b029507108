use std::sync::Arc;

use kernel::Aggregate;
use proto::partners::v1::{
    partners_corrections_server::PartnersCorrectionsServer,
    partners_service_server::PartnersServiceServer,
};
use runtime::{Edge, FollowerKind, Host, Role};
use strum::VariantNames as _;
use vault::Vault;

use crate::{
    announce,
    api::{Api, Discreet},
    erasure,
    policies::{
        AgreementsExpire, AgreementsMove, CollaborationsExpire, CollaborationsMove, DaysPass,
    },
    rejection::Rejection,
    term::Terms,
    views,
};

pub const ROLE: Role = Role {
    name: "partners",
    about: "knows institutions, what they do together, and which counts pass between them",
    declare,
};

/// Every code this service refuses with, or notes as an anomaly. The gateway has a sentence for
/// each, in each language.
pub const REJECTIONS: &[&str] = Rejection::VARIANTS;

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let vault = Vault::open(&host.folder("vault"))?;
    let follower = host.followers().add("partners-erasures", FollowerKind::Policy, 0);
    host.spawn(erasure::run(host.journal(), vault.clone(), follower));
    let institutions = host.handler()?;
    let referrals = host.handler()?;
    let collaborations = host.handler()?;
    let agreements = host.handler()?;
    let api = Arc::new(Api {
        institutions: host.edge(&institutions),
        contacts: Discreet(host.edge(&institutions)),
        collaborations: host.edge(&collaborations),
        sponsorships: edge(host)?,
        agreements: host.edge(&agreements),
        counts: edge(host)?,
        referrals: host.edge(&referrals),
        cases: Discreet(host.edge(&referrals)),
        collections: edge(host)?,
        forums: edge(host)?,
        vault: vault.clone(),
        peers: host.peers(),
    });
    let terms = host.handler::<Terms>()?;
    host.react::<DaysPass>(&terms)?;
    host.react::<CollaborationsMove>(&terms)?;
    host.react::<AgreementsMove>(&terms)?;
    host.react::<CollaborationsExpire>(&collaborations)?;
    host.react::<AgreementsExpire>(&agreements)?;
    let views = views::declare(host, vault)?;
    host.serve(views);
    announce::declare(host);
    host.serve(PartnersServiceServer::from_arc(Arc::clone(&api)));
    host.serve(PartnersCorrectionsServer::from_arc(api));
    Ok(())
}

fn edge<A: Aggregate>(host: &mut Host) -> anyhow::Result<Edge<A>> {
    let handler = host.handler()?;
    Ok(host.edge(&handler))
}

#[cfg(test)]
mod tests {
    use kernel::Rejection as _;

    use super::*;

    #[test]
    fn codes_are_listed_as_they_are_told() {
        assert!(REJECTIONS.contains(&Rejection::SharingRevoked.code()));
        assert!(REJECTIONS.iter().all(|code| code.starts_with("partners-")));
    }
}
