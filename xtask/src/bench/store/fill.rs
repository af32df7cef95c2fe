//! Filling a store with articles of invented statements, as workers would record them.

use futures::{StreamExt, TryStreamExt};
use q7x2_domain::{
    Article, Asserted, CodePoints, CueClass, Excerpt, Extraction, Kind, LinkReason, Metadata, Mode,
    ModelVersion, PortError, Speaker, SpeakerFacts, SpeakerType, Statement, StatementId,
    StatementStore, Timestamp,
};
use q7x2_names::speaker_id;
use q7x2_storage::{PostgresStore, SqliteStore};

use super::super::invented::{Random, World};

/// How many statements an article has.
const STATEMENTS: u64 = 8;

/// How many articles are recorded at a time: a transaction for many writes what they share once.
const AT_ONCE: u64 = 4096;

/// How many articles are recorded at the same time where each is a transaction: more than there are
/// connections.
const BESIDE: usize = 16;

/// A store that can be filled.
pub(super) trait Fill: StatementStore {
    /// Records articles as fast as it can.
    async fn record_many(&self, all: &[(Article, Extraction)]) -> Result<(), PortError>;
}

impl Fill for SqliteStore {
    async fn record_many(&self, all: &[(Article, Extraction)]) -> Result<(), PortError> {
        self.record_all(all).await
    }
}

impl Fill for PostgresStore {
    async fn record_many(&self, all: &[(Article, Extraction)]) -> Result<(), PortError> {
        let recording =
            futures::stream::iter(all).map(|(article, found)| self.record(article, found));
        recording.buffer_unordered(BESIDE).try_for_each(async |_| Ok(())).await
    }
}

/// Records articles until the store has so many statements; returns how many it recorded. The next ones
/// are made up while the last are written.
pub(super) async fn fill(store: &impl Fill, world: &World, statements: u64) -> anyhow::Result<u64> {
    let articles = statements.div_ceil(STATEMENTS);
    let held = store.counts().await?.articles;
    let batch = |from: u64| {
        let numbers = from..(from + AT_ONCE).min(articles);
        tokio::task::block_in_place(|| numbers.map(|number| story(world, number)).collect())
    };
    let mut next = held;
    let mut made: Vec<(Article, Extraction)> = batch(next);
    while !made.is_empty() {
        next += made.len() as u64;
        let (recorded, following) =
            tokio::join!(store.record_many(&made), async { batch(next.min(articles)) });
        recorded?;
        made = following;
    }
    Ok((articles - held.min(articles)) * STATEMENTS)
}

/// Returns the article of a number, and what is said in it.
fn story(world: &World, number: u64) -> (Article, Extraction) {
    let mut random = Random::new(number.wrapping_mul(0x2545_f491_4f6c_dd1d));
    let mut text = format!("Report {number}. ");
    let mut said = vec![];
    for _ in 0..STATEMENTS {
        let name = world.names.draw(&mut random).to_owned();
        let words: Vec<&str> =
            (0..8 + random.below(16)).map(|_| world.words.draw(&mut random)).collect();
        let start = text.len();
        text += &words.join(" ");
        let content = start..text.len();
        text += ", ";
        let source = text.len()..text.len() + name.len();
        text += &name;
        let cue = text.len() + 1..text.len() + 5;
        text += " said. ";
        said.push((name, content, source, cue));
    }
    let metadata = Metadata {
        outlet: Some(format!("Outlet {}", random.below(40))),
        published_at: Some(Timestamp::from_seconds(
            1_500_000_000 + i64::try_from(random.below(250_000_000)).unwrap_or_default(),
        )),
        ..Metadata::default()
    };
    let article = Article::new(metadata, text).expect("it is no longer than a page");
    let points = CodePoints::new(article.text());
    let model = ModelVersion::new("bench-1");
    let statements = said.into_iter().map(|(name, content, source, cue)| {
        let part = |range| {
            let span = points.span(range).expect("it is of the text");
            vec![Excerpt::of(&points, span).expect("it is of the text")]
        };
        let (source, cue, content) = (part(source), part(cue), part(content));
        let kind = SpeakerType::Person;
        let speaker = Speaker {
            id: speaker_id(&name, kind, article.id()),
            name,
            kind,
            link_reason: LinkReason::Name,
            facts: SpeakerFacts::default(),
        };
        Statement {
            id: StatementId::of(article.id(), &model, &source, &cue, &content),
            kind: Kind::Indirect,
            mode: Mode::Speech,
            asserted: Asserted::Said,
            source,
            cue,
            content,
            speaker: Some(std::sync::Arc::new(speaker)),
            joint: vec![],
            next_candidate: None,
            addressee: None,
            channel: None,
            said_at: None,
            relay: None,
            cue_class: Some(CueClass::Said),
            confidence: Some(0.9),
        }
    });
    let statements = statements.collect();
    let extraction =
        Extraction { article: article.id(), model: model.clone(), statements, diagnostics: vec![] };
    (article, extraction)
}
