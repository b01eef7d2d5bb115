//! What a reader of the report should know about how a PDF was read.

use super::layout::PageText;
use super::page::Unseen;
use super::source::About;
use crate::ingest::writer::Writer;

/// Unmapped glyphs are noticed from this share of all on, and from this number on.
const LEAST_UNMAPPED: (f64, usize) = (0.002, 5);

/// Endings of titles that are names of files.
const FILE_ENDINGS: [&str; 12] =
    [".doc", ".docx", ".pdf", ".indd", ".qxd", ".wpd", ".rtf", ".ppt", ".pptx", ".xls", ".xlsx", ".dvi"];
/// Titles that programs give to what has none.
const NO_TITLES: [&str; 6] = ["untitled", "document", "document1", "title", "print", "slide 1"];

/// Whether the title in the file is one that its author gave: programs write file names and stopgaps there.
pub(super) fn clean_title(title: &str) -> Option<&str> {
    let title = title.trim();
    let title = title
        .strip_prefix("Microsoft Word - ")
        .or_else(|| title.strip_prefix("Microsoft PowerPoint - "))
        .unwrap_or(title);
    let lower = title.to_lowercase();
    let is_file = FILE_ENDINGS.iter().any(|ending| lower.ends_with(ending)) || lower.contains("://");
    let has_word = title.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    (!is_file && has_word && !NO_TITLES.contains(&lower.as_str()) && title.chars().count() <= 200)
        .then_some(title)
}

/// Writes down what was lost, hidden or assumed. `count` is the number of pages of the file.
pub(super) fn tell(pages: &[PageText], count: usize, about: &About, has_refused: bool, writer: &mut Writer) {
    if pages.len() < count {
        let rest: Vec<u32> = (pages.len() as u32 + 1..=count as u32).collect();
        writer.notice(format!("time ran out: {} not read", verb(&rest, "was", "were")));
    }
    let numbers = |is: &dyn Fn(&PageText) -> bool| -> Vec<u32> {
        (1..).zip(pages).filter(|(_, page)| is(page)).map(|(number, _)| number).collect()
    };
    let cut = numbers(&|page| page.is_cut);
    if !cut.is_empty() {
        writer.notice(format!(
            "{} read in part only: more is drawn there than fits the limits",
            verb(&cut, "was", "were")
        ));
    } else if has_refused {
        writer.notice("a font or form was not unpacked because it is too large; text may be missing");
    }
    let images = numbers(&|page| page.is_picture && is_blank(page));
    if !images.is_empty() {
        let is = if images.len() == 1 { "is an image" } else { "are images" };
        writer.notice(format!("{} {is}; no text layer", list(&images)));
    }
    let blank = numbers(&|page| !page.is_picture && is_blank(page) && !page.is_cut);
    if !blank.is_empty() {
        let has = if blank.len() == 1 { "has" } else { "have" };
        writer.notice(format!("{} {has} no text", list(&blank)));
    }
    let recognised = numbers(&|page| page.is_recognised);
    if !recognised.is_empty() {
        writer.notice(format!(
            "the text of {} was recognised from a scan by another program; it may have mistakes",
            list(&recognised)
        ));
    }
    tell_hidden(pages, writer);
    tell_unmapped(pages, writer);
    if !about.attachments.is_empty() {
        let names = about.attachments.iter().take(5).map(String::as_str).collect::<Vec<_>>().join(", ");
        let more = about.attachments.len().saturating_sub(5);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        writer.notice(format!("attached files were not read: {names}{rest}"));
    }
}

fn is_blank(page: &PageText) -> bool {
    page.elements.is_empty()
}

fn tell_hidden(pages: &[PageText], writer: &mut Writer) {
    let reasons = [
        (Unseen::Mode, "is drawn invisibly"),
        (Unseen::Colour, "has the colour of its background"),
        (Unseen::Tiny, "is too small to see"),
        (Unseen::OffPage, "lies outside the page"),
        (Unseen::Clipped, "is cut away"),
        (Unseen::Covered, "is painted over"),
        (Unseen::Layer, "is on a layer that is switched off"),
    ];
    for (reason, words) in reasons {
        let on: Vec<u32> = (1..)
            .zip(pages)
            .filter(|(_, page)| page.hidden.iter().any(|(why, _)| *why == reason))
            .map(|(number, _)| number)
            .collect();
        if !on.is_empty() {
            writer.notice(format!("text on {} {words}; it is kept apart", list(&on)));
        }
    }
}

fn tell_unmapped(pages: &[PageText], writer: &mut Writer) {
    let glyphs: usize = pages.iter().map(|page| page.glyphs).sum();
    let unmapped: usize = pages.iter().map(|page| page.unmapped).sum();
    let share = unmapped as f64 / glyphs.max(1) as f64;
    if unmapped >= LEAST_UNMAPPED.1 && share >= LEAST_UNMAPPED.0 {
        writer.notice(format!(
            "{:.1} % of the characters are in fonts that do not say which letters they show; they are left out as \u{fffd}",
            share * 100.0
        ));
    }
}

fn verb(pages: &[u32], one: &str, many: &str) -> String {
    format!("{} {}", list(pages), if pages.len() == 1 { one } else { many })
}

/// `page 3`, `pages 2, 4 to 7 and 9`.
fn list(pages: &[u32]) -> String {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for &page in pages {
        match ranges.last_mut() {
            Some(last) if last.1 + 1 == page => last.1 = page,
            _ => ranges.push((page, page)),
        }
    }
    let total = ranges.len();
    let words: Vec<String> = ranges
        .into_iter()
        .take(12)
        .map(|(first, last)| match last - first {
            0 => first.to_string(),
            1 => format!("{first}, {last}"),
            _ => format!("{first} to {last}"),
        })
        .collect();
    let (head, tail) = words.split_at(words.len().saturating_sub(1));
    let tail = tail.first().map_or("", String::as_str);
    let name = if pages.len() == 1 { "page" } else { "pages" };
    if total > 12 {
        format!("{name} {} and others", words.join(", "))
    } else if head.is_empty() {
        format!("{name} {tail}")
    } else {
        format!("{name} {} and {tail}", head.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_of_pages() {
        let cases: [(&[u32], &str); 4] = [
            (&[9], "page 9"),
            (&[1, 2], "pages 1, 2"),
            (&[2, 4, 5, 6, 9], "pages 2, 4 to 6 and 9"),
            (&[1, 2, 3], "pages 1 to 3"),
        ];
        for (pages, expected) in cases {
            assert_eq!(list(pages), expected);
        }
        let odd: Vec<u32> = (0..100).map(|n| 2 * n + 1).collect();
        assert!(list(&odd).ends_with("21, 23 and others"));
    }

    #[test]
    fn titles_that_are_titles() {
        let cases = [
            ("Annual Report 2022", Some("Annual Report 2022")),
            ("Microsoft Word - Minutes of the board", Some("Minutes of the board")),
            ("Microsoft Word - minutes.docx", None),
            ("Untitled", None),
            ("d123.pdf", None),
            ("  ", None),
        ];
        for (title, expected) in cases {
            assert_eq!(clean_title(title), expected, "{title}");
        }
    }
}
