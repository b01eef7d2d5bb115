//! The answers of a survey as they were exported: columns of codes into the distinct values of each column. Readers of
//! tables fill it; everything after only reads it.

/// Distinct strings, known by their number. Number 0 is always the empty string: no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings { text: String::new(), ends: vec![0] }
    }
}

impl Strings {
    /// Adds a string and gives its number.
    pub fn push(&mut self, value: &str) -> u32 {
        self.text.push_str(value);
        self.ends.push(self.text.len());
        u32::try_from(self.ends.len() - 1).expect("a table has fewer than 4 billion distinct values")
    }

    /// The string of a number; "" for a number that was never given.
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends.get(code - 1).copied().unwrap_or_default() };
        self.ends.get(code).and_then(|&end| self.text.get(start..end)).unwrap_or_default()
    }

    /// Number of strings, the empty one included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none but the empty string.
    pub fn is_empty(&self) -> bool {
        self.ends.len() <= 1
    }

    /// Bytes of all strings together.
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The strings by rising number, without the empty one.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &str)> {
        (1..self.ends.len() as u32).map(|code| (code, self.get(code)))
    }
}

/// One column of an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Column {
    /// Its cells in the header rows, from the top, as written; "" where a cell is empty.
    pub header: Vec<String>,
    /// One code a response; 0 is an empty cell.
    pub codes: Vec<u32>,
    /// What the codes stand for, in the order of first appearance.
    pub values: Strings,
}

/// Where a table comes from, as far as its header tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeaderForm {
    /// One row of names, or none.
    Names,
    /// Questions above options.
    Spanned,
    /// Names, questions and keys in JSON.
    Keyed,
}

/// One export file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// As the user gave it.
    pub path: String,
    /// SHA-256 of the bytes as they were read, in hexadecimal.
    pub sha256: String,
    /// `csv` or `xlsx`.
    pub format: String,
    /// How the header is laid out.
    pub form: HeaderForm,
    /// Columns from left to right; all have as many codes as there are responses.
    pub columns: Vec<Column>,
    /// Number of rows below the header that are not blank.
    pub responses: usize,
    /// Small losses.
    pub notices: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_known_by_number() {
        let mut strings = Strings::default();
        assert!(strings.is_empty());
        let (yes, no) = (strings.push("yes"), strings.push("nö"));
        assert_eq!((yes, no, strings.len()), (1, 2, 3));
        assert_eq!([strings.get(0), strings.get(1), strings.get(2), strings.get(9)], ["", "yes", "nö", ""]);
        assert_eq!(strings.iter().collect::<Vec<_>>(), [(1, "yes"), (2, "nö")]);
    }
}
