//! Any bytes read as archives give articles or reasons.
#![no_main]

mod reading;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read(None, bytes));
