//! Who depends on whom: the members of the workspace from `cargo metadata`, everything below them
//! from Cargo.lock.
//!
//! Cargo.lock does not tell what a third-party crate needs to run from what it needs to build, so
//! "reaches" errs on the side of yes.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

use anyhow::Context;
use cargo_metadata::{DependencyKind, MetadataCommand};

/// The prefix of our packages; a crate's name here is its folder's.
const PREFIX: &str = "q7x2-";

/// A crate of the workspace.
#[derive(Debug, Default, Clone)]
pub(super) struct Member {
    /// Its folder below the root, with forward slashes.
    pub(super) folder: String,
    /// The packages it is built from, at run time or at build time.
    pub(super) dependencies: BTreeSet<String>,
    /// The packages that only its tests use.
    pub(super) in_tests: BTreeSet<String>,
}

/// The crates of the workspace and what is below them.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// Our crates by short name: `domain`, not `q7x2-domain`.
    pub(super) members: BTreeMap<String, Member>,
    /// Every package of Cargo.lock with what it depends on.
    locked: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads the graph of the workspace at `root`. Needs no network.
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let metadata = MetadataCommand::new()
            .manifest_path(root.join("Cargo.toml"))
            .no_deps()
            .exec()
            .context("failed to run cargo metadata")?;
        let mut graph = Self::default();
        for package in &metadata.packages {
            let manifest = package.manifest_path.as_std_path();
            let folder = manifest.parent().and_then(|folder| folder.strip_prefix(root).ok());
            let mut member = Member {
                folder: folder.context("a crate outside the workspace")?.display().to_string(),
                ..Member::default()
            };
            for dependency in &package.dependencies {
                let names = match dependency.kind {
                    DependencyKind::Development => &mut member.in_tests,
                    _ => &mut member.dependencies,
                };
                names.insert(dependency.name.clone());
            }
            graph.members.insert(short(&package.name).to_owned(), member);
        }
        let lock = std::fs::read_to_string(root.join("Cargo.lock")).context("no Cargo.lock")?;
        graph.locked = parse_lock(&lock)?;
        Ok(graph)
    }

    /// Returns those of `packages` that are ours, by short name.
    pub(super) fn ours(&self, packages: &BTreeSet<String>) -> BTreeSet<String> {
        let short_names = packages.iter().map(|package| short(package).to_owned());
        short_names.filter(|name| self.members.contains_key(name)).collect()
    }

    /// Returns the shortest way from a member's dependencies down to `package`, if there is one.
    pub(super) fn way_to(&self, member: &str, package: &str) -> Option<Vec<String>> {
        let mut ways: VecDeque<Vec<String>> = VecDeque::from([vec![member.to_owned()]]);
        let mut seen = BTreeSet::from([member.to_owned()]);
        while let Some(way) = ways.pop_front() {
            let last = way.last().expect("a way begins somewhere");
            if last == package {
                return Some(way);
            }
            let below = match self.members.get(last) {
                Some(member) => Some(&member.dependencies),
                None => self.locked.get(last),
            };
            for next in below.into_iter().flatten() {
                let ours = self.members.contains_key(short(next));
                let next = if ours { short(next) } else { next };
                if seen.insert(next.to_owned()) {
                    ways.push_back([way.as_slice(), &[next.to_owned()]].concat());
                }
            }
        }
        None
    }
}

/// Returns the short name of one of our packages; other names stay as they are.
fn short(package: &str) -> &str {
    package.strip_prefix(PREFIX).unwrap_or(package)
}

/// Returns every package of a lock file with what it depends on, versions left out.
fn parse_lock(lock: &str) -> anyhow::Result<BTreeMap<String, BTreeSet<String>>> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML")?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let mut locked: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in packages.context("Cargo.lock has no packages")? {
        let name = package.get("name").and_then(toml::Value::as_str).unwrap_or_default();
        let dependencies = package.get("dependencies").and_then(toml::Value::as_array);
        let names = dependencies.into_iter().flatten().filter_map(toml::Value::as_str);
        let names = names.filter_map(|entry| entry.split(' ').next()).map(str::to_owned);
        locked.entry(name.to_owned()).or_default().extend(names);
    }
    Ok(locked)
}

#[cfg(test)]
impl Graph {
    /// Returns a graph of members, `(name, dependencies, in tests)`, over a lock file's text.
    pub(super) fn of(members: &[(&str, &[&str], &[&str])], lock: &str) -> Self {
        let set = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        let members = members.iter().map(|&(name, dependencies, in_tests)| {
            let folder = format!("crates/{name}");
            let (dependencies, in_tests) = (set(dependencies), set(in_tests));
            (name.to_owned(), Member { folder, dependencies, in_tests })
        });
        Self { members: members.collect(), locked: parse_lock(lock).expect("a lock file") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
        [[package]]
        name = "tonic"
        dependencies = ["hyper 1.0.0"]
        [[package]]
        name = "hyper"
        dependencies = ["tokio"]
        [[package]]
        name = "tokio"
    "#;

    #[test]
    fn ways_lead_through_our_crates_and_others() {
        let members: [(&str, &[&str], &[&str]); 2] =
            [("proto", &["tonic"], &[]), ("query", &["q7x2-proto"], &["tempfile"])];
        let graph = Graph::of(&members, LOCK);
        let way = graph.way_to("query", "tokio").expect("a way");
        assert_eq!(way, ["query", "proto", "tonic", "hyper", "tokio"]);
        assert_eq!(graph.way_to("query", "rusqlite"), None);
        assert_eq!(graph.way_to("query", "tempfile"), None, "tests are not shipped");
    }

    #[test]
    fn this_workspace_has_its_crates() {
        let graph = Graph::read(crate::workspace_root()).expect("a graph");
        assert_eq!(graph.members["domain"].folder, "crates/domain");
        assert!(graph.ours(&graph.members["proto"].dependencies).contains("domain"));
        assert!(graph.members["proto"].dependencies.contains("protox"), "build dependencies count");
        assert!(graph.way_to("proto", "bytes").is_some(), "the lock file is followed");
    }
}
