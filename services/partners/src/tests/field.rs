//! Referrals, interventions and forums.

use kernel::Effective;

use super::{DECEMBER, JANUARY, JUNE, MARCH, MAY, Story, code, francs};
use crate::{
    collection::{
        self, Collection,
        form::{self, Form},
    },
    counts::{
        self, Counts,
        report::{Level, Line, Report, Service},
    },
    forum::{
        self, Forum,
        life::{Established, Joined, Met},
    },
    referral::{
        self, Referral,
        course::{Opened, Sent, State},
    },
    rejection::Rejection,
};

fn line(service: Service, counts: [u32; 7]) -> Line {
    let [identified, referred, accepted, declined, unanswered, delivered, feedback] = counts;
    let level = Level::Base;
    Line {
        service,
        level,
        identified,
        referred,
        accepted,
        declined,
        unanswered,
        delivered,
        feedback,
    }
}

fn report(lines: Vec<Line>) -> counts::Command {
    let quarter: Effective = "2019-Q2".parse().unwrap();
    let report = Report { area: code("ML040201"), quarter, reporter: code("DRDSES"), lines };
    counts::Command::Report(report, Vec::new())
}

#[test]
fn each_count_is_part_of_the_one_before() {
    let told = Story::<Counts>::new();
    let of = |counts| report(vec![line(Service::Health, counts)]);
    assert!(told.hears(JUNE, of([10, 10, 5, 3, 2, 5, 5])).is_ok());
    let exceeds = |part, whole| Rejection::CountExceeds { part, whole };
    told.refuses(JUNE, of([9, 10, 5, 3, 2, 5, 5]), exceeds(10, 9));
    told.refuses(JUNE, of([10, 10, 5, 3, 2, 6, 5]), exceeds(6, 5));
    told.refuses(JUNE, of([10, 10, 5, 3, 2, 5, 6]), exceeds(6, 5));
    let differs = |sum| Rejection::CountsDoNotAddUp { sum, expected: 10 };
    told.refuses(JUNE, of([10, 10, 5, 3, 1, 5, 5]), differs(9));
    told.refuses(JUNE, of([10, 10, 5, 3, 3, 5, 5]), differs(11));
    told.refuses(JUNE, report(Vec::new()), Rejection::LinesMissing);
    let begins_on = jiff::civil::date(2019, 4, 1);
    let early = of([1, 1, 1, 0, 0, 1, 1]);
    told.refuses(MARCH, early.clone(), Rejection::PeriodNotBegun { begins_on });
    assert!(told.hears(begins_on, early).is_ok());
    let twice = vec![line(Service::Health, [1, 1, 1, 0, 0, 1, 1]); 2];
    told.refuses(JUNE, report(twice), Rejection::LineTwice { line: "health/base".into() });
}

#[test]
fn a_later_report_replaces_the_lines_it_names() {
    let health = line(Service::Health, [10, 10, 5, 3, 2, 5, 5]);
    let justice = line(Service::Justice, [4, 2, 2, 0, 0, 1, 0]);
    let told = Story::<Counts>::new().does(MAY, report(vec![health.clone(), justice.clone()]));
    told.refuses(JUNE, report(vec![health]), Rejection::AlreadyRecorded);
    let more = line(Service::Health, [12, 11, 6, 3, 2, 5, 5]);
    let state = told.does(JUNE, report(vec![more.clone()])).state();
    let lines: Vec<_> = state.lines.values().map(|(_, line)| line.clone()).collect();
    assert_eq!(lines, [more, justice]);
}

fn opened() -> Story<Referral> {
    let opened = Opened {
        referral: code("R-7F3C"),
        service: Service::HealthCover,
        level: Level::Specialised,
        area: code("ML040201"),
        referrer: code("DRDSES"),
        case: None,
    };
    Story::new().does(JANUARY, referral::Command::Open(opened, Vec::new()))
}

fn sent() -> Story<Referral> {
    let sent = Sent { destination: code("ANAM-ML") };
    opened().does(MARCH, referral::Command::Send(sent, Vec::new()))
}

#[test]
fn a_referral_goes_from_identified_to_closed() {
    use referral::Command as C;
    let told = sent()
        .does(MARCH, C::Accept)
        .does(MAY, C::RecordDelivered)
        .does(JUNE, C::RecordFeedback { outcome: "Immatriculé".into() })
        .does(DECEMBER, C::Close);
    for (on, state) in [
        (JANUARY, State::Identified),
        (MARCH, State::Accepted),
        (MAY, State::ServiceDelivered),
        (JUNE, State::FeedbackReceived),
        (DECEMBER, State::Closed),
    ] {
        assert_eq!(told.state().state_on(on), Some(state), "{on}");
    }
    let declined = sent().does(MAY, C::Decline { reason: "Hors zone".into() });
    assert!(declined.hears(JUNE, C::Close).is_ok());
    assert_eq!(declined.notes(JUNE, C::RecordDelivered), ["partners-state-forbids"]);
    opened().refuses(MARCH, C::Close, Rejection::StateForbids { state: "identified", on: MARCH });
    let expire = |reason: &str| C::Expire { reason: reason.to_owned() };
    sent().refuses(JUNE, expire(""), Rejection::ReasonMissing);
    assert!(sent().hears(JUNE, expire("Sans réponse")).is_ok());
    let erase = C::Erase { reason: "À sa demande".into() };
    sent().refuses(JUNE, erase, Rejection::NothingToChange);
}

fn form(lines: Vec<form::Line>) -> collection::Command {
    let period: Effective = "2019".parse().unwrap();
    let form = Form { reporter: code("DRDSES"), period, lines };
    collection::Command::Report(form, Vec::new())
}

fn intervention(institution: &str, planned: u32, reached: u32) -> form::Line {
    form::Line {
        institution: code(institution),
        service: Service::CashTransfer,
        area: code("ML0107"),
        planned,
        reached,
        amount: Some(francs(100)),
    }
}

#[test]
fn a_form_has_a_line_an_institution_service_and_place() {
    let told = Story::<Collection>::new();
    let lines = vec![intervention("FAO", 450, 450), intervention("PAM", 100, 120)];
    let told = told.does(JUNE, form(lines.clone()));
    assert_eq!(told.state().lines.len(), 2);
    told.refuses(JUNE, form(lines), Rejection::AlreadyRecorded);
    let twice = vec![intervention("FAO", 1, 0), intervention("FAO", 2, 0)];
    let line = "FAO/cash_transfer/ML0107".to_owned();
    told.refuses(JUNE, form(twice), Rejection::LineTwice { line });
    told.refuses(JUNE, form(vec![intervention("FAO", 0, 0)]), Rejection::CountMissing);
    let told = told.does(DECEMBER, form(vec![intervention("FAO", 450, 448)]));
    assert_eq!(told.state().lines["FAO/cash_transfer/ML0107"].reached, 448);
}

#[test]
fn whoever_leads_a_forum_hands_over_before_leaving() {
    use forum::Command as C;
    let established = Established {
        forum: code("CADRE-PTF"),
        name: "Cadre de concertation".into(),
        lead: code("PAM"),
        mandate: None,
        areas: Vec::new(),
    };
    let told = Story::<Forum>::new().does(JANUARY, C::Establish(established, Vec::new()));
    let join = |name: &str, lead| C::Join(Joined { institution: code(name), lead }, Vec::new());
    let leave = |name: &str| C::Leave { institution: code(name) };
    told.refuses(MARCH, leave("PAM"), Rejection::LeadCannotLeave);
    let already = Rejection::MemberAlready { institution: code("PAM") };
    told.refuses(MARCH, join("PAM", true), already);
    let told = told.does(MARCH, join("UNICEF", false));
    told.refuses(
        MAY,
        join("UNICEF", false),
        Rejection::MemberAlready { institution: code("UNICEF") },
    );
    let told = told.does(MAY, join("UNICEF", true)).does(JUNE, leave("PAM"));
    assert_eq!(told.state().lead, Some(code("UNICEF")));
    told.refuses(JUNE, leave("PAM"), Rejection::NotAMember { institution: code("PAM") });
    let met = Met { meeting: code("M1"), place: None, conclusion: None, present: Vec::new() };
    let told = told.does(JUNE, C::RecordMeeting(met.clone(), Vec::new()));
    let taken = Rejection::NameTaken { name: code("M1") };
    told.refuses(DECEMBER, C::RecordMeeting(met, Vec::new()), taken);
    let told = told.does(DECEMBER, C::Dissolve { reason: "Réforme".into() });
    told.refuses(DECEMBER, join("FAO", false), Rejection::Dissolved { since: DECEMBER });
}
