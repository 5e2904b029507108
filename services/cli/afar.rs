//! The journal of another process: reached, and asked what may be recorded there.

use std::{sync::Arc, time::Duration};

use anyhow::Context as _;
use runtime::{AppendError, Entry, Expected, Format, Journal};
use runtime_kurrent::KurrentJournal;
use uuid::Uuid;

use super::{
    data,
    lang::{Said, say, warn},
};

/// A stream of ours that nobody writes. It has no event of that revision, or any.
const ASKED: &str = "jalon-asked";
const NEVER: Expected = Expected::At(1 << 40);

/// The journal that `url` names, however long it takes to answer. Whoever may only read in it is told
/// so: what people do would fail, act after act.
pub(super) async fn open(url: &str) -> anyhow::Result<Arc<dyn Journal>> {
    let mut connecting = Box::pin(KurrentJournal::connect(names_one(url)?));
    let reached = tokio::select! {
        reached = &mut connecting => reached,
        () = tokio::time::sleep(data::SOON) => {
            say(
                "Le journal nommé par --journal ne répond pas encore : Jalon l'attend. Ctrl-C pour arrêter.",
                "The journal that --journal names does not answer yet: Jalon waits for it. Ctrl-C to stop.",
            );
            connecting.await
        }
    };
    let journal = reached.with_context(unreached)?;
    match refuses(&journal).await {
        Some(why) if runtime_kurrent::denied(&why) => warn(&Said::new(
            "le journal ne laisse rien inscrire à ce processus : il peut lire, et tout acte échouera. Le \
             compte nommé par --journal (JALON_JOURNAL) doit être un « service » parmi ceux du journal \
             (--journal-accounts).",
            "the journal lets this process record nothing: it can read, and every act will fail. The \
             account that --journal (JALON_JOURNAL) names has to be a \"service\" among those of the \
             journal (--journal-accounts).",
        )),
        Some(why) => warn(&Said::new(
            format!("le journal n'inscrit rien pour l'instant ({why:#})."),
            format!("the journal records nothing for now ({why:#})."),
        )),
        None => (),
    }
    Ok(Arc::new(journal))
}

/// The same for somebody who reads or copies, and does not want to wait longer than that.
pub(super) async fn within(url: &str, patience: Duration) -> anyhow::Result<Arc<dyn Journal>> {
    let reached = KurrentJournal::connect_within(names_one(url)?, patience).await;
    Ok(Arc::new(reached.with_context(unreached)?))
}

fn unreached() -> Said {
    Said::new("impossible de joindre ce journal", "this journal cannot be reached")
}

/// What is no connection string is not shown: it may hold a secret.
fn names_one(url: &str) -> anyhow::Result<&str> {
    if url.contains("://") {
        return Ok(url);
    }
    Err(Said::new(
        "un journal se nomme par une chaîne de connexion, comme esdb://127.0.0.1:2113?tls=false",
        "a journal is named by a connection string, such as esdb://127.0.0.1:2113?tls=false",
    )
    .into())
}

/// Why it takes nothing of ours, if so: it is asked for what it cannot do for anybody, and whoever may
/// not ask is told that instead.
async fn refuses(journal: &dyn Journal) -> Option<anyhow::Error> {
    let entry = Entry {
        id: Uuid::from_u128(1),
        name: "jalon.asked.v1".to_owned(),
        data: b"{}".to_vec(),
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    match journal.append(ASKED, NEVER, vec![entry]).await {
        Ok(_) | Err(AppendError::Conflict { .. } | AppendError::Full) => None,
        Err(AppendError::Unavailable(why)) => Some(why),
        Err(why) => Some(why.into()),
    }
}

#[cfg(test)]
mod tests {
    use runtime::{Direction, Filter, MemoryJournal, Place};

    use super::*;

    #[tokio::test]
    async fn asking_records_nothing() {
        let journal = MemoryJournal::new(Uuid::nil());
        assert!(refuses(&journal).await.is_none());
        let all =
            journal.read_all(Place::Start, Direction::Forwards, &Filter::Everything, 10).await;
        assert!(all.unwrap().events.is_empty());
    }

    #[tokio::test]
    async fn what_names_no_journal_is_told_without_repeating_it() {
        let told = within("awa:s3cret@127.0.0.1", Duration::ZERO).await.err().unwrap();
        assert!(!format!("{told:#}").contains("s3cret"), "{told:#}");
    }
}
