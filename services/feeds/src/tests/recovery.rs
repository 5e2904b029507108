//! Either side may forget: what is told afterwards is the same.

use std::path::Path;

use async_nats::jetstream::stream::Config;

use super::*;

fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").arg("-a").args([from, to]).status().unwrap().success());
}

#[tokio::test]
async fn an_older_checkpoint_catches_up_with_the_stream() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..4).await;
    relay_to(3, &journal, &tree, &server).await;
    let older: Vec<_> = tree.iter().map(Result::unwrap).collect();
    happen(&journal, 4..11).await;
    relay_to(10, &journal, &tree, &server).await;

    for (key, value) in older {
        tree.insert(key, value).unwrap();
    }
    let status = relay_to(10, &journal, &tree, &server).await;
    assert_eq!((status.published, status.duplicates, status.next), (0, 0, 20));
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn a_lost_checkpoint_is_counted_again() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    happen(&journal, 1..11).await;
    relay_to(10, &journal, &tree(), &server).await;
    happen(&journal, 11..13).await;
    let status = relay_to(12, &journal, &tree(), &server).await;
    assert_eq!((status.published, status.duplicates), (2, 0));
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn a_stream_that_is_deleted_is_told_again_even_while_we_watch() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..11).await;
    let mut relay = Running::start(&journal, &tree, &server);
    relay.reaches(10).await;
    context(&server).await.delete_stream("JALON").await.unwrap();
    happen(&journal, 11..12).await;
    relay.reaches(11).await;
    assert_told(&journal, &server).await;
    relay.stop().await;

    context(&server).await.delete_stream("JALON").await.unwrap();
    let status = relay_to(11, &journal, &tree, &server).await;
    assert_eq!(status.published, 11);
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn a_stream_that_forgot_its_end_is_continued_where_it_ends() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..6).await;
    relay_to(5, &journal, &tree, &server).await;
    server.stop().await.unwrap();
    let backup = TempDir::new().unwrap();
    copy(&nats.dir.path().join("jetstream"), backup.path());

    let server = nats.server();
    happen(&journal, 6..11).await;
    relay_to(10, &journal, &tree, &server).await;
    server.stop().await.unwrap();
    std::fs::remove_dir_all(nats.dir.path().join("jetstream")).unwrap();
    copy(&backup.path().join("jetstream"), nats.dir.path());

    let server = nats.server();
    let status = relay_to(10, &journal, &tree, &server).await;
    assert_eq!(status.published, 5);
    assert_told(&journal, &server).await;
}

/// Replaces the stream by one of the same messages, to which anything may be done.
async fn unprotected(server: &Server) -> jetstream::stream::Stream {
    let messages = messages(server).await;
    let context = context(server).await;
    context.delete_stream("JALON").await.unwrap();
    let config = Config { deny_delete: false, deny_purge: false, ..client::config() };
    let stream = context.create_stream(config).await.unwrap();
    for message in messages {
        let sent = context.publish_with_headers(message.subject, message.headers, message.payload);
        sent.await.unwrap().await.unwrap();
    }
    stream
}

#[tokio::test]
async fn a_stream_that_lacks_messages_is_told_again() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..11).await;
    relay_to(10, &journal, &tree, &server).await;
    for damage in ["first", "middle", "last", "all"] {
        let stream = unprotected(&server).await;
        match damage {
            "first" => assert!(stream.delete_message(1).await.unwrap()),
            "middle" => assert!(stream.delete_message(5).await.unwrap()),
            "last" => assert!(stream.delete_message(10).await.unwrap()),
            _ => assert!(stream.purge().await.unwrap().success),
        }
        let status = relay_to(10, &journal, &tree, &server).await;
        assert_eq!(status.published, 10, "{damage}");
        assert_told(&journal, &server).await;
    }
}

#[tokio::test]
async fn a_stream_of_another_journal_is_told_again_but_not_fought_over() {
    let nats = Nats::new();
    let server = nats.server();
    let (theirs, ours) = (journal(1), journal(2));
    happen(&theirs, 1..11).await;
    happen(&ours, 101..104).await;
    let their_tree = tree();
    let mut their_relay = Running::start(&theirs, &their_tree, &server);
    their_relay.reaches(10).await;

    // The tree of one journal does not mislead the relay of another.
    let our_tree = tree();
    for row in &their_tree {
        let (key, value) = row.unwrap();
        our_tree.insert(key, value).unwrap();
    }
    let mut relay = Running::start(&ours, &our_tree, &server);
    relay.reaches(3).await;
    happen(&theirs, 11..12).await;
    let gave_up = |status: &Status| {
        status.reason.as_ref().is_some_and(|reason| reason.contains("another platform"))
    };
    their_relay.until("them to give up", gave_up).await;
    relay.stop().await;
    their_relay.stop().await;
    assert_told(&ours, &server).await;
}

#[tokio::test]
async fn a_stream_that_is_not_even_ours_is_replaced() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    let context = context(&server).await;
    let config = Config { subjects: vec!["jalon.>".into()], ..client::config() };
    context.create_stream(config).await.unwrap();
    context.publish("jalon.x", "?".into()).await.unwrap().await.unwrap();
    happen(&journal, 1..4).await;
    relay_to(3, &journal, &tree(), &server).await;
    assert_told(&journal, &server).await;
}

/// A journal put back from a copy, that then went another way.
#[tokio::test]
async fn a_history_that_went_another_way_is_told_again() {
    let (nats, tree) = (Nats::new(), tree());
    let server = nats.server();
    let (before, longer, shorter) = (journal(1), journal(1), journal(1));
    happen(&before, 1..11).await;
    happen(&longer, 1..6).await;
    happen(&longer, 20..30).await;
    happen(&shorter, 1..3).await;
    relay_to(10, &before, &tree, &server).await;
    for (other, events) in [(longer, 15), (shorter, 2)] {
        let status = relay_to(events, &other, &tree, &server).await;
        assert_eq!(status.published, events);
        assert_told(&other, &server).await;
    }
}

#[tokio::test]
async fn a_checkpoint_that_counted_wrong_leads_to_the_same_messages() {
    let (nats, journal, tree) = (Nats::new(), journal(1), tree());
    let server = nats.server();
    happen(&journal, 1..11).await;
    relay_to(10, &journal, &tree, &server).await;
    for (next, sequence) in [(6, 7), (20, 3), (2, 0), (20, 9)] {
        let wrong = crate::standing::Checkpoint { journal: journal.id(), next, sequence };
        wrong.save(&tree).await.unwrap();
        relay_to(10, &journal, &tree, &server).await;
        assert_told(&journal, &server).await;
    }
}
