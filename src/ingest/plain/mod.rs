//! Plain text and Markdown: the forms in which people paste, export and type transcripts.

mod aligned;
mod assemble;
mod document;
mod header;
mod hyphen;
mod label;
mod line;
mod markdown;
mod prose;
mod register;
mod survey;
mod written;

use super::sample::{Likelihood, Lines, Sample};
use super::writer::Writer;
use super::{ReadError, Reader};
use crate::model::document::Place;
use assemble::Assembler;
pub(crate) use label::LabelShape;
pub(crate) use line::{Line, look_at};
pub(crate) use survey::{Form, Survey};

pub(crate) const MARKDOWN: Reader = Reader {
    name: "markdown",
    extensions: &["md", "markdown", "mdown", "mkd"],
    detect: markdown::detect,
    read: markdown::read,
};
pub(crate) const TEAMS: Reader = Reader {
    name: "teams-text",
    extensions: &["txt"],
    detect: |sample| is(sample, Form::Teams),
    read: read_lines,
};
pub(crate) const LABELLED: Reader = Reader {
    name: "labelled-text",
    extensions: &["txt"],
    detect: |sample| is(sample, Form::Labelled),
    read: read_lines,
};
pub(crate) const NAMED: Reader = Reader {
    name: "named-paragraphs",
    extensions: &["txt"],
    detect: |sample| is(sample, Form::Named),
    read: read_lines,
};
pub(crate) const PASTED: Reader = Reader {
    name: "pasted-captions",
    extensions: &["txt"],
    detect: |sample| is(sample, Form::Pasted),
    read: read_lines,
};
pub(crate) const STAMPED: Reader = Reader {
    name: "timed-lines",
    extensions: &["txt"],
    detect: |sample| is(sample, Form::Stamped),
    read: read_lines,
};
pub(crate) const PROSE: Reader = Reader {
    name: "plain-text",
    extensions: &["txt"],
    detect: |_| Some(Likelihood::Fallback),
    read: |sample, writer| {
        if sample.survey().is_formal() {
            document::read(sample.text(), first_line(Some(1)), writer);
        } else {
            prose::read(sample.text(), sample.survey(), writer);
        }
        Ok(())
    },
};

fn is(sample: &Sample, form: Form) -> Option<Likelihood> {
    (sample.survey().form() == form).then_some(Likelihood::Likely)
}

fn read_lines(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    read_lines_as(sample.text(), sample.survey(), writer);
    Ok(())
}

/// Reads a text in the form that its survey tells.
pub(crate) fn read_lines_as(text: &str, survey: &Survey, writer: &mut Writer) {
    let mut assembler = Assembler::new(survey, survey.form());
    for (number, line) in Lines::new(text, 1) {
        assembler.line(number, line, writer);
    }
    assembler.finish(writer);
}

/// Reads a plain document of a filing; `first` is the line of its first line. Lines that hold only tags are passed over.
pub(super) fn read_filed(text: &str, first: u32, writer: &mut Writer) {
    let is_tag = |line: &str| line.trim().starts_with('<') && line.trim().ends_with('>');
    let kept: String =
        text.split_inclusive('\n').map(|line| if is_tag(line) { "\n" } else { line }).collect();
    let kept = super::decode::clean(&kept);
    document::read(&kept, first_line(Some(first)), writer);
}

/// Reads something written, in contrast to said; its first line has the number `first`, if lines can be told.
pub(super) fn read_written(text: &str, first: Option<u32>, writer: &mut Writer) {
    document::read(&super::decode::clean(text), first_line(first), writer);
}

fn first_line(line: Option<u32>) -> Place {
    Place { line, ..Place::default() }
}

/// Reads a long preformatted part of a page.
pub(super) fn read_preformatted(text: &str, place: Place, writer: &mut Writer) {
    let text = super::decode::clean(text);
    document::read(&text, place, writer);
}

/// Reads the lines of one section of a larger text; `survey` may be of the whole.
fn read_section(
    text: &str,
    first: u32,
    survey: &Survey,
    form: Form,
    names: &assemble::Names,
    writer: &mut Writer,
) {
    let mut assembler = Assembler::inside(survey, form, names);
    for (number, line) in Lines::new(text, first) {
        assembler.line(number, line, writer);
    }
    assembler.finish(writer);
}

#[cfg(test)]
mod tests;
