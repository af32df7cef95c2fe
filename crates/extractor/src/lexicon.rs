//! The cue lexicon and the closed word classes, read once from the data tables in `data/`.
//! Knows words, not sentences.

mod classes;
mod cues;
mod inflect;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use q7x2_domain::{CueClass, Mode};
use serde::Deserialize;

use self::inflect::inflect;

pub(crate) use self::classes::{Class, Classes};
pub(crate) use self::cues::{Cue, Entry, Form, Takes};

/// The cue lexicon and the closed classes.
#[derive(Debug)]
pub(crate) struct Lexicon {
    cues: HashMap<String, Vec<Entry>>,
    classes_of: HashMap<String, Classes>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueTable {
    cues: Vec<CueGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueGroup {
    class: Option<String>,
    mode: String,
    takes: Vec<String>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
}

/// Returns the words of a list of `data/`: all that stands in lines that are no comment.
pub(crate) fn word_list(list: &'static str) -> HashSet<&'static str> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(str::split_whitespace).collect()
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

impl Lexicon {
    /// Returns the lexicon, read on first use.
    pub(crate) fn get() -> &'static Self {
        &LEXICON
    }

    /// Returns the closed classes that `word` (in lower case) is of.
    pub(crate) fn classes(&self, word: &str) -> Classes {
        self.classes_of.get(word).copied().unwrap_or_default()
    }

    /// Returns the cues that begin with `word` (in lower case), those of most words first.
    pub(crate) fn cues(&self, word: &str) -> &[Entry] {
        self.cues.get(word).map_or(&[], Vec::as_slice)
    }

    fn read() -> Self {
        let table: CueTable = toml::from_str(include_str!("../data/cues.toml"))
            .expect("the cue table is checked by a test");
        let lists = toml::from_str(include_str!("../data/words.toml"))
            .expect("the word table is checked by a test");
        let mut cues: HashMap<String, Vec<Entry>> = HashMap::new();
        for group in &table.cues {
            let cue = group.cue();
            let verbs = group.words.iter().flat_map(|word| inflect(word));
            let nouns = group.nouns.iter().flat_map(|word| word.split('/'));
            let forms = verbs.chain(nouns.map(|noun| (noun.to_owned(), Form::Noun)));
            let mut lemma = String::new();
            for (spelling, form) in forms {
                let mut words = spelling.split(' ').map(str::to_owned);
                let first = words.next().unwrap_or_default();
                // The forms of a verb follow its base.
                if matches!(form, Form::Base | Form::Noun) {
                    lemma.clone_from(&first);
                }
                let entry =
                    Entry { rest: words.collect(), form, lemma: lemma.clone(), readings: vec![] };
                add(cues.entry(first).or_default(), entry, &cue);
            }
        }
        for entries in cues.values_mut() {
            entries.sort_by_key(|entry| std::cmp::Reverse(entry.rest.len()));
        }
        Self { cues, classes_of: classes::of_lists(lists) }
    }
}

impl CueGroup {
    fn cue(&self) -> Cue {
        let class = self.class.as_ref().map(|name| {
            let known = CueClass::ALL.iter().find(|class| class.as_str() == name);
            *known.expect("the cue table names a cue class")
        });
        let mode = Mode::ALL.iter().find(|mode| mode.as_str() == self.mode);
        let takes = self.takes.iter().fold(Takes::default(), |takes, name| {
            let known = Takes::NAMES.iter().find(|(word, _)| word == name);
            takes.and(known.expect("the cue table names what a cue takes").1)
        });
        Cue { class, mode: *mode.expect("the cue table names a mode"), takes }
    }
}

/// Adds a reading of a spelling; readings of one mode are one, with all that each takes.
fn add(entries: &mut Vec<Entry>, new: Entry, cue: &Cue) {
    let same = entries.iter_mut().find(|entry| entry.rest == new.rest && entry.form == new.form);
    let Some(entry) = same else {
        entries.push(Entry { readings: vec![cue.clone()], ..new });
        return;
    };
    match entry.readings.iter_mut().find(|known| known.mode == cue.mode && known.class == cue.class)
    {
        Some(known) => known.takes = known.takes.and(cue.takes),
        None => entry.readings.push(cue.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let lexicon = Lexicon::get();
        assert!(!lexicon.cues("said").is_empty());
        assert!(lexicon.classes("the").has(Class::Determiner));
    }

    #[test]
    fn the_longest_cue_comes_first() {
        let rests: Vec<_> = Lexicon::get().cues("called").iter().map(|e| e.rest.len()).collect();
        assert_eq!(rests, [1, 1, 1, 0]);
    }
}
