//! Plans and expenditure that come as a sheet: shown with every row that is wrong, staged once all of
//! them can be read, and made to exist by one act with a form of its own.
//!
//! Nothing is recorded before somebody says so, and nothing is kept between the two: the page carries
//! what was read.

mod carried;
mod expenditure;
mod page;
mod plan;
mod staging;

use axum::{Router, routing::get};

use crate::{
    failure::Failure,
    pages::upload,
    visit::{App, Visit},
};

/// A plan of 5,000 lines is under one megabyte, the accounts of a year may be more.
const MOST_BYTES: usize = 4 * 1024 * 1024;

pub(super) fn routes() -> Router<App> {
    let limited = |route| upload::up_to(MOST_BYTES, route);
    Router::new()
        .route("/exercice/{reference}/ptba.xlsx", get(plan::blank))
        .route("/exercice/{reference}/ptba", limited(get(plan::show).post(plan::preview)))
        .route("/exercice/{reference}/ptba/preparer", limited(get(upload::back).post(plan::stage)))
        .route("/exercice/{reference}/depenses.xlsx", get(expenditure::blank))
        .route(
            "/exercice/{reference}/depenses",
            limited(get(expenditure::show).post(expenditure::preview)),
        )
        .route(
            "/exercice/{reference}/depenses/preparer",
            limited(get(upload::back).post(expenditure::stage)),
        )
}

fn may(v: &Visit) -> Result<(), Failure> {
    if v.acts() { Ok(()) } else { Err(Failure::NotYours) }
}
