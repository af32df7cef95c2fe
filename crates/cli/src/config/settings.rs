//! What holds of what a config file can say, and where each of it is from.

use clap::ArgMatches;
use clap::parser::ValueSource;

use super::Config;

/// A setting: its name, its value, and where that is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The name, as a config file has it.
    pub(crate) name: &'static str,
    /// The value; `None` where nothing says it.
    pub(crate) value: Option<String>,
    /// Where it is from.
    pub(crate) origin: String,
}

/// All settings.
#[derive(Debug, Clone, Default)]
pub(crate) struct Settings {
    /// Those with a single value.
    pub(crate) single: Vec<Setting>,
    /// Outlets with their other names.
    pub(crate) outlets: Vec<(String, Vec<String>)>,
    /// The config file.
    pub(crate) file: Option<String>,
}

/// The settings and the variables of the environment that say them.
const NAMES: [(&str, &str); 7] = [
    ("data_dir", "Q7X2_DATA_DIR"),
    ("server", "Q7X2_SERVER"),
    ("ca", "Q7X2_CA"),
    ("token_file", "Q7X2_TOKEN_FILE"),
    ("entities", "Q7X2_ENTITIES"),
    ("by", "Q7X2_BY"),
    ("pager", "Q7X2_PAGER"),
];

impl Settings {
    /// Returns what holds for the command that `matches` calls.
    pub(crate) fn of(matches: &ArgMatches, config: &Config) -> Self {
        let matches = innermost(matches);
        let file = config.path.as_ref().map(|path| path.display().to_string());
        let single = NAMES.iter().map(|&(name, variable)| {
            let raw = matches.try_get_raw(name).ok().flatten().and_then(|mut values| values.next());
            let value = raw.map(|value| value.to_string_lossy().into_owned());
            let source =
                matches.try_contains_id(name).ok().and_then(|_| matches.value_source(name));
            let origin = match source {
                Some(ValueSource::CommandLine) => "command line".to_owned(),
                Some(ValueSource::EnvVariable) => format!("environment: {variable}"),
                Some(_) if config.says(name) => file.clone().unwrap_or_default(),
                _ => "default".to_owned(),
            };
            Setting { name, value: value.filter(|value| !value.is_empty()), origin }
        });
        let single = single.collect();
        let outlets = config.outlets.given().clone().into_iter().collect();
        Self { single, outlets, file }
    }

    /// Tells whether the command line or the environment names something.
    pub(crate) fn is_named(&self, name: &str) -> bool {
        let told = |setting: &&Setting| setting.name == name && setting.value.is_some();
        let setting = self.single.iter().find(told);
        setting.is_some_and(|s| s.origin == "command line" || s.origin.starts_with("environment"))
    }
}

/// Returns the matches of the command that is called, which have the global options too.
pub(crate) fn innermost(mut matches: &ArgMatches) -> &ArgMatches {
    while let Some((_, below)) = matches.subcommand() {
        matches = below;
    }
    matches
}
