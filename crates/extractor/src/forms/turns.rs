//! Transcripts and interviews: lines that open with who speaks, "LIND:", "Q:", "Ada Lind (Velm) (Ode
//! Party):". One such line is a heading or a label like any other; it is a turn where labels return
//! and people speak of themselves and to each other.

use std::collections::HashMap;

use super::read::Found;
use crate::document::{Bytes, Document, LineClass, Paragraph, TokenKind};
use crate::lexicon::Class;

/// How many tokens a label has at most, and how many words its name.
const LABEL: usize = 16;
const NAME: usize = 6;
/// How many paragraphs a turn goes on without a label of its own.
const GOES_ON: usize = 8;
/// How many labelled lines make a transcript by themselves.
const TURNS: usize = 4;
/// How likely such a content is right.
const TRUST: f32 = 0.9;

/// A line with a label.
struct Turn {
    /// The number of the line.
    line: usize,
    name: Bytes,
    colon: Bytes,
    said: usize,
    /// Whether brackets tell more of who speaks.
    titled: bool,
}

/// Finds the turns of a text, if it is a transcript.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let lines = document.paragraphs();
    let labelled = lines.iter().enumerate().filter_map(|(at, line)| label(document, at, line));
    let turns: Vec<Turn> = labelled.collect();
    if !is_transcript(document, &turns) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, turn) in turns.iter().enumerate() {
        // The last turn goes on while people speak of themselves.
        let last = turns.get(at + 1).is_none();
        let next = turns.get(at + 1).map_or(lines.len() - 1, |next| next.line - 1);
        let goes_on = |line: &&Paragraph| {
            matches!(line.class, LineClass::Prose | LineClass::Item)
                && (!last || document.words_in(line.bytes).any(|word| word.has(Class::Talker)))
        };
        let more = lines[turn.line + 1..=next.max(turn.line)].iter();
        let more = more.take(GOES_ON).take_while(goes_on).last();
        let end = more.map_or(lines[turn.line].bytes.end, |line| line.bytes.end);
        let nameless = is_letter(document.slice(turn.name));
        found.push(Found {
            source: Some(turn.name).filter(|_| !nameless),
            cue: Some(turn.colon),
            content: Bytes::new(turn.said, end),
            score: TRUST,
        });
    }
    found
}

/// Tells whether a label names nobody: a question or an answer.
fn is_letter(name: &str) -> bool {
    matches!(name.to_lowercase().as_str(), "q" | "a" | "question" | "answer")
}

/// Reads the label of a line; nothing for lines beside the article, and for labels of quotations.
fn label(document: &Document, number: usize, line: &Paragraph) -> Option<Turn> {
    if matches!(line.class, LineClass::Furniture | LineClass::Headline) {
        return None;
    }
    let tokens = document.tokens_in(line.bytes);
    let (mut brackets, mut words, mut titled, mut name) = (0_usize, 0, false, None::<Bytes>);
    for word in document.words(tokens).take(LABEL) {
        let token = word.token();
        match token.kind {
            TokenKind::Open => (brackets, titled) = (brackets + 1, true),
            TokenKind::Close => brackets = brackets.checked_sub(1)?,
            _ if brackets > 0 => {}
            TokenKind::Colon => {
                let name = name?;
                let said = document.tokens()[tokens.range()].get(word.at + 1 - tokens.start)?;
                let spaced = said.bytes.start > token.bytes.end && said.kind != TokenKind::Mark;
                let turn =
                    Turn { line: number, name, colon: token.bytes, said: said.bytes.start, titled };
                return spaced.then_some(turn);
            }
            TokenKind::Word if !titled => {
                words += 1;
                let joins = words > 1 && (token.has(Class::Preposition) || token.is("the"));
                if words > NAME || !(word.is_capital() || joins || token.is_clitic()) {
                    return None;
                }
                name = Some(name.map_or(token.bytes, |name| name.cover(token.bytes)));
            }
            TokenKind::Stop | TokenKind::Dash if name.is_some() && !titled => {}
            _ => return None,
        }
    }
    None
}

/// Tells whether labelled lines are turns.
fn is_transcript(document: &Document, turns: &[Turn]) -> bool {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for turn in turns {
        *counts.entry(document.slice(turn.name)).or_default() += 1;
    }
    if counts.len() < 2 {
        return false;
    }
    let lines = document.paragraphs();
    let speaks = |turn: &&Turn| {
        let said = Bytes::new(turn.said, lines[turn.line].bytes.end);
        document.words_in(said).any(|word| word.has(Class::Talker))
    };
    let speaking = turns.iter().filter(speaks).count();
    let returns = turns.len() >= TURNS && counts.values().any(|&count| count > 1);
    let asked = turns.iter().any(|turn| is_letter(document.slice(turn.name)));
    let shouts = |turn: &Turn| !document.slice(turn.name).chars().any(char::is_lowercase);
    let close = turns.windows(2).all(|pair| pair[1].line == pair[0].line + 1);
    let formal = close && turns.iter().all(|turn| turn.titled || shouts(turn));
    (returns || asked || formal) && speaking * 2 >= turns.len()
}
