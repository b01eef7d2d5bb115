//! Speech → one plain short sentence for a report's line. Takes the words said (fillers and repeats already left out),
//! drops false starts and leading small words, keeps to the clauses around the point. Nothing is added that was not
//! said; negations, numbers and hedges stay.

use super::spoken::{Pause, Said, among, h};

/// A statement has at most so many words.
pub(super) const LONGEST_STATEMENT: usize = 26;
/// A statement from which lead words are dropped keeps at least so many.
const LEAST_WORDS: usize = 2;

const LEAD: [u64; 24] = [
    h("so"),
    h("okay"),
    h("ok"),
    h("yeah"),
    h("yes"),
    h("yep"),
    h("and"),
    h("well"),
    h("right"),
    h("but"),
    h("alright"),
    h("oh"),
    h("then"),
    h("because"),
    h("cause"),
    h("anyway"),
    h("basically"),
    h("actually"),
    h("obviously"),
    h("hey"),
    h("yup"),
    h("'cause"),
    h("mm-hmm"),
    h("also"),
];
/// Dropped at the front only when a pause follows.
const LEAD_WITH_PAUSE: [u64; 22] = [
    h("no"),
    h("now"),
    h("great"),
    h("good"),
    h("perfect"),
    h("fine"),
    h("sure"),
    h("cool"),
    h("exactly"),
    h("sorry"),
    h("look"),
    h("listen"),
    h("like"),
    h("lovely"),
    h("agreed"),
    h("true"),
    h("thanks"),
    h("hello"),
    h("hi"),
    h("or"),
    h("noted"),
    h("absolutely"),
];
const TRAIL: [u64; 19] = [
    h("so"),
    h("and"),
    h("but"),
    h("or"),
    h("because"),
    h("the"),
    h("a"),
    h("an"),
    h("if"),
    h("which"),
    h("my"),
    h("your"),
    h("our"),
    h("their"),
    h("i"),
    h("we"),
    h("please"),
    h("then"),
    h("i'm"),
];
/// Dropped at the end when a pause stands before.
const TAGS: [u64; 8] =
    [h("right"), h("yeah"), h("ok"), h("okay"), h("eh"), h("like"), h("yes"), h("alright")];
/// A stretch that ends in one of these was broken off.
const DANGLING: [u64; 62] = [
    h("a"),
    h("an"),
    h("the"),
    h("to"),
    h("of"),
    h("in"),
    h("on"),
    h("at"),
    h("for"),
    h("with"),
    h("from"),
    h("by"),
    h("is"),
    h("are"),
    h("was"),
    h("were"),
    h("be"),
    h("it's"),
    h("that's"),
    h("there's"),
    h("he's"),
    h("she's"),
    h("they're"),
    h("we're"),
    h("i'm"),
    h("you're"),
    h("and"),
    h("or"),
    h("but"),
    h("so"),
    h("because"),
    h("if"),
    h("when"),
    h("that"),
    h("which"),
    h("my"),
    h("your"),
    h("our"),
    h("their"),
    h("his"),
    h("its"),
    h("as"),
    h("than"),
    h("have"),
    h("has"),
    h("had"),
    h("do"),
    h("does"),
    h("did"),
    h("will"),
    h("would"),
    h("can"),
    h("could"),
    h("should"),
    h("i"),
    h("we"),
    h("they"),
    h("he"),
    h("i'll"),
    h("we'll"),
    h("it"),
    h("don't"),
];
/// Words that begin a clause anew.
const SUBJECTS: [u64; 36] = [
    h("i"),
    h("we"),
    h("you"),
    h("he"),
    h("she"),
    h("it"),
    h("they"),
    h("i'll"),
    h("i'm"),
    h("i've"),
    h("i'd"),
    h("we'll"),
    h("we're"),
    h("we've"),
    h("we'd"),
    h("it's"),
    h("that's"),
    h("there's"),
    h("he's"),
    h("she's"),
    h("they're"),
    h("they've"),
    h("they'd"),
    h("they'll"),
    h("let's"),
    h("that"),
    h("there"),
    h("this"),
    h("you're"),
    h("you've"),
    h("you'll"),
    h("it'll"),
    h("he'll"),
    h("she'll"),
    h("what"),
    h("can"),
];
/// Words before which a long sentence may be cut.
const CLAUSE: [u64; 13] = [
    h("so"),
    h("because"),
    h("but"),
    h("and"),
    h("which"),
    h("then"),
    h("cause"),
    h("although"),
    h("whereas"),
    h("while"),
    h("though"),
    h("'cause"),
    h("or"),
];

/// Whether the word only leads into a sentence: "so", "okay".
pub(super) fn is_lead(word: u64) -> bool {
    among(word, &LEAD)
}

/// Whether the word can be a clause's subject.
pub(super) fn begins_clause(word: u64) -> bool {
    among(word, &SUBJECTS)
}

/// One plain sentence from what was said. `focus` is the index of a word that must stay; `asks` ends it with "?".
pub(super) fn plain_sentence(text: &str, said: &[Said], focus: usize, asks: bool) -> String {
    let focus_at = said.get(focus).map_or(0, |word| word.start);
    let mut words = said.to_vec();
    drop_false_starts(&mut words, focus_at);
    drop_lead(&mut words);
    drop_trail(&mut words);
    keep_near(&mut words, focus_at);
    drop_lead(&mut words);
    drop_trail(&mut words);
    finish(join(text, &words), asks)
}

/// "it's the, it's forty": the broken-off stretch goes.
fn drop_false_starts(words: &mut Vec<Said>, focus_at: usize) {
    let mut at = 1;
    let mut clause_start = 0;
    while at < words.len() {
        if words[at - 1].pause == Pause::None {
            at += 1;
            continue;
        }
        let stretch = &words[clause_start..at];
        let next = words[at].hash;
        let is_broken = stretch.len() <= 9 && stretch.last().is_some_and(|word| among(word.hash, &DANGLING));
        let restart =
            stretch.iter().rposition(|word| word.hash == next).filter(|from| stretch.len() - from <= 5);
        let from = match restart {
            Some(from) if is_broken => Some(clause_start + from),
            _ if is_broken && among(next, &SUBJECTS) && stretch.len() <= 5 => Some(clause_start),
            _ => None,
        };
        let ahead = &words[at..(at + 5).min(words.len())];
        let may_go = |from: usize| {
            let gone = &words[from..at];
            let keeps_no = !gone.iter().any(is_negation) || ahead.iter().any(is_negation);
            keeps_no && !(gone[0].start..=words[at - 1].start).contains(&focus_at)
        };
        match from.filter(|&from| may_go(from)) {
            Some(from) => {
                words.drain(from..at);
                at = from.max(1);
                if at > clause_start {
                    at = clause_start + 1;
                }
            }
            None => {
                clause_start = at;
                at += 1;
            }
        }
    }
}

/// Words that turn a sentence round; never lost with a false start.
fn is_negation(word: &Said) -> bool {
    const NEGATIONS: [u64; 26] = [
        h("not"),
        h("no"),
        h("never"),
        h("don't"),
        h("doesn't"),
        h("didn't"),
        h("won't"),
        h("can't"),
        h("cannot"),
        h("isn't"),
        h("aren't"),
        h("wasn't"),
        h("weren't"),
        h("wouldn't"),
        h("shouldn't"),
        h("couldn't"),
        h("haven't"),
        h("hasn't"),
        h("hadn't"),
        h("without"),
        h("nobody"),
        h("none"),
        h("nothing"),
        h("mustn't"),
        h("ain't"),
        h("dont"),
    ];
    among(word.hash, &NEGATIONS)
}

fn drop_lead(words: &mut Vec<Said>) {
    let mut from = 0;
    while words.len() - from > LEAST_WORDS {
        let word = &words[from];
        let no_before_subject = word.hash == h("no") && among(words[from + 1].hash, &SUBJECTS);
        if among(word.hash, &LEAD)
            || no_before_subject
            || (word.pause > Pause::None && among(word.hash, &LEAD_WITH_PAUSE))
        {
            from += 1;
        } else {
            break;
        }
    }
    words.drain(..from);
}

fn drop_trail(words: &mut Vec<Said>) {
    while words.len() > LEAST_WORDS {
        let [.., before, last] = words.as_slice() else { return };
        let is_tag = before.pause > Pause::None && among(last.hash, &TAGS);
        if !is_tag && !among(last.hash, &TRAIL) {
            return;
        }
        words.pop();
    }
}

/// Keeps the clauses around the focus, as many as fit.
fn keep_near(words: &mut Vec<Said>, focus_at: usize) {
    if words.len() <= LONGEST_STATEMENT {
        return;
    }
    let focus = words.iter().position(|word| word.start >= focus_at).unwrap_or(0);
    let mut borders = vec![0];
    for at in 1..words.len() {
        if words[at - 1].pause > Pause::None || among(words[at].hash, &CLAUSE) {
            borders.push(at);
        }
    }
    borders.push(words.len());
    let own = borders.partition_point(|&border| border <= focus).saturating_sub(1);
    let (mut first, mut last) = (own, own + 1);
    loop {
        if last + 1 < borders.len() && borders[last + 1] - borders[first] <= LONGEST_STATEMENT {
            last += 1;
        } else if first > 0 && borders[last] - borders[first - 1] <= LONGEST_STATEMENT {
            first -= 1;
        } else {
            break;
        }
    }
    let (mut from, mut to) = (borders[first], borders[last]);
    if to - from > LONGEST_STATEMENT {
        from = from.max(focus.saturating_sub(LONGEST_STATEMENT / 3));
        to = to.min(from + LONGEST_STATEMENT);
    }
    words.truncate(to);
    words.drain(..from);
}

/// The words with the marks between them that still make sense.
fn join(text: &str, words: &[Said]) -> String {
    const BEFORE: [char; 7] = ['$', '£', '€', '#', '@', '(', '-'];
    let mut line = String::new();
    for (index, word) in words.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|at| &words[at]) {
            let gap = text.get(before.end..word.start).unwrap_or(" ");
            if !gap.is_empty() && !gap.contains(char::is_whitespace) && !gap.contains(char::is_alphanumeric) {
                line.push_str(gap);
            } else {
                if gap.starts_with(['%', ')']) {
                    line.push_str(&gap[..1]);
                }
                let pauses = before.pause > Pause::None && !among(before.hash, &DANGLING);
                line.push_str(if pauses { ", " } else { " " });
            }
        }
        if let Some(sign) =
            text.get(..word.start).and_then(|t| t.chars().next_back()).filter(|c| BEFORE.contains(c))
            && !line.ends_with(sign)
        {
            // A hyphen belongs to the word only where it stands for minus.
            if sign != '-' && (sign != '(' || text[word.end..].starts_with(')')) {
                line.push(sign);
            }
        }
        let shown = text.get(word.start..word.end).unwrap_or_default();
        // Sentences that were drawn together read on: "…, we lease twenty".
        if index > 0 && begins_clause(word.hash) && !shown.starts_with('I') {
            line.push_str(&shown.to_lowercase());
        } else {
            line.push_str(shown);
        }
    }
    if let Some(last) = words.last()
        && text
            .get(last.end..)
            .is_some_and(|rest| rest.starts_with('%') || (rest.starts_with(')') && line.contains('(')))
    {
        line.push_str(&text[last.end..=last.end]);
    }
    line
}

/// Capital first, mark last.
pub(super) fn finish(line: String, asks: bool) -> String {
    let line = line.trim_matches([' ', ',']);
    let mut sentence = String::with_capacity(line.len() + 4);
    let mut letters = line.chars();
    if let Some(first) = letters.next() {
        sentence.extend(first.to_uppercase());
    }
    let mut rest = letters.as_str();
    // A lone "i" is written large.
    while let Some(at) = rest.find(" i") {
        let after = rest.as_bytes().get(at + 2);
        let is_word = matches!(after, None | Some(b' ' | b'\'' | b','));
        sentence.push_str(&rest[..at]);
        sentence.push_str(if is_word { " I" } else { " i" });
        rest = &rest[at + 2..];
    }
    sentence.push_str(rest);
    if !sentence.is_empty() {
        sentence.push(if asks { '?' } else { '.' });
    }
    sentence
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::spoken::say;
    use crate::engine::builtin::testing::document;
    use crate::model::document::{BlockKind, Place};
    use crate::model::units::Units;

    /// The statement of the first unit, with the focus on its last occurrence of `focus`.
    fn plain(text: &str, focus: &str) -> String {
        let document = document(&[(BlockKind::Turn, Some("Ann"), text)], Place::default());
        let units = Units::of(&document);
        let mut said = Vec::new();
        let at = document.text.find(focus).unwrap_or(0);
        let unit = units.units.iter().find(|unit| unit.span.contains(at)).expect("the focus is there");
        say(
            &document.text,
            &units,
            &crate::engine::builtin::lexicon::look_up(&document.text, &units).0,
            unit,
            &mut said,
        );
        let focus = said.iter().position(|word| word.end > at).unwrap_or(0);
        plain_sentence(&document.text, &said, focus, text.ends_with('?'))
    }

    #[test]
    fn speech_becomes_plain() {
        let cases = [
            (
                "So um, so we we should, we should order the the blue ones",
                "order",
                "We should order the blue ones.",
            ),
            ("Yeah. ", "Yeah", "Yeah."),
            (
                "okay right so I'll sh- I'll share it with, uh, with Tom tomorrow",
                "I'll",
                "I'll share it with Tom tomorrow.",
            ),
            ("So it's, it's forty thousand for the lot", "forty", "It's forty thousand for the lot."),
            ("He's in the, he's got the certificate thing", "got", "He's got the certificate thing."),
            (
                "I mean maybe we don't, you know, need the extra van",
                "need",
                "Maybe we don't need the extra van.",
            ),
            ("do you know what kind of paper they use?", "know", "Do you know what kind of paper they use?"),
            ("No we can't do it on Friday", "can't", "We can't do it on Friday."),
            ("No changes will be made.", "changes", "No changes will be made."),
            ("Well, it's, like, sort of 3.5% of $1.2M, right?", "3.5", "It's 3.5% of $1.2M?"),
            ("[laughter] I will put it through expenses", "put", "I will put it through expenses."),
            ("and i think i'll ask them", "ask", "I think I'll ask them."),
            ("But so, and", "so", "So and."),
            (
                "that had had no effect, no no effect at all",
                "had",
                "That had had no effect, no no effect at all.",
            ),
        ];
        for (text, focus, expected) in cases {
            assert_eq!(plain(text, focus), expected, "{text}");
        }
    }

    #[test]
    fn long_speech_is_cut_round_its_point() {
        let text = "so the weather was awful and we all got wet but never mind that and anyway I'll write to the council about the \
                    drain tomorrow morning because they said nothing and the last time it took them half a year to answer anybody";
        let statement = plain(text, "I'll");
        assert!(
            statement.starts_with("I'll write to the council about the drain tomorrow morning"),
            "{statement}"
        );
        assert!(statement.split(' ').count() <= LONGEST_STATEMENT);
    }
}
