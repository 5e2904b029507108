//! What is closed for good stays closed, whatever is said of it.

use protocol::event_store::client::streams::{
    append_resp::{
        Result as Told,
        success::{CurrentRevisionOption, PositionOption},
        wrong_expected_version::CurrentRevisionOption as Actual,
    },
    delete_req::options::ExpectedStreamRevision as Deleting,
    tombstone_req::options::ExpectedStreamRevision as Closing,
};
use runtime::{Direction, Place};
use serde_json::json;
use tonic::{Code, Request};

use super::{sayings::saying, *};
use ExpectedStreamRevision as Expecting;

#[tokio::test]
async fn a_closed_stream_is_closed_for_good() {
    let served = Served::start().await;
    served.add("s", &["a"]).await;
    served.close("s", Closing::Any(())).await.unwrap();
    for (told, named) in [
        (served.append("s", Expecting::Any(()), &["never"]).await.map(drop), "s"),
        (served.delete("s", Deleting::Any(())).await.map(drop), "s"),
        (served.shown("$$s").await.map(drop), "$$s"),
    ] {
        let told = told.unwrap_err();
        assert_eq!(trailer(&told, "exception"), "stream-deleted");
        assert_eq!(trailer(&told, "stream-name"), named);
    }
    served.close("never there", Closing::NoStream(())).await.unwrap();
    assert!(served.append("never there", Expecting::Any(()), &["a"]).await.is_err());
    assert_eq!(served.audited().await, ["a"], "something is hidden");
}

#[tokio::test]
async fn what_is_said_of_a_closed_stream_is_recorded_and_opens_nothing() {
    let served = Served::start().await;
    served.add("s", &["a"]).await;
    served.say("s", json!({ "owner": "UCP" })).await.unwrap();
    served.close("s", Closing::Any(())).await.unwrap();
    // That it is closed is a word which nobody is shown, so nobody counts it.
    let Told::WrongExpectedVersion(told) =
        served.say_at("s", Expecting::Revision(1), json!({})).await.unwrap()
    else {
        panic!("there is one word");
    };
    let one = Actual::CurrentRevision(0);
    assert_eq!(told.current_revision_option, Some(one));
    // The same again is the same.
    for (expected, said, revision) in [
        (Expecting::Revision(0), json!({ "owner": "UGP" }), 2),
        (Expecting::Revision(0), json!({ "owner": "UGP" }), 2),
        (Expecting::Any(()), json!({ "$tb": null }), 4),
    ] {
        let told = served.say_at("s", expected, said.clone()).await.unwrap();
        let Told::Success(told) = told else { panic!("{told:?}") };
        let at = CurrentRevisionOption::CurrentRevision(revision);
        assert_eq!(told.current_revision_option, Some(at), "{said}");
        // Behind what identifies the journal, and the event of the stream.
        let lies = told.position_option.map(|at| match at {
            PositionOption::Position(at) => at.commit_position,
            PositionOption::NoPosition(()) => 0,
        });
        assert_eq!(lies, Some(revision + 2), "{said}");
    }
    let recorded = served.journal.read_stream("$$s", Place::Start, Direction::Forwards, 9).await;
    let recorded: Vec<_> = recorded.unwrap().into_iter().map(|event| event.entry.name).collect();
    assert_eq!(recorded, ["$metadata", "$streamDeleted"].repeat(3));
    for told in [
        served.append("s", Expecting::Any(()), &["never"]).await.map(drop),
        served.shown("s").await.map(drop),
        served.shown("$$s").await.map(drop),
        served.close("s", Closing::Any(())).await,
    ] {
        assert_eq!(trailer(&told.unwrap_err(), "exception"), "stream-deleted");
    }
}

#[tokio::test]
async fn whom_a_stream_kept_out_it_keeps_out_when_it_is_closed() {
    let served = Served::start().await;
    served.say("s", json!({ "$acl": { "$mw": ["x"] } })).await.unwrap();
    served.close("s", Closing::Any(())).await.unwrap();
    let say = async |shown: &'static str| {
        let messages = saying("s", Expecting::Any(()), &json!({ "by": shown }));
        let mut request = Request::new(futures::stream::iter(messages));
        request.metadata_mut().insert("authorization", shown.parse().unwrap());
        served.streams().append(request).await.map(drop).map_err(|told| told.code())
    };
    // y:, x:
    assert_eq!(say("Basic eTo=").await, Err(Code::PermissionDenied));
    assert_eq!(say("Basic eDo=").await, Ok(()));
    // What is said now is in force for the next.
    assert_eq!(say("Basic eTo=").await, Ok(()));
}
