//! Text in, words and numbers out, each with what stands between it and the one before. Fillers ("uh") and
//! stuttered grammar words ("by by") are left out, so that the grammar never sees them.

use super::words::{Kind, kind_of};

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gap {
    /// Blanks, or one line break.
    Space,
    Comma,
    /// `-`, `/`, `.`, `:` with no blank on either side.
    Hyphen,
    Slash,
    Dot,
    Colon,
    /// `. ` as after a sentence or a short form.
    Period,
    /// An opening bracket or quote.
    Open,
    /// End of a sentence, a paragraph, the text; a dash between blanks.
    Stop,
    /// A sign that changes what a number means (`$`, `#`, `%`, `+` ...).
    Sign,
}

/// A word or number.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub start: usize,
    pub end: usize,
    pub kind: Kind,
    pub gap: Gap,
    pub capital: bool,
    pub possessive: bool,
}

/// Yields the tokens of a text in order.
pub(super) struct Tokens<'t> {
    text: &'t [u8],
    at: usize,
    previous: Kind,
    /// A gap already passed over a left-out filler.
    pending: Option<Gap>,
}

/// 0 gap, 1 word, 2 digit, 3 not ASCII.
const CLASS: [u8; 256] = {
    let mut class = [0u8; 256];
    let mut b = 0;
    while b < 256 {
        let byte = b as u8;
        class[b] = if byte.is_ascii_alphabetic() {
            1
        } else if byte.is_ascii_digit() {
            2
        } else if byte >= 0x80 {
            3
        } else {
            0
        };
        b += 1;
    }
    class
};

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Tokens { text: text.as_bytes(), at: 0, previous: Kind::None, pending: None }
    }

    /// Length of the mark at `at` when it is punctuation outside ASCII (U+2000..U+206F, no-break space, guillemets), else 0.
    fn wide_mark(&self, at: usize) -> usize {
        match self.text[at..] {
            [0xE2, 0x80 | 0x81, _, ..] => 3,
            [0xC2, 0xA0..=0xBF, ..] => 2,
            _ => 0,
        }
    }

    /// Moves to the next token and says what was passed.
    fn skip_gap(&mut self) -> Gap {
        let from = self.at;
        let text = self.text;
        // One blank between two words is nearly always the case.
        if text.get(from) == Some(&b' ')
            && text.get(from + 1).is_some_and(|&b| matches!(CLASS[usize::from(b)], 1 | 2))
        {
            self.at += 1;
            return Gap::Space;
        }
        let mut gap = if from == 0 { Gap::Stop } else { Gap::Space };
        let (mut lines, mut blank_before) = (0u32, false);
        while let Some(&byte) = text.get(self.at) {
            let mut width = 1;
            match CLASS[usize::from(byte)] {
                0 => {}
                3 => {
                    width = self.wide_mark(self.at);
                    if width == 0 {
                        break;
                    }
                }
                _ => break,
            }
            let alone = self.at == from && text.get(from + 1).is_some_and(|&b| CLASS[usize::from(b)] != 0);
            match (byte, width) {
                (b'\n', _) => {
                    lines += 1;
                    blank_before = true;
                }
                (b' ' | b'\t' | b'\r', _) => blank_before = true,
                (b',', _) => gap = gap.max(if alone { Gap::Sign } else { Gap::Comma }),
                (b'-', _) if alone && from > 0 => gap = gap.max(Gap::Hyphen),
                (b'/', _) if alone && from > 0 => gap = gap.max(Gap::Slash),
                (b':', _) if alone && from > 0 => gap = gap.max(Gap::Colon),
                (b'.', _) if alone && from > 0 => gap = gap.max(Gap::Dot),
                (b'.', _) => gap = gap.max(if gap == Gap::Period { Gap::Stop } else { Gap::Period }),
                // An unfinished word: "by Fri- by Friday".
                (b'-', _) if !blank_before && !alone => gap = gap.max(Gap::Comma),
                (b'!' | b'?' | b';' | b'-' | b'|', _) => gap = gap.max(Gap::Stop),
                (b':', _) => gap = gap.max(Gap::Stop),
                (b'(' | b'[' | b'"' | b'*' | b'_' | b'\'' | b'`' | b')' | b']' | b'{' | b'}', _) => {
                    gap = gap.max(Gap::Open)
                }
                (b'@', _) => {}
                (0xC2, _) if text.get(self.at + 1) == Some(&0xA0) => blank_before = true,
                (0xE2, _) if text.get(self.at + 2).is_some_and(|b| (0x98..=0x9F).contains(b)) => {
                    gap = gap.max(Gap::Open)
                }
                (0xE2, _) => gap = gap.max(Gap::Stop),
                _ => gap = gap.max(Gap::Sign),
            }
            self.at += width;
        }
        if lines > 1 { Gap::Stop } else { gap }
    }

    fn read_number(&mut self) -> Kind {
        let (mut value, mut digits) = (0u32, 0u8);
        while let Some(byte) = self.text.get(self.at).filter(|b| b.is_ascii_digit()) {
            value = value.saturating_mul(10).saturating_add(u32::from(byte - b'0'));
            digits = digits.saturating_add(1);
            self.at += 1;
        }
        let suffix_at = self.at;
        while self.text.get(self.at).is_some_and(|&b| matches!(CLASS[usize::from(b)], 1 | 2)) {
            self.at += 1;
        }
        let suffix = &self.text[suffix_at..self.at];
        let is = |words: &[&str]| words.iter().any(|w| suffix.eq_ignore_ascii_case(w.as_bytes()));
        match suffix.len() {
            0 => Kind::Number { value, digits },
            2 if is(&["st", "nd", "rd", "th"]) && digits <= 2 => Kind::Nth(value.min(99) as u8),
            1 | 2 if value <= 59 && digits <= 2 && is(&["am", "pm", "a", "p"]) => Kind::Clock,
            _ => Kind::Other,
        }
    }

    /// Moves over letters and digits, ASCII or not, to the next border.
    fn skip_letters(&mut self) {
        while let Some(&byte) = self.text.get(self.at) {
            match CLASS[usize::from(byte)] {
                1 | 2 => self.at += 1,
                3 if self.wide_mark(self.at) == 0 => self.at += 1,
                _ => break,
            }
        }
    }

    /// Reads a word with its inner apostrophe; a closing "'s" is a mark of possession.
    fn read_word(&mut self) -> (Kind, usize, bool) {
        let start = self.at;
        self.skip_letters();
        let end = self.at;
        let width = match self.text[end..] {
            [b'\'', ..] => 1,
            [0xE2, 0x80, 0x99, ..] => 3,
            _ => return (kind_of(&self.text[start..end]), end, false),
        };
        self.at += width;
        let rest_start = self.at;
        self.skip_letters();
        let rest = &self.text[rest_start..self.at];
        let is_s = |b: Option<&u8>| b.is_some_and(|b| b.eq_ignore_ascii_case(&b's'));
        if rest.is_empty() {
            // "two weeks' time"
            let possessive = is_s(self.text[start..end].last());
            self.at = if possessive { rest_start } else { end };
            return (kind_of(&self.text[start..end]), end, possessive);
        }
        if rest.len() == 1 && is_s(rest.first()) {
            let kind = kind_of(&self.text[start..end]);
            if !matches!(kind, Kind::Other | Kind::Function) {
                return (kind, end, true);
            }
        }
        // "o'clock", "can't": either kind of apostrophe.
        let mut word = [0u8; 16];
        let length = end - start + 1 + rest.len();
        if length > word.len() {
            return (Kind::Other, self.at, false);
        }
        word[..end - start].copy_from_slice(&self.text[start..end]);
        word[end - start] = b'\'';
        word[end - start + 1..length].copy_from_slice(rest);
        (kind_of(&word[..length]), self.at, false)
    }
}

impl Gap {
    fn max(self, other: Gap) -> Gap {
        if other as u8 > self as u8 { other } else { self }
    }
}

/// A grammar word said twice in a row is said once ("by by Friday").
fn is_stutter(previous: Kind, kind: Kind) -> bool {
    previous == kind
        && matches!(
            kind,
            Kind::The
                | Kind::A
                | Kind::By
                | Kind::Before
                | Kind::On
                | Kind::In
                | Kind::Within
                | Kind::At
                | Kind::Until
                | Kind::Next
                | Kind::This
                | Kind::Of
                | Kind::For
        )
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let mut gap = self.skip_gap();
            if let Some(pending) = self.pending.take() {
                gap = match (pending, gap) {
                    (Gap::Comma | Gap::Space | Gap::Hyphen | Gap::Period, Gap::Comma | Gap::Space) => {
                        Gap::Space
                    }
                    (pending, gap) => pending.max(gap),
                };
            }
            let start = self.at;
            let first = *self.text.get(start)?;
            let (kind, end, possessive) = if first.is_ascii_digit() {
                let kind = self.read_number();
                (kind, self.at, false)
            } else {
                self.read_word()
            };
            if kind == Kind::Filler || is_stutter(self.previous, kind) {
                self.pending = Some(gap);
                continue;
            }
            self.previous = kind;
            return Some(Token { start, end, kind, gap, capital: first.is_ascii_uppercase(), possessive });
        }
    }
}
