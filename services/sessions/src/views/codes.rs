//! The domain's choices as the contracts number them, variant by variant: one that is added to the
//! domain does not compile until the contract has it.

use proto::sessions::v1 as pb;

use crate::{
    blockage::course::{Blocks, Severity as Weight},
    body::{
        register::{Kind as Organ, Level},
        rules::Cadence,
    },
    mission::{Kind as MissionKind, finding::Severity},
    session::{
        Kind,
        agenda::{Conclusion, ItemKind},
        deliberation::{Assessment, Nature},
        minutes::Form,
        plan::Role,
        presence::Standing,
    },
    value::{Doubt, SubjectKind},
};

macro_rules! numbered {
    ($($domain:ty => $contract:ty { $($variant:ident,)+ })+) => {$(
        impl From<$domain> for $contract {
            fn from(choice: $domain) -> Self {
                match choice { $(<$domain>::$variant => Self::$variant,)+ }
            }
        }
    )+};
}

numbered! {
    Organ => pb::BodyKind {
        TechnicalCommittee, SteeringCommittee, Cell, Commission, Organ, Secretariat, Unknown,
    }
    Level => pb::Level { National, Regional, Provincial, Communal, }
    Cadence => pb::Cadence { Monthly, Quarterly, Semestrial, Annual, }
    Kind => pb::SessionKind {
        Ordinary, Extraordinary, WrittenProcedure, SectorReview, Dissemination, Workshop,
    }
    Role => pb::officer::Role { Chair, CoChair, Opens, Assists, Rapporteur, }
    ItemKind => pb::ItemKind {
        ValidationOfMinutes, Decision, Presentation, Information, Recommendations, FollowUp,
        Closure, Collaborations,
    }
    Standing => pb::Standing { Member, Substitute, Observer, Guest, }
    Conclusion => pb::Conclusion { Adopted, Rejected, Noted, Deferred, }
    Nature => pb::record_proceeding_request::Nature { Statement, Announcement, Challenge, }
    Assessment => pb::assess_outcome_request::Assessment { Met, PartlyMet, NotMet, }
    Form => pb::MinutesForm { Account, Record, Conclusions, }
    SubjectKind => pb::subject::Kind {
        Programme, Phase, Component, Workplan, Strategy, Financing, Collaboration, Sponsorship,
        Scope, Other, Recommendation, Session,
    }
    Doubt => pb::flag_date_request::Doubt { Weekday, YearInferred, Contradicted, SourcesDiffer, }
    Weight => pb::qualify_blockage_request::Severity { Major, Minor, }
    Blocks => pb::qualify_blockage_request::Blocks {
        Condition, Contract, Payment, Data, Closure, Other,
    }
    MissionKind => pb::MissionKind {
        Supervision, ExternalAudit, InternalAudit, StateInspection,
    }
    Severity => pb::record_finding_request::Severity { High, Medium, Low, }
}
