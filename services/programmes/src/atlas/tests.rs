//! Reforms and who has to hear of them, told as stories.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};
use kernel::Code;

use super::{
    Atlas, Command, Event,
    entry::{self, Due, Placed},
};
use crate::testing::{ask, code, done, given};

const DAY: Date = date(2025, 7, 2);

fn areas(names: &[&str]) -> BTreeSet<Code> {
    names.iter().map(|name| code(name)).collect()
}

fn placed(programme: &str, names: &[&str]) -> Placed {
    Placed { programme: code(programme), areas: areas(names) }
}

#[test]
fn each_programme_that_works_there_is_proposed_a_migration() {
    let covered = |placed| done(DAY, Event::Atlas(entry::Event::Covered(placed)));
    let history = [
        covered(placed("P1", &["BF1-EST", "BF1-NORD"])),
        covered(placed("P2", &["BF1-EST"])),
        covered(placed("P3", &["BF1-SAHEL"])),
    ];
    let into = areas(&["BF1-EST", "BF1-SIRBA"]);
    let reform = Command::Reform { areas: areas(&["BF1-EST"]), into: into.clone(), text: None };
    let due = |programme| {
        let (programme, area) = (code(programme), code("BF1-EST"));
        let due = Due { programme, area, into: into.clone(), text: None };
        Event::Atlas(entry::Event::MigrationDue(due))
    };
    given::<Atlas>(history).when(&ask(DAY, reform)).then([due("P1"), due("P2")]);
}

#[test]
fn what_is_known_is_not_noted_again() {
    let cover = |names| ask(DAY, Command::Cover { programme: code("P1"), areas: areas(names) });
    let history = [done(DAY, Event::Atlas(entry::Event::Covered(placed("P1", &["BF1-EST"]))))];
    given::<Atlas>(history.clone()).when(&cover(&["BF1-EST"])).then([]);
    given::<Atlas>(history.clone())
        .when(&cover(&["BF1-EST", "BF1-NORD"]))
        .then([Event::Atlas(entry::Event::Covered(placed("P1", &["BF1-NORD"])))]);
    let leave = ask(DAY, Command::Leave { programme: code("P1"), areas: areas(&["BF1-NORD"]) });
    given::<Atlas>(history).when(&leave).then([]);
}
