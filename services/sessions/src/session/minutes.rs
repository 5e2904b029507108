//! Minutes: versions, circulation, corrections, validation by a later session, errata.

use std::collections::BTreeSet;

use jiff::civil::Date;
use kernel::{Basis, Code, Guards, Hash, Id, Person, require};
use serde::{Deserialize, Serialize};

use super::{
    Outcome, Session,
    agenda::{self, Concluded, Conclusion},
    plan::{Kind, Plan},
};
use crate::{
    key::ItemKey,
    rejection::{Rejection, reason},
};

/// Kept for ever: add facts, never give one a new meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    Drafted(Drafted),
    Circulated(Circulated),
    CorrectionRequested(CorrectionRequested),
    Submitted(Submitted),
    /// This session judged those of an earlier one.
    Judged(Judged),
    Validated(Validated),
    Rejected(Rejected),
    Signed(Signed),
    ScanAttached(ScanAttached),
    Published(Published),
    ErratumIssued(Erratum),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Drafted {
    pub(crate) form: Form,
    pub(crate) text: Option<String>,
    /// SHA-256 of the document that the document store holds.
    pub(crate) document: Option<Hash>,
    /// Of the text and the name of the document; none where neither is known.
    pub(crate) sha256: Option<Hash>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Form {
    /// Compte rendu.
    Account,
    /// Procès-verbal.
    Record,
    /// Relevé de conclusions.
    Conclusions,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Circulated {
    pub(crate) version: u32,
    pub(crate) answers_by: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CorrectionRequested {
    pub(crate) passage: String,
    pub(crate) correction: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Submitted {
    pub(crate) version: u32,
    pub(crate) sha256: Option<Hash>,
}

/// What a session says of the minutes of an earlier one. A policy makes it effective there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Judged {
    pub(crate) minutes_of: Code,
    pub(crate) item: ItemKey,
    pub(crate) version: u32,
    pub(crate) sha256: Option<Hash>,
    pub(crate) accepted: bool,
    pub(crate) remarks: Option<String>,
    pub(crate) by: Standing,
}

/// Which session it is, in the order of its body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Standing {
    pub(crate) session: Code,
    pub(crate) body: Code,
    pub(crate) kind: Kind,
    pub(crate) ordinal: Option<u32>,
    pub(crate) first_day: Option<Date>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Validated {
    pub(crate) by: Code,
    pub(crate) item: ItemKey,
    pub(crate) version: u32,
    /// From here on only errata are added.
    pub(crate) sha256: Option<Hash>,
    pub(crate) remarks: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rejected {
    pub(crate) by: Code,
    pub(crate) item: ItemKey,
    pub(crate) version: u32,
    pub(crate) reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Signed {
    pub(crate) person: Id<Person>,
    pub(crate) capacity: String,
    pub(crate) institution: Option<Code>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ScanAttached {
    pub(crate) document: Hash,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Published {
    pub(crate) version: u32,
    pub(crate) sha256: Option<Hash>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Erratum {
    pub(crate) passage: String,
    pub(crate) correction: String,
    pub(crate) reason: String,
}

#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::Display,
    strum::IntoStaticStr,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub(crate) enum Status {
    #[default]
    None,
    Drafted,
    Circulated,
    CorrectionRequested,
    Submitted,
    Rejected,
    Validated,
    Published,
}

impl Status {
    /// A later session has validated them.
    pub(crate) fn is_final(self) -> bool {
        matches!(self, Self::Validated | Self::Published)
    }
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Minutes {
    pub(crate) status: Status,
    /// When they came to that.
    since: Date,
    pub(crate) version: u32,
    sha256: Option<Hash>,
    signed_by: BTreeSet<Id<Person>>,
}

/// What a session that is to judge minutes knows of them, asked of the session whose they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Earlier {
    pub(crate) of: Standing,
    pub(crate) status: Status,
    pub(crate) since: Date,
    pub(crate) version: u32,
    pub(crate) sha256: Option<Hash>,
}

#[derive(Clone, Debug)]
pub(crate) struct Judge {
    pub(crate) item: ItemKey,
    pub(crate) minutes_of: Code,
    /// None: there is no such session.
    pub(crate) earlier: Option<Earlier>,
    pub(crate) accepted: bool,
    /// Reservations, or why they go back.
    pub(crate) remarks: Option<String>,
}

/// What a later session decided, as its own fact tells it.
#[derive(Clone, Debug)]
pub(crate) struct Judgement(pub(crate) Judged);

impl Plan {
    pub(crate) fn standing(&self) -> Standing {
        Standing {
            session: self.reference.clone(),
            body: self.body.clone(),
            kind: self.kind,
            ordinal: self.ordinal,
            first_day: self.dates.first(),
        }
    }
}

impl Standing {
    /// By their numbers where they have them, by their dates otherwise.
    fn is_later_than(&self, other: &Self) -> bool {
        match (self.ordinal, other.ordinal) {
            (Some(ours), Some(theirs)) if self.kind == other.kind => ours > theirs,
            _ => match (self.first_day, other.first_day) {
                (Some(ours), Some(theirs)) => ours > theirs,
                _ => false,
            },
        }
    }

    /// Why `self` may not judge the minutes of `other`.
    fn may_judge(&self, other: &Self) -> Result<(), Rejection> {
        require(self.session != other.session, || Rejection::SelfValidation)?;
        let body = || Rejection::MinutesOfOtherBody { body: other.body.clone() };
        require(self.body == other.body, body)?;
        let session = || Rejection::MinutesNotEarlier { session: other.session.clone() };
        require(self.is_later_than(other), session)
    }
}

/// This session, which is open and quorate, says of the minutes of an earlier one what it thinks.
pub(super) fn judge(plan: &Plan, title: &str, judge: &Judge, guards: Guards) -> Outcome {
    let Judge { item, minutes_of, earlier, accepted, remarks } = judge;
    require(*minutes_of != plan.reference, || Rejection::SelfValidation)?;
    let earlier = earlier.as_ref().ok_or(Rejection::SessionUnknown)?;
    plan.standing().may_judge(&earlier.of)?;
    let submitted = earlier.status == Status::Submitted;
    require(submitted, || Rejection::MinutesForbid { status: earlier.status })?;
    guards.not_before(earlier.since)?;
    if !accepted {
        reason(remarks.as_deref().unwrap_or_default())?;
    }
    let conclusion = if *accepted { Conclusion::Adopted } else { Conclusion::Rejected };
    let concluded = Concluded {
        item: item.clone(),
        conclusion,
        text: remarks.clone().unwrap_or_else(|| title.to_owned()),
        covers: Vec::new(),
        decision: Some(Session::decision(&plan.reference, item)),
    };
    let judged = Judged {
        minutes_of: minutes_of.clone(),
        item: item.clone(),
        version: earlier.version,
        sha256: earlier.sha256,
        accepted: *accepted,
        remarks: remarks.clone(),
        by: plan.standing(),
    };
    Ok(guards.decided::<super::Event>([
        super::Event::from(agenda::Event::Concluded(concluded)),
        Event::Judged(judged).into(),
    ]))
}

impl Minutes {
    pub(crate) fn earlier(&self, plan: &Plan) -> Earlier {
        let Self { status, since, version, sha256, .. } = *self;
        Earlier { of: plan.standing(), status, since, version, sha256 }
    }

    fn is(&self, allowed: &[Status]) -> Result<(), Rejection> {
        require(allowed.contains(&self.status), || Rejection::MinutesForbid { status: self.status })
    }

    pub(super) fn draft(&self, drafted: &Drafted, mut guards: Guards) -> Outcome {
        self.is(&[
            Status::None,
            Status::Drafted,
            Status::Circulated,
            Status::CorrectionRequested,
            Status::Rejected,
        ])?;
        guards.shown(require(drafted.sha256.is_some(), || Rejection::MinutesEmpty))?;
        Ok(guards.decided([Event::Drafted(drafted.clone())]))
    }

    pub(super) fn circulate(&self, answers_by: Option<Date>, guards: Guards) -> Outcome {
        self.is(&[Status::Drafted])?;
        let later = answers_by.is_none_or(|by| by >= guards.on);
        require(later, || Rejection::DatesReversed)?;
        Ok(guards.decided([Event::Circulated(Circulated { version: self.version, answers_by })]))
    }

    pub(super) fn request(&self, requested: &CorrectionRequested, guards: Guards) -> Outcome {
        self.is(&[Status::Circulated, Status::CorrectionRequested])?;
        reason(&requested.correction)?;
        Ok(guards.decided([Event::CorrectionRequested(requested.clone())]))
    }

    pub(super) fn submit(&self, mut guards: Guards) -> Outcome {
        self.is(&[Status::Drafted, Status::Circulated])?;
        let circulated = self.status == Status::Circulated;
        guards.shown(require(circulated, || Rejection::MinutesNotCirculated))?;
        let Self { version, sha256, .. } = *self;
        Ok(guards.decided([Event::Submitted(Submitted { version, sha256 })]))
    }

    /// A later session's own fact is what makes them valid, and nobody's word for it.
    pub(super) fn hear(
        &self,
        plan: &Plan,
        Judgement(judged): &Judgement,
        basis: &Basis,
        guards: Guards,
    ) -> Outcome {
        require(matches!(basis, Basis::Verified { .. }), || Rejection::JudgementNotVerified)?;
        judged.by.may_judge(&plan.standing())?;
        self.is(&[Status::Submitted])?;
        let same = (judged.version, judged.sha256) == (self.version, self.sha256);
        require(same, || Rejection::MinutesChanged { version: self.version })?;
        let (by, item) = (judged.by.session.clone(), judged.item.clone());
        let Self { version, sha256, .. } = *self;
        Ok(guards.decided([if judged.accepted {
            Event::Validated(Validated {
                by,
                item,
                version,
                sha256,
                remarks: judged.remarks.clone(),
            })
        } else {
            let reason = judged.remarks.clone().unwrap_or_default();
            Event::Rejected(Rejected { by, item, version, reason })
        }]))
    }

    pub(super) fn sign(&self, signed: Signed, guards: Guards) -> Outcome {
        require(self.version > 0, || Rejection::MinutesForbid { status: self.status })?;
        let new = !self.signed_by.contains(&signed.person);
        require(new, || Rejection::AlreadyRecorded)?;
        Ok(guards.decided([Event::Signed(signed)]))
    }

    pub(super) fn attach(&self, scan: &ScanAttached, guards: Guards) -> Outcome {
        self.is(&[Status::Submitted, Status::Validated, Status::Published])?;
        Ok(guards.decided([Event::ScanAttached(scan.clone())]))
    }

    pub(super) fn publish(&self, guards: Guards) -> Outcome {
        self.is(&[Status::Validated])?;
        let Self { version, sha256, .. } = *self;
        Ok(guards.decided([Event::Published(Published { version, sha256 })]))
    }

    pub(super) fn correct(&self, erratum: &Erratum, guards: Guards) -> Outcome {
        self.is(&[Status::Validated, Status::Published])?;
        reason(&erratum.correction)?;
        reason(&erratum.reason)?;
        Ok(guards.decided([Event::ErratumIssued(erratum.clone())]))
    }

    pub(super) fn evolve(&mut self, event: &Event, on: Date) {
        self.status = match event {
            Event::Drafted(drafted) => {
                self.version += 1;
                self.sha256 = drafted.sha256;
                // Whoever signed had another version in hand.
                self.signed_by.clear();
                Status::Drafted
            }
            Event::Circulated(_) => Status::Circulated,
            Event::CorrectionRequested(_) => Status::CorrectionRequested,
            Event::Submitted(_) => Status::Submitted,
            Event::Validated(_) => Status::Validated,
            Event::Rejected(_) => Status::Rejected,
            Event::Published(_) => Status::Published,
            Event::Signed(signed) => {
                self.signed_by.insert(signed.person);
                return;
            }
            Event::Judged(_) | Event::ScanAttached(_) | Event::ErratumIssued(_) => return,
        };
        self.since = on;
    }
}
