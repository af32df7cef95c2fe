//! Where a statement stands, by which people's decisions about it outlast the model that found it.

use crate::{ArticleId, Span, Statement};

/// Where a statement stands: what stays the same when another model version extracts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementPlace {
    /// The article.
    pub article: ArticleId,
    /// The spans of the source.
    pub source: Vec<Span>,
    /// The spans of the content; never empty.
    pub content: Vec<Span>,
}

impl StatementPlace {
    /// Returns where a statement of `article` stands.
    pub fn of(statement: &Statement, article: ArticleId) -> Self {
        let source = statement.source.iter().map(|excerpt| excerpt.span).collect();
        let content = statement.content.iter().map(|excerpt| excerpt.span).collect();
        Self { article, source, content }
    }

    /// Tells whether `other` is the same statement, extracted anew: their sources touch, and most
    /// of what is cited by `other`, or by either where one has no source, is cited by both.
    ///
    /// Half of a statement that was cut in two is the same; who relays it is somebody else.
    pub fn is_also(&self, other: &Self) -> bool {
        if self.article != other.article {
            return false;
        }
        let shared: u64 = pairs(&self.content, &other.content).map(|(a, b)| common(a, b)).sum();
        let length = |spans: &[Span]| -> u64 { spans.iter().map(|s| u64::from(s.len())).sum() };
        let (mine, others) = (length(&self.content), length(&other.content));
        if self.source.is_empty() || other.source.is_empty() {
            let all = (mine + others).saturating_sub(shared);
            return shared * 2 > all;
        }
        let sources_touch = pairs(&self.source, &other.source).any(|(a, b)| a.overlaps(b));
        sources_touch && shared * 2 > others
    }
}

fn pairs<'a>(a: &'a [Span], b: &'a [Span]) -> impl Iterator<Item = (Span, Span)> + 'a {
    a.iter().flat_map(move |x| b.iter().map(move |y| (*x, *y)))
}

fn common(a: Span, b: Span) -> u64 {
    u64::from(a.end().min(b.end()).saturating_sub(a.start().max(b.start())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article() -> ArticleId {
        ArticleId::of(None, "text")
    }

    fn place(source: &[(u32, u32)], content: &[(u32, u32)]) -> StatementPlace {
        let spans = |list: &[(u32, u32)]| {
            list.iter().map(|(start, end)| Span::new(*start, *end).expect("not empty")).collect()
        };
        StatementPlace { article: article(), source: spans(source), content: spans(content) }
    }

    #[test]
    fn a_statement_is_known_again_when_its_borders_move() {
        let pinned = place(&[(0, 4)], &[(10, 50)]);
        for same in [
            place(&[(0, 4)], &[(10, 50)]),
            place(&[(0, 9)], &[(12, 60)]),
            place(&[(0, 4)], &[(10, 20)]),
            place(&[(2, 4)], &[(10, 20), (30, 50)]),
            place(&[], &[(10, 45)]),
        ] {
            assert!(pinned.is_also(&same), "{same:?}");
        }
    }

    #[test]
    fn neighbours_and_relays_are_other_statements() {
        let pinned = place(&[(0, 4)], &[(10, 50)]);
        for other in [
            place(&[(0, 4)], &[(51, 80)]),
            place(&[(12, 17)], &[(20, 50)]),
            place(&[(0, 4)], &[(40, 90)]),
            place(&[], &[(10, 20)]),
            StatementPlace { article: ArticleId::of(None, "other"), ..pinned.clone() },
        ] {
            assert!(!pinned.is_also(&other), "{other:?}");
        }
    }
}
