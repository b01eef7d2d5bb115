//! Every task once, whatever happens.
//!
//! [`orchestrator`] streams the inputs of a batch, in order and within a memory bound; [`executor`] reads the chunks of
//! one document on all threads; [`recovery`] says what to do after a failure; [`event`] tells whoever watches;
//! [`output`] is the folder that is written.

pub mod event;
pub mod executor;
pub mod orchestrator;
pub mod output;
pub mod recovery;
