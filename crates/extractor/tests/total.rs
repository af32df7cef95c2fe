//! Any text gives an extraction whose excerpts are slices of it, in time linear in its length.

use std::cell::Cell;
use std::collections::HashSet;
use std::ops::Range;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use q7x2_domain::{
    Abandoned, Article, DiagnosticCode, Extraction, MAX_TEXT_BYTES, Metadata, ModelVersion, Role,
    RoleSpan, Tagger, TaggerInput,
};
use q7x2_extractor::Extractor;

fn article(text: String) -> Option<Article> {
    Article::new(Metadata::default(), text).ok()
}

/// Tells whether no two statements have one id: a store refuses an article with such.
fn ids_differ(extraction: &Extraction) -> bool {
    let ids: HashSet<_> = extraction.statements.iter().map(|statement| &statement.id).collect();
    ids.len() == extraction.statements.len()
}

/// Words and marks that the rules care for, so that random texts reach them.
fn newslike() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "Ada Lind",
        "Lind",
        "Mayor",
        "he",
        "who",
        "said",
        "says",
        "told",
        "saying",
        "added",
        "that",
        "according to",
        "wants",
        "to",
        "go",
        "the plan",
        "a claim",
        "statement",
        "in a post on X",
        "told reporters",
        "an interview with",
        "on Tuesday",
        "late last week",
        "May 3",
        "2016",
        "two days later",
        "on the eve of",
        "9 p.m. GMT",
        "reported that",
        "was told by",
        "to",
        "who",
        "was",
        "and",
        "but",
        "Mr.",
        "U.S.",
        "“",
        "”",
        "‘",
        "’",
        "\"",
        "'",
        "''",
        "«",
        "»",
        ",",
        ".",
        "?",
        ":",
        ";",
        "–",
        "-",
        "(",
        ")",
        "’s",
        "\n",
        "\n\n",
        "\r\n",
        "\n- ",
        "•",
        "é",
        "ß",
        "\u{301}",
        "日本",
        "😀",
        "\u{200b}",
        "\u{a0}",
    ]);
    let spaced = (piece, prop::bool::weighted(0.8));
    prop::collection::vec(spaced, 0..120).prop_map(|pieces| {
        let spaced = pieces
            .into_iter()
            .map(|(piece, space)| if space { format!("{piece} ") } else { piece.to_owned() });
        spaced.collect()
    })
}

proptest! {
    #[test]
    fn any_text_gives_slices_of_itself(text in "\\PC{0,400}") {
        if let Some(article) = article(text) {
            let extraction = Extractor::rules().extract(&article);
            prop_assert_eq!(extraction.check(&article), Ok(()));
            prop_assert!(ids_differ(&extraction));
        }
    }

    #[test]
    fn newslike_text_gives_slices_of_itself(text in newslike()) {
        if let Some(article) = article(text) {
            let extractor = Extractor::rules();
            let extraction = extractor.extract(&article);
            prop_assert_eq!(extraction.check(&article), Ok(()));
            prop_assert!(ids_differ(&extraction));
            prop_assert_eq!(&extractor.extract(&article), &extraction);
        }
    }
}

/// A sixteenth of a mebibyte of a unit takes no more than 24 times an eighth of that; a quadratic
/// step would take 64 times as long. Short times are let pass, since they say nothing, and a time
/// that is too long counts if it is so again: a machine may have been busy with something else.
#[test]
fn time_grows_with_the_length_alone() {
    let units = [
        "a",
        "\"",
        "'",
        "“",
        "”",
        "‘",
        "’",
        "(",
        ", ",
        ". ",
        "word ",
        "said ",
        "he said that ",
        "“A,” he said. ",
        "according to ",
        "Ada Lind ",
        "Mr. Lind said he. ",
        "A. ",
        "Lind (",
        "«a ",
        "\n\"a",
        "\n‘a b",
        "s' ",
        " 'a",
        "and said ",
        "Lind: ",
        " – “",
        "a\n",
        "Lind told them:\n- “A.”\n",
        "Lind, who said he, ",
        "He said “A. ",
        "told him on Tuesday that ",
        "in a letter to ",
        "on May 3, ",
        "two days before ",
        "at 9 p.m. ",
        "Lind said that Ode reported that ",
        "Lind, who told Ode in a post on X that ",
        "😀",
        "\u{301}",
        "“a ‘b \"c 'd ",
    ];
    for unit in units {
        grows_with_the_length(&Extractor::rules(), unit);
    }
}

/// A text that is statements from end to end takes its time too, and no more than that, where a tagger finds
/// them all and the rules check it.
#[test]
fn time_grows_with_the_statements_alone() {
    let units = [
        "Lind: yes\n",
        "Lind: “Yes.”\n",
        "Lind said the weir held.\n",
        "Lind said: “It held, Ode said.”\n",
    ];
    for unit in units {
        grows_with_the_length(&Extractor::checked(Liner(ModelVersion::new("liner-1"))), unit);
    }
}

/// A tagger that takes the first word of each line for who says the rest, and the second for the cue.
struct Liner(ModelVersion);

impl Tagger for Liner {
    fn model(&self) -> &ModelVersion {
        &self.0
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(|input| lines_of(input.text)).collect()
    }
}

fn lines_of(text: &str) -> Vec<RoleSpan> {
    let (mut spans, mut at) = (Vec::new(), 0);
    for line in text.split_inclusive('\n') {
        let words = line.trim_end();
        if let Some(gap) = words.find([' ', ':']) {
            let cue = match words[gap..].strip_prefix(':') {
                Some(_) => gap..gap + 1,
                None => {
                    gap + 1..words[gap + 1..].find(' ').map_or(words.len(), |end| gap + 1 + end)
                }
            };
            let content = words.len() - words[cue.end..].trim_start().len()..words.len();
            let source = spans.len();
            let span = |role, bytes: Range<usize>, partner| {
                let bytes = at + bytes.start..at + bytes.end;
                RoleSpan { role, bytes, score: 0.8, partner }
            };
            spans.push(span(Role::Source, 0..gap, None));
            spans.push(span(Role::Cue, cue, Some(source)));
            spans.push(span(Role::Content, content, Some(source + 1)));
        }
        at += line.len();
    }
    spans
}

fn grows_with_the_length<T: Tagger>(extractor: &Extractor<T>, unit: &str) {
    let time = |bytes: usize| {
        let article = article(unit.repeat(bytes / unit.len())).expect("a text");
        let start = Instant::now();
        let extraction = extractor.extract(&article);
        (start.elapsed(), extraction.check(&article))
    };
    let measured = || {
        let (short, _) = time(MAX_TEXT_BYTES / 128);
        let (long, check) = time(MAX_TEXT_BYTES / 16);
        assert_eq!(check, Ok(()), "{unit:?}");
        let bound = (short * 24).max(Duration::from_millis(60));
        (long >= bound).then(|| format!("an eighth takes {short:?}, the whole {long:?}"))
    };
    let slow: Option<Vec<String>> = (0..3).map(|_| measured()).collect();
    assert_eq!(slow, None, "{unit:?}");
}

#[test]
fn what_nobody_waits_for_any_more_is_given_up_wherever_it_is() {
    let text = "“It stays,” Ada Lind said.\n".repeat(20);
    let article = article(text).expect("a text");
    let extractor = Extractor::rules();
    let whole = extractor.extract(&article);
    let given_up_after = |asked: usize| {
        let left = Cell::new(asked);
        let wanted = || left.get().checked_sub(1).map(|less| left.set(less)).ok_or(Abandoned);
        extractor.extract_while(&article, &wanted)
    };
    let times = (0..).find(|asked| given_up_after(*asked) != Err(Abandoned)).expect("it ends");
    assert!(times > whole.statements.len(), "it was asked {times} times");
    assert_eq!(given_up_after(times), Ok(whole));
}

#[test]
fn an_unclosed_quotation_is_remarked() {
    let extract = |text: &str| {
        let article = article(text.to_owned()).expect("a text");
        Extractor::rules().extract(&article)
    };
    let extraction = extract("“We start now, Ada Lind said.\nShe left.");
    let codes: Vec<_> = extraction
        .diagnostics
        .iter()
        .map(|d| (d.code, d.span.map(q7x2_domain::Span::start)))
        .collect();
    assert_eq!(codes, [(DiagnosticCode::UnclosedQuotation, Some(0))]);
    assert_eq!(extract("“We start now,” Ada Lind said.").diagnostics, []);
}

#[test]
fn what_is_not_in_english_is_not_read_and_says_so() {
    let text = "“We start now,” Ada Lind said.";
    let statements = |language: Option<&str>| {
        let metadata = Metadata { language: language.map(Into::into), ..Metadata::default() };
        let article = Article::new(metadata, text.into()).expect("a text");
        let english = Article::new(Metadata::default(), text.into()).expect("a text");
        let extractions = Extractor::rules().extract_all(&[&article, &english]);
        assert_eq!(extractions[1].statements.len(), 1);
        let codes = extractions[0].diagnostics.iter().map(|remark| remark.code).collect::<Vec<_>>();
        (extractions[0].statements.len(), codes)
    };
    for language in [None, Some("en"), Some("EN-gb"), Some("eng"), Some("en_US")] {
        assert_eq!(statements(language), (1, vec![]), "{language:?}");
    }
    assert_eq!(statements(Some("de")), (0, vec![DiagnosticCode::OtherLanguage]));
}
