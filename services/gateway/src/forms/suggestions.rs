//! What a field may refer to: categories, conditions, documents.

use proto::documents::v1 as documents;

use crate::{service::Subject, visit::Visit};

/// Suggestions of one kind; more would make the page heavy.
pub(crate) const MOST: usize = 150;

#[derive(Clone, Default)]
pub(crate) struct Suggestions {
    lists: Vec<List>,
    /// The currency of the agreement, where there is one.
    pub(crate) commitment: String,
}

#[derive(Clone)]
pub(super) struct List {
    /// Such as `category`.
    pub(super) name: &'static str,
    pub(super) entries: Vec<(String, String)>,
}

impl Suggestions {
    /// Values and what they are called, the newest first. An empty list is none.
    pub(crate) fn add(
        &mut self,
        name: &'static str,
        entries: impl IntoIterator<Item = (String, String)>,
    ) {
        let entries: Vec<_> = entries.into_iter().take(MOST).collect();
        if !entries.is_empty() {
            self.lists.push(List { name, entries });
        }
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.lists.extend(more.lists);
        if !more.commitment.is_empty() {
            self.commitment = more.commitment;
        }
    }

    /// Every form may cite a document. Without an answer a form has no suggestions, and works.
    pub(super) async fn documents(&mut self, v: &Visit) {
        if let Ok(answer) = v.documents().list(v.ask(documents::ListRequest {})).await {
            let documents = answer.into_inner().documents.into_iter().rev();
            self.add("document", documents.map(|one| (one.sha256, one.title)));
        }
    }

    /// The list that a field draws from, or nothing.
    pub(super) fn list_for(&self, subject: &Subject, field: &str, message: &str) -> String {
        let wanted = (subject.fields.list)(field, message).unwrap_or(field);
        let known = self.lists.iter().any(|list| list.name == wanted);
        if known { format!("list-{wanted}") } else { String::new() }
    }

    pub(super) fn lists(self) -> Vec<List> {
        self.lists
    }
}
