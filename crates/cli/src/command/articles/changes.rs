//! What changed in the quotations from one text of an article to the next.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, Kind, StatementHit};

/// How much of the words of the shorter quotation must be in the longer one where it is the same, changed.
const SHARED: f64 = 0.5;

/// What changed in the quotations since the text before.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// The text before.
    pub(crate) since: ArticleId,
    /// What is quoted now and was not.
    pub(crate) added: Vec<&'a StatementHit>,
    /// What was quoted and is not now.
    pub(crate) gone: Vec<&'a StatementHit>,
    /// What is quoted otherwise: as it was, and as it is.
    pub(crate) changed: Vec<(&'a StatementHit, &'a StatementHit)>,
}

impl<'a> Changes<'a> {
    /// Compares the statements of a text with those of the one before it, `since`.
    pub(crate) fn of(
        since: ArticleId,
        before: &'a [StatementHit],
        now: &'a [StatementHit],
    ) -> Self {
        let quoted = |hits: &'a [StatementHit]| -> Vec<&'a StatementHit> {
            hits.iter().filter(|hit| hit.statement.kind != Kind::Indirect).collect()
        };
        let (mut gone, mut added) = (quoted(before), quoted(now));
        // The same words of the same speaker are the same quotation, wherever they stand.
        gone.retain(|was| match added.iter().position(|is| key(is) == key(was)) {
            Some(at) => {
                added.remove(at);
                false
            }
            None => true,
        });
        let mut changed = vec![];
        gone.retain(|was| {
            let same = added.iter().enumerate().map(|(at, is)| (shared(was, is), at));
            match same.filter(|(shared, _)| *shared >= SHARED).max_by(|a, b| a.0.total_cmp(&b.0)) {
                Some((_, at)) => {
                    changed.push((*was, added.remove(at)));
                    false
                }
                None => true,
            }
        });
        Self { since, added, gone, changed }
    }

    /// Tells whether nothing changed.
    pub(crate) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.gone.is_empty() && self.changed.is_empty()
    }
}

/// Returns what makes a quotation the same: who speaks, and the words.
fn key(hit: &StatementHit) -> (Option<&str>, Vec<&str>) {
    let speaker = hit.statement.speaker.as_ref().map(|speaker| speaker.id.as_str());
    (speaker, hit.statement.content.iter().map(|excerpt| excerpt.text.as_str()).collect())
}

/// Returns which share of the words of the shorter quotation is in the other.
fn shared(a: &StatementHit, b: &StatementHit) -> f64 {
    let words = |hit: &StatementHit| -> HashSet<String> {
        let pieces = hit.statement.content.iter().map(|excerpt| excerpt.text.to_lowercase());
        let words = pieces.collect::<Vec<_>>().join(" ");
        let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let shorter = a.len().min(b.len());
    if shorter == 0 { 0.0 } else { a.intersection(&b).count() as f64 / shorter as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::samples::{hit, statement};

    #[test]
    fn quotations_are_added_gone_changed_or_the_same() {
        let quoted = |words: &str| {
            let text = format!("{words} Anna Lind said.");
            hit(&text, statement(&text, Kind::Direct, "Anna Lind", "said", &[words]))
        };
        let before = [quoted("“It stays two years,”"), quoted("“Fog.”"), quoted("“No boat rows.”")];
        let now = [quoted("“No boat rows.”"), quoted("“It stays three years,”"), quoted("“Rain.”")];
        let changes = Changes::of(before[0].article, &before, &now);
        let words = |hit: &StatementHit| hit.statement.content[0].text.clone();
        assert_eq!(changes.changed.len(), 1);
        assert_eq!(words(changes.changed[0].1), "“It stays three years,”");
        assert_eq!(words(changes.gone[0]), "“Fog.”");
        assert_eq!(words(changes.added[0]), "“Rain.”");
        assert!(Changes::of(before[0].article, &before, &before).is_empty());
    }
}
