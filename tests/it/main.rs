//! All integration tests, in one binary.

mod batch;
mod golden;
mod layers;
mod program;
