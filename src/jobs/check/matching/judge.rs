//! From a question and a document's passages to a stance: how likely the document speaks of it, and how likely it then says
//! the opposite. Both are linear in a few measures that look at no particular word; `weights` has what was learned.

use super::pair::{Asked, Measures, PAIR_COUNT, Pair};
use super::passages::{Passages, Wanted};
use super::question::Question;
use super::sense::Force;
use super::terms::Term;
use super::vectors::Kin;
use super::weights::{CONTRADICTION, MENTION, RELEVANCE};
use crate::model::requirement::Modality;
use crate::text::words::{Word, hash_word};

/// Passages that are compared with a question.
const COMPARED: usize = 16;
/// Of these, the most relevant that a judgement rests on.
const WEIGHED: usize = 5;

/// Number of measures of whether a document speaks of a question. None looks at the question alone: it would only learn
/// the few questions there are to learn from.
pub const MENTION_COUNT: usize = 25;
/// Number of measures of whether it says the opposite.
pub const STANCE_COUNT: usize = 14;

/// Passages of a contract of usual length.
const USUAL_LENGTH: f32 = 300.0;

/// From this coverage on a passage speaks of the very thing.
const SURELY_SAME: f32 = 0.75;

/// From this share of the object on a passage speaks of the same thing.
const SAME_OBJECT: f32 = 0.5;
/// An act that undoes the question's counts for so much in the search.
const OPPOSED_SHARE: f32 = 0.6;
/// So many parts, told apart by commas, are a list.
const LIST_PARTS: usize = 3;
/// "whether or not it is marked": the act stands so near to the word that does not care.
const REGARDLESS_REACH: usize = 6;

/// What a document has to say to a question.
#[derive(Debug)]
pub struct Stance {
    /// The passages that were compared, most relevant first.
    pub pairs: Vec<Judged>,
    /// Measures of whether it speaks of it.
    pub mention: [f32; MENTION_COUNT],
    /// Measures of whether it says the opposite.
    pub stance: [f32; STANCE_COUNT],
}

/// A compared passage and its relevance.
#[derive(Debug)]
pub struct Judged {
    /// The comparison.
    pub pair: Pair,
    /// Log-odds that the passage is what the question is about.
    pub relevance: f32,
}

/// How a force stands to what is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// The same.
    With,
    /// The opposite.
    Against,
    /// The opposite, but for an exception.
    Mixed,
    /// The act, of the other side of the contract.
    Swapped,
    /// Neither.
    Neutral,
}

/// How a passage stands to a question: by the force of the act, and by how wide each of them reaches.
pub fn side_of(question: &Question, passages: &Passages, pair: &Pair) -> Side {
    let words = passages.words_of(pair.passage);
    if let (Some(asked), Some((said, _))) = (question.doer, pair.doer)
        && asked.role.is_other_side(said.role)
    {
        return Side::Swapped;
    }
    if question.has_only {
        return side_of_only(words, pair);
    }
    if question.has_all && question.modality == Modality::Must && says_regardless(words, pair) {
        return Side::Against;
    }
    if let Some(side) = side_of_opposed(question, pair) {
        return side;
    }
    let except = pair.has_exception;
    // The same act on another thing says nothing against it.
    let against = if pair.thing >= SAME_OBJECT { Side::Against } else { Side::Neutral };
    match (question.modality, pair.force) {
        (_, None) => Side::Neutral,
        (Modality::MustNot, Some(Force::Ban)) => Side::With,
        (Modality::MustNot, Some(Force::Permission)) => {
            if except {
                Side::Mixed
            } else {
                against
            }
        }
        (Modality::MustNot, Some(Force::Denied)) => Side::With,
        // "renews automatically" against "must not renew automatically".
        (Modality::MustNot, Some(Force::Plain))
            if pair.measures[2] >= 1.0 && pair.coverage >= SURELY_SAME =>
        {
            Side::Against
        }
        (Modality::MustNot, Some(_)) => Side::Neutral,
        (Modality::May, Some(Force::Ban)) => match (except, pair.object_in_exception > 0.3) {
            (true, true) => Side::With,
            (true, false) => Side::Mixed,
            (false, _) => against,
        },
        (Modality::May, Some(Force::Denied)) => Side::Mixed,
        (Modality::May, Some(Force::Permission | Force::Duty)) => Side::With,
        (Modality::May, Some(Force::Plain | Force::Freed)) => Side::Neutral,
        (_, Some(Force::Duty)) => Side::With,
        (_, Some(Force::Ban)) => {
            if except {
                Side::Mixed
            } else {
                against
            }
        }
        (_, Some(Force::Freed)) if except => Side::Mixed,
        (_, Some(Force::Freed)) => against,
        (_, Some(Force::Denied)) => Side::Mixed,
        (_, Some(Force::Permission | Force::Plain)) => Side::Neutral,
    }
}

/// "only A" against "A, B and C, including without limitation …".
fn side_of_only(words: &[Word], pair: &Pair) -> Side {
    let has = |known: &[u64]| words.iter().any(|word| known.contains(&word.hash));
    let is_narrow = (0..words.len())
        .any(|at| NARROW.contains(&words[at].hash) && !(at > 0 && words[at - 1].hash == hash_word("not")));
    let is_denied = matches!(pair.force, Some(Force::Ban | Force::Denied));
    // "means all information" is wider than "technical information".
    let is_all = pair.defines && has(&ALL) && pair.thing < SURELY_SAME;
    match (is_narrow, has(&OPEN) || pair.parts >= LIST_PARTS || is_all) {
        (true, _) => Side::With,
        (false, true) if !is_denied && pair.is_of_subject => Side::Against,
        (false, _) => Side::Neutral,
    }
}

/// The passage among the nearest that says what the question's topic is and leaves open the list that the question closes.
pub fn opened_list(question: &Question, passages: &Passages, stance: &Stance) -> Option<usize> {
    if !question.has_only {
        return None;
    }
    stance
        .pairs
        .iter()
        .take(WEIGHED)
        .position(|judged| judged.pair.defines && side_of(question, passages, &judged.pair) == Side::Against)
}

/// Whether a passage only tells of what the question forbids, or of things near to it.
pub fn only_tells(question: &Question, passages: &Passages, pair: &Pair) -> bool {
    question.modality == Modality::MustNot
        && matches!(pair.force, None | Some(Force::Plain))
        && side_of(question, passages, pair) == Side::Neutral
}

/// "must destroy the copies" against "may keep copies": the act that undoes the other.
fn side_of_opposed(question: &Question, pair: &Pair) -> Option<Side> {
    if !matches!(pair.force, None | Some(Force::Plain)) || pair.thing < SAME_OBJECT {
        return None;
    }
    match (question.modality, pair.opposed?) {
        (Modality::MustNot, Force::Duty) => Some(Side::With),
        (Modality::MustNot, _) => None,
        (_, Force::Duty) => Some(Side::Against),
        (Modality::Must | Modality::Should, Force::Ban) => Some(Side::With),
        _ => None,
    }
}

/// Whether a passage says of the act that it does not matter.
fn says_regardless(words: &[Word], pair: &Pair) -> bool {
    pair.act_word.is_some_and(|act| {
        words[act.saturating_sub(REGARDLESS_REACH)..act].iter().any(|word| REGARDLESS.contains(&word.hash))
    })
}

/// The log-odds of a linear model: the last weight is added as it is.
pub fn log_odds<const N: usize>(weights: &[f32], measures: &[f32; N]) -> f32 {
    let sum: f32 = weights.iter().zip(measures).map(|(weight, measure)| weight * measure).sum();
    sum + weights.get(N).copied().unwrap_or_default()
}

/// The probability behind log-odds.
pub fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// The passages nearest to a question with their measures, not yet ordered by relevance.
pub fn pairs_of(question: &Question, passages: &Passages) -> Vec<Pair> {
    pairs_by(&Asked::new(question, passages), passages)
}

fn pairs_by(asked: &Asked, passages: &Passages) -> Vec<Pair> {
    let question = asked.question;
    let terms = question.terms.iter().zip(&question.kin).zip(&question.shares);
    let mut wanted: Vec<Wanted> =
        terms.map(|((term, kin), &share)| Wanted { term: *term, kin: kin.clone(), share }).collect();
    if !question.opposed.is_empty() {
        wanted.push(Wanted {
            term: Term { stem: 0, groups: question.opposed, vector: None, word: u32::MAX, is_meant: false },
            kin: Kin::default(),
            share: OPPOSED_SHARE,
        });
    }
    let hits = passages.nearest(&wanted, COMPARED);
    let top = hits.first().map_or(0.0, |hit| hit.score);
    hits.iter().enumerate().map(|(rank, &hit)| Pair::new(asked, passages, hit, rank, top)).collect()
}

/// Judges a document by the learned weights.
pub fn judge(question: &Question, passages: &Passages) -> Stance {
    stance_by(question, passages, &RELEVANCE)
}

/// Judges a document, ordering passages by other weights of relevance than those built in.
pub fn stance_by(question: &Question, passages: &Passages, relevance: &[f32]) -> Stance {
    let score = |pair: Pair| Judged { relevance: log_odds::<PAIR_COUNT>(relevance, &pair.measures), pair };
    let asked = Asked::new(question, passages);
    let mut pairs: Vec<Judged> = pairs_by(&asked, passages).into_iter().map(score).collect();
    pairs.sort_by(|a, b| b.relevance.total_cmp(&a.relevance).then(a.pair.passage.cmp(&b.pair.passage)));
    let mention = mention(&asked, passages, &pairs);
    let stance = stance(question, passages, &pairs);
    Stance { pairs, mention, stance }
}

impl Stance {
    /// Log-odds that the document speaks of it.
    pub fn mention_odds(&self) -> f32 {
        log_odds(&MENTION, &self.mention)
    }

    /// By how much passages that say the opposite outweigh those that say the same: 0 to 1.
    pub fn outweighs(&self) -> f32 {
        self.stance[12]
    }

    /// Log-odds that it says the opposite, if it speaks of it.
    pub fn contradiction_odds(&self) -> f32 {
        log_odds(&CONTRADICTION, &self.stance)
    }
}

fn flag(is: bool) -> f32 {
    if is { 1.0 } else { 0.0 }
}

fn mention(asked: &Asked, passages: &Passages, pairs: &[Judged]) -> [f32; MENTION_COUNT] {
    let (question, weights) = (asked.question, &asked.weights);
    const NOTHING: Measures = [0.0; PAIR_COUNT];
    let nth = |at: usize| pairs.get(at).map_or(-6.0, |judged| judged.relevance.clamp(-6.0, 6.0));
    let best = pairs.first().map_or(&NOTHING, |judged| &judged.pair.measures);
    let total: f32 = weights[..question.own].iter().sum::<f32>().max(1e-3);
    let share =
        |is: &dyn Fn(usize) -> f32| (0..question.own).map(|at| weights[at] * is(at)).sum::<f32>() / total;
    let few = &pairs[..pairs.len().min(WEIGHED)];
    let union = share(&|at| few.iter().take(3).map(|judged| judged.pair.value_of(at)).fold(0.0, f32::max));
    let absent = share(&|at| {
        let term = &question.terms[at];
        flag(passages.count_of(term.stem) == 0 && !passages.has_group_of(term))
    });
    let absent_stem = share(&|at| flag(passages.count_of(question.terms[at].stem) == 0));
    let most = |measure: usize| few.iter().map(|judged| judged.pair.measures[measure]).fold(0.0, f32::max);
    let odds: f32 = few.iter().map(|judged| probability(judged.relevance)).sum();
    let sides = few.iter().take(3).map(|judged| side_of(question, passages, &judged.pair));
    let with = sides.filter(|side| *side == Side::With).count() as f32 / 3.0;
    let side = pairs.first().map_or(Side::Neutral, |judged| side_of(question, passages, &judged.pair));
    let is_neutral = side == Side::Neutral;
    // In a long document something always shares a few words with a requirement.
    let length = (passages.passages.len() as f32 + 1.0).ln() / USUAL_LENGTH.ln();
    let beyond = (length - 1.0).max(0.0);
    [
        nth(0),
        nth(1),
        nth(2),
        (1.0 + odds).ln(),
        best[0],
        union,
        best[2],
        most(2),
        absent,
        absent_stem,
        best[8],
        best[3],
        best[7],
        most(18),
        with,
        beyond,
        beyond * best[0],
        best[20],
        most(20),
        best[21],
        best[22],
        flag(side == Side::With),
        flag(is_neutral && question.modality == Modality::MustNot),
        flag(is_neutral && question.modality == Modality::Must),
        flag(is_neutral && question.modality == Modality::May),
    ]
}

/// Words by which a passage reaches no further than it says.
const NARROW: [u64; 4] =
    [hash_word("only"), hash_word("solely"), hash_word("exclusively"), hash_word("limited")];
/// Words for whatever there is.
const ALL: [u64; 4] = [hash_word("all"), hash_word("any"), hash_word("each"), hash_word("every")];
/// Words by which a passage leaves a list open.
const OPEN: [u64; 6] = [
    hash_word("including"),
    hash_word("includes"),
    hash_word("limitation"),
    hash_word("otherwise"),
    hash_word("whatsoever"),
    hash_word("and/or"),
];
/// Words by which a passage does not care.
const REGARDLESS: [u64; 4] =
    [hash_word("whether"), hash_word("regardless"), hash_word("irrespective"), hash_word("otherwise")];

fn stance(question: &Question, passages: &Passages, pairs: &[Judged]) -> [f32; STANCE_COUNT] {
    let few = &pairs[..pairs.len().min(WEIGHED)];
    let total: f32 = few.iter().map(|judged| probability(judged.relevance)).sum::<f32>().max(1e-3);
    let sides: Vec<(Side, f32, f32)> = few
        .iter()
        .map(|judged| {
            let likely = probability(judged.relevance);
            (side_of(question, passages, &judged.pair), likely, likely * judged.pair.coverage)
        })
        .collect();
    let share = |side: Side| sides.iter().filter(|one| one.0 == side).map(|one| one.1).sum::<f32>() / total;
    let most = |side: Side| sides.iter().filter(|one| one.0 == side).map(|one| one.2).fold(0.0, f32::max);
    let best = few.first().map(|judged| &judged.pair);
    let best_side = best.map_or(Side::Neutral, |pair| side_of(question, passages, pair));
    let second_side = few.get(1).map_or(Side::Neutral, |judged| side_of(question, passages, &judged.pair));
    let (act, object) = best.map_or((0.0, 0.0), |pair| (pair.measures[2], pair.measures[3]));
    [
        share(Side::With),
        share(Side::Against),
        share(Side::Mixed),
        flag(best_side == Side::With),
        flag(best_side == Side::Against),
        flag(best_side == Side::Mixed),
        flag(second_side == Side::With),
        flag(second_side == Side::Against),
        flag(best_side == Side::Against) * act,
        flag(best_side == Side::Against) * object,
        most(Side::With),
        most(Side::Against),
        (most(Side::Against) - most(Side::With)).max(0.0),
        most(Side::Mixed),
    ]
}
