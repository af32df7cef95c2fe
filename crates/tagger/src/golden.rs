//! Holds words, features, logits, spans and links against what training computed for the same
//! texts with the same weights (`training/golden.py` writes the file). Spans and links are made of
//! the file's logits, so that they are the same on every processor.

use std::collections::BTreeMap;

use q7x2_domain::{CodePoints, Role, Setting, Tagger, TaggerInput};
use serde::Deserialize;

use crate::chain::Scores;
use crate::encoder::Memory;
use crate::windows::{Inputs, windows_of};
use crate::words::words_of;
use crate::{BATCH, NeuralTagger};

/// How far logits may be off where bytes have 255 steps, as in training: sums of floats in another
/// order, and bytes rounded another way for it.
const TOLERANCE: f32 = 0.15;

/// The same where bytes have 127 steps.
const COARSE: f32 = 0.4;

#[derive(Deserialize)]
struct Line {
    text: String,
    words: Vec<[usize; 3]>,
    input_ids: Vec<i32>,
    case_ids: Vec<i32>,
    quote_ids: Vec<i32>,
    start_ids: Vec<i32>,
    first: Vec<usize>,
    logits: Vec<Vec<f32>>,
    spans: Vec<(String, usize, usize, f32)>,
    attributions: Vec<BTreeMap<String, Vec<[usize; 2]>>>,
}

fn lines() -> Vec<Line> {
    let file = include_str!("../../../models/q7x2-en-2/golden.jsonl");
    file.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn words_and_features_are_those_of_training() {
    let tagger = NeuralTagger::new(Setting::Balanced).expect("the model is sound");
    for line in lines() {
        let points = CodePoints::new(&line.text);
        let words = words_of(&line.text, &tagger.model.pieces);
        let places = words.words.iter().map(|word| {
            [points.at_byte(word.start), points.at_byte(word.end), words.pieces(word).len()]
        });
        assert_eq!(places.collect::<Vec<_>>(), line.words, "{}", line.text);
        let windows = windows_of(&words, tagger.model.window);
        assert_eq!(windows.len(), 1, "golden texts are short");
        let inputs = Inputs::of(&words, windows[0].seen.clone(), &tagger.model.pieces);
        let whole = 0..line.input_ids.len();
        let expected = Inputs {
            ids: line.input_ids,
            case: line.case_ids,
            quote: line.quote_ids,
            start: line.start_ids,
            first: line.first,
            windows: vec![whole],
        };
        assert_eq!(inputs, expected, "{}", line.text);
    }
}

#[test]
fn logits_are_those_of_training() {
    let tagger = NeuralTagger::new(Setting::Balanced).expect("the model is sound");
    let mut worst: f32 = 0.0;
    for line in lines() {
        let words = words_of(&line.text, &tagger.model.pieces);
        let inputs = Inputs::of(&words, 0..words.words.len(), &tagger.model.pieces);
        let scores = tagger.model.encoder.run(&inputs, &mut Memory::default()).scores;
        for (scores, &first) in scores.iter().zip(&line.first) {
            for (got, expected) in scores.iter().zip(&line.logits[first]) {
                worst = worst.max((got - expected).abs());
            }
        }
    }
    let tolerance = if tagger.model.encoder.steps() < u8::MAX { COARSE } else { TOLERANCE };
    assert!(worst < tolerance, "off by {worst}");
}

#[test]
fn spans_and_links_are_those_of_training() {
    let tagger = NeuralTagger::new(Setting::Balanced).expect("the model is sound");
    for line in lines() {
        let points = CodePoints::new(&line.text);
        let words = words_of(&line.text, &tagger.model.pieces);
        let scores: Vec<Scores> = (line.first.iter())
            .map(|&first| *line.logits[first].as_array().expect("a score for each tag"))
            .collect();
        let spans = tagger.spans(&line.text, &words, scores);
        let place = |at: usize| {
            let bytes = &spans[at].bytes;
            [points.at_byte(bytes.start), points.at_byte(bytes.end)]
        };
        let got = spans.iter().enumerate().map(|(at, span)| (name(span.role), place(at)));
        let expected =
            line.spans.iter().map(|(role, start, end, _)| (role.as_str(), [*start, *end]));
        assert_eq!(got.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{}", line.text);
        for (span, (.., posterior)) in spans.iter().zip(&line.spans) {
            assert!((span.score - posterior).abs() < 1e-3, "{} {posterior}", span.score);
        }
        for attribution in &line.attributions {
            for content in &attribution["content"] {
                let at = (0..spans.len())
                    .find(|&at| spans[at].role == Role::Content && place(at) == *content)
                    .expect("the content is among the spans");
                let cue = spans[at].partner;
                assert_eq!(cue.map(place).as_ref(), attribution["cue"].first(), "{}", line.text);
                let source = cue.and_then(|cue| spans[cue].partner);
                assert_eq!(source.map(place).as_ref(), attribution["source"].first());
            }
        }
    }
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Source => "source",
        Role::Cue => "cue",
        Role::Content => "content",
    }
}

#[test]
fn texts_tagged_together_are_tagged_as_each_by_itself() {
    let tagger = NeuralTagger::new(Setting::Balanced).expect("the model is sound");
    let lines: Vec<String> = lines().into_iter().map(|line| line.text).collect();
    // Long enough for windows that are cut, and for more than one batch.
    let mut texts = lines.clone();
    texts.push(lines.join("\n\n"));
    texts.push(String::new());
    let inputs: Vec<_> = texts.iter().map(|text| TaggerInput { text, sentences: &[] }).collect();
    let alone = inputs.iter().map(|input| tagger.tag(std::slice::from_ref(input)).remove(0));
    assert_eq!(tagger.tag(&inputs), alone.collect::<Vec<_>>());
    assert!(tagger.tag(&inputs)[lines.len()].len() > BATCH / 32);
}
