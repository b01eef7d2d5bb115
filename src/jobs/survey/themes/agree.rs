//! Themes of a model and themes of the built-in engine → one list. Two that hold mostly the same answers are one, which both
//! engines saw.

use super::{Answer, Theme};
use crate::model::finding::SeenBy;

/// From this share of common answers on two themes are one.
const SAME: f64 = 0.4;
/// If more than this share of the built-in engine's theme is in no theme of the model's it stays a theme of its own.
const UNTOLD: f64 = 0.25;

/// Joins two lists. A theme that the user named, for which `is_own` says so, keeps its name.
pub(super) fn join(
    told: Vec<Theme>,
    builtin: Vec<Theme>,
    answers: &[Answer],
    is_own: impl Fn(&str) -> bool,
) -> Vec<Theme> {
    let mut joined: Vec<Theme> = Vec::new();
    let mut is_told = vec![false; answers.len()];
    told.iter().flat_map(|theme| &theme.answers).for_each(|&answer| is_told[answer] = true);
    let mut rest: Vec<Option<Theme>> = builtin.into_iter().map(Some).collect();
    for mut theme in told {
        let alike = |other: &Theme| likeness(&theme, other, answers, &is_told);
        let best = (0..rest.len())
            .filter_map(|at| Some((at, alike(rest[at].as_ref()?)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        theme.seen_by = Some(SeenBy::Model);
        if let Some(other) = best.and_then(|(at, _)| rest[at].take()) {
            theme.seen_by = Some(SeenBy::Both);
            if is_own(&other.label) {
                theme.label = other.label;
            }
            // What is in another theme of the model's is not moved here.
            theme.answers.extend(other.answers.into_iter().filter(|&answer| !is_told[answer]));
            theme.answers.sort_unstable();
            theme.answers.dedup();
            if theme.terms.is_empty() {
                theme.terms = other.terms;
            }
        }
        joined.push(theme);
    }
    let left = rest.into_iter().flatten();
    joined.extend(left.map(|theme| Theme { seen_by: Some(SeenBy::Builtin), ..theme }));
    joined
}

/// How alike two themes are, 0 to 1; `None` if they are not one.
fn likeness(a: &Theme, b: &Theme, answers: &[Answer], is_told: &[bool]) -> Option<f64> {
    if a.label.eq_ignore_ascii_case(&b.label) {
        return Some(1.0);
    }
    let size = |list: &[usize]| list.iter().map(|&answer| answers[answer].count as f64).sum::<f64>();
    let common: Vec<usize> =
        a.answers.iter().copied().filter(|answer| b.answers.binary_search(answer).is_ok()).collect();
    let untold: Vec<usize> = b.answers.iter().copied().filter(|&answer| !is_told[answer]).collect();
    let (common, a, b, untold) = (size(&common), size(&a.answers), size(&b.answers), size(&untold));
    let share = common / (a + b - common).max(1.0);
    (share >= SAME && untold <= UNTOLD * b).then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_of_the_same_answers_are_one() {
        let answers: Vec<Answer> =
            (0..20).map(|n| Answer { text: format!("answer {n}"), count: 2 }).collect();
        let theme = |label: &str, from: usize, to: usize| {
            Theme::new(label, vec![label.to_owned()], (from..to).collect())
        };
        let told = vec![theme("Wages", 0, 8), theme("Parking", 15, 20)];
        // Of "Pay" one answer is in no theme of the model's; of "Noise" all are.
        let builtin = vec![theme("Pay", 2, 9), theme("Noise", 9, 14)];
        let joined = join(told, builtin, &answers, |label| label == "Pay");
        let shown: Vec<_> =
            joined.iter().map(|theme| (theme.label.as_str(), theme.answers.len(), theme.seen_by)).collect();
        assert_eq!(
            shown,
            [
                ("Pay", 9, Some(SeenBy::Both)),
                ("Parking", 5, Some(SeenBy::Model)),
                ("Noise", 5, Some(SeenBy::Builtin)),
            ]
        );
    }
}
