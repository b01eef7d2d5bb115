//! Who spoke how much: a bar for each speaker in a table with the numbers.

use super::super::index::Index;
use super::super::labels;
use crate::model::analysis::TalkShare;
use askama::Template;

/// Speakers shown each on a row; the others are summed up.
const SPEAKERS: usize = 12;

#[derive(Template)]
#[template(path = "sections/talk.html")]
struct Talk {
    bars: Vec<Bar>,
}

struct Bar {
    name: String,
    /// Percent, as printed and as the length of the bar relative to the longest.
    percent: String,
    width: String,
    words: String,
    turns: String,
}

impl Bar {
    fn of(name: String, share: f64, widest: f64, words: usize, turns: usize) -> Self {
        let width = if widest > 0.0 { (share / widest).clamp(0.0, 1.0) * 100.0 } else { 0.0 };
        Bar {
            name,
            percent: format!("{:.0} %", share * 100.0),
            width: format!("{width:.1}"),
            words: labels::grouped(words),
            turns: labels::grouped(turns),
        }
    }
}

pub(super) fn write(index: &Index, out: &mut String) {
    if let Some(single) = &index.single {
        write_talk(out, &single.talk);
    }
}

/// Writes the table; nothing unless two people spoke.
pub(crate) fn write_talk(out: &mut String, talk: &[TalkShare]) {
    if talk.len() < 2 {
        return;
    }
    let shown = if talk.len() > SPEAKERS { SPEAKERS - 1 } else { talk.len() };
    let (each, others) = talk.split_at(shown);
    let rest: f64 = others.iter().map(|share| share.share).sum();
    let widest = each.iter().map(|share| share.share).fold(rest, f64::max);
    let bar =
        |share: &TalkShare| Bar::of(share.speaker.clone(), share.share, widest, share.words, share.turns);
    let mut bars: Vec<Bar> = each.iter().map(bar).collect();
    if !others.is_empty() {
        let words = others.iter().map(|share| share.words).sum();
        let turns = others.iter().map(|share| share.turns).sum();
        let name = format!("{} others", labels::grouped(others.len()));
        bars.push(Bar::of(name, rest, widest, words, turns));
    }
    Talk { bars }.render_into(out).expect("a String takes every write");
}
