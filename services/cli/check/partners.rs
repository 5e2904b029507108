//! What the story says of partners, and what is left of a contact that is erased.

use std::{fs, path::Path};

use proto::{
    jalon::v1::{Act, AsOf, Recorded},
    partners::v1::{
        DataSharingRequest, EraseContactRequest, ListCollaborationsRequest,
        ListInstitutionsRequest, RecordContactRequest, SponsorshipLedgerRequest,
        partners_service_client::PartnersServiceClient, partners_views_client::PartnersViewsClient,
    },
};
use serde_json::{Value, json};
use tonic::{Request, Response, Status, metadata::MetadataValue};
use uuid::Uuid;

use super::{ON, PROGRAMME};
use crate::cli::{serve::Platform, wait};

/// Names nobody, and is nowhere else.
const PLAIN: &str = "Kzwyqx Vbnmlk <kzwyqx@example.org>";
const INSTITUTION: &str = "UNICEF";
const CONTACT: &str = "VERIFICATION";

pub(super) async fn check(platform: &Platform) -> anyhow::Result<Value> {
    let mut views = PartnersViewsClient::new(platform.channel.clone());
    let institutions = views.list_institutions(ListInstitutionsRequest::default()).await?;
    let as_of = Some(AsOf { effective: ON.to_owned(), ..AsOf::default() });
    let asked = ListCollaborationsRequest { as_of, ..ListCollaborationsRequest::default() };
    let board = views.list_collaborations(asked).await?.into_inner().collaborations;
    let ledger = views.get_sponsorship_ledger(SponsorshipLedgerRequest::default()).await?;
    let transfers = views.get_transfers(DataSharingRequest::default()).await?.into_inner();
    let collaborations: Vec<_> = board
        .iter()
        .map(|line| {
            let (id, partner, state) = (&line.collaboration, &line.partner, &line.state);
            json!({ "id": id, "partner": partner, "state": state })
        })
        .collect();
    Ok(json!({
        "institutions": institutions.into_inner().institutions.len(),
        "collaborations_on_2019_09_28": collaborations,
        "sponsorships": ledger.into_inner().sponsorships.len(),
        "transfers_balanced": transfers.total.is_some_and(|total| total.balanced),
        "erased_plaintext_bytes": erased(platform).await?,
    }))
}

/// Records a contact, erases it, and counts the bytes of it that are left under the data directory.
async fn erased(platform: &Platform) -> anyhow::Result<usize> {
    let mut service = PartnersServiceClient::new(platform.channel.clone());
    let contact = RecordContactRequest {
        act: Some(act()),
        institution: INSTITUTION.to_owned(),
        contact: CONTACT.to_owned(),
        office: "Vérification de l’effacement".to_owned(),
        person: PLAIN.to_owned(),
        ..RecordContactRequest::default()
    };
    service.record_contact(sealed(platform, contact)?).await?;
    let erase = EraseContactRequest {
        act: Some(act()),
        institution: INSTITUTION.to_owned(),
        contact: CONTACT.to_owned(),
        reason: "Vérification".to_owned(),
    };
    let recorded: Result<Response<Recorded>, Status> =
        service.erase_contact(sealed(platform, erase)?).await;
    wait::settle(platform, recorded?.into_inner().position).await?;
    let dir = platform.data.dir.clone();
    tokio::task::spawn_blocking(move || left(&dir)).await?
}

fn act() -> Act {
    #[expect(clippy::disallowed_methods, reason = "a client mints the ids of its commands")]
    let id = Uuid::new_v4();
    Act { command_id: id.to_string(), programme: PROGRAMME.to_owned(), ..Act::default() }
}

fn sealed<M>(platform: &Platform, message: M) -> anyhow::Result<Request<M>> {
    let mut request = Request::new(message);
    let token = platform.token("check", "coordinator")?;
    request.metadata_mut().insert_bin(runtime::TOKEN, MetadataValue::from_bytes(&token));
    Ok(request)
}

fn left(folder: &Path) -> anyhow::Result<usize> {
    let mut found = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        found += if path.is_dir() {
            left(&path)?
        } else {
            // A file that goes away while it is looked at holds nothing.
            let bytes = fs::read(&path).unwrap_or_default();
            String::from_utf8_lossy(&bytes).matches(PLAIN).count() * PLAIN.len()
        };
    }
    Ok(found)
}
