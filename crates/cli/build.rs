//! Tells the program which commit it is built from, for `q7x2 --version`. Where there is no repository,
//! as in an archive of the sources, it is not known.

use std::process::Command;

/// Returns what git says, if it says something.
fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok().filter(|o| o.status.success())?;
    let said = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (!said.is_empty()).then_some(said)
}

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    // A build without a repository, as of an image, is told.
    println!("cargo:rerun-if-env-changed=Q7X2_BUILD_COMMIT");
    for file in ["HEAD", "logs/HEAD"] {
        if let Some(path) = git(&["rev-parse", "--git-path", file]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    if let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) {
        println!("cargo:rustc-env=Q7X2_COMMIT={commit}");
    }
}
