//! One of each thing of partners.

use proto::{jalon::v1 as jalon, partners::v1 as pb};

use crate::fake::{money, proof};

const PROGRAMME: &str = "P127328";

fn some() -> Option<jalon::Proof> {
    proof(9000, "2019-09-26", false)
}

pub(super) fn institution() -> pb::Institution {
    pb::Institution {
        institution: "UNICEF".into(),
        kind: pb::InstitutionKind::UnAgency.into(),
        name_fr: "Fonds des Nations Unies pour l’enfance".into(),
        name_en: "United Nations Children’s Fund".into(),
        acronym: "UNICEF".into(),
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn other() -> pb::Institution {
    pb::Institution { institution: "FAO".into(), name_fr: "FAO".into(), ..institution() }
}

pub(super) fn collaboration(hostile: bool) -> pb::CollaborationLine {
    let title =
        if hostile { "<script>alert(1)</script>" } else { "Transferts en période de soudure" };
    pb::CollaborationLine {
        collaboration: "PAM-2019".into(),
        title: title.into(),
        instrument: pb::CollaborationInstrument::Memorandum.into(),
        partner: "PAM".into(),
        counterpart: "UTGFS".into(),
        programme: PROGRAMME.into(),
        state: "active".into(),
        since: "2019-09-26".into(),
        ends_on: "2020-12-31".into(),
        amount: money("225000000", "XOF"),
        outstanding: money("12000000", "XOF"),
        deliverables: 3,
        delivered: 1,
        overdue: 1,
        amendment: "A1".into(),
        areas: vec!["ML2-BLA".into(), "ML0402".into()],
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn whole(hostile: bool) -> pb::Collaboration {
    pb::Collaboration {
        line: Some(collaboration(hostile)),
        object: "Cibler et servir ensemble".into(),
        periods: vec![
            pb::CollaborationPeriod {
                state: "proposed".into(),
                from: "2019-07-01".into(),
                until: "2019-09-26".into(),
                proof: some(),
                ..Default::default()
            },
            pb::CollaborationPeriod {
                state: "active".into(),
                from: "2019-09-26".into(),
                proof: some(),
                ..Default::default()
            },
        ],
        instalments: vec![pb::InstalmentLine {
            instalment: "V1".into(),
            money: money("20000000", "XOF"),
            justified: money("8000000", "XOF"),
            outstanding: money("12000000", "XOF"),
            proof: some(),
            ..Default::default()
        }],
        reviews: vec![pb::ReviewLine {
            review: "R1".into(),
            review_kind: pb::ReviewKind::Midterm.into(),
            conclusion: "Ciblage à revoir".into(),
            proof: some(),
            ..Default::default()
        }],
        signatories: vec![pb::CollaborationSignatory {
            institution: "PAM".into(),
            capacity: "Représentant".into(),
        }],
        anomalies: vec![pb::AnomalyLine {
            event_id: "00000000-0000-5000-8000-000000009000".into(),
            about: "partners-amendment-open".into(),
            args: [("amendment".to_owned(), "A1".to_owned())].into(),
            proof: some(),
            ..Default::default()
        }],
        amendments: vec![pb::AmendmentLine {
            amendment: "A1".into(),
            amendment_kind: pb::AmendmentKind::BudgetMinor.into(),
            state: "requested".into(),
            steps: vec![pb::ApprovalLine {
                step: pb::ApprovalStep::Coordination.into(),
                proof: some(),
            }],
            proof: some(),
            ..Default::default()
        }],
        deliverables: vec![pb::DeliverableLine {
            deliverable: "D1".into(),
            label: "Rapport".into(),
            state: "planned".into(),
            due_on: "2019-06-30".into(),
            overdue: true,
            proof: some(),
            ..Default::default()
        }],
        reasons: vec![pb::ClosureReason {
            code: "partners-closure-review-missing".into(),
            ..Default::default()
        }],
        possible: vec!["EndCollaboration".into(), "RequestAmendment".into()],
    }
}

pub(super) fn sponsorship() -> pb::SponsorshipLine {
    pb::SponsorshipLine {
        sponsorship: "ATELIER-2017".into(),
        sponsor: "UNICEF".into(),
        beneficiary: "UTGFS".into(),
        sponsored_kind: pb::SponsoredKind::Workshop.into(),
        subject: "ATELIER-PNPS".into(),
        title: "Atelier de dissémination".into(),
        state: "cash_received".into(),
        programme: PROGRAMME.into(),
        ceiling: money("8000000", "XOF"),
        received: money("8000000", "XOF"),
        unjustified: money("1500000", "XOF"),
        age_days: 90,
        outputs: vec![pb::OutputLine {
            output: "PARTICIPANTS".into(),
            label: "Participants".into(),
            quantity: Some(60),
            approximate: true,
            ..Default::default()
        }],
        possible: vec!["JustifySponsorship".into()],
        proof: proof(9001, "2017-07-12", true),
        illustrative: true,
        ..Default::default()
    }
}

pub(super) fn agreement() -> pb::DataSharingLine {
    pb::DataSharingLine {
        agreement: "ANAM-FICHIER".into(),
        title: "Usage du fichier par l’ANAM".into(),
        holder: "UTGFS".into(),
        recipient: "ANAM".into(),
        state: "active".into(),
        purposes: vec![pb::SharingPurpose { purpose: "SOINS".into(), label: "Soins".into() }],
        fields: vec!["commune".into()],
        extracts: vec![pb::ExtractLine {
            extract: "E1".into(),
            purpose: "SOINS".into(),
            households: 1000,
            sha256: "ab".repeat(32),
            proof: some(),
            ..Default::default()
        }],
        programme: PROGRAMME.into(),
        possible: vec!["RecordExtract".into()],
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn transfer() -> pb::TransferLine {
    pb::TransferLine {
        agreement: "ANAM-FICHIER".into(),
        transfer: "T1".into(),
        state: "reconciled".into(),
        prepared: 1000,
        shared: Some(1000),
        matched: Some(930),
        unmatched: Some(50),
        rejected: Some(20),
        registered: Some(900),
        match_rate: "93.00".into(),
        difference: "30 dossiers incomplets".into(),
        balanced: true,
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn funnel() -> pb::FunnelLine {
    pb::FunnelLine {
        service: pb::ServiceKind::HealthCover.into(),
        level: pb::ServiceLevel::Base.into(),
        area: "ML040302".into(),
        quarter: "2019-Q4".into(),
        identified: 80,
        referred: 80,
        accepted: 60,
        declined: 10,
        unanswered: 10,
        delivered: 50,
        feedback: 30,
        rate: "62.50".into(),
        illustrative: true,
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn referral() -> pb::ReferralLine {
    pb::ReferralLine {
        referral: "R-7F3C".into(),
        service: pb::ServiceKind::Health.into(),
        level: pb::ServiceLevel::Base.into(),
        area: "ML2-BLA".into(),
        state: "identified".into(),
        erased: true,
        programme: PROGRAMME.into(),
        possible: vec!["SendReferral".into()],
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn intervention() -> pb::InterventionRow {
    pb::InterventionRow {
        institution: "FAO".into(),
        service: pb::ServiceKind::CashTransfer.into(),
        area: "ML0106".into(),
        period: "2016".into(),
        reporter: "UTGFS".into(),
        rate: "100.00".into(),
        planned: 900,
        reached: 900,
        amount: money("45000000", "XOF"),
        proof: some(),
        programme: PROGRAMME.into(),
    }
}

pub(super) fn forum() -> pb::ForumLine {
    pb::ForumLine {
        forum: "CADRE-PTF".into(),
        name: "Cadre de concertation".into(),
        lead: "PAM".into(),
        members: vec!["PAM".into(), "UNICEF".into()],
        meetings: vec![pb::MeetingLine {
            meeting: "REUNION-1".into(),
            place: "Bamako".into(),
            conclusion: "Carte des interventions partagée".into(),
            present: vec!["PAM".into()],
            proof: some(),
        }],
        programme: PROGRAMME.into(),
        proof: some(),
        ..Default::default()
    }
}

/// With who it is, for whoever shows a token.
pub(super) fn contact(told: bool) -> pb::Contact {
    pb::Contact {
        contact: "POINT-FOCAL".into(),
        office: "Point focal".into(),
        person: if told { "Personne fictive".into() } else { String::new() },
        proof: some(),
        ..Default::default()
    }
}

pub(super) fn totals() -> pb::SponsorshipTotals {
    pb::SponsorshipTotals {
        currency: "XOF".into(),
        ceiling: money("8000000", "XOF"),
        received: money("8000000", "XOF"),
        justified: money("6500000", "XOF"),
        unjustified: money("1500000", "XOF"),
        illustrative: true,
        ..Default::default()
    }
}

pub(super) fn total() -> pb::TransferTotals {
    pb::TransferTotals {
        transfers: 1,
        shared: 1500,
        matched: 930,
        unmatched: 50,
        rejected: 20,
        registered: 900,
        match_rate: "93.00".into(),
        registration_rate: "96.77".into(),
        balanced: true,
        ..Default::default()
    }
}

pub(super) fn entry() -> jalon::Entry {
    jalon::Entry {
        proof: some(),
        r#type: "partners.collaboration.activated.v1".into(),
        value: "active".into(),
        recorded: "2026-11-25T10:00:00Z".into(),
        ..Default::default()
    }
}
