//! The journal does not answer for a while, or holds what nobody here can read.

use std::time::Duration;

use tonic_health::pb::{
    HealthCheckRequest, health_check_response::ServingStatus, health_client::HealthClient,
};

use super::{elsewhere::Elsewhere, *};
use crate::{Entry, Format};

/// Longer than it takes, if it ever happens.
const PATIENCE: Duration = Duration::from_secs(20);
const MOMENT: Duration = Duration::from_millis(150);

/// An event of the toy that nobody has ever heard of.
async fn unreadable(journal: &MemoryJournal) {
    let meta = kernel::testing::meta(&kernel::testing::who("awa"), MARCH);
    let entry = Entry {
        id: Uuid::from_u128(4711),
        name: "toy.coin.eaten.v1".into(),
        data: b"{}".to_vec(),
        meta: serde_json::to_vec(&meta).unwrap(),
        format: Format::Json,
    };
    journal.append(&stream_of("b"), Expected::Any, vec![entry]).await.unwrap();
}

/// Waits until the follower of that name shows why it does not go on.
async fn stopped(process: &Process, name: &str) {
    let all = process.started.followers().all();
    let follower = all.into_iter().find(|it| it.name == name).unwrap();
    let mut halted = follower.watched();
    tokio::time::timeout(PATIENCE, halted.wait_for(|halted| *halted)).await.unwrap().unwrap();
}

async fn serves(process: &Process, wanted: ServingStatus) {
    let mut client = HealthClient::new(process.started.channel());
    let told = async {
        loop {
            let asked = HealthCheckRequest { service: String::new() };
            let status = client.check(asked).await.unwrap().into_inner().status();
            if status == wanted {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
}

#[tokio::test]
async fn an_outage_ends_nobody_and_nothing_is_missed() {
    let journal = Arc::new(Elsewhere::new(Uuid::from_u128(9)));
    let folder = folder();
    // It is away when the process starts, and goes again as soon as something was recorded.
    journal.away(true);
    let process = Process::on(1 << 20, Arc::clone(&journal) as Arc<dyn Journal>, &folder);
    tokio::time::sleep(MOMENT).await;
    journal.away(false);
    for id in 1..4_u64 {
        process.put("a", id.into(), 7, MARCH).await.unwrap();
        journal.away(true);
        assert!(process.put("a", u128::from(id) + 10, 7, MARCH).await.is_err());
        tokio::time::sleep(MOMENT).await;
        journal.away(false);
        let followers = process.started.followers();
        let settled = tokio::time::timeout(PATIENCE, followers.settle(&*journal)).await;
        settled.unwrap().unwrap();
        let given =
            process.puts.get(&stream_of("charity"), Viewer::Anybody).await.unwrap().unwrap();
        assert_eq!(given.len() as u64, id);
        assert_eq!(
            process.puts.get(&stream_of("a"), Viewer::Anybody).await.unwrap().unwrap().len() as u64,
            id
        );
        serves(&process, ServingStatus::Serving).await;
    }
}

#[tokio::test]
async fn a_table_that_cannot_go_on_is_not_healthy_and_goes_on_answering() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    process.put("a", 1, 4, MARCH).await.unwrap();
    assert_eq!(process.row(&journal, "a").await.unwrap(), [4]);
    serves(&process, ServingStatus::Serving).await;
    unreadable(&journal).await;
    serves(&process, ServingStatus::NotServing).await;
    assert_eq!(process.puts.get(&stream_of("a"), Viewer::Anybody).await.unwrap().unwrap(), [4]);
}

#[tokio::test]
async fn what_a_policy_found_done_is_not_asked_again_because_something_later_failed() {
    let (journal, folder) = (journal(), folder());
    let given = {
        let process = Process::start(&journal, &folder);
        let given = process.put("charity", 1, 5, MARCH).await.unwrap();
        process.settled(&journal).await;
        process.stop().await;
        given
    };
    // Read together: one that leads to nothing, and one that nobody can read.
    let put = {
        let aside = self::journal();
        let process = Process::start(&aside, &self::folder());
        process.put("a", 2, 8, MARCH).await.unwrap();
        let put = aside.read_stream(&stream_of("a"), Place::Start, Direction::Forwards, 1).await;
        put.unwrap().remove(0).entry
    };
    journal.append(&stream_of("a"), Expected::Empty, vec![put]).await.unwrap();
    unreadable(&journal).await;
    let process = Process::start(&journal, &folder);
    stopped(&process, "toy-charity").await;
    process.ask("charity", 3, APRIL, Command::Void { target: given.events[0] }).await.unwrap();
    tokio::time::sleep(MOMENT).await;
    assert_eq!(process.jars.state(jar("charity")).await.unwrap().coins, 0);
    process.stop().await;
    let forgetful = Process::start(&journal, &self::folder());
    stopped(&forgetful, "toy-charity").await;
    assert_eq!(forgetful.jars.state(jar("charity")).await.unwrap().coins, 0);
}
