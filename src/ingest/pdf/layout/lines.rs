//! Pieces of a block → lines, each with its cells: parts that stand apart.

use super::words::{Piece, Word};
use crate::ingest::pdf::page::FontFace;

/// Parts of a line closer than this belong to one cell, in parts of the font size.
const CELL_GAP: f32 = 1.0;
/// Below this there is no space between two pieces.
const NO_GAP: f32 = 0.16;
/// Pieces whose base lines are this close stand in one line, in parts of the font size.
const SAME_LINE: f32 = 0.42;

/// A part of a line that stands apart from others.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ingest::pdf) struct Part {
    pub(in crate::ingest::pdf) text: String,
    pub(in crate::ingest::pdf) left: f32,
    pub(in crate::ingest::pdf) right: f32,
    pub(in crate::ingest::pdf) words: Vec<Word>,
}

impl Part {
    /// Adds text behind what is there.
    fn push(&mut self, text: &str, words: &[Word]) {
        let start = self.text.len();
        self.text.push_str(text);
        self.words.extend(words.iter().map(|word| Word { start: start + word.start, ..*word }));
    }

    /// The word of this index; "" if there is none.
    pub(super) fn word(&self, index: usize) -> &str {
        let Some(word) = self.words.get(index) else { return "" };
        let end = self.words.get(index + 1).map_or(self.text.len(), |next| next.start);
        self.text[word.start..end].trim_end()
    }

    /// Adds the part that stands behind it.
    pub(super) fn join(&mut self, part: Part) {
        self.text.push(' ');
        self.push(&part.text, &part.words);
        self.right = part.right;
    }

    /// Parts it before the word of this index, which is not the first.
    pub(super) fn split_off(&mut self, word: usize) -> Part {
        let at = self.words[word].start;
        let words: Vec<Word> =
            self.words.drain(word..).map(|word| Word { start: word.start - at, ..word }).collect();
        let text = self.text.split_off(at);
        self.text.truncate(self.text.trim_end().len());
        let part = Part { text, left: words[0].left, right: self.right, words };
        self.right = self.words.last().map_or(self.left, |word| word.right);
        part
    }
}

/// One line of a block.
#[derive(Clone, Debug)]
pub(in crate::ingest::pdf) struct Line {
    /// From left to right, at least one.
    pub(in crate::ingest::pdf) parts: Vec<Part>,
    pub(in crate::ingest::pdf) left: f32,
    pub(in crate::ingest::pdf) right: f32,
    /// Base line.
    pub(in crate::ingest::pdf) y: f32,
    pub(in crate::ingest::pdf) size: f32,
    pub(in crate::ingest::pdf) is_bold: bool,
    pub(in crate::ingest::pdf) is_artifact: bool,
    pub(in crate::ingest::pdf) turn: u8,
    /// Which block of the page it is in.
    pub(in crate::ingest::pdf) block: u32,
    /// Line of the page in reading order, counted from 1.
    pub(in crate::ingest::pdf) number: u32,
    /// Stands for the table of this index.
    pub(in crate::ingest::pdf) table: Option<usize>,
    /// A bullet is drawn before it that is no character.
    pub(in crate::ingest::pdf) has_dot: bool,
    /// A running head or foot, or a page number.
    pub(in crate::ingest::pdf) is_running: bool,
}

impl Line {
    /// All its words.
    pub(in crate::ingest::pdf) fn text(&self) -> String {
        let mut text = String::with_capacity(self.parts.iter().map(|part| part.text.len() + 1).sum());
        for (index, part) in self.parts.iter().enumerate() {
            if index > 0 {
                text.push(' ');
            }
            text.push_str(&part.text);
        }
        text
    }
}

/// Puts the pieces of a block together, line by line.
pub(in crate::ingest::pdf) fn lines(
    pieces: &[Piece],
    mut among: Vec<usize>,
    block: u32,
    face: &dyn Fn(u16) -> FontFace,
) -> Vec<Line> {
    among.sort_by(|&a, &b| {
        pieces[a].y.total_cmp(&pieces[b].y).then(pieces[a].left.total_cmp(&pieces[b].left)).then(a.cmp(&b))
    });
    let mut lines = Vec::new();
    let mut row: Vec<usize> = Vec::new();
    let mut base = (0.0_f32, 0.0_f32);
    for index in among {
        let piece = &pieces[index];
        let is_table = piece.table.is_some() || row.last().is_some_and(|&last| pieces[last].table.is_some());
        let is_same =
            !row.is_empty() && !is_table && (piece.y - base.0).abs() < SAME_LINE * base.1.max(piece.size);
        if !is_same && !row.is_empty() {
            lines.push(line(pieces, &mut row, block, face));
        }
        if row.is_empty() || piece.size > base.1 {
            base = (piece.y, piece.size);
        }
        row.push(index);
    }
    if !row.is_empty() {
        lines.push(line(pieces, &mut row, block, face));
    }
    lines
}

/// One line from its pieces; empties the list.
fn line(pieces: &[Piece], row: &mut Vec<usize>, block: u32, face: &dyn Fn(u16) -> FontFace) -> Line {
    row.sort_by(|&a, &b| pieces[a].left.total_cmp(&pieces[b].left).then(a.cmp(&b)));
    let mut parts: Vec<Part> = Vec::with_capacity(row.len());
    let (mut length, mut bold) = (0, 0);
    let mut main = &pieces[row[0]];
    let mut is_artifact = true;
    let mut was_spaced = false;
    for &index in row.iter() {
        let piece = &pieces[index];
        let font = face(piece.font);
        length += piece.length;
        bold += piece.length * usize::from(font.is_bold);
        is_artifact &= piece.is_artifact;
        if (piece.size, piece.length) > (main.size, main.length) {
            main = piece;
        }
        match parts.last_mut() {
            Some(part) if piece.left - part.right < CELL_GAP * piece.size => {
                let gap = piece.left - part.right;
                if was_spaced || !(-0.5 * piece.size..NO_GAP * piece.size).contains(&gap) {
                    part.text.push(' ');
                }
                part.push(&piece.text, &piece.words);
                part.right = part.right.max(piece.right);
            }
            _ => parts.push(Part {
                text: piece.text.clone(),
                left: piece.left,
                right: piece.right,
                words: piece.words.clone(),
            }),
        }
        was_spaced = piece.ends_spaced;
    }
    row.clear();
    split_amounts(&mut parts);
    join_signs(&mut parts);
    split_leaders(&mut parts);
    Line {
        left: parts[0].left,
        right: parts.iter().map(|part| part.right).fold(f32::NEG_INFINITY, f32::max),
        parts,
        y: main.y,
        size: main.size,
        is_bold: bold * 10 >= length * 8,
        is_artifact,
        turn: main.turn,
        block,
        number: 0,
        table: main.table,
        has_dot: false,
        is_running: false,
    }
}

/// Amounts that stand next to each other are cells of their own, however narrow the gap between them.
fn split_amounts(parts: &mut Vec<Part>) {
    let is_amount = |word: &str| {
        let has_digit = word.bytes().any(|b| b.is_ascii_digit());
        let is_sign = matches!(word, "$" | "€" | "£" | "—" | "–" | "-" | "%" | ")" | ")%" | "(");
        (has_digit
            && word.chars().all(|c| c.is_ascii_digit() || ".,()$€£%-–—+".contains(c))
            && !word.ends_with(','))
            || is_sign
    };
    let mut index = 0;
    while index < parts.len() {
        let part = &parts[index];
        let words = part.text.split_whitespace();
        let digits = words.clone().filter(|word| word.bytes().any(|b| b.is_ascii_digit())).count();
        if digits >= 2 && part.words.len() >= 2 && words.clone().all(is_amount) {
            for last in (1..parts[index].words.len()).rev() {
                let rest = parts[index].split_off(last);
                parts.insert(index + 1, rest);
            }
        }
        index += 1;
    }
}

/// Signs that belong to the number behind or before them, though tables set them apart.
fn join_signs(parts: &mut Vec<Part>) {
    let mut index = 0;
    while index + 1 < parts.len() {
        let opens =
            matches!(parts[index].text.as_str(), "$" | "€" | "£" | "¥" | "US$" | "($" | "(" | "$(" | "C$");
        let starts_digit =
            parts[index + 1].text.starts_with(|c: char| c.is_ascii_digit() || "(-–—.".contains(c));
        let closes = matches!(parts[index + 1].text.as_str(), ")" | "%" | ")%" | "%)" | "pts");
        let ends_digit = parts[index].text.ends_with(|c: char| c.is_ascii_digit());
        if (opens && starts_digit) || (closes && ends_digit) {
            let next = parts.remove(index + 1);
            let part = &mut parts[index];
            if opens && !part.text.ends_with('(') {
                part.text.push(' ');
            }
            part.push(&next.text, &next.words);
            part.right = next.right;
        } else {
            index += 1;
        }
    }
}

/// Rows of dots that lead to a page number part the line there; the dots themselves say nothing.
fn split_leaders(parts: &mut Vec<Part>) {
    const LEAST_DOTS: usize = 4;
    let Some(last) = parts.last() else { return };
    let is_dot = |c: char| matches!(c, '.' | '…' | '·' | '_' | ' ');
    let number = last.text.trim_end().rsplit(is_dot).next().unwrap_or_default();
    let head = &last.text[..last.text.trim_end().len() - number.len()];
    let bare = head.trim_end_matches(is_dot);
    let dots = head[bare.len()..].chars().filter(|c| !c.is_whitespace()).count();
    let is_number =
        (1..=6).contains(&number.len()) && number.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if dots < LEAST_DOTS || !is_number || (bare.is_empty() && parts.len() < 2) {
        return;
    }
    let (length, number) = (bare.len(), number.to_owned());
    let Some(mut last) = parts.pop() else { return };
    let wide = 0.5 * (last.right - last.left) / last.text.chars().count().max(1) as f32;
    let right = last.right;
    let left = right - 2.0 * wide * number.len() as f32;
    if length > 0 {
        last.text.truncate(length);
        last.words.retain(|word| word.start < length);
        last.right = last.words.last().map_or(left, |word| word.right.min(left));
        parts.push(last);
    }
    let words = vec![Word { start: 0, left, right }];
    parts.push(Part { text: number, left, right, words });
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A line of these parts, its words a letter apart and its parts further.
    pub(in crate::ingest::pdf::layout) fn line_of(parts: &[&str]) -> Line {
        let (mut left, mut made) = (0.0, Vec::new());
        for text in parts {
            let mut words = Vec::new();
            let mut start = 0;
            for word in text.split(' ') {
                let at = left + start as f32 * 5.0;
                words.push(Word { start, left: at, right: at + word.len() as f32 * 5.0 });
                start += word.len() + 1;
            }
            let right = words[words.len() - 1].right;
            made.push(Part { text: (*text).to_owned(), left, right, words });
            left = right + 30.0;
        }
        Line {
            left: 0.0,
            right: left - 30.0,
            parts: made,
            y: 100.0,
            size: 10.0,
            is_bold: false,
            is_artifact: false,
            turn: 0,
            block: 0,
            number: 1,
            table: None,
            has_dot: false,
            is_running: false,
        }
    }
}
