//! The names that outlets have: one that counts, and others that mean it.

use std::collections::{BTreeMap, HashMap};

/// Other names of outlets, as a config file has them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Outlets {
    /// The name that counts, by another in lower case.
    names: HashMap<String, String>,
    /// As they were given.
    given: BTreeMap<String, Vec<String>>,
}

impl Outlets {
    /// Returns outlets with their other names.
    ///
    /// # Errors
    /// When a name would mean two of them.
    pub(super) fn new(given: BTreeMap<String, Vec<String>>) -> Result<Self, String> {
        let mut names = HashMap::new();
        for (name, others) in &given {
            for other in others.iter().chain([name]) {
                let before = names.insert(folded(other), name.clone());
                if before.is_some_and(|before| before != *name) {
                    return Err(format!("\"{other}\" would be two outlets"));
                }
            }
        }
        Ok(Self { names, given })
    }

    /// Returns the name that counts.
    pub(crate) fn name(&self, outlet: &str) -> String {
        self.names.get(&folded(outlet)).cloned().unwrap_or_else(|| outlet.to_owned())
    }

    /// Returns the other names of an outlet, by the name that counts; none of one that is not in the file.
    pub(crate) fn aliases(&self, name: &str) -> Vec<String> {
        self.given.get(name).cloned().unwrap_or_default()
    }

    /// Returns the outlets with their other names.
    pub(super) fn given(&self) -> &BTreeMap<String, Vec<String>> {
        &self.given
    }
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlets(given: &[(&str, &[&str])]) -> Result<Outlets, String> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
        Outlets::new(
            given.iter().map(|(name, others)| ((*name).to_owned(), owned(others))).collect(),
        )
    }

    #[test]
    fn other_names_mean_the_one_that_counts() {
        let outlets = outlets(&[("The Quay Post", &["quaypost.example", "QP"])]).expect("sound");
        for name in ["qp", " QuayPost.example ", "the quay post"] {
            assert_eq!(outlets.name(name), "The Quay Post");
        }
        assert_eq!(outlets.name("Morning Mail"), "Morning Mail");
        assert_eq!(outlets.aliases("The Quay Post"), ["quaypost.example", "QP"]);
        assert!(outlets.aliases("Morning Mail").is_empty());
    }

    #[test]
    fn a_name_means_one_outlet() {
        assert!(outlets(&[("Quay Post", &["Post"]), ("Morning Post", &["post"])]).is_err());
        assert!(outlets(&[("Quay Post", &["post", "Post"])]).is_ok());
    }
}
