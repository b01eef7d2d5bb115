//! Open questions: asked and not answered in what follows, or put off in so many words. What comes next is read event
//! by event until one settles the matter; a question of "who", "when" or "how many" is only answered in kind.

use super::draft;
use crate::engine::builtin::cues::Cue;
use crate::engine::builtin::listen::{Heard, Talk};
use crate::engine::builtin::select::Candidate;
use crate::engine::builtin::spoken::{among, h, is_month};
use crate::engine::builtin::statement::plain_sentence;
use crate::model::draft::Draft;
use crate::model::finding::{FindingKind, Status};
use crate::text::quantities::number_word;

/// How far an answer may be from the question, in units.
const ANSWER_WITHIN: usize = 12;
/// A scored unit this near, in units, speaks of the same question.
const NEAR: usize = 3;
/// A question with fewer words of its own cannot be understood out of its place.
const LEAST_SUBSTANCE: usize = 2;

/// What an answer must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wants {
    Anything,
    YesOrNo,
    Person,
    Time,
    Number,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Outcome {
    Answered,
    /// Put off, in the unit.
    Deferred(usize),
    /// Somebody says that it is not known, in the unit.
    Unknown(usize),
    /// Nothing that answers it.
    Silence,
}

/// One draft for each question that stays open.
pub(super) fn extract(talk: &Talk, candidates: &[Candidate], drafts: &mut Vec<(usize, Draft)>) {
    let from = drafts.len();
    let mut last_open: Option<usize> = None;
    let scored: Vec<&Candidate> =
        candidates.iter().filter(|candidate| candidate.kind == FindingKind::OpenQuestion).collect();
    for unit in 0..talk.count() {
        if !talk.is_speech(unit) {
            continue;
        }
        let is_marked = talk.is_marked_question(unit);
        if !is_marked && !may_ask(talk, unit) && !talk.has(unit, Cue::Unknown) {
            continue;
        }
        let heard = talk.hear(unit);
        let asks = is_marked || asks_by_form(&heard);
        let Some((score, outcome, reason)) = judge(talk, unit, &heard, asks) else { continue };
        // The next words of an open question often ask it again.
        if last_open.is_some_and(|last| unit - last <= 3) {
            continue;
        }
        let at = scored.partition_point(|candidate| candidate.core + NEAR < unit);
        let backing = scored.get(at).filter(|candidate| candidate.core.abs_diff(unit) <= NEAR);
        // Silence alone is a weak sign: most questions are answered in ways no rule sees. "Who" and "when" are not.
        let is_concrete = matches!(wanted(&heard), Wants::Person | Wants::Time);
        if outcome == Outcome::Silence && backing.is_none() && !is_concrete {
            continue;
        }
        last_open = Some(unit);
        let mut units = vec![unit];
        units.extend(backing.iter().flat_map(|candidate| &candidate.units));
        if let Outcome::Deferred(later) | Outcome::Unknown(later) = outcome {
            units.push(later);
        }
        units.sort_unstable();
        units.dedup();
        let statement = plain_sentence(&talk.document.text, &heard.said, asking_word(&heard), asks);
        let score = score + backing.map_or(0.0, |candidate| candidate.share() * 0.2);
        let mut found = draft(talk, FindingKind::OpenQuestion, unit, &units, statement, score, reason);
        found.status =
            Some(if matches!(outcome, Outcome::Deferred(_)) { Status::Deferred } else { Status::Open });
        drafts.push((unit, found));
    }
    let own: Vec<usize> = drafts[from..].iter().map(|(unit, _)| *unit).collect();
    for candidate in scored {
        let at = own.partition_point(|&unit| unit + 4 < candidate.core);
        if own.get(at).is_some_and(|unit| unit.abs_diff(candidate.core) <= 4) {
            continue;
        }
        drafts.extend(from_candidate(talk, candidate));
    }
}

/// A question that the scorer found: left out if a name, a time or a number answers it. A "yeah" may only mean "go on".
fn from_candidate(talk: &Talk, candidate: &Candidate) -> Option<(usize, Draft)> {
    let asks = |unit: usize| talk.is_marked_question(unit) || asks_by_form(&talk.hear(unit));
    let unit = [candidate.core]
        .into_iter()
        .chain(candidate.units.iter().copied())
        .find(|&unit| asks(unit) && talk.substance(unit) > 0);
    let unit = unit.unwrap_or(candidate.core);
    let heard = talk.hear(unit);
    let wants = wanted(&heard);
    let is_plain_answer = asks(unit)
        && matches!(wants, Wants::Person | Wants::Time | Wants::Number)
        && outcome(talk, unit, wants) == Outcome::Answered;
    if is_plain_answer || talk.has(unit, Cue::SmallTalk) || talk.substance(unit) == 0 {
        return None;
    }
    let statement = plain_sentence(&talk.document.text, &heard.said, asking_word(&heard), asks(unit));
    let mut units = candidate.units.clone();
    units.push(unit);
    units.sort_unstable();
    units.dedup();
    // A sentence that asks nothing and doubts nothing shows a problem at best.
    let doubts =
        asks(unit) || units.iter().any(|&unit| talk.has_any(unit, Cue::Unknown.bit() | Cue::Defer.bit()));
    let score = candidate.share() * if doubts { 1.0 } else { 0.5 };
    let mut found =
        draft(talk, FindingKind::OpenQuestion, unit, &units, statement, score, candidate.why.clone());
    let deferred = units.iter().any(|&unit| talk.has(unit, Cue::Defer));
    found.status = Some(if deferred { Status::Deferred } else { Status::Open });
    Some((candidate.core, found))
}

/// Score, outcome and reason of a question that stays open; `None` for any other.
fn judge(talk: &Talk, unit: usize, heard: &Heard, asks: bool) -> Option<(f32, Outcome, String)> {
    if talk.has_any(unit, Cue::SmallTalk.bit()) || is_rhetorical(heard) {
        return None;
    }
    let substance = talk.substance(unit);
    if !asks {
        return says_open(talk, unit, heard, substance);
    }
    let wants = wanted(heard);
    if substance < LEAST_SUBSTANCE && !(wants == Wants::Person && substance > 0) {
        return None;
    }
    let outcome = outcome(talk, unit, wants);
    let name = |at: usize| talk.speaker(at).map_or_else(String::new, |name| format!(" from {name}"));
    let phrase = |at: usize, cue| talk.hear(at).first(cue).map_or("", |hit| hit.phrase);
    match outcome {
        Outcome::Answered => None,
        Outcome::Deferred(at) => {
            Some((0.75, outcome, format!("asked, then \"{}\"{}", phrase(at, Cue::Defer), name(at))))
        }
        Outcome::Unknown(at) => {
            Some((0.65, outcome, format!("asked, then \"{}\"{}", phrase(at, Cue::Unknown), name(at))))
        }
        Outcome::Silence if substance >= 3 || wants == Wants::Person => {
            Some((0.4, outcome, "asked, and no answer follows".to_owned()))
        }
        Outcome::Silence => None,
    }
}

/// Statements that say something is open: "we still don't know who pays".
fn says_open(_talk: &Talk, unit: usize, heard: &Heard, substance: usize) -> Option<(f32, Outcome, String)> {
    const SAYS: [&str; 14] = [
        "we don't know",
        "nobody knows",
        "no one knows",
        "unclear",
        "not clear",
        "open question",
        "need to find out",
        "unresolved",
        "haven't decided",
        "still open",
        "remains to be seen",
        "never resolved",
        "open issue",
        "unanswered",
    ];
    const ASKERS: [u64; 9] =
        [h("who"), h("what"), h("when"), h("where"), h("which"), h("whether"), h("how"), h("if"), h("why")];
    let hit = heard.hits.iter().find(|hit| hit.cue == Cue::Unknown && SAYS.contains(&hit.phrase))?;
    let names_question = (hit.to..hit.to + 3).any(|at| among(heard.hash(at), &ASKERS))
        || matches!(hit.phrase, "open question" | "unresolved" | "still open" | "open issue");
    (names_question && substance >= LEAST_SUBSTANCE)
        .then(|| (0.6, Outcome::Unknown(unit), format!("\"{}\"", hit.phrase)))
}

/// Reads on until something settles the question.
fn outcome(talk: &Talk, question: usize, wants: Wants) -> Outcome {
    let block = talk.unit(question).block;
    let mut seen_other = false;
    for unit in question + 1..(question + 1 + ANSWER_WITHIN).min(talk.count()) {
        // Without names anybody may speak next.
        let same_turn = talk.unit(unit).block == block && talk.unit(unit).speaker.is_some();
        let by_asker = talk.other_speaker(question, unit) == Some(false);
        if talk.has(unit, Cue::Defer) && !talk.is_marked_question(unit) {
            return Outcome::Deferred(unit);
        }
        if talk.has(unit, Cue::Unknown) && !(by_asker && seen_other) {
            return Outcome::Unknown(unit);
        }
        if talk.is_marked_question(unit) {
            continue;
        }
        if talk.has(unit, Cue::Next)
            && seen_other
            && talk.hear(unit).first(Cue::Next).is_some_and(|hit| hit.from <= 2)
        {
            return Outcome::Silence;
        }
        // Who goes on after a question often answers it, or tells why it was asked.
        if same_turn || (by_asker && !seen_other) {
            if talk.substance(unit) >= 3 && same_turn {
                return Outcome::Answered;
            }
            continue;
        }
        seen_other |= !by_asker;
        if !by_asker && answers(talk, unit, wants) {
            return Outcome::Answered;
        }
    }
    Outcome::Silence
}

/// Whether the unit can be an answer.
fn answers(talk: &Talk, unit: usize, wants: Wants) -> bool {
    const YES_NO: [u64; 24] = [
        h("yes"),
        h("yeah"),
        h("yep"),
        h("no"),
        h("nope"),
        h("nah"),
        h("sure"),
        h("correct"),
        h("right"),
        h("exactly"),
        h("absolutely"),
        h("definitely"),
        h("probably"),
        h("agreed"),
        h("ok"),
        h("okay"),
        h("fine"),
        h("yup"),
        h("indeed"),
        h("totally"),
        h("mm-hmm"),
        h("uh-huh"),
        h("never"),
        h("true"),
    ];
    const PEOPLE: [u64; 8] =
        [h("me"), h("i'll"), h("us"), h("him"), h("her"), h("nobody"), h("everyone"), h("everybody")];
    let heard = talk.hear(unit);
    let text = &talk.document.text;
    let short_yes = (0..2).any(|at| among(heard.hash(at), &YES_NO));
    let substance = talk.substance(unit);
    match wants {
        Wants::YesOrNo => short_yes || substance >= 2,
        Wants::Anything => substance >= 1 || heard.said.len() >= 5,
        Wants::Person => {
            let named = (0..heard.said.len()).any(|at| talk.names.at(text, &heard.said, at).is_some());
            named
                || (heard.said.len() <= 6 && heard.said.iter().any(|word| among(word.hash, &PEOPLE)))
                || has_capital_inside(text, &heard)
        }
        Wants::Time => has_number(text, &heard) || has_time(&heard),
        Wants::Number => has_number(text, &heard),
    }
}

fn has_capital_inside(text: &str, heard: &Heard) -> bool {
    heard.said.iter().skip(1).any(|word| {
        text.get(word.start..word.end)
            .is_some_and(|w| w.len() > 2 && !w.starts_with("I'") && w.starts_with(char::is_uppercase))
    })
}

fn has_number(text: &str, heard: &Heard) -> bool {
    heard.said.iter().any(|word| {
        number_word(word.hash).is_some()
            || text.as_bytes()[word.start].is_ascii_digit()
            || among(word.hash, &[h("all"), h("none"), h("enough"), h("both"), h("half")])
    })
}

fn has_time(heard: &Heard) -> bool {
    const TIMES: [u64; 22] = [
        h("today"),
        h("tomorrow"),
        h("yesterday"),
        h("monday"),
        h("tuesday"),
        h("wednesday"),
        h("thursday"),
        h("friday"),
        h("saturday"),
        h("sunday"),
        h("week"),
        h("weeks"),
        h("month"),
        h("months"),
        h("year"),
        h("soon"),
        h("now"),
        h("morning"),
        h("afternoon"),
        h("tonight"),
        h("after"),
        h("when"),
    ];
    heard.said.iter().any(|word| is_month(word.hash) || among(word.hash, &TIMES))
}

const QUESTION_WORDS: [u64; 14] = [
    h("who"),
    h("what"),
    h("when"),
    h("where"),
    h("which"),
    h("why"),
    h("how"),
    h("whose"),
    h("who's"),
    h("what's"),
    h("where's"),
    h("how's"),
    h("when's"),
    h("whom"),
];

/// What kind of answer the question wants.
fn wanted(heard: &Heard) -> Wants {
    let at = asking_word(heard);
    let (word, next) = (heard.hash(at), heard.hash(at + 1));
    if among(word, &[h("who"), h("who's"), h("whose"), h("whom")]) {
        Wants::Person
    } else if among(word, &[h("when"), h("when's")]) {
        Wants::Time
    } else if word == h("how") && among(next, &[h("many"), h("much"), h("long"), h("old")]) {
        Wants::Number
    } else if among(word, &QUESTION_WORDS) {
        Wants::Anything
    } else {
        Wants::YesOrNo
    }
}

/// Index of the word that asks: the first question word, else the start.
fn asking_word(heard: &Heard) -> usize {
    let early = heard.said.len().min(8);
    heard.said[..early].iter().position(|word| among(word.hash, &QUESTION_WORDS)).unwrap_or(0)
}

/// Whether a question may begin with the word.
pub(in crate::engine::builtin) fn may_begin_question(hash: u64) -> bool {
    among(hash, &QUESTION_WORDS) || among(hash, &INVERTED)
}

/// A quick look before a unit without a question mark is heard in full.
fn may_ask(talk: &Talk, unit: usize) -> bool {
    let text = talk.text(unit);
    if text.ends_with(['.', '!']) {
        return false;
    }
    talk.entries_of(unit).iter().take(4).any(|entry| entry.asks())
}

const INVERTED: [u64; 20] = [
    h("is"),
    h("are"),
    h("do"),
    h("does"),
    h("did"),
    h("can"),
    h("could"),
    h("should"),
    h("would"),
    h("will"),
    h("has"),
    h("have"),
    h("was"),
    h("were"),
    h("isn't"),
    h("aren't"),
    h("don't"),
    h("doesn't"),
    h("shall"),
    h("am"),
];
const SUBJECTS: [u64; 16] = [
    h("i"),
    h("we"),
    h("you"),
    h("he"),
    h("she"),
    h("it"),
    h("they"),
    h("there"),
    h("this"),
    h("that"),
    h("the"),
    h("these"),
    h("those"),
    h("anyone"),
    h("anybody"),
    h("someone"),
];
const LEADS: [u64; 12] = [
    h("so"),
    h("and"),
    h("but"),
    h("okay"),
    h("ok"),
    h("well"),
    h("then"),
    h("or"),
    h("right"),
    h("yeah"),
    h("oh"),
    h("no"),
];

/// Whether a sentence without a question mark is a question by its form: "so who signs", "do we charge them".
fn asks_by_form(heard: &Heard) -> bool {
    let at = heard.said.iter().take(3).take_while(|word| among(word.hash, &LEADS)).count();
    let (first, second) = (heard.hash(at), heard.hash(at + 1));
    if among(first, &INVERTED) {
        return among(second, &SUBJECTS);
    }
    // "when we go" is no question, "when do we go" and "who signs" are.
    if among(first, &[h("who"), h("who's"), h("whose"), h("what's"), h("where's")]) {
        return heard.said.len() - at >= 3;
    }
    among(first, &QUESTION_WORDS) && (at + 1..at + 4).any(|k| among(heard.hash(k), &INVERTED))
}

/// Questions that want no answer: check-backs, thinking aloud, turns of speech.
fn is_rhetorical(heard: &Heard) -> bool {
    const TURNS: [&[u64]; 14] = [
        &[h("why"), h("don't"), h("we")],
        &[h("why"), h("don't"), h("you")],
        &[h("how"), h("about")],
        &[h("what"), h("about")],
        &[h("what"), h("if")],
        &[h("who"), h("knows")],
        &[h("who"), h("cares")],
        &[h("you"), h("know")],
        &[h("does"), h("that"), h("make"), h("sense")],
        &[h("any"), h("questions")],
        &[h("can"), h("i"), h("just")],
        &[h("can"), h("you")],
        &[h("could"), h("you")],
        &[h("would"), h("you")],
    ];
    let at = heard.said.iter().take(3).take_while(|word| among(word.hash, &LEADS)).count();
    TURNS.iter().any(|turn| turn.iter().enumerate().all(|(k, word)| heard.hash(at + k) == *word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::builtin::testing::talk as lines;
    use crate::model::people::People;
    use crate::model::units::Units;

    fn open(text: &str) -> Vec<(String, Option<Status>)> {
        let document = lines(text);
        let units = Units::of(&document);
        let people = People::default();
        let talk = Talk::of(&document, &units, &people);
        let mut drafts = Vec::new();
        extract(&talk, &[], &mut drafts);
        drafts.into_iter().map(|(_, draft)| (draft.statement, draft.status)).collect()
    }

    #[test]
    fn only_unanswered_questions_stay_open() {
        let cases: &[(&str, &str, Option<Status>)] = &[
            ("answered", "Ann: How many crates did the museum order?\nTom: Ninety, I think.", None),
            ("yes", "Ann: Is the ceiling plaster dry now?\nTom: Yes.", None),
            (
                "not known",
                "Ann: How many crates did the museum order?\nTom: I don't know.",
                Some(Status::Open),
            ),
            (
                "put off",
                "Ann: Do we charge visitors for the brochure?\nTom: Let's park that, it's not for today.",
                Some(Status::Deferred),
            ),
            (
                "who, and no name",
                "Ann: Who signs the insurance form?\nTom: The form is on yellow paper anyway.\nTom: It smells.",
                Some(Status::Open),
            ),
            ("who, and a name", "Ann: Who signs the insurance form?\nTom: That's Ann.", None),
            ("small talk", "Ann: Can you hear me through the speaker thing?\nTom: dunno", None),
            ("check-back", "Ann: It's blue, you know?\nTom: Mm.", None),
            ("no mark", "Ann: so who signs the insurance form\nTom: good question", Some(Status::Open)),
        ];
        for (name, text, expected) in cases {
            let found = open(text);
            assert_eq!(found.first().and_then(|(_, status)| *status), *expected, "{name}: {found:?}");
        }
    }
}
