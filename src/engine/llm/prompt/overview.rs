//! Findings → question.

use super::{Manner, fenced, question};
use crate::engine::llm::exchange::Question;
use crate::engine::llm::schema;
use crate::engine::llm::stage::Stage;
use crate::model::overview::Fact;
use askama::Template;

#[derive(Template)]
#[template(path = "prompts/overview_system.txt")]
struct System;

#[derive(Template)]
#[template(path = "prompts/overview_user.txt")]
struct User<'a> {
    document: &'a str,
}

/// The question what these findings come to.
pub fn ask_overview(facts: &[Fact], manner: Manner<'_>) -> Question {
    let lines: Vec<String> =
        facts.iter().enumerate().map(|(at, fact)| format!("{}. {}", at + 1, fenced(&fact.line))).collect();
    question(Stage::Overview, &System, &User { document: &lines.join("\n") }, schema::overview(), manner)
}
