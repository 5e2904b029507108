//! One table, read on a page, on a phone, as CSV or in a spreadsheet: the same cells in each.

use proto::jalon::v1 as jalon;

use crate::{
    dates,
    html::{self, Html, Tone, escape},
    lang::Lang,
    typography,
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
    /// Set to the right, on one line.
    Figure,
    /// An amount: two columns in an export.
    Money,
    /// The mark at the end of the line: position and provenance in an export.
    Proof,
}

#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Link { text: String, to: String },
    /// A text and, smaller, what there is to add.
    Noted { text: String, note: String },
    Money(Option<jalon::Money>),
    /// An amount that leads to the events behind it.
    Figure { money: Option<jalon::Money>, to: String, illustrative: bool },
    Number(i64),
    Date(String),
    /// RFC 3339.
    Instant(String),
    State { tone: Tone, text: String, note: String },
    Proof(Option<jalon::Proof>),
    /// Made of other cells, one under the other.
    Several(Vec<Cell>),
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

    pub(crate) fn html(&self, visit: &Visit) -> Html {
        let mut markup = String::from("<div class=\"scroll rows\"><table><thead><tr>");
        for column in &self.columns {
            let class = if column.kind.right() { " class=\"num\"" } else { "" };
            markup.push_str(&format!("<th scope=\"col\"{class}>{}</th>", escape(&column.label)));
        }
        markup.push_str("</tr></thead><tbody>");
        for row in &self.rows {
            markup.push_str("<tr>");
            for (column, cell) in self.columns.iter().zip(row) {
                let class = if column.kind.right() { " class=\"num\"" } else { "" };
                let labelled = column.kind.right() || matches!(cell, Cell::Date(_) | Cell::Instant(_));
                // On a phone each row is a card without a head.
                let label = if labelled && !column.label.is_empty() && !cell.is_blank() {
                    format!(" data-label=\"{}\"", escape(&column.label))
                } else {
                    String::new()
                };
                markup.push_str(&format!("<td{class}{label}>{}</td>", cell.html(visit)));
            }
            markup.push_str("</tr>");
        }
        markup.push_str("</tbody></table></div>");
        Html::made(markup)
    }
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

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(crate) fn money(money: Option<&jalon::Money>) -> Self {
        Self::Money(money.cloned())
    }

    pub(crate) fn proof(proof: Option<&jalon::Proof>) -> Self {
        Self::Proof(proof.cloned())
    }

    /// A state of the contracts, in words and in its colour.
    pub(crate) fn state(visit: &Visit, kind: &str, state: &str) -> Self {
        Self::State { tone: Tone::of(kind, state), text: visit.lang.label(kind, state), note: String::new() }
    }

    fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Date(text) | Self::Instant(text) => text.is_empty(),
            Self::Noted { text, note } => text.is_empty() && note.is_empty(),
            Self::Money(money) => money.is_none(),
            Self::Figure { money, .. } => money.is_none(),
            Self::Proof(proof) => proof.is_none(),
            Self::Several(cells) => cells.iter().all(Self::is_blank),
            Self::Link { .. } | Self::Number(_) | Self::State { .. } => false,
        }
    }

    pub(crate) fn html(&self, visit: &Visit) -> Html {
        match self {
            Self::Empty => Html::default(),
            Self::Text(text) => Html::text(text),
            Self::Link { text, to } => html::link(text, &visit.link(to)),
            Self::Noted { text, note } if note.is_empty() => Html::text(text),
            Self::Noted { text, note } => {
                Html::made(format!("{}<br><span class=\"small muted\">{}</span>", escape(text), escape(note)))
            }
            Self::Money(money) => Html::text(&visit.money(money.as_ref())),
            Self::Figure { money, to, illustrative } => {
                let Some(money) = money else { return Html::text("—") };
                let amount = typography::money(money, visit.lang);
                let to = escape(&visit.link(to));
                let mut figure =
                    Html::made(format!("<a class=\"figure\" href=\"{to}\">{}</a>", escape(&amount)));
                if *illustrative {
                    figure.push(&Html::made(" ".into()));
                    figure.push(&visit.illustrative());
                }
                figure
            }
            Self::Number(number) => Html::text(&typography::decimal(&number.to_string(), visit.lang)),
            Self::Date(text) => Html::text(&visit.day_short(text)),
            Self::Instant(text) => Html::text(&dates::instant_day(text, visit.lang)),
            Self::State { tone, text, note } => {
                let mut state = html::tag(*tone, text);
                if !note.is_empty() {
                    state.push(&Html::made(format!(" <span class=\"small muted\">{}</span>", escape(note))));
                }
                state
            }
            Self::Proof(proof) => visit.proof(proof.as_ref()),
            Self::Several(cells) => {
                let mut all = Html::default();
                for cell in cells.iter().filter(|cell| !cell.is_blank()) {
                    if !all.is_empty() {
                        all.push(&Html::made("<br>".into()));
                    }
                    all.push(&cell.html(visit));
                }
                all
            }
        }
    }

    /// For a machine, or for a person in a spreadsheet: dates and amounts as the contracts write them.
    pub(crate) fn plain(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Link { text, .. } | Self::Date(text) | Self::Instant(text) => text.clone(),
            Self::Noted { text, note } | Self::State { text, note, .. } if note.is_empty() => text.clone(),
            Self::Noted { text, note } | Self::State { text, note, .. } => format!("{text} ({note})"),
            Self::Number(number) => number.to_string(),
            Self::Money(money) | Self::Figure { money, .. } => {
                money.as_ref().map(|money| money.amount.clone()).unwrap_or_default()
            }
            Self::Proof(proof) => proof.as_ref().map(|proof| proof.position.to_string()).unwrap_or_default(),
            Self::Several(cells) => cells.iter().map(Self::plain).collect::<Vec<_>>().join(" ; "),
        }
    }

    pub(crate) fn currency(&self) -> String {
        match self {
            Self::Money(Some(money)) | Self::Figure { money: Some(money), .. } => money.currency.clone(),
            Self::Several(cells) => cells.first().map(Self::currency).unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Whether it is made up.
    pub(crate) fn illustrative(&self) -> bool {
        match self {
            Self::Proof(Some(proof)) => proof.illustrative,
            Self::Figure { illustrative, .. } => *illustrative,
            _ => false,
        }
    }
}
