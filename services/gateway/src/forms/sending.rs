//! What a form sent, on its way to the service that decides.

use axum::{
    Form,
    extract::Path,
    http::StatusCode,
    response::{IntoResponse as _, Redirect},
};
use tonic::Status;

use super::{Open, Posted, Refused, about, correction, read};
use crate::{
    clock,
    failure::{self, Answer, Failure},
    service::{Creation, Subject},
    visit::Visit,
};

type Pairs = Form<Vec<(String, String)>>;

pub(super) async fn create(
    subject: &'static Subject,
    creation: &Creation,
    mut v: Visit,
    Form(pairs): Pairs,
) -> Answer {
    let posted = Posted::sent(pairs);
    let chosen =
        posted.get("act.programme").filter(|code| v.app.register.programme(code).is_some());
    if let Some(programme) = chosen {
        v.programme = Some(programme.clone());
    }
    let reference = (creation.reference)(&posted);
    Open { v: &v, subject, rpc: creation.rpc, about: None }.send(&reference, posted).await
}

pub(super) async fn send(
    subject: &'static Subject,
    mut v: Visit,
    Path((reference, rpc)): Path<(String, String)>,
    Form(pairs): Pairs,
) -> Answer {
    expected(&v)?;
    let about = about(subject, &mut v, &reference).await?;
    let mut posted = Posted::sent(pairs);
    for (field, value) in &about.named_by {
        posted.set(field, value);
    }
    Open { v: &v, subject, rpc: &rpc, about: Some(&about) }.send(&reference, posted).await
}

/// Whoever acted until now, and has no office any more: it expires while a form is filled in.
fn expected(v: &Visit) -> Result<(), Failure> {
    if v.acts() || v.nobody() { Ok(()) } else { Err(Failure::NotYours) }
}

impl Open<'_> {
    async fn send(&self, reference: &str, mut posted: Posted) -> Answer {
        let v = self.v;
        expected(v)?;
        let method = self.method()?;
        if v.nobody() {
            let sentences = vec![v.say("nobody-acts")];
            let refused = Refused { sentences, fields: Vec::new() };
            return self.render(posted, refused, StatusCode::FORBIDDEN).await;
        }
        if let Some(list) = posted.get("add").cloned() {
            posted.add_row(&list);
            return self.render(posted, Refused::default(), StatusCode::OK).await;
        }
        if posted.get("act.command_id").is_none_or(|id| id.parse::<uuid::Uuid>().is_err()) {
            posted.set("act.command_id", &clock::mint().to_string());
        }
        let programme = posted.get("act.programme").and_then(|code| v.app.register.programme(code));
        if let Some(country) = programme.map(|programme| programme.country.clone()) {
            posted.set("act.country", &country);
        }
        let corrects = correction::is(&method);
        let told = if corrects {
            correction::read(v, self.subject, &posted).await
        } else {
            Ok(posted.clone())
        };
        let fields = &self.subject.fields;
        let message = told.and_then(|told| read::message(&method.input(), &told, fields, v.lang));
        let message = match message {
            Ok(message) => message,
            Err(refused) => {
                posted.set("act.command_id", &clock::mint().to_string());
                return self.render(posted, refused, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
        };
        match v.command(&method, message).await {
            Ok(recorded) => {
                let new = if recorded.events.is_empty() {
                    "deja=1".to_owned()
                } else {
                    format!("min={}", recorded.position)
                };
                let to = format!("{}?{new}", self.subject.path(reference));
                Ok(Redirect::to(&to).into_response())
            }
            Err(status) => self.refused(&status, posted).await,
        }
    }

    async fn refused(&self, status: &Status, mut posted: Posted) -> Answer {
        let (code, answered) = failure::not_taken(status);
        if answered {
            posted.set("act.command_id", &clock::mint().to_string());
        }
        let sentences = failure::refusal_of(self.subject.package(), status, self.v.lang);
        let refused = Refused { sentences, fields: failure::fields(status) };
        self.render(posted, refused, code).await
    }
}
