//! Act: whether a cue reports speech, thought or a sign, and what it does; says nothing about who acts.
//! The rules decide by the lexicon and by what the cue is given as its content. What they say is one clue
//! among others of a learned model ([`outcome`]), which also tells what is no attribution at all.
//!
//! A learned tagger finds cues that no lexicon has. The rules take such a cue for speech only when what
//! it reports is quoted: to be hidden among thoughts is a smaller fault than to be invented speech.

mod clues;
mod content;
mod meanings;
mod negation;
mod outcome;
mod sorts;

use q7x2_domain::{Asserted, CueClass, Kind, Mode, WordVectors};

pub(crate) use self::clues::{Known, clues_of};
use self::content::{Content, Opener};
pub(crate) use self::meanings::{MEANINGS, meanings_of};
use self::negation::{answers, negated, polarity};
pub use self::outcome::{OUTCOMES, decide};
use crate::document::{Bytes, Document, LineClass, Token, TokenKind};
use crate::lexicon::{Class, Cue, Entry, Form, Takes};
use crate::link::Attribution;
use crate::tag::is_set_in;

/// A quotation of this many words under a cue that nobody knows is speech still; a shorter one may
/// be a title or a word held at a distance.
const QUOTED_WORDS: usize = 3;

/// How many bytes after a cue its particle is looked for.
const PARTICLE: usize = 40;

/// Words that cite without a verb: "according to Lind", "in the words of Lind", "per Lind".
const CITING: [&str; 4] = ["according", "per", "words", "via"];

/// Verbs that promise only what is to come: "assured them that it will hold", but "that it held".
const ASSURING: [&str; 2] = ["assure", "reassure"];

/// Returns what sort of act an attribution reports, and what its cue does; `None` for what is surely no
/// attribution.
pub(crate) fn act(
    document: &Document,
    attribution: &Attribution,
    known: &Known<'_>,
    vectors: &WordVectors,
) -> Option<(Mode, Option<CueClass>)> {
    if is_signed(document, attribution) || is_listed(document, attribution, true) {
        return Some((Mode::Speech, Some(CueClass::Said)));
    }
    // What a verb of speech announces is said, however short: "promised:", then a list or a block.
    if known.rules.0 == Mode::Speech && is_listed(document, attribution, false) {
        return Some(known.rules);
    }
    let clues = clues_of(document, attribution, known);
    decide(&outcome::told(&clues, &meanings_of(attribution, vectors)))
}

/// Returns the same by the rules, where it is known whether it was said. Who declined to say something spoke,
/// whatever the verb.
pub(crate) fn act_as(
    document: &Document,
    attribution: &Attribution,
    kind: Kind,
    source_is_thing: bool,
    asserted: Asserted,
) -> (Mode, Option<CueClass>) {
    let words: Vec<&Token> =
        attribution.cue.into_iter().flat_map(|cue| document.words_in(cue)).collect();
    let content = Content::of(document, attribution, kind);
    let quoted = quoted_words(document, attribution, kind) >= QUOTED_WORDS;
    // What merely "declined" may be a price.
    let silent = asserted == Asserted::NotSaid && answers(&words);
    if silent || asserted == Asserted::Declined && !(source_is_thing && words.len() < 2) {
        return (Mode::Speech, Some(CueClass::Declined));
    }
    let particle = particle_after(document, attribution, &content);
    let read = reading(&words, particle, &content, source_is_thing);
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
        None if attribution.cue.is_some() && is_citing(&words) => {
            (Mode::Speech, (!words.is_empty()).then_some(CueClass::Said))
        }
        // Who "smiled: “No.”" said it, and no more is known.
        None if quoted || kind == Kind::Direct && ends_with_colon(document, attribution) => {
            let verb = words.iter().any(|word| !word.is("so"));
            (Mode::Speech, verb.then_some(CueClass::Said))
        }
        None if source_is_thing || attribution.source.is_none() => (Mode::Sign, None),
        None => (Mode::Thought, None),
    }
}

/// Returns the class of a cue by its reading, its negation and what it promises or considers.
fn class_of(known: &Cue, at: usize, words: &[&Token], content: &Content<'_>) -> Option<CueClass> {
    let asks = content.opener == Opener::That
        && matches!(content.first(), "whether" | "if")
        && known.class == Some(CueClass::Said)
        && !content.quoted
        && !known.takes.has(Takes::CLAUSE);
    let class = match known.class {
        Some(CueClass::Promised)
            if ASSURING.contains(&words[at].lemma()) && !content.is_to_come() =>
        {
            Some(CueClass::Said)
        }
        // "consider it an insult", "consider leaving"
        Some(CueClass::Intends) if words[at].lemma() == "consider" && content.judges() => {
            Some(CueClass::Believes)
        }
        _ if asks => Some(CueClass::Asked),
        class => class,
    };
    negated(class, polarity(words, at), words)
}

/// Returns the word between cue and content with which the cue is another: "calls |on| all sides".
fn particle_after<'d>(
    document: &'d Document,
    attribution: &Attribution,
    content: &Content<'_>,
) -> Option<&'d Token> {
    let cue = attribution.cue.filter(|_| !content.before_cue)?;
    let next =
        attribution.contents.iter().map(|content| content.start).find(|at| *at >= cue.end)?;
    let between = Bytes::new(cue.end, next.min(cue.end + PARTICLE));
    document.words_in(between).next()
}

/// Tells whether a cue of these words cites without a verb of its own; a colon or a dash does.
fn is_citing(words: &[&Token]) -> bool {
    words.is_empty() || words.iter().any(|word| CITING.contains(&word.lower()))
}

/// Tells whether an attribution is a post with its handle: "The weir broke — Ada Lind (@adalind)".
fn is_signed(document: &Document, attribution: &Attribution) -> bool {
    let (Some(cue), Some(source)) = (attribution.cue, attribution.source) else { return false };
    let dash = document.run(cue).iter().all(|token| token.kind == TokenKind::Dash);
    dash && document.text()[source.end..].trim_start().starts_with("(@")
}

/// Tells whether an attribution is an item of a list that its cue announces in a line before, `points` by what
/// is in the list: "made two points:".
fn is_listed(document: &Document, attribution: &Attribution, points: bool) -> bool {
    let (Some(cue), Some(content)) = (attribution.cue, attribution.contents.first()) else {
        return false;
    };
    let line = document.line_at(content.start);
    let item = line.is_some_and(|line| line.class == LineClass::Item && line.bytes.start > cue.end);
    let last = document.words_in(cue).next_back();
    let announces = !points || last.is_some_and(|last| last.has(Class::Points));
    let item = item || !points && is_block(document, cue, *content);
    item && announces && attribution.source.is_some()
}

/// Tells whether a content is what the line of its cue announces with a colon, in lines of their own.
fn is_block(document: &Document, cue: Bytes, content: Bytes) -> bool {
    let (own, said) = (document.paragraph_at(cue.start), document.paragraph_at(content.start));
    let lines = document.paragraphs();
    let opens = lines.get(said).is_some_and(|line| line.bytes.start == content.start);
    let announced = lines.get(own).is_some_and(|line| document.slice(line.bytes).ends_with(':'));
    let all = || lines[own + 1..=said].iter().all(|line| is_set_in(document, line));
    opens && announced && (said == own + 1 || said > own && all())
}

/// Tells whether a colon closes the cue.
fn ends_with_colon(document: &Document, attribution: &Attribution) -> bool {
    let last = attribution.cue.and_then(|cue| document.run(cue).last());
    last.is_some_and(|last| last.kind == TokenKind::Colon)
}

/// Returns how many words stand in quotation marks.
fn quoted_words(document: &Document, attribution: &Attribution, kind: Kind) -> usize {
    if kind == Kind::Indirect {
        return 0;
    }
    let words = attribution.contents.iter().flat_map(|content| document.words_in(*content));
    words.filter(|word| word.depth > 0 && !word.is_clitic()).count()
}

/// Returns the reading of the first word of a cue that the lexicon knows and that can have such a
/// content, and where in the cue the word is: who "refused to leave" did not leave, who "expressed
/// hope" did. `particle` follows the cue.
fn reading(
    words: &[&Token],
    particle: Option<&Token>,
    content: &Content<'_>,
    source_is_thing: bool,
) -> Option<(&'static Cue, usize)> {
    let of_word = |at: usize| {
        let spelt = |entry: &&Entry| {
            let rest = words[at + 1..].iter().copied().chain(particle).map(Token::lower);
            entry.rest.iter().map(String::as_str).eq(rest.take(entry.rest.len()))
        };
        // "walked out of talks", which is no "talks" of its own: a present in the middle has an auxiliary or "to" before it.
        let leads = |word: &Token| {
            matches!(word.lower(), "to" | "and" | "or" | "then" | "nor" | "neither")
                || word.lower().ends_with("ly")
                || word.has(Class::Auxiliary)
                || word.has(Class::Adverb)
        };
        let inside = at.checked_sub(1).is_some_and(|before| !leads(words[before]));
        let stands = |entry: &&Entry| !(inside && matches!(entry.form, Form::Base | Form::Third));
        let entries = words[at].cues().iter().filter(spelt).filter(stands);
        let mut entries: Vec<&'static Entry> = entries.collect();
        entries
            .sort_by_key(|entry| (std::cmp::Reverse(entry.rest.len()), entry.form == Form::Noun));
        let readings = entries.iter().flat_map(|entry| {
            // What "refused to say" has for its content belongs to the second verb.
            let second = words.get(at + 1 + entry.rest.len()).is_some_and(|word| word.is("to"));
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

#[cfg(test)]
mod tests;
