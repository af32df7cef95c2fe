//! Articles and statements after they were extracted: people correct, forget and bring back, and whatever is
//! extracted meanwhile changes nothing about it.

use std::path::Path;
use std::process::{Command, Output};

use q7x2_proto::v1;
use q7x2_tests::{
    Cluster, ClusterOptions, article_text, binary, expected_content, wait_for, write_articles,
};

fn told(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A worker has an article while somebody has it forgotten: what it records answers nobody, nor does what
/// the next worker records, until it is brought back.
#[tokio::test(flavor = "multi_thread")]
async fn an_article_that_is_forgotten_under_way_stays_forgotten() {
    let mut cluster = Cluster::start(ClusterOptions { workers: 0, lease_seconds: 60 }).await;
    write_articles(&cluster.folder().join("news"), 2);
    told(&cluster.q7x2(&["ingest", "news"]));
    let leases = cluster.lease().await;
    let tokens: Vec<String> = leases.iter().map(|lease| lease.token.clone()).collect();
    let held = leases
        .into_iter()
        .find(|lease| lease.article.as_ref().is_some_and(|a| a.text.contains("bridge 0")))
        .expect("the worker has both");
    let queued = cluster.queued().await;
    let of = |n: usize| {
        let path = format!("news/{n:05}.txt");
        let found = queued.iter().find(|a| a.metadata.as_ref().is_some_and(|m| m.path == path));
        found.expect("it is in the queue").article_id.clone()
    };
    let id = of(0);
    let by = ["--by", "Tove"];
    told(&cluster.q7x2(&[&["articles", "forget", &id, "--yes"], &by[..]].concat()));

    let extraction = v1::Extraction {
        article_id: id.clone(),
        model: "held-1".into(),
        ..v1::Extraction::default()
    };
    let recorded = cluster.record(&held, extraction).await;
    assert!(recorded.forgotten);
    assert_eq!(cluster.store_status().await.articles, 0);
    cluster.release(&tokens).await;
    cluster.add_worker();
    cluster.wait_until_done(1).await;
    let said = cluster.statements().await;
    let words = |hits: &[v1::StatementHit]| -> Vec<String> {
        let contents = hits.iter().filter_map(|hit| hit.statement.as_ref());
        contents.map(|statement| statement.content[0].text.clone()).collect()
    };
    assert_eq!(words(&said), [expected_content(1)]);

    // Ingested again it is told about, and brought back it is all there.
    let again = cluster.q7x2(&["ingest", "news"]);
    assert!(String::from_utf8_lossy(&again.stderr).contains("it was forgotten"), "{again:?}");
    told(&cluster.q7x2(&[&["articles", "undo"], &by[..]].concat()));
    let mut said = words(&cluster.statements().await);
    said.sort_unstable();
    assert_eq!(said, [expected_content(0), expected_content(1)]);

    // Erased, it is gone from store and queue, and a worker that comes late records nothing.
    told(&cluster.q7x2(&[&["articles", "forget", &id, "--now", "--yes"], &by[..]].concat()));
    let text = article_text(0);
    let headline = text.lines().next().expect("a headline");
    for file in ["statements.sqlite", "statements.sqlite-wal", "queue.sqlite", "queue.sqlite-wal"] {
        let bytes = std::fs::read(cluster.folder().join(file)).unwrap_or_default();
        let traces = bytes.windows(headline.len()).filter(|part| *part == headline.as_bytes());
        assert_eq!(traces.count(), 0, "{file}");
    }
    assert_eq!(words(&cluster.statements().await), [expected_content(1)]);

    // Another text of the same file stays forgotten too, and says so, until that is undone.
    let changed = article_text(0).replace("began in spring", "began in autumn");
    std::fs::write(cluster.folder().join("news/00000.txt"), changed).expect("written");
    let again = cluster.q7x2(&["ingest", "news"]);
    let why = String::from_utf8_lossy(&again.stderr).into_owned();
    assert!(why.contains("it was forgotten with another text of its address or file"), "{why}");
    assert_eq!(words(&cluster.statements().await), [expected_content(1)]);
    told(&cluster.q7x2(&[&["articles", "undo"], &by[..]].concat()));
    told(&cluster.q7x2(&["ingest", "news"]));
    wait_for("it to be answered", async || words(&cluster.statements().await).len() == 2).await;
}

/// Another model misses a statement that a person corrected: it answers still, as it was found, and the model
/// that found it can be brought back.
#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_statement_outlives_a_model_that_misses_it() {
    let cluster = Cluster::start(ClusterOptions { workers: 1, lease_seconds: 60 }).await;
    write_articles(&cluster.folder().join("news"), 1);
    told(&cluster.q7x2(&["ingest", "news"]));
    cluster.wait_until_done(1).await;
    let found = cluster.statements().await.remove(0);
    let (id, article_id) = (found.statement.expect("set").id, found.article_id);
    let correct = ["correct", &id, "--speaker", "Ida Holm", "--new", "--by", "Tove"];
    told(&cluster.q7x2(&correct));
    let article = v1::Article { metadata: None, text: article_text(0) };
    let held = v1::LeasedArticle { article: Some(article), ..v1::LeasedArticle::default() };
    let extraction =
        v1::Extraction { article_id, model: "misses-1".into(), ..v1::Extraction::default() };
    let recorded = cluster.record(&held, extraction).await;
    assert!(!recorded.already_held && !recorded.forgotten, "{recorded:?}");
    assert_eq!(cluster.store_status().await.outliving, 1);
    let table = told(&cluster.q7x2(&["query", "--speaker", "Ida Holm"]));
    let words: Vec<&str> = table.split_whitespace().collect();
    assert!(words.join(" ").contains("not found by misses-1"), "{table}");
    let labels = told(&cluster.q7x2(&["correct", "export", "-"]));
    assert_eq!(labels.matches("wrong_speaker").count(), 1, "{labels}");
    let done = told(&cluster.q7x2(&["reextract"]));
    assert!(done.starts_with("1 article answers again as "), "{done}");
    assert_eq!(cluster.store_status().await.outliving, 0);
    let said = cluster.statements().await.remove(0);
    assert_eq!(said.corrected.expect("corrected").missed_by, "");
}

fn q7x2(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(binary("q7x2"));
    command.env_clear().env("NO_COLOR", "1").current_dir(folder);
    command.args(["--data-dir", "data"]).args(arguments);
    command.output().expect("q7x2 runs")
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_str(&told(output)).expect("JSON")
}

/// What a person said of a statement holds when another tagger extracts its article, and can be undone then.
#[test]
fn a_correction_outlives_the_tagger() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 2);
    told(&q7x2(folder.path(), &["ingest", "news"]));
    let about = ["query", "--about", "number 0", "--mode", "all", "--format", "json"];
    let found = json(&q7x2(folder.path(), &about));
    let id = found["statements"][0]["id"].as_str().expect("an id").to_owned();
    let model = found["statements"][0]["model"].clone();
    let correct = |what: &[&str]| {
        told(&q7x2(folder.path(), &[&["correct", &id], what, &["--by", "Tove"]].concat()))
    };
    correct(&["--speaker", "Ida Holm", "--new", "--reason", "heard the tape"]);
    correct(&["--words", "Bridge number 0 will open to traffic"]);
    let done = q7x2(folder.path(), &["--tagger", "rules", "reextract", "--format", "json"]);
    assert_eq!(json(&done)["reextracted"], 2);
    let now = json(&q7x2(folder.path(), &about));
    let statement = &now["statements"][0];
    assert_ne!(statement["model"], model);
    assert_eq!(statement["speaker"]["name"], "Ida Holm");
    assert_eq!(statement["content"][0]["text"], "Bridge number 0 will open to traffic");
    let corrections = statement["corrected"]["corrections"].as_array().expect("a list");
    assert_eq!((corrections.len(), &corrections[0]["reason"]), (2, &"heard the tape".into()));
    for _ in 0..2 {
        told(&q7x2(folder.path(), &["correct", "undo", "--by", "Tove"]));
    }
    let now = json(&q7x2(folder.path(), &about));
    assert_eq!(now["statements"][0]["speaker"]["name"], "Anna Lind");
    assert_eq!(now["statements"][0]["content"][0]["text"], expected_content(0));
    assert!(now["statements"][0]["corrected"].is_null());
}

/// A first question leaves the user's own store as it was, and a file that has changed answers with its
/// newest text.
#[test]
fn a_question_keeps_nothing_and_a_changed_file_is_a_revision() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 2);
    let ask = ["query", "--cache-dir", "cache", "--speaker", "lind", "--format", "jsonl", "news"];
    assert_eq!(told(&q7x2(folder.path(), &ask)).lines().count(), 1);
    assert!(!folder.path().join("data").exists());
    let status = json(&q7x2(folder.path(), &["status", "--format", "json"]));
    assert_eq!(status["store"]["articles"], 0);

    told(&q7x2(folder.path(), &["ingest", "news"]));
    let changed = article_text(0).replace("before the winter", "after the winter");
    std::fs::write(folder.path().join("news/00000.txt"), changed).expect("written");
    told(&q7x2(folder.path(), &["ingest", "news"]));
    let said = |arguments: &[&str]| {
        let arguments = [&["query", "--speaker", "lind", "--format", "json"], arguments].concat();
        let answer = json(&q7x2(folder.path(), &arguments));
        let statements = answer["statements"].as_array().expect("a list").clone();
        statements
            .iter()
            .map(|s| (s["current"] == true, s["content"][0]["text"].to_string()))
            .collect()
    };
    let now: Vec<(bool, String)> = said(&[]);
    assert!(now.len() == 1 && now[0].0 && now[0].1.contains("after the winter"), "{now:?}");
    let all: Vec<(bool, String)> = said(&["--all-revisions"]);
    assert_eq!(all.len(), 2);
    assert!(all.iter().any(|(current, words)| !current && words.contains("before the winter")));
}
