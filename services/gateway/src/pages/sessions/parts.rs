//! The cards of a session's page.

use proto::sessions::v1 as pb;

use super::{naming, registers, session::concluded};
use crate::{
    html::{Html, Tone, encode, escape},
    names,
    pages::{
        cards::joined,
        sheet::{self, Part},
    },
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(super) fn all(
    v: &Visit,
    session: &pb::Session,
    line: &pb::session::Line,
    base: &str,
) -> Vec<Part> {
    let sitting = matches!(line.state.as_str(), "open" | "suspended");
    let mut agenda = Part::table(
        v,
        "ordre-du-jour",
        v.say("agenda"),
        &agenda(v, session, base, sitting),
        "agenda-none",
    )
    .columns(8);
    if line.items > 0 {
        agenda = agenda.aside(concluded(v, line));
    }
    let blockages = registers::blockages(v, &session.blockages).without(&v.say("column-session"));
    let recommendations =
        registers::recommendations(v, &session.recommendations).without(&v.say("column-origin"));
    let mut parts = vec![
        agenda,
        attendance(v, session, base),
        Part::table(v, "blocages", v.say("blockages-solutions"), &blockages, "blockages-none"),
        Part::table(
            v,
            "recommandations",
            v.say("recommendations-made"),
            &recommendations,
            "recommendations-none",
        ),
        minutes(v, session, base).columns(6),
        presidium(v, session).columns(6),
    ];
    let outcomes = outcomes(v, session);
    if !outcomes.is_empty() {
        let part = Part::new("resultats", v.say("expected-outcomes"), outcomes.html(v));
        parts.push(part.columns(6));
    }
    if !session.objectives.is_empty() {
        let objectives = session.objectives.iter().map(|text| Html::text(text));
        let part = Part::new("objectifs", v.say("objectives"), sheet::points(objectives));
        parts.push(part.columns(6));
    }
    let proceedings = proceedings(v, session);
    if !proceedings.is_empty() {
        parts.push(Part::new("interventions", v.say("proceedings"), proceedings.html(v)));
    }
    parts.push(around(v, session, line));
    parts
}

fn agenda(v: &Visit, session: &pb::Session, base: &str, sitting: bool) -> Table {
    let columns = [
        ("column-item", Kind::Text),
        ("column-point", Kind::Text),
        ("column-presented-by", Kind::Text),
        ("column-conclusion", Kind::Text),
        ("", Kind::Proof),
        ("", Kind::Act),
    ];
    let mut table = Table::new(v.lang, &columns);
    // The first that is open is the one they are at.
    let open = |item: &&pb::session::Item| {
        !item.withdrawn && item.conclusion() == pb::Conclusion::Unspecified
    };
    let at = session.agenda.iter().find(open).and_then(|item| item.item.as_ref());
    let at = at.map(|item| item.item.clone());
    for line in &session.agenda {
        let item = line.item.clone().unwrap_or_default();
        let kind = naming::value(item.kind().as_str_name(), v.lang);
        let kind = if item.title.to_lowercase().contains(&kind.to_lowercase()) {
            String::new()
        } else {
            kind
        };
        let decision =
            if line.decision.is_empty() { String::new() } else { v.say("item-decision") };
        let note = joined([kind, names::short(v, &item.minutes_of), decision, line.text.clone()]);
        let here = sitting && at.as_ref() == Some(&item.item);
        let act = if v.acts() && sitting && open(&line) {
            let rpc = if item.minutes_of.is_empty() { "ConcludeItem" } else { "ValidateMinutes" };
            Cell::Link {
                text: v.lang.label_in("sessions", "rpc", rpc),
                to: format!(
                    "{base}/saisir/{rpc}?item={}&minutes_of={}",
                    encode(&item.item),
                    encode(&item.minutes_of)
                ),
            }
        } else {
            Cell::Empty
        };
        table.push(vec![
            Cell::text(item.item.clone()),
            Cell::Noted { text: item.title.clone(), note },
            Cell::text(if item.presented_by.is_empty() {
                String::new()
            } else {
                names::institution(v, &item.presented_by)
            }),
            naming::conclusion(v, line, here),
            // What put an item on the agenda is not what concluded it.
            if open(&line) { Cell::Empty } else { Cell::Proof(line.proof.clone()) },
            act,
        ]);
    }
    if table.is_empty() { table } else { table.dense() }
}

fn attendance(v: &Visit, session: &pb::Session, base: &str) -> Part {
    let quorum = session.quorum.clone().unwrap_or_default();
    let mut part = Part::new("presences", v.say("attendance"), Html::default());
    if let Some(day) = session.attendance.last() {
        part.body = present(v, day, &quorum);
        part.body.push(&sheet::remark(&said(v, &quorum)));
        if session.attendance.len() > 1 {
            let days = v.say_n("attendance-days", session.attendance.len());
            part.body.push(&sheet::remark(&days));
        }
        part.body.push(&by_institution(v, day));
        if day.proof.as_ref().is_some_and(|proof| proof.illustrative) {
            part = part.tag(v.illustrative());
        }
    } else {
        part.body = sheet::empty(v, "attendance-none");
        part.body.push(&sheet::remark(&said(v, &quorum)));
    }
    part = part.link(v.say("attendance-docx"), v.link(&format!("{base}/emargement.docx")));
    part = part.link(v.say("attendance-xlsx"), v.link(&format!("{base}/presences.xlsx")));
    if v.acts() && session.possible.iter().any(|rpc| rpc == "RecordAttendance") {
        part = part.link(v.say("attendance-import"), format!("{base}/presences"));
    }
    part.columns(4)
}

/// How many came on the last day that is on record.
fn present(v: &Visit, day: &pb::session::Day, quorum: &pb::session::QuorumState) -> Html {
    let about = |count: u32| {
        let count = count.to_string();
        if day.approximate { v.say_of("about-count", count) } else { count }
    };
    let seats = if quorum.seats > 0 {
        format!("{} / {}", about(day.seats), quorum.seats)
    } else {
        about(day.seats)
    };
    let mut lines = vec![
        (v.say("members-and-substitutes"), seats),
        (v.say("observers"), about(day.observers)),
        (v.say("guests"), about(day.guests)),
    ];
    if day.persons > day.seats + day.observers + day.guests {
        lines.push((v.say("persons"), about(day.persons)));
    }
    sheet::tally(&lines)
}

/// How many are needed, and whether they are there.
fn said(v: &Visit, quorum: &pb::session::QuorumState) -> String {
    let required = if quorum.required > 0 {
        v.say_n("quorum-required", quorum.required)
    } else {
        v.say("quorum-rule-unknown")
    };
    let state = match quorum.state.as_str() {
        "" | "unknown" => String::new(),
        "waived" => joined([v.say("quorum-waived-said"), quorum.reason.clone()]),
        state => v.lang.label("quorum", state),
    };
    let on = quorum.proof.as_ref().map(|proof| v.day_short(&proof.effective)).unwrap_or_default();
    let on = if state.is_empty() { String::new() } else { on };
    joined([required, state, on])
}

/// Who came, institution by institution, for whoever wants to know.
fn by_institution(v: &Visit, day: &pb::session::Day) -> Html {
    let line = |presence: &pb::Presence| {
        let who = if presence.institution.is_empty() {
            presence.label.clone()
        } else {
            joined([names::institution(v, &presence.institution), presence.label.clone()])
        };
        let count = presence.count.max(1).to_string();
        let count = if presence.approximate { v.say_of("about-count", count) } else { count };
        let standing = naming::value(presence.standing().as_str_name(), v.lang);
        (joined([who, names::decapitalised(&standing)]), count)
    };
    let lines: Vec<_> = day.presences.iter().map(line).collect();
    if lines.is_empty() {
        return Html::default();
    }
    Html::made(format!(
        "<details class=\"more\"><summary>{}</summary>{}</details>",
        escape(&v.say("attendance-by-institution")),
        sheet::tally(&lines)
    ))
}

fn minutes(v: &Visit, session: &pb::Session, base: &str) -> Part {
    let minutes = session.minutes.clone().unwrap_or_default();
    let state = if minutes.state.is_empty() { "none" } else { minutes.state.as_str() };
    let validated = if minutes.validated_by.is_empty() {
        Html::default()
    } else {
        naming::session(v, &minutes.validated_by).html(v)
    };
    let text = |text: String| Html::text(&text);
    let facts = [
        (
            v.say("column-version"),
            if minutes.version > 0 { text(minutes.version.to_string()) } else { Html::default() },
        ),
        (v.say("minutes-validated-by"), validated),
        (
            v.say("minutes-validated-on"),
            if minutes.validated_on.is_empty() {
                Html::default()
            } else {
                text(v.date(&minutes.validated_on))
            },
        ),
        (v.say("minutes-hash"), hash(&minutes.sha256)),
        (
            v.say("minutes-errata"),
            if minutes.errata > 0 { text(minutes.errata.to_string()) } else { Html::default() },
        ),
        (v.say("no-minutes-reason"), Html::text(&session.no_minutes_reason)),
    ];
    let body = if state == "none" && session.no_minutes_reason.is_empty() {
        sheet::empty(v, "minutes-none")
    } else {
        sheet::facts(&facts)
    };
    let mut tag = naming::state(v, "minutes-state", state);
    tag.push(&Html::text(" "));
    tag.push(&v.proof(minutes.proof.as_ref()));
    let mut part = Part::new("compte-rendu", v.say("minutes"), body).tag(tag);
    if minutes.versions > 0 {
        let to = v.link(&format!("{base}/compte-rendu"));
        part = part.link(v.say_n("minutes-versions", minutes.versions), to);
    }
    part
}

pub(super) fn hash(sha256: &str) -> Html {
    if sha256.is_empty() {
        return Html::default();
    }
    Html::made(format!("<span class=\"hash\">{}</span>", escape(sha256)))
}

fn presidium(v: &Visit, session: &pb::Session) -> Part {
    let columns = [("column-role", Kind::Text), ("column-office", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for chair in &session.officers {
        let officer = chair.officer.clone().unwrap_or_default();
        table.push(vec![
            Cell::text(naming::value(officer.role().as_str_name(), v.lang)),
            Cell::text(naming::office(v, &officer)),
            Cell::Proof(chair.proof.clone()),
        ]);
    }
    Part::table(v, "presidium", v.say("presidium"), &table, "presidium-none")
}

fn outcomes(v: &Visit, session: &pb::Session) -> Table {
    use pb::assess_outcome_request::Assessment;
    let columns =
        [("column-outcome", Kind::Text), ("column-assessment", Kind::Text), ("", Kind::Proof)];
    let mut table = Table::new(v.lang, &columns);
    for line in &session.outcomes {
        let tone = match line.assessment() {
            Assessment::Met => Tone::Done,
            Assessment::PartlyMet => Tone::Waiting,
            Assessment::NotMet => Tone::Blocked,
            Assessment::Unspecified => Tone::NotYet,
        };
        let said = naming::value(line.assessment().as_str_name(), v.lang);
        let said =
            if said.is_empty() { v.say("outcome-to-assess") } else { names::decapitalised(&said) };
        let text = line.outcome.as_ref().map(|outcome| outcome.text.clone()).unwrap_or_default();
        table.push(vec![
            Cell::Noted { text, note: line.comment.clone() },
            Cell::State { tone, text: said, note: String::new() },
            if tone == Tone::NotYet { Cell::Empty } else { Cell::Proof(line.proof.clone()) },
        ]);
    }
    table
}

fn proceedings(v: &Visit, session: &pb::Session) -> Table {
    let columns = [
        ("column-item", Kind::Text),
        ("column-said", Kind::Text),
        ("column-speaker", Kind::Text),
        ("column-kind", Kind::Text),
        ("", Kind::Proof),
    ];
    let mut table = Table::new(v.lang, &columns);
    for line in &session.proceedings {
        table.push(vec![
            Cell::text(line.item.clone()),
            Cell::text(line.text.clone()),
            Cell::text(line.speaker.clone()),
            Cell::text(naming::value(line.nature().as_str_name(), v.lang)),
            Cell::Proof(line.proof.clone()),
        ]);
    }
    table
}

/// What is said once of it: who organised and who paid, for whom.
fn around(v: &Visit, session: &pb::Session, line: &pb::session::Line) -> Part {
    let institutions = |codes: &[String]| {
        let named: Vec<_> = codes.iter().map(|code| names::institution_in_full(v, code)).collect();
        Html::text(&named.join(", "))
    };
    let one = |code: &String| {
        if code.is_empty() { Html::default() } else { institutions(std::slice::from_ref(code)) }
    };
    let facts = [
        (v.say("session-title"), Html::text(&line.title)),
        (v.say("session-theme"), Html::text(&session.theme)),
        (v.say("session-occasion"), Html::text(&session.occasion)),
        (v.say("session-audience"), Html::text(&session.audience.join(", "))),
        (v.say("session-mandator"), one(&session.mandator)),
        (v.say("session-organiser"), one(&session.organiser)),
        (v.say("session-supported-by"), institutions(&session.supported_by)),
        (v.say("session-printed"), Html::text(&line.printed)),
    ];
    Part::new("reperes", v.say("section-facts"), sheet::facts(&facts))
        .link(v.say("history"), v.link(&format!("/session/{}/historique", encode(&line.session))))
        .link(
            v.say("session-ics"),
            v.link(&format!("/session/{}/session.ics", encode(&line.session))),
        )
        .link(
            v.say("convocation-docx"),
            v.link(&format!("/session/{}/convocation.docx", encode(&line.session))),
        )
}
