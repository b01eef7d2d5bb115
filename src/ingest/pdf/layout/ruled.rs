//! Rules that cross → grids of cells, and the text in them.

use super::lines::{self, Line};
use super::tables::{Grid, GridCell, GridRow, header_rows};
use super::words::Piece;
use crate::ingest::pdf::page::{Area, FontFace, Rule};

/// Rules closer than this are one, in points.
const SAME: f32 = 2.5;
/// Rules this close to one another meet, in points.
const TOUCH: f32 = 3.5;
/// Rules of one page that are looked at; more make a drawing.
const MOST_RULES: usize = 2_000;
/// Cells of one grid.
const MOST_CELLS: usize = 10_000;

/// A rule after its parts were put together: where it stands and from where to where it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bar {
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

/// The rules of a page.
#[derive(Debug, Default)]
pub(super) struct Bars {
    pub(super) level: Vec<Bar>,
    /// Sorted by place.
    pub(super) upright: Vec<Bar>,
}

impl Bars {
    pub(super) fn of(rules: &[Rule]) -> Self {
        if rules.len() > 4 * MOST_RULES {
            return Self::default();
        }
        let bar = |rule: &Rule| {
            let Area { left, top, right, bottom } = rule.area;
            if rule.is_level {
                Bar { at: (top + bottom) / 2.0, from: left, to: right }
            } else {
                Bar { at: (left + right) / 2.0, from: top, to: bottom }
            }
        };
        let join =
            |is_level: bool| join(rules.iter().filter(|rule| rule.is_level == is_level).map(bar).collect());
        let bars = Self { level: join(true), upright: join(false) };
        if bars.level.len() + bars.upright.len() > MOST_RULES { Self::default() } else { bars }
    }

    /// Whether an upright rule stands between two places of a line.
    pub(super) fn parts(&self, left: f32, right: f32, y: f32) -> bool {
        let first = self.upright.partition_point(|bar| bar.at < left);
        self.upright[first..].iter().take_while(|bar| bar.at <= right).any(|bar| bar.from <= y && bar.to >= y)
    }
}

/// Puts rules together that continue one another.
fn join(mut bars: Vec<Bar>) -> Vec<Bar> {
    bars.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)).then(a.to.total_cmp(&b.to)));
    let mut joined: Vec<Bar> = Vec::new();
    for group in bars.chunk_by_mut(|a, b| b.at - a.at < SAME) {
        group.sort_by(|a, b| a.from.total_cmp(&b.from).then(a.to.total_cmp(&b.to)));
        let at = group.iter().map(|bar| bar.at).sum::<f32>() / group.len() as f32;
        let start = joined.len();
        for bar in group {
            match joined[start..].last_mut() {
                Some(last) if bar.from <= last.to + TOUCH => last.to = last.to.max(bar.to),
                _ => joined.push(Bar { at, ..*bar }),
            }
        }
    }
    joined
}

/// A grid of rules: its lines, and its walls and floors.
struct Lattice {
    xs: Vec<f32>,
    ys: Vec<f32>,
    level: Vec<Bar>,
    upright: Vec<Bar>,
}

/// Takes the pieces that stand in grids out of the page; one piece without words stands in the place of each grid.
pub(super) fn take_grids(bars: &Bars, pieces: &mut Vec<Piece>, face: &dyn Fn(u16) -> FontFace) -> Vec<Grid> {
    let mut grids = Vec::new();
    for lattice in lattices(bars) {
        let area = Area::new(
            lattice.xs[0],
            lattice.ys[0],
            lattice.xs[lattice.xs.len() - 1],
            lattice.ys[lattice.ys.len() - 1],
        );
        let middle = |piece: &Piece| ((piece.left + piece.right) / 2.0, piece.y - 0.3 * piece.size);
        let is_inside = |piece: &Piece| {
            let (x, y) = middle(piece);
            piece.turn == 0 && piece.table.is_none() && area.contains(x, y)
        };
        let inside: Vec<Piece> = pieces.iter().filter(|piece| is_inside(piece)).cloned().collect();
        let Some(grid) = fill(&lattice, inside, face) else { continue };
        pieces.retain(|piece| !is_inside(piece));
        pieces.push(Piece::placeholder(&area, grids.len()));
        grids.push(grid);
    }
    grids
}

/// Groups of rules that meet, as grids with at least two cells side by side.
fn lattices(bars: &Bars) -> Vec<Lattice> {
    let (levels, uprights) = (bars.level.len(), bars.upright.len());
    let mut group: Vec<usize> = (0..levels + uprights).collect();
    fn root(group: &mut [usize], mut index: usize) -> usize {
        while group[index] != index {
            group[index] = group[group[index]];
            index = group[index];
        }
        index
    }
    for (l, level) in bars.level.iter().enumerate() {
        let first = bars.upright.partition_point(|bar| bar.at < level.from - TOUCH);
        for (u, upright) in bars.upright.iter().enumerate().skip(first) {
            if upright.at > level.to + TOUCH {
                break;
            }
            if level.at >= upright.from - TOUCH && level.at <= upright.to + TOUCH {
                let (a, b) = (root(&mut group, l), root(&mut group, levels + u));
                group[a.max(b)] = a.min(b);
            }
        }
    }
    let roots: Vec<usize> = (0..group.len()).map(|index| root(&mut group, index)).collect();
    let mut members: Vec<(usize, usize)> =
        roots.into_iter().enumerate().map(|(index, root)| (root, index)).collect();
    members.sort_unstable();
    let mut lattices = Vec::new();
    for component in members.chunk_by(|a, b| a.0 == b.0) {
        let level: Vec<Bar> = component
            .iter()
            .filter(|(_, index)| *index < levels)
            .map(|(_, index)| bars.level[*index])
            .collect();
        let upright: Vec<Bar> = (component.iter().filter(|(_, index)| *index >= levels))
            .map(|(_, index)| bars.upright[*index - levels])
            .collect();
        let (xs, ys) = (places(&upright), places(&level));
        let is_grid = xs.len() >= 3 && ys.len() >= 2 && xs.len() * ys.len() <= MOST_CELLS;
        if is_grid {
            lattices.push(Lattice { xs, ys, level, upright });
        }
    }
    lattices.sort_by(|a, b| a.ys[0].total_cmp(&b.ys[0]).then(a.xs[0].total_cmp(&b.xs[0])));
    lattices
}

fn places(bars: &[Bar]) -> Vec<f32> {
    let mut places: Vec<f32> = bars.iter().map(|bar| bar.at).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|b, a| *b - *a < SAME);
    places
}

/// Which of the stretches between places holds a value.
fn slot(places: &[f32], value: f32) -> usize {
    places.partition_point(|place| *place <= value).saturating_sub(1).min(places.len().saturating_sub(2))
}

impl Lattice {
    /// The cell that each slot of the grid belongs to: slots without a rule between them are one cell.
    fn cells(&self) -> Vec<usize> {
        let (columns, rows) = (self.xs.len() - 1, self.ys.len() - 1);
        let mut cell: Vec<usize> = (0..columns * rows).collect();
        let covers = |bars: &[Bar], at: f32, middle: f32| {
            bars.iter().any(|bar| (bar.at - at).abs() < SAME && bar.from <= middle && bar.to >= middle)
        };
        for row in 0..rows {
            let middle_y = (self.ys[row] + self.ys[row + 1]) / 2.0;
            for column in 0..columns {
                let middle_x = (self.xs[column] + self.xs[column + 1]) / 2.0;
                let here = row * columns + column;
                if column > 0 && !covers(&self.upright, self.xs[column], middle_y) {
                    cell[here] = cell[here - 1];
                } else if row > 0 && !covers(&self.level, self.ys[row], middle_x) {
                    cell[here] = cell[here - columns];
                }
            }
        }
        cell
    }
}

/// Sorts pieces into the cells; `None` if that makes no table.
fn fill(lattice: &Lattice, inside: Vec<Piece>, face: &dyn Fn(u16) -> FontFace) -> Option<Grid> {
    let (columns, rows) = (lattice.xs.len() - 1, lattice.ys.len() - 1);
    let cell_of = lattice.cells();
    let mut held: Vec<Vec<usize>> = vec![Vec::new(); columns * rows];
    for (index, piece) in inside.iter().enumerate() {
        let row = slot(&lattice.ys, piece.y - 0.3 * piece.size);
        let column = slot(&lattice.xs, piece.left + 0.3 * piece.size);
        held[cell_of[row * columns + column]].push(index);
    }
    let used: Vec<usize> = (0..held.len()).filter(|&cell| !held[cell].is_empty()).collect();
    let used_columns = {
        let mut list: Vec<usize> = used.iter().map(|cell| cell % columns).collect();
        list.sort_unstable();
        list.dedup();
        list.len()
    };
    if used.len() < 2 || used_columns < 2 {
        return None;
    }
    let mut grid: Vec<GridRow> = (0..rows).map(|_| GridRow::default()).collect();
    for cell in used {
        let (row, column) = (cell / columns, cell % columns);
        let (mut last_row, mut last_column) = (row, column);
        for (index, owner) in cell_of.iter().enumerate().skip(cell) {
            if *owner == cell {
                last_row = last_row.max(index / columns);
                last_column = last_column.max(index % columns);
            }
        }
        let lines = lines::lines(&inside, std::mem::take(&mut held[cell]), 0, face);
        grid[row].cells.push(GridCell {
            text: lines.iter().map(Line::text).collect::<Vec<_>>().join(" "),
            column: column as u32 + 1,
            columns: (last_column - column) as u32 + 1,
            rows: (last_row - row) as u32 + 1,
        });
    }
    let is_crowded = grid.iter().flat_map(|row| &row.cells).any(|cell| cell.text.len() > 6_000);
    let header_rows = header_rows(&grid).min(if grid[0].cells.len() > 1 { 2 } else { 1 });
    (!is_crowded).then_some(Grid { rows: grid, header_rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_that_go_on_are_one() {
        let bar = |at, from, to| Bar { at, from, to };
        let joined = join(vec![
            bar(10.0, 0.0, 50.0),
            bar(10.5, 52.0, 90.0),
            bar(10.0, 120.0, 130.0),
            bar(40.0, 0.0, 9.0),
        ]);
        assert_eq!(joined, [bar(10.166_667, 0.0, 90.0), bar(10.166_667, 120.0, 130.0), bar(40.0, 0.0, 9.0)]);
    }

    #[test]
    fn cells_without_a_wall_are_one() {
        let level = |at| Bar { at, from: 0.0, to: 100.0 };
        let upright = |at, from| Bar { at, from, to: 40.0 };
        let bars = Bars {
            level: vec![level(0.0), level(20.0), level(40.0)],
            // The middle wall stands in the lower row only.
            upright: vec![upright(0.0, 0.0), upright(50.0, 20.0), upright(100.0, 0.0)],
        };
        let lattices = lattices(&bars);
        assert_eq!(lattices.len(), 1);
        assert_eq!(lattices[0].cells(), [0, 0, 2, 3]);
    }
}
