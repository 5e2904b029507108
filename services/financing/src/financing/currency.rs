//! In which currency amounts are, wherever rules say in which.

use kernel::{Currency, Money};

use super::{
    Event, Financing, Rejection, account,
    agreement::{self, Method},
    category::{self, Charge, Move, in_currency},
    contract, restructuring, tranche, withdrawal,
};

impl Financing {
    /// Every amount of that fact is in the currency that rules want it in. What was approved and signed
    /// says itself in which.
    pub(super) fn in_its_currency(&self, event: &Event) -> Result<(), Rejection> {
        let bound = self.bound(event).into_iter();
        let mut known = bound.filter_map(|(money, expected)| Some((money, expected?)));
        known.try_for_each(|(money, expected)| in_currency(money, expected))
    }

    /// Its amounts, and in which currency each is to be, as far as that is known.
    fn bound(&self, event: &Event) -> Vec<(Money, Option<Currency>)> {
        let committed = |money: Money| (money, self.agreement.currency());
        let charges = |all: &[Charge]| all.iter().map(|it| committed(it.money)).collect::<Vec<_>>();
        let moves = |all: &[Move]| all.iter().map(|it| committed(it.money)).collect::<Vec<_>>();
        let account = |money: Money| (money, self.account.currency());
        match event {
            Event::Agreement(agreement::Event::Cancelled(it)) => charges(&it.amounts),
            Event::Category(category::Event::AmountCancelled(it)) => vec![committed(it.money)],
            Event::Category(category::Event::Reallocated(it)) => moves(&it.moves),
            Event::Tranche(tranche::Event::Defined(it)) => vec![committed(it.money)],
            Event::Tranche(tranche::Event::Cancelled(it)) => vec![committed(it.money)],
            Event::Withdrawal(withdrawal::Event::Prepared(it)) => {
                let first = it.lines.first().map(|line| line.money.currency);
                it.lines.iter().map(|line| (line.money, first)).collect()
            }
            Event::Withdrawal(withdrawal::Event::Paid(it)) => {
                let advance = Some(account(it.payment.paid));
                let advance = advance.filter(|_| it.method == Method::Advance);
                charges(&it.payment.charges).into_iter().chain(advance).collect()
            }
            Event::Withdrawal(withdrawal::Event::Reconciled(it)) => {
                vec![committed(it.reconciliation.financier_statement)]
            }
            Event::Account(account::Event::Opened(it)) => {
                // It says in which currency the account is, until there is something in it.
                let bound = Some(account(it.ceiling)).filter(|_| self.account.is_used());
                bound.into_iter().collect()
            }
            Event::Account(account::Event::PaymentRecorded(it)) => vec![account(it.money)],
            Event::Account(account::Event::StatementRecorded(it)) => vec![account(it.balance)],
            Event::Account(account::Event::AdvanceDocumented(it)) => {
                let money = account(it.documentation.money);
                charges(&it.documentation.charges).into_iter().chain([money]).collect()
            }
            Event::Account(account::Event::IneligibleDeclared(it)) => vec![committed(it.money)],
            Event::Account(account::Event::Refunded(it)) => {
                [committed(it.money)].into_iter().chain(it.from_account.map(account)).collect()
            }
            Event::Restructuring(restructuring::Event::Requested(it)) => {
                let cancelled = charges(&it.changes.cancellations).into_iter();
                cancelled.chain(moves(&it.changes.reallocations)).collect()
            }
            Event::Contract(contract::Event::Signed(contract::Signed { deal, .. })) => {
                let paid = self.contracts.get(&deal.contract).filter(|it| it.is_paid());
                let expected = paid.map(|it| it.deal.money.currency);
                vec![(deal.money, expected)]
            }
            Event::Contract(contract::Event::Amended(it)) => {
                let money = it.money.map(|money| (money, self.contract_currency(&it.contract)));
                money.into_iter().collect()
            }
            Event::Contract(contract::Event::Paid(it)) => {
                vec![(it.money, self.contract_currency(&it.contract))]
            }
            Event::Agreement(_)
            | Event::Transition(_)
            | Event::Condition(_)
            | Event::Tranche(_)
            | Event::Withdrawal(_)
            | Event::Account(account::Event::Settled(_))
            | Event::Restructuring(_)
            | Event::Contract(_)
            | Event::NoObjection(_)
            | Event::Closure(_)
            | Event::Audit(_)
            | Event::Statement(_)
            | Event::Report(_)
            | Event::Correction(_) => Vec::new(),
        }
    }
}
