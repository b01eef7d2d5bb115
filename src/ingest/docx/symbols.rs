//! `w:sym` and letters of symbol fonts → the characters they look like.

use crate::ingest::xml::Element;
use std::borrow::Cow;

/// Codes of the font Symbol, without the high byte. Source: the Unicode mapping of Adobe's Symbol encoding.
static SYMBOL: &str =
    "!∀#∃%&∍()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼";

/// The upper half of Symbol, from 0xA1.
static SYMBOL_UPPER: &str = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊⟨";

/// Signs of the Wingdings fonts that carry meaning in forms and lists, without the high byte.
static WINGDINGS: &[(u8, char)] = &[
    (0x6C, '●'),
    (0x6E, '■'),
    (0x6F, '□'),
    (0x71, '❑'),
    (0x72, '❒'),
    (0x76, '❖'),
    (0x77, '⬥'),
    (0x78, '☒'),
    (0x9F, '•'),
    (0xA7, '▪'),
    (0xA8, '☐'),
    (0xD8, '➢'),
    (0xDF, '←'),
    (0xE0, '→'),
    (0xE8, '➔'),
    (0xF0, '⇨'),
    (0xFB, '✗'),
    (0xFC, '✓'),
    (0xFD, '☒'),
    (0xFE, '☑'),
];

/// The character of the open symbol; `None` if nothing is known to look like it.
pub(super) fn read(element: &Element) -> Option<char> {
    let code = u32::from_str_radix(&element.attribute("char")?, 16).ok()?;
    let font = element.attribute("font").unwrap_or_default().to_lowercase();
    look_like(&font, code)
}

/// A text with the letters of symbol fonts as the characters they look like. Those of an unnamed font are taken for Symbol,
/// where the dots of lists come from; those that look like nothing known stay.
pub(super) fn spell<'t>(font: &str, text: &'t str) -> Cow<'t, str> {
    // All of them begin with this byte in UTF-8.
    const LEAD: u8 = 0xEF;
    if !text.as_bytes().contains(&LEAD) || !text.contains(|c| ('\u{f020}'..='\u{f0ff}').contains(&c)) {
        return Cow::Borrowed(text);
    }
    let font = if font.starts_with("wingdings") { font } else { "symbol" };
    let spelled = |c: char| match c {
        '\u{f020}'..='\u{f0ff}' => look_like(font, c as u32).unwrap_or(c),
        c => c,
    };
    Cow::Owned(text.chars().map(spelled).collect())
}

/// What a code of a font looks like. Symbol fonts live at U+F000 and up.
fn look_like(font: &str, code: u32) -> Option<char> {
    let low = match code {
        0xF020..=0xF0FF => (code - 0xF000) as u8,
        0x20..=0xFF => code as u8,
        _ => {
            let is_private = (0xE000..=0xF8FF).contains(&code);
            return char::from_u32(code).filter(|c| !c.is_control() && !is_private);
        }
    };
    if font.starts_with("wingdings") {
        return WINGDINGS.iter().find(|&&(own, _)| own == low).map(|&(_, sign)| sign);
    }
    if font == "symbol" {
        return match low {
            0x20 => Some(' '),
            0x21..=0x7E => SYMBOL.chars().nth((low - 0x21) as usize),
            0xA1..=0xE1 => SYMBOL_UPPER.chars().nth((low - 0xA1) as usize),
            _ => None,
        };
    }
    Some(char::from(low)).filter(|c| code < 0x100 && !c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_known_by_their_look() {
        let cases = [
            ("symbol", 0xF061, Some('α')),
            ("symbol", 0xF057, Some('Ω')),
            ("symbol", 0xF0B7, Some('•')),
            ("symbol", 0xF0A3, Some('≤')),
            ("symbol", 0xF0B3, Some('≥')),
            ("symbol", 0xF0D2, Some('®')),
            ("symbol", 0xF07E, Some('∼')),
            ("wingdings", 0xFC, Some('✓')),
            ("wingdings 2", 0xF001, None),
            ("arial", 0x41, Some('A')),
            ("arial", 0xF041, None),
            ("arial", 0x2014, Some('—')),
            ("arial", 0x0001, None),
            ("arial", 0xD800, None),
        ];
        for (font, code, sign) in cases {
            assert_eq!(look_like(font, code), sign, "{font} {code:x}");
        }
    }
}
