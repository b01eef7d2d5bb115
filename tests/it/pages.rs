//! Laws of the pages: they parse, ids are unique, links lead somewhere, nothing is fetched, nothing hostile survives.

use crate::made;
use scraper::{Html, Selector};
use std::collections::{BTreeMap, BTreeSet};
use throughline::model::analysis::DocumentAnalysis;
use throughline::report::{Index, document_page};

/// All pages of a batch by the name they get in the report's folder.
pub(crate) fn render(analyses: &[DocumentAnalysis]) -> BTreeMap<String, String> {
    let context = made::context();
    let mut index = Index::new(context.clone());
    let mut pages = BTreeMap::new();
    for analysis in analyses {
        index.add(analysis);
        pages.insert(format!("documents/{}.html", analysis.document.id), document_page(analysis, &context));
    }
    pages.extend(index.pages());
    pages
}

#[test]
#[ignore]
fn write_for_eyes() {
    let out = std::path::PathBuf::from(std::env::var("OUT").unwrap());
    std::fs::create_dir_all(out.join("documents")).unwrap();
    for (name, page) in render(&[made::meeting("d1")]) {
        std::fs::write(out.join(name), page).unwrap();
    }
}
