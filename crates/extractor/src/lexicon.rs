//! The cue lexicon and the closed word classes, read once from the data tables in `data/`.
//! Knows words, not sentences.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use q7x2_domain::{CueClass, Mode};
use serde::Deserialize;

/// What can stand as a cue's content; a bit for each word of the table's `takes`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Takes(u16);

impl Takes {
    /// A clause with or without "that".
    pub(crate) const CLAUSE: Self = Self(1);
    /// A clause with "that", "how", "what" ….
    pub(crate) const THAT: Self = Self(2);
    /// A clause with "whether", "if", "why" ….
    pub(crate) const WHETHER: Self = Self(4);
    /// An infinitive.
    pub(crate) const TO: Self = Self(8);
    /// A noun phrase.
    pub(crate) const OBJECT: Self = Self(16);
    /// A quotation before or after the cue.
    pub(crate) const QUOTE: Self = Self(32);
    /// A clause beside which the cue stands: "he left, she says".
    pub(crate) const ASIDE: Self = Self(64);
    /// Somebody named between cue and content: "told reporters that he left".
    pub(crate) const LISTENER: Self = Self(128);

    const NAMES: [(&'static str, Self); 8] = [
        ("clause", Self::CLAUSE),
        ("that", Self::THAT),
        ("whether", Self::WHETHER),
        ("to", Self::TO),
        ("object", Self::OBJECT),
        ("quote", Self::QUOTE),
        ("aside", Self::ASIDE),
        ("listener", Self::LISTENER),
    ];

    /// Tells whether `other` is among these.
    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The form a verb stands in. A regular past is also the participle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// say
    Base,
    /// says
    Third,
    /// saying
    Ing,
    /// said
    Past,
    /// A noun: statement, remarks.
    Noun,
}

/// What the lexicon knows of a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cue {
    /// What it does.
    pub class: Option<CueClass>,
    /// What sort of act it reports.
    pub mode: Mode,
    /// What can be its content.
    pub takes: Takes,
}

/// A cue as it is spelt: the rest of its words after the first, and what it is.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The words after the first: "out" of "point out".
    pub rest: Vec<String>,
    /// The first word as a dictionary has it.
    pub lemma: String,
    /// The form of the first word.
    pub form: Form,
    /// The readings, in the order of the table.
    pub readings: Vec<Cue>,
}

/// A closed class of words; each is a list of `data/words.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Class {
    /// The forms of "be".
    Be,
    Auxiliary,
    Adverb,
    Determiner,
    Possessive,
    Subject,
    Object,
    Preposition,
    Conjunction,
    Opener,
    WhetherWord,
    Time,
    Verb,
    NotVerb,
    Channel,
    Deed,
    /// Words that only point to what stands elsewhere.
    Pointer,
}

/// Closed classes that a word is of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Classes(u32);

impl Classes {
    /// Tells whether `class` is among these.
    pub(crate) fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }
}

/// The cue lexicon and the closed classes.
#[derive(Debug)]
pub(crate) struct Lexicon {
    cues: HashMap<String, Vec<Entry>>,
    classes: Words,
    classes_of: HashMap<String, Classes>,
}

/// The closed word classes of `data/words.toml`; see there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs, reason = "the table documents its keys")]
pub(crate) struct Words {
    pub be: HashSet<String>,
    pub auxiliaries: HashSet<String>,
    pub adverbs: HashSet<String>,
    pub determiners: HashSet<String>,
    pub possessives: HashSet<String>,
    pub subjects: HashSet<String>,
    pub objects: HashSet<String>,
    pub prepositions: HashSet<String>,
    pub conjunctions: HashSet<String>,
    pub openers: HashSet<String>,
    pub whether_words: HashSet<String>,
    pub times: HashSet<String>,
    pub verbs: HashSet<String>,
    pub not_verbs: HashSet<String>,
    pub channels: HashSet<String>,
    pub deeds: HashSet<String>,
    pub scene_setters: HashSet<String>,
    pub pointers: HashSet<String>,
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

    /// Returns the closed word classes.
    pub(crate) fn words(&self) -> &Words {
        &self.classes
    }

    /// Returns the cues that begin with `word` (in lower case), those of most words first.
    pub(crate) fn cues(&self, word: &str) -> &[Entry] {
        self.cues.get(word).map_or(&[], Vec::as_slice)
    }

    fn read() -> Self {
        let table: CueTable = toml::from_str(include_str!("../data/cues.toml"))
            .expect("the cue table is checked by a test");
        let classes = toml::from_str(include_str!("../data/words.toml"))
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
        let classes_of = classes_of(&classes);
        Self { cues, classes, classes_of }
    }
}

/// The classes of each word.
fn classes_of(words: &Words) -> HashMap<String, Classes> {
    let lists = [
        (Class::Be, &words.be),
        (Class::Auxiliary, &words.auxiliaries),
        (Class::Adverb, &words.adverbs),
        (Class::Determiner, &words.determiners),
        (Class::Possessive, &words.possessives),
        (Class::Subject, &words.subjects),
        (Class::Object, &words.objects),
        (Class::Preposition, &words.prepositions),
        (Class::Conjunction, &words.conjunctions),
        (Class::Opener, &words.openers),
        (Class::WhetherWord, &words.whether_words),
        (Class::Time, &words.times),
        (Class::Verb, &words.verbs),
        (Class::NotVerb, &words.not_verbs),
        (Class::Channel, &words.channels),
        (Class::Deed, &words.deeds),
        (Class::Pointer, &words.pointers),
    ];
    let mut found: HashMap<String, Classes> = HashMap::new();
    for (class, list) in lists {
        for word in list {
            let classes = found.entry(word.clone()).or_default();
            *classes = classes.with(class);
        }
    }
    found
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

/// Returns the forms of a verb as the table gives it.
fn inflect(word: &str) -> Vec<(String, Form)> {
    let given: Vec<&str> = word.split('/').collect();
    if let [base, third, ing, past @ ..] = given.as_slice() {
        let regular = [(*base, Form::Base), (*third, Form::Third), (*ing, Form::Ing)];
        let past = past.iter().map(|past| (*past, Form::Past));
        return regular.into_iter().chain(past).map(|(w, form)| (w.to_owned(), form)).collect();
    }
    let (verb, rest) =
        word.split_once(' ').map_or((word, String::new()), |(v, r)| (v, format!(" {r}")));
    let y = verb.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u']));
    let e = verb.strip_suffix('e');
    let sibilant = ["s", "sh", "ch", "x", "z"].iter().any(|end| verb.ends_with(end));
    let third = match y {
        Some(stem) => format!("{stem}ies"),
        None if sibilant => format!("{verb}es"),
        None => format!("{verb}s"),
    };
    let past = match (y, e) {
        (Some(stem), _) => format!("{stem}ied"),
        (None, Some(_)) => format!("{verb}d"),
        (None, None) => format!("{verb}ed"),
    };
    let ing = format!("{}ing", e.filter(|stem| !stem.ends_with('e')).unwrap_or(verb));
    let forms =
        [(verb.to_owned(), Form::Base), (third, Form::Third), (ing, Form::Ing), (past, Form::Past)];
    forms.map(|(form_of, form)| (format!("{form_of}{rest}"), form)).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        let lexicon = Lexicon::get();
        assert!(!lexicon.cues("said").is_empty());
        assert!(lexicon.words().determiners.contains("the"));
    }

    #[test]
    fn regular_verbs_are_inflected() {
        let check = |verb: &str, expect: [&str; 4]| {
            let forms: Vec<_> = inflect(verb).into_iter().map(|(form, _)| form).collect();
            assert_eq!(forms, expect);
        };
        check("argue", ["argue", "argues", "arguing", "argued"]);
        check("deny", ["deny", "denies", "denying", "denied"]);
        check("convey", ["convey", "conveys", "conveying", "conveyed"]);
        check("stress", ["stress", "stresses", "stressing", "stressed"]);
        check("point out", ["point out", "points out", "pointing out", "pointed out"]);
        check("agree", ["agree", "agrees", "agreeing", "agreed"]);
    }

    #[test]
    fn the_longest_cue_comes_first() {
        let rests: Vec<_> = Lexicon::get().cues("called").iter().map(|e| e.rest.len()).collect();
        assert_eq!(rests, [1, 1, 1, 0]);
    }
}
