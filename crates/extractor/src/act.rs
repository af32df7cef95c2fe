//! Act: whether a cue reports speech, thought or a sign, and what it does. Decided by the lexicon
//! and by what the cue is given as its content; says nothing about who acts.
//!
//! A learned tagger finds cues that no lexicon has. Such a cue is taken for speech only when what
//! it reports is quoted: to be hidden among thoughts is a smaller fault than to be invented speech.

use std::ops::Range;

use q7x2_domain::{CueClass, Kind, Mode};

use crate::lexicon::{Cue, Entry, Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::segment::is_mark;

/// A quotation of this many words under a cue that nobody knows is speech still; a shorter one may
/// be a title or a word held at a distance.
const QUOTED_WORDS: usize = 3;

/// Words that cite without a verb: "according to Lind", "in the words of Lind", "per Lind".
const CITING: [&str; 4] = ["according", "per", "words", "via"];

/// Returns what sort of act an attribution reports, and what its cue does.
pub(crate) fn act_of(
    text: &str,
    attribution: &Attribution,
    kind: Kind,
    source_is_thing: bool,
) -> (Mode, Option<CueClass>) {
    let cue = attribution.cue.clone().map(|cue| text[cue].to_lowercase()).unwrap_or_default();
    let content = Content::of(text, attribution, kind);
    let quoted = quoted_words(text, attribution, kind) >= QUOTED_WORDS;
    match reading(&cue, &content, source_is_thing) {
        _ if content.says_nothing => (Mode::Sign, None),
        Some(known) if kind == Kind::Direct => (Mode::Speech, known.class),
        Some(known) if known.mode == Mode::Speech && is_attribute(text, attribution) => {
            (Mode::Sign, known.class)
        }
        // "when asked about the bridge": what nobody asked is no more than a topic.
        Some(known)
            if known.class == Some(CueClass::Asked)
                && attribution.source.is_none()
                && kind == Kind::Indirect =>
        {
            (Mode::Sign, known.class)
        }
        Some(known) => (known.mode, known.class),
        None if is_citing(&cue) || quoted => (Mode::Speech, None),
        None if source_is_thing || attribution.source.is_none() => (Mode::Sign, None),
        None => (Mode::Thought, None),
    }
}

/// Tells whether a cue without a source is no more than a word of what it stands before: "reported
/// elements of the plan", "the alleged plan".
fn is_attribute(text: &str, attribution: &Attribution) -> bool {
    let (None, Some(cue)) = (&attribution.source, &attribution.cue) else { return false };
    let before = text[..cue.start].trim_end();
    let opens = before.is_empty() || before.ends_with(['.', '!', '?', '”', '’', '"', '\n']);
    let lines = text[before.len()..cue.start].contains('\n');
    let word = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let directly = attribution.contents.first().is_some_and(|content| content.start > cue.end);
    let noun = Lexicon::get().words().determiners.contains(&word.to_lowercase());
    directly && (opens || lines || noun)
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
    let of = |content: &Range<usize>| {
        let content = &text[content.clone()];
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

/// What a content is as far as its first word and its place tell.
struct Content {
    opener: Opener,
    /// Whether an infinitive may stand in it: "the crew to leave".
    has_to: bool,
    quoted: bool,
    before_cue: bool,
    /// Whether it is a single word, or what a source asks of the writer: "not to be named".
    says_nothing: bool,
}

/// How a content begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opener {
    /// that, how, what, whether …
    That,
    /// to
    To,
    Other,
}

impl Content {
    fn of(text: &str, attribution: &Attribution, kind: Kind) -> Self {
        let first = attribution.contents.first().cloned().unwrap_or_default();
        let word = words_of(&text[first.clone()]).next().unwrap_or_default().to_lowercase();
        let closed = Lexicon::get().words();
        let opener = match word.as_str() {
            "that" => Opener::That,
            "to" => Opener::To,
            _ if closed.whether_words.contains(&word) => Opener::That,
            _ => Opener::Other,
        };
        let before_cue = attribution.cue.as_ref().is_some_and(|cue| first.start < cue.start);
        let quoted = kind != Kind::Indirect;
        let words: Vec<&str> = words_of(&text[first]).collect();
        let single = words.len() < 2 && attribution.contents.len() < 2;
        let unnamed = words.starts_with(&["not", "to", "be"])
            && words.get(3).is_some_and(|word| ["named", "identified", "quoted"].contains(word));
        let has_to = words.contains(&"to");
        let says_nothing = !quoted && (single || unnamed);
        Self { opener, has_to, quoted, before_cue, says_nothing }
    }

    /// Tells whether this can be what a cue reports: nobody offers that it rains.
    fn fits(&self, cue: &Cue) -> bool {
        let clause = cue.takes.has(Takes::CLAUSE) || cue.takes.has(Takes::THAT);
        match self.opener {
            _ if self.quoted && cue.takes.has(Takes::QUOTE) => true,
            _ if self.before_cue && cue.takes.has(Takes::ASIDE) => true,
            Opener::That => clause || cue.takes.has(Takes::WHETHER),
            Opener::To => cue.takes.has(Takes::TO) || cue.takes.has(Takes::CLAUSE),
            Opener::Other => {
                clause
                    || cue.takes.has(Takes::OBJECT)
                    || cue.takes.has(Takes::WHETHER)
                    || self.has_to && cue.takes.has(Takes::TO)
            }
        }
    }
}

/// Returns the reading of the first word of `cue` that the lexicon knows and that can have such a
/// content: who "refused to say" did not say, who "expressed hope" did.
fn reading(cue: &str, content: &Content, source_is_thing: bool) -> Option<&'static Cue> {
    let words: Vec<&str> = words_of(cue).collect();
    // "…, suggesting that he stays" is the writer's reading of what was said.
    let sign = source_is_thing || cue.ends_with("ing");
    let of_word = |at: usize| {
        let spelt = |entry: &&Entry| {
            let rest = words[at + 1..].iter().copied().take(entry.rest.len());
            entry.rest.iter().map(String::as_str).eq(rest)
        };
        // "avoided direct questions": a present in the middle has an auxiliary or "to" before it.
        let closed = Lexicon::get().words();
        let leads = |word: &&str| {
            matches!(*word, "to" | "and" | "or" | "then")
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
        let readings = entries.into_iter().flat_map(|entry| {
            // What "refused to say" has for its content belongs to the second verb.
            let second = words.get(at + 1 + entry.rest.len()) == Some(&"to");
            let fits = move |cue: &&Cue| content.fits(cue) || second && cue.takes.has(Takes::TO);
            entry.readings.iter().filter(fits)
        });
        let fitting: Vec<&Cue> = readings.collect();
        let wanted = |reading: &&&Cue| (reading.mode == Mode::Sign) == sign;
        fitting.iter().find(wanted).or(fitting.first()).copied()
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
