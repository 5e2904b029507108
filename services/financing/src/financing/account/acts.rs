//! What is done with the designated account.

use kernel::{Currency, Money, Total};

use super::{
    AdvanceDocumented, Documentation, Event, Ineligible, Opening, Refund, Settled, Spending,
    Statement,
};
use crate::financing::{
    Financing, Outcome, Rejection,
    category::{in_currency, positive},
    guards::{Guards, reason, require},
    key::EntryKey,
    rejection::Sum,
};

impl Financing {
    pub(in crate::financing) fn open_account(
        &self,
        opening: &Opening,
        mut guards: Guards,
    ) -> Outcome {
        self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        require(self.account.opening.is_none(), || Rejection::AlreadyRecorded)?;
        positive(opening.ceiling)?;
        Ok(guards.decided([Event::Opened(opening.clone())]))
    }

    pub(in crate::financing) fn spend(&self, spending: &Spending, mut guards: Guards) -> Outcome {
        self.books_open(&mut guards)?;
        self.new_entry(&spending.reference)?;
        if let Some(category) = &spending.category {
            self.category(category)?;
        }
        self.account_holds(spending.money, &mut guards)?;
        Ok(guards.decided([Event::PaymentRecorded(spending.clone())]))
    }

    /// What the bank says stands, and is noted where the ledger says otherwise. It may be below zero:
    /// an account can be overdrawn.
    pub(in crate::financing) fn state_balance(
        &self,
        statement: &Statement,
        mut guards: Guards,
    ) -> Outcome {
        self.new_entry(&statement.reference)?;
        let currency = self.account_currency(&mut guards)?.unwrap_or(statement.balance.currency);
        in_currency(statement.balance, currency)?;
        let ledger = self.account.balance;
        if ledger != Total::from(statement.balance.units) {
            guards.note(&Rejection::StatementDiffers { ledger: Sum(ledger, currency) });
        }
        Ok(guards.decided([Event::StatementRecorded(statement.clone())]))
    }

    pub(in crate::financing) fn document(
        &self,
        documentation: &Documentation,
        mut guards: Guards,
    ) -> Outcome {
        let Documentation { reference, money, charges } = documentation;
        self.new_entry(reference)?;
        positive(*money)?;
        self.known_charges(charges)?;
        guards.shown(require(!charges.is_empty(), || Rejection::ChargesMissing))?;
        let currency = self.account_currency(&mut guards)?.unwrap_or(money.currency);
        in_currency(*money, currency)?;
        let undocumented = Sum(self.account.undocumented, currency);
        let fits = Total::from(money.units) <= self.account.undocumented;
        guards.consistent(require(fits, || Rejection::ExceedsUndocumented { undocumented }))?;
        let cleared = self.account.clears(*money);
        let documented = AdvanceDocumented { documentation: documentation.clone(), cleared };
        Ok(guards.decided([Event::AdvanceDocumented(documented)]))
    }

    pub(in crate::financing) fn declare_ineligible(
        &self,
        ineligible: &Ineligible,
        mut guards: Guards,
    ) -> Outcome {
        let currency = self.signed(&mut guards)?;
        self.new_entry(&ineligible.reference)?;
        let category = self.category(&ineligible.category)?;
        self.committed_money(ineligible.money)?;
        let disbursed = category.net_disbursed();
        let fits = Total::from(ineligible.money.units) <= disbursed;
        let disbursed = Sum(disbursed, currency);
        guards.consistent(require(fits, || Rejection::ExceedsDisbursed { disbursed }))?;
        guards.shown(reason(&ineligible.reason))?;
        Ok(guards.decided([Event::IneligibleDeclared(ineligible.clone())]))
    }

    pub(in crate::financing) fn refund(&self, refund: &Refund, mut guards: Guards) -> Outcome {
        let currency = self.signed(&mut guards)?;
        self.books_open_again(&mut guards)?;
        self.new_entry(&refund.reference)?;
        let category = self.category(&refund.category)?;
        self.committed_money(refund.money)?;
        if let Some(name) = &refund.ineligible {
            let known = self.account.ineligible.contains(name);
            require(known, || Rejection::UnknownName { name: name.to_string() })?;
        }
        let disbursed = category.net_disbursed();
        let fits = Total::from(refund.money.units) <= disbursed;
        let disbursed = Sum(disbursed, currency);
        guards.consistent(require(fits, || Rejection::ExceedsDisbursed { disbursed }))?;
        if let Some(money) = refund.from_account {
            self.account_holds(money, &mut guards)?;
        }
        let cleared = refund.from_account.map(|money| self.account.clears(money));
        let refund = Refund { cleared: cleared.unwrap_or_default(), ..refund.clone() };
        Ok(guards.decided([Event::Refunded(refund)]))
    }

    pub(in crate::financing) fn settle_account(&self, mut guards: Guards) -> Outcome {
        require(!self.account.is_settled(), || Rejection::AlreadyRecorded)?;
        self.account_currency(&mut guards)?;
        if let Some(balance) = self.account.sum(self.account.balance) {
            let empty = self.account.balance.is_zero();
            guards.consistent(require(empty, || Rejection::AccountNotEmpty { balance }))?;
        }
        if let Some(undocumented) = self.account.sum(self.account.undocumented) {
            let none = self.account.undocumented.is_zero();
            let open = || Rejection::AdvancesUndocumented { undocumented };
            guards.consistent(require(none, open))?;
        }
        Ok(guards.decided([Event::Settled(Settled {})]))
    }

    fn new_entry(&self, reference: &EntryKey) -> Result<(), Rejection> {
        let free = !self.account.entries.contains(reference);
        require(free, || Rejection::NameTaken { name: reference.to_string() })
    }

    fn account_currency(&self, guards: &mut Guards) -> Result<Option<Currency>, Rejection> {
        guards.shown(require(self.account.is_open(), || Rejection::AccountNotOpen))?;
        Ok(self.account.currency())
    }

    /// So much may leave the account.
    fn account_holds(&self, money: Money, guards: &mut Guards) -> Result<(), Rejection> {
        positive(money)?;
        let currency = self.account_currency(guards)?.unwrap_or(money.currency);
        in_currency(money, currency)?;
        let balance = self.account.balance;
        let fits = Total::from(money.units) <= balance;
        let balance = Sum(balance, currency);
        guards.consistent(require(fits, || Rejection::ExceedsBalance { balance }))
    }
}
