//! Where a policy's passage and a document's differ: numbers, and words that turn a meaning round. Takes both, gives HTML in
//! which they are marked.

use super::escape::push_escaped;
use crate::text::facts::{Fact, fact_of};
use crate::text::words::{Word, hash_word, split_words};
use rustc_hash::FxHashSet;

/// Words that change what a sentence asks for, beside numbers and denials.
const TURNING: &str = "shall must may should can will only solely except unless all any some each every within least most \
    more less before after prior without promptly immediately reasonable";

/// Escaped text with its words marked that the other text has not and that decide its meaning.
pub(crate) fn mark(text: &str, other: &str) -> String {
    let split = |text: &str| {
        let mut words = Vec::new();
        split_words(text, 0, &mut words);
        words
    };
    let known: FxHashSet<u64> = split(other).iter().map(|word| word.hash).collect();
    let numbers: FxHashSet<Option<Fact>> =
        split(other).iter().map(|word| fact_of(&word.of(other).to_lowercase())).collect();
    let turning: FxHashSet<u64> = TURNING.split_whitespace().map(hash_word).collect();
    let differs = |word: &Word| {
        let fact = fact_of(&word.of(text).to_lowercase());
        let decides = turning.contains(&word.hash) || fact.is_some();
        decides && !known.contains(&word.hash) && (fact.is_none() || !numbers.contains(&fact))
    };
    let mut out = String::with_capacity(text.len() + 64);
    let mut at = 0;
    for word in split(text).iter().filter(|word| differs(word)) {
        push_escaped(&mut out, &text[at..word.start as usize]);
        out.push_str("<mark>");
        push_escaped(&mut out, word.of(text));
        out.push_str("</mark>");
        at = word.end as usize;
    }
    push_escaped(&mut out, &text[at..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_marked_and_escaped() {
        assert_eq!(
            mark("Pay within 60 days <now>", "Pay within 30 days"),
            "Pay within <mark>60</mark> days &lt;now&gt;"
        );
        assert_eq!(mark("It may not leave", "It must leave"), "It <mark>may</mark> <mark>not</mark> leave");
        assert_eq!(mark("thirty days", "30 days"), "thirty days");
    }
}
