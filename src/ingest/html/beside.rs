//! Tells the words of an article from what web sites put around them: menus, lists of links, what stands outside the part
//! that the page calls its main matter. Nothing is dropped; it becomes matter beside the text.

use super::part::{Kind, Part, Piece};

/// Links below one another that make a menu.
const FEWEST_LINKS: usize = 4;
/// An entry of a menu is not longer than this, in bytes.
const LONGEST_LINK: usize = 80;
/// Main matter shorter than this is a mistake of the page, in bytes.
const SHORTEST_MAIN: usize = 500;

/// Sets apart what stands beside the text.
pub(super) fn set_beside(parts: &mut [Part]) {
    set_outside(parts);
    let mut run = 0;
    for at in 0..=parts.len() {
        if parts.get(at).is_some_and(is_entry) {
            run += 1;
            continue;
        }
        if run >= FEWEST_LINKS {
            parts[at - run..at].iter_mut().for_each(move_beside);
        }
        run = 0;
    }
}

/// What stands outside the main matter, if that holds a good part of the words.
fn set_outside(parts: &mut [Part]) {
    let bytes = |is_main: bool| -> usize {
        let counted = pieces(parts).filter(|piece| piece.is_visible() && piece.shape.main == is_main);
        counted.map(|piece| piece.text.len()).sum()
    };
    let (main, others) = (bytes(true), bytes(false));
    if main < SHORTEST_MAIN || main < others {
        return;
    }
    for part in parts {
        if matches!(part, Part::Piece(piece) if !piece.shape.main && !is_title(piece)) {
            move_beside(part);
        }
    }
}

/// The title of an article often stands above its main matter.
fn is_title(piece: &Piece) -> bool {
    piece.kind == Kind::Heading(1)
}

fn pieces(parts: &[Part]) -> impl Iterator<Item = &Piece> {
    parts.iter().filter_map(|part| match part {
        Part::Piece(piece) => Some(piece),
        Part::Table(_) => None,
    })
}

/// Whether a part can be the entry of a menu.
fn is_entry(part: &Part) -> bool {
    matches!(part, Part::Piece(piece)
        if matches!(piece.kind, Kind::Text | Kind::Item) && piece.shape.leads_away && piece.text.len() <= LONGEST_LINK)
}

fn move_beside(part: &mut Part) {
    if let Part::Piece(piece) = part
        && matches!(piece.kind, Kind::Text | Kind::Item | Kind::Heading(_))
    {
        piece.kind = Kind::Beside;
    }
}
