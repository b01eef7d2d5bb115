//! The check job.

pub(crate) mod consistency;
