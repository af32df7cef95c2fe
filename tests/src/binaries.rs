//! The binaries under test, built by the cargo that runs the tests, into the same target folder.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Returns the path of one of the four binaries, built from the present sources.
///
/// # Panics
/// When the build fails.
pub fn binary(name: &str) -> PathBuf {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(build).join(name)
}

fn build() -> PathBuf {
    // Tests lie in <target>/<profile>/deps/, binaries in <target>/<profile>/.
    let test = std::env::current_exe().expect("a running test has a path");
    let profile = test.parent().and_then(Path::parent).expect("tests lie two folders down");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet", "--bins"]);
    for package in ["q7x2-cli", "q7x2-ingest", "q7x2-extraction", "q7x2-query"] {
        cargo.args(["--package", package]);
    }
    if profile.ends_with("release") {
        cargo.arg("--release");
    }
    let target = profile.parent().expect("the target folder holds the profiles");
    cargo.arg("--target-dir").arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
    let status = cargo.status().expect("cargo runs");
    assert!(status.success(), "building the binaries failed");
    profile.to_owned()
}
