//! Files that are plainly something else than the text of an article: pages, tables, mails,
//! subtitles, feeds, archives. Read as prose they would give statements that nobody made. A text that
//! only has some markup left in it is a text.

use std::fmt;
use std::path::Path;

/// Of how many characters at the beginning a text is looked at.
const LOOKED_AT: usize = 8192;

/// What a file is instead of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Foreign {
    /// A whole web page.
    Html,
    /// A feed, as RSS or Atom.
    Feed,
    /// XML of another kind.
    Xml,
    /// A table with a row for its columns' names.
    Table,
    /// A text with RTF's layout.
    Rtf,
    /// A mail with its headers.
    Mail,
    /// Mails one after the other.
    Mailbox,
    /// JSON under the name of a text.
    Json,
    /// Subtitles with their times.
    Subtitles,
    /// Bytes packed by gzip.
    Gzip,
    /// An archive packed by gzip.
    Tarball,
    /// An archive, or a document of an office program, which is one.
    Zip,
    /// A PDF.
    Pdf,
}

impl Foreign {
    /// Returns what packed or binary files these are the first bytes of.
    pub(crate) fn of_bytes(start: &[u8]) -> Option<Self> {
        let marks: [(&[u8], Self); 3] =
            [(b"\x1f\x8b", Self::Gzip), (b"PK\x03\x04", Self::Zip), (b"%PDF-", Self::Pdf)];
        marks.into_iter().find(|(mark, _)| start.starts_with(mark)).map(|(_, foreign)| foreign)
    }

    /// Returns what a decoded file is, if it is plainly no text.
    pub(crate) fn of_text(text: &str) -> Option<Self> {
        let start = text.trim_start_matches('\u{feff}').trim_start();
        let end = start.char_indices().nth(LOOKED_AT).map_or(start.len(), |(at, _)| at);
        let start = &start[..end];
        let lower = start.to_lowercase();
        if lower.starts_with("{\\rtf") {
            return Some(Self::Rtf);
        }
        if is_json(&lower) {
            return Some(Self::Json);
        }
        if lower.starts_with('<') {
            return markup(&lower);
        }
        if is_mail(start) {
            return Some(Self::Mail);
        }
        // The line before the headers of each of its mails.
        if start.starts_with("From ")
            && start.split_once('\n').is_some_and(|(_, mail)| is_mail(mail))
        {
            return Some(Self::Mailbox);
        }
        if is_subtitles(start) {
            return Some(Self::Subtitles);
        }
        (is_table(start) || is_even_table(start)).then_some(Self::Table)
    }
}

impl Foreign {
    /// Returns what it is, by the name of its file as well.
    #[must_use]
    pub(crate) fn named(self, path: &Path) -> Self {
        let name = path.to_string_lossy().to_lowercase();
        let is_archive = name.ends_with(".tgz") || name.ends_with(".tar.gz");
        if self == Self::Gzip && is_archive { Self::Tarball } else { self }
    }

    /// Returns what a text is that only the name of its file tells from prose with some markup left in it.
    pub(crate) fn of_named(text: &str, path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        let is_page = matches!(ending.as_str(), "html" | "htm" | "xhtml");
        let start = text.trim_start_matches('\u{feff}').trim_start();
        (is_page && start.starts_with('<')).then_some(Self::Html)
    }
}

/// Says what it is and what to do.
impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Html => {
                "is a web page (HTML), not text; save the text of the article alone as .txt"
            }
            Self::Feed => {
                "is a feed (RSS or Atom), not text; write its articles as JSONL, one a line"
            }
            Self::Xml => "is XML, not text; save the text of the article alone as .txt",
            Self::Table => {
                "is a table (CSV), not text; write each row as a line of JSONL, with its text under \
                 \"text\""
            }
            Self::Rtf => "is RTF, not text; save it as plain text",
            Self::Mail => "is a mail with its headers, not an article; save its text alone as .txt",
            Self::Mailbox => "is a mailbox, not an article; save the text of each mail alone as .txt",
            Self::Json => {
                "is JSON, not text; name it .jsonl, and each object in it is read as an article"
            }
            Self::Subtitles => "is a file of subtitles, not an article; save its words alone as .txt",
            Self::Gzip => "is packed by gzip; unpack it, as with `gunzip`",
            Self::Tarball => "is an archive packed by gzip; unpack it, as with `tar -xzf`",
            Self::Zip => {
                "is a ZIP archive or a document of an office program; unpack it, or save it as plain \
                 text"
            }
            Self::Pdf => "is a PDF, not text; save its text as .txt, as with `pdftotext`",
        })
    }
}

/// Tells whether a text begins with a key and a colon in an object of JSON, or with such an object in a list.
fn is_json(start: &str) -> bool {
    let object = start.strip_prefix('[').map_or(start, str::trim_start);
    let key = object.strip_prefix('{').and_then(|inside| inside.trim_start().strip_prefix('"'));
    key.and_then(|key| key.split_once('"'))
        .is_some_and(|(key, value)| !key.contains('\n') && value.trim_start().starts_with(':'))
}

/// Returns what a file is that begins with a tag, if it is a document and no text with tags in it.
fn markup(lower: &str) -> Option<Foreign> {
    let has = |tag: &str| lower.contains(tag);
    if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
        return Some(Foreign::Html);
    }
    if lower.starts_with("<rss") || lower.starts_with("<feed") || lower.starts_with("<rdf:rdf") {
        return Some(Foreign::Feed);
    }
    if !(lower.starts_with("<?xml") || lower.starts_with("<!--") || lower.starts_with("<head")) {
        return None;
    }
    if has("<rss") || has("<feed") || has("<rdf:rdf") {
        Some(Foreign::Feed)
    } else if has("<html") || has("<head>") || has("<body") {
        Some(Foreign::Html)
    } else {
        lower.starts_with("<?xml").then_some(Foreign::Xml)
    }
}

/// Tells whether a text begins with the headers of a mail: at least three, one of which only machines write. A
/// date with its zone is such a one.
fn is_mail(start: &str) -> bool {
    let headers: Vec<(String, &str)> = (start.lines().take_while(|line| !line.trim().is_empty()))
        .filter(|line| !line.starts_with([' ', '\t']))
        .map_while(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim()))
        .take_while(|(name, _)| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
        .collect();
    let machines = ["message-id", "received", "return-path", "mime-version", "content-type"];
    let others = ["from", "to", "subject", "date"];
    let has = |names: &[&str]| {
        names.iter().filter(|name| headers.iter().any(|(header, _)| header == *name)).count()
    };
    let is_dated = headers.iter().any(|(name, value)| name == "date" && has_zone(value));
    (has(&machines) > 0 && has(&others) >= 2) || (is_dated && has(&others) >= 3)
}

/// Tells whether a date ends with the time of day and its zone, as in "10:30:00 +0200".
fn has_zone(date: &str) -> bool {
    let mut words = date.split_whitespace().rev().skip_while(|word| word.starts_with('('));
    let (Some(zone), Some(time)) = (words.next(), words.next()) else { return false };
    let offset = zone.strip_prefix(['+', '-']);
    let is_offset = offset.is_some_and(|o| o.len() == 4 && o.bytes().all(|b| b.is_ascii_digit()));
    let is_time = time.contains(':') && time.bytes().all(|b| b.is_ascii_digit() || b == b':');
    is_time && (is_offset || matches!(zone, "GMT" | "UTC" | "UT"))
}

/// Tells whether a text is subtitles, as SRT or WebVTT: one of its first lines is a range of times.
fn is_subtitles(start: &str) -> bool {
    let is_time = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        digits >= 7 && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b':' | b',' | b'.'))
    };
    let mut lines = start.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.next() else { return false };
    if !first.starts_with("WEBVTT") && !first.bytes().all(|b| b.is_ascii_digit()) {
        return false;
    }
    lines.take(4).any(|line| {
        line.split_once("-->").is_some_and(|(from, to)| {
            let to = to.trim().split(' ').next().unwrap_or_default();
            is_time(from.trim()) && is_time(to)
        })
    })
}

/// Tells whether a text is a table: its first line has the names of columns, of which at least one is
/// a key that is read or looks like one, and the next line has as many or more separators.
fn is_table(start: &str) -> bool {
    let mut lines = start.lines().filter(|line| !line.trim().is_empty());
    let (Some(head), Some(row)) = (lines.next(), lines.next()) else { return false };
    [',', ';', '\t'].into_iter().any(|separator| {
        let columns: Vec<String> = (head.split(separator))
            .map(|column| column.trim().trim_matches('"').to_lowercase())
            .collect();
        let is_name = |column: &String| {
            column.len() <= 40
                && column
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.'))
        };
        let known = columns.iter().filter(|column| crate::keys::read_as(column).is_some()).count();
        columns.len() >= 2 && columns.iter().all(is_name) && known >= 2 && row.contains(separator)
    })
}

/// Tells whether a text is a table whatever its columns are called: the first line has single words between
/// separators, three or more, and each line as many.
fn is_even_table(start: &str) -> bool {
    // The last line may go on where nobody looks.
    let is_cut = start.chars().count() == LOOKED_AT;
    let mut lines: Vec<&str> = start.lines().filter(|line| !line.trim().is_empty()).collect();
    if is_cut {
        lines.pop();
    }
    let [head, rows @ ..] = lines.as_slice() else { return false };
    let is_name = |column: &str| {
        let column = column.trim_matches('"');
        let may_be = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
        column.starts_with(|c: char| c.is_ascii_alphabetic())
            && column.len() <= 40
            && column.bytes().all(may_be)
    };
    !rows.is_empty()
        && [',', ';', '\t'].into_iter().any(|separator| {
            let columns: Vec<&str> = head.trim_end().split(separator).collect();
            columns.len() >= 3
                && columns.iter().all(|column| is_name(column))
                && rows.iter().all(|row| fields(row, separator) == columns.len())
        })
}

/// Returns how many fields a row has, where separators in quotation marks are none; 0 for a line of prose, in
/// which a space follows each.
fn fields(row: &str, separator: char) -> usize {
    let (mut is_quoted, mut count, mut spaced) = (false, 1, 0);
    let mut letters = row.chars().peekable();
    while let Some(c) = letters.next() {
        is_quoted ^= c == '"';
        if c == separator && !is_quoted {
            count += 1;
            spaced += usize::from(letters.peek() == Some(&' '));
        }
    }
    if spaced == count - 1 { 0 } else { count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Foreign>) {
        assert_eq!(Foreign::of_text(text), expected, "{text}");
    }

    #[test]
    fn documents_of_other_kinds_are_known_by_their_beginning() {
        check("\u{feff}<!DOCTYPE html>\n<html><p>Fog.</p></html>", Some(Foreign::Html));
        check("<?xml version=\"1.0\"?>\n<rss version=\"2.0\"><channel>", Some(Foreign::Feed));
        check("<?xml version=\"1.0\"?><feed xmlns=\"x\">", Some(Foreign::Feed));
        check("<?xml version=\"1.0\"?><nitf><p>Fog.</p></nitf>", Some(Foreign::Xml));
        check("{\\rtf1\\ansi Fog.}", Some(Foreign::Rtf));
        check("1\n00:00:01,000 --> 00:00:04,000\nFog.\n", Some(Foreign::Subtitles));
        check("WEBVTT\n\n00:01.000 --> 00:04.000 align:start\nFog.", Some(Foreign::Subtitles));
        let mail =
            "Received: from a by b\n\twith SMTP\nFrom: Ada <a@post.example>\nSubject: Fog\n\nFog.";
        check(mail, Some(Foreign::Mail));
        for date in ["Wed, 01 May 2024 10:30:00 GMT", "1 May 2024 10:30 +0200 (CEST)"] {
            let mail = format!("From: a@post.example\nSubject: Fog\nDate: {date}\n\nFog.");
            check(&mail, Some(Foreign::Mail));
        }
        check(&format!("From a@post.example Thu May  2 2024\n{mail}"), Some(Foreign::Mailbox));
        for json in ["{\"text\": \"Fog.\"}\n", "[\n  {\n \"a\" : 1}]", "{\n\"a\":\n"] {
            check(json, Some(Foreign::Json));
        }
        check("id,Title,body\n1,Fog,\"Fog, he said.\"\n", Some(Foreign::Table));
        let rows = "speaker,quote,date\nAda Lind,\"Fog, she said.\",2031\nTom Holm,Rain.,2032\n";
        check(rows, Some(Foreign::Table));
        let long = format!("a;b;c\n{}", "1;2;3\n".repeat(3000));
        check(&long, Some(Foreign::Table));
        check("\"date\";\"text\"\n\"2031\";\"Fog.\"\n", Some(Foreign::Table));
        check("url\ttext\nhttps://post.example/a\tFog.\n", Some(Foreign::Table));
        assert_eq!(Foreign::of_bytes(b"\x1f\x8b\x08\0"), Some(Foreign::Gzip));
        assert_eq!(Foreign::of_bytes(b"PK\x03\x04\x14"), Some(Foreign::Zip));
        assert_eq!(Foreign::of_bytes(b"%PDF-1.7"), Some(Foreign::Pdf));
    }

    #[test]
    fn the_name_of_a_file_tells_what_its_beginning_does_not() {
        let page = |text: &str, name: &str| Foreign::of_named(text, Path::new(name));
        assert_eq!(page("\n<p>Fog.</p>", "a.HTML"), Some(Foreign::Html));
        assert_eq!(page("<div>Fog.</div>", "a.htm"), Some(Foreign::Html));
        assert_eq!((page("<p>Fog.</p>", "a.txt"), page("Fog.", "a.html")), (None, None));
        let packed = |name: &str| Foreign::Gzip.named(Path::new(name));
        assert_eq!((packed("a.tgz"), packed("a.tar.gz")), (Foreign::Tarball, Foreign::Tarball));
        assert_eq!(packed("a.txt.gz"), Foreign::Gzip);
        assert_eq!(Foreign::Pdf.named(Path::new("a.tgz")), Foreign::Pdf);
    }

    #[test]
    fn a_text_with_traces_of_other_kinds_is_a_text() {
        for text in [
            "<p>“Fog,” she said.</p>",
            "From: the harbour\nTo: the island\n\nFog lay over the ferry.",
            "Date, time, and place\nwere not told, he said.",
            "Text, title and all\nwere gone, she said.",
            "Fog,rain,hail\nwere told of, he said, and snow.",
            "Fog, rain, hail\nIce, wind, sun\n",
            "one,two,three\n",
            "1\nFog --> rain, the chart said.",
            "2031 was a year of fog.\n12:30 --> he left.",
            "{ sic } he wrote",
            "[“Fog”] she wrote",
            "{\"Fog\"} was what she wrote: fog.",
            "From Ada to Tom\nFog: rain\nTo: all",
            "Subject: fog\nDate: Monday\n\nFog.",
            "From: the harbour\nTo: the island\nDate: Monday, 10:30\n\nFog.",
            "",
        ] {
            check(text, None);
        }
        assert_eq!(Foreign::of_bytes(b"Fog."), None);
    }
}
