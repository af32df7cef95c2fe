//! The rows of the corpora that tell whether something was said: those judged for it, and as many
//! plain statements as other corpora have, nearly all of which were said.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use q7x2_domain::{Asserted, CodePoints, Span};
use q7x2_extractor::document::{Bytes, Document};
use q7x2_extractor::{Attribution, Clues};
use serde_json::Value;

/// Where a row comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Judged twice.
    Judged,
    /// Judged once.
    Extra,
    /// Judged, in an article that is for choosing.
    Choosing,
    /// A statement of another corpus, taken for said.
    Statement,
    /// A thought or sign of another corpus, which is what it is.
    Other,
}

impl Origin {
    /// Tells whether nobody has judged whether it was said.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Statement | Self::Other)
    }
}

/// An attribution with what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    pub(super) origin: Origin,
    /// Its article: corpus and file.
    pub(super) article: String,
    pub(super) class: Asserted,
    pub(super) clues: Vec<String>,
    /// Its words, for whoever reads the errors.
    pub(super) words: String,
    cue: Option<(u64, u64)>,
}

/// The corpora whose statements are taken for said, by the name that judged rows have for them.
const CORPORA: [(&str, &str); 4] = [
    ("polnear-train", "polnear/train"),
    ("foreign-train", "foreign/train"),
    ("geo-train", "geo/train"),
    ("world-train", "world/train"),
];

/// Classes of cues whose statements may not have been said: no sample of what was.
const NOT_PLAIN: [&str; 4] = ["asked", "denied", "declined", "declined_to_comment"];

/// Returns all rows, those that were judged first.
pub(super) fn read(corpora: &Path) -> anyhow::Result<Vec<Judged>> {
    let mut texts = Texts { corpora, read: BTreeMap::new() };
    let mut rows = Vec::new();
    for (file, origin) in [("asserted.jsonl", Origin::Judged), ("extra.jsonl", Origin::Extra)] {
        let path = corpora.join("asserted").join(file);
        let lines = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        for line in lines.lines().filter(|line| !line.trim().is_empty()) {
            let row: Value = serde_json::from_str(line)?;
            let (corpus, name) = (text(&row["corpus"]), text(&row["file"]));
            let class = text(&row["class"]);
            let class = Asserted::ALL.iter().find(|known| known.as_str() == class);
            let class = *class.with_context(|| format!("{line}: no such class"))?;
            let origin = if corpus.ends_with("-dev") { Origin::Choosing } else { origin };
            let parts = [&row["source"], &row["cue"], &row["content"]];
            rows.extend(texts.row(corpus, name, parts, class, origin)?);
        }
    }
    let judged = rows.len();
    for (corpus, folder) in CORPORA {
        let gold = if corpus == "polnear-train" { "speakers" } else { "gold" };
        let folder = corpora.join(folder).join(gold);
        let files = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
        let mut files: Vec<_> =
            files.map(|file| Ok(file?.path())).collect::<std::io::Result<_>>()?;
        files.sort();
        for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "json")) {
            let json: Value = serde_json::from_slice(&std::fs::read(path)?)?;
            let name = format!("{}.txt", text(&json["article"]));
            let list = json["attributions"].as_array().or(json["statements"].as_array());
            for row in list.into_iter().flatten() {
                if NOT_PLAIN.contains(&text(&row["class"])) && !is_request(row) {
                    continue;
                }
                let speech = text(&row["mode"]) == "speech";
                let origin = if speech { Origin::Statement } else { Origin::Other };
                let place = serde_json::json!({
                    "start": row["content_start"], "end": row["content_end"]
                });
                let content = if row["content"].is_null() { &place } else { &row["content"] };
                let parts = [&row["source"], &row["cue"], content];
                rows.extend(texts.row(corpus, &name, parts, Asserted::Said, origin)?);
            }
        }
    }
    // What was judged is no sample of what was said.
    let (known, samples) = rows.split_at(judged);
    let is_known = |row: &Judged| {
        known.iter().any(|other| {
            let overlap = match (row.cue, other.cue) {
                (Some(a), Some(b)) => a.0 < b.1 && b.0 < a.1,
                _ => false,
            };
            overlap && row.article == other.article
        })
    };
    let samples: Vec<Judged> = samples.iter().filter(|row| !is_known(row)).cloned().collect();
    rows.truncate(judged);
    rows.extend(samples);
    Ok(rows)
}

/// Tells whether somebody asks for something, which is no question.
fn is_request(row: &Value) -> bool {
    let words = |value: &Value| {
        let first = if value.is_array() { &value[0] } else { value };
        text(&first["text"]).to_lowercase()
    };
    let head = text(&row["content_head"]).to_lowercase();
    let content = if head.is_empty() { words(&row["content"]) } else { head };
    let cue = words(&row["cue"]);
    text(&row["class"]) == "asked" && (content.starts_with("to ") || cue.ends_with(" for"))
}

/// The texts that were read.
struct Texts<'a> {
    corpora: &'a Path,
    read: BTreeMap<String, (String, Document)>,
}

impl Texts<'_> {
    /// Returns the row of an attribution, if its parts stand in the text.
    fn row(
        &mut self,
        corpus: &str,
        name: &str,
        [source, cue, content]: [&Value; 3],
        class: Asserted,
        origin: Origin,
    ) -> anyhow::Result<Option<Judged>> {
        let article = format!("{corpus}/{name}");
        if !self.read.contains_key(&article) {
            let path = self.corpora.join(corpus.replacen('-', "/", 1)).join("text").join(name);
            let text =
                std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
            let document = Document::plain(&text);
            self.read.insert(article.clone(), (text, document));
        }
        let (text, document) = &self.read[&article];
        let points = CodePoints::new(text);
        let (cues, contents) = (places(&points, cue), places(&points, content));
        let Some(first) = contents.first() else { return Ok(None) };
        let attribution = Attribution {
            source: whole(&places(&points, source)),
            cue: whole(&cues),
            contents: contents.clone(),
        };
        let clues = Clues::of(document, &attribution).names().map(str::to_owned).collect();
        let near = attribution.cue.unwrap_or(*first);
        let line = document.line_at(near.start).map_or(near, |line| line.bytes.cover(near));
        let from = document.text()[line.start..near.start].char_indices().rev().nth(90);
        let from = line.start + from.map_or(0, |(at, _)| at);
        let until = document.text()[near.end..line.end].char_indices().nth(90);
        let until = until.map_or(line.end, |(at, _)| near.end + at);
        let slice = |from, until| document.slice(Bytes::new(from, until)).replace('\n', " ");
        let words = format!(
            "{}<{}>{}",
            slice(from, near.start),
            slice(near.start, near.end),
            slice(near.end, until)
        );
        let cue = attribution.cue.map(|cue| (cue.start as u64, cue.end as u64));
        Ok(Some(Judged { origin, article, class, clues, words, cue }))
    }
}

/// Returns the places of a span, or of a list of spans, in bytes.
fn places(points: &CodePoints<'_>, value: &Value) -> Vec<Bytes> {
    let list = value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
    let place = |value: &Value| {
        let point = |name: &str| u32::try_from(value[name].as_u64()?).ok();
        let span = Span::new(point("start")?, point("end")?)?;
        let byte = |point: u32| points.to_byte(point as usize);
        Some(Bytes::new(byte(span.start())?, byte(span.end())?))
    };
    list.iter().filter_map(place).collect()
}

/// Returns the place from the first to the last of several.
fn whole(places: &[Bytes]) -> Option<Bytes> {
    places.iter().copied().reduce(Bytes::cover)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
