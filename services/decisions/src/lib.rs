//! What services ask of sessions before they decide: whether a body decided what a command cites, and
//! what is still open against a thing.
//!
//! Asked at the edge, never in a rule: what was answered travels in the command, with how far the
//! journal was known. Where nobody can be asked, whoever acts answers for it.

use jiff::civil::Date;
use kernel::{Basis, Code, Decision, Id};
use proto::sessions::v1::{
    CheckDecisionRequest, CheckDecisionResponse, ListOpenBlockagesRequest, SessionRequest, Subject,
    list_open_blockages_response::Open, session_questions_client::SessionQuestionsClient,
    sessions_views_client::SessionsViewsClient, subject::Kind,
};
use runtime::{Failure, Journal, Peer, Peers, Viewer, question, verified};

/// The role that knows of decisions and blockages.
pub const SESSIONS: &str = "sessions";

/// A decision as a command cites it, and what for.
#[derive(Clone, Debug)]
pub struct Cited<'c> {
    /// Its id, or session and item: `ML-CNP-12/4`. Anything else is on paper.
    pub decision: &'c str,
    /// What the command is about.
    pub subject: Subject,
    /// The command's name.
    pub transition: &'static str,
    /// The body that is said to have taken it, where the command says so.
    pub body: Option<&'c Code>,
    /// Taken by that day.
    pub on: Date,
}

/// What became of a decision that is cited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Founded {
    /// The body adopted it, and it is about that.
    Verified(Basis),
    /// It is on a paper, or nobody can be asked.
    OnPaper,
    /// The command does not stand on it.
    Not(Unfounded),
}

/// Why a command does not stand on the decision that it cites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfounded {
    /// No body took it by that day.
    Unknown,
    /// It was rejected.
    NotAdopted,
    /// It is about something else.
    Elsewhere,
    /// Another body took it than the one that is said to have.
    OfAnother,
}

/// What is open against a thing, and the position up to which that is known.
#[derive(Clone, Debug)]
pub struct Standing {
    pub open: Vec<Open>,
    pub basis: Basis,
}

impl Standing {
    pub fn count(&self) -> u32 {
        u32::try_from(self.open.len()).unwrap_or(u32::MAX)
    }
}

/// A thing of any service, by its reference.
pub fn subject(kind: Kind, reference: &(impl ToString + ?Sized)) -> Subject {
    Subject { kind: kind.into(), reference: reference.to_string() }
}

/// Whether a body took that decision, adopted it, and covers with it what the command does.
pub async fn founded(
    peers: &Peers,
    journal: &dyn Journal,
    cited: Cited<'_>,
) -> Result<Founded, Failure> {
    let itself = peers.channel(SESSIONS, Viewer::Itself);
    let Some(channel) = itself else { return Ok(Founded::OnPaper) };
    let Cited { decision, subject, transition, body, on } = cited;
    let asked = CheckDecisionRequest {
        decision: decision.to_owned(),
        subject: Some(subject),
        transition: transition.to_owned(),
        on: on.to_string(),
    };
    let asked = question(journal, asked).await?;
    let answer = SessionQuestionsClient::new(channel.clone()).check_decision(asked).await;
    let answer = answer.map_err(Failure::Peer)?;
    if !answer.get_ref().exists {
        let ours = is_ours(channel, journal, decision).await?;
        return Ok(if ours { Founded::Not(Unfounded::Unknown) } else { Founded::OnPaper });
    }
    if let Err(why) = answer.get_ref().stands(body) {
        return Ok(Founded::Not(why));
    }
    let id = answer.get_ref().decision.parse::<Id<Decision>>().ok();
    Ok(Founded::Verified(verified(SESSIONS, id, &answer)?))
}

/// What is open against that thing; None where nobody can be asked.
pub async fn open_against(
    peers: &Peers,
    journal: &dyn Journal,
    subject: Subject,
) -> Result<Option<Standing>, Failure> {
    let Some(channel) = peers.channel(SESSIONS, Viewer::Itself) else { return Ok(None) };
    let asked = question(journal, ListOpenBlockagesRequest { subject: Some(subject) }).await?;
    let answer = SessionQuestionsClient::new(channel).list_open_blockages(asked).await;
    let answer = answer.map_err(Failure::Peer)?;
    let basis = verified(SESSIONS, None, &answer)?;
    Ok(Some(Standing { open: answer.into_inner().open, basis }))
}

trait Stands {
    fn stands(&self, body: Option<&Code>) -> Result<(), Unfounded>;
}

impl Stands for CheckDecisionResponse {
    fn stands(&self, body: Option<&Code>) -> Result<(), Unfounded> {
        let of = |body: &Code| self.body.eq_ignore_ascii_case(body.as_str());
        match self {
            Self { adopted: false, .. } => Err(Unfounded::NotAdopted),
            Self { covers: false, .. } => Err(Unfounded::Elsewhere),
            _ if body.is_some_and(|body| !of(body)) => Err(Unfounded::OfAnother),
            _ => Ok(()),
        }
    }
}

/// An id is one of ours, and so is an item of a session that is known. The rest is on paper.
async fn is_ours(channel: Peer, journal: &dyn Journal, decision: &str) -> Result<bool, Failure> {
    if decision.parse::<Id<Decision>>().is_ok() {
        return Ok(true);
    }
    let session = decision.split_once('/').and_then(|(session, _)| session.parse::<Code>().ok());
    let Some(session) = session else { return Ok(false) };
    let asked = SessionRequest { session: session.to_string().to_uppercase(), as_of: None };
    let asked = question(journal, asked).await?;
    match SessionsViewsClient::new(channel).get_session(asked).await {
        Ok(_) => Ok(true),
        Err(status) if status.code() == tonic::Code::NotFound => Ok(false),
        Err(status) => Err(Failure::Peer(status)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told() -> CheckDecisionResponse {
        let body = "ML-CNP".to_owned();
        CheckDecisionResponse {
            exists: true,
            adopted: true,
            covers: true,
            body,
            ..Default::default()
        }
    }

    #[test]
    fn a_command_stands_on_what_that_body_adopted_about_it() {
        let (cnp, ctn): (Code, Code) = ("ml-cnp".parse().unwrap(), "ML-CTN".parse().unwrap());
        assert_eq!(told().stands(Some(&cnp)), Ok(()));
        assert_eq!(told().stands(None), Ok(()), "no body is named");
        assert_eq!(told().stands(Some(&ctn)), Err(Unfounded::OfAnother));
        let rejected = CheckDecisionResponse { adopted: false, ..told() };
        assert_eq!(rejected.stands(Some(&cnp)), Err(Unfounded::NotAdopted));
        let elsewhere = CheckDecisionResponse { covers: false, ..told() };
        assert_eq!(elsewhere.stands(Some(&cnp)), Err(Unfounded::Elsewhere));
    }
}
