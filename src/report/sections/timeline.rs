//! When it was said: a strip from the beginning to the end of a meeting with its topics and findings. The lists say the
//! same in words, so the strip is hidden from screen readers.

use super::super::index::{Index, Single};
use super::super::item::Item;
use super::super::labels;
use crate::model::finding::FindingKind;
use askama::Template;

/// Dots of one kind at most; more would be a smear.
const DOTS: usize = 60;

#[derive(Template)]
#[template(path = "sections/timeline.html")]
struct Timeline<'a> {
    bands: Vec<Band<'a>>,
    lanes: Vec<Lane<'a>>,
    height: usize,
    end: String,
}

struct Band<'a> {
    start: String,
    width: String,
    title: &'a str,
}

struct Lane<'a> {
    class: &'static str,
    words: &'static str,
    y: usize,
    dots: Vec<Dot<'a>>,
}

struct Dot<'a> {
    at: String,
    item: &'a Item,
}

const LANES: [FindingKind; 3] = [FindingKind::Decision, FindingKind::ActionItem, FindingKind::OpenQuestion];

/// Writes the strip; nothing if it would hold fewer than three dots.
pub(crate) fn write_timeline(index: &Index, single: &Single, out: &mut String) {
    let bytes = single.bytes.max(1) as f64;
    let mut topics: Vec<&Item> = index.shelf(FindingKind::Topic).items.iter().collect();
    topics.sort_by_key(|item| item.extent.map(|extent| extent.span));
    let bands = topics.iter().filter_map(|item| {
        let span = item.extent?.span;
        Some(Band {
            start: percent(span.start as f64 / bytes),
            width: percent(span.len() as f64 / bytes),
            title: &item.statement,
        })
    });
    let lanes = LANES.into_iter().map(|kind| lane(index, kind)).filter(|lane| !lane.dots.is_empty());
    let mut lanes: Vec<Lane> = lanes.collect();
    if lanes.iter().map(|lane| lane.dots.len()).sum::<usize>() < 3 {
        return;
    }
    for (row, lane) in lanes.iter_mut().enumerate() {
        lane.y = 24 + 18 * row;
    }
    let timeline = Timeline {
        bands: bands.collect(),
        height: 18 + 18 * lanes.len(),
        lanes,
        end: single.duration_ms.map(labels::clock).unwrap_or_default(),
    };
    timeline.render_into(out).expect("a String takes every write");
}

fn lane(index: &Index, kind: FindingKind) -> Lane<'_> {
    let items = index.shelf(kind).items.iter().filter(|item| item.first_view).take(DOTS);
    let dot = |item| Some(Dot { at: percent(Item::position(item)?), item });
    Lane {
        class: labels::kind_words(kind).id,
        words: labels::kind_words(kind).many,
        y: 0,
        dots: items.filter_map(dot).collect(),
    }
}

fn percent(share: f64) -> String {
    format!("{:.1}", share.clamp(0.0, 1.0) * 100.0)
}
