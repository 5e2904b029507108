//! Forms of partners: their commands as people look for them.

mod about;
mod suggest;

use proto::partners::v1 as pb;

pub(super) use self::about::{
    agreement as about_agreement, collaboration as about_collaboration, find_agreement, find_forum,
    find_referral, find_sponsorship, forum as about_forum, institution as about_institution,
    referral as about_referral, report as about_report, sponsorship as about_sponsorship,
};
use super::{kinds::Kind, views};
use crate::{
    failure::Failure,
    forms::{Posted, Shape},
    service::{Creation, Fields, Subject},
};

const CONTRACT: &str = "partners.v1.PartnersService";

const FIELDS: Fields = Fields {
    shape,
    list: suggest::list,
    rows: |field| matches!(field, "lines" | "purposes" | "signatories").then_some(2),
    wide: &["name_fr", "name_en", "office", "mandate", "conclusion"],
    ..Fields::PLAIN
};

fn shape(field: &str, message: &str) -> Option<Shape> {
    match field {
        // The register of the service has more of them than the platform's own, and is suggested.
        "institution" if message != "Party" => Some(Shape::Text),
        "object" | "justification" | "difference" | "mandate" | "conclusion" | "outcome"
        | "other_changes" => Some(Shape::Long),
        _ => None,
    }
}

macro_rules! named_by {
    ($field:literal) => {
        |posted: &Posted| posted.text($field).trim().to_uppercase()
    };
}

pub(super) const INSTITUTION: Subject = Subject {
    segment: "partenaire",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "RegisterInstitution",
        path: "/institutions/nouvelle",
        reference: named_by!("institution"),
    }],
    groups: &[
        ("institution-names", &["RenameInstitution", "GiveAcronym", "DissolveInstitution"]),
        (
            "institution-contacts",
            &["RecordContact", "EraseContact", "PlaceLegalHold", "LiftLegalHold"],
        ),
    ],
    home: "collaborations",
    ask: |v, reference| {
        Box::pin(async move {
            let asked = pb::PartnerRequest { institution: reference.to_owned(), as_of: None };
            let partner = views(v).get_partner(v.ask(asked)).await?.into_inner();
            let line = partner.institution.as_ref();
            let name = line.map_or("", |line| v.lang.pick(&line.name_fr, &line.name_en));
            Ok(about_institution(&partner, name))
        })
    },
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const COLLABORATION: Subject = Subject {
    segment: "collaboration",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "ProposeCollaboration",
        path: "/collaborations/nouvelle",
        reference: named_by!("collaboration"),
    }],
    groups: &[
        (
            "collaboration-course",
            &[
                "NegotiateCollaboration",
                "SignCollaboration",
                "ActivateCollaboration",
                "SuspendCollaboration",
                "ResumeCollaboration",
                "EndCollaboration",
                "CloseCollaboration",
                "CancelCollaboration",
                "TerminateCollaboration",
                "ExpireCollaboration",
            ],
        ),
        (
            "collaboration-amendments",
            &["RequestAmendment", "ApproveAmendment", "RejectAmendment", "SignAmendment"],
        ),
        (
            "collaboration-work",
            &[
                "PlanDeliverable",
                "RecordDeliverable",
                "AcceptDeliverable",
                "RecordInstalment",
                "JustifyInstalment",
                "RecordRepayment",
                "RecordReview",
                "ApproveReview",
            ],
        ),
    ],
    home: "collaborations",
    ask: |v, reference| {
        Box::pin(async move {
            let collaboration = reference.to_owned();
            let asked = pb::CollaborationRequest { collaboration, as_of: None };
            Ok(about_collaboration(&views(v).get_collaboration(v.ask(asked)).await?.into_inner()))
        })
    },
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const SPONSORSHIP: Subject = Subject {
    segment: "appui",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "RequestSponsorship",
        path: "/appuis/nouveau",
        reference: named_by!("sponsorship"),
    }],
    groups: &[(
        "sponsorship",
        &[
            "AuthoriseSponsorship",
            "RecordSponsorshipCash",
            "JustifySponsorship",
            "RepaySponsorship",
            "RecordSponsoredOutput",
            "CloseSponsorship",
            "WithdrawSponsorship",
        ],
    )],
    home: "appuis",
    ask: |v, reference| {
        Box::pin(async move { Ok(about_sponsorship(&find_sponsorship(v, reference).await?)) })
    },
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const SHARING: Subject = Subject {
    segment: "accord-de-partage",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "AuthoriseDataSharing",
        path: "/accords-de-partage/nouveau",
        reference: named_by!("agreement"),
    }],
    groups: &[
        (
            "sharing-agreement",
            &[
                "SuspendDataSharing",
                "ResumeDataSharing",
                "RevokeDataSharing",
                "ProlongDataSharing",
                "RecordExtract",
            ],
        ),
        (
            "sharing-transfers",
            &[
                "PrepareTransfer",
                "ShareTransfer",
                "RecordTransferReceived",
                "RecordTransferMatched",
                "RecordTransferRegistered",
                "ReconcileTransfer",
            ],
        ),
    ],
    home: "partage",
    ask: |v, reference| {
        Box::pin(async move {
            let (line, transfers) = find_agreement(v, reference).await?;
            Ok(about_agreement(&line, &transfers))
        })
    },
    suggest: suggest::suggest,
    fields: FIELDS,
};

pub(super) const REFERRAL: Subject = Subject {
    segment: "referencement",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "OpenReferral",
        path: "/referencements/nouveau",
        reference: named_by!("referral"),
    }],
    groups: &[(
        "referral",
        &[
            "SendReferral",
            "AcceptReferral",
            "DeclineReferral",
            "RecordServiceDelivered",
            "RecordReferralFeedback",
            "CloseReferral",
            "ExpireReferral",
            "EraseReferral",
        ],
    )],
    home: "referencements",
    ask: |v, reference| {
        Box::pin(async move { Ok(about_referral(&find_referral(v, reference).await?)) })
    },
    suggest: suggest::suggest,
    fields: FIELDS,
};

/// A report of many lines is made by one command. Another one replaces the lines that it names.
macro_rules! report {
    ($segment:literal, $word:literal, $rpc:literal, $path:literal, [$who:literal, $when:literal], $home:literal) => {
        Subject {
            segment: $segment,
            contract: CONTRACT,
            creates: &[Creation {
                rpc: $rpc,
                path: $path,
                reference: |posted| {
                    let parts = ["act.programme", $who, $when].map(|it| posted.text(it).trim());
                    parts.join(":").to_uppercase()
                },
            }],
            groups: &[],
            home: $home,
            ask: |_, reference| {
                let thing = Kind::of($word).map(|kind| kind.thing(reference));
                Box::pin(async move { about_report(&thing.ok_or(Failure::NotFound)?) })
            },
            suggest: suggest::suggest,
            fields: FIELDS,
        }
    };
}

pub(super) const COUNTS: Subject = report!(
    "trimestre",
    "counts",
    "ReportReferrals",
    "/referencements/trimestre",
    ["area", "quarter"],
    "referencements"
);

pub(super) const COLLECTION: Subject = report!(
    "collecte",
    "collection",
    "ReportInterventions",
    "/interventions/nouvelles",
    ["reporter", "period"],
    "chevauchements"
);

pub(super) const FORUM: Subject = Subject {
    segment: "concertation",
    contract: CONTRACT,
    creates: &[Creation {
        rpc: "EstablishForum",
        path: "/concertations/nouveau",
        reference: named_by!("forum"),
    }],
    groups: &[("forum", &["JoinForum", "LeaveForum", "RecordForumMeeting", "DissolveForum"])],
    home: "concertations",
    ask: |v, reference| Box::pin(async move { Ok(about_forum(&find_forum(v, reference).await?)) }),
    suggest: suggest::suggest,
    fields: FIELDS,
};

/// `collaboration:PAM-2019`: a fact of any of them.
pub(super) const CORRECTION: Subject = Subject {
    segment: "rectification",
    contract: "partners.v1.PartnersCorrections",
    creates: &[],
    groups: &[("partners-amend", &["CorrectFact", "VoidEntry", "ExplainAnomaly"])],
    home: "collaborations",
    ask: |v, reference| Box::pin(async move { about::correction(v, reference) }),
    suggest: suggest::suggest,
    fields: FIELDS,
};
