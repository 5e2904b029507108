//! The spaces of French.

/// Before high punctuation, and between thousands.
pub const NARROW: char = '\u{202f}';
/// Between what must stay on one line.
pub const FIXED: char = '\u{a0}';

/// Puts the spaces where French wants them, so that no line starts with a colon.
pub fn french(text: &str) -> String {
    let mut set = String::with_capacity(text.len() + 8);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let space = character == ' ';
        match characters.peek() {
            Some(';' | ':' | '!' | '?' | '%' | '»') if space => set.push(NARROW),
            Some(_) if space && set.ends_with('«') => set.push(NARROW),
            Some(next)
                if space && (set.ends_with("nº") || next.is_ascii_digit() && short(&set)) =>
            {
                set.push(FIXED);
            }
            _ => set.push(character),
        }
    }
    set
}

/// Whether the last word is an abbreviation that never ends a line.
fn short(set: &str) -> bool {
    set.ends_with(" p.") || set.ends_with(" art.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_spaces_do_not_break() {
        assert_eq!(
            french("Accord : « don » signé ; oui ?"),
            "Accord\u{202f}: «\u{202f}don\u{202f}» signé\u{202f}; oui\u{202f}?"
        );
        assert_eq!(french("inscrit sous le nº 12"), "inscrit sous le nº\u{a0}12");
        assert_eq!(french("100 %"), "100\u{202f}%");
        assert_eq!(french("http://a"), "http://a");
    }
}
