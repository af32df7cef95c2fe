//! Statements for the tests of this folder, built from a text and the words to mark in it.

use std::sync::Arc;

use q7x2_domain::{
    Article, Asserted, CodePoints, Excerpt, Extraction, Kind, LinkReason, Metadata, Mode,
    ModelVersion, Speaker, SpeakerFacts, SpeakerId, SpeakerType, Statement, StatementHit,
    StatementId, StatementInContext, Timestamp,
};

/// Returns an article about an invented event.
pub(crate) fn article(text: &str) -> Article {
    let metadata = Metadata {
        path: Some("news/harbour.txt".into()),
        outlet: Some("The Harbour Post".into()),
        title: Some("Mayor keeps the bridge".into()),
        published_at: Some(Timestamp::from_seconds(1_745_280_000)),
        ..Metadata::default()
    };
    Article::new(metadata, text.into()).expect("a text")
}

/// Returns the statement in `text` with the first occurrences of these words as its parts,
/// spoken by Anna Lind.
pub(crate) fn statement(
    text: &str,
    kind: Kind,
    source: &str,
    cue: &str,
    content: &[&str],
) -> Statement {
    let excerpt = |words: &&str| find(text, words);
    let source: Vec<Excerpt> = [source].iter().map(excerpt).collect();
    let cue: Vec<Excerpt> = [cue].iter().map(excerpt).collect();
    let content: Vec<Excerpt> = content.iter().map(excerpt).collect();
    let article = article(text);
    let speaker = Speaker {
        id: SpeakerId::of_slug("anna-lind", SpeakerType::Person, article.id()),
        name: "Anna Lind".into(),
        kind: SpeakerType::Person,
        link_reason: LinkReason::Name,
        facts: SpeakerFacts::default(),
    };
    Statement {
        id: StatementId::of(article.id(), &model(), &source, &cue, &content),
        kind,
        mode: Mode::Speech,
        asserted: Asserted::Said,
        source,
        cue,
        content,
        speaker: Some(Arc::new(speaker)),
        joint: vec![],
        next_candidate: None,
        addressee: None,
        channel: None,
        said_at: None,
        relay: None,
        cue_class: None,
        confidence: None,
    }
}

/// Returns the statement as a query would.
pub(crate) fn hit(text: &str, statement: Statement) -> StatementHit {
    let article = article(text);
    let metadata = article.metadata().clone();
    StatementHit {
        statement,
        model: model(),
        article: article.id(),
        metadata,
        teller: None,
        paragraph: None,
        corrected: None,
        revision: None,
        story: None,
        wire: None,
    }
}

/// Returns the statement inside the paragraphs it touches.
pub(crate) fn in_context(text: &str, statement: Statement) -> StatementInContext {
    let points = CodePoints::new(text);
    let whole = statement.excerpts().map(|excerpt| excerpt.span).reduce(q7x2_domain::Span::cover);
    let whole = whole.expect("a statement has content");
    let paragraph = points.paragraph_around(whole);
    let paragraph = Excerpt::of(&points, paragraph).expect("inside the text");
    StatementInContext { hit: hit(text, statement), paragraph, line: points.line_of(whole.start()) }
}

/// Returns an extraction of these statements.
pub(crate) fn extraction(text: &str, statements: Vec<Statement>) -> Extraction {
    Extraction { article: article(text).id(), model: model(), statements, diagnostics: vec![] }
}

/// Writes with `render` and returns what was written.
pub(crate) fn written(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    render(&mut out).expect("memory can be written");
    String::from_utf8(out).expect("UTF-8")
}

/// Returns the first occurrence of `words`.
pub(crate) fn find(text: &str, words: &str) -> Excerpt {
    let points = CodePoints::new(text);
    let start = text.find(words).expect("the words stand in the text");
    let span = points.span(start..start + words.len()).expect("not empty");
    Excerpt::of(&points, span).expect("inside the text")
}

fn model() -> ModelVersion {
    ModelVersion::new("rules-1")
}
