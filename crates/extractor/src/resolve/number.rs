//! Singular and plural of nouns. Knows words, no people.

use super::phrases::head_of;

/// Returns the singular of a regular plural.
pub(super) fn singular(noun: &str) -> Option<String> {
    let noun = noun.to_lowercase();
    if let Some(stem) = noun.strip_suffix("women") {
        return Some(format!("{stem}woman"));
    }
    if let Some(stem) = noun.strip_suffix("men") {
        return Some(format!("{stem}man"));
    }
    if let Some(stem) = noun.strip_suffix("ies") {
        return Some(format!("{stem}y"));
    }
    let stem = noun.strip_suffix('s').filter(|stem| !stem.ends_with('s'))?;
    Some(head_of(stem).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_have_a_singular() {
        let check = |noun: &str, expect: Option<&str>| {
            assert_eq!(singular(noun).as_deref(), expect, "{noun}");
        };
        check("senators", Some("senator"));
        check("spokeswomen", Some("spokeswoman"));
        check("deputies", Some("deputy"));
        check("boss", None);
    }
}
