//! Whatever numbers and days a request names, nobody panics: it is refused, or it is recorded.

use jiff::civil::{Date, date};
use kernel::{
    Aggregate as _, Announcement, Asked, Fact, Origin, Policy as _,
    testing::{asked, fact, who},
};
use proptest::{collection::vec, prelude::*};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::least;
use crate::{
    announce::Agreements,
    api::Api,
    financing::{Command, Financing, transition::Approval},
    policies::DeadlinesMove,
};

/// What the edge would look up is not there.
impl From<Approval> for Command {
    fn from(approval: Approval) -> Self {
        Self::RecordApproval(approval)
    }
}

const DAYS: [Date; 6] =
    [Date::MIN, date(0, 1, 1), date(2013, 5, 15), date(2018, 6, 30), date(9999, 1, 31), Date::MAX];
const NUMBERS: [u32; 6] = [0, 1, 1200, 239_977, i32::MAX.unsigned_abs(), u32::MAX];
const AMOUNTS: [&str; 6] =
    ["0", "-1", "1", "9999999999999", "-9999999999999", "99999999999999999999999999999999"];
const RATES: [&str; 3] = ["0.0000000001", "9999999999.9999999999", "99999999999999999999"];
const ORIGINS: [Origin; 3] = [Origin::Import, Origin::Person, Origin::Policy];

/// What may be left out of a request, too.
fn more(method: &str) -> Value {
    let day = "2018-06-30";
    match method {
        "register" => json!({"rank": 0, "phase": 1}),
        "sign" => json!({"grace_months": 4, "closing_on": day, "effectiveness_deadline": day}),
        "record_disbursement_letter" => json!({
            "methods": [1, 2, 3, 4],
            "minimum": {"amount": "1", "currency": "XOF"},
        }),
        "add_condition" | "define_tranche" => json!({"due_on": day}),
        "prepare_withdrawal" => json!({"indicative_rate": "655.957"}),
        "record_payment" => json!({"rate": "655.957"}),
        "close_financially" => json!({"open_blockages": 0, "blockages_document": "Note"}),
        "extend_closing_date" => json!({"requested_on": day}),
        "request_restructuring" => json!({"closing_on": day}),
        "sign_contract" | "amend_contract" => json!({"ends_on": day}),
        "record_rating" => json!({"sequence": 1}),
        _ => json!({}),
    }
}

/// The same request with other numbers and days in it: as chosen one after another, and where
/// nothing is chosen as it was.
fn absurd(value: &mut Value, name: &str, chosen: &mut impl Iterator<Item = u8>) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, field)| absurd(field, name, chosen));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| absurd(item, name, chosen)),
        Value::Number(_) if name != "methods" => {
            let nth = chosen.next().map_or(usize::MAX, usize::from);
            *value = NUMBERS.get(nth).map_or_else(|| value.clone(), |it| (*it).into());
        }
        Value::String(text) => {
            let nth = chosen.next().map_or(usize::MAX, usize::from);
            let other = match name {
                "amount" => AMOUNTS.get(nth).map(ToString::to_string),
                "rate" | "indicative_rate" => RATES.get(nth).map(ToString::to_string),
                _ if text.parse::<Date>().is_ok() => DAYS.get(nth).map(Date::to_string),
                _ => None,
            };
            *text = other.unwrap_or_else(|| text.clone());
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => (),
    }
}

fn request(method: &str, least: &Value, chosen: &[u8]) -> Option<Command> {
    let fields = |value: Value| value.as_object().cloned().unwrap_or_default();
    let mut all: Map<String, Value> = fields(least.clone());
    all.extend(fields(more(method)));
    all.insert("financing".to_owned(), "H8350".into());
    let mut all = Value::Object(all);
    absurd(&mut all, "", &mut chosen.iter().copied());
    Api::financings(method, &all.to_string()).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_number_is_too_absurd_to_answer(
        asks in vec((any::<prop::sample::Index>(), vec(0..16_u8, 12), 0..6_usize, 0..3_usize), 150),
    ) {
        let (all, mut position) = (least(), 0_u128);
        let mut financing = Financing::default();
        let mut memory = <Agreements as Announcement>::Memory::default();
        // In the order of the contract, which is roughly that of a life, and then in any.
        for (nth, (which, chosen, day, origin)) in asks.iter().enumerate() {
            let (method, least) = all.get(nth).unwrap_or_else(|| which.get(&all));
            let Some(command) = request(method, least, chosen) else { continue };
            let orderly = nth < all.len();
            let (day, origin) = if orderly { (2 + day % 2, 0) } else { (*day, *origin) };
            let by = who("awa");
            let asked = Asked { origin: ORIGINS[origin], ..asked(&by, DAYS[day], command) };
            let Ok(decided) = financing.decide(&asked) else { continue };
            for event in decided.events {
                position += 1;
                let event_id = Uuid::from_u128(position);
                let stream = Financing::stream(super::financing("H8350").unwrap()).into();
                let fact = Fact { stream, event_id, ..fact(&by, DAYS[day], event) };
                financing.evolve(&fact);
                Agreements::remember(&mut memory, &fact);
                _ = Agreements::announce(&memory, &fact);
                _ = DeadlinesMove::react(&fact);
            }
            _ = (financing.category_balances(), financing.closure_reasons(DAYS[day], None));
        }
        prop_assert!(financing.agreement.registration.is_some());
    }
}
