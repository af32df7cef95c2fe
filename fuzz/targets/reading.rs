//! What targets of containers have in common: any bytes read as a format give articles or reasons.

use std::io::Cursor;

use q7x2_reader::{Form, Input, Limits, Plan, ReadOptions, Reader};

/// Reads all articles of bytes of a format, of any where there is none.
pub(crate) fn read(form: Option<Form>, bytes: &[u8]) {
    let limits = Limits {
        unpacked_free: 1 << 20,
        unpacked_bytes: 16 << 20,
        document_bytes: 1 << 20,
        held_bytes: 1 << 20,
        ..Limits::default()
    };
    let options = ReadOptions { form, limits, ..ReadOptions::default() };
    let plan = Plan::of(&[Input::Stdin]);
    if let Ok(articles) = Reader::new(options).read(plan, Cursor::new(bytes.to_vec())) {
        articles.for_each(drop);
    }
}
