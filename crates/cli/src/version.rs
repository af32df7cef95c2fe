//! What `q7x2 --version` says: the version, the model inside, the commit it is built from.

use q7x2_embedded::BUILT_IN_MODEL;

/// Returns the version with the model and, where that is known, the commit.
pub(crate) fn version() -> String {
    let version = env!("CARGO_PKG_VERSION");
    let told = option_env!("Q7X2_BUILD_COMMIT").filter(|commit| !commit.is_empty());
    let commit = told.or(option_env!("Q7X2_COMMIT")).unwrap_or("unknown");
    format!("{version} (model {BUILT_IN_MODEL}, commit {commit})")
}
