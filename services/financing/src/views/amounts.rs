//! How each category's amount is split and what became of it: categories, tranches and
//! applications read together.

use std::collections::BTreeMap;

use kernel::{Currency, Total};
use proto::financing::v1 as pb;
use runtime::view::{add, day, sum};

use super::{
    balances::{Balance, in_one_currency},
    conditions::Condition,
    reader::Seen,
    tranches::{Defined, Tranche},
    withdrawals::Withdrawal,
};
use crate::financing::{standing::State, tranche::Status};

/// The rows of one agreement, each with the name of what it is of.
pub(super) struct Amounts {
    categories: Vec<(String, Balance)>,
    tranches: Vec<(String, Tranche)>,
    withdrawals: Vec<(String, Withdrawal)>,
    conditions: BTreeMap<String, Condition>,
}

impl Seen<'_> {
    pub(super) async fn amounts(&self) -> anyhow::Result<Amounts> {
        let tables = &self.views.tables;
        Ok(Amounts {
            categories: self.stream.rows(&tables.balances).await?,
            tranches: self.stream.rows(&tables.tranches).await?,
            withdrawals: self.stream.rows(&tables.withdrawals).await?,
            conditions: self.stream.rows(&tables.conditions).await?.into_iter().collect(),
        })
    }
}

impl Amounts {
    /// The tranches of each category, and what nobody split of it.
    pub(super) fn tranches(&self, seen: &Seen<'_>) -> Vec<pb::TrancheLine> {
        let mut lines = Vec::new();
        for (category, balance) in &self.categories {
            let of = self.tranches.iter().filter_map(|(name, row)| {
                let defined = row.defined.as_ref().filter(|it| it.category == *category)?;
                Some(self.tranche(seen, name, row, defined))
            });
            lines.extend(of);
            lines.extend(self.remainder(seen, category, balance));
        }
        lines
    }

    fn tranche(
        &self,
        seen: &Seen<'_>,
        name: &str,
        row: &Tranche,
        defined: &Defined,
    ) -> pb::TrancheLine {
        let met = |name| self.conditions.get(name).is_some_and(Condition::is_met);
        let met = defined.conditions.iter().all(met);
        let disbursing = seen.agreement.is(&[State::Disbursing]);
        let used = self.used(name, &defined.category);
        let (money, currency) = defined.amount();
        pb::TrancheLine {
            financing: seen.reference().to_owned(),
            tranche: name.to_owned(),
            label: defined.label.clone(),
            kind: defined.kind,
            category: defined.category.clone(),
            money: Some(sum(money, currency)),
            state: <&str>::from(row.status(met, disbursing, used)).to_owned(),
            used: Some(sum(used, currency)),
            due_on: day(defined.due_on),
            proof: row.proof.map(Into::into),
            remainder: false,
        }
    }

    /// One tranche of its own: released from the day that withdrawals open. None where nothing is
    /// left to it and nothing was taken from it.
    fn remainder(
        &self,
        seen: &Seen<'_>,
        category: &str,
        balance: &Balance,
    ) -> Option<pb::TrancheLine> {
        // What a cancelled tranche held is not released with the rest, and what was cancelled of a tranche
        // is not missing of it.
        let money = (self.unsplit(category, balance) - balance.held).max(Total::ZERO);
        let named = self.tranches.iter().map(|(name, _)| self.used(name, category)).sum();
        let used = balance.disbursed - named;
        if money.is_zero() && used.is_zero() {
            return None;
        }
        let status = match seen.agreement.opened {
            None => Status::Planned,
            Some(_) if used >= money => Status::Exhausted,
            Some(_) if used > Total::ZERO => Status::PartlyUsed,
            Some(_) => Status::Released,
        };
        let currency = balance.currency?;
        Some(pb::TrancheLine {
            financing: seen.reference().to_owned(),
            tranche: String::new(),
            label: balance.label.clone(),
            kind: pb::TrancheKind::Category.into(),
            category: category.to_owned(),
            money: Some(sum(money, currency)),
            state: <&str>::from(status).to_owned(),
            used: Some(sum(used, currency)),
            due_on: String::new(),
            proof: balance.proof.map(Into::into),
            remainder: true,
        })
    }

    pub(super) fn balances(&self, seen: &Seen<'_>) -> pb::Balances {
        let currency = seen.agreement.currency;
        let mut total =
            Line { illustrative: seen.agreement.disbursed_illustrative, ..Line::default() };
        let mut categories = Vec::new();
        for (category, balance) in &self.categories {
            let line = self.line(category, balance, seen.agreement.opened.is_some());
            total.add(&line);
            let said = line.said(balance.currency);
            let (category, label) = (category.clone(), balance.label.clone());
            let proof = balance.proof.map(Into::into);
            categories.push(pb::BalanceLine { category, label, proof, ..said });
        }
        total.approved = seen.agreement.approved.map_or(Total::ZERO, |(it, _)| it.units.into());
        let proof = seen.agreement.promised().map(|(_, proof)| proof.into());
        let one = in_one_currency(self.categories.iter().map(|(_, balance)| balance));
        let summed = currency.filter(|_| self.categories.is_empty() || one == currency);
        pb::Balances {
            financing: seen.reference().to_owned(),
            currency: currency.map_or_else(String::new, |currency| currency.to_string()),
            categories,
            total: Some(pb::BalanceLine { proof, ..total.said(summed) }),
        }
    }

    fn line(&self, category: &str, balance: &Balance, opened: bool) -> Line {
        Line {
            approved: balance.initial,
            signed: balance.signed,
            released: self.released(category, balance, opened),
            disbursed: balance.disbursed,
            documented: balance.documented,
            ineligible: balance.ineligible,
            refunded: balance.refunded,
            cancelled: balance.cancelled,
            undisbursed: balance.undisbursed(),
            requested: self.requested(category),
            illustrative: balance.illustrative,
        }
    }

    /// What is not split off.
    fn unsplit(&self, category: &str, balance: &Balance) -> Total {
        balance.signed - balance.cancelled - self.split(category, |_| true)
    }

    /// From the day that withdrawals open, all but the tranches held back.
    fn released(&self, category: &str, balance: &Balance, opened: bool) -> Total {
        let released = self.split(category, |tranche| tranche.released);
        let rest = || self.unsplit(category, balance) - balance.held;
        let whole = || balance.signed - balance.cancelled;
        if opened { (released + rest().max(Total::ZERO)).min(whole()) } else { released }
    }

    fn split(&self, category: &str, which: impl Fn(&Tranche) -> bool) -> Total {
        let live = self.tranches.iter().filter(|(_, tranche)| which(tranche));
        live.filter_map(|(_, tranche)| Some(tranche.of(category)?.amount().0)).sum()
    }

    /// What applications that name the tranche took of its category.
    fn used(&self, tranche: &str, category: &str) -> Total {
        self.withdrawals.iter().map(|(_, one)| one.used_of(tranche, category)).sum()
    }

    /// By currency of application.
    fn requested(&self, category: &str) -> BTreeMap<Currency, Total> {
        let mut requested = BTreeMap::<Currency, Total>::new();
        for (_, withdrawal) in &self.withdrawals {
            if let Some((currency, of)) = withdrawal.requested()
                && let Some(total) = of.get(category)
            {
                add(requested.entry(currency).or_default(), *total);
            }
        }
        requested
    }
}

/// What is said of an amount. Signed = disbursed − refunded + undisbursed + cancelled, always.
#[derive(Default)]
struct Line {
    approved: Total,
    signed: Total,
    released: Total,
    disbursed: Total,
    documented: Total,
    ineligible: Total,
    refunded: Total,
    cancelled: Total,
    undisbursed: Total,
    requested: BTreeMap<Currency, Total>,
    illustrative: bool,
}

impl Line {
    fn add(&mut self, one: &Self) {
        add(&mut self.approved, one.approved);
        add(&mut self.signed, one.signed);
        add(&mut self.released, one.released);
        add(&mut self.disbursed, one.disbursed);
        add(&mut self.documented, one.documented);
        add(&mut self.ineligible, one.ineligible);
        add(&mut self.refunded, one.refunded);
        add(&mut self.cancelled, one.cancelled);
        add(&mut self.undisbursed, one.undisbursed);
        for (currency, total) in &one.requested {
            add(self.requested.entry(*currency).or_default(), *total);
        }
        self.illustrative |= one.illustrative;
    }

    fn said(&self, currency: Option<Currency>) -> pb::BalanceLine {
        let said = |total: Total| currency.map(|currency| sum(total, currency));
        let requested = self.requested.iter();
        pb::BalanceLine {
            category: String::new(),
            label: String::new(),
            approved: said(self.approved),
            signed: said(self.signed),
            released: said(self.released),
            disbursed: said(self.disbursed),
            documented: said(self.documented),
            ineligible: said(self.ineligible),
            refunded: said(self.refunded),
            cancelled: said(self.cancelled),
            undisbursed: said(self.undisbursed),
            requested: requested.map(|(currency, total)| sum(*total, *currency)).collect(),
            illustrative: self.illustrative,
            proof: None,
        }
    }
}
