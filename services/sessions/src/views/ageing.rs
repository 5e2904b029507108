//! Recommendations by institution and age.

use std::collections::BTreeMap;

use kernel::Code;
use proto::sessions::v1::{self as pb, ageing::Row};

use crate::recommendation::Status;

use super::{desk::Desk, lines::percent, recommendations::Recommendation};

impl Desk {
    /// Of those that `wanted` lets through. What is addressed to nobody is on a row of its own.
    pub(super) fn ageing(&self, wanted: impl Fn(&Recommendation) -> bool) -> pb::Ageing {
        // Beside each row, how many of it are dropped: the rate is that of the follow-up table.
        let mut rows = BTreeMap::<String, (Row, u32)>::new();
        for (reference, it) in self.recommendations.iter().filter(|(_, it)| wanted(it)) {
            let institution = it.addressee.as_ref().map_or_else(String::new, Code::to_string);
            let (row, dropped) = rows.entry(institution.clone()).or_default();
            row.institution = institution;
            *dropped += u32::from(Status::DROPPED.contains(&it.status));
            self.count(row, reference, it);
        }
        let rated = |(row, dropped): (Row, u32)| {
            let execution_rate = percent(row.implemented, row.total.saturating_sub(dropped));
            Row { execution_rate, ..row }
        };
        pb::Ageing { rows: rows.into_values().map(rated).collect() }
    }

    fn count(&self, row: &mut Row, reference: &Code, it: &Recommendation) {
        row.total += 1;
        row.illustrative |= it.illustrative;
        row.implemented += u32::from(it.status.is_implemented());
        if !it.status.is_open() {
            return;
        }
        let age = self.days_after(it.since);
        row.open += 1;
        row.overdue += u32::from(self.days_after(it.due_on) > 0);
        *match age {
            0..=90 => &mut row.up_to_90,
            91..=180 => &mut row.up_to_180,
            181..=365 => &mut row.up_to_365,
            366.. => &mut row.beyond,
        } += 1;
        if row.oldest.is_empty() || age > row.oldest_age {
            (row.oldest, row.oldest_age) = (reference.to_string(), age);
        }
    }
}
