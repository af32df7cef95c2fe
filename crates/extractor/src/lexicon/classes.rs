//! Closed classes of words: each is a list of `data/words.toml`, where it is said what belongs in it.
//! A word may be of many; each token knows its own.

use std::collections::{BTreeMap, HashMap};

/// Declares the classes, each with the list of the table that holds its words.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident = $list:literal,)*) => {
        /// A closed class of words.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u8)]
        pub(crate) enum Class {
            $($(#[$doc])* $class,)*
        }

        impl Class {
            /// All classes, each with the name of its list.
            const LISTS: &'static [(Self, &'static str)] = &[$((Self::$class, $list),)*];
        }
    };
}

classes! {
    /// The forms of "be".
    Be = "be",
    Finite = "finite",
    Auxiliary = "auxiliaries",
    Adverb = "adverbs",
    Determiner = "determiners",
    Possessive = "possessives",
    Subject = "subjects",
    Object = "objects",
    Preposition = "prepositions",
    Conjunction = "conjunctions",
    Opener = "openers",
    WhetherWord = "whether_words",
    Time = "times",
    Verb = "verbs",
    NotVerb = "not_verbs",
    Channel = "channels",
    Deed = "deeds",
    /// Words that only point to what stands elsewhere.
    Pointer = "pointers",
    SceneSetter = "scene_setters",
    Relative = "relatives",
    Article = "articles",
    PhraseOpener = "phrase_openers",
    ClauseOpener = "clause_openers",
    Coordinator = "coordinators",
    Joiner = "joiners",
    SubjectSharer = "subject_sharers",
    Turn = "turns",
    Denial = "denials",
    Occasion = "occasions",
    AdjunctOpener = "adjunct_openers",
    RareTime = "rare_times",
    SourceEnder = "source_enders",
    Dangling = "dangling",
    Quantifier = "quantifiers",
    LoneDeterminer = "lone_determiners",
    BeforeVerb = "before_verbs",
    Plural = "plurals",
    /// Verbs of answering, in their base form, that the lexicon has with other contents or not at all.
    Answering = "answering",
    /// Words for who speaks and who is spoken to.
    Talker = "talkers",
    Modal = "modals",
    Naming = "naming",
    Pointing = "pointing",
    Outlet = "outlets",
    Hearing = "hearings",
    Asking = "asking",
    Doing = "doing",
    Handling = "handling",
    Hearsay = "hearsay",
    Citing = "citing",
    Results = "results",
    Points = "points",
    Silence = "silence",
    Topical = "topical",
    Saying = "saying",
}

// A class is a bit of `Classes`.
const _: () = assert!(Class::LISTS.len() <= 64, "more classes than bits");

/// Closed classes that a word is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u64);

impl Classes {
    /// Tells whether `class` is among these.
    pub(crate) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }
}

/// Returns the classes of each word in the lists of a table.
pub(super) fn of_lists(lists: BTreeMap<String, Vec<String>>) -> HashMap<String, Classes> {
    let mut found: HashMap<String, Classes> = HashMap::new();
    for (list, words) in lists {
        let class = Class::LISTS.iter().find(|(_, name)| *name == list).map(|(class, _)| *class);
        let class = class.expect("the word table names a class");
        for word in words {
            let classes = found.entry(word).or_default();
            *classes = classes.with(class);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_class_has_one_list_of_words_in_lower_case() {
        let table: BTreeMap<String, Vec<String>> =
            toml::from_str(include_str!("../../data/words.toml")).expect("well formed");
        let listed: HashSet<&str> = table.keys().map(String::as_str).collect();
        let known: HashSet<&str> = Class::LISTS.iter().map(|(_, list)| *list).collect();
        assert_eq!(listed, known);
        for (list, words) in &table {
            let distinct: HashSet<&String> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{list} has a word twice");
            assert!(words.iter().all(|word| *word == word.to_lowercase()), "{list}");
        }
    }

    #[test]
    fn a_word_is_of_its_classes_alone() {
        let lists = [("be", "was"), ("auxiliaries", "was"), ("auxiliaries", "has")];
        let mut table: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (list, word) in lists {
            table.entry(list.to_owned()).or_default().push(word.to_owned());
        }
        let found = of_lists(table);
        assert!(found["was"].has(Class::Be) && found["was"].has(Class::Auxiliary));
        assert!(!found["has"].has(Class::Be) && !found["was"].has(Class::Plural));
    }
}
