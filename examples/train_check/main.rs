//! Learns the weights by which `throughline check` tells what a document says to a requirement, and measures them on
//! requirements that were not learned from.
//!
//! `cargo run --release --example train_check -- FIT.json MEASURE.json [--pairs EVIDENCE.csv] [--unrelated CASES.json]…
//! [--also MORE.json]… [--out WEIGHTS.rs]`
//!
//! CASES are requirements beside documents of another field, all NotMentioned, of the same form: what keeps the program from
//! seeing a requirement in whatever shares a few words with it. MORE is measured, too. The shipped weights were learned from
//! 50 agreements, 13 of them once more in front of 70 kB of an annual report, and unrelated cases of both kinds: the agreements'
//! hypotheses beside annual reports, and requirements of a regulation and a security standard beside the agreements and the
//! reports. Each hypothesis was given in six wordings, the data's own and five that others wrote without seeing the program, so
//! that the weights fit no wording: wordings of one hypothesis have one key up to an "@" ("nda-1", "nda-1@2"), and are left out
//! together when the learning is measured.
//!
//! FIT and MEASURE are of the form of ContractNLI (Koreeda and Manning, 2021): documents with spans, and for each
//! hypothesis one of Entailment, Contradiction, NotMentioned with the spans that show it.

mod corpus;
mod fit;

use anyhow::Context;
use corpus::{Case, Corpus, Gold};
use fit::{Row, fit};
use rayon::prelude::*;
use throughline::jobs::check::matching::judge::{
    MENTION_COUNT, STANCE_COUNT, Stance, log_odds, probability, stance_by,
};
use throughline::jobs::check::matching::pair::PAIR_COUNT;

/// The job's own bars.
const UNCLEAR: f32 = 0.4;
const SPEAKS: f32 = 0.55;
const OUTWEIGHS: f32 = 0.1;

/// What a set of unrelated cases counts for beside the related ones.
const UNRELATED_SHARE: f64 = 0.2;

/// What one fit gives.
struct Weights {
    relevance: Vec<f32>,
    mention: Vec<f32>,
    contradiction: Vec<f32>,
}

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [fit_path, measure_path, ..] = arguments.as_slice() else {
        anyhow::bail!("name the data to fit and the data to measure on");
    };
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    let train = Corpus::read(fit_path)?;
    let test = Corpus::read(measure_path)?;
    let pairs = option("--pairs").map(corpus::read_pairs).transpose()?.unwrap_or_default();
    let unrelated = arguments
        .windows(2)
        .filter(|pair| pair[0] == "--unrelated")
        .map(|pair| Corpus::read(&pair[1]))
        .collect::<anyhow::Result<Vec<Corpus>>>()?;
    let mut tests = vec![(measure_path.as_str(), test)];
    for path in arguments.windows(2).filter(|pair| pair[0] == "--also").map(|pair| &pair[1]) {
        tests.push((path, Corpus::read(path)?));
    }
    let mut meanings = train.meanings.clone();
    meanings.sort();
    meanings.dedup();
    let results: Vec<Vec<Counts>> = meanings
        .par_iter()
        .map(|left_out| {
            let weights =
                learn(&train, &pairs, &unrelated, |statement| train.meanings[statement] != *left_out);
            let on =
                |test: &Corpus| measure(test, &weights, |statement| test.meanings[statement] == *left_out);
            tests.iter().map(|(_, test)| on(test)).collect()
        })
        .collect();
    println!("what a statement says left out, one by one:");
    for (at, (path, _)) in tests.iter().enumerate() {
        let mut all = Counts::default();
        for (left_out, counts) in meanings.iter().zip(&results) {
            if at == 0 {
                println!("{}  {left_out}", counts[at].line());
            }
            all.add(&counts[at]);
        }
        println!("{}  {path}", all.line());
    }
    println!("nothing left out:");
    let weights = learn(&train, &pairs, &unrelated, |_| true);
    for (path, test) in &tests {
        println!("{}  {path}", measure(test, &weights, |_| true).line());
    }
    for (number, other) in unrelated.iter().enumerate() {
        println!("{}  unrelated {number}", measure(other, &weights, |_| true).line());
    }
    if let Some(out) = option("--out") {
        write(out, &weights).with_context(|| format!("cannot write {out}"))?;
    }
    print_weights("relevance", &weights.relevance);
    print_weights("mention", &weights.mention);
    print_weights("contradiction", &weights.contradiction);
    Ok(())
}

/// Fits all three models on the statements that are used.
fn learn(
    train: &Corpus,
    pairs: &[(String, Gold, String)],
    unrelated: &[Corpus],
    is_used: impl Fn(usize) -> bool + Sync,
) -> Weights {
    let cases: Vec<&Case> = train.cases.iter().filter(|case| is_used(case.statement)).collect();
    let rows: Vec<Row> = cases
        .iter()
        .filter(|case| case.gold != Gold::NotMentioned)
        .flat_map(|case| case.pairs.iter().map(|(measures, is_evidence)| Row::new(measures, *is_evidence)))
        .collect();
    let relevance = fit(&rows, PAIR_COUNT, 1.0);
    let stances: Vec<(Gold, Stance)> =
        cases.iter().map(|case| (case.gold, train.stance(case, &relevance))).collect();
    let mut rows: Vec<Row> =
        stances.iter().map(|(gold, stance)| Row::new(&stance.mention, *gold != Gold::NotMentioned)).collect();
    let left_out: Vec<&String> =
        train.statements.iter().enumerate().filter(|(at, _)| !is_used(*at)).map(|(_, text)| text).collect();
    for other in unrelated {
        let used =
            || other.cases.iter().filter(|case| !left_out.contains(&&other.statements[case.statement]));
        // Each set counts as much as a share of the cases in question, however large it is.
        let weight = UNRELATED_SHARE * stances.len() as f64 / used().count().max(1) as f64;
        rows.extend(
            used().map(|case| Row::new(&other.stance(case, &relevance).mention, false).counting(weight)),
        );
    }
    let mention = fit(&rows, MENTION_COUNT, 30.0);
    let mut rows: Vec<Row> = stances
        .iter()
        .filter(|(gold, _)| *gold != Gold::NotMentioned)
        .map(|(gold, stance)| Row::new(&stance.stance, *gold == Gold::Contradiction))
        .collect();
    let used: Vec<&String> =
        train.statements.iter().enumerate().filter(|(at, _)| is_used(*at)).map(|(_, text)| text).collect();
    for (statement, gold, text) in pairs.iter().filter(|(statement, ..)| used.contains(&statement)) {
        let (question, document, units) = corpus::prepare_pair(statement, text);
        let mut stems = throughline::jobs::check::matching::terms::Stems::default();
        let passages =
            throughline::jobs::check::matching::passages::Passages::new(&document, &units, &mut stems);
        let stance = stance_by(&question, &passages, &relevance);
        rows.push(Row::new(&stance.stance, *gold == Gold::Contradiction).counting(0.5));
    }
    let contradiction = fit(&rows, STANCE_COUNT, 3.0);
    Weights { relevance, mention, contradiction }
}

#[derive(Default)]
struct Counts {
    /// Gold by answer: entailed, contradicted, not mentioned.
    table: [[usize; 3]; 3],
    first: usize,
    any: usize,
    evidenced: usize,
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        for gold in 0..3 {
            for answer in 0..3 {
                self.table[gold][answer] += other.table[gold][answer];
            }
        }
        self.first += other.first;
        self.any += other.any;
        self.evidenced += other.evidenced;
    }

    fn line(&self) -> String {
        let total: usize = self.table.iter().flatten().sum();
        let right: usize = (0..3).map(|at| self.table[at][at]).sum();
        let said: usize = (0..3).map(|gold| self.table[gold][1]).sum();
        let there: usize = self.table[1].iter().sum();
        let ratio = |a: usize, b: usize| a as f64 / b.max(1) as f64;
        format!(
            "accuracy {:.3}  contradiction {:.2}/{:.2}  evidence first {:.2} any {:.2}  {:?}",
            ratio(right, total),
            ratio(self.table[1][1], said),
            ratio(self.table[1][1], there),
            ratio(self.first, self.evidenced),
            ratio(self.any, self.evidenced),
            self.table,
        )
    }
}

fn measure(test: &Corpus, weights: &Weights, is_used: impl Fn(usize) -> bool) -> Counts {
    let mut counts = Counts::default();
    for case in test.cases.iter().filter(|case| is_used(case.statement)) {
        let stance = test.stance(case, &weights.relevance);
        let odds = probability(log_odds(&weights.mention, &stance.mention));
        // The rules of the job: the best passage says the opposite, or those that do outweigh the others.
        let against = odds >= UNCLEAR && (stance.stance[4] > 0.0 || stance.outweighs() > OUTWEIGHS)
            || test.is_opened(case, &stance);
        let mentioned = odds >= SPEAKS && !test.is_only_told(case, &stance) || against;
        let answer = match (mentioned, against) {
            (false, _) => 2,
            (true, true) => 1,
            (true, false) => 0,
        };
        counts.table[case.gold as usize][answer] += 1;
        if case.gold != Gold::NotMentioned {
            let shown: Vec<bool> =
                stance.pairs.iter().take(3).map(|judged| case.is_evidence(judged.pair.passage)).collect();
            counts.evidenced += 1;
            counts.first += usize::from(shown.first() == Some(&true));
            counts.any += usize::from(shown.contains(&true));
        }
    }
    counts
}

fn print_weights(name: &str, weights: &[f32]) {
    let all: Vec<String> = weights.iter().map(|weight| format!("{weight:.2}")).collect();
    println!("{name}: {}", all.join(" "));
}

fn write(out: &str, weights: &Weights) -> anyhow::Result<()> {
    let list = |name: &str, count: &str, doc: &str, weights: &[f32]| {
        let numbers: Vec<String> = weights.iter().map(|weight| format!("    {weight:?},")).collect();
        format!("\n/// {doc}\npub(super) const {name}: [f32; {count} + 1] = [\n{}\n];\n", numbers.join("\n"))
    };
    let text = format!(
        "//! Learned weights, written by `cargo run --release --example train_check`. The last of each list is added as it is.\n\
         //! Learned from ContractNLI (see the NOTICE beside this file).\n\n\
         use super::judge::{{MENTION_COUNT, STANCE_COUNT}};\nuse super::pair::PAIR_COUNT;\n{}{}{}",
        list(
            "RELEVANCE",
            "PAIR_COUNT",
            "Whether a passage is what a requirement is about.",
            &weights.relevance
        ),
        list("MENTION", "MENTION_COUNT", "Whether a document speaks of a requirement.", &weights.mention),
        list(
            "CONTRADICTION",
            "STANCE_COUNT",
            "Whether a document that speaks of it says the opposite.",
            &weights.contradiction
        ),
    );
    std::fs::write(out, text)?;
    Ok(())
}
