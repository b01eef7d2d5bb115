//! Throughline turns long documents into pages people can scan and trust.
//!
//! One arrow, one folder: `ingest` (bytes → [`model::document::Document`]), `chunk` (document → chunks that tile it),
//! `engine` (chunk → drafts), `run` (every chunk once, whatever happens), `reduce` (drafts → located findings),
//! `report` (findings → pages). `jobs` says what is looked for; `pipeline` puts the stages together.

pub mod chunk;
pub mod cli;
pub mod engine;
pub mod error;
pub mod ingest;
pub mod jobs;
pub mod model;
pub mod pipeline;
pub mod progress;
pub mod reduce;
pub mod report;
pub mod run;
pub mod settings;
pub mod text;
