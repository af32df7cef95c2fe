//! Reads the golden set: articles with the marks of every role in the text. The form is described
//! in `golden/README.md`.
//!
//! A mistake in a file is an error that names the file; nothing is skipped, since a mark that is
//! not read would be counted as something that nobody said.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use q7x2_domain::{
    Article, CueClass, Kind, Metadata, Mode, Span, SpeakerType, TimePrecision, Timestamp,
};

use super::gold::{GoldArticle, GoldSpeaker, GoldStatement, Spans, Style};
use super::marks::{Marked, strip};

/// How a source can name its speaker: the words of the reasons of links that a reader can tell,
/// and `implicit` where the text has no source at all.
const HOW: [&str; 9] = [
    "name",
    "surname",
    "title_and_name",
    "title",
    "pronoun",
    "continued",
    "gazetteer",
    "description",
    "implicit",
];

/// Reads the articles of the folder `set`, in the order of their names.
pub(super) fn read_set(set: &Path) -> anyhow::Result<Vec<GoldArticle>> {
    let folder =
        std::fs::read_dir(set).with_context(|| format!("failed to list {}", set.display()))?;
    let mut paths = Vec::new();
    for entry in folder {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "golden"));
    paths.sort();
    ensure!(!paths.is_empty(), "there is no .golden file in {}", set.display());
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let file = std::fs::read_to_string(path)?;
        parse(&name, &file)
    };
    paths.iter().map(|path| read(path).with_context(|| path.display().to_string())).collect()
}

/// Reads one article from the text of its file.
pub(super) fn parse(name: &str, file: &str) -> anyhow::Result<GoldArticle> {
    let mut parts = file.split("\n---\n");
    let (Some(header), Some(marked), Some(list), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        bail!("expected a header, the text and the statements, with a line \"---\" between");
    };
    let header = fields_of_header(header)?;
    let style = header.get("style").context("the header has no style")?;
    let style = Style::ALL.iter().find(|(word, _)| word == style);
    let published_at = match header.get("published") {
        Some(date) => Some(time(date).context("the date of publication")?.0),
        None => None,
    };
    let metadata = Metadata {
        outlet: Some(header.get("outlet").context("the header has no outlet")?.clone()),
        published_at,
        ..Metadata::default()
    };
    let Marked { text, mut marks } = strip(marked.trim_end())?;
    let mut statements = Vec::new();
    for line in list.lines().filter(|line| !line.trim().is_empty()) {
        statements.push(statement(line, &mut marks).with_context(|| format!("in \"{line}\""))?);
    }
    if let Some(((role, number), _)) = marks.first_key_value() {
        bail!("the mark {role}{number} belongs to no statement");
    }
    Ok(GoldArticle {
        name: name.to_owned(),
        style: style.context("the style is none that is known")?.1,
        article: Article::new(metadata, text)?,
        statements,
    })
}

fn fields_of_header(header: &str) -> anyhow::Result<BTreeMap<&str, String>> {
    let mut fields = BTreeMap::new();
    for line in header.lines() {
        let (key, value) =
            line.split_once(": ").with_context(|| format!("no field: \"{line}\""))?;
        ensure!(["outlet", "published", "style"].contains(&key), "unknown field \"{key}\"");
        fields.insert(key, value.trim().to_owned());
    }
    Ok(fields)
}

/// Reads a statement's line and takes its marks.
fn statement(
    line: &str,
    marks: &mut BTreeMap<(char, u32), Vec<Span>>,
) -> anyhow::Result<GoldStatement> {
    let (number, rest) = line.split_once(": ").context("no number")?;
    let number: u32 = number.parse().context("the number")?;
    let mut fields = Fields::parse(rest)?;
    let mut take = |role| marks.remove(&(role, number)).unwrap_or_default();
    let spans = Spans { source: take('s'), cue: take('q'), content: take('c') };
    let (addressee, channel, time_words) = (take('a'), take('h'), take('t'));
    ensure!(!spans.content.is_empty(), "it has no content in the text");
    let how = fields.take("how")?;
    ensure!(HOW.contains(&how.as_str()), "\"{how}\" is no way to name a speaker");
    ensure!(
        spans.source.is_empty() == ["continued", "implicit"].contains(&how.as_str()),
        "\"{how}\" does not go with its source"
    );
    let speaker = GoldSpeaker {
        name: fields.take("speaker").map(|name| if name == "-" { String::new() } else { name })?,
        kind: optional_word(&fields.take("type")?, "none", &SpeakerType::ALL, SpeakerType::as_str)?,
        how,
    };
    ensure!(
        speaker.name.is_empty() == matches!(speaker.kind, None | Some(SpeakerType::Unnamed)),
        "a name goes with persons, organizations and groups, and with nobody else"
    );
    let said = fields.optional("said");
    ensure!(said.is_some() != time_words.is_empty(), "\"said\" goes with a mark of time");
    let kind = optional_word(&fields.take("kind")?, "", Kind::ALL, Kind::as_str)?;
    let mode = optional_word(&fields.take("mode")?, "", Mode::ALL, Mode::as_str)?;
    let read = GoldStatement {
        number,
        spans,
        speaker,
        kind: kind.context("no kind")?,
        mode: mode.context("no mode")?,
        class: optional_word(&fields.take("class")?, "-", CueClass::ALL, CueClass::as_str)?,
        relay: fields.optional("relay").map_or(Ok(0), |depth| depth.parse()).context("relay")?,
        addressee,
        channel,
        time: time_words,
        said: said.filter(|said| said != "-").map(|said| time(&said)).transpose()?,
        borderline: fields.optional("borderline").is_some(),
    };
    fields.end()?;
    Ok(read)
}

/// Returns the value with this word, or `None` for the word `absent`.
fn optional_word<V: Copy>(
    word: &str,
    absent: &str,
    all: &[V],
    word_of: impl Fn(V) -> &'static str,
) -> anyhow::Result<Option<V>> {
    if word == absent {
        return Ok(None);
    }
    let value = all.iter().copied().find(|value| word_of(*value) == word);
    value.with_context(|| format!("\"{word}\" is none of the words there are")).map(Some)
}

/// The `key=value` pairs of a statement's line.
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn parse(line: &str) -> anyhow::Result<Self> {
        let mut fields = BTreeMap::new();
        let mut rest = line.trim();
        while !rest.is_empty() {
            let (key, value) = rest.split_once('=').context("expected key=value")?;
            let (value, after) = match value.strip_prefix('"') {
                Some(quoted) => quoted.split_once('"').context("a value is not closed")?,
                None => value.split_once(' ').unwrap_or((value, "")),
            };
            ensure!(fields.insert(key.to_owned(), value.to_owned()).is_none(), "{key} comes twice");
            rest = after.trim_start();
        }
        Ok(Self(fields))
    }

    fn optional(&mut self, key: &str) -> Option<String> {
        self.0.remove(key)
    }

    fn take(&mut self, key: &str) -> anyhow::Result<String> {
        self.optional(key).with_context(|| format!("no {key}"))
    }

    fn end(self) -> anyhow::Result<()> {
        let left: Vec<_> = self.0.into_keys().collect();
        ensure!(left.is_empty(), "unknown: {}", left.join(", "));
        Ok(())
    }
}

/// Reads a time to the precision it is written in, from `2024` to `2024-05-14T09:30`, in UTC.
fn time(written: &str) -> anyhow::Result<(Timestamp, TimePrecision)> {
    let (precision, rest) = match written.len() {
        4 => (TimePrecision::Year, "-01-01T00:00"),
        7 => (TimePrecision::Month, "-01T00:00"),
        10 => (TimePrecision::Day, "T00:00"),
        13 => (TimePrecision::Hour, ":00"),
        16 => (TimePrecision::Minute, ""),
        _ => bail!("\"{written}\" is no time"),
    };
    let at: jiff::civil::DateTime = format!("{written}{rest}").parse()?;
    let at = at.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp();
    Ok((Timestamp::from_micros(at.as_microsecond()), precision))
}

#[cfg(test)]
mod tests;
