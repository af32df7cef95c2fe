//! The help of every command, which docs/cli.md publishes.

use std::path::PathBuf;

use crate::harness::Home;

const HEAD: &str = "\
# The command line of q7x2

<!-- Made of the program's own help: `UPDATE=1 cargo test -p q7x2-cli --test cli help` writes it anew. -->

";

const COMMANDS: [&str; 20] = [
    "ingest",
    "watch",
    "query",
    "extract",
    "show",
    "speakers",
    "correct",
    "articles",
    "status",
    "retry",
    "reextract",
    "audit",
    "export",
    "import",
    "check",
    "serve",
    "keys",
    "config",
    "completions",
    "man",
];

/// The commands below others.
const BELOW: [(&str, &[&str]); 5] = [
    ("speakers", &["merge", "split", "rename", "pin", "undo", "log"]),
    ("correct", &["undo", "log", "export"]),
    ("articles", &["list", "show", "set", "forget", "undo", "log"]),
    ("keys", &["init", "token", "revoke"]),
    ("config", &["show"]),
];

#[test]
fn the_published_page_is_the_programs_help() {
    let mut page = HEAD.to_owned();
    page.push_str(&section("q7x2", &["--help"]));
    for command in COMMANDS {
        page.push_str(&section(&format!("q7x2 {command}"), &[command, "--help"]));
        let below = BELOW.iter().filter(|(above, _)| *above == command);
        for name in below.flat_map(|(_, names)| *names) {
            let title = format!("q7x2 {command} {name}");
            page.push_str(&section(&title, &[command, name, "--help"]));
        }
    }
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/cli.md");
    if is_to_be_updated() {
        std::fs::write(&path, &page).unwrap();
    }
    let published = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == page,
        "docs/cli.md is not what the program says; UPDATE=1 cargo test -p q7x2-cli --test cli help"
    );
}

#[test]
fn every_command_is_on_the_page() {
    assert_eq!(listed(&["--help"]), COMMANDS);
    for command in COMMANDS {
        let below = BELOW.iter().find(|(above, _)| *above == command);
        let below = below.map(|(_, names)| names.to_vec()).unwrap_or_default();
        assert_eq!(listed(&[command, "--help"]), below, "{command}");
    }
}

/// Returns the commands that a help lists, but for `help` itself.
fn listed(args: &[&str]) -> Vec<String> {
    let help = Home::new().run(args).expect_code(0).stdout;
    let Some((_, commands)) = help.split_once("Commands:\n") else { return vec![] };
    let (commands, _) = commands.split_once("\n\n").unwrap();
    let listed = commands.lines().filter(|line| !line.starts_with("     "));
    let names = listed.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn without_a_command_the_help_is_shown_and_that_is_a_mistake() {
    let ran = Home::new().run(&[]).expect_code(2);
    assert!(ran.stderr.contains("Usage: q7x2"), "{ran}");
}

#[test]
fn a_mistake_is_one_line_that_says_where_to_look() {
    let home = Home::new();
    insta::assert_snapshot!(home.run(&["query", "--speeker", "Lind"]), @"
    --- stderr
    q7x2: unexpected argument '--speeker' found; tip: a similar argument exists: '--speaker'; `q7x2 query --help` says more
    --- exit code 2
    ");
    insta::assert_snapshot!(home.run(&["query", "--since", "yesterday"]), @r#"
    --- stderr
    q7x2: invalid value 'yesterday' for '--since <DATE>': "yesterday" is not a date; write 2024, 2024-05, 2024-05-01 or 2024-05-01T10:30:00Z (RFC 3339), or the form of feeds, Wed, 01 May 2024 10:30:00 GMT; `q7x2 query --help` says more
    --- exit code 2
    "#);
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish"] {
        let ran = Home::new().run(&["completions", shell]).expect_code(0);
        assert!(COMMANDS.iter().all(|command| ran.stdout.contains(command)), "{shell}");
    }
}

#[test]
fn completions_know_the_conditions_of_a_query_and_what_a_cue_can_do() {
    let ran = Home::new().run(&["completions", "bash"]).expect_code(0);
    for word in ["--to", "--channel", "--first-hand", "--said-since", "--min-confidence"] {
        assert!(ran.stdout.contains(word), "{word}");
    }
    assert!(ran.stdout.contains("threatened asked believes intends declined_to_comment"), "{ran}");
}

#[expect(clippy::disallowed_methods, reason = "a test has no arguments of its own")]
fn is_to_be_updated() -> bool {
    std::env::var_os("UPDATE").is_some()
}

fn section(title: &str, args: &[&str]) -> String {
    let help = Home::new().run(args).expect_code(0).stdout;
    let lines: Vec<&str> = help.lines().map(str::trim_end).collect();
    format!("## `{title}`\n\n```text\n{}\n```\n\n", lines.join("\n").trim_end())
}
