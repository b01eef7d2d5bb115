//! `throughline read`: one input as the program sees it.

use super::{Numbered, read_document};
use crate::cli::ReadFormat;
use crate::error::Error;
use crate::ingest::{input, show};
use crate::settings::Reading;
use std::io::Write;
use std::path::Path;

/// Reads one input and prints what was read.
///
/// # Errors
/// When it cannot be read, or not be printed.
pub fn read_one(
    path: &Path,
    reading: &Reading,
    format: ReadFormat,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let found = input::find_inputs(&[path.as_os_str().to_owned()])?;
    let mut inputs = found.inputs.into_iter();
    let (Some(input), None) = (inputs.next(), inputs.next()) else {
        anyhow::bail!("{}: `read` shows one file; name one", path.display());
    };
    let numbered = Numbered { id: "d1".to_owned(), bytes: 0, input };
    let document = read_document(&numbered, reading)
        .map_err(|gap| Error::NothingRead { reasons: vec![(gap.path, gap.reason)] })?;
    match format {
        ReadFormat::Text => show::write_text(&document, out)?,
        ReadFormat::Json => show::write_json(&document, out)?,
    }
    Ok(())
}
