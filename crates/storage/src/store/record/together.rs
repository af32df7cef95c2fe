//! Recording several articles at once, on a server: what is new of them and concerns nothing that is kept is
//! written by a few statements for all. Each statement is a journey and a plan, which together cost more than
//! a row of each table. The others are recorded one after the other, as a single one is.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use q7x2_domain::{Metadata, Origin, Recorded, Timestamp};

use super::{Recording, hold};
use crate::session::{Result, Row, Session, list, named_params, params};
use crate::store::rows::fold_outlet;
use crate::store::{details, similar};

/// What the store holds that some of the articles may have to do with: their ids, the places that they are
/// from, and `*` where places were forgotten, of whichever articles.
const KNOWN: &str = "
    SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?1))
    UNION ALL
    SELECT article FROM article_edits WHERE article IN (SELECT value FROM json_each(?1))
    UNION ALL
    SELECT place FROM places WHERE place IN (SELECT value FROM json_each(?2))
    UNION ALL
    SELECT '*' WHERE EXISTS (SELECT 1 FROM forgotten_places WHERE forgets > 0)";

/// Writes new articles, their extractions without statements, and where they are from.
const WRITE: &str = "
    WITH asked AS MATERIALIZED (
        SELECT * FROM unnest(
            CAST(:ids AS TEXT[]), CAST(:paths AS TEXT[]), CAST(:urls AS TEXT[]),
            CAST(:outlets AS TEXT[]), CAST(:folded AS TEXT[]), CAST(:titles AS TEXT[]),
            CAST(:authors AS TEXT[]), CAST(:published AS BIGINT[]), CAST(:languages AS TEXT[]),
            CAST(:texts AS TEXT[]), CAST(:models AS TEXT[]), CAST(:diagnostics AS TEXT[]),
            CAST(:dated AS BIGINT[]), CAST(:taken AS BIGINT[]))
            AS told (id, path, url, outlet, folded, title, author, published_at, language, text,
                     model, diagnostics, dated, taken_at)),
    new AS (
        INSERT INTO articles (id, path, url, outlet, outlet_folded, title, author, published_at,
                              language, text)
        SELECT id, path, url, outlet, folded, title, author, published_at, language, text FROM asked
        RETURNING key, id),
    read AS (
        INSERT INTO extractions (article, model, diagnostics, dated)
        SELECT new.key, model, diagnostics, dated FROM new JOIN asked ON asked.id = new.id
        RETURNING key, article),
    placed AS (
        INSERT INTO places (place, article)
        SELECT told.place, new.key
        FROM unnest(CAST(:places AS TEXT[]), CAST(:placed AS TEXT[])) AS told (place, id)
        JOIN new ON new.id = told.id),
    taken AS (
        INSERT INTO origins (article, taken_at)
        SELECT new.key, asked.taken_at FROM new JOIN asked ON asked.id = new.id
        WHERE asked.taken_at IS NOT NULL)
    SELECT new.id, new.key, read.key FROM new JOIN read ON read.article = new.key";

/// Writes all of them, and returns what became of each, in order.
pub(crate) fn write_all(
    session: &Session<'_>,
    recordings: &[Arc<Recording>],
) -> Result<Vec<Recorded>> {
    let ids: Vec<String> = recordings.iter().map(|one| one.article.id().to_string()).collect();
    let metadata = recordings.iter().map(|one| one.article.metadata());
    hold(session, ids.iter().zip(metadata))?;
    let plain = plain(session, recordings, &ids)?;
    let written = write(session, &plain)?;
    let mut cited = Vec::with_capacity(plain.len());
    for (one, keys) in plain.iter().zip(&written) {
        cited.push(one.write_statements(session, keys.0, keys.1)?);
    }
    // All at once, as those of one article are.
    similar::hold(session, &cited.iter().flatten().copied().collect::<BTreeSet<_>>())?;
    for ((one, keys), cited) in plain.iter().zip(&written).zip(&cited) {
        one.settle(session, *keys, false, cited)?;
    }
    let plain: HashSet<*const Recording> = plain.into_iter().map(std::ptr::from_ref).collect();
    let rest = recordings.iter().map(|one| match plain.contains(&Arc::as_ptr(one)) {
        true => Ok(Recorded::New),
        false => one.write_held(session),
    });
    rest.collect()
}

/// Returns those that are new, of which nothing was decided, that share no place with any other, and of whose
/// address nothing was learned.
fn plain<'a>(
    session: &Session<'_>,
    recordings: &'a [Arc<Recording>],
    ids: &[String],
) -> Result<Vec<&'a Recording>> {
    let places: Vec<Vec<Origin>> =
        recordings.iter().map(|one| Origin::all_of(one.article.metadata())).collect();
    let all: Vec<&str> = places.iter().flatten().map(Origin::as_str).collect();
    let mut select = session.prepare(KNOWN)?;
    let rows = select.query_map(params![list(ids), list(&all)], |row: &Row<'_>| row.get(0))?;
    let known: HashSet<String> = rows.collect::<Result<_>>()?;
    let mut times: HashMap<&str, u32> = HashMap::new();
    for name in ids.iter().map(String::as_str).chain(all.iter().copied()) {
        *times.entry(name).or_default() += 1;
    }
    let is_alone = |name: &str| !known.contains(name) && times.get(name) == Some(&1);
    let of_all = recordings.iter().zip(ids).zip(&places);
    let plain = of_all.filter(|((one, id), places)| {
        !known.contains("*")
            && one.origins.is_none()
            && one.article.metadata().learned_url.is_none()
            && is_alone(id)
            && places.iter().all(|place| is_alone(place.as_str()))
    });
    Ok(plain.map(|((one, _), _)| &**one).collect())
}

/// Writes articles that are new with their extractions, but without statements. Returns the keys of both.
fn write(session: &Session<'_>, plain: &[&Recording]) -> Result<Vec<(i64, i64)>> {
    if plain.is_empty() {
        return Ok(vec![]);
    }
    let texts = |of: fn(&Metadata) -> Option<&str>| {
        list(&plain.iter().map(|one| of(one.article.metadata())).collect::<Vec<_>>())
    };
    let times = |of: fn(&Metadata) -> Option<Timestamp>| {
        let time = |one: &&Recording| of(one.article.metadata()).map(Timestamp::micros);
        list(&plain.iter().map(time).collect::<Vec<_>>())
    };
    let ids: Vec<String> = plain.iter().map(|one| one.article.id().to_string()).collect();
    let folded = plain.iter().map(|one| one.article.metadata().outlet.as_deref().map(fold_outlet));
    let diagnostics =
        plain.iter().map(|one| details::write_diagnostics(&one.extraction.diagnostics));
    let origins = plain.iter().zip(&ids).flat_map(|(one, id)| {
        Origin::all_of(one.article.metadata()).into_iter().map(move |origin| (origin, id))
    });
    let (origins, placed): (Vec<Origin>, Vec<&String>) = origins.unzip();
    let mut write = session.prepare(WRITE)?;
    let rows = write.query_map(
        named_params! {
            ":ids": list(&ids),
            ":paths": texts(|m| m.path.as_deref()),
            ":urls": texts(|m| m.url.as_deref()),
            ":outlets": texts(|m| m.outlet.as_deref()),
            ":folded": list(&folded.collect::<Vec<_>>()),
            ":titles": texts(|m| m.title.as_deref()),
            ":authors": texts(|m| m.author.as_deref()),
            ":published": times(|m| m.published_at),
            ":languages": texts(|m| m.language.as_deref()),
            ":texts": list(&plain.iter().map(|one| one.article.text()).collect::<Vec<_>>()),
            ":models": list(&plain.iter().map(|one| one.extraction.model.as_str()).collect::<Vec<_>>()),
            ":diagnostics": list(&diagnostics.collect::<Vec<_>>()),
            ":dated": list(&plain.iter().map(|one| one.dated).collect::<Vec<_>>()),
            ":taken": times(|m| m.taken_at),
            ":places": list(&origins.iter().map(Origin::as_str).collect::<Vec<_>>()),
            ":placed": list(&placed),
        },
        |row: &Row<'_>| Ok((row.get::<String>(0)?, (row.get(1)?, row.get(2)?))),
    )?;
    let keys: HashMap<String, (i64, i64)> = rows.collect::<Result<_>>()?;
    ids.iter().map(|id| keys.get(id).copied().ok_or(crate::session::Failure::Missing)).collect()
}
