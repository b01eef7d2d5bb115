//! Words of a text: byte ranges and a case-blind hash, so that tables of words can be compared without building strings.

/// A word: letters and digits, with apostrophes and hyphens inside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// [`hash_word`] of it.
    pub hash: u64,
}

impl Word {
    /// The word in the text it came from.
    pub fn of<'a>(&self, text: &'a str) -> &'a str {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

/// FNV-1a, 64 bit, over the bytes with ASCII letters in lower case and the typographic apostrophe as `'`:
/// stable everywhere and usable in constants. Source: Fowler, Noll, Vo, draft-eastlake-fnv.
pub const fn hash_word(word: &str) -> u64 {
    let bytes = word.as_bytes();
    let mut hash = FNV_OFFSET;
    let mut i = 0;
    while i < bytes.len() {
        if bytes[i] == 0xE2 && i + 2 < bytes.len() && bytes[i + 1] == 0x80 && bytes[i + 2] == 0x99 {
            hash = step(hash, b'\'');
            i += 3;
        } else {
            hash = step(hash, bytes[i].to_ascii_lowercase());
            i += 1;
        }
    }
    hash
}

/// [`hash_word`] of each.
pub const fn hash_words<const N: usize>(words: [&str; N]) -> [u64; N] {
    let mut hashes = [0; N];
    let mut i = 0;
    while i < N {
        hashes[i] = hash_word(words[i]);
        i += 1;
    }
    hashes
}

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0000_0100_0000_01b3;

const fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(FNV_PRIME)
}

/// The words with a capital at their beginning.
pub fn capitalised(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The words of `text`; ranges are shifted by `base`, the place of `text` in the whole (which must be below 4 GB).
pub fn split_words(text: &str, base: usize, words: &mut Vec<Word>) {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let (inside, width) = kind_at(text, i);
        if !inside {
            i += width;
            continue;
        }
        let start = i;
        let mut hash = FNV_OFFSET;
        let mut end = i;
        while i < bytes.len() {
            let (inside, width) = kind_at(text, i);
            if inside {
                for &byte in &bytes[i..i + width] {
                    hash = step(hash, byte.to_ascii_lowercase());
                }
                i += width;
                end = i;
                continue;
            }
            let joiner = joiner_at(bytes, i);
            let next = i + joiner.map_or(0, |(_, width)| width);
            match joiner {
                Some((byte, _)) if next < bytes.len() && kind_at(text, next).0 => {
                    hash = step(hash, byte);
                    i = next;
                }
                _ => break,
            }
        }
        words.push(Word { start: (base + start) as u32, end: (base + end) as u32, hash });
    }
}

/// Whether the character at `i` belongs to a word, and its width in bytes.
fn kind_at(text: &str, i: usize) -> (bool, usize) {
    let byte = text.as_bytes()[i];
    if byte < 0x80 {
        return (byte.is_ascii_alphanumeric(), 1);
    }
    match text.get(i..).and_then(|rest| rest.chars().next()) {
        Some(character) => (character.is_alphanumeric(), character.len_utf8()),
        None => (false, 1),
    }
}

/// An apostrophe or hyphen at `i` as one plain byte, and its width.
fn joiner_at(bytes: &[u8], i: usize) -> Option<(u8, usize)> {
    match bytes[i] {
        byte @ (b'\'' | b'-') => Some((byte, 1)),
        0xE2 if bytes.get(i + 1) == Some(&0x80) && bytes.get(i + 2) == Some(&0x99) => Some((b'\'', 3)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_capital_at_the_beginning() {
        for (words, expected) in
            [("two words", "Two words"), ("", ""), ("édit", "Édit"), ("9 lives", "9 lives")]
        {
            assert_eq!(capitalised(words), expected);
        }
    }
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        split_words(text, 0, &mut found);
        for word in &found {
            assert_eq!(word.hash, hash_word(word.of(text)), "{text:?}");
        }
        found.iter().map(|word| word.of(text)).collect()
    }

    #[test]
    fn splits_words() {
        let cases: [(&str, &[&str]); 6] = [
            ("I'll send it.", &["I'll", "send", "it"]),
            ("I’ll we-", &["I’ll", "we"]),
            ("end-of-month '26", &["end-of-month", "26"]),
            ("Zoë—naïve 3,5%", &["Zoë", "naïve", "3", "5"]),
            ("", &[]),
            ("--'’-", &[]),
        ];
        for (text, expected) in cases {
            assert_eq!(words(text), expected, "{text}");
        }
        assert_eq!(hash_word("I’LL"), hash_word("i'll"));
    }

    proptest! {
        #[test]
        fn words_are_in_order_and_on_borders(text in any::<String>()) {
            let mut found = Vec::new();
            split_words(&text, 0, &mut found);
            let mut last = 0;
            for word in found {
                prop_assert!(word.start >= last && word.end > word.start);
                prop_assert!(text.get(word.start as usize..word.end as usize).is_some());
                last = word.end;
            }
        }
    }
}
