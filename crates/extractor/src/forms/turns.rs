//! Transcripts and interviews: lines that open with who speaks, "LIND:", "Q:", "Ada Lind (Velm) (Ode
//! Party):", "Mr LIND (3.10 pm)—". One such line is a heading or a label like any other; it is a turn where
//! labels return and people speak of themselves and to each other.

use std::collections::HashMap;

use super::interviews::answerer;
use super::labels::{Label, label};
use super::read::Found;
use crate::document::{Bytes, Document, LineClass, Paragraph};
use crate::lexicon::Class;

/// How many paragraphs a turn goes on without a label of its own.
const GOES_ON: usize = 8;
/// How many labelled lines make a transcript by themselves.
const TURNS: usize = 4;
/// How many lines with formal labels do, whatever is said in them.
const FORMAL: usize = 3;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// Finds the turns of a text, if it is a transcript.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let turns = turns(document);
    let Some(first) = turns.first() else { return Vec::new() };
    let lines = document.paragraphs();
    let answers = turns.iter().any(|turn| is_answer(document.slice(turn.name)));
    let answerer = answerer(document, first.line).filter(|_| answers);
    let mut found = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        // The last turn goes on while people speak of themselves.
        let last = turns.get(at + 1).is_none();
        let next = turns.get(at + 1).map_or(lines.len() - 1, |next| next.line - 1);
        let goes_on = |line: &&Paragraph| {
            matches!(line.class, LineClass::Prose | LineClass::Item)
                && (!last || document.words_in(line.bytes).any(|word| word.has(Class::Talker)))
        };
        let opens = turn.opens();
        let more = lines[opens + 1..=next.max(opens)].iter();
        let more = more.take(GOES_ON).take_while(goes_on).last();
        let end = more.map_or(lines[opens].bytes.end, |line| line.bytes.end);
        let name = document.slice(turn.name);
        let source = match is_letter(name) {
            true => answerer.filter(|_| is_answer(name)),
            false => Some(turn.name),
        };
        let content = Bytes::new(turn.said, end);
        found.push(Found { source, cue: turn.cue, content, score: TRUST });
    }
    found
}

/// Returns the labelled lines of a text, if it is a transcript.
fn turns(document: &Document) -> Vec<Label> {
    let lines = document.paragraphs().iter().enumerate();
    let turns: Vec<Label> = lines.filter_map(|(at, line)| label(document, at, line)).collect();
    // Of lines that are labels as a whole a single one is a heading.
    let heads = turns.iter().filter(|turn| turn.is_head()).count();
    let turns: Vec<Label> = match heads < turns.len() {
        true => turns.into_iter().filter(|turn| !turn.is_head()).collect(),
        false => turns,
    };
    if is_transcript(document, &turns) { turns } else { Vec::new() }
}

/// Tells whether a label names nobody: a question or an answer.
fn is_letter(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "q" | "question") || is_answer(name)
}

fn is_answer(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "a" | "answer")
}

/// Tells whether labelled lines are turns.
fn is_transcript(document: &Document, turns: &[Label]) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        *counts.entry(document.slice(turn.name)).or_default() += 1;
    }
    if counts.len() < 2 {
        return false;
    }
    let lines = document.paragraphs();
    let said = |turn: &Label| Bytes::new(turn.said, lines[turn.opens()].bytes.end);
    let speaks = |turn: &&Label| document.words_in(said(turn)).any(|word| word.has(Class::Talker));
    let speaking = turns.iter().filter(speaks).count();
    let again = counts.values().any(|&count| count > 1);
    let returns = turns.len() >= TURNS && again;
    let asked = turns.iter().any(|turn| is_letter(document.slice(turn.name)));
    let asks = |turn: &Label| {
        let letter = is_letter(document.slice(turn.name)) && !is_answer(document.slice(turn.name));
        letter && document.slice(said(turn)).ends_with('?')
    };
    let close = turns.windows(2).all(|pair| pair[1].line == pair[0].opens() + 1);
    let formal = (close || again) && turns.iter().all(|turn| turn.formal);
    let many = turns.len() >= FORMAL && !turns.iter().any(Label::is_head);
    // "The SPEAKER—Order!" is written nowhere but in records.
    let dashed = |turn: &Label| turn.cue.is_some_and(|cue| document.slice(cue) != ":");
    formal && (many || again || turns.iter().all(dashed))
        || turns.iter().any(asks)
        || (returns || asked || formal) && speaking * 2 >= turns.len()
}
