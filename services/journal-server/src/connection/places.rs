//! How many connections there are, in all and from each address.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

#[derive(Clone, Debug)]
pub(super) struct Places {
    free: Arc<Semaphore>,
    from: From,
    from_one: usize,
}

type From = Arc<Mutex<HashMap<IpAddr, usize>>>;

/// One connection among all of them, and among those from its address.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) _free: OwnedSemaphorePermit,
    pub(super) _counted: Counted,
}

/// One connection from this address. It is given back when it is dropped.
#[derive(Debug)]
pub(super) struct Counted {
    address: IpAddr,
    from: From,
}

impl Places {
    pub(super) fn of(all: usize, from_one: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(all)), from: From::default(), from_one }
    }

    /// Waits for one that is free.
    pub(super) async fn free(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.free).acquire_owned().await.ok()
    }

    /// One for `address`, if it has not too many already.
    pub(super) fn take(&self, address: IpAddr) -> Option<Counted> {
        let address = whole(address);
        let mut from = lock(&self.from);
        let count = from.entry(address).or_default();
        if *count >= self.from_one {
            return None;
        }
        *count += 1;
        Some(Counted { address, from: Arc::clone(&self.from) })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut from = lock(&self.from);
        if let Some(count) = from.get_mut(&self.address) {
            *count -= 1;
            if *count == 0 {
                from.remove(&self.address);
            }
        }
    }
}

fn lock(from: &From) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
    from.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whoever has one address of the sixth version has all of its network.
fn whole(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)))
        }
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_so_many_places_and_a_network_is_one() {
        let places = Places::of(9, 2);
        let take = |address: &str| places.take(address.parse().unwrap());
        let (first, second) = (take("10.0.0.1").unwrap(), take("::ffff:10.0.0.1").unwrap());
        assert!(take("10.0.0.1").is_none());
        let elsewhere = [take("10.0.0.2"), take("2001:db8::1"), take("2001:db8::ffff")];
        assert!(elsewhere.iter().all(Option::is_some) && take("2001:db8::2").is_none());
        assert!(take("2001:db8:0:1::1").is_some());
        drop(first);
        assert!(take("10.0.0.1").is_some());
        drop((second, elsewhere));
        assert!(lock(&places.from).is_empty());
    }
}
