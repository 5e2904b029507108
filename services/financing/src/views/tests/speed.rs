use std::time::Instant;
use super::*;
use runtime::{Direction, Entry, Expected, Filter, Journal, MemoryJournal, Place};

fn template() -> Story {
    let mut story = Story::disbursing("H8350");
    for number in 1..=12 {
        let advance = number % 3 == 0;
        let method = if advance { Method::Advance } else { Method::DirectPayment };
        story = story
            .import(MAY, prepare(number, method, vec![("1", francs(1_000)), ("2", francs(500))]))
            .import(MAY, submit(number))
            .import(MAY, Command::RecordWithdrawalReview { number })
            .import(MAY, Command::RecordWithdrawalApproved { number })
            .import(MAY, pay(number, francs(1_500), &[("1", 2), ("2", 1)], MAY));
        if advance {
            story = story.import(MAY, document(&format!("RD-{number}"), francs(1_500), &[("1", 2), ("2", 1)]));
        }
    }
    story
}

#[tokio::test(flavor = "multi_thread")]
#[ignore]
async fn speed() {
    let many: u64 = std::env::var("MANY").ok().and_then(|x| x.parse().ok()).unwrap_or(2000);
    let template = template();
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(9)));
    for n in 0..many {
        let stream = Financing::stream(Financing::id(&key(&format!("B{n}"))));
        let entries = template.facts.iter().enumerate().map(|(nth, fact)| Entry {
            id: Uuid::new_v5(&fact.event_id, format!("{n}/{nth}").as_bytes()),
            name: fact.event.name().to_owned(),
            data: fact.event.data().unwrap(),
            meta: serde_json::to_vec(&Meta { effective: MAY.into(), ..(*fact.meta).clone() }).unwrap(),
        }).collect();
        journal.append(&stream, Expected::Any, entries).await.unwrap();
    }
    println!("{} per agreement", template.facts.len());
    let (filter, mut from, mut read) = (Filter::streams(["financing-"]), 0, 0);
    let start = Instant::now();
    loop {
        let page = journal.read_all(Place::At(from), Direction::Forwards, &filter, 4096).await.unwrap();
        for recorded in &page.events {
            runtime::fact::<Event>(recorded).unwrap();
            read += 1;
        }
        if page.next == from { break; }
        from = page.next;
    }
    let reading = start.elapsed();
    println!("read {read} in {reading:?}");
    let folder = tempfile::tempdir().unwrap();
    let shared = Arc::clone(&journal) as Arc<dyn Journal>;
    let mut host = runtime::Host::new(shared, folder.path(), ed25519_dalek::VerifyingKey::default()).unwrap();
    let financings = host.handler().unwrap();
    let _views = crate::views::views(&mut host, financings).unwrap();
    let start = Instant::now();
    let started = host.start().unwrap();
    started.followers().settle(&*journal).await.unwrap();
    let all = start.elapsed();
    println!("filled in {all:?}: share {:.3}", reading.as_secs_f64() / all.as_secs_f64());
    // The pure part.
    use kernel::{Projection, fold_all};
    let mut facts = Vec::new();
    let page = journal.read_all(Place::At(0), Direction::Forwards, &filter, 100_000).await.unwrap();
    for recorded in &page.events { facts.push(runtime::fact::<Event>(recorded).unwrap()); }
    macro_rules! one { ($($p:path),*) => {$({
        let start = Instant::now();
        let rows = fold_all::<$p>(&facts);
        println!("{} {} rows: {:?} for {}", <$p>::NAME, rows.len(), start.elapsed(), facts.len());
    })*}}
    use crate::views::*;
    one!(agreements::Agreements, particulars::Particulars, anomalies::Anomalies, conditions::Conditions, balances::Balances, tranches::Tranches, withdrawals::Withdrawals, account::Accounts, contracts::Contracts, no_objections::NoObjections, closing::Tasks, closing::Audits, closing::Findings, deadlines::Deadlines);
}
