//! Glyphs → pieces: stretches of text on one line without a wide gap. Spaces come from gaps; glyphs drawn twice are
//! dropped.

use super::ruled::Bars;
use crate::ingest::pdf::page::{Area, Glyph, PageContent, Unseen};
use rustc_hash::FxHashMap;

/// A gap wider than this begins a new word, in parts of the font size. Word spaces are seldom below a fifth of it, and
/// kerning seldom moves letters apart by more than a tenth.
const WORD_GAP: f32 = 0.16;
/// The same within a piece where spaces are drawn as characters, so that loose letters stay together.
const WORD_GAP_SPACED: f32 = 0.3;
/// A gap wider than this, or a step back, begins a new piece.
const PIECE_GAP: f32 = 0.95;
const PIECE_BACK: f32 = 0.35;
/// Glyphs belong to one line as long as their base lines are this close, in parts of the font size.
const LINE_SHIFT: f32 = 0.12;
/// Raised or lowered characters may be this far from the line.
const RAISED_SHIFT: f32 = 0.6;
/// The second of two equal glyphs this close to each other is the same one drawn again, in parts of the font size.
const DOUBLE_SHIFT: f32 = 0.14;

/// Pieces at one height and of one length that are compared for being drawn twice.
const MOST_COMPARED: usize = 64;

/// A stretch of text on one line.
#[derive(Clone, Debug)]
pub(in crate::ingest::pdf) struct Piece {
    pub(in crate::ingest::pdf) text: String,
    /// In the frame in which the line is level.
    pub(in crate::ingest::pdf) left: f32,
    pub(in crate::ingest::pdf) right: f32,
    /// Base line.
    pub(in crate::ingest::pdf) y: f32,
    /// Size of the font that most of it is in, in points.
    pub(in crate::ingest::pdf) size: f32,
    pub(in crate::ingest::pdf) font: u16,
    pub(in crate::ingest::pdf) turn: u8,
    pub(in crate::ingest::pdf) unseen: Option<Unseen>,
    pub(in crate::ingest::pdf) is_artifact: bool,
    /// Number of characters.
    pub(in crate::ingest::pdf) length: usize,
    /// Whether a space was drawn behind its last glyph.
    pub(in crate::ingest::pdf) ends_spaced: bool,
    /// Where its words begin: byte of the text, left edge, right edge.
    pub(in crate::ingest::pdf) words: Vec<Word>,
    /// Stands for the table of this index.
    pub(in crate::ingest::pdf) table: Option<usize>,
}

/// A word of a piece or of a part of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ingest::pdf) struct Word {
    /// Byte of the text at which it begins.
    pub(in crate::ingest::pdf) start: usize,
    pub(in crate::ingest::pdf) left: f32,
    pub(in crate::ingest::pdf) right: f32,
}

impl Piece {
    /// A piece without words in the place of a table.
    pub(super) fn placeholder(area: &Area, table: usize) -> Self {
        Piece {
            text: String::new(),
            left: area.left,
            right: area.right,
            y: area.top,
            size: 1.0,
            font: 0,
            turn: 0,
            unseen: None,
            is_artifact: false,
            length: 0,
            ends_spaced: false,
            words: Vec::new(),
            table: Some(table),
        }
    }
}

/// A piece that grows glyph by glyph.
struct Open {
    piece: Piece,
    /// Characters in the font and size of the piece so far.
    votes: usize,
    last: Glyph,
    /// Where an undrawn space waits for its next letter.
    space: bool,
    spaces: usize,
}

/// Puts the glyphs of a page together.
pub(super) fn pieces(page: &PageContent, bars: &Bars) -> Vec<Piece> {
    let mut done: Vec<Piece> = Vec::new();
    let mut open: Option<Open> = None;
    for glyph in &page.glyphs {
        let is_space = glyph.text.as_char().is_some_and(|c| c.is_whitespace() || c == '\u{200b}');
        if is_space {
            if let Some(open) = &mut open
                && open.piece.turn == glyph.turn
            {
                open.space = true;
            }
            continue;
        }
        let joined = open.as_mut().and_then(|open| open.join(glyph, bars));
        match joined {
            Some(Join::Doubled) => {}
            Some(Join::Next { spaced }) => {
                if let Some(open) = &mut open {
                    open.push(glyph, spaced, page);
                }
            }
            None => {
                done.extend(open.take().map(Open::close));
                open = Some(Open::new(glyph, page));
            }
        }
    }
    done.extend(open.map(Open::close));
    drop_doubled(&mut done);
    done
}

enum Join {
    Next { spaced: bool },
    Doubled,
}

impl Open {
    fn new(glyph: &Glyph, page: &PageContent) -> Self {
        let piece = Piece {
            text: String::with_capacity(64),
            left: glyph.x,
            right: glyph.x,
            y: glyph.y,
            size: glyph.size,
            font: glyph.font,
            turn: glyph.turn,
            unseen: glyph.unseen,
            is_artifact: glyph.is_artifact,
            length: 0,
            ends_spaced: false,
            words: Vec::with_capacity(16),
            table: None,
        };
        let mut open = Open { piece, votes: 0, last: *glyph, space: false, spaces: 0 };
        open.push(glyph, false, page);
        open
    }

    /// How a glyph goes on from here, if it does.
    fn join(&self, glyph: &Glyph, bars: &Bars) -> Option<Join> {
        let (last, piece) = (&self.last, &self.piece);
        if glyph.turn != last.turn || glyph.unseen != last.unseen || glyph.is_artifact != piece.is_artifact {
            return None;
        }
        let size = piece.size.max(glyph.size);
        let same = glyph.text == last.text && glyph.font == last.font && glyph.text.as_char().is_some();
        let near = |a: f32, b: f32| (a - b).abs() < DOUBLE_SHIFT * size;
        if same && !self.space && near(glyph.x, last.x) && near(glyph.y, last.y) {
            return Some(Join::Doubled);
        }
        let shift = (glyph.y - piece.y).abs();
        let is_raised = glyph.size < 0.85 * piece.size || piece.size < 0.85 * glyph.size;
        if shift > size * if is_raised { RAISED_SHIFT } else { LINE_SHIFT } {
            return None;
        }
        let gap = glyph.x - (last.x + last.width);
        let unit = glyph.size.min(last.size);
        if gap > PIECE_GAP * size || gap < -PIECE_BACK * size {
            return None;
        }
        let word_gap = if self.spaces > 0 { WORD_GAP_SPACED } else { WORD_GAP };
        let mark = last.width < 0.01 * unit;
        let spaced = self.space || (gap > word_gap * unit && !mark);
        let is_parted = spaced
            && glyph.turn == 0
            && bars.parts(last.x + 0.6 * last.width, glyph.x + 0.3 * glyph.width, glyph.y - 0.3 * glyph.size);
        (!is_parted).then_some(Join::Next { spaced })
    }

    fn push(&mut self, glyph: &Glyph, spaced: bool, page: &PageContent) {
        let piece = &mut self.piece;
        if spaced {
            piece.text.push(' ');
            self.spaces += usize::from(self.space);
        }
        if spaced || piece.words.is_empty() {
            piece.words.push(Word { start: piece.text.len(), left: glyph.x, right: glyph.x });
        }
        if let Some(word) = piece.words.last_mut() {
            word.right = word.right.max(glyph.x + glyph.width);
        }
        page.push_text(glyph.text, &mut piece.text);
        piece.length += 1;
        piece.right = piece.right.max(glyph.x + glyph.width);
        piece.left = piece.left.min(glyph.x);
        // The font of the most characters wins (a running majority), and its line is the piece's line.
        let same = glyph.font == piece.font && (glyph.size - piece.size).abs() < 0.1;
        if same {
            self.votes += 1;
        } else if self.votes > 0 && glyph.size <= piece.size * 1.15 {
            self.votes -= 1;
        } else {
            (piece.font, piece.size, piece.y, self.votes) = (glyph.font, glyph.size, glyph.y, 1);
        }
        self.space = false;
        self.last = *glyph;
    }

    fn close(mut self) -> Piece {
        self.piece.ends_spaced = self.space;
        self.piece
    }
}

/// Large initials that reach down over several lines belong to the first word of the line at their top.
pub(super) fn join_initials(pieces: &mut Vec<Piece>) {
    let is_initial =
        |piece: &Piece| piece.length == 1 && piece.text.starts_with(char::is_uppercase) && piece.turn == 0;
    let mut initials: Vec<usize> = (0..pieces.len()).filter(|&index| is_initial(&pieces[index])).collect();
    initials.truncate(MOST_COMPARED);
    let mut joined = Vec::new();
    for index in initials {
        let (right, y, size) = (pieces[index].right, pieces[index].y, pieces[index].size);
        let fits = |piece: &Piece| {
            let gap = piece.left - right;
            let is_beside = (-0.3 * piece.size..1.2 * piece.size).contains(&gap) && piece.turn == 0;
            // Capitals are about 0.7 of the size high; the line stands where the initial begins.
            let top = y - 0.7 * size;
            is_beside
                && size > 1.8 * piece.size
                && (top - 0.3 * piece.size..top + 1.3 * piece.size).contains(&piece.y)
        };
        let line = (0..pieces.len())
            .filter(|&other| fits(&pieces[other]))
            .min_by(|&a, &b| pieces[a].y.total_cmp(&pieces[b].y));
        let Some(line) = line.filter(|&line| pieces[line].text.starts_with(char::is_alphabetic)) else {
            continue;
        };
        let (text, left) = (pieces[index].text.clone(), pieces[index].left);
        let piece = &mut pieces[line];
        for word in piece.words.iter_mut().skip(1) {
            word.start += text.len();
        }
        piece.text.insert_str(0, &text);
        piece.left = left;
        if let Some(word) = piece.words.first_mut() {
            word.left = left;
        }
        joined.push(index);
    }
    joined.sort_unstable();
    for index in joined.into_iter().rev() {
        pieces.remove(index);
    }
}

/// Drops pieces that say the same at the same place: bold type made by drawing twice, a text layer drawn over itself.
fn drop_doubled(pieces: &mut Vec<Piece>) {
    let mut seen: FxHashMap<(i32, usize), Vec<usize>> = FxHashMap::default();
    let mut doubled = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let row = (piece.y / 4.0).round() as i32;
        let is_again = (row.saturating_sub(1)..=row.saturating_add(1)).any(|row| {
            seen.get(&(row, piece.text.len())).into_iter().flatten().take(MOST_COMPARED).any(|&other| {
                let other: &Piece = &pieces[other];
                let near = 2.0 * DOUBLE_SHIFT * piece.size;
                (other.left - piece.left).abs() < near
                    && (other.y - piece.y).abs() < near
                    && other.turn == piece.turn
                    && other.text == piece.text
                    && other.unseen.is_none() >= piece.unseen.is_none()
            })
        });
        if is_again {
            doubled.push(index);
        } else {
            seen.entry((row, piece.text.len())).or_default().push(index);
        }
    }
    if !doubled.is_empty() {
        let mut doubled = doubled.into_iter().peekable();
        let mut index = 0;
        pieces.retain(|_| {
            index += 1;
            doubled.next_if_eq(&(index - 1)).is_none()
        });
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, drop_doubled};
    use crate::ingest::pdf::page::Area;

    #[test]
    fn words_far_off_the_page_are_told_apart_like_others() {
        let at = |y: f32, text: &str| {
            let area = Area { left: 0.0, right: 40.0, top: y, bottom: y };
            Piece { text: text.into(), ..Piece::placeholder(&area, 0) }
        };
        for far in [f32::MAX, f32::MIN, f32::INFINITY] {
            let mut pieces = vec![at(far, "once"), at(10.0, "twice"), at(10.1, "twice")];
            drop_doubled(&mut pieces);
            let left: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
            assert_eq!(left, ["once", "twice"], "{far}");
        }
    }
}
