//! Articles that are on their way: in line or with a worker, and not in the store yet. What is to be forgotten
//! may be among them.

use q7x2_domain::{ArticleFilter, ArticleId, Metadata, is_language_meant};
use q7x2_proto::v1::{ListQueuedArticlesRequest, QueuedArticle};
use q7x2_proto::{MAX_PAGE_SIZE, article_ids};

use crate::connection::{Ingest, Services};
use crate::exit::Failure;

/// Returns the articles of the queue that a filter means; none where the ingest service is not known here.
pub(super) async fn meant(
    filter: &ArticleFilter,
    services: &Services,
) -> Result<Vec<ArticleId>, Failure> {
    let Ok(mut ingest) = services.ingest() else { return Ok(vec![]) };
    let mut ids = vec![];
    let mut after = String::new();
    while let Some(page) = next(&mut ingest, &mut after).await? {
        for queued in page {
            let metadata = queued.metadata.unwrap_or_default();
            let metadata = Metadata::try_from(metadata).map_err(|error| ingest.garbled(&error))?;
            if is_meant(filter, &metadata) {
                ids.push(queued.article_id);
            }
        }
    }
    article_ids(&ids, "article_id").map_err(|error| ingest.garbled(&error))
}

/// Returns the ids in the queue that begin with these digits.
///
/// # Errors
/// When the service fails or cannot be reached.
pub(in crate::command) async fn beginning_with(
    digits: &str,
    ingest: &mut Ingest,
) -> Result<Vec<String>, Failure> {
    let mut ids = vec![];
    let mut after = String::new();
    while let Some(page) = next(ingest, &mut after).await? {
        let page = page.into_iter().map(|queued| queued.article_id);
        ids.extend(page.filter(|id| id.starts_with(digits)));
    }
    Ok(ids)
}

/// Returns the articles of the queue that come after an id, some at a time, and lets that be the last of them.
async fn next(
    ingest: &mut Ingest,
    after: &mut String,
) -> Result<Option<Vec<QueuedArticle>>, Failure> {
    let after_article_id = after.clone();
    let request = ListQueuedArticlesRequest { after_article_id, page_size: MAX_PAGE_SIZE };
    let answer = ingest.client.list_queued_articles(request).await;
    let page = answer.map_err(|status| ingest.failure(&status))?.into_inner().articles;
    let Some(last) = page.last() else { return Ok(None) };
    after.clone_from(&last.article_id);
    Ok(Some(page))
}

/// Tells whether a filter means an article of this metadata, as the store would.
fn is_meant(filter: &ArticleFilter, metadata: &Metadata) -> bool {
    let outlet = filter.outlet.as_deref().is_none_or(|name| {
        metadata.outlet.as_deref().is_some_and(|outlet| is_called(outlet, name))
    });
    let path = filter
        .path
        .as_deref()
        .is_none_or(|path| metadata.path.as_deref().is_some_and(|known| is_below(known, path)))
        || metadata.file_key.as_ref().is_some_and(|key| filter.file_keys.contains(key))
        || metadata
            .path
            .as_deref()
            .is_some_and(|known| filter.spellings.iter().any(|path| is_below(known, path)));
    let published =
        |is_in: &dyn Fn(q7x2_domain::Timestamp) -> bool| metadata.published_at.is_some_and(is_in);
    let since = filter.since.is_none_or(|since| published(&|at| at >= since));
    let until = filter.until.is_none_or(|until| published(&|at| at < until));
    let asked = filter.language.as_deref();
    let language = asked.is_none_or(|tag| is_language_meant(tag, metadata.language.as_deref()));
    outlet && path && since && until && language
}

/// Tells whether an outlet has all words of a name.
fn is_called(outlet: &str, name: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let outlet = words(outlet);
    words(name).iter().all(|word| outlet.contains(word))
}

/// Tells whether a path is `path`, below that folder, a record of that file, or matches that pattern.
fn is_below(known: &str, path: &str) -> bool {
    if path.contains(['*', '?']) {
        return matches(known, path);
    }
    let rest = known.strip_prefix(path.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '#']))
}

/// Tells whether a text matches a pattern, in which `*` stands for anything and `?` for a character.
fn matches(text: &str, pattern: &str) -> bool {
    match pattern.chars().next() {
        None => text.is_empty(),
        Some('*') => {
            let rest = &pattern[1..];
            let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            ends.into_iter().any(|at| matches(&text[at..], rest))
        }
        Some(wanted) => {
            let mut chars = text.chars();
            let is_met = chars.next().is_some_and(|c| wanted == '?' || c == wanted);
            is_met && matches(chars.as_str(), &pattern[wanted.len_utf8()..])
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_means_what_it_means_in_the_store() {
        let metadata = Metadata {
            outlet: Some("The Harbour Post".into()),
            path: Some("news/old/a.txt".into()),
            language: Some("en-GB".into()),
            ..Metadata::default()
        };
        let meant = |outlet: Option<&str>, path: Option<&str>, language: Option<&str>| {
            let filter = ArticleFilter {
                outlet: outlet.map(Into::into),
                path: path.map(Into::into),
                language: language.map(Into::into),
                ..ArticleFilter::default()
            };
            is_meant(&filter, &metadata)
        };
        assert!(meant(Some("harbour"), Some("news/"), Some("en")));
        assert!(meant(None, Some("news/*.txt"), None) && meant(None, Some("news/old/?.txt"), None));
        assert!(!meant(Some("quay"), None, None) && !meant(None, Some("new"), None));
        assert!(!meant(None, Some("*.md"), None) && !meant(None, None, Some("de")));
        let since = ArticleFilter {
            since: Some(q7x2_domain::Timestamp::from_seconds(1)),
            ..ArticleFilter::default()
        };
        assert!(!is_meant(&since, &metadata), "when it was published is not known");
    }
}
