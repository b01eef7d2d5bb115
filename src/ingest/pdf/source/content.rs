//! Runs the commands of a page's content and gathers what is drawn. Every loop is bounded: by the number of commands, by
//! the depth of nesting and by the clock.

mod colour;
mod forms;
mod marks;

use self::marks::Mark;
use super::fonts::Fonts;
use super::layers::Layers;
use super::limits::Budget;
use super::shapes::Path;
use super::state::{Mode, State, States};
use crate::ingest::pdf::page::{Area, Fill, PageContent, Paint};
use hayro_font::kurbo::Affine;
use hayro_syntax::content::TypedIter;
use hayro_syntax::content::ops::TypedInstruction as Op;
use hayro_syntax::object::{Array, Dict, Name, Number, Object, ObjectIdentifier, Stream};
use hayro_syntax::page::{Page, Resources};

/// Commands of one page, its forms included.
const MOST_COMMANDS: u64 = 30_000_000;
/// Commands between two looks at the clock.
const CLOCK_STEP: u64 = 4_096;

/// Reads one page.
pub(super) struct Interpreter<'p, 'a> {
    pub(super) fonts: &'p mut Fonts<'a>,
    pub(super) page: &'p mut PageContent,
    pub(super) state: State,
    pub(super) layers_off: usize,
    pub(super) artifacts: usize,
    budget: &'p mut Budget,
    layers: &'p Layers,
    is_late: &'p dyn Fn() -> bool,
    states: States,
    path: Path,
    clips_next: bool,
    marks: Vec<Mark>,
    marks_beyond: usize,
    forms: Vec<ObjectIdentifier>,
    commands: u64,
    next_look: u64,
    is_stopped: bool,
}

/// What names of one content stream mean.
struct Scope<'r, 'a> {
    resources: &'r Resources<'a>,
    fonts: Vec<(Box<[u8]>, Option<u16>)>,
    spaces: Vec<(Box<[u8]>, bool)>,
}

impl<'p, 'a> Interpreter<'p, 'a> {
    pub(super) fn new(
        fonts: &'p mut Fonts<'a>,
        budget: &'p mut Budget,
        layers: &'p Layers,
        is_late: &'p dyn Fn() -> bool,
        page: &'p mut PageContent,
        matrix: Affine,
    ) -> Self {
        // A clip as large as the page changes nothing, and text off the page has a name of its own.
        let sheet = Area::new(f32::MIN, f32::MIN, f32::MAX, f32::MAX);
        Self {
            fonts,
            page,
            state: State::new(matrix, sheet),
            layers_off: 0,
            artifacts: 0,
            budget,
            layers,
            is_late,
            states: States::new(),
            path: Path::default(),
            clips_next: false,
            marks: Vec::new(),
            marks_beyond: 0,
            forms: Vec::new(),
            commands: 0,
            next_look: CLOCK_STEP,
            is_stopped: false,
        }
    }

    /// Reads the page's content and what is pinned on it.
    pub(super) fn read(&mut self, page: &Page<'a>) {
        let mut content = Vec::new();
        for stream in content_streams(page.raw()) {
            match self.budget.unpack(&stream) {
                Some(bytes) => content.extend_from_slice(&bytes),
                None => self.page.is_cut = true,
            }
            content.push(b' ');
            if content.len() > super::limits::LARGEST_STREAM {
                self.page.is_cut = true;
                break;
            }
        }
        self.run(&content, page.resources());
        drop(content);
        let pinned = page.raw().get::<Array>(b"Annots").unwrap_or_default();
        for annotation in pinned.iter::<Dict>() {
            if self.is_stopped {
                break;
            }
            self.draw_annotation(&annotation, page.resources());
        }
    }

    /// Adds to the work done; stops at the limit or when it is late.
    pub(super) fn count(&mut self, commands: u64) {
        self.commands += commands;
        if self.commands >= self.next_look {
            self.next_look = self.commands + CLOCK_STEP;
            if self.commands > MOST_COMMANDS || (self.is_late)() {
                self.is_stopped = true;
                self.page.is_cut = true;
            }
        }
    }

    fn run(&mut self, content: &[u8], resources: &Resources<'a>) {
        let mut commands = TypedIter::new(content);
        let mut scope = Scope { resources, fonts: Vec::new(), spaces: Vec::new() };
        let (floor, marks) = (self.states.depth(), self.marks.len());
        while let Some(command) = commands.next() {
            self.count(1);
            if self.is_stopped {
                break;
            }
            self.step(command, &mut scope, floor);
        }
        while self.marks.len() > marks {
            self.end_mark();
        }
        self.marks_beyond = 0;
        self.states.cut(floor);
        self.path.clear();
        self.clips_next = false;
    }

    fn step(&mut self, command: Op<'_, '_>, scope: &mut Scope<'_, 'a>, floor: usize) {
        match command {
            Op::SaveState(_) => self.states.save(&self.state),
            Op::RestoreState(_) => self.states.restore(&mut self.state, floor),
            Op::Transform(m) => self.state.matrix *= affine([m.0, m.1, m.2, m.3, m.4, m.5]),
            Op::SetGraphicsState(name) => {
                if let Some(dict) = scope.resources.get_ext_g_state(name.0) {
                    self.set_graphics(&dict);
                }
            }
            Op::XObject(name) => {
                if let Some(object) = scope.resources.get_x_object(name.0) {
                    self.draw_object(&object, scope.resources);
                }
            }
            Op::InlineImage(_) => self.draw_picture(),
            Op::Shading(_) => self.page.fills.push(Fill {
                area: self.state.clip.common(&Area::new(0.0, 0.0, self.page.width, self.page.height)),
                paint: Paint::Unknown,
                after: self.page.glyphs.len(),
                is_opaque: false,
            }),
            Op::BeginMarkedContent(mark) => self.begin_mark(mark.0, None, scope.resources),
            Op::BeginMarkedContentWithProperties(mark) => {
                self.begin_mark(mark.0, Some(mark.1), scope.resources)
            }
            Op::EndMarkedContent(_) => self.end_mark(),
            other => {
                if let Some(other) = self.step_text(other, scope)
                    && let Some(other) = self.step_path(other)
                {
                    self.step_colour(other, scope);
                }
            }
        }
    }

    /// Commands about text; gives back any other.
    fn step_text<'b, 'c>(&mut self, command: Op<'b, 'c>, scope: &mut Scope<'_, 'a>) -> Option<Op<'b, 'c>> {
        let state = &mut self.state;
        match command {
            Op::ShowTexts(texts) => self.show_all(texts.0),
            Op::ShowText(text) => self.show(text.0.as_bytes()),
            Op::NextLine(by) => state.next_line(by.0.as_f64(), by.1.as_f64()),
            Op::SetTextMatrix(m) => {
                state.text_matrix = affine([m.0, m.1, m.2, m.3, m.4, m.5]);
                state.line_matrix = state.text_matrix;
            }
            Op::TextFont(font) => {
                self.state.font_size = font.1.as_f64();
                self.state.font = self.font_named(font.0, scope);
            }
            Op::BeginText(_) => {
                state.text_matrix = Affine::IDENTITY;
                state.line_matrix = Affine::IDENTITY;
            }
            Op::EndText(_) => {}
            Op::NextLineUsingLeading(_) => state.next_line(0.0, -state.leading),
            Op::NextLineAndSetLeading(by) => {
                state.leading = -by.1.as_f64();
                state.next_line(by.0.as_f64(), by.1.as_f64());
            }
            Op::NextLineAndShowText(text) => {
                state.next_line(0.0, -state.leading);
                self.show(text.0.as_bytes());
            }
            Op::ShowTextWithParameters(text) => {
                state.word_space = text.0.as_f64();
                state.character_space = text.1.as_f64();
                state.next_line(0.0, -state.leading);
                self.show(text.2.as_bytes());
            }
            Op::CharacterSpacing(space) => state.character_space = space.0.as_f64(),
            Op::WordSpacing(space) => state.word_space = space.0.as_f64(),
            Op::HorizontalScaling(percent) => state.stretch = percent.0.as_f64() / 100.0,
            Op::TextLeading(leading) => state.leading = leading.0.as_f64(),
            Op::TextRise(rise) => state.rise = rise.0.as_f64(),
            Op::TextRenderingMode(mode) => state.mode = Mode::from_number(mode.0.as_i64()),
            other => return Some(other),
        }
        None
    }

    /// Commands about paths; gives back any other.
    fn step_path<'b, 'c>(&mut self, command: Op<'b, 'c>) -> Option<Op<'b, 'c>> {
        let point = |x: Number, y: Number| self.state.point(x.as_f64(), y.as_f64());
        match command {
            Op::RectPath(r) => {
                let (x, y) = (r.0.as_f64(), r.1.as_f64());
                self.path.rect(self.state.area(x, y, x + r.2.as_f64(), y + r.3.as_f64()));
            }
            Op::MoveTo(to) => self.path.move_to(point(to.0, to.1)),
            Op::LineTo(to) => self.path.line_to(point(to.0, to.1)),
            Op::CubicTo(c) => self.path.curve_to(&[point(c.0, c.1), point(c.2, c.3), point(c.4, c.5)]),
            Op::CubicStartTo(c) => self.path.curve_to(&[point(c.0, c.1), point(c.2, c.3)]),
            Op::CubicEndTo(c) => self.path.curve_to(&[point(c.0, c.1), point(c.2, c.3)]),
            Op::ClosePath(_) => self.path.close(),
            Op::ClipNonZero(_) | Op::ClipEvenOdd(_) => self.clips_next = true,
            Op::EndPath(_) => self.end_path(false, false),
            Op::StrokePath(_) => self.end_path(false, true),
            Op::CloseAndStrokePath(_) => {
                self.path.close();
                self.end_path(false, true);
            }
            Op::FillPathNonZero(_) | Op::FillPathNonZeroCompatibility(_) | Op::FillPathEvenOdd(_) => {
                self.end_path(true, false);
            }
            Op::FillAndStrokeNonZero(_) | Op::FillAndStrokeEvenOdd(_) => self.end_path(true, true),
            Op::CloseFillAndStrokeNonZero(_) | Op::CloseFillAndStrokeEvenOdd(_) => {
                self.path.close();
                self.end_path(true, true);
            }
            other => return Some(other),
        }
        None
    }

    fn end_path(&mut self, fills: bool, strokes: bool) {
        if self.layers_off == 0 {
            if fills {
                self.path.fill(&self.state, self.page);
            }
            if strokes {
                self.path.stroke(&self.state, self.page);
            }
        }
        if std::mem::take(&mut self.clips_next) {
            let bounds = self.path.bounds().unwrap_or_default();
            self.state.clip = self.state.clip.common(&bounds);
        }
        self.path.clear();
    }

    fn font_named(&mut self, name: &Name, scope: &mut Scope<'_, 'a>) -> Option<u16> {
        if let Some((_, known)) = scope.fonts.iter().find(|(known, _)| **known == **name) {
            return *known;
        }
        let found = match scope.resources.get_font(name) {
            Some(dict) => self.fonts.load(&dict, self.budget),
            None => self.fonts.fallback(),
        };
        scope.fonts.push((Box::from(name.as_ref()), found));
        found
    }

    fn set_graphics(&mut self, dict: &Dict<'a>) {
        if let Some(alpha) = dict.get::<f32>(b"ca") {
            self.state.fill_alpha = alpha;
        }
        if let Some(alpha) = dict.get::<f32>(b"CA") {
            self.state.stroke_alpha = alpha;
        }
        let is_plain = |name: Name| matches!(name.as_ref(), b"Normal" | b"Compatible");
        if dict.contains_key(b"BM") {
            self.state.is_blended = !dict.get::<Name>(b"BM").is_some_and(is_plain);
        }
        if dict.contains_key(b"SMask") {
            self.state.is_blended = dict.get::<Name>(b"SMask").is_none();
        }
        if let Some(list) = dict.get::<Array>(b"Font") {
            let mut items = list.iter::<Object>();
            if let (Some(Object::Dict(font)), Some(Object::Number(size))) = (items.next(), items.next()) {
                self.state.font_size = size.as_f64();
                self.state.font = self.fonts.load(&font, self.budget);
            }
        }
    }
}

/// The streams that make up a page's content.
fn content_streams<'a>(page: &Dict<'a>) -> Vec<Stream<'a>> {
    if let Some(stream) = page.get::<Stream>(b"Contents") {
        return vec![stream];
    }
    let list = page.get::<Array>(b"Contents").unwrap_or_default();
    list.iter::<Stream>().collect()
}

fn affine(numbers: [Number; 6]) -> Affine {
    Affine::new(numbers.map(|number| number.as_f64()))
}
