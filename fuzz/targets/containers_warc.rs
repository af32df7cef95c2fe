//! Any bytes read as crawls give articles or reasons.
#![no_main]

mod reading;

use q7x2_reader::Form;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read(Some(Form::Warc), bytes));
