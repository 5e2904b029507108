//! One cell, as a page shows it and as a program reads it.

use proto::jalon::v1 as jalon;

use crate::{
    dates,
    html::{self, Html, Tone, escape},
    typography,
    visit::Visit,
};

/// Digits of a hash that people compare.
const COMPARED: usize = 12;

#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Link {
        text: String,
        to: String,
    },
    /// A text and, smaller, what there is to add.
    Noted {
        text: String,
        note: String,
    },
    Money(Option<jalon::Money>),
    /// An amount that leads to the events behind it.
    Figure {
        money: Option<jalon::Money>,
        to: String,
        illustrative: bool,
    },
    Number(i64),
    /// A figure that people read in one way and a program in another, and where it leads; nowhere
    /// where that is empty.
    Told {
        said: String,
        plain: String,
        to: String,
    },
    /// SHA-256: on a page as much of it as people compare by eye, in an export all of it.
    Hash(String),
    Date(String),
    /// RFC 3339.
    Instant(String),
    State {
        tone: Tone,
        text: String,
        note: String,
    },
    Proof(Option<jalon::Proof>),
    /// Shown to people by a name, and told to a program by the reference that the name stands for.
    Named {
        shown: Box<Cell>,
        plain: String,
    },
    /// Made of other cells, one under the other.
    Several(Vec<Cell>),
}

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Shown like this, and told to a program by its reference.
    pub(crate) fn named(shown: Self, plain: impl Into<String>) -> Self {
        Self::Named { shown: Box::new(shown), plain: plain.into() }
    }

    pub(crate) fn money(money: Option<&jalon::Money>) -> Self {
        Self::Money(money.cloned())
    }

    /// `23,47 %` for people, `23.47` for a program; nothing where there is none.
    pub(crate) fn rate(visit: &Visit, rate: &str, to: impl Into<String>) -> Self {
        if rate.is_empty() {
            return Self::Empty;
        }
        let said = typography::rate(rate, visit.lang);
        Self::Told { said, plain: rate.to_owned(), to: to.into() }
    }

    pub(crate) fn proof(proof: Option<&jalon::Proof>) -> Self {
        Self::Proof(proof.cloned())
    }

    /// A state of the contracts, in words and in its colour.
    pub(crate) fn state(visit: &Visit, kind: &str, state: &str) -> Self {
        Self::noted_state(visit, kind, state, String::new())
    }

    /// A state with what there is to add.
    pub(crate) fn noted_state(visit: &Visit, kind: &str, state: &str, note: String) -> Self {
        Self::State { tone: Tone::of(kind, state), text: visit.lang.label(kind, state), note }
    }

    /// A spreadsheet may reckon with it.
    pub(crate) fn is_number(&self) -> bool {
        match self {
            Self::Number(_) | Self::Told { .. } | Self::Money(_) | Self::Figure { .. } => true,
            Self::Empty
            | Self::Text(_)
            | Self::Link { .. }
            | Self::Noted { .. }
            | Self::Hash(_)
            | Self::Date(_)
            | Self::Instant(_)
            | Self::State { .. }
            | Self::Proof(_)
            | Self::Named { .. }
            | Self::Several(_) => false,
        }
    }

    pub(super) fn is_blank(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) | Self::Hash(text) | Self::Date(text) | Self::Instant(text) => {
                text.is_empty()
            }
            Self::Noted { text, note } => text.is_empty() && note.is_empty(),
            Self::Told { plain, .. } => plain.is_empty(),
            Self::Named { shown, .. } => shown.is_blank(),
            Self::Money(money) | Self::Figure { money, .. } => money.is_none(),
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
                let line = if text.is_empty() { "" } else { "<br>" };
                Html::made(format!(
                    "{}{line}<span class=\"small muted\">{}</span>",
                    escape(text),
                    escape(note)
                ))
            }
            Self::Money(money) => Html::text(&visit.money(money.as_ref())),
            Self::Figure { money, to, illustrative } => {
                let Some(money) = money else { return Html::text("—") };
                let amount = typography::money(money, visit.lang);
                let to = escape(&visit.link(to));
                let mut figure = Html::made(format!(
                    "<a class=\"figure\" href=\"{to}\">{}</a>",
                    escape(&amount)
                ));
                if *illustrative {
                    figure.push(&Html::made("<br>".into()));
                    figure.push(&visit.illustrative());
                }
                figure
            }
            Self::Number(number) => {
                Html::text(&typography::decimal(&number.to_string(), visit.lang))
            }
            Self::Told { said, to, .. } if to.is_empty() => Html::text(said),
            Self::Told { said, to, .. } => Html::made(format!(
                "<a class=\"figure\" href=\"{}\">{}</a>",
                escape(&visit.link(to)),
                escape(said)
            )),
            Self::Hash(text) => {
                let shown: String = text.chars().take(COMPARED).collect();
                Html::made(format!("<code title=\"{}\">{}</code>", escape(text), escape(&shown)))
            }
            Self::Date(text) => Html::text(&visit.day_short(text)),
            Self::Instant(text) => Html::text(&dates::instant_day(text, visit.lang)),
            Self::State { tone, text, note } => {
                let mut state = html::tag(*tone, text);
                if !note.is_empty() {
                    state.push(&Html::made(format!(
                        " <span class=\"small muted\">{}</span>",
                        escape(note)
                    )));
                }
                state
            }
            Self::Proof(proof) => visit.proof(proof.as_ref()),
            Self::Named { shown, .. } => shown.html(visit),
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
            Self::Text(text)
            | Self::Hash(text)
            | Self::Link { text, .. }
            | Self::Date(text)
            | Self::Instant(text) => text.clone(),
            Self::Noted { text, note } | Self::State { text, note, .. } if note.is_empty() => {
                text.clone()
            }
            Self::Noted { text, note } | Self::State { text, note, .. } if text.is_empty() => {
                note.clone()
            }
            Self::Noted { text, note } | Self::State { text, note, .. } => {
                format!("{text} ({note})")
            }
            Self::Number(number) => number.to_string(),
            Self::Told { plain, .. } | Self::Named { plain, .. } => plain.clone(),
            Self::Money(money) | Self::Figure { money, .. } => {
                money.as_ref().map(|money| money.amount.clone()).unwrap_or_default()
            }
            Self::Proof(proof) => {
                proof.as_ref().map(|proof| proof.position.to_string()).unwrap_or_default()
            }
            Self::Several(cells) => {
                let told = cells.iter().filter(|cell| !cell.is_blank()).map(Self::plain);
                told.collect::<Vec<_>>().join(" ; ")
            }
        }
    }

    /// What people see, whatever a program is told.
    pub(super) fn shown(&self) -> &Self {
        if let Self::Named { shown, .. } = self { shown.shown() } else { self }
    }

    /// For a person who reads a letter: by names, as a page shows them.
    pub(crate) fn said(&self) -> String {
        self.shown().plain()
    }

    pub(crate) fn currency(&self) -> String {
        if let Self::Money(Some(money)) | Self::Figure { money: Some(money), .. } = self {
            money.currency.clone()
        } else if let Self::Several(cells) = self {
            cells.first().map(Self::currency).unwrap_or_default()
        } else {
            String::new()
        }
    }

    /// Whether words that it would have are not for whoever looks.
    pub(super) fn withheld(&self) -> bool {
        if let Self::Proof(Some(proof)) = self {
            proof.withheld
        } else {
            [self.plain(), self.said()].iter().any(|text| text.contains(kernel::WITHHELD))
        }
    }

    /// Whether it is made up.
    pub(crate) fn illustrative(&self) -> bool {
        if let Self::Proof(Some(proof)) = self {
            proof.illustrative
        } else {
            matches!(self, Self::Figure { illustrative: true, .. })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_there_leaves_no_mark_in_an_export() {
        let note = |text: &str, note: &str| Cell::Noted { text: text.into(), note: note.into() };
        assert_eq!(note("a", "b").plain(), "a (b)");
        assert_eq!(note("", "b").plain(), "b");
        let several = vec![Cell::text("a"), Cell::Empty, note("", ""), note("", "b")];
        assert_eq!(Cell::Several(several).plain(), "a ; b");
    }

    #[test]
    fn a_name_is_for_people_and_its_reference_for_programs() {
        let cell = Cell::named(Cell::text("Kayes"), "ML1-KAYES");
        assert_eq!((cell.said(), cell.plain()), ("Kayes".to_owned(), "ML1-KAYES".to_owned()));
        assert!(Cell::named(Cell::Empty, "").is_blank() && !cell.is_blank());
        assert!(Cell::named(Cell::text(kernel::WITHHELD), "ML1-KAYES").withheld());
    }
}
