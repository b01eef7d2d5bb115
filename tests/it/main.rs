//! All integration tests, in one binary: the program from outside, its layers, its pages in front of real readers.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod batch;
mod browser;
mod check;
mod golden;
mod hostile;
mod layers;
mod made;
mod model;
mod model_jobs;
mod pages;
mod program;
mod server;
mod survey;
