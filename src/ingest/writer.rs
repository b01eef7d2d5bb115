//! Puts what a reader understood into a document: cleans every piece, gives speakers their one name, and joins captions into turns.

use super::decode::clean;
use crate::model::document::{BlockKind, Content, DocumentBuilder, Place};
use crate::model::people::People;
use crate::model::table::NewCell;
use jiff::civil::Date;

/// A silence longer than this ends a turn made of captions, in milliseconds.
const LONGEST_PAUSE_MS: u64 = 5_000;
/// A turn made of captions ends at the first end of a sentence after this many bytes, so that it stays readable.
const LONG_TURN_BYTES: usize = 1_200;
/// … and at the next caption after this many, if nobody set full stops.
const LONGEST_TURN_BYTES: usize = 4 * LONG_TURN_BYTES;

/// A short piece of speech with its times, as captions and recognisers give it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Caption<'a> {
    /// Who says it.
    pub(crate) speaker: Option<&'a str>,
    /// What is said.
    pub(crate) text: &'a str,
    /// Line of the input, counted from 1.
    pub(crate) line: Option<u32>,
    /// Start in milliseconds.
    pub(crate) start_ms: Option<u64>,
    /// End in milliseconds.
    pub(crate) end_ms: Option<u64>,
}

/// Fills one document.
pub(crate) struct Writer<'a> {
    builder: DocumentBuilder,
    people: &'a People,
    /// Where the open turn of captions began in the text, and when its last caption ended.
    turn: Option<OpenTurn>,
}

struct OpenTurn {
    start: usize,
    end_ms: Option<u64>,
    sentence_ended: bool,
}

impl<'a> Writer<'a> {
    /// An empty document.
    pub(crate) fn new(people: &'a People) -> Self {
        Self { builder: DocumentBuilder::default(), people, turn: None }
    }

    /// Says what was lost or assumed.
    pub(crate) fn notice(&mut self, notice: impl Into<String>) {
        self.builder.notices.push(notice.into());
    }

    /// A title found in the content; the first one counts.
    pub(crate) fn title(&mut self, title: &str) {
        let title = title.trim();
        if self.builder.title.is_none() && !title.is_empty() {
            self.builder.title = Some(clean(title).into_owned());
        }
    }

    /// A date found in the content; the first one counts.
    pub(crate) fn date(&mut self, date: Option<Date>) {
        self.builder.date = self.builder.date.or(date);
    }

    /// The recording is at least this long.
    pub(crate) fn lasts_until(&mut self, time_ms: u64) {
        self.builder.lasts_until(time_ms);
    }

    /// Whether there is no text yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.builder.is_empty()
    }

    /// Begins a block and adds its first piece, which may be empty if more is to follow.
    pub(crate) fn block(&mut self, kind: BlockKind, speaker: Option<&str>, text: &str, place: Place) {
        self.turn = None;
        let people = self.people;
        self.builder.begin(kind, speaker.map(|label| canonical(people, label)));
        self.more(text, place);
    }

    /// Adds a piece to the block that was begun last.
    pub(crate) fn more(&mut self, text: &str, place: Place) {
        self.builder.push(&clean(text), place);
    }

    /// Number of pages, for formats that have them.
    pub(crate) fn pages(&mut self, pages: u32) {
        self.builder.pages = Some(pages);
    }

    /// What the file calls its pages, the first of them first.
    pub(crate) fn page_labels(&mut self, labels: Vec<String>) {
        self.builder.page_labels = labels.iter().map(|label| clean(label).trim().to_owned()).collect();
    }

    /// The rows that follow make one table, up to [`Self::end_table`].
    pub(crate) fn begin_table(&mut self) {
        self.turn = None;
        self.builder.begin_table();
    }

    /// Adds a row to the open table; see [`DocumentBuilder::row`].
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = NewCell>, place: Place) {
        let cleaned = cells.into_iter().map(|cell| NewCell { text: clean(&cell.text).into_owned(), ..cell });
        self.builder.row(cleaned, place);
    }

    /// Ends the open table, of which this many rows at the top name the columns.
    pub(crate) fn end_table(&mut self, header_rows: u32) {
        self.builder.end_table(header_rows);
    }

    /// Adds a piece of speech: to the turn of the same speaker, or as a new turn.
    pub(crate) fn caption(&mut self, caption: Caption) {
        let text = clean(caption.text);
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        let people = self.people;
        let speaker = caption.speaker.map(|label| canonical(people, label));
        if !self.goes_on(speaker, caption.start_ms) {
            self.builder.begin(BlockKind::Turn, speaker);
            self.turn = Some(OpenTurn { start: self.builder.len(), end_ms: None, sentence_ended: false });
        }
        let place = Place { line: caption.line, time_ms: caption.start_ms, ..Place::default() };
        self.builder.push(text, place);
        if let Some(end_ms) = caption.end_ms {
            self.builder.lasts_until(end_ms);
        }
        if let Some(turn) = &mut self.turn {
            turn.end_ms = caption.end_ms.or(caption.start_ms);
            turn.sentence_ended = ends_sentence(text);
        }
    }

    /// The next caption begins a new turn.
    pub(crate) fn end_turn(&mut self) {
        self.turn = None;
    }

    fn goes_on(&self, speaker: Option<&str>, start_ms: Option<u64>) -> bool {
        let Some(turn) = &self.turn else { return false };
        let length = self.builder.len() - turn.start;
        let paused = match (turn.end_ms, start_ms) {
            (Some(end), Some(start)) => start > end.saturating_add(LONGEST_PAUSE_MS),
            _ => false,
        };
        let full = length > LONGEST_TURN_BYTES || (length > LONG_TURN_BYTES && turn.sentence_ended);
        !paused && !full && self.builder.continues(BlockKind::Turn, speaker)
    }

    /// Ends writing.
    pub(crate) fn finish(self) -> Content {
        self.builder.finish()
    }
}

fn canonical<'p>(people: &'p People, label: &'p str) -> &'p str {
    if people.is_empty() { label } else { people.canonical(label) }
}

/// Whether a piece closes a sentence: its last letter-like sign is a full stop or the like.
pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '\'', '”', '’', ')', ']', '»', ' '])
        .ends_with(['.', '?', '!', '…', '。', '？', '！'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::people::Person;

    fn write(captions: &[(&str, &str, u64, u64)]) -> Content {
        let people = People::default();
        let mut writer = Writer::new(&people);
        for &(speaker, text, start, end) in captions {
            let speaker = Some(speaker).filter(|name| !name.is_empty());
            writer.caption(Caption { speaker, text, line: None, start_ms: Some(start), end_ms: Some(end) });
        }
        writer.finish()
    }

    #[test]
    fn captions_of_one_speaker_are_one_turn() {
        let content =
            write(&[("A", "we should", 0, 900), ("A", "ship it.", 1000, 2000), ("B", "Yes.", 2000, 2500)]);
        assert_eq!(content.text, "we should ship it.\nYes.");
        assert_eq!(content.blocks.len(), 2);
        assert_eq!(content.marks.len(), 3);
        assert_eq!(content.duration_ms, Some(2500));
    }

    #[test]
    fn a_pause_ends_a_turn() {
        let content = write(&[("", "one", 0, 1000), ("", "two", 6000, 7000), ("", "three", 12_001, 13_000)]);
        assert_eq!(content.text, "one two\nthree");
    }

    #[test]
    fn a_long_turn_ends_with_a_sentence() {
        let half = "word ".repeat(130);
        let content = write(&[("", &half, 0, 1), ("", &format!("{half}end."), 1, 2), ("", "next", 2, 3)]);
        assert_eq!(content.blocks.len(), 2);
        let endless: Vec<_> = (0..100).map(|i| ("", half.as_str(), i, i + 1)).collect();
        assert!(
            write(&endless).blocks.iter().all(|block| block.span.len() < LONGEST_TURN_BYTES + half.len())
        );
    }

    #[test]
    fn people_get_one_name() {
        let people =
            People::new(vec![Person { name: "Ann Lee".into(), aliases: vec!["annie".into()], team: None }]);
        let mut writer = Writer::new(&people);
        writer.caption(Caption { speaker: Some("Annie"), text: "hello", ..Caption::default() });
        writer.caption(Caption { speaker: Some("Ann Lee"), text: "again", ..Caption::default() });
        let content = writer.finish();
        assert_eq!(content.speakers, ["Ann Lee"]);
        assert_eq!(content.blocks.len(), 1);
    }
}
