//! Every task once, whatever happens.
//!
//! [`orchestrator`] streams the inputs of a batch, in order and within a memory bound; [`executor`] reads the chunks of
//! one document on all threads; [`asker`], on the thread of [`runtime`], sends questions to a model through a [`gate`] and
//! within [`limits`] and keeps the answers in a [`journal`]; [`batches`] has them answered ahead, for less, with a [`ledger`]
//! of what is under way; [`model`] reads chunks with it; [`recovery`] says what to do after a failure; [`event`] tells
//! whoever watches, [`notify`] whoever walked away; [`output`] is the folder that is written.

pub mod asker;
pub mod batches;
pub mod event;
pub mod executor;
pub mod gate;
pub mod journal;
pub mod ledger;
pub mod limits;
pub mod model;
pub mod notify;
pub mod orchestrator;
pub mod output;
pub mod recovery;
pub mod runtime;
