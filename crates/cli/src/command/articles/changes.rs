//! What changed in the statements from one text of an article to the next: in paraphrase as in quotations, for
//! a number that was mended stands in either.

use std::collections::HashSet;

use q7x2_domain::{ArticleId, StatementHit};

/// How much of the words of the shorter statement must be in the longer one where it is the same, changed.
const SHARED: f64 = 0.5;

/// What changed in the statements since the text before.
#[derive(Debug)]
pub(crate) struct Changes<'a> {
    /// The text before.
    pub(crate) since: ArticleId,
    /// What is stated now and was not.
    pub(crate) added: Vec<&'a StatementHit>,
    /// What was stated and is not now.
    pub(crate) gone: Vec<&'a StatementHit>,
    /// What is stated otherwise: as it was, and as it is.
    pub(crate) changed: Vec<(&'a StatementHit, &'a StatementHit)>,
}

impl<'a> Changes<'a> {
    /// Compares the statements of a text with those of the one before it, `since`.
    pub(crate) fn of(
        since: ArticleId,
        before: &'a [StatementHit],
        now: &'a [StatementHit],
    ) -> Self {
        let (mut gone, mut added): (Vec<_>, Vec<_>) =
            (before.iter().collect(), now.iter().collect());
        // The same words of the same speaker are the same statement, wherever they stand.
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

/// Returns what makes a statement the same: who speaks, and the words, however their lines are broken.
fn key(hit: &StatementHit) -> (Option<&str>, Vec<&str>) {
    let speaker = hit.statement.speaker.as_ref().map(|speaker| speaker.id.as_str());
    let pieces = hit.statement.content.iter();
    (speaker, pieces.flat_map(|excerpt| excerpt.text.split_whitespace()).collect())
}

/// Returns which share of the words of the shorter statement is in the other.
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
    use q7x2_domain::Kind;

    use super::*;
    use crate::render::samples::{hit, statement};

    #[test]
    fn statements_are_added_gone_changed_or_the_same() {
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

    #[test]
    fn paraphrase_is_compared_as_well() {
        let told = |words: &str| {
            let text = format!("Anna Lind said {words}.");
            [hit(&text, statement(&text, Kind::Indirect, "Anna Lind", "said", &[words]))]
        };
        let before = told("fares would rise by 4 percent");
        let now = told("fares would rise by 5 percent");
        let changes = Changes::of(before[0].article, &before, &now);
        assert_eq!((changes.changed.len(), changes.added.len(), changes.gone.len()), (1, 0, 0));
        let broken = told("fares would rise\nby 4 percent");
        assert!(Changes::of(before[0].article, &before, &broken).is_empty());
    }
}
