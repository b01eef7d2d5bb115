//! What was followed from one meeting to the next: each matter with its word in every meeting.

use super::super::index::Index;
use super::super::labels;
use crate::model::series::{SeriesStep, SeriesThread};
use askama::Template;

/// Threads on the page, in the order given.
const THREADS: usize = 200;

#[derive(Template)]
#[template(path = "sections/series.html")]
struct Series<'a> {
    threads: Vec<ThreadView<'a>>,
    total: String,
    /// How many are not on the page; "" if none.
    elsewhere: String,
}

struct ThreadView<'a> {
    title: &'a str,
    kind: &'static str,
    steps: Vec<StepView<'a>>,
}

struct StepView<'a> {
    step: &'a SeriesStep,
    when: String,
    status: &'static str,
    class: String,
}

impl<'a> StepView<'a> {
    fn of(step: &'a SeriesStep) -> Self {
        let status = step.state.as_str();
        StepView { step, when: labels::short_date(step.date), status, class: status.replace(' ', "-") }
    }
}

pub(super) fn write(index: &Index, out: &mut String) {
    let threads = index.threads.iter().take(THREADS).map(|thread: &SeriesThread| ThreadView {
        title: &thread.title,
        kind: labels::kind_words(thread.kind).one,
        steps: thread.steps.iter().map(StepView::of).collect(),
    });
    let threads: Vec<ThreadView> = threads.collect();
    if threads.is_empty() {
        return;
    }
    let elsewhere = match index.threads.len() - threads.len() {
        0 => String::new(),
        more => labels::grouped(more),
    };
    let section = Series { threads, total: labels::grouped(index.threads.len()), elsewhere };
    section.render_into(out).expect("a String takes every write");
}
