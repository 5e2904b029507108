//! How days pass while somebody imports what is older, and afterwards.

use jiff::ToSpan as _;
use proto::jalon::v1::calendar_service_server::CalendarService as _;

use super::*;
use crate::{
    DAY_REACHED, DayReached, Entry, Format,
    calendar::{Calendar, STREAMS},
    journal_api::CalendarApi,
};

fn programme() -> Code {
    "P127328".parse().unwrap()
}

fn stream() -> String {
    format!("{STREAMS}{}", programme())
}

/// Who loads a story.
fn import(id: u128) -> Context {
    Context { origin: Origin::Import, ..context(id, 1, MARCH) }
}

/// Every day it has reached, and whether it was live there.
async fn days(journal: &MemoryJournal) -> Vec<(Date, bool)> {
    let days =
        journal.read_stream(&stream(), Place::Start, Direction::Forwards, 1000).await.unwrap();
    let read = |day: crate::Recorded| serde_json::from_slice(&day.entry.data).unwrap();
    days.into_iter().map(read).map(|DayReached { date, live }| (date, live)).collect()
}

#[tokio::test]
async fn a_first_import_hands_over_and_time_goes_on() {
    let journal = journal();
    let calendar = Calendar::new(Arc::clone(&journal) as Arc<dyn Journal>);
    let next = MARCH.tomorrow().unwrap();
    calendar.advance(&programme(), MARCH, false, &import(1)).await.unwrap();
    calendar.catch_up(APRIL).await.unwrap();
    calendar.advance(&programme(), next, false, &import(2)).await.unwrap();
    calendar.advance(&programme(), next, true, &import(3)).await.unwrap();
    assert_eq!(days(&journal).await, [(MARCH, false), (next, false), (next, true)]);
    calendar.catch_up(APRIL).await.unwrap();
    assert_eq!(days(&journal).await.last(), Some(&(APRIL, true)));
}

/// Asks that the calendar reach that day, and be live from there on.
async fn reach(api: &CalendarApi, to: Date, live: bool) -> pb::Recorded {
    let act = pb::Act { command_id: Uuid::nil().to_string(), ..pb::Act::default() };
    let (act, programme, to) = (Some(act), programme().to_string(), to.to_string());
    let request = pb::AdvanceRequest { act, programme, to, live };
    api.advance(signed(request, "import")).await.unwrap().into_inner()
}

#[tokio::test]
async fn a_calendar_that_is_handed_over_is_at_today_when_that_is_answered() {
    let journal = journal();
    let calendar = Arc::new(Calendar::new(Arc::clone(&journal) as Arc<dyn Journal>));
    let api = CalendarApi { calendar, key: SigningKey::from_bytes(&[1; 32]).verifying_key() };
    let before = crate::day(crate::now());
    let to = before.saturating_sub(1_500.days());
    reach(&api, to, false).await;
    assert_eq!(days(&journal).await, [(to, false)], "an import alone does not go on");
    let told = reach(&api, to, true).await;
    let last = journal.read_stream(&stream(), Place::End, Direction::Backwards, 1).await.unwrap();
    let DayReached { date, live } = serde_json::from_slice(&last[0].entry.data).unwrap();
    assert!(live && (before..=crate::day(crate::now())).contains(&date), "{date}");
    assert_eq!((told.revision, told.position), (last[0].revision, last[0].position));
    let all = journal.read_stream(&stream(), Place::Start, Direction::Forwards, 9_999).await;
    let count = i64::try_from(all.unwrap().len()).unwrap();
    assert_eq!(
        count,
        2 + i64::from((date - to).get_days()),
        "each day once, and the last one twice"
    );
    // Said again, nothing passes again.
    assert_eq!(reach(&api, date, true).await.position, told.position);
}

#[tokio::test]
async fn what_is_imported_later_does_not_stop_a_live_calendar() {
    let journal = journal();
    let calendar = Calendar::new(Arc::clone(&journal) as Arc<dyn Journal>);
    calendar.advance(&programme(), MARCH, true, &import(1)).await.unwrap();
    // Known on the day it is at, then on one that it has not come to; the loader gives up after each.
    for to in [MARCH, APRIL] {
        calendar.advance(&programme(), to, false, &import(2)).await.unwrap();
        assert_eq!(days(&journal).await.last(), Some(&(to, true)));
    }
    calendar.catch_up(MAY).await.unwrap();
    assert_eq!(days(&journal).await.last(), Some(&(MAY, true)));
}

#[tokio::test]
async fn a_calendar_that_was_stopped_is_made_live_again_on_the_same_day() {
    let journal = journal();
    let calendar = Calendar::new(Arc::clone(&journal) as Arc<dyn Journal>);
    calendar.advance(&programme(), MARCH, true, &import(1)).await.unwrap();
    // As earlier versions did.
    let stopped = Entry {
        id: Uuid::from_u128(77),
        name: DAY_REACHED.to_owned(),
        data: serde_json::to_vec(&DayReached { date: MARCH, live: false }).unwrap(),
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    journal.append(&stream(), Expected::Any, vec![stopped]).await.unwrap();
    calendar.advance(&programme(), MARCH, true, &import(2)).await.unwrap();
    assert_eq!(days(&journal).await, [(MARCH, true), (MARCH, false), (MARCH, true)]);
}

#[tokio::test]
async fn a_day_before_any_programme_is_a_slip_of_the_keyboard() {
    let journal = journal();
    let calendar = Arc::new(Calendar::new(Arc::clone(&journal) as Arc<dyn Journal>));
    let api = CalendarApi { calendar, key: SigningKey::from_bytes(&[1; 32]).verifying_key() };
    for (to, reached) in [("0019-03-02", 0), ("1899-12-31", 0), ("1900-01-01", 1)] {
        let act = pb::Act { command_id: Uuid::nil().to_string(), ..pb::Act::default() };
        let (act, programme, to) = (Some(act), programme().to_string(), to.to_owned());
        let request = pb::AdvanceRequest { act, programme, to, live: false };
        let told = api.advance(signed(request, "import")).await;
        assert_eq!(told.is_ok(), reached == 1);
        assert_eq!(days(&journal).await.len(), reached);
    }
}

#[test]
fn a_day_has_the_name_under_which_it_is_read() {
    assert_eq!(<kernel::Calendar as kernel::Stored>::NAMES, [DAY_REACHED]);
}
