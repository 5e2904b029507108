//! The cards of an agreement's page, in the order people look for them.

use proto::financing::v1 as pb;

use super::whole::Whole;
use crate::{
    html::encode,
    pages::{
        cards::joined,
        entries,
        financing::{
            ledgers,
            sections::{self, Section},
        },
    },
    table::Table,
    typography,
    visit::Visit,
};

/// Lines of a ledger on this page; the register has them all.
const LATEST: usize = 12;

pub(super) fn all(v: &Visit, reference: &str, whole: &Whole) -> Vec<Section> {
    let Whole { agreement, balances, account, .. } = whole;
    let own = v.say("column-reference");
    let closure = agreement.closure.clone().unwrap_or_default();
    let of = |name, table: Table, forms| Section::of(v, name, &table, forms);
    let mut latest: Vec<_> = whole.history.clone();
    latest.reverse();
    let everything = ledgers::history(reference, "");
    let events = latest.len();
    let history = entries::table(v, &latest).first(LATEST);
    let mut history = of("events", history, &["CorrectFact", "VoidEntry"]);
    history.more = Some((v.say_n("show-all", events), v.link(&everything)));
    let programme = agreement.line.as_ref().map_or("", |line| line.programme.as_str());
    let mut withdrawn = whole.withdrawals.clone();
    withdrawn.sort_by_key(|line| std::cmp::Reverse(line.number));
    let withdrawals = ledgers::withdrawals(v, &withdrawn).without(&own);
    let more = (withdrawals.len() > LATEST).then(|| {
        let to = v.link(&format!("/p/{}/retraits", encode(programme)));
        (v.say_n("show-all", withdrawals.len()), to)
    });
    let mut withdrawals = of(
        "withdrawals",
        withdrawals.first(LATEST),
        &["PrepareWithdrawal", "SubmitWithdrawal", "RecordPayment"],
    );
    withdrawals.more = more;
    let balanced = of(
        "balances",
        sections::balances(v, reference, balances),
        &["CancelAmount", "Reallocate", "RecordRefund"],
    );
    let sections = vec![
        of("periods", sections::periods(v, &agreement.periods), &[]),
        balanced.lead(v.say("balances-identity")),
        of("progress", sections::progress(v, reference, balances), &[]),
        of(
            "conditions",
            sections::conditions(v, &agreement.conditions),
            &["AddCondition", "SubmitConditionEvidence", "AcceptCondition"],
        ),
        of(
            "tranches",
            ledgers::tranches(v, &whole.tranches.tranches).without(&own),
            &["DefineTranche", "ReleaseTranche"],
        ),
        of("planned", ledgers::planned(v, &whole.tranches.planned).without(&own), &[])
            .lead(v.say("planned-lead")),
        withdrawals,
        of(
            "account",
            ledgers::movements(v, account),
            &["OpenDesignatedAccount", "DocumentAdvance", "RecordAccountStatement"],
        )
        .lead(account_said(v, account)),
        of(
            "contracts",
            ledgers::contracts(v, &whole.contracts).without(&own),
            &["SignContract", "RecordContractPayment"],
        ),
        of(
            "no-objections",
            ledgers::no_objections(v, &whole.no_objections).without(&own),
            &["RequestNoObjection", "RecordNoObjectionAnswer"],
        ),
        of(
            "restructurings",
            sections::restructurings(v, &agreement.restructurings),
            &["RequestRestructuring", "ExtendClosingDate"],
        ),
        of(
            "statements",
            sections::statements(v, &agreement.statements),
            &["RecordFinancierStatement"],
        )
        .lead(v.say("statements-lead")),
        of("deadlines", ledgers::deadlines(v, &whole.deadlines).without(&own), &[]),
        of(
            "milestones",
            sections::milestones(v, &agreement.milestones),
            &["RecordActivitiesCompleted", "PresentClosureStatus"],
        ),
        of("audits", sections::audits(v, &closure), &["RecordAuditReport", "RecordAuditFinding"]),
        of("ratings", sections::ratings(v, &agreement.ratings), &["RecordRating"]),
        of(
            "counterparts",
            sections::counterparts(v, &agreement.counterparts),
            &["RecordCounterpart"],
        ),
        of("signatories", sections::signatories(v, &agreement.signatories), &["RegisterSignatory"]),
        history,
    ];
    // Without a table there is something to say only where something is expected or can be entered.
    let expected = ["conditions", "withdrawals", "events"];
    sections
        .into_iter()
        .filter(|section| {
            section.table.is_some()
                || !section.lead.is_empty() && section.name == "account"
                || expected.contains(&section.name)
        })
        .collect()
}

/// The account's reconciliation, as a sentence.
fn account_said(v: &Visit, account: &pb::Account) -> String {
    if !account.open && !account.settled {
        return String::new();
    }
    let mut said = vec![account.bank.clone()];
    for (key, money) in [
        ("account-ceiling", &account.ceiling),
        ("account-advanced", &account.advanced),
        ("account-documented", &account.documented),
        ("account-balance", &account.balance),
        ("account-undocumented", &account.undocumented),
    ] {
        if money.is_some() {
            said.push(v.say_of(key, v.money(money.as_ref())));
        }
    }
    if account.statement.is_some() {
        let on = v.day_short(&account.statement_on);
        let bank = v.money(account.statement.as_ref());
        said.push(v.lang.say_with("account-statement", [("what", bank), ("on", on)]));
        let key = if typography::is_zero(account.difference.as_ref()) {
            "account-agrees"
        } else {
            "account-differs"
        };
        said.push(v.say_of(key, v.money(account.difference.as_ref())));
    }
    if account.settled {
        said.push(v.say("account-settled"));
    }
    if account.illustrative {
        said.push(v.say("illustrative"));
    }
    joined(said)
}
