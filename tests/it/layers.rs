//! Arrows point one way: a module imports only from lower layers, and stages never import one another.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Top-level modules from the bottom up; modules of one row do not import one another.
const LAYERS: &[&[&str]] = &[
    &["text"],
    &["model"],
    &["ingest", "chunk", "engine", "reduce", "report"],
    &["error"],
    &["run"],
    &["jobs"],
    &["cli", "progress"],
    &["settings"],
    &["pipeline"],
    &["main"],
];

fn layer_of(module: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&module))
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// Modules named after `crate::` (or `throughline::` in the program itself), groups included, outside comments.
fn imports(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in source.lines().filter(|line| !line.trim_start().starts_with("//")) {
        for prefix in ["crate::", "throughline::"] {
            for (at, _) in line.match_indices(prefix) {
                let rest = &line[at + prefix.len()..];
                let names = rest.strip_prefix('{').unwrap_or(rest);
                let take_word = |text: &str| {
                    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>()
                };
                if rest.starts_with('{') {
                    let inner = names.split('}').next().unwrap_or_default();
                    found.extend(inner.split(',').map(|name| take_word(name.trim())));
                } else {
                    found.push(take_word(rest));
                }
            }
        }
    }
    found
}

#[test]
fn modules_import_only_from_lower_layers() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    let mut wrong = BTreeMap::new();
    for file in files {
        let relative = file.strip_prefix(&root).unwrap();
        let top = relative.components().next().unwrap().as_os_str().to_string_lossy().replace(".rs", "");
        if top == "lib" {
            continue;
        }
        let own = layer_of(&top)
            .unwrap_or_else(|| panic!("{top} has no layer: add it to LAYERS and ARCHITECTURE.md"));
        for import in imports(&std::fs::read_to_string(&file).unwrap()) {
            let Some(layer) = layer_of(&import) else { continue };
            if import != top && layer >= own {
                wrong.insert(relative.display().to_string(), import);
            }
        }
    }
    assert!(wrong.is_empty(), "these import from their own layer or above: {wrong:#?}");
}

#[test]
fn imports_are_seen() {
    assert_eq!(
        imports("use crate::{model::Span, text};\n// use crate::main;\nlet a = crate::run::go();"),
        ["model", "text", "run"]
    );
}

#[test]
fn every_file_opens_by_saying_what_it_is_for() {
    let mut files = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut files);
    }
    let silent: Vec<_> =
        files.iter().filter(|file| !std::fs::read_to_string(file).unwrap().starts_with("//!")).collect();
    assert!(silent.is_empty(), "no //! line at the top: {silent:?}");
}
