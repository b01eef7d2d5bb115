//! Holds the counts against tiktoken-rs.

use std::sync::LazyLock;

use proptest::prelude::*;
use tiktoken_rs::CoreBPE;

use super::*;

static O200K: LazyLock<CoreBPE> = LazyLock::new(|| tiktoken_rs::o200k_base().unwrap());
static CL100K: LazyLock<CoreBPE> = LazyLock::new(|| tiktoken_rs::cl100k_base().unwrap());

fn count_by_tiktoken(encoding: Encoding, text: &str) -> usize {
    match encoding {
        Encoding::O200k => O200K.count_ordinary(text),
        Encoding::Cl100k => CL100K.count_ordinary(text),
    }
}

fn assert_same(name: &str, text: &str) {
    for encoding in Encoding::ALL {
        let mut counter = TokenCounter::new(encoding);
        let expected = count_by_tiktoken(encoding, text);
        let shown: String = text.chars().take(80).collect();
        assert_eq!(counter.count(text), expected, "{name}, {encoding:?}: {shown:?}");
        assert_eq!(counter.count(text), expected, "{name}, {encoding:?}, second time: {shown:?}");
        assert_eq!(counter.index(text).total(), expected, "{name}, {encoding:?}, index: {shown:?}");
    }
}

#[test]
fn counts_traps_as_tiktoken_does() {
    let cases = [
        ("empty", ""),
        ("plain", "So we decided to ship on Friday, the 27th of November."),
        ("one letter", "a"),
        ("one space", " "),
        ("spaces before a word", "    word"),
        ("spaces at the end", "word    "),
        ("tabs and spaces", "a\t \t b \t\tc"),
        ("line ends in white space", "a \n \r\n  \n\t b"),
        ("line ends at the end", "a \n \n "),
        ("line end, spaces, end", "a\n   "),
        ("carriage returns", "a\rb\r\rc\r\n\r\nd"),
        ("no-break and ideographic spaces", "a\u{a0}b \u{a0}c\u{3000}\u{3000}d\u{2028}e\u{85}f\u{b}\u{c}g"),
        ("zero width", "a\u{200b}b\u{200d}c\u{feff}d"),
        ("contractions", "I'm we've they'll you'd it's don't we're"),
        ("contractions in capitals", "I'M WE'VE THEY'LL YOU'D IT'S DON'T WE'RE"),
        ("contractions, mixed case", "wE'Ve she'Ll 'S 'tis 'rest 'veil 'lless"),
        ("long s", "it'\u{17f}a '\u{17f} IT'\u{17f}"),
        ("curly apostrophe", "don\u{2019}t it\u{2019}s"),
        ("apostrophes alone", "'' ''s '' ' s' 's' \"'s"),
        ("contraction after a digit", "3's 10'll"),
        ("contraction after a mark", "\u{301}'s .\u{301}'s \u{301}A's"),
        ("capitals", "ABCdef AbcDEF aBcDeF ABC abcDEFghi"),
        ("title case letters", "\u{1c5}abc A\u{1c5}B a\u{1c5}"),
        ("modifier letters", "\u{2b0}ABC A\u{2b0}BC AB\u{2b0}C. A\u{2b0}Bc"),
        ("marks", "e\u{301}a \u{301}AB. \u{301}\u{301}A !\u{301}a ..\u{301}a 1\u{301}a \n\u{301}a"),
        (
            "numbers",
            "1 12 123 1234 12345678901 3.14 1,000,000 \u{661}\u{662}\u{663}\u{664} \u{2167}\u{bd}\u{b2}",
        ),
        ("numbers and letters", "a1b22c333d4444 1st 2nd v1.2.3"),
        ("signs", "... --- === !?!? #hash @name $5 50% a/b/c // \n/\n /x"),
        ("signs and line ends", "a.\nb.\r\n\r\nc...\n/\n/d !\n \n!"),
        ("a space before signs", " . .. ...  ... \t...\u{a0}..."),
        ("cjk", "会議は金曜日に終わりました。次回は来週です。한국어 회의록"),
        ("other scripts", "Привет, мир! שלום עולם مرحبا بالعالم नमस्ते दुनिया สวัสดี"),
        ("emoji", "ok 👍🏽 👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 ❤️!"),
        ("unassigned, private and last code points", "\u{378}\u{e000}\u{fffe}\u{ffff}\u{10ffff}a\u{fffd}"),
        ("controls", "\0a\0\0 \u{1}\u{7f}\u{1b}[0m"),
        ("special tokens as text", "<|endoftext|> <|fim_prefix|><|endofprompt|> <|im_start|>"),
        ("timestamps", "[00:12:34.567] SPEAKER_01: yeah\n00:00:01,000 --> 00:00:02,500\n"),
        ("code", "fn main() {\n        let x = vec![0u8; 16];\n}\n"),
        ("an address", "https://example.com/a/b?c=d&e=f#g ann.lee@example.org"),
        ("a long word", "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"),
    ];
    for (name, text) in cases {
        assert_same(name, text);
    }
}

#[test]
fn counts_long_runs_as_tiktoken_does() {
    for unit in
        ["a", "A", "é", "ab", "会", "=", "-=", "\n", " \n", "\t", " ", "7", "'s", "\u{301}", "👍", "\u{a0}"]
    {
        for repeats in [2, 15, 16, 17, 99, 100, 127, 128, 129, 1000, 9001] {
            let run = unit.repeat(repeats);
            assert_same("run", &run);
            assert_same("run, then a letter", &format!("{run}x"));
        }
    }
}

/// The scan knows classes of characters only, so all short strings over one character of each kind prove it for all.
#[test]
fn counts_all_short_strings_as_tiktoken_does() {
    let kinds = ["A", "s", "\u{2b0}", "\u{301}", "1", " ", "\t", "\n", ".", "/", "'"];
    let mut texts = vec![String::new()];
    for length in 1..=4 {
        let shorter: Vec<String> =
            texts.iter().filter(|text| text.chars().count() == length - 1).cloned().collect();
        texts.extend(shorter.iter().flat_map(|text| kinds.iter().map(move |kind| format!("{text}{kind}"))));
    }
    for encoding in Encoding::ALL {
        let mut counter = TokenCounter::new(encoding);
        for text in &texts {
            assert_eq!(counter.count(text), count_by_tiktoken(encoding, text), "{encoding:?}: {text:?}");
        }
    }
}

#[test]
fn knows_the_class_of_every_character() {
    // Planes 4 to 13 have no characters, 15 and 16 none but private ones.
    let chars: Vec<char> =
        ('\0'..'\u{40000}').chain('\u{e0000}'..'\u{e1000}').chain(['\u{f0000}', char::MAX]).collect();
    for encoding in Encoding::ALL {
        let mut counter = TokenCounter::new(encoding);
        for block in chars.chunks(256) {
            let text: String = block.iter().flat_map(|&c| ['a', c, 'b', '1']).collect();
            let first = block[0] as u32;
            assert_eq!(
                counter.count(&text),
                count_by_tiktoken(encoding, &text),
                "{encoding:?}: from U+{first:04X}"
            );
        }
    }
}

#[test]
fn counts_long_pieces_of_words_as_tiktoken_does() {
    let words = ["agenda", "minutes", "decided", "budget", "naïve", "строка", "会議"];
    for step in 1..words.len() {
        let word_at = |at: usize| words[(at * step + at / words.len()) % words.len()];
        assert_same("words without spaces", &(0..3000).map(word_at).collect::<String>());
    }
}

#[test]
fn counts_a_run_on_which_tiktoken_fails() {
    // tiktoken's regex overflows its stack here. There are tokens of 128 spaces.
    let run = " ".repeat(128 * 8_500);
    let mut counter = TokenCounter::new(Encoding::O200k);
    assert_eq!(counter.count(&run), 8_500);
}

#[test]
fn knows_encodings_by_name() {
    for encoding in Encoding::ALL {
        assert_eq!(Encoding::parse(encoding.as_str()), Some(encoding));
    }
    assert_eq!(Encoding::parse("p50k_base"), None);
    assert_eq!(Encoding::default().as_str(), "o200k_base");
}

#[test]
fn counts_of_odd_ranges_do_not_fail() {
    let text = "会議 ends";
    let mut counter = TokenCounter::new(Encoding::O200k);
    let index = counter.index(text);
    let whole = index.total();
    assert_eq!(index.count(&mut counter, text, 0..usize::MAX), whole);
    assert_eq!(index.count(&mut counter, text, 5..5), 0);
    #[expect(clippy::reversed_empty_ranges, reason = "it is what is tested")]
    let reversed = 8..2;
    assert_eq!(index.count(&mut counter, text, reversed), 0);
    let inside_chars = index.count(&mut counter, text, 1..5);
    assert_eq!(inside_chars, counter.count("会"));
}

#[test]
fn prefix_grows_from_nothing_to_the_total() {
    let text =
        "Ann: we ship on Friday, don't we?\n\n  [00:01:02] Bob: no — 会議は金曜日に終わりました。".repeat(40);
    let mut counter = TokenCounter::new(Encoding::O200k);
    let index = counter.index(&text);
    assert_eq!(index.prefix_at(0), 0);
    assert_eq!(index.prefix_at(text.len()), index.total());
    let mut before = 0;
    for byte in (0..text.len()).filter(|&byte| text.is_char_boundary(byte)) {
        let about = index.prefix_at(byte);
        assert!(about >= before, "falls at {byte}");
        before = about;
        let exact = index.count(&mut counter, &text, 0..byte);
        assert!(about.abs_diff(exact) <= 20, "{about} for {exact} at {byte}");
    }
    assert_eq!(counter.index("").prefix_at(0), 0);
}

/// Text made of what the pattern treats apart, words that are tokens, and any other character.
fn tricky_text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => "[a-zA-Z]{1,8}",
        4 => "[ \t\n\r\u{a0}\u{2003}\u{85}]{1,5}",
        2 => "[0-9\u{661}\u{bd}]{1,5}",
        2 => "('|\u{2019})(s|S|t|re|VE|ll|lL|d|m|\u{17f}|x)?",
        2 => "[.,!?/'\"()_=*#-]{1,5}",
        1 => "[\u{301}\u{2b0}\u{1c5}\u{903}é会한ñД]{1,5}",
        1 => "(\u{1f44d}|\u{1f3fd}|\u{200d}|\u{fe0f}){1,3}",
        1 => "\\PC{1,4}",
        1 => any::<String>(),
        2 => Just(" the".to_owned()),
        1 => Just("<|endoftext|>".to_owned()),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn counts_any_text_as_tiktoken_does(text in tricky_text()) {
        for encoding in Encoding::ALL {
            let expected = count_by_tiktoken(encoding, &text);
            prop_assert_eq!(TokenCounter::new(encoding).count(&text), expected);
        }
    }

    #[test]
    fn counts_any_range_as_its_slice(text in tricky_text(), ends in (any::<prop::sample::Index>(), any::<prop::sample::Index>())) {
        let borders: Vec<usize> = (0..=text.len()).filter(|&byte| text.is_char_boundary(byte)).collect();
        let (a, b) = (*ends.0.get(&borders), *ends.1.get(&borders));
        let range = a.min(b)..a.max(b);
        for encoding in Encoding::ALL {
            let mut counter = TokenCounter::new(encoding);
            let index = counter.index(&text);
            let expected = count_by_tiktoken(encoding, &text[range.clone()]);
            prop_assert_eq!(index.count(&mut counter, &text, range.clone()), expected);
        }
    }
}
