//! A requirement against one document: the status, how sure it is, and one sentence that names what decided it.

use super::amounts::{self, Amounts};
use super::expected::Expected;
use super::matching::judge::{Judged, Side, Stance, judge, probability, side_of};
use super::matching::pair::Pair;
use super::matching::passages::Passages;
use super::matching::question::Question;
use super::matching::sense::Force;
use crate::model::finding::{Confidence, SeenBy};
use crate::model::requirement::{Modality, Nearest, ResultStatus, Searched, Verdicts};
use crate::model::span::Span;

/// From this probability on a document speaks of a requirement …
const SPEAKS_FROM: f32 = 0.55;
/// … and from this one on it may, so that somebody has to look.
const UNCLEAR_FROM: f32 = 0.44;
/// By so much the opposite must outweigh the same, where the best passage says neither.
const OUTWEIGHS: f32 = 0.1;
/// From this coverage on a value of a passage is that of the requirement.
const SAME_MATTER: f32 = 0.35;
/// Passages shown beside a requirement.
const SHOWN: usize = 3;
/// Passages given to somebody else to judge.
const NEAREST: usize = 6;
/// Terms that the search is told by.
const TERMS: usize = 10;

/// What a document says to one requirement.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) status: ResultStatus,
    pub(super) stricter: bool,
    pub(super) confidence: Confidence,
    pub(super) reason: String,
    /// Passages of the document, the telling one first.
    pub(super) passages: Vec<Span>,
    pub(super) searched: Searched,
    pub(super) score: f32,
    /// The nearest passages, more than are shown, for somebody else to judge.
    pub(super) nearest: Vec<Span>,
    /// Whether amounts were compared: arithmetic needs no second opinion.
    pub(super) is_counted: bool,
    /// What each engine says, where a model was asked, too.
    pub(super) verdicts: Option<Verdicts>,
}

impl Comparison {
    /// Which engine says what is shown.
    pub(super) fn seen_by(&self) -> Option<SeenBy> {
        let verdicts = self.verdicts.as_ref()?;
        Some(match verdicts.model {
            None => SeenBy::StandIn,
            Some(model) if model == verdicts.builtin => SeenBy::Both,
            Some(model) if model == self.status => SeenBy::Model,
            Some(_) => SeenBy::Builtin,
        })
    }
}

/// Compares one requirement with a document; `expected` is the value that the document should have, if the policy names one.
pub(super) fn compare(question: &Question, expected: Option<&Expected>, passages: &Passages) -> Comparison {
    let stance = judge(question, passages);
    let odds = probability(stance.mention_odds());
    let decided = decide(question, expected, passages, &stance, odds);
    let mut order: Vec<usize> = (0..stance.pairs.len().min(SHOWN)).collect();
    if let Some(telling) = decided.telling {
        order.retain(|&at| at != telling);
        order.insert(0, telling);
        order.truncate(SHOWN);
    }
    let span_of = |at: &usize| passages.unit_of(stance.pairs[*at].pair.passage).span;
    let searched = searched(question, passages, &stance);
    let sure = match decided.status {
        ResultStatus::Missing => 1.0 - odds,
        _ => odds,
    };
    Comparison {
        status: decided.status,
        stricter: decided.stricter,
        confidence: match (decided.status, sure) {
            (ResultStatus::Unclear, _) => Confidence::Low,
            (_, 0.8..) => Confidence::High,
            (_, 0.6..) => Confidence::Medium,
            _ => Confidence::Low,
        },
        reason: decided.reason,
        passages: order.iter().map(span_of).collect(),
        searched,
        score: sure,
        nearest: (0..stance.pairs.len().min(NEAREST)).map(|at| span_of(&at)).collect(),
        is_counted: decided.is_counted,
        verdicts: None,
    }
}

struct Decided {
    status: ResultStatus,
    stricter: bool,
    reason: String,
    /// Which of the compared passages decided it, if not the most relevant.
    telling: Option<usize>,
    /// Whether amounts decided it.
    is_counted: bool,
}

impl Decided {
    fn new(status: ResultStatus, reason: String) -> Self {
        Decided { status, stricter: false, reason, telling: None, is_counted: false }
    }
}

fn decide(
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
        (Side::Neutral, _)
            if question.modality == Modality::MustNot && best.pair.force == Some(Force::Plain) =>
        {
            Decided::new(ResultStatus::Unclear, "the passage tells of the act, but does not forbid it".into())
        }
        (Side::Neutral, _) => {
            Decided::new(ResultStatus::Met, "the passage speaks of the same act and object".into())
        }
    }
}

/// Amounts of the same measure decide where both sides have them.
fn by_amounts(question: &Question, passages: &Passages, stance: &Stance) -> Option<Decided> {
    if question.quantities.is_empty() {
        return None;
    }
    let wanted = Amounts::of(&question.text, &question.words);
    for (at, judged) in stance.pairs.iter().enumerate().take(SHOWN) {
        if judged.pair.coverage < SAME_MATTER {
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

fn against_words(question: &Question, pair: &Pair) -> String {
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
    if question.has_only && question.modality != Modality::May {
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
        let is_capital = word_of(question, *at).starts_with(char::is_uppercase);
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
    question.object.clone().filter(is_name).map(|at| word_of(question, at).to_owned()).collect()
}

/// The question's words that tell most and that the passage has not.
fn telling_terms(question: &Question, passages: &Passages, best: &Judged) -> Vec<String> {
    let mut lacking: Vec<(f32, &str)> = (0..question.own)
        .filter(|&at| !best.pair.has(at))
        .map(|at| (passages.weight_of(question.terms[at].stem), word_of(question, at)))
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

fn word_of(question: &Question, term: usize) -> &str {
    question.words.get(question.terms[term].word as usize).map_or("", |word| word.of(&question.text))
}

fn searched(question: &Question, passages: &Passages, stance: &Stance) -> Searched {
    let mut terms: Vec<(f32, &str)> = (0..question.own)
        .map(|at| (passages.weight_of(question.terms[at].stem), word_of(question, at)))
        .filter(|(_, word)| !word.is_empty())
        .collect();
    terms.sort_by(|a, b| b.0.total_cmp(&a.0));
    let nearest = |judged: &Judged| {
        let span = passages.unit_of(judged.pair.passage).span;
        Nearest {
            start: span.start,
            end: span.end,
            quote: passages.document.slice(span).to_owned(),
            score: (judged.pair.coverage * 100.0).round() / 100.0,
        }
    };
    Searched {
        terms: terms.into_iter().take(TERMS).map(|(_, word)| word.to_lowercase()).collect(),
        passages: passages.passages.len(),
        best: stance.pairs.iter().take(SHOWN).map(nearest).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::{ReadOptions, read};
    use crate::jobs::check::matching::terms::Stems;
    use crate::jobs::check::modality_of;
    use crate::model::units::Units;

    /// The comparison, and how the nearest passage stands to the requirement.
    fn compared(requirement: &str, expected: Option<&str>, text: &str) -> (Comparison, Side, String) {
        let document = read("d1", "a.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        let units = Units::of(&document);
        let mut stems = Stems::default();
        let modality = modality_of(requirement).unwrap_or(Modality::Must);
        let question = Question::new(requirement, modality, &[], &mut stems);
        let passages = Passages::new(&document, &units, &mut stems);
        let expected = expected.and_then(Expected::new);
        let pair = judge(&question, &passages).pairs.swap_remove(0).pair;
        let side = side_of(&question, &passages, &pair);
        (compare(&question, expected.as_ref(), &passages), side, against_words(&question, &pair))
    }

    #[test]
    fn what_decides_is_named() {
        let retain = "The supplier may retain the customer records.";
        let destroy = "The supplier must destroy all customer records.";
        let mark = "All customer records must be marked by the supplier.";
        let only = "Customer records shall only include names.";
        let tell = "The supplier must notify the customer of incidents.";
        let cases = [
            (
                retain,
                "The supplier shall destroy all customer records.",
                Some("undoes what the policy allows"),
            ),
            (
                retain,
                "All records of customers shall be destroyed by it.",
                Some("undoes what the policy allows"),
            ),
            (retain, "The supplier shall destroy one of the customer records.", None),
            (destroy, "The supplier may destroy customer records as it likes.", None),
            (
                mark,
                "Customer records are secret regardless of whether they are marked.",
                Some("does not matter"),
            ),
            (mark, "Customer records need not be marked.", Some("need not be done")),
            (mark, "The supplier is not required to mark customer records.", Some("need not be done")),
            (only, "“Customer records” means names, addresses, orders and the like.", Some("names more")),
            (only, "“Customer records” means any data.", Some("names more")),
            (only, "“Customer records” means names only.", None),
            (tell, "The supplier shall not notify the customer of the weather.", None),
            (tell, "The supplier shall not notify the customer of incidents.", Some("forbids")),
        ];
        for (requirement, text, expected) in cases {
            let (_, side, reason) = compared(requirement, None, text);
            assert_eq!(side == Side::Against, expected.is_some(), "{requirement} / {text}: {side:?}");
            if let Some(expected) = expected {
                assert!(reason.contains(expected), "{requirement} / {text}: {reason}");
            }
        }
    }

    #[test]
    fn expected_dates_and_words_are_looked_for() {
        use ResultStatus::*;
        let law = "The agreement must be governed by the law of the agreed country.";
        let end = "The agreement must end on the agreed end date.";
        let cases = [
            (law, "England", "The law of England governs this agreement.", Met),
            (law, "England", "The law of France governs this agreement.", Unclear),
            (end, "31 December 2027", "The end date of this agreement is December 31, 2027.", Met),
            (end, "31 December 2027", "The end date of this agreement is 30 June 2028.", Contradicted),
        ];
        for (requirement, expected, text, status) in cases {
            let (comparison, ..) = compared(requirement, Some(expected), text);
            assert_eq!(comparison.status, status, "{expected} / {text}: {}", comparison.reason);
        }
    }
}
