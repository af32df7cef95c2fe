//! The same attack on one machine: there is no server, and the process that reads, keeps and
//! answers is the one that is killed.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use q7x2_tests::{binary, within};

use crate::chance::Chance;
use crate::feeder::{Feeder, Receipt};
use crate::press::{Piece, SMALL, invent, poison};
use crate::verdict::{EXPORT, Kept, Verdict, exported, judge_article};

/// How often somebody who goes on after each death would try at most: once more than an article has
/// attempts, and once for each of the kills.
const TRIES: usize = 12;

/// Kills the process while it takes in articles, one of them poisonous, and goes on each time.
///
/// # Panics
/// When it never comes to an end.
pub(crate) async fn attack(seed: u64, kills: usize) -> Verdict {
    let mut chance = Chance::new(seed);
    let folder = tempfile::tempdir().expect("a folder");
    let mut pieces = invent(&mut chance, seed, 120);
    let place = chance.below(pieces.len());
    pieces.insert(place, poison(seed));
    let mut verdict = Verdict::default();
    let mut acknowledged: BTreeSet<usize> = BTreeSet::new();
    for kill in 0..kills {
        let name = format!("killed-{kill}");
        let unknown: Vec<usize> = unknown(&pieces, &acknowledged);
        let mut client = bring(folder.path(), &name, &pieces, &unknown);
        client.until(1 + chance.below(unknown.len().max(1))).await;
        client.kill();
        acknowledge(&client.receipts(), &mut acknowledged, &mut verdict);
    }
    let everything: Vec<usize> = (0..pieces.len()).collect();
    let mut articles = vec![];
    for trial in 0..TRIES {
        let mut client = bring(folder.path(), &format!("trial-{trial}"), &pieces, &everything);
        client.end_of_input();
        client.until(usize::MAX).await;
        let receipts = client.receipts();
        acknowledge(&receipts, &mut acknowledged, &mut verdict);
        // A process that was killed has no exit code; one that goes without an answer has.
        if client.code().is_some() {
            articles = receipts;
            break;
        }
    }
    assert_eq!(articles.len(), pieces.len(), "it never came to an end");
    let mut client = bring(folder.path(), "again", &pieces, &[place]);
    client.end_of_input();
    client.until(usize::MAX).await;
    let told = client.receipts().pop().expect("a receipt").reason;
    assert!(told.contains("set aside"), "a new ingest tells what holds it: {told:?}");
    judge(folder.path(), &pieces, &articles, verdict)
}

/// Returns which articles were not acknowledged yet.
fn unknown(pieces: &[Piece], acknowledged: &BTreeSet<usize>) -> Vec<usize> {
    (0..pieces.len()).filter(|piece| !acknowledged.contains(piece)).collect()
}

/// Starts a process that is given some articles.
fn bring(folder: &Path, name: &str, pieces: &[Piece], numbers: &[usize]) -> Feeder {
    let client = q7x2(folder, &["ingest", "--format", "jsonl", "-"]);
    let mut feeder = Feeder::start(within(&client, SMALL), folder, name);
    for number in numbers {
        feeder.give(*number, pieces[*number].line());
    }
    feeder
}

/// What was acknowledged once and is accepted again had been lost.
fn acknowledge(receipts: &[Receipt], known: &mut BTreeSet<usize>, verdict: &mut Verdict) {
    for receipt in receipts {
        assert_ne!(receipt.status, "rejected", "a good article: {receipt:?}");
        let is_new = known.insert(receipt.piece);
        verdict.lost += usize::from(!is_new && receipt.status == "accepted");
    }
}

fn judge(folder: &Path, pieces: &[Piece], articles: &[Receipt], mut verdict: Verdict) -> Verdict {
    let output = q7x2(folder, &["status", "--format", "json"]).output().expect("q7x2 runs");
    let status: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let queue = &status["queue"];
    let count = |name: &str| queue[name].as_u64().and_then(|count| usize::try_from(count).ok());
    verdict.stuck += count("waiting").expect("a count") + count("leased").expect("a count");
    let listed = queue["set_aside_articles"].as_array().expect("a list");
    let set_aside: BTreeSet<&str> =
        listed.iter().filter_map(|article| article["article_id"].as_str()).collect();

    let output = q7x2(folder, &EXPORT).output().expect("q7x2 runs");
    let export = exported(&output).expect("an export");
    let ids: BTreeSet<&String> = export.iter().map(|statement| &statement.id).collect();
    verdict.doubled += export.len() - ids.len();
    for receipt in articles {
        let piece = &pieces[receipt.piece];
        let is_set_aside = set_aside.contains(receipt.article.as_str());
        assert!(is_set_aside || !piece.poisonous, "the poison was none");
        let is_of_it = |kept: &&Kept| kept.content.iter().any(|text| piece.quoted.contains(text));
        let kept: Vec<Kept> = export.iter().filter(is_of_it).cloned().collect();
        verdict += &judge_article(piece, &kept, is_set_aside);
    }
    verdict
}

fn q7x2(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary("q7x2"));
    command.env_clear().env("NO_COLOR", "1").env("Q7X2_TAGGER", "rules").current_dir(folder);
    command.arg("--data-dir").arg(folder.join("data")).args(["--workers", "2"]).args(arguments);
    command
}
