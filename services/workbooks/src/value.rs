//! One cell.

use jiff::civil::Date;

/// What a cell holds. Numbers are decimal texts, so that none is ever approximated by us.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Value {
    #[default]
    Empty,
    Text(String),
    /// `1240000.50`
    Number(String),
    Date(Date),
    Flag(bool),
}

impl Value {
    /// A text, or nothing where there is none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A whole number.
    pub fn whole(number: impl Into<i64>) -> Self {
        Self::Number(number.into().to_string())
    }

    /// A date in ISO 8601; anything else stays the text that it is.
    pub fn dated(text: &str) -> Self {
        let day = text.parse().ok().filter(|_| text.len() == 10);
        day.map_or_else(|| Self::text(text), Self::Date)
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            Self::Number(_) | Self::Date(_) | Self::Flag(_) => false,
        }
    }

    /// As it would be typed.
    pub fn said(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) => number.clone(),
            Self::Date(date) => date.to_string(),
            Self::Flag(yes) => yes.to_string(),
        }
    }
}
