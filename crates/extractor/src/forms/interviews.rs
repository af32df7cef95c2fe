//! Interviews: who answers is named by the title or the introduction. Where no labels tell questions from
//! answers, "How high will it rise?" and a line below, the title must say that it is an interview.

use super::labels::label;
use super::lists::Lists;
use super::read::Found;
use crate::circumstances::names_outlet;
use crate::document::{Bytes, Document, LineClass, Paragraph, TokenKind};
use crate::lexicon::Class;
use crate::resolve::full_names;

/// How many lines before the first question introduce who is asked.
const INTRODUCTION: usize = 6;
/// How many words a question has at most.
const QUESTION: usize = 40;
/// How many questions make an interview.
const QUESTIONS: usize = 2;
/// How likely such a content is right.
const TRUST: f32 = 0.8;

/// Finds the answers of an interview without labels.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let lines = document.paragraphs();
    let asked = |line: &Paragraph| {
        document.slice(line.bytes).ends_with('?')
            && document.quotations_over(line.bytes).is_empty()
            && !matches!(line.class, LineClass::Furniture | LineClass::Headline)
            && document.count_words(line.bytes) <= QUESTION
    };
    let questions: Vec<usize> = (0..lines.len()).filter(|&at| asked(&lines[at])).collect();
    let Some(&first) = questions.first().filter(|_| questions.len() >= QUESTIONS) else {
        return Vec::new();
    };
    let labelled = |at: usize| {
        let turn = label(document, at, &lines[at]);
        turn.is_some_and(|turn| !turn.is_head())
    };
    if questions.iter().any(|&at| labelled(at)) {
        return Vec::new();
    }
    let Some(source) = answerer(document, first).filter(|_| is_titled(document)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (number, &question) in questions.iter().enumerate() {
        let next = questions.get(number + 1).copied();
        let plain = |line: &&Paragraph| matches!(line.class, LineClass::Prose | LineClass::Item);
        // The last answer is one paragraph: what comes then may be the writer's.
        let end = next.unwrap_or(question + 2).min(lines.len());
        let answer = lines[question + 1..end].iter().take_while(plain);
        let answer: Vec<Bytes> = answer.map(|line| line.bytes).collect();
        let quoted = answer.iter().any(|line| !document.quotations_over(*line).is_empty());
        if let (Some(first), Some(last)) = (answer.first(), answer.last()) {
            let content = first.cover(*last);
            if quoted {
                return Vec::new();
            }
            found.push(Found { source: Some(source), cue: None, content, score: TRUST });
        }
    }
    // Questions that nobody is asked head the parts of an article.
    let talks =
        |found: &&Found| document.words_in(found.content).any(|word| word.has(Class::Talker));
    let talking = found.iter().filter(talks).count();
    if talking * 2 >= found.len() { found } else { Vec::new() }
}

/// Tells whether the title says that somebody answers: "Interview with Ada Lind", "Ada Lind: ‘It holds’".
fn is_titled(document: &Document) -> bool {
    let Some(title) = document.paragraphs().first() else { return false };
    let lists = Lists::get();
    let run = document.run(title.bytes);
    let colon = run.iter().position(|token| token.kind == TokenKind::Colon);
    let quoted = colon.and_then(|at| run.get(at + 1));
    let named = named(document, title.bytes).first().is_some_and(|name| {
        name.start == title.bytes.start && colon.is_some_and(|at| run[at].bytes.start == name.end)
    });
    let listed = run.iter().any(|token| lists.interviews.contains(token.lower()))
        || document.slice(title.bytes).to_lowercase().contains("q&a");
    listed || named && quoted.is_some_and(|token| token.kind == TokenKind::Mark)
}

/// Returns the full names of people at a place; an outlet is nobody who is asked.
fn named(document: &Document, place: Bytes) -> Vec<Bytes> {
    let mut names = full_names(document, place);
    names.retain(|name| !names_outlet(document, document.tokens_in(*name)));
    names
}

/// Returns the name of who answers, from the title or the lines before the one at `first`.
pub(super) fn answerer(document: &Document, first: usize) -> Option<Bytes> {
    let lines = document.paragraphs();
    let before = lines[..first].iter().filter(|line| line.class != LineClass::Furniture);
    let mut before = before.take(INTRODUCTION).map(|line| named(document, line.bytes));
    let title = before.next()?;
    let rest: Vec<Bytes> = before.flatten().collect();
    let again = |name: &&Bytes| {
        let own = document.slice(**name);
        rest.iter().any(|other| document.slice(*other) == own)
    };
    match title.as_slice() {
        [only] => Some(*only),
        [] => rest.first().copied(),
        several => several.iter().find(again).or(several.first()).copied(),
    }
}
