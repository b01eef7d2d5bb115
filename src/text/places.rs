//! Where the words of a text stand, to find the places where a quote may start. Takes an evened text and a quote, gives
//! offsets in the text.

use super::words::hash_word;

/// Occurrences of a quote's words that are looked at, rarest words first.
const MOST_OCCURRENCES: usize = 1024;

/// Where each word of an evened text stands: hash in the upper, place in the lower 32 bits, sorted.
#[derive(Debug)]
pub(super) struct WordPlaces(Vec<u64>);

impl WordPlaces {
    /// Notes every word of an evened text.
    pub(super) fn of(text: &str) -> Self {
        let mut places = Vec::with_capacity(text.len() / 5);
        each_word(text, |start, hash| places.push(u64::from(hash) << 32 | u64::from(start)));
        places.sort_unstable();
        Self(places)
    }

    fn places_of(&self, hash: u32) -> &[u64] {
        let from = self.0.partition_point(|&entry| ((entry >> 32) as u32) < hash);
        let count = self.0[from..].partition_point(|&entry| (entry >> 32) as u32 == hash);
        &self.0[from..from + count]
    }

    /// Whether the text has the word.
    pub(super) fn knows(&self, word: &str) -> bool {
        !self.places_of(hash_word(word) as u32).is_empty()
    }

    /// At most `most` places where the quote may start, likeliest first: there, at least a third of its rarer words
    /// stand in line, up to `near_edits` bytes apart.
    pub(super) fn likely_starts(&self, quote: &str, near_edits: usize, most: usize) -> Vec<usize> {
        let mut words = Vec::new();
        each_word(quote, |start, hash| words.push((self.places_of(hash), start)));
        words.sort_by_key(|(places, start)| (places.len(), *start));
        let mut starts: Vec<i64> = Vec::new();
        let mut asked = 0usize;
        for (places, start) in words {
            if asked > 0 && starts.len() + places.len() > MOST_OCCURRENCES {
                break;
            }
            asked += 1;
            let shown = &places[..places.len().min(MOST_OCCURRENCES)];
            starts.extend(shown.iter().map(|&entry| i64::from(entry as u32) - i64::from(start)));
        }
        starts.sort_unstable();
        let needed = asked.div_ceil(3);
        let mut groups: Vec<(usize, i64)> = Vec::new();
        let mut end = 0;
        for (begin, &start) in starts.iter().enumerate() {
            while end < starts.len() && starts[end] - start <= near_edits as i64 {
                end += 1;
            }
            if end - begin >= needed {
                groups.push((end - begin, start));
            }
        }
        groups.sort_unstable_by_key(|&(votes, start)| (std::cmp::Reverse(votes), start));
        let mut chosen: Vec<i64> = Vec::new();
        for (_, start) in groups {
            if chosen.len() == most {
                break;
            }
            if chosen.iter().all(|&known| (known - start).abs() > near_edits as i64) {
                chosen.push(start);
            }
        }
        chosen.into_iter().map(|start| usize::try_from(start).unwrap_or(0)).collect()
    }
}

/// Calls `each` with start and hash of every word. Characters of scripts written without spaces are words of their own.
fn each_word(text: &str, mut each: impl FnMut(u32, u32)) {
    let mut start = None;
    for (at, character) in text.char_indices() {
        let is_whole = character >= '\u{2e80}';
        if character.is_alphanumeric() && !is_whole {
            start.get_or_insert(at);
            continue;
        }
        if let Some(start) = start.take() {
            each(start as u32, hash_word(&text[start..at]) as u32);
        }
        if is_whole {
            each(at as u32, hash_word(&text[at..at + character.len_utf8()]) as u32);
        }
    }
    if let Some(start) = start {
        each(start as u32, hash_word(&text[start..]) as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_starts_by_rare_words() {
        let text = "the plan was fine. the annotation layer was late. the plan was late. 会議は金曜日です";
        let places = WordPlaces::of(text);
        assert_eq!(places.likely_starts("the annottion layer was late", 4, 8).first(), Some(&19));
        assert_eq!(places.likely_starts("会議は土曜日です", 6, 8).first(), text.find('会').as_ref());
        assert!(places.likely_starts("nothing of this here", 4, 8).is_empty());
        assert!(places.knows("annotation") && !places.knows("annottion"));
    }
}
