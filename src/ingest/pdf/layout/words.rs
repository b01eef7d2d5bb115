//! Glyphs → pieces: stretches of text on one line without a wide gap. Spaces come from gaps; glyphs drawn twice are
//! dropped.

use crate::ingest::pdf::page::{Glyph, PageContent, Unseen};
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
pub(in crate::ingest::pdf) fn pieces(page: &PageContent) -> Vec<Piece> {
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
        let joined = open.as_mut().and_then(|open| open.join(glyph));
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
        };
        let mut open = Open { piece, votes: 0, last: *glyph, space: false, spaces: 0 };
        open.push(glyph, false, page);
        open
    }

    /// How a glyph goes on from here, if it does.
    fn join(&self, glyph: &Glyph) -> Option<Join> {
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
        Some(Join::Next { spaced: self.space || (gap > word_gap * unit && !mark) })
    }

    fn push(&mut self, glyph: &Glyph, spaced: bool, page: &PageContent) {
        let piece = &mut self.piece;
        if spaced {
            piece.text.push(' ');
            self.spaces += usize::from(self.space);
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

/// Drops pieces that say the same at the same place: bold type made by drawing twice, a text layer drawn over itself.
fn drop_doubled(pieces: &mut Vec<Piece>) {
    let mut seen: FxHashMap<(i32, usize), Vec<usize>> = FxHashMap::default();
    let mut doubled = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        let row = (piece.y / 4.0).round() as i32;
        let is_again = (row - 1..=row + 1).any(|row| {
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
