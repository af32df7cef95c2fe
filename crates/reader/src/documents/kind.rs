//! Which kind of document bytes are: by their beginning, or by the ending of a name.

use encoding_rs::Encoding;

use crate::form::Form;
use crate::{looks, sniff};

/// How many bytes of a beginning are looked at as text.
const LOOKED_AT: usize = 16 << 10;

/// The kinds of documents that are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A document of Word.
    Docx,
    /// A document of LibreOffice and others.
    Odt,
    /// Rich text.
    Rtf,
    /// A book, or a magazine in the form of one.
    Epub,
    /// A mail.
    Mail,
    /// Mails one after the other.
    Mailbox,
    /// Subtitles, as SRT or WebVTT.
    Subtitles,
    /// Markdown. Nothing in the bytes tells it from plain text: it is known by name alone.
    Markdown,
    /// A spreadsheet. It is not read.
    Sheet,
    /// Slides. They are not read.
    Slides,
    /// A document of an office program before 2007, or a locked one of today: they look alike. It is not
    /// read.
    OldOffice,
}

impl Kind {
    /// Returns the kind of a document that begins with these bytes, or `None` when it is none that is
    /// known. Some kilobytes are enough for most; of an archive the whole tells more, as the names of its
    /// files may come late.
    pub fn of_bytes(start: &[u8]) -> Option<Self> {
        // What comes before the mark is allowed in the first kilobyte.
        if contains(&start[..start.len().min(1024)], b"%PDF-") {
            return Some(Self::Pdf);
        }
        if start.starts_with(b"PK\x03\x04") {
            return of_archive(start);
        }
        if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Some(Self::OldOffice);
        }
        let start = &start[..start.len().min(LOOKED_AT)];
        let (text, _, _) = match Encoding::for_bom(start) {
            Some((encoding, _)) => encoding.decode(start),
            None => encoding_rs::UTF_8.decode(start),
        };
        match looks::of_text(&text)? {
            sniff::Kind::Form(Form::Rtf) => Some(Self::Rtf),
            sniff::Kind::Form(Form::Mail) => Some(Self::Mail),
            sniff::Kind::Form(Form::Mailbox) => Some(Self::Mailbox),
            sniff::Kind::Form(Form::Subtitles) => Some(Self::Subtitles),
            _ => None,
        }
    }

    /// Returns the kind that the ending of a name promises, without its dot.
    pub fn of_ending(ending: &str) -> Option<Self> {
        Some(match ending.to_ascii_lowercase().as_str() {
            "pdf" => Self::Pdf,
            "docx" | "docm" | "dotx" => Self::Docx,
            "odt" | "ott" => Self::Odt,
            "rtf" => Self::Rtf,
            "epub" => Self::Epub,
            "eml" => Self::Mail,
            "mbox" | "mbx" => Self::Mailbox,
            "srt" | "vtt" => Self::Subtitles,
            "md" | "markdown" => Self::Markdown,
            "xlsx" | "xlsm" | "ods" => Self::Sheet,
            "pptx" | "odp" => Self::Slides,
            "doc" | "xls" | "ppt" | "msg" => Self::OldOffice,
            _ => return None,
        })
    }

    /// Returns what it is called in a message.
    pub(super) fn article(self) -> &'static str {
        match self {
            Self::Pdf => "a PDF",
            Self::Docx => "a document of Word (DOCX)",
            Self::Odt => "a document of LibreOffice (ODT)",
            Self::Rtf => "rich text (RTF)",
            Self::Epub => "a book (EPUB)",
            Self::Mail => "a mail",
            Self::Mailbox => "a mailbox",
            Self::Subtitles => "a file of subtitles",
            Self::Markdown => "a text in Markdown",
            Self::Sheet => "a spreadsheet (XLSX or ODS)",
            Self::Slides => "a file of slides (PPTX or ODP)",
            Self::OldOffice => {
                "a document of an old office program (DOC, XLS, PPT, MSG), or one locked with a password"
            }
        }
    }

    /// Returns how to take the password off.
    pub(super) fn unlock(self) -> &'static str {
        match self {
            Self::Pdf => "with `qpdf --decrypt IN.pdf OUT.pdf`",
            Self::Mail | Self::Mailbox => "the program does that received it",
            Self::Epub => "the shop that sold it may allow",
            _ => "its own program does",
        }
    }

    /// Returns what to give instead of what is not read.
    pub(super) fn instead(self) -> &'static str {
        match self {
            Self::Sheet => "save it as CSV, an article a row",
            Self::Slides => "save its text as .txt",
            _ => "save it as DOCX, without a password",
        }
    }
}

/// Returns the kind of a document that is an archive, by the names of its files: of those whose headers
/// are among the bytes, be it before each file or in the list at the end.
fn of_archive(bytes: &[u8]) -> Option<Kind> {
    (Names { bytes, at: 0 }).find_map(|(name, stored)| match name {
        b"mimetype" => of_mimetype(stored),
        b"META-INF/container.xml" => Some(Kind::Epub),
        name if name.starts_with(b"word/") => Some(Kind::Docx),
        name if name.starts_with(b"xl/") => Some(Kind::Sheet),
        name if name.starts_with(b"ppt/") => Some(Kind::Slides),
        _ => None,
    })
}

/// Returns the kind that the first file of an archive tells, where that says what the archive is.
fn of_mimetype(mimetype: &[u8]) -> Option<Kind> {
    if mimetype.starts_with(b"application/epub+zip") {
        return Some(Kind::Epub);
    }
    let rest = mimetype.strip_prefix(b"application/vnd.oasis.opendocument.")?;
    let kinds: [(&[u8], Kind); 3] =
        [(b"text", Kind::Odt), (b"spreadsheet", Kind::Sheet), (b"presentation", Kind::Slides)];
    kinds.into_iter().find(|(name, _)| rest.starts_with(name)).map(|(_, kind)| kind)
}

/// The files of an archive whose headers are among the bytes: their names and their bytes as they are
/// stored. One goes from header to header, so that the files of an archive inside are not seen.
struct Names<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Iterator for Names<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let number = |offset: usize| {
            let pair = self.bytes.get(self.at + offset..self.at + offset + 2)?;
            Some(usize::from(u16::from_le_bytes([pair[0], pair[1]])))
        };
        let is_local = match self.bytes.get(self.at..self.at + 4)? {
            b"PK\x03\x04" => true,
            b"PK\x01\x02" => false,
            _ => return None,
        };
        let (lengths, header) = if is_local { (26, 30) } else { (28, 46) };
        let (name_length, extra) = (number(lengths)?, number(lengths + 2)?);
        let comment = if is_local { 0 } else { number(32)? };
        let from = self.at + header;
        let name = self.bytes.get(from..from + name_length)?;
        let data = from + name_length + extra + comment;
        let size = if is_local { number(18)? | number(20)? << 16 } else { 0 };
        let stored = self.bytes.get(data..).map(|rest| &rest[..size.min(rest.len())]);
        // The size of what was written as a stream stands behind it.
        let is_unsized = is_local && number(6)? & 8 != 0 && size == 0;
        self.at = data.saturating_add(size);
        if is_unsized {
            let rest = self.bytes.get(data..).unwrap_or_default();
            let mark = |window: &[u8]| window == b"PK\x03\x04" || window == b"PK\x01\x02";
            self.at = rest.windows(4).position(mark).map_or(self.bytes.len(), |found| data + found);
        }
        Some((name, stored.unwrap_or_default()))
    }
}

/// Tells whether bytes hold others.
fn contains(bytes: &[u8], searched: &[u8]) -> bool {
    bytes.windows(searched.len()).any(|window| window == searched)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_told_by_the_first_bytes() {
        let kind = Kind::of_bytes;
        assert_eq!(kind(b"\n%PDF-1.4\n"), Some(Kind::Pdf));
        assert_eq!(kind(b"{\\rtf1\\ansi Fog.}"), Some(Kind::Rtf));
        assert_eq!(
            kind(b"\xef\xbb\xbfWEBVTT\n\n00:01.000 --> 00:02.000\nFog."),
            Some(Kind::Subtitles)
        );
        assert_eq!(kind(b"1\r\n00:00:01,000 --> 00:00:02,000\r\nFog."), Some(Kind::Subtitles));
        assert_eq!(kind(b"Received: a\nFrom: a@b.example\nTo: c\n\nFog."), Some(Kind::Mail));
        let mbox = b"From a@b.example Thu May 2 10:00:00 2031\nReceived: a\nFrom: a\nTo: c\n\nFog.";
        assert_eq!(kind(mbox), Some(Kind::Mailbox));
        assert_eq!(kind(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Some(Kind::OldOffice));
        let utf16: Vec<u8> = "\u{feff}1\n00:00:01,000 --> 00:00:02,000\nFog."
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(kind(&utf16), Some(Kind::Subtitles));
        for other in ["", "Fog lay over the ferry.", "PK\x03\x04", "<html><p>Fog.", "a,b\n1,2"] {
            assert_eq!(kind(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn an_ending_promises_a_kind() {
        assert_eq!(Kind::of_ending("PDF"), Some(Kind::Pdf));
        assert_eq!(Kind::of_ending("md"), Some(Kind::Markdown));
        assert_eq!(Kind::of_ending("txt"), None);
    }
}
