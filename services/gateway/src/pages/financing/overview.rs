//! What the overview says of the agreements of a programme.

use proto::financing::v1 as pb;
use tonic::Status;

use super::{ledgers, naming, views};
use crate::{
    html::encode,
    names::decapitalised,
    pages::{
        cards::{Check, joined},
        overview::{Due, Figure, Glance, Todo},
    },
    service::Soon,
    typography,
    visit::Visit,
};

pub(super) fn glance<'a>(v: &'a Visit, programme: &'a str) -> Soon<'a, Result<Glance, Status>> {
    Box::pin(async move {
        let (mut agreements, mut deadlines) = (views(v), views(v));
        let listed = pb::ListAgreementsRequest { programme: programme.into(), as_of: v.as_of() };
        let dated = pb::LedgerRequest {
            programme: programme.into(),
            as_of: v.as_of(),
            ..Default::default()
        };
        let (listed, dated) = tokio::try_join!(
            agreements.list_agreements(v.ask(listed)),
            deadlines.list_deadlines(v.ask(dated))
        )?;
        let (listed, dated) = (listed.into_inner(), dated.into_inner());
        let open = dated.deadlines.iter().filter(|line| line.state == "open" && line.days >= 0);
        let to = v.link(&format!("/p/{}/financement", encode(programme)));
        Ok(Glance {
            figures: totals(v, &listed, &to),
            todo: todo(v, &listed.agreements),
            dues: open.map(|line| Due { days: line.days, check: deadline(v, line) }).collect(),
        })
    })
}

/// One figure a commitment currency, named after what was lent or given in it.
pub(super) fn totals(v: &Visit, listed: &pb::ListAgreementsResponse, to: &str) -> Vec<Figure> {
    let figure = |total: &pb::Totals| {
        let committed = total.committed.clone().unwrap_or_default();
        let (number, unit) = typography::headline(&committed, v.lang);
        let agreements = v.say_n("agreements", total.agreements);
        Figure {
            label: instruments(v, listed, &total.currency),
            number,
            unit: format!("{unit} · {agreements}"),
            title: typography::money(&committed, v.lang),
            to: to.to_owned(),
            illustrative: total.illustrative,
            more: total.disbursed.as_ref().map(|money| disbursed(v, money)).unwrap_or_default(),
        }
    };
    listed.totals.iter().map(figure).collect()
}

fn disbursed(v: &Visit, money: &proto::jalon::v1::Money) -> String {
    let (number, unit) = typography::headline(money, v.lang);
    v.say_of("disbursed-of", format!("{number}{}{unit}", typography::FIXED))
}

fn deadline(v: &Visit, line: &pb::DeadlineLine) -> Check {
    let on = v.date(&line.on);
    Check {
        dot: if line.days <= 30 { "bad" } else { "wait" },
        text: joined([v.lang.label("deadline", &line.kind), line.financing.clone()]),
        note: joined([on, ledgers::days(v, line.days), ledgers::about(v, line)]),
        proof: v.proof(line.proof.as_ref()),
    }
}

fn instruments(v: &Visit, listed: &pb::ListAgreementsResponse, currency: &str) -> String {
    let mut kinds: Vec<_> = listed
        .agreements
        .iter()
        .filter(|line| line.committed.as_ref().is_some_and(|money| money.currency == currency))
        .map(|line| line.instrument)
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let plural = |kind: i32| {
        let name = pb::Instrument::try_from(kind).unwrap_or_default().as_str_name();
        v.lang.label("plural", name)
    };
    let labels = (0..)
        .zip(kinds)
        .map(|(at, kind)| if at == 0 { plural(kind) } else { decapitalised(&plural(kind)) });
    let labels = labels.collect::<Vec<_>>().join(", ");
    if labels.is_empty() { v.say("plural-any") } else { labels }
}

fn todo(v: &Visit, lines: &[pb::AgreementLine]) -> Vec<Todo> {
    let mut todo = Vec::new();
    for line in lines {
        let name = naming::brief_agreement(line, v.lang);
        let mut add = |dot, key: &str, n: u32, anchor: &str| {
            if n > 0 {
                let text = format!("{name} · {}", v.say_n(key, n));
                let path = v.link(&format!("/accord/{}", encode(&line.financing)));
                todo.push(Todo { dot, text, to: format!("{path}#{anchor}") });
            }
        };
        add("wait", "todo-proposals", line.proposals, "propositions");
        add("bad", "todo-anomalies", line.open_anomalies, "anomalies");
    }
    todo
}
