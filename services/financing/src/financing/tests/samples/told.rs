//! What is said of an agreement: by financiers and reports, and of what was said.

use super::*;

pub(super) fn statements() -> Vec<Event> {
    use statement::Event as E;
    let dollars = |units: i64| Some(Money { currency: Currency::Usd, ..xdr(units) });
    vec![
        E::RatingRecorded(Rated {
            subject: Subject::Pdo,
            rating: Rating::ModeratelySatisfactory,
            sequence: 12,
        })
        .into(),
        E::CounterpartRecorded(Counterpart {
            exercise: key("2017"),
            stage: Stage::Ordered,
            money: francs(1_000),
            lapses_on: None,
        })
        .into(),
        E::FinancierStatementRecorded(FinancierStatement {
            reference: "RES43418".into(),
            committed: dollars(3_000_000_000),
            disbursed: dollars(1_073_000_000),
            undisbursed: None,
        })
        .into(),
    ]
}

pub(super) fn reports() -> Vec<Event> {
    use report::{Due, Event as E, Owed, Reports, Scheduled, Submitted, Terms, Workplans};
    let (exercise, due_on) = (2015, date(2014, 11, 30));
    let (first_ends_on, months, days) = (date(2013, 12, 31), 6, 45);
    let due = |owed, due_on| Due { owed, due_on };
    vec![
        E::TermsRecorded(Terms {
            reports: Some(Reports { first_ends_on, months, days }),
            workplans: Some(Workplans { exercise, due_on }),
        })
        .into(),
        E::Scheduled(Scheduled {
            due: vec![
                due(Owed::Report(first_ends_on), date(2014, 2, 14)),
                due(Owed::Workplan(exercise), due_on),
            ],
            lifted: vec![Owed::Report(date(2013, 9, 30))],
            come_in: Vec::new(),
        })
        .into(),
        E::Submitted(Submitted { period_ends_on: first_ends_on }).into(),
    ]
}

pub(super) fn corrections() -> Vec<Event> {
    use correction::Event as E;
    let target = Uuid::from_u128(7);
    let name = || "financing.agreement.signed.v1".to_owned();
    vec![
        E::FactCorrected(FactCorrected {
            target,
            name: name(),
            field: "/terms/grace_months".into(),
            from: 0.into(),
            to: 6.into(),
            reason: REASON.into(),
        })
        .into(),
        E::EntryVoided(EntryVoided { target, name: name(), reason: REASON.into() }).into(),
        E::AnomalyNoted(AnomalyNoted {
            about: code("number-gap"),
            args: [("last".to_owned(), "0".to_owned())].into(),
            beside: "financing.withdrawal.prepared.v1".into(),
        })
        .into(),
        E::AnomalyExplained(AnomalyExplained { anomaly: target, explanation: REASON.into() })
            .into(),
    ]
}
