//! A letter, minutes or a sheet to sign, as DOCX: what a secretary goes on editing.
//!
//! A DOCX is a zip of a few XML files, and ours needs six of them; so they are written here, the
//! same bytes for the same content.

mod parts;
mod xml;

use std::io::{Cursor, Write as _};

use zip::{ZipWriter, result::ZipError, write::SimpleFileOptions};

/// In which language it is written: how spaces are set, and which dictionary corrects it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tongue {
    #[default]
    French,
    English,
}

#[derive(Clone, Debug, Default)]
pub struct Document {
    pub tongue: Tongue,
    pub title: String,
    /// Small, at the head of every page.
    pub running: String,
    pub blocks: Vec<Block>,
}

/// What it is made of, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Large, once.
    Title(String),
    /// From 1 to 3.
    Heading(u8, String),
    Text(String, Align),
    /// Smaller and grey: where it comes from, as of when.
    Note(String),
    Bullets(Vec<String>),
    /// Names and what they are, two columns without lines.
    Facts(Vec<(String, String)>),
    /// With a head that is repeated on every page. Widths are shares of the line, one a column.
    Table {
        widths: Vec<u16>,
        head: Vec<String>,
        rows: Vec<Vec<String>>,
    },
    /// Side by side, two a line, with room to sign.
    Signatures(Vec<Signature>),
    NewPage,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    #[default]
    Start,
    Centre,
    End,
}

/// Whoever signs, in what capacity.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Over the room: « Le président de séance ».
    pub role: String,
    /// Under it: a capacity, an institution; a name only where it is public.
    pub lines: Vec<String>,
}

impl Document {
    /// Lines that hold `text`: rows, items of a list, paragraphs.
    pub fn lines_with(&self, text: &str) -> usize {
        let held = |line: &String| usize::from(line.contains(text));
        let lines = |block: &Block| match block {
            Block::Title(line)
            | Block::Heading(_, line)
            | Block::Text(line, _)
            | Block::Note(line) => held(line),
            Block::Bullets(lines) => lines.iter().map(held).sum(),
            Block::Facts(facts) => facts.iter().map(|(_, said)| held(said)).sum(),
            Block::Table { rows, .. } => {
                rows.iter().filter(|row| row.iter().any(|cell| cell.contains(text))).count()
            }
            Block::Signatures(_) | Block::NewPage => 0,
        };
        self.blocks.iter().map(lines).sum()
    }

    /// The bytes of the file. The same document gives the same bytes.
    pub fn docx(&self) -> Result<Vec<u8>, ZipError> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for (name, text) in [
            ("[Content_Types].xml", parts::TYPES.to_owned()),
            ("_rels/.rels", parts::RELATIONS.to_owned()),
            ("docProps/core.xml", parts::core(self)),
            ("word/document.xml", xml::body(self)),
            ("word/styles.xml", parts::styles(self.tongue)),
            ("word/numbering.xml", parts::NUMBERING.to_owned()),
            ("word/header1.xml", parts::header(self)),
            ("word/footer1.xml", parts::FOOTER.to_owned()),
            ("word/_rels/document.xml.rels", parts::DOCUMENT_RELATIONS.to_owned()),
        ] {
            zip.start_file(name, options)?;
            zip.write_all(text.as_bytes())?;
        }
        Ok(zip.finish()?.into_inner())
    }
}

impl Tongue {
    /// As documents name it.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::French => "fr-FR",
            Self::English => "en-GB",
        }
    }
}
