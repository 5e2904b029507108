//! What a platform that starts still has to read, told as it is read.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use runtime::{Follower, FollowerKind, Followers, Journal};

use super::lang::say;

/// How often it is looked at.
const GLANCE: Duration = Duration::from_millis(100);
/// Glances that pass before anybody is told: most starts have nothing to read.
const SOON: u32 = 5;

/// Waits until the tables know what there was, and says so if that takes long. One that has stopped
/// is not waited for: it says why, and its service that it is not well.
pub(super) async fn up(followers: &Followers, journal: &dyn Journal) -> anyhow::Result<()> {
    let head = journal.head().await?;
    let tables = followers.all().into_iter().filter(|it| it.kind == FollowerKind::Table);
    let tables: Vec<Follower> = tables.collect();
    let mut bar = None;
    for glance in 0_u32.. {
        let Some(next) = least(&tables, head) else { break };
        if glance == SOON {
            let left = head - next;
            say(
                format!("Les tables se font à partir du journal : {left} événements à lire…"),
                format!("Tables are being made from the journal: {left} events to read…"),
            );
            let style = ProgressStyle::with_template("{wide_bar} {pos}/{len}")?;
            bar = Some(ProgressBar::new(head).with_style(style));
        }
        if let Some(bar) = &bar {
            bar.set_position(next);
        }
        tokio::time::sleep(GLANCE).await;
    }
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    for table in tables {
        if let Some(why) = table.progress().stopped {
            let name = table.name;
            say(
                format!("La table « {name} » n'avance pas : {why}"),
                format!("The table \"{name}\" does not go on: {why}"),
            );
        }
    }
    Ok(())
}

/// How far the last of them is that goes on and is not there yet.
fn least(tables: &[Follower], head: u64) -> Option<u64> {
    let all = tables.iter().map(Follower::progress);
    let behind = all.filter(|it| it.next < head && it.stopped.is_none());
    behind.map(|it| it.next).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_goes_on_is_waited_for_and_whoever_has_stopped_is_not() {
        let followers = Followers::default();
        let [one, other] = ["one", "other"].map(|it| followers.add(it, FollowerKind::Table, 0));
        let least = || least(&[one.clone(), other.clone()], 10);
        assert_eq!(least(), Some(0));
        one.advance(10);
        other.advance(7);
        assert_eq!(least(), Some(7));
        other.stopped("an event that nobody can read".into());
        assert_eq!(least(), None);
        other.advance(10);
        assert_eq!(least(), None);
    }
}
