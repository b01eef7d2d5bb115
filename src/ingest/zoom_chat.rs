//! stub
use super::sample::{Likelihood, Sample};
use super::writer::Writer;
use super::ReadError;
pub(crate) fn detect(_: &Sample) -> Option<Likelihood> { None }
pub(crate) fn read(_: &Sample, _: &mut Writer) -> Result<(), ReadError> { Ok(()) }
