//! Text → question, one file a job. Gives the words that go to a model: instructions, then the text fenced as data. The wording
//! lies in `templates/prompts/`, two files a stage; each stage has a version, because another wording is another question.

pub mod check;
pub mod meeting;
pub mod overview;
pub mod survey;

use super::exchange::{Question, Urgency};
use super::schema::AnswerSchema;
use super::stage::Stage;
use askama::Template;
use std::borrow::Cow;

/// Longest answer, in tokens, when the usual length was not enough: for any stage two pages of findings.
const LONGER_OUTPUT: u32 = 8192;

/// What is said in addition when a model is asked about a text once more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Again {
    /// The last answer could not be read, for this reason.
    Unreadable(String),
    /// These quotes of the last answer are not in the document.
    NotFound(Vec<String>),
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, Default)]
pub struct Manner<'a> {
    /// What was wrong with the last answer.
    pub again: Option<&'a Again>,
    /// Allows the answer more than the usual length.
    pub longer: bool,
}

/// Fills in the templates of a stage.
fn question(
    stage: Stage,
    system: &impl Template,
    user: &impl Template,
    schema: &'static AnswerSchema,
    manner: Manner<'_>,
) -> Question {
    const WRITES: &str = "a template writes into memory, and its fields cannot fail";
    let mut user = user.render().expect(WRITES);
    if let Some(again) = manner.again {
        user.push_str("\n\n");
        user.push_str(&note(again));
    }
    Question {
        stage,
        system: system.render().expect(WRITES),
        user,
        schema,
        most_output: if manner.longer { LONGER_OUTPUT } else { stage.most_output() },
        urgency: match manner.longer || manner.again.is_some() {
            true => Urgency::FollowsUp,
            false => Urgency::InTurn,
        },
    }
}

/// A quote in a note need not be longer to be recognised, in characters.
const LONGEST_NOTED: usize = 300;

fn note(again: &Again) -> String {
    match again {
        Again::Unreadable(error) => format!(
            "Your last answer could not be read: {error}. Answer again, with JSON of the given shape and nothing else."
        ),
        Again::NotFound(quotes) => {
            let mut note = String::from(
                "These quotes of your last answer are not in the document. Give what rests on them once more, each with \
                 words copied letter for letter, and leave out what the document does not support:",
            );
            for quote in quotes {
                let short: String = quote.chars().take(LONGEST_NOTED).collect();
                note.push_str("\n- ");
                note.push_str(&fenced(&short));
            }
            note
        }
    }
}

/// A line that is not the document's own, such as a title: nothing in it closes a fence or begins another line.
fn one_line(text: &str) -> String {
    text.replace(['<', '\n', '\r'], " ")
}

/// Text that cannot close the fence it stands in: a tag of ours loses its bracket.
fn fenced(text: &str) -> Cow<'_, str> {
    const TAGS: [&str; 4] = ["document", "before", "after", "requirement"];
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        safe.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let name = rest.trim_start_matches(['/', ' ']);
        let is_ours =
            TAGS.iter().any(|tag| name.get(..tag.len()).is_some_and(|head| head.eq_ignore_ascii_case(tag)));
        safe.push(if is_ours { ' ' } else { '<' });
    }
    safe.push_str(rest);
    Cow::Owned(safe)
}

/// Parts of a document that do not follow on one another.
const APART: &str = "\n[…]\n";
