//! What a user may name: a file, a folder, a pattern, or `-` for standard input.
//!
//! Naming touches no file; looking is the plan's business.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

/// One thing named on a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input, named `-`.
    Stdin,
    /// A file, a folder, or a pattern such as `news/*.txt`. A path that exists is taken
    /// literally, whatever characters it has.
    Path(PathBuf),
}

impl From<&OsStr> for Input {
    fn from(name: &OsStr) -> Self {
        if name == "-" { Self::Stdin } else { Self::Path(PathBuf::from(name)) }
    }
}

impl From<OsString> for Input {
    fn from(name: OsString) -> Self {
        Self::from(name.as_os_str())
    }
}

impl From<PathBuf> for Input {
    fn from(path: PathBuf) -> Self {
        Self::from(path.into_os_string())
    }
}

impl From<&str> for Input {
    fn from(name: &str) -> Self {
        Self::from(OsStr::new(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bare_dash_is_standard_input() {
        assert_eq!(Input::from("-"), Input::Stdin);
        assert_eq!(Input::from("./-"), Input::Path("./-".into()));
        assert_eq!(Input::from("-a.txt"), Input::Path("-a.txt".into()));
    }
}
