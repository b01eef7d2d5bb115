//! A question beside a passage: what of it the passage has, and where. The measures are what relevance is judged by.

use super::passages::{GROUP_SHARE, Hit, LEAD_SHARE, MEANT_SHARE, Passages};
use super::question::Question;
use super::roles::{Doer, PARTY, doer_of};
use super::sense::{Force, exception, force_at};
use super::terms::Term;
use super::vectors::{DIMENSIONS, Kin, mean, product};
use crate::text::words::{Word, hash_word};

/// Number of measures of a pair.
pub const PAIR_COUNT: usize = 23;
/// Measures of one pair.
pub type Measures = [f32; PAIR_COUNT];
/// A word found in the same sentence is near if it stands within so many words.
const NEAR: usize = 6;
/// From this share on a part of a question is there.
const SAME: f32 = 0.5;
/// Words of a passage that are looked at together.
const WINDOW: usize = 24;

/// One question term in one passage.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    /// 1 for the stem, less for a word of its group, 0 for nothing.
    value: f32,
    /// Index of the word in the passage.
    word: Option<u32>,
}

/// What a passage has of a question.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Index of the passage.
    pub passage: usize,
    /// What relevance is judged by.
    pub measures: Measures,
    /// Index of the word that names the act.
    pub act_word: Option<usize>,
    /// Parts of the passage told apart by commas or semicolons, if it says what the subject is or has.
    pub parts: usize,
    /// Whether it says what the subject is.
    pub defines: bool,
    /// Whether it says what the subject is, or tells the same act of it.
    pub is_of_subject: bool,
    /// What the passage does with the act, if it names it.
    pub force: Option<Force>,
    /// Who the passage asks it of, where that is one side of a contract, and the word for that.
    pub doer: Option<(Doer, Word)>,
    /// What the passage does with an act that would undo the question's.
    pub opposed: Option<Force>,
    /// Share of what the act is done to that the passage has: the object itself, or the subject of a passive.
    pub thing: f32,
    /// Whether there is an exception by the act.
    pub has_exception: bool,
    /// Share of the object that stands behind the exception.
    pub object_in_exception: f32,
    /// Share of the question that the passage has.
    pub coverage: f32,
    found: Vec<Found>,
}

/// A question as one document takes it.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// What its terms weigh in the document.
    pub weights: Vec<f32>,
    /// What it means as a whole, as a vector of length one.
    meaning: [f32; DIMENSIONS],
}

impl<'a> Asked<'a> {
    /// Weighs the question's terms by how rare they are in the document.
    pub fn new(question: &'a Question, passages: &Passages) -> Self {
        let weight = |((term, kin), share): ((&Term, &Kin), &f32)| {
            share * passages.weight_of_meaning(term, kin).max(0.2)
        };
        let weights: Vec<f32> =
            question.terms.iter().zip(&question.kin).zip(&question.shares).map(weight).collect();
        let own = question.terms[..question.own].iter().zip(&weights);
        let meaning = mean(own.filter_map(|(term, weight)| Some((term.vector?, *weight))));
        Asked { question, weights, meaning }
    }
}

impl Pair {
    /// Looks at a hit. `top` is the score of the best hit, `rank` the place of this one.
    pub fn new(asked: &Asked, passages: &Passages, hit: Hit, rank: usize, top: f32) -> Self {
        let (question, weights) = (asked.question, &asked.weights[..]);
        let own = passages.terms_of(hit.passage);
        let words = passages.words_of(hit.passage);
        let lead = passages.passages[hit.passage].lead;
        let mut found = find(question, own, 1.0);
        if let Some(lead) = lead {
            better(&mut found, &find(question, passages.terms_of(lead), LEAD_SHARE + 0.2));
        }
        resolve(question, &mut found);
        if is_mutual(words) {
            let both = |at: &usize| question.names_role(*at);
            (0..question.own).filter(both).for_each(|at| found[at].value = found[at].value.max(MEANT_SHARE));
        }
        let own_terms = 0..question.own;
        let sum = |range: std::ops::Range<usize>, value: &dyn Fn(&Found) -> f32| {
            let total: f32 = weights[range.clone()].iter().sum();
            let got: f32 = range.map(|at| weights[at] * value(&found[at])).sum();
            if total > 0.0 { got / total } else { 0.0 }
        };
        let coverage = sum(own_terms.clone(), &|one| one.value);
        let exact = sum(own_terms.clone(), &|one| if one.value >= 1.0 { 1.0 } else { 0.0 });
        let (act, object, subject) = (
            sum(question.act.clone(), &|one| one.value),
            sum(question.object.clone(), &|one| one.value),
            sum(question.subject.clone(), &|one| one.value),
        );
        let topic = sum(question.topic.clone(), &|one| one.value);
        let mut near = found.clone();
        for side in [hit.passage.checked_sub(1), Some(hit.passage + 1)].into_iter().flatten() {
            if side < passages.passages.len() {
                better(&mut near, &find(question, passages.terms_of(side), 0.8));
            }
        }
        let total: f32 = weights[own_terms.clone()].iter().sum::<f32>().max(1e-3);
        let with_sides: f32 = own_terms.clone().map(|at| weights[at] * near[at].value).sum::<f32>() / total;
        let worst = own_terms
            .clone()
            .map(|at| if found[at].value == 0.0 { weights[at] } else { 0.0 })
            .fold(0.0, f32::max);
        let act_word = question.act.clone().filter_map(|at| found[at].word).min();
        let force = act_word.map(|word| force_with_lead(passages, hit.passage, word as usize));
        let adjunct = question.thing.end..question.object.end;
        let adjunct = if adjunct.is_empty() { 0.0 } else { 1.0 - sum(adjunct, &|one| one.value) };
        let doer = act_word.and_then(|word| doer_with_lead(passages, hit.passage, word as usize));
        let opposed = own
            .iter()
            .find(|term| {
                !question.opposed.is_empty()
                    && !term.is_meant
                    && term.groups.meet(question.opposed)
                    && is_of_all(words, term.word as usize)
            })
            .map(|term| force_with_lead(passages, hit.passage, term.word as usize));
        let exception_at = act_word.and_then(|word| exception(words, word as usize));
        let object_in_exception = exception_at.map_or(0.0, |at| {
            let object = question.object.clone();
            let whole: f32 = weights[object.clone()].iter().sum();
            let behind = |one: &usize| found[*one].word.is_some_and(|word| word as usize > at);
            let got: f32 = object.filter(behind).map(|one| weights[one] * found[one].value).sum();
            if whole > 0.0 { got / whole } else { 0.0 }
        });
        let length = own.iter().filter(|term| !term.is_meant).count();
        let defines = defines_subject(question, passages, hit.passage);
        let measures = [
            coverage,
            exact,
            act,
            object,
            subject,
            hit.score / top.max(1e-3),
            (hit.score / (total * 2.2)).min(1.5),
            adjacency(question, &found),
            window(question, weights, own, total),
            (length as f32 + 1.0).ln() / 5.0,
            f32::from(lead.is_some()),
            with_sides - coverage,
            heading(question, weights, passages, hit.passage, total),
            f32::from(passages.is_heading(hit.passage)),
            f32::from(defines),
            1.0 / (rank as f32 + 1.0),
            worst / total,
            coverage * coverage,
            act * object,
            f32::from(length < 4),
            product(&asked.meaning, passages.meaning_of(hit.passage)),
            adjunct,
            f32::from(act_word.is_some_and(|act| is_named_as_thing(words, act as usize))),
        ];
        Pair {
            passage: hit.passage,
            measures,
            act_word: act_word.map(|word| word as usize),
            parts: if act > 0.0 && topic > 0.0 || defines { parts_of(passages, hit.passage) } else { 1 },
            defines,
            is_of_subject: defines || topic >= SAME && act >= SAME,
            force,
            doer,
            opposed,
            thing: sum(question.thing.clone(), &|one| one.value),
            has_exception: exception_at.is_some(),
            object_in_exception,
            coverage,
            found,
        }
    }

    /// Whether the passage or its lead-in has the question's term.
    pub fn has(&self, term: usize) -> bool {
        self.found[term].value > 0.0
    }

    /// How well the term is matched: 1 for its own stem.
    pub fn value_of(&self, term: usize) -> f32 {
        self.found[term].value
    }
}

/// Whether a passage speaks of both sides of its contract: "each party", "neither party".
fn is_mutual(words: &[Word]) -> bool {
    let is_both = |pair: &[Word]| BOTH.contains(&pair[0].hash) && PARTY.contains(&pair[1].hash);
    words.windows(2).any(is_both)
}

/// Whether a word that can be an act is named as a thing: "return the copies".
fn is_named_as_thing(words: &[Word], act: usize) -> bool {
    act > 0 && DETERMINERS.contains(&words[act - 1].hash)
}

/// Whether the act at a word is done to all there is: "destroy all copies", "all copies shall be destroyed".
fn is_of_all(words: &[Word], act: usize) -> bool {
    let has_all = |from: usize, to: usize| words[from..to].iter().any(|word| ALL.contains(&word.hash));
    let is_passive = (act.saturating_sub(2)..act).any(|at| words[at].hash == hash_word("be"));
    has_all(act, words.len().min(act + NEAR)) || is_passive && has_all(act.saturating_sub(WINDOW), act)
}

/// Parts of a passage told apart by commas or semicolons.
fn parts_of(passages: &Passages, passage: usize) -> usize {
    let text = passages.document.slice(passages.unit_of(passage).span);
    1 + text.bytes().filter(|byte| matches!(byte, b',' | b';')).count()
}

/// The force of the act in a passage; where the passage itself has none, that of its lead-in.
fn force_with_lead(passages: &Passages, passage: usize, act: usize) -> Force {
    let words = passages.words_of(passage);
    let tone = passages.tone_of(passage);
    let force = force_at(words, act.min(words.len().saturating_sub(1)), tone);
    let Some(lead) = passages.passages[passage].lead else { return force };
    match force {
        Force::Plain | Force::Denied => {
            let mut all: Vec<Word> = passages.words_of(lead).to_vec();
            let before = all.len();
            all.extend_from_slice(words);
            force_at(&all, before + act.min(words.len().saturating_sub(1)), tone)
        }
        own => own,
    }
}

/// Who the act in a passage is asked of; where the passage itself does not say it, its lead-in may.
fn doer_with_lead(passages: &Passages, passage: usize, act: usize) -> Option<(Doer, Word)> {
    let words = passages.words_of(passage);
    if let Some(doer) = doer_of(words, act) {
        return Some((doer, words[doer.word]));
    }
    let mut all: Vec<Word> = passages.words_of(passages.passages[passage].lead?).to_vec();
    let before = all.len();
    all.extend_from_slice(words);
    let doer = doer_of(&all, before + act)?;
    Some((doer, all[doer.word]))
}

/// The best match of each question term among the terms of a passage.
fn find(question: &Question, terms: &[Term], share: f32) -> Vec<Found> {
    let look = |(wanted, kin): (&Term, &Kin)| {
        let mut best = Found::default();
        for term in terms {
            let value = if term.stem == wanted.stem && !term.is_meant {
                share
            } else if term.stem == wanted.stem {
                MEANT_SHARE * share
            } else {
                let group = if term.groups.meet(wanted.groups) { GROUP_SHARE } else { 0.0 };
                let near = term.vector.map_or(0.0, |vector| kin.share_of(vector));
                share * group.max(near)
            };
            if value > best.value {
                best = Found { value, word: (share >= 1.0).then_some(term.word) };
                if term.stem == wanted.stem && !term.is_meant {
                    break;
                }
            }
        }
        best
    };
    question.terms.iter().zip(&question.kin).map(look).collect()
}

/// A term is there as well where the words are that stand for it.
fn resolve(question: &Question, found: &mut [Found]) {
    for resolved in &question.resolved {
        let by = &found[resolved.by.clone()];
        let Some(best) = by.iter().copied().max_by(|a, b| a.value.total_cmp(&b.value)) else { continue };
        let value = match resolved.is_list {
            true => best.value,
            false => by.iter().map(|one| one.value).sum::<f32>() / by.len() as f32,
        };
        for &at in &resolved.terms {
            if MEANT_SHARE * value > found[at].value {
                found[at] = Found { value: MEANT_SHARE * value, word: best.word };
            }
        }
    }
}

fn better(found: &mut [Found], other: &[Found]) {
    for (one, other) in found.iter_mut().zip(other) {
        if other.value > one.value {
            *one = Found { value: other.value, word: one.word.or(other.word) };
        }
    }
}

/// Share of neighbouring question terms that stand near one another in the passage, too.
fn adjacency(question: &Question, found: &[Found]) -> f32 {
    if question.own < 2 {
        return 0.0;
    }
    let is_near = |at: &usize| match (found[*at].word, found[*at + 1].word) {
        (Some(one), Some(other)) => (one as i64 - other as i64).unsigned_abs() as usize <= NEAR,
        _ => false,
    };
    (0..question.own - 1).filter(is_near).count() as f32 / (question.own - 1) as f32
}

/// The most of a question that any few words of the passage have.
fn window(question: &Question, weights: &[f32], terms: &[Term], total: f32) -> f32 {
    let mut best: f32 = 0.0;
    let mut from = 0;
    let mut values = vec![0.0f32; question.own];
    while from < terms.len() {
        values.fill(0.0);
        let begin = terms[from].word as usize;
        for term in terms[from..].iter().take_while(|term| (term.word as usize) < begin + WINDOW) {
            for ((value, wanted), kin) in values.iter_mut().zip(&question.terms).zip(&question.kin) {
                let found = if term.stem == wanted.stem {
                    1.0
                } else if *value >= GROUP_SHARE {
                    continue;
                } else if term.groups.meet(wanted.groups) {
                    GROUP_SHARE
                } else {
                    term.vector.map_or(0.0, |vector| kin.share_of(vector))
                };
                *value = value.max(found);
            }
        }
        best =
            best.max(values.iter().zip(weights).map(|(value, weight)| value * weight).sum::<f32>() / total);
        // Half a window on: every stretch of half its length is seen whole.
        let next = terms[from..].iter().position(|term| term.word as usize >= begin + WINDOW / 2);
        from = next.map_or(terms.len(), |step| from + step);
    }
    best
}

/// Share of the question that the nearest heading above the passage has.
fn heading(question: &Question, weights: &[f32], passages: &Passages, passage: usize, total: f32) -> f32 {
    const LOOK_BACK: usize = 40;
    let above = (passage.saturating_sub(LOOK_BACK)..passage).rev().find(|&at| passages.is_heading(at));
    above.map_or(0.0, |at| {
        let found = find(question, passages.terms_of(at), 1.0);
        (0..question.own).map(|term| weights[term] * found[term].value).sum::<f32>() / total
    })
}

/// Words before "party" that mean either side.
const BOTH: [u64; 4] = [hash_word("each"), hash_word("either"), hash_word("both"), hash_word("neither")];
/// Words before a thing.
const DETERMINERS: [u64; 16] = [
    hash_word("the"),
    hash_word("a"),
    hash_word("an"),
    hash_word("any"),
    hash_word("all"),
    hash_word("such"),
    hash_word("each"),
    hash_word("every"),
    hash_word("no"),
    hash_word("these"),
    hash_word("those"),
    hash_word("its"),
    hash_word("their"),
    hash_word("other"),
    hash_word("said"),
    hash_word("of"),
];
/// Words for whatever there is.
const ALL: [u64; 4] = [hash_word("all"), hash_word("any"), hash_word("each"), hash_word("every")];
/// Words by which a passage says what something is.
const DEFINING: [u64; 10] = [
    hash_word("means"),
    hash_word("mean"),
    hash_word("defined"),
    hash_word("refers"),
    hash_word("refer"),
    hash_word("includes"),
    hash_word("include"),
    hash_word("consists"),
    hash_word("comprises"),
    hash_word("definition"),
];

/// Whether the passage says what the question's subject is: it begins with it, or has it in quotation marks.
fn defines_subject(question: &Question, passages: &Passages, passage: usize) -> bool {
    let words = passages.words_of(passage);
    if question.topic.is_empty() || !words.iter().any(|word| DEFINING.contains(&word.hash)) {
        return false;
    }
    let text = &passages.document.text;
    let wanted = &question.terms[question.topic.clone()];
    let terms = passages.terms_of(passage);
    let at =
        terms.windows(wanted.len()).position(|some| some.iter().zip(wanted).all(|(a, b)| a.stem == b.stem));
    at.is_some_and(|at| {
        let start = words[terms[at].word as usize].start as usize;
        let is_quoted = text.get(..start).is_some_and(|before| before.ends_with(['"', '“', '\'', '‘', '«']));
        is_quoted || terms[at].word < 4
    })
}
