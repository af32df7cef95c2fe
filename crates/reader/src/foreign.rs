//! Files that are no articles and cannot be read as any, or not by this build: what each is, and what to do.

use std::fmt;

use crate::form::Form;

/// What a file is instead of something that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Foreign {
    /// XML that is no feed.
    Xml,
    /// JSON under the name of a text.
    Json,
    /// A workbook of Excel or LibreOffice.
    Spreadsheet,
    /// Slides of PowerPoint or LibreOffice.
    Slides,
    /// A document of an office program of before 2007.
    OldOffice,
    /// Brat's annotations of a text.
    Annotations,
    /// Something packed by bzip2.
    Bzip2,
    /// Something packed by xz.
    Xz,
    /// An archive of 7-Zip.
    SevenZip,
    /// An archive of RAR.
    Rar,
    /// What another build of the reader reads.
    NotBuilt(Form),
}

/// Says what it is and what to do.
impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Xml => "is XML, not text; save the text of the article alone as .txt",
            Self::Json => {
                "is JSON, not text; name it .jsonl, and each object in it is read as an article"
            }
            Self::Spreadsheet => "is a spreadsheet, not text; save it as .csv",
            Self::Slides => "is a file of slides, not an article; save their text as .txt",
            Self::OldOffice => {
                "is a document of an old office program (as .doc); save it as .docx or plain text"
            }
            Self::Annotations => {
                "is brat's annotations of a text, not text; give the .txt beside it"
            }
            Self::Bzip2 => "is packed by bzip2; unpack it, as with `bunzip2`",
            Self::Xz => "is packed by xz; unpack it, as with `unxz`",
            Self::SevenZip => "is an archive of 7-Zip; unpack it, as with `7z x`",
            Self::Rar => "is an archive of RAR; unpack it, as with `unrar x`",
            Self::NotBuilt(form) => return not_built(*form, f),
        })
    }
}

/// Says what to do with a format that this build does not read.
fn not_built(form: Form, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(match form {
        Form::Html => "is a web page (HTML), not text; save the text of the article alone as .txt",
        Form::Feed => "is a feed (RSS or Atom), not text; write its articles as JSONL, one a line",
        Form::Rtf => "is RTF, not text; save it as plain text",
        Form::Mail => "is a mail with its headers, not an article; save its text alone as .txt",
        Form::Mailbox => "is a mailbox, not an article; save the text of each mail alone as .txt",
        Form::Subtitles => "is a file of subtitles, not an article; save its words alone as .txt",
        Form::Gzip => "is packed by gzip; unpack it, as with `gunzip`",
        Form::Zstd => "is packed by zstd; unpack it, as with `unzstd`",
        Form::Tar => "is a tar archive; unpack it, as with `tar -xf`",
        Form::Zip => "is a ZIP archive; unpack it",
        Form::Warc => "is a crawl (WARC), not text; save the text of each article alone as .txt",
        Form::Parquet => "is a dataset of columns (Parquet), not text; write it as JSONL",
        Form::Pdf => "is a PDF, not text; save its text as .txt, as with `pdftotext`",
        Form::Docx | Form::Odt | Form::Epub => {
            "is a document of an office program or a book; save it as plain text"
        }
        form => return write!(f, "is {}, which this build does not read", form.description()),
    })
}
