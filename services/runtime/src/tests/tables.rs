//! What tables show, after corrections, rebuilds and meddling.

use super::*;

#[tokio::test]
async fn a_row_is_folded_in_order_of_effect() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    process.put("a", 1, 1, MARCH).await.unwrap();
    process.put("a", 2, 3, MAY).await.unwrap();
    assert_eq!(process.row(&journal, "a").await.unwrap(), [1, 3]);
    process.put("a", 3, 2, APRIL).await.unwrap();
    assert_eq!(process.row(&journal, "a").await.unwrap(), [1, 2, 3]);
}

#[tokio::test]
async fn what_was_wrong_is_corrected_in_tables_and_decisions_and_kept_in_the_past() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let wrong = process.put("a", 1, 900, MARCH).await.unwrap();
    let never = process.put("a", 2, 50, APRIL).await.unwrap();
    let correct = Command::Correct { target: wrong.events[0], coins: 9 };
    process.ask("a", 3, MAY, correct).await.unwrap();
    process.ask("a", 4, MAY, Command::Void { target: never.events[0] }).await.unwrap();

    assert_eq!(process.row(&journal, "a").await.unwrap(), [9]);
    process.put("a", 5, 991, MAY).await.unwrap();
    let key = stream_of("a");
    let facts = read_stream::<toy::Event>(&*journal, &key).await.unwrap();
    let before = AsOf { position: Some(never.position), ..AsOf::default() };
    let seen = kernel::as_seen(facts, before);
    assert_eq!(kernel::fold_all::<Puts>(&seen)[&key], [900, 50]);
}

#[tokio::test]
async fn a_correction_of_what_was_corrected_leaves_nothing_behind() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    let put = process.put("a", 1, 1, MARCH).await.unwrap();
    for (id, coins) in [(2, 20), (3, 300)] {
        let correct = Command::Correct { target: put.events[0], coins };
        process.ask("a", id, MAY, correct).await.unwrap();
        process.settled(&journal).await;
        assert_eq!(process.row(&journal, "a").await.unwrap(), [coins]);
    }
    // Each number that was ever put in has had a row of its own.
    let rows = process.sizes.scan("", Viewer::Anybody).await.unwrap();
    assert_eq!(rows.into_keys().collect::<Vec<_>>(), [format!("{}/300", stream_of("a"))]);
    assert!(process.rebuild().await.iter().all(|table| table.identical));
}

#[tokio::test]
async fn whoever_only_looks_after_tables_lets_nothing_follow() {
    let (journal, folder, other) = (journal(), folder(), folder());
    let key = SigningKey::from_bytes(&[1; 32]).verifying_key();
    let shared = Arc::clone(&journal) as Arc<dyn Journal>;
    let mut host = Host::new(shared, folder.path(), key).unwrap();
    host.only_tables();
    let alone = Process::of(host, &folder);
    // Charity would give one coin.
    alone.put("a", 1, 7, MARCH).await.unwrap();
    assert_eq!(alone.row(&journal, "a").await.unwrap(), [7]);
    assert!(alone.rebuild().await.iter().all(|table| table.identical));
    assert_eq!(journal.head().await.unwrap(), 1);
    let process = Process::start(&journal, &other);
    process.settled(&journal).await;
    let given = <Jar as kernel::Aggregate>::stream(charity());
    assert_eq!(process.puts.get(&given, Viewer::Anybody).await.unwrap().unwrap(), [1]);
}

#[tokio::test]
async fn a_rebuilt_table_is_the_table() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    for n in 0..200_u8 {
        let (jar, on) = (format!("jar {}", n % 7), if n % 5 == 0 { MARCH } else { APRIL });
        process.put(&jar, u128::from(n) + 1, u64::from(n % 9) + 1, on).await.unwrap();
    }
    process.settled(&journal).await;
    let before = process.puts.scan("", Viewer::Anybody).await.unwrap();
    for _ in 0..3 {
        let rebuilt = process.rebuild().await;
        assert!(rebuilt.iter().all(|table| table.identical && table.rows > 7), "{rebuilt:?}");
        assert_eq!(process.puts.scan("", Viewer::Anybody).await.unwrap(), before);
    }
    // And it goes on from where it was.
    process.put("jar 0", 1000, 1, MAY).await.unwrap();
    assert_eq!(process.row(&journal, "jar 0").await.unwrap().last(), Some(&1));
}

#[tokio::test]
async fn a_rebuild_that_may_hold_nothing_makes_the_same_table() {
    let (journal, folder) = (journal(), folder());
    let process = Process::within(1, &journal, &folder);
    // More than is read at once, of jars in turn: what was written is added to, and folded again.
    for n in 0..3000_u64 {
        let (jar, on) = (format!("jar {}", n % 7), if n == 2500 { MARCH } else { APRIL });
        process.put(&jar, u128::from(n) + 1, n % 3, on).await.unwrap();
    }
    let wrong = process.put("jar 1", 9001, 9, MAY).await.unwrap().events[0];
    process.ask("jar 1", 9002, MAY, Command::Correct { target: wrong, coins: 4 }).await.unwrap();
    process.settled(&journal).await;
    let before = process.puts.scan("", Viewer::Anybody).await.unwrap();
    assert!(process.rebuild().await.iter().all(|table| table.identical));
    assert_eq!(process.puts.scan("", Viewer::Anybody).await.unwrap(), before);
    assert_eq!(before[&stream_of("jar 1")].last(), Some(&4));
}

#[tokio::test]
async fn two_rebuilds_wait_for_each_other() {
    let (journal, folder) = (journal(), folder());
    let process = Process::start(&journal, &folder);
    for n in 0..50 {
        process.put("a", n + 1, 2, MARCH).await.unwrap();
    }
    let (one, two) = tokio::join!(process.rebuild(), process.rebuild());
    assert_eq!((one.len(), two.len()), (2, 2));
    assert!(one.iter().chain(&two).all(|table| table.identical));
    assert_eq!(process.row(&journal, "a").await.unwrap(), [2; 50]);
}

#[tokio::test]
async fn a_table_that_somebody_touched_is_found_out_and_made_right() {
    let (journal, folder) = (journal(), folder());
    {
        let process = Process::start(&journal, &folder);
        process.put("a", 1, 5, MARCH).await.unwrap();
        process.settled(&journal).await;
        process.stop().await;
    }
    {
        let (store, _) = Store::open(&folder.path().join("runtime.sled")).unwrap();
        let key = stream_of("a");
        let forged = postcard::to_allocvec(&(Some(MARCH), vec![6_u64], None::<()>)).unwrap();
        let puts = store.tree("table-toy-puts-v1@3").unwrap();
        puts.insert(key, forged).unwrap();
        puts.flush().unwrap();
    }
    let process = Process::start(&journal, &folder);
    assert_eq!(process.row(&journal, "a").await.unwrap(), [6]);
    assert!(process.rebuild().await.iter().any(|table| !table.identical));
    assert_eq!(process.row(&journal, "a").await.unwrap(), [5]);
    assert!(process.rebuild().await.iter().all(|table| table.identical));
}

#[tokio::test]
async fn tables_of_another_journal_are_not_trusted() {
    let folder = folder();
    {
        let journal = journal();
        let process = Process::start(&journal, &folder);
        process.put("a", 1, 5, MARCH).await.unwrap();
        process.settled(&journal).await;
        process.stop().await;
    }
    let journal = Arc::new(MemoryJournal::new(Uuid::from_u128(10)));
    let process = Process::start(&journal, &folder);
    assert_eq!(process.row(&journal, "a").await, None);
    // Not even what commands were told there.
    process.put("a", 1, 6, MARCH).await.unwrap();
    assert_eq!(process.row(&journal, "a").await.unwrap(), [6]);
}
