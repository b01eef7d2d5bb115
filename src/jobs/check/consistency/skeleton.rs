//! The skeleton of a sentence: its words without the number of the clause and without what two versions of one clause may
//! differ in. Takes a unit of a view, gives the words with a mark for each amount, date and "must", and what stood there.

use super::fronts::{heading_words, label_words, number_words};
use super::measures::{Measure, Mention};
use super::view::View;
use crate::model::span::Span;
use crate::model::units::Unit;
use crate::text::numerals::is_number_word;
use crate::text::words::{Word, hash_word};
use jiff::civil::Date;

/// What two versions of a clause may differ in, besides a "not".
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Value {
    /// An amount, a share or a length of time.
    Number(Measure, f64),
    /// A day; `None` if there is no such day.
    Day(Option<Date>),
    /// "must", "shall", "will".
    Must,
    /// "may", "can".
    May,
}

/// A value where it stands in a sentence.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    /// How many words of the skeleton stand before it.
    pub(super) at: usize,
    /// What it says.
    pub(super) value: Value,
    /// Its place in the text.
    pub(super) span: Span,
}

/// A sentence as its plain words.
#[derive(Debug, Default)]
pub(super) struct Skeleton {
    /// Hash and place of each word, with marks for values and for numbers of sections.
    pub(super) words: Vec<(u64, Span)>,
    /// The values, in order.
    pub(super) slots: Vec<Slot>,
    /// Each "not": how many words of the skeleton stand before it, and its place.
    pub(super) nots: Vec<(usize, Span)>,
    /// Hashes of the words of a heading that runs into the sentence; they are none of its words.
    pub(super) heading: Vec<u64>,
}

/// Marks: no word has such a character.
const DAY: u64 = hash_word("\u{1}day");
const NUMBER: u64 = hash_word("\u{1}number");
const FORCE: u64 = hash_word("\u{1}force");
const SECTION_NUMBER: u64 = hash_word("\u{1}section");

const MUST: [u64; 3] = [hash_word("must"), hash_word("shall"), hash_word("will")];
const MAY: u64 = hash_word("may");
const CAN: u64 = hash_word("can");
const CANNOT: u64 = hash_word("cannot");
const NOT: [u64; 3] = [hash_word("not"), hash_word("no"), hash_word("never")];
const NEITHER: u64 = hash_word("neither");
const EITHER: u64 = hash_word("either");
const NOR: u64 = hash_word("nor");
const OR: u64 = hash_word("or");
/// Words that versions of a clause change freely: what points at another word or ties it to one.
const FILLERS: [u64; 38] = [
    hash_word("the"),
    hash_word("a"),
    hash_word("an"),
    hash_word("any"),
    hash_word("each"),
    hash_word("every"),
    hash_word("such"),
    hash_word("said"),
    hash_word("this"),
    hash_word("that"),
    hash_word("these"),
    hash_word("those"),
    hash_word("of"),
    hash_word("to"),
    hash_word("for"),
    hash_word("from"),
    hash_word("in"),
    hash_word("on"),
    hash_word("by"),
    hash_word("with"),
    hash_word("and"),
    hash_word("as"),
    hash_word("at"),
    hash_word("its"),
    hash_word("his"),
    hash_word("her"),
    hash_word("their"),
    hash_word("hereof"),
    hash_word("herein"),
    hash_word("hereto"),
    hash_word("hereunder"),
    hash_word("thereof"),
    hash_word("therein"),
    hash_word("thereto"),
    hash_word("thereunder"),
    hash_word("also"),
    hash_word("however"),
    hash_word("therefore"),
];
const PERCENT: [u64; 3] = [hash_word("percent"), hash_word("per"), hash_word("cent")];
const DOLLARS: [u64; 3] = [hash_word("dollars"), hash_word("dollar"), hash_word("us")];
/// Parts whose number changes when clauses are moved; an exhibit's letter is its name.
const SECTIONS: [u64; 8] = [
    hash_word("section"),
    hash_word("sections"),
    hash_word("article"),
    hash_word("articles"),
    hash_word("clause"),
    hash_word("clauses"),
    hash_word("paragraph"),
    hash_word("paragraphs"),
];

impl Skeleton {
    /// The skeleton of a sentence.
    pub(super) fn of(view: &View, unit: &Unit) -> Self {
        let words = view.units.words_of(unit);
        let (mentions, dates) = (view.mentions(), view.dates());
        let mut mention = mentions.partition_point(|mention| mention.span.start < unit.span.start);
        let mut date = dates.partition_point(|at| at.span.start < unit.span.start);
        let mut skeleton = Skeleton::default();
        let label = label_words(view.text, words);
        let mut index = label + heading_words(view.text, &words[label..]);
        skeleton.heading = words[label..index].iter().map(|word| word.hash).collect();
        while index < words.len() {
            let start = words[index].start as usize;
            let within =
                |end: usize| words[index..].iter().take_while(|word| (word.start as usize) < end).count();
            while mentions.get(mention).is_some_and(|mention| mention.span.end <= start) {
                mention += 1;
            }
            while dates.get(date).is_some_and(|at| at.span.end <= start) {
                date += 1;
            }
            index += if let Some(at) = dates.get(date).filter(|at| at.span.start <= start) {
                skeleton.push_slot(Value::Day(at.date), at.span);
                within(at.span.end)
            } else if let Some(mention) = mentions.get(mention).filter(|mention| mention.span.start <= start)
            {
                skeleton.push_mention(view, mention);
                let read = within(mention.span.end);
                let is_unit =
                    |word: &&Word| mention.measure == Measure::Percent && PERCENT.contains(&word.hash);
                read + words[index + read..].iter().take(2).take_while(is_unit).count()
            } else {
                skeleton.push_word(view.text, &words[index..])
            };
        }
        skeleton
    }

    /// A hash that sentences share which differ only in what versions may differ in.
    pub(super) fn hash(&self) -> u64 {
        self.words.iter().fold(0, |hash, word| mix(hash, word.0))
    }

    /// A hash of what versions may differ in.
    pub(super) fn hash_of_values(&self) -> u64 {
        let values = self.slots.iter().map(|slot| match slot.value {
            Value::Number(_, value) => value.to_bits(),
            Value::Day(date) => date.map_or(0, |date| {
                u64::from(date.year().unsigned_abs()) * 512 + u64::from(date.day_of_year().unsigned_abs())
            }),
            Value::Must => 1,
            Value::May => 2,
        });
        let nots = self.nots.iter().map(|not| not.0 as u64);
        nots.fold(values.fold(0, mix), mix)
    }

    /// Whether somebody has to do something by it, or may.
    pub(super) fn binds(&self) -> bool {
        self.slots.iter().any(|slot| matches!(slot.value, Value::Must | Value::May))
    }

    /// The "not" before which so many words stand.
    pub(super) fn not_at(&self, at: usize) -> Option<Span> {
        self.nots.iter().find(|not| not.0 == at).map(|not| not.1)
    }

    /// Whether the word before the place is a "must" or "may".
    pub(super) fn is_of_force(&self, at: usize) -> bool {
        let binds = |slot: &Slot| slot.at + 1 == at && matches!(slot.value, Value::Must | Value::May);
        self.slots.iter().any(binds)
    }

    /// The word before which so many words stand, or the last one.
    pub(super) fn place(&self, at: usize) -> Span {
        let word = self.words.get(at).or(self.words.last());
        word.map_or(Span::new(0, 0), |word| word.1)
    }

    fn push_mention(&mut self, view: &View, mention: &Mention) {
        let value = Value::Number(mention.measure, mention.value);
        let is_in_bracket = view.before(mention.span.start, 1) == "(";
        // "ten percent (10%)" is one share.
        let repeats = |slot: &Slot| slot.at + 1 == self.words.len() && slot.value == value;
        if is_in_bracket && self.slots.last().is_some_and(repeats) {
            return;
        }
        // … and "five thousand dollars ($5,000)" one amount.
        let ends_in_dollars = self.words.last().is_some_and(|word| DOLLARS.contains(&word.0));
        if is_in_bracket && mention.measure == Measure::Money && ends_in_dollars {
            let least = self.slots.last().map_or(0, |slot| slot.at + 1);
            let is_of_amount =
                |word: &(u64, Span)| DOLLARS.contains(&word.0) || is_number_word(view.slice(word.1));
            while self.words.len() > least && self.words.last().is_some_and(is_of_amount) {
                self.words.pop();
            }
            // A "not" among them would stand beyond the end.
            self.nots.retain(|not| not.0 <= self.words.len());
        }
        self.push_slot(value, mention.span);
    }

    fn push_slot(&mut self, value: Value, span: Span) {
        self.slots.push(Slot { at: self.words.len(), value, span });
        let mark = match value {
            Value::Number(measure, _) => mix(NUMBER, measure as u64),
            Value::Day(_) => DAY,
            Value::Must | Value::May => FORCE,
        };
        self.words.push((mark, span));
    }

    /// Adds the first of the words; gives how many were read.
    fn push_word(&mut self, text: &str, words: &[Word]) -> usize {
        let word = words[0];
        let span = Span::new(word.start as usize, word.end as usize);
        match word.hash {
            hash if MUST.contains(&hash) => self.push_slot(Value::Must, span),
            // The month has one capital.
            MAY if word.of(text) != "May" => self.push_slot(Value::May, span),
            CAN => self.push_slot(Value::May, span),
            CANNOT => {
                self.push_slot(Value::May, span);
                self.nots.push((self.words.len(), span));
            }
            hash if NOT.contains(&hash) => self.nots.push((self.words.len(), span)),
            NEITHER => {
                self.nots.push((self.words.len(), span));
                self.words.push((EITHER, span));
            }
            // It only goes on with a "neither" or "not" before it.
            NOR => self.words.push((OR, span)),
            hash if SECTIONS.contains(&hash) => {
                let read = number_words(text, &words[1..]);
                self.words.push((if read > 0 { SECTION_NUMBER } else { hash }, span));
                return 1 + read;
            }
            // "Tranche A" names something.
            hash if FILLERS.contains(&hash) && (self.words.is_empty() || word.of(text) != "A") => {}
            hash => self.words.push((hash, span)),
        }
        1
    }
}

fn mix(hash: u64, word: u64) -> u64 {
    // The multiplier of FxHash.
    (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95)
}

#[cfg(test)]
mod tests {
    use super::super::testing::document;
    use super::*;
    use crate::model::units::Units;

    /// The words, the values and the "not"s of the first sentence of a text.
    fn parts(text: &str) -> (Vec<String>, Vec<String>, usize) {
        let document = document(text);
        let units = Units::of(&document);
        let view = View::new(&document, &units);
        let skeleton = Skeleton::of(&view, &units.units[0]);
        let said = |span: Span| view.slice(span).to_owned();
        let is_slot = |at: usize| skeleton.slots.iter().any(|slot| slot.at == at);
        let words = skeleton.words.iter().enumerate().filter(|(at, _)| !is_slot(*at));
        let words = words.map(|(_, word)| said(word.1)).collect();
        (words, skeleton.slots.iter().map(|slot| said(slot.span)).collect(), skeleton.nots.len())
    }

    #[test]
    fn words_and_what_may_differ() {
        let cases: &[(&str, &str, &[&str], usize)] = &[
            ("4.2 The fee is due in 30 days", "fee is due", &["30 days"], 0),
            ("(a) (ii) a fee of ten percent (10%) is due", "fee is due", &["ten"], 0),
            ("Section 5.2 Fees of Class A may be due", "Fees Class A be due", &["may"], 0),
            ("It shall not be paid in May 2020", "It be paid May 2020", &["shall"], 1),
            ("Pay five thousand US dollars ($5,000) by May 5, 2020", "Pay", &["$5,000", "May 5, 2020"], 0),
            (
                "Nobody cannot pay under Section 4.2(b) or Exhibit B",
                "Nobody pay under Section or Exhibit B",
                &["cannot"],
                1,
            ),
            ("TERM OF THE LEASE Neither party pays", "Neither party pays", &[], 1),
            ("FCC must pay", "FCC pay", &["must"], 0),
            ("One dollar ($5,000)", "", &["$5,000"], 0),
            ("no dollars ($5,000)", "", &["$5,000"], 1),
        ];
        for (text, words, values, nots) in cases {
            let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
            let words: Vec<String> = words.split_whitespace().map(str::to_owned).collect();
            assert_eq!(parts(text), (words, values, *nots), "{text}");
        }
    }

    #[test]
    fn sentences_of_one_hash() {
        let hashes = |text: &str| {
            let document = document(text);
            let units = Units::of(&document);
            let view = View::new(&document, &units);
            let skeleton = Skeleton::of(&view, &units.units[0]);
            (skeleton.hash(), skeleton.hash_of_values())
        };
        let base = hashes("The Buyer shall pay within 30 days.");
        assert_eq!(base, hashes("7. A Buyer must pay within thirty (30) days"));
        for other in [
            "The Buyer shall pay within 60 days.",
            "The Buyer may pay within 30 days.",
            "The Buyer shall not pay within 30 days.",
        ] {
            assert_eq!(base.0, hashes(other).0, "{other}");
            assert_ne!(base.1, hashes(other).1, "{other}");
        }
        for other in [
            "The Seller shall pay within 30 days.",
            "The Buyer shall pay within 30 hours.",
            "The Buyer shall pay within $30.",
        ] {
            assert_ne!(base.0, hashes(other).0, "{other}");
        }
    }
}
