//! One paragraph: its periods searched in turn, and what it leaves open for the next one.

use std::collections::HashMap;

use q7x2_domain::Role;

use super::draft::Draft;
use super::marked::Marked;
use super::period::{Kind, Part, Parts, Period};
use super::phrases::Phrases;
use super::{others, verbs};
use crate::document::Bytes;
use crate::family::{Family, LeftOut};

/// What a period or paragraph leaves open for the next; the number is that of the cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    Nothing,
    /// It ended with a colon or comma after a cue: the quotations that follow are its content.
    Announced(Option<usize>),
    /// It ended with a quotation that somebody said: quotations may go on.
    Speaking(Option<usize>),
}

/// The words of a text that are written with a capital letter, in lower case, with how often.
pub(super) type Names<'d> = HashMap<&'d str, usize>;

/// A paragraph, cut into periods.
pub(super) struct Paragraph<'d> {
    pub(super) periods: Vec<Period<'d>>,
    pub(super) is_headline: bool,
    pub(super) left_out: LeftOut,
}

impl Paragraph<'_> {
    /// Marks the paragraph.
    pub(super) fn tag(&self, before: Open, names: &Names<'_>, marked: &mut Marked) -> Open {
        if self.left_out.spares(Family::TagLabels)
            && let Some(open) = self.tag_label(names, marked)
        {
            return open;
        }
        let mut open = before;
        for (number, parts) in self.periods.iter().enumerate() {
            if self.left_out.spares(Family::TagGoingOn)
                && let (Some(quote), Open::Announced(cue) | Open::Speaking(cue)) =
                    (alone(parts), open)
            {
                marked.mark(Role::Content, quote, cue);
                continue;
            }
            let phrases = Phrases::new(parts, self.is_headline && number == 0, self.left_out);
            let last = number + 1 == self.periods.len();
            open = tag_period(&phrases, last, marked);
        }
        open
    }

    /// Marks a paragraph of a transcript ("LIND: We start. We do.") or a headline of that form.
    fn tag_label(&self, names: &Names<'_>, marked: &mut Marked) -> Option<Open> {
        let (first, last) = (self.periods.first()?, self.periods.last()?);
        let known = |part: &Part<'_>| names.get(part.word()).is_some_and(|&count| count > 1);
        let colon = others::label(first, known)?;
        let source = marked.mark(Role::Source, &first[..colon], None);
        let cue = marked.mark(Role::Cue, &first[colon..=colon], source);
        let said = first.get(colon + 1)?.bytes.start;
        let end = last[..Phrases::new(last, false, self.left_out).end()].last()?.bytes.end;
        marked.mark_bytes(Role::Content, Bytes::new(said, end), cue);
        Some(Open::Nothing)
    }
}

/// Marks a period; `last` tells whether the paragraph ends with it.
fn tag_period(phrases: &Phrases<'_>, last: bool, marked: &mut Marked) -> Open {
    let end = phrases.end();
    let mark = |marked: &mut Marked, role, parts: Parts, partner| {
        marked.mark(role, phrases.slice(parts), partner)
    };
    let points_on =
        last && matches!(phrases.kind(end.wrapping_sub(1)), Some(Kind::Colon | Kind::Comma));
    if points_on
        && phrases.uses(Family::TagAnnouncing)
        && let Some((source, cue)) = verbs::announcing(phrases, end - 1)
    {
        let source = mark(marked, Role::Source, source, None);
        return Open::Announced(mark(marked, Role::Cue, cue, source));
    }
    let mut draft = Draft::new(phrases.len());
    if phrases.uses(Family::TagDashes) {
        others::dash(phrases, &mut draft);
    }
    others::nouns(phrases, &mut draft);
    verbs::find(phrases, &mut draft);
    let mut open = Open::Nothing;
    for found in &draft.found {
        let source = found.source.and_then(|source| mark(marked, Role::Source, source, None));
        let cue = mark(marked, Role::Cue, found.cue, source);
        for content in &found.contents {
            mark(marked, Role::Content, *content, cue);
        }
        let mut contents = found.contents.iter().flat_map(|content| phrases.slice(*content));
        if contents.any(Part::is_utterance) {
            open = Open::Speaking(cue);
        }
        if points_on && found.verbal {
            open = Open::Announced(cue);
        }
    }
    open
}

/// Returns the quotations of a period that is nothing else, a bullet aside.
fn alone<'p, 'd>(parts: &'p [Part<'d>]) -> Option<&'p [Part<'d>]> {
    let bullet = |part: &Part<'_>| matches!(part.kind, Kind::Other | Kind::Dash);
    let stop = |part: &Part<'_>| matches!(part.kind, Kind::Stop | Kind::Comma | Kind::Semicolon);
    let first = parts.iter().position(|part| !bullet(part))?;
    let end = parts.iter().rposition(|part| !stop(part))? + 1;
    let quotes = parts.get(first..end).filter(|quotes| !quotes.is_empty())?;
    quotes.iter().all(|part| part.kind == Kind::Quote).then_some(quotes)
}
