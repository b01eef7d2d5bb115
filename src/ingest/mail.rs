//! Mail as files (EML): who wrote to whom about what, then the words. Attachments are named, never opened.

use super::file::{FileHead, FileReader, RawFile};
use super::writer::Writer;
use super::{ReadError, html, plain};
use crate::model::document::{BlockKind, Place};
use jiff::civil::Date;
use mail_parser::{Address, Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

pub(super) const MAIL: FileReader = FileReader { name: "mail", detect, read };

/// Header lines that are looked at to tell a mail.
const PROBED_LINES: usize = 80;
/// Bytes in which they must stand.
const PROBED_BYTES: usize = 16 * 1024;
/// Attachments that are named; of others there is the count.
const MOST_NAMED: usize = 12;

/// Headers that only a mail program writes. In lower case.
static TELLING: &[&str] =
    &["message-id", "mime-version", "received", "return-path", "delivered-to", "x-mailer", "dkim-signature"];

fn detect(file: &FileHead) -> bool {
    let probe = &file.bytes[..file.bytes.len().min(PROBED_BYTES)];
    let (mut telling, mut usual) = (0, 0);
    for line in probe.split(|&byte| byte == b'\n').take(PROBED_LINES) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.is_empty() {
            break;
        }
        if line.starts_with(b" ") || line.starts_with(b"\t") {
            continue;
        }
        // A line that is no header ends the matter.
        let Some(colon) = line.iter().position(|&byte| byte == b':') else { return false };
        let Ok(name) = std::str::from_utf8(&line[..colon]) else { return false };
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return false;
        }
        let name = name.to_ascii_lowercase();
        telling += usize::from(TELLING.contains(&name.as_str()));
        usual += usize::from(matches!(name.as_str(), "from" | "subject" | "date" | "to"));
    }
    usual >= 2 && (telling > 0 || file.has_extension("eml"))
}

fn read(file: &RawFile, writer: &mut Writer) -> Result<(), ReadError> {
    let broken = || ReadError::Broken { form: MAIL.name, reason: "it has no headers".to_owned() };
    let message = MessageParser::default().parse(&*file.bytes).ok_or_else(broken)?;
    write_head(&message, writer);
    write_body(&message, &file.bytes, writer);
    name_attachments(&message, writer);
    Ok(())
}

fn write_head(message: &Message, writer: &mut Writer) {
    let place = Place { line: Some(1), ..Place::default() };
    if let Some(subject) = message.subject().map(str::trim).filter(|subject| !subject.is_empty()) {
        writer.title(subject);
        writer.block(BlockKind::Heading(1), None, subject, place);
    }
    for (name, address) in [("From", message.from()), ("To", message.to()), ("Cc", message.cc())] {
        if let Some(people) = address.map(people).filter(|people| !people.is_empty()) {
            writer.block(BlockKind::Paragraph, None, &format!("{name}: {people}"), place);
        }
    }
    if let Some(sent) = message.date() {
        let date = i16::try_from(sent.year).ok().and_then(|year| {
            Date::new(year, i8::try_from(sent.month).ok()?, i8::try_from(sent.day).ok()?).ok()
        });
        writer.date(date);
        let said = format!(
            "Date: {:04}-{:02}-{:02} {:02}:{:02}",
            sent.year, sent.month, sent.day, sent.hour, sent.minute
        );
        writer.block(BlockKind::Paragraph, None, &said, place);
    }
}

/// `Ann Lee <ann@example.org>, Bob`
fn people(address: &Address) -> String {
    let mut people = String::new();
    for person in address.iter() {
        if !people.is_empty() {
            people.push_str(", ");
        }
        match (person.name(), person.address()) {
            (Some(name), Some(address)) => people.push_str(&format!("{name} <{address}>")),
            (Some(only), None) | (None, Some(only)) => people.push_str(only),
            (None, None) => {}
        }
    }
    people
}

/// The plain body, or else the one in HTML.
fn write_body(message: &Message, bytes: &[u8], writer: &mut Writer) {
    let bodies = || message.text_bodies();
    let plain_body = bodies().find_map(|part| match &part.body {
        PartType::Text(text) if !text.trim().is_empty() => Some((part, text)),
        _ => None,
    });
    if let Some((part, text)) = plain_body {
        return plain::read_written(text, first_line(part, bytes), writer);
    }
    for part in bodies().chain(message.html_bodies()) {
        if let PartType::Html(html) = &part.body {
            return html::read_fragment(html, first_line(part, bytes), writer);
        }
    }
}

/// The line on which a body begins, if its lines are those of the file.
fn first_line(part: &MessagePart, bytes: &[u8]) -> Option<u32> {
    let before = bytes.get(..part.offset_body as usize)?;
    let line = u32::try_from(memchr::memchr_iter(b'\n', before).count()).ok()?;
    (part.encoding == Encoding::None).then_some(line + 1)
}

fn name_attachments(message: &Message, writer: &mut Writer) {
    let count = message.attachment_count();
    let names: Vec<_> = message
        .attachments()
        .take(MOST_NAMED)
        .map(|part| part.attachment_name().unwrap_or("without a name"))
        .collect();
    if !names.is_empty() {
        let more =
            if count > names.len() { format!(" and {} more", count - names.len()) } else { String::new() };
        writer.notice(format!(
            "attachments were not read; save them as files to read them: {}{more}",
            names.join(", ")
        ));
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::{ReadOptions, read};
    use crate::model::document::Document;

    fn document(name: &str, text: &str) -> Document {
        read("d1", name, text.as_bytes(), &ReadOptions::default()).unwrap()
    }

    const MAIL: &str = "Return-Path: <ann@example.org>\r\nFrom: =?utf-8?q?Zo=C3=AB?= Lee <zoe@example.org>\r\nTo: Bob <bob@example.org>,\r\n cara@example.org\r\nSubject: Delivery of\r\n the boats\r\nDate: Thu, 5 Mar 2026 23:10:00 -0500\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear Bob,\r\n\r\nthe boats leave on Monday.\r\n--x\r\nContent-Type: application/pdf; name=plan.pdf\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQ=\r\n--x--\r\n";

    #[test]
    fn reads_a_mail() {
        let document = document("a.eml", MAIL);
        assert_eq!(
            document.text,
            "Delivery of the boats\nFrom: Zoë Lee <zoe@example.org>\nTo: Bob <bob@example.org>, cara@example.org\nDate: 2026-03-05 23:10\nDear Bob,\nthe boats leave on Monday."
        );
        assert_eq!((document.format.as_str(), document.title.as_str()), ("mail", "Delivery of the boats"));
        assert_eq!(document.date.unwrap().date.to_string(), "2026-03-05");
        assert!(document.notices.iter().any(|notice| notice.ends_with("plan.pdf")), "{:?}", document.notices);
        let boats = document.text.find("the boats leave").unwrap();
        assert_eq!(document.locate(boats).line, Some(16));
    }

    #[test]
    fn reads_a_mail_in_html() {
        let text = "Message-ID: <1@example.org>\nFrom: ann@example.org\nSubject: Fees\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>The <b>fee</b> is =\n12=E2=82=AC.</p><div style=3D\"display:none\">preview</div>\n";
        let document = document("a.txt", text);
        assert!(document.text.contains("The fee is 12€."), "{}", document.text);
        let fee = document.text.find("fee").unwrap();
        assert_eq!(document.locate(fee).line, None, "the lines of the file are others");
    }

    #[test]
    fn a_memo_is_no_mail() {
        let memo = "From: Ann\nTo: Bob\nSubject: Fees\n\nThe fee is due.\n";
        assert_ne!(document("memo.txt", memo).format, "mail");
    }

    #[test]
    fn mails_made_to_do_harm_end() {
        let nested = "From: a\nSubject: b\nContent-Type: message/rfc822\n\n".repeat(20_000);
        let parts = format!(
            "From: a\nSubject: b\nContent-Type: multipart/mixed; boundary=x\n\n{}",
            "--x\n".repeat(100_000)
        );
        for text in [nested, parts] {
            let _ = read("d1", "a.eml", text.as_bytes(), &ReadOptions::default());
        }
    }
}
