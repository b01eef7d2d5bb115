//! A requirement as a question to a document: its terms and what each weighs, its act, what the act is done to, its force.

use super::meanings::Meant;
use super::passages::MEANT_SHARE;
use super::roles::{Doer, doer_of, is_role};
use super::sense::{Cue, cue_at};
use super::terms::{Groups, Stems, Term};
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
    /// What each term counts for beside how rare it is: less for headings and definitions.
    pub shares: Vec<f32>,
    /// The terms before the act: who or what.
    pub subject: Range<usize>,
    /// The terms of the act.
    pub act: Range<usize>,
    /// The terms after the act, up to the first exception or condition.
    pub object: Range<usize>,
    /// The terms of the object itself, without when, why and examples: up to "after", "if", a bracket.
    pub thing: Range<usize>,
    /// Whether the act is done to the subject: "must be marked".
    pub is_passive: bool,
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

const ONLY: [u64; 3] = [hash_word("only"), hash_word("solely"), hash_word("exclusively")];
/// What follows "only" where it names a condition and closes no list: "only if", "only under".
const CONDITIONS: [u64; 14] = [
    hash_word("if"),
    hash_word("when"),
    hash_word("where"),
    hash_word("after"),
    hash_word("with"),
    hash_word("under"),
    hash_word("upon"),
    hash_word("on"),
    hash_word("once"),
    hash_word("until"),
    hash_word("while"),
    hash_word("through"),
    hash_word("as"),
    hash_word("because"),
];
/// "shall only include", "must be used only for": "only" stands so near to the word that governs the act.
const ONLY_REACH: usize = 5;
const ALL: [u64; 4] = [hash_word("all"), hash_word("any"), hash_word("each"), hash_word("every")];
const SOME: [u64; 3] = [hash_word("some"), hash_word("certain"), hash_word("part")];
/// Words that go on with when and in which case.
const ADJUNCTS: [u64; 14] = [
    hash_word("after"),
    hash_word("upon"),
    hash_word("before"),
    hash_word("when"),
    hash_word("if"),
    hash_word("where"),
    hash_word("during"),
    hash_word("even"),
    hash_word("following"),
    hash_word("until"),
    hash_word("while"),
    hash_word("within"),
    hash_word("including"),
    hash_word("because"),
];
/// Verbs that say little beside the act they carry.
const LIGHT_VERBS: [u64; 7] = [
    hash_word("make"),
    hash_word("create"),
    hash_word("give"),
    hash_word("take"),
    hash_word("perform"),
    hash_word("conduct"),
    hash_word("undertake"),
];
/// Nouns that stand for whatever may be the case: "in some circumstances".
const FILLERS: [u64; 8] = [
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
const ARTICLES: [u64; 4] = [hash_word("a"), hash_word("an"), hash_word("any"), hash_word("the")];
const BE: [u64; 2] = [hash_word("be"), hash_word("been")];
const JOINING: [u64; 3] = [hash_word("or"), hash_word("and"), hash_word("and/or")];
/// Context words count for so much.
const CONTEXT_SHARE: f32 = 0.3;

impl Question {
    /// Makes a question of a requirement. `context` is text that helps to find it: headings, what its terms mean, words
    /// given to look for.
    pub fn new(text: &str, modality: Modality, context: &[(&str, f32)], stems: &mut Stems) -> Self {
        let (mut words, mut all) = (Vec::new(), Vec::new());
        split_words(text, 0, &mut words);
        stems.terms(text, &words, &mut all);
        let governing = governing_word(&words);
        let mut act_word = None;
        let mut terms: Vec<Term> = Vec::new();
        let mut manner: Vec<Term> = Vec::new();
        let (mut subject_end, mut act_end, mut object_end) = (0, 0, None);
        for (at, term) in all.iter().cloned().enumerate() {
            let place = term.word as usize;
            let is_after = governing.is_none_or(|at| place > at);
            let is_manner = words[place].of(text).ends_with("ly") || is_light(&words, &all[at..]);
            let is_new = !terms.iter().any(|known| known.stem == term.stem);
            if is_manner && is_after && act_word.is_none() {
                manner.push(term);
                continue;
            }
            match act_word {
                None if is_after => act_word = Some(place),
                Some(last) if act_end == terms.len() && is_joined(&words, last, place, &term, &terms) => {
                    act_word = Some(place);
                }
                _ => {
                    let is_past = act_word.is_some_and(|act| {
                        (act + 1..place).any(|at| matches!(cue_at(&words, at), Some(Cue::Except)))
                    });
                    if is_past && object_end.is_none() {
                        object_end = Some(terms.len());
                    }
                    if is_new {
                        terms.push(term);
                        if act_word.is_none() {
                            (subject_end, act_end) = (terms.len(), terms.len());
                        }
                    }
                    continue;
                }
            }
            if is_new {
                terms.push(term);
                act_end = terms.len();
            }
        }
        object_end = object_end.or(Some(terms.len()));
        let is_new = |term: &Term| !terms.iter().any(|known| known.stem == term.stem);
        let manner: Vec<Term> = manner.into_iter().filter(is_new).collect();
        terms.extend(manner);
        let own = terms.len();
        let says_little = |term: &Term| {
            let word = &words[term.word as usize];
            LIGHT_VERBS.contains(&word.hash)
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
        let mut quantities = Vec::new();
        find_quantities(text, &words, &mut quantities);
        let has = |known: &[u64]| words.iter().any(|word| known.contains(&word.hash));
        let has_exception = (0..words.len()).any(|at| cue_at(&words, at) == Some(Cue::Except));
        let object = act_end.max(subject_end)..object_end.unwrap_or(own).max(act_end);
        let thing = object.start..thing_end(text, &words, &terms, &object);
        let act = &terms[subject_end..act_end.max(subject_end)];
        let opposed = act.first().map(|term| term.groups.opposed()).unwrap_or_default();
        let first_act = terms.get(subject_end).filter(|_| act_end > subject_end);
        let is_passive = first_act.is_some_and(|act| {
            let before = (act.word as usize).saturating_sub(2)..act.word as usize;
            words[before].iter().any(|word| BE.contains(&word.hash))
        });
        Question {
            is_passive,
            doer: first_act.and_then(|act| doer_of(&words, act.word as usize)),
            opposed,
            has_only: governing.is_some_and(|at| closes_list(&words, at)),
            has_all: words[..governing.unwrap_or(0)].iter().any(|word| ALL.contains(&word.hash)),
            has_some: has(&SOME),
            has_exception,
            text: text.to_owned(),
            subject: 0..subject_end,
            act: subject_end..act_end.max(subject_end),
            object,
            thing,
            own,
            resolved: Vec::new(),
            modality,
            quantities,
            words,
            terms,
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
            self.resolved.push(Resolved { terms, by: first..self.terms.len(), is_list: meant.is_list() });
        }
        self
    }
}

/// The word that governs the act: the first cue of a duty, a permission or a ban.
fn governing_word(words: &[Word]) -> Option<usize> {
    (0..words.len())
        .find(|&at| matches!(cue_at(words, at), Some(Cue::Must | Cue::Should | Cue::May | Cue::Bar)))
}

/// Whether the word that governs the act has an "only" beside it that leaves nothing else.
fn closes_list(words: &[Word], governing: usize) -> bool {
    let near = governing.saturating_sub(1)..words.len().min(governing + ONLY_REACH + 1);
    let begins_clause =
        |at: usize| at > governing && [hash_word("that"), hash_word("which")].contains(&words[at].hash);
    near.take_while(|&at| !begins_clause(at)).any(|at| {
        let next = words.get(at + 1).map_or(0, |word| word.hash);
        ONLY.contains(&words[at].hash) && !CONDITIONS.contains(&next)
    })
}

/// Where the object itself ends: at the first word of time or condition, or at a bracket.
fn thing_end(text: &str, words: &[Word], terms: &[Term], object: &Range<usize>) -> usize {
    let Some(first) = terms[object.clone()].first() else { return object.end };
    let from = first.word as usize;
    let ends = |at: &usize| {
        let before = at.checked_sub(1).map_or(0, |at| words[at].end as usize);
        let gap = text.get(before..words[*at].start as usize).unwrap_or_default();
        ADJUNCTS.contains(&words[*at].hash) || gap.contains('(')
    };
    let Some(end) = (from + 1..words.len()).find(ends) else { return object.end };
    let past = object.clone().find(|&at| terms[at].word as usize >= end);
    past.unwrap_or(object.end)
}

/// Whether a verb only carries the act that follows it as a thing: "make a copy", "give notice".
fn is_light(words: &[Word], from_verb: &[Term]) -> bool {
    let [verb, act, ..] = from_verb else { return false };
    let between = verb.word as usize + 1..act.word as usize;
    LIGHT_VERBS.contains(&words[verb.word as usize].hash)
        && !act.groups.is_empty()
        && between.len() <= 1
        && between.clone().all(|at| ARTICLES.contains(&words[at].hash))
}

/// Whether a place in a sentence is inside brackets: examples and asides.
fn is_in_brackets(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let opened = before.rfind('(');
    opened.is_some_and(|open| open > 0 && !before[open..].contains(')'))
}

/// Whether a term goes on with the act: "destroy or return", "reverse engineer".
fn is_joined(words: &[Word], last: usize, place: usize, term: &Term, terms: &[Term]) -> bool {
    let between = &words[last + 1..place];
    let is_pair = between.is_empty() && terms.last().is_some_and(|act| act.groups.meet(term.groups));
    is_pair || between.len() == 1 && JOINING.contains(&between[0].hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_closes_a_list_or_names_a_condition() {
        for (text, expected) in [
            ("Records shall only include names.", true),
            ("Data must be used only for billing.", true),
            ("Data should be processed only if it is needed.", false),
            ("The owner shall ensure that only staff enter.", false),
            ("Data must be kept where strictly necessary.", false),
            ("A person may not be subject to a decision based solely on machines.", false),
        ] {
            let question = Question::new(text, Modality::Must, &[], &mut Stems::default());
            assert_eq!(question.has_only, expected, "{text}");
        }
    }

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
            ("Backups must be fully encrypted.", "backups", "encrypted", ""),
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
