//! A row as its table keeps it: for whoever may read everything in it, and for whoever may not.

use jiff::civil::Date;
use kernel::{Fact, Projection};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::Viewer;

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Kept<R> {
    /// The latest day among the facts in it.
    pub(super) latest: Option<Date>,
    row: R,
    /// What the same facts lead to without the words of those that are restricted. None while there
    /// are no such facts in it, which is nearly always: then everybody is shown the row.
    open: Option<Box<R>>,
}

impl<R: Serialize + DeserializeOwned> Kept<R> {
    /// Takes a fact in. `withheld` is what is shown of it where it is restricted.
    pub(super) fn fold<P: Projection<Row = R>>(
        &mut self,
        key: &str,
        fact: &Fact<P::Event>,
        withheld: Option<&Fact<P::Event>>,
    ) -> postcard::Result<()> {
        if withheld.is_some() && self.open.is_none() {
            self.open = Some(Box::new(postcard::from_bytes(&postcard::to_allocvec(&self.row)?)?));
        }
        self.latest = self.latest.max(fact.dated_on());
        P::fold(key, &mut self.row, fact);
        if let Some(open) = &mut self.open {
            P::fold(key, open, withheld.unwrap_or(fact));
        }
        Ok(())
    }

    pub(super) fn shown(self, viewer: Viewer) -> R {
        match self.open {
            Some(open) if !viewer.sees_all() => *open,
            Some(_) | None => self.row,
        }
    }

    pub(super) fn is_restricted(&self) -> bool {
        self.open.is_some()
    }
}
