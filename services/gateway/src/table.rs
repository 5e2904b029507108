//! One table, read on a page, on a phone, as CSV or in a spreadsheet: the same cells in each.

mod cell;

use workbooks::Block;

pub(crate) use self::cell::Cell;
use crate::{
    html::{Html, escape},
    lang::Lang,
    visit::Visit,
};

/// Rows on one page. More are on the next.
const PAGE: usize = 100;

#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) label: String,
    pub(crate) kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    /// A reference: on one line.
    Code,
    /// Set to the right, on one line.
    Figure,
    /// An amount: two columns in an export.
    Money,
    /// Of second rank: on a page below the first cell of its row, with its label; a column of its own
    /// in an export.
    Aside,
    /// The mark at the end of the line: position and provenance in an export.
    Proof,
    /// What to do next: on the page only.
    Act,
    /// What a page shows within another column: a column of its own in an export only.
    Data,
}

impl Table {
    pub(crate) fn new(lang: Lang, columns: &[(&str, Kind)]) -> Self {
        let column = |(key, kind): &(&str, Kind)| Column {
            label: if key.is_empty() { String::new() } else { lang.say(key) },
            kind: *kind,
        };
        Self { columns: columns.iter().map(column).collect(), rows: Vec::new() }
    }

    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows with words that are not for whoever looks.
    pub(crate) fn withheld(&self) -> usize {
        self.rows.iter().filter(|row| row.iter().any(Cell::withheld)).count()
    }

    /// The first rows, or nothing but the head.
    pub(crate) fn first(mut self, most: usize) -> Self {
        self.rows.truncate(most);
        self
    }

    /// One page of it, from 1.
    fn page(mut self, page: usize) -> Self {
        let from = page.saturating_sub(1).saturating_mul(PAGE).min(self.rows.len());
        self.rows.drain(..from);
        self.first(PAGE)
    }

    /// Without one column: what the page is about needs no saying in every line.
    pub(crate) fn without(mut self, label: &str) -> Self {
        if let Some(at) = self.columns.iter().position(|column| column.label == label) {
            self.columns.remove(at);
            for row in self.rows.iter_mut().filter(|row| at < row.len()) {
                row.remove(at);
            }
        }
        self
    }

    /// Without the columns that no row has anything in.
    pub(crate) fn dense(mut self) -> Self {
        let used: Vec<bool> = (0..self.columns.len())
            .map(|at| self.rows.iter().any(|row| row.get(at).is_some_and(|cell| !cell.is_blank())))
            .collect();
        let kept = |at: &mut usize| {
            let keep = used.get(*at).copied().unwrap_or(false);
            *at += 1;
            keep
        };
        if !self.rows.is_empty() {
            let mut at = 0;
            self.columns.retain(|_| kept(&mut at));
            for row in &mut self.rows {
                let mut at = 0;
                row.retain(|_| kept(&mut at));
            }
        }
        self
    }

    /// In a letter: without the marks that only a page can follow.
    pub(crate) fn block(&self) -> Block {
        let told = |column: &Column| !matches!(column.kind, Kind::Proof | Kind::Act | Kind::Data);
        let row = |row: &Vec<Cell>| {
            let cells = self.columns.iter().zip(row).filter(|(column, _)| told(column));
            let said = |(column, cell): (&Column, &Cell)| match column.kind {
                Kind::Money => format!("{} {}", cell.plain(), cell.currency()).trim().to_owned(),
                Kind::Text
                | Kind::Code
                | Kind::Figure
                | Kind::Aside
                | Kind::Proof
                | Kind::Act
                | Kind::Data => cell.said(),
            };
            cells.map(said).collect()
        };
        let head: Vec<_> = self.columns.iter().filter(|column| told(column)).collect();
        let width = |column: &&Column| if column.kind == Kind::Text { 4 } else { 3 };
        Block::Table {
            widths: head.iter().map(width).collect(),
            head: head.iter().map(|column| column.label.clone()).collect(),
            rows: self.rows.iter().map(row).collect(),
        }
    }

    pub(crate) fn html(&self, visit: &Visit) -> Html {
        let mut markup = String::from("<div class=\"scroll rows\"><table><thead><tr>");
        let headed = |column: &&Column| !matches!(column.kind, Kind::Aside | Kind::Data);
        for column in self.columns.iter().filter(headed) {
            let class = if column.kind.right() { " class=\"num\"" } else { "" };
            markup.extend(["<th scope=\"col\"", class, ">", &escape(&column.label), "</th>"]);
        }
        markup.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            markup.push_str("<tr>");
            let cells =
                self.columns.iter().zip(row).filter(|(column, _)| column.kind != Kind::Data);
            let (asides, cells): (Vec<_>, Vec<_>) =
                cells.partition(|(column, _)| column.kind == Kind::Aside);
            for (at, (column, cell)) in cells.into_iter().enumerate() {
                let class = match (column.kind.right(), cell.is_blank()) {
                    (false, false) if column.kind == Kind::Code => " class=\"code\"",
                    (true, true) => " class=\"num nil\"",
                    (true, false) => " class=\"num\"",
                    (false, true) => " class=\"nil\"",
                    (false, false) => "",
                };
                // On a phone each row is a card without a head. A title needs no label, a state is
                // a colour, and a mark is a mark; but a bare number is nothing.
                let plain = !matches!(
                    cell.shown(),
                    Cell::State { .. } | Cell::Proof(_) | Cell::Noted { .. }
                );
                let titled = at != 1 || column.kind.right();
                let label = if plain && titled && !column.label.is_empty() && !cell.is_blank() {
                    format!(" data-label=\"{}\"", escape(&column.label))
                } else {
                    String::new()
                };
                let below = if at == 0 { below(visit, &asides) } else { String::new() };
                let shown = cell.html(visit).to_string();
                markup.extend(["<td", class, &label, ">", &shown, &below, "</td>"]);
            }
            markup.push_str("</tr>");
        }
        markup.push_str("</tbody></table></div>");
        Html::made(markup)
    }
}

/// What is of second rank in a row, each with its label; nothing of what is not known.
fn below(visit: &Visit, asides: &[(&Column, &Cell)]) -> String {
    let told = asides.iter().filter(|(_, cell)| !cell.is_blank());
    let told: Vec<_> =
        told.map(|(it, cell)| format!("{} {}", escape(&it.label), cell.html(visit))).collect();
    if told.is_empty() {
        return String::new();
    }
    format!("<div class=\"muted small\">{}</div>", told.join(" · "))
}

/// Which page of a table is shown, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pager {
    page: usize,
    pages: usize,
}

impl Pager {
    pub(crate) const ONE: Self = Self { page: 1, pages: 1 };

    /// What `?page=` asks for, as far as there is one.
    pub(crate) fn asked(visit: &Visit, table: &Table) -> Self {
        let pages = table.rows.len().div_ceil(PAGE).max(1);
        let page = visit.asked("page").and_then(|page| page.parse().ok()).unwrap_or(1);
        Self { page: page.clamp(1, pages), pages }
    }

    pub(crate) fn html(self, table: Table, visit: &Visit) -> Option<Html> {
        (!table.is_empty()).then(|| table.page(self.page).html(visit))
    }

    pub(crate) fn shown(self) -> bool {
        self.pages > 1
    }

    pub(crate) fn before(self, visit: &Visit) -> Option<String> {
        (self.page > 1).then(|| visit.here(&[("page", &(self.page - 1).to_string())]))
    }

    pub(crate) fn after(self, visit: &Visit) -> Option<String> {
        (self.page < self.pages).then(|| visit.here(&[("page", &(self.page + 1).to_string())]))
    }

    pub(crate) fn said(self, visit: &Visit) -> String {
        visit.say_of("page-of", format!("{} / {}", self.page, self.pages))
    }
}

impl Kind {
    fn right(self) -> bool {
        matches!(self, Self::Figure | Self::Money)
    }
}
