//! Pieces of a page → blocks in reading order: columns of text are read one after the other, everything else from the top
//! to the bottom.

use super::words::Piece;

/// Narrowest gutter between two columns, in parts of the font size.
const GUTTER: f32 = 0.8;
/// Lines that a column has at least.
const LEAST_LINES: usize = 3;
/// Share of a column's width that its lines fill on average.
const LEAST_FILL: f32 = 0.5;
/// Characters that a line of a column has on average.
const LEAST_LENGTH: usize = 14;
/// A page with more pieces than this is a drawing.
const MOST_PIECES: usize = 20_000;
/// A step between rows of more than this many usual ones ends a slab.
const SLAB_STEP: f32 = 1.5;
/// Columns within columns.
const DEEPEST: usize = 4;

/// Pieces at one height.
struct Row {
    y: f32,
    pieces: Vec<usize>,
}

/// Orders pieces: a list of blocks, each a list of indexes of pieces.
pub(super) fn blocks(pieces: &[Piece], among: Vec<usize>) -> Vec<Vec<usize>> {
    let mut blocks = Vec::new();
    split(pieces, among, 0, &mut blocks);
    blocks
}

fn split(pieces: &[Piece], mut among: Vec<usize>, depth: usize, blocks: &mut Vec<Vec<usize>>) {
    if among.is_empty() {
        return;
    }
    among.sort_by(|&a, &b| {
        pieces[a].y.total_cmp(&pieces[b].y).then(pieces[a].left.total_cmp(&pieces[b].left)).then(a.cmp(&b))
    });
    let found = if depth < DEEPEST { find_gutter(pieces, &among) } else { None };
    let Some((gutter, runs)) = found else {
        blocks.push(among);
        return;
    };
    let mut next = 0;
    for (start, end) in runs {
        if start > next {
            split(pieces, among[next..start].to_vec(), depth + 1, blocks);
        }
        let (left, right): (Vec<_>, Vec<_>) =
            among[start..end].iter().partition(|&&index| pieces[index].right <= gutter);
        split(pieces, left, depth + 1, blocks);
        split(pieces, right, depth + 1, blocks);
        next = end;
    }
    if next < among.len() {
        split(pieces, among[next..].to_vec(), depth + 1, blocks);
    }
}

/// The place between two columns that most text stands beside, and the stretches of the sorted pieces that it parts.
fn find_gutter(pieces: &[Piece], among: &[usize]) -> Option<(f32, Vec<(usize, usize)>)> {
    if !(2 * LEAST_LINES..MOST_PIECES).contains(&among.len()) {
        return None;
    }
    let left = among.iter().map(|&index| pieces[index].left).fold(f32::INFINITY, f32::min);
    let right = among.iter().map(|&index| pieces[index].right).fold(f32::NEG_INFINITY, f32::max);
    let width = right - left;
    if !(60.0..1e5).contains(&width) {
        return None;
    }
    let mut best: Option<(usize, f32, Vec<(usize, usize)>)> = None;
    for gutter in candidates(pieces, among, left, width) {
        let runs = runs(pieces, among, gutter, (left, right));
        let count: usize = runs.iter().map(|&(start, end)| end - start).sum();
        if count > best.as_ref().map_or(0, |(best, ..)| *best) {
            best = Some((count, gutter, runs));
        }
    }
    best.map(|(_, gutter, runs)| (gutter, runs))
}

/// Places that few pieces cross: middles of the troughs of a count of pieces over the width.
fn candidates(pieces: &[Piece], among: &[usize], left: f32, width: f32) -> Vec<f32> {
    const CELLS: usize = 160;
    let cell = |x: f32| (((x - left) / width * CELLS as f32) as usize).min(CELLS - 1);
    let mut counts = [0_i32; CELLS + 1];
    for &index in among {
        counts[cell(pieces[index].left)] += 1;
        counts[cell(pieces[index].right) + 1] -= 1;
    }
    let mut total = 0;
    let crossing: Vec<i32> = counts[..CELLS]
        .iter()
        .map(|count| {
            total += count;
            total
        })
        .collect();
    let most = crossing.iter().copied().max().unwrap_or(0);
    let mut found = Vec::new();
    let mut at = CELLS / 8;
    while at < CELLS - CELLS / 8 {
        let level = crossing[at];
        let mut end = at;
        while end < CELLS && crossing[end] <= level {
            end += 1;
        }
        let is_trough = level * 2 <= most && crossing[at - 1] > level && end < CELLS;
        if is_trough {
            let start_end = (at..end).find(|&cell| crossing[cell] < level).unwrap_or(end);
            found.push(left + (at + start_end) as f32 / 2.0 / CELLS as f32 * width);
        }
        at += 1;
    }
    found
}

/// Stretches of pieces, sorted by height, that no piece crosses and in which both sides look like columns of text.
fn runs(pieces: &[Piece], among: &[usize], gutter: f32, edges: (f32, f32)) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut start = 0;
    for at in 0..=among.len() {
        let crosses = among.get(at).is_none_or(|&index| {
            let piece = &pieces[index];
            piece.left < gutter && piece.right > gutter
        });
        if crosses {
            let (first, end) = without_ends(pieces, &among[start..at], gutter);
            let (first, end) = (start + first, start + end);
            if is_columns(pieces, &among[first..end], gutter, edges) {
                runs.push((first, end));
            }
            start = at + 1;
        }
    }
    runs
}

/// The part of a stretch that is left when what stands above or below its columns is cut off: slabs, parted from the rest by
/// white space across the whole width, that do not fill the columns, such as a table whose first cells end before the gutter.
fn without_ends(pieces: &[Piece], among: &[usize], gutter: f32) -> (usize, usize) {
    let slabs = slabs(pieces, among);
    let fits = |&(start, end): &(usize, usize)| fills_sides(pieces, among, (start, end), gutter);
    let Some(last) = slabs.iter().rposition(fits) else { return (0, among.len()) };
    let first = slabs.iter().position(fits).unwrap_or(0);
    // A heading, alone on its side, belongs to what follows it and not to the column above.
    let is_heading = |&(start, end): &(usize, usize)| {
        let west = among[start..end].iter().filter(|&&index| pieces[index].right <= gutter).count();
        end - start <= 2 && (west == 0 || west == end - start)
    };
    let cut = if last + 1 < slabs.len() {
        slabs[..=last].iter().rposition(|slab| !is_heading(slab))
    } else {
        Some(last)
    };
    let start = slabs[first].0;
    (start, cut.map_or(among.len(), |slab| slabs[slab].1).max(start))
}

/// Stretches of the sorted pieces between which the page is white over more than a usual step.
fn slabs(pieces: &[Piece], among: &[usize]) -> Vec<(usize, usize)> {
    let step = |pair: &[usize]| pieces[pair[1]].y - pieces[pair[0]].y;
    let usual = 1.2 * usual_size(pieces, among);
    let mut slabs = Vec::new();
    let mut start = 0;
    for (at, pair) in among.windows(2).enumerate() {
        if step(pair) > SLAB_STEP * usual {
            slabs.push((start, at + 1));
            start = at + 1;
        }
    }
    if start < among.len() {
        slabs.push((start, among.len()));
    }
    slabs
}

/// Whether the rows of a slab fill the sides they stand on like running text: on average, the last row of each side apart.
fn fills_sides(pieces: &[Piece], among: &[usize], (start, end): (usize, usize), gutter: f32) -> bool {
    let side = |west: bool| {
        let all = among.iter().filter(move |&&index| (pieces[index].right <= gutter) == west);
        let (mut left, mut right) = (f32::INFINITY, f32::NEG_INFINITY);
        for &index in all {
            left = left.min(pieces[index].left);
            right = right.max(pieces[index].right);
        }
        let own: Vec<usize> = among[start..end]
            .iter()
            .copied()
            .filter(|&index| (pieces[index].right <= gutter) == west)
            .collect();
        (own, right - left)
    };
    [side(true), side(false)].into_iter().all(|(own, width)| {
        let rows = rows(pieces, &own);
        if rows.is_empty() {
            return true;
        }
        let counted = if rows.len() > 1 { &rows[..rows.len() - 1] } else { &rows[..] };
        let filled: f32 = counted
            .iter()
            .flat_map(|row| &row.pieces)
            .map(|&index| pieces[index].right - pieces[index].left)
            .sum();
        let single = rows.iter().filter(|row| row.pieces.len() == 1).count();
        filled >= LEAST_FILL * width * counted.len() as f32 && single * 10 >= rows.len() * 6
    })
}

/// Median size of the type.
fn usual_size(pieces: &[Piece], among: &[usize]) -> f32 {
    let mut sizes: Vec<f32> = among.iter().map(|&index| pieces[index].size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// Whether the pieces on both sides of the gutter are columns of running text.
fn is_columns(pieces: &[Piece], among: &[usize], gutter: f32, (left, right): (f32, f32)) -> bool {
    if among.len() < 2 * LEAST_LINES {
        return false;
    }
    let (west, east): (Vec<usize>, Vec<usize>) =
        among.iter().partition(|&&index| pieces[index].right <= gutter);
    let edge = |side: &[usize]| {
        let inner = side.iter().map(|&index| pieces[index].right).fold(f32::NEG_INFINITY, f32::max);
        let outer = side.iter().map(|&index| pieces[index].left).fold(f32::INFINITY, f32::min);
        (outer, inner)
    };
    let (west_edge, east_edge) = (edge(&west), edge(&east));
    let size = among.iter().map(|&index| pieces[index].size).sum::<f32>() / among.len() as f32;
    let room = (gutter - left).min(right - gutter);
    east_edge.0 - west_edge.1 >= GUTTER * size
        && room > 0.18 * (right - left)
        && is_column(pieces, &west, west_edge)
        && is_column(pieces, &east, east_edge)
        && beside(pieces, &west, &east)
}

/// Whether pieces are lines of running text: enough of them, long, and filling the width.
fn is_column(pieces: &[Piece], side: &[usize], (left, right): (f32, f32)) -> bool {
    let rows = rows(pieces, side);
    if rows.len() < LEAST_LINES {
        return false;
    }
    // Rows of several parts are a table's; so is a column of figures.
    let whole = rows.iter().filter(|row| row.pieces.len() == 1).count();
    let letters =
        side.iter().flat_map(|&index| pieces[index].text.chars()).filter(|c| c.is_alphabetic()).count();
    let characters: usize = side.iter().map(|&index| pieces[index].length).sum();
    if whole * 10 < rows.len() * 6 || letters * 2 < characters {
        return false;
    }
    let (mut filled, mut length, mut pitch) = (0.0, 0, Vec::new());
    for row in &rows {
        filled += row.pieces.iter().map(|&index| pieces[index].right - pieces[index].left).sum::<f32>();
        length += row.pieces.iter().map(|&index| pieces[index].length).sum::<usize>();
    }
    pitch.extend(rows.windows(2).map(|pair| pair[1].y - pair[0].y));
    pitch.sort_by(f32::total_cmp);
    let usual = pitch[pitch.len() / 2];
    let height = rows.last().map_or(0.0, |row| row.y) - rows[0].y;
    let size = pieces[side[0]].size;
    let is_dense = height <= 2.2 * usual * rows.len() as f32 && usual < 2.6 * size;
    filled / rows.len() as f32 >= LEAST_FILL * (right - left)
        && length / rows.len() >= LEAST_LENGTH
        && is_dense
}

/// Whether two columns stand beside one another, not one below the other.
fn beside(pieces: &[Piece], west: &[usize], east: &[usize]) -> bool {
    let extent = |side: &[usize]| {
        let ys = side.iter().map(|&index| pieces[index].y);
        (ys.clone().fold(f32::INFINITY, f32::min), ys.fold(f32::NEG_INFINITY, f32::max))
    };
    let (west, east) = (extent(west), extent(east));
    let common = west.1.min(east.1) - west.0.max(east.0);
    common > 0.3 * (west.1 - west.0).min(east.1 - east.0)
}

fn rows(pieces: &[Piece], among: &[usize]) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for &index in among {
        let piece = &pieces[index];
        match rows.last_mut() {
            Some(row) if (piece.y - row.y).abs() < 0.45 * piece.size => row.pieces.push(index),
            _ => rows.push(Row { y: piece.y, pieces: vec![index] }),
        }
    }
    rows
}
