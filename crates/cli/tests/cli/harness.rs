//! Runs `q7x2` in an empty environment with a data directory and a folder of its own.

use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// The repository's own articles for tests.
pub(crate) const ARTICLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cli/articles");

/// A throw-away home with a data directory, and a folder to work in.
pub(crate) struct Home(TempDir);

/// How a run ended.
pub(crate) struct Ran {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
    home: PathBuf,
}

impl Home {
    /// Returns a new, empty home.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Returns a home in which the test articles are kept already.
    pub(crate) fn with_articles() -> Self {
        let home = Self::new();
        home.run(&["ingest", ARTICLES]).expect_code(0);
        home
    }

    /// Returns the folder to work in.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file into the folder to work in.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }

    /// Runs the program to its end.
    #[must_use = "compare it or check its exit code"]
    pub(crate) fn run(&self, args: &[&str]) -> Ran {
        self.ran(&self.command(args).output().unwrap())
    }

    /// Runs the program with `input` on its standard input.
    #[must_use = "compare it or check its exit code"]
    pub(crate) fn run_with_input(&self, args: &[&str], input: &str) -> Ran {
        let input_path = self.path().join("standard-input");
        std::fs::write(&input_path, input).unwrap();
        let input = std::fs::File::open(&input_path).unwrap();
        std::fs::remove_file(&input_path).unwrap();
        self.ran(&self.command(args).stdin(input).output().unwrap())
    }

    /// Runs the program and returns what it printed as JSON.
    pub(crate) fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(args);
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"))
    }

    /// Returns the program, about to be run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_q7x2"));
        command
            .args(args)
            .env_clear()
            // What is extracted changes with every model; these tests are about the rest.
            .env("Q7X2_TAGGER", "rules")
            .env("COLUMNS", "100")
            .env("HOME", self.path())
            .env("Q7X2_DATA_DIR", self.path().join("data"))
            .current_dir(self.path())
            .stdin(Stdio::null());
        command
    }

    fn ran(&self, output: &Output) -> Ran {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Ran {
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
            code: output.status.code(),
            home: self.path().to_path_buf(),
        }
    }
}

/// Returns what a Python program prints, if the packages that it needs are there.
#[expect(clippy::print_stderr, reason = "what is skipped is said aloud")]
pub(crate) fn python(home: &Home, needs: &str, program: &str) -> Option<String> {
    let run = |program: &str| {
        Command::new("python3").args(["-c", program]).current_dir(home.path()).output()
    };
    let has = run(&format!("import {needs}")).is_ok_and(|output| output.status.success());
    if !has {
        assert!(option_env!("Q7X2_CI").is_none(), "python3 lacks {needs}: it is in .ci/run");
        eprintln!("SKIPPED: python3 has no {needs}, which this test needs");
        return None;
    }
    let output = run(program).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap())
}

impl Ran {
    /// Checks the exit code.
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self}");
        self
    }
}

/// What was printed, without what differs from run to run.
impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let home = self.home.display().to_string();
        let shown =
            |text: &str| settled(&text.replace(ARTICLES, "[articles]").replace(&home, "[home]"));
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                writeln!(f, "--- {name}\n{}", shown(text).trim_end())?;
            }
        }
        writeln!(f, "--- exit code {}", self.code.map_or("none".into(), |code| code.to_string()))
    }
}

/// Replaces ids and durations by what they are.
fn settled(text: &str) -> String {
    let mut settled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_alphanumeric()) {
        let (before, from) = rest.split_at(start);
        let end = from.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(from.len());
        let (word, after) = from.split_at(end);
        settled.push_str(before);
        let hexadecimal = word.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        settled.push_str(match word.len() {
            16 if hexadecimal => "[statement]",
            32 if hexadecimal => "[article]",
            _ => word,
        });
        rest = after;
    }
    settled.push_str(rest);
    without_durations(&settled)
}

/// Replaces the time that a summary ends with, and confidences, which are fitted anew.
fn without_durations(text: &str) -> String {
    let lines = text.lines().map(|line| match line.rsplit_once(" in ") {
        Some((before, time)) if time.ends_with(" s") => format!("{before} in [time]"),
        _ if line.starts_with("  confidence ") => "  confidence [confidence]".to_owned(),
        _ => match line.split_once("\"seconds\": ") {
            Some((before, _)) => format!("{before}\"seconds\": [time]"),
            None => line.to_owned(),
        },
    });
    lines.collect::<Vec<_>>().join("\n")
}
