//! Uses of terms: every run of capitals within sentences. Takes the sentences of a view, gives each run by its key, with how
//! often it is used and how.

use super::super::definitions::key;
use super::super::view::View;
use super::words::{ACTING, DETERMINERS, FUNCTION, is_determiner, is_party};
use crate::model::span::Span;
use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashMap;

/// The longest run of capitals that is a term, in words.
const LONGEST_RUN: usize = 4;
/// A sentence with a greater share of capitals is a heading or an address, in percent.
const MOST_CAPITALS: usize = 55;

/// How a term is used.
#[derive(Default)]
pub(super) struct Use {
    /// The term as first written.
    pub(super) said: String,
    /// How often.
    pub(super) count: usize,
    /// How often after "the", "each", "such" …
    pub(super) determined: usize,
    /// How often before "shall", "will" …
    pub(super) acting: usize,
    /// The first two places.
    pub(super) places: Vec<Span>,
}

/// Every run of capitals within sentences, by its key.
pub(super) fn uses(view: &View) -> FxHashMap<String, Use> {
    let text = view.text;
    let mut uses: FxHashMap<String, Use> = FxHashMap::default();
    for unit in &view.units.units {
        let words = view.units.words_of(unit);
        let capitals = words.iter().filter(|word| has_capital(text, word)).count();
        if !view.document.blocks[unit.block].kind.is_flow()
            || words.len() < 5
            || capitals * 100 > words.len() * MOST_CAPITALS
        {
            continue;
        }
        let mut at = 0;
        while at < words.len() {
            if !is_title_case(text, &words[at]) {
                at += 1;
                continue;
            }
            let mut end = at + 1;
            while end < words.len()
                && is_title_case(text, &words[end])
                && !is_possessive(words[end - 1].of(text))
                && text
                    .get(words[end - 1].end as usize..words[end].start as usize)
                    .is_some_and(|gap| !gap.is_empty() && gap.trim().is_empty())
            {
                end += 1;
            }
            count(view, words, at, end, &mut uses);
            at = end;
        }
    }
    uses
}

fn count(view: &View, words: &[Word], from: usize, end: usize, uses: &mut FxHashMap<String, Use>) {
    let text = view.text;
    // The first word of a sentence has a capital of its own.
    let opens = from == 0
        || text.get(..words[from].start as usize).is_some_and(|before| {
            view.before(before.len(), 4).trim_end().ends_with(['.', ':', ';', '"', '“', '(', '•', '-', '/'])
        });
    let mut first = from;
    let mut determined = false;
    if is_determiner(words[from].hash) {
        first = from + 1;
        determined = true;
    } else if opens && end - from > 1 {
        return;
    }
    if first == end {
        return;
    }
    if let Some(before) = first.checked_sub(1) {
        determined |= DETERMINERS.contains(&words[before].hash);
    }
    if end - first > LONGEST_RUN {
        return;
    }
    let span = Span::new(words[first].start as usize, words[end - 1].end as usize);
    let key = key(view.slice(span));
    let acting = words.get(end).is_some_and(|word| {
        ACTING.contains(&word.hash) && text.get(span.end..word.start as usize) == Some(" ")
    });
    if opens && first == from && !(acting && is_party(&key)) {
        return;
    }
    let is_party = is_party(&key);
    if is_part_of_name(view, words, first, end, is_party)
        || !is_party && end - first == 1 && !stands_alone(view, words, end)
    {
        return;
    }
    let used = uses.entry(key).or_default();
    if used.count == 0 {
        used.said = view.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
    }
    used.count += 1;
    used.determined += usize::from(determined);
    used.acting += usize::from(acting);
    if used.places.len() < 2 {
        used.places.push(span);
    }
}

/// "Bank of America", "Change in Control", "Securities and Exchange Commission", "Random Plus™": not the whole of a name.
fn is_part_of_name(view: &View, words: &[Word], first: usize, end: usize, is_party: bool) -> bool {
    let text = view.text;
    let after = view.after(words[end - 1].end as usize, 4);
    let joins = |join: &str| after.strip_prefix(' ').is_some_and(|rest| rest.starts_with(join));
    let next_has_capital = words.get(end + 1).is_some_and(|word| has_capital(text, word));
    if next_has_capital
        && (joins("of ")
            || !is_party && (joins("in ") || joins("for") || joins("and") || joins("to ") || joins("&")))
    {
        return true;
    }
    // "Customer A", "Level 3".
    if after.len() > 2
        && after.as_bytes()[0] == b' '
        && !after.as_bytes()[2].is_ascii_alphanumeric()
        && (after.as_bytes()[1].is_ascii_uppercase() || after.as_bytes()[1].is_ascii_digit())
    {
        return true;
    }
    let follows_join = first >= 2
        && has_capital(text, &words[first - 2])
        && (words[first - 1].hash == hash_word("of")
            || !is_party && words[first - 1].hash == hash_word("and"));
    follows_join
        || after.starts_with(['-', '™', '®', '&', '/', '.'])
            && !after.starts_with(". ")
            && !after.starts_with(".\n")
            && after != "."
}

/// Whether a single word stands for a thing of its own: "the Products to clients", not "a Delaware corporation".
fn stands_alone(view: &View, words: &[Word], end: usize) -> bool {
    let after = view.after(words[end - 1].end as usize, 1);
    !after.starts_with(char::is_whitespace) || words.get(end).is_none_or(|word| FUNCTION.contains(&word.hash))
}

fn has_capital(text: &str, word: &Word) -> bool {
    text[word.start as usize..].starts_with(char::is_uppercase)
}

fn is_possessive(said: &str) -> bool {
    said.ends_with("'s") || said.ends_with("’s")
}

/// Whether it is written `Like This`, not `LIKE THIS`.
fn is_title_case(text: &str, word: &Word) -> bool {
    let said = word.of(text);
    let said = said.strip_suffix("'s").or_else(|| said.strip_suffix("’s")).unwrap_or(said);
    said.len() > 2
        && said.starts_with(char::is_uppercase)
        && said.chars().skip(1).all(|c| c.is_lowercase() || c == '-')
}
