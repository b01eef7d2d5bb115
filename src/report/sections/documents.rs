//! The table of documents of a batch, a page of it at a time.

use super::super::index::{Index, ROWS_PER_PAGE, Row, page_name};
use super::super::labels;
use askama::Template;

#[derive(Template)]
#[template(path = "sections/documents.html")]
struct Documents<'a> {
    rows: &'a [Row],
    total: String,
    /// Which rows these are, in words.
    range: String,
    /// Empty if there is one page only.
    pages: Vec<PageLink>,
}

struct PageLink {
    number: usize,
    href: String,
    is_this: bool,
}

pub(super) fn write(index: &Index, out: &mut String) {
    if index.is_batch() {
        write_table(index, 1, out);
    }
}

/// Writes the nth page of the table, counted from 1.
pub(crate) fn write_table(index: &Index, page: usize, out: &mut String) {
    let first = (page - 1) * ROWS_PER_PAGE;
    let last = (first + ROWS_PER_PAGE).min(index.rows.len());
    let total = labels::grouped(index.rows.len());
    let pages = match index.rows.len().div_ceil(ROWS_PER_PAGE) {
        1 => 0,
        pages => pages,
    };
    let link = |number| PageLink {
        number,
        href: format!("{}{}", page_name(number), if number == 1 { "#documents" } else { "" }),
        is_this: number == page,
    };
    let table = Documents {
        rows: &index.rows[first..last],
        range: format!("{} to {} of {total}", labels::grouped(first + 1), labels::grouped(last)),
        total,
        pages: (1..=pages).map(link).collect(),
    };
    table.render_into(out).expect("a String takes every write");
}
