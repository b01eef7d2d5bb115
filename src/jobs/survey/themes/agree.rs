//! Themes of a model and themes of the built-in engine → one list. Two that hold mostly the same answers are one, which both
//! engines saw.

use super::{Answer, Theme};
use crate::model::finding::SeenBy;

/// From this share of common answers on two themes are one.
const SAME: f64 = 0.4;
/// The same, of the smaller one, where the larger is not many times its size.
const INSIDE: f64 = 0.75;
/// So many times.
const MUCH_LARGER: f64 = 3.0;
/// Words shown of a theme.
const TERMS: usize = 8;

/// Joins two lists. A theme that the user named, for which `is_own` says so, keeps its name.
pub(super) fn join(
    told: Vec<Theme>,
    builtin: Vec<Theme>,
    answers: &[Answer],
    is_own: impl Fn(&str) -> bool,
) -> Vec<Theme> {
    let mut joined: Vec<Theme> = Vec::new();
    let mut rest: Vec<Option<Theme>> = builtin.into_iter().map(Some).collect();
    for mut theme in told {
        let alike = |other: &Theme| likeness(&theme, other, answers);
        let best = (0..rest.len())
            .filter_map(|at| Some((at, alike(rest[at].as_ref()?)?)))
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
        theme.seen_by = Some(SeenBy::Model);
        if let Some(other) = best.and_then(|(at, _)| rest[at].take()) {
            theme.seen_by = Some(SeenBy::Both);
            if is_own(&other.label) {
                theme.label = other.label;
            }
            theme.answers.extend(other.answers);
            theme.answers.sort_unstable();
            theme.answers.dedup();
            for term in other.terms {
                if !theme.terms.contains(&term) {
                    theme.terms.push(term);
                }
            }
            theme.terms.truncate(TERMS);
        }
        joined.push(theme);
    }
    let left = rest.into_iter().flatten();
    joined.extend(left.map(|theme| Theme { seen_by: Some(SeenBy::Builtin), ..theme }));
    joined
}

/// How alike two themes are, 0 to 1; `None` if they are not one.
fn likeness(a: &Theme, b: &Theme, answers: &[Answer]) -> Option<f64> {
    if a.label.eq_ignore_ascii_case(&b.label) {
        return Some(1.0);
    }
    let size = |list: &[usize]| list.iter().map(|&answer| answers[answer].count as f64).sum::<f64>();
    let common: Vec<usize> =
        a.answers.iter().copied().filter(|answer| b.answers.binary_search(answer).is_ok()).collect();
    let (common, a, b) = (size(&common), size(&a.answers), size(&b.answers));
    let share = common / (a + b - common).max(1.0);
    let inside = common / a.min(b).max(1.0);
    let is_same = share >= SAME || (inside >= INSIDE && a.max(b) <= MUCH_LARGER * a.min(b));
    is_same.then_some(share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn themes_of_the_same_answers_are_one() {
        let answers: Vec<Answer> = (0..20).map(|n| Answer { text: format!("answer {n}"), count: 2 }).collect();
        let theme = |label: &str, from: usize, to: usize| Theme::new(label, vec![label.to_owned()], (from..to).collect());
        let told = vec![theme("Wages", 0, 8), theme("Parking", 15, 20)];
        let builtin = vec![theme("Pay", 0, 6), theme("Noise", 8, 14)];
        let joined = join(told, builtin, &answers, |label| label == "Pay");
        let shown: Vec<_> =
            joined.iter().map(|theme| (theme.label.as_str(), theme.answers.len(), theme.seen_by)).collect();
        assert_eq!(
            shown,
            [
                ("Pay", 8, Some(SeenBy::Both)),
                ("Parking", 5, Some(SeenBy::Model)),
                ("Noise", 6, Some(SeenBy::Builtin)),
            ]
        );
    }
}
