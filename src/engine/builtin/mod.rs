//! The engine that is always there: no model, no network, no key; the same input gives the same drafts.
//!
//! [`Builtin::open`] looks at a whole document once (features, scores, candidates, topics), so that a chunk is read in
//! the light of what comes before and after it. [`Reading::extract`] then runs every extractor over the units of one
//! chunk. What is found does not depend on where chunks were cut.
//!
//! Files: `spoken.rs` (words without fillers), `cues.rs` and `cue_table.rs` (phrases and what they are a sign of),
//! `names.rs` (who can be meant), `deeds.rs` (verbs of what people do), `lexicon.rs` and `listen.rs` (all of these over a document); `features.rs` (per unit,
//! computed once), `scorer.rs`, `surroundings.rs` and `weights/` (learned weights → scores and reasons), `select.rs` (scores → candidates:
//! which units carry a decision, an action, a question; neighbours grouped); `extractors/` (one file a kind: candidate → draft), `owner.rs` and `duty.rs` (who is to do it),
//! `statement.rs` (speech → plain sentence), `third_person.rs` ("I'll" → "Ann will"), `terms.rs` (words that carry meaning);
//! `rules.rs` (candidates that need no learning), `commitment.rs` (promise or passing remark), `settling.rs` (words that
//! settle).

mod commitment;
mod cue_table;
mod cues;
mod deeds;
mod duty;
mod extractors;
mod lexicon;
mod listen;
mod names;
mod owner;
mod rules;
mod settling;
mod spoken;
mod statement;
mod terms;
#[cfg(test)]
pub(crate) mod testing;
mod third_person;

pub mod features;
pub mod labels;
pub mod phrases;
pub mod scorer;
pub mod select;
pub mod signals;
pub mod surroundings;
pub mod vocabulary;

use crate::model::chunk::Chunk;
use crate::model::document::Document;
use crate::model::draft::Draft;
use crate::model::finding::FindingKind;
use crate::model::people::People;
use crate::model::units::Units;
use extractors::EXTRACTORS;
use features::Features;
use listen::Talk;
use scorer::Scorer;

/// The engine: what it knows before it sees a document.
#[derive(Debug)]
pub struct Builtin {
    /// People the user told us about.
    pub people: People,
    /// What was learned.
    pub scorer: &'static Scorer,
}

impl Default for Builtin {
    fn default() -> Self {
        Self { people: People::default(), scorer: Scorer::shipped() }
    }
}

/// One document, looked at as a whole.
#[derive(Debug)]
pub struct Reading<'a> {
    units: &'a Units,
    /// What was found in the whole document, by the unit its core begins in.
    drafts: Vec<(usize, Draft)>,
    /// Units that begin another topic.
    shifts: Vec<usize>,
}

impl Builtin {
    /// Looks at a document as a whole.
    pub fn open<'a>(&'a self, document: &'a Document, units: &'a Units) -> Reading<'a> {
        let talk = Talk::of(document, units, &self.people);
        let scorer = self.scorer;
        let features = Features::of(document, units, &scorer.vocabulary, &scorer.phrases);
        let scores = scorer.score(&features);
        let candidates =
            select::select_scored(document, units, &features, scores.clone(), scorer, &select::RULES);
        let candidates = rules::complete(&talk, &scores, candidates);
        let mut drafts: Vec<(usize, Draft)> = Vec::new();
        for extractor in EXTRACTORS {
            (extractor.extract)(&talk, &candidates, &mut drafts);
        }
        drafts.sort_by_key(|(core, draft)| (*core, draft.kind));
        // A topic is filed under its first unit.
        let is_topic = |draft: &Draft| draft.kind == FindingKind::Topic;
        let shifts = drafts.iter().filter(|(first, draft)| *first > 0 && is_topic(draft));
        let shifts = shifts.map(|(first, _)| *first).collect();
        Reading { units, drafts, shifts }
    }
}

impl Reading<'_> {
    /// Units at which the meeting turns to another subject, rising.
    pub fn shifts(&self) -> &[usize] {
        &self.shifts
    }

    /// The drafts of the units that begin in the chunk.
    pub fn extract(&self, chunk: &Chunk) -> Vec<Draft> {
        let units = self.units.within(chunk.span);
        let from = self.drafts.partition_point(|(core, _)| *core < units.start);
        let to = self.drafts.partition_point(|(core, _)| *core < units.end);
        self.drafts[from..to].iter().map(|(_, draft)| draft.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;
    use proptest::prelude::*;

    const TALK: &str = "Ann: Right, let's talk about the museum crates.\nTom: I'll order ninety crates by Friday.\nAnn: Agreed.\n\
        Eva: Who signs the insurance form?\nTom: I don't know.\nAnn: Let's go with the blue labels for the crates.\nEva: Yes, fine by me.\n\
        Tom: The risk is that if the van doesn't come we can't move the crates.\nAnn: Eva, can you ring the insurers?\nEva: Sure.\n";

    fn drafts(document: &Document, cuts: &[usize]) -> Vec<Draft> {
        let units = Units::of(document);
        let engine = Builtin::default();
        let reading = engine.open(document, &units);
        let mut all = Vec::new();
        let mut borders = vec![0];
        borders.extend(cuts.iter().copied().filter(|&cut| cut < document.text.len()));
        borders.push(document.text.len());
        borders.sort_unstable();
        for (index, pair) in borders.windows(2).enumerate() {
            let span = Span::new(pair[0], pair[1]);
            all.extend(reading.extract(&Chunk {
                index,
                span,
                tokens: 0,
                before: Span::default(),
                after: Span::default(),
            }));
        }
        all
    }

    #[test]
    fn finds_each_kind_of_a_small_meeting() {
        let document = testing::talk(TALK);
        let found: Vec<_> =
            drafts(&document, &[]).into_iter().map(|draft| (draft.kind.as_str(), draft.statement)).collect();
        for expected in [
            ("action_item", "Tom will order ninety crates by Friday."),
            ("decision", "Let's go with the blue labels for the crates."),
            ("action_item", "Eva to ring the insurers."),
            ("open_question", "Who signs the insurance form?"),
        ] {
            assert!(
                found.iter().any(|(kind, statement)| (*kind, statement.as_str()) == expected),
                "{expected:?} in {found:#?}"
            );
        }
    }

    #[test]
    fn every_quote_is_where_it_says() {
        let document = testing::talk(&TALK.repeat(20));
        for draft in drafts(&document, &[]) {
            assert!(!draft.quotes.is_empty(), "{draft:?}");
            for quote in &draft.quotes {
                assert_eq!(document.slice(quote.hint.expect("a hint")), quote.text);
            }
        }
    }

    #[test]
    fn odd_input_gives_no_panic_and_no_quadratic_time() {
        let started = std::time::Instant::now();
        for text in [
            "x".repeat(300_000),
            "I'll ".repeat(60_000),
            "yes ".repeat(60_000),
            "Ann: can you\n".repeat(20_000),
            "A: who? ".repeat(20_000),
            "£1,000 of $5 % and a half point ".repeat(10_000),
            (0..20_000).map(|n| format!("S{n}: I'll send {n} crates\n")).collect(),
        ] {
            drafts(&testing::talk(&text), &[5, 9, 1000]);
        }
        assert!(started.elapsed().as_secs() < 60, "{:?}", started.elapsed());
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
        #[test]
        fn drafts_do_not_depend_on_cuts(cuts in proptest::collection::vec(0usize..2000, 0..12)) {
            let document = testing::talk(&TALK.repeat(4));
            prop_assert_eq!(drafts(&document, &cuts), drafts(&document, &[]));
        }

        #[test]
        fn any_talk_is_read(lines in proptest::collection::vec("(Ann|Tom|): [a-zI' ,.?$£é0-9-]{0,40}", 0..30)) {
            let document = testing::talk(&lines.join("\n"));
            for draft in drafts(&document, &[]) {
                prop_assert!(!draft.quotes.is_empty());
                prop_assert!((0.0..=1.0).contains(&draft.score));
            }
        }
    }
}
