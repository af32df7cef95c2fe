//! README's commands: each runs, and prints what is shown there.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::harness::Home;

const README: &str = include_str!("../../../../README.md");

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns the blocks of code of the page under a heading.
fn blocks(heading: &str) -> Vec<&'static str> {
    let section = README.split("\n## ").find(|section| section.starts_with(heading));
    let section = section.unwrap_or_else(|| panic!("README has no section {heading}"));
    section.split("```\n").skip(1).step_by(2).collect()
}

/// Returns the program as README has it: with the model inside, on 100 columns.
fn run(home: &Home, args: &[&str], folder: &std::path::Path) -> Output {
    let mut command: Command = home.command(args);
    command.env_remove("Q7X2_TAGGER").current_dir(folder).output().unwrap()
}

/// Compares what was printed with what is shown, in which `[…]` stands for blocks left out. The
/// confidence is fitted anew with every change of the extractor.
fn check(shown: &str, printed: &str) {
    let settled = |text: &str| -> Vec<String> {
        let lines = text.trim_end().lines();
        lines
            .map(|line| match line.starts_with("  confidence ") {
                true => "  confidence".to_owned(),
                false => line.to_owned(),
            })
            .collect()
    };
    let printed = settled(printed).join("\n");
    let mut rest = printed.as_str();
    let parts: Vec<String> =
        settled(shown).join("\n").split("[…]\n").map(|part| part.trim().to_owned()).collect();
    for (i, part) in parts.iter().enumerate() {
        let at = rest.find(part.as_str());
        let at = at.unwrap_or_else(|| panic!("README shows\n{part}\n\nbut printed is\n{printed}"));
        assert!(i > 0 || at == 0, "README leaves out the beginning of\n{printed}");
        rest = &rest[at + part.len()..];
    }
    assert_eq!(rest.trim(), "", "README leaves out the end of\n{printed}");
}

#[test]
fn the_first_commands_print_what_is_shown() {
    let home = Home::new();
    let [commands, answer, show] = blocks("Two commands")[..] else { panic!("three blocks") };
    let query =
        commands.lines().next().and_then(|line| line.strip_prefix("cargo run --release -- "));
    let args: Vec<&str> = query.unwrap().split(' ').collect();
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();
    check(answer, &text(&run(&home, &args, &repository())));
    let (command, shown) = show.split_once('\n').unwrap();
    let args: Vec<&str> = command.strip_prefix("$ q7x2 ").unwrap().split(' ').collect();
    check(shown, &text(&run(&home, &args, &repository())));
}

/// Returns the words of a line of commands, without what is said of it.
fn words(line: &str) -> Vec<String> {
    let command = line.find("   ").map_or(line, |end| &line[..end]);
    let mut words = vec![];
    for (i, part) in command.split('"').enumerate() {
        match i % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[test]
fn every_command_under_using_it_runs() {
    let home = Home::with_articles();
    home.write("news/a.txt", "“The ferry sails in May,” A. Lind told reporters on the radio.\n");
    home.write("archive.jsonl", r#"{"text":"“No offer came,” Anna Lind said."}"#);
    home.write("own.csv", "name,type\nAna Lind,person\n");
    let lines = blocks("Using it")[0].lines();
    let mut ran = 0;
    for line in lines {
        let words = words(line);
        let (program, args) = words.split_first().unwrap();
        assert_eq!(program, "q7x2");
        let mut args = args.to_vec();
        if args[0] == "audit" {
            continue; // it asks for keys on a terminal; its own tests press them
        }
        // An id of the day it was written is another one today.
        let has_ids = ["show", "correct", "articles"].contains(&args[0].as_str());
        let is_id = |word: &String| word.bytes().all(|b| b.is_ascii_hexdigit());
        if let Some(at) = args.iter().take(3).position(is_id).filter(|_| has_ids) {
            let answer = home.json(&["query", "--format", "json", "--limit", "1"]);
            let statement = &answer["statements"][0];
            let is_article = args[0] == "articles";
            let id = if is_article { &statement["document"]["id"] } else { &statement["id"] };
            args[at] = id.as_str().unwrap().to_owned();
        }
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let ended = home.run(&args);
        // Nothing found is an answer.
        assert!(matches!(ended.code, Some(0 | 1)), "{line}\n{ended}");
        ran += 1;
    }
    assert!(ran > 18, "{ran}");
}

#[test]
fn every_command_under_installing_is_one_that_is_built() {
    let dist = std::fs::read_to_string(repository().join("packaging/dist")).unwrap();
    assert!(dist.contains("--package q7x2-cli") && dist.contains("bin/q7x2"));
    let version = env!("CARGO_PKG_VERSION");
    let [install, packages] = blocks("Installing")[..] else { panic!("two blocks") };
    assert_eq!(install.trim(), "cargo install --locked --path crates/cli");
    assert!(repository().join("crates/cli/Cargo.toml").exists());
    for name in [
        format!("q7x2-{version}-x86_64-linux.tar.gz"),
        format!("q7x2-{version}-x86_64-linux/bin/q7x2"),
        format!("q7x2_{version}_amd64.deb"),
        format!("q7x2_cli-{version}-py3-none-"),
    ] {
        assert!(packages.contains(&name), "{name}");
    }
    Home::new().run(&["-V"]).expect_code(0);
}
