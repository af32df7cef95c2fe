//! `moving.proto`: parts of a store as records, and records put together again; and records as lines of JSON,
//! which is how an export is written.

mod lines;

use q7x2_domain as domain;

use crate::field::{article_id, bounded_text, require};
use crate::messages::from_owned;
use crate::time::{timestamp_from_wire, timestamp_to_wire};
use crate::v1::export_record::Record;
use crate::v1::exported_forgotten::What;
use crate::{ConvertError, Problem, v1};

pub use lines::{MAX_LINE_BYTES, read_line, write_line};

/// How the format of an export is called.
const FORMAT: &str = "q7x2-export";

/// The version of the format that is written, and the latest that is read.
const VERSION: u32 = 1;

from_owned!(Taken => ImportStoreResponse, Checked => CheckStoreResponse);

/// Returns a part of a store as records.
pub fn export_records(part: &domain::Moved) -> Vec<v1::ExportRecord> {
    let records = match part {
        domain::Moved::Head(head) => vec![Record::Head(v1::ExportHead {
            format: FORMAT.to_owned(),
            version: VERSION,
            articles: head.articles,
            extractions: head.extractions,
            edits: head.edits,
            first_edit_at: head.first_edit.map(timestamp_to_wire),
        })],
        domain::Moved::Article(moved) => {
            let article = Record::Article(v1::ExportedArticle {
                id: moved.article.id().to_string(),
                article: Some((&moved.article).into()),
                filled: moved.filled.clone(),
                places: moved.places.clone(),
                series: moved.series.clone().unwrap_or_default(),
            });
            let extraction = |one: &domain::MovedExtraction| {
                Record::Extraction(v1::ExportedExtraction {
                    extraction: Some((&one.extraction).into()),
                    dated: one.dated.map(timestamp_to_wire),
                })
            };
            let extractions = moved.extractions.iter().map(extraction);
            std::iter::once(article).chain(extractions).collect()
        }
        domain::Moved::Edit(entry) => vec![Record::Edit(entry.into())],
        domain::Moved::Forgotten(forgotten) => vec![Record::Forgotten(v1::ExportedForgotten {
            what: Some(match &forgotten.what {
                domain::ForgottenThing::Article(id) => What::ArticleId(id.to_string()),
                domain::ForgottenThing::Place(hash) => What::PlaceHash(hash.clone()),
            }),
            number: forgotten.edit,
            erased: forgotten.is_erased,
            lapsed: !forgotten.holds,
        })],
    };
    records.into_iter().map(|record| v1::ExportRecord { record: Some(record) }).collect()
}

/// Returns how large a record is, in bytes.
pub fn record_bytes(record: &v1::ExportRecord) -> usize {
    prost::Message::encoded_len(record)
}

/// Counts records, so that an end that is missing is noticed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RecordCounts {
    has_head: bool,
    end: v1::ExportEnd,
}

impl RecordCounts {
    /// Counts one.
    pub fn add(&mut self, record: &v1::ExportRecord) {
        match record.record {
            Some(Record::Article(_)) => self.end.articles += 1,
            Some(Record::Extraction(_)) => self.end.extractions += 1,
            Some(Record::Edit(_)) => self.end.edits += 1,
            Some(Record::Forgotten(_)) => self.end.forgotten += 1,
            Some(Record::Head(_)) => self.has_head = true,
            Some(Record::End(_)) | None => {}
        }
    }

    /// Returns the end that records come to of which these are all.
    pub fn end(&self) -> v1::ExportRecord {
        v1::ExportRecord { record: Some(Record::End(self.end)) }
    }
}

/// Puts the records of a store together to its parts, one after the other.
#[derive(Debug, Default)]
pub struct Assembly {
    counts: RecordCounts,
    /// The article whose extractions come.
    article: Option<domain::MovedArticle>,
    is_complete: bool,
}

impl Assembly {
    /// Takes the next record, and returns the parts that are whole by it.
    ///
    /// # Errors
    /// When it is no record that may come here. What was whole before is not lost by it.
    pub fn take(&mut self, wire: v1::ExportRecord) -> Result<Vec<domain::Moved>, ConvertError> {
        if self.is_complete {
            return Err(ConvertError::new("record", Problem::Malformed("before the end")));
        }
        let is_head = matches!(wire.record, Some(Record::Head(_)));
        if is_head == self.counts.has_head {
            let problem = "in its place: the head comes first, and once";
            return Err(ConvertError::new("head", Problem::Malformed(problem)));
        }
        self.counts.add(&wire);
        let record = wire.record.ok_or_else(|| {
            ConvertError::new("record", Problem::Malformed("a record that this version knows"))
        })?;
        let part = match record {
            Record::Extraction(wire) => {
                let inside = |error: ConvertError| error.inside("extraction");
                let one = moved_extraction(wire).map_err(inside)?;
                let of = one.extraction.article;
                let article = self.article.as_mut().filter(|moved| moved.article.id() == of);
                let problem = Problem::Malformed("of the article before");
                let article =
                    article.ok_or_else(|| ConvertError::new("extraction.article_id", problem))?;
                article.extractions.push(one);
                return Ok(vec![]);
            }
            Record::Article(wire) => {
                let moved = moved_article(wire).map_err(|error| error.inside("article"))?;
                return Ok(self.article.replace(moved).map(whole).into_iter().collect());
            }
            Record::Head(wire) => {
                Some(domain::Moved::Head(head(&wire).map_err(|error| error.inside("head"))?))
            }
            Record::Edit(wire) => Some(domain::Moved::Edit(
                wire.try_into().map_err(|error: ConvertError| error.inside("edit"))?,
            )),
            Record::Forgotten(wire) => Some(domain::Moved::Forgotten(
                forgotten(wire).map_err(|error| error.inside("forgotten"))?,
            )),
            Record::End(end) => {
                if end != self.counts.end {
                    let problem = "what came before it: some records are missing";
                    return Err(ConvertError::new("end", Problem::Malformed(problem)));
                }
                self.is_complete = true;
                None
            }
        };
        Ok(self.article.take().map(whole).into_iter().chain(part).collect())
    }

    /// Tells whether the end has come.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }
}

fn whole(article: domain::MovedArticle) -> domain::Moved {
    domain::Moved::Article(Box::new(article))
}

fn head(wire: &v1::ExportHead) -> Result<domain::MovedHead, ConvertError> {
    if wire.format != FORMAT {
        return Err(ConvertError::new("format", Problem::Malformed("q7x2-export")));
    }
    if !(1..=VERSION).contains(&wire.version) {
        let problem = "one that this version reads: 1; use a newer q7x2";
        return Err(ConvertError::new("version", Problem::Malformed(problem)));
    }
    let v1::ExportHead { articles, extractions, edits, .. } = *wire;
    let first_edit = timestamp_from_wire(wire.first_edit_at, "first_edit_at")?;
    Ok(domain::MovedHead { articles, extractions, edits, first_edit })
}

fn moved_article(wire: v1::ExportedArticle) -> Result<domain::MovedArticle, ConvertError> {
    let article: domain::Article = require(wire.article, "article")?;
    if article.id() != article_id(&wire.id, "id")? {
        return Err(ConvertError::new("id", Problem::Malformed("that of its address and text")));
    }
    let texts = |texts: Vec<String>, field: &str| {
        let texts = texts.into_iter().map(|text| bounded_text(text, field));
        texts.filter_map(Result::transpose).collect::<Result<Vec<_>, _>>()
    };
    Ok(domain::MovedArticle {
        article,
        filled: texts(wire.filled, "filled")?,
        places: texts(wire.places, "places")?,
        series: bounded_text(wire.series, "series")?,
        extractions: vec![],
    })
}

fn moved_extraction(wire: v1::ExportedExtraction) -> Result<domain::MovedExtraction, ConvertError> {
    Ok(domain::MovedExtraction {
        extraction: require(wire.extraction, "extraction")?,
        dated: timestamp_from_wire(wire.dated, "dated")?,
    })
}

fn forgotten(wire: v1::ExportedForgotten) -> Result<domain::MovedForgotten, ConvertError> {
    let missing = |field| ConvertError::new(field, Problem::Missing);
    let what = match wire.what.ok_or_else(|| missing("article_id"))? {
        What::ArticleId(id) => domain::ForgottenThing::Article(article_id(&id, "article_id")?),
        What::PlaceHash(hash) => {
            let hash = bounded_text(hash, "place_hash")?.ok_or_else(|| missing("place_hash"))?;
            domain::ForgottenThing::Place(hash)
        }
    };
    let v1::ExportedForgotten { number, erased, lapsed, .. } = wire;
    Ok(domain::MovedForgotten { what, edit: number, is_erased: erased, holds: !lapsed })
}

impl From<&domain::Taken> for v1::ImportStoreResponse {
    fn from(taken: &domain::Taken) -> Self {
        // What the journal has erased was here before: an export has no such article.
        let removed_new = taken.removed.saturating_sub(taken.held_articles);
        Self {
            articles: taken.articles.saturating_sub(removed_new),
            held_articles: taken.held_articles.saturating_sub(taken.removed - removed_new),
            extractions: taken.extractions,
            held_extractions: taken.held_extractions,
            erased: taken.erased + taken.removed,
            edits: taken.edits,
            held_edits: taken.held_edits,
            complete: false,
        }
    }
}

impl From<&domain::Checked> for v1::CheckStoreResponse {
    fn from(checked: &domain::Checked) -> Self {
        let fault = |fault: &domain::Fault| v1::Fault {
            what: fault.what.clone(),
            article_id: fault.article.clone().unwrap_or_default(),
            wrong: fault.wrong.clone(),
        };
        Self {
            articles: checked.articles,
            extractions: checked.extractions,
            statements: checked.statements,
            edits: checked.edits,
            faults: checked.faults.iter().map(fault).collect(),
        }
    }
}
