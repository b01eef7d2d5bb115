//! Which of a sentence's date phrases is its deadline.

use jiff::civil::Date;

use super::grammar::Lead;
use super::tokens::Tokens;
use super::when::{Part, Period, When};
use super::words::Kind;
use super::{DatePhrase, Mention, Rule, scan};

/// How fit a mention is to be the deadline; the lowest wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    /// "by Friday", "end of next week", "Friday at the latest"
    Deadline,
    /// "on Friday", "tomorrow"
    Day,
    /// "before the board meeting", "as soon as possible"
    Undated,
    Repeated,
}

/// Words that turn the sense of what stands around them, by their place in the text.
#[derive(Default)]
struct Turns {
    /// "will", "must" ...: the first place and the last so far.
    commits: Vec<usize>,
    /// "can't", "won't" ...
    denials: Vec<usize>,
    /// "or", "to", "sorry" ...: what follows goes further than, or replaces, what stood before.
    replacements: Vec<usize>,
}

/// The deadline of one sentence that says what somebody will do; `None` when it names none.
///
/// A phrase led by "by", "before", "until", "due" or "within" wins over a day alone, a day over an event. Past days,
/// durations, days that only describe a thing ("the Friday meeting") and beginnings ("from Monday") are passed over.
pub fn find_due(text: &str, reference: Option<Date>) -> Option<DatePhrase> {
    let mut mentions = Vec::new();
    scan(text, reference, |mention| mentions.push(mention));
    if mentions.is_empty() {
        return None;
    }
    let turns = read_turns(text);
    let ranked: Vec<(usize, Rank)> = mentions
        .iter()
        .enumerate()
        .filter(|(_, m)| !is_denied(m, &mentions, &turns, text))
        .filter_map(|(i, m)| Some((i, rank(m, text, reference)?)))
        .collect();
    let best_rank = ranked.iter().map(|(_, rank)| *rank).min()?;
    let commit = turns.commits.first().copied();
    let same: Vec<usize> = ranked.iter().filter(|(_, rank)| *rank == best_rank).map(|(i, _)| *i).collect();
    let first_after =
        same.iter().position(|&i| commit.is_some_and(|commit| mentions[i].phrase.start > commit));
    let mut chosen = first_after.unwrap_or(same.len() - 1);
    // "Thursday or Friday", "Thursday, no sorry, Friday": the later word counts.
    while let Some(&next) = same.get(chosen + 1)
        && has_between(&turns.replacements, mentions[same[chosen]].phrase.end, mentions[next].phrase.start)
        && next == same[chosen] + 1
        && mentions[next].phrase.start - mentions[same[chosen]].phrase.end < 40
    {
        chosen += 1;
    }
    let chosen = same[chosen];
    // "before the board meeting next week": the meeting bounds it, on a day that is not said.
    if let Some(event) = chosen.checked_sub(1).map(|i| &mentions[i])
        && matches!(event.when, When::Event)
        && matches!(event.lead, Lead::By | Lead::Before)
        && matches!(mentions[chosen].when, When::Period { .. })
        && text
            .get(event.phrase.end..mentions[chosen].phrase.start)
            .is_some_and(|between| between.trim().is_empty())
    {
        return Some(event.phrase.clone());
    }
    Some(mentions[chosen].phrase.clone())
}

fn read_turns(text: &str) -> Turns {
    let mut turns = Turns::default();
    for token in Tokens::new(text) {
        match token.kind {
            Kind::Commit => turns.commits.push(token.start),
            Kind::Deny => turns.denials.push(token.start),
            Kind::Or | Kind::To | Kind::Repair | Kind::Not => turns.replacements.push(token.start),
            _ => {}
        }
    }
    turns
}

/// Whether one of the sorted places lies in `[from, to)`.
fn has_between(places: &[usize], from: usize, to: usize) -> bool {
    let first = places.partition_point(|&place| place < from);
    places.get(first).is_some_and(|&place| place < to)
}

/// "I can't do it by Friday": a denial stands before the mention, with no new promise between. "Not until" is no denial.
fn is_denied(mention: &Mention, mentions: &[Mention], turns: &Turns, text: &str) -> bool {
    let start = mention.phrase.start;
    let before = turns.denials.partition_point(|&place| place < start);
    let Some(&denial) = before.checked_sub(1).and_then(|i| turns.denials.get(i)) else {
        return false;
    };
    let until = text.get(start..mention.phrase.end).is_some_and(|said| {
        let word = said.split_whitespace().next().unwrap_or("");
        ["until", "till", "til"].iter().any(|w| word.eq_ignore_ascii_case(w))
    });
    let earlier = mentions.partition_point(|m| m.phrase.start < start);
    let passed = earlier.checked_sub(1).is_some_and(|i| mentions[i].phrase.start > denial);
    !until && !passed && !has_between(&turns.commits, denial, start)
}

/// `None` for what cannot be a deadline.
fn rank(mention: &Mention, text: &str, reference: Option<Date>) -> Option<Rank> {
    let bounded = matches!(mention.lead, Lead::By | Lead::Before | Lead::Within) || mention.latest;
    if mention.phrase.rule == Rule::Past || mention.describes && !bounded {
        return None;
    }
    // A day gone by is what the sentence is about, not when it will be done.
    if let (Some(date), Some(reference)) = (mention.phrase.date, reference)
        && date < reference
        && !bounded
    {
        return None;
    }
    match &mention.when {
        When::Repeats => Some(Rank::Repeated),
        When::Event | When::Asap | When::Vague => Some(Rank::Undated),
        _ if mention.lead == Lead::After => None,
        // "the agenda for next week", "the plan for 2027"
        When::Period { part: Part::Whole, .. } if mention.lead == Lead::For => None,
        When::Period { period: Period::NamedYear(_), .. } if !bounded => None,
        When::Period { part: Part::End | Part::Before, .. } => Some(Rank::Deadline),
        When::Now if !text.get(mention.phrase.end..)?.chars().all(|c| !c.is_alphanumeric()) => None,
        _ if bounded => Some(Rank::Deadline),
        _ => Some(Rank::Day),
    }
}
