//! What is read from: a file, an entry of an archive, the payload of a record; and what they give.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufRead, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use q7x2_domain::Timestamp;

use crate::error::Place;
use crate::form::Form;
use crate::limits::{Budget, Limit, read_whole};
use crate::read::ReadOptions;
use crate::{Page, Problem, ReadError, Skipped};

/// Bytes, wherever they come from.
pub(crate) type Stream = Box<dyn BufRead + Send>;

/// Bytes that can be read from any place.
pub(crate) trait Seekable: Read + Seek + Send {}

impl<R: Read + Seek + Send> Seekable for R {}

/// Something that may be of any format.
pub(crate) struct Source {
    /// Its name, whose ending says something about it.
    pub(crate) name: PathBuf,
    /// Where it is, for people: `news.zip/a.html`.
    pub(crate) place: String,
    /// Its size, where that is known.
    pub(crate) size: Option<u64>,
    pub(crate) stream: Stream,
    /// The file that it is, where it can be opened once more.
    pub(crate) file: Option<PathBuf>,
    /// Its format, where whoever holds it knows.
    pub(crate) form: Option<Form>,
    /// Its encoding, where whoever holds it knows.
    pub(crate) charset: Option<String>,
    /// When it was fetched, where whoever holds it knows.
    pub(crate) fetched_at: Option<Timestamp>,
    /// What whoever holds it knows of it.
    pub(crate) told: Page,
    /// In how many archives it stands.
    pub(crate) depth: u32,
}

impl Source {
    /// Returns an entry of what stands at `place`.
    pub(crate) fn entry(name: PathBuf, place: String, stream: Stream, depth: u32) -> Self {
        Self {
            name,
            place,
            size: None,
            stream,
            file: None,
            form: None,
            charset: None,
            fetched_at: None,
            told: Page::default(),
            depth,
        }
    }

    /// Returns its bytes so that they can be read from any place: the file, or what is held of it.
    ///
    /// # Errors
    /// When it cannot be read, or is too long to be held.
    pub(crate) fn seekable(self, budget: &Budget) -> io::Result<Box<dyn Seekable>> {
        match self.file {
            Some(path) => Ok(Box::new(File::open(path)?)),
            None => {
                let most = budget.limits.held_bytes;
                Ok(Box::new(Cursor::new(read_whole(self.stream, most, Limit::HeldBytes)?)))
            }
        }
    }
}

/// What a container gives: an article's page, or something that may be of any format.
pub(crate) enum Found {
    Page(Box<FoundPage>),
    Source(Box<Source>),
}

/// A page, and where it stands.
#[derive(Debug)]
pub(crate) struct FoundPage {
    pub(crate) page: Page,
    pub(crate) place: Place,
    /// What is odd about it, and where that is.
    pub(crate) warning: Option<ReadError>,
    /// The format that it was read as.
    pub(crate) form: Form,
}

impl FoundPage {
    /// Notes what is odd about it.
    #[must_use]
    pub(crate) fn with(mut self, odd: Option<Problem>) -> Self {
        self.warning = odd.map(|odd| self.place.error(odd));
        self
    }

    /// Adds what its holder knows and it does not tell itself.
    #[must_use]
    pub(crate) fn filled(mut self, told: &Page) -> Self {
        macro_rules! fill {
            ($($field:ident),+) => {$(
                if self.page.$field.is_none() {
                    self.page.$field.clone_from(&told.$field);
                }
            )+};
        }
        fill!(title, outlet, author, url, published_at, modified_at, language);
        self
    }
}

impl From<FoundPage> for Found {
    fn from(page: FoundPage) -> Self {
        Self::Page(Box::new(page))
    }
}

impl From<Source> for Found {
    fn from(source: Source) -> Self {
        Self::Source(Box::new(source))
    }
}

/// Something that holds pages or other things: an archive, a table, a feed, lines of JSON.
pub(crate) trait Container: Send {
    /// Returns the next thing in it, or why it cannot be read; `None` at the end.
    fn next(&mut self, context: &mut Context<'_>) -> Option<Result<Found, ReadError>>;
}

/// What holds for everything that is read, and what is known of it so far.
pub(crate) struct Context<'a> {
    pub(crate) options: &'a ReadOptions,
    /// What was told already, once for all.
    pub(crate) told: &'a mut HashSet<String>,
    pub(crate) skipped: &'a mut Skipped,
    pub(crate) budget: Arc<Budget>,
    /// How many bytes were taken of the file that everything stands in.
    pub(crate) taken: Arc<AtomicU64>,
}

/// Pages that are all known.
pub(crate) struct Pages(std::vec::IntoIter<FoundPage>);

impl Pages {
    /// Returns the pages of what stands at `place`, numbered where they are several.
    pub(crate) fn new(place: &str, pages: Vec<Page>, form: Form) -> Self {
        let several = pages.len() > 1;
        let found = pages.into_iter().enumerate().map(|(at, page)| {
            let place = if several { format!("{place}#{}", at + 1) } else { place.to_owned() };
            FoundPage { page, place: Place::file(place), warning: None, form }
        });
        Self(found.collect::<Vec<_>>().into_iter())
    }
}

impl Container for Pages {
    fn next(&mut self, _: &mut Context<'_>) -> Option<Result<Found, ReadError>> {
        self.0.next().map(|page| Ok(page.into()))
    }
}
