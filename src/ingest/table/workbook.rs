//! Spreadsheet → rows of cells as text. The first sheet with more than one filled row is read; a formula gives its last value, a date
//! its ISO form, and a merged cell stands once, in its upper left corner.

use crate::ingest::ReadError;
use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};
use std::io::Cursor;

const FORM: &str = "spreadsheet";

/// Cells unpacked at most: more is a file made to do harm.
const MOST_CELLS: usize = 200_000_000;

/// The rows of the sheet, and what was left out.
///
/// # Errors
/// When the file cannot be opened or has no rows.
pub(super) fn read_rows(bytes: &[u8], notices: &mut Vec<String>) -> Result<Vec<Vec<String>>, ReadError> {
    let broken = |reason: String| ReadError::Broken { form: FORM, reason };
    let mut book =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| broken(error.to_string()))?;
    let names = book.sheet_names();
    let mut others = Vec::new();
    let mut rows = Vec::new();
    for name in &names {
        let range = book.worksheet_range(name).map_err(|error| broken(error.to_string()))?;
        let (height, width) = range.get_size();
        if height.saturating_mul(width) > MOST_CELLS {
            return Err(ReadError::TooLarge { form: FORM, limit: format!("{MOST_CELLS} cells") });
        }
        let filled = range.rows().filter(|row| row.iter().any(|cell| !matches!(cell, Data::Empty))).count();
        if filled == 0 {
            continue;
        }
        if rows.is_empty() && (filled > 1 || names.len() == 1) {
            rows = range.rows().map(|row| row.iter().map(text_of).collect()).collect();
            note_cells(&range, book.worksheet_formula(name).ok().as_ref(), notices);
        } else {
            others.push(name.clone());
        }
    }
    if !others.is_empty() {
        notices.push(format!("only the first sheet was read, not: {}", others.join(", ")));
    }
    Ok(rows)
}

/// Says which cells have no value though something stands in them.
fn note_cells(range: &Range<Data>, formulas: Option<&Range<String>>, notices: &mut Vec<String>) {
    let errors = range.used_cells().filter(|(_, _, cell)| matches!(cell, Data::Error(_))).count();
    if errors > 0 {
        notices.push(format!("{errors} cells hold an error such as #DIV/0!; they count as not answered"));
    }
    let Some(formulas) = formulas else { return };
    let (row, column) = formulas.start().unwrap_or_default();
    let unsaved = formulas.used_cells().filter(|(at_row, at_column, formula)| {
        let place = (row + *at_row as u32, column + *at_column as u32);
        !formula.is_empty() && range.get_value(place).is_none_or(|cell| matches!(cell, Data::Empty))
    });
    let unsaved = unsaved.count();
    if unsaved > 0 {
        notices.push(format!(
            "{unsaved} cells hold a formula without a saved value; they count as not answered: open the file in a spreadsheet program and save it"
        ));
    }
}

fn text_of(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::String(text) => text.trim().to_owned(),
        Data::Int(number) => number.to_string(),
        // Whole numbers print without a point, as the sheet shows them.
        Data::Float(number) => number.to_string(),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            if (hour, minute, second) == (0, 0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
            }
        }
        Data::DateTime(length) => length.as_f64().to_string(),
        Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_print_as_people_see_them() {
        let cases = [
            (Data::Float(3.0), "3"),
            (Data::Float(2.5), "2.5"),
            (Data::Bool(true), "TRUE"),
            (Data::String("  a ".into()), "a"),
            (Data::Empty, ""),
        ];
        for (cell, expected) in cases {
            assert_eq!(text_of(&cell), expected, "{cell:?}");
        }
    }

    #[test]
    fn a_broken_file_is_refused() {
        let error = read_rows(b"PK\x03\x04 nothing more", &mut Vec::new()).unwrap_err();
        assert!(matches!(error, ReadError::Broken { .. }), "{error}");
    }
}
