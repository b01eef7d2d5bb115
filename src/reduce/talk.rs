//! Who spoke how much: words and turns of each speaker.

use crate::model::analysis::TalkShare;
use crate::model::document::Document;
use crate::model::units::Units;

/// Words, turns and share of each speaker who said anything, most words first. A turn lasts until somebody else speaks;
/// speech nobody is named for counts for no one and ends a turn.
pub(super) fn share_talk(document: &Document, units: &Units) -> Vec<TalkShare> {
    let mut words = vec![0usize; document.speakers.len()];
    let mut turns = vec![0usize; document.speakers.len()];
    let mut last = None;
    for unit in units.units.iter().filter(|unit| unit.is_speech) {
        let speaker = unit.speaker.map(|speaker| speaker as usize).filter(|&speaker| speaker < words.len());
        if let Some(speaker) = speaker {
            words[speaker] += unit.words.len();
            turns[speaker] += usize::from(last != Some(speaker));
        }
        last = speaker;
    }
    let total: usize = words.iter().sum();
    let mut shares: Vec<TalkShare> = document
        .speakers
        .iter()
        .zip(words.iter().zip(&turns))
        .filter(|(_, (_, turns))| **turns > 0)
        .map(|(speaker, (&words, &turns))| TalkShare {
            speaker: speaker.clone(),
            words,
            turns,
            share: if total == 0 { 0.0 } else { words as f64 / total as f64 },
        })
        .collect();
    // Stable: speakers with as many words keep the order in which they first spoke.
    shares.sort_by_key(|share| std::cmp::Reverse(share.words));
    shares
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;
    use super::*;

    #[test]
    fn counts_words_and_changes_of_speaker() {
        let document = document(&[
            ("Ann", "One two three."),
            ("Ann", "Four."),
            ("Bob", "Five six."),
            ("", "Who?"),
            ("Bob", "Seven"),
        ]);
        let shares = share_talk(&document, &Units::of(&document));
        let shown: Vec<_> = shares.iter().map(|one| (one.speaker.as_str(), one.words, one.turns)).collect();
        assert_eq!(shown, [("Ann", 4, 1), ("Bob", 3, 2)]);
        assert!((shares.iter().map(|one| one.share).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}
