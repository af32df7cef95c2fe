//! What an engine writes alone: the same articles, each one row or one message, durable when it is
//! acknowledged, without anything of ours in between. The measure that the pipeline is held against.
//!
//! There are two. The first keeps each article once, as if it needed no queue. But an article must be on the
//! device twice: in line before its receipt is given, since its sender may forget it then, and in the store
//! before it leaves the line. So the second writes these bytes and no others on databases: a row in line, in
//! as many at a time as share receipts, a row in the store, in transactions as the first, and the row in line
//! deleted. It has no lease, no index beside that of ids, and no statement. A broker writes no row of a store, so
//! that what is held against it is what it publishes.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::Context;
use async_nats::jetstream;
use futures::{StreamExt, TryStreamExt};
use q7x2_domain::Article;
use tokio_postgres::NoTls;

/// How many rows share a transaction on SQLite: as many as a worker reports on at a time.
pub(super) const GROUP: usize = 64;

/// How many articles come into line at a time: as many as share receipts.
const CHUNK: usize = 256;

/// How many connections write to PostgreSQL, as many as an adapter has.
pub(super) const CONNECTIONS: usize = 8;

/// How many rows or messages are under way at a time.
pub(super) const UNDER_WAY: usize = 64;

/// Inserts the articles into a table on SQLite, in groups, each flushed. Returns the seconds.
pub(super) fn sqlite(folder: &Path, articles: &[Article]) -> anyhow::Result<f64> {
    let mut file = file(folder, "bare.sqlite")?;
    let started = Instant::now();
    for group in articles.chunks(GROUP) {
        insert(&mut file, group)?;
    }
    Ok(started.elapsed().as_secs_f64())
}

/// The same for a file with a line and one with a store, each written by a thread, as the adapters do. What is
/// in the store is deleted from the line without being flushed. Returns the seconds until it is empty.
pub(super) fn sqlite_twice(folder: &Path, articles: &[Article]) -> anyhow::Result<f64> {
    let (mut line, mut store) = (file(folder, "line.sqlite")?, file(folder, "store.sqlite")?);
    let (lent, taken) = mpsc::channel::<&[Article]>();
    let (recorded, done) = mpsc::channel::<&[Article]>();
    let started = Instant::now();
    std::thread::scope(|scope| {
        let storing = scope.spawn(move || {
            taken.iter().flat_map(|chunk| chunk.chunks(GROUP)).try_for_each(|group| {
                insert(&mut store, group)?;
                recorded.send(group).ok().context("nobody empties the line")?;
                anyhow::Ok(())
            })
        });
        for chunk in articles.chunks(CHUNK) {
            insert(&mut line, chunk)?;
            lent.send(chunk).ok().context("nobody stores")?;
            done.try_iter().try_for_each(|group| delete(&mut line, group))?;
        }
        drop(lent);
        done.iter().try_for_each(|group| delete(&mut line, group))?;
        storing.join().expect("it does not panic")
    })?;
    Ok(started.elapsed().as_secs_f64())
}

fn file(folder: &Path, name: &str) -> anyhow::Result<rusqlite::Connection> {
    let connection = rusqlite::Connection::open(folder.join(name))?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.execute_batch(
        "CREATE TABLE articles (key INTEGER PRIMARY KEY, id TEXT UNIQUE, text TEXT) STRICT",
    )?;
    Ok(connection)
}

/// Inserts a group in a transaction that is flushed.
fn insert(file: &mut rusqlite::Connection, group: &[Article]) -> anyhow::Result<()> {
    file.pragma_update(None, "synchronous", "full")?;
    let transaction = file.transaction()?;
    let mut insert =
        transaction.prepare_cached("INSERT INTO articles (id, text) VALUES (?1, ?2)")?;
    for article in group {
        insert.execute((article.id().to_string(), article.text()))?;
    }
    drop(insert);
    Ok(transaction.commit()?)
}

/// Deletes a group in a transaction that is not flushed.
fn delete(file: &mut rusqlite::Connection, group: &[Article]) -> anyhow::Result<()> {
    file.pragma_update(None, "synchronous", "normal")?;
    let transaction = file.transaction()?;
    let mut delete = transaction.prepare_cached("DELETE FROM articles WHERE id = ?1")?;
    for article in group {
        delete.execute([article.id().to_string()])?;
    }
    drop(delete);
    Ok(transaction.commit()?)
}

/// Inserts the articles into a table on PostgreSQL, each in a transaction of its own, pipelined on some
/// connections. Where `twice`, those of a chunk are inserted into a line before, together, and deleted from it
/// after. Returns the seconds.
pub(super) async fn postgres(url: &str, articles: &[Article], twice: bool) -> anyhow::Result<f64> {
    let mut clients = vec![];
    for _ in 0..CONNECTIONS {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        clients.push(client);
    }
    for table in ["bare_line", "bare_articles"] {
        let sql = format!(
            "DROP TABLE IF EXISTS {table};
             CREATE TABLE {table} (key BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                                   id TEXT UNIQUE, text TEXT)"
        );
        clients[0].batch_execute(&sql).await?;
    }
    let started = Instant::now();
    let shares = clients.iter().zip(articles.chunks(articles.len().div_ceil(CONNECTIONS)));
    let writing = shares.map(async |(client, share)| {
        let insert = client.prepare("INSERT INTO bare_articles (id, text) VALUES ($1, $2)").await?;
        let (client, insert) = (client, &insert);
        for chunk in share.chunks(if twice { CHUNK } else { usize::MAX }) {
            if twice {
                let ids: Vec<String> =
                    chunk.iter().map(|article| article.id().to_string()).collect();
                let texts: Vec<&str> = chunk.iter().map(Article::text).collect();
                let sql = "INSERT INTO bare_line (id, text)
                           SELECT * FROM unnest($1::text[], $2::text[])";
                client.execute(sql, &[&ids, &texts]).await?;
            }
            let rows = futures::stream::iter(chunk).map(async |article| {
                client.execute(insert, &[&article.id().to_string(), &article.text()]).await
            });
            rows.buffer_unordered(UNDER_WAY / CONNECTIONS).try_for_each(async |_| Ok(())).await?;
            if twice {
                let ids: Vec<String> =
                    chunk.iter().map(|article| article.id().to_string()).collect();
                let sql = "WITH unflushed AS MATERIALIZED
                               (SELECT set_config('synchronous_commit', 'off', true)),
                           done AS (DELETE FROM bare_line WHERE id = ANY ($1))
                           SELECT 1 FROM unflushed";
                client.execute(sql, &[&ids]).await?;
            }
        }
        Ok::<_, tokio_postgres::Error>(())
    });
    futures::future::try_join_all(writing).await?;
    let seconds = started.elapsed().as_secs_f64();
    clients[0].batch_execute("DROP TABLE bare_line; DROP TABLE bare_articles").await?;
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
