//! Connections that say nothing take no place from those that do.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::TcpStream,
    time::timeout,
};

use super::{rights::of_whom, *};

const SOON: Duration = Duration::from_secs(20);

/// Whether the server has closed it.
async fn is_closed(connection: &mut TcpStream) -> bool {
    let mut byte = [0; 64];
    loop {
        match timeout(SOON, connection.read(&mut byte)).await.expect("it stays open") {
            Ok(0) | Err(_) => return true,
            Ok(_) => (),
        }
    }
}

pub(super) async fn get(connection: &mut TcpStream, path: &str) -> String {
    let asked = format!("GET {path} HTTP/1.1\r\nhost: here\r\n\r\n");
    connection.write_all(asked.as_bytes()).await.unwrap();
    let mut told = vec![0; 4096];
    let read = timeout(SOON, connection.read(&mut told)).await.unwrap().unwrap();
    told.truncate(read);
    String::from_utf8(told).unwrap()
}

#[tokio::test]
async fn whoever_is_silent_makes_room_for_whoever_asks() {
    let silence = Duration::from_millis(300);
    let limits = Limits { connections: 4, from_one: 4, silence, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let mut silent = Vec::new();
    for _ in 0..4 {
        silent.push(TcpStream::connect(served.address).await.unwrap());
    }
    // Another one that begins to talk, but never asks for anything.
    silent[3].write_all(b"GET /info HT").await.unwrap();
    timeout(SOON, served.add("s", &["a"])).await.expect("everybody is shut out");
    for connection in &mut silent {
        assert!(is_closed(connection).await);
    }
}

/// A client whose connections are counted.
async fn counted(served: &Served) -> (StreamsClient<Channel>, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (count, behind) = (Arc::new(AtomicUsize::new(0)), served.address);
    let counted = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let mut there = TcpStream::connect(behind).await.unwrap();
                _ = copy_bidirectional(&mut client, &mut there).await;
            });
        }
    });
    (StreamsClient::new(Channel::from_shared(url).unwrap().connect_lazy()), count)
}

#[tokio::test]
async fn whoever_was_let_in_may_be_silent_afterwards_and_nobody_else() {
    let silence = Duration::from_millis(200);
    let accounts = Accounts::read("reader lit:r").unwrap();
    let served = Served::with(accounts, Limits { silence, ..Limits::default() }).await;
    for (token, connections) in [("r", 1), ("nobody", 2)] {
        let (mut client, count) = counted(&served).await;
        for _ in 0..2 {
            let options = of_all(AllOption::Start(()), Forwards, 1);
            let read = client.read(of_whom(token, ReadReq { options: Some(options) })).await;
            assert_eq!(read.is_ok(), token == "r");
            tokio::time::sleep(silence * 5).await;
        }
        assert_eq!(count.load(Ordering::SeqCst), connections, "{token}");
    }
    // What everybody may ask lets nobody in.
    let mut connection = TcpStream::connect(served.address).await.unwrap();
    assert!(get(&mut connection, "/info").await.starts_with("HTTP/1.1 200"));
    assert!(is_closed(&mut connection).await);
}

#[tokio::test]
async fn one_address_does_not_take_every_place() {
    let limits = Limits { connections: 9, from_one: 2, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let mut first = TcpStream::connect(served.address).await.unwrap();
    let mut second = TcpStream::connect(served.address).await.unwrap();
    for connection in [&mut first, &mut second] {
        assert!(get(connection, "/info").await.starts_with("HTTP/1.1 200"));
    }
    let mut third = TcpStream::connect(served.address).await.unwrap();
    assert!(is_closed(&mut third).await);
    drop(first);
    let again = async {
        loop {
            let mut next = TcpStream::connect(served.address).await.unwrap();
            let asked = next.write_all(b"GET /info HTTP/1.1\r\nhost: here\r\n\r\n").await;
            if asked.is_ok() && next.read_u8().await.is_ok() {
                break;
            }
        }
    };
    timeout(SOON, again).await.expect("its place is not given back");
}
