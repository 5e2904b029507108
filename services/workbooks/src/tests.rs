//! What was written is read back.

mod documents;
mod sheets;
mod texts;
