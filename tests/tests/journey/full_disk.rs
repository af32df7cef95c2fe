//! The disk runs full while articles are stored. Needs a file system of its own, which `unshare`
//! can make on Linux; where it may not, the test says so and checks nothing.

use std::process::{Command, Output};

use q7x2_tests::{binary, expected_content, write_articles};

/// Runs a script in a mount namespace with a small file system at `$DISK`.
fn on_a_small_disk(folder: &std::path::Path, script: &str) -> Option<Output> {
    let disk = folder.join("disk");
    std::fs::create_dir_all(&disk).expect("a folder");
    let script = format!("mount -t tmpfs -o size=1m none \"$DISK\" || exit 77\n{script}");
    let flags: &[&str] = if is_root() { &["-m"] } else { &["-r", "-m"] };
    let output = Command::new("unshare")
        .args(flags)
        .args(["sh", "-c", &script])
        .env("DISK", &disk)
        .env("Q7X2_TAGGER", "rules")
        .env("Q7X2", binary("q7x2"))
        .env("NEWS", folder.join("news"))
        .env("OUT", folder)
        .output();
    output.ok().filter(|output| output.status.code() != Some(77) && output.status.code() != Some(1))
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|output| output.stdout.starts_with(b"0"))
}

#[test]
fn a_full_disk_is_told_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    write_articles(&folder.path().join("news"), 3000);
    // After the failure the data is moved to where there is room, and the same command goes on.
    let script = r#"
        "$Q7X2" --data-dir "$DISK/data" ingest "$NEWS" >"$OUT/first.out" 2>"$OUT/first.err"
        echo $? >"$OUT/first.code"
        cp -r "$DISK/data" "$OUT/moved"
        "$Q7X2" --data-dir "$OUT/moved" ingest "$NEWS" >"$OUT/second.out" 2>"$OUT/second.err"
        echo $? >"$OUT/second.code"
        "$Q7X2" --data-dir "$OUT/moved" query --kind direct --limit 10000 --format jsonl >"$OUT/answers"
        exit 0
    "#;
    if on_a_small_disk(folder.path(), script).is_none() {
        assert!(option_env!("Q7X2_CI").is_none(), "a small file system must be made here");
        eprintln!("SKIPPED: no file system of a fixed size can be made here (unshare)");
        return;
    }
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("was written");
    let (code, message) = (read("first.code"), read("first.err"));
    assert_ne!(code.trim(), "0", "a disk of 1 MiB cannot hold 3,000 articles: {message}");
    assert!(message.contains("no space left"), "it says what is wrong: {message}");
    assert!(!message.contains("panicked"), "{message}");
    assert_eq!(read("second.code").trim(), "0", "{}", read("second.err"));
    let answers = read("answers");
    for n in [0, 1, 1500, 2999] {
        assert_eq!(answers.matches(&expected_content(n)).count(), 1, "article {n}");
    }
}
