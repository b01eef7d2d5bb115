# Every check the gate runs, by name. `just` alone lists them.
default:
    @just --list

# Build the program and try it on a sample
try:
    cargo run --release -- meeting samples/steering-weekly.txt --open

# What must pass before a change lands
check: format lint test docs

format:
    cargo fmt --check

lint:
    cargo clippy --all-targets -- -D warnings

test:
    cargo test

docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps --document-private-items

# Speed of the hot paths
bench:
    cargo bench

# Licences, bans and sources of everything the program is built from
deny:
    cargo deny check licenses bans sources

# Accept new results of the golden analyses after reading the difference
bless:
    BLESS=1 cargo test golden
