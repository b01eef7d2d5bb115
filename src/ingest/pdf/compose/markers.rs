//! What a line begins with: a bullet, a letter or number of a list, the number of a clause.

/// How a line begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Marker {
    /// A sign that only lists have.
    Bullet,
    /// `(a)`, `b)`, `(iv)`, `1)`, `3.`
    Item,
    /// `4.2`, `Section 3.`, `Article IV`
    Clause,
}

const BULLETS: &str = "•●▪■◦○‣⁃∙·►▶➢➤✓✔❖◆◇□☐☒☑➔→–—\u{f0b7}\u{f0a7}";

/// Words that stand before the number of a clause.
const CLAUSES: [&str; 5] = ["article", "section", "clause", "item", "part"];

/// The marker that a line begins with, if there is text behind it.
pub(super) fn marker(text: &str) -> Option<Marker> {
    let text = text.trim_start();
    let first = text.split_whitespace().next()?;
    let rest = text[first.len()..].trim_start();
    if rest.is_empty() {
        return None;
    }
    let mut characters = first.chars();
    let lead = characters.next()?;
    if BULLETS.contains(lead) && (characters.as_str().is_empty() || first.chars().count() <= 2) {
        return Some(Marker::Bullet);
    }
    if matches!(first, "o" | "*" | "-") {
        return Some(Marker::Bullet);
    }
    if CLAUSES.iter().any(|word| first.eq_ignore_ascii_case(word)) {
        let number = rest.split_whitespace().next()?;
        let is_capital = lead.is_uppercase();
        return (is_capital && is_counter(number.trim_end_matches(['.', ':', ',', '-', '–', '—'])))
            .then_some(Marker::Clause);
    }
    let inner = first.trim_start_matches('(').trim_end_matches([')', '.', ':']);
    let closed = first.ends_with(')') || (first.ends_with('.') && first.len() > inner.len());
    let dots = inner.matches('.').count();
    if dots > 0
        && inner
            .split('.')
            .all(|part| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()))
    {
        // 4.2 and 4.2.1, but no amounts: those have no capital behind them.
        let begins = rest.starts_with(|c: char| c.is_uppercase() || "“\"(‘".contains(c));
        return begins.then_some(Marker::Clause);
    }
    (closed && is_counter(inner)).then_some(Marker::Item)
}

/// `12`, `b`, `iv`, `A`.
fn is_counter(text: &str) -> bool {
    if text.is_empty() || text.len() > 8 {
        return false;
    }
    let is_digits = |text: &str| text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    let is_letter = text.len() == 1 && text.bytes().all(|b| b.is_ascii_alphabetic());
    let is_numeral = text.bytes().all(|b| matches!(b.to_ascii_lowercase(), b'i' | b'v' | b'x' | b'l'));
    let is_double = text.len() == 2
        && text.as_bytes()[0] == text.as_bytes()[1]
        && text.bytes().all(|b| b.is_ascii_alphabetic());
    let is_mixed = text.len() > 1
        && text.ends_with(|c: char| c.is_ascii_uppercase())
        && is_digits(&text[..text.len() - 1]);
    let is_dotted = text.contains('.') && text.split('.').all(|part| is_digits(part) && !part.is_empty());
    is_digits(text) || is_letter || is_numeral || is_double || is_mixed || is_dotted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_of_lines() {
        use Marker::{Bullet, Clause, Item};
        let cases = [
            ("• First", Some(Bullet)),
            ("– second thought", Some(Bullet)),
            ("(a) the Supplier shall", Some(Item)),
            ("(iv) any other", Some(Item)),
            ("b) or", Some(Item)),
            ("3. Deliver it", Some(Item)),
            ("4.2 Confidentiality. Each party", Some(Clause)),
            ("4.2 percent of sales", None),
            ("Section 3. Term", Some(Clause)),
            ("ARTICLE IV TERM", Some(Clause)),
            ("section 3 applies", None),
            ("Item 1A. Risk Factors", Some(Clause)),
            ("2019. In that year", None),
            ("(the “Company”) shall", None),
            ("a party may", None),
            ("U.S. law", None),
            ("•", None),
            ("-5 degrees", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(marker(text), expected, "{text}");
        }
    }
}
