//! Topics of one document as an outline in the order of the text. A batch has them on the documents' pages.

use super::super::index::Index;
use super::super::item::Item;
use super::super::labels::{self, KindWords};
use crate::model::finding::FindingKind;
use askama::Template;

#[derive(Template)]
#[template(path = "sections/topics.html")]
struct Topics<'a> {
    words: &'static KindWords,
    topics: Vec<Topic<'a>>,
}

struct Topic<'a> {
    item: &'a Item,
    /// Such as `4:10 – 12:30`; "" if times are not known.
    range: String,
    /// Length, or share of the text if times are not known.
    size: String,
    inside: Vec<Inside>,
}

/// How many findings of a kind fall into a topic.
struct Inside {
    words: String,
    first: String,
}

pub(super) fn write(index: &Index, out: &mut String) {
    let Some(single) = &index.single else { return };
    let mut items: Vec<&Item> = index.shelf(FindingKind::Topic).items.iter().collect();
    if items.is_empty() {
        return;
    }
    items.sort_by_key(|item| item.extent.map(|extent| extent.span));
    let topics = items.into_iter().map(|item| Topic {
        item,
        range: range(item),
        size: size(item, single.bytes),
        inside: inside(index, item, single.bytes),
    });
    let section = Topics { words: labels::kind_words(FindingKind::Topic), topics: topics.collect() };
    section.render_into(out).expect("a String takes every write");
}

fn range(item: &Item) -> String {
    match item.extent.map(|extent| (extent.start_ms, extent.end_ms)) {
        Some((Some(start), Some(end))) => format!("{} – {}", labels::clock(start), labels::clock(end)),
        _ => String::new(),
    }
}

fn size(item: &Item, bytes: usize) -> String {
    let Some(extent) = item.extent else { return String::new() };
    match (extent.start_ms, extent.end_ms) {
        (Some(start), Some(end)) if end > start => labels::length(end - start),
        _ => format!("{} % of the text", (extent.span.len() * 100).div_ceil(bytes.max(1))),
    }
}

fn inside(index: &Index, topic: &Item, bytes: usize) -> Vec<Inside> {
    let Some(extent) = topic.extent else { return Vec::new() };
    let (from, to) =
        (extent.span.start as f64 / bytes.max(1) as f64, extent.span.end as f64 / bytes.max(1) as f64);
    let of_kind = |kind| {
        let is_inside = |item: &&Item| {
            item.passages.first().is_some_and(|passage| from <= passage.position && passage.position < to)
        };
        let mut items = index.shelf(kind).items.iter().filter(is_inside);
        let first = items.next()?;
        let words = labels::kind_words(kind);
        Some(Inside {
            words: labels::count(1 + items.count(), words.one, words.many),
            first: format!("f-{}-{}", first.document, first.id),
        })
    };
    FindingKind::ALL.into_iter().filter(|&kind| kind != FindingKind::Topic).filter_map(of_kind).collect()
}
