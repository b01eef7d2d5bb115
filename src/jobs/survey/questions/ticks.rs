//! Columns that are ticked or not → one question with several answers.

use super::Options;
use crate::jobs::survey::join::SheetColumn;

/// Columns that are ticked or not make one question; all others stand for themselves.
pub(super) fn part_unit(unit: Vec<SheetColumn>) -> Vec<Vec<SheetColumn>> {
    let ticks: Vec<bool> =
        unit.iter().map(|column| column.name.option.is_some() && is_tick(column)).collect();
    let is_item =
        |column: &SheetColumn| column.name.option.as_deref().is_some_and(|option| !is_other(option));
    let whole = ticks.iter().filter(|tick| **tick).count() >= 2
        && unit.iter().zip(&ticks).all(|(column, tick)| *tick || !is_item(column));
    if !whole {
        return unit.into_iter().map(|column| vec![column]).collect();
    }
    let (mut ticked, mut others) = (Vec::new(), Vec::new());
    for (column, tick) in unit.into_iter().zip(ticks) {
        if tick { ticked.push(column) } else { others.push(vec![column]) }
    }
    std::iter::once(ticked).chain(others).collect()
}

/// Cells that stand for a tick that is not set.
static UNTICKED: &[&str] =
    &["0", "no", "false", "not selected", "unchecked", "n", "nein", "unselected", "0.0"];
static TICKED: &[&str] = &["1", "yes", "true", "selected", "checked", "y", "x", "ja", "✓", "1.0"];

/// A tool that exports codes writes the number of the answer into its column.
fn is_code(value: &str) -> bool {
    !value.is_empty() && value.len() <= 3 && value.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_tick(column: &SheetColumn) -> bool {
    let values: Vec<String> = column.values.iter().take(4).map(|(_, value)| value.to_lowercase()).collect();
    let option = column.name.option.as_deref().unwrap_or_default().to_lowercase();
    let known = |value: &String| TICKED.contains(&value.as_str()) || UNTICKED.contains(&value.as_str());
    match values.as_slice() {
        [] => true,
        [value] => {
            *value == option
                || known(value)
                || is_code(value)
                || value.split_whitespace().eq(option.split_whitespace())
        }
        [_, _] => values.iter().all(known),
        _ => false,
    }
}

/// Whether an item is the room for another answer in one's own words.
pub(in crate::jobs::survey) fn is_other(option: &str) -> bool {
    let option = option.to_lowercase();
    [
        "please specify",
        "other word",
        "write in",
        "write-in",
        "_text",
        "text entry",
        "why?",
        "please explain",
        "comment",
    ]
    .iter()
    .any(|mark| option.contains(mark))
        || option.starts_with("other -")
        || option == "other"
        || option == "text"
}

/// What was picked of the options of a question.
pub(super) fn ticked_options(unit: &[SheetColumn]) -> Options {
    let rows = unit[0].codes.len();
    let is_off = |value: &str| UNTICKED.contains(&value.to_lowercase().as_str());
    let mut asked = vec![false; rows];
    let mut picked: Vec<Vec<u8>> = Vec::new();
    for column in unit {
        let off: Vec<bool> =
            std::iter::once(true).chain(column.values.iter().map(|(_, value)| is_off(value))).collect();
        picked.push(column.codes.iter().map(|&code| if off[code as usize] { 1 } else { 2 }).collect());
        asked.iter_mut().zip(&column.codes).for_each(|(asked, &code)| *asked |= code > 0);
    }
    for option in &mut picked {
        option.iter_mut().zip(&asked).for_each(|(pick, asked)| *pick *= u8::from(*asked));
    }
    let labels = unit.iter().map(|column| column.name.option.clone().unwrap_or_default()).collect();
    Options { labels, picked }
}
