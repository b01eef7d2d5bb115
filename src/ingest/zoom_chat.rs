//! Saved chats of Zoom meetings: `00:13:46<tab>Name:<tab>text`, and the older `10:02:11 From Name to Everyone : text`.
//! A message may go on over several lines. Reactions are no speech and are left out.

use super::ReadError;
use super::sample::{Likelihood, Sample};
use super::stamp::parse_stamp;
use super::writer::Writer;
use crate::model::document::{BlockKind, Place};

struct Message<'a> {
    /// From the start of the recording; the older form has the time of day instead, which says nothing of the recording.
    time_ms: Option<u64>,
    name: &'a str,
    text: &'a str,
}

pub(crate) fn detect(sample: &Sample) -> Option<Likelihood> {
    let (_, first) = sample.lines().find(|(_, line)| !line.trim().is_empty())?;
    message(first).map(|_| Likelihood::Certain)
}

pub(crate) fn read(sample: &Sample, writer: &mut Writer) -> Result<(), ReadError> {
    let mut reactions = 0_usize;
    let mut unfinished = 0_usize;
    let mut silent = false;
    let mut time_ms = None;
    for (number, line) in sample.lines() {
        let mut place = Place { line: Some(number), ..Place::default() };
        let text = match message(line) {
            Some(message) => {
                silent = is_reaction(message.text);
                reactions += usize::from(silent);
                if silent {
                    continue;
                }
                time_ms = message.time_ms;
                place.time_ms = time_ms;
                let said = if is_citation(message.text) { "" } else { message.text };
                writer.block(BlockKind::Message, Some(message.name), said, place);
                continue;
            }
            None => line.trim(),
        };
        if text == "[Full message cannot be displayed on this version]" {
            unfinished += 1;
        } else if !silent {
            place.time_ms = time_ms;
            writer.more(text, place);
        }
    }
    if reactions > 0 {
        writer.notice(format!("{reactions} chat reaction{} left out", if reactions == 1 { "" } else { "s" }));
    }
    if unfinished > 0 {
        writer.notice(format!("chat messages that the export cut short: {unfinished}"));
    }
    if writer.is_empty() {
        return Err(ReadError::NoSpeech { form: "Zoom chat", missing: "messages" });
    }
    Ok(())
}

/// The first line of a message.
fn message(line: &str) -> Option<Message<'_>> {
    let (time_ms, length) = parse_stamp(line)?;
    let rest = &line[length..];
    if let Some(rest) = rest.strip_prefix('\t') {
        let rest = rest.trim_start_matches('\t');
        let (name, text) = rest.split_once('\t').or_else(|| Some((rest.strip_suffix(':')?, "")))?;
        let name = name.trim().trim_end_matches(':').trim();
        if let Some(name) = name.strip_prefix("From ") {
            return (!name.is_empty()).then(|| Message {
                time_ms: None,
                name: sender(name),
                text: text.trim(),
            });
        }
        return (!name.is_empty()).then(|| Message { time_ms: Some(time_ms), name, text: text.trim() });
    }
    // `10:02:11 From Ann Lee to Everyone : text`, also with more spaces and "(Direct Message)".
    let rest = rest.strip_prefix(' ')?.trim_start().strip_prefix("From ")?;
    let (head, text) = rest.split_once(" : ").or_else(|| rest.split_once(':'))?;
    let name = sender(head);
    (!name.is_empty()).then(|| Message { time_ms: None, name, text: text.trim() })
}

/// `Ann Lee to Everyone` → `Ann Lee`.
fn sender(head: &str) -> &str {
    let end = [" to ", " To "].iter().filter_map(|word| head.rfind(word)).max().unwrap_or(head.len());
    head[..end].trim()
}

fn is_reaction(text: &str) -> bool {
    // "Reacted to "…" with 👍", "Removed a 👍 reaction from "…""
    (text.starts_with("Reacted to ") && text.contains(" with "))
        || (text.starts_with("Removed a") && text.contains("reaction from"))
}

/// `Replying to "…"`: the answer follows on the next lines.
fn is_citation(text: &str) -> bool {
    text.starts_with("Replying to \"") || text.starts_with("Replying to “")
}

#[cfg(test)]
mod tests {
    use super::super::{ReadOptions, read};

    fn messages(text: &str) -> (Vec<String>, Vec<String>) {
        let document = read("d1", "chat.txt", text.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(document.format, "zoom-chat");
        let show = |block: &crate::model::document::Block| {
            let place = document.locate(block.span.start);
            let time = place.time_ms.map_or("-".to_owned(), |time| time.to_string());
            format!("{time} {}: {}", place.speaker.unwrap_or_default(), document.slice(block.span))
        };
        (document.blocks.iter().map(show).collect(), document.notices.clone())
    }

    #[test]
    fn reads_chats() {
        let (found, notices) = messages(
            "00:13:46\tPotter:\tgm\n00:14:00\tKalo | Obol:\tReacted to \"gm\" with 👍\n00:14:23\tAnn (x):\tReplying to \"gm...\"\n\nHere: too\nand on\n00:15:00\tBob:\tone\n\ntwo\n",
        );
        assert_eq!(found, ["826000 Potter: gm", "863000 Ann (x): Here: too and on", "900000 Bob: one two"]);
        assert_eq!(notices, ["1 chat reaction left out"]);
        let (found, _) = messages(
            "10:02:11 From Ann Lee to Everyone : hi: all\n10:02:12\t From Bob To Everyone:\n\tyes\n",
        );
        assert_eq!(found[0], "- Ann Lee: hi: all");
    }
}
