//! A deadline that has passed is told as one.

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::*;

/// What somebody who waits for so long hears of an append that they do not finish, byte by byte: a client
/// of the protocol might say it by itself.
async fn unfinished(served: &Served, waits: &str) -> String {
    let mut connection = TcpStream::connect(served.address).await.unwrap();
    let asked = format!(
        "POST /event_store.client.streams.Streams/Append HTTP/1.1\r\nhost: here\r\n\
         content-type: application/grpc\r\ngrpc-timeout: {waits}\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    connection.write_all(asked.as_bytes()).await.unwrap();
    let mut told = vec![0; 4096];
    let read = connection.read(&mut told).await.unwrap();
    told.truncate(read);
    String::from_utf8(told).unwrap()
}

#[tokio::test]
async fn who_waits_no_longer_is_told_that_the_deadline_has_passed() {
    let served = Served::start().await;
    for waits in ["1n", "900u", "1m", "2m", "30m"].repeat(10) {
        let told = unfinished(&served, waits).await;
        assert!(told.contains("grpc-status: 4\r\n"), "{waits}: {told}");
    }
}
