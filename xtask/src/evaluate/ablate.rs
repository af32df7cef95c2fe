//! `cargo xtask ablate`: what each family of rules is good for. Every family is switched off once,
//! and what moves on the corpora and the golden set is printed; a family that moves nothing can go.
//!
//! The network reads every text once, for all families; `--tagger rules` asks the same of the rules
//! alone, which some families serve that the network makes needless. Beside each set stands how many of its texts
//! are read otherwise at all: where that is none, no measure can move. `--texts` adds folders of which
//! only this is known.
//!
//! The measures are those of `evaluate` and of the scorers beside the corpora. A set that is not
//! there is said to be missing, and a family is not called idle then.

mod families;
mod measures;
mod predictions;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use q7x2_domain::Setting;
use serde_json::{Map, Value, json};

use super::setting;

use self::families::Ablation;
use self::measures::{Figures, Sets};

/// What to switch off, and how to show what moves.
#[derive(clap::Args)]
pub(crate) struct AblateArguments {
    /// The family to switch off, or several; all when none is named
    #[arg(long, value_name = "NAME")]
    family: Vec<String>,
    /// Which reading the families are taken from
    #[arg(long, value_enum, default_value = "neural")]
    tagger: Whole,
    /// What the learned tagger should rather avoid
    #[arg(long, value_parser = setting, default_value = "balanced")]
    setting: Setting,
    /// A folder of texts of which only those are counted that are read otherwise, or several
    #[arg(long, value_name = "DIR")]
    texts: Vec<PathBuf>,
    /// The folder of corpora and scorers
    #[arg(long, value_name = "DIR", default_value = "../shared")]
    shared: PathBuf,
    /// Print figures as JSON
    #[arg(long)]
    json: bool,
}

/// A reading that families are taken from.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Whole {
    /// The learned tagger, checked by the rules
    Neural,
    /// The rules alone
    Rules,
}

/// By how many points a figure has to move to be shown.
const MOVES: f64 = 0.005;

/// Switches each family off and prints what moves; relative folders are taken from `root`.
pub(crate) fn run(root: &Path, arguments: &AblateArguments) -> anyhow::Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    let mut sets = Sets::read(root, &root.join(&arguments.shared))?;
    for folder in &arguments.texts {
        sets.compare(&root.join(folder))?;
    }
    for missing in sets.missing() {
        writeln!(std::io::stderr().lock(), "WARNING: {missing} is not there: not measured on it")?;
    }
    let ablation = match arguments.tagger {
        Whole::Neural => Ablation::network(arguments.setting)?,
        Whole::Rules => Ablation::rules()?,
    };
    let whole = sets.measure(&ablation.whole())?;
    let mut all = Map::from_iter([("all".to_owned(), json!(whole))]);
    let families = ablation.without_each();
    let is_known = |name: &&String| families.iter().any(|(family, _)| family == name);
    if let Some(unknown) = arguments.family.iter().find(|name| !is_known(name)) {
        let known: Vec<&str> = families.iter().map(|(family, _)| *family).collect();
        anyhow::bail!("there is no family \"{unknown}\"; there are {}", known.join(", "));
    }
    for (family, extractor) in families {
        if !arguments.family.is_empty() && !arguments.family.iter().any(|name| name == family) {
            continue;
        }
        let without = sets.measure(&extractor)?;
        if !arguments.json {
            writeln!(out, "{family}: {}", described(&whole, &without))?;
            out.flush()?;
        }
        all.insert(family.to_owned(), json!(without));
    }
    if arguments.json {
        writeln!(out, "{}", serde_json::to_string_pretty(&Value::Object(all))?)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Says what moves when a family is gone.
fn described(whole: &Figures, without: &Figures) -> String {
    let moves = whole.iter().filter_map(|(name, was)| {
        let by = without.get(name)? - was;
        (by.abs() >= MOVES).then(|| format!("{name} {by:+.2}"))
    });
    let moves: Vec<String> = moves.collect();
    if moves.is_empty() { "nothing moves".to_owned() } else { moves.join(", ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_is_said_with_its_sign() {
        let figures = |cue: f64, found: f64| -> Figures {
            [("polnear cue", cue), ("geo found", found)]
                .map(|(name, figure)| (name.to_owned(), figure))
                .into()
        };
        let whole = figures(76.2, 88.0);
        assert_eq!(described(&whole, &figures(76.2, 88.0)), "nothing moves");
        assert_eq!(described(&whole, &figures(75.7, 88.001)), "polnear cue -0.50");
        assert_eq!(described(&whole, &figures(76.3, 87.0)), "geo found -1.00, polnear cue +0.10");
    }
}
