//! Rich text as text: paragraphs, with tables a row a line. Headers, footers, notes, pictures, deleted and
//! hidden words are left out.
//!
//! This is a reader of our own: rich text is a list of words with backslashes and braces, of which thirty
//! matter here. The libraries for it read a part of it only, without legacy encodings, call themselves for
//! each brace, or are no longer kept.

mod tokens;

use encoding_rs::{Encoding, WINDOWS_1252};
use jiff::civil::{Date, Time};
use q7x2_domain::Timestamp;

use self::tokens::{Token, Tokens};
use super::dates::{published_and_modified, utc};
use super::prose::{Prose, given_author, given_title};
use super::{Kind, Refused, with_text};
use crate::Page;

/// How deep groups may nest; what is deeper is read as if it stood here. Documents stay below fifty.
const DEEPEST: usize = 2000;

/// How many fonts a document may have.
const MOST_FONTS: usize = 10_000;

/// Groups whose words are not the document's.
const LEFT_OUT: [&str; 32] = [
    "colortbl",
    "stylesheet",
    "pict",
    "object",
    "header",
    "headerl",
    "headerr",
    "headerf",
    "footer",
    "footerl",
    "footerr",
    "footerf",
    "footnote",
    "annotation",
    "atnid",
    "atnauthor",
    "fldinst",
    "themedata",
    "colorschememapping",
    "datastore",
    "latentstyles",
    "listtable",
    "listoverridetable",
    "rsidtbl",
    "generator",
    "xmlnstbl",
    "bkmkstart",
    "bkmkend",
    "nonshppict",
    "xe",
    "tc",
    "listtext",
];

/// Returns the page of a document.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    let mut reading = Reading::new();
    for token in Tokens::new(bytes) {
        reading.take(token);
    }
    reading.flush();
    reading.end_paragraph();
    let info = reading.info;
    let (published_at, modified_at) =
        published_and_modified(info.made.timestamp(), info.changed.timestamp());
    let page = Page {
        title: given_title(&info.title),
        author: given_author(&info.author),
        published_at,
        modified_at,
        text: reading.prose.finish(),
        ..Page::default()
    };
    with_text(Kind::Rtf, page)
}

/// Where words of a group go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Into {
    Text,
    Title,
    Author,
    Made,
    Changed,
    Fonts,
    Nothing,
}

/// What holds until its group ends.
#[derive(Debug, Clone, Copy)]
struct State {
    into: Into,
    font: usize,
    /// How many characters for older programs follow one in Unicode.
    fallback: usize,
    is_hidden: bool,
}

/// A time as the document's properties give it, number by number.
#[derive(Debug, Default, Clone, Copy)]
struct Clock {
    year: i16,
    month: i8,
    day: i8,
    hour: i8,
    minute: i8,
}

impl Clock {
    fn timestamp(self) -> Option<Timestamp> {
        let time = Time::new(self.hour, self.minute, 0, 0).ok()?;
        utc(Date::new(self.year, self.month, self.day).ok()?.to_datetime(time), 0)
    }

    fn set(&mut self, word: &str, number: i32) {
        let small = i8::try_from(number).unwrap_or_default();
        match word {
            "yr" => self.year = i16::try_from(number).unwrap_or_default(),
            "mo" => self.month = small,
            "dy" => self.day = small,
            "hr" => self.hour = small,
            "min" => self.minute = small,
            _ => {}
        }
    }
}

/// What the document says of itself.
#[derive(Default)]
struct Info {
    title: String,
    author: String,
    made: Clock,
    changed: Clock,
}

/// A document as it is read.
struct Reading {
    prose: Prose,
    paragraph: String,
    /// The cells of a table's row that are closed.
    row: Vec<String>,
    info: Info,
    state: State,
    states: Vec<State>,
    /// How many groups are open beyond the limit.
    beyond: usize,
    /// The encoding of the document, and of its fonts where they have one of their own.
    encoding: &'static Encoding,
    fonts: Vec<Option<&'static Encoding>>,
    /// Bytes in the encoding that holds, and the first half of a character beyond U+FFFF.
    bytes: Vec<u8>,
    surrogate: Option<u16>,
    /// How many characters for older programs are still to be left out.
    skipped: usize,
    /// Whether the next word tells that unknown groups are to be left out.
    is_optional: bool,
}

impl Reading {
    fn new() -> Self {
        let state = State { into: Into::Text, font: 0, fallback: 1, is_hidden: false };
        Self {
            prose: Prose::default(),
            paragraph: String::new(),
            row: Vec::new(),
            info: Info::default(),
            state,
            states: Vec::new(),
            beyond: 0,
            encoding: WINDOWS_1252,
            fonts: Vec::new(),
            bytes: Vec::new(),
            surrogate: None,
            skipped: 0,
            is_optional: false,
        }
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Optional => self.is_optional = true,
            Token::Byte(byte) => self.byte(byte),
            Token::Word(word, number) => self.word(word, number),
            Token::Symbol('~') => self.write('\u{a0}'),
            Token::Symbol('_') => self.write('\u{2011}'),
            Token::Symbol(_) => {}
        }
    }

    fn open(&mut self) {
        self.flush();
        if self.states.len() < DEEPEST {
            self.states.push(self.state);
        } else {
            self.beyond += 1;
        }
        self.skipped = 0;
    }

    fn close(&mut self) {
        self.flush();
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(state) = self.states.pop() {
            self.state = state;
        }
        (self.skipped, self.is_optional) = (0, false);
    }

    /// Takes a byte of text.
    fn byte(&mut self, byte: u8) {
        self.is_optional = false;
        if self.skipped > 0 {
            self.skipped -= 1;
        } else if self.state.into != Into::Nothing && self.state.into != Into::Fonts {
            self.bytes.push(byte);
        }
    }

    /// Writes the bytes that wait for their encoding.
    fn flush(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let own = self.fonts.get(self.state.font).copied().flatten();
        let (text, _) = own.unwrap_or(self.encoding).decode_without_bom_handling(&bytes);
        self.append(&text);
    }

    /// Writes a character.
    fn write(&mut self, character: char) {
        self.flush();
        self.append(character.encode_utf8(&mut [0; 4]));
    }

    fn append(&mut self, text: &str) {
        match self.state.into {
            Into::Text if !self.state.is_hidden => self.paragraph.push_str(text),
            Into::Title => self.info.title.push_str(text),
            Into::Author => self.info.author.push_str(text),
            _ => {}
        }
    }

    /// Takes a control word.
    fn word(&mut self, word: &str, number: Option<i32>) {
        if word == "u" {
            return self.unicode(number.unwrap_or_default());
        }
        self.flush();
        self.surrogate = None;
        let is_optional = std::mem::take(&mut self.is_optional);
        let on = number != Some(0);
        match word {
            "info" => {}
            "title" => self.into(Into::Title),
            "author" => self.into(Into::Author),
            "creatim" => self.into(Into::Made),
            "revtim" => self.into(Into::Changed),
            "fonttbl" => self.into(Into::Fonts),
            "fldrslt" | "shptxt" | "shpinst" | "shp" => {}
            _ if is_optional || LEFT_OUT.contains(&word) => self.into(Into::Nothing),
            "uc" => {
                self.state.fallback =
                    number.and_then(|n| usize::try_from(n).ok()).unwrap_or(1).min(16);
            }
            "ansicpg" => self.encoding = code_page(number).unwrap_or(self.encoding),
            "mac" => self.encoding = encoding_rs::MACINTOSH,
            "f" => self.font(number),
            "fcharset" if self.state.into == Into::Fonts => self.charset(number),
            "v" | "deleted" => self.state.is_hidden = on,
            "plain" => self.state.is_hidden = false,
            "deff" => self.font(number),
            _ => self.layout(word, number),
        }
    }

    /// Takes a control word that divides words or stands for some.
    fn layout(&mut self, word: &str, number: Option<i32>) {
        match self.state.into {
            Into::Made => return self.info.made.set(word, number.unwrap_or_default()),
            Into::Changed => return self.info.changed.set(word, number.unwrap_or_default()),
            Into::Text => {}
            _ => return,
        }
        match word {
            "par" | "sect" | "page" => self.end_paragraph(),
            "line" => self.paragraph.push('\n'),
            "tab" => self.paragraph.push(' '),
            "cell" | "nestcell" => {
                let cell = std::mem::take(&mut self.paragraph);
                self.row.extend(super::prose::line(&cell));
            }
            "row" | "nestrow" => {
                let row = std::mem::take(&mut self.row);
                self.prose.paragraph(&row.join(" | "));
            }
            "emdash" => self.write('—'),
            "endash" => self.write('–'),
            "lquote" => self.write('‘'),
            "rquote" => self.write('’'),
            "ldblquote" => self.write('“'),
            "rdblquote" => self.write('”'),
            "bullet" => self.write('•'),
            "emspace" | "enspace" | "qmspace" => self.write(' '),
            _ => {}
        }
    }

    /// Takes a character in Unicode, in two halves where it is beyond U+FFFF.
    fn unicode(&mut self, number: i32) {
        self.flush();
        self.is_optional = false;
        self.skipped = self.state.fallback;
        // Numbers beyond 32767 are written as negative ones.
        let unit = (number & 0xffff) as u16;
        let units = self.surrogate.take().map_or(vec![unit], |high| vec![high, unit]);
        for character in char::decode_utf16(units) {
            match character {
                Ok(character) => self.write(character),
                Err(half) => self.surrogate = Some(half.unpaired_surrogate()),
            }
        }
    }

    fn into(&mut self, into: Into) {
        if self.state.into != Into::Nothing {
            self.state.into = into;
        }
    }

    fn font(&mut self, number: Option<i32>) {
        self.state.font = number.and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
    }

    /// Remembers the encoding of the font that is open in the list of fonts.
    fn charset(&mut self, number: Option<i32>) {
        let font = self.state.font;
        if font < MOST_FONTS {
            if self.fonts.len() <= font {
                self.fonts.resize(font + 1, None);
            }
            self.fonts[font] = number.and_then(of_charset);
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        self.prose.paragraph(&paragraph);
    }
}

/// Returns the encoding of a code page.
fn code_page(number: Option<i32>) -> Option<&'static Encoding> {
    let label = match number? {
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        10007 => "x-mac-cyrillic".to_owned(),
        65001 => "utf-8".to_owned(),
        other => format!("windows-{other}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// Returns the encoding of a font's character set.
fn of_charset(number: i32) -> Option<&'static Encoding> {
    let page = match number {
        0 => 1252,
        77 => 10000,
        128 => 932,
        129 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    };
    code_page(Some(page))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(rtf: &str, expected: &str) {
        assert_eq!(read(rtf.as_bytes()).expect("a page").text, expected, "{rtf}");
    }

    #[test]
    fn paragraphs_and_signs_are_read() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fcharset0 Arial;}{\\f1\\fcharset204 Arial;}}\r\n\
                   {\\header Velm Post}{\\*\\generator Fog 1.0;}\\pard\\f0 \\ldblquote Fog,\\rdblquote  she \
                   s\\b a\\b0 id \\'96 in caf\\'e9s.\\par\r\n\\f1\\'cf\\'ee\\f0\\par\\u8212?\\u-10179?\\u-8704?\
                   {\\v hidden}{\\field{\\*\\fldinst HYPERLINK \"x\"}{\\fldrslt link}}\\~a\\_b\\{\\}\\par}";
        check(rtf, "“Fog,” she said – in cafés.\n\nПо\n\n—😀link a‑b{}");
    }

    #[test]
    fn properties_are_read_and_rows_are_lines() {
        let rtf = "{\\rtf1{\\info{\\title Fog over Velm}{\\author Ada Lind}{\\creatim\\yr2031\\mo5\\dy2\\hr10\
                   \\min45}}\\trowd One\\cell Two\\cell\\row\\pard Three\\line Four\\par}";
        let page = read(rtf.as_bytes()).expect("a page");
        assert_eq!(page.text, "One | Two\n\nThree\nFour");
        assert_eq!(page.title.as_deref(), Some("Fog over Velm"));
        assert_eq!(page.author.as_deref(), Some("Ada Lind"));
        let expected = crate::parse_date("2031-05-02T10:45:00Z").expect("a date").start;
        assert_eq!(page.published_at, Some(expected));
    }

    #[test]
    fn groups_without_end_are_no_trouble() {
        check(&format!("{{\\rtf1 Fog.{}", "{".repeat(1_000_000)), "Fog.");
        check(&format!("{{\\rtf1 {}Fog.", "}".repeat(100)), "Fog.");
        check("{\\rtf1 Fog.\\bin99999999 x", "Fog.");
        assert_eq!(read(b"{\\rtf1}"), Err(Refused::NoText(Kind::Rtf)));
    }
}
