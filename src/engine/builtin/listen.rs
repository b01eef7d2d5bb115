//! A document as the extractors hear it: words said and cue phrases of any unit, computed when asked for, and a set of
//! cues for every unit, computed once.

use super::cues::{Cue, Hit, find_cues};
use super::lexicon::{Entry, look_up};
use super::names::Names;
use super::spoken::{Said, say};
use crate::model::document::{BlockKind, Document};
use crate::model::people::People;
use crate::model::units::{Unit, Units};

/// What every extractor may look at.
#[derive(Debug)]
pub(super) struct Talk<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its units.
    pub units: &'a Units,
    /// Names known in it.
    pub names: Names,
    /// The cues of each unit, as a set of [`Cue::bit`]s.
    pub cues: Vec<u32>,
    /// What is known of each word of [`Units::words`].
    pub entries: Vec<Entry>,
    /// Number of word families.
    pub families: usize,
    /// Whether nothing is marked as speech: then all of it may be, as in a transcript without names.
    unmarked: bool,
}

/// One unit as it was heard.
#[derive(Clone, Debug)]
pub(super) struct Heard {
    /// Its words, without fillers and repeats.
    pub said: Vec<Said>,
    /// The phrases found in it.
    pub hits: Vec<Hit>,
}

impl Heard {
    /// The first phrase of this kind.
    pub(super) fn first(&self, cue: Cue) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.cue == cue)
    }
    /// The hash of word `at`, 0 beyond the end.
    pub(super) fn hash(&self, at: usize) -> u64 {
        self.said.get(at).map_or(0, |word| word.hash)
    }
}

impl<'a> Talk<'a> {
    /// Listens to a whole document.
    pub(super) fn of(document: &'a Document, units: &'a Units, people: &People) -> Self {
        let names = Names::of(document, units, people);
        let (entries, families) = look_up(&document.text, units);
        let (mut said, mut hits) = (Vec::new(), Vec::new());
        let cues = units
            .units
            .iter()
            .map(|unit| {
                say(&document.text, units, &entries, unit, &mut said);
                find_cues(&said, &mut hits)
            })
            .collect();
        Self { document, units, names, cues, entries, families, unmarked: !document.has_speech() }
    }

    /// One unit, closely.
    pub(super) fn hear(&self, unit: usize) -> Heard {
        let (mut said, mut hits) = (Vec::new(), Vec::new());
        say(&self.document.text, self.units, &self.entries, self.unit(unit), &mut said);
        find_cues(&said, &mut hits);
        Heard { said, hits }
    }

    /// A unit.
    pub(super) fn unit(&self, unit: usize) -> &'a Unit {
        &self.units.units[unit]
    }

    /// Whether somebody may have said the unit. Headings and tables are never speech.
    pub(super) fn is_speech(&self, unit: usize) -> bool {
        let unit = self.unit(unit);
        let prose =
            matches!(self.document.blocks[unit.block].kind, BlockKind::Paragraph | BlockKind::ListItem);
        unit.is_speech || (self.unmarked && prose)
    }

    /// Number of units.
    pub(super) fn count(&self) -> usize {
        self.units.units.len()
    }

    /// Its words in the document.
    pub(super) fn text(&self, unit: usize) -> &'a str {
        self.document.slice(self.unit(unit).span)
    }

    /// Whether a unit has the cue.
    pub(super) fn has(&self, unit: usize, cue: Cue) -> bool {
        self.cues[unit] & cue.bit() != 0
    }

    /// Whether a unit has one of the cues.
    pub(super) fn has_any(&self, unit: usize, set: u32) -> bool {
        self.cues[unit] & set != 0
    }

    /// Name of who says the unit, as it is shown.
    pub(super) fn speaker(&self, unit: usize) -> Option<&str> {
        let person = self.names.of_speaker(self.unit(unit).speaker?)?;
        Some(self.names.display(person))
    }

    /// Whether two units are said by different people; `None` when it cannot be told.
    pub(super) fn other_speaker(&self, a: usize, b: usize) -> Option<bool> {
        Some(self.unit(a).speaker? != self.unit(b).speaker?)
    }

    /// Whether a sentence ends with a question mark.
    pub(super) fn is_marked_question(&self, unit: usize) -> bool {
        self.text(unit).trim_end_matches(['"', '\'', ')', '”', '’']).ends_with('?')
    }

    /// How many words of a unit carry meaning of their own.
    pub(super) fn substance(&self, unit: usize) -> usize {
        self.entries_of(unit).iter().filter(|entry| entry.family() > 0 || entry.counts()).count()
    }

    /// What is known of the words of a unit.
    pub(super) fn entries_of(&self, unit: usize) -> &[Entry] {
        &self.entries[self.unit(unit).words.clone()]
    }
}
