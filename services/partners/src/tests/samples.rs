//! One of every event.

use kernel::{Hash, correction};
use uuid::Uuid;

use super::{DECEMBER, JANUARY, JUNE, code, francs};
use crate::{
    collaboration::{self, amendment, course, deliverable, money, review},
    collection::{self, form},
    counts::{
        self,
        report::{self, Level, Service},
    },
    forum::{self, life},
    institution::{self, contact, naming},
    referral,
    sharing::{self, agreement, extract, transfer},
    sponsorship, term,
};

const TARGET: Uuid = Uuid::from_u128(9);

fn corrections<E: From<correction::Event>>() -> Vec<E> {
    let why = || "Motif".to_owned();
    let name = || "partners.example.v1".to_owned();
    let corrected = correction::FactCorrected {
        target: TARGET,
        name: name(),
        field: "/title".into(),
        from: "a".into(),
        to: "b".into(),
        reason: why(),
    };
    let noted = correction::AnomalyNoted {
        about: "partners-ceiling-exceeded".into(),
        args: [("room".to_owned(), "1 XOF".to_owned())].into(),
        beside: name(),
    };
    let explained = correction::AnomalyExplained { anomaly: TARGET, explanation: why() };
    [
        correction::Event::FactCorrected(corrected),
        correction::Event::EntryVoided(correction::EntryVoided {
            target: TARGET,
            name: name(),
            reason: why(),
        }),
        correction::Event::AnomalyNoted(noted),
        correction::Event::AnomalyExplained(explained),
    ]
    .map(E::from)
    .into()
}

fn all<E: From<correction::Event>, F: Into<E>>(events: Vec<F>) -> Vec<E> {
    events.into_iter().map(Into::into).chain(corrections()).collect()
}

pub(crate) fn institution() -> Vec<institution::Event> {
    let name = naming::Name { fr: "Agence".into(), en: Some("Agency".into()) };
    let contact = || code("POINT-FOCAL");
    let why = || "Motif".to_owned();
    let naming = [
        naming::Event::Registered(naming::Registered {
            institution: code("ANAM-ML"),
            kind: naming::Kind::Agency,
            country: Some(code("ML")),
            name: name.clone(),
            acronym: Some("ANAM".into()),
            parent: Some(code("MSDS-ML")),
        }),
        naming::Event::Renamed(naming::Renamed { name }),
        naming::Event::AcronymGiven(naming::AcronymGiven {
            acronym: "ANAM".into(),
            country: None,
            until: Some(JUNE),
        }),
        naming::Event::Dissolved(naming::Dissolved { reason: why(), successor: None }),
    ];
    let contacts = [
        contact::Event::Recorded(contact::Recorded {
            contact: contact(),
            office: "Point focal".into(),
            subject: TARGET,
            sealed: "00ff".into(),
        }),
        contact::Event::Erased(contact::Erased {
            contact: contact(),
            subjects: vec![TARGET],
            reason: why(),
        }),
        contact::Event::HoldPlaced(contact::HoldPlaced { contact: contact(), reason: why() }),
        contact::Event::HoldLifted(contact::HoldLifted { contact: contact(), reason: why() }),
    ];
    let naming = naming.map(institution::Event::Naming).into_iter();
    all(naming.chain(contacts.map(institution::Event::Contact)).collect())
}

pub(crate) fn collaboration() -> Vec<collaboration::Event> {
    use collaboration::Event as E;
    let why = || "Motif".to_owned();
    let amended = || code("A1");
    let instalment = || code("V1");
    let money = francs(225);
    let proposal = course::Proposal {
        collaboration: code("CS-2017"),
        title: "Coopération suisse".into(),
        instrument: course::Instrument::Convention,
        partner: code("DDC"),
        counterpart: code("UTGFS"),
        financings: vec![code("H8350")],
        areas: vec![code("ML0508")],
        bodies: vec![code("CNP")],
        object: "Transferts".into(),
        starts_on: Some(JANUARY),
        ends_on: Some(DECEMBER),
        amount: Some(money),
    };
    let signatory = course::Signatory { institution: code("DDC"), capacity: "Directeur".into() };
    let request = amendment::Request {
        amendment: amended(),
        kind: amendment::Kind::BudgetMinor,
        reason: why(),
        amount: Some(francs(250)),
        ends_on: Some(DECEMBER),
        other: vec!["Zone".into()],
    };
    let moves = [
        course::Event::Proposed(proposal),
        course::Event::Negotiated(course::Negotiated {}),
        course::Event::Signed(course::Signature {
            signatories: vec![signatory],
            starts_on: Some(JANUARY),
            ends_on: None,
            amount: Some(money),
        }),
        course::Event::Activated(course::Activated {}),
        course::Event::Suspended(course::Suspended { reason: why() }),
        course::Event::Resumed(course::Resumed {}),
        course::Event::Ended(course::Ended { reason: Some(why()) }),
        course::Event::Closed(course::Closed {}),
        course::Event::Cancelled(course::Cancelled { justification: why() }),
        course::Event::Terminated(course::Terminated {
            document: "Lettre 12".into(),
            reason: why(),
        }),
        course::Event::Expired(course::Expired {}),
    ];
    let amendments = [
        amendment::Event::Requested(request),
        amendment::Event::Approved(amendment::Approved {
            amendment: amended(),
            step: amendment::Step::TechnicalCommittee,
            decision: None,
        }),
        amendment::Event::Rejected(amendment::Rejected { amendment: amended(), reason: why() }),
        amendment::Event::Signed(amendment::Signed {
            amendment: amended(),
            kind: amendment::Kind::NoCostExtension,
            amount: None,
            ends_on: Some(DECEMBER),
        }),
    ];
    let deliverables = [
        deliverable::Event::Planned(deliverable::Planned {
            deliverable: code("D1"),
            label: "Rapport".into(),
            due_on: Some(JUNE),
        }),
        deliverable::Event::Delivered(deliverable::Delivered {
            deliverable: code("D1"),
            note: Some("Reçu".into()),
        }),
        deliverable::Event::Accepted(deliverable::Accepted { deliverable: code("D1") }),
    ];
    let monies = [
        money::Event::Recorded(money::Recorded { instalment: instalment(), money }),
        money::Event::Justified(money::Justified { instalment: instalment(), money }),
        money::Event::Repaid(money::Repaid { instalment: instalment(), money }),
    ];
    let reviews = [
        review::Event::Recorded(review::ReviewRecorded {
            review: code("FINALE"),
            kind: review::Kind::Final,
            conclusion: "Bien".into(),
        }),
        review::Event::Approved(review::ReviewApproved { review: code("FINALE") }),
    ];
    let mut events: Vec<E> = moves.map(E::Course).into();
    events.extend(amendments.map(E::Amendment));
    events.extend(deliverables.map(E::Deliverable));
    events.extend(monies.map(E::Money));
    events.extend(reviews.map(E::Review));
    all(events)
}

pub(crate) fn sponsorship() -> Vec<sponsorship::Event> {
    use sponsorship::course::{self, Event};
    let reference = || code("C1");
    let money = francs(500);
    all(vec![
        Event::Requested(course::Request {
            sponsorship: code("UNICEF-ATELIER"),
            sponsor: code("UNICEF"),
            beneficiary: code("DNPSES"),
            kind: course::Kind::SectorReview,
            subject: code("ATELIER-PNPS"),
            title: "Atelier".into(),
            money: None,
            collaboration: Some(code("CS-2017")),
        }),
        Event::Authorised(course::Authorised { ceiling: Some(money) }),
        Event::CashReceived(course::CashReceived { reference: reference(), money }),
        Event::Justified(course::Justified { reference: reference(), money }),
        Event::Repaid(course::Repaid { reference: reference(), money }),
        Event::OutputRecorded(course::OutputRecorded {
            output: code("PARTICIPANTS"),
            label: "Participants".into(),
            quantity: Some(60),
            approximate: true,
            areas: vec![code("ML01")],
        }),
        Event::Closed(course::Closed {}),
        Event::Withdrawn(course::Withdrawn { reason: "Motif".into() }),
    ])
}

pub(crate) fn sharing() -> Vec<sharing::Event> {
    use sharing::Event as E;
    let why = || "Motif".to_owned();
    let name = || code("T1");
    let terms = agreement::Terms {
        agreement: code("ANAM-FICHIER"),
        title: "Fichier".into(),
        holder: code("UTGFS"),
        recipient: code("ANAM-ML"),
        purposes: vec![agreement::Purpose { purpose: code("SOINS"), label: "Soins".into() }],
        fields: vec!["commune".into()],
        starts_on: Some(JANUARY),
        ends_on: Some(DECEMBER),
        collaboration: None,
    };
    let agreements = [
        agreement::Event::Authorised(terms),
        agreement::Event::Suspended(agreement::Suspended { reason: why() }),
        agreement::Event::Resumed(agreement::Resumed {}),
        agreement::Event::Revoked(agreement::Revoked { reason: why() }),
        agreement::Event::Prolonged(agreement::Prolonged { ends_on: DECEMBER }),
        agreement::Event::Expired(agreement::Expired { ends_on: DECEMBER }),
    ];
    let extract = extract::Extract {
        extract: code("E1"),
        purpose: code("SOINS"),
        fields: vec!["commune".into()],
        households: 100,
        sha256: Hash([7; 32]),
        recipient: code("ANAM-ML"),
    };
    let transfers = [
        transfer::Event::Prepared(transfer::Prepared {
            transfer: name(),
            purpose: code("SOINS"),
            prepared: 120,
            areas: vec![code("ML0402")],
        }),
        transfer::Event::Shared(transfer::Shared {
            transfer: name(),
            shared: 100,
            sha256: Some(Hash([8; 32])),
        }),
        transfer::Event::Received(transfer::Received { transfer: name(), received: 100 }),
        transfer::Event::Matched(transfer::Matched {
            transfer: name(),
            matched: 80,
            unmatched: 15,
            rejected: 5,
        }),
        transfer::Event::Registered(transfer::Registered { transfer: name(), registered: 78 }),
        transfer::Event::Reconciled(transfer::Reconciled {
            transfer: name(),
            difference: Some(why()),
        }),
    ];
    let mut events: Vec<E> = agreements.map(E::Agreement).into();
    events.push(E::Extract(extract::Event::Recorded(extract)));
    events.extend(transfers.map(E::Transfer));
    all(events)
}

pub(crate) fn counts() -> Vec<counts::Event> {
    let line = report::Line {
        service: Service::CivilRegistration,
        level: Level::Base,
        identified: 10,
        referred: 9,
        accepted: 5,
        declined: 2,
        unanswered: 2,
        delivered: 4,
        feedback: 3,
    };
    all(vec![report::Event::Reported(report::Report {
        area: code("ML040201"),
        quarter: "2019-Q3".parse().unwrap(),
        reporter: code("DRDSES"),
        lines: vec![line],
    })])
}

pub(crate) fn referral() -> Vec<referral::Event> {
    use referral::course::{self, Event};
    let case = course::Case { hash: Hash([3; 32]), sealed: "00ff".into(), subject: TARGET };
    all(vec![
        Event::Opened(course::Opened {
            referral: code("R-7F3C"),
            service: Service::PublicWorks,
            level: Level::Specialised,
            area: code("ML040201"),
            referrer: code("DRDSES"),
            case: Some(case),
        }),
        Event::Sent(course::Sent { destination: code("ANAM-ML") }),
        Event::Accepted(course::Accepted {}),
        Event::Declined(course::Declined { reason: "Hors zone".into() }),
        Event::Delivered(course::Delivered {}),
        Event::FeedbackReceived(course::FeedbackReceived { outcome: "Fait".into() }),
        Event::Closed(course::Closed {}),
        Event::Expired(course::Expired { reason: "Sans réponse".into() }),
        Event::Erased(course::Erased { subject: TARGET, reason: "Demande".into() }),
    ])
}

pub(crate) fn collection() -> Vec<collection::Event> {
    let line = form::Line {
        institution: code("FAO"),
        service: Service::CashTransfer,
        area: code("ML0107"),
        planned: 450,
        reached: 448,
        amount: Some(francs(100)),
    };
    all(vec![form::Event::Reported(form::Form {
        reporter: code("DRDSES"),
        period: "2019-09".parse().unwrap(),
        lines: vec![line],
    })])
}

pub(crate) fn forum() -> Vec<forum::Event> {
    use life::Event;
    all(vec![
        Event::Established(life::Established {
            forum: code("CADRE-PTF"),
            name: "Cadre de concertation".into(),
            lead: code("PAM"),
            mandate: Some("Concertation".into()),
            areas: vec![code("ML04")],
        }),
        Event::Joined(life::Joined { institution: code("UNICEF"), lead: true }),
        Event::Left(life::Left { institution: code("PAM") }),
        Event::Met(life::Met {
            meeting: code("M1"),
            place: Some("Bamako".into()),
            conclusion: None,
            present: vec![code("PAM")],
        }),
        Event::Dissolved(life::Dissolved { reason: "Réforme".into() }),
    ])
}

/// Nobody corrects a term: what it follows is corrected.
pub(crate) fn term() -> Vec<term::Event> {
    use term::due::{Event, Reached, Set};
    let stream = "collaboration-00000000-0000-0000-0000-000000000009";
    let on = Some(DECEMBER);
    let (said, voided) = (None, None);
    let set = Set { stream: stream.into(), on, waits: true, position: 7, said, voided };
    let reached = Reached { stream: stream.into(), on: DECEMBER };
    vec![Event::Set(set).into(), Event::Reached(reached).into()]
}
