//! What is told of commands: once, the same again, and by whom.

use super::{elsewhere::Elsewhere, *};

#[tokio::test]
async fn the_same_command_is_told_the_same_even_after_a_restart() {
    let (journal, folder) = (journal(), folder());
    let (first, refused) = {
        let process = Process::start(&journal, &folder);
        let first = process.put("a", 1, 400, MARCH).await.unwrap();
        assert_eq!(process.put("a", 1, 400, MARCH).await.unwrap(), first);
        let refused = process.put("a", 2, 900, MARCH).await.unwrap_err().to_string();
        process.stop().await;
        (first, refused)
    };
    // Room is made, but what was refused has had its answer.
    let process = Process::start(&journal, &folder);
    let target = first.events[0];
    process.ask("a", 3, APRIL, Command::Void { target }).await.unwrap();
    assert_eq!(process.put("a", 1, 400, MARCH).await.unwrap(), first);
    assert_eq!(process.put("a", 2, 900, MARCH).await.unwrap_err().to_string(), refused);
    assert_eq!(stream(&journal, "refusals-jar").await, 1);
    process.put("a", 4, 900, MAY).await.unwrap();
}

#[tokio::test]
async fn an_id_with_another_command_in_it_is_refused() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    process.put("a", 1, 400, MARCH).await.unwrap();
    let Err(Failure::Rejected(refusal)) = process.put("a", 1, 401, MARCH).await else {
        panic!("it was taken for the same command");
    };
    assert_eq!(refusal.code, "malformed-command-reused");
}

#[tokio::test]
async fn whoever_else_writes_in_the_journal_answers_nobody() {
    let (journal, folder) = (journal(), folder());
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let shared = Arc::clone(&journal) as Arc<dyn Journal>;
    let mut host = Host::new(shared, folder.path(), key).unwrap();
    host.records(&["jar", "refusals"]);
    let jars = host.handler::<Jar>().unwrap();
    // Before anybody asked, as may be known of what policies are going to ask.
    for stream in ["x-1", "jar", "jarring-1"] {
        let id = Uuid::new_v5(&Uuid::nil(), stream.as_bytes());
        journal.append(stream, Expected::Any, vec![forged(1, id)]).await.unwrap();
    }
    let started = host.start().unwrap();
    let ask =
        || Ask { to: jar("a"), command: Command::Put(9), basis: Basis::default(), effective: None };
    started.followers().settle(&*journal).await.unwrap();
    let answer = jars.handle(ask(), &context(1, 9, MARCH)).await.unwrap();
    assert_eq!(answer.events.len(), 1);
    // Nor is an event taken for another that has its name.
    let again = forged(1, answer.events[0]);
    journal.append("x-2", Expected::Any, vec![again]).await.unwrap();
    started.followers().settle(&*journal).await.unwrap();
    let mut client = pb::journal_service_client::JournalServiceClient::new(started.channel());
    let event = pb::get_event_request::Event::EventId(answer.events[0].to_string());
    let found = client.get_event(pb::GetEventRequest { event: Some(event) }).await.unwrap();
    assert_eq!(found.into_inner().stream, stream_of("a"));
}

#[tokio::test]
async fn whoever_looked_too_early_is_told_to_look_again() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let ask = |id: u128, expected: u64| {
        let command = Command::Put(1);
        let ask = Ask { to: jar("a"), command, basis: Basis::default(), effective: None };
        let context = Context { expected: Some(expected), ..context(id, 1, MARCH) };
        let process = &process;
        async move { process.jars.handle(ask, &context).await }
    };
    let first = process.put("a", 1, 1, MARCH).await.unwrap();
    process.put("a", 2, 1, MARCH).await.unwrap();
    let Err(Failure::Rejected(refusal)) = ask(3, first.revision).await else {
        panic!("it was decided on what is no longer so");
    };
    assert_eq!(refusal.code, "malformed-stale");
    assert!(ask(4, first.revision + 1).await.is_ok());
}

#[tokio::test]
async fn what_is_already_so_is_not_recorded() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let put = process.put("a", 1, 4, MARCH).await.unwrap();
    let nothing = process.put("a", 2, 0, MARCH).await.unwrap();
    assert_eq!((nothing.position, nothing.events), (put.position, vec![]));
}

#[tokio::test]
async fn what_cannot_be_recorded_as_it_is_is_refused_on_record() {
    for (title, code) in [
        ("x".repeat(crate::MOST_EVENT_BYTES), "malformed-too-large"),
        ("relevé \u{202e}fdp.exe".to_owned(), "malformed-characters"),
    ] {
        let (journal, folder) = (journal(), folder());
        let evidence = kernel::Evidence {
            title,
            reference: None,
            document: None,
            language: None,
            page: None,
            url: None,
        };
        let with = Context { evidence: vec![evidence], ..context(1, 9, MARCH) };
        for refused in [1, 1] {
            let process = Process::start(&journal, &folder);
            let (to, command) = (jar("a"), Command::Put(9));
            let ask = Ask { to, command, basis: Basis::default(), effective: None };
            let Err(Failure::Rejected(refusal)) = process.jars.handle(ask, &with).await else {
                panic!("it was taken");
            };
            assert_eq!(refusal.code, code);
            assert_eq!(stream(&journal, "refusals-jar").await, refused);
            process.stop().await;
        }
        // The same command is told the same, though it could be recorded by now.
        let process = Process::start(&journal, &folder);
        let told = process.put("a", 1, 9, MARCH).await.unwrap_err();
        assert!(matches!(told, Failure::Rejected(refusal) if refusal.code == code));
    }
}

#[tokio::test]
async fn what_was_already_so_is_not_done_later_under_the_same_id() {
    let (journal, folder) = (journal(), folder());
    let (given, told) = {
        let process = Process::start(&journal, &folder);
        let given = process.put("a", 1, 5, MARCH).await.unwrap();
        let told = process.ask("a", 2, MARCH, Command::Fill(5)).await.unwrap();
        assert_eq!((told.revision, told.position, told.events.len()), (0, given.position, 0));
        let never = process.put("b", 3, 0, MARCH).await.unwrap();
        assert_eq!(never, Answer::default());
        process.stop().await;
        (given, told)
    };
    // Whoever asked never heard it, and somebody else takes the coins out.
    let process = Process::start(&journal, &self::folder());
    process.ask("a", 4, APRIL, Command::Void { target: given.events[0] }).await.unwrap();
    assert_eq!(process.ask("a", 2, MARCH, Command::Fill(5)).await.unwrap(), told);
    assert_eq!(process.put("b", 3, 0, MARCH).await.unwrap(), Answer::default());
    assert_eq!(process.jars.state(jar("a")).await.unwrap().coins, 0);
    let Err(Failure::Rejected(refusal)) = process.put("a", 2, 5, MARCH).await else {
        panic!("it was taken for the same command");
    };
    assert_eq!(refusal.code, "malformed-command-reused");
}

#[tokio::test]
async fn writers_at_once_lose_nothing() {
    let (journal, folder) = (journal(), folder());
    // Two processes on one journal, sixteen writers each.
    let (one, two) = (Process::start(&journal, &folder), Process::start(&journal, &self::folder()));
    let puts = (0..32_u128).map(|n| {
        let process = if n % 2 == 0 { &one } else { &two };
        async move {
            // A loser that gave up may try again: it is the same command.
            while process.put("a", n + 1, 3, MARCH).await.is_err() {}
        }
    });
    futures::future::join_all(puts).await;
    assert_eq!(one.row(&journal, "a").await.unwrap(), [3; 32]);
    assert_eq!(two.row(&journal, "a").await.unwrap(), [3; 32]);
}

/// Where the journal is another process's, to read a stream again is a call for each.
#[tokio::test]
async fn what_many_facts_ask_of_one_stream_is_decided_on_what_was_read_once() {
    let (journal, folder) = (Arc::new(Elsewhere::new(Uuid::from_u128(9))), folder());
    let meta = kernel::testing::meta(&kernel::testing::who("awa"), MARCH);
    let put = |n: u128| crate::Entry {
        id: Uuid::from_u128(n),
        name: "toy.coin.put.v1".into(),
        // Charity has one coin for each.
        data: br#"{"coins":7}"#.to_vec(),
        meta: serde_json::to_vec(&meta).unwrap(),
        format: crate::Format::Json,
    };
    journal.append(&stream_of("a"), Expected::Any, (0..60).map(put).collect()).await.unwrap();
    let process = Process::on(1 << 20, Arc::clone(&journal) as Arc<dyn Journal>, &folder);
    let followers = process.started.followers();
    followers.settle(&*journal).await.unwrap();
    assert_eq!(process.jars.state(charity()).await.unwrap().coins, 60);
    assert!(journal.asked() < 30, "{} reads", journal.asked());
}
