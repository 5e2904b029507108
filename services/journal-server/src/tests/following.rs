//! Subscriptions: from what is there to what comes, without a gap and without a double.

use std::time::Duration;

use protocol::event_store::client::streams::read_req::options::{
    FilterOptions, Position,
    filter_options::{Expression, Filter, Window},
};
use read_resp::Content as Answer;
use runtime::{Entry, Expected, Format};
use tokio::time::timeout;
use tonic::Code;

use super::*;

const SOON: Duration = Duration::from_secs(20);

/// The next answer of a subscription.
async fn next(answers: &mut Streaming<ReadResp>) -> Answer {
    let answer = timeout(SOON, answers.message()).await.expect("nothing came");
    answer.unwrap().expect("a subscription does not end").content.unwrap()
}

/// Words up to the first answer that is no event.
async fn until(answers: &mut Streaming<ReadResp>) -> (Vec<String>, Answer) {
    let mut seen = Vec::new();
    loop {
        let answer = crate::wire::content(next(answers).await);
        if event(&answer).is_none() {
            return (seen, answer.content.unwrap());
        }
        seen.extend(words(&[answer]));
    }
}

async fn events(answers: &mut Streaming<ReadResp>, count: usize) -> Vec<String> {
    let mut seen = Vec::new();
    while seen.len() < count {
        if let Answer::Event(event) = next(answers).await {
            seen.extend(words(&[crate::wire::content(Answer::Event(event))]));
        }
    }
    seen
}

#[tokio::test]
async fn a_stream_is_followed_from_a_place_on() {
    let served = Served::start().await;
    for (stream, from, before) in [
        ("start", RevisionOption::Start(()), vec!["a", "b"]),
        // A subscription goes on after the event that is named.
        ("revision", RevisionOption::Revision(0), vec!["b"]),
        ("end", RevisionOption::End(()), vec![]),
    ] {
        served.add(stream, &["a", "b"]).await;
        let mut answers = served.follow(for_ever(of(stream, from, Forwards, 0))).await.unwrap();
        assert!(matches!(next(&mut answers).await, Answer::Confirmation(_)));
        let (seen, then) = until(&mut answers).await;
        let Answer::CaughtUp(caught) = then else { panic!("{then:?}") };
        assert!(caught.stream_revision == Some(1) && caught.position.is_none());
        assert_eq!(seen, before, "{stream}");
        served.add("elsewhere", &[stream]).await;
        served.add(stream, &["c"]).await;
        let came = events(&mut answers, 1).await;
        assert_eq!(came, ["c"], "{stream}");
    }
}

#[tokio::test]
async fn nothing_is_missed_or_doubled_while_it_catches_up() {
    let served = Served::start().await;
    let numbers: Vec<String> = (0..3000).map(|number| number.to_string()).collect();
    let names: Vec<&str> = numbers.iter().map(String::as_str).collect();
    served.add("s", &names[..1000]).await;
    let mut of_one =
        served.follow(for_ever(of("s", RevisionOption::Start(()), Forwards, 0))).await.unwrap();
    let from = AllOption::Start(());
    let mut of_all = served.follow(for_ever(of_all(from, Forwards, 0))).await.unwrap();
    let writing = async {
        for chunk in names[1000..].chunks(37) {
            served.add("s", chunk).await;
        }
    };
    let all = async {
        let seen = events(&mut of_all, 3001).await;
        seen.into_iter().skip(1).collect::<Vec<_>>()
    };
    let (one, all, ()) = tokio::join!(events(&mut of_one, 3000), all, writing);
    assert!(one == numbers && all == numbers);
}

/// Asked by a client that knows as much of the protocol as `compatibility` says.
fn knowing(compatibility: u32, options: read_req::Options) -> read_req::Options {
    read_req::Options { control_option: Some(ControlOption { compatibility }), ..options }
}

impl Served {
    async fn add_numbers(&self, stream: &str, numbers: std::ops::Range<u128>) {
        let entries = numbers.map(|number| Entry {
            id: Uuid::from_u128(number),
            name: number.to_string(),
            data: vec![],
            meta: vec![],
            format: Format::Bytes,
        });
        self.journal.append(stream, Expected::Any, entries.collect()).await.unwrap();
    }
}

/// However few of them come at once.
#[tokio::test]
async fn only_a_subscriber_who_has_much_before_it_has_fallen_behind() {
    let served = Served::with(Accounts::default(), Limits { room: 0, ..Limits::default() }).await;
    let from = RevisionOption::Start(());
    let following = knowing(2, for_ever(of("s", from, Forwards, 0)));
    let mut answers = served.follow(following).await.unwrap();
    while !matches!(next(&mut answers).await, Answer::CaughtUp(_)) {}
    served.add_numbers("s", 0..100).await;
    for _ in 0..100 {
        let answer = next(&mut answers).await;
        assert!(matches!(answer, Answer::Event(_)), "{answer:?}");
    }
    served.add_numbers("s", 100..5_000).await;
    let (seen, then) = until(&mut answers).await;
    let Answer::FellBehind(behind) = then else { panic!("{then:?}") };
    assert!(seen.is_empty() && behind.stream_revision == Some(99), "{seen:?} {behind:?}");
    let (seen, then) = until(&mut answers).await;
    assert!(seen.len() == 4_900 && matches!(then, Answer::CaughtUp(_)), "{then:?}");
}

#[tokio::test]
async fn who_does_not_know_what_it_is_to_fall_behind_does_not_hear_of_it_and_nobody_without_a_place()
 {
    for known in [1, 2] {
        let served = Served::start().await;
        let follow = async |options| {
            let mut answers = served.follow(knowing(known, for_ever(options))).await.unwrap();
            while !matches!(next(&mut answers).await, Answer::CaughtUp(_)) {}
            answers
        };
        // In the one nothing was seen yet.
        let mut of_one = follow(of("s", RevisionOption::Start(()), Forwards, 0)).await;
        let mut of_all = follow(of_all(AllOption::End(()), Forwards, 0)).await;
        served.add_numbers("s", 0..9_000).await;
        for answers in [&mut of_one, &mut of_all] {
            let (mut seen, mut told) = (0, false);
            while seen < 9_000 {
                let answer = next(answers).await;
                if let Answer::FellBehind(behind) = answer {
                    told = true;
                    assert!(behind.stream_revision.is_some() || behind.position.is_some());
                } else {
                    seen += u32::from(matches!(answer, Answer::Event(_)));
                }
            }
            assert_eq!(told, known == 2);
        }
    }
}

fn filtered(filter: Filter, window: u32, times: u32) -> read_req::Options {
    let options = for_ever(of_all(AllOption::Start(()), Forwards, 0));
    let filter = FilterOptions {
        filter: Some(filter),
        window: Some(Window::Max(window)),
        checkpoint_interval_multiplier: times,
    };
    read_req::Options { filter_option: Some(FilterOption::Filter(filter)), ..options }
}

fn regex(regex: &str) -> Expression {
    Expression { regex: regex.to_owned(), prefix: Vec::new() }
}

#[tokio::test]
async fn a_filter_admits_by_beginning_or_by_expression_with_look_ahead() {
    let served = Served::start().await;
    served.add("order-1", &["created", "paid"]).await;
    served.add("invoice-1", &["created"]).await;
    let prefix = |prefix: &[&str]| Expression {
        regex: String::new(),
        prefix: prefix.iter().map(|it| (*it).to_owned()).collect(),
    };
    for (filter, expected) in [
        (
            Filter::StreamIdentifier(prefix(&["inv", "$"])),
            vec!["$jalon-journal-identified", "created"],
        ),
        (Filter::EventType(prefix(&["pa"])), vec!["paid"]),
        (Filter::EventType(regex("^[^\\$].*")), vec!["created", "paid", "created"]),
        (Filter::EventType(regex("^(?!(\\$.+$|created$))")), vec!["paid"]),
        (Filter::StreamIdentifier(regex("^order-[0-9]$")), vec!["created", "paid"]),
    ] {
        let said = format!("{filter:?}");
        let mut answers = served.follow(filtered(filter, 100, 1)).await.unwrap();
        assert!(matches!(next(&mut answers).await, Answer::Confirmation(_)));
        let (seen, then) = until(&mut answers).await;
        assert_eq!(seen, expected, "{said}");
        // However little was admitted, the subscriber hears how far it was looked.
        let Answer::Checkpoint(reached) = then else { panic!("{then:?}") };
        assert_eq!((reached.commit_position, reached.prepare_position), (3, 3));
        assert!(matches!(next(&mut answers).await, Answer::CaughtUp(_)));
    }
    let told = served.follow(filtered(Filter::EventType(regex("(")), 1, 1)).await.unwrap_err();
    assert_eq!(told.code(), Code::InvalidArgument);
}

#[tokio::test]
async fn checkpoints_come_as_often_as_they_are_wanted() {
    let served = Served::start().await;
    served.add("s", &["a", "b", "c", "d", "e", "f"]).await;
    let mut answers =
        served.follow(filtered(Filter::EventType(regex("^[^$]")), 2, 2)).await.unwrap();
    let (seen, then) = (next(&mut answers).await, until(&mut answers).await);
    assert!(matches!(seen, Answer::Confirmation(_)));
    let (seen, Answer::Checkpoint(reached)) = then else { panic!("{then:?}") };
    assert_eq!((seen.len(), reached.commit_position), (3, 3));
    let then = until(&mut answers).await;
    let (seen, Answer::Checkpoint(reached)) = then else { panic!("{then:?}") };
    assert_eq!((seen.len(), reached.commit_position), (3, 6));
    assert!(matches!(next(&mut answers).await, Answer::CaughtUp(_)));
}

#[tokio::test]
async fn at_the_end_checkpoints_come_no_more_often_than_they_are_wanted_and_one_with_the_end() {
    // Of what does not match: 1 is every step, and 4 × 5 the twentieth.
    for (window, times, heard) in [(1, 1, 50), (4, 5, 2)] {
        let served = Served::start().await;
        let nothing = Filter::StreamIdentifier(regex("^nobody-"));
        let from_end = read_req::Options {
            stream_option: of_all(AllOption::End(()), Forwards, 0).stream_option,
            ..filtered(nothing, window, times)
        };
        let mut answers = served.follow(from_end).await.unwrap();
        assert!(matches!(next(&mut answers).await, Answer::Confirmation(_)));
        let Answer::Checkpoint(end) = next(&mut answers).await else { panic!("not where it is") };
        assert_eq!(end.commit_position, 0);
        assert!(matches!(next(&mut answers).await, Answer::CaughtUp(_)));
        let mut reached = 0;
        for number in 0..50 {
            served.add("s", &[&number.to_string()]).await;
            if heard == 50 {
                let then = next(&mut answers).await;
                assert!(
                    matches!(&then, Answer::Checkpoint(at) if at.commit_position == number + 1)
                );
                reached += 1;
            }
        }
        served.add("nobody-1", &["last"]).await;
        loop {
            let then = next(&mut answers).await;
            if matches!(then, Answer::Event(_)) {
                break;
            }
            assert!(matches!(then, Answer::Checkpoint(_)), "{then:?}");
            reached += 1;
        }
        assert_eq!(reached, heard);
    }
}

#[tokio::test]
async fn a_position_of_another_journal_is_refused() {
    let served = Served::start().await;
    let at = Position { commit_position: 9, prepare_position: 9 };
    let options = for_ever(of_all(AllOption::Position(at), Forwards, 0));
    assert_eq!(served.follow(options).await.unwrap_err().code(), Code::InvalidArgument);
}

#[tokio::test]
async fn subscriptions_end_as_unavailable() {
    let mut served = Served::start().await;
    let options = for_ever(of_all(AllOption::Start(()), Forwards, 0));
    let mut answers = served.follow(options).await.unwrap();
    while !matches!(next(&mut answers).await, Answer::CaughtUp(_)) {}
    served.stop.take().unwrap().send(()).unwrap();
    let told = timeout(SOON, answers.message()).await.unwrap().unwrap_err();
    assert_eq!(told.code(), Code::Unavailable);
    drop((answers, served.channel));
    timeout(SOON, served.serving).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_subscriber_that_takes_nothing_is_dropped() {
    let patience = Duration::from_millis(50);
    let limits = Limits { patience, behind: 100, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let options = for_ever(of_all(AllOption::Start(()), Forwards, 0));
    let mut answers = served.follow(options).await.unwrap();
    // More than the connection carries unread.
    let large = "x".repeat(2000);
    for round in 0..20 {
        let words: Vec<String> = (0..100).map(|nth| format!("{round}-{nth}-{large}")).collect();
        served.add("s", &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    }
    tokio::time::sleep(patience * 10).await;
    let told = loop {
        match timeout(SOON, answers.message()).await.unwrap() {
            Ok(answer) => assert!(answer.is_some(), "it ended as if nothing were wrong"),
            Err(told) => break told,
        }
    };
    assert_eq!(told.code(), Code::Unavailable);
}
