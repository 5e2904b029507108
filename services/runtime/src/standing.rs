//! What a process says of itself: which services it serves, and which answers may be old.
//!
//! A table that cannot take an event in stays where it is, and whoever asks is answered from there:
//! reading goes on when writing does not. So health says `NOT_SERVING` for the services of that role
//! as long as it lasts, and their answers say that they are stale.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    http::HeaderValue,
    middleware::Next,
    response::Response,
};
use futures::future::{join_all, select_all};
use tonic_health::{ServingStatus, server::HealthReporter};

use crate::{Journal, POSITION, follower::Follower};

/// gRPC metadata of an answer: a table behind it has stopped, and more may have happened since. Why
/// is in the status of the process.
pub const STALE: &str = "jalon-stale";
/// How long a process that starts waits before it asks the journal again how much there is.
const AGAIN: Duration = Duration::from_millis(200);

/// What is served, and which tables stand behind it.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// The role that is being declared. What belongs to no role stands behind everything.
    role: Option<&'static str>,
    services: Vec<(Option<&'static str>, &'static str)>,
    tables: Vec<(Option<&'static str>, Follower)>,
}

impl Standing {
    /// What is added from now on is of this role, or of none.
    pub(crate) fn of(&mut self, role: Option<&'static str>) {
        self.role = role;
    }

    pub(crate) fn serves(&mut self, service: &'static str) {
        self.services.push((self.role, service));
    }

    pub(crate) fn fills(&mut self, table: Follower) {
        self.tables.push((self.role, table));
    }

    fn behind(&self, role: Option<&'static str>) -> impl Iterator<Item = &Follower> {
        let of = self.tables.iter().filter(move |(of, _)| of.is_none() || *of == role);
        of.map(|(_, table)| table)
    }

    /// Whether answers of the service that a path begins with may be old.
    pub(crate) fn stale(&self, path: &str) -> bool {
        let name = path.trim_start_matches('/').split('/').next().unwrap_or_default();
        let served = self.services.iter().find(|(_, service)| *service == name);
        served.is_some_and(|(role, _)| self.behind(*role).any(|table| *table.watched().borrow()))
    }

    /// Keeps health up to date: a service is served once its tables know what there was when the
    /// process started, and as long as they take in what comes.
    pub(crate) async fn report(
        self: Arc<Self>,
        journal: Arc<dyn Journal>,
        health: HealthReporter,
    ) -> anyhow::Result<()> {
        let each = self.services.iter().map(|(role, name)| (*name, self.behind(*role).collect()));
        let all = self.tables.iter().map(|(_, table)| table).collect();
        let each: Vec<(&str, Vec<&Follower>)> = each.chain([("", all)]).collect();
        for (name, _) in &each {
            health.set_service_status(name, ServingStatus::NotServing).await;
        }
        let head = loop {
            match journal.head().await {
                Ok(head) => break head,
                Err(error) => tracing::warn!(error = format!("{error:#}"), "waiting to serve"),
            }
            tokio::time::sleep(AGAIN).await;
        };
        let reports = each.into_iter().map(|(name, tables)| report(name, tables, head, &health));
        join_all(reports).await.into_iter().collect()
    }
}

async fn report(
    name: &str,
    tables: Vec<&Follower>,
    head: u64,
    health: &HealthReporter,
) -> anyhow::Result<()> {
    for table in &tables {
        table.beyond(head).await?;
    }
    let mut watched: Vec<_> = tables.iter().map(|table| table.watched()).collect();
    let mut told = None;
    loop {
        for stopped in &mut watched {
            stopped.mark_unchanged();
        }
        let status = if watched.iter().any(|stopped| *stopped.borrow()) {
            ServingStatus::NotServing
        } else {
            ServingStatus::Serving
        };
        if told != Some(status) {
            health.set_service_status(name, status).await;
            told = Some(status);
        }
        if watched.is_empty() {
            std::future::pending::<()>().await;
        }
        let changes = watched.iter_mut().map(|stopped| Box::pin(stopped.changed()));
        select_all(changes).await.0?;
    }
}

/// Marks an answer that says up to where it knows, where that is not all it should.
pub(crate) async fn mark(
    State(standing): State<Arc<Standing>>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    if response.headers().contains_key(POSITION) && standing.stale(&path) {
        response.headers_mut().insert(STALE, HeaderValue::from_static("true"));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FollowerKind, Followers};

    #[test]
    fn an_answer_is_stale_where_a_table_behind_it_has_stopped() {
        let followers = Followers::default();
        let [index, jars, shelves] =
            ["commands", "jar", "shelf"].map(|name| followers.add(name, FollowerKind::Table, 0));
        let mut standing = Standing::default();
        for (role, service, table) in
            [("jars", "jars.v1.Views", &jars), ("shelves", "shelves.v1.Views", &shelves)]
        {
            standing.of(Some(role));
            standing.serves(service);
            standing.fills(table.clone());
        }
        standing.of(None);
        standing.fills(index.clone());
        let stale = || ["/jars.v1.Views/Get", "/shelves.v1.Views/Get"].map(|it| standing.stale(it));
        assert_eq!(stale(), [false, false]);
        jars.stopped("one event cannot be read".into());
        assert_eq!(stale(), [true, false]);
        jars.advance(1);
        assert_eq!(stale(), [false, false]);
        // What was told under which id stands behind everything.
        index.stopped("the disk is full".into());
        assert_eq!(stale(), [true, true]);
    }
}
