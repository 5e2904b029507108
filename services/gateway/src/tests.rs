//! The pages as a browser sees them.

mod acting;
mod documents;
mod hostile;
mod labels;
mod partners;
mod programmes;
mod reading;
mod said;
mod sessions;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use tower::ServiceExt as _;

use crate::{
    fake::{self, Fake},
    routes,
};

pub(crate) struct Browser {
    router: Router,
    cookie: String,
}

pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) text: String,
    pub(crate) bytes: Vec<u8>,
}

impl Seen {
    fn header(&self, name: header::HeaderName) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

impl Browser {
    pub(crate) async fn on(fake: &Fake) -> Self {
        Self::knowing(fake, fake::REGISTER).await
    }

    /// With that register.
    pub(crate) async fn knowing(fake: &Fake, register: &str) -> Self {
        let register = crate::Register::read(register.as_bytes()).unwrap();
        let settings = crate::Settings { register, ..fake::settings(fake.serve().await) };
        Self { router: routes(settings), cookie: String::new() }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 64 << 20).await.unwrap().to_vec();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Seen { status: parts.status, headers: parts.headers, text, bytes }
    }

    pub(crate) async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "localhost");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        let encode = crate::html::encode;
        let body: Vec<_> = form
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "localhost")
            .header(header::ORIGIN, "http://localhost")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Acts as that office from now on.
    pub(crate) async fn acting_as(mut self, key: &str) -> Self {
        let seen = self.post("/moi", &[("key", key)]).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER);
        let cookie = seen.header(header::SET_COOKIE);
        assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        self.cookie = cookie.split(';').next().unwrap().to_owned();
        self
    }

    /// Hands a file in, as the form of an upload does.
    async fn upload(&self, path: &str, bytes: &[u8]) -> Seen {
        let mut body =
            b"------x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.xlsx\"\r\n\r\n"
                .to_vec();
        body.extend(bytes);
        body.extend(b"\r\n------x--\r\n");
        let request = Request::post(path)
            .header(header::COOKIE, &self.cookie)
            .header(header::HOST, "localhost")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=----x");
        self.send(request.body(Body::from(body)).unwrap()).await
    }
}
