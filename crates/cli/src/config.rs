//! The config file, `q7x2.toml`: what somebody would otherwise write with every command. It is the
//! user's own or one that is named, never one that lies where the program is called: whoever wrote a
//! folder of articles must not decide which server a token is shown to.

mod outlets;
mod settings;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::Command;

pub(crate) use self::outlets::Outlets;
pub(crate) use self::settings::{Settings, innermost};
use crate::exit::Failure;

/// What a config file says.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    data_dir: Option<PathBuf>,
    server: Option<String>,
    ca: Option<PathBuf>,
    token_file: Option<PathBuf>,
    entities: Option<PathBuf>,
    by: Option<String>,
    pager: Option<String>,
    #[serde(default)]
    outlets: BTreeMap<String, Vec<String>>,
}

/// What the user's config file says, if there is one.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The file; `None` where there is none.
    path: Option<PathBuf>,
    /// The values of options, by the id of their argument.
    values: Vec<(&'static str, OsString)>,
    outlets: Outlets,
}

impl Config {
    /// Reads the file that was named, else the user's own, which need not be there.
    ///
    /// # Errors
    /// When it cannot be read, or says something that is not known.
    pub(crate) fn load(named: Option<&Path>) -> Result<Self, Failure> {
        let named = named.filter(|path| !path.as_os_str().is_empty());
        let own = || {
            directories::ProjectDirs::from("", "", "q7x2").map(|d| d.config_dir().join("q7x2.toml"))
        };
        let Some(path) = named.map(Path::to_owned).or_else(own) else { return Ok(Self::default()) };
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self::default());
            }
            Err(error) => {
                return Err(Failure::Usage(format!("cannot read {}: {error}", path.display())));
            }
        };
        Self::parse(&text, path)
    }

    /// Returns what a file at `path` with this text says.
    fn parse(text: &str, path: PathBuf) -> Result<Self, Failure> {
        let wrong = |problem: String| Failure::Usage(format!("{}: {problem}", path.display()));
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| text[..span.start].matches('\n').count() + 1);
            let line = line.map(|line| format!(" in line {line}")).unwrap_or_default();
            let message = error.message().replace('\n', " ");
            // The other names of an outlet: the only thing that there may be several of.
            let hint = match message.contains("expected a sequence") {
                true => {
                    "; write its other names as a list, as in \"The Post\" = [\"post.example\"]"
                }
                false => "",
            };
            wrong(format!("{message}{line}{hint}"))
        })?;
        let folder = path.parent().map(Path::to_owned).unwrap_or_default();
        // A path in a file means one beside it, wherever the program is called.
        let beside = |path: Option<PathBuf>| path.map(|path| folder.join(path).into_os_string());
        let text = |text: Option<String>| text.map(OsString::from);
        let all = [
            ("data_dir", beside(file.data_dir)),
            ("server", text(file.server)),
            ("ca", beside(file.ca)),
            ("token_file", beside(file.token_file)),
            ("entities", beside(file.entities)),
            ("by", text(file.by)),
            ("pager", text(file.pager)),
        ];
        let values = all.into_iter().filter_map(|(id, value)| Some((id, value?))).collect();
        let outlets = Outlets::new(file.outlets).map_err(wrong)?;
        Ok(Self { path: Some(path), values, outlets })
    }

    /// Returns the command line with what the file says in the place of its defaults, so that an option
    /// and a variable of the environment go before it.
    pub(crate) fn applied(&self, command: Command) -> Command {
        let ids: Vec<String> =
            command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
        let known = self.values.iter().filter(|(id, _)| ids.iter().any(|known| known == id));
        let command = known.fold(command, |command, (id, value)| {
            command.mut_arg(id, |arg| arg.default_value(value))
        });
        command.mut_subcommands(|command| self.applied(command))
    }

    /// Returns the names that outlets have.
    pub(crate) fn outlets(&self) -> &Outlets {
        &self.outlets
    }

    /// Tells whether the file says something of an option.
    pub(crate) fn says(&self, id: &str) -> bool {
        self.values.iter().any(|(known, _)| *known == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<Config, String> {
        Config::parse(text, "/desk/tove/q7x2.toml".into()).map_err(|failure| failure.to_string())
    }

    #[test]
    fn paths_are_beside_the_file() {
        let config = parsed("data_dir = \"archive\"\nentities = \"/own.csv\"\nserver = \"desk\"")
            .expect("read");
        let value = |id| {
            config.values.iter().find(|(known, _)| *known == id).map(|(_, value)| value.clone())
        };
        assert_eq!(value("data_dir"), Some("/desk/tove/archive".into()));
        assert_eq!(value("entities"), Some("/own.csv".into()));
        assert_eq!(value("server"), Some("desk".into()));
        assert!(config.says("server") && !config.says("by"));
    }

    #[test]
    fn what_is_not_known_is_named_with_its_line() {
        let told = parsed("by = \"Tove\"\ndatadir = \"x\"\n").expect_err("unknown");
        assert!(told.starts_with("/desk/tove/q7x2.toml: unknown field `datadir`"), "{told}");
        assert!(told.ends_with("in line 2"), "{told}");
        let told = parsed("[outlets]\nPost = \"post.example\"\n").expect_err("no list");
        assert!(told.contains("in line 2; write its other names as a list"), "{told}");
        assert!(parsed("by = 7").is_err() && parsed("by").is_err());
    }
}
