//! Sources that the text leaves out: ", saying that …", "and added that …", "Asked whether …". A
//! participle and a second verb have the subject of their clause; a passive has nobody.

use crate::document::Bytes;
use crate::lexicon::Lexicon;

/// How the source of a cue is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Implied {
    /// The subject of the clause before speaks: ", saying …", "and added …".
    Before,
    /// The subject of the clause after speaks: "Saying …, Lind left".
    After,
    /// Nobody: "was accused", "asked whether", "a warning that".
    Nobody,
}

impl Implied {
    /// Reads how the source of the cue at `cue` is left out; `sentence` is where its sentence begins.
    pub(super) fn of(text: &str, cue: Bytes, sentence: usize) -> Self {
        let words = Lexicon::get().words();
        let mut cited = text[cue].split_whitespace().map(str::to_lowercase);
        let first = cited.next().unwrap_or_default();
        let before = text[sentence.min(cue.start)..cue.start].trim_end();
        let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let last = last.to_lowercase();
        let be =
            |word: &str| matches!(word, "be" | "been" | "being" | "is" | "are" | "was" | "were");
        if be(&first) || be(&last) || cited.any(|word| be(&word)) {
            return Self::Nobody;
        }
        if first.len() > 5 && first.ends_with("ing") {
            let noun = words.determiners.contains(&last)
                || before.ends_with(['’', '\''])
                || before.ends_with("’s")
                || before.ends_with("'s");
            return match noun {
                true => Self::Nobody,
                false if before.is_empty() => Self::After,
                false => Self::Before,
            };
        }
        if matches!(last.as_str(), "and" | "but" | "then") && !before.ends_with(['”', '"']) {
            return Self::Before;
        }
        Self::Nobody
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participles_and_second_verbs_have_the_subject_of_their_clause() {
        let check = |text: &str, cue: &str, expect| {
            let start = text.find(cue).expect("the cue");
            assert_eq!(
                Implied::of(text, (&(start..start + cue.len())).into(), 0),
                expect,
                "{text:?}"
            );
        };
        check("Lind left, saying that it rained.", "saying", Implied::Before);
        check("Lind laughed and added that it rained.", "added", Implied::Before);
        check("Saying that it rained, Lind left.", "Saying", Implied::After);
        check("Lind was accused of theft.", "accused", Implied::Nobody);
        check("Asked whether it rained, Lind left.", "Asked", Implied::Nobody);
        check("He left despite a warning that it rained.", "warning", Implied::Nobody);
        check("It is said that it rained.", "is said", Implied::Nobody);
    }
}
