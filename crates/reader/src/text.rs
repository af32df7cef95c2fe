//! Bytes to text: which encoding they are in, and whether they are text at all.
//!
//! In order: a byte order mark; UTF-16 without one, where it is beyond doubt; UTF-8, with a
//! few broken places allowed; then whatever legacy encoding the bytes look most like,
//! Windows-1252 above all. Nothing but the encoding is changed: line ends stay as they are,
//! and a byte order mark is no part of the text. Bytes that had to be replaced are told.

use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Problem;

/// UTF-8 is believed when it has so many bytes of good multi-byte characters for each broken
/// place. A few are near proof: in a legacy encoding nearly every letter is a broken place.
const GOOD_BYTES_PER_BROKEN: usize = 2;

/// How many control characters or broken places even the shortest text may have.
const ODD_ALWAYS_ALLOWED: usize = 2;

/// Letters beyond ASCII are rare when there are less than one in so many bytes.
const RARE_LETTERS: usize = 40;

/// A text, and where its bytes are no characters of their encoding.
#[derive(Debug)]
pub(crate) struct Decoded {
    pub(crate) text: String,
    /// The first place that U+FFFD stands for, if any.
    pub(crate) broken: Option<Broken>,
}

/// Bytes that are no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Broken {
    /// The name of the encoding that the other bytes have.
    pub(crate) encoding: &'static str,
    /// The offset of the first in all bytes, from 0.
    pub(crate) byte: u64,
}

/// Returns the text of `bytes`.
///
/// # Errors
/// [`Problem::Empty`] when there is none, [`Problem::Binary`] when they are something else.
pub(crate) fn decode(bytes: Vec<u8>) -> Result<Decoded, Problem> {
    let decoded = match Encoding::for_bom(&bytes) {
        Some((encoding, bom)) => lossy(encoding, &bytes, bom),
        None => match utf16_without_mark(&bytes) {
            Some(text) => Decoded { text, broken: None },
            None if bytes.starts_with(b"%PDF-") => return Err(Problem::Binary),
            None => decode_without_nul(bytes)?,
        },
    };
    if decoded.text.is_empty() {
        return Err(Problem::Empty);
    }
    if is_binary(&decoded.text) { Err(Problem::Binary) } else { Ok(decoded) }
}

/// Decodes UTF-8 or a legacy encoding.
fn decode_without_nul(bytes: Vec<u8>) -> Result<Decoded, Problem> {
    // No encoding of these uses the zero byte; looking here spares images the rest.
    if bytes.contains(&0) {
        return Err(Problem::Binary);
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Decoded { text, broken: None },
        Err(error) if is_mostly_utf8(error.as_bytes()) => lossy(UTF_8, error.as_bytes(), 0),
        Err(error) => lossy(legacy_encoding(error.as_bytes()), error.as_bytes(), 0),
    })
}

/// Decodes what stands behind the byte order mark of `mark` bytes.
fn lossy(encoding: &'static Encoding, bytes: &[u8], mark: usize) -> Decoded {
    let marked = &bytes[mark..];
    let (text, had_errors) = encoding.decode_without_bom_handling(marked);
    let broken = had_errors.then(|| {
        let byte = (mark + first_broken(encoding, marked)) as u64;
        Broken { encoding: encoding.name(), byte }
    });
    Decoded { text: text.into_owned(), broken }
}

/// Returns the offset of the first byte that is no character.
fn first_broken(encoding: &'static Encoding, bytes: &[u8]) -> usize {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or_default());
    let (outcome, read) = decoder.decode_to_string_without_replacement(bytes, &mut text, true);
    match outcome {
        DecoderResult::Malformed(broken, after) => {
            read.saturating_sub(usize::from(broken) + usize::from(after))
        }
        DecoderResult::InputEmpty | DecoderResult::OutputFull => read,
    }
}

/// Returns the text of UTF-16 that has no byte order mark. Every text has some characters
/// below U+0100, line ends and blanks if no others, so one byte of the pair, and always the
/// same, is often zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() || !bytes.len().is_multiple_of(2) {
        return None;
    }
    let zeros = |parity| bytes.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let enough = (bytes.len() / 2).div_ceil(8);
    let encoding = match (even, odd) {
        (0, odd) if odd >= enough => UTF_16LE,
        (even, 0) if even >= enough => UTF_16BE,
        _ => return None,
    };
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.chars().any(is_no_text)).then(|| text.into_owned())
}

/// Tells whether bytes that are not valid UTF-8 are still UTF-8 with a few broken places,
/// or cut off in the middle of a character.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut broken) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|byte| !byte.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    let is_cut_off =
        std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none()) && good > 0;
    is_cut_off || good >= broken * GOOD_BYTES_PER_BROKEN
}

/// Returns the encoding that bytes look most like. The detector looks at letters: where they
/// are few, as in English with a name or two and a pound sign, it is told to expect the West.
fn legacy_encoding(bytes: &[u8]) -> &'static Encoding {
    let letters =
        bytes.iter().filter(|byte| !byte.is_ascii() && !is_sign_in_windows_1252(**byte)).count();
    if letters == 0 {
        return WINDOWS_1252;
    }
    let expected = (letters * RARE_LETTERS < bytes.len()).then_some(b"uk".as_slice());
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(expected, chardetng::Utf8Detection::Deny)
}

/// Tells whether a byte is punctuation or a sign in Windows-1252, and no letter.
fn is_sign_in_windows_1252(byte: u8) -> bool {
    let is_undefined = matches!(byte, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let is_letter = matches!(byte, 0x83 | 0x8a | 0x8c | 0x8e | 0x9a | 0x9c | 0x9e | 0x9f);
    (0x80..0xc0).contains(&byte) && !is_undefined && !is_letter
}

/// Tells whether a text has more control characters than a text could have. A NUL is one too
/// many; of the others, which strays into old files, up to one in fifty is let pass.
fn is_binary(text: &str) -> bool {
    let (mut all, mut odd) = (0_usize, 0_usize);
    for c in text.chars() {
        if c == '\0' {
            return true;
        }
        all += 1;
        odd += usize::from(is_no_text(c) || c == char::REPLACEMENT_CHARACTER);
    }
    odd > ODD_ALWAYS_ALLOWED + all / 50
}

fn is_no_text(c: char) -> bool {
    c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\x0b' | '\x0c' | '\x1b')
}

#[cfg(test)]
mod tests;
