//! What a field may refer to: categories, conditions, documents.

use proto::{
    documents::v1 as documents,
    partners::v1::{ListInstitutionsRequest, partners_views_client::PartnersViewsClient},
};

use crate::{service::Subject, visit::Visit};

/// Suggestions of one kind; more would make the page heavy.
pub(crate) const MOST: usize = 150;

#[derive(Clone, Default)]
pub(crate) struct Suggestions {
    lists: Vec<List>,
    /// The currency of the agreement, where there is one.
    pub(crate) commitment: String,
    /// Institutions that partners know, by code, and what they are called.
    pub(super) institutions: Vec<(String, String)>,
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

    /// Every form may name an institution. Without an answer there are those of the register.
    pub(super) async fn institutions(&mut self, v: &Visit) {
        let mut views = PartnersViewsClient::new(v.app.channel.clone());
        let asked = v.ask_soon(ListInstitutionsRequest::default());
        let Ok(answer) = views.list_institutions(asked).await else { return };
        let known = answer.into_inner().institutions.into_iter().filter(|one| !one.dissolved);
        let called = known.map(|one| {
            let short = if one.acronym.is_empty() { &one.institution } else { &one.acronym };
            let label = format!("{short} · {}", v.lang.pick(&one.name_fr, &one.name_en));
            (one.institution, label)
        });
        self.institutions = called.collect();
        self.institutions.sort_by(|one, other| one.1.cmp(&other.1));
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
