//! Markup → tags and text with their byte offsets, in one pass and without copies. It follows the tokenizer of the HTML
//! standard where that changes which words are read: comments, raw text, quoted attributes, tags without an end.
//!
//! The tree of the standard is not built: it takes quadratic time on deep nesting and on long lists of attributes, and it
//! forgets the lines.

use memchr::{memchr, memchr2, memmem};

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text with its entities as they stand.
    Text(&'a str),
    /// The inside of an element whose text is not markup, such as a style sheet.
    Raw(&'a str),
    /// A tag that opens; its name as written.
    Open {
        /// As written.
        name: &'a str,
        /// All that stands between the name and the end of the tag.
        attributes: &'a str,
        /// Whether it ends with `/>`.
        closed: bool,
    },
    /// A tag that closes; its name as written.
    Close(&'a str),
}

/// Elements whose inside is no markup.
static RAW: &[&str] =
    &["script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript"];

/// The tokens of a text.
pub(super) struct Tokens<'a> {
    html: &'a str,
    at: usize,
    /// The element whose raw inside comes next.
    raw: Option<&'static str>,
    /// Whether `<br/>` style closing counts for every element, as it does in XHTML.
    strict: bool,
    cut: bool,
}

impl<'a> Tokens<'a> {
    /// The tokens from the start of `html`. `strict` for XHTML.
    pub(super) fn new(html: &'a str, strict: bool) -> Self {
        Self { html, at: 0, raw: None, strict, cut: false }
    }

    /// Whether the text ended within a tag.
    pub(super) fn is_cut(&self) -> bool {
        self.cut
    }

    /// The raw inside of the element that was opened last.
    fn raw_text(&mut self, name: &str) -> (usize, Token<'a>) {
        let start = self.at;
        let bytes = self.html.as_bytes();
        let mut from = start;
        while let Some(found) = memmem::find(&bytes[from..], b"</") {
            let tag = from + found;
            let after = tag + 2 + name.len();
            let same =
                bytes.get(tag + 2..after).is_some_and(|word| word.eq_ignore_ascii_case(name.as_bytes()));
            let ends = bytes.get(after).is_none_or(|&byte| byte == b'>' || byte == b'/' || is_blank(byte));
            if same && ends {
                self.at = tag;
                return (start, Token::Raw(&self.html[start..tag]));
            }
            from = tag + 2;
        }
        self.at = self.html.len();
        (start, Token::Raw(&self.html[start..]))
    }

    /// Passes over `<!-- … -->`, `<!DOCTYPE …>`, `<? … >` and the like, of which `at` is the `<`.
    fn skip_declaration(&mut self) {
        let rest = &self.html.as_bytes()[self.at..];
        let length = if rest.starts_with(b"<!-->") {
            5
        } else if rest.starts_with(b"<!--") {
            memmem::find(&rest[4..], b"-->").map_or(rest.len(), |end| end + 7)
        } else if rest.starts_with(b"<![CDATA[") {
            memmem::find(rest, b"]]>").map_or(rest.len(), |end| end + 3)
        } else {
            memchr(b'>', rest).map_or(rest.len(), |end| end + 1)
        };
        self.at += length;
    }

    /// The tag that begins at `at`, of which the name begins after `skip` bytes.
    fn tag(&mut self, skip: usize) -> Option<(usize, Token<'a>)> {
        let bytes = self.html.as_bytes();
        let start = self.at;
        let name_start = start + skip;
        let name_end = bytes[name_start..]
            .iter()
            .position(|&byte| byte == b'>' || byte == b'/' || is_blank(byte))
            .map_or(bytes.len(), |length| name_start + length);
        let Some(end) = tag_end(bytes, name_end) else {
            // The file ends within the tag: nothing of it is text.
            self.at = bytes.len();
            self.cut = true;
            return None;
        };
        self.at = end + 1;
        let name = &self.html[name_start..name_end];
        if skip == 2 {
            return Some((start, Token::Close(name)));
        }
        let attributes = &self.html[name_end..end];
        let closed = attributes.ends_with('/');
        if !(closed && self.strict) {
            self.raw = RAW.iter().copied().find(|raw| name.eq_ignore_ascii_case(raw));
        }
        Some((start, Token::Open { name, attributes, closed }))
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = (usize, Token<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(name) = self.raw.take() {
            return Some(self.raw_text(name));
        }
        let bytes = self.html.as_bytes();
        loop {
            let start = self.at;
            let rest = bytes.get(start..).filter(|rest| !rest.is_empty())?;
            match rest {
                [b'<', b'!' | b'?', ..] => self.skip_declaration(),
                [b'<', b'/', letter, ..] if letter.is_ascii_alphabetic() => return self.tag(2),
                [b'<', b'/', ..] if rest.len() > 2 => self.skip_declaration(),
                [b'<', letter, ..] if letter.is_ascii_alphabetic() => return self.tag(1),
                _ => {
                    // A `<` that opens nothing is text.
                    let end = memchr(b'<', &rest[1..]).map_or(bytes.len(), |end| start + 1 + end);
                    self.at = end;
                    return Some((start, Token::Text(&self.html[start..end])));
                }
            }
        }
    }
}

/// Where the `>` stands that ends a tag; one within quotes does not count.
fn tag_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    // Quotes count only behind `=`, so that a lone inch sign or apostrophe does not swallow the page.
    loop {
        at += memchr2(b'>', b'=', bytes.get(at..)?)?;
        if bytes[at] == b'>' {
            return Some(at);
        }
        at += 1;
        while bytes.get(at).is_some_and(|&byte| is_blank(byte)) {
            at += 1;
        }
        if let Some(&quote @ (b'"' | b'\'')) = bytes.get(at) {
            at += 2 + memchr(quote, &bytes[at + 1..])?;
        }
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'\x0c')
}

/// The attributes of a tag: names as written, values without their quotes and with entities as they stand.
pub(super) fn attributes(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        if rest.is_empty() {
            return None;
        }
        let end = rest
            .char_indices()
            .skip(1)
            .find(|&(_, c)| c.is_ascii_whitespace() || c == '=' || c == '/')
            .map_or(rest.len(), |(at, _)| at);
        let name = &rest[..end];
        rest = rest[end..].trim_start_matches(|c: char| c.is_ascii_whitespace());
        let Some(value) = rest.strip_prefix('=') else { return Some((name, "")) };
        let value = value.trim_start_matches(|c: char| c.is_ascii_whitespace());
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        let (value, after) = match quote {
            Some(quote) => value[1..].split_once(quote).unwrap_or((&value[1..], "")),
            None => {
                value.find(|c: char| c.is_ascii_whitespace()).map_or((value, ""), |end| value.split_at(end))
            }
        };
        rest = after;
        Some((name, value))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(html: &str) -> Vec<String> {
        Tokens::new(html, false)
            .map(|(at, token)| match token {
                Token::Text(text) => format!("{at} {text}"),
                Token::Raw(text) => format!("{at} raw {text}"),
                Token::Open { name, attributes: text, .. } => {
                    let pairs: String =
                        attributes(text).map(|(name, value)| format!(" {name}={value}")).collect();
                    format!("{at} <{name}{pairs}>")
                }
                Token::Close(name) => format!("{at} </{name}>"),
            })
            .collect()
    }

    #[test]
    fn cuts_into_tokens() {
        let cases: [(&str, &[&str]); 15] = [
            ("a<b>c</b >d", &["0 a", "1 <b>", "4 c", "5 </b>", "10 d"]),
            ("<P ALIGN=center>x", &["0 <P ALIGN=center>", "16 x"]),
            ("<td colspan='2' nowrap title=\"a > b\"/>x", &["0 <td colspan=2 nowrap= title=a > b>", "38 x"]),
            ("1 < 2 and 3 <4", &["0 1 ", "2 < 2 and 3 ", "12 <4"]),
            ("a<!-- <b> -->c<!-->d", &["0 a", "13 c", "19 d"]),
            ("a<!-- never closed", &["0 a"]),
            ("<!DOCTYPE html><?xml v='1'?>a", &["28 a"]),
            (
                "<script>if (a</b>c) '</scripts>'</SCRIPT >d",
                &["0 <script>", "8 raw if (a</b>c) '</scripts>'", "32 </SCRIPT>", "42 d"],
            ),
            ("<style>x", &["0 <style>", "7 raw x"]),
            (
                "<ix:nonFraction scale=\"6\">1</ix:nonFraction>",
                &["0 <ix:nonFraction scale=6>", "26 1", "27 </ix:nonFraction>"],
            ),
            ("a<p class=\"x", &["0 a"]),
            ("<img alt=5\" wide>x", &["0 <img alt=5\" wide=>", "17 x"]),
            ("a</>b</ c>d", &["0 a", "4 b", "10 d"]),
            ("<", &["0 <"]),
            ("a<é>", &["0 a", "1 <é>"]),
        ];
        for (html, expected) in cases {
            assert_eq!(show(html), expected, "{html}");
        }
    }

    #[test]
    fn an_element_closed_at_once_has_no_raw_inside_in_xhtml() {
        let strict: Vec<_> = Tokens::new("<script src='x'/>a", true).map(|(_, token)| token).collect();
        assert_eq!(strict.last(), Some(&Token::Text("a")));
    }

    proptest! {
        #[test]
        fn tokens_come_in_order(html in "(<|>|/|!|--|=|\"|'| |a|é|script|p|&amp;){0,60}") {
            let mut before = 0;
            for (at, token) in Tokens::new(&html, false) {
                prop_assert!(at >= before && html.is_char_boundary(at));
                before = at;
                if let Token::Open { attributes: text, .. } = token {
                    prop_assert!(attributes(text).count() <= text.len());
                }
            }
        }
    }
}
