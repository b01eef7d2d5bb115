//! Sentences of a text, as byte ranges; also of speech that was written down without any punctuation.

use std::ops::Range;

/// Adds the sentences of `text` to `sentences`, in order, without outer white space.
pub fn split_sentences(text: &str, sentences: &mut Vec<Range<usize>>) {
    let ends_inside = text.trim_end().trim_end_matches(['.', '?', '!', '…']).contains(['.', '?', '!', '…']);
    if !ends_inside {
        push_trimmed(text, 0..text.len(), sentences);
        return;
    }
    for boundary in sentencex::get_sentence_boundaries("en", text) {
        push_trimmed(text, boundary.start_byte..boundary.end_byte, sentences);
    }
}

fn push_trimmed(text: &str, range: Range<usize>, sentences: &mut Vec<Range<usize>>) {
    let Some(slice) = text.get(range.clone()) else { return };
    let start = range.start + (slice.len() - slice.trim_start().len());
    let end = start + slice.trim().len();
    if start < end {
        sentences.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits() {
        let split = |text: &str| {
            let mut ranges = Vec::new();
            split_sentences(text, &mut ranges);
            ranges.into_iter().map(|range| text[range].to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(split("Yeah. Why don't you run it?  OK"), ["Yeah.", "Why don't you run it?", "OK"]);
        assert_eq!(split("Dr. Smith paid $3.50 today. Fine."), ["Dr. Smith paid $3.50 today.", "Fine."]);
        assert_eq!(split("  "), [""; 0]);
    }
}
