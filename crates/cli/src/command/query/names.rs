//! A name in the place of a path: `q7x2 query Haddad`, where there is no file of that name.

use std::path::{Path, PathBuf};

/// Returns what is wrong with paths of which one is rather a name, and how to ask for it; `None` where
/// all of them may be paths.
pub(super) fn mistaken_for_path(paths: &[PathBuf]) -> Option<String> {
    let is_name = |path: &&PathBuf| looks_like_a_name(path) && !path.exists();
    paths.iter().find(is_name)?;
    let (names, rest): (Vec<&PathBuf>, Vec<&PathBuf>) = paths.iter().partition(is_name);
    let words: Vec<String> = names.iter().map(|name| name.display().to_string()).collect();
    let name = words.join(" ");
    let rest: String =
        rest.iter().map(|path| format!(" {}", quoted(&path.display().to_string()))).collect();
    Some(format!(
        "no file or folder is called \"{}\"; what somebody of that name said is asked for with: \
         q7x2 query --speaker {}{rest}",
        words[0],
        quoted(&name)
    ))
}

/// Tells whether something may be the name of somebody, and has nothing of a path or a pattern.
fn looks_like_a_name(path: &Path) -> bool {
    let text = path.to_string_lossy();
    let of_a_name = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’');
    text.contains(char::is_alphabetic) && text.chars().all(of_a_name)
}

/// Returns a word as a shell takes it for one.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
    if word.chars().all(is_plain) { word.to_owned() } else { format!("\"{word}\"") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(paths: &[&str]) -> Option<String> {
        mistaken_for_path(&paths.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn a_name_is_asked_for_as_a_speaker() {
        let told_of =
            |paths| told(paths).map(|line| line.rsplit(": ").next().unwrap_or("").to_owned());
        assert_eq!(told_of(&["Haddad"]).as_deref(), Some("q7x2 query --speaker Haddad"));
        assert_eq!(told_of(&["Ana", "Lind"]).as_deref(), Some("q7x2 query --speaker \"Ana Lind\""));
        let beside = told_of(&["Haddad", "src/main.rs"]);
        assert_eq!(beside.as_deref(), Some("q7x2 query --speaker Haddad src/main.rs"));
    }

    #[test]
    fn paths_and_patterns_are_none() {
        for path in ["-", "news/a", "a.txt", "*", "src", "7", "no-such*"] {
            assert_eq!(told(&[path]), None, "{path}");
        }
        assert_eq!(told(&[]), None);
    }
}
