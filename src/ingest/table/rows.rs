//! Delimited text → columns of codes. Long texts are read in pieces by all threads; the result is that of reading from the
//! beginning to the end: where a piece does not end exactly at the beginning of the next one, the rest is read in one go.

use super::intern::Interner;
use crate::model::responses::Strings;
use rayon::prelude::*;
use std::borrow::Cow;

/// Bytes read by one thread at a time. Large enough that joining the pieces costs little.
const PIECE_BYTES: usize = 4 << 20;

/// How rows and fields are written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Form {
    /// Parts fields.
    pub(super) delimiter: u8,
    /// Holds a field together, if quotes are used.
    pub(super) quote: Option<u8>,
    /// Ends a row: a line feed, or a carriage return in very old files.
    pub(super) newline: u8,
}

/// The data rows of a table.
#[derive(Debug, Default)]
pub(super) struct Cells {
    /// Codes and values by column.
    pub(super) columns: Vec<(Vec<u32>, Strings)>,
    /// Rows that are not blank.
    pub(super) rows: usize,
    /// Rows with fewer fields than the table has columns.
    pub(super) short: usize,
    /// Rows with more; what stands in the further fields is left out.
    pub(super) long: usize,
    /// Whether a quotation mark is never closed.
    pub(super) open_quote: bool,
}

/// One field as it is written, and where the next one begins.
struct Field<'a> {
    text: Cow<'a, str>,
    next: usize,
    ends_row: bool,
    is_open: bool,
}

/// Reads the first rows as they are, blank ones left out, and gives where the next row begins.
pub(super) fn first_rows(text: &str, form: Form, most: usize) -> (Vec<Vec<String>>, usize) {
    let (mut rows, mut at) = (Vec::new(), 0);
    while rows.len() < most && at < text.len() {
        let mut row = Vec::new();
        loop {
            let field = read_field(text, at, form);
            at = field.next;
            row.push(field.text.into_owned());
            if field.ends_row {
                break;
            }
        }
        if row.iter().any(|cell| !cell.is_empty()) {
            rows.push(row);
        }
    }
    (rows, at)
}

/// Rows as they are gathered from one text after another.
#[derive(Debug)]
pub(super) struct Gatherer {
    form: Form,
    columns: Vec<(Vec<u32>, Interner)>,
    rows: usize,
    short: usize,
    long: usize,
    open_quote: bool,
}

impl Gatherer {
    /// A table of `width` columns without rows.
    pub(super) fn new(form: Form, width: usize) -> Self {
        let columns = (0..width).map(|_| Default::default()).collect();
        Gatherer { form, columns, rows: 0, short: 0, long: 0, open_quote: false }
    }

    /// Adds the rows of a text. If a quote stays open that what follows may close, nothing is added, and it says so.
    pub(super) fn add(&mut self, text: &str, is_last: bool) -> bool {
        let pieces = read_pieces(text, self.form, self.columns.len());
        let is_open = pieces.iter().any(|piece| piece.open_quote);
        if is_open && !is_last {
            return false;
        }
        self.open_quote |= is_open;
        let mut by_column: Vec<Vec<(Vec<u32>, Interner)>> = self.columns.iter().map(|_| Vec::new()).collect();
        for piece in pieces {
            self.rows += piece.rows;
            self.short += piece.short;
            self.long += piece.long;
            by_column.iter_mut().zip(piece.columns).for_each(|(column, part)| column.push(part));
        }
        let rows = self.rows;
        self.columns
            .par_iter_mut()
            .zip(by_column)
            .for_each(|(column, parts)| parts.into_iter().for_each(|part| join(column, part, rows)));
        true
    }

    /// All rows, when all is read.
    pub(super) fn finish(self) -> Cells {
        let columns = self.columns.into_par_iter().map(|(codes, values)| (codes, values.finish())).collect();
        let Gatherer { rows, short, long, open_quote, .. } = self;
        Cells { columns, rows, short, long, open_quote }
    }
}

/// Puts the rows of a piece behind those of a column, up to `rows` rows in all: codes are given anew, in the order of the
/// whole table.
fn join((codes, values): &mut (Vec<u32>, Interner), (own, interner): (Vec<u32>, Interner), rows: usize) {
    if codes.is_empty() {
        (*codes, *values) = (own, interner);
        codes.reserve(rows.saturating_sub(codes.len()));
        return;
    }
    let strings = interner.finish();
    let map: Vec<u32> =
        std::iter::once(0).chain(strings.iter().map(|(_, value)| values.code(value))).collect();
    codes.extend(own.iter().map(|&code| map[code as usize]));
}

/// Reads all rows of `text` into `width` columns.
pub(super) fn read_cells(text: &str, form: Form, width: usize) -> Cells {
    let mut rows = Gatherer::new(form, width);
    rows.add(text, true);
    rows.finish()
}

/// The rows of a text in pieces, in their order.
fn read_pieces(text: &str, form: Form, width: usize) -> Vec<Piece> {
    let starts = piece_starts(text, form);
    let mut pieces: Vec<(Piece, usize)> = starts
        .par_iter()
        .enumerate()
        .map(|(index, &start)| {
            let stop = starts.get(index + 1).copied().unwrap_or(text.len());
            Piece::read(text, start, stop, form, width)
        })
        .collect();
    // The first piece whose reading does not end where the next begins was misled by a stray quotation mark.
    let good = pieces
        .iter()
        .enumerate()
        .position(|(index, (_, end))| starts.get(index + 1).is_some_and(|start| start != end));
    if let Some(good) = good {
        pieces.truncate(good + 1);
        let from = pieces.last().map_or(0, |(_, end)| *end);
        pieces.push(Piece::read(text, from, text.len(), form, width));
    }
    pieces.into_iter().map(|(piece, _)| piece).collect()
}

/// Where pieces begin: after a line end that is outside quotes, if quotes come in pairs up to there.
fn piece_starts(text: &str, form: Form) -> Vec<usize> {
    let bytes = text.as_bytes();
    let borders: Vec<usize> =
        (0..bytes.len().div_ceil(PIECE_BYTES).max(1)).map(|n| n * PIECE_BYTES).collect();
    let Some(quote) = form.quote else {
        let ends = borders.iter().skip(1).filter_map(|&border| {
            memchr::memchr(form.newline, &bytes[border..]).map(|found| border + found + 1)
        });
        return dedup(std::iter::once(0).chain(ends), bytes.len());
    };
    let quotes: Vec<usize> = borders
        .par_iter()
        .map(|&border| {
            let piece = &bytes[border..(border + PIECE_BYTES).min(bytes.len())];
            memchr::memchr_iter(quote, piece).count()
        })
        .collect();
    let mut before = 0;
    let mut starts = vec![0];
    for (&border, count) in borders.iter().skip(1).zip(&quotes) {
        before += count;
        let mut is_inside = before % 2 == 1;
        let found = memchr::memchr2_iter(quote, form.newline, &bytes[border..]).find(|&at| {
            if bytes[border + at] == quote {
                is_inside = !is_inside;
                return false;
            }
            !is_inside
        });
        starts.extend(found.map(|at| border + at + 1));
    }
    dedup(starts.into_iter(), bytes.len())
}

fn dedup(starts: impl Iterator<Item = usize>, end: usize) -> Vec<usize> {
    let mut starts: Vec<usize> = starts.filter(|&start| start == 0 || start < end).collect();
    starts.dedup();
    starts
}

/// The rows of one piece.
struct Piece {
    columns: Vec<(Vec<u32>, Interner)>,
    rows: usize,
    short: usize,
    long: usize,
    open_quote: bool,
}

impl Piece {
    /// Reads the rows that begin from `start` and before `stop`, and says where the last of them ends.
    fn read(text: &str, start: usize, stop: usize, form: Form, width: usize) -> (Self, usize) {
        let columns = (0..width).map(|_| (Vec::new(), Interner::default())).collect();
        let mut piece = Piece { columns, rows: 0, short: 0, long: 0, open_quote: false };
        let mut at = start;
        while at < stop {
            at = piece.read_row(text, at, form);
        }
        (piece, at)
    }

    fn read_row(&mut self, text: &str, mut at: usize, form: Form) -> usize {
        let (mut column, mut filled, mut beyond) = (0, 0, false);
        loop {
            let field = read_field(text, at, form);
            at = field.next;
            self.open_quote |= field.is_open;
            filled += usize::from(!field.text.is_empty());
            match self.columns.get_mut(column) {
                Some((codes, interner)) => codes.push(interner.code(&field.text)),
                None => beyond |= !field.text.is_empty(),
            }
            column += 1;
            if field.ends_row {
                break;
            }
        }
        if filled == 0 {
            for (codes, _) in self.columns.iter_mut().take(column) {
                codes.pop();
            }
            return at;
        }
        self.rows += 1;
        self.short += usize::from(column < self.columns.len());
        self.long += usize::from(beyond);
        for (codes, _) in self.columns.iter_mut().skip(column) {
            codes.push(0);
        }
        at
    }
}

/// The field that begins at `at`. White space around it, and quotes around that, are dropped.
fn read_field(text: &str, at: usize, form: Form) -> Field<'_> {
    let bytes = text.as_bytes();
    if form.quote.is_some() && bytes.get(at).copied() == form.quote {
        return read_quoted(text, at, form);
    }
    let end =
        memchr::memchr2(form.delimiter, form.newline, &bytes[at..]).map_or(bytes.len(), |found| at + found);
    let ends_row = bytes.get(end).is_none_or(|&byte| byte == form.newline);
    Field {
        text: Cow::Borrowed(trim(&text[at..end])),
        next: (end + 1).min(bytes.len()),
        ends_row,
        is_open: false,
    }
}

fn read_quoted(text: &str, at: usize, form: Form) -> Field<'_> {
    let bytes = text.as_bytes();
    let quote = form.quote.expect("asked by the caller");
    let (mut from, mut plain) = (at + 1, None::<String>);
    let close = loop {
        let Some(found) = memchr::memchr(quote, &bytes[from..]) else { break None };
        let found = from + found;
        let is_doubled = bytes.get(found + 1) == Some(&quote);
        if !is_doubled {
            if let Some(plain) = &mut plain {
                plain.push_str(&text[from..found]);
            }
            break Some(found);
        }
        plain.get_or_insert_with(|| text[at + 1..from].to_owned()).push_str(&text[from..=found]);
        from = found + 2;
    };
    let Some(close) = close else {
        let rest = plain.map_or(Cow::Borrowed(trim(&text[at + 1..])), |mut plain| {
            plain.push_str(&text[from..]);
            Cow::Owned(trim(&plain).to_owned())
        });
        return Field { text: rest, next: bytes.len(), ends_row: true, is_open: true };
    };
    let after = close + 1;
    let end = memchr::memchr2(form.delimiter, form.newline, &bytes[after..])
        .map_or(bytes.len(), |found| after + found);
    let rest = trim(&text[after..end]);
    let ends_row = bytes.get(end).is_none_or(|&byte| byte == form.newline);
    let inner = plain.map_or(Cow::Borrowed(&text[at + 1..close]), Cow::Owned);
    let text = if rest.is_empty() {
        match inner {
            Cow::Borrowed(inner) => Cow::Borrowed(trim(inner)),
            Cow::Owned(inner) => Cow::Owned(trim(&inner).to_owned()),
        }
    } else {
        Cow::Owned(format!("{}{rest}", trim(&inner)))
    };
    Field { text, next: (end + 1).min(bytes.len()), ends_row, is_open: false }
}

fn trim(text: &str) -> &str {
    let plain = |byte: Option<&u8>| byte.is_none_or(|byte| (b'!'..0x7f).contains(byte));
    let bytes = text.as_bytes();
    if plain(bytes.first()) && plain(bytes.last()) { text } else { text.trim() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FORM: Form = Form { delimiter: b',', quote: Some(b'"'), newline: b'\n' };

    fn rows_of(text: &str, width: usize) -> Vec<Vec<String>> {
        let cells = read_cells(text, FORM, width);
        let row = |at: usize| {
            cells.columns.iter().map(|(codes, values)| values.get(codes[at]).to_owned()).collect()
        };
        (0..cells.rows).map(row).collect()
    }

    #[test]
    fn fields_are_read_as_spreadsheets_write_them() {
        let cases: [(&str, &str, &[&[&str]]); 8] = [
            ("plain", "a,b\r\nc,d\r\n", &[&["a", "b"], &["c", "d"]]),
            ("no line end", "a,b", &[&["a", "b"]]),
            ("quotes", "\"a,\"\"x\"\"\n2\",b\n", &[&["a,\"x\"\n2", "b"]]),
            ("text after a quote", "\"a\"b,c\n", &[&["ab", "c"]]),
            ("white space", " a , \u{a0}b\u{a0}\n", &[&["a", "b"]]),
            ("blank rows", "\n,\n a,b\n\r\n", &[&["a", "b"]]),
            ("short and long", "a\nb,c,d\n", &[&["a", ""], &["b", "c"]]),
            ("open quote", "a,\"b\nc,d", &[&["a", "b\nc,d"]]),
        ];
        for (name, text, expected) in cases {
            assert_eq!(rows_of(text, 2), expected, "{name}");
        }
    }

    #[test]
    fn odd_rows_are_counted() {
        let cells = read_cells("a\nb,c,d\nb,c,,\n\"x", FORM, 2);
        assert_eq!((cells.rows, cells.short, cells.long, cells.open_quote), (4, 2, 1, true));
    }

    #[test]
    fn a_stray_quote_does_not_mislead_the_pieces() {
        let mut text = String::new();
        for row in 0..600_000 {
            let odd = if row % 1000 == 7 { "5\" pipe" } else { "\"two, words\"" };
            text.push_str(&format!("{row},{odd}\n"));
        }
        assert!(text.len() > 2 * PIECE_BYTES);
        let cells = read_cells(&text, FORM, 2);
        assert_eq!(cells.rows, 600_000);
        let (codes, values) = &cells.columns[0];
        assert!((0..cells.rows).all(|row| values.get(codes[row]) == row.to_string()));
        assert_eq!(cells.columns[1].1.len(), 3);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[a\"\n,; é\r]{0,60}", width in 0_usize..4) {
            let cells = read_cells(&text, FORM, width);
            prop_assert!(cells.columns.iter().all(|(codes, _)| codes.len() == cells.rows));
        }
    }
}
