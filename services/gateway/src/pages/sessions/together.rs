//! What an agenda item about collaborations is presented with: each of them, as it stood when the
//! body met.

use proto::{jalon::v1 as jalon, sessions::v1 as pb};
use workbooks::Block;

use crate::{
    html::Html,
    pages::{
        partners::reported,
        sheet::{self, Part},
    },
    table::Table,
    visit::Visit,
};

/// The table, and of when it is; None where no item asks for it.
pub(super) struct Together {
    /// None where partners do not answer.
    table: Option<Table>,
    /// The day it is of, in words.
    on: String,
}

pub(super) async fn together(v: &Visit, session: &pb::Session) -> Option<Together> {
    let about = |line: &&pb::session::Item| {
        let item = line.item.as_ref();
        !line.withdrawn && item.is_some_and(|item| item.kind() == pb::ItemKind::Collaborations)
    };
    session.agenda.iter().find(about)?;
    let line = session.line.as_ref()?;
    // Whoever looks at another day sees that day; otherwise it is the last one they sat.
    let last = if line.until.is_empty() { &line.from } else { &line.until };
    let day: Option<jiff::civil::Date> = last.parse().ok().filter(|_| last.len() == 10);
    let sat = day.filter(|day| *day <= v.today);
    let as_of = v.as_of().or_else(|| {
        let effective = sat?.to_string();
        Some(jalon::AsOf { effective, ..Default::default() })
    });
    let on = as_of.as_ref().map(|as_of| as_of.effective.clone()).filter(|on| !on.is_empty());
    let on = v.date(&on.unwrap_or_else(|| v.today.to_string()));
    let table = reported::to(v, &line.body, as_of).await;
    Some(Together { table, on })
}

impl Together {
    pub(super) fn part(&self, v: &Visit) -> Part {
        let body = match &self.table {
            None => sheet::callout(false, &Html::text(&v.say("together-unknown"))),
            Some(table) if table.is_empty() => sheet::empty(v, "together-none"),
            Some(table) => table.html(v),
        };
        let on = v.say_of("together-on", self.on.clone());
        Part::new("collaborations", v.say("together"), body).aside(on)
    }

    /// In a letter.
    pub(super) fn blocks(&self, v: &Visit) -> Vec<Block> {
        let heading = Block::Heading(1, v.say("together"));
        let on = Block::Note(v.say_of("together-on", self.on.clone()));
        let told = match &self.table {
            None => Block::Note(v.say("together-unknown")),
            Some(table) if table.is_empty() => Block::Note(v.say("together-none")),
            Some(table) => table.block(),
        };
        vec![heading, told, on]
    }
}
