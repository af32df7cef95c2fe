//! Findings that need a real binary and no cluster, and the list of all findings with their tests.

use std::path::Path;
use std::process::Command;

use q7x2_tests::{binary, wait_for};

/// Where each finding stands with the tests that hold it.
const LIST: &str = include_str!("../../docs/attack.md");

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_line_without_an_end_is_refused_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::os::unix::fs::symlink("/dev/zero", path("endless.jsonl")).expect("a link");
    std::fs::write(path("good.txt"), "“The ferry sails again,” Vera Tarn said.\n").expect("a file");
    for command in ["extract", "ingest"] {
        let file = |name| std::fs::File::create(path(name)).expect("a file");
        let mut client = Command::new(binary("q7x2"));
        client.env_clear().env("Q7X2_TAGGER", "rules").current_dir(folder.path());
        client.args(["--data-dir", "data", command, "--format", "jsonl"]);
        client.args(["endless.jsonl", "good.txt"]).stdout(file("out")).stderr(file("err"));
        let mut client = client.spawn().expect("q7x2 starts");
        let mut ended = None;
        // It would read for ever, and a wait has an end.
        wait_for("the command to end", async || {
            ended = client.try_wait().expect("a child can be waited for");
            ended.is_some()
        })
        .await;
        let said = std::fs::read_to_string(path("err")).expect("what it said");
        assert_eq!(ended.and_then(|status| status.code()), Some(3), "{said}");
        assert!(said.contains("endless.jsonl:1 (byte 0): the line is over the limit of"), "{said}");
        let printed = std::fs::read_to_string(path("out")).expect("what it printed");
        assert!(printed.contains("good.txt"), "{command}: {printed}");
    }
}

/// Extracts by the rules from lines that are a statement each; returns the most memory that was in use, in bytes, and
/// how many statements there were. `None` where the system does not tell.
async fn extract_lines(folder: &Path, lines: usize) -> Option<(u64, usize)> {
    let (text, printed) = (folder.join("lines.txt"), folder.join("printed"));
    std::fs::write(&text, "Lind: yes\n".repeat(lines)).expect("a file");
    let mut client = Command::new(binary("q7x2"));
    client.env_clear().env("Q7X2_TAGGER", "rules").current_dir(folder);
    client.args(["extract", "--timeout", "600", "--format", "jsonl", "lines.txt"]);
    let file = |path: &Path| std::fs::File::create(path).expect("a file");
    client.stdout(file(&printed)).stderr(file(&folder.join("err")));
    let mut client = client.spawn().expect("q7x2 starts");
    let (mut most, mut ended) = (None, None);
    wait_for("the text to be read", async || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", client.id()));
        let peak = status.ok().and_then(|status| {
            let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
            line.trim().trim_end_matches(" kB").parse::<u64>().ok()
        });
        // Of what has just ended there is nothing to be told any more.
        most = peak.map(|kib| kib << 10).or(most);
        ended = client.try_wait().expect("a child can be waited for");
        ended.is_some()
    })
    .await;
    assert_eq!(ended.and_then(|status| status.code()), Some(0));
    let printed = std::fs::read(&printed).expect("what it printed");
    let document: serde_json::Value = serde_json::from_slice(&printed).expect("JSON");
    Some((most?, document["statements"].as_array().expect("a list").len()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_of_nothing_but_statements_takes_little_memory() {
    let folder = tempfile::tempdir().expect("a folder");
    // Both are long, so that what a thread keeps beside them is in neither.
    let short = extract_lines(folder.path(), 16_000).await;
    let Some((short, few)) = short else {
        eprintln!("SKIPPED: the memory of a process is not told here (/proc)");
        return;
    };
    let (long, many) = extract_lines(folder.path(), 32_000).await.expect("it was told before");
    assert_eq!([few, many], [16_000, 32_000], "a line is a statement");
    // It was nearly seven thousand, and is 700 to 1,800, as the allocator gives back; a hundred thousand lines are the
    // longest text there may be.
    let each = long.saturating_sub(short) / 16_000;
    assert!(each <= 2_500, "{each} bytes for each statement: {short} and {long} in all");
}

#[test]
fn every_test_on_the_list_is_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut tests = 0;
    for line in LIST.lines().filter(|line| line.starts_with("| `")) {
        let mut quoted = line.split('`').skip(1).step_by(2);
        let file = quoted.next().expect("a file");
        let code = std::fs::read_to_string(root.join(file));
        let code = code.unwrap_or_else(|error| panic!("{file}: {error}"));
        for name in quoted {
            assert!(code.contains(&format!("fn {name}(")), "{file} has no test {name}");
            tests += 1;
        }
    }
    assert!(tests > 50, "the list is not read: {tests}");
}
