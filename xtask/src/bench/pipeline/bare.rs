//! What an engine writes alone: the same articles, each one row or one message, durable when it is
//! acknowledged, without anything of ours in between. The measure that the pipeline is held against.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Context;
use async_nats::jetstream;
use futures::{StreamExt, TryStreamExt};
use q7x2_domain::Article;
use tokio_postgres::NoTls;

/// How many rows share a transaction on SQLite: as many as a worker reports on at a time.
pub(super) const GROUP: usize = 64;

/// How many connections write to PostgreSQL, as many as an adapter has.
pub(super) const CONNECTIONS: usize = 8;

/// How many rows or messages are under way at a time.
pub(super) const UNDER_WAY: usize = 64;

/// Inserts the articles into a table on SQLite, in groups, each flushed. Returns the seconds.
pub(super) fn sqlite(folder: &Path, articles: &[Article]) -> anyhow::Result<f64> {
    let mut connection = rusqlite::Connection::open(folder.join("bare.sqlite"))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    connection.execute_batch(
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT) STRICT",
    )?;
    let started = Instant::now();
    for group in articles.chunks(GROUP) {
        let transaction = connection.transaction()?;
        let mut insert =
            transaction.prepare_cached("INSERT INTO articles (id, text) VALUES (?1, ?2)")?;
        for article in group {
            insert.execute((article.id().to_string(), article.text()))?;
        }
        drop(insert);
        transaction.commit()?;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// Inserts the articles into a table on PostgreSQL, each in a transaction of its own, pipelined on some
/// connections. Returns the seconds.
pub(super) async fn postgres(url: &str, articles: &[Article]) -> anyhow::Result<f64> {
    let mut clients = vec![];
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        clients.push(client);
    }
    clients[0]
        .batch_execute(
            "DROP TABLE IF EXISTS bare_articles;
             CREATE TABLE bare_articles (key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                                         id TEXT UNIQUE, text TEXT)",
        )
        .await?;
    let started = Instant::now();
    let shares = clients.iter().zip(articles.chunks(articles.len().div_ceil(CONNECTIONS)));
    let writing = shares.map(async |(client, share)| {
        let insert = client.prepare("INSERT INTO bare_articles (id, text) VALUES ($1, $2)").await?;
        let (client, insert) = (client, &insert);
        let rows = futures::stream::iter(share).map(async |article| {
            client.execute(insert, &[&article.id().to_string(), &article.text()]).await
        });
        rows.buffer_unordered(UNDER_WAY / CONNECTIONS).try_for_each(async |_| Ok(())).await
    });
    futures::future::try_join_all(writing).await?;
    let seconds = started.elapsed().as_secs_f64();
    clients[0].batch_execute("DROP TABLE bare_articles").await?;
    Ok(seconds)
}

/// Publishes the articles to a stream of its own on JetStream, which keeps files and as many copies as
/// nobody asks for. Returns the seconds until the last is acknowledged.
pub(super) async fn nats(queue: &str, articles: &[Article]) -> anyhow::Result<f64> {
    let (server, name) = queue.rsplit_once('/').context("an address of a queue")?;
    let client = async_nats::connect(server).await?;
    let context = jetstream::ContextBuilder::new().timeout(Duration::from_secs(60)).build(client);
    let name = format!("bare-{name}");
    let config = jetstream::stream::Config {
        name: name.clone(),
        subjects: vec![format!("{name}.>")],
        max_messages_per_subject: 1,
        discard: jetstream::stream::DiscardPolicy::New,
        ..Default::default()
    };
    context.create_stream(config).await?;
    let (context, name) = (&context, &name);
    let started = Instant::now();
    let published = futures::stream::iter(articles).map(async |article| {
        let text = article.text().to_owned();
        let sent = context.publish(format!("{name}.{}", article.id()), text.into()).await?;
        anyhow::Ok(sent.await?)
    });
    published.buffer_unordered(UNDER_WAY).try_for_each(async |_| Ok(())).await?;
    let seconds = started.elapsed().as_secs_f64();
    context.delete_stream(name).await?;
    Ok(seconds)
}

/// Returns how many bytes a database has.
pub(in crate::bench) async fn size(url: &str) -> anyhow::Result<u64> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    let row = client.query_one("SELECT pg_database_size(current_database())", &[]).await?;
    Ok(u64::try_from(row.get::<_, i64>(0))?)
}
