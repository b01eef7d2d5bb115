//! How lines of written documents begin: `ARTICLE IV`, `Section 5.2`, `Item 1A.`, `4.2`, `(a)`, `•`.

/// What a line that begins with a number of its own is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clause {
    /// `PART II`, and nothing or only a title behind it.
    Part,
    /// `Item 1A.`
    Item,
    /// `ARTICLE IV`, `Chapter 3`, `Annex B`, `Schedule 2`.
    Article,
    /// `Section 5`, `Clause 5.2`, `§ 7`.
    Section,
    /// `4.`, `4.2`, `4.2.1`: how many numbers there are.
    Number(u8),
    /// `(a)`, `(iv)`, `a)`, `A.`, `iv.`
    Letter,
    /// `•`, `-`, `*`.
    Point,
}

/// Words before a number that make it the number of a part, with what they make it.
static WORDS: &[(&str, Clause)] = &[
    ("part", Clause::Part),
    ("item", Clause::Item),
    ("article", Clause::Article),
    ("chapter", Clause::Article),
    ("annex", Clause::Article),
    ("appendix", Clause::Article),
    ("exhibit", Clause::Article),
    ("schedule", Clause::Article),
    ("attachment", Clause::Article),
    ("section", Clause::Section),
    ("clause", Clause::Section),
    ("§", Clause::Section),
];

/// Points that lists are printed with.
const POINTS: &[char] =
    &['•', '●', '○', '◦', '▪', '■', '□', '‣', '·', '–', '—', '-', '*', '\u{f0b7}', '►', '➢', '✓', '◆', '➤'];

/// How a text begins, if it begins with a number or mark of its own.
pub(crate) fn clause(text: &str) -> Option<Clause> {
    mark(text).map(|(clause, _)| clause)
}

/// How a text begins, and how many bytes its mark takes with the white space behind it.
pub(crate) fn mark(text: &str) -> Option<(Clause, usize)> {
    let first = text.split_whitespace().next()?;
    let lead = text.len() - text.trim_start().len();
    let behind = |end: usize| end + text[end..].len() - text[end..].trim_start().len();
    let own_end = lead + first.len();
    if let Some((word, clause)) = WORDS.iter().find(|(word, _)| first.eq_ignore_ascii_case(word)) {
        let number = text[own_end..].split_whitespace().next()?;
        let counter = number.trim_end_matches(['.', ':', ',', '–', '—', '-', ')']);
        let is_number = is_number(counter) || is_roman(counter) || (counter.len() == 1 && is_upper(counter));
        // "Part of", "item a" are words of a sentence.
        let written = first.starts_with(char::is_uppercase) || *word == "§";
        let end = behind(own_end) + number.len();
        return (is_number && written).then(|| (*clause, behind(end)));
    }
    let mut letters = first.chars();
    if let (Some(point), None) = (letters.next(), letters.next())
        && POINTS.contains(&point)
    {
        return (text.len() > own_end).then(|| (Clause::Point, behind(own_end)));
    }
    let clause = counter(first)?;
    Some((clause, behind(own_end)))
}

/// `4.`, `4.2`, `(a)`, `iv)`: a first word that counts.
fn counter(word: &str) -> Option<Clause> {
    let bare = word.trim_end_matches(['.', ')', ':']);
    let inner = bare.strip_prefix('(').unwrap_or(bare);
    let closed = bare.len() < word.len();
    if is_number(inner) {
        let parts = inner.split('.').filter(|part| !part.is_empty()).count();
        let short = inner.split('.').all(|part| part.len() <= 3);
        // "12" or "1999." alone are figures; "4.2" has its own full stop.
        return (short && (closed || parts > 1 && parts <= 6)).then_some(match bare.starts_with('(') {
            true => Clause::Letter,
            false => Clause::Number(parts.min(9) as u8),
        });
    }
    // "a." and "i." could end a sentence, but they cannot begin one.
    let is_letter = inner.len() == 1 && inner.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_double = inner.len() == 2 && inner.as_bytes()[0] == inner.as_bytes()[1] && bare.starts_with('(');
    (closed && (is_letter || is_double || is_roman(inner))).then_some(Clause::Letter)
}

fn is_number(text: &str) -> bool {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let letters = text.len() - digits.len();
    letters <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.split('.').all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_roman(text: &str) -> bool {
    let upper = text.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L' | b'C'));
    let lower = text.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'l' | b'c'));
    (1..=8).contains(&text.len()) && (upper || lower)
}

fn is_upper(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Whether all letters are capitals, and there are so many of them.
pub(super) fn is_capitals(text: &str, least: usize) -> bool {
    let mut upper = 0;
    for character in text.chars().filter(|c| c.is_alphabetic()) {
        if character.is_lowercase() {
            return false;
        }
        upper += usize::from(character.is_uppercase());
    }
    upper >= least
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_how_lines_begin() {
        let cases = [
            ("PART II", Some((Clause::Part, 7))),
            ("Item 1A.  Risk Factors", Some((Clause::Item, 10))),
            ("ARTICLE IV - TERM", Some((Clause::Article, 11))),
            ("Section 5.2 Notices", Some((Clause::Section, 12))),
            ("§ 7 Fees", Some((Clause::Section, 5))),
            ("Exhibit B", Some((Clause::Article, 9))),
            ("  4.2   Confidentiality.", Some((Clause::Number(2), 8))),
            ("4. Term", Some((Clause::Number(1), 3))),
            ("12) Term", Some((Clause::Number(1), 4))),
            ("(a) each", Some((Clause::Letter, 4))),
            ("(iv) each", Some((Clause::Letter, 5))),
            ("(1) each", Some((Clause::Letter, 4))),
            ("(aa) each", Some((Clause::Letter, 5))),
            ("• each", Some((Clause::Point, 4))),
            ("- each", Some((Clause::Point, 2))),
            ("A. Fees", Some((Clause::Letter, 3))),
            ("12 months", None),
            ("1999. It was", None),
            ("Part of it", None),
            ("part 5 of it", None),
            ("section 5 applies", None),
            ("(the) x", None),
            ("e.g. this", None),
            ("I think", None),
            ("-", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(mark(text), expected, "{text}");
        }
    }
}
