//! The index page of a run. Takes each document in order and keeps of it only what the index shows, so that a batch
//! of any size fits in memory: a small row for each document and the best findings up to a cap.

use super::checked::{Checked, Matrix};
use super::item::{Item, items_of};
use super::sections::{SECTIONS, documents, reading::Reading};
use super::{Job, PageContext, assets, document, labels};
use crate::model::analysis::{DocumentAnalysis, TalkShare};
use crate::model::finding::{Finding, FindingKind};
use crate::model::gap::Gap;
use crate::model::overview::{Fact, Overview};
use crate::model::requirement::{Other, Requirement, ResultStatus};
use crate::model::series::SeriesThread;
use askama::Template;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Findings of one kind kept for the index of a batch, best first; the pages of the documents have all.
pub(crate) const ITEMS_PER_KIND: usize = 1_000;

/// Rows of documents on one index page.
pub(crate) const ROWS_PER_PAGE: usize = 200;

/// What the index keeps of a document.
#[derive(Debug, Default)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) path: String,
    pub(crate) date: Option<Date>,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) people: usize,
    /// Number of findings by kind, in the order of [`FindingKind::ALL`].
    pub(crate) counts: [usize; FindingKind::ALL.len()],
    pub(crate) unowned: usize,
    /// Whether part of it was not read.
    pub(crate) has_gaps: bool,
}

/// What only the index of a single document shows.
#[derive(Debug)]
pub(crate) struct Single {
    pub(crate) facts: Vec<String>,
    pub(crate) people: Vec<String>,
    pub(crate) talk: Vec<TalkShare>,
    pub(crate) duration_ms: Option<u64>,
    pub(crate) bytes: usize,
}

/// The findings of one kind.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    pub(crate) items: Vec<Item>,
    /// Number of all, kept or not.
    pub(crate) total: usize,
    /// Actions without an owner among all.
    pub(crate) unowned: usize,
}

/// Collects a run's documents into its index pages.
#[derive(Debug)]
pub struct Index {
    pub(crate) context: PageContext,
    pub(crate) rows: Vec<Row>,
    /// In the order of [`FindingKind::ALL`].
    pub(crate) shelves: [Shelf; FindingKind::ALL.len()],
    pub(crate) single: Option<Single>,
    pub(crate) threads: Vec<SeriesThread>,
    pub(crate) reading: Reading,
    pub(crate) checked: Checked,
}

#[derive(Template)]
#[template(path = "index.html")]
struct IndexPage<'a> {
    style: &'a str,
    script: &'a str,
    policy: &'a str,
    title: String,
    job: &'a str,
    facts: Vec<String>,
    people: String,
    counts: Vec<CountLink>,
    timeline: String,
    overview: Option<&'a Overview>,
    model: &'a str,
    sections: String,
    document: Option<&'a Row>,
}

/// A number on the first screen that leads to its section.
struct CountLink {
    id: &'static str,
    number: String,
    words: &'static str,
    note: String,
    is_zero: bool,
}

#[derive(Template)]
#[template(path = "documents.html")]
struct DocumentsPage<'a> {
    style: &'a str,
    script: &'a str,
    policy: &'a str,
    title: String,
    table: &'a str,
}

impl Index {
    /// Says anew what the run used, now that it is known.
    pub fn set_receipt(&mut self, context: &PageContext) {
        self.reading.set_engine(context);
        self.context = context.clone();
    }

    /// An index without documents.
    pub fn new(context: PageContext) -> Self {
        let reading = Reading::new(&context);
        Index {
            context,
            rows: Vec::new(),
            shelves: Default::default(),
            single: None,
            threads: Vec::new(),
            reading,
            checked: Checked::default(),
        }
    }

    /// Adds the next document.
    pub fn add(&mut self, analysis: &DocumentAnalysis) {
        let row = self.rows.len();
        self.reading.add(analysis);
        self.checked.add(row, analysis);
        self.single = (row == 0).then(|| Single::of(analysis));
        let mut counts = [0; FindingKind::ALL.len()];
        let mut unowned = 0;
        let held: FxHashSet<&str> =
            analysis.results.iter().flat_map(|result| &result.findings).map(String::as_str).collect();
        let items = items_of(&analysis.document, row, &analysis.findings);
        // What a document says to a policy stands in the matrix.
        for item in items.into_iter().filter(|item| !held.contains(item.id.as_str())) {
            let shelf = &mut self.shelves[position(item.kind)];
            counts[position(item.kind)] += 1;
            shelf.total += 1;
            if item.is_due() && item.owner.is_none() {
                shelf.unowned += 1;
                unowned += 1;
            }
            shelf.items.push(item);
        }
        if row > 0 {
            self.shelves.iter_mut().for_each(|shelf| shelf.trim(2 * ITEMS_PER_KIND));
        }
        self.rows.push(Row::of(analysis, counts, unowned));
    }

    /// Adds what documents of the batch say differently, after all of them.
    pub fn add_between(&mut self, findings: &[Finding]) {
        let rows: FxHashMap<&str, usize> =
            self.rows.iter().enumerate().map(|(at, row)| (row.id.as_str(), at)).collect();
        let row_of = |id: &str| rows.get(id).copied().unwrap_or_default();
        let item = |finding: &Finding| {
            let of: Vec<usize> = finding.evidence.iter().map(|side| row_of(side.document())).collect();
            let titles: BTreeSet<&str> = of.iter().map(|&row| self.rows[row].title.as_str()).collect();
            // Drafts often bear one title; then their files tell them apart.
            let is_told = titles.len() == of.len();
            let title_of = |id: &str| {
                let row = &self.rows[row_of(id)];
                if is_told { row.title.clone() } else { format!("{} ({})", row.title, file_name(&row.path)) }
            };
            Item::between(finding, of.first().copied().unwrap_or_default(), title_of)
        };
        let items: Vec<Item> = findings.iter().map(item).collect();
        let shelf = &mut self.shelves[position(FindingKind::Discrepancy)];
        shelf.total += items.len();
        shelf.items.extend(items);
    }

    /// Adds a policy, after all documents.
    pub fn add_policy(&mut self, analysis: &DocumentAnalysis) {
        self.reading.add(analysis);
    }

    /// Sets what the documents are held against, before the first of them.
    pub fn hold_against(&mut self, requirements: &[Requirement], others: &[Other]) {
        self.checked = Checked::new(requirements, others);
    }

    /// Path of a document; "" of one that is not known.
    pub fn path_of(&self, id: &str) -> &str {
        self.rows.iter().find(|row| row.id == id).map(|row| row.path.as_str()).unwrap_or_default()
    }

    /// Adds an input that could not be read at all.
    pub fn add_gap(&mut self, gap: &Gap) {
        self.reading.add_gap(gap);
    }

    /// Sets what was followed through several meetings.
    pub fn set_threads(&mut self, threads: Vec<SeriesThread>) {
        self.threads = threads;
    }

    /// What an overview may rest on: findings of the first view, best first within each kind, as many as fit `most_bytes`.
    pub fn facts_for_overview(&self, most_bytes: usize) -> Vec<Fact> {
        const KINDS: [FindingKind; 5] = [
            FindingKind::Decision,
            FindingKind::ActionItem,
            FindingKind::OpenQuestion,
            FindingKind::Discrepancy,
            FindingKind::Risk,
        ];
        let share = most_bytes / KINDS.len();
        let mut facts = Vec::new();
        for kind in KINDS {
            let mut room = share;
            let shelf = &self.shelf(kind).items;
            for item in shelf.iter().filter(|item| item.first_view && !item.is_struck()) {
                let fact = self.fact(item);
                let Some(left) = room.checked_sub(fact.line.len()) else { break };
                room = left;
                facts.push(fact);
            }
        }
        facts
    }

    fn fact(&self, item: &Item) -> Fact {
        let mut line = format!("{}: {}", labels::kind_words(item.kind).one, item.statement);
        if let Some(owner) = &item.owner {
            line.push_str(&format!(" Owner: {}.", owner.name));
        }
        if let Some(due) = &item.due {
            line.push_str(&format!(" Due: {}.", due.phrase));
        }
        let mut passages = self.title_of(item).to_owned();
        for passage in &item.passages {
            passages.push('\n');
            passages.push_str(&passage.quote);
        }
        Fact {
            finding: item.id.clone(),
            document: item.document.clone(),
            line: line.split_whitespace().collect::<Vec<_>>().join(" "),
            passages,
        }
    }

    /// The table of requirements by documents.
    pub fn matrix(&self) -> Matrix<'_> {
        Matrix::new(&self.checked, &self.rows)
    }

    /// The pages with their file names: `index.html` and, for many documents, `index-2.html` and so on.
    pub fn pages(mut self) -> impl Iterator<Item = (String, String)> {
        if self.is_batch() {
            self.shelves.iter_mut().for_each(|shelf| shelf.trim(ITEMS_PER_KIND));
        }
        let pages = self.rows.len().div_ceil(ROWS_PER_PAGE).max(1);
        (1..=pages).map(move |page| match page {
            1 => (page_name(1), self.first_page()),
            _ => (page_name(page), self.further_page(page)),
        })
    }

    pub(crate) fn is_batch(&self) -> bool {
        self.rows.len() > 1
    }

    pub(crate) fn shelf(&self, kind: FindingKind) -> &Shelf {
        &self.shelves[position(kind)]
    }

    /// Title of an item's document.
    pub(crate) fn title_of(&self, item: &Item) -> &str {
        self.rows.get(item.row).map(|row| row.title.as_str()).unwrap_or_default()
    }

    /// Date of an item's document; "" if it is not known.
    pub(crate) fn date_of(&self, item: &Item) -> String {
        let date = self.rows.get(item.row).and_then(|row| row.date);
        date.map(labels::short_date).unwrap_or_default()
    }

    fn title(&self) -> String {
        match self.rows.as_slice() {
            [] => "Nothing could be read".to_owned(),
            [row] => row.title.clone(),
            rows => labels::count(rows.len(), "document", "documents"),
        }
    }

    fn facts(&self) -> Vec<String> {
        if let Some(single) = &self.single {
            return single.facts.clone();
        }
        let dates = || self.rows.iter().filter_map(|row| row.date);
        let length: u64 = self.rows.iter().filter_map(|row| row.duration_ms).sum();
        let mut facts = Vec::new();
        match (dates().min(), dates().max()) {
            (Some(first), Some(last)) if first != last => {
                facts.push(format!("{} to {}", labels::short_date(first), labels::short_date(last)));
            }
            (Some(date), _) => facts.push(labels::long_date(date)),
            _ => {}
        }
        if length > 0 {
            facts.push(format!("{} in all", labels::length(length)));
        }
        facts
    }

    fn counts(&self) -> Vec<CountLink> {
        if self.context.job == Job::Check {
            return self.check_counts();
        }
        let link = |kind| {
            let (shelf, words) = (self.shelf(kind), labels::kind_words(kind));
            CountLink {
                id: words.id,
                number: labels::grouped(shelf.total),
                words: if shelf.total == 1 { words.one } else { words.many },
                note: if shelf.unowned > 0 {
                    format!("{} without owner", labels::grouped(shelf.unowned))
                } else {
                    String::new()
                },
                is_zero: shelf.total == 0,
            }
        };
        // Topics of different meetings do not add up to anything; they are on the documents' pages.
        // Results of requirements have a matrix of their own.
        let is_counted = |kind: &FindingKind| match kind {
            FindingKind::Topic => !self.is_batch(),
            FindingKind::RequirementResult => false,
            _ => true,
        };
        FindingKind::ALL.into_iter().filter(is_counted).map(link).collect()
    }

    fn check_counts(&self) -> Vec<CountLink> {
        let link = |id, number: usize, words| CountLink {
            id,
            number: labels::grouped(number),
            words,
            note: String::new(),
            is_zero: number == 0,
        };
        let statuses = ResultStatus::ALL.iter().zip(self.checked.totals);
        let mut counts: Vec<CountLink> = if self.checked.requirements.is_empty() {
            Vec::new()
        } else {
            statuses.map(|(status, number)| link("matrix", number, status.as_str())).collect()
        };
        let missing = counts.iter_mut().find(|count| count.words == ResultStatus::Missing.as_str());
        if let Some(missing) = missing.filter(|_| self.checked.unmentioned > 0) {
            missing.note = format!("and {} that are only allowed", labels::grouped(self.checked.unmentioned));
        }
        let (own, words) =
            (self.shelf(FindingKind::Discrepancy), labels::kind_words(FindingKind::Discrepancy));
        counts.push(link(
            words.id,
            own.total,
            if own.total == 1 { "place that disagrees" } else { "places that disagree" },
        ));
        counts
    }

    fn first_page(&self) -> String {
        let mut sections = String::new();
        for section in SECTIONS.iter().filter(|section| section.job == self.context.job) {
            (section.write)(self, &mut sections);
        }
        let mut timeline = String::new();
        if let Some(single) = self.single.as_ref().filter(|_| self.context.job == Job::Meeting) {
            super::sections::timeline::write_timeline(self, single, &mut timeline);
        }
        let page = IndexPage {
            style: &assets::STYLE,
            script: &assets::SCRIPT,
            policy: &assets::POLICY,
            title: self.title(),
            job: self.context.job.as_str(),
            facts: self.facts(),
            people: self.single.as_ref().map(|single| single.people.join(", ")).unwrap_or_default(),
            counts: self.counts(),
            timeline,
            overview: self.context.overview.as_ref().filter(|overview| !overview.sentences.is_empty()),
            model: self.context.engine.model.as_deref().unwrap_or_default(),
            sections,
            document: self.rows.first().filter(|_| !self.is_batch()),
        };
        page.render().expect("a String takes every write")
    }

    fn further_page(&self, page: usize) -> String {
        let mut table = String::new();
        documents::write_table(self, page, &mut table);
        let page = DocumentsPage {
            style: &assets::STYLE,
            script: &assets::SCRIPT,
            policy: &assets::POLICY,
            title: format!("{}, page {page}", self.title()),
            table: &table,
        };
        page.render().expect("a String takes every write")
    }
}

/// The last part of a path, however it is written.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// File name of the nth index page, from 1.
pub(crate) fn page_name(page: usize) -> String {
    if page == 1 { "index.html".to_owned() } else { format!("index-{page}.html") }
}

/// Place of a kind in [`FindingKind::ALL`].
fn position(kind: FindingKind) -> usize {
    FindingKind::ALL.iter().position(|&other| other == kind).unwrap_or_default()
}

impl Shelf {
    /// Keeps the best `most`: first views, then by score, then in the order of the batch.
    fn trim(&mut self, most: usize) {
        if self.items.len() <= most && most > ITEMS_PER_KIND {
            return;
        }
        self.items.sort_by(|a, b| {
            let better = b.first_view.cmp(&a.first_view).then(b.score.total_cmp(&a.score));
            better.then(a.row.cmp(&b.row))
        });
        self.items.truncate(ITEMS_PER_KIND);
    }
}

impl Single {
    fn of(analysis: &DocumentAnalysis) -> Self {
        Single {
            facts: document::facts(analysis),
            people: analysis.talk.iter().take(12).map(|share| share.speaker.clone()).collect(),
            talk: analysis.talk.clone(),
            duration_ms: analysis.document.duration_ms,
            bytes: analysis.document.text.len(),
        }
    }
}

impl Row {
    /// The date as printed; "" if it is not known.
    pub(crate) fn date_words(&self) -> String {
        self.date.map(labels::short_date).unwrap_or_default()
    }

    /// The length as printed; "" if it is not known.
    pub(crate) fn length_words(&self) -> String {
        self.duration_ms.filter(|&length| length > 0).map(labels::length).unwrap_or_default()
    }

    fn of(analysis: &DocumentAnalysis, counts: [usize; FindingKind::ALL.len()], unowned: usize) -> Self {
        let document = &analysis.document;
        Row {
            id: document.id.clone(),
            title: document.title.clone(),
            path: document.path.clone(),
            date: document.date.map(|dated| dated.date),
            duration_ms: document.duration_ms,
            people: analysis.talk.len(),
            counts,
            unowned,
            has_gaps: analysis.coverage.unread > 0 || !analysis.gaps.is_empty(),
        }
    }
}
