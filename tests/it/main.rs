//! The project's one integration test binary: laws of the outputs, and the outputs in front of real readers.

mod browser;
mod made;
mod pages;
