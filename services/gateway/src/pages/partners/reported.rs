//! What is done together, as a body hears of it: for the agenda of its sessions.

use proto::{jalon::v1 as jalon, partners::v1 as pb};

use super::{tables, views};
use crate::{pages::places::Places, table::Table, visit::Visit};

/// Collaborations that are reported to that body, as they were then. None where partners do not
/// answer: there may be some.
pub(crate) async fn to(v: &Visit, body: &str, as_of: Option<jalon::AsOf>) -> Option<Table> {
    let asked =
        pb::ListCollaborationsRequest { body: body.to_owned(), as_of, ..Default::default() };
    let answer = views(v).list_collaborations(v.ask(asked)).await;
    let lines = answer.ok()?.into_inner().collaborations;
    let areas = lines.iter().flat_map(|line| &line.areas);
    let places = Places::of(v, areas.map(String::as_str)).await;
    Some(tables::collaborations(v, &lines, &places))
}
