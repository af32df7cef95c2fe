//! Manifests read as documentation: the root gives every third-party dependency a reason, and the
//! members take versions, lints and metadata from there.

use anyhow::Context;
use toml::Value;

use super::Problem;
use super::source::SourceFile;

/// Where versions and reasons stand.
const ROOT: &str = "Cargo.toml";

/// Fewer words than this describe no crate.
const FEWEST_WORDS: usize = 3;

/// Returns what the manifests leave out.
pub(super) fn check(files: &[SourceFile]) -> anyhow::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    for file in files.iter().filter(|file| file.file_name() == "Cargo.toml") {
        if file.path == ROOT {
            problems.extend(missing_reasons(file));
        } else {
            problems.extend(member(file)?);
        }
    }
    Ok(problems)
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

/// Returns what a member's manifest should take from the root, or say, and does not.
fn member(file: &SourceFile) -> anyhow::Result<Vec<Problem>> {
    let manifest: toml::Table =
        file.text.parse().with_context(|| format!("failed to read {}", file.path))?;
    let mut found = Vec::new();
    let package = manifest.get("package");
    let description = package.and_then(|package| package.get("description"));
    let description = description.and_then(Value::as_str).unwrap_or_default();
    if description.split_whitespace().count() < FEWEST_WORDS {
        found.push("describe the crate in `description`".to_owned());
    }
    if !is_inherited(manifest.get("lints")) {
        found.push("take the lints from the workspace: `[lints] workspace = true`".to_owned());
    }
    for table in ["dependencies", "dev-dependencies", "build-dependencies"] {
        let entries = manifest.get(table).and_then(Value::as_table);
        let foreign = entries.into_iter().flatten().filter(|(_, entry)| !is_inherited(Some(entry)));
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
        let bad = "package.description = \"reader\"\n[dev-dependencies]\ntoml = \"1\"\n";
        assert_eq!(found("crates/a/Cargo.toml", bad).len(), 3);
    }
}
