//! Sources that the text leaves out: ", saying that …", "and added that …", "Asked whether …". A
//! participle and a second verb have the subject of their clause; a passive has nobody.

use crate::document::{Document, Tokens, Word};
use crate::lexicon::Class;

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
    pub(super) fn of(document: &Document, cue: Tokens, sentence: usize) -> Self {
        let before = cue.start.checked_sub(1).filter(|&last| last >= sentence);
        let last = before.map(|last| document.word(last));
        let is = |class| last.is_some_and(|last| last.token().has(class));
        let mut cited = document.words(cue);
        if is(Class::Be) || cited.any(|word| word.token().has(Class::Be)) {
            return Self::Nobody;
        }
        let first = document.words(cue).next().map_or("", Word::lower);
        if first.len() > 5 && first.ends_with("ing") {
            let owned = last.is_some_and(|last| last.token().is_possessive());
            return match last {
                None => Self::After,
                Some(_) if owned || is(Class::Determiner) => Self::Nobody,
                Some(_) => Self::Before,
            };
        }
        let joins = last.is_some_and(|last| matches!(last.lower(), "and" | "but" | "then"));
        if joins { Self::Before } else { Self::Nobody }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participles_and_second_verbs_have_the_subject_of_their_clause() {
        let check = |text: &str, cue: &str, expect| {
            let document = Document::of(text);
            let start = text.find(cue).expect("the cue");
            let cue = document.tokens_in((start..start + cue.len()).into());
            assert_eq!(Implied::of(&document, cue, 0), expect, "{text:?}");
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
