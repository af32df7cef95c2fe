//! Speech without marks that a dash and a verb close: "I thank the crew. We mend the weir - said Lind." All of
//! the paragraph is hers, if she speaks of herself in it. Translated copy is written so.

use super::read::Found;
use crate::document::{Bytes, Document, LineClass, Paragraph, Token, TokenKind};
use crate::lexicon::{Class, Form, Takes};

/// How many words a source has at most.
const SOURCE: usize = 14;
/// How likely such a content is right.
const TRUST: f32 = 0.8;

/// Finds such paragraphs.
pub(super) fn find(document: &Document) -> Vec<Found> {
    let lines = document.paragraphs().iter();
    lines.filter_map(|line| closed(document, line)).collect()
}

fn closed(document: &Document, line: &Paragraph) -> Option<Found> {
    let run = document.run(line.bytes);
    let dash = run.iter().rposition(|token| token.kind == TokenKind::Dash)?;
    let (verb, rest) = run.get(dash + 1..)?.split_first()?;
    let end = rest.iter().rposition(Token::is_word)? + 1;
    let last = rest.get(..end)?.last()?;
    let spaced = document.text()[..run[dash].bytes.start].ends_with(' ');
    let content = Bytes::new(line.bytes.start, run.get(dash.checked_sub(1)?)?.bytes.end);
    let own = document.words_in(content).any(|word| word.has(Class::Talker));
    // "said the mayor of Ode, Ada Lind"
    let names = |token: &Token| token.is_word() || token.kind == TokenKind::Comma;
    let named = rest.len() <= SOURCE && rest[..end].iter().all(names);
    let plain = line.class == LineClass::Prose && document.quotations_over(line.bytes).is_empty();
    (plain && spaced && own && named && says(verb)).then(|| Found {
        source: Some(rest[0].bytes.cover(last.bytes)),
        cue: Some(verb.bytes),
        content,
        score: TRUST,
    })
}

/// Tells whether a word is a finite verb that may stand beside what is said.
fn says(token: &Token) -> bool {
    token.cues().iter().any(|entry| {
        entry.rest.is_empty()
            && matches!(entry.form, Form::Past | Form::Third)
            && entry.readings.iter().any(|cue| cue.takes.has(Takes::ASIDE))
    })
}
