//! What clients say of streams changes what the streams show. It hides nothing.

use protocol::event_store::client::streams::{
    DeleteReq, TombstoneReq, append_resp::Result as Told, delete_req,
    delete_req::options::ExpectedStreamRevision as Deleting, delete_resp::PositionOption,
    tombstone_req, tombstone_req::options::ExpectedStreamRevision as Closing,
};
use runtime::{Direction, Entry, Expected, Filter, Format, Place};
use serde_json::json;
use tonic::{Code, Request};

use super::{together::request, *};
use ExpectedStreamRevision as Expecting;

impl Served {
    /// Tells where it is recorded.
    pub(super) async fn delete(&self, stream: &str, expected: Deleting) -> Result<u64, Status> {
        let options = delete_req::Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_revision: Some(expected),
        };
        let told = self.streams().delete(DeleteReq { options: Some(options) }).await?.into_inner();
        // One client fails itself without it.
        let Some(PositionOption::Position(at)) = told.position_option else { panic!("{told:?}") };
        assert_eq!(at.commit_position, at.prepare_position);
        Ok(at.commit_position)
    }

    pub(super) async fn close(&self, stream: &str, expected: Closing) -> Result<(), Status> {
        let options = tombstone_req::Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_revision: Some(expected),
        };
        self.streams().tombstone(TombstoneReq { options: Some(options) }).await.map(drop)
    }

    pub(super) async fn say(&self, stream: &str, said: serde_json::Value) -> Result<Told, Status> {
        self.say_at(stream, Expecting::Any(()), said).await
    }

    pub(super) async fn say_at(
        &self,
        stream: &str,
        expected: Expecting,
        said: serde_json::Value,
    ) -> Result<Told, Status> {
        let messages = futures::stream::iter(saying(stream, expected, &said));
        Ok(self.streams().append(messages).await?.into_inner().result.unwrap())
    }

    pub(super) async fn audited(&self) -> Vec<String> {
        let (from, filter) = (Place::Start, Filter::Everything);
        let page = self.journal.read_all(from, Direction::Forwards, &filter, 99).await.unwrap();
        let ours = page.events.iter().filter(|event| !event.stream.starts_with('$'));
        ours.map(|event| event.entry.name.clone()).collect()
    }

    /// Something that Jalon wrote.
    pub(super) async fn record(&self, stream: &str) {
        let meta =
            kernel::testing::meta(&kernel::testing::who("awa"), "2020-01-01".parse().unwrap());
        let entry = Entry {
            id: Uuid::from_u128(7),
            name: "financing.agreement.signed.v1".to_owned(),
            data: b"{}".to_vec(),
            meta: serde_json::to_vec(&meta).unwrap(),
            format: Format::Json,
        };
        self.journal.append(stream, Expected::Any, vec![entry]).await.unwrap();
    }
}

/// The same word of the same stream is the same event.
pub(super) fn saying(
    stream: &str,
    expected: Expecting,
    said: &serde_json::Value,
) -> [AppendReq; 2] {
    let options = Options {
        stream_identifier: Some(identifier(&format!("$${stream}"))),
        expected_stream_revision: Some(expected),
    };
    let mut message = proposed(stream, &said.to_string());
    message.metadata.insert("type".to_owned(), "$metadata".to_owned());
    message.data = said.to_string().into();
    let messages = [Content::Options(options), Content::ProposedMessage(message)];
    messages.map(|content| AppendReq { content: Some(content) })
}

#[tokio::test]
async fn a_deleted_stream_is_not_found_until_it_is_appended_to() {
    let served = Served::start().await;
    served.add("s", &["a", "b"]).await;
    let at = served.delete("s", Deleting::Revision(1)).await.unwrap();
    assert!(served.shown("s").await.unwrap().is_empty());
    served.add("other", &["z"]).await;
    assert_eq!(served.delete("s", Deleting::Any(())).await.unwrap(), at, "it is so already");
    let told = served.delete("s", Deleting::StreamExists(())).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "stream-deleted");
    // As if there were no stream, or after its last event.
    let told = served.append("s", Expecting::Revision(0), &["never"]).await.unwrap();
    assert!(matches!(told, Told::WrongExpectedVersion(_)));
    let told = served.append("s", Expecting::NoStream(()), &["c"]).await.unwrap();
    assert!(matches!(told, Told::Success(_)), "{told:?}");
    assert_eq!(served.shown("s").await.unwrap(), ["c"]);
    let read = served.read(of("s", RevisionOption::End(()), Backwards, 9)).await.unwrap();
    assert_eq!((words(&read), event(&read[0]).unwrap().stream_revision), (vec!["c".to_owned()], 2));
    assert_eq!(served.audited().await, ["a", "b", "z", "c"], "something is hidden");
}

#[tokio::test]
async fn a_deleted_stream_does_not_begin_again_with_nothing() {
    let served = Served::start().await;
    served.add("s", &["a", "b"]).await;
    served.delete("s", Deleting::Any(())).await.unwrap();
    for expected in [Expecting::Any(()), Expecting::NoStream(()), Expecting::Revision(1)] {
        let told = served.append("s", expected, &[]).await.unwrap();
        assert!(matches!(told, Told::Success(_)), "{told:?}");
    }
    let told = served.append("s", Expecting::Revision(0), &[]).await.unwrap();
    assert!(matches!(told, Told::WrongExpectedVersion(_)), "{told:?}");
    let told = served.append("s", Expecting::StreamExists(()), &[]).await.unwrap_err();
    assert_eq!(trailer(&told, "exception"), "stream-deleted");
    assert!(served.shown("s").await.unwrap().is_empty());
}

#[tokio::test]
async fn whatever_is_said_of_a_deleted_stream_what_was_deleted_is_not_shown_again() {
    let served = Served::start().await;
    for (stream, words, begins) in [("s", &["a", "b"][..], 2), ("never there", &[], 0)] {
        served.say(stream, json!({ "ours": 1 })).await.unwrap();
        served.add(stream, words).await;
        served.delete(stream, Deleting::Any(())).await.unwrap();
        let lies_at = |told, revision| {
            let Told::Success(told) = told else { panic!("{told:?}") };
            let at = append_resp::success::CurrentRevisionOption::CurrentRevision(revision);
            assert_eq!(told.current_revision_option, Some(at));
        };
        // What was said before, without a word behind it, is known.
        lies_at(served.say(stream, json!({ "ours": 1 })).await.unwrap(), 0);
        // Told where it lies; the same again is the same.
        let said = json!({ "$acl": { "$d": "x" }, "$maxCount": 100 });
        for _ in 0..2 {
            let told = served.say_at(stream, Expecting::Revision(1), said.clone()).await;
            lies_at(told.unwrap(), 2);
        }
        assert!(served.shown(stream).await.unwrap().is_empty());
        let metadata = format!("$${stream}");
        let last = of(&metadata, RevisionOption::End(()), Backwards, 1);
        let last = served.read(last).await.unwrap();
        let last = last.iter().find_map(event).unwrap();
        let kept: serde_json::Value = serde_json::from_slice(&last.data).unwrap();
        let expected = json!({ "$acl": { "$d": "x" }, "$maxCount": 100, "$tb": begins });
        assert_eq!((last.stream_revision, kept), (3, expected));
        served.add(stream, &["c"]).await;
        assert_eq!(served.shown(stream).await.unwrap(), ["c"]);
    }
    // Unless it is said where it begins.
    served.delete("s", Deleting::Any(())).await.unwrap();
    served.say("s", json!({ "$tb": 1 })).await.unwrap();
    assert_eq!(served.shown("s").await.unwrap(), ["b", "c"]);
}

#[tokio::test]
async fn a_stream_shows_as_much_as_was_said() {
    let served = Served::start().await;
    served.add("s", &["a", "b", "c", "d"]).await;
    for (said, shown) in [
        (json!({ "$maxCount": 2 }), vec!["c", "d"]),
        (json!({ "$tb": 1 }), vec!["b", "c", "d"]),
        (json!({ "$tb": 1, "$maxCount": 1 }), vec!["d"]),
        // The memory's clock stands still in 1970.
        (json!({ "$maxAge": 60 }), vec![]),
        (json!({ "$cacheControl": 5 }), vec!["a", "b", "c", "d"]),
    ] {
        served.say("s", said.clone()).await.unwrap();
        assert_eq!(served.shown("s").await.unwrap(), shown, "{said}");
    }
    served.say("s", json!({ "$tb": 2 })).await.unwrap();
    let read = served.read(of("s", RevisionOption::Start(()), Forwards, 9)).await.unwrap();
    let first = read.first().unwrap().content.clone();
    assert_eq!(first, Some(read_resp::Content::FirstStreamPosition(2)));
    let said = served.read(of("$$s", RevisionOption::Start(()), Forwards, 9)).await.unwrap();
    assert_eq!(event(&said[1]).unwrap().data, r#"{"$tb":2}"#.as_bytes());
    assert_eq!(served.audited().await.len(), 4, "something is hidden");
}

#[tokio::test]
async fn nothing_hides_a_record() {
    let served = Served::start().await;
    served.record("financing-1").await;
    for told in [
        served.delete("financing-1", Deleting::Any(())).await.unwrap_err(),
        served.close("financing-1", Closing::Any(())).await.unwrap_err(),
        served.say("financing-1", json!({ "$tb": 1 })).await.unwrap_err(),
        served.say("financing-1", json!({ "$maxAge": 1 })).await.unwrap_err(),
        served.delete("$jalon-journal", Deleting::Any(())).await.unwrap_err(),
    ] {
        assert_eq!(told.code(), Code::PermissionDenied);
        assert_eq!(trailer(&told, "exception"), "access-denied");
    }
    // Nor is anybody kept from one, whether it is there already or is to come.
    let only_x = json!({ "$acl": { "$r": ["x"], "$w": ["x"], "$mw": ["x"] } });
    served.record("old").await;
    for stream in ["financing-1", "financing-2", "old"] {
        let told = served.say(stream, only_x.clone()).await.unwrap_err();
        assert_eq!(trailer(&told, "exception"), "access-denied", "{stream}");
    }
    served.say("s", only_x).await.unwrap();
    served.say("financing-1", json!({ "owner": "UCP" })).await.unwrap();
    assert_eq!(served.shown("financing-1").await.unwrap(), ["financing.agreement.signed.v1"]);
}

/// As it may lie in a journal that served others before this was refused.
async fn said_before(served: &Served, stream: &str, said: &str) {
    let entry = Entry {
        id: Uuid::new_v5(&Uuid::NAMESPACE_URL, said.as_bytes()),
        name: "$metadata".to_owned(),
        data: said.into(),
        meta: b"{}".to_vec(),
        format: Format::Json,
    };
    served.journal.append(&format!("$${stream}"), Expected::Any, vec![entry]).await.unwrap();
}

#[tokio::test]
async fn what_was_said_of_a_record_before_keeps_nobody_from_it() {
    let served = Served::start().await;
    served.record("financing-1").await;
    said_before(&served, "financing-1", r#"{"$tb":9,"$acl":{"$r":["x"],"$w":["x"]}}"#).await;
    said_before(&served, "financing-2", r#"{"$maxCount":-1}"#).await;
    for stream in ["financing-1", "financing-2"] {
        let mut reading = Request::new(ReadReq {
            options: Some(of(stream, RevisionOption::Start(()), Forwards, 9)),
        });
        reading.metadata_mut().insert("authorization", "Bearer of-a-service".parse().unwrap());
        let read = served.streams().read(reading).await.unwrap().into_inner().message().await;
        let there = event(&read.unwrap().unwrap()).is_some();
        assert_eq!(there, stream == "financing-1");
    }
}

#[tokio::test]
async fn what_is_said_can_be_read_or_is_not_said() {
    let served = Served::start().await;
    for wrong in [json!({ "$maxCount": -1 }), json!({ "$acl": 7 }), json!([]), json!("x")] {
        let told = served.say("s", wrong.clone()).await.unwrap_err();
        assert_eq!(told.code(), Code::InvalidArgument, "{wrong}");
    }
    let told = served.append("$$s", Expecting::Any(()), &["another type"]).await.unwrap_err();
    assert_eq!(told.code(), Code::InvalidArgument);
    served.say("s", json!({ "$acl": { "$r": "$all" }, "ours": [1] })).await.unwrap();
}

#[tokio::test]
async fn where_it_cannot_be_read_whom_to_keep_out_everybody_is() {
    let served = Served::start().await;
    // Before the server knows anything of it.
    said_before(&served, "s", r#"{"$acl":{"$r":["x"]},"$maxCount":-1}"#).await;
    served.add("s", &["a"]).await;
    let read = async |shown: &'static str| {
        let options = Some(of("s", RevisionOption::Start(()), Forwards, 9));
        let mut reading = Request::new(ReadReq { options });
        reading.metadata_mut().insert("authorization", shown.parse().unwrap());
        served.streams().read(reading).await.map(drop).map_err(|told| told.code())
    };
    // x:, admin:
    assert_eq!(read("Basic eDo=").await, Err(Code::PermissionDenied));
    assert_eq!(read("Basic YWRtaW46").await, Ok(()));
    served.say("s", json!({ "$acl": { "$r": ["x"] } })).await.unwrap();
    assert_eq!(read("Basic eDo=").await, Ok(()));
}

#[tokio::test]
async fn a_stream_of_which_something_was_said_exists() {
    let served = Served::start().await;
    for stream in ["one", "session", "records", "deleted"] {
        served.say(stream, json!({ "$maxCount": 10 })).await.unwrap();
    }
    let told = served.append("one", Expecting::StreamExists(()), &["a"]).await.unwrap();
    assert!(matches!(told, Told::Success(_)), "{told:?}");
    assert_eq!(served.shown("one").await.unwrap(), ["a"]);
    served.session(vec![request("session", Some(-4), &["a"])]).await.unwrap();
    served.records(&[("records", "a")], &[("records", -4)]).await.unwrap();
    served.delete("deleted", Deleting::Any(())).await.unwrap();
    let told = served.append("deleted", Expecting::StreamExists(()), &["never"]).await;
    assert_eq!(trailer(&told.unwrap_err(), "exception"), "stream-deleted");
    let never = vec![request("deleted", Some(-4), &["never"])];
    assert!(served.session(never).await.is_err());
    assert!(served.records(&[("deleted", "never")], &[("deleted", -4)]).await.is_err());
}
