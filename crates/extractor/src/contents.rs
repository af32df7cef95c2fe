//! Which pieces of a content tell something of what was said, and which were only read as such.
//!
//! Annotators mark pronouns that stand for a content ("which he called a farce") and taggers learn
//! to. Beside other pieces they stay; alone they tell a reader nothing. What belongs to a content
//! or stands before it cannot be its source either.

mod scraps;
mod sources;

use crate::document::{Bytes, Document, LineClass, TokenKind};
use crate::family::Family;
use crate::lexicon::Class;
use crate::link::Attribution;

/// How many words may lie between a plain piece and the cue or the rest of its content.
const FAR: usize = 10;

/// How many letters the label of a transcript has, at least and at most.
const LABEL: std::ops::RangeInclusive<usize> = 3..=30;

/// Takes what tells nothing away from attributions, those with it of which nothing else is left.
pub(crate) fn prune(document: &Document, attributions: &mut Vec<Attribution>) {
    for attribution in &mut *attributions {
        prune_one(document, attribution);
        if document.uses(Family::ContentsScraps) {
            scraps::prune(document, attribution);
        }
    }
    attributions.retain(|attribution| !attribution.contents.is_empty());
    attributions.sort_by_key(|attribution| attribution.contents[0].start);
}

/// Takes the pieces away that tell nothing: a plain piece far from the cue and the rest of its
/// content or in another sentence, and words that
/// point elsewhere where nothing else is left. What an article puts in front of its
/// first words, or a transcript in front of a speaker's, is taken off.
fn prune_one(document: &Document, attribution: &mut Attribution) {
    if let Some(cue) = attribution.cue {
        let pieces = attribution.contents.clone();
        let home = document.sentence_at(cue.start);
        let at_home = |piece: Bytes| document.sentence_at(piece.start) == home;
        let is_near = |piece: Bytes| {
            let others = pieces.iter().copied().filter(|other| *other != piece).chain([cue]);
            others.into_iter().any(|other| words_between(document, piece, other) <= FAR)
        };
        // The paragraphs of one turn of a transcript.
        let goes_on = |piece: Bytes| {
            let line = document.paragraph_at(piece.start);
            let before = line.checked_sub(1).map(|before| document.paragraphs()[before].bytes.end);
            document.paragraphs()[line].bytes.start == piece.start
                && pieces.iter().any(|other| Some(other.end) == before)
        };
        let is_quoted = |piece: Bytes| !document.quotations_over(piece).is_empty();
        if document.uses(Family::ContentsFar)
            && pieces.len() > 1
            && pieces.iter().any(|piece| at_home(*piece))
        {
            let stays = |&piece: &Bytes| {
                at_home(piece) && is_near(piece) || is_quoted(piece) || goes_on(piece)
            };
            attribution.contents.retain(stays);
        }
    }
    // "The island seems to be sinking": what seems is told of the island, by nobody.
    let apart = |source: &Bytes| !attribution.contents.iter().any(|piece| piece.covers(*source));
    if document.uses(Family::ContentsSources) {
        attribution.source = attribution.source.filter(apart);
    }
    if document.uses(Family::ContentsDatelines) {
        let source = attribution.source;
        attribution.source = source.map(|source| document.without_dateline(source));
        for piece in &mut attribution.contents {
            if document.line_at(piece.start).is_some_and(|line| line.bytes.start == piece.start) {
                *piece = document.without_dateline(*piece);
            }
        }
    }
    if document.uses(Family::ContentsLabels) {
        for piece in &mut attribution.contents {
            *piece = without_label(document, without_number(document, *piece));
        }
    }
    if document.uses(Family::ContentsPointers)
        && attribution.contents.iter().all(|piece| is_pointer(document, *piece))
    {
        attribution.contents.clear();
    }
}

fn words_between(document: &Document, a: Bytes, b: Bytes) -> usize {
    let (left, right) = if a.start < b.start { (a, b) } else { (b, a) };
    document.count_words(Bytes::new(left.end, right.start))
}

/// Returns what is left of a piece without the number of the item of a list that it opens: "1. No tolls".
fn without_number(document: &Document, piece: Bytes) -> Bytes {
    let item = document.line_at(piece.start);
    let opens =
        item.is_some_and(|line| line.class == LineClass::Item && line.bytes.start == piece.start);
    let words = document.slice(piece);
    let bare = words.trim_start_matches('(').trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = bare.strip_prefix(['.', ')']).filter(|rest| rest.starts_with(' '));
    match rest.map(str::trim_start).filter(|rest| opens && !rest.is_empty()) {
        Some(rest) => Bytes::new(piece.end - rest.len(), piece.end),
        None => piece,
    }
}

/// Returns what is left of a piece without the label of a transcript that opens it, as
/// "“LIND: We start" does.
fn without_label(document: &Document, piece: Bytes) -> Bytes {
    let is_mark = |at: &usize| document.tokens()[*at].kind == TokenKind::Mark;
    let tokens = document.tokens_in(piece);
    let mut rest = tokens.places().skip_while(is_mark).peekable();
    let mut letters = 0;
    while let Some(word) = rest.peek().map(|at| document.word(*at)) {
        let shouts = |c: char| c.is_uppercase() || matches!(c, '.' | '-' | '’');
        if !word.token().is_word() || !word.text().chars().all(shouts) {
            break;
        }
        letters += word.text().chars().filter(|c| c.is_alphabetic()).count();
        rest.next();
    }
    let colon = rest.next().map(|at| &document.tokens()[at]);
    let said = rest.next().map(|at| &document.tokens()[at]);
    match (colon, said) {
        (Some(colon), Some(said))
            if colon.kind == TokenKind::Colon
                && colon.bytes.end < said.bytes.start
                && LABEL.contains(&letters) =>
        {
            Bytes::new(said.bytes.start, piece.end)
        }
        _ => piece,
    }
}

/// Tells whether a piece is a single word that only points to what stands elsewhere, or none.
fn is_pointer(document: &Document, piece: Bytes) -> bool {
    let mut words = document.words_in(piece);
    words.next().is_none_or(|word| word.has(Class::Pointer) && words.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prunes the content pieces `contents` of the cue `cue` in `text` and returns what is left.
    fn left<'t>(text: &'t str, cue: &str, contents: &[&str]) -> Vec<&'t str> {
        let place = |words: &str| {
            let start = text.find(words).expect("the words stand in the text");
            start..start + words.len()
        };
        let contents = contents.iter().map(|words| place(words).into()).collect();
        let mut attribution = Attribution { source: None, cue: Some(place(cue).into()), contents };
        prune_one(&Document::of(text), &mut attribution);
        attribution.contents.into_iter().map(|piece| &text[piece]).collect()
    }

    #[test]
    fn a_plain_piece_of_another_sentence_goes_and_a_quoted_one_stays() {
        let text = "The row drags on. Lind called the toll a farce. “It is a farce,” she went on.";
        assert_eq!(left(text, "called", &["The row", "the toll a farce"]), ["the toll a farce"]);
        let quoted = ["the toll a farce", "“It is a farce,”"];
        assert_eq!(left(text, "called", &quoted), quoted);
        assert_eq!(left(text, "called", &["The row"]), ["The row"]);
    }

    #[test]
    fn paragraphs_of_one_turn_stay_together() {
        let text = "Lind: I walked there.\nMy crew ran.\n\nNobody came.\nThe mill burnt.";
        let turn = ["I walked there.", "My crew ran."];
        assert_eq!(left(text, ":", &turn), turn);
        assert_eq!(left(text, ":", &["I walked there.", "The mill burnt."]), ["I walked there."]);
    }

    #[test]
    fn a_plain_piece_far_from_the_rest_goes() {
        let text = "The levy, which Lind called unfair, has split the island for more than a year \
                    now, and nobody knows that the crews were ready.";
        let both = ["unfair", "that the crews were ready"];
        assert_eq!(left(text, "called", &both), ["unfair"]);
    }

    #[test]
    fn the_label_of_a_transcript_is_no_part_of_what_was_said() {
        let text = "It went on.\n“LIND: Well, we start. ODE, go!” MR. ODE: No. “NATO: a history”";
        assert_eq!(left(text, "went", &["“LIND: Well, we start."]), ["Well, we start."]);
        assert_eq!(left(text, "went", &["MR. ODE: No."]), ["No."]);
        assert_eq!(left(text, "went", &["Well, we start."]), ["Well, we start."]);
    }

    #[test]
    fn the_number_of_an_item_is_no_part_of_it() {
        let text = "Lind promised:\n1. No more tolls.\n2. Two boats.\n3 boats sank.";
        assert_eq!(left(text, "promised", &["1. No more tolls"]), ["No more tolls"]);
        assert_eq!(left(text, "promised", &["3 boats sank"]), ["3 boats sank"]);
    }

    #[test]
    fn what_is_told_of_is_not_who_tells() {
        let text = "The island seems to be sinking.";
        let contents = vec![(0..10).into(), (17..30).into()];
        let mut told =
            Attribution { source: Some((0..10).into()), cue: Some((11..16).into()), contents };
        prune_one(&Document::of(text), &mut told);
        assert_eq!(told, Attribution { source: None, ..told.clone() });
        assert_eq!(told.contents.len(), 2);
    }

    #[test]
    fn a_dateline_is_no_part_of_a_content() {
        let text = "PORT VELM, May 4 (AP) -- The ferry sank, Lind said. It - she hoped - floats.";
        let line = "PORT VELM, May 4 (AP) -- The ferry sank";
        assert_eq!(left(text, "said", &[line]), ["The ferry sank"]);
        assert_eq!(left(text, "said", &["It - she hoped - floats"]), ["It - she hoped - floats"]);
    }

    #[test]
    fn a_dateline_is_no_part_of_a_source() {
        let text = "PORT VELM (AP) - Harbour leaders called it a farce.";
        let (start, end) = (0, text.find(" called").expect("the cue stands in the text"));
        let content = end + " called ".len()..text.len() - 1;
        let contents = vec![content.into()];
        let mut told = Attribution {
            source: Some((start..end).into()),
            cue: Some((end + 1..end + 7).into()),
            contents,
        };
        prune_one(&Document::of(text), &mut told);
        assert_eq!(told.source.map(|source| &text[source]), Some("Harbour leaders"));
    }

    #[test]
    fn a_pronoun_alone_tells_nothing() {
        let text = "The toll, which Lind called unfair, stays; Ode criticised her.";
        assert_eq!(left(text, "called", &["which"]), Vec::<&str>::new());
        assert_eq!(left(text, "called", &["which", "unfair"]), ["which", "unfair"]);
        assert_eq!(left(text, "criticised", &["her"]), ["her"]);
    }
}
