//! A session: its line in a list, and its whole file.

use kernel::{Code, Id};
use proto::sessions::v1 as pb;
use runtime::view::Proof;

use super::{
    desk::Desk,
    lines::{codes, count, coverage, date, item, officer, outcome, presence, proof, said, stated},
    possible,
    sessions::{ItemRow, MinutesRow, Quorum, Session},
};
use crate::session::{
    minutes::Status,
    plan::Plan,
    presence::{Presence, Standing, seats_taken},
    stage::Stage,
};

/// Without its country: `CTN-18`.
pub(super) fn short(reference: &Code) -> String {
    let text = reference.as_str();
    text.split_once('-').map_or(text, |(_, short)| short).to_owned()
}

impl Desk {
    pub(super) fn session_line(&self, plan: &Plan, session: &Session) -> pb::session::Line {
        let body = self.bodies.get(&plan.body);
        let standing = session.items.iter().filter(|row| !row.withdrawn);
        let concluded = standing.clone().filter(|row| row.concluded.is_some());
        let (day, days) = self.day_of(plan, session);
        let dates = super::lines::dates(&plan.dates);
        pb::session::Line {
            session: plan.reference.to_string(),
            label: short(&plan.reference),
            body: plan.body.to_string(),
            body_name: body.and_then(|it| it.name()).map_or_else(String::new, |it| it.name.clone()),
            kind: pb::SessionKind::from(plan.kind).into(),
            ordinal: plan.ordinal.unwrap_or(0),
            title: plan.title.clone(),
            from: dates.from,
            until: dates.until,
            weekday: dates.weekday,
            year_inferred: dates.year_inferred,
            printed: dates.printed,
            venue: said(plan.venue.as_ref()),
            city: said(plan.city.as_ref()),
            state: session.stage.to_string(),
            items: count(standing.count()),
            concluded: count(concluded.count()),
            flagged: !session.flags.is_empty(),
            gap_before: body.is_some_and(|body| body.gaps.contains(&plan.reference)),
            minutes_state: session.minutes.status.to_string(),
            programme: super::lines::code(session.programme.as_ref()),
            illustrative: session.illustrative,
            proof: proof(session.last),
            day,
            days,
        }
    }

    /// Which of its days it is, while it sits, and of how many.
    fn day_of(&self, plan: &Plan, session: &Session) -> (u32, u32) {
        let (Some(first), Some(last)) = (plan.dates.first_day(), plan.dates.last_day()) else {
            return (0, 0);
        };
        let nth = |to| u32::try_from(runtime::view::days(first, to) + 1).unwrap_or(0);
        let sits = matches!(session.stage, Stage::Open | Stage::Suspended);
        let day = if sits { nth(self.today.min(last)) } else { 0 };
        (day, nth(last))
    }

    pub(super) fn session_file(&self, plan: &Plan, session: &Session) -> pb::Session {
        let mine = |of: Option<&Code>| of == Some(&plan.reference);
        let recommendations = self.recommendations.iter().filter(|(_, it)| {
            it.text.as_ref().is_some_and(|text| mine(text.origin.session.as_ref()))
        });
        let adopted = |it: &super::blockages::Blockage| {
            it.solutions.iter().any(|solution| mine(solution.adopted_by.as_ref()))
        };
        let about: Vec<_> = session.items.iter().flat_map(|row| &row.item.subjects).collect();
        let blockages = self.blockages.iter().filter(|(_, it)| {
            it.raised.as_ref().is_some_and(|raised| {
                let treated = it.status.is_open()
                    && raised.subjects.iter().any(|subject| about.contains(&subject));
                mine(raised.session.as_ref()) || treated
            }) || adopted(it)
        });
        pb::Session {
            line: Some(self.session_line(plan, session)),
            steps: steps(session),
            officers: chairs(session),
            agenda: session.items.iter().map(agenda_item).collect(),
            attendance: days(session),
            quorum: Some(quorum(session)),
            objectives: plan.objectives.clone(),
            outcomes: plan
                .outcomes
                .iter()
                .map(|expected| {
                    let assessed = session.outcomes.get(&expected.outcome);
                    pb::session::OutcomeLine {
                        outcome: Some(outcome(expected)),
                        assessment: assessed.map_or(0, |(assessed, _)| {
                            pb::assess_outcome_request::Assessment::from(assessed.assessment).into()
                        }),
                        comment: assessed
                            .map_or_else(String::new, |(it, _)| said(it.comment.as_ref())),
                        proof: proof(assessed.map(|(_, proof)| *proof)),
                    }
                })
                .collect(),
            proceedings: proceedings(session),
            recommendations: recommendations
                .map(|(code, it)| self.recommendation_line(code, it))
                .collect(),
            blockages: blockages.map(|(code, it)| self.blockage_line(code, it)).collect(),
            flags: flags(plan, session),
            minutes: Some(minutes(&session.minutes)),
            supported_by: codes(&plan.supported_by),
            mandator: super::lines::code(plan.mandator.as_ref()),
            organiser: super::lines::code(plan.organiser.as_ref()),
            theme: said(plan.theme.as_ref()),
            occasion: said(plan.occasion.as_ref()),
            audience: plan.audience.clone(),
            no_minutes_reason: said(session.no_minutes_reason.as_ref()),
            possible: possible::session(session.stage, session.minutes.status),
            reason: said(session.reason.as_ref()),
        }
    }
}

/// One of the steps that a session goes through.
fn step(step: &str, done: Option<Proof>, detail: String) -> pb::session::Step {
    pb::session::Step {
        step: step.to_owned(),
        done: done.is_some(),
        on: done.map_or_else(String::new, stated),
        detail,
        proof: proof(done),
    }
}

fn steps(session: &Session) -> Vec<pb::session::Step> {
    let standing: Vec<_> = session.items.iter().filter(|row| !row.withdrawn).collect();
    let concluded = standing.iter().filter(|row| row.concluded.is_some());
    let last = concluded.clone().map(|row| row.proof).max_by_key(|proof| proof.position);
    let all = !standing.is_empty() && concluded.clone().count() == standing.len();
    let minutes = &session.minutes;
    let validated = minutes.validated.as_ref();
    vec![
        step("planned", session.planned, String::new()),
        step("convened", session.convened, String::new()),
        step(
            "dossier",
            session.frozen.as_ref().map(|(_, proof)| *proof),
            session.frozen.as_ref().map_or_else(String::new, |(it, _)| it.position.to_string()),
        ),
        step("open", session.opened.map(|(_, proof)| proof), String::new()),
        step(
            "deliberations",
            last.filter(|_| all),
            format!("{}/{}", concluded.count(), standing.len()),
        ),
        step("minutes", minutes.proof.filter(|_| minutes.version > 0), minutes.status.to_string()),
        step(
            "validated",
            validated.map(|(_, proof)| *proof),
            validated.map_or_else(String::new, |(by, _)| by.to_string()),
        ),
    ]
}

pub(super) fn chairs(session: &Session) -> Vec<pb::session::Chair> {
    let chair = |(it, established): &(_, Proof)| pb::session::Chair {
        officer: Some(officer(it)),
        proof: proof(Some(*established)),
    };
    session.officers.iter().map(chair).collect()
}

pub(super) fn agenda_item(row: &ItemRow) -> pb::session::Item {
    let concluded = row.concluded.as_ref();
    let decision = concluded.and_then(|it| it.decision);
    pb::session::Item {
        item: Some(item(&row.item)),
        conclusion: concluded.map_or(0, |it| pb::Conclusion::from(it.conclusion).into()),
        text: concluded.map_or_else(String::new, |it| it.text.clone()),
        covers: concluded.map_or_else(Vec::new, |it| it.covers.iter().map(coverage).collect()),
        decision: decision.as_ref().map_or_else(String::new, Id::to_string),
        withdrawn: row.withdrawn,
        proof: proof(Some(row.proof)),
    }
}

/// How many persons of that standing.
pub(super) fn persons(presences: &[Presence], of: &[Standing]) -> u32 {
    let counted = presences.iter().filter(|presence| of.contains(&presence.standing));
    counted.map(|presence| presence.count).fold(0, u32::saturating_add)
}

fn days(session: &Session) -> Vec<pb::session::Day> {
    let day = |(day, (presences, established)): (&_, &(Vec<Presence>, Proof))| {
        let all = [Standing::Member, Standing::Substitute, Standing::Observer, Standing::Guest];
        pb::session::Day {
            day: date(Some(*day)),
            presences: presences.iter().map(presence).collect(),
            seats: seats_taken(presences),
            observers: persons(presences, &[Standing::Observer]),
            guests: persons(presences, &[Standing::Guest]),
            persons: persons(presences, &all),
            approximate: presences.iter().any(|presence| presence.approximate),
            proof: proof(Some(*established)),
        }
    };
    session.days.iter().map(day).collect()
}

fn quorum(session: &Session) -> pb::session::QuorumState {
    let Some((quorum, established)) = &session.quorum else {
        let state = "unknown".to_owned();
        return pb::session::QuorumState { state, ..pb::session::QuorumState::default() };
    };
    let proof = proof(Some(*established));
    match quorum {
        Quorum::Waived(reason) => pb::session::QuorumState {
            state: "waived".to_owned(),
            reason: reason.clone(),
            proof,
            ..pb::session::QuorumState::default()
        },
        Quorum::Confirmed(confirmed) => {
            let present = session.days.values().next_back();
            let present = present.map_or(confirmed.present, |(all, _)| seats_taken(all));
            let met = present >= confirmed.required;
            pb::session::QuorumState {
                state: if met { "met" } else { "not_met" }.to_owned(),
                present,
                required: confirmed.required,
                seats: confirmed.seats,
                reason: String::new(),
                proof,
            }
        }
    }
}

fn proceedings(session: &Session) -> Vec<pb::session::Proceeding> {
    let one = |(said, established): &(crate::session::deliberation::Proceeding, Proof)| {
        pb::session::Proceeding {
            item: said.item.as_ref().map_or_else(String::new, ToString::to_string),
            speaker: said.speaker.clone(),
            text: said.text.clone(),
            nature: pb::record_proceeding_request::Nature::from(said.nature).into(),
            proof: proof(Some(*established)),
        }
    };
    session.proceedings.iter().map(one).collect()
}

fn flags(plan: &Plan, session: &Session) -> Vec<pb::session::DateFlag> {
    let asserted = super::lines::dates(&plan.dates).from;
    let flag =
        |(flag, established): &(crate::session::plan::DateFlagged, Proof)| pb::session::DateFlag {
            doubt: pb::flag_date_request::Doubt::from(flag.doubt).into(),
            asserted: asserted.clone(),
            proposed: said(flag.proposed.as_ref()),
            reason: said(flag.reason.as_ref()),
            proof: proof(Some(*established)),
        };
    session.flags.iter().map(flag).collect()
}

pub(super) fn minutes(row: &MinutesRow) -> pb::session::MinutesLine {
    let validated = row.validated.as_ref();
    let valid = matches!(row.status, Status::Validated | Status::Published);
    pb::session::MinutesLine {
        state: row.status.to_string(),
        version: row.version,
        versions: row.versions,
        validated_by: validated.map_or_else(String::new, |(by, _)| by.to_string()),
        validated_on: validated.map_or_else(String::new, |(_, proof)| stated(*proof)),
        sha256: row.sha256.filter(|_| valid).map_or_else(String::new, |hash| hash.to_string()),
        errata: row.errata,
        proof: proof(row.proof),
    }
}
