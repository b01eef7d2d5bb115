//! Lines of a transcript → turns. Takes one line after the other; what was counted before says which labels are speakers.

use super::header::{is_furniture, write_header_line};
use super::line::{Line, chapter_title, is_spoken_time, look_at};
use super::survey::{Form, Survey};
use crate::ingest::writer::{Caption, Writer, ends_sentence};
use crate::model::document::{BlockKind, Place};
use std::collections::BTreeMap;

/// Short forms of names, as a table of attendees explains them.
pub(crate) type Names = BTreeMap<String, String>;

/// Longest chapter title between captions, in characters.
const LONGEST_CHAPTER: usize = 120;

static NO_NAMES: Names = Names::new();

/// Puts lines together.
pub(crate) struct Assembler<'s, 'a> {
    survey: &'s Survey<'a>,
    form: Form,
    names: &'s Names,
    /// The speaker who goes on until another one is named.
    speaker: Option<String>,
    /// Time that the next text has.
    time_ms: Option<u64>,
    /// Whether speech has begun; lines before it are a header.
    begun: bool,
    /// Whether unlabelled text goes on with what stands before it.
    open: bool,
    after_blank: bool,
    /// A line that the next line decides upon.
    held: Option<(Held, String, Place)>,
    /// Texts since the last time line.
    texts_since_time: usize,
    /// Chapter titles stand between the captions.
    one_text_a_time: bool,
    /// Level of chapter titles: below the title, and below the heading of a section.
    chapter_level: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    /// A name if text follows, else text.
    NameOrText,
    /// A chapter title if a time follows, else text.
    ChapterOrText,
}

impl<'s, 'a> Assembler<'s, 'a> {
    /// For a whole text: lines before the first speech are its header.
    pub(crate) fn new(survey: &'s Survey<'a>, form: Form) -> Self {
        Self {
            survey,
            form,
            names: &NO_NAMES,
            speaker: None,
            time_ms: None,
            begun: false,
            open: false,
            after_blank: false,
            held: None,
            texts_since_time: 0,
            chapter_level: 2,
            one_text_a_time: survey.after_time > 0 && survey.after_that * 5 <= survey.after_time,
        }
    }

    /// For a section of a larger text, whose short names are known.
    pub(crate) fn inside(survey: &'s Survey<'a>, form: Form, names: &'s Names) -> Self {
        Self { names, chapter_level: 3, ..Self::new(survey, form) }
    }

    /// Takes the next line.
    pub(crate) fn line(&mut self, number: u32, line: &str, writer: &mut Writer) {
        let place = Place { line: Some(number), ..Place::default() };
        let look = look_at(line);
        if self.held.is_some() {
            self.settle(&look, writer);
        }
        match look {
            Line::Blank => {
                self.after_blank = true;
                return;
            }
            Line::Time(time_ms) => self.time(time_ms, writer),
            Line::Range(start_ms, end_ms) => {
                writer.lasts_until(end_ms);
                self.time(start_ms, writer);
                self.speaker = None;
            }
            Line::Label { time_ms, name, text, .. } if self.names_speaker(name) => {
                self.turn(Some(name), text, time_ms, place, writer);
            }
            Line::NameTime { time_ms, name, .. } if self.survey.is_named_line(name) => {
                self.turn(Some(name), "", Some(time_ms), place, writer);
            }
            Line::TimeText { time_ms, text }
                if self.survey.is_lone_name(text) && self.form == Form::Named =>
            {
                self.turn(Some(text.trim_matches('*')), "", Some(time_ms), place, writer);
            }
            Line::TimeText { time_ms, text } => self.timed_text(time_ms, text, place, writer),
            Line::Label { time_ms: Some(time_ms), whole, .. } => {
                self.timed_text(time_ms, whole, place, writer)
            }
            Line::NameTime { whole, .. } => self.text(whole, place, writer),
            Line::Label { whole, .. } => self.text(whole, place, writer),
            Line::Text(text) => self.text(text, place, writer),
        }
        self.after_blank = false;
    }

    /// Ends the text.
    pub(crate) fn finish(&mut self, writer: &mut Writer) {
        self.settle(&Line::Blank, writer);
    }

    fn names_speaker(&self, label: &str) -> bool {
        is_speaker(label, self.survey, self.names)
    }

    fn full_name<'n>(&'n self, label: &'n str) -> &'n str {
        let base = without_remark(label);
        match self.names.get(label).or_else(|| self.names.get(base)) {
            Some(name) => name,
            None if !self.names.is_empty() && is_short_form(base) => base,
            None => label,
        }
    }

    fn time(&mut self, time_ms: u64, writer: &mut Writer) {
        self.time_ms = Some(time_ms);
        self.texts_since_time = 0;
        // In a talk with names a lone time belongs to what comes next; between captions it only marks the place.
        if !matches!(self.form, Form::Pasted | Form::Stamped) {
            self.open = false;
        }
        if self.form == Form::Teams {
            writer.end_turn();
        }
        self.begun |= matches!(self.form, Form::Pasted | Form::Stamped | Form::Teams);
    }

    /// A turn with a label of its own.
    fn turn(
        &mut self,
        name: Option<&str>,
        text: &str,
        time_ms: Option<u64>,
        place: Place,
        writer: &mut Writer,
    ) {
        let time_ms = time_ms.or(self.time_ms.take());
        let place = Place { time_ms, ..place };
        writer.block(BlockKind::Turn, name.map(|name| self.full_name(name)), text, place);
        self.speaker = name.map(str::to_owned);
        // A name without text gives its time to the text that follows.
        self.time_ms = if text.is_empty() { time_ms } else { None };
        self.begun = true;
        self.open = true;
    }

    fn timed_text(&mut self, time_ms: u64, text: &str, place: Place, writer: &mut Writer) {
        self.begun = true;
        if self.form == Form::Stamped || self.form == Form::Pasted {
            self.caption(text, Some(time_ms), place, writer);
            self.time_ms = Some(time_ms);
        } else {
            let speaker = self.speaker.take();
            self.turn(speaker.as_deref(), text, Some(time_ms), place, writer);
        }
    }

    fn text(&mut self, text: &str, place: Place, writer: &mut Writer) {
        if is_furniture(text) {
            writer.block(BlockKind::Paragraph, None, text, place);
            self.open = false;
            return;
        }
        match self.form {
            Form::Named if self.survey.is_lone_name(text) => {
                let name = text.trim_matches('*');
                self.turn(Some(name), "", None, place, writer);
            }
            Form::Teams if self.time_ms.is_some() && self.texts_since_time == 0 => {
                self.texts_since_time = 1;
                self.held = Some((Held::NameOrText, text.to_owned(), place));
            }
            Form::Pasted | Form::Stamped => self.pasted_text(text, place, writer),
            _ if !self.begun => write_header_line(text, place, writer),
            _ => self.more(text, place, writer),
        }
    }

    /// Text without a label: goes on with the last turn, after a blank line in a block of its own.
    fn more(&mut self, text: &str, place: Place, writer: &mut Writer) {
        let place = Place { time_ms: self.time_ms.take(), ..place };
        if looks_labelled(text) && self.form == Form::Labelled {
            // Somebody or something else has the word here: better nobody than the wrong one.
            writer.block(BlockKind::Turn, None, text, place);
            self.speaker = None;
            self.open = true;
        } else if self.open && !self.after_blank {
            writer.more(text, place);
        } else if self.open && self.time_ms_waits(place) {
            // Blank line between a name and its text.
            writer.more(text, place);
        } else {
            let speaker = self.speaker.as_deref().map(|name| self.full_name(name));
            writer.block(BlockKind::Turn, speaker, text, place);
            self.open = true;
        }
    }

    fn time_ms_waits(&self, place: Place) -> bool {
        place.time_ms.is_some()
    }

    fn pasted_text(&mut self, text: &str, place: Place, writer: &mut Writer) {
        if is_spoken_time(text) && self.texts_since_time == 0 && self.time_ms.is_some() {
            return;
        }
        if let Some(title) = chapter_title(text) {
            return self.heading(title, place, writer);
        }
        self.texts_since_time += 1;
        let stray = self.form == Form::Pasted && self.texts_since_time > 1 && self.one_text_a_time;
        if (stray || !self.begun) && can_be_chapter(text) {
            self.held = Some((Held::ChapterOrText, text.to_owned(), place));
        } else if !self.begun {
            write_header_line(text, place, writer);
        } else {
            self.caption(text, self.time_ms, place, writer);
        }
    }

    fn caption(&mut self, text: &str, time_ms: Option<u64>, place: Place, writer: &mut Writer) {
        // A dash or `>>` says that somebody else speaks.
        let unmarked = ["- ", ">> ", "– ", "— "].iter().find_map(|mark| text.strip_prefix(mark));
        if unmarked.is_some() {
            writer.end_turn();
        }
        writer.caption(Caption {
            speaker: None,
            text: unmarked.unwrap_or(text),
            line: place.line,
            start_ms: time_ms,
            end_ms: None,
        });
    }

    fn heading(&mut self, title: &str, place: Place, writer: &mut Writer) {
        writer.block(BlockKind::Heading(self.chapter_level), None, title, place);
        self.open = false;
    }

    /// The line that was held back shows its meaning by what follows.
    fn settle(&mut self, next: &Line, writer: &mut Writer) {
        let Some((held, text, place)) = self.held.take() else { return };
        let place_timed = Place { time_ms: self.time_ms, ..place };
        match (held, next) {
            (
                Held::NameOrText,
                Line::Text(_) | Line::Label { .. } | Line::TimeText { .. } | Line::NameTime { .. },
            ) => {
                self.turn(Some(text.trim().trim_end_matches(':')), "", None, place, writer);
            }
            (Held::NameOrText, _) => {
                self.turn(None, &text, None, place, writer);
            }
            (Held::ChapterOrText, Line::Time(_) | Line::TimeText { .. }) => {
                self.heading(&text, place, writer)
            }
            (Held::ChapterOrText, _) if self.begun => self.caption(&text, self.time_ms, place_timed, writer),
            (Held::ChapterOrText, _) => write_header_line(&text, place, writer),
        }
    }
}

/// Whether a label is a speaker. Where a table lists the short names, a label that stands there once and is in
/// ordinary writing is none.
pub(crate) fn is_speaker(label: &str, survey: &Survey, names: &Names) -> bool {
    let listed = names.contains_key(label) || names.contains_key(without_remark(label));
    let short = is_short_form(without_remark(label));
    listed || (survey.is_speaker(label) && (names.is_empty() || short || survey.recurs(label)))
}

/// `SYG`, as such tables list them.
fn is_short_form(label: &str) -> bool {
    (2..=4).contains(&label.len()) && label.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// `EAO [on queue]` → `EAO`.
fn without_remark(label: &str) -> &str {
    match label.find([' ', '[', '(']) {
        Some(end) if label.ends_with([']', ')']) => label[..end].trim_end(),
        _ => label,
    }
}

/// Whether a line between captions can be a chapter title: short, begins large, and is no sentence.
fn can_be_chapter(text: &str) -> bool {
    let begins_large = text
        .chars()
        .next()
        .is_some_and(|first| first.is_uppercase() || first.is_numeric() || !first.is_ascii());
    begins_large
        && text.chars().count() <= LONGEST_CHAPTER
        && (!ends_sentence(text) || text.ends_with('?'))
        && !text.ends_with(',')
}

/// Whether a line begins like `Final comments: …`, though that is nobody's name.
fn looks_labelled(text: &str) -> bool {
    const LONGEST_HEAD_BYTES: usize = 48;
    let Some((head, rest)) = text.split_once(':') else { return false };
    if !head.is_empty() && head.bytes().all(|byte| byte == b'?') {
        return true;
    }
    let words = head.split_whitespace().count();
    head.len() <= LONGEST_HEAD_BYTES
        && (1..=5).contains(&words)
        && rest.starts_with([' ', '\t'])
        && head.starts_with(char::is_uppercase)
        && !head.contains([',', '.', '"', '(', '?', '!', ';'])
}
