//! Bad input gets a clear message that names it, the rest goes on, and the exit code is 3.

use crate::harness::{Home, Ran};

const GOOD: &str = "“It stays open,” Mayor Anna Lind said.";

/// Ingests `bad` beside a good article; checks that the good one is kept and only `bad` is not.
fn check(home: &Home, bad: &str) -> Ran {
    home.write("good.txt", GOOD);
    let ran = home.run(&["ingest", bad, "good.txt"]).expect_code(3);
    assert!(ran.stdout.starts_with("1 accepted, 0 duplicates, 1 rejected in "), "{ran}");
    home.run(&["query", "--speaker", "Lind"]).expect_code(0);
    let extracted = home.run(&["extract", "--format", "jsonl", bad, "good.txt"]).expect_code(3);
    assert_eq!(extracted.stdout.lines().count(), 1, "{extracted}");
    assert_eq!(extracted.stderr, ran.stderr);
    ran
}

#[test]
fn an_empty_file() {
    let home = Home::new();
    home.write("bad.txt", "");
    let ran = check(&home, "bad.txt");
    assert_eq!(ran.stderr, "q7x2: rejected bad.txt: the file is empty\n");
}

#[test]
fn a_binary_file() {
    let home = Home::new();
    home.write("bad.txt", [0x7f, b'E', b'L', b'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let ran = check(&home, "bad.txt");
    assert_eq!(ran.stderr, "q7x2: rejected bad.txt: is a binary file, not text\n");
}

#[test]
fn a_line_of_five_mebibytes() {
    let home = Home::new();
    home.write("bad.txt", "a ".repeat(5 << 19));
    let ran = check(&home, "bad.txt");
    assert!(
        ran.stderr.contains("rejected bad.txt: the file has 5242880 bytes and is over"),
        "{ran}"
    );
    let home = Home::new();
    home.write("bad.jsonl", format!("{{\"text\":\"{}\"}}\n", "a ".repeat(5 << 19)));
    let ran = check(&home, "bad.jsonl");
    assert!(
        ran.stderr.contains("rejected bad.jsonl:1 (byte 0): the line has 5242891 bytes"),
        "{ran}"
    );
}

#[test]
fn a_path_that_does_not_exist() {
    let ran = check(&Home::new(), "missing.txt");
    let expect = "q7x2: rejected missing.txt: cannot be read: No such file or directory";
    assert!(ran.stderr.starts_with(expect), "{ran}");
}

#[test]
fn a_link_to_nowhere() {
    let home = Home::new();
    #[cfg(unix)]
    std::os::unix::fs::symlink("nowhere.txt", home.path().join("bad.txt")).unwrap();
    let ran = check(&home, "bad.txt");
    assert!(ran.stderr.starts_with("q7x2: rejected bad.txt: cannot be read: "), "{ran}");
}

#[cfg(unix)]
#[test]
fn an_unreadable_file() {
    use std::os::unix::fs::PermissionsExt;

    let home = Home::new();
    home.write("bad.txt", GOOD);
    let path = home.path().join("bad.txt");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&path).is_ok() {
        // Nothing is unreadable for the superuser. A loop of links is, for everybody.
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink("bad.txt", &path).unwrap();
    }
    let ran = check(&home, "bad.txt");
    assert!(ran.stderr.starts_with("q7x2: rejected bad.txt: cannot be read: "), "{ran}");
}

#[test]
fn a_folder_without_articles() {
    let home = Home::new();
    home.write("photos/a.png", [0x89, b'P', b'N', b'G']);
    let ran = check(&home, "photos");
    assert!(
        ran.stderr.contains("rejected photos: the folder holds no file of an ending that is read"),
        "{ran}"
    );
}

#[test]
fn a_folder_of_ten_thousand_small_files() {
    let home = Home::new();
    for n in 0..10_000 {
        home.write(&format!("many/{:02}/{n:05}.txt", n % 100), format!("{n}. {GOOD}"));
    }
    let ran = home.run(&["ingest", "many"]).expect_code(0);
    assert!(ran.stdout.starts_with("10000 accepted, 0 duplicates, 0 rejected in "), "{ran}");
    let status = home.json(&["status", "--format", "json"]);
    assert_eq!(
        (&status["store"]["articles"], &status["queue"]["waiting"]),
        (&10_000.into(), &0.into())
    );
}

#[test]
fn a_data_directory_that_cannot_be_used() {
    let home = Home::new();
    home.write("file", "");
    let ran = home.run(&["--data-dir", "file", "query", "--speaker", "Lind"]).expect_code(4);
    assert_eq!(ran.stderr.lines().count(), 1, "{ran}");
    assert!(ran.stderr.contains("the data directory file"), "{ran}");
}

#[test]
fn a_byte_that_is_no_text_is_told_and_the_quotation_is_kept() {
    let home = Home::new();
    home.write("odd.txt", b"\xe2\x80\x9cOdd,\xe2\x80\x9d said Ann Roe. \xe2\x28\xa1\n");
    let expect =
        "q7x2: warning: odd.txt (byte 25): bytes that are not UTF-8 were replaced by U+FFFD\n";
    let extracted = home.run(&["extract", "odd.txt"]).expect_code(0);
    assert_eq!(extracted.stderr, expect);
    assert!(extracted.stdout.contains("“Odd,”"), "{extracted}");
    assert_eq!(home.run(&["ingest", "odd.txt"]).expect_code(0).stderr, expect);
}

#[test]
fn standard_input_is_named_in_words() {
    let ran = Home::new().run_with_input(&["ingest", "-"], "").expect_code(3);
    assert_eq!(ran.stderr, "q7x2: rejected standard input: the file is empty\n");
}
