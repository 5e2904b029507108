//! Contracts, and what financiers have no objection to.

use proto::financing::v1 as pb;

use super::{agreement, history};
use crate::{
    html::Tone,
    names,
    pages::cards::joined,
    table::{Cell, Kind, Table},
    visit::Visit,
};

pub(crate) fn contracts(visit: &Visit, lines: &[pb::ContractLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-contract", Kind::Text),
            ("column-title", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-amount", Kind::Money),
            ("column-paid", Kind::Money),
            ("column-outstanding", Kind::Money),
            ("column-ends", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let category = if line.category.is_empty() {
            String::new()
        } else {
            visit.say_of("of-category", &line.category)
        };
        let signed = if line.signed_on.is_empty() {
            String::new()
        } else {
            visit.say_of("signed-then", visit.day_short(&line.signed_on))
        };
        let state = match (line.closed, line.ends_late) {
            (true, _) => "completed",
            (false, true) => "missed",
            (false, false) => "disbursing",
        };
        let text = visit.say(match state {
            "completed" => "contract-closed",
            "missed" => "contract-late",
            _ => "contract-open",
        });
        table.push(vec![
            Cell::Link {
                text: line.contract.clone(),
                to: history(&line.financing, &format!("contract/{}", line.contract)),
            },
            Cell::Noted {
                text: line.title.clone(),
                note: joined([line.contractor.clone(), category, signed]),
            },
            agreement(&line.financing),
            Cell::money(line.money.as_ref()),
            Cell::money(line.paid.as_ref()),
            Cell::money(line.outstanding.as_ref()),
            Cell::Date(line.ends_on.clone()),
            Cell::State { tone: Tone::of("contract", state), text, note: String::new() },
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}

pub(crate) fn no_objections(visit: &Visit, lines: &[pb::NoObjectionLine]) -> Table {
    let mut table = Table::new(
        visit.lang,
        &[
            ("column-own-reference", Kind::Text),
            ("column-title", Kind::Text),
            ("column-reference", Kind::Text),
            ("column-object", Kind::Text),
            ("column-requested-on", Kind::Text),
            ("column-answered-on", Kind::Text),
            ("column-answer", Kind::Text),
            ("column-state", Kind::Text),
            ("", Kind::Proof),
        ],
    );
    for line in lines {
        let object = pb::Object::try_from(line.object).unwrap_or_default().as_str_name();
        let outcome = pb::record_no_objection_answer_request::Outcome::try_from(line.outcome);
        let state = match outcome.unwrap_or_default() {
            pb::record_no_objection_answer_request::Outcome::Unspecified => "requested",
            pb::record_no_objection_answer_request::Outcome::Granted => "granted",
            pb::record_no_objection_answer_request::Outcome::GrantedWithComments => {
                "granted_with_comments"
            }
            pb::record_no_objection_answer_request::Outcome::Refused => "refused",
        };
        table.push(vec![
            Cell::text(line.reference.clone()),
            Cell::Noted { text: line.title.clone(), note: line.comments.clone() },
            agreement(&line.financing),
            Cell::text(names::value(visit.lang, object)),
            Cell::Date(line.requested_on.clone()),
            Cell::Date(line.answered_on.clone()),
            Cell::text(line.answer.clone()),
            Cell::state(visit, "no-objection", state),
            Cell::proof(line.proof.as_ref()),
        ]);
    }
    table.dense()
}
