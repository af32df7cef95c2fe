//! What was read as a telling and tells nothing: words that only point to what somebody meant ("said Lind,
//! referring to the bridge"), names of things ("a song called “Weir”"), turns of phrase in the
//! writer's own voice ("that said", "it is worth mentioning"), and labels that name no speaker.

use std::collections::HashSet;

use q7x2_domain::Role;

use super::read::{Read, names};
use crate::document::{Bytes, Document, LineClass, Token, TokenKind};
use crate::lexicon::Class;

/// A quotation of more words is said, whatever its cue calls it.
const NAME: usize = 6;
/// What stands behind a label is no answer if it has as many words and none of a clause.
const ENTRY: usize = 6;
/// How many of these make a list.
const ENTRIES: usize = 3;

/// Takes away what tells nothing.
pub(super) fn drop(read: &mut Read<'_>) {
    let document = read.document;
    let mut cues: Vec<Bytes> =
        read.of_role(Role::Cue).into_iter().map(|at| read.place(at)).collect();
    cues.sort_unstable();
    let colon = |at: &usize| document.slice(read.place(*at)) == ":";
    let colons = read.of_role(Role::Cue).iter().filter(|at| colon(at)).count();
    let cited: Vec<Bytes> = {
        let labels: HashSet<usize> = read
            .of_role(Role::Cue)
            .into_iter()
            .filter(colon)
            .filter_map(|at| read.partner(at).map(|(source, _)| source))
            .collect();
        let others = read.of_role(Role::Source).into_iter().filter(|at| !labels.contains(at));
        others.map(|at| read.place(at)).collect()
    };
    let known: HashSet<&str> = cited.iter().flat_map(|source| names(document, *source)).collect();
    let mut entries = Vec::new();
    for at in read.of_role(Role::Content) {
        let Some((cue, place)) = read.partner(at) else { continue };
        let content = read.place(at);
        let words: Vec<&Token> = document.words_in(place).collect();
        let gone = points(document, place, &words, &cues)
            || read.partner(cue).is_none() && gives_name(document, &words, content)
            || is_phrase(document, place, &words)
            || is_deed(document, place, &words, content)
            || is_question(document, place, content);
        let label = labels(read, place, content, &known, colons == 1);
        if gone || label == Label::Place {
            read.drop(at);
        } else if label == Label::Entry {
            entries.push(at);
        }
    }
    if entries.len() >= ENTRIES {
        entries.into_iter().for_each(|at| read.drop(at));
    }
}

/// What stands before the colon of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    /// Who speaks, as far as one can see.
    Speaker,
    /// The place that an article is from.
    Place,
    /// What an entry of a list is about.
    Entry,
}

/// Tells whether a cue only says what another one of its sentence meant.
fn points(document: &Document, cue: Bytes, words: &[&Token], cues: &[Bytes]) -> bool {
    let Some(first) = words.first().filter(|first| first.has(Class::Pointing)) else {
        return false;
    };
    let sentence = document.sentence_at(first.bytes.start);
    let before = cues.partition_point(|known| known.start < cue.start);
    let known = cues[..before].last();
    known.is_some_and(|known| document.sentence_at(known.start) == sentence)
}

/// Tells whether a cue gives a thing its name.
fn gives_name(document: &Document, words: &[&Token], content: Bytes) -> bool {
    words.last().is_some_and(|last| last.has(Class::Naming))
        && !words.iter().any(|word| word.has(Class::Be))
        && document.count_words(content) <= NAME
}

/// Tells whether a cue is a turn of phrase in which nobody says anything: "that said, …", "which is not
/// to say that …", "it is worth mentioning that …".
fn is_phrase(document: &Document, cue: Bytes, words: &[&Token]) -> bool {
    let before = document.token_before(cue.start);
    let was = |word: &str| before.is_some_and(|before| before.is(word));
    let next = document.tokens().get(document.tokens_in(cue).end);
    let follows = |kind| next.is_some_and(|next| next.kind == kind);
    let opens = before.is_some_and(|before| {
        let sentence = document.sentence_at(cue.start).map(|at| &document.sentences()[at].bytes);
        sentence.is_some_and(|sentence| sentence.start == before.bytes.start)
    });
    let to_say = words.windows(2).any(|pair| pair[0].is("to") && pair[1].is("say"));
    match words {
        [said] if said.is("said") => was("that") && opens && follows(TokenKind::Comma),
        [only] if was("worth") => only.lower().ends_with("ing"),
        [be, to, ..] => be.has(Class::Be) && (to.is("to") || to.is("not")) && to_say,
        _ => false,
    }
}

/// Tells whether a cue does to a thing what is no saying ("added a lane", "concluded its visit"), or
/// what was read is only whom something was said to.
fn is_deed(document: &Document, cue: Bytes, words: &[&Token], content: Bytes) -> bool {
    let run = document.run(content);
    let (Some(verb), Some(first)) = (words.last(), run.first()) else { return false };
    let listener = first.is("to") && run.get(1).is_some_and(|next| next.has(Class::Determiner));
    let thing = first.is_word() && !first.is("that") && !first.has(Class::WhetherWord);
    let bare = !run.iter().any(|token| token.depth > 0 || is_verbal(token));
    let doing = verb.has(Class::Doing) && thing;
    bare && content.start > cue.end && (doing || listener)
}

/// Tells whether what was read is only the opening of a question: "|What did| Lind say?"
fn is_question(document: &Document, cue: Bytes, content: Bytes) -> bool {
    let mut words = document.words_in(content);
    let asks = words.next().is_some_and(|first| first.has(Class::WhetherWord));
    let does = words.next().is_some_and(|word| word.has(Class::Auxiliary));
    asks && does && content.end <= cue.start && words.next().is_none()
}

/// Tells whether a word makes a clause.
fn is_verbal(token: &Token) -> bool {
    let past = token.lower().ends_with("ed") && !token.has(Class::NotVerb);
    token.has(Class::Auxiliary) || token.has(Class::Verb) || past
}

/// Tells whether a colon behind the first words of a line is no speaker's: the line opens the article
/// with the place it is from, or is one of several entries of a list. `known` are the names that are
/// cited elsewhere; `only` tells whether no other line has a label.
fn labels(read: &Read<'_>, cue: Bytes, content: Bytes, known: &HashSet<&str>, only: bool) -> Label {
    let document = read.document;
    let Some(line) = document.line_at(cue.start) else { return Label::Speaker };
    let quoted = document.run(content).first().is_some_and(|first| first.kind == TokenKind::Mark);
    let label = Bytes::new(line.bytes.start, cue.start);
    if document.slice(cue) != ":"
        || quoted
        || line.class != LineClass::Prose
        || content.start < cue.end
        || names(document, label).any(|name| known.contains(name))
    {
        return Label::Speaker;
    }
    let told = |word: &Token| {
        word.has(Class::Auxiliary) || word.has(Class::Talker) || word.has(Class::Subject)
    };
    let prose = document.paragraphs().iter().find(|line| line.class == LineClass::Prose);
    let first = prose.is_some_and(|first| first.bytes == line.bytes);
    if only && first && document.count_words(label) == 1 {
        Label::Place
    } else if document.count_words(content) >= ENTRY && !document.words_in(content).any(told) {
        Label::Entry
    } else {
        Label::Speaker
    }
}
