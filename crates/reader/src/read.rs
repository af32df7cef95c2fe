//! Reads what a plan lists and gives its articles, one at a time and in order: of each file what it holds, and
//! of what that holds.

use std::collections::HashSet;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use q7x2_domain::{Article, MAX_FIELD_BYTES, Metadata, Timestamp};

use crate::form::Form;
use crate::language::{language_tag, other_than_english, says_nothing};
use crate::limits::{Budget, Counted, Limits};
use crate::open::{Opened, open};
use crate::plan::{Entry, Planned};
use crate::source::{Container, Context, Found, FoundPage, Source, Stream};
use crate::title::headline;
use crate::{Input, KeyMap, Page, Plan, Problem, ReadError, Skipped};

/// What holds for all articles that do not say otherwise themselves, and limits.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The outlet.
    pub outlet: Option<String>,
    /// When they were published.
    pub published_at: Option<Timestamp>,
    /// The address, when there is one text to read.
    pub url: Option<String>,
    /// The format of everything that is no archive, whatever it looks like.
    pub form: Option<Form>,
    /// Which keys of records and columns of tables hold what is read.
    pub map: KeyMap,
    /// The longest line of a JSONL file and row of a table, in bytes; 4 MiB unless told otherwise, which is
    /// a text at its limit with many characters escaped.
    pub max_line_bytes: usize,
    /// How much of a file is read at most.
    pub limits: Limits,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            outlet: None,
            published_at: None,
            url: None,
            form: None,
            map: KeyMap::default(),
            max_line_bytes: 4 << 20,
            limits: Limits::default(),
        }
    }
}

/// Reads articles.
#[derive(Debug, Clone, Default)]
pub struct Reader {
    options: ReadOptions,
}

/// The articles of a plan, read as they are asked for.
#[must_use = "nothing is read until articles are asked for"]
pub struct Articles {
    options: ReadOptions,
    entries: std::vec::IntoIter<Entry>,
    stdin: Option<Stream>,
    /// The file that is being read, and what is open in it, one inside the other.
    file: Option<OpenFile>,
    levels: Vec<Box<dyn Container>>,
    finished: Progress,
    warning: Option<ReadError>,
    form: Option<Form>,
    /// What of records was told already.
    told: HashSet<String>,
    skipped: Skipped,
}

/// A file that is being read.
pub(crate) struct OpenFile {
    pub(crate) size: Option<u64>,
    pub(crate) taken: Arc<AtomicU64>,
    pub(crate) budget: Arc<Budget>,
}

impl OpenFile {
    /// Returns how much of it was read.
    fn read(&self) -> u64 {
        let taken = self.taken.load(Relaxed);
        self.size.map_or(taken, |size| size.min(taken))
    }

    /// Returns what holds for all that is read of it.
    fn context<'a>(
        &self,
        options: &'a ReadOptions,
        told: &'a mut HashSet<String>,
        skipped: &'a mut Skipped,
    ) -> Context<'a> {
        let (budget, taken) = (Arc::clone(&self.budget), Arc::clone(&self.taken));
        Context { options, told, skipped, budget, taken }
    }
}

/// How much was read, failures included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files that are finished.
    pub files: usize,
    /// Bytes of files, of archives as they are packed; compare with [`Plan::bytes`].
    pub bytes: u64,
}

impl Reader {
    /// Returns a reader with these options.
    pub fn new(options: ReadOptions) -> Self {
        Self { options }
    }

    /// Returns the articles that `plan` lists, each or why there is none, with `stdin` read
    /// where `-` was named.
    ///
    /// # Errors
    /// When the options have an address although there are several files to read.
    pub fn read(
        &self,
        plan: Plan,
        stdin: impl BufRead + Send + 'static,
    ) -> Result<Articles, ReadError> {
        if let (Some(url), true) = (&self.options.url, plan.files() > 1) {
            return Err(ReadError::in_file(url, Problem::OneUrlForMany));
        }
        Ok(self.begin(plan, stdin))
    }

    #[cfg(feature = "feeds")]
    pub(crate) fn options(&self) -> &ReadOptions {
        &self.options
    }

    /// Returns the articles that `plan` lists, whatever the options say.
    pub(crate) fn begin(&self, plan: Plan, stdin: impl BufRead + Send + 'static) -> Articles {
        let skipped = plan.skipped().clone();
        Articles {
            options: self.options.clone(),
            entries: plan.into_entries().into_iter(),
            stdin: Some(Box::new(stdin)),
            file: None,
            levels: Vec::new(),
            finished: Progress::default(),
            warning: None,
            form: None,
            told: HashSet::new(),
            skipped,
        }
    }
}

impl Articles {
    /// Returns how much was read up to now.
    pub fn progress(&self) -> Progress {
        let open = self.file.as_ref().map_or(0, OpenFile::read);
        Progress { bytes: self.finished.bytes + open, ..self.finished }
    }

    /// Returns the next file to be opened, where it is none with a size, and whoever opens it may wait for
    /// another program: a pipe with a name, a device.
    pub fn next_without_size(&self) -> Option<&Path> {
        match self.entries.as_slice().first() {
            Some(Ok(Planned { input: Input::Path(path), bytes: None })) => Some(path),
            _ => None,
        }
    }

    /// Takes what is odd about the article that was given last, though not wrong enough to withhold it:
    /// [`Problem::Replaced`], [`Problem::Aliases`] and others of which [`ReadError::is_note`] tells which are
    /// no fault.
    pub fn take_warning(&mut self) -> Option<ReadError> {
        self.warning.take()
    }

    /// Returns the format that the article that was given last was read as.
    pub fn form(&self) -> Option<Form> {
        self.form
    }

    /// Returns the files that were left out up to now because of their ending: those of folders that the plan
    /// left out, and those of archives.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    /// Begins with something that is open.
    #[cfg(feature = "feeds")]
    pub(crate) fn hold(&mut self, file: OpenFile, container: Box<dyn Container>) {
        self.file = Some(file);
        self.levels.push(container);
    }

    /// Takes the next thing out of what is open; `None` when that is at its end.
    fn step(&mut self) -> Option<Result<Found, ReadError>> {
        let (level, file) = (self.levels.last_mut()?, self.file.as_ref()?);
        level.next(&mut file.context(&self.options, &mut self.told, &mut self.skipped))
    }

    /// Opens something in the file that is being read. Returns its article where it is one, otherwise `None`
    /// with what it holds ready to be read.
    fn enter(&mut self, source: Source) -> Option<Result<Article, ReadError>> {
        let file = self.file.as_ref()?;
        let mut context = file.context(&self.options, &mut self.told, &mut self.skipped);
        match open(source, &mut context) {
            Err(error) => Some(Err(error)),
            Ok(Opened::Page(page)) => Some(self.give(*page)),
            Ok(Opened::Container(container)) => {
                self.levels.push(container);
                None
            }
        }
    }

    /// Begins with a file.
    fn begin(&mut self, planned: &Planned) -> Option<Result<Article, ReadError>> {
        let (path, place) = match &planned.input {
            Input::Stdin => (PathBuf::new(), "-".to_owned()),
            Input::Path(path) => (path.clone(), path.to_string_lossy().into_owned()),
        };
        let stream: Stream = match &planned.input {
            Input::Stdin => self.stdin.take().unwrap_or_else(|| Box::new(io::empty())),
            Input::Path(path) => match File::open(path) {
                Ok(file) => Box::new(BufReader::with_capacity(1 << 16, file)),
                Err(error) => {
                    self.finished.files += 1;
                    self.finished.bytes += planned.bytes.unwrap_or(0);
                    return Some(Err(ReadError::in_file(path, Problem::Io(error))));
                }
            },
        };
        let (counted, taken) = Counted::new(stream);
        let budget = Budget::new(self.options.limits, planned.bytes);
        self.file = Some(OpenFile { size: planned.bytes, taken, budget });
        let mut source = Source::entry(path.clone(), place, Box::new(counted), 0);
        source.size = planned.bytes;
        source.file = planned.bytes.map(|_| path);
        self.enter(source)
    }

    /// Counts the file that is being read as read: with its size, or what was taken of it where it has none.
    fn finish(&mut self) {
        if let Some(file) = self.file.take() {
            self.finished.files += 1;
            self.finished.bytes += file.size.unwrap_or_else(|| file.read());
        }
    }

    /// Returns the article that a page makes.
    fn give(&mut self, found: FoundPage) -> Result<Article, ReadError> {
        let FoundPage { page, place, warning, form } = found;
        let Page { text, title, outlet, author, url, published_at, language, .. } = page;
        let metadata = Metadata {
            path: Some(place.of_article()),
            // It was said of this one article.
            url: self.options.url.clone().or_else(|| tidy(url)),
            outlet: tidy(outlet).or_else(|| self.options.outlet.clone()),
            title: tidy(title).or_else(|| headline(&text).map(Into::into)),
            author: tidy(author),
            published_at: published_at.or(self.options.published_at),
            language: (tidy(language)
                .as_deref()
                .map(language_tag)
                .filter(|tag| !says_nothing(tag)))
            .or_else(|| other_than_english(&text).map(Into::into)),
            ..Metadata::default()
        };
        let article =
            Article::new(metadata, text).map_err(|error| place.error(Problem::Article(error)))?;
        (self.warning, self.form) = (warning, Some(form));
        Ok(article)
    }
}

/// Returns a field without what no field may have, and cut where it is too long.
fn tidy(field: Option<String>) -> Option<String> {
    let mut field = field?.replace('\0', "");
    field.truncate(field.floor_char_boundary(MAX_FIELD_BYTES));
    let trimmed = field.trim();
    match trimmed.len() {
        0 => None,
        length if length == field.len() => Some(field),
        _ => Some(trimmed.to_owned()),
    }
}

impl Iterator for Articles {
    type Item = Result<Article, ReadError>;

    fn next(&mut self) -> Option<Self::Item> {
        (self.warning, self.form) = (None, None);
        loop {
            let given = match self.step() {
                Some(Ok(Found::Page(page))) => Some(self.give(*page)),
                Some(Ok(Found::Source(source))) => self.enter(*source),
                Some(Err(error)) => Some(Err(error)),
                None if self.levels.pop().is_some() => None,
                None => {
                    self.finish();
                    match self.entries.next()? {
                        Ok(planned) => self.begin(&planned),
                        Err(error) => Some(Err(error)),
                    }
                }
            };
            // A file that was one article, or none, is done with.
            if self.levels.is_empty() && given.is_some() {
                self.finish();
            }
            if given.is_some() {
                return given;
            }
        }
    }
}

impl fmt::Debug for Articles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Articles").field("progress", &self.progress()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
