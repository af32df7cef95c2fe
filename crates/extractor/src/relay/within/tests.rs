//! Pieces that are read again, and what becomes of what is found there.

use q7x2_domain::{Role, RoleSpan};

use super::*;

/// Marks "source cue content" triples, given as words of the text, of which content and source name the cue.
fn marked(text: &str, triples: &[[&str; 3]]) -> Vec<RoleSpan> {
    let mut spans = Vec::new();
    for [source, cue, content] in triples {
        let place = |words: &str| {
            let start = text.find(words).expect("the words stand in the text");
            start..start + words.len()
        };
        let first = spans.len();
        let span =
            |role, words, partner| RoleSpan { role, bytes: place(words), score: 0.9, partner };
        spans.push(span(Role::Cue, cue, Some(first + 1)));
        spans.push(span(Role::Source, source, None));
        spans.push(span(Role::Content, content, Some(first)));
    }
    ordered(spans, |_| true)
}

/// Shows the texts that are read again.
fn read_again(text: &str, triples: &[[&str; 3]]) -> Vec<String> {
    let document = Document::of(text);
    let pieces = pieces(&document, &marked(text, triples));
    pieces.iter().map(|(_, read)| read.text().to_owned()).collect()
}

#[test]
fn a_content_in_which_somebody_tells_something_is_a_sentence_of_its_own() {
    let text = "The Lantern wrote that the harbour master told reporters that the pier was shut.";
    let content = "that the harbour master told reporters that the pier was shut";
    let told = "The harbour master told reporters that the pier was shut.";
    assert_eq!(read_again(text, &[["The Lantern", "wrote", content]]), [told]);
    let plain = "The Lantern wrote that the old pier was shut for the whole of the winter.";
    let content = "that the old pier was shut for the whole of the winter";
    assert!(read_again(plain, &[["The Lantern", "wrote", content]]).is_empty());
}

#[test]
fn marks_around_a_piece_go_and_marks_within_stay() {
    let text = "“Ode told me: ‘The pier is shut for the winter.’” Lind said.";
    let content = "“Ode told me: ‘The pier is shut for the winter.’”";
    let again = read_again(text, &[["Lind", "said", content]]);
    assert_eq!(again, ["Ode told me: ‘The pier is shut for the winter.’."]);
}

#[test]
fn what_the_reader_told_already_is_not_told_again() {
    let text = "The Lantern wrote that the harbour master told reporters that the pier was shut.";
    let outer =
        ["The Lantern", "wrote", "that the harbour master told reporters that the pier was shut"];
    let inner = ["the harbour master", "told", "that the pier was shut"];
    let document = Document::of(text);
    let found = |triples: &[[&str; 3]]| {
        let spans = marked(text, triples);
        let (places, again): (Vec<Piece>, Vec<Document>) =
            pieces(&document, &spans).into_iter().unzip();
        let read: Vec<_> = again.iter().map(mark).collect();
        told(&document, &spans, &places, &again, &read, false)
    };
    let new = found(&[outer]);
    assert_eq!(new.len(), 1);
    assert_eq!(document.slice(new[0].source), "the harbour master");
    assert_eq!(document.slice(new[0].contents[0]), "that the pier was shut");
    assert!(found(&[outer, inner]).is_empty());
    // A reader marked the cue and found nothing told, and a form then found what is.
    let mut spans = marked(text, &[outer, inner]);
    let cue = spans.iter().position(|span| &text[span.bytes.clone()] == "told");
    let alone = RoleSpan { partner: None, ..spans[cue.expect("a cue")].clone() };
    spans.push(alone);
    let both = ordered(spans, |_| true);
    let (places, again): (Vec<Piece>, Vec<Document>) = pieces(&document, &both).into_iter().unzip();
    let read: Vec<_> = again.iter().map(mark).collect();
    assert!(told(&document, &both, &places, &again, &read, false).is_empty());
}

#[test]
fn what_stands_has_its_places_among_the_spans() {
    let text = "The Lantern wrote that Lind had told the council that the pier was shut.";
    let outer = ["The Lantern", "wrote", "that Lind had told the council that the pier was shut"];
    let place = |words: &str| {
        let start = text.find(words).expect("the words stand in the text");
        Bytes::new(start, start + words.len())
    };
    let told = Told {
        source: place("Lind"),
        cue: place("told"),
        contents: vec![place("that the pier was shut")],
        clues: Vec::new(),
        scores: [0.9, 0.8, 0.7],
        known: None,
        plain: false,
    };
    let spans = with_told(marked(text, &[outer]), &[told]);
    let both = link(&Document::of(text), &spans);
    assert_eq!(both.len(), 2);
    assert_eq!(both[1].source, Some(place("Lind")));
    assert_eq!(both[1].contents, [place("that the pier was shut")]);
}

#[test]
fn the_table_has_weights() {
    assert!(WEIGHTS.len() > 100);
}
