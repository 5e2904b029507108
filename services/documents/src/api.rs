use std::sync::Arc;

use ed25519_dalek::VerifyingKey;
use futures::{StreamExt as _, stream, stream::BoxStream};
use kernel::{Aggregate as _, Ask, Basis, Confidentiality, Hash};
use proto::{
    documents::v1::{self as pb, documents_service_server::DocumentsService},
    jalon::v1 as jalon,
};
use runtime::{CommandHandler, Context, Fresh, Table, Viewer, actor, answer, now};
use tokio::{fs::File, io::AsyncReadExt as _, task::spawn_blocking};
use tonic::{Code, Request, Response, Status};

use crate::{
    document::{Command, Document, Rejection},
    store::{Failure, Progress, Store},
    table::{Documents, Listed, Row},
    wire,
};

/// What a document is fetched in.
const CHUNK: u64 = 256 << 10;

pub(crate) struct Api {
    pub(crate) documents: Arc<CommandHandler<Document>>,
    pub(crate) register: Table<Documents>,
    pub(crate) fresh: Fresh,
    pub(crate) store: Arc<Store>,
    pub(crate) key: VerifyingKey,
}

#[tonic::async_trait]
impl DocumentsService for Api {
    async fn begin(
        &self,
        request: Request<pb::BeginRequest>,
    ) -> Result<Response<pb::BeginResponse>, Status> {
        actor(&request, &self.key)?;
        let pb::BeginRequest { sha256, size } = request.into_inner();
        let (hash, size) = (wire::hash(&sha256)?, wire::size(size)?);
        let begun = self.on_disk(move |store| store.begin(hash, size, now().into())).await?;
        let Progress { held, complete } = begun;
        Ok(Response::new(pb::BeginResponse { held, complete }))
    }

    async fn put(
        &self,
        request: Request<pb::PutRequest>,
    ) -> Result<Response<pb::PutResponse>, Status> {
        actor(&request, &self.key)?;
        let pb::PutRequest { sha256, offset, bytes } = request.into_inner();
        let hash = wire::hash(&sha256)?;
        let put = move |store: &Store| store.put(hash, offset, &bytes, now().into());
        let held = self.on_disk(put).await?;
        Ok(Response::new(pb::PutResponse { held }))
    }

    /// The bytes are kept before anything is recorded of them, and only if it will be.
    async fn register(
        &self,
        request: Request<pb::RegisterRequest>,
    ) -> Result<Response<jalon::Recorded>, Status> {
        let (context, request) = Context::open(request, &self.key, |it| it.act.as_ref())?;
        let description = wire::description(&request)?;
        let (stated, hash) = (description.clone(), description.sha256);
        let wanted = move |found| stated.suits(found).is_ok();
        let size = description.size;
        let found = self.on_disk(move |store| store.complete(hash, size, wanted)).await?;
        let confidentiality = context.confidentiality;
        let command = Command::Register { description, found, confidentiality };
        let basis = Basis::default();
        let ask = Ask { to: Document::id(hash), command, basis, effective: None };
        let answer = self.documents.handle(ask, &context).await?;
        Ok(Response::new(wire::recorded(answer)))
    }

    async fn get(
        &self,
        request: Request<pb::GetRequest>,
    ) -> Result<Response<pb::Document>, Status> {
        let position = self.fresh.wait(request.metadata()).await?;
        let viewer = Viewer::of(request.metadata(), &self.key);
        let hash = wire::hash(&request.get_ref().sha256)?;
        let row = self.register.get(&hash.to_string(), viewer).await.map_err(broken)?;
        let documents = self.listed(row).await?;
        let document = documents.into_iter().next().ok_or(Rejection::Unknown);
        Ok(answer(document.map_err(|unknown| wire::refused(&unknown))?, position))
    }

    async fn list(
        &self,
        request: Request<pb::ListRequest>,
    ) -> Result<Response<pb::ListResponse>, Status> {
        let position = self.fresh.wait(request.metadata()).await?;
        let viewer = Viewer::of(request.metadata(), &self.key);
        let rows = self.register.scan("", viewer).await.map_err(broken)?;
        let documents = self.listed(rows.into_values()).await?;
        Ok(answer(pb::ListResponse { documents }, position))
    }

    type FetchStream = BoxStream<'static, Result<pb::Chunk, Status>>;

    /// Anybody who reaches the platform may fetch what is public or internal; what is restricted
    /// takes a token, of an office that is cleared.
    async fn fetch(
        &self,
        request: Request<pb::GetRequest>,
    ) -> Result<Response<Self::FetchStream>, Status> {
        let hash = wire::hash(&request.get_ref().sha256)?;
        match self.confidentiality(hash).await? {
            Confidentiality::Public | Confidentiality::Internal => (),
            Confidentiality::Restricted => {
                let viewer = Viewer::of(request.metadata(), &self.key);
                viewer.reads(&Document::stream(Document::id(hash)), "sha256")?;
            }
        }
        let file = self.on_disk(move |store| store.fetch(hash)).await?;
        Ok(Response::new(chunks(File::from_std(file))))
    }
}

impl Api {
    /// From the journal and not from the table, which may not know yet that it was restricted.
    async fn confidentiality(&self, hash: Hash) -> Result<Confidentiality, Status> {
        let document = self.documents.state(Document::id(hash)).await.map_err(broken)?;
        document.confidentiality().ok_or_else(|| wire::refused(&Rejection::Unknown))
    }

    /// Rows as readers see them, with a look at the folder for each.
    async fn listed(
        &self,
        rows: impl IntoIterator<Item = Row> + Send + 'static,
    ) -> Result<Vec<pb::Document>, Status> {
        self.on_disk(move |store| {
            let rows = rows.into_iter().filter_map(|Row(listed)| listed);
            let document = |listed: Listed| {
                let held = store.held(listed.description.sha256)?;
                let held = held == Some(listed.description.size);
                Ok(wire::document(listed, held))
            };
            rows.map(document).collect()
        })
        .await
    }

    /// Does what waits for the disk where nobody else waits.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, Failure> + Send + 'static,
    ) -> Result<T, Status> {
        let store = Arc::clone(&self.store);
        let done = spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(broken)??)
    }
}

impl From<Failure> for Status {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(rejection) => wire::refused(&rejection),
            Failure::Full => {
                tracing::error!("the disk is full: no document can be taken");
                Self::resource_exhausted(format!(
                    "{} for documents; reading goes on",
                    runtime::FULL
                ))
            }
            // Worded like a refusal, though it is ours to mend: a copy, or whoever sends it again.
            Failure::Damaged(_) => {
                let told = wire::refused(&Rejection::Damaged);
                let details = told.details().to_vec().into();
                Self::with_details(Code::DataLoss, failure.to_string(), details)
            }
            Failure::Disk(error) => broken(error),
        }
    }
}

fn broken(cause: impl Into<anyhow::Error>) -> Status {
    tracing::error!(error = format!("{:#}", cause.into()), "documents failed");
    Status::unavailable("try again later")
}

fn chunks(file: File) -> BoxStream<'static, Result<pb::Chunk, Status>> {
    stream::try_unfold(file, |mut file| async {
        let mut bytes = Vec::new();
        let read = (&mut file).take(CHUNK).read_to_end(&mut bytes).await;
        read.map_err(broken)?;
        Ok((!bytes.is_empty()).then_some((pb::Chunk { bytes }, file)))
    })
    .boxed()
}
