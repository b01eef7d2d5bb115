//! Distinct values of a column: text → code, in the order of first appearance.

use crate::model::responses::Strings;
use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Gives equal texts equal codes. An open table of codes; the texts lie in one string.
#[derive(Debug, Default)]
pub(super) struct Interner {
    values: Strings,
    /// Codes by hash; 0 is a free place.
    places: Vec<u32>,
    /// Upper bits of the hash of each code, so that most others are told apart without looking at the text.
    marks: Vec<u32>,
}

impl Interner {
    /// The code of a text; 0 for "".
    pub(super) fn code(&mut self, text: &str) -> u32 {
        if text.is_empty() {
            return 0;
        }
        if self.marks.len() * 2 >= self.places.len() {
            self.grow();
        }
        let (hash, mask) = (hash(text), self.places.len() - 1);
        let mark = (hash >> 32) as u32;
        let mut place = hash as usize & mask;
        loop {
            match self.places[place] {
                0 => break,
                code if self.marks[code as usize - 1] == mark && self.values.get(code) == text => {
                    return code;
                }
                _ => place = (place + 1) & mask,
            }
        }
        let code = self.values.push(text);
        self.places[place] = code;
        self.marks.push(mark);
        code
    }

    /// The values, when all is read.
    pub(super) fn finish(self) -> Strings {
        self.values
    }

    fn grow(&mut self) {
        let size = (self.places.len() * 2).max(16);
        self.places.clear();
        self.places.resize(size, 0);
        for (code, value) in self.values.iter() {
            let mut place = hash(value) as usize & (size - 1);
            while self.places[place] != 0 {
                place = (place + 1) & (size - 1);
            }
            self.places[place] = code;
        }
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    // The table takes the lowest bits: let the upper ones, which are mixed best, reach them.
    let hash = hasher.finish();
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_equal_codes() {
        let mut interner = Interner::default();
        let texts: Vec<String> = (0..1000).map(|n| format!("value {}", n % 300)).collect();
        let codes: Vec<u32> = texts.iter().map(|text| interner.code(text)).collect();
        assert_eq!(interner.code(""), 0);
        let values = interner.finish();
        assert_eq!(values.len(), 301);
        for (text, code) in texts.iter().zip(codes) {
            assert_eq!(values.get(code), text);
        }
    }
}
