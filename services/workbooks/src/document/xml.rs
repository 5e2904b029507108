//! The text of a document as its XML wants it.

use super::{Align, Block, Document, Signature, Tongue, parts::SPACES};
use crate::typography::french;

/// Twentieths of a point between the margins of an A4 page.
const LINE: u32 = 9638;
/// Half of it, for two that sign side by side.
const HALF: u32 = LINE / 2;

/// For XML, with the spaces of its language; characters that XML cannot hold are left out.
pub(super) fn escaped(text: &str, tongue: Tongue) -> String {
    let set = match tongue {
        Tongue::French => french(text),
        Tongue::English => text.to_owned(),
    };
    let mut escaped = String::with_capacity(set.len());
    for character in set.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' => escaped.push(character),
            '\u{fffe}' | '\u{ffff}' => (),
            other if other.is_control() => (),
            other => escaped.push(other),
        }
    }
    escaped
}

pub(super) fn body(document: &Document) -> String {
    let mut writer = Writer { text: String::new(), tongue: document.tongue };
    for block in &document.blocks {
        writer.block(block);
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document {SPACES}><w:body>{}<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rId3\"/>\
         <w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" w:header=\"567\" \
         w:footer=\"567\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>",
        writer.text
    )
}

struct Writer {
    text: String,
    tongue: Tongue,
}

/// How a paragraph looks, beyond its style.
#[derive(Clone, Copy, Default)]
struct Look {
    style: &'static str,
    align: Align,
    bold: bool,
    bullet: bool,
}

impl Look {
    fn style(style: &'static str) -> Self {
        Self { style, ..Self::default() }
    }
}

impl Writer {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.paragraph(text, Look::style("Title")),
            Block::Heading(level, text) => {
                let style = match level {
                    0 | 1 => "Heading1",
                    2 => "Heading2",
                    _ => "Heading3",
                };
                self.paragraph(text, Look::style(style));
            }
            Block::Text(text, align) => {
                self.paragraph(text, Look { align: *align, ..Look::default() });
            }
            Block::Note(text) => self.paragraph(text, Look::style("Note")),
            Block::Bullets(items) => {
                for item in items {
                    self.paragraph(item, Look { bullet: true, ..Look::default() });
                }
            }
            Block::Facts(facts) => self.facts(facts),
            Block::Table { widths, head, rows } => self.table(widths, head, rows),
            Block::Signatures(all) => self.signatures(all),
            Block::NewPage => self.text.push_str("<w:p><w:r><w:br w:type=\"page\"/></w:r></w:p>"),
        }
    }

    fn paragraph(&mut self, text: &str, look: Look) {
        self.text.push_str("<w:p><w:pPr>");
        if !look.style.is_empty() {
            self.text.extend(["<w:pStyle w:val=\"", look.style, "\"/>"]);
        }
        if look.bullet {
            self.text.push_str("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr>");
        }
        match look.align {
            Align::Start => (),
            Align::Centre => self.text.push_str("<w:jc w:val=\"center\"/>"),
            Align::End => self.text.push_str("<w:jc w:val=\"right\"/>"),
        }
        self.text.push_str("</w:pPr>");
        for (at, line) in text.split('\n').enumerate() {
            let bold = if look.bold { "<w:rPr><w:b/></w:rPr>" } else { "" };
            let broken = if at > 0 { "<w:br/>" } else { "" };
            let line = escaped(line, self.tongue);
            self.text.extend([
                "<w:r>",
                bold,
                broken,
                "<w:t xml:space=\"preserve\">",
                &line,
                "</w:t></w:r>",
            ]);
        }
        self.text.push_str("</w:p>");
    }

    fn open_table(&mut self, widths: &[u32], lines: bool) {
        self.text.push_str("<w:tbl><w:tblPr><w:tblW w:w=\"");
        self.text.push_str(&widths.iter().sum::<u32>().to_string());
        self.text.push_str("\" w:type=\"dxa\"/>");
        if lines {
            let line = |side: &str| {
                format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"B8B1A2\"/>")
            };
            let sides = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
            self.text.extend(["<w:tblBorders>", &sides, "</w:tblBorders>"]);
        }
        self.text.push_str("<w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>");
        for width in widths {
            self.text.extend([format!("<w:gridCol w:w=\"{width}\"/>")]);
        }
        self.text.push_str("</w:tblGrid>");
    }

    /// A table is followed by a paragraph, or two of them would become one.
    fn close_table(&mut self) {
        self.text.push_str("</w:tbl>");
        self.paragraph("", Look::style("Note"));
    }

    fn cell(&mut self, width: u32, shade: &str, text: &str, look: Look) {
        self.text.extend([format!(
            "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>"
        )]);
        self.paragraph(text, look);
        self.text.push_str("</w:tc>");
    }

    fn facts(&mut self, facts: &[(String, String)]) {
        let widths = [LINE * 3 / 10, LINE - LINE * 3 / 10];
        self.open_table(&widths, false);
        for (name, told) in facts {
            self.text.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            self.cell(widths[0], "", name, Look { bold: true, ..Look::style("Cell") });
            self.cell(widths[1], "", told, Look::style("Cell"));
            self.text.push_str("</w:tr>");
        }
        self.close_table();
    }

    fn table(&mut self, shares: &[u16], head: &[String], rows: &[Vec<String>]) {
        let all: u32 = shares.iter().map(|share| u32::from(*share)).sum::<u32>().max(1);
        let widths: Vec<u32> = (0..head.len())
            .map(|at| LINE * shares.get(at).map_or(1, |share| u32::from(*share)) / all)
            .collect();
        self.open_table(&widths, true);
        self.text.push_str("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
        for (width, label) in widths.iter().zip(head) {
            let shade = "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"F2EDE2\"/>";
            self.cell(*width, shade, label, Look { bold: true, ..Look::style("Cell") });
        }
        self.text.push_str("</w:tr>");
        for row in rows {
            self.text.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for (at, width) in widths.iter().enumerate() {
                let told = row.get(at).map_or("", String::as_str);
                self.cell(*width, "", told, Look::style("Cell"));
            }
            self.text.push_str("</w:tr>");
        }
        self.close_table();
    }

    fn signatures(&mut self, all: &[Signature]) {
        self.open_table(&[HALF, HALF], false);
        for pair in all.chunks(2) {
            // Whoever signs does so on the page that says what.
            self.text.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
            for at in 0..2 {
                let told = pair.get(at);
                let role = told.map_or("", |signature| signature.role.as_str());
                let under = told.map(|signature| signature.lines.join("\n")).unwrap_or_default();
                self.text.extend([format!(
                    "<w:tc><w:tcPr><w:tcW w:w=\"{HALF}\" w:type=\"dxa\"/></w:tcPr>"
                )]);
                let centred = Look { align: Align::Centre, ..Look::style("Cell") };
                self.paragraph(role, Look { bold: true, ..centred });
                let room = "<w:p><w:pPr><w:spacing w:before=\"0\" w:after=\"1100\"/></w:pPr></w:p>";
                self.text.push_str(room);
                self.paragraph(&under, centred);
                self.text.push_str("</w:tc>");
            }
            self.text.push_str("</w:tr>");
        }
        self.close_table();
    }
}
