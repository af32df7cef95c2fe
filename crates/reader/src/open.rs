//! Opens something: finds out what it is, and gives its page, or what holds several.

use std::io::{Cursor, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};
use q7x2_domain::MAX_TEXT_BYTES;

use crate::error::Place;
use crate::form::Form;
use crate::limits::{Limit, read_whole};
use crate::records::Records;
use crate::sniff::{Kind, sniff};
use crate::source::{Container, Context, FoundPage, Pages, Source};
use crate::tables::Table;
use crate::text::{Broken, Decoded};
use crate::{Foreign, Page, Problem, ReadError, text};

/// The most bytes a text within the limit takes: ASCII as UTF-16, and a byte order mark.
const MAX_FILE_BYTES: u64 = 2 * MAX_TEXT_BYTES as u64 + 2;

/// What something gives.
pub(crate) enum Opened {
    Page(Box<FoundPage>),
    Container(Box<dyn Container>),
}

impl From<FoundPage> for Opened {
    fn from(page: FoundPage) -> Self {
        Self::Page(Box::new(page))
    }
}

/// Opens something, whatever its format.
///
/// # Errors
/// When it cannot be read, or is something else than can be read.
pub(crate) fn open(mut source: Source, context: &mut Context<'_>) -> Result<Opened, ReadError> {
    let place = Place::file(&source.place);
    let at = |problem| place.error(problem);
    let (start, kind) =
        sniff(&mut source.stream, &source.name).map_err(|error| at(Problem::of_io(error)))?;
    let form = match (kind, source.form.or(context.options.form)) {
        // What is packed is opened, and what was named is what is inside.
        (Kind::Form(found), Some(named)) if found.is_archive() && !named.is_archive() => found,
        (_, Some(named)) => named,
        (Kind::Form(found), None) => found,
        (Kind::Foreign(foreign), None) => return Err(at(Problem::Foreign(foreign))),
    };
    source.stream = Box::new(Cursor::new(start).chain(source.stream));
    if !form.is_built() {
        return Err(at(Problem::Foreign(Foreign::NotBuilt(form))));
    }
    if form.is_archive() && source.depth >= context.budget.limits.depth {
        return Err(at(Problem::Limit(Limit::Depth(context.budget.limits.depth))));
    }
    let is_one = !holds_several(form);
    if !is_one && context.options.url.is_some() {
        return Err(at(Problem::UrlForRecords));
    }
    #[cfg(feature = "archives")]
    if form.is_archive() {
        return crate::archive::open(form, source, context);
    }
    open_as(form, source, context).map_err(at)
}

/// Tells whether something of a format is several articles by its nature.
fn holds_several(form: Form) -> bool {
    use Form::{Csv, Feed, Json, Jsonl, Mailbox, Parquet, Tar, Tsv, Warc, Zip};
    matches!(form, Csv | Feed | Json | Jsonl | Mailbox | Parquet | Tar | Tsv | Warc | Zip)
}

fn open_as(form: Form, source: Source, context: &mut Context<'_>) -> Result<Opened, Problem> {
    let limit = context.options.max_line_bytes;
    let container: Box<dyn Container> = match form {
        Form::Jsonl => Box::new(Records::new(source.stream, source.place, limit)),
        Form::Json => Box::new(Records::of_document(source.stream, source.place, limit)),
        Form::Csv | Form::Tsv => Box::new(table(form, source, context)?),
        Form::Text => return text_page(form, source).map(Opened::from),
        #[cfg(not(feature = "documents"))]
        Form::Markdown => return text_page(form, source).map(Opened::from),
        #[cfg(feature = "datasets")]
        Form::Parquet => Box::new(crate::parquet::Rows::open(source, context)?),
        #[cfg(feature = "feeds")]
        Form::Feed => {
            let bytes = whole(&mut { source.stream }, context)?;
            let (pages, broken) = crate::feeds::read(&bytes);
            Box::new(crate::feeds::Items::new(&source.place, pages, broken))
        }
        form => return document(form, source, context),
    };
    Ok(Opened::Container(container))
}

/// Reads a document as a whole.
fn document(form: Form, mut source: Source, context: &Context<'_>) -> Result<Opened, Problem> {
    let bytes = whole(&mut source.stream, context)?;
    let mut pages = pages(form, &bytes, &source, context)?;
    if pages.len() == 1
        && let Some(page) = pages.pop()
    {
        let place = Place::file(source.place);
        let found = FoundPage { page, place, warning: None, form };
        return Ok(found.filled(&source.told).into());
    }
    Ok(Opened::Container(Box::new(Pages::new(&source.place, pages, form))))
}

/// Returns the pages of a document that is one.
#[allow(unused_variables, reason = "what is read depends on the build")]
fn pages(
    form: Form,
    bytes: &[u8],
    source: &Source,
    context: &Context<'_>,
) -> Result<Vec<Page>, Problem> {
    #[cfg(feature = "html")]
    if form == Form::Html {
        let url = context.options.url.as_deref().or(source.told.url.as_deref());
        let page = crate::html::read(bytes, source.charset.as_deref(), url);
        return page.map(|page| vec![page]).map_err(|problem| match problem {
            Problem::Empty => Problem::NoArticle,
            other => other,
        });
    }
    #[cfg(feature = "documents")]
    {
        use crate::documents::{Kind, read};
        let kind = match form {
            Form::Pdf => Some(Kind::Pdf),
            Form::Docx => Some(Kind::Docx),
            Form::Odt => Some(Kind::Odt),
            Form::Rtf => Some(Kind::Rtf),
            Form::Mail => Some(Kind::Mail),
            Form::Mailbox => Some(Kind::Mailbox),
            Form::Epub => Some(Kind::Epub),
            Form::Subtitles => Some(Kind::Subtitles),
            Form::Markdown => Some(Kind::Markdown),
            _ => None,
        };
        if let Some(kind) = kind {
            return read(kind, bytes);
        }
    }
    Err(Problem::Foreign(Foreign::NotBuilt(form)))
}

/// Reads all bytes of a document.
fn whole(stream: &mut impl Read, context: &Context<'_>) -> Result<Vec<u8>, Problem> {
    let most = context.budget.limits.document_bytes;
    let bytes = read_whole(stream, most, Limit::DocumentBytes).map_err(Problem::of_io)?;
    if bytes.is_empty() { Err(Problem::Empty) } else { Ok(bytes) }
}

/// Opens a table; one in UTF-16, as spreadsheets write it, is decoded first.
fn table(form: Form, mut source: Source, context: &Context<'_>) -> Result<Table, Problem> {
    let mut mark = [0; 2];
    let mut read = 0;
    while read < 2 {
        match source.stream.read(&mut mark[read..]).map_err(Problem::of_io)? {
            0 => break,
            more => read += more,
        }
    }
    let stream = Cursor::new(mark[..read].to_vec()).chain(source.stream);
    match Encoding::for_bom(&mark[..read]) {
        Some((encoding, _)) if encoding == UTF_16LE || encoding == UTF_16BE => {
            let bytes = whole(&mut { stream }, context)?;
            let text = encoding.decode(&bytes).0.into_owned();
            Ok(Table::new(form, Box::new(Cursor::new(text)), source.place))
        }
        _ => Ok(Table::new(form, Box::new(stream), source.place)),
    }
}

/// Reads a text, which is one page.
fn text_page(form: Form, source: Source) -> Result<FoundPage, Problem> {
    let named = Form::of_name(&source.name);
    let Decoded { text, broken } = read_text(source.stream, source.size)?;
    if !matches!(named, Some(Form::Text | Form::Markdown)) && is_json_document(&text) {
        return Err(Problem::JsonDocument);
    }
    let warning = broken.map(|Broken { encoding, byte }| {
        Place::byte(&source.place, byte).error(Problem::Replaced { encoding })
    });
    let (place, page) = (Place::file(source.place), Page { text, ..source.told });
    Ok(FoundPage { page, place, warning, form })
}

/// Reads a whole text, or as much as shows that it is too long.
fn read_text(reader: impl Read, size: Option<u64>) -> Result<Decoded, Problem> {
    if size.is_some_and(|bytes| bytes > MAX_FILE_BYTES) {
        return Err(Problem::FileTooLong(size));
    }
    let mut bytes = Vec::new();
    reader.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(Problem::of_io)?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(Problem::FileTooLong(None));
    }
    text::decode(bytes)
}

/// Tells whether a text is one JSON object or list: data for programs, and no article.
fn is_json_document(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
        && serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}
