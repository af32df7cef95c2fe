//! Keeping an article with an extraction of it: one transaction, everything or nothing.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use q7x2_domain::{
    Article, Excerpt, Extraction, Metadata, Origin, PortError, Recorded, Speaker, SpeakerFacts,
    Statement, Timestamp,
};
use q7x2_names::NameKey;

use super::circumstances::by_hash;
use super::moving::Origins;
use super::rows::fold_outlet;
use super::{
    answers, circumstances, copies, corrections, details, forgotten, ids, metadata, revisions,
    similar, standing, words,
};
use crate::session::{Failure, OptionalExtension, Result, Row, Session, named_params, params};
use q7x2_names::forms::{self, FormWord};

mod together;

pub(crate) use together::write_all;

/// An extraction that has been checked against its article and can be written.
pub(crate) struct Recording {
    article: Article,
    extraction: Extraction,
    /// The details of each statement, written outside the writing thread.
    details: Vec<String>,
    /// The date of publication that it was made with.
    dated: Option<i64>,
    /// What the article has from another store.
    origins: Option<Arc<Origins>>,
}

impl Recording {
    /// Checks the extraction and prepares what can be prepared before the transaction.
    pub(crate) fn prepare(article: &Article, extraction: &Extraction) -> Result<Self, PortError> {
        extraction.check(article).map_err(|error| PortError::Rejected(error.to_string()))?;
        let mut ids = HashSet::new();
        if let Some(twin) = extraction.statements.iter().find(|s| !ids.insert(s.id.as_str())) {
            let message = format!("two statements of the extraction have the id {}", twin.id);
            return Err(PortError::Rejected(message));
        }
        let details = extraction.statements.iter().map(details::write).collect();
        let dated = article.metadata().published_at.map(Timestamp::micros);
        let (article, extraction) = (article.clone(), extraction.clone());
        Ok(Self { article, extraction, details, dated, origins: None })
    }

    /// Returns how many statements it has.
    pub(crate) fn statements(&self) -> usize {
        self.extraction.statements.len()
    }

    /// Lets it be recorded as it was in another store.
    #[must_use]
    pub(crate) fn moved(self, dated: Option<i64>, origins: Arc<Origins>) -> Self {
        Self { dated, origins: Some(origins), ..self }
    }

    /// Writes it, unless the store has it, or people had the article erased. Of what they had forgotten it
    /// is kept until that is erased, and answers nobody.
    pub(crate) fn write(&self, session: &Session<'_>) -> Result<Recorded> {
        hold(session, [(&self.article.id().to_string(), self.article.metadata())])?;
        self.write_held(session)
    }

    /// Writes it where others are kept from recording the article.
    fn write_held(&self, session: &Session<'_>) -> Result<Recorded> {
        let id = self.article.id().to_string();
        let metadata = self.article.metadata();
        let met = self.look(session, &id)?;
        if met.key.is_none() && met.places_are_forgotten {
            forgotten::forget_by_place(session, &id, metadata)?;
        }
        let may_be_forgotten = met.is_decided_about || met.places_are_forgotten;
        let is_forgotten = may_be_forgotten && forgotten::is_forgotten(session, &id)?;
        if is_forgotten && forgotten::is_erased(session, &id)? {
            forgotten::forget_places(session, &id, &Origin::all_of(metadata))?;
            return Ok(Recorded::Forgotten);
        }
        let held = if met.key.is_some() { self.held(session)? } else { None };
        if let Some(held) = &held {
            // It may have been told more of while it was on its way.
            let filled = metadata::fill(session, held.article, metadata)?;
            if filled.fields.iter().any(|name| name == standing::PUBLISHED_AT) {
                standing::settle(session, std::slice::from_ref(&id))?;
            }
            if !self.is_dated_otherwise(session, held)? {
                return Ok(Recorded::AlreadyHeld);
            }
        }
        let (article, is_joined) = self.write_article(session, &met)?;
        if is_forgotten {
            forgotten::forget_places(session, &id, &Origin::all_of(metadata))?;
        }
        let mut cited = BTreeSet::new();
        if met.key.is_some() {
            cited = standing::linked(session, article)?;
            standing::retire(session, article)?;
        }
        if let Some(held) = &held {
            delete_extraction(session, held.key)?;
        }
        let extraction = self.write_extraction(session, article)?;
        cited.append(&mut self.write_statements(session, article, extraction)?);
        similar::hold(session, &cited)?;
        let ids = [id];
        // Statements are written as those that answer. It may be forgotten, an earlier text, or a later one
        // than others.
        if met.key.is_some() || is_joined || is_forgotten {
            standing::settle(session, &ids)?;
        }
        self.settle(session, (article, extraction), met.key.is_some(), &cited)?;
        if is_forgotten {
            return Ok(Recorded::Forgotten);
        }
        let other = if is_joined { self.other_date(session, article)? } else { None };
        Ok(other.map_or(Recorded::New, Recorded::OtherDate))
    }

    /// Returns the date of publication that is known of the article, where its statements were found with another
    /// one, or none. As it was in another store it stays.
    fn other_date(&self, session: &Session<'_>, article: i64) -> Result<Option<Timestamp>> {
        if self.extraction.statements.is_empty() || self.origins.is_some() {
            return Ok(None);
        }
        let sql = "SELECT published_at FROM articles WHERE key = ?1";
        let known: Option<i64> = session.prepare(sql)?.query_row([article], |row| row.get(0))?;
        Ok(known.filter(|_| known != self.dated).map(Timestamp::from_micros))
    }

    /// Writes the statements of an extraction as they are linked. Returns the keys of the speakers.
    fn write_statements(
        &self,
        session: &Session<'_>,
        article: i64,
        extraction: i64,
    ) -> Result<BTreeSet<i64>> {
        let mut cited = BTreeSet::new();
        for (position, statement) in self.extraction.statements.iter().enumerate() {
            let details = &self.details[position];
            let place = (article, extraction, position);
            cited.append(&mut write_statement(session, place, statement, details)?);
        }
        Ok(cited)
    }

    /// Works out under whom the statements of an extraction answer, once they are written.
    fn settle(
        &self,
        session: &Session<'_>,
        (article, extraction): (i64, i64),
        was_known: bool,
        cited: &BTreeSet<i64>,
    ) -> Result<()> {
        let is_bare = self.extraction.statements.is_empty();
        if !is_bare || !cited.is_empty() {
            answers::settle_new(session, extraction, cited)?;
        }
        // Only now is it known which corrections no statement of it has.
        if (!is_bare || was_known) && corrections::any(session, article)? {
            standing::settle(session, &[self.article.id().to_string()])?;
        }
        Ok(())
    }

    /// Looks what the store has of the article, at once: on a server each question is a journey.
    fn look(&self, session: &Session<'_>, id: &str) -> Result<Met> {
        let sql = "SELECT (SELECT key FROM articles WHERE id = ?1),
                       EXISTS (SELECT 1 FROM article_edits WHERE article = ?1),
                       EXISTS (SELECT 1 FROM forgotten_places WHERE forgets > 0)";
        let row = |row: &Row<'_>| {
            Ok(Met {
                key: row.get(0)?,
                is_decided_about: row.get(1)?,
                places_are_forgotten: row.get(2)?,
            })
        };
        session.prepare(sql)?.query_row([id], row)
    }

    /// Returns the extraction of the article by the same model.
    fn held(&self, session: &Session<'_>) -> Result<Option<Held>> {
        let sql = "SELECT extractions.key, articles.key, dated FROM extractions
                   JOIN articles ON articles.key = extractions.article
                   WHERE articles.id = ?1 AND extractions.model = ?2";
        let id = self.article.id().to_string();
        let row =
            |row: &Row<'_>| Ok(Held { key: row.get(0)?, article: row.get(1)?, dated: row.get(2)? });
        let model = self.extraction.model.as_str();
        session.prepare(sql)?.query_row(params![id, model], row).optional()
    }

    /// Tells whether this one was made with the date of publication that is known, and the one that is held
    /// with another.
    fn is_dated_otherwise(&self, session: &Session<'_>, held: &Held) -> Result<bool> {
        let sql = "SELECT published_at FROM articles WHERE key = ?1";
        let known: Option<i64> =
            session.prepare(sql)?.query_row([held.article], |row| row.get(0))?;
        Ok(self.dated == known && held.dated != known)
    }

    /// Writes the article and returns its key, and whether it is joined to other texts of it. What is learned
    /// later of a known article is added; its text cannot differ, for the id is made of it.
    fn write_article(&self, session: &Session<'_>, met: &Met) -> Result<(i64, bool)> {
        let metadata = self.article.metadata();
        let id = self.article.id().to_string();
        if let Some(key) = met.key {
            metadata::learn(session, key, metadata)?;
            return Ok((key, self.join(session, key)?));
        }
        let sql = "
            INSERT INTO articles (id, path, url, outlet, outlet_folded, title, author,
                                  published_at, language, text)
            VALUES (:id, :path, :url, :outlet, :outlet_folded, :title, :author,
                    :published_at, :language, :text)
            RETURNING key";
        let key = session.prepare(sql)?.query_row(
            named_params! {
                ":id": id,
                ":path": metadata.path,
                ":url": metadata.url,
                ":outlet": metadata.outlet,
                ":outlet_folded": metadata.outlet.as_deref().map(fold_outlet),
                ":title": metadata.title,
                ":author": metadata.author,
                ":published_at": metadata.published_at.map(Timestamp::micros),
                ":language": metadata.language,
                ":text": self.article.text(),
            },
            |row| row.get(0),
        )?;
        if metadata.learned_url.is_some() {
            metadata::learn(session, key, metadata)?;
        }
        if let Some(origins) = &self.origins {
            origins.write(session, key)?;
        }
        // What was set of it before it was erased, or before it came.
        if met.is_decided_about {
            metadata::settle(session, &[id])?;
        }
        Ok((key, self.join(session, key)?))
    }

    /// Notes where the article is from, and joins it to the other texts of it, with what was decided of them.
    /// Returns whether there are any.
    fn join(&self, session: &Session<'_>, key: i64) -> Result<bool> {
        if !revisions::note(session, key, self.article.metadata())? {
            return Ok(false);
        }
        let joined = revisions::join(session, key, self.article.text())?;
        if joined.is_empty() {
            return Ok(false);
        }
        standing::inherit(session, &joined)?;
        // Its own statements are not written yet; whether the others answer may have changed.
        standing::settle(session, &joined)?;
        Ok(true)
    }

    /// Writes the extraction without its statements and returns its key.
    fn write_extraction(&self, session: &Session<'_>, article: i64) -> Result<i64> {
        let sql = "INSERT INTO extractions (article, model, diagnostics, dated, turn)
                   VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(turn), 0) FROM extractions
                                            WHERE article = ?1))";
        let diagnostics = details::write_diagnostics(&self.extraction.diagnostics);
        let model = self.extraction.model.as_str();
        session.prepare(sql)?.insert(params![article, model, diagnostics, self.dated])
    }
}

/// Keeps other transactions from recording these articles or others from the same places, and from edits.
pub(super) fn hold<'a>(
    session: &Session<'_>,
    articles: impl IntoIterator<Item = (&'a String, &'a Metadata)>,
) -> Result<()> {
    let names = |(id, metadata): (&String, &Metadata)| {
        let places = Origin::all_of(metadata);
        let places = places.iter().map(|place| place.as_str().to_owned());
        places.chain([id.clone()]).collect::<Vec<_>>()
    };
    session.hold_sharing(&articles.into_iter().flat_map(names).collect::<Vec<_>>())
}

/// What the store has of an article that comes.
struct Met {
    /// Its key; `None` where it is new.
    key: Option<i64>,
    /// Whether people decided something about it, as a whole.
    is_decided_about: bool,
    /// Whether people had places forgotten, of whichever articles.
    places_are_forgotten: bool,
}

/// An extraction that is kept.
struct Held {
    key: i64,
    article: i64,
    /// The date of publication that it was made with.
    dated: Option<i64>,
}

/// Deletes an extraction with its statements, none of which answers.
fn delete_extraction(session: &Session<'_>, key: i64) -> Result<()> {
    for sql in [
        "DELETE FROM joint_speakers WHERE statement IN
             (SELECT key FROM statements WHERE extraction = ?1)",
        "DELETE FROM given_speakers WHERE statement IN
             (SELECT key FROM statements WHERE extraction = ?1)",
        "DELETE FROM statements WHERE extraction = ?1",
        "DELETE FROM extractions WHERE key = ?1",
    ] {
        session.prepare(sql)?.execute([key])?;
    }
    Ok(())
}

/// Writes a statement as it is linked, and returns its speakers' keys.
fn write_statement(
    session: &Session<'_>,
    (article, extraction, position): (i64, i64, usize),
    statement: &Statement,
    details: &str,
) -> Result<BTreeSet<i64>> {
    let place = statement.source.iter().chain(&statement.cue).chain(&statement.content);
    let start = place.map(|excerpt| excerpt.span.start()).min();
    let (mut speaker, mut given_form, mut source_form) = (None, None, None);
    if let Some(party) = &statement.speaker {
        let key = write_speaker(session, party)?;
        let source = (!statement.source.is_empty()).then(|| joined(&statement.source));
        let (given, source) = write_forms(session, key, party, source.as_deref())?;
        (speaker, given_form, source_form) = (Some(key), Some(given), source);
    }
    let found = circumstances::columns(session, statement)?;
    let content = joined(&statement.content);
    let sql = "
        INSERT INTO statements (id, extraction, article, current, start, position, kind, mode,
                                asserted, linked, speaker, given_form, source_form, confidence, details,
                                addressee, channel, cue_class, relay_depth, said_from, said_until, said)
        VALUES (:id, :extraction, :article, 1, :start, :position, :kind, :mode,
                :asserted, :speaker, :speaker, :given_form, :source_form, :confidence, :details,
                :addressee, :channel, :cue_class, :relay_depth, :said_from, :said_until, :said)";
    let key = session.prepare(sql)?.insert(named_params! {
        ":id": statement.id.as_str(),
        ":extraction": extraction,
        ":article": article,
        ":start": start,
        ":position": position as i64,
        ":kind": statement.kind.as_str(),
        ":mode": statement.mode.as_str(),
        ":asserted": statement.asserted.as_str(),
        ":speaker": speaker,
        ":given_form": given_form,
        ":source_form": source_form,
        ":confidence": statement.confidence,
        ":details": details,
        ":addressee": found.addressee,
        ":channel": found.channel,
        ":cue_class": found.cue_class,
        ":relay_depth": found.relay_depth,
        ":said_from": found.said_from,
        ":said_until": found.said_until,
        ":said": copies::words_hash(&content),
    })?;
    let mut speakers: BTreeSet<i64> = speaker.into_iter().collect();
    for (position, party) in statement.joint.iter().enumerate() {
        speakers.insert(write_joint(session, (key, position), party)?);
    }
    let all: Vec<i64> = speakers.iter().copied().collect();
    words::write(session, key, &content, &all)?;
    Ok(speakers)
}

/// Writes who speaks with the speaker of a statement, and returns the key. The source is the words
/// for all of them, and no name of one.
fn write_joint(
    session: &Session<'_>,
    (statement, position): (i64, usize),
    party: &Speaker,
) -> Result<i64> {
    let key = write_speaker(session, party)?;
    let (given, _) = write_forms(session, key, party, None)?;
    let sql = "INSERT INTO joint_speakers (statement, position, linked, speaker, given_form)
               VALUES (?1, ?2, ?3, ?3, ?4)";
    let row = params![statement, position as i64, key, given];
    session.prepare(sql)?.execute(row)?;
    Ok(key)
}

/// Writes the name a speaker was given and the source that stood for it, and returns their keys as
/// forms.
pub(super) fn write_forms(
    session: &Session<'_>,
    key: i64,
    speaker: &Speaker,
    source: Option<&str>,
) -> Result<(i64, Option<i64>)> {
    let given = write_name_form(session, key, "given", speaker)?;
    let source = match source {
        None => None,
        Some(source) if source == speaker.name => Some(given),
        Some(source) => Some(write_source_form(session, key, speaker, source)?),
    };
    Ok((given, source))
}

/// Writes the speaker unless it is known, and returns its key.
pub(crate) fn write_speaker(session: &Session<'_>, speaker: &Speaker) -> Result<i64> {
    let SpeakerFacts { wikidata, stands_for, maker, of } = &speaker.facts;
    if let Some(key) = ids::key(session, speaker.id.as_str())? {
        // What was recorded before the user gave it, or before it was kept, gets it now.
        if [wikidata, stands_for, maker, of].iter().any(|fact| fact.is_some()) {
            let sql = "UPDATE speakers SET wikidata = coalesce(?2, wikidata),
                                           stands_for = coalesce(?3, stands_for),
                                           maker = coalesce(?4, maker),
                                           of_party = coalesce(?5, of_party)
                       WHERE key = ?1 AND (wikidata IS DISTINCT FROM coalesce(?2, wikidata)
                                           OR stands_for IS DISTINCT FROM coalesce(?3, stands_for)
                                           OR maker IS DISTINCT FROM coalesce(?4, maker)
                                           OR of_party IS DISTINCT FROM coalesce(?5, of_party))";
            let row = params![key, wikidata, stands_for, maker, of];
            session.prepare(sql)?.execute(row)?;
        }
        return Ok(key);
    }
    let sql = "INSERT INTO speakers (id, name, kind, link_reason, wikidata, stands_for, maker,
                                     of_party)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
               ON CONFLICT DO NOTHING RETURNING key";
    let (kind, link) = (speaker.kind.as_str(), speaker.link_reason.as_str());
    let (id, name) = (speaker.id.as_str(), &speaker.name);
    let row = params![id, name, kind, link, wikidata, stands_for, maker, of];
    let new = session.prepare(sql)?.query_row(row, |row| row.get(0)).optional()?;
    // Somebody else may just have written it.
    let Some(key) = new else { return ids::key(session, id)?.ok_or(Failure::Missing) };
    ids::note_older(session, key, speaker)?;
    similar::note(session, key, speaker)?;
    Ok(key)
}

/// Writes a name by which people call a speaker.
pub(super) fn write_called_form(session: &Session<'_>, key: i64, speaker: &Speaker) -> Result<()> {
    write_name_form(session, key, "called", speaker).map(|_| ())
}

/// Writes a name of a speaker and returns its key as a form.
fn write_name_form(session: &Session<'_>, key: i64, role: &str, speaker: &Speaker) -> Result<i64> {
    let form = (key, role, speaker.name.as_str());
    if let Some(key) = known_form(session, form)? {
        return Ok(key);
    }
    let surname = forms::surname(speaker);
    let length = NameKey::of(&speaker.name).words().len();
    write_form(session, form, (surname.as_deref(), length), &forms::words_of_name(speaker))
}

/// Writes a source that stood for a speaker and returns its key as a form.
fn write_source_form(
    session: &Session<'_>,
    key: i64,
    speaker: &Speaker,
    source: &str,
) -> Result<i64> {
    let form = (key, speaker.link_reason.as_str(), source);
    if let Some(key) = known_form(session, form)? {
        return Ok(key);
    }
    write_form(session, form, (None, 0), &forms::words_of_source(source, speaker))
}

/// Returns the key of the form of this speaker, role and text.
fn known_form(session: &Session<'_>, form: (i64, &str, &str)) -> Result<Option<i64>> {
    let by_hash = by_hash(session, "?3");
    let sql =
        format!("SELECT key FROM forms WHERE speaker = ?1 AND role = ?2 AND text = ?3 {by_hash}");
    session.prepare(&sql)?.query_row(params![form.0, form.1, form.2], |row| row.get(0)).optional()
}

fn write_form(
    session: &Session<'_>,
    (speaker, role, text): (i64, &str, &str),
    (surname, word_count): (Option<&str>, usize),
    words: &[FormWord],
) -> Result<i64> {
    let sql = "INSERT INTO forms (speaker, role, text, surname, word_count)
               VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING RETURNING key";
    let row = params![speaker, role, text, surname, word_count as i64];
    let new = session.prepare(sql)?.query_row(row, |row| row.get(0)).optional()?;
    // Somebody else may just have written it.
    let Some(key) = new else {
        return known_form(session, (speaker, role, text))?.ok_or(Failure::Missing);
    };
    let sql = "INSERT INTO form_words (word, form, identifies) VALUES (?1, ?2, ?3)";
    let mut insert = session.prepare(sql)?;
    for FormWord { word, identifies } in words {
        insert.execute(params![word, key, identifies])?;
    }
    Ok(key)
}

fn joined(excerpts: &[Excerpt]) -> String {
    let words: Vec<&str> = excerpts.iter().map(|excerpt| excerpt.text.as_str()).collect();
    words.join(" ")
}
