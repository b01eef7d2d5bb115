//! What is drawn on a page → lines and tables in reading order.

mod amounts;
mod columns;
mod dots;
mod lines;
mod ruled;
mod tables;
mod unseen;
mod words;

use super::page::{FontFace, PageContent, Unseen};
pub(super) use lines::Line;
pub(super) use tables::{Element, Grid};
use words::Piece;

/// One page in reading order.
#[derive(Debug, Default)]
pub(super) struct PageText {
    pub(super) elements: Vec<Element>,
    /// Text that cannot be seen, and why.
    pub(super) hidden: Vec<(Unseen, Line)>,
    pub(super) height: f32,
    /// Whether a picture fills most of it.
    pub(super) is_picture: bool,
    /// Whether its text is an invisible layer over that picture.
    pub(super) is_recognised: bool,
    /// Glyphs, and those whose character could not be told.
    pub(super) glyphs: usize,
    pub(super) unmapped: usize,
    pub(super) is_cut: bool,
}

/// Finds lines, columns and tables.
pub(super) fn arrange(page: &mut PageContent, face: &dyn Fn(u16) -> FontFace) -> PageText {
    let mut text = PageText {
        height: page.height,
        glyphs: page.glyphs.len(),
        unmapped: page.unmapped,
        is_cut: page.is_cut,
        ..PageText::default()
    };
    (text.is_picture, text.is_recognised) = unseen::judge(page);
    let bars = ruled::Bars::of(&page.rules);
    let mut pieces = words::pieces(page, &bars);
    let hidden: Vec<Piece> = pieces.extract_if(.., |piece| piece.unseen.is_some()).collect();
    words::join_initials(&mut pieces);
    let mut grids: Vec<Option<Grid>> =
        ruled::take_grids(&bars, &mut pieces, face).into_iter().map(Some).collect();
    let mut block = 0;
    for turn in turns(&pieces) {
        let among = (0..pieces.len()).filter(|&index| pieces[index].turn == turn).collect();
        for part in columns::blocks(&pieces, among) {
            let lines = lines::lines(&pieces, part, block, face);
            text.elements.extend(lines.into_iter().map(|line| tables::element(line, &mut grids)));
            block += 1;
        }
    }
    dots::mark(&mut page.dots, &mut text.elements);
    let mut number = 0;
    for element in &mut text.elements {
        match element {
            Element::Line(line) => {
                number += 1;
                line.number = number;
            }
            Element::Table(grid) => {
                for row in &mut grid.rows {
                    number += 1;
                    row.number = number;
                }
            }
        }
    }
    text.hidden = hidden_lines(&hidden, face);
    text
}

/// Makes tables of lines whose parts stand in columns. Running heads are known by now and take no part.
pub(super) fn tabulate(page: &mut PageText) {
    let mut elements = Vec::with_capacity(page.elements.len());
    let mut lines: Vec<Line> = Vec::new();
    for element in std::mem::take(&mut page.elements) {
        match element {
            Element::Line(line)
                if !line.is_running && lines.last().is_none_or(|last| last.block == line.block) =>
            {
                lines.push(line);
            }
            other => {
                elements.extend(tables::find_aligned(std::mem::take(&mut lines)));
                match other {
                    Element::Line(line) if !line.is_running => lines.push(line),
                    other => elements.push(other),
                }
            }
        }
    }
    elements.extend(tables::find_aligned(lines));
    page.elements = elements;
}

/// The directions in which lines run, the one with the most text first.
fn turns(pieces: &[Piece]) -> Vec<u8> {
    let mut lengths: Vec<(usize, u8)> = Vec::new();
    for piece in pieces {
        match lengths.iter_mut().find(|(_, turn)| *turn == piece.turn) {
            Some((length, _)) => *length += piece.length,
            None => lengths.push((piece.length, piece.turn)),
        }
    }
    lengths.sort_by_key(|&(length, turn)| (std::cmp::Reverse(length), turn));
    lengths.into_iter().map(|(_, turn)| turn).collect()
}

/// Lines of hidden text, by reason and direction.
fn hidden_lines(pieces: &[Piece], face: &dyn Fn(u16) -> FontFace) -> Vec<(Unseen, Line)> {
    let mut keys: Vec<(Unseen, u8)> =
        pieces.iter().filter_map(|piece| Some((piece.unseen?, piece.turn))).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut hidden = Vec::new();
    for (reason, turn) in keys {
        let among = (0..pieces.len())
            .filter(|&i| (pieces[i].unseen, pieces[i].turn) == (Some(reason), turn))
            .collect();
        hidden.extend(lines::lines(pieces, among, 0, face).into_iter().map(|line| (reason, line)));
    }
    hidden
}
