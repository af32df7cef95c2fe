//! One paragraph: its periods searched in turn, and what it leaves open for the next one.

use std::collections::HashMap;
use std::ops::Range;

use q7x2_domain::{Role, Sentence};

use super::draft::Draft;
use super::marked::Marked;
use super::phrases::Phrases;
use super::tokens::{Kind, Token, periods};
use super::{others, verbs};
use crate::segment::Quotation;

/// What a period or paragraph leaves open for the next; the number is that of the cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    /// It ended with a colon or comma after a cue: the quotations that follow are its content.
    Announced(Option<usize>),
    /// It ended with a quotation that somebody said: quotations may go on.
    Speaking(Option<usize>),
}

/// A paragraph with its sentences and quotations.
pub(super) struct Paragraph<'a> {
    pub(super) text: &'a str,
    pub(super) number: usize,
    pub(super) sentences: &'a [Sentence],
    pub(super) quotations: &'a [Quotation],
}

impl Paragraph<'_> {
    /// Marks the paragraph. `names` counts the capitalised words of the text.
    pub(super) fn tag(
        &self,
        before: Open,
        names: &HashMap<String, usize>,
        marked: &mut Marked,
    ) -> Open {
        let periods = periods(self.text, self.sentences, self.quotations);
        if let Some(open) = self.tag_label(&periods, names, marked) {
            return open;
        }
        let mut open = before;
        for (number, tokens) in periods.iter().enumerate() {
            if let (Some(quote), Open::Announced(cue) | Open::Speaking(cue)) = (alone(tokens), open)
            {
                marked.mark(Role::Content, &tokens[quote], cue);
                continue;
            }
            let phrases = Phrases::new(tokens, self.is_headline(tokens) && number == 0);
            let last = number + 1 == periods.len();
            open = tag_period(&phrases, last, marked);
        }
        open
    }

    /// Tells whether a period is the article's first line and no sentence.
    fn is_headline(&self, tokens: &[Token<'_>]) -> bool {
        self.number == 0 && tokens.last().is_some_and(|token| token.kind != Kind::Stop)
    }

    /// Marks a paragraph of a transcript ("LIND: We start. We do.") or a headline of that form.
    fn tag_label(
        &self,
        periods: &[Vec<Token<'_>>],
        names: &HashMap<String, usize>,
        marked: &mut Marked,
    ) -> Option<Open> {
        let tokens = periods.first()?;
        let known = |word: &Token<'_>| names.get(&word.lower).is_some_and(|&count| count > 1);
        let colon = others::label(tokens, known)?;
        let source = marked.mark(Role::Source, &tokens[..colon], None);
        let cue = marked.mark(Role::Cue, &tokens[colon..=colon], source);
        let said = tokens[colon + 1..].first()?.bytes.start;
        let last = periods.last()?;
        let end = last[..Phrases::new(last, false).end()].last()?.bytes.end;
        marked.mark_bytes(Role::Content, said..end, cue);
        Some(Open::Nothing)
    }
}

/// Marks a period; `last` tells whether the paragraph ends with it.
fn tag_period(phrases: &Phrases<'_, '_>, last: bool, marked: &mut Marked) -> Open {
    let tokens = phrases.tokens;
    let end = phrases.end();
    let points_on =
        last && matches!(phrases.kind(end.wrapping_sub(1)), Some(Kind::Colon | Kind::Comma));
    if points_on && let Some((source, cue)) = verbs::announcing(phrases, end - 1) {
        let source = marked.mark(Role::Source, &tokens[source], None);
        return Open::Announced(marked.mark(Role::Cue, &tokens[cue], source));
    }
    let mut draft = Draft::new(tokens.len());
    others::dash(phrases, &mut draft);
    others::nouns(phrases, &mut draft);
    verbs::find(phrases, &mut draft);
    let mut open = Open::Nothing;
    for found in &draft.found {
        let source = found.source.clone();
        let source = source.and_then(|source| marked.mark(Role::Source, &tokens[source], None));
        let cue = marked.mark(Role::Cue, &tokens[found.cue.clone()], source);
        for content in &found.contents {
            marked.mark(Role::Content, &tokens[content.clone()], cue);
        }
        let mut contents = found.contents.iter().flat_map(Clone::clone);
        if contents.any(|at| tokens[at].is_utterance()) {
            open = Open::Speaking(cue);
        }
        if points_on && found.verbal {
            open = Open::Announced(cue);
        }
    }
    open
}

/// Returns the tokens of a period that is nothing but quotations, a bullet aside.
fn alone(tokens: &[Token<'_>]) -> Option<Range<usize>> {
    let bullet = |token: &Token<'_>| matches!(token.kind, Kind::Other | Kind::Dash);
    let stop = |token: &Token<'_>| matches!(token.kind, Kind::Stop | Kind::Comma | Kind::Semicolon);
    let first = tokens.iter().position(|token| !bullet(token))?;
    let end = tokens.iter().rposition(|token| !stop(token))? + 1;
    let quotes = tokens.get(first..end).filter(|quotes| !quotes.is_empty())?;
    quotes.iter().all(|token| token.kind == Kind::Quote).then_some(first..end)
}
