//! Reads a user's entities file. What is in it is the gazetteer's to judge.

use std::io;
use std::path::{Path, PathBuf};

use q7x2_gazetteer::{Entities, EntitiesError, EntitiesFormat};

/// Why an entities file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum EntitiesFileError {
    /// It cannot be read as text.
    #[error("the entities file {} cannot be read; check its path and that it is UTF-8", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Its name does not tell its form.
    #[error("the entities file {} is not named .toml or .csv; name it by its form", path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// Something in it is not understood.
    #[error("the entities file {}, {error}", path.display())]
    Content {
        /// The file.
        path: PathBuf,
        /// What is wrong, and on which line.
        error: EntitiesError,
    },
}

/// Returns the entities of a file, whose name ends with `.toml` or `.csv`.
///
/// # Errors
/// When it cannot be read or anything in it is not understood; nothing of it is used then.
pub(crate) fn read_entities(path: &Path) -> Result<Entities, EntitiesFileError> {
    let owned = || path.to_owned();
    let is = |ending: &str| path.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
    let format = match (is("toml"), is("csv")) {
        (true, _) => EntitiesFormat::Toml,
        (_, true) => EntitiesFormat::Csv,
        _ => return Err(EntitiesFileError::Form { path: owned() }),
    };
    let text = std::fs::read_to_string(path)
        .map_err(|source| EntitiesFileError::Read { path: owned(), source })?;
    Entities::parse(&text, format)
        .map_err(|error| EntitiesFileError::Content { path: owned(), error })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(name: &str, content: &str) -> String {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        read_entities(&path).expect_err("refused").to_string()
    }

    #[test]
    fn a_file_is_read_by_its_ending() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in [
            ("own.toml", "[[entities]]\nname = \"Ada Lind\"\ntype = \"person\"\n"),
            ("own.CSV", "name,type\nAda Lind,person\n"),
        ] {
            let path = folder.path().join(name);
            std::fs::write(&path, content).expect("written");
            assert_eq!(read_entities(&path).expect("well formed").len(), 1, "{name}");
        }
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        let error = refused("own.toml", "\n[[entities]]\nname = \"Ada\"\ntype = \"man\"\n");
        assert!(error.contains("own.toml, line 2: the type \"man\""), "{error}");
        let error = refused("own.txt", "name,type\n");
        assert!(error.contains("own.txt is not named .toml or .csv"), "{error}");
        let error = read_entities(Path::new("no/such/file.csv")).expect_err("missing");
        assert!(error.to_string().contains("no/such/file.csv cannot be read"), "{error}");
    }
}
