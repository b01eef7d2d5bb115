//! A first pass over all lines of a text: which labels are speakers, and which form the text has.

use super::label::{LabelShape, label_shape};
use super::line::{Line, chapter_title, is_spoken_time, look_at};
use super::register::{Register, register};
use crate::ingest::sample::Lines;
use rustc_hash::FxHashMap;

/// How the lines of a text hang together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// `0:0:0.0 --> 0:0:5.1`, name, text.
    Teams,
    /// `Name: text`, with or without times.
    Labelled,
    /// The name, perhaps with a time, on a line of its own, then the text.
    Named,
    /// A time on a line of its own, then the text.
    Pasted,
    /// Each line begins with a time.
    Stamped,
    /// None of these.
    Prose,
}

/// Longest line that can be a name, in bytes.
const LONGEST_LONE_BYTES: usize = 80;

/// What was counted.
#[derive(Debug)]
pub(crate) struct Survey<'a> {
    /// Lines that hold something.
    pub(crate) filled: usize,
    /// Lines that hold nothing.
    pub(crate) blank: usize,
    /// Bytes of all filled lines.
    pub(crate) bytes: usize,
    /// Filled lines that end like a sentence.
    pub(crate) sentence_ends: usize,
    /// Texts right after a time line, and texts that follow such a text.
    pub(crate) after_time: usize,
    pub(crate) after_that: usize,
    ranges: usize,
    times: usize,
    timed_texts: usize,
    labels: FxHashMap<&'a str, Count>,
    name_times: FxHashMap<&'a str, Count>,
    lone_names: FxHashMap<&'a str, Count>,
    label_lines: usize,
    timed_labels: usize,
    name_time_lines: usize,
    form: Form,
    formal: bool,
}

#[derive(Clone, Copy, Debug)]
struct Count {
    shape: LabelShape,
    lines: u32,
    timed: u32,
}

impl<'a> Survey<'a> {
    /// Looks at every line once.
    pub(crate) fn new(text: &'a str) -> Self {
        let mut survey = Self::empty();
        let mut before = Line::Blank;
        let mut before_that = Line::Blank;
        let mut lone: Option<&'a str> = None;
        for (_, line) in Lines::new(text, 1) {
            let look = look_at(line);
            if let Some(name) = lone.take()
                && !matches!(look, Line::Blank)
            {
                survey.count_lone(name, matches!(look, Line::Time(_)));
            }
            survey.count(look, line);
            // Chapter titles, and times for screen readers, are nobody's words.
            if let Line::Text(text) | Line::Label { whole: text, .. } = look
                && matches!(before, Line::Time(_) | Line::Text(_))
                && (is_spoken_time(text) || chapter_title(text).is_some())
            {
                continue;
            }
            match (before_that, before, look) {
                (_, Line::Time(_), Line::Text(_) | Line::Label { .. }) => survey.after_time += 1,
                (Line::Time(_), Line::Text(_) | Line::Label { .. }, Line::Text(_) | Line::Label { .. }) => {
                    survey.after_that += 1;
                }
                _ => {}
            }
            if let Line::Text(text) = look
                && matches!(before, Line::Blank | Line::Range(..))
                && text.len() <= LONGEST_LONE_BYTES
            {
                lone = Some(text);
            }
            before_that = before;
            before = look;
        }
        survey.form = survey.tell_form();
        let labelled = matches!(survey.form, Form::Labelled | Form::Named);
        let timed = survey.timed_labels + survey.name_time_lines > 0;
        // Contracts are full of "Licensee: …" and of names on lines of their own.
        if survey.form == Form::Prose || labelled && !timed {
            survey.formal = register(text) >= if labelled { Register::Strict } else { Register::Formal };
            survey.form = if survey.formal { Form::Prose } else { survey.form };
        }
        survey
    }

    fn empty() -> Self {
        Self {
            filled: 0,
            blank: 0,
            bytes: 0,
            sentence_ends: 0,
            after_time: 0,
            after_that: 0,
            ranges: 0,
            times: 0,
            timed_texts: 0,
            labels: FxHashMap::default(),
            name_times: FxHashMap::default(),
            lone_names: FxHashMap::default(),
            label_lines: 0,
            timed_labels: 0,
            name_time_lines: 0,
            form: Form::Prose,
            formal: false,
        }
    }

    fn count(&mut self, look: Line<'a>, line: &str) {
        if matches!(look, Line::Blank) {
            self.blank += 1;
            return;
        }
        self.filled += 1;
        self.bytes += line.len();
        self.sentence_ends += usize::from(line.trim_end().ends_with(['.', '?', '!', '…']));
        match look {
            Line::Range(..) => self.ranges += 1,
            Line::Time(_) => self.times += 1,
            Line::TimeText { .. } => self.timed_texts += 1,
            Line::Label { time_ms, name, shape, .. } => {
                self.label_lines += 1;
                self.timed_labels += usize::from(time_ms.is_some());
                count_in(&mut self.labels, name, shape, time_ms.is_some());
            }
            Line::NameTime { name, shape, .. } => {
                self.name_time_lines += 1;
                count_in(&mut self.name_times, name, shape, true);
            }
            Line::Blank | Line::Text(_) => {}
        }
    }

    fn count_lone(&mut self, name: &'a str, timed: bool) {
        let name = name.trim_matches('*');
        if let Some(shape) = label_shape(name)
            && (shape > LabelShape::Nick || timed)
        {
            count_in(&mut self.lone_names, name, shape, timed);
        }
    }

    /// Whether what stands before a colon is a speaker in this text.
    pub(crate) fn is_speaker(&self, label: &str) -> bool {
        self.labels.get(label).is_some_and(|count| self.accepts(*count))
    }

    /// Whether the label stands before a colon more than once.
    pub(crate) fn recurs(&self, label: &str) -> bool {
        self.labels.get(label).is_some_and(|count| count.lines > 1)
    }

    fn accepts(&self, count: Count) -> bool {
        let mostly = self.label_lines * 2 >= self.filled;
        match count.shape {
            LabelShape::Numbered => true,
            LabelShape::Name => count.lines >= 2 || count.timed > 0 || mostly,
            LabelShape::Nick => {
                (count.timed > 0 && (count.lines >= 2 || self.timed_labels * 2 >= self.filled))
                    || (count.lines >= 3 && self.label_lines * 5 >= self.filled)
                    || (count.lines >= 2 && mostly)
                    || self.label_lines * 10 >= self.filled * 8
            }
        }
    }

    /// Lines whose label is a speaker.
    fn speaker_lines(&self) -> usize {
        // Many labels of which none comes twice are the points of a note: "Budget: …", "Timeline: …".
        const MOST_SINGLE: usize = 5;
        if self.labels.len() > MOST_SINGLE && self.label_lines == self.labels.len() && self.timed_labels == 0
        {
            return 0;
        }
        self.labels.values().filter(|count| self.accepts(**count)).map(|count| count.lines as usize).sum()
    }

    /// Whether a name with a time behind it, on a line of its own, is a speaker in this text.
    pub(crate) fn is_named_line(&self, name: &str) -> bool {
        self.name_times.get(name).is_some_and(|count| count.shape > LabelShape::Nick || count.lines >= 2)
    }

    /// Whether a line that holds only this is a speaker in this text.
    pub(crate) fn is_lone_name(&self, line: &str) -> bool {
        self.lone_names.get(line.trim_matches('*')).is_some_and(|count| accepts_lone(*count))
    }

    fn lone_lines(&self) -> usize {
        let accepted = || self.lone_names.values().filter(|count| accepts_lone(**count));
        // One line that comes again and again is a refrain; a talk has two voices.
        if accepted().nth(1).is_none() && accepted().all(|count| count.timed == 0) {
            return 0;
        }
        accepted().map(|count| count.lines as usize).sum()
    }

    /// Whether times stand beside what is said: no written document has those throughout.
    pub(crate) fn is_timed(&self) -> bool {
        let timed = self.ranges + self.times + self.timed_texts + self.timed_labels + self.name_time_lines;
        timed >= 2 && timed * 12 >= self.filled
    }

    /// The form of the text.
    pub(crate) fn form(&self) -> Form {
        self.form
    }

    /// Whether it is a contract, a policy or the like.
    pub(crate) fn is_formal(&self) -> bool {
        self.formal
    }

    fn tell_form(&self) -> Form {
        let at_least = |lines: usize, share: usize| lines > 0 && lines * share >= self.filled;
        let speaker_lines = self.speaker_lines();
        let lone = self.lone_lines();
        if at_least(self.ranges, 6) {
            Form::Teams
        } else if at_least(self.name_time_lines, 12)
            && (self.name_time_lines >= 2 || self.filled <= 6)
            && self.name_time_lines >= speaker_lines / 2
        {
            Form::Named
        } else if (speaker_lines >= 2 && at_least(speaker_lines, 12)
            || speaker_lines == 1 && self.filled <= 2)
            && speaker_lines * 2 >= lone
        {
            Form::Labelled
        } else if lone >= 2 && at_least(lone, 12) {
            Form::Named
        } else if at_least(self.times, 5) && self.after_time >= 1 {
            Form::Pasted
        } else if at_least(self.timed_texts, 3) {
            Form::Stamped
        } else {
            Form::Prose
        }
    }
}

fn accepts_lone(count: Count) -> bool {
    count.timed >= 1 && count.shape > LabelShape::Nick || count.lines >= 2
}

fn count_in<'a>(map: &mut FxHashMap<&'a str, Count>, name: &'a str, shape: LabelShape, timed: bool) {
    let count = map.entry(name).or_insert(Count { shape, lines: 0, timed: 0 });
    count.lines = count.lines.saturating_add(1);
    count.timed = count.timed.saturating_add(u32::from(timed));
}
