//! A language model as engine: what it is asked, how it is reached, and how its answers become drafts.
//!
//! [`prompt`] makes a [`exchange::Question`] of a [`stage`] of a chunk, [`dialect`] turns it into the request of one service
//! and reads the response, [`batch`] does the same for many questions at once, [`client`] sends them (the only way documents
//! leave this computer), [`repair`] mends slips in JSON, [`claims`] turns an answer into drafts. A model's words count for nothing until code has found them in the chunk; who owns a task
//! and when it is due are proved by the text, whatever the model says.
//!
//! Nothing here decides what to do after a failure, waits, or keeps anything: that is `run`.

pub mod batch;
pub mod claims;
pub mod client;
pub mod dialect;
pub mod exchange;
pub mod prompt;
pub mod repair;
pub mod schema;
pub mod stage;
