//! The words of `data/ranking_words.toml`, where it is said what belongs in each list.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::rank::forms::Form;

/// The lists as they stand in the table.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lists {
    /// What somebody has that speaks for him.
    pub(super) somebodys: HashSet<String>,
    /// Nouns for what is written or counted.
    pub(super) documents: HashSet<String>,
    /// What names of documents end with.
    pub(super) statutes: HashSet<String>,
    /// Verbs for what things show.
    pub(super) signs: HashSet<String>,
    /// Words that leave open whether it was said.
    pub(super) hedges: HashSet<String>,
    /// Words for two who speak together.
    pub(super) pairs: HashSet<String>,
    /// Words that join a noun to more of its phrase.
    pub(super) linking: HashSet<String>,
    /// Words that point to what is known.
    pub(super) pointing: HashSet<String>,
    /// Participles without -ed.
    pub(super) participles: HashSet<String>,
    /// Words that may open the name of a body.
    pub(super) seats: HashSet<String>,
    /// Prepositions of places.
    pub(super) whereabouts: HashSet<String>,
    /// Participles before "by" and who says what is written.
    pub(super) releasing: HashSet<String>,
    /// Titles that go with a given name alone.
    pub(super) royal: HashSet<String>,
    /// Small words that initials leave out.
    pub(super) uninitialled: HashSet<String>,
    /// Words before a surname for the younger and the elder of the name, and the suffixes of their names.
    pub(super) younger: HashSet<String>,
    pub(super) elder: HashSet<String>,
    pub(super) juniors: HashSet<String>,
    pub(super) seniors: HashSet<String>,
    alike: Vec<String>,
    pronouns: HashMap<String, String>,
}

/// The lists, ready to be asked.
pub(super) struct Words {
    pub(super) lists: Lists,
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
    pub(super) fn get() -> &'static Self {
        &WORDS
    }

    fn read() -> Self {
        let lists: Lists = toml::from_str(include_str!("../../data/ranking_words.toml"))
            .expect("the table of words is checked by a test");
        let list = |words: &String| words.split(' ').map(str::to_owned).collect::<Vec<String>>();
        let alike: Vec<Vec<String>> = lists.alike.iter().map(list).collect();
        let numbered = alike.iter().enumerate();
        let of_alike =
            numbered.flat_map(|(row, words)| words.iter().map(move |word| (word.clone(), row)));
        let of_alike = of_alike.collect();
        let of = |name: &str| lists.pronouns.get(name).map(list).unwrap_or_default();
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
        Self { lists, alike, of_alike, forms, parts, tails }
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
