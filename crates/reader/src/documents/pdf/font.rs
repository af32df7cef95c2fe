//! The fonts of a PDF: which characters its codes stand for and how wide they are.
//!
//! The tables of codes and the names of letters are `lopdf`'s, one letter at a time, because it gives up a
//! font for one name it does not know. Lists from codes to characters are read by `hayro-cmap`: `lopdf`
//! writes out every code of a range, of which one may have four billion.

use std::collections::HashMap;

use hayro_cmap::{BfString, CMap};
use lopdf::{Dictionary, Document, Object, Stream};

use super::{entry, number, resolved, widths};

/// How many letters' widths are kept of a font.
const MOST_WIDTHS: usize = 1 << 17;

/// A letter that a code stands for.
pub(super) struct Letter<'a> {
    /// Its characters, none where they are not known.
    pub(super) text: &'a str,
    /// How wide it is, in thousandths of the size of the font.
    pub(super) width: f64,
    /// Whether it is a blank between words, which is wider where the page says so.
    pub(super) is_blank: bool,
}

/// A font.
pub(super) enum Font {
    /// One byte a letter.
    Simple(Box<Simple>),
    /// Two bytes a letter.
    Composite(Box<Composite>),
}

/// A font of 256 letters.
pub(super) struct Simple {
    texts: Vec<String>,
    widths: [f64; 256],
}

/// A font of many letters.
pub(super) struct Composite {
    texts: Option<CMap>,
    codes: Option<CMap>,
    /// Whether the codes are characters in UTF-16.
    is_unicode: bool,
    widths: HashMap<u32, f64>,
    ranges: Vec<(u32, u32, f64)>,
    default: f64,
}

impl Font {
    /// Reads a font; `unpack` gives the bytes of a stream as long as there may be more.
    pub(super) fn read(
        document: &Document,
        font: &Dictionary,
        unpack: &mut impl FnMut(&Stream) -> Option<Vec<u8>>,
    ) -> Self {
        let texts = entry(document, font, b"ToUnicode").and_then(|object| object.as_stream().ok());
        let texts = texts.and_then(&mut *unpack).and_then(|bytes| CMap::parse(&bytes, |_| None));
        let subtype = entry(document, font, b"Subtype").and_then(|subtype| subtype.as_name().ok());
        if subtype == Some(b"Type0") {
            Self::Composite(Box::new(Composite::read(document, font, texts, unpack)))
        } else {
            Self::Simple(Box::new(Simple::read(document, font, texts.as_ref(), subtype)))
        }
    }

    /// Tells `see` the letters of a string, one by one.
    pub(super) fn letters(&self, bytes: &[u8], mut see: impl FnMut(Letter<'_>)) {
        match self {
            Self::Simple(font) => {
                for &byte in bytes {
                    let code = usize::from(byte);
                    let text = &font.texts[code];
                    see(Letter { text, width: font.widths[code], is_blank: byte == b' ' });
                }
            }
            Self::Composite(font) => {
                for pair in bytes.chunks(2) {
                    let code = pair.iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
                    let text = font.text(code);
                    see(Letter { text: &text, width: font.width(code), is_blank: false });
                }
            }
        }
    }
}

impl Simple {
    fn read(
        document: &Document,
        font: &Dictionary,
        cmap: Option<&CMap>,
        subtype: Option<&[u8]>,
    ) -> Self {
        let encoding = entry(document, font, b"Encoding");
        let details = encoding.and_then(|encoding| encoding.as_dict().ok());
        let base = match details {
            Some(details) => {
                entry(document, details, b"BaseEncoding").and_then(|base| base.as_name().ok())
            }
            None => encoding.and_then(|encoding| encoding.as_name().ok()),
        };
        let default: &[u8] =
            if subtype == Some(b"TrueType") { b"WinAnsiEncoding" } else { b"StandardEncoding" };
        let mut texts = of_table(document, base.unwrap_or(default));
        let differences = details.and_then(|details| entry(document, details, b"Differences"));
        for (code, name) in different(differences.and_then(|list| list.as_array().ok())) {
            texts[code] = of_name(document, name);
        }
        if let Some(cmap) = cmap {
            for (code, text) in (0_u32..).zip(&mut texts) {
                if let Some(characters) = of_cmap(cmap, code) {
                    *text = characters;
                }
            }
        }
        Self { texts, widths: Self::widths(document, font, subtype) }
    }

    fn widths(document: &Document, font: &Dictionary, subtype: Option<&[u8]>) -> [f64; 256] {
        let name = entry(document, font, b"BaseFont").and_then(|name| name.as_name().ok());
        let Some(list) = entry(document, font, b"Widths").and_then(|list| list.as_array().ok())
        else {
            return widths::of_font(name.unwrap_or_default());
        };
        let descriptor =
            entry(document, font, b"FontDescriptor").and_then(|font| font.as_dict().ok());
        let missing = descriptor.and_then(|font| number(entry(document, font, b"MissingWidth")?));
        // The letters of such a font are drawn at a scale of its own.
        let matrix = entry(document, font, b"FontMatrix").and_then(|matrix| matrix.as_array().ok());
        let scale = match matrix.and_then(|matrix| number(matrix.first()?)) {
            Some(scale) if subtype == Some(b"Type3") => scale.abs() * 1000.0,
            _ => 1.0,
        };
        let mut known = [missing.unwrap_or(0.0); 256];
        let first =
            entry(document, font, b"FirstChar").and_then(number).unwrap_or(0.0).max(0.0) as usize;
        for (width, object) in known.iter_mut().skip(first).zip(list) {
            if let Some(told) = resolved(document, object).and_then(number) {
                *width = told * scale;
            }
        }
        known
    }
}

impl Composite {
    fn read(
        document: &Document,
        font: &Dictionary,
        texts: Option<CMap>,
        unpack: &mut impl FnMut(&Stream) -> Option<Vec<u8>>,
    ) -> Self {
        let encoding = entry(document, font, b"Encoding");
        let name = encoding.and_then(|name| name.as_name().ok()).unwrap_or_default();
        let has = |part: &[u8]| name.windows(part.len()).any(|window| window == part);
        let codes = encoding.and_then(|encoding| encoding.as_stream().ok());
        let codes = codes.and_then(unpack).and_then(|bytes| CMap::parse(&bytes, |_| None));
        let mut composite = Self {
            texts,
            codes,
            is_unicode: name.starts_with(b"Uni") && (has(b"UCS2") || has(b"UTF16")),
            widths: HashMap::new(),
            ranges: Vec::new(),
            default: 1000.0,
        };
        let parts =
            entry(document, font, b"DescendantFonts").and_then(|parts| parts.as_array().ok());
        let part = parts.and_then(|parts| resolved(document, parts.first()?)?.as_dict().ok());
        if let Some(part) = part {
            composite.default = entry(document, part, b"DW").and_then(number).unwrap_or(1000.0);
            if let Some(list) = entry(document, part, b"W").and_then(|list| list.as_array().ok()) {
                composite.read_widths(document, list);
            }
        }
        composite
    }

    /// Reads a list of widths: a number and a list of the widths from there on, or three numbers.
    fn read_widths(&mut self, document: &Document, list: &[Object]) {
        let mut list = list.iter().filter_map(|object| resolved(document, object));
        while let (Some(first), Some(second)) = (list.next(), list.next()) {
            let Some(first) = number(first).map(|first| first as u32) else { return };
            if let Ok(each) = second.as_array() {
                let each = each.iter().filter_map(|width| number(resolved(document, width)?));
                let left = MOST_WIDTHS.saturating_sub(self.widths.len());
                self.widths.extend((first..).zip(each).take(left));
            } else if let (Some(last), Some(width)) = (number(second), list.next().and_then(number))
                && self.ranges.len() < MOST_WIDTHS
            {
                self.ranges.push((first, last as u32, width));
            }
        }
        self.ranges.sort_by_key(|range| range.0);
    }

    fn width(&self, code: u32) -> f64 {
        let id =
            self.codes.as_ref().and_then(|codes| codes.lookup_cid_code(code, 2)).unwrap_or(code);
        if let Some(width) = self.widths.get(&id) {
            return *width;
        }
        let behind = self.ranges.partition_point(|range| range.0 <= id);
        let range = behind.checked_sub(1).map(|at| self.ranges[at]);
        range.filter(|range| id <= range.1).map_or(self.default, |range| range.2)
    }

    fn text(&self, code: u32) -> String {
        let known = self.texts.as_ref().and_then(|texts| of_cmap(texts, code));
        let unicode = || char::from_u32(code).filter(|_| self.is_unicode).map(String::from);
        known.or_else(unicode).unwrap_or_default()
    }
}

/// Returns the characters that a list has for a code, if they are any that can be read.
fn of_cmap(cmap: &CMap, code: u32) -> Option<String> {
    let text = match cmap.lookup_bf_string(code)? {
        BfString::Char(character) => character.to_string(),
        BfString::String(text) => text,
    };
    let is_read = |c: char| !c.is_control() && !matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}');
    text.chars().all(is_read).then_some(text)
}

/// Returns the characters of all codes in a table of this name.
fn of_table(document: &Document, name: &[u8]) -> Vec<String> {
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", Object::Name(name.to_vec()));
    let table = font.get_font_encoding(document).ok();
    let text = |code: u8| table.as_ref()?.bytes_to_string(&[code]).ok();
    (0..=255).map(|code| text(code).unwrap_or_default()).collect()
}

/// Returns the codes that a list gives other letters, with their names.
fn different(list: Option<&Vec<Object>>) -> Vec<(usize, &[u8])> {
    let (mut pairs, mut code) = (Vec::new(), 0);
    for object in list.into_iter().flatten() {
        match object {
            Object::Integer(next) => code = usize::try_from(*next).unwrap_or(256),
            Object::Name(name) => {
                if code < 256 {
                    pairs.push((code, name.as_slice()));
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    // A code that is named again and again has its last name.
    let last: HashMap<usize, &[u8]> = pairs.into_iter().collect();
    last.into_iter().collect()
}

/// Returns the characters of a letter's name: `a`, `eacute`, `uni00e9`, `f_i`, `a.alt`.
fn of_name(document: &Document, name: &[u8]) -> String {
    let plain = name.split(|&b| b == b'.').next().unwrap_or_default();
    if plain.contains(&b'_') {
        let parts = plain.split(|&b| b == b'_').take(8);
        return parts.map(|part| of_plain_name(document, part)).collect();
    }
    of_plain_name(document, plain)
}

fn of_plain_name(document: &Document, name: &[u8]) -> String {
    let digits = name.strip_prefix(b"uni").or_else(|| name.strip_prefix(b"u"));
    let digits = digits
        .filter(|digits| digits.len() >= 4)
        .and_then(|digits| std::str::from_utf8(digits).ok());
    let code = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    if let Some(character) = code.and_then(char::from_u32).filter(|c| !c.is_control()) {
        return character.to_string();
    }
    if name.len() == 1 && name[0].is_ascii_alphabetic() {
        return char::from(name[0]).to_string();
    }
    let mut encoding = Dictionary::new();
    encoding.set("Differences", vec![Object::Integer(0), Object::Name(name.to_vec())]);
    let mut font = Dictionary::new();
    font.set("Type", Object::Name(b"Font".to_vec()));
    font.set("Encoding", encoding);
    // A name that is not known makes the library fall back to a table, which has nothing for this code.
    let encoding = font.get_font_encoding(document).ok();
    encoding.and_then(|encoding| encoding.bytes_to_string(&[0]).ok()).unwrap_or_default()
}
