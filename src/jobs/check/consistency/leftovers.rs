//! What a draft leaves behind: blanks to fill in, notes to the drafter, marks of editing, sentences that break off.
//! Takes the text of a view, gives one draft for each kind of leftover with the first places where it stands.

use super::view::{Slip, View};
use crate::model::document::BlockKind;
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;

/// Places shown for one kind of leftover.
const MOST_PLACES: usize = 6;
/// Places counted for one kind; a text with more is a form.
const MOST_COUNTED: usize = 10_000;

/// A kind of leftover.
struct Kind {
    /// What it is, for one place.
    one: &'static str,
    /// What they are, for several.
    many: &'static str,
    why: &'static str,
    score: f32,
}

const BLANK: Kind = Kind {
    one: "A blank was not filled in",
    many: "blanks were not filled in",
    why: "a row of underscores or an empty pair of brackets stands in a sentence",
    score: 0.6,
};
const NOTE: Kind = Kind {
    one: "A note to the drafter is still in the text",
    many: "notes to the drafter are still in the text",
    why: "the words ask somebody to fill in or decide something",
    score: 0.75,
};
const MARK: Kind = Kind {
    one: "A mark of editing is still in the text",
    many: "marks of editing are still in the text",
    why: "asterisks stand around words as typed emphasis, not as a redaction or a footnote",
    score: 0.55,
};
const BROKEN: Kind = Kind {
    one: "A sentence breaks off",
    many: "sentences break off",
    why: "a paragraph ends in a word that must be followed by another",
    score: 0.3,
};

/// Words in brackets, or in capitals alone, that ask the drafter for something.
const ASKING: &[&str] = &[
    "insert",
    "tbd",
    "tbc",
    "to be determined",
    "to be confirmed",
    "to be completed",
    "to be inserted",
    "to come",
    "ntd",
    "note to draft",
    "drafting note",
    "fill in",
    "placeholder",
    "name of",
    "date to",
    "specify",
    "describe",
    "company name",
    "client name",
    "xx",
    "xxx",
    "lorem ipsum",
    "enter",
];

/// One draft for each kind of leftover that the document has.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    let (mut blanks, mut notes) = (Vec::new(), Vec::new());
    brackets(view, &mut blanks, &mut notes);
    underscores(view, &mut blanks);
    capitals(view, &mut notes);
    blanks.sort_unstable();
    notes.sort_unstable();
    for (kind, places) in [(BLANK, blanks), (NOTE, notes), (MARK, marks(view)), (BROKEN, broken(view))] {
        report(view, &kind, &places, drafts);
    }
}

fn report(view: &View, kind: &Kind, places: &[Span], drafts: &mut Vec<Draft>) {
    let Some(first) = places.first() else { return };
    let statement = match places.len() {
        1 => format!("{}: “{}”.", kind.one, view.slice(*first).trim()),
        count => format!("{count} {}, first “{}”.", kind.many, view.slice(*first).trim()),
    };
    drafts.push(view.draft(Slip {
        statement,
        why: kind.why.to_owned(),
        relation: Relation::Inconsistent,
        score: kind.score,
        places: places.iter().take(MOST_PLACES).copied().collect(),
    }));
}

/// Short texts in square brackets: empty ones and dots are blanks, those that ask are notes; `[***]` is a redaction.
fn brackets(view: &View, blanks: &mut Vec<Span>, notes: &mut Vec<Span>) {
    for at in memchr::memchr_iter(b'[', view.text.as_bytes()).take(MOST_COUNTED) {
        let rest = view.after(at + 1, 90);
        let Some(end) = rest.find([']', '[']).filter(|&end| rest[end..].starts_with(']')) else { continue };
        let inside = rest[..end].trim();
        let span = Span::new(at, at + end + 2);
        if inside.chars().all(|c| matches!(c, '●' | '•' | '·' | '_' | '.' | '…' | ' ' | '\u{a0}' | '⚫'))
        {
            // A box to tick stands before its words at the start of a line.
            if end > 0 && view.line_at(at).start != at {
                blanks.push(span);
            }
        } else if asks(inside) {
            notes.push(span);
        }
    }
}

fn asks(inside: &str) -> bool {
    let lower = inside.to_ascii_lowercase();
    ASKING.iter().any(|words| {
        lower.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    })
}

/// Rows of underscores within a sentence; those of signature blocks stand alone or beside "By" and "Date".
fn underscores(view: &View, blanks: &mut Vec<Span>) {
    let text = view.text;
    let mut at = 0;
    while let Some(found) = memchr::memmem::find(&text.as_bytes()[at..], b"___") {
        let start = at + found;
        let end = start + text.as_bytes()[start..].iter().take_while(|&&b| b == b'_').count();
        at = end;
        let is_word = |word: &str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
        let bare = |word: &str| {
            is_word(word.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | '(' | ')' | '"' | '$')))
        };
        let before = view.before(start, 60);
        let after = view.after(end, 60);
        let leads = before.split_whitespace().rev().take(2).filter(|word| bare(word)).count();
        let goes_on = after.split_whitespace().take(3).filter(|word| bare(word)).count();
        // The cover of every annual report has this blank.
        let is_form = before.contains("transition period");
        if !is_form && leads == 2 && goes_on >= 1 && blanks.len() < MOST_COUNTED {
            blanks.push(Span::new(start, end));
        }
    }
}

/// `TBD` and `XX/XX/20XX` outside brackets.
fn capitals(view: &View, notes: &mut Vec<Span>) {
    for word in &view.units.words {
        let said = word.of(view.text);
        let is_blank = matches!(said, "TBD" | "TBC" | "XXXX" | "20XX");
        let start = word.start as usize;
        if is_blank && !view.before(start, 1).ends_with('[') && notes.len() < MOST_COUNTED {
            notes.push(Span::new(start, word.end as usize));
        }
    }
}

/// Words between single or double asterisks, as people type emphasis.
fn marks(view: &View) -> Vec<Span> {
    let text = view.text;
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'*', &bytes[at..]) {
        let start = at + next;
        let stars = bytes[start..].iter().take_while(|&&b| b == b'*').count();
        at = start + stars;
        let before = view.before(start, 4).chars().next_back().unwrap_or(' ');
        if stars > 2 || !(before.is_whitespace() || matches!(before, '(' | '“' | '"')) {
            continue;
        }
        let rest = view.after(at, 200);
        if !rest.starts_with(|c: char| c.is_alphabetic()) {
            continue;
        }
        let Some(end) = rest.find('*') else { continue };
        let closes = rest[end..].bytes().take_while(|&b| b == b'*').count() == stars;
        let inside = &rest[..end];
        // Emphasis does not run over lines; two notes that begin with an asterisk do.
        if closes
            && !inside.contains('\n')
            && inside.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | ',' | ';'))
        {
            found.push(Span::new(start, at + end + stars));
            at += end + stars;
        }
        if found.len() == MOST_COUNTED {
            break;
        }
    }
    found
}

/// Words that no paragraph ends in.
const OPEN: [&str; 24] = [
    "the", "a", "an", "of", "and", "to", "by", "with", "from", "for", "shall", "will", "may", "must", "that",
    "which", "such", "this", "any", "each", "or", "is", "are", "be",
];

/// Ends of paragraphs that break off and are not taken up by one of the next blocks.
fn broken(view: &View) -> Vec<Span> {
    // Where pages were cut, a paragraph may go on after what is printed at their feet.
    if view.document.pages.is_some() {
        return Vec::new();
    }
    let blocks: Vec<_> = view.document.blocks.iter().filter(|block| block.kind.is_flow()).collect();
    let mut found = Vec::new();
    for (index, block) in blocks.iter().enumerate() {
        let text = view.slice(block.span);
        let is_prose = !matches!(block.kind, BlockKind::Heading(_) | BlockKind::TableRow) && text.len() > 120;
        let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        if !is_prose || !OPEN.contains(&last) {
            continue;
        }
        let taken_up = blocks[index + 1..].iter().take(5).any(|next| {
            let first = view.slice(next.span).chars().next();
            first.is_some_and(|c| {
                c.is_lowercase() || matches!(c, '(' | '“' | '"' | '$' | '[' | '-' | '•') || c.is_numeric()
            })
        });
        // A capital may be a name that goes on with the sentence: only a number or the end of the text is proof.
        let next_is_new = blocks.get(index + 1).is_none_or(|next| {
            matches!(next.kind, BlockKind::Heading(_))
                || next.span.len() > 20 && view.slice(next.span).starts_with(|c: char| c.is_ascii_digit())
        });
        if next_is_new && !taken_up {
            found.push(Span::new(block.span.end - last.len(), block.span.end));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn what_a_draft_leaves() {
        expect(
            find,
            &[
                ("dated as of [●] between the parties", &["A blank was not filled in: “[●]”."]),
                ("a fee of [***] per unit and [* * *]", &[]),
                ("[ ] Yes", &[]),
                (
                    "made this ____ day of ______ 2020 between us",
                    &["2 blanks were not filled in, first “____”."],
                ),
                ("By: __________\nName: ________", &[]),
                (
                    "pay [insert amount] on [TBD]",
                    &["2 notes to the drafter are still in the text, first “[insert amount]”."],
                ),
                ("the price is TBD", &["A note to the drafter is still in the text: “TBD”."]),
                ("*Estimated in 2023\n*Unaudited", &[]),
                ("The supplier *may* take steps.", &["A mark of editing is still in the text: “*may*”."]),
                ("5 * 3 and 4 * 2, see note *", &[]),
            ],
        );
    }
}
