//! Cues of caption files → turns: voices, speaker labels inside cues, tags, entities, and lines that roll.

use super::cue::{Cue, Part};
use super::plain::{LabelShape, Line, look_at};
use super::rolling::join_rolling;
use super::stamp::parse_stamp;
use super::writer::{Caption, Writer};
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// `start --> end`, with whatever settings follow.
pub(crate) fn parse_timing(line: &str) -> Option<(u64, u64)> {
    let (start, end) = line.split_once("-->")?;
    let (start_ms, length) = parse_stamp(start.trim())?;
    if length != start.trim().len() {
        return None;
    }
    let (end_ms, _) = parse_stamp(end.trim_start())?;
    Some((start_ms, end_ms))
}

/// Collects cues from blocks of lines.
#[derive(Debug, Default)]
pub(crate) struct Cues {
    /// All cues so far, in the order of the file.
    pub(crate) cues: Vec<Cue>,
    voice: Option<Rc<str>>,
}

impl Cues {
    /// Reads a block: an identifier, a timing and text. A block without a timing goes on with the last cue, since
    /// some programs leave blank lines inside a cue; and some leave none between two cues.
    pub(crate) fn read_block(&mut self, block: &[(u32, &str)]) {
        for (at, &(number, line)) in block.iter().enumerate() {
            if let Some((start_ms, end_ms)) = timing(line) {
                self.voice = None;
                self.cues.push(Cue { start_ms, end_ms, parts: Vec::new() });
                continue;
            }
            let is_identifier = block.get(at + 1).is_some_and(|(_, next)| timing(next).is_some())
                && (at == 0 || line.trim().bytes().all(|byte| byte.is_ascii_digit()));
            if !is_identifier && let Some(cue) = self.cues.last_mut() {
                read_text(line, number, &mut self.voice, &mut cue.parts);
            }
        }
    }
}

fn timing(line: &str) -> Option<(u64, u64)> {
    line.contains("-->").then(|| parse_timing(line)).flatten()
}

/// Longest tag, in bytes; a `<` without an end before that is text.
const LONGEST_TAG: usize = 300;

/// Tags that carry no words. In lower case.
static SILENT_TAGS: &[&str] =
    &["b", "br", "c", "em", "font", "i", "lang", "p", "rt", "ruby", "s", "span", "strong", "tt", "u"];

/// Splits a line into parts by voice, without tags and with entities resolved.
fn read_text(line: &str, number: u32, voice: &mut Option<Rc<str>>, parts: &mut Vec<Part>) {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    let flush = |text: &mut String, voice: &Option<Rc<str>>, parts: &mut Vec<Part>| {
        let said = std::mem::take(text);
        if !said.trim().is_empty() {
            parts.push(Part { line: number, speaker: voice.clone(), text: said });
        }
    };
    while let Some(at) = memchr::memchr3(b'<', b'&', b'{', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = match rest.as_bytes()[0] {
            b'&' => take_entity(rest, &mut text),
            // `{\an8}` places a line on the screen.
            b'{' if rest.starts_with("{\\") => closing(rest, b'}').map_or(0, |end| end + 1),
            b'<' => match tag(rest) {
                Some((Tag::Voice(name), length)) => {
                    flush(&mut text, voice, parts);
                    *voice = Some(name).filter(|name| !name.is_empty()).map(Rc::from);
                    length
                }
                Some((Tag::EndOfVoice, length)) => {
                    flush(&mut text, voice, parts);
                    *voice = None;
                    length
                }
                Some((Tag::Break, length)) => {
                    text.push(' ');
                    length
                }
                Some((Tag::Silent, length)) => length,
                None => 0,
            },
            _ => 0,
        };
        if taken == 0 {
            text.push_str(&rest[..1]);
            rest = &rest[1..];
        } else {
            rest = &rest[taken..];
        }
    }
    text.push_str(rest);
    flush(&mut text, voice, parts);
}

enum Tag {
    Voice(String),
    EndOfVoice,
    Break,
    Silent,
}

fn closing(rest: &str, sign: u8) -> Option<usize> {
    memchr::memchr(sign, &rest.as_bytes()[..rest.len().min(LONGEST_TAG)])
}

fn tag(rest: &str) -> Option<(Tag, usize)> {
    let end = closing(rest, b'>')?;
    let inner = &rest[1..end];
    let length = end + 1;
    let name_length =
        inner.bytes().position(|byte| matches!(byte, b' ' | b'\t' | b'.')).unwrap_or(inner.len());
    let name = inner[..name_length].trim_end_matches('/');
    if name == "v" {
        let speaker = inner[name_length..].find([' ', '\t']).map_or("", |gap| &inner[name_length + gap..]);
        let mut decoded = String::new();
        decode_entities(speaker.trim(), &mut decoded);
        return Some((Tag::Voice(decoded), length));
    }
    if name == "/v" {
        return Some((Tag::EndOfVoice, length));
    }
    let lower = name.trim_start_matches('/').to_ascii_lowercase();
    if lower == "br" {
        return Some((Tag::Break, length));
    }
    let silent = SILENT_TAGS.contains(&lower.as_str())
        || parse_stamp(inner).is_some_and(|(_, stamp_length)| stamp_length == inner.len());
    silent.then_some((Tag::Silent, length))
}

/// Entities that caption files use.
static ENTITIES: &[(&str, &str)] = &[
    ("&amp;", "&"),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&nbsp;", " "),
    ("&quot;", "\""),
    ("&apos;", "'"),
    ("&lrm;", ""),
    ("&rlm;", ""),
];

/// Writes the character of an entity at the start of `rest` and gives its length, or 0.
fn take_entity(rest: &str, text: &mut String) -> usize {
    if let Some((entity, sign)) = ENTITIES.iter().find(|(entity, _)| rest.starts_with(entity)) {
        text.push_str(sign);
        return entity.len();
    }
    let Some(number) = rest.strip_prefix("&#") else { return 0 };
    let Some(end) = closing(number, b';').filter(|&end| end <= 8) else { return 0 };
    let digits = &number[..end];
    let code = match digits.strip_prefix(['x', 'X']) {
        Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
        None => digits.parse(),
    };
    match code.ok().and_then(char::from_u32) {
        Some(character) => {
            text.push(character);
            end + 3
        }
        None => 0,
    }
}

fn decode_entities(text: &str, decoded: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        decoded.push_str(&rest[..at]);
        rest = &rest[at..];
        let taken = take_entity(rest, decoded);
        if taken == 0 {
            decoded.push('&');
        }
        rest = &rest[taken.max(1)..];
    }
    decoded.push_str(rest);
}

/// Writes cues as turns.
pub(crate) fn write_cues(mut cues: Vec<Cue>, writer: &mut Writer) {
    take_labels(&mut cues);
    let all = cues.len();
    let empty = cues.iter().filter(|cue| cue.parts.is_empty()).count();
    let joined = join_rolling(&mut cues);
    if joined > 0 {
        writer.notice("rolling captions: repeated lines were joined");
    } else if empty > 0 {
        writer.notice(format!("{empty} of {all} cues had no text"));
    }
    for cue in &cues {
        for part in &cue.parts {
            // A dash or `>>` says that somebody else speaks.
            let unmarked =
                ["- ", ">> ", "– "].iter().find_map(|mark| part.text.trim_start().strip_prefix(mark));
            if unmarked.is_some() {
                writer.end_turn();
            }
            writer.caption(Caption {
                speaker: part.speaker.as_deref(),
                text: unmarked.unwrap_or(&part.text),
                line: Some(part.line),
                start_ms: Some(cue.start_ms),
                end_ms: Some(cue.end_ms),
            });
        }
        writer.lasts_until(cue.end_ms);
    }
}

/// Takes labels such as `Ann Lee: ` off the start of cues and makes them speakers.
fn take_labels(cues: &mut [Cue]) {
    let mut counts: FxHashMap<&str, (LabelShape, usize)> = FxHashMap::default();
    let mut labelled = 0;
    for part in cues.iter().filter_map(|cue| cue.parts.first()).filter(|part| part.speaker.is_none()) {
        if let Line::Label { time_ms: None, name, shape, .. } = look_at(&part.text) {
            counts.entry(name).or_insert((shape, 0)).1 += 1;
            labelled += 1;
        }
    }
    let mostly = labelled * 2 >= cues.len();
    let accepted: Vec<Rc<str>> = {
        let mut names: Vec<&str> = counts
            .iter()
            .filter(|(_, (shape, count))| match shape {
                LabelShape::Numbered => true,
                LabelShape::Name => mostly || *count >= 2,
                LabelShape::Nick => mostly,
            })
            .map(|(name, _)| *name)
            .collect();
        names.sort_unstable();
        names.into_iter().map(Rc::from).collect()
    };
    if accepted.is_empty() {
        return;
    }
    let mut speaker: Option<Rc<str>> = None;
    for cue in cues {
        // Where every cue carries its label, one without has nobody's.
        if mostly {
            speaker = None;
        }
        for part in cue.parts.iter_mut().filter(|part| part.speaker.is_none()) {
            if let Some((at, text)) = known_label(&part.text, &accepted) {
                speaker = Some(accepted[at].clone());
                if part.text.ends_with(text) {
                    let cut = part.text.len() - text.len();
                    part.text.drain(..cut);
                } else {
                    part.text = text.to_owned();
                }
            }
            part.speaker.clone_from(&speaker);
        }
    }
}

/// The label that a text begins with, as an index into the sorted `known` ones, and what follows it.
fn known_label<'t>(text: &'t str, known: &[Rc<str>]) -> Option<(usize, &'t str)> {
    let find = |name: &str| known.binary_search_by(|label| label.as_ref().cmp(name)).ok();
    // Nearly all labels are written plainly; the others need a closer look.
    if let Some((head, rest)) = text.split_once(':')
        && (rest.is_empty() || rest.starts_with([' ', '\t']))
        && let Some(at) = find(head.trim())
    {
        return Some((at, rest.trim()));
    }
    match look_at(text) {
        Line::Label { time_ms: None, name, text, .. } => find(name).map(|at| (at, text)),
        _ => None,
    }
}
