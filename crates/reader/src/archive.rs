//! Archives of files, and what is packed alone: each entry is opened as a file would be.
//!
//! Entries are taken as a walk takes the files of a folder: by their endings, hidden ones not. Nothing is ever
//! written to a disk, so that what an entry is called does no harm.

mod gzip;
mod tar;
mod zip;
mod zstd;

use std::io::BufReader;
use std::path::{Path, PathBuf};

use crate::error::Place;
use crate::form::Form;
use crate::limits::{Counted, Guarded};
use crate::open::{Opened, open as open_inner};
use crate::source::{Context, Source, Stream};
use crate::warc::Captures;
use crate::{Problem, ReadError};

pub(crate) use self::gzip::{Gunzip, packs_warc};

/// How much of an unpacker is read at a time.
const BUFFER: usize = 1 << 16;

/// Opens an archive, or what is packed.
///
/// # Errors
/// When it cannot be read, or what is packed cannot.
pub(crate) fn open(
    form: Form,
    mut source: Source,
    context: &mut Context<'_>,
) -> Result<Opened, ReadError> {
    let place = Place::file(&source.place);
    let at = |problem| place.error(problem);
    Ok(Opened::Container(match form {
        Form::Warc => Box::new(Captures::plain(source)),
        Form::Tar => Box::new(tar::Entries::new(source)),
        Form::Zip => Box::new(zip::Entries::open(source, context).map_err(at)?),
        Form::Gzip if packs_warc(&mut source).map_err(|e| at(Problem::of_io(e)))? => {
            Box::new(Captures::packed(source))
        }
        _ => {
            let (packed, taken) = Counted::new(source.stream);
            let packed: Stream = Box::new(packed);
            let stream: Stream = if form == Form::Zstd {
                let unpacked = Guarded::new(zstd::Unzstd::new(packed), taken, &context.budget);
                Box::new(BufReader::with_capacity(BUFFER, unpacked))
            } else {
                let unpacked = Guarded::new(Gunzip::new(packed), taken, &context.budget);
                Box::new(BufReader::with_capacity(BUFFER, unpacked))
            };
            let name = unpacked_name(&source.name);
            let mut inner = Source::entry(name, source.place, stream, source.depth + 1);
            inner.told = source.told;
            return open_inner(inner, context);
        }
    }))
}

/// Returns the name that something had before it was packed.
fn unpacked_name(name: &Path) -> PathBuf {
    let is_tar = name.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("tgz"));
    name.with_extension(if is_tar { "tar" } else { "" })
}

/// Tells whether an entry is read; counts it among the skipped where it is left out for its ending.
fn takes(name: &Path, context: &mut Context<'_>) -> bool {
    let is_hidden = name.components().any(|part| {
        let part = part.as_os_str().as_encoded_bytes();
        (part.starts_with(b".") && part != b"." && part != b"..") || part == b"__MACOSX"
    });
    if is_hidden {
        return false;
    }
    let takes = context.options.form.is_some() || Form::is_walked(name);
    if !takes {
        context.skipped.count(name);
    }
    takes
}

/// Returns where an entry is.
fn place_of(archive: &str, name: &Path) -> String {
    let name = name.to_string_lossy();
    format!("{archive}/{}", name.trim_start_matches("./").trim_start_matches('/'))
}

#[cfg(test)]
mod tests;
