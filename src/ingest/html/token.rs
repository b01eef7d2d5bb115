//! Markup → what a walk is told: tags with their attributes, text with its entities resolved, each with its line.
//!
//! The tokens are those of the HTML standard as `html5gum` cuts them: in linear time whatever the page, and with the place
//! of each. The tree of the standard is not built: it takes quadratic time on deep nesting, and it forgets the lines.

use super::tag::TagReader;
use super::walk::Walk;
use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Emitter, ForwardingEmitter, Span, State, Tokenizer};
use std::borrow::Cow;

/// Tokens between two looks at the clock.
const TOKENS_BETWEEN_LOOKS: usize = 4096;

/// How the inside of an element is read if it is no markup.
fn raw_state(name: &str) -> Option<State> {
    match name {
        "script" => Some(State::ScriptData),
        "title" | "textarea" => Some(State::RcData),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => Some(State::RawText),
        _ => None,
    }
}

/// The walk was told to give up.
struct GaveUp;

/// Takes `walk` over all of `html`; `strict` for XHTML, where `<br/>` style closing counts for every element and CDATA is
/// text. Gives back whether it came to the end; it gives up when `go_on` says so.
pub(super) fn take_over(walk: &mut Walk, html: &str, strict: bool, go_on: impl Fn() -> bool) -> bool {
    let guide = Guide {
        walk,
        html,
        strict,
        go_on,
        seen: 0,
        tokens: 0,
        tag: None,
        attribute: String::new(),
        raw: None,
    };
    let emitter = GuideEmitter { events: CallbackEmitter::new(guide), strict, in_tag: false };
    Tokenizer::new_with_emitter(html, emitter).next().is_none()
}

/// Turns tokens into the steps of a walk.
struct Guide<'a, G> {
    walk: &'a mut Walk,
    html: &'a str,
    strict: bool,
    go_on: G,
    /// Up to where lines are counted.
    seen: usize,
    tokens: usize,
    /// The tag whose attributes come next.
    tag: Option<TagReader>,
    /// The name of the attribute whose value comes next; empty if none does.
    attribute: String,
    /// How the inside of the element that was opened last is read, if that is no markup.
    raw: Option<State>,
}

impl<G> Guide<'_, G> {
    fn count_lines_to(&mut self, at: usize) {
        if let Some(passed) = self.html.as_bytes().get(self.seen..at) {
            self.walk.pass_lines(memchr::memchr_iter(b'\n', passed).count());
            self.seen = at;
        }
    }

    fn end_attribute(&mut self, value: &str) {
        if let Some(tag) = &mut self.tag
            && !self.attribute.is_empty()
        {
            tag.read(&self.attribute, value);
        }
        self.attribute.clear();
    }

    fn end_tag(&mut self, closed: bool) {
        let Some(tag) = self.tag.take() else { return };
        if !closed {
            self.raw = raw_state(tag.name());
        }
        self.walk.open_tag(tag, closed);
    }
}

impl<G: Fn() -> bool> Callback<GaveUp, usize> for Guide<'_, G> {
    fn handle_event(&mut self, event: CallbackEvent<'_>, span: Span<usize>) -> Option<GaveUp> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.count_lines_to(span.start);
                self.attribute.clear();
                self.tag = Some(TagReader::new(&text(name)));
            }
            CallbackEvent::AttributeName { name } => {
                self.end_attribute("");
                self.attribute.push_str(&text(name));
            }
            CallbackEvent::AttributeValue { value } => self.end_attribute(&text(value)),
            CallbackEvent::CloseStartTag { self_closing } => {
                self.end_attribute("");
                self.end_tag(self_closing && self.strict);
            }
            CallbackEvent::EndTag { name } => {
                self.count_lines_to(span.start);
                self.raw = None;
                self.walk.close_tag(&text(name));
            }
            CallbackEvent::String { value } => {
                self.count_lines_to(span.start);
                match self.raw.take() {
                    Some(_) => self.walk.raw(&text(value)),
                    None => self.walk.text(&text(value)),
                }
            }
            CallbackEvent::Error(_) | CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } => {}
        }
        let looks = self.tokens.is_multiple_of(TOKENS_BETWEEN_LOOKS);
        self.tokens += 1;
        (looks && !(self.go_on)()).then_some(GaveUp)
    }
}

/// A part of a page, which was UTF-8 before it was cut.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// Hands tokens to a [`Guide`] and takes from it how to go on.
struct GuideEmitter<'a, G: Fn() -> bool> {
    events: CallbackEmitter<Guide<'a, G>, GaveUp, usize>,
    strict: bool,
    /// Whether a tag began that did not end yet.
    in_tag: bool,
}

impl<G: Fn() -> bool> ForwardingEmitter for GuideEmitter<'_, G> {
    type Token = GaveUp;

    fn inner(&mut self) -> &mut impl Emitter<Token = GaveUp> {
        &mut self.events
    }

    // They change nothing here, and looking for them takes time for every byte.
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn init_start_tag(&mut self) {
        self.in_tag = true;
        self.events.init_start_tag();
    }

    fn init_end_tag(&mut self) {
        // Where there is no markup it may turn out to be text.
        self.in_tag = self.events.callback_mut().raw.is_none();
        self.events.init_end_tag();
    }

    fn emit_eof(&mut self) {
        if self.in_tag {
            self.events.callback_mut().walk.note_cut();
        }
        self.events.emit_eof();
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        self.in_tag = false;
        let state = self.events.emit_current_tag().or(self.events.callback_mut().raw);
        if state.is_some() {
            // So that the place of the raw text is known.
            self.events.init_string();
        }
        state
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.strict
    }
}

#[cfg(test)]
mod tests {
    use super::super::part::Part;
    use super::super::walk::Page;
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;

    fn page(html: &str, strict: bool) -> Page {
        Walk::over(html, 1, strict, || true).unwrap()
    }

    /// The pieces of a page, each with its line.
    fn pieces(page: &Page) -> Vec<(u32, &str)> {
        let pieces = page.parts.iter().filter_map(|part| match part {
            Part::Piece(piece) => Some((piece.line, piece.text.as_str())),
            Part::Table(_) => None,
        });
        pieces.collect()
    }

    #[test]
    fn reads_tokens() {
        let cases: [(&str, &str, &[(u32, &str)]); 15] = [
            ("entities", "a &amp; b&lt;c &#147;x&#x94; caf&eacute &notit;", &[(1, "a & b<c “x” café ¬it;")]),
            ("no entities", "AT&T &; && &#; &#x; &unknown; &", &[(1, "AT&T &; && &#; &#x; &unknown; &")]),
            ("no characters", "&#0;&#xD800;&#99999999999;", &[(1, "\u{fffd}\u{fffd}\u{fffd}")]),
            ("two characters", "&NotEqualTilde;", &[(1, "≂\u{338}")]),
            ("no tags", "1 < 2 and 3 <4 <", &[(1, "1 < 2 and 3 <4 <")]),
            ("quotes", "<p title=\"a > b\">x<img alt=5\" wide>y", &[(1, "xy")]),
            ("quotes and entities", "<p style='a:&quot;x&quot;;display:none'>x<p>y", &[(1, "x"), (1, "y")]),
            ("comments", "a<!-- <b> -->c<!-->d", &[(1, "acd")]),
            ("comment without end", "a<!-- b", &[(1, "a")]),
            ("declarations", "<!DOCTYPE html><?xml v='1'?>a</>b", &[(1, "ab")]),
            ("script", "<script>if (a</b>c) '</scripts>'</SCRIPT >d", &[(1, "d")]),
            ("style without end", "a<style>b<p>c", &[(1, "a")]),
            ("xmp", "<xmp>a &amp; <b>\n</XMP>c", &[(1, "a &amp; <b>\n"), (2, "c")]),
            ("lines", "<p\n class=x\n>a\r\nb</p\n>\n<P>c<b\n>d", &[(3, "a b"), (6, "cd")]),
            ("an end with attributes", "<p>a</p id='x>'>b", &[(1, "a"), (1, "b")]),
        ];
        for (name, html, expected) in cases {
            assert_eq!(pieces(&page(html, false)), expected, "{name}");
        }
        assert_eq!(page("<title>A &amp; B</title>", false).title, "A & B");
    }

    #[test]
    fn xhtml_closes_at_once_and_knows_cdata() {
        let cases = [
            ("<script src='x'/>a", true, "a"),
            ("<div hidden=''/>a", true, "a"),
            ("<p>a <![CDATA[<b> & c]]></p>", true, "a <b> & c"),
            ("<p>a<![CDATA[<b>c]]></p>", false, "ac]]>"),
        ];
        for (html, strict, expected) in cases {
            assert_eq!(pieces(&page(html, strict)), [(1, expected)], "{html}");
        }
        assert!(pieces(&page("<script src='x'/>a", false)).is_empty());
    }

    #[test]
    fn tells_a_page_that_was_cut() {
        for (html, text, cut) in [
            ("a<p class=\"x", "a", true),
            ("a</p", "a", true),
            ("a<", "a<", false),
            ("a<b><style></sty", "a", false),
        ] {
            let page = page(html, false);
            assert_eq!((pieces(&page), page.cut), (vec![(1, text)], cut), "{html}");
        }
    }

    #[test]
    fn gives_up_when_told() {
        let looks = Cell::new(0);
        let go_on = || {
            looks.set(looks.get() + 1);
            looks.get() < 3
        };
        assert!(Walk::over(&"<p>a".repeat(1_000_000), 1, false, go_on).is_none());
        assert_eq!(looks.get(), 3);
    }

    proptest! {
        #[test]
        fn lines_never_go_back(html in "(<|>|/|!|--|=|\"|'|\\n|\\r\\n|\\x00|a|é|script|p |div|&amp;|&#|\\]\\]|!\\[CDATA\\[){0,60}", strict: bool) {
            let page = page(&html, strict);
            let lines: Vec<u32> = pieces(&page).into_iter().map(|(line, _)| line).collect();
            prop_assert!(lines.is_sorted());
            prop_assert!(lines.last().is_none_or(|&last| last as usize <= 1 + html.matches('\n').count()));
        }
    }
}
