//! Which pieces of a content tell something of what was said, and which were only read as such.
//!
//! Annotators mark pronouns that stand for a content ("which he called a farce") and taggers learn
//! to. Beside other pieces they stay; alone they tell a reader nothing. What belongs to a content
//! or stands before it cannot be its source either.

use crate::document::Bytes;
use crate::lexicon::{Form, Lexicon};
use crate::link::Attribution;
use crate::resolve::dateline;
use crate::segment::{Segments, is_mark};

/// How many words may lie between a plain piece and the cue or the rest of its content.
const FAR: usize = 10;

/// Takes the pieces away that tell nothing: a plain piece far from the cue and the rest of its
/// content or in another sentence, a remark on what was said ("…, a move that …"), and words that
/// point elsewhere where nothing else is left. What an article puts in front of its
/// first words, or a transcript in front of a speaker's, is taken off.
pub(crate) fn prune(text: &str, segments: &Segments, attribution: &mut Attribution) {
    if let Some(cue) = attribution.cue {
        let pieces = attribution.contents.clone();
        let home = segments.sentence_at(cue.start);
        let at_home = |piece: &Bytes| segments.sentence_at(piece.start) == home;
        let is_near = |piece: Bytes| {
            let others = pieces.iter().filter(|other| **other != piece).chain([&cue]);
            others.into_iter().any(|other| words_between(text, piece, *other) <= FAR)
        };
        if pieces.len() > 1 && pieces.iter().any(at_home) {
            attribution
                .contents
                .retain(|piece| at_home(piece) && is_near(*piece) || is_quoted(segments, *piece));
        }
        let first = attribution.contents.first().copied();
        let stays = |piece: &Bytes| Some(*piece) == first || !is_remark(text, cue, *piece);
        attribution.contents.retain(stays);
    }
    // "The island seems to be sinking": what seems is told of the island, by nobody.
    let contents = &attribution.contents;
    let apart = |source: &Bytes| {
        !contents.iter().any(|piece| piece.start <= source.start && source.end <= piece.end)
    };
    attribution.source = attribution.source.take().filter(apart);
    if let Some(source) = &mut attribution.source {
        source.start += dateline(&text[*source]);
    }
    for piece in &mut attribution.contents {
        piece.start = after_label(text, *piece);
    }
    if attribution.contents.iter().all(|piece| is_pointer(&text[*piece])) {
        attribution.contents.clear();
    }
}

/// Tells whether a piece has a word in quotation marks.
fn is_quoted(segments: &Segments, piece: Bytes) -> bool {
    let at = segments.quotations.partition_point(|quotation| quotation.bytes.end <= piece.start);
    segments.quotations.get(at).is_some_and(|quotation| quotation.bytes.start < piece.end)
}

fn words_between(text: &str, a: Bytes, b: Bytes) -> usize {
    let gap = if a.start < b.start { a.end..b.start } else { b.end..a.start };
    text.get(gap).map_or(0, |gap| gap.split_whitespace().take(FAR + 1).count())
}

/// Tells whether a piece after the cue sums up what was said: ", a move that split the
/// council".
fn is_remark(text: &str, cue: Bytes, piece: Bytes) -> bool {
    let appended = cue.end <= piece.start && text[..piece.start].trim_end().ends_with(',');
    let words = text[piece].to_lowercase();
    let words: Vec<&str> = words.split_whitespace().take(5).collect();
    let lexicon = Lexicon::get();
    let sums_up = |word: &str| {
        lexicon.words().deeds.contains(word)
            || lexicon.cues(word).iter().any(|entry| entry.form == Form::Noun)
    };
    let pair = |pair: &[&str]| sums_up(pair[0]) && matches!(pair[1], "that" | "which");
    appended && matches!(words.first(), Some(&"a" | &"an")) && words.windows(2).any(pair)
}

/// Returns where the words of a piece begin that opens with the label of a transcript, as
/// "“LIND: We start" does.
fn after_label(text: &str, piece: Bytes) -> usize {
    let words = &text[piece];
    let opened = words.trim_start_matches(is_mark);
    let Some((label, said)) = opened.split_once(": ") else { return piece.start };
    let letters = label.chars().filter(|c| c.is_alphabetic()).count();
    let is_label = (3..=30).contains(&letters)
        && label.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' ' | '-' | '’'));
    if is_label { piece.end - said.trim_start().len() } else { piece.start }
}

/// Tells whether a piece is a single word that only points to what stands elsewhere. "Him" and "it"
/// are no such words: whom somebody criticised is told by them.
fn is_pointer(piece: &str) -> bool {
    let word = piece.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    matches!(word.as_str(), "which" | "who" | "whom" | "what" | "that" | "so" | "as" | "")
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
        prune(text, &Segments::of(text), &mut attribution);
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
    fn a_plain_piece_far_from_the_rest_goes() {
        let text = "The levy, which Lind called unfair, has split the island for more than a year \
                    now, and nobody knows that the crews were ready.";
        let both = ["unfair", "that the crews were ready"];
        assert_eq!(left(text, "called", &both), ["unfair"]);
    }

    #[test]
    fn a_remark_on_what_was_said_goes() {
        let text = "Lind promised that it would open, a claim that surprised many.";
        let promise = "that it would open";
        assert_eq!(left(text, "promised", &[promise, "a claim that surprised many"]), [promise]);
        let text = "Lind promised that it would open, a bridge that many had missed.";
        let both = [promise, "a bridge that many had missed"];
        assert_eq!(left(text, "promised", &both), both);
    }

    #[test]
    fn the_label_of_a_transcript_is_no_part_of_what_was_said() {
        let text = "It went on.\n“LIND: Well, we start. ODE, go!” MR. ODE: No. “NATO: a history”";
        assert_eq!(left(text, "went", &["“LIND: Well, we start."]), ["Well, we start."]);
        assert_eq!(left(text, "went", &["MR. ODE: No."]), ["No."]);
        assert_eq!(left(text, "went", &["Well, we start."]), ["Well, we start."]);
    }

    #[test]
    fn what_is_told_of_is_not_who_tells() {
        let text = "The island seems to be sinking.";
        let contents = vec![(0..10).into(), (17..30).into()];
        let mut told =
            Attribution { source: Some((0..10).into()), cue: Some((11..16).into()), contents };
        prune(text, &Segments::of(text), &mut told);
        assert_eq!(told, Attribution { source: None, ..told.clone() });
        assert_eq!(told.contents.len(), 2);
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
        prune(text, &Segments::of(text), &mut told);
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
