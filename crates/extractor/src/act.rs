//! Act: whether a cue reports speech, thought or a sign, and what it does. Decided by the lexicon
//! and by what the cue is given as its content; says nothing about who acts.
//!
//! A learned tagger finds cues that no lexicon has. Such a cue is taken for speech only when what
//! it reports is quoted: to be hidden among thoughts is a smaller fault than to be invented speech.

mod content;
mod refusal;

use q7x2_domain::{CueClass, Kind, Mode};

use self::content::{Content, Opener};
use self::refusal::{negated, polarity, refuses};
use crate::document::Bytes;
use crate::lexicon::{Cue, Entry, Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::segment::is_mark;

/// A quotation of this many words under a cue that nobody knows is speech still; a shorter one may
/// be a title or a word held at a distance.
const QUOTED_WORDS: usize = 3;

/// Words that cite without a verb: "according to Lind", "in the words of Lind", "per Lind".
const CITING: [&str; 4] = ["according", "per", "words", "via"];

/// Verbs that promise only what is to come: "assured them that it will hold", but "that it held".
const ASSURING: [&str; 8] = [
    "assure",
    "assures",
    "assured",
    "assuring",
    "reassure",
    "reassures",
    "reassured",
    "reassuring",
];

/// Returns what sort of act an attribution reports, and what its cue does.
pub(crate) fn act_of(
    text: &str,
    attribution: &Attribution,
    kind: Kind,
    source_is_thing: bool,
) -> (Mode, Option<CueClass>) {
    let cue = attribution.cue.map(|cue| text[cue].to_lowercase()).unwrap_or_default();
    let content = Content::of(text, attribution, kind);
    let quoted = quoted_words(text, attribution, kind) >= QUOTED_WORDS;
    let words: Vec<&str> = words_of(&cue).collect();
    if refuses(&words, &content.words) && !(source_is_thing && words.len() < 2) {
        return (Mode::Speech, Some(CueClass::Declined));
    }
    let particle = particle_after(text, attribution, &content);
    let read = reading(&words, &particle, &content, source_is_thing);
    let class = read.and_then(|(known, at)| class_of(known, at, &words, &content));
    match read.map(|(known, _)| known) {
        Some(known) if content.says_nothing && known.mode == Mode::Thought => {
            (Mode::Thought, known.class)
        }
        // "denies it" denies, whatever it is.
        Some(known)
            if content.says_nothing
                && known.class == Some(CueClass::Denied)
                && !source_is_thing
                && attribution.source.is_some() =>
        {
            (Mode::Speech, class)
        }
        Some(_) if content.says_nothing && class == Some(CueClass::Declined) => {
            (Mode::Speech, class)
        }
        _ if content.says_nothing => (Mode::Sign, None),
        Some(_) if kind == Kind::Direct => (Mode::Speech, class),
        Some(known) => (known.mode, class),
        None if is_citing(&cue) => (Mode::Speech, (!words.is_empty()).then_some(CueClass::Said)),
        // Who "smiled: “No.”" said it, and no more is known.
        None if quoted || kind == Kind::Direct && cue.ends_with(':') => {
            let verb = words.iter().any(|word| *word != "so");
            (Mode::Speech, verb.then_some(CueClass::Said))
        }
        None if source_is_thing || attribution.source.is_none() => (Mode::Sign, None),
        None => (Mode::Thought, None),
    }
}

/// Returns the class of a cue by its reading, its negation and what it promises or considers.
fn class_of(known: &Cue, at: usize, words: &[&str], content: &Content<'_>) -> Option<CueClass> {
    let asks = content.opener == Opener::That
        && matches!(content.first().as_str(), "whether" | "if")
        && known.class == Some(CueClass::Said)
        && !content.quoted
        && !known.takes.has(Takes::CLAUSE);
    let class = match known.class {
        Some(CueClass::Promised) if ASSURING.contains(&words[at]) && !content.is_to_come() => {
            Some(CueClass::Said)
        }
        // "consider it an insult", "consider leaving"
        Some(CueClass::Intends) if words[at].starts_with("consider") && content.judges() => {
            Some(CueClass::Believes)
        }
        _ if asks => Some(CueClass::Asked),
        class => class,
    };
    negated(class, polarity(words, at), words)
}

/// Returns the words between cue and content with which the cue is another: "calls |on all sides|".
fn particle_after<'t>(
    text: &'t str,
    attribution: &Attribution,
    content: &Content<'_>,
) -> Vec<&'t str> {
    let Some(cue) = &attribution.cue else { return Vec::new() };
    let next = attribution.contents.iter().map(|content| content.start).find(|at| *at >= cue.end);
    let window = text.floor_char_boundary(cue.end + 40);
    let end = next.filter(|_| !content.before_cue).map_or(cue.end, |next| next.min(window));
    text.get(cue.end..end.max(cue.end)).map_or(Vec::new(), |t| words_of(t).take(1).collect())
}

/// Tells whether a cue cites without a verb of its own; a colon or a dash does.
fn is_citing(cue: &str) -> bool {
    let mut words = words_of(cue).peekable();
    match words.peek() {
        None => !cue.is_empty(),
        Some(_) => words.any(|word| CITING.contains(&word)),
    }
}

/// Returns how many words stand in quotation marks.
fn quoted_words(text: &str, attribution: &Attribution, kind: Kind) -> usize {
    let of = |content: &Bytes| {
        let content = &text[*content];
        // A mark before a word opens: the apostrophe of "it’s" does not.
        let opens = |&(at, c): &(usize, char)| {
            is_mark(c) && content[..at].chars().next_back().is_none_or(char::is_whitespace)
        };
        let first = content.char_indices().find(opens);
        let last = content.rfind(is_mark).unwrap_or_default();
        first.map_or(0, |(first, _)| content[first..last.max(first)].split_whitespace().count())
    };
    if kind == Kind::Indirect { 0 } else { attribution.contents.iter().map(of).sum() }
}

/// Returns the reading of the first word of a cue that the lexicon knows and that can have such a
/// content, and where in the cue the word is: who "refused to leave" did not leave, who "expressed
/// hope" did. `particle` follows the cue.
fn reading(
    words: &[&str],
    particle: &[&str],
    content: &Content<'_>,
    source_is_thing: bool,
) -> Option<(&'static Cue, usize)> {
    let all: Vec<&str> = words.iter().chain(particle).copied().collect();
    let of_word = |at: usize| {
        let spelt = |entry: &&Entry| {
            let rest = all[at + 1..].iter().copied().take(entry.rest.len());
            entry.rest.iter().map(String::as_str).eq(rest)
        };
        // "had held direct talks": a present in the middle has an auxiliary or "to" before it.
        let closed = Lexicon::get().words();
        let leads = |word: &&str| {
            matches!(*word, "to" | "and" | "or" | "then" | "nor" | "neither")
                || word.ends_with("ly")
                || closed.auxiliaries.contains(*word)
                || closed.adverbs.contains(*word)
        };
        let inside = at.checked_sub(1).is_some_and(|before| !leads(&words[before]));
        let stands = |entry: &&Entry| !(inside && matches!(entry.form, Form::Base | Form::Third));
        let entries = Lexicon::get().cues(words[at]).iter().filter(spelt).filter(stands);
        let mut entries: Vec<&Entry> = entries.collect();
        entries
            .sort_by_key(|entry| (std::cmp::Reverse(entry.rest.len()), entry.form == Form::Noun));
        let readings = entries.iter().flat_map(|entry| {
            // What "refused to say" has for its content belongs to the second verb.
            let second = words.get(at + 1 + entry.rest.len()) == Some(&"to");
            let fits = move |cue: &&Cue| content.fits(cue) || second && cue.takes.has(Takes::TO);
            entry.readings.iter().filter(fits)
        });
        let fitting: Vec<&'static Cue> = readings.collect();
        let wanted = |reading: &&&Cue| (reading.mode == Mode::Sign) == source_is_thing;
        let found = fitting.iter().find(wanted).or(fitting.first()).copied();
        // A clause that the word is not known to take is its content still: "texted to ask whether".
        let spoken = || {
            let clause = content.opener == Opener::That && !content.quoted;
            let mut readings = entries.iter().filter(|entry| entry.form != Form::Noun);
            let spoken = readings.find_map(|entry| {
                entry.readings.iter().find(|reading| reading.mode == Mode::Speech)
            });
            spoken.filter(|_| clause)
        };
        found.or_else(spoken).map(|cue| (cue, at))
    };
    (0..words.len()).find_map(of_word)
}

/// The words of a text, without the marks around them.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    let bare = |word: &'_ str| {
        let start = word.find(char::is_alphanumeric)?;
        let end = word.rfind(|c: char| c.is_alphanumeric() || is_mark(c))?;
        let last = word[end..].chars().next()?;
        Some((start, end + last.len_utf8()))
    };
    text.split(|c: char| c.is_whitespace() || c == ':')
        .filter_map(move |word| bare(word).map(|(start, end)| &word[start..end]))
}

#[cfg(test)]
mod tests;
