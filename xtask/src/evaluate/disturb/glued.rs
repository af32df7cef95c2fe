//! Sentences that lost what stood between them: the space after a full stop, or the line end after
//! a caption or a teaser that a page had beside its text.

/// What stands between a sentence's last letter and the next sentence.
const CLOSING: [char; 4] = ['”', '’', '"', ')'];
/// Words whose full stop ends no sentence before a capital.
const ABBREVIATIONS: [&str; 18] = [
    "mr", "mrs", "ms", "dr", "st", "gen", "lt", "col", "sgt", "sen", "rep", "gov", "prof", "rev",
    "hon", "capt", "no", "vs",
];

/// One paragraph of so many has something glued to it.
const EVERY: usize = 3;
/// It, in turns: a caption with its credit, a teaser, a label.
const BESIDE: [&str; 3] = [
    "The quay before the fireCredit: Bay Agency",
    "Read more: Night buses to run until dawn",
    "Advertisement",
];

/// Takes out the space between the sentences of a line: `said.He`.
pub(super) fn joined(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        let next = text[at + c.len_utf8()..].chars().next();
        if !(c == ' ' && ends_sentence(&text[..at]) && next.is_some_and(opens_sentence)) {
            joined.push(c);
        }
    }
    joined
}

/// Puts a caption, teaser or label before every third paragraph, without a space.
pub(super) fn captions(text: &str) -> String {
    let mut number = 0;
    let glue = |line: &str| {
        let prose = line.ends_with(['.', '”', '"', '’']);
        number += usize::from(prose);
        if prose && number % EVERY == 0 {
            format!("{}{line}", BESIDE[(number / EVERY) % BESIDE.len()])
        } else {
            line.to_owned()
        }
    };
    text.lines().map(glue).collect::<Vec<_>>().join("\n")
}

fn ends_sentence(before: &str) -> bool {
    let Some(rest) = before.trim_end_matches(CLOSING).strip_suffix(['.', '!', '?']) else {
        return false;
    };
    let word = rest.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // "J. Lind", "U.S. Senate" and "Mr. Lind" go on.
    word.chars().count() > 1 && !ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

fn opens_sentence(c: char) -> bool {
    c.is_uppercase() || "“‘\"".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_joined_and_abbreviations_are_left() {
        let text = "Lind said. “He knew.” Mr. Holt left. U.S. ships and J. Ode. So be it! Yes.";
        let expect = "Lind said.“He knew.”Mr. Holt left.U.S. ships and J. Ode.So be it!Yes.";
        assert_eq!(joined(text), expect);
        assert_eq!(joined("It cost 3. It rose."), "It cost 3. It rose.");
    }

    #[test]
    fn every_third_paragraph_of_prose_has_something_before_it() {
        let text = captions("A title\n\nOne.\n\nTwo.\n\nThree.");
        assert_eq!(
            text,
            "A title\n\nOne.\n\nTwo.\n\nRead more: Night buses to run until dawnThree."
        );
    }
}
