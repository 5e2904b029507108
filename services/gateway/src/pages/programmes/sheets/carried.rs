//! What a page carries of a sheet from its preview to whoever records it: the message of the contract,
//! deflated, as text. 5,000 lines of a plan take about a hundred kilobytes.

use std::io::{Read as _, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use prost::Message;

/// What it may unfold to: whoever sends a form can send anything.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Nothing where it cannot be written, which a page then says as of a file that cannot be read.
pub(super) fn pack(message: &impl Message) -> Option<String> {
    let mut deflated = DeflateEncoder::new(Vec::new(), Compression::default());
    deflated.write_all(&message.encode_to_vec()).ok()?;
    Some(STANDARD.encode(deflated.finish().ok()?))
}

pub(super) fn unpack<M: Message + Default>(text: &str) -> Option<M> {
    let deflated = STANDARD.decode(text.trim()).ok()?;
    let mut bytes = Vec::new();
    let mut bounded = DeflateDecoder::new(deflated.as_slice()).take(MOST_BYTES + 1);
    let read = bounded.read_to_end(&mut bytes).ok()?;
    let whole = u64::try_from(read).is_ok_and(|read| read <= MOST_BYTES);
    whole.then(|| M::decode(bytes.as_slice()).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use proto::programmes::v1 as pb;

    use super::*;

    #[test]
    fn a_plan_of_five_thousand_lines_is_carried_whole_and_light() {
        let line = |row: u32| pb::WorkplanLine {
            row,
            activity: format!("1.{row}"),
            label: format!("Atelier nº {row} à Ségou"),
            component: "1A".into(),
            area: "ML2-BLA".into(),
            source: "D3480".into(),
            quarter_1: (row * 1_000).to_string(),
            ..Default::default()
        };
        let sent = pb::CheckWorkplanLinesRequest {
            programme: "P127328".into(),
            exercise: "2021".into(),
            lines: (1..=5_000).map(line).collect(),
        };
        let packed = pack(&sent).unwrap();
        assert!(packed.len() < 120_000, "{} bytes", packed.len());
        assert_eq!(unpack(&packed), Some(sent));
    }

    #[test]
    fn what_is_no_sheet_of_ours_is_nothing() {
        for text in ["", "=", "AAAA", "<script>"] {
            let read: Option<pb::CheckWorkplanLinesRequest> = unpack(text);
            assert!(read.is_none_or(|read| read.lines.is_empty()), "{text}");
        }
        let huge = prost::bytes::Bytes::from(vec![0; 9 << 20]);
        let packed = pack(&huge.to_vec()).unwrap();
        assert_eq!(unpack::<Vec<u8>>(&packed), None);
    }
}
