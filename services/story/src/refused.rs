use std::collections::BTreeMap;

use tonic::Status;
use tonic_types::StatusExt as _;

use crate::line::Line;

/// A line that the platform did not take, and why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "story {story}, line {line} ({key}): {call} by {by} was refused: {code}{}: {text}",
    shown(args)
)]
pub struct Refused {
    pub story: String,
    pub programme: String,
    pub line: usize,
    pub key: String,
    pub call: String,
    pub by: String,
    /// Stable code of the refusal, or that of gRPC where nothing was decided.
    pub code: String,
    /// What the sentence for the code needs.
    pub args: BTreeMap<String, String>,
    pub text: String,
}

impl Refused {
    pub(crate) fn new(line: &Line, status: &Status) -> Self {
        let Line { story, number, key, by, call, programme, .. } = line;
        let (code, args) = match status.get_details_error_info() {
            Some(info) => (info.reason, info.metadata.into_iter().collect()),
            None => (format!("{:?}", status.code()), BTreeMap::new()),
        };
        Self {
            story: story.clone(),
            programme: programme.clone(),
            line: *number,
            key: key.clone(),
            call: call.clone(),
            by: by.clone(),
            code,
            args,
            text: status.message().to_owned(),
        }
    }
}

/// ` (closing-on 2018-06-30, remaining 12.00 XDR)`
fn shown(args: &BTreeMap<String, String>) -> String {
    if args.is_empty() {
        return String::new();
    }
    let args: Vec<_> = args.iter().map(|(name, value)| format!("{name} {value}")).collect();
    format!(" ({})", args.join(", "))
}
