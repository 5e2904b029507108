//! What follows from each closing date, as it was said: whoever corrects the one corrects the other.

use std::collections::BTreeMap;

use jiff::civil::Date;
use kernel::{Fact, Stored as _, correction::FactCorrected};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::json;
use uuid::Uuid;

use super::{Event, Reopened, Signed};
use crate::financing::{self, rules::Rules};

/// Events that set a closing date: where in them it is, and within what the days that follow.
const PLACES: &[(&str, &str, &str)] = &[
    ("financing.agreement.signed.v1", "/terms/closing_on", ""),
    ("financing.agreement.closing-date-extended.v1", "/to", ""),
    ("financing.agreement.reopened.v1", "/extension/to", "/extension"),
];

/// Only the signature says it.
const GRACE: &str = "/terms/grace_months";

/// By the event that set each.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Closings {
    all: BTreeMap<Uuid, Closing>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Closing {
    /// Stored name of the event.
    name: String,
    on: Option<Date>,
    disbursement_deadline: Option<Date>,
    closure_plan_opens: Option<Date>,
}

impl Closings {
    pub(in crate::financing) fn evolve(&mut self, event: &Event, fact: &Fact<financing::Event>) {
        let (on, disbursement_deadline, closure_plan_opens) =
            if let Event::Signed(Signed {
                terms, disbursement_deadline, closure_plan_opens, ..
            }) = event
            {
                (terms.closing_on, *disbursement_deadline, *closure_plan_opens)
            } else if let Event::ClosingDateExtended(it)
            | Event::Reopened(Reopened { extension: it, .. }) = event
            {
                (Some(it.to), it.disbursement_deadline, it.closure_plan_opens)
            } else {
                return;
            };
        let name = fact.event.name().to_owned();
        let closing = Closing { name, on, disbursement_deadline, closure_plan_opens };
        self.all.insert(fact.event_id, closing);
    }

    /// What is corrected with that, so many months of grace being known until now. What somebody
    /// has said otherwise since, or says with it, stays.
    pub(in crate::financing) fn follow(
        &self,
        corrected: &FactCorrected,
        grace: u32,
        rules: &Rules,
    ) -> Vec<FactCorrected> {
        let later = |day: Option<Date>, grace| rules.disbursement_deadline(day?, grace);
        let earlier = |day: Option<Date>| rules.closure_plan_opens(day?);
        let granted = made(corrected, GRACE).unwrap_or(grace);
        let mut follow = Vec::new();
        for (event, closing) in &self.all {
            let place = PLACES.iter().find(|(name, ..)| *name == closing.name);
            let Some((_, place, within)) = place else { continue };
            let own = *event == corrected.target;
            let moved = if own { made(corrected, place) } else { None };
            let (was, is) = (closing.on, moved.unwrap_or(closing.on));
            for (field, said, before, after) in [
                (
                    "disbursement_deadline",
                    closing.disbursement_deadline,
                    later(was, grace),
                    later(is, granted),
                ),
                ("closure_plan_opens", closing.closure_plan_opens, earlier(was), earlier(is)),
            ] {
                let (target, name) = (*event, closing.name.clone());
                let field = format!("{within}/{field}");
                let said_too = own && field.starts_with(&corrected.field);
                if said == before && before != after && !said_too {
                    let (from, to, reason) = (json!(said), json!(after), corrected.reason.clone());
                    follow.push(FactCorrected { target, name, field, from, to, reason });
                }
            }
        }
        follow
    }
}

/// What is at that place by the correction, if it is about it: by itself, or with all that stands
/// around it.
fn made<T: DeserializeOwned>(corrected: &FactCorrected, place: &str) -> Option<T> {
    let inner = place.strip_prefix(corrected.field.as_str())?;
    T::deserialize(corrected.to.pointer(inner)?).ok()
}
