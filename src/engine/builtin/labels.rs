//! Labels a note taker wrote into the record itself, such as "DECISION 2:" or "Action item 80.1 |": the text of a
//! unit goes in, the kind that it names comes out. A rule, not learned: such a label leaves nothing to guess.

use crate::model::finding::FindingKind;

/// Labels, a longer one before its own beginning.
const LABELS: [(&str, FindingKind); 21] = [
    ("decisions", FindingKind::Decision),
    ("decision", FindingKind::Decision),
    ("resolution", FindingKind::Decision),
    ("resolved", FindingKind::Decision),
    ("agreed", FindingKind::Decision),
    ("conclusion", FindingKind::Decision),
    ("consensus", FindingKind::Decision),
    ("action items", FindingKind::ActionItem),
    ("action item", FindingKind::ActionItem),
    ("actions required", FindingKind::ActionItem),
    ("action required", FindingKind::ActionItem),
    ("actions", FindingKind::ActionItem),
    ("action", FindingKind::ActionItem),
    ("todo", FindingKind::ActionItem),
    ("to-do", FindingKind::ActionItem),
    ("next steps", FindingKind::ActionItem),
    ("next step", FindingKind::ActionItem),
    ("open question", FindingKind::OpenQuestion),
    ("open issue", FindingKind::OpenQuestion),
    ("unresolved", FindingKind::OpenQuestion),
    ("to be decided", FindingKind::OpenQuestion),
];

/// Fewer bytes than this behind a label are not a statement.
const LEAST_BEHIND: usize = 12;

/// The kind that a label in the text names. A label begins with a capital letter and a word, may carry a number, and is
/// followed by a colon or a bar; a numbered one may also be followed by a capital letter or a dash.
pub fn find_label(text: &str) -> Option<FindingKind> {
    find_label_end(text).map(|(kind, _)| kind)
}

/// The same with the byte at which what is labelled begins.
pub fn find_label_end(text: &str) -> Option<(FindingKind, usize)> {
    let bytes = text.as_bytes();
    let begins =
        |i: usize| bytes[i].is_ascii_uppercase() && (i == 0 || !bytes[i - 1].is_ascii_alphanumeric());
    (0..bytes.len())
        .filter(|&i| begins(i))
        .find_map(|i| label_at(&bytes[i..]).map(|(kind, behind)| (kind, bytes.len() - behind)))
}

/// The kind, and how many bytes stand behind the label.
fn label_at(bytes: &[u8]) -> Option<(FindingKind, usize)> {
    let is_label =
        |label: &str| bytes.get(..label.len()).is_some_and(|b| b.eq_ignore_ascii_case(label.as_bytes()));
    let (label, kind) = LABELS.iter().find(|(label, _)| is_label(label))?;
    let rest = &bytes[label.len()..];
    let skip = |rest: &[u8], inside: fn(&u8) -> bool| rest.iter().take_while(|b| inside(b)).count();
    let blank = skip(rest, |b| matches!(b, b' ' | b'#'));
    let rest = &rest[blank..];
    let digits = skip(rest, |b| b.is_ascii_digit() || *b == b'.');
    let rest = &rest[digits..];
    let rest = &rest[skip(rest, |b| *b == b' ')..];
    let (&mark, behind) = rest.split_first()?;
    let ends = matches!(mark, b':' | b'|') || (digits > 0 && (mark.is_ascii_uppercase() || mark == b'-'));
    let is_mark = matches!(mark, b':' | b'|' | b'-');
    (ends && behind.len() >= LEAST_BEHIND).then_some((*kind, behind.len() + usize::from(!is_mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_written_labels() {
        let decision = Some(FindingKind::Decision);
        let action = Some(FindingKind::ActionItem);
        let cases = [
            ("DECISION 68.1: Move it to the next release.", decision),
            ("Decision #3: the budget is kept as it is", decision),
            ("good. Action 4 | 1:14:49 Danny will reach out", action),
            ("ACTION 58.5 Discuss whether to go on with it", action),
            ("Actions Required 101.1: Micah should touch the list", action),
            ("Open question: who pays for the second year?", Some(FindingKind::OpenQuestion)),
            ("The decision: we keep it as it was before", None),
            ("Decision makers were not in the room today", None),
            ("Actions speak louder than words in this place", None),
            ("Agreed: yes", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(find_label(text), expected, "{text}");
        }
    }
}
