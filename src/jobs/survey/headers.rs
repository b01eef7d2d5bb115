//! What the header rows of an export say: the question of each column and, where a question is spread over columns, the
//! answer or item that a column stands for. Knows how the common survey tools lay their headers out.

use crate::model::responses::{Export, HeaderForm};

/// The name of one column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Name {
    /// Short name, such as `Q5_1`, if the file has one beside the question.
    pub(super) code: Option<String>,
    /// The question.
    pub(super) question: String,
    /// The answer or item, if the question is spread over columns.
    pub(super) option: Option<String>,
    /// Whether the tool marks it as a question for words of one's own.
    pub(super) is_open: bool,
}

impl Name {
    /// Question and item as one line.
    pub(super) fn text(&self) -> String {
        match &self.option {
            Some(option) => format!("{} – {option}", self.question),
            None => self.question.clone(),
        }
    }
}

/// What tools write above a column that holds the answer itself.
static ANSWER_MARKS: &[&str] = &["response", "open-ended response", "selected choice", "antwort"];

/// What one tool writes above a column of open answers.
const OPEN_MARK: &str = "open-ended response";

/// A shared beginning or ending of headers must have so many bytes to be a question.
const SHORTEST_QUESTION: usize = 6;

/// So many items in a row make a question whose name is lost.
const SHORTEST_RUN: usize = 3;

/// The names of the columns, in their order.
pub(super) fn names_of(export: &Export) -> Vec<Name> {
    let mut names: Vec<Name> = match export.form {
        HeaderForm::Names => export.columns.iter().map(|column| single(&column.header)).collect(),
        HeaderForm::Keyed => export.columns.iter().map(|column| keyed(&column.header)).collect(),
        HeaderForm::Spanned => spanned(export),
    };
    if export.form != HeaderForm::Spanned {
        part_at_shared_question(&mut names);
    }
    name_runs(&mut names);
    for (index, name) in names.iter_mut().enumerate() {
        if name.question.is_empty() {
            name.question = name.option.take().unwrap_or_else(|| format!("Column {}", index + 1));
        }
    }
    names
}

/// Items of a question whose own name is lost in the file: named by their place, they stay together.
fn name_runs(names: &mut [Name]) {
    let is_nameless = |name: &Name| name.question.is_empty() && name.option.is_some();
    let mut start = 0;
    for run in names.chunk_by_mut(|a, b| is_nameless(a) && is_nameless(b)) {
        let (first, last) = (start + 1, start + run.len());
        start = last;
        if run.len() >= SHORTEST_RUN {
            run.iter_mut().for_each(|name| name.question = format!("Columns {first} to {last}"));
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn single(header: &[String]) -> Name {
    let text = header.first().map(|cell| one_line(cell)).unwrap_or_default();
    Name { question: text, ..Name::default() }
}

/// Names, questions, keys: the question is the middle row, or the name if they agree.
fn keyed(header: &[String]) -> Name {
    let code = header.first().map(|cell| one_line(cell)).filter(|code| !code.is_empty());
    let question = match header {
        [_, question, ..] if header.len() > 2 && !question.trim().is_empty() => one_line(question),
        _ => code.clone().unwrap_or_default(),
    };
    Name { code: code.filter(|code| *code != question), question, ..Name::default() }
}

/// Questions stand above their first column only; the last row holds answers and items.
fn spanned(export: &Export) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    let mut above: Option<(Option<String>, String)> = None;
    for column in &export.columns {
        let (last, upper) = column
            .header
            .split_last()
            .map_or((String::new(), &[][..]), |(last, upper)| (one_line(last), upper));
        let filled: Vec<String> =
            upper.iter().map(|cell| one_line(cell)).filter(|cell| !cell.is_empty()).collect();
        if let Some((question, before)) = filled.split_last() {
            above = Some((before.first().cloned(), question.clone()));
        } else if last.is_empty() && column.values.is_empty() {
            above = None;
        }
        let (code, question) = above.clone().unwrap_or_default();
        let is_answer =
            last.is_empty() || ANSWER_MARKS.contains(&last.to_lowercase().as_str()) || last == question;
        let is_open = last.to_lowercase() == OPEN_MARK;
        names.push(Name { code, question, option: (!is_answer).then_some(last), is_open });
    }
    names
}

/// One question in several columns of a single header row: `Question - answer`, `Question [answer]`, `answer:Question`.
fn part_at_shared_question(names: &mut [Name]) {
    let texts: Vec<String> = names.iter().map(|name| name.question.clone()).collect();
    for index in 0..names.len() {
        let neighbours =
            [index.checked_sub(1), Some(index + 1)].into_iter().flatten().filter_map(|at| texts.get(at));
        let parted = neighbours
            .filter_map(|other| part(&texts[index], other))
            .max_by_key(|(question, _)| question.len());
        if let Some((question, option)) = parted {
            names[index].question = question.to_owned();
            let is_answer = ANSWER_MARKS.contains(&option.to_lowercase().as_str());
            names[index].option = (!option.is_empty() && !is_answer).then(|| option.to_owned());
        }
    }
}

/// Parts a header at the question that it shares with another one.
fn part<'a>(text: &'a str, other: &str) -> Option<(&'a str, &'a str)> {
    for (separator, end) in [(" - ", ""), (" – ", ""), (" [", "]"), (": ", ""), (" | ", "")] {
        for (at, _) in text.match_indices(separator) {
            let question = &text[..at];
            let option = text[at + separator.len()..].strip_suffix(end);
            let shares = other
                .strip_prefix(question)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(separator));
            if let (true, Some(option)) =
                (shares && question.len() >= SHORTEST_QUESTION && text != other, option)
            {
                return Some((question.trim(), option.trim()));
            }
        }
    }
    // A question to which another column adds an item.
    if other.strip_prefix(text).is_some_and(|rest| rest.starts_with(" - ") || rest.starts_with(" [")) {
        return Some((text, ""));
    }
    let at = text
        .match_indices(':')
        .map(|(at, _)| at)
        .find(|at| text.len() - at > SHORTEST_QUESTION && other.ends_with(&text[*at..]))?;
    // The item comes first, "Other word(s)::Question".
    Some((text[at + 1..].trim_start_matches([':', ' ']), text[..at].trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::responses::Column;

    fn names(form: HeaderForm, columns: &[&[&str]]) -> Vec<(String, String)> {
        let columns = columns.iter().map(|header| Column {
            header: header.iter().map(|&cell| cell.to_owned()).collect(),
            ..Column::default()
        });
        let export = Export {
            path: String::new(),
            sha256: String::new(),
            format: String::new(),
            form,
            columns: columns.collect(),
            responses: 0,
            notices: Vec::new(),
        };
        names_of(&export).into_iter().map(|name| (name.question, name.option.unwrap_or_default())).collect()
    }

    fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(question, option)| ((*question).to_owned(), (*option).to_owned())).collect()
    }

    #[test]
    fn items_whose_question_is_lost_stay_together() {
        let header: &[&[&str]] = &[
            &["Feedback?", "Response"],
            &["", ""],
            &["", "Red"],
            &["", "Green"],
            &["", "Blue"],
            &["Team", ""],
        ];
        let together = "Columns 3 to 5";
        let expected = [
            ("Feedback?", ""),
            ("Column 2", ""),
            (together, "Red"),
            (together, "Green"),
            (together, "Blue"),
            ("Team", ""),
        ];
        assert_eq!(names(HeaderForm::Spanned, header), pairs(&expected));
    }

    #[test]
    fn headers_of_the_common_tools() {
        let spanned: &[&[&str]] = &[
            &["Id", ""],
            &["Which colours?", "Red"],
            &["", "Blue"],
            &["Why?", "Open-Ended Response"],
            &["", "Other (please specify)"],
        ];
        let expected = [
            ("Id", ""),
            ("Which colours?", "Red"),
            ("Which colours?", "Blue"),
            ("Why?", ""),
            ("Why?", "Other (please specify)"),
        ];
        assert_eq!(names(HeaderForm::Spanned, spanned), pairs(&expected));

        let three: &[&[&str]] = &[
            &["", "Id", "Seq"],
            &["Q1", "Which colours?", "Red"],
            &["", "", "Blue"],
            &["Q2", "Why?", "Why?"],
        ];
        let expected = [("Id", "Seq"), ("Which colours?", "Red"), ("Which colours?", "Blue"), ("Why?", "")];
        assert_eq!(names(HeaderForm::Spanned, three), pairs(&expected));

        let keyed: &[&[&str]] = &[
            &["Q1", "How are you?", "{}"],
            &["StartDate", "Start Date", "{}"],
            &["Q2_1", "Rate it - Food", "{}"],
            &["Q2_2", "Rate it - Rooms - new", "{}"],
        ];
        let expected =
            [("How are you?", ""), ("Start Date", ""), ("Rate it", "Food"), ("Rate it", "Rooms - new")];
        assert_eq!(names(HeaderForm::Keyed, keyed), pairs(&expected));
    }

    #[test]
    fn one_row_of_names_may_hold_items() {
        let cases: [(&[&[&str]], &[(&str, &str)]); 4] = [
            (
                &[&["Features? [Speed]"], &["Features? [Price]"], &["Age"]],
                &[("Features?", "Speed"), ("Features?", "Price"), ("Age", "")],
            ),
            (
                &[&["Which pie?"], &["Which pie? - Apple"], &["Which pie? - Pecan"]],
                &[("Which pie?", ""), ("Which pie?", "Apple"), ("Which pie?", "Pecan")],
            ),
            (
                &[&["Tool #1:Which tools?"], &["Tool #2:Which tools?"]],
                &[("Which tools?", "Tool #1"), ("Which tools?", "Tool #2")],
            ),
            (
                &[&["My manager listens"], &["My manager helps"], &[""]],
                &[("My manager listens", ""), ("My manager helps", ""), ("Column 3", "")],
            ),
        ];
        for (header, expected) in cases {
            assert_eq!(names(HeaderForm::Names, header), pairs(expected));
        }
    }
}
