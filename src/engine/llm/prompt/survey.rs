//! Open answers of a survey → question; names of themes → question. What comes in here is masked already.

use super::{Manner, fenced, one_line, question};
use crate::engine::llm::exchange::Question;
use crate::engine::llm::schema;
use crate::engine::llm::stage::Stage;
use askama::Template;

#[derive(Template)]
#[template(path = "prompts/survey_system.txt")]
struct System;

#[derive(Template)]
#[template(path = "prompts/survey_user.txt")]
struct User<'a> {
    question: &'a str,
    document: &'a str,
}

#[derive(Template)]
#[template(path = "prompts/themes_system.txt")]
struct NamesSystem;

#[derive(Template)]
#[template(path = "prompts/themes_user.txt")]
struct NamesUser<'a> {
    document: &'a str,
}

/// The question what these answers, one a line, have in common.
pub fn ask_themes(asked: &str, answers: &str, manner: Manner<'_>) -> Question {
    let user = User { question: &one_line(asked), document: &fenced(answers) };
    question(Stage::Themes, &System, &user, schema::themes(), manner)
}

/// The question which of these names are of one theme.
pub fn ask_names(names: &[String], manner: Manner<'_>) -> Question {
    let lines = names.join("\n");
    question(
        Stage::ThemeNames,
        &NamesSystem,
        &NamesUser { document: &fenced(&lines) },
        schema::names(),
        manner,
    )
}
