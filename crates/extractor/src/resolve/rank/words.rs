//! The words of `data/ranking_words.toml`, where it is said what belongs in each list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::form::Form;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    somebodys: HashSet<String>,
    signs: HashSet<String>,
    hedges: HashSet<String>,
    pairs: HashSet<String>,
    participles: HashSet<String>,
    seats: HashSet<String>,
    whereabouts: HashSet<String>,
    uninitialled: HashSet<String>,
    alike: Vec<String>,
    pronouns: HashMap<String, String>,
}

/// The lists, ready to be asked.
pub(in crate::resolve) struct Words {
    /// What somebody has that speaks for him.
    pub(in crate::resolve) somebodys: HashSet<String>,
    /// Verbs for what things show.
    pub(super) signs: HashSet<String>,
    /// Words that leave open whether it was said.
    pub(super) hedges: HashSet<String>,
    /// Words for two who speak together.
    pub(super) pairs: HashSet<String>,
    /// Participles without -ed.
    pub(super) participles: HashSet<String>,
    /// Words that may open the name of a body.
    pub(in crate::resolve) seats: HashSet<String>,
    /// Prepositions of places.
    pub(in crate::resolve) whereabouts: HashSet<String>,
    /// Small words that initials leave out.
    pub(in crate::resolve) uninitialled: HashSet<String>,
    alike: Vec<Vec<String>>,
    of_alike: HashMap<String, usize>,
    forms: HashMap<String, Form>,
    /// Words that "of" may follow.
    pub(super) parts: HashSet<String>,
    /// Words that may follow a pronoun.
    pub(super) tails: HashSet<String>,
}

static WORDS: LazyLock<Words> = LazyLock::new(Words::read);

impl Words {
    pub(in crate::resolve) fn get() -> &'static Self {
        &WORDS
    }

    fn read() -> Self {
        let table: Table = toml::from_str(include_str!("../../../data/ranking_words.toml"))
            .expect("the table of words is checked by a test");
        let list = |words: &String| words.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let alike: Vec<Vec<String>> = table.alike.iter().map(list).collect();
        let numbered = alike.iter().enumerate();
        let of_alike =
            numbered.flat_map(|(row, words)| words.iter().map(move |word| (word.clone(), row)));
        let of_alike = of_alike.collect();
        let of = |name: &str| table.pronouns.get(name).map(list).unwrap_or_default();
        let forms = [
            ("he", Form::He),
            ("she", Form::She),
            ("they", Form::They),
            ("it", Form::It),
            ("i", Form::I),
            ("we", Form::We),
            ("relative", Form::Relative),
            ("some", Form::Some),
        ];
        let forms = forms
            .into_iter()
            .flat_map(|(name, form)| of(name).into_iter().map(move |word| (word, form)))
            .collect();
        let (parts, tails) = (of("parts").into_iter().collect(), of("tails").into_iter().collect());
        let Table {
            somebodys,
            signs,
            hedges,
            pairs,
            participles,
            seats,
            whereabouts,
            uninitialled,
            ..
        } = table;
        Self {
            somebodys,
            signs,
            hedges,
            pairs,
            participles,
            seats,
            whereabouts,
            uninitialled,
            alike,
            of_alike,
            forms,
            parts,
            tails,
        }
    }

    /// Returns the form of a source that is this word alone.
    pub(super) fn form(&self, word: &str) -> Option<Form> {
        self.forms.get(word).copied()
    }

    /// Returns the nouns that are often said for another, itself among them.
    pub(super) fn like(&self, noun: &str) -> &[String] {
        self.of_alike.get(noun).map_or(&[], |&row| self.alike[row].as_slice())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let words = Words::get();
        assert_eq!(words.form("himself"), Some(Form::He));
        assert_eq!(words.form("mayor"), None);
        assert!(words.like("premier").contains(&"chancellor".to_owned()));
        assert!(words.like("mayor").is_empty());
        assert!(words.tails.contains("both") && words.parts.contains("several"));
    }
}
