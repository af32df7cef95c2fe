//! Any bytes read as datasets give articles or reasons.
#![no_main]

mod reading;

use q7x2_reader::Form;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| reading::read(Some(Form::Parquet), bytes));
