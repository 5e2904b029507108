//! Many appends over one call: in their order, together where that is possible, each with its own answer.

use std::{collections::BTreeMap, sync::atomic::Ordering, time::Duration};

use protocol::event_store::client::streams::{
    BatchAppendReq, BatchAppendResp,
    batch_append_req::{
        self,
        options::{DeadlineOption, ExpectedStreamPosition as Expected},
    },
    batch_append_resp::{
        Result as Told,
        success::{CurrentRevisionOption, PositionOption},
    },
};

use tokio::time::{sleep, timeout};

use super::{
    disk::{Disk, LATE},
    *,
};

/// One append of `words`, under the number with which it will be answered.
fn append(number: u128, stream: &str, words: &[&str], expected: Expected) -> BatchAppendReq {
    let proposed = words.iter().map(|word| {
        let ProposedMessage { id, metadata, custom_metadata, data } = proposed(stream, word);
        batch_append_req::ProposedMessage { id, metadata, custom_metadata, data }
    });
    BatchAppendReq {
        correlation_id: Some(spelled(Uuid::from_u128(number), Spelling::Text)),
        options: Some(batch_append_req::Options {
            stream_identifier: Some(identifier(stream)),
            expected_stream_position: Some(expected),
            deadline_option: None,
        }),
        proposed_messages: proposed.collect(),
        is_final: true,
    }
}

impl Served {
    /// As many answers as there are appends, in the order in which they came.
    async fn batch(&self, appends: Vec<BatchAppendReq>) -> Vec<(u128, BatchAppendResp)> {
        let count = appends.len();
        let answers = self.streams().batch_append(futures::stream::iter(appends)).await.unwrap();
        let mut answers = answers.into_inner();
        let mut told = Vec::with_capacity(count);
        while let Some(answer) = answers.message().await.unwrap() {
            let number = crate::wire::id(answer.correlation_id.clone()).unwrap().as_u128();
            told.push((number, answer));
        }
        assert_eq!(told.len(), count);
        told
    }
}

/// Where its last event lies in the stream, or the end of the name of the error.
fn place(answer: &BatchAppendResp) -> Result<(u64, u64), String> {
    match answer.result.clone().unwrap() {
        Told::Success(told) => match (told.current_revision_option, told.position_option) {
            (
                Some(CurrentRevisionOption::CurrentRevision(revision)),
                Some(PositionOption::Position(at)),
            ) => Ok((revision, at.commit_position)),
            told => panic!("{told:?}"),
        },
        Told::Error(told) => {
            let name = told.details.unwrap().type_url;
            Err(name.rsplit('.').next().unwrap().to_owned())
        }
    }
}

#[tokio::test]
async fn appends_of_one_call_to_one_stream_are_recorded_in_their_order() {
    let disk = Disk::new();
    let served = disk.served().await;
    for (stream, second) in [("one", Expected::Any(())), ("two", Expected::StreamPosition(0))] {
        disk.slow.store(true, Ordering::SeqCst);
        let told = served.batch(vec![
            append(1, stream, &["a"], Expected::Any(())),
            append(2, stream, &["b"], second),
            append(3, stream, &["c"], Expected::Any(())),
            append(4, "beside", &[stream], Expected::Any(())),
        ]);
        let told = told.await;
        assert_eq!(served.shown(stream).await.unwrap(), ["a", "b", "c"]);
        assert_eq!(told[0].0, 4, "another stream waits for it");
    }
    assert_eq!(disk.together.load(Ordering::SeqCst), 2, "two that wait go together");
}

#[tokio::test]
async fn each_of_those_that_were_recorded_together_hears_where_it_lies() {
    let disk = Disk::new();
    let served = disk.served().await;
    disk.slow.store(true, Ordering::SeqCst);
    let appends = || {
        vec![
            append(1, "s", &["a"], Expected::NoStream(())),
            append(2, "s", &["b", "c"], Expected::StreamPosition(0)),
            append(3, "s", &["d"], Expected::Any(())),
        ]
    };
    let places = |told: Vec<(u128, BatchAppendResp)>| {
        told.iter().map(|(number, told)| (*number, place(told))).collect::<BTreeMap<_, _>>()
    };
    let told = places(served.batch(appends()).await);
    let expected = [(1, Ok((0, 1))), (2, Ok((2, 3))), (3, Ok((3, 4)))];
    assert_eq!(told, BTreeMap::from(expected));
    assert_eq!(disk.together.load(Ordering::SeqCst), 1);
    // The same again is the same, however it comes.
    assert_eq!(places(served.batch(appends()).await), told);
    assert_eq!(served.shown("s").await.unwrap(), ["a", "b", "c", "d"]);
}

#[tokio::test]
async fn one_that_is_refused_leaves_those_alone_that_wait_with_it() {
    let disk = Disk::new();
    let served = disk.served().await;
    disk.slow.store(true, Ordering::SeqCst);
    let told = served.batch(vec![
        append(1, "s", &["a"], Expected::Any(())),
        append(2, "s", &["b"], Expected::Any(())),
        append(3, "s", &["never"], Expected::StreamPosition(7)),
        append(4, "s", &["c"], Expected::Any(())),
    ]);
    let told: BTreeMap<_, _> = told.await.into_iter().collect();
    assert_eq!(place(&told[&3]), Err("WrongExpectedVersion".to_owned()));
    assert_eq!(place(&told[&4]), Ok((2, 3)));
    assert_eq!(served.shown("s").await.unwrap(), ["a", "b", "c"]);
}

#[tokio::test]
async fn whoever_waits_no_longer_hears_that_it_is_late_whatever_else_is_wrong() {
    let served = Served::start().await;
    let much = |number, seconds| {
        let mut append = append(number, "s", &["never"], Expected::Any(()));
        append.proposed_messages[0].data = vec![7; 1 << 20].into();
        if let Some(options) = &mut append.options {
            let deadline = prost_types::Duration { seconds, nanos: 0 };
            options.deadline_option = Some(DeadlineOption::Deadline(deadline));
        }
        append
    };
    let told: BTreeMap<_, _> =
        served.batch(vec![much(1, 0), much(2, 60)]).await.into_iter().collect();
    assert_eq!(place(&told[&1]), Err("Timeout".to_owned()));
    assert_eq!(place(&told[&2]), Err("MaximumAppendSizeExceeded".to_owned()));
}

#[tokio::test]
async fn whoever_takes_no_answers_keeps_nobody_from_writing() {
    let disk = Disk::new();
    let served = disk.served().await;
    disk.late.store(true, Ordering::SeqCst);
    let said = |number: u128| {
        let mut said = append(number, &format!("$$s-{number}"), &["$metadata"], Expected::Any(()));
        said.proposed_messages[0].data = "{}".into();
        said
    };
    let appends = futures::stream::iter((0..4_000).map(said));
    let answers = served.narrow().batch_append(appends).await.unwrap();
    let mut head = 0;
    while head != disk.heard() {
        head = disk.heard();
        sleep(LATE * 3).await;
    }
    disk.late.store(false, Ordering::SeqCst);
    let others = async {
        for number in 0..999 {
            served.add(&format!("s-{number}"), &["a"]).await;
        }
    };
    timeout(Duration::from_secs(20), others).await.expect("everybody waits for it");
    drop(answers);
}
