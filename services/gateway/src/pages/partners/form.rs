//! The collection form: what partners do where, as a regional directorate fills it in without a
//! connection. It leaves with the lines that the directorate reported last, and comes back as one
//! report a period, looked at before anything is sent.

mod read;
mod record;

use axum::{
    Router,
    extract::{Multipart, Path},
    routing::get,
};
use proto::partners::v1 as pb;
use workbooks::{Book, Column, Kind, Sheet, Value};

use super::{views, words};
use crate::{
    export,
    failure::{Answer, Failure},
    html::{self, encode},
    lang::Lang,
    names,
    pages::upload::{self, Ask, Upload},
    visit::{App, Visit},
};

/// What the workbook says it is.
const FORM: &str = "interventions";
/// Lines for what was not there before.
const SPARE: u32 = 40;
/// Columns that are read back, by key.
const COLUMNS: [&str; 7] =
    ["institution", "service", "area", "period", "planned", "reached", "amount"];

pub(super) fn routes() -> Router<App> {
    let limited = |route| upload::up_to(upload::MOST_BYTES, route);
    Router::new()
        .route("/p/{programme}/interventions/fiche.xlsx", get(blank))
        .route("/p/{programme}/interventions/fiche", limited(get(show).post(preview)))
        .route(
            "/p/{programme}/interventions/fiche/inscrire",
            limited(get(upload::back).post(record::record)),
        )
}

/// Every service that partners render, as the contract has it and as people call it.
fn services(lang: Lang) -> Vec<(pb::ServiceKind, String)> {
    use pb::ServiceKind as K;
    let all = [
        K::CivilRegistration,
        K::Health,
        K::Education,
        K::Justice,
        K::CashTransfer,
        K::PublicWorks,
        K::HealthCover,
        K::Nutrition,
    ];
    let named = |kind: pb::ServiceKind| lang.label_in("partners", "value", kind.as_str_name());
    all.into_iter().map(|kind| (kind, named(kind))).collect()
}

/// The money of the country.
fn currency(v: &Visit, programme: &str) -> &'static str {
    let known = v.app.register.programme(programme);
    if known.is_some_and(|known| known.country == "BI") { "BIF" } else { "XOF" }
}

/// What the register knows, by code and name.
async fn institutions(v: &Visit) -> Result<Vec<(String, String)>, Failure> {
    let asked = pb::ListInstitutionsRequest { as_of: v.as_of(), ..Default::default() };
    let all = views(v).list_institutions(v.ask(asked)).await?.into_inner().institutions;
    let name = |it: &pb::Institution| v.lang.pick(&it.name_fr, &it.name_en).to_owned();
    Ok(all.into_iter().map(|it| (it.institution.clone(), name(&it))).collect())
}

async fn reported(
    v: &Visit,
    programme: &str,
    reporter: &str,
) -> Result<Vec<pb::InterventionRow>, Failure> {
    let asked = pb::OverlapRequest {
        programme: programme.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let lines = views(v).list_interventions(v.ask(asked)).await?.into_inner().interventions;
    Ok(lines.into_iter().filter(|line| line.reporter == reporter).collect())
}

/// The quarter that the reader is in: `2019-Q4`.
fn this_quarter(v: &Visit) -> String {
    let on = v.day_looked_at();
    format!("{}-Q{}", on.year(), (on.month() + 2) / 3)
}

async fn blank(v: Visit, Path(programme): Path<String>) -> Answer {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    let code = |name: &str| {
        let typed = v.asked(name).unwrap_or_default().trim().to_uppercase();
        typed.parse::<kernel::Code>().map(|_| typed).ok()
    };
    let reporter = code("structure").ok_or(Failure::NotFound)?;
    let period = v.asked("periode").unwrap_or_default().trim().to_uppercase();
    let period = if read::is_period(&period) { period } else { this_quarter(&v) };
    let known = institutions(&v).await?;
    let lines = reported(&v, &programme, &reporter).await?;
    // What was reported for that very period, or else what was reported last.
    let same = lines.iter().any(|line| line.period == period);
    let from = if same {
        Some(period.clone())
    } else {
        lines.iter().map(|line| line.period.clone()).max()
    };
    let lines = lines.iter().filter(|line| Some(&line.period) == from.as_ref());
    let counted = |count: u32| if same { Value::whole(count) } else { Value::Empty };
    let rows = lines.map(|line| {
        let money = line.amount.as_ref().filter(|_| same);
        vec![
            Value::text(line.institution.clone()),
            Value::text(words::service(&v, line.service)),
            Value::text(line.area.clone()),
            Value::text(period.clone()),
            counted(line.planned),
            counted(line.reached),
            money.map_or(Value::Empty, |money| Value::Number(money.amount.clone())),
        ]
    });
    let of = |key: &str, label: &str, kind| {
        Column::new(v.lang.label_in("partners", "field", label), kind).key(key).open()
    };
    let money = crate::typography::currency(currency(&v, &programme), v.lang);
    let amount = format!("{} ({money})", v.lang.label_in("partners", "field", "amount"));
    let codes = known.iter().map(|(code, _)| code.clone());
    let sheet = Sheet {
        name: v.say("collection-form"),
        lead: vec![
            format!("{} · {period}", names::institution_in_full(&v, &reporter)),
            v.say("collection-form-lead"),
        ],
        columns: vec![
            of("institution", "institution", Kind::Text).wide(22).choices(codes),
            of("service", "service", Kind::Text)
                .wide(22)
                .choices(services(v.lang).into_iter().map(|(_, name)| name)),
            of("area", "area", Kind::Text).wide(14),
            of("period", "period", Kind::Text).wide(14),
            of("planned", "planned", Kind::Number).wide(12),
            of("reached", "reached", Kind::Number).wide(12),
            Column::new(amount, Kind::Number).key("amount").wide(18).open(),
        ],
        rows: rows.collect(),
        locked: true,
        spare: SPARE,
    };
    let legend = Sheet {
        name: v.say("nav-institutions"),
        columns: vec![
            Column::new(v.say("partners-reference"), Kind::Text).wide(22),
            Column::new(v.say("field-partners-name"), Kind::Text).wide(60),
        ],
        rows: known
            .into_iter()
            .map(|(code, name)| vec![Value::text(code), Value::text(name)])
            .collect(),
        locked: true,
        ..Sheet::default()
    };
    let book = Book::of(vec![sheet, legend])
        .tell("form", FORM)
        .tell("programme", programme.clone())
        .tell("reporter", reporter.clone());
    let bytes = book.xlsx().map_err(|error| {
        tracing::error!(%error, "a form could not be made");
        Failure::Broken
    })?;
    Ok(export::file(bytes, &format!("interventions-{reporter}-{period}"), "xlsx", export::XLSX))
}

fn may(v: &Visit, programme: &str) -> Result<(), Failure> {
    v.app.register.programme(programme).ok_or(Failure::NotFound)?;
    if v.acts() { Ok(()) } else { Err(Failure::NotYours) }
}

async fn page<'a>(v: &'a Visit, programme: &str) -> Result<Upload<'a>, Failure> {
    let base = format!("/p/{}", encode(programme));
    let structures = institutions(v).await?;
    let asks = vec![
        Ask {
            name: "structure",
            label: v.lang.label_in("partners", "field", "reporter"),
            value: String::new(),
            choices: structures
                .into_iter()
                .map(|(code, name)| (code.clone(), format!("{code} · {name}")))
                .collect(),
        },
        Ask {
            name: "periode",
            label: v.lang.label_in("partners", "field", "period"),
            value: this_quarter(v),
            choices: Vec::new(),
        },
    ];
    Ok(Upload {
        v,
        action: format!("{base}/interventions/fiche"),
        over: html::link(&v.say("nav-chevauchements"), &v.link(&format!("{base}/chevauchements"))),
        title: v.say("collection-import"),
        lead: v.say("collection-import-lead"),
        blank: (v.say("collection-xlsx"), format!("{base}/interventions/fiche.xlsx")),
        asks,
        beside: Vec::new(),
        accepts: upload::FORM,
        ways: None,
        wrong: Vec::new(),
        preview: None,
    })
}

async fn show(v: Visit, Path(programme): Path<String>) -> Answer {
    may(&v, &programme)?;
    Ok(page(&v, &programme).await?.page())
}

async fn preview(v: Visit, Path(programme): Path<String>, form: Multipart) -> Answer {
    may(&v, &programme)?;
    let bytes = upload::file(form).await?;
    let mut page = page(&v, &programme).await?;
    match read::read(&v, &bytes, &programme).await? {
        Ok((preview, wrong)) => (page.preview, page.wrong) = (Some(preview), wrong),
        Err(sentence) => page.wrong.push(sentence),
    }
    Ok(page.page())
}
