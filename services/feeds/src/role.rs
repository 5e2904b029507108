//! The relay as a part of the platform.

use std::sync::Arc;

use runtime::{FollowerKind, Host, Progress, Role};

use crate::{Relay, Server};

pub const ROLE: Role = Role { name: "feeds", about: "tells the world outside, on NATS", declare };

fn declare(host: &mut Host) -> anyhow::Result<()> {
    let server = Arc::new(Server::new(host.dir()));
    let relay = Relay::new(host.journal(), host.tree("relay")?, Arc::clone(&server));
    let mut status = relay.status();
    let follower = host.followers().add("nats", FollowerKind::Relay, 0);
    host.spawn(async move {
        relay.run(std::future::pending()).await;
        Ok(())
    });
    host.spawn(async move {
        loop {
            let now = status.borrow_and_update().clone();
            let stopped = now.reason.filter(|_| !now.connected);
            follower.set(Progress { next: now.next, stopped });
            if status.changed().await.is_err() {
                return std::future::pending().await;
            }
        }
    });
    host.at_end(async move { server.stop().await });
    Ok(())
}
