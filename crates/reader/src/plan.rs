//! Looks at what was named and lists what there is to read, in order and with sizes.
//!
//! Folders are walked in the order of names, links to folders are followed once, hidden
//! files are left alone. No file is opened: what one holds is seen when it is read.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};
use walkdir::{DirEntry, WalkDir};

use crate::form::Form;
use crate::{Input, Problem, ReadError, Skipped};

/// What there is to read, in order. What cannot be found keeps its place as an error, so
/// that it is told among the rest.
#[derive(Debug, Default)]
pub struct Plan {
    entries: Vec<Entry>,
    skipped: Skipped,
}

pub(crate) type Entry = Result<Planned, ReadError>;

/// One file to read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) input: Input,
    /// Its size in bytes; `None` where there is none, as with a pipe.
    pub(crate) bytes: Option<u64>,
}

impl Plan {
    /// Returns what there is to read under `inputs`: a file whatever its name, the files of a folder whose
    /// endings are those of a format ([`Form::walked_endings`]), the files that a pattern matches.
    pub fn of(inputs: &[Input]) -> Self {
        let mut plan = Self::default();
        let mut stdin_named = false;
        for input in inputs {
            match input {
                Input::Stdin if stdin_named => {
                    plan.entries.push(Err(ReadError::in_file("-", Problem::StdinTwice)));
                }
                Input::Stdin => {
                    stdin_named = true;
                    plan.entries.push(Ok(Planned { input: Input::Stdin, bytes: None }));
                }
                Input::Path(path) => plan.add_path(path),
            }
        }
        plan
    }

    /// Returns how many files there are to read; each holds one article or, as JSONL, many.
    pub fn files(&self) -> usize {
        self.entries.iter().filter(|entry| entry.is_ok()).count()
    }

    /// Returns the bytes of all files together, or `None` when one has no size, as standard
    /// input has none.
    pub fn bytes(&self) -> Option<u64> {
        self.entries.iter().flatten().map(|planned| planned.bytes).sum()
    }

    /// Returns the files that the walk left out because their ending is not that of an article.
    pub fn skipped(&self) -> &Skipped {
        &self.skipped
    }

    pub(crate) fn into_entries(self) -> Vec<Entry> {
        self.entries
    }

    fn add_path(&mut self, path: &Path) {
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.add_folder(path),
            Ok(metadata) => self.add_file(path, &metadata),
            Err(error) => match as_pattern(path, &error) {
                Some(pattern) => self.add_pattern(path, pattern),
                None => self.add_problem(path, Problem::Io(error)),
            },
        }
    }

    fn add_file(&mut self, path: &Path, metadata: &fs::Metadata) {
        let bytes = metadata.is_file().then_some(metadata.len());
        self.entries.push(Ok(Planned { input: Input::Path(path.into()), bytes }));
    }

    fn add_problem(&mut self, path: &Path, problem: Problem) {
        self.entries.push(Err(ReadError::in_file(path, problem)));
    }

    fn add_folder(&mut self, folder: &Path) {
        let (entries, skipped) = (self.entries.len(), std::mem::take(&mut self.skipped));
        for entry in walk(folder, usize::MAX) {
            self.add_walked(folder, entry);
        }
        if self.entries.len() == entries {
            let skipped = self.skipped.clone();
            self.add_problem(folder, Problem::NoArticles { skipped });
        }
        self.skipped.add(skipped);
    }

    /// Adds a file of a folder when it looks like an article.
    fn add_walked(&mut self, folder: &Path, entry: Result<DirEntry, walkdir::Error>) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => return self.add_walk_error(folder, error, Form::is_walked),
        };
        if entry.file_type().is_dir() {
            return;
        }
        if !entry.file_type().is_file() || !Form::is_walked(entry.path()) {
            self.skipped.count(entry.path());
            return;
        }
        match entry.metadata() {
            Ok(metadata) => self.add_file(entry.path(), &metadata),
            Err(error) => self.add_walk_error(folder, error, |_| true),
        }
    }

    /// Adds what went wrong on a walk, unless it is a link that leads in a circle, or a link
    /// to nowhere that would not have been taken.
    fn add_walk_error(
        &mut self,
        folder: &Path,
        error: walkdir::Error,
        is_taken: impl Fn(&Path) -> bool,
    ) {
        if error.loop_ancestor().is_some() {
            return;
        }
        let path = error.path().unwrap_or(folder).to_path_buf();
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("cannot be walked"));
        let leads_nowhere = error.kind() == io::ErrorKind::NotFound;
        if leads_nowhere && !is_taken(&path) {
            self.skipped.count(&path);
        } else {
            self.add_problem(&path, Problem::Io(error));
        }
    }

    fn add_pattern(&mut self, path: &Path, pattern: &str) {
        let pattern = match Pattern::new(pattern) {
            Ok(pattern) => pattern,
            Err(error) => return self.add_problem(path, Problem::BadPattern(error.to_string())),
        };
        let count = self.entries.len();
        if !pattern.base.exists() {
            return self.add_problem(path, Problem::NoMatch);
        }
        let mut entries = walk(&pattern.base, pattern.depth);
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.add_walk_error(path, error, |path| pattern.matches(path));
                    continue;
                }
            };
            if entry.depth() == 0 || !pattern.matches(entry.path()) {
                continue;
            }
            let found = pattern.shown(entry.path());
            if !entry.file_type().is_dir() {
                match entry.metadata() {
                    Ok(metadata) => self.add_file(&found, &metadata),
                    Err(error) => self.add_walk_error(path, error, |_| true),
                }
            } else if pattern.depth != usize::MAX {
                self.add_folder(&found);
                entries.skip_current_dir();
            }
        }
        if self.entries.len() == count {
            self.add_problem(path, Problem::NoMatch);
        }
    }
}

/// Returns the path as a pattern, when it does not exist and has a pattern's characters.
fn as_pattern<'a>(path: &'a Path, error: &io::Error) -> Option<&'a str> {
    let is_missing = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory);
    let text = path.to_str()?;
    (is_missing && text.contains(['*', '?', '[', '{'])).then_some(text)
}

/// Returns a walk in the order of names that leaves hidden files alone and enters each
/// folder that is linked to once only: links that lead to and fro would multiply it.
fn walk(
    root: &Path,
    depth: usize,
) -> walkdir::FilterEntry<walkdir::IntoIter, impl FnMut(&DirEntry) -> bool> {
    let mut links_followed = HashSet::new();
    WalkDir::new(root)
        .max_depth(depth)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(move |entry| {
            if entry.depth() == 0 {
                return true;
            }
            if entry.file_name().as_encoded_bytes().starts_with(b".") {
                return false;
            }
            let is_link = entry.path_is_symlink() && entry.file_type().is_dir();
            !is_link
                || fs::canonicalize(entry.path()).is_ok_and(|target| links_followed.insert(target))
        })
}

/// A pattern, split into the folder where it begins and what is matched below.
struct Pattern {
    base: PathBuf,
    matcher: GlobMatcher,
    depth: usize,
    is_relative_to_here: bool,
}

impl Pattern {
    fn new(pattern: &str) -> Result<Self, globset::Error> {
        let plain = pattern.find(['*', '?', '[', '{']).unwrap_or(pattern.len());
        let (base, below) = match pattern[..plain].rfind('/') {
            Some(slash) => (&pattern[..=slash], pattern[slash + 1..].trim_start_matches('/')),
            None => ("", pattern),
        };
        let matcher = GlobBuilder::new(below).literal_separator(true).build()?.compile_matcher();
        let is_deep = below.contains("**");
        let depth = if is_deep { usize::MAX } else { below.matches('/').count() + 1 };
        let is_relative_to_here = base.is_empty();
        let base = PathBuf::from(if is_relative_to_here { "." } else { base });
        Ok(Self { base, matcher, depth, is_relative_to_here })
    }

    fn matches(&self, path: &Path) -> bool {
        path.strip_prefix(&self.base).is_ok_and(|below| self.matcher.is_match(below))
    }

    /// Returns a path as a shell would have written it: without `./` that nobody typed.
    fn shown(&self, path: &Path) -> PathBuf {
        if !self.is_relative_to_here {
            return path.to_path_buf();
        }
        path.components().skip_while(|part| *part == Component::CurDir).collect()
    }
}

#[cfg(test)]
mod tests;
