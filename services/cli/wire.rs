//! The journal for other processes: who may reach it, where, and how.

use std::{fs, net::SocketAddr, path::PathBuf, sync::Arc};

use anyhow::Context as _;
use journal_server::{Accounts, Limits};
use runtime::Journal;
use tokio::net::TcpListener;
use tonic::transport::Identity;

use super::{
    Up,
    data::{self, Data},
    lang::{Said, say},
    serve::{GRACE, asked_to_stop, bind, embedded},
};

/// The role that keeps the journal for the others.
pub(super) const JOURNAL: &str = "journal";
/// Where clients of the protocol look.
const USUAL: SocketAddr =
    SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 2113);

/// Categories of the streams that Jalon writes: its aggregates', its days, what it announces, and what it
/// notes of its own doing. `tests/tidy.rs` compares them with what the services say.
pub(super) const RECORDS: &[&str] = &[
    "answers",
    "areas",
    "atlas",
    "blockage",
    "body",
    "calendar",
    "collaboration",
    "collection",
    "counts",
    "dissemination",
    "document",
    "exercise",
    "financing",
    "forum",
    "horizons",
    "institution",
    "jalon",
    "mission",
    "policy",
    "programme",
    "public",
    "recommendation",
    "referral",
    "refusals",
    "results",
    "review",
    "secretariat",
    "session",
    "sharing",
    "sponsorship",
    "strategy",
    "term",
    "watch",
];

#[derive(Clone, Debug, Default, clap::Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of the flags")]
pub(super) struct Wire {
    /// Where other processes reach the journal, with any KurrentDB client. The role `journal`
    /// answers on 127.0.0.1:2113 without it.
    #[arg(long, env = "JALON_JOURNAL_LISTEN")]
    pub(super) journal_listen: Option<SocketAddr>,
    /// A certificate in PEM, for encrypted connections.
    #[arg(long, env = "JALON_JOURNAL_CERT", requires = "journal_key")]
    journal_cert: Option<PathBuf>,
    /// The certificate's key, in PEM.
    #[arg(long, env = "JALON_JOURNAL_KEY", requires = "journal_cert")]
    journal_key: Option<PathBuf>,
    /// A file of who may reach the journal, one `name:secret` a line, behind a word for what it may do:
    /// `reader`; `writer`, which appends to streams of its own and is meant where there is no word;
    /// `service`, which is a role of Jalon in another process and alone writes the records. The
    /// secret is a password of that name, or a bearer token. Without the file whoever may start a
    /// process on this machine may do everything, write records included.
    #[arg(long, env = "JALON_JOURNAL_ACCOUNTS")]
    journal_accounts: Option<PathBuf>,
}

/// A journal about to be served.
pub(super) struct Served {
    listener: TcpListener,
    settings: journal_server::Settings,
    url: String,
}

impl Wire {
    /// Who may reach the journal, and how, means something only where it is served.
    pub(super) fn sensible(&self, is_role: bool) -> anyhow::Result<()> {
        let said = [&self.journal_accounts, &self.journal_cert, &self.journal_key];
        if is_role || self.journal_listen.is_some() || said.iter().all(|it| it.is_none()) {
            return Ok(());
        }
        Err(Said::new(
            "ce processus ne sert pas le journal à d'autres : --journal-accounts, --journal-cert et \
             --journal-key n'ont de sens qu'avec --journal-listen, ou avec le rôle journal.",
            "this process serves the journal to nobody else: --journal-accounts, --journal-cert and \
             --journal-key make sense only with --journal-listen, or with the role journal.",
        )
        .into())
    }

    /// Listens where `journal` is to be reached, or nowhere.
    pub(super) async fn open(&self, is_role: bool) -> anyhow::Result<Option<Served>> {
        let Some(address) = self.journal_listen.or(is_role.then_some(USUAL)) else {
            return Ok(None);
        };
        let tls = match (&self.journal_cert, &self.journal_key) {
            (Some(cert), Some(key)) => {
                let read =
                    |path: &PathBuf| fs::read(path).with_context(|| path.display().to_string());
                Some(Identity::from_pem(read(cert)?, read(key)?))
            }
            // Neither is given without the other.
            (Some(_) | None, _) => None,
        };
        let accounts = match &self.journal_accounts {
            Some(path) => {
                let name = || path.display().to_string();
                let text = fs::read_to_string(path).with_context(name)?;
                Accounts::read(&text).with_context(name)?
            }
            None => Accounts::default(),
        };
        if !address.ip().is_loopback() && (tls.is_none() || accounts.is_empty()) {
            return Err(Said::new(
                format!(
                    "{address} : hors de cette machine, le journal ne répond qu'avec des comptes et \
                     un certificat (--journal-accounts, --journal-cert, --journal-key)."
                ),
                format!(
                    "{address}: beyond this machine the journal answers only with accounts and a \
                     certificate (--journal-accounts, --journal-cert, --journal-key)."
                ),
            )
            .into());
        }
        let listener = bind(address).await?;
        let address = listener.local_addr()?;
        let url = format!("esdb://{address}{}", if tls.is_some() { "" } else { "?tls=false" });
        let (records, limits) = (RECORDS, Limits::default());
        let settings = journal_server::Settings { tls, accounts, records, limits };
        Ok(Some(Served { listener, settings, url }))
    }
}

impl Served {
    /// Says where, for people and for scripts.
    pub(super) fn tell(&self) {
        let url = &self.url;
        say(
            format!("Le journal répond : {url}. Ctrl-C pour arrêter."),
            format!("The journal answers: {url}. Ctrl-C to stop."),
        );
        if !self.settings.accounts.has_service() {
            say(
                "Aucun compte n'est un « service » : aucun rôle d'un autre processus ne pourra écrire.",
                "No account is a \"service\": no role in another process will be able to write.",
            );
        }
    }

    /// Answers clients until `shutdown`.
    pub(super) async fn serve(
        self,
        journal: Arc<dyn Journal>,
        shutdown: impl Future<Output = ()> + Send,
    ) -> anyhow::Result<()> {
        journal_server::serve(journal, self.listener, self.settings, shutdown).await
    }
}

/// The journal and nothing else: it holds nothing of the data directory but the journal, so that the
/// other roles may be given the same directory.
pub(super) async fn alone(up: &Up) -> anyhow::Result<()> {
    let data = Data::open(&up.data)?;
    let journal = embedded(&data, journal::Settings::default())?;
    data::complete(&data.dir, &*journal).await?;
    let Some(served) = up.wire.open(true).await? else { return Ok(()) };
    served.tell();
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let serving = served.serve(journal, async {
        asked_to_stop().await;
        _ = stop.send(());
    });
    let patience = async {
        // Calls that do not end keep us no longer than that.
        if stopped.await.is_ok() {
            tokio::time::sleep(GRACE).await;
        }
    };
    tokio::select! {
        ended = serving => ended,
        () = patience => Ok(()),
    }
}
