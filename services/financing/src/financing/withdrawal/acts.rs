//! What is done about an application, by us and by the financier.

use kernel::Total;

use super::{
    Abandoned, Application, Approved, Event, Line, Paid, Payment, Reconciled, Reconciliation,
    Rejected, Returned, ReviewBegun, Status, register::Withdrawal,
};
use crate::financing::{
    Financing, Outcome, Rejection,
    agreement::Method,
    category::{in_currency, not_below_zero, positive},
    guards::{Guards, reason, require},
    rejection::Sum,
};

impl Financing {
    pub(in crate::financing) fn prepare_withdrawal(
        &self,
        application: &Application,
        mut guards: Guards,
    ) -> Outcome {
        self.signed(&mut guards)?;
        self.is_live(&mut guards)?;
        let Application { number, lines, tranche, .. } = application;
        let number = *number;
        let free = self.withdrawals.get(number).is_err();
        require(free, || Rejection::NumberTaken { number })?;
        self.known_lines(number, lines)?;
        require(application.money().is_some(), || Rejection::AmountTooLarge)?;
        if let Some(tranche) = tranche {
            self.tranche(tranche)?;
        }
        let last = self.withdrawals.last_number();
        if number != last.saturating_add(1) {
            guards.note(&Rejection::NumberGap { last });
        }
        if let Some(number) = self.withdrawals.last_one().filter(|_| application.last) {
            guards.note(&Rejection::LastTwice { number });
        }
        Ok(guards.decided([Event::Prepared(application.clone())]))
    }

    /// In one currency, positive, of known categories and contracts, and claimed once only.
    fn known_lines(&self, number: u32, lines: &[Line]) -> Result<(), Rejection> {
        let currency = lines.first().ok_or(Rejection::LinesMissing)?.money.currency;
        let mut seen = std::collections::BTreeSet::new();
        for Line { reference, category, money, contract, .. } in lines {
            positive(*money)?;
            in_currency(*money, currency)?;
            self.category(category)?;
            if let Some(contract) = contract {
                self.contract(contract)?;
            }
            let earlier = self.withdrawals.claimed_by(reference);
            let claimed = if seen.insert(reference) { earlier } else { Some(number) };
            if let Some(number) = claimed {
                return Err(Rejection::LineClaimed { line: reference.clone(), number });
            }
        }
        Ok(())
    }

    pub(in crate::financing) fn review(&self, number: u32, mut guards: Guards) -> Outcome {
        self.moves(number, &[Status::Submitted], Status::UnderReview, &mut guards)?;
        Ok(guards.decided([Event::ReviewBegun(ReviewBegun { number })]))
    }

    pub(in crate::financing) fn return_withdrawal(
        &self,
        number: u32,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Submitted, Status::UnderReview];
        self.moves(number, &from, Status::Returned, &mut guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Returned(Returned { number, reason: why.to_owned() })]))
    }

    pub(in crate::financing) fn approve_withdrawal(
        &self,
        number: u32,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Submitted, Status::UnderReview];
        let withdrawal = self.moves(number, &from, Status::Approved, &mut guards)?;
        let money = withdrawal.application.money().ok_or(Rejection::LinesMissing)?;
        let method = withdrawal.application.method;
        Ok(guards.decided([Event::Approved(Approved { number, method, money })]))
    }

    pub(in crate::financing) fn reject_withdrawal(
        &self,
        number: u32,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Submitted, Status::UnderReview];
        self.moves(number, &from, Status::Rejected, &mut guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Rejected(Rejected { number, reason: why.to_owned() })]))
    }

    pub(in crate::financing) fn abandon_withdrawal(
        &self,
        number: u32,
        why: &str,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Draft, Status::Returned];
        self.moves(number, &from, Status::Abandoned, &mut guards)?;
        guards.shown(reason(why))?;
        Ok(guards.decided([Event::Abandoned(Abandoned { number, reason: why.to_owned() })]))
    }

    /// Money has moved: all that is odd about it is noted.
    pub(in crate::financing) fn pay(
        &self,
        number: u32,
        payment: &Payment,
        mut guards: Guards,
    ) -> Outcome {
        let withdrawal = self.withdrawals.get(number)?;
        guards.not_before(withdrawal.prepared_on)?;
        let known = withdrawal.payments.contains(payment);
        require(!known, || Rejection::AlreadyRecorded)?;
        let status = withdrawal.status;
        // What is paid in parts is approved once.
        let payable =
            status == Status::Approved || (status == Status::Paid && withdrawal.is_unpaid());
        guards.consistent(require(payable, || Rejection::WithdrawalForbids { status }))?;
        let latest = withdrawal.since;
        guards.consistent(require(guards.on >= latest, || Rejection::OutOfOrder { latest }))?;
        let Payment { paid, charges, value_on, .. } = payment;
        positive(*paid)?;
        require(!charges.is_empty(), || Rejection::ChargesMissing)?;
        self.known_charges(charges)?;
        guards.consistent(self.charges_fit(payment))?;
        let method = withdrawal.application.method;
        let document_by = (method == Method::Advance).then(|| self.rules.document_by(*value_on));
        if method == Method::Advance {
            self.account.takes(*paid, Total::ZERO, &mut guards)?;
        }
        let (payment, document_by) = (payment.clone(), document_by.flatten());
        Ok(guards.decided([Event::Paid(Paid { number, method, payment, document_by })]))
    }

    /// Charges stay within their categories, and within a payment of the same currency.
    fn charges_fit(&self, payment: &Payment) -> Result<(), Rejection> {
        let currency = self.agreement.currency().ok_or(Rejection::NotSigned)?;
        let sum = payment.charges.iter().map(|charge| charge.money.units).sum();
        if payment.paid.currency == currency {
            let (sum, expected) = (Sum(sum, currency), Sum(payment.paid.units.into(), currency));
            require(sum == expected, || Rejection::PartsDoNotSum { sum, expected })?;
        }
        let mut charged = std::collections::BTreeMap::<_, Total>::new();
        for charge in &payment.charges {
            *charged.entry(&charge.category).or_default() += charge.money.units;
        }
        charged.into_iter().try_for_each(|(category, charge)| {
            let remaining = self.category(category)?.undisbursed();
            let (category, left) = (category.clone(), Sum(remaining, currency));
            let exceeds = || Rejection::CategoryExceeded { category, remaining: left };
            require(charge <= remaining, exceeds)
        })
    }

    /// Statement of the financier, application and statement of the bank say the same, or every
    /// difference has somebody who owns it. What they say is of one payment, so it is not below zero:
    /// what was taken back of it is one of the differences.
    pub(in crate::financing) fn reconcile(
        &self,
        number: u32,
        reconciliation: &Reconciliation,
        mut guards: Guards,
    ) -> Outcome {
        let from = [Status::Paid];
        let withdrawal = self.moves(number, &from, Status::Reconciled, &mut guards)?;
        let payment = withdrawal.payments.last();
        let payment = payment.ok_or(Rejection::WithdrawalForbids { status: withdrawal.status })?;
        let Reconciliation { financier_statement, bank_statement, unmatched } = reconciliation;
        let currency = self.agreement.currency().ok_or(Rejection::NotSigned)?;
        in_currency(*financier_statement, currency)?;
        in_currency(*bank_statement, payment.paid.currency)?;
        not_below_zero(*financier_statement)?;
        not_below_zero(*bank_statement)?;
        let (charged, paid) =
            (withdrawal.charged(currency), withdrawal.paid(payment.paid.currency));
        // What was asked for is compared in the currency it was asked in, as far as that was paid or
        // charged.
        let as_asked = withdrawal.application.money().is_none_or(|asked| {
            let asked_in = |currency| asked.in_currency(currency).map(Total::from);
            let paid_as_asked = asked_in(payment.paid.currency).map(|asked| asked == paid);
            paid_as_asked.or(asked_in(currency).map(|it| it == charged)).unwrap_or(true)
        });
        let agrees = as_asked
            && charged == Total::from(financier_statement.units)
            && paid == Total::from(bank_statement.units);
        let owned = unmatched.iter().all(|item| !item.owner.trim().is_empty());
        let explained = owned && (agrees || !unmatched.is_empty());
        guards.shown(require(explained, || Rejection::DiscrepancyUnowned))?;
        let agrees = agrees && unmatched.is_empty();
        let reconciliation = reconciliation.clone();
        Ok(guards.decided([Event::Reconciled(Reconciled { number, reconciliation, agrees })]))
    }

    /// The application, if it may go there that day.
    pub(super) fn moves(
        &self,
        number: u32,
        from: &[Status],
        to: Status,
        guards: &mut Guards,
    ) -> Result<&Withdrawal, Rejection> {
        let withdrawal = self.withdrawals.get(number)?;
        let Withdrawal { status, since, .. } = *withdrawal;
        guards.not_before(withdrawal.prepared_on)?;
        require(status != to, || Rejection::AlreadyRecorded)?;
        let allowed = from.contains(&status);
        guards.consistent(require(allowed, || Rejection::WithdrawalForbids { status }))?;
        let in_order = guards.on >= since;
        guards.consistent(require(in_order, || Rejection::OutOfOrder { latest: since }))?;
        Ok(withdrawal)
    }
}
