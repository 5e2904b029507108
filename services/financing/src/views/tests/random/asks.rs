//! Anything anybody might ask.

use proptest::{collection::vec, prelude::*};

use super::super::*;
use crate::financing::{
    account::{Ineligible, Refund, Spending, Statement},
    audit::{Finding, Opinion, Report},
    category::Move,
    closure::Task,
    contract::Deal,
    key::CategoryKey,
    no_objection::{Answer, Answered, Asking, Object},
    report::{Reports, Terms, Workplans},
    restructuring::{Changes, Level, Request as Restructure},
    statement::{Rated, Rating, Subject},
    tranche::{
        Definition, Kind,
        plan::{Instalment, Plan},
    },
};

/// What, of which one, how much, when, and by whom.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    pub(super) what: u8,
    pub(super) which: u8,
    units: i64,
    pub(super) on: Date,
    pub(super) imported: bool,
}

pub(super) fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let ask = (0..51_u8, 0..4_u8, 1..9_000_i64, 0..3_400_i64, any::<bool>());
    let ask = ask.prop_map(|(what, which, units, day, imported)| {
        let on = date(2014, 1, 1).checked_add(jiff::ToSpan::days(day)).unwrap();
        Ask { what, which, units, on, imported }
    });
    vec(ask, 20..60)
}

impl Ask {
    /// None: something earlier is amended.
    pub(super) fn command(&self) -> Option<Command> {
        match self.what {
            0..9 => Some(self.of_conditions()),
            9..21 => Some(self.of_withdrawals()),
            21..26 => Some(self.of_account()),
            26..35 => Some(self.of_changes()),
            35..47 => Some(self.of_closure()),
            47 => None,
            _ => Some(self.of_reports()),
        }
    }

    fn named<K: std::str::FromStr>(&self) -> K {
        key(&format!("n-{}", self.which))
    }

    fn entry<K: std::str::FromStr>(&self, kind: &str) -> K {
        key(&format!("{kind}-{}", self.units))
    }

    fn of(&self) -> &'static str {
        if self.which.is_multiple_of(2) { "1" } else { "2" }
    }

    fn category(&self) -> CategoryKey {
        key(self.of())
    }

    fn other(&self) -> CategoryKey {
        key(if self.which.is_multiple_of(2) { "2" } else { "1" })
    }

    fn number(&self) -> u32 {
        u32::from(self.which) + 1
    }

    fn of_conditions(&self) -> Command {
        use Command as C;
        let text = || "Lettre".to_owned();
        match self.what {
            0 => C::AddCondition(Requirement {
                due_on: Some(self.on),
                category: Some(self.category()),
                ..requires(&format!("n-{}", self.which), condition::Kind::Disbursement)
            }),
            1 => C::SubmitConditionEvidence { condition: self.named() },
            2 => C::AcceptCondition { condition: self.named() },
            3 => C::RejectConditionEvidence { condition: self.named(), reason: text() },
            4 => C::WaiveCondition { condition: self.named(), reason: text() },
            5 => C::RecordConditionBreach { condition: self.named(), reason: text() },
            6 => C::DefineTranche(Definition {
                tranche: self.named(),
                label: text(),
                kind: Kind::ScheduledInstalment,
                category: self.category(),
                money: xdr(self.units),
                due_on: Some(self.on),
                conditions: [].into(),
            }),
            7 => C::ReleaseTranche { tranche: self.named() },
            8 if self.which == 1 => C::RefreshPlan(Plan {
                exercise: key("2014"),
                starts_on: Some(self.on),
                revision: u32::from(self.units % 2 == 0),
                instalments: vec![Instalment { quarter: 1, money: francs(self.units) }],
            }),
            _ => C::CancelTranche { tranche: self.named(), reason: text() },
        }
    }

    fn of_withdrawals(&self) -> Command {
        use Command as C;
        let text = || "Lettre".to_owned();
        let advance = self.which < 2;
        let number = self.number();
        let money = if advance { francs(self.units) } else { xdr(self.units) };
        let method = if advance { Method::Advance } else { Method::DirectPayment };
        match self.what {
            9 | 10 => C::PrepareWithdrawal(Application {
                tranche: (self.units % 2 == 0).then(|| self.named()),
                ..application(number, method, vec![(self.of(), money)])
            }),
            11 | 12 => submit(number),
            13 => C::RecordWithdrawalReturned { number, reason: text() },
            14 | 15 => C::RecordWithdrawalApproved { number },
            16 => C::RecordWithdrawalRejected { number, reason: text() },
            17..20 => pay(number, money, &[(self.of(), self.units), ("2", 7)], self.on),
            _ => C::AbandonWithdrawal { number, reason: text() },
        }
    }

    fn of_account(&self) -> Command {
        use Command as C;
        let text = || "Lettre".to_owned();
        let advance = self.which < 2;
        match self.what {
            21 => C::RecordAccountPayment(Spending {
                reference: self.entry("P"),
                money: francs(self.units),
                category: None,
                payee: text(),
            }),
            22 => {
                let reference = self.entry("RB");
                C::RecordAccountStatement(Statement { reference, balance: francs(self.units) })
            }
            23 => document(
                &format!("RD-{}", self.units),
                francs(self.units),
                &[(self.of(), self.units / 10 + 1)],
            ),
            24 => C::DeclareIneligible(Ineligible {
                reference: self.entry("I"),
                category: self.category(),
                money: xdr(self.units),
                reason: text(),
            }),
            _ => C::RecordRefund(Refund {
                reference: self.entry("R"),
                category: self.category(),
                money: xdr(self.units),
                from_account: advance.then(|| francs(self.units)),
                ineligible: None,
                cleared: Vec::new(),
            }),
        }
    }

    fn of_changes(&self) -> Command {
        use Command as C;
        let text = || "Lettre".to_owned();
        match self.what {
            26 => C::RequestRestructuring(Restructure {
                restructuring: self.named(),
                level: Level::Management,
                changes: Changes {
                    closing_on: Some(self.on),
                    cancellations: vec![Charge {
                        category: self.category(),
                        money: xdr(self.units),
                    }],
                    ..Changes::default()
                },
            }),
            27 => C::ClearRestructuring { restructuring: self.named() },
            28 => C::ApproveRestructuring { restructuring: self.named() },
            29 => C::PutRestructuringIntoEffect { restructuring: self.named() },
            30 => C::CancelAmount {
                category: self.category(),
                money: xdr(self.units),
                reason: Some("Reliquat".into()),
            },
            31 => {
                let (from, to) = (self.category(), self.other());
                C::Reallocate { moves: vec![Move { from, to, money: xdr(self.units) }] }
            }
            32 => C::SignContract(Deal {
                contract: self.named(),
                title: text(),
                contractor: text(),
                category: Some(self.category()),
                money: francs(self.units),
                ends_on: Some(self.on),
            }),
            33 => C::RecordContractPayment {
                contract: self.named(),
                reference: self.entry("F"),
                money: francs(self.units),
            },
            _ => C::CloseContract { contract: self.named() },
        }
    }

    fn of_reports(&self) -> Command {
        let half = [(2014, 6, 30), (2014, 12, 31), (2015, 6, 30), (2015, 12, 31)];
        let (year, month, day) = half[usize::from(self.which)];
        let period_ends_on = Date::constant(year, month, day);
        match self.what {
            48 => {
                let (first_ends_on, days) = (period_ends_on, self.number() * 15);
                Command::RecordReportingTerms(Terms {
                    reports: Some(Reports { first_ends_on, months: 6, days }),
                    workplans: Some(Workplans { exercise: year, due_on: self.on }),
                })
            }
            49 => Command::SubmitFinancialReport { period_ends_on },
            _ => Command::LookAtReports,
        }
    }

    fn of_closure(&self) -> Command {
        use Command as C;
        let text = || "Lettre".to_owned();
        match self.what {
            35 => C::RequestNoObjection(Asking {
                reference: self.named(),
                object: Object::Workplan,
                title: text(),
                exercise: Some(key(&format!("{}", 2014 + i32::from(self.which)))),
            }),
            36 => C::RecordNoObjectionAnswer(Answer {
                reference: self.named(),
                outcome: Answered::Granted,
                answer: text(),
                comments: None,
            }),
            37 => C::OpenClosurePlan { tasks: Vec::new() },
            38 => {
                let (label, owner) = (text(), None);
                C::AddClosureTask(Task { task: self.named(), label, owner, due_on: Some(self.on) })
            }
            39 => C::CompleteClosureTask { task: self.named() },
            40 => C::PresentClosureStatus {
                presented_to: text(),
                summary: text(),
                legal_state_unknown: self.which > 1,
            },
            41 => C::RecordAuditReport(Report {
                exercise: key(&format!("{}", 2014 + i32::from(self.which))),
                opinion: Opinion::Unqualified,
                is_final: self.which == 3,
            }),
            42 => C::RecordAuditFinding(Finding {
                finding: self.named(),
                statement: text(),
                qualified: self.which > 1,
            }),
            43 => C::ResolveAuditFinding { finding: self.named(), response: text() },
            44 => {
                let (subject, rating) = (Subject::Ip, Rating::Satisfactory);
                C::RecordRating(Rated { subject, rating, sequence: self.number() })
            }
            45 if self.which == 2 => C::ReachClosingDate,
            45 if self.which == 3 => C::ReachDisbursementDeadline,
            45 => {
                let closing_on = self.on.saturating_add(jiff::Span::new().days(self.units % 500));
                C::ExtendClosingDate { closing_on, requested_on: None }
            }
            _ if self.which > 1 => C::RecordSuspensionLifted { category: None },
            _ => C::RecordSuspension { reason: text(), category: None },
        }
    }
}
