//! Other texts that a reference may be to: statutes, and agreements of other people. Takes a reference with the words around
//! it, says whether it is to one of them.

use super::super::view::View;
use super::reference::skip_brackets;
use crate::text::words::{Word, hash_word, hash_words};

/// The words after a reference that are searched for the name of another text, in bytes.
const NEAR: usize = 90;
/// Words that make what stands beside them another text's.
const OTHER_TEXTS: [u64; 26] = hash_words([
    "act",
    "acts",
    "code",
    "irc",
    "erisa",
    "regulation",
    "regulations",
    "rule",
    "rules",
    "law",
    "laws",
    "statute",
    "statutes",
    "statutory",
    "title",
    "constitution",
    "directive",
    "treaty",
    "convention",
    "ordinance",
    "s-k",
    "s-x",
    "gdpr",
    "cfr",
    "usc",
    "ucc",
]);

/// Whether the words before or after a reference say that it is to another text.
pub(super) fn is_foreign(view: &View, words: &[Word], index: usize, end: usize) -> bool {
    // "Code Section 409A", "12 U.S.C. Section 4".
    let before = view.before(words[index].start as usize, 24);
    let before = before.rsplit('\n').next().unwrap_or_default().trim_end();
    let cites = ["U.S.C.", "C.F.R.", "Reg.", "Stat.", "Ann."].iter().any(|cite| before.ends_with(cite));
    let is_other = |word: &str| {
        OTHER_TEXTS.contains(&hash_word(word.trim_matches(|c: char| !c.is_alphanumeric())))
            && word.starts_with(|c: char| !c.is_lowercase())
    };
    if cites || before.split_whitespace().next_back().is_some_and(is_other) {
        return true;
    }
    let end = skip_brackets(view.text, end);
    let after = view.after(end, NEAR);
    let after = ["et seq.", "ff.", "f."]
        .iter()
        .fold(after, |after, following| after.trim_start().strip_prefix(following).unwrap_or(after));
    let clause = after.find(['.', ';']).map_or(after, |stop| &after[..stop]);
    let mut words: Vec<&str> = clause.split_whitespace().collect();
    // "Section 6.3 (No Termination), of the Act": the title in brackets is stepped over.
    let mut open = 0_usize;
    words.retain(|word| {
        open += word.matches('(').count();
        let kept = open == 0 && !matches!(*word, "," | "respectively,");
        open = open.saturating_sub(word.matches(')').count());
        kept
    });
    let first = words.first().copied().unwrap_or_default().trim_matches(|c: char| !c.is_alphanumeric());
    if ["thereof", "thereto", "therein", "thereunder"].contains(&first) {
        return true;
    }
    if !["of", "to", "in", "under", "from"].contains(&first) {
        // "Section 444, second alternative German Civil Code"
        return words.iter().take(6).any(|word| is_other(word));
    }
    let second = words.get(1).copied().unwrap_or_default();
    let third = words.get(2).copied().unwrap_or_default();
    let own = ["this", "these", "hereof", "herein", "our", "above", "below"];
    let named = third.trim_end_matches([',', '.', ';', ')']);
    if own.contains(&second)
        || second == "the"
            && view.is_contract()
            && ["Agreement", "Contract", "Lease", "Terms"].contains(&named)
    {
        return false;
    }
    first == "of" || words.iter().take(7).any(|word| is_other(word))
}
