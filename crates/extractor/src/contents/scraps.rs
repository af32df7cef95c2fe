//! What reads like reported speech and reports nothing: "cases were confirmed", "she posted pictures", "he
//! responded to reports that …", "Lind's call for talks could end". And sources that only stand beside.

use super::sources::{is_verb, whole};
use crate::document::{Bytes, Document, Token, TokenKind};
use crate::lexicon::{Class, Takes};
use crate::link::Attribution;

/// How many words of a content tell that it is a topic.
const TOPIC: usize = 3;

/// Takes away what is no report of anybody's words, and mends sources that are cut.
pub(super) fn prune(document: &Document, told: &mut Attribution) {
    let Some(cue) = told.cue else {
        if told.contents.iter().all(|piece| is_rumour(document, *piece)) {
            told.contents.clear();
        }
        return;
    };
    if let Some(source) = told.source {
        told.source = Some(whole(document, source)).filter(|_| !is_place(document, cue, source));
    }
    if is_silence(document, told, cue)
        || is_scrap(document, told, cue)
        || is_handled(document, told, cue)
        || is_others(document, told, cue)
    {
        told.contents.clear();
        return;
    }
    // "|The man| was accused of theft": of whom it is told is not what is told.
    let mut words = document.words_in(cue);
    let passive = words.any(|word| word.has(Class::Be));
    let governs = words.next_back().is_some_and(|last| last.has(Class::Preposition));
    if passive && governs && told.source.is_none() {
        let behind = |piece: &Bytes| piece.start >= cue.end;
        if told.contents.iter().any(behind) {
            told.contents.retain(behind);
        }
    }
    if is_call(document, cue) {
        for piece in &mut told.contents {
            *piece = noun_phrase(document, *piece, cue);
        }
        told.contents.retain(|piece| !piece.is_empty());
    }
}

/// Tells whether a source only says where, or in whom: "was reported |in| a man".
fn is_place(document: &Document, cue: Bytes, source: Bytes) -> bool {
    let between = document.run(Bytes::new(cue.end, source.start.max(cue.end)));
    let passive = document.words_in(cue).any(|word| word.has(Class::Be));
    let before = document.token_before(source.start);
    let inside = |token: &Token| token.is("in") || token.is("among");
    passive && source.start >= cue.end && between.len() < 2 && before.is_some_and(inside)
}

fn is_quoted(document: &Document, piece: Bytes) -> bool {
    !document.quotations_over(piece).is_empty()
}

/// Tells whether a noun phrase before a passive verb is all there is: "Cases were confirmed."
fn is_scrap(document: &Document, told: &Attribution, cue: Bytes) -> bool {
    let mut words = document.words_in(cue);
    let passive = words.any(|word| word.has(Class::Be));
    let last = document.words_in(cue).next_back();
    // What is criticised or described is told by its noun; what is confirmed is told by a clause.
    let says = |last: &Token| {
        last.lemma() != "report"
            && last.cues().iter().flat_map(|entry| &entry.readings).any(|cue| {
                cue.takes.has(Takes::CLAUSE)
                    || cue.takes.has(Takes::THAT)
                    || cue.takes.has(Takes::QUOTE)
            })
    };
    let reports = !last.is_some_and(says);
    let noun = |piece: &Bytes| {
        piece.end <= cue.start && !is_quoted(document, *piece) && !has_verb(document, *piece)
    };
    told.source.is_none() && passive && !reports && told.contents.iter().all(noun)
}

/// Tells whether a verb that may report does something with a thing: "|posted| pictures", "|ordered| tea".
fn is_handled(document: &Document, told: &Attribution, cue: Bytes) -> bool {
    let Some(verb) = document.words_in(cue).next_back() else { return false };
    // "reported lower profits" is what a balance shows.
    let results = |piece: &Bytes| document.words_in(*piece).any(|word| word.has(Class::Results));
    let shows = verb.lemma() == "report" && told.contents.iter().all(results);
    if !shows && !verb.has(Class::Handling) {
        return false;
    }
    told.contents.iter().all(|piece| {
        let Some(first) = document.run(*piece).first() else { return true };
        let clause = first.is("that") || first.is("to") || first.has(Class::WhetherWord);
        let colon = document.token_before(first.bytes.start);
        let marked = colon.is_some_and(|before| before.kind == TokenKind::Colon);
        piece.start >= verb.bytes.end
            && !(clause || marked || is_quoted(document, *piece) || has_verb(document, *piece))
    })
}

/// Tells whether a cue is a noun for what others say, to which the source only does something: "Lind
/// responded to |reports| that …".
fn is_others(document: &Document, told: &Attribution, cue: Bytes) -> bool {
    // "Lind talked about |media reports|": a topic.
    let run = document.run(cue);
    let topical = run.len() > 1 && run.last().is_some_and(|last| last.has(Class::Preposition));
    let topic = |piece: &Bytes| {
        let mut words = document.words_in(*piece).take(TOPIC);
        piece.start >= cue.end
            && !is_quoted(document, *piece)
            && words.any(|word| word.has(Class::Hearsay))
    };
    if topical && !run[0].is("according") && told.contents.iter().all(topic) {
        return true;
    }
    // "Lind reacted to |suggestions| that …"
    let next = told.contents.iter().map(|piece| piece.start).find(|&start| start >= cue.end);
    let between = document.run(Bytes::new(cue.end, next.unwrap_or(cue.end)));
    let few = between.len() <= TOPIC && between.iter().any(|token| token.has(Class::Hearsay));
    if topical && few && !run[0].is("according") {
        return true;
    }
    let (Some(source), [noun]) = (told.source, document.run(cue)) else { return false };
    if !noun.has(Class::Hearsay) || source.end > cue.start {
        return false;
    }
    let between = document.run(Bytes::new(source.end, cue.start));
    between.iter().any(|token| token.has(Class::Preposition))
        && !between.iter().any(Token::is_possessive)
}

/// Tells whether a clause without a cue is what others say: "Lind reacted calmly to suggestions |that …|".
fn is_rumour(document: &Document, piece: Bytes) -> bool {
    let that = document.words_in(piece).next().is_some_and(|first| first.is("that"));
    let at = document.tokens_in(piece).start;
    let [.., to, noun] = &document.tokens()[..at] else { return false };
    that && noun.has(Class::Hearsay) && to.has(Class::Preposition)
}

/// Tells whether a cue is somebody's call for something, as a noun: "Lind’s |call for| talks".
fn is_call(document: &Document, cue: Bytes) -> bool {
    let run = document.run(cue);
    let noun = document.token_before(cue.start).is_some_and(|before| {
        before.is_possessive() || before.has(Class::Possessive) || before.is("the")
    });
    noun && run.len() == 2 && run[1].is("for")
}

/// Returns what of a piece stands before the verb of which the call is the subject.
fn noun_phrase(document: &Document, piece: Bytes, cue: Bytes) -> Bytes {
    let run = document.run(piece);
    let verb = run.iter().position(|token| token.has(Class::Auxiliary) && token.depth == 0);
    let relative = |token: &Token| token.has(Class::Relative) || token.is("that");
    let Some(verb) = verb.filter(|&verb| !run[..verb].iter().any(relative)) else { return piece };
    let before = verb.checked_sub(1).map(|last| run[last].bytes.end);
    if piece.start < cue.end {
        piece
    } else {
        Bytes::new(piece.start, before.unwrap_or(piece.start))
    }
}

/// Tells whether a verb stands in a piece.
fn has_verb(document: &Document, piece: Bytes) -> bool {
    document.words_in(piece).any(is_verb)
}

/// Tells whether nothing was said, or little, of which no word is told: "said nothing after the match", but
/// "said nothing would change".
fn is_silence(document: &Document, told: &Attribution, cue: Bytes) -> bool {
    let [content] = told.contents.as_slice() else { return false };
    let says = document.words_in(cue).next_back().is_some_and(|last| last.has(Class::Saying));
    let run = document.run(*content);
    let adverbs = run.iter().take_while(|token| token.has(Class::Adverb));
    let rest = &run[adverbs.count()..];
    let Some((first, rest)) = rest.split_first() else { return false };
    let silent = first.has(Class::Silence) && first.depth == 0;
    let plain = rest.first().is_none_or(|next| next.has(Class::Preposition) || !next.is_word());
    let topic = rest.first().is_some_and(|next| next.has(Class::Topical));
    let clause = rest.iter().any(|token| token.has(Class::Auxiliary) || token.has(Class::Verb));
    says && content.start >= cue.end && silent && plain && (topic || !clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prunes an attribution given by its words; shows source and contents.
    fn check(text: &str, [source, cue, content]: [&str; 3], expect: &str) {
        let document = Document::of(text);
        let place = |words: &str| {
            let start = text.find(words).expect("the words stand in the text");
            Bytes::from(start..start + words.len())
        };
        let source = (!source.is_empty()).then(|| place(source));
        let mut told =
            Attribution { source, cue: Some(place(cue)), contents: vec![place(content)] };
        prune(&document, &mut told);
        let source = told.source.map_or("-", |source| &text[source]);
        let contents: Vec<&str> = told.contents.iter().map(|piece| &text[*piece]).collect();
        assert_eq!(format!("{source} | {}", contents.join(" … ")), expect, "{text}");
    }

    #[test]
    fn nouns_with_passive_verbs_report_nothing() {
        check("Nine faults were confirmed.", ["", "were confirmed", "Nine faults"], "- | ");
        let that = "It was confirmed that nine faults were found.";
        let content = "that nine faults were found";
        check(that, ["", "was confirmed", content], "- | that nine faults were found");
        let cases = "Nine cases were reported in a herd.";
        check(cases, ["a herd", "were reported", "Nine cases"], "- | Nine cases");
    }

    #[test]
    fn what_is_done_with_things_is_no_report() {
        check("Lind posted leaflets there.", ["Lind", "posted", "leaflets there"], "Lind | ");
        let text = "Lind posted that the leaflets were there.";
        let content = "that the leaflets were there";
        check(text, ["Lind", "posted", content], "Lind | that the leaflets were there");
        check("Lind posted “Come!”", ["Lind", "posted", "“Come!”"], "Lind | “Come!”");
    }

    #[test]
    fn what_others_say_is_not_said_by_who_answers_it() {
        let text = "Lind replied to rumours that the mill had shut.";
        check(text, ["Lind", "rumours", "that the mill had shut"], "Lind | ");
        let about = "Lind talked about rumours that the mill had shut.";
        let content = "rumours that the mill had shut";
        check(about, ["Lind", "talked about", content], "Lind | ");
        let own = "Lind’s claims that the mill had shut were new.";
        check(own, ["Lind", "claims", "that the mill had shut"], "Lind | that the mill had shut");
    }

    #[test]
    fn a_call_ends_before_the_verb_that_it_is_the_subject_of() {
        let text = "Lind’s call for a vote could split the town.";
        check(text, ["Lind", "call for", "a vote could split the town"], "Lind | a vote");
    }

    #[test]
    fn sources_are_whole() {
        let text = "Neither Ada Lind nor Per Ode said it was safe.";
        check(
            text,
            ["Per Ode", "said", "it was safe"],
            "Neither Ada Lind nor Per Ode | it was safe",
        );
        let text = "Engineers quoted by the Lantern say it was safe.";
        check(text, ["the Lantern", "say", "it was safe"], "Engineers | it was safe");
    }
}
