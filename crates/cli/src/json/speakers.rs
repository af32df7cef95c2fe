//! Speakers as JSON: who speaks, how often, under which names.

use q7x2_domain as domain;
use serde::Serialize;

/// The answer of `speakers --format json`.
#[derive(Debug, Serialize)]
pub(crate) struct SpeakerList {
    speakers: Vec<SpeakerSummary>,
    /// When a name was asked for and none matches: the names spelt most like it.
    nearest_speakers: Vec<String>,
}

/// A speaker with counts over all articles. How each source was linked belongs to statements.
#[derive(Debug, Serialize)]
struct SpeakerSummary {
    id: String,
    name: String,
    r#type: &'static str,
    wikidata: Option<String>,
    stands_for: Option<String>,
    maker: Option<String>,
    of: Option<String>,
    statements: u64,
    articles: u64,
    forms: Vec<NameForm>,
}

/// A form of a name and how often it stood as a source.
#[derive(Debug, Serialize)]
struct NameForm {
    text: String,
    count: u64,
}

impl SpeakerList {
    /// Returns the shape of a list of speakers, or of the nearest names when it is empty.
    pub(crate) fn new(speakers: &[domain::SpeakerSummary], nearest: Vec<String>) -> Self {
        Self {
            speakers: speakers.iter().map(SpeakerSummary::from).collect(),
            nearest_speakers: nearest,
        }
    }
}

impl From<&domain::SpeakerSummary> for SpeakerSummary {
    fn from(summary: &domain::SpeakerSummary) -> Self {
        let forms = summary.forms.iter();
        Self {
            id: summary.speaker.id.as_str().to_owned(),
            name: summary.speaker.name.clone(),
            r#type: summary.speaker.kind.as_str(),
            wikidata: summary.speaker.facts.wikidata.clone(),
            stands_for: summary.speaker.facts.stands_for.clone(),
            maker: summary.speaker.facts.maker.clone(),
            of: summary.speaker.facts.of.clone(),
            statements: summary.statements,
            articles: summary.articles,
            forms: forms
                .map(|(text, count)| NameForm { text: text.clone(), count: *count })
                .collect(),
        }
    }
}
