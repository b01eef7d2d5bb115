//! The parts of the index page, top to bottom. Each file takes the [`Index`] and writes its part, or nothing if it
//! has nothing to show. To add a part: one file, one template, one row in [`SECTIONS`].

mod actions;
mod discrepancies;
pub(crate) mod documents;
mod findings;
mod matrix;
pub(crate) mod reading;
mod series;
mod slips;
pub(crate) mod talk;
pub(crate) mod timeline;
mod topics;

use super::Job;
use super::index::Index;
use super::item::Item;
use super::labels::{self, KindWords};
use crate::model::finding::FindingKind;

/// A part of the index page.
pub(crate) struct Section {
    /// The job whose page it belongs to.
    pub(crate) job: Job,
    /// Writes it.
    pub(crate) write: fn(&Index, &mut String),
}

/// Every part, in the order of the page.
pub(crate) const SECTIONS: &[Section] = &[
    Section { job: Job::Meeting, write: findings::write_decisions },
    Section { job: Job::Meeting, write: actions::write },
    Section { job: Job::Meeting, write: findings::write_questions },
    Section { job: Job::Meeting, write: discrepancies::write },
    Section { job: Job::Meeting, write: findings::write_risks },
    Section { job: Job::Meeting, write: series::write },
    Section { job: Job::Meeting, write: topics::write },
    Section { job: Job::Meeting, write: documents::write },
    Section { job: Job::Meeting, write: talk::write },
    Section { job: Job::Meeting, write: reading::write },
    Section { job: Job::Check, write: matrix::write },
    Section { job: Job::Check, write: slips::write },
    Section { job: Job::Check, write: matrix::write_documents },
    Section { job: Job::Check, write: matrix::write_policy },
    Section { job: Job::Check, write: reading::write },
];

/// Items of a batch that are open at first; of a single document all of the first view are.
const BATCH_FIRST: usize = 12;

/// What is open at first, and what is folded below it.
struct Folds<'a> {
    words: &'static KindWords,
    /// Number of all.
    total: String,
    first: Vec<&'a Item>,
    rest: Vec<&'a Item>,
    /// The line that opens the rest.
    more: String,
    /// How many only the documents' pages have; "" if none.
    elsewhere: String,
}

impl<'a> Folds<'a> {
    /// The findings of a kind; `None` if there is none.
    fn of(index: &'a Index, kind: FindingKind) -> Option<Self> {
        let (shelf, words) = (index.shelf(kind), labels::kind_words(kind));
        let (mut first, mut rest): (Vec<&Item>, Vec<&Item>) =
            shelf.items.iter().partition(|item| item.first_view);
        if index.is_batch() && first.len() > BATCH_FIRST {
            rest.splice(0..0, first.drain(BATCH_FIRST..));
        }
        let further = match shelf.total - shelf.items.len() {
            0 => String::new(),
            number => labels::count(number, words.one, words.many),
        };
        let folds = Folds {
            words,
            total: labels::grouped(shelf.total),
            more: match (rest.len(), first.is_empty()) {
                (1, false) => format!("1 more {}, ranked lower", words.one),
                (number, false) => format!("{} more {}, ranked lower", labels::grouped(number), words.many),
                (number, true) => {
                    format!("{}, none of them certain", labels::count(number, words.one, words.many))
                }
            },
            first,
            rest,
            elsewhere: further,
        };
        (shelf.total > 0).then_some(folds)
    }
}
