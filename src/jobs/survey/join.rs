//! Several exports of one survey → one sheet: columns of the same question are put together, and the file each response
//! came from is kept as a wave.

use super::headers::{Name, names_of};
use crate::model::responses::{Export, Strings};
use rustc_hash::FxHashMap;

/// One column of the sheet.
#[derive(Debug)]
pub(super) struct SheetColumn {
    /// What its header says.
    pub(super) name: Name,
    /// One code a response; 0 is an empty cell.
    pub(super) codes: Vec<u32>,
    /// What the codes stand for.
    pub(super) values: Strings,
}

/// All responses of a survey.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    /// Columns in the order of the first export; further ones after them.
    pub(super) columns: Vec<SheetColumn>,
    /// Number of responses.
    pub(super) rows: usize,
    /// Name of each file and how many responses it has, if there are several.
    pub(super) files: Vec<(String, usize)>,
    /// What a reader should know.
    pub(super) notices: Vec<String>,
}

/// Puts exports together.
pub(super) fn join(exports: Vec<Export>) -> Sheet {
    let mut sheet = Sheet::default();
    let several = exports.len() > 1;
    for (index, export) in exports.into_iter().enumerate() {
        if several {
            sheet.files.push((stem(&export.path).to_owned(), export.responses));
        }
        let names = names_of(&export);
        let rows = sheet.rows;
        sheet.rows += export.responses;
        let columns = export.columns.into_iter().zip(names).map(|(column, name)| SheetColumn {
            name,
            codes: column.codes,
            values: column.values,
        });
        if index == 0 {
            sheet.columns = columns.filter(|column| !is_blank(column)).collect();
        } else {
            append(&mut sheet, columns.filter(|column| !is_blank(column)).collect(), rows);
        }
    }
    sheet
}

/// A column without name and without answers.
fn is_blank(column: &SheetColumn) -> bool {
    column.values.is_empty() && column.name.question.starts_with("Column ") && column.name.option.is_none()
}

fn append(sheet: &mut Sheet, columns: Vec<SheetColumn>, rows_before: usize) {
    let mut places: FxHashMap<(String, usize), usize> = FxHashMap::default();
    let mut seen: FxHashMap<String, usize> = FxHashMap::default();
    for (index, column) in sheet.columns.iter().enumerate() {
        let key = key(&column.name);
        let nth = seen.entry(key.clone()).or_default();
        places.insert((key, *nth), index);
        *nth += 1;
    }
    let known = sheet.columns.len();
    let (mut new, mut found) = (0, 0);
    seen.clear();
    for column in columns {
        let key = key(&column.name);
        let nth = seen.entry(key.clone()).or_default();
        let place = places.get(&(key, *nth)).copied();
        *nth += 1;
        match place {
            Some(place) => {
                found += 1;
                extend(&mut sheet.columns[place], column);
            }
            None => {
                new += 1;
                let codes = std::iter::repeat_n(0, rows_before).chain(column.codes).collect();
                sheet.columns.push(SheetColumn { codes, ..column });
            }
        }
    }
    let rows = sheet.rows;
    sheet.columns.iter_mut().for_each(|column| column.codes.resize(rows, 0));
    let file = sheet.files.last().map(|(name, _)| name.clone()).unwrap_or_default();
    if new > 0 || found < known {
        sheet.notices.push(format!(
            "{file}: {found} columns are as in the first file, {new} are new, {} are missing",
            known - found
        ));
    }
}

fn extend(column: &mut SheetColumn, other: SheetColumn) {
    let mut known: FxHashMap<String, u32> =
        column.values.iter().map(|(code, value)| (value.to_owned(), code)).collect();
    let map: Vec<u32> = std::iter::once(0)
        .chain(other.values.iter().map(|(_, value)| match known.get(value) {
            Some(&code) => code,
            None => {
                let code = column.values.push(value);
                known.insert(value.to_owned(), code);
                code
            }
        }))
        .collect();
    column.codes.extend(other.codes.into_iter().map(|code| map[code as usize]));
}

/// What makes two columns the same: letters and digits of the question and the item.
fn key(name: &Name) -> String {
    name.text().chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A file's name without folders and extensions.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::table::read_export;

    #[test]
    fn files_are_put_together_by_their_questions() {
        let first = read_export("a/2023.csv", &b"Team,Happy?\nX,Yes\nY,No\nZ,Yes\n"[..]).unwrap();
        let second =
            read_export("b/2024.csv", &b"happy,New one,Team\nNo,1,X\nYes,2,Q\nNo,3,X\n"[..]).unwrap();
        let sheet = join(vec![first, second]);
        assert_eq!(sheet.rows, 6);
        assert_eq!(sheet.files, [("2023".to_owned(), 3), ("2024".to_owned(), 3)]);
        let values = |column: usize| -> Vec<&str> {
            let column = &sheet.columns[column];
            column.codes.iter().map(|&code| column.values.get(code)).collect()
        };
        assert_eq!(values(0), ["X", "Y", "Z", "X", "Q", "X"]);
        assert_eq!(values(1), ["Yes", "No", "Yes", "No", "Yes", "No"]);
        assert_eq!(values(2), ["", "", "", "1", "2", "3"]);
        assert_eq!(sheet.notices.len(), 1);
    }
}
