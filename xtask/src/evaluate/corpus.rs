//! Reads a corpus in PolNeAR's layout: `text/NAME.txt`, `attributions/NAME_<annotator>.ann` in
//! brat's standoff, and, where speakers were judged too, `speakers/NAME.json`.
//!
//! Corpora are not part of the project; nothing of one is kept.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use q7x2_domain::{Article, Metadata, Span, SpeakerType};
use serde_json::Value;

use super::gold::{GoldSpeaker, Spans};
use super::speakers::SpeakerAt;

/// A text of a corpus with what people found in it.
#[derive(Debug)]
pub(super) struct CorpusText {
    /// Its file's name, without the extension.
    pub(super) name: String,
    /// Who published it: its file's name up to the first underscore.
    pub(super) publisher: String,
    /// The text.
    pub(super) article: Article,
    /// What each annotator found.
    pub(super) readings: Vec<Vec<Spans>>,
    /// The judged speakers; empty where nobody judged them.
    pub(super) speakers: Vec<SpeakerAt>,
}

/// Reads the texts of `corpus` that somebody annotated, in the order of their names.
pub(super) fn read(corpus: &Path) -> anyhow::Result<Vec<CorpusText>> {
    let mut texts: BTreeMap<String, CorpusText> = BTreeMap::new();
    let folder = corpus.join("attributions");
    for path in files(&folder, "ann")? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let name = name.rsplit_once('_').map_or(name.as_str(), |(name, _)| name);
        let annotation = std::fs::read_to_string(&path)?;
        let reading = parse_standoff(&annotation).with_context(|| path.display().to_string())?;
        if let Some(text) = texts.get_mut(name) {
            text.readings.push(reading);
            continue;
        }
        let name = name.to_owned();
        let text = corpus.join("text").join(format!("{name}.txt"));
        let text = std::fs::read_to_string(&text).with_context(|| text.display().to_string())?;
        let publisher = name.split('_').next().unwrap_or_default().to_owned();
        let article = Article::new(Metadata::default(), text)?;
        let readings = vec![reading];
        let speakers = Vec::new();
        let text = CorpusText { name: name.clone(), publisher, article, readings, speakers };
        texts.insert(name, text);
    }
    let judged = corpus.join("speakers");
    if judged.is_dir() {
        for path in files(&judged, "json")? {
            let json: Value = serde_json::from_slice(&std::fs::read(&path)?)?;
            let speakers = parse_speakers(&json).with_context(|| path.display().to_string())?;
            let name = json["article"].as_str().unwrap_or_default();
            let text = texts.get_mut(name);
            text.with_context(|| format!("\"{name}\" has speakers and no text"))?.speakers =
                speakers;
        }
    }
    Ok(texts.into_values().collect())
}

/// Returns the files of a folder with this extension, in order.
pub(crate) fn files(folder: &Path, extension: &str) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let entries = std::fs::read_dir(folder)
        .with_context(|| format!("failed to list {}", folder.display()))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    Ok(paths)
}

/// Reads brat's standoff: `T` lines give spans, `E` lines the attributions that they belong to.
fn parse_standoff(annotation: &str) -> anyhow::Result<Vec<Spans>> {
    let mut spans: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut found = Vec::new();
    // An event may stand before the spans it names.
    for line in annotation.lines().filter(|line| line.starts_with('T')) {
        let mut columns = line.split('\t');
        let (Some(id), Some(place)) = (columns.next(), columns.next()) else { continue };
        let Some((_, offsets)) = place.split_once(' ') else { continue };
        let pieces = offsets.split(';').map(|piece| {
            let (start, end) = piece.split_once(' ').context("no end")?;
            Span::new(start.parse()?, end.parse()?).context("an empty span")
        });
        let pieces: anyhow::Result<Vec<Span>> = pieces.collect();
        spans.insert(id, pieces.with_context(|| format!("in \"{line}\""))?);
    }
    for line in annotation.lines().filter(|line| line.starts_with('E')) {
        let Some(roles) = line.split('\t').nth(1) else { continue };
        let mut attribution = Spans::default();
        for (role, id) in roles.split_whitespace().filter_map(|role| role.split_once(':')) {
            let role = role.trim_end_matches(|c: char| c.is_ascii_digit()).to_lowercase();
            let pieces = match role.as_str() {
                "source" => &mut attribution.source,
                "cue" => &mut attribution.cue,
                "content" => &mut attribution.content,
                _ => continue,
            };
            pieces.extend(spans.get(id).into_iter().flatten());
            pieces.sort();
            pieces.dedup();
        }
        found.push(attribution);
    }
    Ok(found)
}

fn parse_speakers(json: &Value) -> anyhow::Result<Vec<SpeakerAt>> {
    let attributions = json["attributions"].as_array().context("no attributions")?;
    let parse = |judged: &Value| {
        let point = |key: &str| judged[key].as_u64().and_then(|point| u32::try_from(point).ok());
        let ends = point("content_start").zip(point("content_end"));
        let content = ends.and_then(|(start, end)| Span::new(start, end));
        let span = |key: &str| {
            let end = |end: &str| judged[key][end].as_u64().and_then(|end| u32::try_from(end).ok());
            Span::new(end("start")?, end("end")?)
        };
        let word = |key: &str| judged[key].as_str().unwrap_or_default().to_owned();
        let kind = word("type");
        Some(SpeakerAt {
            source: span("source"),
            cue: span("cue"),
            content: content?,
            speaker: GoldSpeaker {
                name: word("speaker"),
                kind: SpeakerType::ALL.into_iter().find(|known| known.as_str() == kind),
                how: word("how"),
            },
        })
    };
    attributions
        .iter()
        .map(|judged| parse(judged).context("an attribution has no content"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDOFF: &str = "T1\tSource 0 3\tAda
T2\tCue 4 8\tsaid
E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3 Content2:T5
T3\tContent 9 12;13 20\tno, never
T5\tContent 30 33\tyes
T4\tAttribution 4 8\tsaid
#1\tAnnotatorNotes E1\tunsure
";

    #[test]
    fn standoff_gives_spans_by_attribution() {
        let span = |start, end| Span::new(start, end).expect("not empty");
        let expect = Spans {
            source: vec![span(0, 3)],
            cue: vec![span(4, 8)],
            content: vec![span(9, 12), span(13, 20), span(30, 33)],
        };
        assert_eq!(parse_standoff(STANDOFF).expect("well formed"), [expect]);
        assert!(parse_standoff("T1\tSource 3 0\tAda").is_err());
    }

    #[test]
    fn a_corpus_is_read_from_its_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |path: &str, text: &str| {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, text).expect("written");
        };
        write("text/bay-post_1.txt", "Ada said no, never. Then she went. yes");
        write("attributions/bay-post_1_a.ann", STANDOFF);
        write("attributions/bay-post_1_b.ann", "");
        let judged = r#"{"article": "bay-post_1", "attributions": [{"content_start": 9,
            "content_end": 20, "speaker": "Ada Lind", "type": "person", "how": "name"}]}"#;
        write("speakers/bay-post_1.json", judged);
        let texts = read(folder.path()).expect("a corpus");
        assert_eq!(texts[0].publisher, "bay-post");
        assert_eq!(texts[0].readings.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0]);
        assert_eq!(texts[0].speakers[0].speaker.name, "Ada Lind");
    }
}
