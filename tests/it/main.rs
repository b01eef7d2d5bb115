//! All integration tests, in one binary: the program from outside, its layers, its pages in front of real readers.

mod batch;
mod browser;
mod golden;
mod layers;
mod made;
mod pages;
mod program;
