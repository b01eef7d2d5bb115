#![no_main]
mod shared;
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::try_to_read("a.vtt", bytes));
