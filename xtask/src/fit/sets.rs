//! Judged articles for fitting, of every corpus that has speakers, in one form. Corpora are not part of
//! the project; nothing of one is kept.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use q7x2_domain::{Article, CodePoints, Metadata, Span};
use serde_json::Value;

/// An article whose statements were judged.
#[derive(Debug)]
pub(crate) struct JudgedArticle {
    /// "polnear", "foreign", "geo", "world" or "audited".
    pub(crate) set: &'static str,
    pub(crate) name: String,
    /// Who published it, as far as its file's name tells.
    pub(crate) outlet: String,
    pub(crate) article: Article,
    pub(crate) statements: Vec<Judged>,
}

/// A statement as people judged it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Judged {
    pub(crate) source: Vec<Span>,
    pub(crate) cue: Vec<Span>,
    pub(crate) content: Vec<Span>,
    /// The names that are right, with a bar between.
    pub(crate) speaker: String,
    /// Names that are wrong whatever else agrees.
    pub(crate) reject: Vec<String>,
    /// "person", "organization", "group", "document", "unnamed" or "none".
    pub(crate) kind: String,
    /// How the source names the speaker.
    pub(crate) how: String,
    /// "speech", "thought", "sign", or "nothing" for what is no statement; empty where nobody judged it.
    pub(crate) mode: String,
    /// What the cue does; empty for nothing that has a name.
    pub(crate) class: String,
    /// Whether careful readers differ on it.
    pub(crate) borderline: bool,
    /// Whether it counts.
    pub(crate) required: bool,
    /// To whom it was said.
    pub(crate) addressee: Option<Marked>,
    /// How it was said.
    pub(crate) channel: Option<Marked>,
    /// When it was said.
    pub(crate) when: Option<Marked>,
}

/// Words that were marked, and where, if that was told.
#[derive(Debug, Clone)]
pub(crate) struct Marked {
    pub(crate) words: String,
    pub(crate) span: Option<Span>,
}

/// Reads the speakers of a corpus in PolNeAR's layout.
pub(crate) fn polnear(folder: &Path) -> anyhow::Result<Vec<JudgedArticle>> {
    let mut found = Vec::new();
    for path in json_files(&folder.join("speakers"))? {
        let json: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
        let name = json["article"].as_str().context("no article")?.to_owned();
        let statement = |judged: &Value| {
            let content = span_of(&judged["content_start"], &judged["content_end"]);
            Judged {
                source: spans(&judged["source"]),
                cue: spans(&judged["cue"]),
                content: content.into_iter().collect(),
                reject: Vec::new(),
                speaker: word(judged, "speaker"),
                kind: word(judged, "type"),
                how: word(judged, "how"),
                mode: word(judged, "mode"),
                class: word(judged, "class"),
                borderline: false,
                required: true,
                addressee: marked(judged, &["addressee"]),
                channel: marked(judged, &["channel"]),
                when: marked(judged, &["when"]),
            }
        };
        let statements = json["attributions"].as_array().context("no attributions")?;
        let statements = statements.iter().map(statement).collect();
        let outlet = name.split('_').next().unwrap_or_default().to_owned();
        found.push(read("polnear", folder, name, outlet, statements)?);
    }
    Ok(found)
}

/// Reads a corpus of whole statements: `gold/NAME.gold.json` beside `text/NAME.txt`.
pub(crate) fn statements(set: &'static str, folder: &Path) -> anyhow::Result<Vec<JudgedArticle>> {
    let mut found = Vec::new();
    for path in json_files(&folder.join("gold"))? {
        let json: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = file.trim_end_matches(".gold.json").to_owned();
        let statement = |judged: &Value| {
            let speech = judged["mode"].as_str().is_none_or(|mode| mode == "speech");
            let counts = !judged["borderline"].as_bool().unwrap_or_default() && speech;
            let accept = judged["accept"].as_array().into_iter().flatten();
            let names = accept.filter_map(Value::as_str).map(str::to_owned);
            let names: Vec<String> =
                std::iter::once(word(judged, "speaker")).chain(names).collect();
            let reject = judged["reject"].as_array().into_iter().flatten();
            Judged {
                source: spans(&judged["source"]),
                cue: spans(&judged["cue"]),
                content: spans(&judged["content"]),
                speaker: names.join("|"),
                reject: reject.filter_map(Value::as_str).map(str::to_owned).collect(),
                kind: word(judged, "type"),
                how: word(judged, "how"),
                mode: word(judged, "mode"),
                class: word(judged, "class"),
                borderline: judged["borderline"].as_bool().unwrap_or_default(),
                required: judged["required"].as_bool().unwrap_or(counts),
                addressee: marked(judged, &["addressee"]),
                channel: marked(judged, &["channel"]),
                when: marked(judged, &["when", "said_at"]),
            }
        };
        let all = json["statements"].as_array().context("no statements")?;
        let outlet = outlet_of(&name);
        let statements = all.iter().map(statement).collect();
        found.push(read(set, folder, name, outlet, statements)?);
    }
    Ok(found)
}

/// The corpora of whole statements.
pub(crate) const STATEMENTS: [&str; 3] = ["foreign", "geo", "world"];

/// Reads the training parts of all corpora, and what users judged.
pub(crate) fn training(corpora: &Path, labels: &[PathBuf]) -> anyhow::Result<Vec<JudgedArticle>> {
    let mut articles = polnear(&corpora.join("polnear/train"))?;
    for set in STATEMENTS {
        articles.extend(statements(set, &corpora.join(set).join("train"))?);
    }
    for file in labels {
        articles.extend(super::audited::read(file)?);
    }
    Ok(articles)
}

/// Gives each article a fold, or each outlet; the same seed gives the same cut.
pub(crate) fn folds(
    articles: &[JudgedArticle],
    folds: usize,
    by_outlet: bool,
    seed: u64,
) -> Vec<usize> {
    let name = |article: &JudgedArticle| match by_outlet {
        true => format!("{} {}", article.set, article.outlet),
        false => format!("{} {}", article.set, article.name),
    };
    let names: BTreeSet<String> = articles.iter().map(name).collect();
    let mut order: Vec<(u64, String)> =
        names.into_iter().map(|name| (mixed(&name, seed), name)).collect();
    order.sort();
    let fold: BTreeMap<String, usize> =
        order.into_iter().enumerate().map(|(at, (_, name))| (name, at % folds)).collect();
    articles.iter().map(|article| fold[&name(article)]).collect()
}

/// A number of a name and a seed that tells nothing of either (FNV-1a).
fn mixed(name: &str, seed: u64) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    name.bytes().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The outlet in a file's name: what stands between the number and what numbers the article.
fn outlet_of(name: &str) -> String {
    let rest = name.split_once('_').map_or(name, |(_, rest)| rest);
    rest.trim_end_matches(|c: char| c.is_ascii_digit() || c == '-').chars().take(9).collect()
}

fn read(
    set: &'static str,
    folder: &Path,
    name: String,
    outlet: String,
    statements: Vec<Judged>,
) -> anyhow::Result<JudgedArticle> {
    let path = folder.join("text").join(format!("{name}.txt"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let article = Article::new(Metadata::default(), text)?;
    Ok(JudgedArticle { set, name, outlet, article, statements })
}

fn json_files(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    crate::evaluate::corpus::files(folder, "json")
}

fn word(judged: &Value, key: &str) -> String {
    judged[key].as_str().unwrap_or_default().to_owned()
}

/// Returns what the first of some keys marks: words, or a span with its words.
fn marked(judged: &Value, keys: &[&str]) -> Option<Marked> {
    let value = keys.iter().map(|key| &judged[*key]).find(|value| !value.is_null())?;
    let words = value.as_str().or_else(|| value["text"].as_str())?.to_owned();
    let span = span_of(&value["start"], &value["end"]);
    (!words.is_empty()).then_some(Marked { words, span })
}

fn span_of(start: &Value, end: &Value) -> Option<Span> {
    let point = |value: &Value| value.as_u64().and_then(|point| u32::try_from(point).ok());
    Span::new(point(start)?, point(end)?)
}

/// A span, or a list of them.
pub(crate) fn spans(value: &Value) -> Vec<Span> {
    match value {
        Value::Array(all) => all.iter().filter_map(|v| span_of(&v["start"], &v["end"])).collect(),
        one => span_of(&one["start"], &one["end"]).into_iter().collect(),
    }
}

impl Judged {
    /// Returns the code points of the content that are no white space, in order.
    pub(crate) fn points(&self, article: &Article) -> Vec<u32> {
        points(&self.content, article)
    }
}

/// Returns the code points of some spans that are no white space, in order.
pub(crate) fn points(spans: &[Span], article: &Article) -> Vec<u32> {
    let text = article.text();
    let places = CodePoints::new(text);
    let mut found: Vec<u32> = Vec::new();
    for span in spans {
        let bytes = places.to_byte(span.start() as usize).zip(places.to_byte(span.end() as usize));
        let Some((start, end)) = bytes else { continue };
        let chars = text[start..end].chars().zip(span.start()..);
        found.extend(chars.filter(|(c, _)| !c.is_whitespace()).map(|(_, at)| at));
    }
    found.sort_unstable();
    found.dedup();
    found
}
