//! Numbers written twice, in words and in figures, that differ: `thirty (60) days`, `$1,500,000 (one million dollars)`.
//! Takes the words of a view, gives a draft for each pair that cannot be read as the same number.

use super::view::{Slip, View, written};
use crate::model::draft::Draft;
use crate::model::finding::Relation;
use crate::model::span::Span;
use crate::text::numerals::{is_number_word, value_of_words};
use crate::text::words::capitalised;

/// The longest number in words that is read, in words ("one hundred and twenty-three thousand four hundred dollars").
const LONGEST_NUMBER: usize = 16;

/// One draft for each number whose words and figures differ.
pub(super) fn find(view: &View, drafts: &mut Vec<Draft>) {
    for at in memchr::memchr_iter(b'(', view.text.as_bytes()) {
        if let Some((words, figures, said)) = before_bracket(view, at).or_else(|| inside_bracket(view, at)) {
            let span = words.join(figures);
            drafts.push(view.draft(Slip {
                statement: format!(
                    "“{}” is written as “{}”.",
                    capitalised(&one_line(view.slice(words))),
                    one_line(view.slice(figures)),
                ),
                why: format!("the words say {}", written(said)),
                relation: Relation::Contradicts,
                score: 0.95,
                places: vec![span],
            }));
        }
    }
}

/// `thirty (60) days`: the words, the figures, and what the words say, if the two differ.
fn before_bracket(view: &View, at: usize) -> Option<(Span, Span, f64)> {
    let inside = inside(view, at)?;
    let (value, rest) = read_figures(inside)?;
    let rest: Vec<&str> = rest.split_whitespace().collect();
    if rest.len() > 3 || rest.iter().any(|word| word.contains(|c: char| c.is_ascii_digit() || c == '_')) {
        return None;
    }
    // "(1) the first; (2) the second" counts, "(i)" does not come here.
    let scale = rest.first().map_or(1.0, |word| scale_of(word));
    let run = words_before(view, at)?;
    // "$2.7 billion ($2.7 billion after tax)": the figures before are no words.
    if scaled(run[0].1) {
        return None;
    }
    let readings = readings(&run);
    let (longest, said) = readings.iter().find_map(|(from, value)| value.map(|value| (*from, value)))?;
    let after = view.after(at + inside.len() + 2, 12).split_whitespace().next().unwrap_or_default();
    let scales = [1.0, scale, scale_of(after)];
    let agrees = |said: f64| scales.iter().any(|scale| close(said, value * scale));
    if readings.iter().any(|(_, said)| said.is_some_and(agrees)) {
        return None;
    }
    if is_list_number(view, at, value, rest.is_empty()) {
        return None;
    }
    let first = run[longest].0;
    Some((first.join(run[run.len() - 1].0), Span::new(at, at + inside.len() + 2), said))
}

/// `30 (sixty) days`: the words, the figures, and what the words say, if the two differ.
fn inside_bracket(view: &View, at: usize) -> Option<(Span, Span, f64)> {
    let inside = inside(view, at)?;
    let words: Vec<&str> = split_number_words(inside).collect();
    let said = value_of_words(&words)?;
    let before = view.before(at, 30);
    let trimmed = before.trim_end();
    let start = trimmed
        .rfind(|c: char| c.is_whitespace() || c == '(')
        .map_or(0, |space| space + trimmed[space..].chars().next().map_or(1, char::len_utf8));
    let word = trimmed.get(start..)?;
    let (value, rest) = read_figures(word)?;
    if !rest.is_empty() && rest != "%" {
        return None;
    }
    let offset = at - before.len() + start;
    if close(said, value)
        || view.before(offset, 10).trim_end().ends_with(['.', '§'])
        || reference_before(view, offset)
    {
        return None;
    }
    let figures = Span::new(offset, offset + word.len());
    Some((Span::new(at, at + inside.len() + 2), figures, said))
}

/// Whether "Section" or the like stands before the number.
fn reference_before(view: &View, at: usize) -> bool {
    let before = view.before(at, 24);
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    super::labels::Part::of(crate::text::words::hash_word(word)).is_some() || word.eq_ignore_ascii_case("no")
}

/// What stands between a bracket and its end, if that is short.
fn inside<'a>(view: &View<'a>, at: usize) -> Option<&'a str> {
    let rest = view.after(at + 1, 120);
    let end = rest.find([')', '('])?;
    rest[end..].starts_with(')').then(|| &rest[..end])
}

/// A number in figures at the start of a text, and what follows it.
fn read_figures(text: &str) -> Option<(f64, &str)> {
    let text = text.trim();
    let unsigned = text.trim_start_matches(['$', '€', '£', '¥', ' ']);
    let unsigned =
        ["US$", "USD", "U.S.$", "US", "EUR", "GBP", "RMB", "Rs.", "CAD", "C$", "HK$", "NT$", "S$", "A$"]
            .iter()
            .find_map(|sign| unsigned.strip_prefix(sign))
            .map_or(unsigned, |rest| rest.trim_start_matches([' ', '$']));
    let bytes = unsigned.as_bytes();
    let mut digits = String::new();
    let mut end = 0;
    while end < bytes.len() && end < 24 {
        let next_is_digit = bytes.get(end + 1).is_some_and(u8::is_ascii_digit);
        match bytes[end] {
            digit @ b'0'..=b'9' => digits.push(digit as char),
            b',' if next_is_digit && !digits.is_empty() => {}
            b'.' if next_is_digit && !digits.contains('.') => digits.push('.'),
            _ => break,
        }
        end += 1;
    }
    let whole: f64 = digits.parse().ok()?;
    let rest = unsigned.get(end..)?;
    // "2 1/2" and "1/2".
    let fraction = |text: &str| -> Option<(f64, usize)> {
        let (over, under) = text.split_once('/')?;
        let length = under.bytes().take_while(u8::is_ascii_digit).count();
        let over: f64 = over.trim().parse().ok()?;
        let value = over / under.get(..length)?.parse::<f64>().ok().filter(|under| *under > 0.0)?;
        Some((value, text.len() - under.len() + length))
    };
    if rest.starts_with('/') {
        let (value, end) = fraction(unsigned)?;
        return Some((value, &unsigned[end..]));
    }
    if let Some(after) = rest.strip_prefix([' ', '-', '–'])
        && let Some((value, length)) = fraction(after)
    {
        return Some((whole + value, &after[length..]));
    }
    let part = [("½", 0.5), ("¼", 0.25), ("¾", 0.75)]
        .iter()
        .find_map(|(sign, value)| rest.trim_start().strip_prefix(sign).map(|rest| (whole + value, rest)));
    part.or_else(|| {
        // Letters grown to the figure: "30th" and "12-month", no "2b".
        let glued = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let odd = (1..3).contains(&glued)
            && !["st", "nd", "rd", "th", "k", "K", "m", "M", "MM", "mm", "bn"].contains(&&rest[..glued]);
        (!odd && !rest.starts_with(['.', ',', ':', '/'])).then_some((whole, rest))
    })
}

fn scale_of(word: &str) -> f64 {
    match word.trim_matches(|c: char| !c.is_alphabetic()).to_ascii_lowercase().as_str() {
        "hundred" => 1e2,
        "thousand" | "k" => 1e3,
        "million" | "m" | "mm" => 1e6,
        "billion" | "bn" => 1e9,
        _ => 1.0,
    }
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs()).max(1.0) || (a - b).abs() < 0.006 && a.fract() != 0.0
}

/// The words of a number right before a bracket, first to last, each with its place.
fn words_before<'a>(view: &View<'a>, at: usize) -> Option<Vec<(Span, &'a str)>> {
    let words = &view.units.words;
    let after = words.partition_point(|word| (word.start as usize) < at);
    let mut run: Vec<(Span, &str)> = Vec::new();
    let mut next = at;
    for word in words[..after].iter().rev().take(LONGEST_NUMBER) {
        let (start, end) = (word.start as usize, word.end as usize);
        let gap = view.text.get(end..next)?;
        let said = word.of(view.text);
        let joined =
            gap.len() <= 12 && gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '/' | ',' | '%'));
        let is_unit = is_unit(said);
        if !joined
            || gap.contains(',') && !scaled(said)
            || !(is_unit || split_number_words(said).all(is_number_word))
        {
            break;
        }
        run.push((Span::new(start, end), said));
        next = start;
    }
    run.reverse();
    (!run.is_empty()).then_some(run)
}

/// Words that stand with a number and add nothing to it.
fn is_unit(word: &str) -> bool {
    let bare = word.to_ascii_lowercase();
    [
        "dollars", "dollar", "percent", "cents", "us", "u.s", "united", "states", "euros", "pounds", "no",
        "00", "100", "only", "and",
    ]
    .contains(&bare.as_str())
}

fn scaled(word: &str) -> bool {
    ["hundred", "thousand", "million", "billion"].iter().any(|scale| word.eq_ignore_ascii_case(scale))
}

fn split_number_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '‑' | ','))
        .filter(|word| !word.is_empty())
}

/// What the words come to from each of them on, the longest reading first.
fn readings(run: &[(Span, &str)]) -> Vec<(usize, Option<f64>)> {
    let read = |from: usize| {
        let mut words: Vec<&str> =
            run[from..].iter().flat_map(|(_, word)| split_number_words(word)).collect();
        // "and No/100 Dollars" adds nothing.
        if let Some(end) = words.windows(2).position(|two| is_naught(two[0]) && two[1] == "100") {
            words.truncate(end);
        }
        words.retain(|word| !is_unit(word) || word.eq_ignore_ascii_case("and"));
        while words.last().is_some_and(|word| word.eq_ignore_ascii_case("and")) {
            words.pop();
        }
        value_of_words(&words)
    };
    (0..run.len()).map(|from| (from, read(from))).collect()
}

fn is_naught(word: &str) -> bool {
    word.eq_ignore_ascii_case("no") || word == "00"
}

/// Whether `(1)` numbers the first of a list and does not repeat the word before it.
fn is_list_number(view: &View, at: usize, value: f64, is_bare: bool) -> bool {
    if !is_bare || value.fract() != 0.0 || value > 20.0 {
        return false;
    }
    let (next, last) = (format!("({})", value + 1.0), format!("({})", value - 1.0));
    let near = view.after(at, 600);
    let back = view.before(at, 600);
    // A list goes on with another bracket that does not follow a number in words.
    let lists = |text: &str, mark: &str| {
        text.match_indices(mark).any(|(found, _)| {
            let word =
                text[..found].trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            !is_number_word(word)
        })
    };
    lists(near, &next) || value > 1.0 && lists(back, &last)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::testing::expect;
    use super::*;

    #[test]
    fn words_and_figures_that_differ() {
        expect(
            find,
            &[
                ("Within thirty (60) days of notice.", &["“Thirty” is written as “(60)”."]),
                ("within thirty (30) days, forty-five (45) days", &[]),
                (
                    "a sum of one million dollars ($1,500,000)",
                    &["“One million dollars” is written as “($1,500,000)”."],
                ),
                ("one hundred and twenty (120) days", &[]),
                ("Three Thousand and No/100 Dollars ($3,000.00)", &[]),
                (
                    "Four Thousand Nine Hundred Dollars ($4,950.00 U.S.)",
                    &["“Four Thousand Nine Hundred Dollars” is written as “($4,950.00 U.S.)”."],
                ),
                ("one and one-half percent (1.5%) and one-half (1/2)", &[]),
                ("between five and ten (10) days", &[]),
                ("fifty percent (40%)", &["“Fifty percent” is written as “(40%)”."]),
                ("on the fifteenth (15th) day", &[]),
                ("Five million ($5) million", &[]),
                ("for 30 (sixty) days", &["“(sixty)” is written as “30”."]),
                ("for 30 (thirty) days", &[]),
                ("any of the following two (1) the first, (2) the second", &[]),
                ("a gain of $2.7 billion ($2.7 billion after tax)", &[]),
                ("as defined in Section 4 (one of them)", &[]),
                ("one and\n one-half (1.5) hours", &[]),
            ],
        );
    }
}
