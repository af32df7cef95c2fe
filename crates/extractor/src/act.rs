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
    match reading(&cue, &content, source_is_thing) {
        Some(known) if kind == Kind::Direct => (Mode::Speech, known.class),
        // "the reported plan": the cue is no more than a word of what it stands before.
        Some(known) if known.mode == Mode::Speech && attribution.source.is_none() => {
            let spoken = content.opener == Opener::That || kind != Kind::Indirect;
            (if spoken { Mode::Speech } else { Mode::Sign }, known.class)
        }
        Some(known) => (known.mode, known.class),
        None if is_citing(&cue) || is_quoted(text, attribution, kind) => (Mode::Speech, None),
        None if source_is_thing || attribution.source.is_none() => (Mode::Sign, None),
        None => (Mode::Thought, None),
    }
}

/// Tells whether a cue cites without a verb of its own; a colon or a dash does.
fn is_citing(cue: &str) -> bool {
    let mut words = words_of(cue).peekable();
    match words.peek() {
        None => !cue.is_empty(),
        Some(_) => words.any(|word| CITING.contains(&word)),
    }
}

/// Tells whether more than a few words stand in quotation marks.
fn is_quoted(text: &str, attribution: &Attribution, kind: Kind) -> bool {
    let words = |contents: &[Range<usize>]| -> usize {
        contents.iter().map(|content| text[content.clone()].split_whitespace().count()).sum()
    };
    kind == Kind::Direct && words(&attribution.contents) >= QUOTED_WORDS
}

/// What a content is as far as its first word and its place tell.
struct Content {
    opener: Opener,
    /// Whether an infinitive may stand in it: "the crew to leave".
    has_to: bool,
    quoted: bool,
    before_cue: bool,
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
        let has_to = words_of(&text[first]).any(|word| word == "to");
        Self { opener, has_to, quoted: kind != Kind::Indirect, before_cue }
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
        let mut entries: Vec<&Entry> =
            Lexicon::get().cues(words[at]).iter().filter(spelt).collect();
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
