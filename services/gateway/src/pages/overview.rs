//! `/`: every programme, its key figures, and what waits to be done.

use askama::Template;
use axum::{Router, routing::get};
use futures::{StreamExt as _, TryStreamExt as _, future::try_join_all, stream::iter};
use tonic::{Code, Status};

use super::cards::Check;
use crate::{
    failure::Answer,
    frame,
    html::encode,
    service::SERVICES,
    visit::{App, Visit},
};

/// Deadlines of a programme on this page.
const NEXT: usize = 5;
/// Programmes that services are asked about at one time.
const AT_ONCE: usize = 8;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

#[derive(Template)]
#[template(path = "overview.html")]
struct Page<'a> {
    v: &'a Visit,
    programmes: Vec<Programme>,
    /// Nothing is on any register yet.
    empty: bool,
}

struct Programme {
    name: String,
    code: String,
    to: String,
    figures: Vec<Figure>,
    todo: Vec<Todo>,
    deadlines: Vec<Check>,
}

/// What one service has to say of a programme here.
#[derive(Default)]
pub(crate) struct Glance {
    pub(crate) figures: Vec<Figure>,
    pub(crate) todo: Vec<Todo>,
    pub(crate) dues: Vec<Due>,
}

pub(crate) struct Figure {
    pub(crate) label: String,
    pub(crate) number: String,
    pub(crate) unit: String,
    /// The exact amount.
    pub(crate) title: String,
    pub(crate) to: String,
    pub(crate) illustrative: bool,
    /// Under it.
    pub(crate) more: String,
}

pub(crate) struct Todo {
    pub(crate) dot: &'static str,
    pub(crate) text: String,
    pub(crate) to: String,
}

/// Something that is due in so many days.
pub(crate) struct Due {
    pub(crate) days: i32,
    pub(crate) check: Check,
}

async fn show(v: Visit) -> Answer {
    let asked: Vec<_> = v.app.register.programmes.iter().map(|it| programme(&v, it)).collect();
    // Everybody's calls share one connection.
    let programmes: Vec<_> = iter(asked).buffered(AT_ONCE).try_collect().await?;
    let empty = programmes.iter().all(Programme::is_empty);
    Ok(frame::page(&Page { v: &v, programmes, empty }))
}

async fn programme(v: &Visit, programme: &crate::register::Programme) -> Result<Programme, Status> {
    let glances = SERVICES.iter().map(|service| async {
        match (service.glance)(v, &programme.code).await {
            // A service that does not run here has nothing to say.
            Err(status) if status.code() == Code::Unimplemented => Ok(Glance::default()),
            told => told,
        }
    });
    let mut whole = Glance::default();
    for glance in try_join_all(glances).await? {
        whole.figures.extend(glance.figures);
        whole.todo.extend(glance.todo);
        whole.dues.extend(glance.dues);
    }
    whole.dues.sort_by_key(|due| due.days);
    whole.dues.truncate(NEXT);
    Ok(Programme {
        name: programme.name(v.lang).to_owned(),
        code: programme.code.clone(),
        to: v.link(&format!("/p/{}", encode(&programme.code))),
        figures: whole.figures,
        todo: whole.todo,
        deadlines: whole.dues.into_iter().map(|due| due.check).collect(),
    })
}

impl Programme {
    fn is_empty(&self) -> bool {
        self.figures.is_empty() && self.todo.is_empty() && self.deadlines.is_empty()
    }
}
