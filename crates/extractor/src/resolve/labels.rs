//! Names as titles of interviews and labels of transcripts have them. Knows no article beyond the line.

use q7x2_names::is_honorific;

use super::lower_case::is_common;
use super::names::{is_no_name, name_in, runs_of};
use super::parties::Parties;
use crate::document::{Bytes, Document, Tokens};

/// Returns the full names of people at a place, without their titles.
pub(crate) fn full_names(document: &Document, place: Bytes) -> Vec<Bytes> {
    let parties = Parties::get();
    let runs = runs_of(document, document.tokens_in(place));
    let other = |word: &&str| is_no_name(word);
    let named = runs.iter().filter_map(|run| {
        let name = name_in(&run.words)?;
        let words = &run.words[name.clone()];
        let given = parties.is_given(words[0]);
        let plain = words.iter().filter(|word| !other(word)).count() == words.len();
        let person = words.len() > 1 && (given || plain);
        let all = document.words(run.tokens).filter(|word| word.token().is_word());
        let all: Vec<Bytes> = all.map(|word| word.token().bytes).collect();
        let last = name.end.checked_sub(1)?;
        (person && all.len() == run.words.len()).then(|| all[name.start].cover(all[last]))
    });
    named.collect()
}

/// Tells whether a word of a label can be part of nobody's name, and is no title: "WHEN", "GOAL".
pub(crate) fn is_plain(word: &str) -> bool {
    let parties = Parties::get();
    let title = is_honorific(word) || parties.is_title(word) || parties.is_office(word);
    !title && !parties.is_someone(word) && !parties.is_given(word) && is_common(word)
}

/// Tells whether a word opens the name of somebody who is addressed by office: "Mr", "Senator", "The".
pub(crate) fn addresses(word: &str) -> bool {
    is_honorific(word) || Parties::get().is_title(word) || word == "The"
}

/// Tells whether words are written in capitals, of which there are more than one.
pub(crate) fn shouts(document: &Document, words: Tokens) -> bool {
    let text = document.slice(document.bytes_of(words));
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    letters > 1 && !text.contains(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_names_stand_in_titles() {
        let check = |text: &str, expect: &[&str]| {
            let document = Document::of(text);
            let all = Bytes::new(0, document.text().len());
            let found = full_names(&document, all);
            let found: Vec<&str> = found.into_iter().map(|name| document.slice(name)).collect();
            assert_eq!(found, expect, "{text}");
        };
        check("Interview with Ada Lind", &["Ada Lind"]);
        check("Interview With Mayor Quibo Fargan on the Weir", &["Quibo Fargan"]);
        check("Ten minutes with Ada Lind of the Town Hall", &["Ada Lind"]);
        check("How high will the river rise?", &[]);
    }

    #[test]
    fn labels_may_be_no_names() {
        assert!(is_plain("WHEN") && is_plain("Update"));
        assert!(!is_plain("LIND") && !is_plain("PRESIDENT"));
        assert!(addresses("Mr") && addresses("Senator") && !addresses("Lind"));
    }
}
