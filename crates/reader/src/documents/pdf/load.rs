//! The objects of a PDF, with what they unpack to bounded.

use std::cell::Cell;

use lopdf::{DecompressError, Document, Error, LoadOptions, Object, ObjectId};

use super::super::{Kind, Refused};

/// How many bytes all lists of objects may unpack to together. Objects take many times the bytes that they
/// are written in; a document of a thousand pages has a few megabytes of them.
const OBJECTS: usize = 16 << 20;

/// How many bytes all lists may unpack to together that are not asked about one by one.
const LISTS: usize = 4 * OBJECTS;

thread_local! {
    /// How many bytes of objects may still be unpacked, and `None` when it was too much. It is the only way
    /// to a function that is given to the library as a pointer, and is set anew for each document.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Returns the objects of a PDF.
///
/// # Errors
/// When it is locked, damaged, or unpacks to too much.
pub(super) fn load(bytes: &[u8]) -> Result<Document, Refused> {
    let unpacked = Refused::Unpacked { kind: Kind::Pdf, limit: OBJECTS >> 20 };
    LEFT.set(Some(OBJECTS));
    let is_encrypted = values(bytes, b"Encrypt").next().is_some();
    // The lists of objects of an encrypted document, and the lists of places that go back to one before,
    // are not asked about one by one: each has its equal part.
    let lists = match is_encrypted {
        true => bytes.windows(9).filter(|window| window == b"endstream").count(),
        false => 1 + values(bytes, b"Prev").filter(|value| !is_reference(value)).count(),
    };
    let options = LoadOptions {
        filter: Some(within_limit),
        max_decompressed_size: Some((LISTS / lists.max(1)).min(OBJECTS)),
        ..LoadOptions::default()
    };
    let document =
        Document::load_mem_with_options(bytes, options).map_err(|error| match error {
            Error::InvalidPassword | Error::Decryption(_) => Refused::Locked(Kind::Pdf),
            Error::Decompress(DecompressError::MemoryLimitExceeded { .. }) => unpacked,
            _ if is_encrypted => Refused::Locked(Kind::Pdf),
            _ => Refused::Damaged { kind: Kind::Pdf, what: "its objects cannot be read" },
        })?;
    if LEFT.get().is_none() {
        return Err(unpacked);
    }
    // Without the right password the objects are not there; the empty one was tried.
    if document.is_encrypted() { Err(Refused::Locked(Kind::Pdf)) } else { Ok(document) }
}

/// Keeps an object, unless it is a list of others that unpacks to more than is left.
fn within_limit(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    let Object::Stream(stream) = object else {
        // The library takes what is returned for an object out of a list, and what is changed for others.
        return Some((id, object.clone()));
    };
    if stream.dict.has_type(b"ObjStm") {
        let left = LEFT.get()?;
        match stream.get_plain_content_with_limit(left) {
            Ok(unpacked) => LEFT.set(Some(left.saturating_sub(unpacked.len()))),
            Err(Error::Decompress(DecompressError::MemoryLimitExceeded { .. })) => {
                LEFT.set(None);
                return None;
            }
            // What else is wrong with it is for the library to tell.
            Err(_) => {}
        }
    }
    Some((id, Object::Null))
}

/// Returns what stands behind each name of a file that is this one, be it written with codes.
fn values<'a>(bytes: &'a [u8], name: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let names = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    names.filter_map(move |(at, _)| {
        let mut rest = &bytes[at + 1..];
        for expected in name {
            let code = rest.strip_prefix(b"#").and_then(|digits| digits.get(..2));
            let code = code.and_then(|digits| std::str::from_utf8(digits).ok());
            let (byte, length) = match code.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
                Some(byte) => (byte, 3),
                None => (*rest.first()?, 1),
            };
            rest = &rest[length..];
            if byte != *expected {
                return None;
            }
        }
        Some(rest)
    })
}

/// Tells whether a value is a reference to an object, `12 0 R`.
fn is_reference(value: &[u8]) -> bool {
    let start = &value[..value.len().min(40)];
    let mut words = start.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    let mut is_number = || words.next().is_some_and(|word| word.iter().all(u8::is_ascii_digit));
    is_number() && is_number() && words.next().is_some_and(|word| word.starts_with(b"R"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_be_they_written_with_codes() {
        let found = |bytes: &[u8]| values(bytes, b"Prev").count();
        assert_eq!(found(b"<</Prev 12/Pr#65v 13/Preview 1/Next 2>>/Pre"), 3);
        assert!(
            is_reference(b" 12 0 R/Next") && !is_reference(b" 12/Size 3") && !is_reference(b"")
        );
    }
}
