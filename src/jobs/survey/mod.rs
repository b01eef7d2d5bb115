//! The survey job.

mod associations;
mod cells;
mod codebook;
mod drivers;
mod groups;
mod headers;
mod infer;
mod join;
mod questions;
mod roles;
mod scales;
mod statistics;
mod suppress;
