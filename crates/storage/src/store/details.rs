//! The parts of a statement as they are shown, as one JSON column; what queries ask of them has
//! columns beside it. The domain types
//! know no serialisation, so their counterparts are here; names are short, for there are many.

use crate::session::{Failure, Result};
use std::sync::Arc;

use q7x2_domain::{
    Addressee, ArticleId, Channel, CueClass, Diagnostic, DiagnosticCode, Excerpt, LinkReason,
    Relay, Span, Speaker, SpeakerFacts, SpeakerId, SpeakerType, Statement, StatementId,
    StatementPlace, TimePrecision, TimeSaid, Timestamp,
};
use serde::{Deserialize, Serialize};

/// An excerpt: start, end, words.
#[derive(Serialize, Deserialize)]
struct Piece(u32, u32, String);

#[derive(Serialize, Deserialize)]
struct Party {
    id: String,
    name: String,
    kind: String,
    link: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wikidata: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stands_for: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    maker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    of: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Said {
    at: Piece,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    value: Option<(i64, String)>,
}

#[derive(Serialize, Deserialize)]
struct Second {
    depth: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    teller: Option<Piece>,
}

#[derive(Serialize, Deserialize)]
struct Details {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    source: Vec<Piece>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    cue: Vec<Piece>,
    content: Vec<Piece>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    speaker: Option<Party>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    joint: Vec<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    next: Option<Party>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    addressee: Option<(Piece, Option<Party>)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    channel: Option<Piece>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    said_at: Option<Said>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    relay: Option<Second>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cue_class: Option<String>,
}

/// Writes the details of a statement.
pub(crate) fn write(statement: &Statement) -> String {
    let details = Details {
        source: statement.source.iter().map(Piece::from).collect(),
        cue: statement.cue.iter().map(Piece::from).collect(),
        content: statement.content.iter().map(Piece::from).collect(),
        speaker: statement.speaker.as_deref().map(Party::from),
        joint: statement.joint.iter().map(Party::from).collect(),
        next: statement.next_candidate.as_deref().map(Party::from),
        addressee: statement
            .addressee
            .as_ref()
            .map(|a| (Piece::from(&a.excerpt), a.party.as_ref().map(Party::from))),
        channel: statement.channel.as_ref().map(|c| Piece::from(&c.excerpt)),
        said_at: statement.said_at.as_ref().map(|said| Said {
            at: Piece::from(&said.excerpt),
            value: said.value.map(|(start, unit)| (start.micros(), unit.as_str().to_owned())),
        }),
        relay: statement.relay.as_ref().map(|relay| Second {
            depth: relay.depth,
            by: relay.by.as_ref().map(|by| by.as_str().to_owned()),
            teller: relay.teller.as_ref().map(Piece::from),
        }),
        cue_class: statement.cue_class.map(|class| class.as_str().to_owned()),
    };
    serde_json::to_string(&details).expect("strings and numbers are always JSON")
}

/// Writes the remarks of an extraction.
pub(crate) fn write_diagnostics(diagnostics: &[Diagnostic]) -> String {
    let rows = diagnostics.iter().map(|diagnostic| {
        let span = diagnostic.span.map(|span| (span.start(), span.end()));
        (diagnostic.code.as_str(), diagnostic.message.as_str(), span)
    });
    serde_json::to_string(&rows.collect::<Vec<_>>()).expect("strings and numbers are always JSON")
}

/// Reads the remarks of an extraction; `None` when they cannot be read.
pub(crate) fn read_diagnostics(json: &str) -> Option<Vec<Diagnostic>> {
    type Remark = (String, String, Option<(u32, u32)>);
    let rows: Vec<Remark> = serde_json::from_str(json).ok()?;
    let diagnostic = |(code, message, span): Remark| {
        let code = *DiagnosticCode::ALL.iter().find(|known| known.as_str() == code)?;
        let span = match span {
            Some((start, end)) => Some(Span::new(start, end)?),
            None => None,
        };
        Some(Diagnostic { code, message, span })
    };
    rows.into_iter().map(diagnostic).collect()
}

/// What edits ask of a statement as it was extracted.
pub(crate) struct Extracted {
    pub(crate) speaker: Option<Speaker>,
    /// The words of the source.
    pub(crate) source: Option<String>,
    pub(crate) place: StatementPlace,
}

/// Reads what edits ask of the statement of this key; with the one at place `joint` of those who speak
/// jointly for its speaker, whom the source alone does not name.
pub(crate) fn extracted(
    key: i64,
    json: &str,
    article: ArticleId,
    joint: Option<usize>,
) -> Result<Extracted> {
    let unknown = || Failure::Corrupt(format!("statement row {key}: malformed details"));
    let mut details: Details = serde_json::from_str(json).map_err(|_| unknown())?;
    let spans = |pieces: &[Piece]| pieces.iter().map(|p| Span::new(p.0, p.1)).collect();
    let source: Option<Vec<Span>> = spans(&details.source);
    let content: Option<Vec<Span>> = spans(&details.content);
    let place =
        source.zip(content).map(|(source, content)| StatementPlace { article, source, content });
    let words: Vec<&str> = details.source.iter().map(|piece| piece.2.as_str()).collect();
    let source = (!words.is_empty() && joint.is_none()).then(|| words.join(" "));
    let party = match joint {
        Some(at) if at < details.joint.len() => Some(details.joint.swap_remove(at)),
        Some(_) => return Err(unknown()),
        None => details.speaker,
    };
    let speaker = match party {
        Some(party) => Some(party.speaker().ok_or_else(unknown)?),
        None => None,
    };
    Ok(Extracted { speaker, source, place: place.ok_or_else(unknown)? })
}

/// Fills in the details of a statement whose other parts have been read.
pub(crate) fn read(statement: &mut Statement, json: &str) -> Result<()> {
    // serde_json would quote the words it stumbles over.
    let details: Details = serde_json::from_str(json).map_err(|error| {
        let column = error.column();
        Failure::Corrupt(format!("statement {}: malformed details, column {column}", statement.id))
    })?;
    details.fill(statement).ok_or_else(|| {
        Failure::Corrupt(format!("statement {}: details without a meaning", statement.id))
    })
}

/// Details with other ids of the parties.
pub(crate) struct Renamed {
    pub(crate) json: String,
    /// Whether an id is another one now.
    pub(crate) changed: bool,
    /// The id of the speaker now.
    pub(crate) speaker: Option<SpeakerId>,
    /// Whether the addressee is a party.
    pub(crate) addresses: bool,
}

/// Returns details with the ids that `id_of` makes of the id and name of each party; `None` where
/// nothing can be read.
pub(crate) fn with_ids(
    json: &str,
    id_of: impl Fn(&SpeakerId, &str) -> SpeakerId,
) -> Option<Renamed> {
    let mut details: Details = serde_json::from_str(json).ok()?;
    let addressee = details.addressee.as_mut().and_then(|(_, party)| party.as_mut());
    let (addresses, mut changed) = (addressee.is_some(), false);
    let speakers = details.speaker.iter_mut().chain(&mut details.joint);
    for party in speakers.chain(&mut details.next).chain(addressee) {
        let id = id_of(&SpeakerId::from_stored(party.id.clone()), &party.name);
        changed |= id.as_str() != party.id;
        party.id = id.as_str().to_owned();
    }
    let json = serde_json::to_string(&details).expect("strings and numbers are always JSON");
    let speaker = details.speaker.map(|party| SpeakerId::from_stored(party.id));
    Some(Renamed { json, changed, speaker, addresses })
}

/// Reads the words of the content alone; `None` when they cannot be read.
pub(crate) fn content(json: &str) -> Option<String> {
    let details: Details = serde_json::from_str(json).ok()?;
    let words: Vec<&str> = details.content.iter().map(|piece| piece.2.as_str()).collect();
    Some(words.join(" "))
}

/// Reads where the cue stands alone; `None` when that cannot be read.
pub(crate) fn cue(json: &str) -> Option<Vec<Span>> {
    let details: Details = serde_json::from_str(json).ok()?;
    details.cue.iter().map(|piece| Span::new(piece.0, piece.1)).collect()
}

/// Reads the speaker of a statement alone; `None` when it has none, or cannot be read.
pub(crate) fn read_speaker(json: &str) -> Option<Speaker> {
    serde_json::from_str::<Details>(json).ok()?.speaker?.speaker()
}

impl Details {
    /// Fills in the statement; `None` when a span is empty or a word is not known.
    fn fill(self, statement: &mut Statement) -> Option<()> {
        let pieces =
            |pieces: Vec<Piece>| pieces.into_iter().map(Piece::excerpt).collect::<Option<Vec<_>>>();
        statement.source = pieces(self.source)?;
        statement.cue = pieces(self.cue)?;
        statement.content = pieces(self.content)?;
        if let Some(party) = self.speaker {
            statement.speaker = Some(Arc::new(party.speaker()?));
        }
        let joint = self.joint.into_iter().map(Party::speaker);
        statement.joint = joint.collect::<Option<_>>()?;
        if let Some(party) = self.next {
            statement.next_candidate = Some(Arc::new(party.speaker()?));
        }
        if let Some((piece, party)) = self.addressee {
            let party = match party {
                Some(party) => Some(party.speaker()?),
                None => None,
            };
            statement.addressee = Some(Box::new(Addressee { excerpt: piece.excerpt()?, party }));
        }
        if let Some(piece) = self.channel {
            statement.channel = Some(Box::new(Channel { excerpt: piece.excerpt()? }));
        }
        if let Some(Said { at, value }) = self.said_at {
            let value = match value {
                Some((start, unit)) => {
                    let unit = TimePrecision::ALL.iter().find(|u| u.as_str() == unit)?;
                    Some((Timestamp::from_micros(start), *unit))
                }
                None => None,
            };
            statement.said_at = Some(Box::new(TimeSaid { excerpt: at.excerpt()?, value }));
        }
        if let Some(Second { depth, by, teller }) = self.relay {
            let teller = match teller {
                Some(piece) => Some(piece.excerpt()?),
                None => None,
            };
            let by = by.map(StatementId::from_stored);
            statement.relay = Some(Box::new(Relay { depth, by, teller }));
        }
        if let Some(class) = self.cue_class {
            statement.cue_class = Some(*CueClass::ALL.iter().find(|c| c.as_str() == class)?);
        }
        Some(())
    }
}

impl From<&Excerpt> for Piece {
    fn from(excerpt: &Excerpt) -> Self {
        Self(excerpt.span.start(), excerpt.span.end(), excerpt.text.clone())
    }
}

impl Piece {
    fn excerpt(self) -> Option<Excerpt> {
        Some(Excerpt { span: Span::new(self.0, self.1)?, text: self.2 })
    }
}

impl From<&Speaker> for Party {
    fn from(speaker: &Speaker) -> Self {
        Self {
            id: speaker.id.as_str().to_owned(),
            name: speaker.name.clone(),
            kind: speaker.kind.as_str().to_owned(),
            link: speaker.link_reason.as_str().to_owned(),
            wikidata: speaker.facts.wikidata.clone(),
            stands_for: speaker.facts.stands_for.clone(),
            maker: speaker.facts.maker.clone(),
            of: speaker.facts.of.clone(),
        }
    }
}

impl Party {
    fn speaker(self) -> Option<Speaker> {
        Some(Speaker {
            id: SpeakerId::from_stored(self.id),
            name: self.name,
            kind: *SpeakerType::ALL.iter().find(|kind| kind.as_str() == self.kind)?,
            link_reason: *LinkReason::ALL.iter().find(|link| link.as_str() == self.link)?,
            facts: SpeakerFacts {
                wikidata: self.wikidata,
                stands_for: self.stands_for,
                maker: self.maker,
                of: self.of,
            },
        })
    }
}
