//! Documents: the pièces that show facts, kept by their content and outside the journal.
//!
//! A document is named by the SHA-256 of its bytes: whoever quotes it quotes exactly those bytes,
//! and no name that somebody chose ever reaches the disk. The journal says who registered what,
//! and what it is; the bytes lie in a folder of this role and in no event.

mod api;
mod document;
mod media;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod wire;

use std::sync::Arc;

use kernel::Aggregate as _;
use proto::documents::v1::documents_service_server::DocumentsServiceServer;
use runtime::{Host, Role, now};

use self::{
    api::Api,
    document::{Document, Rejection},
    store::{Limits, Store},
};

pub const ROLE: Role =
    Role { name: "documents", about: "keeps the documents that show facts", declare };

/// Every code this service refuses with.
pub const REJECTIONS: &[&str] = <Rejection as strum::VariantNames>::VARIANTS;

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let store = Arc::new(Store::open(&host.folder("documents"), Limits::default(), now().into())?);
    let documents = host.handler::<Document>()?;
    let mut tables = host.tables(Document::CATEGORY)?;
    let register = tables.add::<table::Documents>()?;
    let fresh = host.fill(tables);
    let api = Api { documents, register, fresh, store, key: host.key() };
    host.serve(DocumentsServiceServer::new(api));
    Ok(())
}

/// Stored types of every event of this service.
pub const EVENTS: &[&str] = <document::Event as kernel::Stored>::NAMES;
