//! Words of English are data: lists of them lie in `data/`, where they can be read, counted and
//! mended without knowing the code around them. A few may stand in a file of code.
//!
//! A word literal is a string literal of letters, spaces, apostrophes and hyphens alone, with a
//! letter in it, that names no list of a table, is no argument of a message (`expect`, `format!` and their like) and not in
//! tests. A literal counts as many words as it has, so that a list in one literal is a list.

use std::collections::BTreeMap;

use super::exceptions::{EXCEPTIONS, Exceptions};
use super::rust::{self, Token, TokenKind};
use super::source::SourceFile;
use super::{Problem, SOURCES};

/// How many words a file of code may have.
pub(super) const MOST_WORDS: usize = 12;

/// Where files may have an exception at all: stages that were written with their words in code, and
/// what names the clues of a learned table.
const EXCEPTED: [&str; 5] = [
    "crates/extractor/src/act",
    "crates/extractor/src/asserted",
    "crates/extractor/src/circumstances",
    "crates/extractor/src/relay",
    "crates/extractor/src/resolve",
];

/// What takes a message, not a word: macros and methods.
const MESSAGES: [&str; 20] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "bail",
    "compile_error",
    "concat",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "ensure",
    "expect",
    "expect_err",
    "format",
    "include_str",
    "panic",
    "print",
    "unimplemented",
    "unreachable",
    "write",
    "writeln",
];

/// What names the lists of a table, which are matched with no text: macros.
const KEYS: [&str; 1] = ["classes"];

/// Returns the files with more words than they may have, and exceptions that are too high.
pub(super) fn check(files: &[SourceFile], exceptions: &Exceptions) -> Vec<Problem> {
    let counted = count_all(files);
    let mut problems = Vec::new();
    for (path, count) in &counted {
        let (count, excepted) = (*count, exceptions.words.get(path).copied());
        let what = match excepted {
            None if count > MOST_WORDS => format!(
                "{count} words in string literals, the limit is {MOST_WORDS}: move them to data/"
            ),
            Some(most) if count > most => {
                format!("{count} words in string literals, excepted are {most}: move them to data/")
            }
            Some(most) if count <= MOST_WORDS => {
                format!("{count} words need no exception of {most}: drop it from {EXCEPTIONS}")
            }
            Some(most) if count < most => {
                format!("{count} words, excepted are {most}: lower it in {EXCEPTIONS}")
            }
            _ => continue,
        };
        problems.push(Problem::in_file(path, what));
    }
    let elsewhere = |path: &&String| !EXCEPTED.iter().any(|within| path.starts_with(within));
    for path in exceptions.words.keys().filter(elsewhere) {
        let what = format!("{path} can have no exception: move its words to data/");
        problems.push(Problem::in_file(EXCEPTIONS, what));
    }
    for path in exceptions.words.keys().filter(|path| !counted.contains_key(*path)) {
        let what = format!("there is no {path} any more: drop it from [words]");
        problems.push(Problem::in_file(EXCEPTIONS, what));
    }
    problems
}

/// Returns how many words each file of code has.
pub(super) fn count_all(files: &[SourceFile]) -> BTreeMap<String, usize> {
    let own = files.iter().filter(|file| {
        let within = SOURCES.iter().any(|folder| file.path.starts_with(folder));
        within && file.extension() == "rs" && !file.is_test()
    });
    own.map(|file| (file.path.clone(), count(&rust::shipped(&file.text)))).collect()
}

/// Returns the files with more words than they may have, and how many.
pub(super) fn over_limit(files: &[SourceFile]) -> BTreeMap<String, usize> {
    count_all(files).into_iter().filter(|(_, count)| *count > MOST_WORDS).collect()
}

fn count(tokens: &[Token<'_>]) -> usize {
    let (mut words, mut at) = (0, 0);
    while at < tokens.len() {
        match tokens[at].kind {
            TokenKind::Name(name) if MESSAGES.contains(&name) => {
                let open =
                    at + 1 + usize::from(tokens.get(at + 1).is_some_and(|next| next.is('!')));
                if tokens.get(open).is_some_and(|next| next.is('(')) {
                    at = rust::closing(tokens, open);
                }
            }
            TokenKind::Name(name)
                if KEYS.contains(&name)
                    && tokens.get(at + 1).is_some_and(|next| next.is('!'))
                    && tokens.get(at + 2).is_some_and(|next| next.is('{')) =>
            {
                at = rust::closing(tokens, at + 2);
            }
            TokenKind::Literal(held) if is_words(held) => words += held.split_whitespace().count(),
            _ => {}
        }
        at += 1;
    }
    words
}

fn is_words(held: &str) -> bool {
    held.chars().all(|c| c.is_alphabetic() || " '’-".contains(c))
        && held.contains(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tidy::source::file;

    fn check_count(text: &str, expect: usize) {
        assert_eq!(count(&rust::shipped(text)), expect, "{text}");
    }

    #[test]
    fn words_are_counted_and_messages_are_not() {
        check_count("matches!(word, \"said\" | \"told\") || word == \"shot back\"", 4);
        check_count("const A: [&str; 2] = [\"o’clock\", \"vice-\"];", 2);
        check_count("x.expect(\"a text\"); format!(\"no\"); write!(f, \"the end\")", 0);
        check_count("[\"\", \" \", \"’\", \"a.b\", \"n: {}\", \"2024\", \"a_b\"]", 0);
        check_count("classes! { A = \"verbs\", } classes(\"said\")", 1);
        check_count("#[expect(x, reason = \"so it is\")]\nfn f() {}", 0);
        check_count("#[cfg(test)]\nmod tests { fn f() { \"said\" } }", 0);
    }

    #[test]
    fn files_stay_below_the_limit_and_exceptions_only_shrink() {
        let path = format!("{}/a.rs", EXCEPTED[0]);
        let problems = |count: usize, excepted: Option<usize>| {
            let text = format!("[{}]", "\"said\", ".repeat(count));
            let words = excepted.map(|most| (path.clone(), most)).into_iter().collect();
            check(&[file(&path, &text)], &Exceptions { words, ..Exceptions::default() }).len()
        };
        assert_eq!(problems(MOST_WORDS, None), 0);
        assert_eq!(problems(MOST_WORDS + 1, None), 1);
        assert_eq!(problems(MOST_WORDS + 5, Some(MOST_WORDS + 5)), 0);
        assert_eq!(problems(MOST_WORDS + 6, Some(MOST_WORDS + 5)), 1, "it grew");
        assert_eq!(problems(MOST_WORDS + 4, Some(MOST_WORDS + 5)), 1, "it shrank: lower it");
        assert_eq!(problems(MOST_WORDS, Some(MOST_WORDS + 5)), 1, "it needs none any more");
        let words = [(format!("{}.rs", EXCEPTED[0]), 30)].into();
        assert_eq!(check(&[], &Exceptions { words, ..Exceptions::default() }).len(), 1);
        let path = format!("{}a.rs", SOURCES[0]);
        let words = [(path.clone(), 30)].into();
        let exceptions = Exceptions { words, ..Exceptions::default() };
        let text = "\"said\", ".repeat(30);
        assert_eq!(check(&[file(&path, &text)], &exceptions).len(), 1, "no exception here");
        assert_eq!(
            check(&[file("crates/cli/src/a.rs", &"\"a\"".repeat(40))], &Exceptions::default())
                .len(),
            0
        );
    }
}
