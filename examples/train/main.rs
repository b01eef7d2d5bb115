//! Makes the weights of the built-in engine from labelled meetings, and measures them.
//!
//! `cargo run --release --example train -- --data DIR [--without SET] [--out DIR]`
//!
//! `DIR` holds one folder a set: `ami`, `icsi`, `akash` (`ID.json.gz`: utterances and gold items) and `email_intents`
//! (`sentences.tsv`). Prints precision, recall and F1 of the chosen findings on meetings that were not learned from,
//! and the same with each set left out. `--out` writes `vocabulary.txt` and `weights.bin`. Runs of the same data give
//! the same bytes.

mod corpus;
mod fit;
mod measure;

use anyhow::Context;
use corpus::{Corpus, Set};
use measure::Way;
use rayon::prelude::*;
use std::path::{Path, PathBuf};
use throughline::engine::builtin::phrases::Phrases;
use throughline::engine::builtin::scorer::Scorer;
use throughline::engine::builtin::vocabulary::Vocabulary;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let option = |name: &str| arguments.iter().position(|a| a == name).and_then(|i| arguments.get(i + 1));
    let data = PathBuf::from(option("--data").context("say where the data is: --data DIR")?);
    let left_out = option("--without").and_then(|name| Set::named(name));
    let corpus = Corpus::load(&data)?;
    let vocabulary = corpus.common_words();
    println!("{} meetings, {} words in the vocabulary", corpus.meetings.len(), vocabulary.lines().count());

    let without: Vec<Option<Set>> = match left_out {
        Some(set) => vec![Some(set)],
        None => vec![None, Some(Set::Ami), Some(Set::Icsi), Some(Set::Akash)],
    };
    let known = Vocabulary::new(&vocabulary);
    let learner = fit::Learner::new(&corpus, &known, &Phrases::new(&known));
    let scorers: Vec<(Option<Set>, Vec<u8>)> =
        without.par_iter().map(|&set| (set, learner.fit(|meeting| set != Some(meeting.set)))).collect();
    let mut rows: Vec<(Option<Set>, &'static Scorer)> = Vec::new();
    for (set, bytes) in &scorers {
        let scorer = Scorer::new(&vocabulary, bytes).context("weights do not fit the features")?;
        // The engine keeps its scorer for good; there are four of them here.
        rows.push((*set, Box::leak(Box::new(scorer))));
    }
    for (way, says) in [(Way::Scorer, "The scorer and the choice alone"), (Way::Program, "The whole program")]
    {
        println!("\n{says}\n");
        println!(
            "| learned from | measured on | kind | precision | recall | F1 | act F1 | found | gold | an hour |"
        );
        println!("|---|---|---|---|---|---|---|---|---|---|");
        for &(set, scorer) in &rows {
            measure::print_table(&corpus, scorer, way, set);
        }
    }
    if let (Some(out), Some((_, bytes))) = (option("--out"), scorers.first()) {
        write(Path::new(out), &vocabulary, bytes)?;
    }
    Ok(())
}

fn write(out: &Path, vocabulary: &str, weights: &[u8]) -> anyhow::Result<()> {
    std::fs::create_dir_all(out)?;
    std::fs::write(out.join("vocabulary.txt"), vocabulary)?;
    std::fs::write(out.join("weights.bin"), weights)?;
    println!("wrote {}", out.display());
    Ok(())
}
