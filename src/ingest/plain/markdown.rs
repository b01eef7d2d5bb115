//! Markdown.
use super::super::sample::{Likelihood, Sample};
use super::super::writer::Writer;
use super::super::ReadError;

pub(crate) fn detect(_: &Sample) -> Option<Likelihood> {
    None
}
pub(crate) fn read(_: &Sample, _: &mut Writer) -> Result<(), ReadError> {
    Ok(())
}
