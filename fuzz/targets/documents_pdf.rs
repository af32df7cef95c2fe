//! Any bytes read as PDFs give pages or a reason.
#![no_main]

use q7x2_reader::documents::{Kind, read};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = read(Kind::Pdf, bytes);
});
