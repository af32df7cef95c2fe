//! The whole flow inside one process: `q7x2` with a data directory and no server.

use std::path::Path;
use std::process::{Command, Output};

use q7x2_tests::{Process, binary, expected_content, wait_for, write_articles};

fn q7x2(folder: &Path) -> Command {
    let mut command = Command::new(binary("q7x2"));
    command.env_clear().env("NO_COLOR", "1").current_dir(folder);
    command.arg("--data-dir").arg(folder.join("data"));
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    q7x2(folder).args(arguments).output().expect("q7x2 runs")
}

fn lines(output: &Output) -> Vec<serde_json::Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

/// Returns how many articles are answered for.
fn kept(folder: &Path) -> u64 {
    let output = run(folder, &["status", "--format", "json"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    status["store"]["articles"].as_u64().expect("a count")
}

#[test]
fn a_folder_of_articles_is_answered_by_one_command() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 16);
    let output = run(folder.path(), &["query", "--speaker", "lind", "--format", "jsonl", "news"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8_lossy(&output.stdout);
    for n in [0, 8] {
        assert!(text.contains(&expected_content(n)), "article {n} in {text}");
    }
    assert_eq!(lines(&output).len(), 2, "Anna Lind speaks in two of the articles: {text}");

    // Asked again, everything is there already and the answer is the same.
    let again = run(folder.path(), &["query", "--speaker", "lind", "--format", "jsonl", "news"]);
    assert_eq!(again.stdout, output.stdout);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_it_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut articles = 0;
    loop {
        let before = articles as u64;
        articles += 400;
        assert!(articles <= 4000, "it was never caught in the middle");
        write_articles(&folder.path().join("news"), articles);
        let client =
            Process::start(q7x2(folder.path()).args(["ingest", "news"]), folder.path().join("log"));
        // Another process may look at any time; it takes no work from the one that is killed.
        wait_for("some articles to be answered", async || kept(folder.path()) > before).await;
        client.kill();
        if kept(folder.path()) < articles as u64 {
            break;
        }
    }

    let output = run(folder.path(), &["ingest", "news"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let arguments = ["query", "--limit", "all", "--kind", "direct", "--format", "jsonl"];
    let output = run(folder.path(), &arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    for n in 0..articles {
        assert_eq!(text.matches(&expected_content(n)).count(), 1, "article {n}");
    }
}
