//! Links, for whoever wants them resolved.

use protocol::event_store::client::streams::{
    delete_req::options::ExpectedStreamRevision as Deleting,
    tombstone_req::options::ExpectedStreamRevision as Closing,
};
use read_resp::Content as Answer;
use runtime::{Entry, Expected, Format};
use serde_json::json;
use tonic::Request;

use super::*;

impl Served {
    /// Links in the stream `links`, to what is named.
    async fn link(&self, named: &[&str]) {
        let entries = named.iter().map(|named| Entry {
            id: Uuid::new_v5(&Uuid::NAMESPACE_URL, named.as_bytes()),
            name: "$>".to_owned(),
            data: named.as_bytes().to_vec(),
            meta: b"{}".to_vec(),
            format: Format::Bytes,
        });
        self.journal.append("links", Expected::Any, entries.collect()).await.unwrap();
    }
}

fn resolved(options: read_req::Options) -> read_req::Options {
    read_req::Options { resolve_links: true, ..options }
}

fn links(direction: ReadDirection) -> read_req::Options {
    let from = match direction {
        Forwards => RevisionOption::Start(()),
        Backwards => RevisionOption::End(()),
    };
    of("links", from, direction, 99)
}

/// Of each event the word, and of a link that was resolved its revision.
fn given(answers: &[ReadResp]) -> Vec<(Option<String>, Option<u64>)> {
    let events = answers.iter().filter_map(|answer| match &answer.content {
        Some(Answer::Event(event)) => Some(event),
        Some(_) | None => None,
    });
    let events = events.map(|event| {
        let word = event.event.as_ref().map(|event| event.metadata["type"].clone());
        (word, event.link.as_ref().map(|link| link.stream_revision))
    });
    events.collect()
}

#[tokio::test]
async fn whoever_wants_it_is_given_what_a_link_names_and_the_link_beside_it() {
    let served = Served::start().await;
    served.add("s", &["a", "b"]).await;
    served.link(&["1@s", "0@s"]).await;
    served.add("links", &["own"]).await;
    let word = |word: &str| Some(word.to_owned());
    let plain = served.read(links(Forwards)).await.unwrap();
    let plain_link = (word("$>"), None);
    assert_eq!(given(&plain), [plain_link.clone(), plain_link, (word("own"), None)]);
    let expected = [(word("b"), Some(0)), (word("a"), Some(1)), (word("own"), None)];
    let read = served.read(resolved(links(Forwards))).await.unwrap();
    assert_eq!(given(&read), expected);
    // The event is as in its own stream; the place is the link's.
    let Some(Answer::Event(first)) = &read[0].content else { panic!("{read:?}") };
    let own = served.read(of("s", RevisionOption::Revision(1), Forwards, 1)).await.unwrap();
    assert_eq!(first.event.as_ref(), event(&own[0]));
    assert_eq!(first.link.as_ref(), event(&plain[0]));
    let place = read_resp::read_event::Position::CommitPosition(3);
    assert_eq!(first.position, Some(place));
    let read = served.read(resolved(links(Backwards))).await.unwrap();
    assert_eq!(given(&read), expected.iter().rev().cloned().collect::<Vec<_>>());
    // Among all streams, and for whoever follows, the same.
    let all = of_all(AllOption::Start(()), Forwards, 99);
    let read = served.read(resolved(all.clone())).await.unwrap();
    assert_eq!(given(&read)[3..], expected);
    for (following, before) in [(links(Forwards), 0), (all, 3)] {
        let mut answers = served.follow(resolved(for_ever(following))).await.unwrap();
        let mut seen = Vec::new();
        while seen.len() < before + expected.len() {
            seen.extend(given(&[answers.message().await.unwrap().unwrap()]));
        }
        assert_eq!(seen[before..], expected);
    }
}

#[tokio::test]
async fn a_link_shows_nothing_that_its_stream_does_not() {
    let served = Served::start().await;
    for stream in ["cut", "deleted", "closed", "kept"] {
        served.add(stream, &["a", "b"]).await;
    }
    served.say("cut", json!({ "$tb": 1 })).await.unwrap();
    served.delete("deleted", Deleting::Any(())).await.unwrap();
    served.close("closed", Closing::Any(())).await.unwrap();
    served.say("kept", json!({ "$acl": { "$r": ["x"] } })).await.unwrap();
    served.link(&["0@cut", "1@cut", "0@deleted", "0@closed", "0@kept", "2@cut", "0@none"]).await;
    served.link(&["no link", "x@cut", "-1@cut"]).await;
    let word = |word: &str| Some(word.to_owned());
    for (shown, kept) in [("Basic eTo=", None), ("Basic eDo=", word("a"))] {
        let mut reading = Request::new(ReadReq { options: Some(resolved(links(Forwards))) });
        // y:, x:
        reading.metadata_mut().insert("authorization", shown.parse().unwrap());
        let mut answers = served.streams().read(reading).await.unwrap().into_inner();
        let mut read = Vec::new();
        while let Some(answer) = answers.message().await.unwrap() {
            read.push(answer);
        }
        let named = [None, word("b"), None, None, kept, None, None];
        let named = named.into_iter().zip((0..).map(Some));
        // What names nothing stands for itself.
        let themselves = std::iter::repeat_n((word("$>"), None), 3);
        assert_eq!(given(&read), named.chain(themselves).collect::<Vec<_>>(), "{shown}");
    }
}

#[tokio::test]
async fn however_many_links_there_are_each_is_resolved() {
    let served = Served::start().await;
    let words: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    served.add("s", &words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let named: Vec<String> = (0..100).map(|revision| format!("{revision}@s")).collect();
    served.link(&named.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let options = of("links", RevisionOption::Start(()), Forwards, 70);
    assert_eq!(self::words(&served.read(resolved(options)).await.unwrap()), words[..70]);
}
