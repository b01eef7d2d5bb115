//! Writes the tables of `text/tokens` to `OUT_DIR`, so that the program starts without building any.
//!
//! Takes the tokens of each encoding from tiktoken-rs and the Unicode classes from regex-syntax; gives, in the layout
//! of `src/text/tokens/layout.rs`:
//! - `ENCODING.tokens`: every token as one length byte and its bytes, in order of rank;
//! - `ENCODING.slots`: a hash table from a token's bytes to its place there;
//! - `classes.blocks`, `classes.index`: the class of every code point.

use std::path::Path;
use std::{env, fs};

use regex_syntax::hir::{Class, HirKind};
use tiktoken_rs::CoreBPE;

#[path = "src/text/tokens/layout.rs"]
mod layout;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/text/tokens/layout.rs");
    let folder = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    let folder = Path::new(&folder);
    let o200k = tiktoken_rs::o200k_base().expect("its tables are compiled in");
    write_vocabulary(folder, "o200k_base", &o200k, 199_998);
    let cl100k = tiktoken_rs::cl100k_base().expect("its tables are compiled in");
    write_vocabulary(folder, "cl100k_base", &cl100k, 100_256);
    write_classes(folder);
}

/// Writes the tokens of ranks `0..count`; special tokens have higher ranks and are left out.
fn write_vocabulary(folder: &Path, name: &str, encoding: &CoreBPE, count: u32) {
    assert!(encoding.decode_bytes(&[count]).is_err(), "{name} has more than {count} ordinary tokens");
    let slot_count = count as usize * 2;
    let mut slots = vec![layout::EMPTY_SLOT; slot_count];
    let mut tokens = vec![0]; // so that no token starts at 0 and no slot in use equals EMPTY_SLOT
    for rank in 0..count {
        let token = encoding.decode_bytes(&[rank]).expect("ranks have no holes");
        assert!(token.len() <= layout::TOKEN_BYTES_MAX, "{name}: token {rank} is too long");
        let hash = layout::hash(&token);
        let mut slot = layout::home_slot(hash, slot_count);
        while slots[slot] != layout::EMPTY_SLOT {
            slot = layout::slot_after(slot, slot_count);
        }
        slots[slot] = layout::pack_slot(hash, tokens.len());
        tokens.push(token.len() as u8);
        tokens.extend(&token);
    }
    assert!(tokens.len() < 1 << layout::OFFSET_BITS, "{name}: too many bytes of tokens");
    let slots: Vec<u8> = slots.iter().flat_map(|slot| slot.to_le_bytes()).collect();
    write(folder, &format!("{name}.slots"), &slots);
    write(folder, &format!("{name}.tokens"), &tokens);
}

/// Writes the class of every code point, in blocks of 256; equal blocks are written once.
fn write_classes(folder: &Path) {
    let mut classes = vec![layout::OTHER; 0x11_0000];
    for (pattern, class) in layout::CLASS_PATTERNS {
        let hir = regex_syntax::parse(pattern).expect("the patterns are valid");
        let HirKind::Class(Class::Unicode(ranges)) = hir.kind() else {
            panic!("{pattern} is not a Unicode class")
        };
        for range in ranges.ranges() {
            classes[range.start() as usize..=range.end() as usize].fill(*class);
        }
    }
    let mut blocks: Vec<&[u8]> = Vec::new();
    let mut index = Vec::new();
    for block in classes.chunks(256) {
        let number = blocks.iter().position(|known| *known == block).unwrap_or_else(|| {
            blocks.push(block);
            blocks.len() - 1
        });
        index.push(u8::try_from(number).expect("there are fewer than 256 different blocks"));
    }
    write(folder, "classes.blocks", &blocks.concat());
    write(folder, "classes.index", &index);
}

fn write(folder: &Path, name: &str, bytes: &[u8]) {
    fs::write(folder.join(name), bytes).expect("OUT_DIR is writable");
}
