//! Who came, session by session, and how well the cadence was kept.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use kernel::Code;
use proto::sessions::v1::{
    self as pb,
    attendance_history::{Institution, Line},
};

use super::{
    bodies::Body,
    body::{cadence, notice},
    desk::Desk,
    session::persons,
    sessions::{Quorum, Session},
};
use crate::session::{
    plan::Plan,
    presence::{Presence, Standing, seats_taken},
};

impl Desk {
    pub(super) fn attendance(&self, reference: &Code, body: &Body) -> pb::AttendanceHistory {
        let (mut lines, mut before) = (Vec::new(), None);
        let mut present = BTreeMap::<String, u32>::new();
        let mut listed = 0;
        for (plan, session) in self.sessions_of(reference) {
            let line = self.line(plan, session, body, before);
            before = session.opened.and(plan.dates.last_day()).or(before);
            let came = institutions(session);
            listed += u32::from(!line.unknown);
            for institution in came {
                *present.entry(institution).or_default() += 1;
            }
            lines.push(line);
        }
        let came = |(institution, present)| Institution { institution, present, of: listed };
        pb::AttendanceHistory {
            body: reference.to_string(),
            cadence: cadence(&body.rules),
            sessions: lines,
            institutions: present.into_iter().map(came).collect(),
            notices: body.notices.iter().map(notice).collect(),
        }
    }

    fn line(&self, plan: &Plan, session: &Session, body: &Body, before: Option<Date>) -> Line {
        let nobody: &[Presence] = &[];
        // The day on which most came speaks for the session.
        let fullest = session.days.values().max_by_key(|(all, _)| seats_taken(all));
        let all = fullest.map_or(nobody, |(all, _)| all);
        let everybody =
            [Standing::Member, Standing::Substitute, Standing::Observer, Standing::Guest];
        let required = match &session.quorum {
            Some((Quorum::Confirmed(confirmed), _)) => confirmed.required,
            Some((Quorum::Waived(_), _)) | None => 0,
        };
        let first = plan.dates.first_day();
        let since = before.zip(first).map(|(before, first)| runtime::view::days(before, first));
        let due = before.zip(body.rules.cadence).map(|(before, cadence)| cadence.after(before));
        Line {
            session: Some(self.session_line(plan, session)),
            seats: seats_taken(all),
            required,
            observers: persons(all, &[Standing::Observer]),
            guests: persons(all, &[Standing::Guest]),
            persons: persons(all, &everybody),
            approximate: all.iter().any(|presence| presence.approximate),
            unknown: session.days.is_empty(),
            days_since: since.and_then(|days| u32::try_from(days).ok()).unwrap_or(0),
            late: due.zip(first).is_some_and(|(due, first)| first > due),
        }
    }
}

/// Institutions that came on some day, by code or in words.
fn institutions(session: &Session) -> BTreeSet<String> {
    let all = session.days.values().flat_map(|(all, _)| all);
    let named = all.filter_map(|presence| {
        let code = presence.institution.as_ref().map(Code::to_string);
        code.or_else(|| presence.label.clone())
    });
    named.collect()
}
