//! The survey job.

mod statistics;
