//! How two documents belong together: drafts of one text, texts of one deal. Takes what each is known by, gives the tie.

use crate::model::shared::{Identity, SKETCH};

/// Share of sentences that two drafts of one document have in common, word for word.
const DRAFTS: f64 = 0.6;
/// … and two copies that differ in a few words.
const COPIES: f64 = 0.85;

/// How two documents belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// Two drafts of one text.
    Drafts,
    /// Two texts between the same parties, of one day.
    SameDay,
    /// Two texts between the same parties.
    SameParties,
}

/// How two documents belong together, if they do. Drafts of one text share most sentences and all names but those of the
/// parties. Other texts of one deal have two parties in common, or all that the shorter list names and a day.
pub(super) fn tie(one: &Identity, two: &Identity) -> Option<Tie> {
    let parties = common(&one.parties, &two.parties);
    let days = common(&one.days, &two.days);
    let is_conflict = parties < one.parties.len().min(two.parties.len());
    let same_day = days > 0 || one.days.is_empty() && two.days.is_empty();
    let alike = resemblance(&one.sketch, &two.sketch);
    let other_party = is_conflict && parties > 0 && days > 0 && alike >= COPIES;
    if alike >= DRAFTS && one.names == two.names && (!is_conflict || same_day) || other_party {
        return Some(Tie::Drafts);
    }
    match (parties, days) {
        (2.., 1..) => Some(Tie::SameDay),
        (2.., 0) => Some(Tie::SameParties),
        // One form filled in for two people bears the same company and day, too.
        (1, 1..) if !is_conflict && alike < DRAFTS => Some(Tie::SameDay),
        _ => None,
    }
}

/// How many entries two rising lists share.
fn common(one: &[u64], two: &[u64]) -> usize {
    one.iter().filter(|entry| two.binary_search(entry).is_ok()).count()
}

/// Share of sentences that two documents have in common, told from the least hashes of both (Broder, "On the resemblance
/// and containment of documents", 1997).
fn resemblance(one: &[u64], two: &[u64]) -> f64 {
    let mut union: Vec<u64> = one.iter().chain(two).copied().collect();
    union.sort_unstable();
    union.dedup();
    // Of documents with fewer sentences all are there; of others only the least count.
    union.truncate(SKETCH);
    let both = union.iter().filter(|hash| one.binary_search(hash).is_ok() && two.binary_search(hash).is_ok());
    both.count() as f64 / union.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sketch_tells_what_is_shared() {
        let list = |from: u64, to: u64| (from..to).collect::<Vec<u64>>();
        assert_eq!(resemblance(&list(0, 64), &list(0, 64)), 1.0);
        assert_eq!(resemblance(&list(0, 5), &list(5, 9)), 0.0);
        assert_eq!(resemblance(&[], &[]), 0.0);
    }
}
