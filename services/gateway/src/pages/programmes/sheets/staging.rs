//! Lines on their way to a service, some hundred at a time. Each chunk has a command id that follows
//! from the page's, so that sending the page again asks for nothing twice.

use kernel::Id;
use proto::{
    jalon::v1 as jalon,
    programmes::v1::{self as pb, workplan_service_client::WorkplanServiceClient},
};
use tonic::{Status, transport::Channel};

use crate::visit::Visit;

/// Texts of a chunk: its event has to stay below what a proof can hold.
const MOST_BYTES: usize = 32 * 1024;
/// What stands around the texts of a line, at most.
const AROUND: usize = 320;

/// Whose ids are made here.
enum Command {}

/// Lines of a sheet, as their service takes them.
pub(super) trait Line: Clone {
    fn texts(&self) -> usize;
}

impl Line for pb::WorkplanLine {
    fn texts(&self) -> usize {
        let texts = [&self.activity, &self.label, &self.area, &self.source, &self.unit];
        texts.iter().map(|text| text.len()).sum()
    }
}

impl Line for pb::ExpenditureLine {
    fn texts(&self) -> usize {
        let texts = [
            &self.reference,
            &self.label,
            &self.activity,
            &self.component,
            &self.category,
            &self.area,
            &self.contract,
        ];
        texts.iter().map(|text| text.len()).sum()
    }
}

/// As many to a chunk as fit.
pub(super) fn chunks<L: Line>(lines: &[L]) -> Vec<Vec<L>> {
    let mut chunks: Vec<Vec<L>> = Vec::new();
    let mut room = 0;
    for line in lines {
        // A quotation mark takes two bytes where it is stored.
        let size = AROUND + 2 * line.texts();
        if size > room || chunks.is_empty() {
            chunks.push(Vec::new());
            room = MOST_BYTES;
        }
        room = room.saturating_sub(size);
        if let Some(chunk) = chunks.last_mut() {
            chunk.push(line.clone());
        }
    }
    chunks
}

/// The act of one chunk.
pub(super) fn act(v: &Visit, programme: &str, page: &str, chunk: u32) -> jalon::Act {
    let known = v.app.register.programme(programme);
    jalon::Act {
        command_id: Id::<Command>::derived(&["chunk", page, &chunk.to_string()]).to_string(),
        programme: programme.to_owned(),
        country: known.map(|known| known.country.clone()).unwrap_or_default(),
        ..Default::default()
    }
}

pub(super) fn client(v: &Visit) -> WorkplanServiceClient<Channel> {
    WorkplanServiceClient::new(v.app.channel.clone())
}

/// Every chunk in order; the first that is refused stops the rest.
pub(super) async fn plan(
    v: &Visit,
    sent: &pb::CheckWorkplanLinesRequest,
    staging: &str,
    page: &str,
) -> Result<(), Status> {
    for (chunk, lines) in (0..).zip(chunks(&sent.lines)) {
        let request = pb::StageWorkplanLinesRequest {
            act: Some(act(v, &sent.programme, page, chunk)),
            programme: sent.programme.clone(),
            exercise: sent.exercise.clone(),
            staging: staging.to_owned(),
            chunk,
            lines,
        };
        client(v).stage_workplan_lines(v.ask(request)).await?;
    }
    Ok(())
}

pub(super) async fn expenditure(
    v: &Visit,
    sent: &pb::CheckExpenditureLinesRequest,
    staging: &str,
    page: &str,
) -> Result<(), Status> {
    for (chunk, lines) in (0..).zip(chunks(&sent.lines)) {
        let request = pb::StageExpenditureLinesRequest {
            act: Some(act(v, &sent.programme, page, chunk)),
            programme: sent.programme.clone(),
            exercise: sent.exercise.clone(),
            staging: staging.to_owned(),
            chunk,
            lines,
        };
        client(v).stage_expenditure_lines(v.ask(request)).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_lost_and_no_chunk_is_too_large() {
        let line = |row: u32| pb::WorkplanLine {
            row,
            label: "x".repeat(usize::try_from(row % 900).unwrap()),
            ..Default::default()
        };
        let lines: Vec<_> = (1..=5_000).map(line).collect();
        let chunks = chunks(&lines);
        assert!(chunks.len() < 1_000);
        assert_eq!(chunks.concat(), lines);
        for chunk in chunks {
            let size: usize = chunk.iter().map(|line| AROUND + 2 * line.texts()).sum();
            assert!(size <= MOST_BYTES || chunk.len() == 1, "{size}");
        }
        assert!(super::chunks::<pb::WorkplanLine>(&[]).is_empty());
    }
}
