//! One thing of partners, as its forms need it.

use proto::partners::v1 as pb;

use crate::{
    failure::Failure,
    forms::Suggestions,
    pages::partners::{kinds::Thing, views},
    service::About,
    visit::Visit,
};

fn all(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

pub(in crate::pages::partners) fn institution(partner: &pb::Partner, name: &str) -> About {
    let line = partner.institution.clone().unwrap_or_default();
    let mut possible = Vec::new();
    if !line.dissolved {
        possible =
            all(&["RenameInstitution", "GiveAcronym", "RecordContact", "DissolveInstitution"]);
    }
    let kept = || partner.contacts.iter().filter(|it| !it.erased);
    if kept().any(|it| !it.held) {
        possible.extend(all(&["EraseContact", "PlaceLegalHold"]));
    }
    if kept().any(|it| it.held) {
        possible.push("LiftLegalHold".to_owned());
    }
    let mut suggestions = Suggestions::default();
    suggestions.add("contact", kept().map(|it| (it.contact.clone(), it.office.clone())));
    About {
        reference: line.institution.clone(),
        name: name.to_owned(),
        named_by: vec![("institution", line.institution)],
        possible,
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::partners) fn collaboration(all: &pb::Collaboration) -> About {
    let line = all.line.clone().unwrap_or_default();
    let mut suggestions = Suggestions::default();
    let pair = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    suggestions.add("amendment", all.amendments.iter().map(|it| pair(&it.amendment, &it.reason)));
    let deliverables = all.deliverables.iter();
    suggestions.add("deliverable", deliverables.map(|it| pair(&it.deliverable, &it.label)));
    suggestions.add("instalment", all.instalments.iter().map(|it| pair(&it.instalment, "")));
    suggestions.add("review", all.reviews.iter().map(|it| pair(&it.review, &it.conclusion)));
    About {
        reference: line.collaboration.clone(),
        name: line.title,
        programme: line.programme,
        named_by: vec![("collaboration", line.collaboration)],
        possible: all.possible.clone(),
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::partners) fn sponsorship(line: &pb::SponsorshipLine) -> About {
    About {
        reference: line.sponsorship.clone(),
        name: line.title.clone(),
        programme: line.programme.clone(),
        named_by: vec![("sponsorship", line.sponsorship.clone())],
        possible: line.possible.clone(),
        ..About::default()
    }
}

pub(in crate::pages::partners) fn agreement(
    line: &pb::DataSharingLine,
    transfers: &[pb::TransferLine],
) -> About {
    let mut suggestions = Suggestions::default();
    let purposes = line.purposes.iter();
    suggestions.add("purpose", purposes.map(|it| (it.purpose.clone(), it.label.clone())));
    let transfers = transfers.iter();
    suggestions.add("transfer", transfers.map(|it| (it.transfer.clone(), it.purpose.clone())));
    suggestions.add("field", line.fields.iter().map(|it| (it.clone(), String::new())));
    About {
        reference: line.agreement.clone(),
        name: line.title.clone(),
        programme: line.programme.clone(),
        named_by: vec![("agreement", line.agreement.clone())],
        possible: line.possible.clone(),
        suggestions,
        ..About::default()
    }
}

pub(in crate::pages::partners) fn referral(line: &pb::ReferralLine) -> About {
    About {
        reference: line.referral.clone(),
        name: line.referral.clone(),
        programme: line.programme.clone(),
        named_by: vec![("referral", line.referral.clone())],
        possible: line.possible.clone(),
        ..About::default()
    }
}

pub(in crate::pages::partners) fn forum(line: &pb::ForumLine) -> About {
    let mut possible = Vec::new();
    if !line.dissolved {
        possible = all(&["JoinForum", "RecordForumMeeting", "LeaveForum", "DissolveForum"]);
    }
    let mut suggestions = Suggestions::default();
    suggestions.add("member", line.members.iter().map(|it| (it.clone(), String::new())));
    About {
        reference: line.forum.clone(),
        name: line.name.clone(),
        programme: line.programme.clone(),
        named_by: vec![("forum", line.forum.clone())],
        possible,
        suggestions,
        ..About::default()
    }
}

/// A report that is made of lines: another one of the same place and time replaces those it names.
pub(in crate::pages::partners) fn report(thing: &Thing) -> Result<About, Failure> {
    let (programme, name, period) = thing.parts().ok_or(Failure::NotFound)?;
    let (who, when, rpc) = if thing.kind.subject == pb::Subject::ReferralCounts {
        ("area", "quarter", "ReportReferrals")
    } else {
        ("reporter", "period", "ReportInterventions")
    };
    Ok(About {
        reference: thing.reference.clone(),
        name: format!("{name} · {period}"),
        programme: programme.to_owned(),
        named_by: vec![(who, name.to_owned()), (when, period.to_owned())],
        possible: vec![rpc.to_owned()],
        ..About::default()
    })
}

pub(in crate::pages::partners) fn correction(v: &Visit, reference: &str) -> Result<About, Failure> {
    let thing = Thing::read(reference).ok_or(Failure::NotFound)?;
    let (programme, named) = thing.asked();
    let subject = thing.kind.subject.as_str_name().to_owned();
    let programme = Some(programme).filter(|code| !code.is_empty());
    let programme = programme.or_else(|| v.programme.clone()).unwrap_or_default();
    Ok(About {
        reference: reference.to_owned(),
        name: named.clone(),
        programme,
        named_by: vec![("subject", subject), ("reference", named)],
        ..About::default()
    })
}

// What has no question of its own is found in the register it is in.

pub(in crate::pages::partners) async fn find_sponsorship(
    v: &Visit,
    reference: &str,
) -> Result<pb::SponsorshipLine, Failure> {
    let asked = pb::SponsorshipLedgerRequest { as_of: v.as_of(), ..Default::default() };
    let lines = views(v).get_sponsorship_ledger(v.ask(asked)).await?.into_inner().sponsorships;
    let same = |line: &pb::SponsorshipLine| line.sponsorship.eq_ignore_ascii_case(reference);
    lines.into_iter().find(same).ok_or(Failure::NotFound)
}

pub(in crate::pages::partners) async fn find_agreement(
    v: &Visit,
    reference: &str,
) -> Result<(pb::DataSharingLine, Vec<pb::TransferLine>), Failure> {
    let asked = pb::DataSharingRequest {
        agreement: reference.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let (mut first, mut second) = (views(v), views(v));
    let (found, transfers) = tokio::try_join!(
        first.list_data_sharing(v.ask(asked.clone())),
        second.get_transfers(v.ask(asked))
    )?;
    let line = found.into_inner().agreements.into_iter().next().ok_or(Failure::NotFound)?;
    Ok((line, transfers.into_inner().transfers))
}

pub(in crate::pages::partners) async fn find_referral(
    v: &Visit,
    reference: &str,
) -> Result<pb::ReferralLine, Failure> {
    let asked = pb::ReferralFunnelRequest { as_of: v.as_of(), ..Default::default() };
    let lines = views(v).list_referrals(v.ask(asked)).await?.into_inner().referrals;
    let same = |line: &pb::ReferralLine| line.referral.eq_ignore_ascii_case(reference);
    lines.into_iter().find(same).ok_or(Failure::NotFound)
}

pub(in crate::pages::partners) async fn find_forum(
    v: &Visit,
    reference: &str,
) -> Result<pb::ForumLine, Failure> {
    let asked = pb::ListForumsRequest { as_of: v.as_of(), ..Default::default() };
    let lines = views(v).list_forums(v.ask(asked)).await?.into_inner().forums;
    let same = |line: &pb::ForumLine| line.forum.eq_ignore_ascii_case(reference);
    lines.into_iter().find(same).ok_or(Failure::NotFound)
}
