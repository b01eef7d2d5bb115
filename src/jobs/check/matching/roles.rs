//! Who is asked to act, where a contract has two sides: "the supplier shall indemnify the customer" says the opposite of "the
//! customer shall indemnify the supplier". Takes words, gives the side that the act is asked of and the side it is done to.

use crate::text::words::{Word, hash_word};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// The two sides of one kind of contract: a line each of the words for one side and for the other. A word that names either
/// side in some contract ("company", "owner", "provider") is in none.
const SIDES: &[(&str, &str)] = &[
    (
        "supplier suppliers vendor vendors seller sellers contractor contractors processor processors",
        "customer customers client clients buyer buyers purchaser purchasers controller controllers",
    ),
    (
        "recipient recipients receiver receivers receiving confidant",
        "discloser disclosers disclosing transmitter",
    ),
    ("landlord landlords lessor lessors", "tenant tenants lessee lessees"),
    ("licensor licensors", "licensee licensees"),
    ("employer employers", "employee employees worker workers"),
    ("lender lenders creditor creditors", "borrower borrowers debtor debtors"),
    ("insurer insurers", "insured policyholder policyholders"),
    ("assignor assignors transferor transferors", "assignee assignees transferee transferees"),
    ("franchisor franchisors", "franchisee franchisees"),
    ("indemnitor indemnitors", "indemnitee indemnitees"),
    ("mortgagor mortgagors", "mortgagee mortgagees"),
    ("bailor bailors", "bailee bailees"),
    ("trustee trustees", "beneficiary beneficiaries"),
    ("carrier carriers", "shipper shippers"),
];

/// One side of a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Role {
    /// Which kind of contract.
    pair: u8,
    is_second: bool,
}

impl Role {
    /// Whether it is the other side of the same contract.
    pub fn is_other_side(self, other: Role) -> bool {
        self.pair == other.pair && self.is_second != other.is_second
    }
}

/// Whether a word names a side of a contract.
pub fn is_role(word: &Word) -> bool {
    ROLES.contains_key(&word.hash)
}

static ROLES: LazyLock<FxHashMap<u64, Role>> = LazyLock::new(|| {
    let mut roles = FxHashMap::default();
    for (pair, (first, second)) in SIDES.iter().enumerate() {
        for (words, is_second) in [(first, false), (second, true)] {
            let role = Role { pair: pair as u8, is_second };
            roles.extend(words.split_whitespace().map(|word| (hash_word(word), role)));
        }
    }
    roles
});

/// Who acts, and on whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Doer {
    /// The side that the act is asked of.
    pub role: Role,
    /// Index of the word that names it.
    pub word: usize,
    /// Whether the act is done to the other side.
    pub is_to_other: bool,
}

/// Words of a sentence that are looked back over for who acts …
const BACK: usize = 14;
/// … and on, for whom.
const ON: usize = 24;
/// Between who acts and the word that governs the act.
const MODALS: [u64; 9] = [
    hash_word("shall"),
    hash_word("must"),
    hash_word("will"),
    hash_word("may"),
    hash_word("should"),
    hash_word("can"),
    hash_word("agrees"),
    hash_word("undertakes"),
    hash_word("is"),
];
/// Words after which a side is not who acts: "at the request of the customer".
const BESIDE: [u64; 14] = [
    hash_word("of"),
    hash_word("by"),
    hash_word("to"),
    hash_word("from"),
    hash_word("with"),
    hash_word("for"),
    hash_word("on"),
    hash_word("against"),
    hash_word("between"),
    hash_word("if"),
    hash_word("when"),
    hash_word("and"),
    hash_word("or"),
    hash_word("nor"),
];
/// Words between "of", "by" and the side.
const ARTICLES: [u64; 5] =
    [hash_word("the"), hash_word("a"), hash_word("each"), hash_word("any"), hash_word("such")];
/// The second word of a side of two: "the receiving party".
pub const PARTY: [u64; 2] = [hash_word("party"), hash_word("parties")];
const BE: [u64; 2] = [hash_word("be"), hash_word("been")];
const BY: u64 = hash_word("by");

/// Who the act at word `act` is asked of, if that is one side of a contract and no doubt about it.
pub fn doer_of(words: &[Word], act: usize) -> Option<Doer> {
    let act = act.min(words.len().checked_sub(1)?);
    let from = act.saturating_sub(BACK);
    let modal = (from..act).rev().find(|&at| MODALS.contains(&words[at].hash))?;
    let is_passive = (modal..act).any(|at| BE.contains(&words[at].hash));
    let to = words.len().min(act + ON);
    if is_passive {
        let by = (act + 1..to).find(|&at| words[at].hash == BY)?;
        let word = (by + 1..to.min(by + 4)).find(|&at| role_at(words, at).is_some())?;
        let role = role_at(words, word)?;
        let is_to_other = roles(words, from..modal).any(|(_, other)| role.is_other_side(other));
        return Some(Doer { role, word, is_to_other });
    }
    // The side stands right before its verb, and is no part of what comes before it.
    let last = modal.checked_sub(1)?;
    let word = if PARTY.contains(&words[last].hash) { last.checked_sub(1)? } else { last };
    let role = role_at(words, word)?;
    let mut before = word;
    while before > 0 && ARTICLES.contains(&words[before - 1].hash) {
        before -= 1;
    }
    if before > 0 && BESIDE.contains(&words[before - 1].hash) {
        return None;
    }
    let is_to_other = roles(words, act + 1..to).any(|(_, other)| role.is_other_side(other));
    Some(Doer { role, word, is_to_other })
}

fn roles(words: &[Word], range: std::ops::Range<usize>) -> impl Iterator<Item = (usize, Role)> + '_ {
    range.filter_map(|at| Some((at, role_at(words, at)?)))
}

/// The side that a word names: "receiving" only before "party".
fn role_at(words: &[Word], at: usize) -> Option<Role> {
    let role = ROLES.get(&words[at].hash).copied()?;
    let is_adjective = [hash_word("receiving"), hash_word("disclosing")].contains(&words[at].hash);
    (!is_adjective || words.get(at + 1).is_some_and(|next| PARTY.contains(&next.hash))).then_some(role)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::split_words;

    #[test]
    fn who_acts_and_on_whom() {
        for (text, act, expected) in [
            ("The Supplier shall indemnify the Customer.", "indemnify", Some(("Supplier", true))),
            ("The Customer shall be indemnified by the Supplier.", "indemnified", Some(("Supplier", true))),
            ("The Receiving Party must return all copies.", "return", Some(("Receiving", false))),
            ("Staff of the Supplier must return all copies.", "return", None),
            ("The Supplier and the Customer shall pay the fee.", "pay", None),
            ("Each party shall pay the Supplier.", "pay", None),
            ("The Supplier’s insurer shall pay the Customer.", "pay", Some(("insurer", false))),
            ("If the Buyer asks, the Seller will replace the goods.", "replace", Some(("Seller", false))),
            ("Goods shall be replaced.", "replaced", None),
        ] {
            let mut words = Vec::new();
            split_words(text, 0, &mut words);
            let act = words.iter().position(|word| word.of(text) == act).unwrap();
            let found = doer_of(&words, act).map(|doer| (words[doer.word].of(text), doer.is_to_other));
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_word_names_one_side_only() {
        let mut seen = std::collections::BTreeSet::new();
        for word in SIDES.iter().flat_map(|(one, other)| [one, other]).flat_map(|words| words.split(' ')) {
            assert!(seen.insert(word), "{word}");
        }
    }
}
