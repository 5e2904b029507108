//! `/p/{programme}/…` and `/institutions`: registers of partners.

use axum::{Router, extract::Path, response::Response, routing::get};
use proto::partners::v1 as pb;

use super::{commands, tables, views, words};
use crate::{
    export,
    failure::{Answer, Failure},
    forms, frame,
    html::{Html, encode},
    pages::{
        overview::Figure,
        places::Places,
        sheet::{self, Button, Part, Sheet},
    },
    service::{About, Subject},
    table::Table,
    typography,
    visit::{App, Visit},
};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/p/{programme}/collaborations", get(collaborations))
        .route("/p/{programme}/appuis", get(sponsorships))
        .route("/p/{programme}/partage", get(agreements))
        .route("/p/{programme}/transferts", get(transfers))
        .route("/p/{programme}/referencements", get(referrals))
        .route("/p/{programme}/chevauchements", get(overlap))
        .route("/p/{programme}/concertations", get(forums))
        .route("/institutions", get(institutions))
}

/// A register, before it is a page or a file.
struct Register {
    /// `nav-…`, `lead-…`, `none-…`.
    name: &'static str,
    /// What is said where it is narrowed to nothing.
    none: Option<&'static str>,
    programme: String,
    figures: Vec<Figure>,
    /// Over the first table: how it is narrowed.
    tabs: Html,
    /// Name and lines, the register itself first.
    sheets: Vec<(String, Table)>,
    /// What it can be taken along or filled in with, beside its export.
    links: Vec<(String, String)>,
    /// What adds a line to it.
    adds: Vec<(&'static Subject, &'static str)>,
}

impl Register {
    fn of(v: &Visit, name: &'static str, programme: &str, table: Table) -> Self {
        Self {
            name,
            none: None,
            programme: programme.to_owned(),
            figures: Vec::new(),
            tabs: Html::default(),
            sheets: vec![(v.say(&format!("nav-{name}")), table)],
            links: Vec::new(),
            adds: Vec::new(),
        }
    }

    fn adding(mut self, subject: &'static Subject, rpc: &'static str) -> Self {
        self.adds.push((subject, rpc));
        self
    }

    fn and(mut self, title: String, table: Table) -> Self {
        if !table.is_empty() {
            self.sheets.push((title, table));
        }
        self
    }

    fn show(self, v: &Visit) -> Answer {
        let file = if self.programme.is_empty() {
            self.name.to_owned()
        } else {
            format!("{}-{}", self.name, self.programme)
        };
        match export::asked(v, &file, &self.sheets) {
            Some(file) => file,
            None => Ok(self.page(v)),
        }
    }

    fn page(self, v: &Visit) -> Response {
        let Self { name, none, programme, figures, tabs, sheets, links, adds } = self;
        let none = none.map_or_else(|| format!("none-{name}"), str::to_owned);
        let mut page = Sheet::new(v, v.say(&format!("nav-{name}")));
        page.lead = Html::text(&v.say(&format!("lead-{name}")));
        page.figures = figures;
        if sheets.iter().any(|(_, table)| !table.is_empty()) {
            page.buttons.extend(sheet::exports(v));
        }
        if v.acts() {
            page.buttons.extend(links.into_iter().map(|(label, to)| Button::new(label, to)));
            let about = About { programme, ..About::default() };
            let links =
                adds.iter().filter_map(|(subject, rpc)| forms::link(v, subject, &about, rpc));
            page.buttons.extend(links.map(|(label, to)| Button::new(label, to)));
            if let Some(last) = page.buttons.last_mut().filter(|_| !adds.is_empty()) {
                last.primary = true;
            }
        }
        let mut sheets = sheets.into_iter();
        if let Some((_, table)) = sheets.next() {
            page.parts.push(sheet::paged(v, tabs, table, &none));
        }
        page.parts.extend(sheets.map(|(title, table)| Part::new("suite", title, table.html(v))));
        frame::page(&page)
    }
}

fn known(v: &Visit, programme: String) -> Result<String, Failure> {
    v.app.register.programme(&programme).ok_or(Failure::NotFound)?;
    Ok(programme)
}

/// Two views of a register: all of it, or what `name` narrows it to.
fn narrowed(v: &Visit, name: &str, all: &str, some: &str) -> Html {
    let chosen = v.asked(name).is_some_and(|text| !text.is_empty());
    sheet::tabs(&[
        (v.say(all), v.here(&[(name, ""), ("page", "")]), !chosen),
        (v.say(some), v.here(&[(name, "1"), ("page", "")]), chosen),
    ])
}

async fn collaborations(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = pb::ListCollaborationsRequest {
        programme: programme.clone(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let open = pb::ListCollaborationsRequest { open: true, ..asked.clone() };
    let (mut first, mut second) = (views(&v), views(&v));
    let (all, open) = tokio::try_join!(
        first.list_collaborations(v.ask(asked)),
        second.list_collaborations(v.ask(open))
    )?;
    let (all, open) = (all.into_inner().collaborations, open.into_inner().collaborations);
    let narrow = v.asked("ouvertes").is_some_and(|text| !text.is_empty());
    let lines = if narrow { &open } else { &all };
    let areas = lines.iter().flat_map(|line| &line.areas);
    let places = Places::of(&v, areas.map(String::as_str)).await;
    let table = tables::collaborations(&v, lines, &places);
    let mut register = Register::of(&v, "collaborations", &programme, table)
        .adding(&commands::COLLABORATION, "ProposeCollaboration");
    if !all.is_empty() {
        let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
        let overdue = all.iter().map(|line| u64::from(line.overdue)).sum();
        let amended = all.iter().filter(|line| !line.amendment.is_empty()).count();
        register.figures = vec![
            words::counted(&v, "partners-open-collaborations", count(open.len())),
            words::counted(&v, "partners-all-collaborations", count(all.len())),
            words::counted(&v, "partners-amendments-open", count(amended)),
            words::counted(&v, "partners-deliverables-overdue", overdue),
        ];
        register.tabs = narrowed(&v, "ouvertes", "collaborations-all", "collaborations-open");
        register.none = narrow.then_some("none-collaborations-open");
    }
    register.show(&v)
}

async fn sponsorships(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = pb::SponsorshipLedgerRequest {
        programme: programme.clone(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let ledger = views(&v).get_sponsorship_ledger(v.ask(asked)).await?.into_inner();
    let mut register =
        Register::of(&v, "appuis", &programme, tables::sponsorships(&v, &ledger.sponsorships))
            .adding(&commands::SPONSORSHIP, "RequestSponsorship");
    if let [totals] = ledger.totals.as_slice() {
        let sums = [
            ("field-partners-ceiling", &totals.ceiling),
            ("partners-cash", &totals.received),
            ("partners-justified", &totals.justified),
            ("partners-unjustified", &totals.unjustified),
        ];
        let figure = |(key, money): (&str, &Option<proto::jalon::v1::Money>)| {
            Some(words::sum(&v, key, money.as_ref()?, totals.illustrative))
        };
        register.figures = sums.into_iter().filter_map(figure).collect();
    } else {
        register = register.and(v.say("partners-totals"), tables::totals(&v, &ledger.totals));
    }
    register.show(&v)
}

fn shared(v: &Visit, programme: &str) -> pb::DataSharingRequest {
    pb::DataSharingRequest {
        programme: programme.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    }
}

async fn agreements(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = v.ask(shared(&v, &programme));
    let lines = views(&v).list_data_sharing(asked).await?.into_inner().agreements;
    let mut register = Register::of(&v, "partage", &programme, tables::agreements(&v, &lines))
        .adding(&commands::SHARING, "AuthoriseDataSharing");
    if !lines.is_empty() {
        let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
        let active = lines.iter().filter(|line| line.state == "active").count();
        let extracts = lines.iter().map(|line| line.extracts.len()).sum();
        let left = lines.iter().flat_map(|line| &line.extracts);
        register.figures = vec![
            words::counted(&v, "partners-agreements-active", count(active)),
            words::counted(&v, "partners-extracts", count(extracts)),
            Figure {
                illustrative: left
                    .clone()
                    .any(|it| it.proof.as_ref().is_some_and(|proof| proof.illustrative)),
                ..words::counted(
                    &v,
                    "partners-households-left",
                    left.map(|it| u64::from(it.households)).sum(),
                )
            },
        ];
    }
    register.show(&v)
}

async fn transfers(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = v.ask(shared(&v, &programme));
    let answer = views(&v).get_transfers(asked).await?.into_inner();
    let mut register =
        Register::of(&v, "transferts", &programme, tables::transfers(&v, &answer.transfers));
    if let Some(total) = answer.total.filter(|total| total.transfers > 0) {
        let counted = |key: &str, count: u64| Figure {
            illustrative: total.illustrative,
            ..words::counted(&v, key, count)
        };
        let rated = |key: &str, rate: &str| Figure {
            illustrative: total.illustrative,
            ..words::figure(&v, key, typography::rate(rate, v.lang))
        };
        // What was sent and not answered is neither matched nor unmatched: no rate is of it.
        let answered = total.matched + total.unmatched + total.rejected;
        register.figures = vec![
            counted("field-partners-shared", total.shared),
            counted("partners-answered", answered),
            counted("field-partners-matched", total.matched),
            Figure {
                more: v.lang.say_with(
                    "partners-rate-of",
                    [
                        ("part", typography::integer(total.matched, v.lang)),
                        ("whole", typography::integer(answered, v.lang)),
                    ],
                ),
                ..rated("partners-match-rate", &total.match_rate)
            },
            counted("field-partners-registered", total.registered),
            rated("partners-registration-rate", &total.registration_rate),
        ];
        register.figures.retain(|figure| !figure.number.is_empty());
        let key = if total.balanced { "partners-balanced" } else { "partners-unbalanced" };
        register.tabs = sheet::remark(&v.say(key));
    }
    register.show(&v)
}

async fn referrals(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = pb::ReferralFunnelRequest {
        programme: programme.clone(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let (mut first, mut second) = (views(&v), views(&v));
    let (funnel, single) = tokio::try_join!(
        first.get_referral_funnel(v.ask(asked.clone())),
        second.list_referrals(v.ask(asked))
    )?;
    let (funnel, single) = (funnel.into_inner(), single.into_inner().referrals);
    let reported = funnel.reports.iter().map(|line| line.area.as_str());
    let areas = reported.chain(single.iter().map(|line| line.area.as_str()));
    let places = Places::of(&v, areas).await;
    let mut register =
        Register::of(&v, "referencements", &programme, tables::services(&v, &funnel.services))
            .and(
                v.say("partners-reports"),
                tables::funnel(&v, &programme, &funnel.reports, &places),
            )
            .and(v.say("partners-single"), tables::referrals(&v, &single, &places))
            .adding(&commands::REFERRAL, "OpenReferral")
            .adding(&commands::COUNTS, "ReportReferrals");
    if let Some(total) = funnel.total.filter(|total| total.identified > 0) {
        let counted = |key: &str, count: u64| Figure {
            illustrative: total.illustrative,
            ..words::counted(&v, key, count)
        };
        register.figures = vec![
            counted("field-partners-identified", total.identified),
            counted("field-partners-referred", total.referred),
            counted("field-partners-accepted", total.accepted),
            counted("field-partners-delivered", total.delivered),
            Figure {
                illustrative: total.illustrative,
                ..words::figure(&v, "partners-rate", typography::rate(&total.rate, v.lang))
            },
        ];
    }
    register.show(&v)
}

async fn overlap(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked =
        pb::OverlapRequest { programme: programme.clone(), as_of: v.as_of(), ..Default::default() };
    let mut areas = views(&v).get_overlap(v.ask(asked)).await?.into_inner().areas;
    let count = |of: usize| u64::try_from(of).unwrap_or(u64::MAX);
    let all = areas.len();
    let several = areas.iter().filter(|area| area.overlaps).count();
    let narrow = v.asked("plusieurs").is_some_and(|text| !text.is_empty());
    if narrow {
        areas.retain(|area| area.overlaps);
    }
    let places = Places::of(&v, areas.iter().map(|area| area.area.as_str())).await;
    let table = tables::overlap(&v, &areas, &places);
    let mut register = Register::of(&v, "chevauchements", &programme, table)
        .adding(&commands::COLLECTION, "ReportInterventions");
    let form = format!("/p/{}/interventions/fiche", encode(&programme));
    register.links.push((v.say("collection-import"), form));
    if all > 0 {
        register.figures = vec![
            words::counted(&v, "partners-places", count(all)),
            words::counted(&v, "partners-places-overlapping", count(several)),
        ];
        register.tabs = narrowed(&v, "plusieurs", "overlap-all", "overlap-several");
        register.none = narrow.then_some("none-chevauchements-several");
    }
    register.show(&v)
}

async fn forums(v: Visit, Path(programme): Path<String>) -> Answer {
    let programme = known(&v, programme)?;
    let asked = pb::ListForumsRequest { programme: programme.clone(), as_of: v.as_of() };
    let lines = views(&v).list_forums(v.ask(asked)).await?.into_inner().forums;
    let areas = lines.iter().flat_map(|line| &line.areas);
    let places = Places::of(&v, areas.map(String::as_str)).await;
    Register::of(&v, "concertations", &programme, tables::forums(&v, &lines, &places))
        .adding(&commands::FORUM, "EstablishForum")
        .show(&v)
}

async fn institutions(v: Visit) -> Answer {
    let asked = pb::ListInstitutionsRequest { as_of: v.as_of(), ..Default::default() };
    let lines = views(&v).list_institutions(v.ask(asked)).await?.into_inner().institutions;
    Register::of(&v, "institutions", "", tables::institutions(&v, &lines))
        .adding(&commands::INSTITUTION, "RegisterInstitution")
        .show(&v)
}
