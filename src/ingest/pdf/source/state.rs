//! The graphics state of a content stream, as far as text and rules depend on it.

use crate::ingest::pdf::page::{Area, Paint};
use hayro_font::kurbo::Affine;

/// Saved states beyond this depth are counted, not kept: files that nest deeper are broken or hostile.
const DEEPEST: usize = 512;

/// How glyphs are painted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    Fill,
    Stroke,
    Invisible,
}

impl Mode {
    /// From the number in the file; modes that also clip paint like the others.
    pub(super) fn from_number(number: i64) -> Self {
        match number {
            1 | 5 => Mode::Stroke,
            3 => Mode::Invisible,
            _ => Mode::Fill,
        }
    }
}

/// Everything that `q` saves.
#[derive(Clone, Copy, Debug)]
pub(super) struct State {
    /// From the space of the content to the page as it is shown.
    pub(super) matrix: Affine,
    pub(super) text_matrix: Affine,
    pub(super) line_matrix: Affine,
    pub(super) character_space: f64,
    pub(super) word_space: f64,
    /// 1 is as drawn by the font.
    pub(super) stretch: f64,
    pub(super) leading: f64,
    pub(super) rise: f64,
    pub(super) font: Option<u16>,
    pub(super) font_size: f64,
    pub(super) mode: Mode,
    pub(super) fill: Paint,
    pub(super) stroke: Paint,
    /// Whether numbers given as a fill or stroke colour mean grey, red-green-blue or four inks.
    pub(super) is_fill_plain: bool,
    pub(super) is_stroke_plain: bool,
    pub(super) fill_alpha: f32,
    pub(super) stroke_alpha: f32,
    /// Whether what is painted hides what is below.
    pub(super) is_blended: bool,
    /// What can be seen at most.
    pub(super) clip: Area,
}

impl State {
    pub(super) fn new(matrix: Affine, clip: Area) -> Self {
        Self {
            matrix,
            text_matrix: Affine::IDENTITY,
            line_matrix: Affine::IDENTITY,
            character_space: 0.0,
            word_space: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
            font: None,
            font_size: 1.0,
            mode: Mode::Fill,
            fill: Paint::Rgb([0.0; 3]),
            stroke: Paint::Rgb([0.0; 3]),
            is_fill_plain: true,
            is_stroke_plain: true,
            fill_alpha: 1.0,
            stroke_alpha: 1.0,
            is_blended: false,
            clip,
        }
    }

    /// Begins a new line of text, this far from the begin of the last one.
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
        self.line_matrix *= Affine::translate((x, y));
        self.text_matrix = self.line_matrix;
    }

    /// Moves the pen.
    pub(super) fn advance(&mut self, x: f64, y: f64) {
        self.text_matrix *= Affine::translate((x, y));
    }

    /// Area on the page of an upright rectangle of the content.
    pub(super) fn area(&self, x0: f64, y0: f64, x1: f64, y1: f64) -> Area {
        let mut area = Area::EMPTY;
        for (x, y) in [(x0, y0), (x1, y0), (x0, y1), (x1, y1)] {
            let (x, y) = self.point(x, y);
            area.add_point(x, y);
        }
        area
    }

    /// A point of the content on the page.
    pub(super) fn point(&self, x: f64, y: f64) -> (f32, f32) {
        let [a, b, c, d, e, f] = self.matrix.as_coeffs();
        ((a * x + c * y + e) as f32, (b * x + d * y + f) as f32)
    }
}

/// The states that `q` and `Q` keep.
pub(super) struct States {
    saved: Vec<State>,
    /// Saves that were too deep to keep.
    beyond: usize,
}

impl States {
    pub(super) fn new() -> Self {
        Self { saved: Vec::new(), beyond: 0 }
    }

    pub(super) fn save(&mut self, state: &State) {
        if self.saved.len() < DEEPEST {
            self.saved.push(*state);
        } else {
            self.beyond += 1;
        }
    }

    /// The state saved last, unless that would go below `floor` saved states.
    pub(super) fn restore(&mut self, state: &mut State, floor: usize) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if self.saved.len() > floor
            && let Some(saved) = self.saved.pop()
        {
            *state = saved;
        }
    }

    pub(super) fn depth(&self) -> usize {
        self.saved.len()
    }

    /// Forgets states that a content stream left behind.
    pub(super) fn cut(&mut self, depth: usize) {
        self.saved.truncate(depth);
        self.beyond = 0;
    }
}

/// A colour of plain numbers: one for grey, three for red, green and blue, four for inks.
pub(super) fn plain_paint(numbers: &[f32]) -> Paint {
    match *numbers {
        [grey] => Paint::Rgb([grey; 3]),
        [red, green, blue] => Paint::Rgb([red, green, blue]),
        [cyan, magenta, yellow, black] => {
            let mix = |ink: f32| (1.0 - ink.clamp(0.0, 1.0)) * (1.0 - black.clamp(0.0, 1.0));
            Paint::Rgb([mix(cyan), mix(magenta), mix(yellow)])
        }
        _ => Paint::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_kept_within_bounds() {
        let mut states = States::new();
        let mut state = State::new(Affine::IDENTITY, Area::new(0.0, 0.0, 1.0, 1.0));
        for size in 0..100_000 {
            state.font_size = f64::from(size);
            states.save(&state);
        }
        assert_eq!(states.depth(), DEEPEST);
        for _ in 0..99_999 {
            states.restore(&mut state, 0);
        }
        assert_eq!(state.font_size, 1.0);
        for _ in 0..10 {
            states.restore(&mut state, 0);
        }
        assert_eq!((state.font_size, states.depth()), (0.0, 0));
    }

    #[test]
    fn colours_of_numbers() {
        let cases: [(&[f32], bool); 6] = [
            (&[1.0], true),
            (&[0.0], false),
            (&[1.0, 0.99, 0.98], true),
            (&[0.0, 0.0, 0.0, 0.0], true),
            (&[0.0, 0.0, 0.0, 1.0], false),
            (&[0.5, 0.5], false),
        ];
        for (numbers, is_white) in cases {
            assert_eq!(plain_paint(numbers).is_like(Paint::Rgb([1.0; 3])), is_white, "{numbers:?}");
        }
    }
}
