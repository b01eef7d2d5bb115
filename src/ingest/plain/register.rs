//! Tells the language of contracts, policies and laws from the language of talk, by the words that only one of them uses.

/// Bytes looked at: enough for a few hundred telling words.
const PROBED_BYTES: usize = 128 * 1024;
/// Words of formal writing that a document has at least.
const FEWEST_FORMAL: usize = 5;
/// … and among this many words at least one.
const FORMAL_SHARE: usize = 200;

/// Words of formal writing that hardly anybody says. Sorted.
#[rustfmt::skip]
const FORMAL: [&str; 61] = [
    "aforementioned", "aforesaid", "agreement", "amended", "annex", "appendix", "applicable", "article",
    "articles", "clause", "clauses", "compliance", "comply", "confidential", "controller", "directive",
    "disclosing", "foregoing", "governing", "hereafter", "hereby", "herein", "hereinafter", "hereof",
    "hereto", "hereunder", "herewith", "lessee", "lessor", "licensee", "licensor", "must", "notwithstanding",
    "obligations", "paragraph", "paragraphs", "parties", "party", "processing", "provisions", "pursuant",
    "receiving", "registrant", "regulation", "remedies", "requirements", "section", "sections", "shall",
    "subparagraph", "subsection", "thereafter", "therefor", "therein", "thereof", "thereto", "thereunder",
    "undersigned", "whereas", "whereby", "whereof",
];

/// Words of talk that formal writing avoids. Sorted.
#[rustfmt::skip]
const SPOKEN: [&str; 64] = [
    "actually", "can't", "couldn't", "didn't", "doesn't", "don't", "gonna", "guess", "guys", "haven't",
    "he's", "hmm", "i", "i'd", "i'll", "i'm", "i've", "isn't", "it'll", "it's", "just", "kind", "know",
    "let's", "like", "maybe", "mm", "oh", "ok", "okay", "really", "right", "she's", "so", "thank", "thanks",
    "that's", "there's", "they're", "they've", "thing", "things", "think", "uh", "um", "wanna", "wasn't",
    "we'd", "we'll", "we're", "we've", "well", "what's", "won't", "wouldn't", "yeah", "yep", "yes", "you",
    "you'd", "you'll", "you're", "you've", "your",
];

/// A word of at most 16 bytes as a number; numbers order as their words do. Every word of every document is looked up.
type Packed = u128;

static FORMAL_WORDS: [Packed; FORMAL.len()] = pack_all(FORMAL);
static SPOKEN_WORDS: [Packed; SPOKEN.len()] = pack_all(SPOKEN);

const fn pack_all<const N: usize>(words: [&str; N]) -> [Packed; N] {
    let mut packed = [0; N];
    let mut at = 0;
    while at < N {
        let (bytes, mut letters, mut letter) = (words[at].as_bytes(), [0; size_of::<Packed>()], 0);
        while letter < bytes.len() {
            letters[letter] = bytes[letter];
            letter += 1;
        }
        packed[at] = Packed::from_be_bytes(letters);
        at += 1;
    }
    packed
}

/// How a text is worded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Register {
    /// Talk, or neither.
    Other,
    /// Formal words, and words of talk beside them, as where somebody signs that "I will …".
    Formal,
    /// More formal words than words of talk.
    Strict,
}

/// Tells how a text is worded.
pub(super) fn register(text: &str) -> Register {
    let (mut formal, mut spoken, mut all) = (0_usize, 0_usize, 0_usize);
    each_word(text, |word| {
        all += 1;
        formal += usize::from(FORMAL_WORDS.binary_search(&word).is_ok());
        spoken += usize::from(SPOKEN_WORDS.binary_search(&word).is_ok());
    });
    if formal < FEWEST_FORMAL || formal * FORMAL_SHARE < all || formal * 2 < spoken {
        Register::Other
    } else if formal <= spoken {
        Register::Formal
    } else {
        Register::Strict
    }
}

/// Calls `see` with each English word in lower case; with 0 for one that is longer than any in the tables.
fn each_word(text: &str, mut see: impl FnMut(Packed)) {
    let bytes = &text.as_bytes()[..text.len().min(PROBED_BYTES)];
    let mut word = [0_u8; size_of::<Packed>()];
    let mut length = 0;
    let mut at = 0;
    while at <= bytes.len() {
        let (letter, step) = match &bytes[at..] {
            [byte @ (b'a'..=b'z' | b'A'..=b'Z' | b'\''), ..] => (Some(byte.to_ascii_lowercase()), 1),
            // The apostrophe of printers, U+2019.
            [0xE2, 0x80, 0x99, ..] => (Some(b'\''), 3),
            _ => (None, 1),
        };
        at += step;
        match letter {
            Some(letter) => {
                if let Some(place) = word.get_mut(length) {
                    *place = letter;
                }
                length += 1;
            }
            None if length > 0 => {
                see(if length <= word.len() { Packed::from_be_bytes(word) } else { 0 });
                (word, length) = (Default::default(), 0);
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_sorted() {
        for table in [&FORMAL[..], &SPOKEN] {
            let unsorted = table.windows(2).find(|pair| pair[0] >= pair[1]);
            assert_eq!(unsorted, None);
            assert!(table.iter().all(|word| word.len() < 16));
        }
    }

    #[test]
    fn tells_writing_from_talk() {
        let cases = [
            (
                "The Tenant shall pay the rent pursuant to Section 4. The parties hereto agree. Either party may end it.",
                Register::Strict,
            ),
            (
                "I shall not tell any party what I know. I agree that I keep this confidential, and I think I sign under clause 4, section 2, hereto.",
                Register::Formal,
            ),
            (
                "Yeah, I think we don't need the agreement, so you know, the parties shall just... section 4, right? Article 5? I'm okay. I think. Yeah. Right.",
                Register::Other,
            ),
            (
                "We met on Monday. Ann will send the notes. Bob said that it is fine and that he must go.",
                Register::Other,
            ),
            ("", Register::Other),
        ];
        for (text, expected) in cases {
            assert_eq!(register(text), expected, "{text}");
        }
    }
}
