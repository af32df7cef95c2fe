//! The files of a document that is a ZIP archive, unpacked one by one within a limit for all.

use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{Kind, MAX_UNPACKED_BYTES, Refused};

/// How many files a document may have.
const MOST_FILES: usize = 65_535;

/// A document's archive.
pub(super) struct Zipped<'a> {
    kind: Kind,
    archive: ZipArchive<Cursor<&'a [u8]>>,
    /// How many bytes may still be unpacked.
    left: usize,
}

impl<'a> Zipped<'a> {
    /// Opens the archive of a document.
    ///
    /// # Errors
    /// When it is none, or has too many files.
    pub(super) fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self, Refused> {
        let damaged = |_| Refused::Damaged { kind, what: "it is no whole archive" };
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
        if archive.len() > MOST_FILES {
            return Err(Refused::Damaged { kind, what: "it has more than 65535 files" });
        }
        Ok(Self { kind, archive, left: MAX_UNPACKED_BYTES })
    }

    /// Returns the bytes of a file, or `None` when there is none of this name.
    ///
    /// # Errors
    /// When it is locked, damaged, or too much would be unpacked.
    pub(super) fn file(&mut self, name: &str) -> Result<Option<Vec<u8>>, Refused> {
        let kind = self.kind;
        let file = match self.archive.by_name(name) {
            Ok(file) => file,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(Refused::Locked(kind));
            }
            Err(_) => {
                return Err(Refused::Damaged { kind, what: "a file in it cannot be unpacked" });
            }
        };
        let mut bytes = Vec::new();
        // What the archive says of a file's size is not believed.
        let unpacked = file.take(self.left as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > self.left {
            return Err(Refused::Unpacked { kind, limit: MAX_UNPACKED_BYTES >> 20 });
        }
        self.left -= bytes.len();
        match unpacked {
            Ok(_) => Ok(Some(bytes)),
            Err(_) => Err(Refused::Damaged { kind, what: "a file in it cannot be unpacked" }),
        }
    }

    /// Returns the bytes of a file that the document cannot do without.
    ///
    /// # Errors
    /// When there is none, and as [`Self::file`].
    pub(super) fn needed(&mut self, name: &str) -> Result<Vec<u8>, Refused> {
        let missing = Refused::Damaged { kind: self.kind, what: "the file of its text is missing" };
        self.file(name)?.ok_or(missing)
    }

    /// Returns what is refused when the XML of a file is not well-formed.
    pub(super) fn not_well_formed(kind: Kind) -> Refused {
        Refused::Damaged { kind, what: "its XML is not well-formed" }
    }
}
