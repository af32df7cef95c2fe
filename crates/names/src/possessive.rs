//! Possessives of strings: whom a word or a phrase with an apostrophe at its end belongs to. Whether
//! an apostrophe closes a quotation instead is for whoever reads the article.

/// Returns whoever a phrase makes a possessor, by ’s or a bare apostrophe: "Lind" of "Lind’s", "the
/// mayors" of "the mayors’".
pub fn possessor(phrase: &str) -> Option<&str> {
    possessor_by_s(phrase).or_else(|| phrase.strip_suffix(['’', '\'']))
}

/// Returns whoever a phrase makes a possessor by ’s, for where a bare apostrophe may be anything.
pub fn possessor_by_s(phrase: &str) -> Option<&str> {
    phrase.strip_suffix("’s").or_else(|| phrase.strip_suffix("'s"))
}

/// Tells whether a word is a possessor: by ’s, or by an apostrophe after an s.
pub(crate) fn is_possessor(word: &str) -> bool {
    possessor_by_s(word).is_some() || possessor(word).is_some_and(|owner| owner.ends_with('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_possessor_ends_with_s_or_an_apostrophe() {
        let check = |phrase: &str, any: Option<&str>, by_s: Option<&str>, is: bool| {
            let found = (possessor(phrase), possessor_by_s(phrase), is_possessor(phrase));
            assert_eq!(found, (any, by_s, is), "{phrase}");
        };
        check("Lind’s", Some("Lind"), Some("Lind"), true);
        check("Lind's", Some("Lind"), Some("Lind"), true);
        check("the mayors’", Some("the mayors"), None, true);
        check("the mayors'", Some("the mayors"), None, true);
        check("Lind’", Some("Lind"), None, false);
        check("Lind", None, None, false);
        check("Linds", None, None, false);
        check("", None, None, false);
    }
}
