//! Which kinds of file are taken, and how the first and last bytes give a file away.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

/// How many bytes at either end of a file are looked at.
pub(crate) const EDGE: u64 = 64 << 10;

/// What a document may be said to be. No archives, and nothing that runs: whatever is kept here
/// opens on the machine of whoever fetches it.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    strum::Display,
    strum::EnumString,
    strum::IntoStaticStr,
)]
#[serde(into = "&'static str", try_from = "String")]
pub(crate) enum MediaType {
    #[strum(serialize = "application/pdf")]
    Pdf,
    #[strum(serialize = "image/png")]
    Png,
    #[strum(serialize = "image/jpeg")]
    Jpeg,
    #[strum(serialize = "text/plain")]
    Plain,
    #[strum(serialize = "text/csv")]
    Csv,
    #[strum(serialize = "application/json")]
    Json,
    #[strum(serialize = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    Docx,
    #[strum(serialize = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")]
    Xlsx,
    #[strum(serialize = "application/vnd.oasis.opendocument.text")]
    Odt,
}

/// What the bytes of a file look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::Display)]
#[strum(serialize_all = "kebab-case")]
pub(crate) enum Content {
    Pdf,
    Png,
    Jpeg,
    Docx,
    Xlsx,
    Odt,
    /// Text that begins as JSON does.
    Json,
    /// UTF-8.
    Text,
    Other,
}

impl MediaType {
    pub(crate) fn admits(self, content: Content) -> bool {
        match self {
            Self::Pdf => content == Content::Pdf,
            Self::Png => content == Content::Png,
            Self::Jpeg => content == Content::Jpeg,
            Self::Plain | Self::Csv => matches!(content, Content::Text | Content::Json),
            Self::Json => content == Content::Json,
            Self::Docx => content == Content::Docx,
            Self::Xlsx => content == Content::Xlsx,
            Self::Odt => content == Content::Odt,
        }
    }
}

impl TryFrom<String> for MediaType {
    type Error = strum::ParseError;

    fn try_from(text: String) -> Result<Self, strum::ParseError> {
        text.parse()
    }
}

impl Content {
    /// `first` and `last` are up to [`EDGE`] bytes from either end of one file.
    pub(crate) fn of(first: &[u8], last: &[u8]) -> Self {
        match first {
            [b'%', b'P', b'D', b'F', b'-', ..] => Self::Pdf,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [b'P', b'K', 3, 4, ..] => of_zip(first, last),
            _ => of_text(first),
        }
    }
}

/// Two families of office files are archives. One says what it is in its first entry, the other in
/// the names of its entries.
fn of_zip(first: &[u8], last: &[u8]) -> Content {
    const ODT: &[u8] = b"mimetypeapplication/vnd.oasis.opendocument.text";
    const LOCAL_HEADER: usize = 30;
    let entry = first.get(LOCAL_HEADER..).unwrap_or_default();
    if let Some(after) = entry.strip_prefix(ODT) {
        // A template goes on with a hyphen.
        return if after.starts_with(b"-") { Content::Other } else { Content::Odt };
    }
    let names = names(last);
    let any = |fits: fn(&[u8]) -> bool| names.iter().any(|name| fits(name));
    if !any(|name| name == b"[Content_Types].xml") || any(|name| name.ends_with(b"vbaProject.bin"))
    {
        return Content::Other;
    }
    match (any(|name| name.starts_with(b"word/")), any(|name| name.starts_with(b"xl/"))) {
        (true, false) => Content::Docx,
        (false, true) => Content::Xlsx,
        _ => Content::Other,
    }
}

/// The names in the directory at the end of a ZIP archive, as many as `last` shows.
fn names(last: &[u8]) -> Vec<&[u8]> {
    const END: &[u8] = b"PK\x05\x06";
    const ENTRY: &[u8] = b"PK\x01\x02";
    let Some(end) = last.windows(END.len()).rposition(|bytes| bytes == END) else {
        return Vec::new();
    };
    let bytes = |at: usize| last.get(end + at..)?.first_chunk::<4>();
    let size = bytes(12).map_or(0, |size| u32::from_le_bytes(*size));
    let begin = end.saturating_sub(usize::try_from(size).unwrap_or(usize::MAX));
    let directory = last.get(begin..end).unwrap_or_default();
    let entries = directory.windows(ENTRY.len()).enumerate().filter(|(_, it)| *it == ENTRY);
    let name = |(at, _)| {
        let entry = directory.get(at..)?;
        let length = u16::from_le_bytes(*entry.get(28..)?.first_chunk()?);
        entry.get(46..)?.get(..length.into())
    };
    entries.filter_map(name).collect()
}

/// Text is UTF-8 without zero bytes. The last character may be cut in two where `first` ends.
fn of_text(first: &[u8]) -> Content {
    let text = match str::from_utf8(first) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = first.get(..error.valid_up_to()).unwrap_or_default();
            str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return Content::Other,
    };
    if text.is_empty() || text.contains('\0') {
        return Content::Other;
    }
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if text.starts_with(['{', '[']) { Content::Json } else { Content::Text }
}
