//! What a document says to a requirement, decided from its nearest passages: the status and the reason. The rules stand in
//! the order in which they hold: a value that is looked for, nothing near, who acts, amounts, what is done with the act.

use super::SHOWN;
use crate::jobs::check::amounts::{self, Amounts};
use crate::jobs::check::expected::Expected;
use crate::jobs::check::matching::judge::{
    Judged, Side, Stance, only_tells, opened_list, probability, side_of,
};
use crate::jobs::check::matching::pair::Pair;
use crate::jobs::check::matching::passages::Passages;
use crate::jobs::check::matching::question::Question;
use crate::jobs::check::matching::sense::Force;
use crate::model::requirement::{Modality, ResultStatus};

/// From this probability on a document speaks of a requirement …
const SPEAKS_FROM: f32 = 0.55;
/// … and from this one on it may, so that somebody has to look.
const UNCLEAR_FROM: f32 = 0.4;
/// By so much the opposite must outweigh the same, where the best passage says neither.
const OUTWEIGHS: f32 = 0.1;
/// From this coverage on a value of a passage is that of the requirement.
const SAME_MATTER: f32 = 0.35;
/// From this probability on a passage is what a requirement is about.
const LIKELY: f32 = 0.5;

/// A status, and what decided it.
pub(super) struct Decided {
    pub(super) status: ResultStatus,
    pub(super) stricter: bool,
    pub(super) reason: String,
    /// Which of the compared passages decided it, if not the most relevant.
    pub(super) telling: Option<usize>,
    /// Whether amounts decided it.
    pub(super) is_counted: bool,
}

impl Decided {
    fn new(status: ResultStatus, reason: String) -> Self {
        Decided { status, stricter: false, reason, telling: None, is_counted: false }
    }
}

/// Decides what a document says; `odds` is how likely it speaks of the requirement.
pub(super) fn decide(
    question: &Question,
    expected: Option<&Expected>,
    passages: &Passages,
    stance: &Stance,
    odds: f32,
) -> Decided {
    let Some(best) = stance.pairs.first() else {
        return Decided::new(ResultStatus::Missing, "no passage has any of its words".into());
    };
    if let Some(decided) = expected.and_then(|expected| has_expected(expected, passages, stance)) {
        return decided;
    }
    if let Some(at) = opened_list(question, passages, stance) {
        let reason = against_words(question, &stance.pairs[at].pair);
        return Decided { telling: Some(at), ..Decided::new(ResultStatus::Contradicted, reason) };
    }
    if odds < UNCLEAR_FROM {
        let lacking = telling_terms(question, passages, best);
        let reason = match lacking.is_empty() {
            true => "no passage says it; the nearest only share common words with it".into(),
            false => format!("no passage says it; the nearest lacks {}", quoted(&lacking)),
        };
        return Decided::new(ResultStatus::Missing, reason);
    }
    if let Some(decided) = by_amounts(question, passages, stance) {
        return decided;
    }
    if let Some(decided) = expected.map(|expected| lacks_expected(expected, passages, stance)) {
        return decided;
    }
    let side = side_of(question, passages, &best.pair);
    let against = (0..stance.pairs.len().min(SHOWN))
        .find(|&at| side_of(question, passages, &stance.pairs[at].pair) == Side::Against);
    let outweighed = stance.outweighs() > OUTWEIGHS;
    let lacking = names_lacking(question, best);
    match (side, against) {
        (Side::Against, _) => Decided::new(ResultStatus::Contradicted, against_words(question, &best.pair)),
        (Side::Neutral | Side::Mixed, Some(at)) if outweighed => {
            let reason = against_words(question, &stance.pairs[at].pair);
            Decided { telling: Some(at), ..Decided::new(ResultStatus::Contradicted, reason) }
        }
        (Side::Swapped, _) => swapped(question, passages, stance, best),
        _ if odds < SPEAKS_FROM => Decided::new(
            ResultStatus::Unclear,
            "a passage comes near, but whether it says this cannot be told".into(),
        ),
        (Side::With | Side::Mixed | Side::Neutral, _) if !lacking.is_empty() => Decided::new(
            ResultStatus::Unclear,
            format!("the passage speaks of it, but does not name {}", quoted(&lacking)),
        ),
        (Side::With, _) => Decided::new(ResultStatus::Met, with_words(question)),
        (Side::Mixed, _) => {
            Decided::new(ResultStatus::Met, "the passage says it, with exceptions of its own".into())
        }
        (Side::Neutral, _) if passages.is_forecast(best.pair.passage) => {
            Decided::new(ResultStatus::Unclear, "the passage tells what may happen; it gives no rule".into())
        }
        // "relies on one supplier" is not met by telling that it is so.
        (Side::Neutral, _) if only_tells(question, passages, &best.pair) => Decided::new(
            ResultStatus::Unclear,
            match best.pair.force {
                None => "the passage speaks of the matter, but does not forbid the act".into(),
                Some(_) => "the passage tells of the act, but does not forbid it".into(),
            },
        ),
        (Side::Neutral, _) => {
            Decided::new(ResultStatus::Met, "the passage speaks of the same act and object".into())
        }
    }
}

/// The nearest passage asks the act of the other side of the contract. A passage beside it may ask it of the right one.
fn swapped(question: &Question, passages: &Passages, stance: &Stance, best: &Judged) -> Decided {
    let is_right = |judged: &Judged| {
        side_of(question, passages, &judged.pair) == Side::With
            && judged.pair.coverage >= SAME_MATTER
            && probability(judged.relevance) >= LIKELY
    };
    if let Some(at) = stance.pairs.iter().take(SHOWN).position(is_right) {
        let met = Decided::new(ResultStatus::Met, with_words(question));
        return Decided { telling: Some(at), ..met };
    }
    let asked_of = question.doer.map_or("", |asked| question.words[asked.word].of(&question.text));
    let said_of = best.pair.doer.map_or("", |(_, word)| word.of(&passages.document.text));
    let is_turned = question.doer.is_some_and(|asked| asked.is_to_other)
        && best.pair.doer.is_some_and(|(said, _)| said.is_to_other);
    let is_duty = matches!(question.modality, Modality::Must | Modality::Should);
    let status = match best.pair.force {
        Some(Force::Duty) if is_duty && is_turned => ResultStatus::Contradicted,
        _ => ResultStatus::Unclear,
    };
    let reason =
        format!("the policy speaks of what the “{asked_of}” does, the passage of what the “{said_of}” does");
    Decided::new(status, reason)
}

/// Amounts of the same measure decide where both sides have them.
fn by_amounts(question: &Question, passages: &Passages, stance: &Stance) -> Option<Decided> {
    if question.quantities.is_empty() {
        return None;
    }
    let wanted = Amounts::of(&question.text, &question.words);
    for (at, judged) in stance.pairs.iter().enumerate().take(SHOWN) {
        if judged.pair.coverage < SAME_MATTER || side_of(question, passages, &judged.pair) == Side::Swapped {
            continue;
        }
        let found = Amounts::of(&passages.document.text, passages.words_of(judged.pair.passage));
        let Some(verdict) = amounts::compare(&wanted, &found, question.modality) else { continue };
        let (status, stricter) = match verdict.order {
            amounts::Order::Same => continue,
            amounts::Order::Stricter => (ResultStatus::Met, true),
            amounts::Order::Weaker => (ResultStatus::Weaker, false),
            amounts::Order::Other => (ResultStatus::Contradicted, false),
        };
        return Some(Decided {
            status,
            stricter,
            reason: verdict.reason,
            telling: Some(at),
            is_counted: true,
        });
    }
    None
}

/// Of the passages that are shown, those that speak of the same matter, with their text.
fn same_matter<'a>(
    passages: &'a Passages,
    stance: &'a Stance,
) -> impl Iterator<Item = (usize, &'a str)> + use<'a> {
    let shown = stance.pairs.iter().take(SHOWN).enumerate();
    shown
        .filter(|(_, judged)| judged.pair.coverage >= SAME_MATTER)
        .map(|(at, judged)| (at, passages.document.slice(passages.unit_of(judged.pair.passage).span)))
}

/// The passage that has the date or the words that the document should have.
fn has_expected(expected: &Expected, passages: &Passages, stance: &Stance) -> Option<Decided> {
    let (at, _) = same_matter(passages, stance).find(|(_, text)| expected.is_in(text))?;
    let met = Decided::new(ResultStatus::Met, format!("the passage has {}", expected.words));
    Some(Decided { telling: Some(at), is_counted: true, ..met })
}

/// What the passages have instead of the date or the words that they should have.
fn lacks_expected(expected: &Expected, passages: &Passages, stance: &Stance) -> Decided {
    let other = same_matter(passages, stance).find_map(|(at, text)| Some((at, expected.other(text)?)));
    let (status, reason, at) = match other {
        Some((at, other)) => (
            ResultStatus::Contradicted,
            format!("the policy asks for {}; the passage has {other}", expected.words),
            at,
        ),
        None => (
            ResultStatus::Unclear,
            format!("the passage speaks of it, but does not say {}", expected.words),
            0,
        ),
    };
    Decided { telling: Some(at), is_counted: true, ..Decided::new(status, reason) }
}

pub(super) fn against_words(question: &Question, pair: &Pair) -> String {
    let is_undone = pair.opposed.is_some() && matches!(pair.force, None | Some(Force::Plain));
    if is_undone && pair.opposed == Some(Force::Duty) {
        return match question.modality {
            Modality::May => "the passage asks for an act that undoes what the policy allows".into(),
            _ => "the passage asks for an act that undoes what the policy asks for".into(),
        };
    }
    if pair.force == Some(Force::Freed) {
        return "the policy asks for what the passage says need not be done".into();
    }
    if question.has_only {
        return "the policy says “only”; the passage names more, or leaves its list open".into();
    }
    match question.modality {
        Modality::MustNot => "the policy forbids what the passage allows".into(),
        Modality::May => "the policy allows what the passage forbids without an exception".into(),
        _ if question.has_all => "the policy asks for every case; the passage says it does not matter".into(),
        _ => "the policy asks for what the passage forbids".into(),
    }
}

fn with_words(question: &Question) -> String {
    match question.modality {
        Modality::MustNot => "both forbid the same act".into(),
        Modality::May => "the passage allows the same act, or makes an exception for it".into(),
        _ => "both ask for the same act".into(),
    }
}

/// Names in a requirement that the passage has not: words with a capital inside the sentence that the thesaurus has not.
fn names_lacking(question: &Question, best: &Judged) -> Vec<String> {
    let is_name = |at: &usize| {
        let term = &question.terms[*at];
        let is_capital = question.word_of(*at).starts_with(char::is_uppercase);
        // Words beside another capital are mostly terms of the policy's own: "Company Data".
        let has_neighbour = [-1, 1].iter().any(|step| {
            let word = question.words.get((term.word as usize).wrapping_add_signed(*step));
            word.is_some_and(|word| word.of(&question.text).starts_with(char::is_uppercase))
        });
        is_capital
            && !has_neighbour
            && term.word > 0
            && term.groups.iter().next().is_none()
            && !best.pair.has(*at)
    };
    question.object.clone().filter(is_name).map(|at| question.word_of(at).to_owned()).collect()
}

/// The question's words that tell most and that the passage has not.
fn telling_terms(question: &Question, passages: &Passages, best: &Judged) -> Vec<String> {
    let mut lacking: Vec<(f32, &str)> = (0..question.own)
        .filter(|&at| !best.pair.has(at))
        .map(|at| (passages.weight_of(question.terms[at].stem), question.word_of(at)))
        .collect();
    lacking.sort_by(|a, b| b.0.total_cmp(&a.0));
    lacking.into_iter().take(3).map(|(_, word)| word.to_owned()).collect()
}

fn quoted(words: &[String]) -> String {
    let all: Vec<String> = words.iter().map(|word| format!("“{word}”")).collect();
    match all.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}
