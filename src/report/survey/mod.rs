//! The report of a survey: its page, its answers, its JSON and a CSV file of every table. Takes the numbers with small
//! groups hidden already; nothing here can show what is not in them.

mod csv;
mod json;
mod page;
mod rows;

pub use csv::TABLES;
pub use json::write_analysis;
pub use page::{answers_page, index_page};
