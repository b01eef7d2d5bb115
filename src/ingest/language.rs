//! Tells the language of a text from a sample of it.

use crate::model::document::Content;

/// Letters needed to tell a language, and as many as are looked at. On fewer the answer is often wrong.
const LEAST_BYTES: usize = 200;
const SAMPLE_BYTES: usize = 1_500;

/// ISO 639-3 code of the language of the text, and a notice if it is not English: the rules that find things are for English.
pub(super) fn tell(content: &mut Content) -> Option<String> {
    let info = whatlang::detect(sample(content)?).filter(whatlang::Info::is_reliable)?;
    let language = info.lang();
    if language != whatlang::Lang::Eng {
        content.notices.push(format!(
            "the text seems to be {}; it is read whole, but the built-in engine looks for English words",
            language.eng_name()
        ));
    }
    Some(language.code().to_owned())
}

/// A stretch from the middle, where headers and tables of contents are past.
fn sample(content: &Content) -> Option<&str> {
    let text = &content.text;
    if text.len() < LEAST_BYTES {
        return None;
    }
    let mut start = text.len().saturating_sub(SAMPLE_BYTES) / 2;
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let mut end = (start + SAMPLE_BYTES).min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(start..end)
}

#[cfg(test)]
mod tests {
    use crate::ingest::{ReadOptions, read};

    #[test]
    fn tells_what_is_not_english() {
        let german =
            "Die Lieferung erfolgt innerhalb von dreißig Tagen nach Eingang der Bestellung. ".repeat(6);
        let document = read("d1", "a.txt", german.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(document.language.as_deref(), Some("deu"));
        assert!(document.notices.iter().any(|notice| notice.contains("German")), "{:?}", document.notices);
        let english = "The goods are delivered within thirty days after the order was received. ".repeat(6);
        let document = read("d1", "a.txt", english.as_bytes(), &ReadOptions::default()).unwrap();
        assert_eq!(document.language.as_deref(), Some("eng"));
        assert!(document.notices.is_empty());
        let document = read("d1", "a.txt", b"Kurz und gut.", &ReadOptions::default()).unwrap();
        assert_eq!(document.language, None);
    }
}
