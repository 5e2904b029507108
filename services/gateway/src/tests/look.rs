//! For looking at the pages: `cargo test -p gateway look -- --ignored` serves them.

use super::*;

#[tokio::test]
#[ignore = "serves the pages until it is stopped"]
async fn look() {
    let port = std::env::var("PORT").unwrap_or_else(|_| "8899".to_owned());
    let fake = Fake { empty: std::env::var("EMPTY").is_ok(), ..Fake::default() };
    let listener = tokio::net::TcpListener::bind(format!("127.0.0.1:{port}")).await.unwrap();
    let router = routes(fake::settings(fake.serve().await));
    axum::serve(listener, router).await.unwrap();
}
