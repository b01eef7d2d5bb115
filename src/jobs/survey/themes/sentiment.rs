//! How an answer sounds, from -1 to 1: words of praise less words of complaint by all of both; a negation within the three
//! words before turns a word round (after Hutto and Gilbert 2014, without its weights).

use super::lexicon::{COMPLAINT, NEGATIONS, PRAISE};
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

static TONE: LazyLock<FxHashMap<&'static str, i32>> = LazyLock::new(|| {
    let good = PRAISE.split(' ').map(|word| (word, 1));
    good.chain(COMPLAINT.split(' ').map(|word| (word, -1))).collect()
});

/// How far a negation reaches, in words.
const REACH: usize = 3;

/// The sentiment of a text; 0 if it has no word that sounds like anything.
pub(crate) fn sentiment(text: &str) -> f64 {
    let (mut sum, mut number, mut since) = (0, 0, REACH + 1);
    for word in text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .filter(|word| !word.is_empty())
    {
        let word = word.to_lowercase().replace('’', "'");
        let tone = TONE.get(word.as_str()).copied().unwrap_or(0);
        if tone != 0 {
            sum += if since <= REACH { -tone } else { tone };
            number += 1;
        }
        since = if NEGATIONS.contains(&word.as_str()) { 1 } else { since + 1 };
    }
    if number == 0 { 0.0 } else { f64::from(sum) / f64::from(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_sound_good_or_bad() {
        let cases = [
            ("I love it here, great people", 1.0),
            ("not good", -1.0),
            ("terrible and slow but helpful", -1.0 / 3.0),
            ("the third floor", 0.0),
            ("", 0.0),
        ];
        for (text, expected) in cases {
            assert!((sentiment(text) - expected).abs() < 1e-9, "{text}: {}", sentiment(text));
        }
    }
}
