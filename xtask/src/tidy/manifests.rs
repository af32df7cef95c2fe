//! Manifests read as documentation: the root gives every third-party dependency a reason, and the
//! members take versions, lints and metadata from there.

use anyhow::Context;
use toml::Value;

use super::Problem;
use super::source::SourceFile;

/// Where versions and reasons stand.
const ROOT: &str = "Cargo.toml";

/// The one crate in which `unsafe` is denied where elsewhere it is forbidden, so that it can be
/// allowed at one place: docs/adr/0014.
const WITH_UNSAFE: &str = "crates/kernels/Cargo.toml";

/// Fewer words than this describe no crate.
const FEWEST_WORDS: usize = 3;

/// Returns what the manifests leave out.
pub(super) fn check(files: &[SourceFile]) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let root = files.iter().find(|file| file.path == ROOT);
    let lints = root.map(parse).transpose()?.and_then(|root| {
        let mut lints = root.get("workspace")?.get("lints")?.clone();
        *lints.get_mut("rust")?.get_mut("unsafe_code")? = "deny".into();
        Some(lints)
    });
    for file in files.iter().filter(|file| file.file_name() == "Cargo.toml") {
        if file.path == ROOT {
            problems.extend(missing_reasons(file));
        } else {
            problems.extend(member(file, lints.as_ref())?);
        }
    }
    Ok(problems)
}

fn parse(file: &SourceFile) -> anyhow::Result<toml::Table> {
    file.text.parse().with_context(|| format!("failed to read {}", file.path))
}

/// Returns the dependencies of the root without a comment on the line or above it.
fn missing_reasons(root: &SourceFile) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut inside = false;
    let mut line_above = "";
    for (index, line) in root.text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line == "[workspace.dependencies]";
        }
        let is_entry = line.starts_with(|c: char| c.is_ascii_alphanumeric()) && line.contains('=');
        // Comments that begin with dashes are headings of groups.
        let explained_above = line_above.starts_with('#') && !line_above.starts_with("# --");
        let ours = line.contains("path = ");
        if inside && is_entry && !ours && !explained_above && !line.contains(" # ") {
            let what = "say in a comment what this dependency is for";
            problems.push(Problem::in_line(root, index, what));
        }
        line_above = line;
    }
    problems
}

/// Returns what a member's manifest should take from the root, or say, and does not. `denied` are
/// the root's lints with `unsafe` denied instead of forbidden.
fn member(file: &SourceFile, denied: Option<&Value>) -> anyhow::Result<Vec<Problem>> {
    let manifest = parse(file)?;
    let mut found = Vec::new();
    let package = manifest.get("package");
    let description = package.and_then(|package| package.get("description"));
    let description = description.and_then(Value::as_str).unwrap_or_default();
    if description.split_whitespace().count() < FEWEST_WORDS {
        found.push("describe the crate in `description`".to_owned());
    }
    if file.path == WITH_UNSAFE {
        if manifest.get("lints") != denied {
            found.push("have the workspace's lints, with `unsafe_code = \"deny\"`".to_owned());
        }
    } else if !is_inherited(manifest.get("lints")) {
        found.push("take the lints from the workspace: `[lints] workspace = true`".to_owned());
    }
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flatten().filter_map(|(_, table)| table.as_table());
    let tables = targets.chain([&manifest]).flat_map(|tables| {
        let names = ["dependencies", "dev-dependencies", "build-dependencies"];
        names.into_iter().filter_map(|name| tables.get(name)?.as_table())
    });
    for entries in tables {
        let foreign = entries.into_iter().filter(|(_, entry)| !is_inherited(Some(entry)));
        found.extend(
            foreign.map(|(name, _)| {
                format!("take {name} from the workspace: `{name}.workspace = true`")
            }),
        );
    }
    Ok(found.into_iter().map(|what| Problem::in_file(&file.path, what)).collect())
}

/// Tells whether an entry of a manifest says `workspace = true`.
fn is_inherited(entry: Option<&Value>) -> bool {
    entry.and_then(|entry| entry.get("workspace")).and_then(Value::as_bool) == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn found(path: &str, text: &str) -> Vec<String> {
        let problems = check(&[file(path, text)]).expect("a manifest");
        problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_dependency_without_a_reason_is_found() {
        let root = "[workspace.dependencies]\n\
                    q7x2-domain = { path = \"crates/domain\" }\n\
                    # -- text\n\
                    csv = \"1\"\n\
                    toml = \"1\" # data tables\n\
                    # Used for globs.\n\
                    globset = \"0.4\"\n\
                    [profile.dev]\n\
                    debug = 1\n";
        assert_eq!(found("Cargo.toml", root).len(), 1);
        assert!(found("Cargo.toml", root)[0].starts_with("Cargo.toml:4:"));
    }

    #[test]
    fn a_member_inherits_and_describes_itself() {
        let good = "package.description = \"Reads bytes as articles\"\nlints.workspace = true\n\
                    [dependencies]\ntoml.workspace = true\n\
                    tokio = { workspace = true, features = [\"rt\"] }\n";
        assert_eq!(found("crates/a/Cargo.toml", good), [""; 0]);
        let bad = "package.description = \"reader\"\n[dev-dependencies]\ntoml = \"1\"\n\
                   [target.'cfg(unix)'.dependencies]\nlibc = \"1\"\n";
        assert_eq!(found("crates/a/Cargo.toml", bad).len(), 4);
    }

    #[test]
    fn the_crate_with_unsafe_differs_in_that_alone() {
        let root =
            file(ROOT, "[workspace.lints]\nrust.unsafe_code = \"forbid\"\nclippy.all = \"warn\"\n");
        let manifest = |unsafe_code: &str, all: &str| {
            let text = format!(
                "package.description = \"Multiplies bytes with bytes\"\n[lints]\n\
                 rust.unsafe_code = \"{unsafe_code}\"\nclippy.all = \"{all}\"\n"
            );
            check(&[root.clone(), file(WITH_UNSAFE, &text)]).expect("manifests").len()
        };
        assert_eq!(manifest("deny", "warn"), 0);
        assert_eq!(manifest("allow", "warn"), 1);
        assert_eq!(manifest("deny", "allow"), 1);
    }
}
