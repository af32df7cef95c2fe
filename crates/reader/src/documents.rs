//! Documents to pages: PDF, DOCX, ODT, RTF, EPUB, mail, subtitles and Markdown.
//!
//! What gives no article says what it is and what to do, as a scan or a locked file. Every parser is
//! total: any bytes give pages or a [`Problem`]. Nothing is unpacked beyond a limit, nothing nests beyond
//! one, and time grows with the size of the document and no faster.

mod kind;
mod refused;

mod dates;
mod markup;
mod prose;
mod xml;
mod zipped;

mod docx;
mod epub;
mod mail;
mod markdown;
mod odt;
mod pdf;
mod rtf;
mod subtitles;

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{Page, Problem};

pub use kind::Kind;
pub use refused::Refused;

/// The largest document that is read, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 64 << 20;

/// How many bytes a document may unpack to in all.
const MAX_UNPACKED_BYTES: usize = 128 << 20;

/// The longest text of all pages of a document together, in bytes. It is far beyond what one article may
/// have, which is for who makes articles of pages to tell.
const MAX_PAGES_BYTES: usize = 64 << 20;

/// Returns the pages of a document: one, but for books, a page a chapter, and mailboxes, a page a mail.
/// The text of a mail in a mailbox may be blank, so that each mail keeps its number.
///
/// # Errors
/// [`Problem::Document`] when it is damaged, locked, of pictures alone, too large, or of a kind that is
/// not read. The message says what to do.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<Vec<Page>, Problem> {
    if bytes.len() > MAX_DOCUMENT_BYTES {
        return Err(Refused::TooLarge { kind, limit: MAX_DOCUMENT_BYTES >> 20 }.into());
    }
    // The parsers are given nothing that is known to make them panic, and are tried with damaged
    // documents of all kinds. They are large, and others': one bad file must not end the rest.
    let pages = catch_unwind(AssertUnwindSafe(|| pages(kind, bytes)));
    let pages = pages.unwrap_or(Err(Refused::Damaged { kind, what: "it cannot be read" }))?;
    if pages.iter().map(|page| page.text.len()).sum::<usize>() > MAX_PAGES_BYTES {
        return Err(Refused::Unpacked { kind, limit: MAX_PAGES_BYTES >> 20 }.into());
    }
    Ok(pages)
}

/// Reads a document of a kind by its parser.
fn pages(kind: Kind, bytes: &[u8]) -> Result<Vec<Page>, Refused> {
    match kind {
        Kind::Pdf => pdf::read(bytes).map(|page| vec![page]),
        Kind::Docx => docx::read(bytes).map(|page| vec![page]),
        Kind::Odt => odt::read(bytes).map(|page| vec![page]),
        Kind::Rtf => rtf::read(bytes).map(|page| vec![page]),
        Kind::Epub => epub::read(bytes),
        Kind::Mail => mail::read(bytes).map(|page| vec![page]),
        Kind::Mailbox => mail::read_mailbox(bytes),
        Kind::Subtitles => subtitles::read(bytes).map(|page| vec![page]),
        Kind::Markdown => markdown::read(bytes).map(|page| vec![page]),
        Kind::Sheet | Kind::Slides | Kind::OldOffice => Err(Refused::NotRead(kind)),
    }
}

/// Returns a page, or says that there is no text on it.
fn with_text(kind: Kind, page: Page) -> Result<Page, Refused> {
    if page.text.trim().is_empty() { Err(Refused::NoText(kind)) } else { Ok(page) }
}

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;
