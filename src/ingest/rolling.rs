//! Rolling captions, as video sites export them: each line is shown twice or more, and the tail of one cue is the
//! head of the next. Takes such cues and leaves every spoken word once. Captions that do not roll stay as they are.

use super::cue::Cue;

/// A shared stretch of at least this many words is no accident.
const TELLING_WORDS: usize = 3;
/// Captions roll on at once; after a longer pause the screen was empty, in milliseconds.
const LONGEST_PAUSE_MS: u64 = 2_000;
/// Share of neighbours, in percent, that must overlap before captions count as rolling.
const ROLLING_PERCENT: usize = 30;

/// Removes from each cue the words that still stand there from the cue before. Gives the number of cues it changed.
pub(crate) fn join_rolling(cues: &mut [Cue]) -> usize {
    let overlaps = find_overlaps(cues);
    let pairs = overlaps.len().saturating_sub(1);
    let telling = overlaps.iter().filter(|overlap| overlap.words >= TELLING_WORDS).count();
    if telling < 2 || telling * 100 < pairs * ROLLING_PERCENT {
        return 0;
    }
    let mut changed = 0;
    for (cue, overlap) in cues.iter_mut().zip(overlaps) {
        if overlap.words >= TELLING_WORDS || (overlap.words > 0 && overlap.whole_lines) {
            drop_words(cue, overlap.words);
            changed += 1;
        }
    }
    changed
}

#[derive(Clone, Copy, Debug, Default)]
struct Overlap {
    /// How many words the cue begins with that the cue before ended with.
    words: usize,
    /// They are whole lines in both, or all of the cue before.
    whole_lines: bool,
}

/// The words on the screen, and at which of them lines begin.
#[derive(Default)]
struct Screen<'c> {
    words: Vec<&'c str>,
    starts: Vec<usize>,
}

impl<'c> Screen<'c> {
    fn show(&mut self, cue: &'c Cue) {
        self.words.clear();
        self.starts.clear();
        for part in &cue.parts {
            self.starts.push(self.words.len());
            self.words.extend(part.text.split_ascii_whitespace());
        }
    }
}

/// The overlap of each cue with the last one before it that holds words.
fn find_overlaps(cues: &[Cue]) -> Vec<Overlap> {
    let mut overlaps = Vec::with_capacity(cues.len());
    let (mut old, mut new) = (Screen::default(), Screen::default());
    let mut old_end_ms = None;
    for cue in cues {
        new.show(cue);
        let follows =
            old_end_ms.is_some_and(|end_ms: u64| cue.start_ms <= end_ms.saturating_add(LONGEST_PAUSE_MS));
        let shared = if follows { shared_words(&old.words, &new.words) } else { 0 };
        let from = old.words.len() - shared;
        let ends_line = shared == new.words.len() || new.starts.contains(&shared);
        let whole_lines = from == 0 || (old.starts.contains(&from) && ends_line);
        overlaps.push(Overlap { words: shared, whole_lines });
        if !new.words.is_empty() {
            old_end_ms = Some(cue.end_ms);
            std::mem::swap(&mut old, &mut new);
        }
    }
    overlaps
}

/// Length of the longest tail of `old` that is a head of `new`; linear time, by the prefix function of Knuth, Morris and Pratt.
fn shared_words(old: &[&str], new: &[&str]) -> usize {
    if old.is_empty() || new.is_empty() {
        return 0;
    }
    let tail = &old[old.len().saturating_sub(new.len())..];
    // Nearly all neighbours share nothing: a cheap look spares them the rest.
    if !tail.contains(&new[0]) || !new.contains(&tail[tail.len() - 1]) {
        return 0;
    }
    let mut prefix = vec![0; new.len()];
    for at in 1..new.len() {
        prefix[at] = step(new, &prefix, prefix[at - 1], new[at]);
    }
    tail.iter().fold(0, |matched, word| {
        let matched = if matched == new.len() { prefix[matched - 1] } else { matched };
        step(new, &prefix, matched, word)
    })
}

/// How much of `new` is matched once `word` follows on `matched` words.
fn step(new: &[&str], prefix: &[usize], mut matched: usize, word: &str) -> usize {
    loop {
        if matched < new.len() && new[matched] == word {
            return matched + 1;
        }
        if matched == 0 {
            return 0;
        }
        matched = prefix[matched - 1];
    }
}

/// Removes the first words of a cue.
fn drop_words(cue: &mut Cue, mut count: usize) {
    for part in &mut cue.parts {
        let mut rest = part.text.as_str();
        while count > 0 && !rest.trim_ascii_start().is_empty() {
            let word = rest.trim_ascii_start();
            rest = &word[word.find(|sign: char| sign.is_ascii_whitespace()).unwrap_or(word.len())..];
            count -= 1;
        }
        if rest.len() < part.text.len() {
            part.text = rest.to_owned();
        }
    }
    cue.parts.retain(|part| !part.text.trim().is_empty());
}

#[cfg(test)]
mod tests {
    use super::super::cue::Part;
    use super::*;

    fn cue(start_ms: u64, end_ms: u64, lines: &[&str]) -> Cue {
        let part = |line: &&str| Part { line: 1, speaker: None, text: (*line).to_owned() };
        Cue { start_ms, end_ms, parts: lines.iter().map(part).collect() }
    }

    fn words(cues: &[Cue]) -> String {
        let parts: Vec<&str> =
            cues.iter().flat_map(|cue| &cue.parts).flat_map(|part| part.text.split_whitespace()).collect();
        parts.join(" ")
    }

    #[test]
    fn two_line_captions_roll() {
        let lines = [
            "so what we need to",
            "do is move the date",
            "of the launch okay",
            "okay",
            "okay then we go on",
            "to the next point",
        ];
        let mut cues = Vec::new();
        for (at, line) in lines.iter().enumerate() {
            let start = at as u64 * 2000;
            match at.checked_sub(1) {
                Some(before) => cues.push(cue(start, start + 1990, &[lines[before], line])),
                None => cues.push(cue(start, start + 1990, &[line])),
            }
            // The frozen cue between two moves.
            cues.push(cue(start + 1990, start + 2000, &[line]));
        }
        assert!(join_rolling(&mut cues) > 0);
        assert_eq!(words(&cues), lines.join(" "));
    }

    #[test]
    fn growing_and_overlapping_captions_roll() {
        let mut growing = vec![
            cue(0, 100, &["we"]),
            cue(100, 200, &["we should"]),
            cue(200, 300, &["we should ship"]),
            cue(300, 400, &["we should ship it"]),
            cue(400, 500, &["we should ship it on"]),
            cue(500, 600, &["we should ship it on Friday"]),
        ];
        join_rolling(&mut growing);
        assert_eq!(words(&growing), "we should ship it on Friday");
        let mut sliding = vec![
            cue(0, 100, &["we should ship it"]),
            cue(100, 200, &["should ship it on Friday"]),
            cue(200, 300, &["it on Friday or"]),
            cue(300, 400, &["on Friday or never"]),
        ];
        join_rolling(&mut sliding);
        assert_eq!(words(&sliding), "we should ship it on Friday or never");
    }

    #[test]
    fn what_is_said_twice_stays() {
        let mut cues = vec![
            cue(0, 1000, &["okay. okay."]),
            cue(1000, 2000, &["okay. okay."]),
            cue(2000, 3000, &["no no"]),
            cue(3000, 4000, &["no no I mean it"]),
            cue(4000, 5000, &["that is all"]),
            cue(5000, 6000, &["thanks"]),
        ];
        let before = words(&cues);
        assert_eq!(join_rolling(&mut cues), 0);
        assert_eq!(words(&cues), before);
    }

    #[test]
    fn the_longest_overlap_is_found() {
        let cases: [(&str, &str, usize); 6] = [
            ("a b a b", "a b a b c", 4),
            ("x a b", "a b c", 2),
            ("a a a", "a a", 2),
            ("a b", "c", 0),
            ("", "a", 0),
            ("a b c", "b c", 2),
        ];
        for (old, new, expected) in cases {
            let split = |text: &'static str| text.split_whitespace().collect::<Vec<_>>();
            assert_eq!(shared_words(&split(old), &split(new)), expected, "{old} / {new}");
        }
    }
}
