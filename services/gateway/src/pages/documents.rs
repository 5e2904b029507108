//! `/pieces`: documents by their content; `/piece/{sha256}`: one of them.

mod pace;

use std::time::{Duration, Instant};

use askama::Template;
use axum::{
    Router,
    body::Body,
    extract::{Multipart, Path, multipart::Field},
    http::{StatusCode, header},
    response::{IntoResponse as _, Redirect, Response},
    routing::get,
};
use futures::TryStreamExt as _;
use jiff::civil::Date;
use proto::{
    documents::v1 as pb,
    jalon::v1::{self as jalon, Confidentiality},
};
use sha2::{Digest as _, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use tonic::Status;
use uuid::Uuid;

use self::pace::Pace;
use crate::{
    clock, dates,
    failure::{self, Answer, Failure},
    frame,
    html::{Html, encode},
    lang::Lang,
    pages::{cards::joined, upload},
    table::{Cell, Kind, Pager, Table},
    typography,
    visit::{App, Visit},
};

/// The largest document taken here.
const MOST_BYTES: usize = 32 * 1024 * 1024;
const CHUNK: usize = 512 * 1024;
/// Uploads at a time: each is held in memory until its hash is known.
static UPLOADS: Semaphore = Semaphore::const_new(4);
/// How long somebody waits for a place.
const WAIT: Duration = Duration::from_secs(30);
/// What is typed beside a file is far shorter, and is read before there is a place.
const MOST_TYPED: usize = 64 * 1024;
/// Who may read a pièce, the most usual first.
const LEVELS: [Confidentiality; 3] =
    [Confidentiality::Internal, Confidentiality::Public, Confidentiality::Restricted];

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/pieces", upload::up_to(MOST_BYTES, get(list).post(upload)))
        .route("/piece/{sha256}", get(fetch))
}

#[derive(Template)]
#[template(path = "documents.html")]
struct Page<'a> {
    v: &'a Visit,
    table: Option<Html>,
    count: String,
    kinds: Vec<(&'static str, String)>,
    levels: Vec<(&'static str, String)>,
    form: Entry,
    refused: Vec<String>,
    pager: Pager,
}

/// What was typed, so that a refusal loses nothing but the file, which browsers do not give back.
#[derive(Default)]
struct Entry {
    command_id: Uuid,
    title: String,
    reference: String,
    kind: String,
    dated: String,
    language: String,
    version: String,
    confidentiality: String,
    programme: String,
}

async fn list(v: Visit) -> Answer {
    let form = Entry {
        command_id: clock::mint(),
        programme: v.programme.clone().unwrap_or_default(),
        language: v.lang.tag().to_owned(),
        ..Entry::default()
    };
    show(&v, form, Vec::new(), StatusCode::OK).await
}

async fn show(v: &Visit, form: Entry, refused: Vec<String>, status: StatusCode) -> Answer {
    let mut documents = v.documents().list(v.ask(pb::ListRequest {})).await?.into_inner().documents;
    // What had taken effect by then. Their service does not say what could be known.
    if v.effective.is_some() {
        documents.retain(|document| registered(document) <= Some(v.day_looked_at()));
    }
    documents.sort_by_key(|document| {
        std::cmp::Reverse(document.proof.as_ref().map(|proof| proof.position))
    });
    let table = table(v, &documents);
    let pager = Pager::asked(v, &table);
    let kinds = (1..).map_while(|number| pb::Kind::try_from(number).ok());
    let page = Page {
        v,
        count: v.say_n("documents-count", documents.len()),
        table: pager.html(table, v),
        kinds: kinds.map(|kind| (kind.as_str_name(), kind_name(v, kind))).collect(),
        levels: LEVELS
            .map(|level| (level.as_str_name(), v.lang.label("value", level.as_str_name())))
            .into(),
        form,
        refused,
        pager,
    };
    Ok((status, frame::page(&page)).into_response())
}

/// The day on which it was first registered.
fn registered(document: &pb::Document) -> Option<Date> {
    document.proof.as_ref().and_then(|proof| dates::first_day(&proof.effective))
}

fn kind_name(v: &Visit, kind: pb::Kind) -> String {
    v.lang.label("document-kind", kind.as_str_name())
}

fn table(v: &Visit, documents: &[pb::Document]) -> Table {
    let mut table = Table::new(
        v.lang,
        &[
            ("column-kind", Kind::Text),
            ("column-title", Kind::Text),
            ("column-own-reference", Kind::Text),
            ("column-date", Kind::Text),
            ("column-size", Kind::Figure),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for document in documents {
        let title = if document.held {
            Cell::Link { text: document.title.clone(), to: format!("/piece/{}", document.sha256) }
        } else {
            Cell::text(document.title.clone())
        };
        // To whoever may not read its words, the proof says so.
        let withheld = document.proof.as_ref().is_some_and(|proof| proof.withheld);
        let restricted = document.confidentiality() == Confidentiality::Restricted && !withheld;
        let state = if document.held {
            ("accepted", "document-held")
        } else {
            ("held", "document-missing")
        };
        table.push(vec![
            Cell::text(kind_name(v, document.kind())),
            Cell::Several(called(v, title, document)),
            Cell::text(document.reference.clone()),
            Cell::Date(document.dated.clone()),
            Cell::text(size(document.size, v.lang)),
            Cell::State {
                tone: crate::html::Tone::of("document", state.0),
                text: v.say(state.1),
                note: if restricted { v.say("restricted") } else { String::new() },
            },
            Cell::proof(document.proof.as_ref()),
        ]);
    }
    table
}

/// Its name, what else it is called, and the beginning of its hash.
fn called(v: &Visit, title: Cell, document: &pb::Document) -> Vec<Cell> {
    let note = |note: String| Cell::Noted { text: String::new(), note };
    let also = document.also.iter().map(|it| {
        let name = joined([it.title.clone(), it.reference.clone()]);
        note(v.say_of("document-also", name))
    });
    let brief = document.sha256.get(..12).unwrap_or_default();
    let brief = note(format!("SHA-256 {brief}…"));
    std::iter::once(title).chain(also).chain([brief]).collect()
}

/// Whole kibibytes, so that no fraction has to be made up.
fn size(bytes: u64, lang: Lang) -> String {
    let kib = typography::integer(bytes.div_ceil(1024), lang);
    lang.say_of("size-kib", kib).replace(' ', "\u{a0}")
}

async fn upload(v: Visit, form: Multipart) -> Answer {
    if !v.acts() && !v.nobody() {
        return Err(Failure::NotYours);
    }
    let mut entry = Entry { command_id: clock::mint(), ..Entry::default() };
    let read = read(form, &mut entry, v.acts()).await;
    if v.nobody() {
        // The office expired while this was filled in.
        read?;
        let sentences = vec![v.say("nobody-acts")];
        return show(&v, entry, sentences, StatusCode::FORBIDDEN).await;
    }
    let Sent { bytes, media_type, place: _place } = match read {
        Ok(sent) => sent,
        Err(failure @ (Failure::TooSlow | Failure::Silent | Failure::Busy)) => {
            let (_, sentences) = failure.sentences(v.lang);
            return show(&v, entry, sentences, failure.status()).await;
        }
        Err(failure) => return Err(failure),
    };
    if bytes.is_empty() {
        let missing = vec![v.say("upload-no-file")];
        return show(&v, entry, missing, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    match register(&v, &entry, &bytes, media_type).await {
        Ok(recorded) => {
            let programme = match entry.programme.as_str() {
                "" => String::new(),
                code => format!("programme={}&", encode(code)),
            };
            let to = format!("/pieces?{programme}min={}", recorded.position);
            Ok(Redirect::to(&to).into_response())
        }
        Err(status) => {
            let (code, answered) = failure::not_taken(&status);
            if answered {
                entry.command_id = clock::mint();
            }
            show(&v, entry, failure::refusal(&status, v.lang), code).await
        }
    }
}

/// A file, and the place that it is held in.
#[derive(Default)]
struct Sent {
    bytes: Vec<u8>,
    media_type: String,
    place: Option<SemaphorePermit<'static>>,
}

async fn place(
    places: &'static Semaphore,
    most: Duration,
) -> Result<SemaphorePermit<'static>, Failure> {
    let place = tokio::time::timeout(most, places.acquire()).await.map_err(|_| Failure::Busy)?;
    place.map_err(|_| Failure::Unavailable)
}

/// Reads what was typed, which is there whatever becomes of the file, and the file unless that is of
/// no use.
async fn read(mut form: Multipart, entry: &mut Entry, file: bool) -> Result<Sent, Failure> {
    let mut sent = Sent::default();
    let mut typed = MOST_TYPED;
    let mut pace = Pace::from(Instant::now());
    while let Some(mut field) = pace.within(form.next_field()).await? {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            if file && sent.place.is_none() {
                sent.place = Some(place(&UPLOADS, WAIT).await?);
                // What nobody read could not come.
                pace = Pace::from(Instant::now());
            }
            sent.media_type = field.content_type().unwrap_or_default().to_owned();
            while let Some(chunk) = pace.within(field.chunk()).await? {
                pace.came(chunk.len());
                if file {
                    sent.bytes.extend_from_slice(&chunk);
                }
            }
            continue;
        }
        let text = text(&mut field, &mut pace, &mut typed).await?;
        match name.as_str() {
            "command_id" => {
                let id = text.parse().ok().filter(|id: &Uuid| !id.is_nil());
                entry.command_id = id.unwrap_or(entry.command_id);
            }
            "title" => entry.title = text,
            "reference" => entry.reference = text,
            "kind" => entry.kind = text,
            "dated" => entry.dated = dates::typed(&text),
            "language" => entry.language = text,
            "version" => entry.version = text,
            "confidentiality" => entry.confidentiality = text,
            "programme" => entry.programme = text,
            _ => (),
        }
    }
    if sent.bytes.len() > MOST_BYTES { Err(Failure::TooLarge(MOST_BYTES)) } else { Ok(sent) }
}

/// What was typed in a field, as far as there is room `left` for what is typed.
async fn text(field: &mut Field<'_>, pace: &mut Pace, left: &mut usize) -> Result<String, Failure> {
    let mut text = Vec::new();
    while let Some(chunk) = pace.within(field.chunk()).await? {
        pace.came(chunk.len());
        let room = left.checked_sub(chunk.len());
        *left = room.ok_or(Failure::Other(StatusCode::BAD_REQUEST))?;
        text.extend_from_slice(&chunk);
    }
    Ok(String::from_utf8_lossy(&text).trim().to_owned())
}

async fn register(
    v: &Visit,
    entry: &Entry,
    bytes: &[u8],
    media_type: String,
) -> Result<jalon::Recorded, Status> {
    let sha256 = hex::encode(Sha256::digest(bytes));
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut documents = v.documents();
    let begun = v.ask(pb::BeginRequest { sha256: sha256.clone(), size });
    let begun = documents.begin(begun).await?.into_inner();
    let mut held = if begun.complete { size } else { begun.held };
    while held < size {
        let from = usize::try_from(held).unwrap_or(bytes.len()).min(bytes.len());
        let chunk = bytes.get(from..bytes.len().min(from + CHUNK)).unwrap_or_default();
        let put = pb::PutRequest { sha256: sha256.clone(), offset: held, bytes: chunk.to_vec() };
        let answer = documents.put(v.ask(put)).await?.into_inner();
        if answer.held <= held {
            return Err(Status::unavailable("an upload does not go on"));
        }
        held = answer.held;
    }
    let country =
        v.app.register.programme(&entry.programme).map(|programme| programme.country.clone());
    let level = Confidentiality::from_str_name(&entry.confidentiality);
    let act = jalon::Act {
        command_id: entry.command_id.to_string(),
        programme: entry.programme.clone(),
        country: country.unwrap_or_default(),
        confidentiality: level.unwrap_or_default().into(),
        ..Default::default()
    };
    let request = pb::RegisterRequest {
        act: Some(act),
        sha256,
        title: entry.title.clone(),
        reference: entry.reference.clone(),
        kind: pb::Kind::from_str_name(&entry.kind).unwrap_or_default().into(),
        dated: entry.dated.clone(),
        language: entry.language.clone(),
        version: entry.version.clone(),
        media_type,
        size,
    };
    Ok(documents.register(v.ask(request)).await?.into_inner())
}

/// The bytes, to be saved: never shown as a page of ours, whatever is in them.
async fn fetch(v: Visit, Path(sha256): Path<String>) -> Answer {
    let shaped = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !shaped {
        return Err(Failure::NotFound);
    }
    let asked = || v.ask(pb::GetRequest { sha256: sha256.clone() });
    let document = v.documents().get(asked()).await?.into_inner();
    // Where it is not here, whoever keeps it says why.
    let chunks = v.documents().fetch(asked()).await?.into_inner();
    let body = Body::from_stream(chunks.map_ok(|chunk| chunk.bytes).map_err(std::io::Error::other));
    let name = format!("{}.{}", named(&document), extension(&document.media_type));
    let headers = [
        (header::CONTENT_TYPE, media_type(&document.media_type).to_owned()),
        (header::CONTENT_LENGTH, document.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{}", encode(&name))),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
        (header::CACHE_CONTROL, kept(document.confidentiality()).to_owned()),
    ];
    Ok::<Response, _>((headers, body).into_response())
}

/// How long a browser may keep it. Under its hash there will never be anything else; but what not
/// everybody may read is asked for each time, by whoever uses that browser then.
fn kept(level: Confidentiality) -> &'static str {
    match level {
        Confidentiality::Public => "private, max-age=31536000, immutable",
        Confidentiality::Unspecified | Confidentiality::Internal | Confidentiality::Restricted => {
            "no-store"
        }
    }
}

fn named(document: &pb::Document) -> String {
    let name = if document.reference.is_empty() { &document.title } else { &document.reference };
    let safe =
        |c: char| if c.is_alphanumeric() || matches!(c, '-' | '.' | '_' | ' ') { c } else { '-' };
    let name: String = name.chars().map(safe).take(80).collect();
    if name.trim().is_empty() { document.sha256.clone() } else { name }
}

/// What is not known is bytes.
fn media_type(stated: &str) -> &str {
    let text = stated.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+.-".contains(&byte));
    if stated.contains('/') && text && !stated.contains("html") {
        stated
    } else {
        "application/octet-stream"
    }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "application/pdf" => "pdf",
        "application/json" => "json",
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "text/plain" => "txt",
        "text/csv" => "csv",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        _ => "bin",
    }
}

impl Entry {
    fn is_kind(&self, name: &str) -> bool {
        self.kind == name
    }

    fn is_level(&self, name: &str) -> bool {
        self.confidentiality == name
    }
}

#[cfg(test)]
mod tests {
    use axum::{extract::FromRequest as _, http::Request};

    use super::*;

    #[tokio::test]
    async fn what_was_typed_is_there_whatever_becomes_of_the_file() {
        let part = |rest: &str| format!("------x\r\nContent-Disposition: form-data; name={rest}");
        let body =
            [part("\"title\"\r\n\r\nAvis\r\n"), part("\"file\"; filename=\"a.pdf\"\r\n\r\n%PDF")];
        let request = Request::post("/pieces")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=----x")
            .body(Body::from(body.concat()));
        let form = Multipart::from_request(request.unwrap(), &()).await.unwrap();
        let mut entry = Entry::default();
        assert!(read(form, &mut entry, true).await.is_err(), "it broke off");
        assert_eq!(entry.title, "Avis");
    }

    #[tokio::test]
    async fn nobody_waits_for_a_place_without_end() {
        static ONE: Semaphore = Semaphore::const_new(1);
        let soon = Duration::from_millis(1);
        let taken = place(&ONE, soon).await.unwrap();
        assert!(matches!(place(&ONE, soon).await, Err(Failure::Busy)));
        drop(taken);
        assert!(place(&ONE, soon).await.is_ok());
    }
}
