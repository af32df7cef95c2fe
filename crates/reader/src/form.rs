//! Which formats can be read, how they are called, and which endings of names go with them.
//!
//! What a file is, its content decides (`sniff.rs`); a name decides only what a folder's walk takes, and
//! between formats that look the same from within, as text and Markdown.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    /// Plain text: the whole file is one article.
    Text,
    /// Text with Markdown's marks.
    Markdown,
    /// JSON, an article a line.
    Jsonl,
    /// JSON: a list of articles, several objects, or one, as ninjs has it.
    Json,
    /// A table with commas, semicolons or bars between its columns.
    Csv,
    /// A table with tabs between its columns.
    Tsv,
    /// A dataset of columns.
    Parquet,
    /// A web page.
    Html,
    /// RSS, Atom or JSON Feed.
    Feed,
    /// A crawl: web pages as servers sent them.
    Warc,
    /// A PDF.
    Pdf,
    /// A text of Word.
    Docx,
    /// A text of LibreOffice.
    Odt,
    /// A text with RTF's layout.
    Rtf,
    /// A mail.
    Mail,
    /// Mails one after the other.
    Mailbox,
    /// A book.
    Epub,
    /// Subtitles, as SRT or WebVTT.
    Subtitles,
    /// An archive of ZIP.
    Zip,
    /// An archive of tar.
    Tar,
    /// Something packed by gzip.
    Gzip,
    /// Something packed by zstd.
    Zstd,
}

/// A format: its name, the endings that a walk takes for it, what it is, and whether this build reads it.
struct Known {
    form: Form,
    name: &'static str,
    endings: &'static [&'static str],
    is: &'static str,
    is_built: bool,
}

const fn known(
    form: Form,
    name: &'static str,
    endings: &'static [&'static str],
    is: &'static str,
    is_built: bool,
) -> Known {
    Known { form, name, endings, is, is_built }
}

/// Whether this build reads web pages, documents and the rest.
const HTML: bool = cfg!(feature = "html");
const DOCUMENTS: bool = cfg!(feature = "documents");
const ARCHIVES: bool = cfg!(feature = "archives");
const DATASETS: bool = cfg!(feature = "datasets");
const FEEDS: bool = cfg!(feature = "feeds");

static KNOWN: [Known; 22] = [
    known(Form::Text, "text", &["txt", "text"], "plain text, one article a file", true),
    known(Form::Markdown, "markdown", &["md", "markdown"], "Markdown", true),
    known(Form::Jsonl, "jsonl", &["jsonl", "ndjson"], "JSON, an article a line", true),
    known(Form::Json, "json", &["json"], "a list or objects of JSON, ninjs among them", true),
    known(Form::Csv, "csv", &["csv"], "a table with , ; or | between columns", true),
    known(Form::Tsv, "tsv", &["tsv", "tab"], "a table with tabs", true),
    known(Form::Parquet, "parquet", &["parquet"], "a dataset of columns", DATASETS),
    known(Form::Html, "html", &["html", "htm", "xhtml"], "a web page", HTML),
    known(Form::Feed, "feed", &["rss", "atom", "rdf", "xml"], "RSS, Atom or JSON Feed", FEEDS),
    known(Form::Warc, "warc", &["warc"], "a crawl of web pages", ARCHIVES),
    known(Form::Pdf, "pdf", &["pdf"], "a PDF with a text layer", DOCUMENTS),
    known(Form::Docx, "docx", &["docx"], "a text of Word", DOCUMENTS),
    known(Form::Odt, "odt", &["odt"], "a text of LibreOffice", DOCUMENTS),
    known(Form::Rtf, "rtf", &["rtf"], "a text in RTF", DOCUMENTS),
    known(Form::Mail, "eml", &["eml"], "a mail", DOCUMENTS),
    known(Form::Mailbox, "mbox", &["mbox"], "a mailbox", DOCUMENTS),
    known(Form::Epub, "epub", &["epub"], "a book", DOCUMENTS),
    known(Form::Subtitles, "srt", &["srt", "vtt"], "subtitles, SRT or WebVTT", DOCUMENTS),
    known(Form::Zip, "zip", &["zip"], "a ZIP archive", ARCHIVES),
    known(Form::Tar, "tar", &["tar", "tgz"], "a tar archive", ARCHIVES),
    known(Form::Gzip, "gz", &["gz"], "packed by gzip", ARCHIVES),
    known(Form::Zstd, "zst", &["zst"], "packed by zstd", ARCHIVES),
];

impl Form {
    /// All formats, the plain ones first.
    pub fn all() -> impl Iterator<Item = Self> {
        KNOWN.iter().map(|known| known.form)
    }

    fn known(self) -> &'static Known {
        KNOWN.iter().find(|known| known.form == self).unwrap_or(&KNOWN[0])
    }

    /// Returns its name, as `--input-format` has it.
    pub fn name(self) -> &'static str {
        self.known().name
    }

    /// Returns what it is, in a few words.
    pub fn description(self) -> &'static str {
        self.known().is
    }

    /// Returns the endings of names, without their dots, that go with it.
    pub fn endings(self) -> &'static [&'static str] {
        self.known().endings
    }

    /// Tells whether this build can read it.
    pub fn is_built(self) -> bool {
        self.known().is_built
    }

    /// Tells whether it holds other files, or is another one packed.
    pub fn is_archive(self) -> bool {
        matches!(self, Self::Zip | Self::Tar | Self::Gzip | Self::Zstd | Self::Warc)
    }

    /// Returns the endings, with their dots, that a walk through a folder takes in this build.
    pub fn walked_endings() -> Vec<String> {
        let walked = KNOWN.iter().filter(|known| is_walked(known));
        walked.flat_map(|known| known.endings).map(|ending| format!(".{ending}")).collect()
    }

    /// Returns the format that the ending of a file's name promises, or `None` when it promises nothing.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        KNOWN.iter().find(|known| known.endings.contains(&ending.as_str())).map(|known| known.form)
    }

    /// Tells whether a walk through a folder takes a file of this name.
    ///
    /// Markdown is left out: beside articles it is a README more often than an article. What is packed is
    /// taken when what it was packed from would be, or had no ending.
    pub(crate) fn is_walked(path: &Path) -> bool {
        let Some(form) = Self::of_name(path) else { return false };
        if !is_walked(form.known()) {
            return false;
        }
        if !matches!(form, Self::Gzip | Self::Zstd) {
            return true;
        }
        let packed = path.with_extension("");
        match packed.extension().and_then(|ending| ending.to_str()) {
            // "2031-05" ends with no ending.
            Some(ending) if !ending.starts_with(|c: char| c.is_ascii_digit()) => {
                Self::is_walked(&packed)
            }
            _ => true,
        }
    }

    /// Returns the form of records that the first bytes of a file suggest, if any: an article a line, when an
    /// object with at least one key begins on the first line that is not blank; a document, when a list of
    /// objects begins there, or an object that goes on on the next line.
    pub(crate) fn of_records(start: &[u8]) -> Option<Self> {
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
        let (line, is_whole) = match start.iter().position(|&b| b == b'\n') {
            Some(end) => (start[..end].trim_ascii_end(), true),
            None => (start, false),
        };
        match line {
            b"[" | b"{" if is_whole => Some(Self::Json),
            [b'[', inside @ ..] if inside.trim_ascii_start().starts_with(b"{") => Some(Self::Json),
            [b'{', inside @ ..] if inside.trim_ascii_start().starts_with(b"\"") => {
                let goes_on = is_whole && (line.ends_with(b",") || line.ends_with(b":"));
                Some(if goes_on { Self::Json } else { Self::Jsonl })
            }
            _ => None,
        }
    }
}

fn is_walked(known: &Known) -> bool {
    known.is_built && known.form != Form::Markdown
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is none of a format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no format is called so; there are {}", names())]
pub struct NoSuchForm;

fn names() -> String {
    Form::all().map(Form::name).collect::<Vec<_>>().join(", ")
}

impl FromStr for Form {
    type Err = NoSuchForm;

    /// Takes a name of [`Form::name`], or an ending.
    fn from_str(name: &str) -> Result<Self, NoSuchForm> {
        let name = name.trim_start_matches('.').to_ascii_lowercase();
        let is_it = |known: &&Known| known.name == name || known.endings.contains(&name.as_str());
        match name.as_str() {
            "ninjs" => Ok(Self::Json),
            _ => KNOWN.iter().find(is_it).map(|known| known.form).ok_or(NoSuchForm),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_name_and_is_known_by_it() {
        for form in Form::all() {
            assert_eq!(form.name().parse(), Ok(form));
            for ending in form.endings() {
                assert_eq!(ending.parse(), Ok(form), "{ending}");
            }
            assert!(!form.description().is_empty());
        }
        assert_eq!("ninjs".parse(), Ok(Form::Json));
        let error = "xlsx".parse::<Form>().expect_err("no such format").to_string();
        assert!(error.contains("text, markdown, jsonl"), "{error}");
    }

    #[test]
    fn the_ending_is_known_whatever_its_case() {
        let form = |name: &str| Form::of_name(Path::new(name));
        assert_eq!(form("a.TXT"), Some(Form::Text));
        assert_eq!(form("dir.jsonl/a.md"), Some(Form::Markdown));
        assert_eq!(form("a.NdJson"), Some(Form::Jsonl));
        assert_eq!(form("a.jsonl.bak"), None);
        assert_eq!(form("README"), None);
    }

    #[test]
    fn a_walk_takes_articles_and_leaves_the_rest() {
        let takes = |name: &str| Form::is_walked(Path::new(name));
        assert!(takes("a.txt") && takes("a.text") && takes("a.jsonl") && takes("a.ndjson"));
        assert!(takes("a.json") && takes("a.csv") && takes("a.TSV"));
        assert!(!takes("README.MD") && !takes("a.py") && !takes("a.ann") && !takes("a"));
    }

    #[cfg(feature = "archives")]
    #[test]
    fn a_walk_takes_what_is_packed_by_what_it_was_packed_from() {
        let takes = |name: &str| Form::is_walked(Path::new(name));
        assert!(takes("a.txt.gz") && takes("a.jsonl.zst") && takes("a.tar.gz") && takes("a.tgz"));
        assert!(takes("a.gz") && takes("news.2031-05.gz") && takes("a.zip") && takes("a.warc.gz"));
        assert!(!takes("a.md.gz") && !takes("a.py.gz") && !takes("dump.sql.zst"));
    }

    #[test]
    fn the_first_bytes_tell_records() {
        assert_eq!(Form::of_records(b"\xef\xbb\xbf\r\n {\"text\": \"a\"}"), Some(Form::Jsonl));
        assert_eq!(Form::of_records(b"{ \"text"), Some(Form::Jsonl));
        assert_eq!(Form::of_records(b"{\"text\":\n \"a\"}\n{"), Some(Form::Json));
        assert_eq!(
            Form::of_records(b"{\"text\":"),
            Some(Form::Jsonl),
            "nobody knows how it goes on"
        );
        assert_eq!(Form::of_records(b"{\n  \"text\": 1}"), Some(Form::Json));
        assert_eq!(Form::of_records(b"{\"url\": \"a\",\n \"text\": \"b\"}"), Some(Form::Json));
        assert_eq!(Form::of_records(b"[{\"text\": \"a\"}]"), Some(Form::Json));
        assert_eq!(Form::of_records(b"[\r\n  {"), Some(Form::Json));
        assert_eq!(Form::of_records(b"[Update] The bridge"), None);
        assert_eq!(Form::of_records(b"{ sic } he wrote"), None);
        assert_eq!(Form::of_records(b""), None);
    }
}
