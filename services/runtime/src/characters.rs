//! Characters that nobody sees: what is recorded with them is shown for ever as something else than it is.

/// Whether a text in this JSON, as it is written here, has a control character or one that changes the
/// direction of writing. Ends of lines and tabs are neither.
pub(crate) fn unseen(json: &[u8]) -> bool {
    let Ok(json) = std::str::from_utf8(json) else { return true };
    let mut characters = json.chars();
    while let Some(character) = characters.next() {
        match character {
            // Of what is written as a number, only control characters are.
            '\\' if matches!(characters.next(), Some('u' | 'b' | 'f')) => return true,
            '\u{7f}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => return true,
            _ => (),
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_write_is_seen_and_what_hides_is_not() {
        for (text, hides) in [
            ("Décret n° 2019-1 « urgent »\u{a0}: 5\u{202f}000 FCFA", false),
            ("deux\nlignes\tet \"guillemets\" \\u0000 C:\\fichier \\b", false),
            ("العربية", false),
            ("a\0b", true),
            ("a\u{1}", true),
            ("a\u{8}b", true),
            ("a\u{c}b", true),
            ("a\u{7f}", true),
            ("a\u{85}", true),
            ("reference \u{202e}fdp.exe", true),
            ("\u{2067}a", true),
        ] {
            let json = serde_json::to_vec(&serde_json::json!({ "text": text })).unwrap();
            assert_eq!(unseen(&json), hides, "{text:?}");
        }
    }
}
