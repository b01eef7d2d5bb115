//! Answer → drafts. Takes the content of an answer about a stretch of a meeting, gives the claims whose quotes stand in
//! that stretch, and apart from them those whose quotes do not. Owners and dates are kept only where the text proves them.

use super::{Claimed, Misread, Reading, numbers, parse, tidy};
use crate::engine::llm::schema::{Certainty, Claim, ClaimKind, MeetingAnswer};
use crate::model::document::Document;
use crate::model::draft::{Draft, Quote};
use crate::model::finding::{Due, FindingKind, Owner, OwnerBasis, SeenBy, Side, Status};
use crate::model::people::People;
use crate::model::span::Span;
use crate::model::units::Units;
use crate::text::dates::find_due;
use crate::text::find::Finder;
use crate::text::words::hash_word;
use rustc_hash::FxHashSet;
use std::cell::LazyCell;

/// What a claim is held against.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// The document.
    pub document: &'a Document,
    /// Its units.
    pub units: &'a Units,
    /// People the user told us about.
    pub people: &'a People,
}

/// A statement longer than this is cut, in characters.
const LONGEST_STATEMENT: usize = 400;

/// More claims than this about one chunk are noise.
const MOST_CLAIMS: usize = 200;

/// Reads an answer about `spans`: a chunk, or passages of one.
///
/// # Errors
/// When the content is not JSON, or JSON of another shape.
pub fn read_meeting(ground: Ground<'_>, spans: &[Span], content: &str) -> Result<Reading<Draft>, Misread> {
    let answer: MeetingAnswer = parse(content)?;
    let finders: Vec<(Span, Finder)> =
        spans.iter().map(|&span| (span, Finder::new(ground.document.slice(span)))).collect();
    // Few statements name a number.
    let known = LazyCell::new(|| -> FxHashSet<u64> {
        spans.iter().flat_map(|&span| numbers(ground.document.slice(span))).collect()
    });
    let mut reading = Reading::default();
    for claim in answer.findings.into_iter().take(MOST_CLAIMS) {
        let quote = without_label(ground.document, claim.quote.trim());
        let place = finders.iter().find_map(|(span, finder)| {
            let found = finder.find(quote, None).ok()?;
            Some(Span::new(span.start + found.start, span.start + found.end))
        });
        let is_known = |number: &u64| known.contains(number);
        reading.add(draft_of(ground, is_known, &claim, quote, place), place.is_some());
    }
    Ok(reading)
}

impl Claimed for Draft {
    fn quotes(&self) -> impl Iterator<Item = &str> {
        self.quotes.iter().map(|quote| quote.text.as_str())
    }

    fn is_same(&self, other: &Self) -> bool {
        let place = |draft: &Draft| {
            draft.quotes.first().map(|quote| (quote.hint, quote.hint.is_none().then(|| quote.text.clone())))
        };
        self.kind == other.kind && place(self) == place(other)
    }

    fn is_corrected_by(&self, other: &Self) -> bool {
        self.kind == other.kind && self.statement == other.statement
    }
}

/// Models like to begin a quote with the speaker's name or its last words, which are no part of the text.
fn without_label<'a>(document: &Document, quote: &'a str) -> &'a str {
    let Some((label, rest)) = quote.split_once(':') else { return quote };
    let label = label.trim();
    let ends_it = |speaker: &String| {
        let before = speaker.strip_suffix(label);
        before.is_some_and(|before| !before.ends_with(char::is_alphanumeric))
    };
    if !label.is_empty() && document.speakers.iter().any(ends_it) { rest.trim_start() } else { quote }
}

fn draft_of(
    ground: Ground<'_>,
    is_known: impl Fn(&u64) -> bool,
    claim: &Claim,
    quote: &str,
    place: Option<Span>,
) -> Draft {
    let kind = match claim.kind {
        ClaimKind::Decision => FindingKind::Decision,
        ClaimKind::ActionItem => FindingKind::ActionItem,
        ClaimKind::OpenQuestion => FindingKind::OpenQuestion,
        ClaimKind::Risk => FindingKind::Risk,
    };
    let is_action = kind == FindingKind::ActionItem;
    let place_of_action = place.filter(|_| is_action);
    let owner = place_of_action.and_then(|place| prove_owner(ground, place, claim.owner.as_deref()?));
    let due = place_of_action.and_then(|place| find_deadline(ground, place, claim.due.as_deref()));
    let status = match (kind, claim.certainty) {
        (FindingKind::Decision, Certainty::Unsure) => Some(Status::Tentative),
        (FindingKind::Decision, _) => Some(Status::Made),
        (FindingKind::ActionItem | FindingKind::OpenQuestion, _) => Some(Status::Open),
        _ => None,
    };
    Draft {
        kind,
        statement: state(ground, is_known, &claim.statement, place),
        quotes: vec![Quote { text: quote.to_owned(), hint: place, side: Side::Document }],
        // Never of high confidence alone: that takes the agreement of the built-in engine.
        score: match claim.certainty {
            Certainty::Stated => 0.75,
            Certainty::Likely => 0.55,
            Certainty::Unsure => 0.3,
        },
        why: String::new(),
        owner,
        due,
        status,
        extent: None,
        relation: None,
        slip: None,
        seen_by: Some(SeenBy::Model),
    }
}

/// The model's sentence, on one line; the document's own words where it is empty or names a number that the chunk does
/// not have.
fn state(
    ground: Ground<'_>,
    is_known: impl Fn(&u64) -> bool,
    statement: &str,
    place: Option<Span>,
) -> String {
    let sentence = tidy(statement, LONGEST_STATEMENT);
    let Some(place) = place else { return sentence };
    let invents = !numbers(&sentence).iter().all(is_known);
    if sentence.is_empty() || invents {
        tidy(ground.document.slice(place), LONGEST_STATEMENT)
    } else {
        sentence
    }
}

/// The owner, if the passage shows it: the speaker says "I", or the name stands in the sentence.
fn prove_owner(ground: Ground<'_>, place: Span, name: &str) -> Option<Owner> {
    let document = ground.document;
    let name = name.trim();
    let first = name.split_whitespace().next().filter(|first| first.chars().count() >= 2)?;
    let (_, block) = document.block_at(place.start)?;
    let speaker = document.speaker_of(block);
    let units = sentences(ground.units, place);
    let words = || units.clone().flat_map(|unit| ground.units.words_of(&ground.units.units[unit]));
    let says_i = ["i", "i'll", "i'm", "i've", "i'd", "i’ll"].map(hash_word);
    if let Some(speaker) = speaker.filter(|speaker| goes_by(ground.people, speaker, name)) {
        let basis = OwnerBasis::Speaker;
        if words().any(|word| says_i.contains(&word.hash)) {
            return Some(Owner { name: speaker.to_owned(), basis });
        }
    }
    let is_named = words().any(|word| {
        let said = word.of(&document.text).trim_end_matches("'s").trim_end_matches("’s");
        said.starts_with(char::is_uppercase) && said.eq_ignore_ascii_case(first)
    });
    if !is_named {
        return None;
    }
    let mut alike = document.speakers.iter().filter(|speaker| goes_by(ground.people, speaker, name));
    // Two people of that name: the text does not say which.
    let full = match (alike.next(), alike.next()) {
        (Some(one), None) => one.clone(),
        (Some(_), Some(_)) => return None,
        (None, _) => ground.people.canonical(name).to_owned(),
    };
    Some(Owner { name: full, basis: OwnerBasis::Named })
}

/// Whether a speaker can be meant by a name: the same, an alias, or one begins the other.
fn goes_by(people: &People, speaker: &str, name: &str) -> bool {
    let (a, b) = (people.canonical(speaker).to_lowercase(), people.canonical(name).to_lowercase());
    let begins = |long: &str, short: &str| {
        long.strip_prefix(short).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    !a.is_empty() && !b.is_empty() && (begins(&a, &b) || begins(&b, &a))
}

/// The sentences that a passage touches.
fn sentences(units: &Units, place: Span) -> std::ops::Range<usize> {
    let from = units.units.partition_point(|unit| unit.span.end <= place.start);
    let to = units.units.partition_point(|unit| unit.span.start < place.end);
    from..to.max(from)
}

/// How far from the passage the model may have seen the deadline, in sentences.
const DEADLINE_NEAR: usize = 4;

/// The deadline in the passage or, where the model names one, in a sentence nearby that has those words.
fn find_deadline(ground: Ground<'_>, place: Span, named: Option<&str>) -> Option<Due> {
    let document = ground.document;
    let reference = document.date.map(|dated| dated.date);
    let own = sentences(ground.units, place);
    let near =
        own.start.saturating_sub(DEADLINE_NEAR)..(own.end + DEADLINE_NEAR).min(ground.units.units.len());
    let text = |unit: usize| document.slice(ground.units.units[unit].span);
    let named = named.map(|phrase| phrase.trim().to_lowercase()).filter(|phrase| phrase.len() >= 3);
    let has_it =
        |unit: &usize| named.as_ref().is_some_and(|named| text(*unit).to_lowercase().contains(named));
    let others = near.filter(|unit| !own.contains(unit)).filter(has_it);
    own.clone().chain(others).find_map(|unit| {
        let phrase = find_due(text(unit), reference)?;
        let is_to_come = phrase.date.zip(reference).is_none_or(|(date, reference)| date >= reference);
        let words = text(unit).get(phrase.start..phrase.end).filter(|_| is_to_come)?;
        Some(Due { phrase: words.to_owned(), date: phrase.date, rule: phrase.rule.as_str().to_owned() })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::{BlockKind, DocumentBuilder, Place};

    const TURNS: [(&str, &str); 4] = [
        ("Ann Field", "So we go with 40 boxes, that's settled."),
        ("Bob", "Okay. I'll order them by Friday."),
        ("Ann Field", "And Cleo will ring the printers."),
        ("Cleo Marsh", "Right, I won't forget it."),
    ];

    fn document() -> Document {
        let mut builder = DocumentBuilder::default();
        for (speaker, words) in TURNS {
            builder.add(BlockKind::Turn, Some(speaker), words, Place::default());
        }
        Document::new("d1", "a.txt", builder.finish())
    }

    fn read(content: &str) -> Result<Reading<Draft>, Misread> {
        let document = document();
        let units = Units::of(&document);
        let people = People::default();
        let span = Span::new(0, document.text.len());
        read_meeting(Ground { document: &document, units: &units, people: &people }, &[span], content)
    }

    fn claim(kind: &str, statement: &str, quote: &str, owner: Option<&str>) -> String {
        serde_json::json!({"findings": [{"kind": kind, "statement": statement, "quote": quote, "owner": owner, "due": null,
            "certainty": "stated"}]})
        .to_string()
    }

    fn one(kind: &str, statement: &str, quote: &str, owner: Option<&str>) -> Draft {
        let mut reading = read(&claim(kind, statement, quote, owner)).unwrap();
        assert_eq!(reading.unfound, []);
        reading.found.remove(0)
    }

    #[test]
    fn only_what_stands_there_is_taken() {
        let found = |quote: &str| {
            let reading = read(&claim("decision", "Forty boxes.", quote, None)).unwrap();
            (reading.found.len(), reading.unfound.len())
        };
        assert_eq!(found("we go with 40 boxes, that's settled"), (1, 0));
        assert_eq!(found("Ann Field: So we go with 40  boxes, that’s settled"), (1, 0));
        assert_eq!(found("Field: So we go with 40 boxes, that's settled"), (1, 0));
        assert_eq!(found("ield: So we go with 40 boxes, that's settled"), (0, 1));
        assert_eq!(found("we go with 41 boxes, that's settled"), (0, 1));
        assert_eq!(found("we do not go with 40 boxes, that's settled"), (0, 1));
        assert_eq!(found("The board rejected it after a vote."), (0, 1));
    }

    #[test]
    fn owners_are_proved() {
        let owner = |quote: &str, name: &str| {
            one("action_item", "Do it.", quote, Some(name)).owner.map(|owner| (owner.name, owner.basis))
        };
        assert_eq!(owner("I'll order them by Friday.", "Bob"), Some(("Bob".into(), OwnerBasis::Speaker)));
        assert_eq!(owner("I'll order them by Friday.", "Ann"), None);
        assert_eq!(
            owner("And Cleo will ring the printers.", "Cleo"),
            Some(("Cleo Marsh".into(), OwnerBasis::Named))
        );
        assert_eq!(owner("And Cleo will ring the printers.", "Ann Field"), None);
        assert_eq!(one("decision", "x", "I'll order them by Friday.", Some("Bob")).owner, None);
        let due = one("action_item", "Order.", "I'll order them by Friday.", None).due.unwrap();
        assert_eq!((due.phrase.as_str(), due.date), ("by Friday", None));
    }

    #[test]
    fn statements_invent_no_number() {
        let quote = "So we go with 40 boxes, that's settled.";
        let said = |statement: &str| one("decision", statement, quote, None).statement;
        assert_eq!(said("They take\n forty boxes.\u{7}"), "They take forty boxes.");
        assert_eq!(said("They take 50 boxes."), quote);
        assert_eq!(said("  "), quote);
    }

    #[test]
    fn misread_answers_say_how() {
        assert!(matches!(read("I cannot do that."), Err(Misread::Malformed(_))));
        assert!(
            matches!(read(r#"{"results": []}"#), Err(Misread::WrongShape(error)) if error.contains("findings"))
        );
        assert!(matches!(read(r#"{"findings": [{"kind": "vote"}]}"#), Err(Misread::WrongShape(_))));
        assert_eq!(read("```json\n{\"findings\": [],}\n```"), Ok(Reading::default()));
    }

    #[test]
    fn a_second_answer_corrects_the_first() {
        let mut reading =
            read(&claim("decision", "Boxes.", "we go with 41 boxes, that's settled", None)).unwrap();
        let still_wrong =
            read(&claim("decision", "Boxes.", "we go with 42 boxes, that's settled", None)).unwrap();
        reading.correct(still_wrong);
        assert_eq!((reading.found.len(), reading.unfound.len()), (0, 1));
        let right = read(&claim("decision", "Boxes.", "we go with 40 boxes, that's settled", None)).unwrap();
        reading.correct(right.clone());
        assert_eq!(reading, right);
    }
}
