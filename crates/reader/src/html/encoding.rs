//! The bytes of a page to text: by its mark, by what its sender said, by what it says itself, by guess.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How many bytes at the beginning of a page are looked at for what it says of its encoding; browsers look
/// at as many.
const LOOKED_AT: usize = 4096;

/// How many bytes are looked at for a guess.
const GUESSED_FROM: usize = 1 << 20;

/// Returns the text of a page. `charset` is what its sender said of it, as in `Content-Type`.
///
/// In order: a byte order mark; `charset`; what a `meta` element or an XML declaration says at the
/// beginning; UTF-8 where the bytes are; a guess. Bytes that are no characters become U+FFFD. What is
/// said to be UTF-8 and is plainly not is guessed.
pub(super) fn decode<'a>(bytes: &'a [u8], charset: Option<&str>) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    let said = charset.and_then(|charset| Encoding::for_label(charset.trim().as_bytes()));
    let said = said.or_else(|| declared(&bytes[..bytes.len().min(LOOKED_AT)]));
    if let Ok(text) = std::str::from_utf8(bytes)
        && (said.is_none_or(|said| said == UTF_8 || !text.is_ascii()) || is_wide(said))
    {
        // Few bytes of another encoding are by chance those of UTF-8 throughout.
        return Cow::Borrowed(text);
    }
    let encoding = match said {
        Some(said) if said != UTF_8 && !is_wide(Some(said)) => said,
        Some(said) if is_wide(Some(said)) && bytes.iter().take(1000).any(|b| *b == 0) => said,
        said => guessed(bytes, said),
    };
    encoding.decode_without_bom_handling(bytes).0
}

fn is_wide(said: Option<&'static Encoding>) -> bool {
    said.is_some_and(|said| said == UTF_16LE || said == UTF_16BE)
}

/// Returns the encoding that bytes look most like.
fn guessed(bytes: &[u8], said: Option<&'static Encoding>) -> &'static Encoding {
    let start = &bytes[..bytes.len().min(GUESSED_FROM)];
    if said == Some(UTF_8) {
        // A few broken places do not make another encoding.
        let chunks = start.utf8_chunks();
        let (good, broken) = chunks.fold((0, 0), |(good, broken), chunk| {
            let many = chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
            (good + many, broken + usize::from(!chunk.invalid().is_empty()))
        });
        if good >= broken {
            return UTF_8;
        }
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(start, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Allow);
    if guess == UTF_8 && std::str::from_utf8(bytes).is_err() && said.is_none() {
        let broken = start.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
        return if broken <= 2 { UTF_8 } else { WINDOWS_1252 };
    }
    guess
}

/// Returns the encoding that a page names at its beginning.
fn declared(start: &[u8]) -> Option<&'static Encoding> {
    let lower = start.to_ascii_lowercase();
    let named = |mark: &[u8]| {
        let mut from = 0;
        while let Some(at) = memchr::memmem::find(&lower[from..], mark) {
            from += at + mark.len();
            let rest = lower[from..].trim_ascii_start();
            let Some(rest) = rest.strip_prefix(b"=") else { continue };
            let is_mark = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'');
            let begin = rest.iter().position(|b| !is_mark(b))?;
            let is_end = |b: &u8| is_mark(b) || matches!(b, b';' | b'>' | b'?' | b'/');
            let len = rest[begin..].iter().position(is_end).unwrap_or(rest.len() - begin);
            if let Some(encoding) = Encoding::for_label(&rest[begin..begin + len]) {
                return Some(encoding);
            }
        }
        None
    };
    // A page that can be read so far as to say UTF-16 is not in it.
    let named = named(b"charset")
        .or_else(|| lower.starts_with(b"<?xml").then(|| named(b"encoding")).flatten())?;
    Some(if is_wide(Some(named)) { UTF_8 } else { named })
}
