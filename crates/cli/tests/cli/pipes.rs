//! Where output goes: colours only where they are wanted, and a reader that goes away is nobody's
//! concern.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::harness::{ARTICLES, Home};

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let home = Home::new();
    let record = "{\"text\":\"“It stays,” Anna Lind said.\"}\n";
    home.write("many.jsonl", record.repeat(2000));
    for format in ["jsonl", "json", "text", "brat"] {
        let mut command = home.command(&["extract", "--format", format, "many.jsonl"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0; 10]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!((output.status.code(), stderr.as_str()), (Some(0), ""), "{format}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_read_and_waited_for_with_a_word() {
    let home = Home::new();
    let made = Command::new("mkfifo").arg(home.path().join("late")).status().unwrap();
    assert!(made.success());
    home.write("good.txt", "“It goes,” Ida Quill said.");
    let mut command = home.command(&["extract", "--format", "jsonl", "late", "good.txt"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (mut stderr, mut line) = (BufReader::new(child.stderr.take().unwrap()), String::new());
    stderr.read_line(&mut line).unwrap();
    assert!(line.contains("waiting for late: it is no regular file"), "{line}");
    home.write("late", "“It stays,” Anna Lind said.");
    let output = child.wait_with_output().unwrap();
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("It stays") && stdout.contains("It goes"), "{stdout}");
    line.clear();
    stderr.read_line(&mut line).unwrap();
    assert_eq!((output.status.code(), line.as_str()), (Some(0), ""));
}

#[test]
fn without_a_terminal_there_are_no_colours_unless_asked_for() {
    let home = Home::new();
    let coloured = |color: &str| {
        let args = ["extract", "--color", color, ARTICLES];
        home.run(&args).expect_code(0).stdout.contains('\u{1b}')
    };
    assert_eq!((coloured("auto"), coloured("always"), coloured("never")), (false, true, false));
}

#[test]
fn no_color_wins_over_a_terminal_that_is_forced() {
    let home = Home::new();
    let coloured = |variables: &[(&str, &str)]| {
        let mut command = home.command(&["extract", ARTICLES]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        output.stdout.contains(&0x1b)
    };
    assert!(coloured(&[("CLICOLOR_FORCE", "1")]));
    assert!(!coloured(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")]));
}

#[test]
fn an_article_cannot_steer_the_terminal() {
    let home = Home::new();
    home.write("a.txt", "“It \u{1b}[31mstays\u{7},” Anna Lind said.");
    let ran = home.run(&["query", "--speaker", "Lind", "a.txt"]).expect_code(0);
    assert!(ran.stdout.contains("“It ␛[31mstays␇,”") && !ran.stdout.contains('\u{1b}'), "{ran}");
    let answer = home.json(&["query", "--format", "json", "a.txt"]);
    let words = answer["statements"][0]["content"][0]["text"].as_str();
    assert_eq!(words, Some("“It \u{1b}[31mstays\u{7},”"), "programs are given what stands there");
}
