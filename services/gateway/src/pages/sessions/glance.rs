//! What the overview says of a programme's committees: what is due, and what waits for somebody.

use proto::sessions::v1 as pb;
use tonic::Status;

use super::{naming, views};
use crate::{
    html::encode,
    pages::{
        cards::{Check, joined},
        overview::{Due, Glance, Todo},
    },
    service::Soon,
    visit::Visit,
};

/// Sessions looked for ahead: half a year.
const AHEAD: i32 = 184;

pub(super) fn glance<'a>(v: &'a Visit, programme: &'a str) -> Soon<'a, Result<Glance, Status>> {
    Box::pin(async move {
        let sessions = pb::ListSessionsRequest {
            programme: programme.to_owned(),
            as_of: v.as_of(),
            ..Default::default()
        };
        let bodies = pb::ListBodiesRequest {
            programme: programme.to_owned(),
            as_of: v.as_of(),
            ..Default::default()
        };
        let (mut first, mut second) = (views(v), views(v));
        let (sessions, bodies) = tokio::try_join!(
            first.list_sessions(v.ask(sessions)),
            second.list_bodies(v.ask(bodies))
        )?;
        let bodies = bodies.into_inner().bodies;
        let sessions = sessions.into_inner().sessions;
        Ok(Glance {
            figures: Vec::new(),
            todo: todo(v, &bodies, &sessions),
            dues: sessions.iter().filter_map(|line| due(v, line)).collect(),
        })
    })
}

/// A session that is still to be held.
fn due(v: &Visit, line: &pb::session::Line) -> Option<Due> {
    if !matches!(line.state.as_str(), "planned" | "convened") {
        return None;
    }
    let on: jiff::civil::Date = line.from.parse().ok()?;
    let days = v.day_looked_at().until(on).ok()?.get_days();
    let text = joined([naming::title(line, v.lang), line.body_name.clone()]);
    let state = v.lang.label("session-state", &line.state);
    let check = Check {
        dot: "wait",
        text,
        note: joined([state, naming::dated(v, line), naming::place(line)]),
        proof: v.proof(line.proof.as_ref()),
    };
    (0..=AHEAD).contains(&days).then_some(Due { days, check })
}

fn todo(v: &Visit, bodies: &[pb::BodyLine], sessions: &[pb::session::Line]) -> Vec<Todo> {
    let mut todo = Vec::new();
    for line in sessions.iter().filter(|line| line.state == "open") {
        let text = joined([
            naming::title(line, v.lang),
            line.body_name.clone(),
            v.lang.label("session-state", &line.state),
        ]);
        let to = v.link(&format!("/session/{}", encode(&line.session)));
        todo.push(Todo { dot: "ok", text, to });
    }
    for line in bodies {
        let mut add = |dot, text: String, anchor: &str| {
            let path = v.link(&format!("/instance/{}", encode(&line.body)));
            let text = joined([line.acronym.clone(), text]);
            todo.push(Todo { dot, text, to: format!("{path}#{anchor}") });
        };
        if line.overdue_recommendations > 0 {
            let said = v.say_n("todo-overdue", line.overdue_recommendations);
            add("bad", said, "recommandations");
        }
        if line.dormant {
            add("bad", v.say("body-dormant"), "sessions");
        } else if !line.missed_on.is_empty() {
            add("wait", v.say_of("body-missed", v.day_short(&line.missed_on)), "sessions");
        }
    }
    todo
}
