//! What must hold after an attack, counted. It only looks; it mends nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::AddAssign;
use std::process::Output;

use crate::press::Piece;

/// How often each promise was broken. All zero after an attack that found nothing.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Verdict {
    /// Acknowledged articles that are neither answered in full nor set aside.
    pub(crate) lost: usize,
    /// Acknowledged articles that stay in line, or were set aside for what another one did.
    pub(crate) stuck: usize,
    /// Statements that are kept or exported more than once, and articles accepted twice.
    pub(crate) doubled: usize,
    /// Statements that match and are not in an export.
    pub(crate) hidden: usize,
}

impl AddAssign<&Verdict> for Verdict {
    fn add_assign(&mut self, other: &Verdict) {
        self.lost += other.lost;
        self.stuck += other.stuck;
        self.doubled += other.doubled;
        self.hidden += other.hidden;
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lost, stuck, doubled, hidden } = self;
        write!(f, "lost {lost}, stuck {stuck}, doubled {doubled}, hidden {hidden}")
    }
}

/// A statement, as far as a verdict needs it.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    /// Its id.
    pub(crate) id: String,
    /// Its words.
    pub(crate) content: Vec<String>,
}

/// Looks whether what was answered from an article is what was quoted in it, each once.
pub(crate) fn judge_article(piece: &Piece, kept: &[Kept], set_aside: bool) -> Verdict {
    let mut verdict = Verdict::default();
    if set_aside {
        verdict.stuck += usize::from(!piece.poisonous);
        return verdict;
    }
    let times =
        |quote: &String| kept.iter().flat_map(|k| &k.content).filter(|c| *c == quote).count();
    let times: Vec<usize> = piece.quoted.iter().map(times).collect();
    verdict.lost += usize::from(kept.is_empty() || times.contains(&0));
    verdict.doubled += times.iter().filter(|times| **times > 1).count();
    verdict
}

/// Looks whether an export holds each of some statements once, and no statement twice.
pub(crate) fn judge_export(exported: &[String], expected: &BTreeSet<String>) -> Verdict {
    let mut times: BTreeMap<&String, usize> = BTreeMap::new();
    for id in exported {
        *times.entry(id).or_default() += 1;
    }
    Verdict {
        doubled: times.values().filter(|times| **times > 1).count(),
        hidden: expected.iter().filter(|id| !times.contains_key(id)).count(),
        ..Verdict::default()
    }
}

/// The arguments of an export of everything.
pub(crate) const EXPORT: [&str; 7] =
    ["query", "--limit", "all", "--mode", "all", "--format", "jsonl"];

/// Returns the statements of an export, or `None` when the command failed. Nothing found is an
/// empty export.
pub(crate) fn exported(output: &Output) -> Option<Vec<Kept>> {
    if !matches!(output.status.code(), Some(0 | 1)) {
        return None;
    }
    let printed = String::from_utf8_lossy(&output.stdout);
    let kept = printed.lines().map(|line| {
        let statement: serde_json::Value = serde_json::from_str(line).expect("a line of JSON");
        let content = statement["content"].as_array().expect("a list of spans");
        let text = |span: &serde_json::Value| span["text"].as_str().unwrap_or_default().to_owned();
        Kept {
            id: statement["id"].as_str().expect("an id").to_owned(),
            content: content.iter().map(text).collect(),
        }
    });
    Some(kept.collect())
}

#[test]
fn every_broken_promise_is_counted() {
    let piece =
        Piece {
            text: String::new(), quoted: vec!["“a,”".into(), "“b,”".into()], poisonous: false
        };
    let kept = |id: &str, content: &str| Kept { id: id.into(), content: vec![content.into()] };
    let (a, b) = (kept("1", "“a,”"), kept("2", "“b,”"));
    let counts = |v: Verdict| (v.lost, v.stuck, v.doubled, v.hidden);
    assert_eq!(counts(judge_article(&piece, &[a.clone(), b.clone()], false)), (0, 0, 0, 0));
    assert_eq!(counts(judge_article(&piece, std::slice::from_ref(&a), false)), (1, 0, 0, 0));
    assert_eq!(counts(judge_article(&piece, &[a.clone(), b, a], false)), (0, 0, 1, 0));
    assert_eq!(counts(judge_article(&piece, &[], true)), (0, 1, 0, 0));
    let expected = BTreeSet::from(["1".to_owned(), "2".to_owned()]);
    let judged = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        counts(judge_export(&ids, &expected))
    };
    assert_eq!(judged(&["1", "2", "3"]), (0, 0, 0, 0));
    assert_eq!(judged(&["1", "1"]), (0, 0, 1, 1));
}
