//! Runs of text within a paragraph, with the tracked changes and fields around them.

use super::{Change, Parser, Stop};
use crate::ingest::docx::story::{Node, NoteKind, NoteRef, Piece};
use crate::ingest::docx::symbols;
use crate::ingest::xml::{Element, Space, Token, XmlError};

/// How a run looks.
#[derive(Debug, Default)]
struct Look {
    hidden: bool,
    /// Its font in lower case, as far as the run names it.
    font: String,
}

impl Parser<'_, '_> {
    pub(super) fn inlines(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) => self.inline(&element, pieces)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    /// Reads an element within a paragraph.
    pub(super) fn inline(&mut self, element: &Element, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        if element.space == Space::Word
            && let Some(change) = Change::named(element.name())
        {
            return self.changed(change, pieces);
        }
        match (element.space, element.name()) {
            (Space::Word, "r") => self.run(pieces),
            (Space::Math, "t") => {
                let text = self.scanner.text()?;
                self.say(&text, false, pieces);
                Ok(())
            }
            (Space::Word, "p") => {
                let paragraph = self.paragraph()?;
                let boxed = paragraph.map(|paragraph| Piece::Box(vec![Node::Paragraph(paragraph)]));
                pieces.extend(boxed);
                Ok(())
            }
            (Space::Word, "txbxContent") => {
                let nodes = self.nodes()?;
                pieces.push(Piece::Box(nodes));
                Ok(())
            }
            (Space::Word, "pPr" | "rPr" | "sdtPr" | "sdtEndPr" | "rt") | (Space::Math, "rPr" | "ctrlPr") => {
                Ok(self.scanner.skip()?)
            }
            (Space::Choice, "AlternateContent") => self.alternatives(&mut |parser| parser.inlines(pieces)),
            (Space::Other, "chart" | "relIds") => {
                self.counts.objects +=
                    usize::from(element.attribute("id").is_some() || element.attribute("dm").is_some());
                Ok(self.scanner.skip()?)
            }
            _ => self.inlines(pieces),
        }
    }

    /// Reads what a tracked change holds, and keeps it if it is part of the reading.
    fn changed(&mut self, change: Change, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        let outer = self.change.replace(change);
        if change.is_part_of(self.tracked) {
            self.inlines(pieces)?;
        } else {
            let fields = self.fields.clone();
            self.inlines(&mut Vec::new())?;
            self.fields = fields;
        }
        self.change = outer;
        Ok(())
    }

    fn run(&mut self, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        let mut look = Look::default();
        while let Some(token) = self.scanner.next()? {
            match token {
                Token::Open(element) => self.in_run(&element, &mut look, pieces)?,
                Token::Close => break,
                Token::Text(_) => {}
            }
        }
        Ok(())
    }

    fn in_run(&mut self, element: &Element, look: &mut Look, pieces: &mut Vec<Piece>) -> Result<(), Stop> {
        if element.space != Space::Word {
            return self.inline(element, pieces);
        }
        match element.name() {
            "t" | "delText" => {
                let keeps_blanks = element.attribute("space").is_some_and(|value| value == "preserve");
                let text = self.scanner.text()?;
                let text = if keeps_blanks { &text } else { trim_blanks(&text) };
                self.say(&symbols::spell(&look.font, text), look.hidden, pieces);
                return Ok(());
            }
            "rPr" => {
                let styles = self.styles;
                self.scanner.children::<XmlError>(|scanner, child| {
                    if child.is_word("vanish") {
                        look.hidden = child.is_on();
                    } else if child.is_word("rStyle") {
                        look.hidden |= child.value().is_some_and(|id| styles.hides(&id));
                    }
                    if child.is_word("rFonts") {
                        look.font = child.attribute("ascii").unwrap_or_default().to_lowercase();
                    }
                    scanner.skip()
                })?;
                return Ok(());
            }
            "tab" | "ptab" => self.say("\t", look.hidden, pieces),
            "cr" => self.say("\n", look.hidden, pieces),
            "noBreakHyphen" => self.say("-", look.hidden, pieces),
            "br" => match element.attribute("type").as_deref() {
                Some("page") => self.mark(Piece::PageStart, pieces),
                Some("column") => self.say(" ", look.hidden, pieces),
                _ => self.say("\n", look.hidden, pieces),
            },
            "sym" => {
                if let Some(sign) = symbols::read(element) {
                    self.say(sign.encode_utf8(&mut [0; 4]), look.hidden, pieces);
                }
            }
            "lastRenderedPageBreak" => self.mark(Piece::RenderedPageStart, pieces),
            "footnoteReference" => self.note(NoteKind::Foot, element, pieces),
            "endnoteReference" => self.note(NoteKind::End, element, pieces),
            "commentReference" => {
                pieces.extend(element.attribute("id").map(Piece::Comment));
            }
            "fldChar" => match element.attribute("fldCharType").as_deref() {
                Some("begin") => self.fields.push(false),
                Some("separate") => {
                    if let Some(has_result) = self.fields.last_mut() {
                        *has_result = true;
                    }
                }
                _ => {
                    self.fields.pop();
                }
            },
            "drawing" | "pict" | "object" | "ruby" | "rubyBase" => return self.inlines(pieces),
            _ => {}
        }
        Ok(self.scanner.skip()?)
    }

    fn note(&mut self, kind: NoteKind, element: &Element, pieces: &mut Vec<Piece>) {
        let Some(id) = element.attribute("id") else { return };
        let own = element.attribute("customMarkFollows");
        let has_own_mark = own.is_some_and(|value| !matches!(value.as_str(), "0" | "false" | "off"));
        self.mark(Piece::Note(NoteRef { kind, id, has_own_mark }), pieces);
    }

    /// Adds what is no text, unless it stands within an instruction of a field.
    fn mark(&mut self, piece: Piece, pieces: &mut Vec<Piece>) {
        if self.fields.iter().all(|&has_result| has_result) {
            pieces.push(piece);
        }
    }

    /// Adds text, unless it stands within an instruction of a field.
    fn say(&mut self, text: &str, hidden: bool, pieces: &mut Vec<Piece>) {
        if text.is_empty() || self.fields.iter().any(|&has_result| !has_result) {
            return;
        }
        self.count(text);
        match (pieces.last_mut(), hidden) {
            (Some(Piece::Text(last)), false) | (Some(Piece::Hidden(last)), true) => last.push_str(text),
            (_, false) => pieces.push(Piece::Text(text.to_owned())),
            (_, true) => pieces.push(Piece::Hidden(text.to_owned())),
        }
    }

    /// Counts changes: those of one kind with nothing between them are one.
    fn count(&mut self, text: &str) {
        let Some(change) = self.change else {
            if !text.trim().is_empty() {
                self.counted = None;
            }
            return;
        };
        if self.counted.replace(change) != Some(change) {
            match change {
                Change::Insertion => self.counts.insertions += 1,
                Change::Deletion => self.counts.deletions += 1,
                Change::MoveTo => self.counts.moves += 1,
                Change::MoveFrom => {}
            }
        }
    }
}

/// Blanks at the ends of a text that does not ask to keep them.
fn trim_blanks(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\r', '\n'])
}
