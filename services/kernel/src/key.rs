//! The short names that papers give to what they number: category `2A`, agenda item `3b`.

/// Longer than any number a paper gives to what it lists.
const LONGEST: usize = 80;

/// Why a text is not a short name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a short name: one line, 1 to {LONGEST} characters")]
pub struct NotAKey;

/// The short name that `text` is.
pub fn short_name(text: &str) -> Result<String, NotAKey> {
    let text = text.trim();
    let fits = (1..=LONGEST).contains(&text.chars().count());
    let one_line = !text.chars().any(char::is_control);
    (fits && one_line).then(|| text.to_owned()).ok_or(NotAKey)
}

/// Types of short names: names of two kinds of thing cannot be confused.
#[macro_export]
macro_rules! keys {
    ($($(#[doc = $doc:literal])* $name:ident,)+) => {$(
        $(#[doc = $doc])*
        #[derive(
            Clone, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
        )]
        #[serde(transparent)]
        pub(crate) struct $name(#[serde(deserialize_with = "kernel::named")] String);

        impl $name {
            pub(crate) fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NotAKey;

            fn from_str(text: &str) -> Result<Self, $crate::NotAKey> {
                $crate::short_name(text).map(Self)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }
    )+};
}
