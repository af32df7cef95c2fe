//! A cue as the model sees it: its words, those of a kind under one name, its main word, and whether it
//! is turned around, hearsay or about what is to come.

use q7x2_domain::{CueClass, Mode};

use super::around::Surroundings;
use super::lists::{Lists, has};
use super::words;
use crate::document::{Document, Token};
use crate::lexicon::{Class, Entry, Form, Lexicon};
use crate::link::Attribution;

/// What stands for all words by which a writer does not vouch for what is told.
const DOUBT: &str = "doubted";

/// What stands for a verb of denying under a negation.
const NO_DENIAL: &str = "does-not-deny";

/// What is known of a cue.
pub(super) struct Cue {
    /// Its words, those of a kind under one name.
    pub(super) words: Vec<String>,
    /// Its main word, as a dictionary has it, or its kind.
    pub(super) head: String,
    /// The form of that word.
    pub(super) form: &'static str,
    /// What that word does.
    pub(super) does: &'static str,
    /// The word that turns it around.
    pub(super) turned: Option<String>,
    /// Whether a writer does not vouch for it.
    pub(super) hearsay: bool,
    /// Whether it is told by nobody: "is said to have".
    pub(super) told: bool,
    /// Whether it is about to be.
    pub(super) coming: bool,
    /// The words that say how its verb is meant.
    pub(super) helpers: Vec<String>,
}

impl Cue {
    pub(super) fn of(
        document: &Document,
        attribution: &Attribution,
        tokens: &[&Token],
        around: &Surroundings,
        source: &[String],
    ) -> Self {
        let lists = Lists::get();
        let mut words = words::of(document, tokens.iter().copied());
        let leading = around.before.last().into_iter().chain(&around.between).chain(&words);
        let leading: Vec<String> = leading.cloned().collect();
        let turns = |word: &&String| is_one_of(&lists.negators, word);
        let subject =
            source.first().filter(|word| turns(word) || has(&lists.turning_subjects, word));
        let turned = leading.iter().find(turns).or(subject).cloned();
        let told = leading.windows(3).any(|three| {
            Lexicon::get().classes(&three[0]).has(Class::Be)
                && has(&lists.told, &three[1])
                && three[2] == "to"
        });
        let doubted = |word: &String| is_one_of(&lists.hearsay, word);
        // Who "allegedly" left is accused of it by somebody; who "allegedly told" may not have told.
        let found = head(tokens);
        let acts = found.is_some() || words.len() > 1;
        let hearsay = acts && (told || leading.iter().chain(&around.after).any(doubted));
        let coming =
            leading.windows(2).any(|pair| pair[1] == "to" && is_one_of(&lists.about_to, &pair[0]));
        let helpers = leading.iter().filter(|word| has(&lists.helpers, word)).cloned().collect();

        let class = found.and_then(|entry| entry.readings.first()).and_then(|cue| cue.class);
        let mut does = class.map_or("none", CueClass::as_str);
        let form = found.map_or("unknown", |entry| form_name(entry.form));
        let last = || words.last().cloned().unwrap_or_default();
        let mut head = found.map_or_else(last, |entry| entry.lemma.clone());
        if let Some(refusal) = refusal(document, attribution, tokens) {
            if is_one_of(&lists.refusing, &head) {
                (head, does) = (refusal.to_owned(), refusal);
            }
            for word in words.iter_mut().filter(|word| is_one_of(&lists.refusing, word)) {
                refusal.clone_into(word);
            }
        }
        if turned.is_some() && class == Some(CueClass::Denied) {
            let stem = words::stem(&head).to_owned();
            for word in words.iter_mut().filter(|word| words::stem(word) == stem) {
                NO_DENIAL.clone_into(word);
            }
            (head, does) = (NO_DENIAL.to_owned(), NO_DENIAL);
        }
        words.iter_mut().filter(|w| acts && doubted(w)).for_each(|word| DOUBT.clone_into(word));
        Self { words, head, form, does, turned, hearsay, told, coming, helpers }
    }
}

/// Tells whether a word or its stem is in a list.
fn is_one_of(list: &[String], word: &str) -> bool {
    has(list, word) || has(list, words::stem(word))
}

/// Tells what a cue that refuses refuses, if it does: to speak, or to do something else.
fn refusal(document: &Document, attribution: &Attribution, cue: &[&Token]) -> Option<&'static str> {
    let refusing = &Lists::get().refusing;
    let at = cue.iter().position(|word| has(refusing, words::stem(word.lower())))?;
    let content = attribution.contents.iter().flat_map(|content| document.words_in(*content));
    let mut rest = cue[at + 1..]
        .iter()
        .copied()
        .chain(content)
        .filter(|word| !word.has(Class::Adverb) && !word.lower().ends_with("ly"));
    let comments = |word: &Token| matches!(word.lower(), "comment" | "comments");
    let speaks = match (rest.next(), rest.next()) {
        (Some(first), _) if comments(first) => true,
        (Some(to), Some(verb)) => to.is("to") && speaks(verb),
        _ => false,
    };
    Some(if speaks { "refuses-to-speak" } else { "refuses-a-deed" })
}

/// Tells whether a verb, in its base form, is one of speaking or answering.
fn speaks(verb: &Token) -> bool {
    let known = verb.cues().iter().filter(|entry| entry.form == Form::Base);
    let mut readings = known.flat_map(|entry| &entry.readings);
    verb.has(Class::Answering) || readings.any(|reading| reading.mode == Mode::Speech)
}

/// Returns the last word of a cue that the lexicon has as a verb, or else as a noun.
fn head(tokens: &[&Token]) -> Option<&'static Entry> {
    let entry = |at: usize, noun: bool| {
        let entries = tokens[at].cues().iter();
        let mut fitting = entries.filter(|entry| (entry.form == Form::Noun) == noun);
        fitting.find(|entry| {
            let rest = tokens[at + 1..].iter().map(|token| token.lower());
            entry.rest.iter().map(String::as_str).eq(rest.take(entry.rest.len()))
        })
    };
    let of = |noun: bool| (0..tokens.len()).rev().find_map(|at| entry(at, noun));
    of(false).or_else(|| of(true))
}

fn form_name(form: Form) -> &'static str {
    match form {
        Form::Base => "base",
        Form::Third => "third",
        Form::Ing => "ing",
        Form::Past => "past",
        Form::Noun => "noun",
    }
}
