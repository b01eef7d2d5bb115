//! Amounts that stand close in a row → one part each. A currency sign belongs to the number behind it, also where it stands
//! nearer to the number before.

use super::lines::{Line, Part};
use super::tables::MOST_PARTS;

/// Parts a line before every currency sign that follows a number, and joins a sign that stands alone to its number.
pub(super) fn part_amounts(line: &mut Line) {
    if !line.parts.iter().any(|part| part.text.contains(is_currency)) {
        return;
    }
    let mut at = 0;
    while at < line.parts.len() && line.parts.len() < MOST_PARTS {
        let part = &line.parts[at];
        let begins = |word: usize| {
            let (sign, next) = (part.word(word), word + 1);
            sign.starts_with(is_currency)
                && if is_sign(sign) {
                    next == part.words.len() || is_number(part.word(next))
                } else {
                    is_number(sign)
                }
        };
        let follows = |&word: &usize| begins(word) && is_number(part.word(word - 1));
        if let Some(word) = (1..part.words.len()).find(follows) {
            let rest = line.parts[at].split_off(word);
            line.parts.insert(at + 1, rest);
        }
        at += 1;
    }
    let mut joined: Vec<Part> = Vec::with_capacity(line.parts.len());
    for part in std::mem::take(&mut line.parts) {
        match joined.last_mut() {
            Some(sign) if is_sign(&sign.text) && is_number(part.word(0)) => sign.join(part),
            _ => joined.push(part),
        }
    }
    line.parts = joined;
}

fn is_currency(character: char) -> bool {
    matches!(character, '$' | '€' | '£' | '¥')
}

fn is_sign(text: &str) -> bool {
    !text.is_empty() && text.chars().all(is_currency)
}

/// A number as tables write it: `1,234.5`, `(12)`, `—` for none. A sign before it and a percent sign are part of it.
fn is_number(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| is_currency(c) || "()%-–—−".contains(c));
    let is_none = inner.is_empty() && word.contains(['-', '–', '—', '−']);
    is_none
        || inner.contains(|c: char| c.is_ascii_digit())
            && inner.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::pdf::layout::lines::tests::line_of;

    #[test]
    fn every_amount_is_a_part() {
        let cases: [(&[&str], &[&str]); 8] = [
            (&["Net income", "$ 5,777 $ 5,921 $ 5,449"], &["Net income", "$ 5,777", "$ 5,921", "$ 5,449"]),
            (&["Income", "$ 5,791 $", "5,929 $", "5,453"], &["Income", "$ 5,791", "$ 5,929", "$ 5,453"]),
            (&["Loss", "$ (12) $ — $9.43"], &["Loss", "$ (12)", "$ —", "$9.43"]),
            (&["Sales", "$", "34,229", "$", "35,355"], &["Sales", "$ 34,229", "$ 35,355"]),
            (&["from $ 10 to $ 20", "3"], &["from $ 10 to $ 20", "3"]),
            (&["in 2022 dollars", "12 13"], &["in 2022 dollars", "12 13"]),
            (&["Sales 2022 $ in millions", "9"], &["Sales 2022 $ in millions", "9"]),
            (&["$", "in millions"], &["$", "in millions"]),
        ];
        for (parts, expected) in cases {
            let mut line = line_of(parts);
            part_amounts(&mut line);
            assert_eq!(line.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>(), expected);
        }
    }
}
