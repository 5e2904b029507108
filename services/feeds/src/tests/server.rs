use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use super::*;

/// A nats-server that is nobody's child any more, for what we know of it.
pub(super) fn serve(dir: &Path, port: &str) -> Child {
    let dir = dir.canonicalize().unwrap();
    Command::new(process::find().unwrap())
        .args(["-a", "127.0.0.1", "-p", port, "-js", "-sd"])
        .args([&dir, Path::new("--ports_file_dir"), &dir])
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[tokio::test]
async fn a_child_is_started_once_and_stopped_in_order() {
    let nats = Nats::new();
    let server = nats.server();
    let url = server.url().await.unwrap();
    assert!(client::redacted(&url).starts_with("nats://127.0.0.1:"), "{url}");
    let pid = nats.pid().unwrap();
    assert_eq!(server.url().await.unwrap(), url);
    assert_eq!(nats.pid(), Some(pid));
    server.stop().await.unwrap();
    assert_eq!(nats.pid(), None);
    let log = fs::read_to_string(nats.dir.path().join("nats.log")).unwrap();
    assert!(log.contains("Server Exiting"), "{log}");
    assert!(server.url().await.unwrap_err().to_string().contains("stopped"));
}

#[tokio::test]
async fn everybody_on_this_machine_listens_and_nobody_else_writes() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    happen(&journal, 1..4).await;
    relay_to(3, &journal, &tree(), &server).await;
    for file in ["password", "nats.conf"] {
        let mode = fs::metadata(nats.dir.path().join(file)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let url = server.url().await.unwrap();
    let listener = client::redacted(&url);
    assert_eq!(crate::audit(&listener).await.unwrap().published, 3);
    let stranger = client::connect(&listener).await.unwrap();
    stranger.publish("jalon.ml.forged", "{}".into()).await.unwrap();
    stranger.flush().await.unwrap();
    let mut context = jetstream::new(stranger);
    context.set_timeout(Duration::from_millis(300));
    assert!(context.delete_stream(client::STREAM).await.is_err());
    let forged = jetstream::stream::Config { name: "FORGED".into(), ..Default::default() };
    assert!(context.create_stream(forged).await.is_err());
    assert_told(&journal, &server).await;
    assert_eq!(crate::audit(&url).await.unwrap().published, 3);
}

#[tokio::test]
async fn a_server_that_outlived_its_platform_is_adopted_then_stopped() {
    let nats = Nats::new();
    let mut orphan = serve(nats.dir.path(), "-1");
    let seen = async {
        while nats.pid().is_none() {
            time::sleep(Duration::from_millis(1)).await;
        }
    };
    soon("the process to say what it is", seen).await;
    let adopting = nats.server();
    let url = adopting.url().await.unwrap();
    assert_eq!(nats.pid(), Some(orphan.id()));
    client::connect(&url).await.unwrap();
    adopting.stop().await.unwrap();
    assert_eq!(nats.pid(), None);
    orphan.wait().unwrap();
}

#[tokio::test]
async fn a_pid_of_somebody_else_is_left_alone() {
    let nats = Nats::new();
    let mut bystander = Command::new("tail").args(["-f", "/dev/null"]).spawn().unwrap();
    let elsewhere = Nats::new();
    let neighbour = elsewhere.server();
    neighbour.url().await.unwrap();
    for pid in [bystander.id(), elsewhere.pid().unwrap()] {
        fs::write(nats.dir.path().join("nats.pid"), pid.to_string()).unwrap();
        let server = nats.server();
        server.url().await.unwrap();
        assert_ne!(nats.pid(), Some(pid));
        server.stop().await.unwrap();
    }
    assert!(bystander.try_wait().unwrap().is_none());
    assert!(elsewhere.pid().is_some());
    bystander.kill().unwrap();
    bystander.wait().unwrap();
}

#[tokio::test]
async fn a_child_that_is_killed_is_started_again_and_goes_on() {
    let (nats, journal) = (Nats::new(), journal(1));
    let server = nats.server();
    happen(&journal, 1..11).await;
    let mut relay = Running::start(&journal, &tree(), &server);
    relay.reaches(10).await;
    let first = nats.pid();
    nats.kill();
    relay.until("the loss", |status| !status.connected).await;
    happen(&journal, 11..21).await;
    relay.reaches(20).await;
    assert_ne!(nats.pid(), first);
    relay.stop().await;
    assert_told(&journal, &server).await;
}

#[tokio::test]
async fn a_server_that_is_named_is_never_stopped() {
    let nats = Nats::new();
    let own = nats.server();
    let named = Server::named(own.url().await.unwrap());
    named.stop().await.unwrap();
    client::connect(&named.url().await.unwrap()).await.unwrap();
}

#[test]
fn without_a_nats_server_it_says_how_to_get_one() {
    let none = process::find_in([PathBuf::from("/nowhere")].into_iter()).unwrap_err();
    assert!(none.to_string().contains("scripts/install"), "{none}");
}
