//! A meeting that a model reads beside the built-in engine: what it is asked about each chunk, what it is asked again, and
//! how the two readings become one.

use super::Opened;
use crate::engine::llm::claims::meeting::{Ground, read_meeting};
use crate::engine::llm::claims::overview::read_overview;
use crate::engine::llm::exchange::{Answer, AnswerEnd, Question, Urgency};
use crate::engine::llm::prompt::Manner;
use crate::engine::llm::prompt::meeting::{Place, ask_meeting, ask_meeting_again};
use crate::engine::llm::prompt::overview::ask_overview;
use crate::jobs::Foreseen;
use crate::model::chunk::Chunk;
use crate::model::draft::Draft;
use crate::model::gap::{ChunkEnd, Gap};
use crate::model::outcome::Outcome;
use crate::model::overview::{Fact, Sentence};
use crate::model::people::People;
use crate::model::span::Span;
use crate::reduce::agree::{Heard, combine, find_missed, stand_in};
use crate::run::asker::Asker;
use crate::run::model::{Subject, Told, read_chunk};
use crate::text::tokens::TokenCounter;

/// What a model said of one chunk.
#[derive(Debug, Default)]
pub struct Said {
    /// At the first reading.
    pub first: Told<Draft>,
    /// Of what the built-in engine was sure of and the first reading had not; `None` where there was nothing of the kind.
    pub again: Option<Told<Draft>>,
}

/// Sentences shown before and after one that is asked about again.
const AROUND: usize = 2;

impl Opened {
    /// The chunks that hold something, by their index.
    pub fn to_ask(&self) -> impl Iterator<Item = usize> + '_ {
        let is_empty = |index: &usize| self.outcomes[*index].end == ChunkEnd::Empty;
        (0..self.chunks.len()).filter(move |index| !is_empty(index))
    }

    /// The first question about a chunk.
    fn question(&self, index: usize) -> Question {
        let Chunk { span, before, after, .. } = self.chunks[index];
        ask_meeting(&self.document, Place { span, before, after }, Manner::default())
    }

    /// The passages of a chunk that the model is asked about again, with the sentences around them; in order, none
    /// overlapping another.
    fn passages_missed(&self, chunk: &Chunk, told: &[Draft], failed: &[(Span, String)]) -> Vec<Span> {
        let Some(outcome) = self.outcomes.get(chunk.index) else { return Vec::new() };
        let mut missed = find_missed(told, &outcome.drafts);
        missed.retain(|core| {
            chunk.span.overlaps(*core) && !failed.iter().any(|(span, _)| span.overlaps(*core))
        });
        missed.sort();
        let inside = self.units.within(chunk.span);
        let mut passages: Vec<Span> = Vec::new();
        for core in missed {
            let units = &self.units.units;
            let from = units.partition_point(|unit| unit.span.end <= core.start).saturating_sub(AROUND);
            let to = units.partition_point(|unit| unit.span.start < core.end) + AROUND;
            let (from, to) = (from.max(inside.start), to.min(inside.end));
            let (Some(first), Some(last)) = (units.get(from), units.get(to.saturating_sub(1))) else {
                continue;
            };
            let passage = Span::new(first.span.start.min(core.start), last.span.end.max(core.end));
            match passages.last_mut() {
                Some(known) if passage.start <= known.end => known.end = known.end.max(passage.end),
                _ => passages.push(passage),
            }
        }
        passages
    }

    /// Takes in what a model said of each chunk. Where it gave no usable answer what the built-in engine found stands, and
    /// the place counts as unread by the engine that was asked for.
    pub fn join(&mut self, said: Vec<Option<Said>>) {
        let mut said = said.into_iter();
        let (mut chunks, mut outcomes) = (Vec::new(), Vec::new());
        for (chunk, outcome) in
            std::mem::take(&mut self.chunks).into_iter().zip(std::mem::take(&mut self.outcomes))
        {
            let pieces = match said.next().flatten() {
                Some(said) => self.join_chunk(chunk, outcome, said),
                None if outcome.end == ChunkEnd::Empty => vec![(chunk, outcome)],
                None => {
                    let failed = vec![(chunk.span, "the model was not asked about this part".to_owned())];
                    let first = Told { failed, ..Told::default() };
                    self.join_chunk(chunk, outcome, Said { first, again: None })
                }
            };
            for (chunk, outcome) in pieces {
                let index = chunks.len();
                chunks.push(Chunk { index, ..chunk });
                outcomes.push(Outcome { chunk: index, ..outcome });
            }
        }
        (self.chunks, self.outcomes) = (chunks, outcomes);
    }

    /// One chunk, parted where the model read one piece of it and not the next.
    fn join_chunk(&mut self, chunk: Chunk, outcome: Outcome, said: Said) -> Vec<(Chunk, Outcome)> {
        let mut pieces = Vec::new();
        let mut at = chunk.span.start;
        let Said { first, again } = said;
        for (span, reason) in first.failed {
            if at < span.start {
                pieces.push((Span::new(at, span.start), None));
            }
            at = span.end;
            pieces.push((span, Some(reason)));
        }
        if at < chunk.span.end {
            pieces.push((Span::new(at, chunk.span.end), None));
        }
        let again = again.unwrap_or_default();
        for (span, reason) in again.failed {
            self.unheard
                .push(self.gap(span, format!("{}; it had read this part once", without_stop(&reason))));
        }
        let (mut found, mut builtin, mut unfound) = (first.found, outcome.drafts, first.unfound);
        let mut late = again.found;
        unfound.extend(again.unfound);
        let is_whole = pieces.len() == 1;
        let piece = |(span, failed): (Span, Option<String>)| {
            // A draft belongs to the piece its core begins in; one without a place to the first.
            let take = |drafts: &mut Vec<Draft>| -> Vec<Draft> {
                let place = |draft: &Draft| draft.quotes.first().and_then(|quote| quote.hint);
                drafts
                    .extract_if(.., |draft| place(draft).is_none_or(|place| place.start < span.end))
                    .collect()
            };
            let (first, again, known) = (take(&mut found), take(&mut late), take(&mut builtin));
            let (end, mut drafts) = match failed {
                None => (ChunkEnd::Read, combine(Heard { first, again }, known)),
                Some(reason) => {
                    let reason =
                        format!("{}; the built-in engine read this part instead", without_stop(&reason));
                    (ChunkEnd::Unread(reason), stand_in(known))
                }
            };
            drafts.append(&mut unfound);
            let tokens = if is_whole { chunk.tokens } else { self.count(span) };
            let attempts = outcome.attempts + 1;
            (Chunk { span, tokens, ..chunk }, Outcome { chunk: chunk.index, end, drafts, attempts })
        };
        pieces.into_iter().map(piece).collect()
    }

    fn count(&self, span: Span) -> usize {
        TokenCounter::new(self.encoding).count(self.document.slice(span))
    }

    fn gap(&self, span: Span, reason: String) -> Gap {
        let document = &self.document;
        Gap {
            document: Some(document.id.clone()),
            path: document.path.clone(),
            start: span.start,
            end: span.end,
            reason,
        }
    }
}

fn without_stop(reason: &str) -> &str {
    reason.trim_end_matches('.')
}

/// What a model would be asked about a document. `answered` gives the answers that are there already, by their question:
/// where one is, it is known what is asked again.
pub fn forecast(
    opened: &Opened,
    people: &People,
    answered: impl Fn(&Question) -> Option<Answer>,
) -> Vec<Foreseen> {
    let mut all = Vec::new();
    for index in opened.to_ask() {
        let (chunk, question) = (&opened.chunks[index], opened.question(index));
        let ground = Ground { document: &opened.document, units: &opened.units, people };
        let told = answered(&question)
            .filter(|answer| answer.end == AnswerEnd::Whole)
            .and_then(|answer| read_meeting(ground, &[chunk.span], &answer.text).ok());
        let is_perhaps = told.is_none();
        let passages = opened.passages_missed(chunk, &told.unwrap_or_default().found, &[]);
        all.push(Foreseen { question, is_perhaps: false });
        if !passages.is_empty() {
            let question = ask_meeting_again(&opened.document, &passages, Manner::default());
            all.push(Foreseen { question, is_perhaps });
        }
    }
    all
}

/// Puts claims in the order of the text: how many answers they took to come must make no difference to what becomes of them.
fn in_order(found: &mut [Draft]) {
    found.sort_by_cached_key(|draft| {
        let place = draft.quotes.first().and_then(|quote| quote.hint);
        (place.map(|place| (place.start, place.end)), draft.kind, draft.statement.clone())
    });
}

/// Asks a model about one chunk, and again about what it may have missed; `None` when the asker has halted.
pub async fn ask_model(asker: &Asker, opened: &Opened, people: &People, chunk: usize) -> Option<Said> {
    let (document, units) = (&opened.document, &opened.units);
    let chunk = opened.chunks.get(chunk)?;
    let ground = Ground { document, units, people };
    // Whatever the built-in engine is sure of may have to be asked about again.
    let expected = opened.passages_missed(chunk, &[], &[]);
    let subject = Subject {
        ask: |span: Span, manner: Manner<'_>| {
            // A half has the other half as its surroundings.
            let before = if span.start == chunk.span.start {
                chunk.before
            } else {
                Span::new(chunk.span.start, span.start)
            };
            let after =
                if span.end == chunk.span.end { chunk.after } else { Span::new(span.end, chunk.span.end) };
            let question = ask_meeting(document, Place { span, before, after }, manner);
            match question.urgency {
                Urgency::InTurn if !expected.is_empty() => Question { urgency: Urgency::Early, ..question },
                _ => question,
            }
        },
        read: |span: Span, content: &str| read_meeting(ground, &[span], content),
        halve: |span: Span| {
            let inside = units.within(span);
            let middle = inside.start + inside.len() / 2;
            (inside.len(), units.units.get(middle).map_or(span.end, |unit| unit.span.start))
        },
    };
    let mut first = read_chunk(asker, &subject, chunk.span).await?;
    in_order(&mut first.found);
    let passages = opened.passages_missed(chunk, &first.found, &first.failed);
    let (Some(from), Some(to)) = (passages.first(), passages.last()) else {
        return Some(Said { first, again: None });
    };
    let subject = Subject {
        ask: |_: Span, manner: Manner<'_>| Question {
            urgency: Urgency::FollowsUp,
            ..ask_meeting_again(document, &passages, manner)
        },
        read: |_: Span, content: &str| read_meeting(ground, &passages, content),
        // Some sentences: nothing is gained by halves of them.
        halve: |span: Span| (1, span.end),
    };
    let mut again = read_chunk(asker, &subject, Span::new(from.start, to.end)).await?;
    in_order(&mut again.found);
    Some(Said { first, again: Some(again) })
}

/// What is listed for an overview, in bytes of lines: about 3,000 tokens.
pub const OVERVIEW_BYTES: usize = 12_000;

/// Asks a model what these findings come to; `None` when the asker has halted.
pub async fn ask_for_overview(asker: &Asker, facts: &[Fact]) -> Option<Told<Sentence>> {
    let subject = Subject {
        ask: |_: Span, manner: Manner<'_>| ask_overview(facts, manner),
        read: |_: Span, content: &str| read_overview(facts, content),
        halve: |span: Span| (1, span.end),
    };
    read_chunk(asker, &subject, Span::new(0, facts.len())).await
}

/// The longest question for an overview there can be.
pub fn forecast_overview() -> Foreseen {
    // Bytes that a tokenizer takes one by one: no list of that length has more tokens.
    let line = "\u{1}".repeat(OVERVIEW_BYTES);
    let fact = Fact { finding: String::new(), document: String::new(), line, passages: String::new() };
    Foreseen { question: ask_overview(&[fact], Manner::default()), is_perhaps: true }
}
