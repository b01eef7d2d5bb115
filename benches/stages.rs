//! Speed of each stage and of the whole way over the samples, in bytes of text a second. `cargo bench --bench stages`.

use divan::Bencher;
use divan::counter::BytesCount;
use throughline::chunk::{self, Budget};
use throughline::engine::builtin::Builtin;
use throughline::ingest::{self, ReadOptions};
use throughline::jobs::meeting;
use throughline::model::analysis::{EngineName, Receipt};
use throughline::model::document::Document;
use throughline::model::units::Units;
use throughline::report::{Job, PageContext, document_page};
use throughline::text::tokens::{Encoding, TokenCounter};

const STEERING: &str = include_str!("../samples/steering-weekly.txt");
const CAPTIONS: &str = include_str!("../samples/design-review.vtt");
const PASTED: &str = include_str!("../samples/webinar-pasted.txt");
const SAMPLES: &[(&str, &str)] =
    &[("steering-weekly.txt", STEERING), ("design-review.vtt", CAPTIONS), ("webinar-pasted.txt", PASTED)];

fn main() {
    divan::main();
}

fn sample(name: &str) -> &'static str {
    SAMPLES.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text)
}

fn document(name: &str) -> Document {
    ingest::read("d1", name, sample(name).as_bytes(), &ReadOptions::default())
        .expect("the samples are readable")
}

fn budget() -> Budget {
    Budget::new(1000, 1250, 200).expect("desired is below max")
}

#[divan::bench(args = SAMPLES.iter().map(|(name, _)| *name))]
fn read(bencher: Bencher, name: &str) {
    bencher.counter(BytesCount::of_str(sample(name))).bench(|| document(name));
}

#[divan::bench(args = SAMPLES.iter().map(|(name, _)| *name))]
fn part_and_cut(bencher: Bencher, name: &str) {
    let document = document(name);
    let mut counter = TokenCounter::new(Encoding::O200k);
    bencher.counter(BytesCount::of_str(&document.text)).bench_local(|| {
        let units = Units::of(&document);
        let index = counter.index(&document.text);
        chunk::cut(&document, &units, &[], &index, &mut counter, budget())
    });
}

#[divan::bench(args = SAMPLES.iter().map(|(name, _)| *name))]
fn open_engine(bencher: Bencher, name: &str) {
    let document = document(name);
    let (units, engine) = (Units::of(&document), Builtin::default());
    bencher.counter(BytesCount::of_str(&document.text)).bench(|| engine.open(&document, &units));
}

#[divan::bench(args = SAMPLES.iter().map(|(name, _)| *name))]
fn whole_way_to_the_page(bencher: Bencher, name: &str) {
    let engine = Builtin::default();
    let context = PageContext {
        job: Job::Meeting,
        version: String::new(),
        engine: EngineName { name: "builtin".into(), model: None },
        receipt: Receipt::default(),
        overview: None,
    };
    bencher.counter(BytesCount::of_str(sample(name))).bench(|| {
        let analysis = meeting::analyse(document(name), &engine, budget(), Encoding::O200k);
        document_page(&analysis, &context)
    });
}
