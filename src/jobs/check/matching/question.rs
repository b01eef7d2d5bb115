//! A requirement as a question to a document: its terms and what each weighs, its act, what the act is done to, its force.

use super::clause::{CARRIERS, Clause, LIGHT_VERBS};
use super::meanings::Meant;
use super::passages::MEANT_SHARE;
use super::roles::{Doer, doer_of, is_role};
use super::sense::{Cue, cue_at};
use super::terms::{Groups, Stems, Term};
use super::vectors::Kin;
use crate::model::requirement::Modality;
use crate::text::quantities::{Quantity, find_quantities};
use crate::text::words::{Word, hash_word, split_words};
use std::ops::Range;

/// A requirement, ready to be looked for.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its words.
    pub text: String,
    /// The words; offsets are those of `text`.
    pub words: Vec<Word>,
    /// Its terms, each once.
    pub terms: Vec<Term>,
    /// The words near each term in what they mean.
    pub kin: Vec<Kin>,
    /// What each term counts for beside how rare it is: less for headings and definitions.
    pub shares: Vec<f32>,
    /// The terms of who or what acts.
    pub subject: Range<usize>,
    /// The terms of what the sentence is about: what stands before its act.
    pub topic: Range<usize>,
    /// The terms of the act.
    pub act: Range<usize>,
    /// The terms of what the act is done to, with when and in which case.
    pub object: Range<usize>,
    /// Of these, the terms of the thing itself.
    pub thing: Range<usize>,
    /// Who the act is asked of, where that is one side of a contract.
    pub doer: Option<Doer>,
    /// What would undo the act.
    pub opposed: Groups,
    /// Number of terms of the sentence itself; those after it are context.
    pub own: usize,
    /// Own terms that the policy says the meaning of.
    pub resolved: Vec<Resolved>,
    /// What it does.
    pub modality: Modality,
    /// Amounts, shares, periods in it.
    pub quantities: Vec<Quantity>,
    /// Says that nothing else is: only, solely.
    pub has_only: bool,
    /// Its subject is every case: all, any, each.
    pub has_all: bool,
    /// Speaks of one case at least: some, certain.
    pub has_some: bool,
    /// Has an exception of its own.
    pub has_exception: bool,
}

/// Own terms of a question, and the words that stand for them by what the policy says they mean.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The own terms.
    pub terms: Vec<usize>,
    /// The terms, among those of the context, that stand for them.
    pub by: Range<usize>,
    /// Whether each of these alone stands for them.
    pub is_list: bool,
}

const ALL: [u64; 4] = [hash_word("all"), hash_word("any"), hash_word("each"), hash_word("every")];
/// Behind the act, these speak of every case.
const WHOLE: [u64; 4] = [hash_word("all"), hash_word("every"), hash_word("everything"), hash_word("entire")];
/// They stand so near to the act.
const WHOLE_REACH: usize = 3;
const SOME: [u64; 3] = [hash_word("some"), hash_word("certain"), hash_word("part")];
/// Nouns that stand for whatever may be the case: "in some circumstances".
const FILLERS: [u64; 19] = [
    hash_word("part"),
    hash_word("parts"),
    hash_word("portion"),
    hash_word("portions"),
    hash_word("member"),
    hash_word("members"),
    hash_word("kind"),
    hash_word("nature"),
    hash_word("case"),
    hash_word("situations"),
    hash_word("somebody"),
    hash_word("circumstances"),
    hash_word("circumstance"),
    hash_word("cases"),
    hash_word("instances"),
    hash_word("manner"),
    hash_word("respect"),
    hash_word("event"),
    hash_word("way"),
];
/// Words that say little count for so much.
const FILLER_SHARE: f32 = 0.5;
/// Context words count for so much.
const CONTEXT_SHARE: f32 = 0.3;

impl Question {
    /// Makes a question of a requirement. `context` is text that helps to find it: headings, what its terms mean, words
    /// given to look for.
    pub fn new(text: &str, modality: Modality, context: &[(&str, f32)], stems: &mut Stems) -> Self {
        let (mut words, mut all) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        stems.terms(text, &words, &mut all);
        let clause = Clause::of(text, &words, &all);
        let mut terms = clause.subject;
        let subject = 0..terms.len();
        terms.extend(clause.act);
        let act = subject.end..terms.len();
        terms.extend(clause.thing);
        let thing = act.end..terms.len();
        terms.extend(clause.adjunct);
        let object = act.end..terms.len();
        terms.extend(clause.beyond);
        terms.extend(clause.manner);
        let own = terms.len();
        let says_little = |term: &Term| {
            let word = &words[term.word as usize];
            LIGHT_VERBS.contains(&word.hash)
                || CARRIERS.contains(&word.hash)
                || FILLERS.contains(&word.hash)
                || is_in_brackets(text, word.start as usize)
        };
        let mut shares: Vec<f32> =
            terms.iter().map(|term| if says_little(term) { FILLER_SHARE } else { 1.0 }).collect();
        for (words_of, share) in context {
            let (mut more_words, mut more) = (Vec::new(), Vec::new());
            split_words(words_of, 0, &mut more_words);
            stems.terms(words_of, &more_words, &mut more);
            for mut term in more {
                if !terms.iter().any(|known| known.stem == term.stem) {
                    term.word = u32::MAX;
                    terms.push(term);
                    shares.push(*share * CONTEXT_SHARE);
                }
            }
        }
        let kin = terms.iter().map(|term| stems.kin_of(term)).collect();
        let mut quantities = Vec::new();
        find_quantities(text, &words, &mut quantities);
        let has = |known: &[u64]| words.iter().any(|word| known.contains(&word.hash));
        let has_exception = (0..words.len()).any(|at| cue_at(&words, at) == Some(Cue::Except));
        let first_act = terms[act.clone()].first();
        let opposed = first_act.map(|act| act.groups.opposed()).unwrap_or_default();
        let act_word = first_act.map(|act| act.word as usize);
        let has_any = |words: &[Word], known: &[u64]| words.iter().any(|word| known.contains(&word.hash));
        let behind = act_word.map_or(&[][..], |act| &words[act..words.len().min(act + 1 + WHOLE_REACH)]);
        let has_all = has_any(&words[clause.main..clause.governing.unwrap_or(clause.main)], &ALL)
            || has_any(behind, &WHOLE);
        Question {
            doer: act_word.and_then(|act| doer_of(&words, act)),
            opposed,
            has_only: clause.has_only && (clause.is_turned || modality != Modality::May),
            has_all,
            has_some: has(&SOME),
            has_exception,
            text: text.to_owned(),
            topic: if clause.fronted > 0 {
                thing.start..thing.start + clause.fronted
            } else {
                subject.clone()
            },
            subject,
            act,
            object,
            thing,
            own,
            resolved: Vec::new(),
            modality,
            quantities,
            words,
            terms,
            kin,
            shares,
        }
    }
}

impl Question {
    /// The word of a term; empty for terms of the context.
    pub fn word_of(&self, term: usize) -> &str {
        self.words.get(self.terms[term].word as usize).map_or("", |word| word.of(&self.text))
    }

    /// Whether a term names a side of a contract.
    pub fn names_role(&self, term: usize) -> bool {
        self.words.get(self.terms[term].word as usize).is_some_and(is_role)
    }

    /// Takes in what its terms mean: those with a meaning among its words, as [`Meanings::among`] gives them.
    ///
    /// [`Meanings::among`]: super::meanings::Meanings::among
    #[must_use]
    pub fn resolve(mut self, meant: &[(usize, &Meant)]) -> Self {
        for &(last, meant) in meant {
            let words = (last + 1 - meant.length()) as u32..=last as u32;
            let terms = (0..self.own).filter(|&at| words.contains(&self.terms[at].word)).collect();
            let first = self.terms.len();
            self.terms.extend(meant.terms_at(last).map(|term| Term { word: u32::MAX, ..term }));
            self.shares.resize(self.terms.len(), MEANT_SHARE);
            self.kin.resize(self.terms.len(), Kin::default());
            self.resolved.push(Resolved { terms, by: first..self.terms.len(), is_list: meant.is_list() });
        }
        self
    }
}

/// Whether a place in a sentence is inside brackets: examples and asides.
fn is_in_brackets(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let opened = before.rfind('(');
    opened.is_some_and(|open| open > 0 && !before[open..].contains(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_act_and_what_it_is_done_to_are_told_apart() {
        let cases = [
            (
                "Suppliers must not disclose personal data to third parties.",
                "suppliers",
                "disclose",
                "personal data third parties",
            ),
            (
                "The contractor shall return or destroy all copies except one.",
                "contractor",
                "return destroy",
                "copies",
            ),
            ("Staff may not reverse engineer the software.", "staff", "reverse engineer", "software"),
            ("Staff may make a copy of the plan.", "staff", "copy", "plan"),
            ("Backups must be fully encrypted.", "", "encrypted", "backups"),
        ];
        for (text, subject, act, object) in cases {
            let question = Question::new(text, Modality::Must, &[], &mut Stems::default());
            let words = |range: Range<usize>| {
                let all: Vec<&str> = question.terms[range]
                    .iter()
                    .map(|term| question.words[term.word as usize].of(text))
                    .collect();
                all.join(" ").to_lowercase()
            };
            assert_eq!(words(question.subject.clone()), subject, "{text}");
            assert_eq!(words(question.act.clone()), act, "{text}");
            assert_eq!(words(question.object.clone()), object, "{text}");
        }
    }
}
