use super::*;
use crate::financing::account::{Refund, Spending, Statement};

fn spend(reference: &str, units: i64) -> Command {
    Command::RecordAccountPayment(Spending {
        reference: key(reference),
        money: francs(units),
        category: None,
        payee: "Fournisseur".into(),
    })
}

fn state_balance(units: i64) -> Command {
    Command::RecordAccountStatement(Statement { reference: key("RB-05"), balance: francs(units) })
}

#[tokio::test]
async fn the_account_tells_each_movement_and_what_it_left() {
    let story = advanced()
        .import(date(2014, 5, 10), spend("P-1", 1_200))
        .import(date(2014, 5, 31), state_balance(3_900))
        .import(JUNE, document("RD-1", francs(1_200), &[("1", 120)]));
    let count = story.facts.len();
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    let account = desk.account("H8350", now()).await;
    let movements = account.movements.iter();
    let movements = movements.map(|it| (&*it.kind, said(it.balance.as_ref()))).collect::<Vec<_>>();
    assert_eq!(
        movements,
        [
            ("advance", "5000 XOF".into()),
            ("payment", "3800 XOF".into()),
            ("statement", "3800 XOF".into()),
            ("documentation", "3800 XOF".to_owned()),
        ]
    );
    assert_eq!(said(account.difference.as_ref()), "100 XOF");
    assert_eq!(said(account.undocumented.as_ref()), "3800 XOF");

    // A payment the ledger had missed, of a day before the statement.
    let late = story.import(date(2014, 5, 20), spend("P-2", 100));
    desk.hear(&late, count).await;
    let account = desk.account("H8350", now()).await;
    assert_eq!(account.movements[2].reference, "P-2");
    assert_eq!(said(account.difference.as_ref()), "200 XOF", "the bank had more than we thought");
    assert_eq!(said(account.balance.as_ref()), "3700 XOF");
}

#[tokio::test]
async fn a_settled_account_that_is_paid_into_is_open() {
    let story = advanced()
        .import(JUNE, spend("P-1", 5_000))
        .import(JUNE, document("RD-1", francs(5_000), &[("1", 500)]))
        .import(JUNE, Command::SettleDesignatedAccount)
        .import(MAY, prepare(2, Method::Advance, vec![("1", francs(1_000))]));
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    assert!(desk.account("H8350", now()).await.settled);
    for on in [MAY, JUNE] {
        let late = story.clone().import(on, pay(2, francs(1_000), &[("1", 100)], on));
        let desk = Desk::of(std::slice::from_ref(&late)).await;
        let account = desk.account("H8350", now()).await;
        assert_eq!((account.open, account.settled), (true, false), "{on}");
    }
}

#[tokio::test]
async fn an_agreement_without_account_says_so() {
    let desk = Desk::of(&[Story::signed("H8350")]).await;
    let account = desk.account("H8350", now()).await;
    assert!(!account.open);
    assert_eq!((account.balance, account.movements), (None, Vec::new()));
}

#[tokio::test]
async fn a_voided_payment_was_never_made() {
    let paid = advanced();
    let count = paid.facts.len();
    let desk = Desk::of(std::slice::from_ref(&paid)).await;
    let line = async || desk.agreement("H8350", now()).await.line.unwrap();
    assert_eq!(said(line().await.disbursed.as_ref()), "5.00 XDR");
    let voided = paid.void(JUNE, "financing.withdrawal.paid.v1");
    desk.hear(&voided, count).await;
    assert_eq!(said(line().await.disbursed.as_ref()), "0.00 XDR");
    assert_eq!(line().await.disbursed_by, None);
    let withdrawals = desk.views.list_withdrawals(ledger("H8350", now())).await;
    assert_eq!(withdrawals.unwrap().into_inner().withdrawals[0].state, "approved");
    assert!(desk.account("H8350", now()).await.movements.is_empty());
    // As it was known before, it still is.
    let frozen = act::AsOf { position: Some(count as u64 - 1), ..now() };
    assert_eq!(said(desk.account("H8350", frozen).await.balance.as_ref()), "5000 XOF");
}

#[tokio::test]
async fn a_corrected_amount_is_read_everywhere() {
    let paid = advanced();
    let count = paid.facts.len();
    let desk = Desk::of(std::slice::from_ref(&paid)).await;
    let field = "/payment/charges/0/money/units";
    let corrected =
        paid.correct(JUNE, "financing.withdrawal.paid.v1", field, serde_json::json!(700));
    desk.hear(&corrected, count).await;
    let balances = desk.balances("H8350", now()).await;
    assert_eq!(said(balances.total.unwrap().disbursed.as_ref()), "7.00 XDR");
    assert_eq!(said(balances.categories[0].undisbursed.as_ref()), "293.00 XDR");
    let history = desk.history("H8350", "disbursed").await;
    assert_eq!(history.len(), 1);
    assert_eq!(said(history[0].change.as_ref()), "7.00 XDR");
    assert_eq!(history[0].amended_by, [corrected.facts.last().unwrap().position]);
}

#[tokio::test]
async fn what_is_in_two_currencies_is_added_up_to_nothing() {
    let (signed, field) = ("financing.agreement.signed.v1", "/terms/categories/1/money/currency");
    let story = Story::disbursing("H8350").correct(JUNE, signed, field, "EUR".into());
    let desk = Desk::of(&[story]).await;
    let balances = desk.balances("H8350", now()).await;
    let signed = |nth: usize| said(balances.categories[nth].signed.as_ref());
    assert_eq!((signed(0), signed(1)), ("300.00 XDR".into(), "200.00 EUR".into()));
    let total = balances.total.unwrap();
    assert_eq!((total.signed, total.undisbursed), (None, None));
    assert!(desk.history("H8350", "signed").await.is_empty());
}

/// A figure leads to the history of that very figure.
#[tokio::test]
async fn each_amount_of_the_balances_is_the_last_of_its_history() {
    let refund = Command::RecordRefund(Refund {
        reference: key("R-1"),
        category: key("1"),
        money: xdr(100),
        from_account: Some(francs(1_000)),
        ineligible: None,
        cleared: Vec::new(),
    });
    let cancel = Command::CancelAmount {
        category: key("2"),
        money: xdr(2_000),
        reason: Some("Reliquat".into()),
    };
    let desk = Desk::of(&[advanced().import(JUNE, refund).import(JUNE, cancel)]).await;
    let balances = desk.balances("H8350", now()).await;
    for line in balances.categories.iter().chain(&balances.total) {
        let amounts = [
            ("signed", &line.signed),
            ("disbursed", &line.disbursed),
            ("documented", &line.documented),
            ("refunded", &line.refunded),
            ("ineligible", &line.ineligible),
            ("cancelled", &line.cancelled),
            ("undisbursed", &line.undisbursed),
        ];
        for (name, amount) in amounts {
            let of = line.category.as_str();
            let figure = if of.is_empty() { name.to_owned() } else { format!("{name}/{of}") };
            let told = desk.history("H8350", &figure).await.pop();
            let nothing = "0.00 XDR".to_owned();
            let told = told.map_or(nothing, |last| said(last.after.as_ref()));
            assert_eq!(told, said(amount.as_ref()), "{figure}");
        }
    }
}

#[tokio::test]
async fn a_refund_is_given_back_to_its_category() {
    let refund = Command::RecordRefund(Refund {
        reference: key("R-1"),
        category: key("1"),
        money: xdr(100),
        from_account: Some(francs(1_000)),
        ineligible: None,
        cleared: Vec::new(),
    });
    let desk = Desk::of(&[advanced().import(JUNE, refund)]).await;
    let balances = desk.balances("H8350", now()).await;
    let total = balances.total.unwrap();
    let figures = [&total.signed, &total.disbursed, &total.refunded, &total.undisbursed];
    let figures = figures.map(|money| said(money.as_ref()));
    assert_eq!(figures, ["500.00 XDR", "5.00 XDR", "1.00 XDR", "496.00 XDR"]);
    // An advance is not documented by being paid.
    assert_eq!(said(total.documented.as_ref()), "0.00 XDR");
    let account = desk.account("H8350", now()).await;
    assert_eq!(said(account.undocumented.as_ref()), "4000 XOF");
    let history = desk.history("H8350", "undisbursed").await;
    let history = history.iter().map(|it| (said(it.change.as_ref()), said(it.after.as_ref())));
    assert_eq!(
        history.collect::<Vec<_>>(),
        [("500.00 XDR", "500.00 XDR"), ("-5.00 XDR", "495.00 XDR"), ("1.00 XDR", "496.00 XDR")]
            .map(|(change, after)| (change.to_owned(), after.to_owned()))
    );
}

#[tokio::test]
async fn an_advance_is_to_be_documented_until_it_is() {
    let story = advanced();
    let count = story.facts.len();
    let desk = Desk::of(std::slice::from_ref(&story)).await;
    let state = async || {
        let all = desk.deadlines("H8350", JUNE).await;
        let found = all.into_iter().find(|it| it.0 == "account_documentation");
        found.map(|it| (it.1, it.2))
    };
    assert_eq!(state().await, Some(("1".into(), "open".into())));
    let documented = story.import(JUNE, document("RD-1", francs(5_000), &[("1", 500)]));
    desk.hear(&documented, count).await;
    assert_eq!(state().await, Some(("1".into(), "met".into())));
}
