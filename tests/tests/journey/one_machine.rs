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
    let articles = 400;
    write_articles(&folder.path().join("news"), articles);
    let queue = folder.path().join("data/queue.sqlite");
    let client =
        Process::start(q7x2(folder.path()).args(["ingest", "news"]), folder.path().join("log"));
    wait_for("the queue to be there", async || queue.exists()).await;
    client.kill();

    let output = run(folder.path(), &["ingest", "news"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let arguments = ["query", "--limit", "1000", "--kind", "direct", "--format", "jsonl"];
    let output = run(folder.path(), &arguments);
    let text = String::from_utf8_lossy(&output.stdout);
    for n in 0..articles {
        assert_eq!(text.matches(&expected_content(n)).count(), 1, "article {n}");
    }
}
