//! Requirement and the nearest passages of a document → question.

use super::{APART, Manner, fenced, one_line, question};
use crate::engine::llm::exchange::Question;
use crate::engine::llm::schema;
use crate::engine::llm::stage::Stage;
use crate::model::document::Document;
use crate::model::requirement::Requirement;
use crate::model::span::Span;
use askama::Template;

#[derive(Template)]
#[template(path = "prompts/check_system.txt")]
struct System;

#[derive(Template)]
#[template(path = "prompts/check_user.txt")]
struct User<'a> {
    under: &'a str,
    requirement: &'a str,
    terms: &'a [(String, String)],
    document: &'a str,
}

/// The question what these passages say to a requirement.
pub fn ask_verdict(
    requirement: &Requirement,
    document: &Document,
    passages: &[Span],
    manner: Manner<'_>,
) -> Question {
    let text = one_line(&requirement.text);
    let parts: Vec<_> = passages.iter().map(|&span| fenced(document.slice(span).trim())).collect();
    let terms: Vec<_> =
        requirement.terms.iter().map(|term| (one_line(&term.term), one_line(&term.meaning))).collect();
    let user = User {
        under: &one_line(&requirement.headings.join(" › ")),
        requirement: &fenced(&text),
        terms: &terms,
        document: &parts.join(APART),
    };
    question(Stage::Verdict, &System, &user, schema::verdict(), manner)
}
