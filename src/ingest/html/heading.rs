//! Headings of pages that do not say what is one: told from how a short piece looks and how it begins.

use super::part::{Kind, Part, Piece, Shape};
use crate::ingest::clause::is_capitals;
use crate::ingest::clause::{Clause, clause};

/// Letters that a text in capitals has at least.
const FEWEST_CAPITALS: usize = 3;
/// A heading is not longer than this, in characters.
const LONGEST: usize = 240;
/// A heading that ends like a sentence is not longer than this, in characters.
const LONGEST_SENTENCE: usize = 200;
/// Headings by their elements that are enough to do without guessing.
const ENOUGH: usize = 3;

/// Makes headings of the pieces that look like one, if the page marks hardly any itself.
pub(super) fn find_headings(parts: &mut [Part]) {
    let marked = pieces(parts).filter(|piece| matches!(piece.kind, Kind::Heading(_))).count();
    let bytes: usize = pieces(parts).map(|piece| piece.text.len()).sum();
    // One mark in some ten pages of text is a title, no division.
    if marked >= ENOUGH && marked * 30_000 > bytes {
        return;
    }
    let body = body_size(parts);
    // The level that words gave last, and the looks of the headings below it that are still open.
    let (mut top, mut open) = (0, Vec::<Rank>::new());
    for part in parts {
        let Some(rank) = rank(part, body) else { continue };
        if rank.is_fixed() {
            top = rank.top;
            open.clear();
        } else {
            while open.pop_if(|above| *above >= rank).is_some() {}
            open.push(rank);
        }
        if let Part::Piece(piece) = part {
            piece.kind = Kind::Heading((top + open.len() as u8).clamp(1, 6));
        }
    }
}

fn pieces(parts: &[Part]) -> impl Iterator<Item = &Piece> {
    parts.iter().filter_map(|part| match part {
        Part::Piece(piece) => Some(piece),
        Part::Table(_) => None,
    })
}

/// How much a heading stands out; the smaller, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// The level that its words give it, or 0.
    top: u8,
    /// 1000 less its size.
    size: u16,
    plain_weight: bool,
    not_centred: bool,
    small_letters: bool,
    slanted: bool,
}

impl Rank {
    /// Whether its words give the level.
    fn is_fixed(self) -> bool {
        self.top > 0
    }
}

/// The size of most letters.
fn body_size(parts: &[Part]) -> u16 {
    let mut sizes: Vec<(u16, usize)> = Vec::new();
    for piece in pieces(parts).filter(|piece| piece.kind == Kind::Text) {
        match sizes.iter().position(|&(size, _)| size == piece.shape.size) {
            Some(at) => sizes[at].1 += piece.text.len(),
            None if sizes.len() < 64 => sizes.push((piece.shape.size, piece.text.len())),
            None => {}
        }
    }
    sizes.into_iter().max_by_key(|&(size, bytes)| (bytes, size)).map_or(0, |(size, _)| size)
}

fn rank(part: &Part, body: u16) -> Option<Rank> {
    let Part::Piece(piece) = part else { return None };
    if piece.kind != Kind::Text || !could_be_heading(&piece.text) {
        return None;
    }
    let shape =
        Shape { capitals: piece.shape.capitals || is_capitals(&piece.text, FEWEST_CAPITALS), ..piece.shape };
    let large = body > 0 && shape.size > body + body / 8;
    let top = match clause(&piece.text) {
        Some(Clause::Part) if shape.bold || shape.capitals || shape.linked || shape.centred => 1,
        Some(Clause::Item) if stands_out(shape) || shape.linked => 2,
        _ => 0,
    };
    let words = piece.text.split_whitespace().count();
    let is_sentence = piece.text.ends_with('.') && words > 6;
    let looks = shape.bold || large || (shape.capitals && words > 1) || (shape.underlined && !shape.link);
    let slanted = shape.italic && !is_sentence && words <= 15 && piece.text.starts_with(char::is_uppercase);
    let is_numbered = matches!(clause(&piece.text), Some(Clause::Article | Clause::Section)) && shape.centred;
    if top == 0 && !(looks || slanted || is_numbered || (shape.linked && words <= 20 && !shape.link)) {
        return None;
    }
    Some(Rank {
        top,
        size: if top > 0 { 0 } else { 1000 - if large { shape.size.min(1000) } else { 0 } },
        plain_weight: top == 0 && !shape.bold && !large,
        not_centred: top == 0 && !shape.centred,
        small_letters: top == 0 && !shape.capitals,
        slanted: top == 0 && (shape.italic || shape.underlined),
    })
}

fn stands_out(shape: Shape) -> bool {
    shape.bold || shape.capitals || shape.underlined || shape.centred
}

/// Whether the words of a piece can be a heading.
fn could_be_heading(text: &str) -> bool {
    let count = text.chars().count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let longest = if text.ends_with('.') { LONGEST_SENTENCE } else { LONGEST };
    (2..=longest).contains(&count)
        && letters >= 2
        && letters * 2 >= count.min(12)
        && !text.ends_with([',', ';'])
        && !text.contains("____")
}
