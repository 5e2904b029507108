//! Connections that say nothing take no place from those that do.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};

use super::*;

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

async fn info(connection: &mut TcpStream) -> String {
    connection.write_all(b"GET /info HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
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

#[tokio::test]
async fn whoever_has_asked_may_be_silent_afterwards() {
    let silence = Duration::from_millis(100);
    let served = Served::with(Accounts::default(), Limits { silence, ..Limits::default() }).await;
    let mut connection = TcpStream::connect(served.address).await.unwrap();
    assert!(info(&mut connection).await.starts_with("HTTP/1.1 200"));
    tokio::time::sleep(silence * 5).await;
    assert!(info(&mut connection).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn one_address_does_not_take_every_place() {
    let limits = Limits { connections: 9, from_one: 2, ..Limits::default() };
    let served = Served::with(Accounts::default(), limits).await;
    let mut first = TcpStream::connect(served.address).await.unwrap();
    let mut second = TcpStream::connect(served.address).await.unwrap();
    for connection in [&mut first, &mut second] {
        assert!(info(connection).await.starts_with("HTTP/1.1 200"));
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
