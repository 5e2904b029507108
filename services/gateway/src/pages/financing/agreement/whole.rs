//! One agreement with its ledgers, asked for at once.

use proto::financing::v1 as pb;
use tonic::Status;

use crate::{pages::financing::views, visit::Visit};

/// Every ledger of one agreement.
pub(super) struct Whole {
    pub(super) agreement: pb::Agreement,
    pub(super) balances: pb::Balances,
    pub(super) tranches: pb::ListTranchesResponse,
    pub(super) withdrawals: Vec<pb::WithdrawalLine>,
    pub(super) account: pb::Account,
    pub(super) contracts: Vec<pb::ContractLine>,
    pub(super) no_objections: Vec<pb::NoObjectionLine>,
    pub(super) deadlines: Vec<pb::DeadlineLine>,
    pub(super) history: Vec<proto::jalon::v1::Entry>,
}

pub(super) async fn fetch(v: &Visit, reference: &str) -> Result<Whole, Status> {
    let one = || v.ask(pb::AgreementRequest { financing: reference.to_owned(), as_of: v.as_of() });
    let ledger = || {
        let financing = reference.to_owned();
        v.ask(pb::LedgerRequest { financing, as_of: v.as_of(), ..Default::default() })
    };
    let asked = pb::HistoryRequest {
        financing: reference.to_owned(),
        as_of: v.as_of(),
        ..Default::default()
    };
    let mut clients: [_; 9] = std::array::from_fn(|_| views(v));
    let [whole, sums, parts, asked_for, bank, market, opinions, dates, told] = &mut clients;
    let (
        agreement,
        balances,
        tranches,
        withdrawals,
        account,
        contracts,
        no_objections,
        deadlines,
        history,
    ) = tokio::try_join!(
        whole.get_agreement(one()),
        sums.get_balances(one()),
        parts.list_tranches(ledger()),
        asked_for.list_withdrawals(ledger()),
        bank.get_account(one()),
        market.list_contracts(ledger()),
        opinions.list_no_objections(ledger()),
        dates.list_deadlines(ledger()),
        told.get_history(v.ask(asked)),
    )?;
    Ok(Whole {
        agreement: agreement.into_inner(),
        balances: balances.into_inner(),
        tranches: tranches.into_inner(),
        withdrawals: withdrawals.into_inner().withdrawals,
        account: account.into_inner(),
        contracts: contracts.into_inner().contracts,
        no_objections: no_objections.into_inner().no_objections,
        deadlines: deadlines.into_inner().deadlines,
        history: history.into_inner().entries,
    })
}
