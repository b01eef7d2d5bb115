//! Speed of counting tokens: plain talk, and runs that punish a careless merge.

use divan::Bencher;
use divan::counter::BytesCount;
use throughline::text::tokens::{Encoding, TokenCounter};

const TURN: &str = "[00:12:34] Ann Lee: So, we've decided to ship on Friday the 27th, unless the auditors' \
                    letter isn't back; Bob'll check with procurement and write it up — 3 pages at most.\n";

fn main() {
    divan::main();
}

#[divan::bench(args = [Encoding::O200k, Encoding::Cl100k])]
fn count_talk(bencher: Bencher, encoding: Encoding) {
    bench_count(bencher, encoding, &TURN.repeat(5_000));
}

#[divan::bench(args = ["a", " ", "-", "会", "\n "])]
fn count_run(bencher: Bencher, unit: &str) {
    bench_count(bencher, Encoding::O200k, &unit.repeat(200_000));
}

#[divan::bench]
fn count_range(bencher: Bencher) {
    let text = TURN.repeat(5_000);
    let mut counter = TokenCounter::new(Encoding::O200k);
    let index = counter.index(&text);
    let start = text.floor_char_boundary(text.len() / 3);
    bencher.bench_local(|| index.count(&mut counter, &text, start..start + 6_000));
}

#[divan::bench]
fn start_and_count_one_turn() -> usize {
    TokenCounter::new(Encoding::O200k).count(TURN)
}

fn bench_count(bencher: Bencher, encoding: Encoding, text: &str) {
    let mut counter = TokenCounter::new(encoding);
    bencher.counter(BytesCount::of_str(text)).bench_local(|| counter.count(text));
}
