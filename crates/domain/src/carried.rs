//! Whether a statement of one text stands in another text of the same article: its words, at nearly the same
//! place. Pure; knows neither speakers nor what was decided.

use crate::{ArticleId, Span, StatementPlace};

/// How far from where they are to be expected words are looked for that stand in a text several times, in
/// code points.
const NEAR: usize = 400;

/// How much more or less may stand between the parts of a statement, in code points.
const SLACK: usize = 80;

/// What ends a sentence, or opens or closes a quotation.
const BREAKS: [char; 9] = ['.', '!', '?', '“', '”', '"', '„', '«', '»'];

/// Two texts of an article, of which statements of the one are found in the other.
#[derive(Debug)]
pub struct Carrier {
    from: Vec<char>,
    to: Vec<char>,
    /// How many code points both begin and end with.
    head: usize,
    tail: usize,
}

impl Carrier {
    /// Returns what finds statements of the text `from` in the text `to`.
    pub fn new(from: &str, to: &str) -> Self {
        let (from, to): (Vec<char>, Vec<char>) = (from.chars().collect(), to.chars().collect());
        let shorter = from.len().min(to.len());
        let head = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        let ends = from.iter().rev().zip(to.iter().rev());
        let tail = ends.take(shorter - head).take_while(|(a, b)| a == b).count();
        Self { from, to, head, tail }
    }

    /// Returns where the statement at `place`, whose cue stands at `cue`, stands in `article`, whose text is
    /// the other one; and where the words at `others` do. `None` unless source, cue and content are all
    /// there as they were, together, at nearly the same place, and `others` are as well.
    pub fn carry(
        &self,
        place: &StatementPlace,
        cue: &[Span],
        others: &[Span],
        article: ArticleId,
    ) -> Option<(StatementPlace, Vec<Span>)> {
        let parts = || place.source.iter().chain(cue).chain(&place.content);
        let start = parts().map(|span| span.start()).min()?;
        let end = parts().map(|span| span.end()).max()?;
        let whole = Span::new(start, end)?;
        // All of it with what stands between, or else its longest part and the others around that.
        let longest = place.content.iter().max_by_key(|span| span.len())?;
        let moved = match self.find(whole) {
            Some(at) => at - i64::from(start),
            None => self.find(*longest)? - i64::from(longest.start()),
        };
        let all = |spans: &[Span]| -> Option<Vec<Span>> {
            spans.iter().map(|span| self.beside(*span, moved)).collect()
        };
        let (source, content) = (all(&place.source)?, all(&place.content)?);
        let now = source.iter().chain(&all(cue)?).chain(&content).copied().collect::<Vec<_>>();
        let parts: Vec<(Span, Span)> = parts().copied().zip(now).collect();
        if !self.are_together(parts) {
            return None;
        }
        let place = StatementPlace { article, source, content };
        Some((place, all(others)?))
    }

    /// Returns where words stand in the other text: where they do once in both, or as the same of as many, or
    /// near to where they stood.
    fn find(&self, span: Span) -> Option<i64> {
        let (words, start) = (self.words(span)?, span.start() as usize);
        let (before, now) = (places(&self.from, words), places(&self.to, words));
        let nearest = now.iter().copied().min_by_key(|at| self.apart(start, *at))?;
        if self.apart(start, nearest) <= NEAR {
            return i64::try_from(nearest).ok();
        }
        let which = before.iter().position(|at| *at == start)?;
        let same = (before.len() == now.len()).then(|| now[which]);
        same.and_then(|at| i64::try_from(at).ok())
    }

    /// Returns where words stand that stood beside others which have moved so far.
    fn beside(&self, span: Span, moved: i64) -> Option<Span> {
        let words = self.words(span)?;
        let expected = usize::try_from(i64::from(span.start()) + moved).ok()?;
        let from = expected.saturating_sub(SLACK);
        let until = (expected + words.len() + SLACK).min(self.to.len());
        let around = self.to.get(from..until)?;
        let found = places(around, words).into_iter().map(|at| from + at);
        let at = found.min_by_key(|at| at.abs_diff(expected))?;
        let point = |at: usize| u32::try_from(at).ok();
        Span::new(point(at)?, point(at + words.len())?)
    }

    /// Tells whether parts of a statement stand in the same order in both texts, and no sentence or quotation
    /// begins between them that did not before.
    fn are_together(&self, mut parts: Vec<(Span, Span)>) -> bool {
        parts.sort_unstable();
        let breaks = |text: &[char], a: Span, b: Span| {
            let between = text.get(a.end() as usize..b.start() as usize).unwrap_or_default();
            between.iter().filter(|c| BREAKS.contains(c)).count()
        };
        parts.windows(2).all(|pair| {
            let ((was, is), (next_was, next_is)) = (pair[0], pair[1]);
            was.end() > next_was.start()
                || (is.end() <= next_is.start()
                    && breaks(&self.to, is, next_is) <= breaks(&self.from, was, next_was))
        })
    }

    /// Returns how far a place of the other text is from where one is to be expected: as far from the
    /// beginning, or from the end.
    fn apart(&self, start: usize, at: usize) -> usize {
        let from_end = (at + self.from.len()).abs_diff(start + self.to.len());
        match start {
            start if start < self.head => at.abs_diff(start),
            start if start + self.tail >= self.from.len() => from_end,
            start => at.abs_diff(start).min(from_end),
        }
    }

    fn words(&self, span: Span) -> Option<&[char]> {
        self.from.get(span.start() as usize..span.end() as usize)
    }
}

/// Returns where words stand in a text, not as a part of longer ones.
fn places(text: &[char], words: &[char]) -> Vec<usize> {
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return vec![] };
    let parts =
        |a: Option<&char>, b: &char| a.is_some_and(|a| a.is_alphanumeric()) && b.is_alphanumeric();
    let whole = |at: &usize| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        !parts(before, first) && !parts(text.get(at + words.len()), last)
    };
    let starts = text.windows(words.len()).enumerate();
    let found = starts.filter(|(_, window)| *window == words).map(|(at, _)| at);
    found.filter(whole).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::CodePoints;

    const FIRST: &str = "Fog lies on the quay. “The ferry sails at six,” Anna Lind said. “No,” Tom Brekke \
                         said. “No,” Ida Holm said.";

    fn span(text: &str, words: &str, nth: usize) -> Span {
        let start = text.match_indices(words).nth(nth).expect("there").0;
        CodePoints::new(text).span(start..start + words.len()).expect("not empty")
    }

    /// Returns the words before and behind which the statement stands in `to`.
    fn carried(to: &str, source: &str, content: (&str, usize)) -> Option<(String, String)> {
        let article = ArticleId::of(None, to);
        let content = span(FIRST, content.0, content.1);
        let source = span(FIRST, source, 0);
        let said = Span::new(source.end() + 1, source.end() + 5).expect("not empty");
        let place = StatementPlace {
            article: ArticleId::of(None, FIRST),
            source: vec![source],
            content: vec![content],
        };
        let (place, _) = Carrier::new(FIRST, to).carry(&place, &[said], &[], article)?;
        let points = CodePoints::new(to);
        let words = |span: Span| points.slice(span).map(str::to_owned);
        let before = Span::new(place.content[0].start().saturating_sub(6), place.content[0].end())?;
        Some((words(before)?, words(place.source[0])?))
    }

    #[test]
    fn words_that_stand_again_are_found_where_they_have_moved_to() {
        let ferry = ("“The ferry sails at six,”", 0);
        for to in [
            FIRST.to_owned(),
            format!("It was early in the year. {FIRST} Nobody rows."),
            FIRST.replace("Fog lies on the quay. ", ""),
            FIRST.replace("Lind said", "Lind, who has the key, said"),
            format!("{}{FIRST}", "Much was told of ice and of nets. ".repeat(40)),
        ] {
            let (content, source) = carried(&to, "Anna Lind", ferry).expect(&to);
            assert!(
                content.ends_with("“The ferry sails at six,”") && source == "Anna Lind",
                "{to}"
            );
        }
    }

    #[test]
    fn what_reads_otherwise_is_another_statement() {
        let ferry = ("“The ferry sails at six,”", 0);
        for to in [
            FIRST.replace("six", "seven"),
            FIRST.replace("Anna Lind", "Rosa Engel"),
            FIRST.replace("Lind said", "Lind denied"),
            "“The ferry sails at six,” it stood on the wall. Anna Lind said nothing.".to_owned(),
        ] {
            assert_eq!(carried(&to, "Anna Lind", ferry), None, "{to}");
        }
    }

    #[test]
    fn of_words_that_stand_there_twice_those_at_the_same_place_are_meant() {
        let to = FIRST.replace("Fog lies", "Thick fog lies");
        let (_, source) = carried(&to, "Ida Holm", ("“No,”", 1)).expect("there");
        assert_eq!(source, "Ida Holm");
        let to = FIRST.replace("“No,” Tom Brekke said. ", "");
        assert_eq!(carried(&to, "Tom Brekke", ("“No,”", 0)), None);
        assert_eq!(carried(&to, "Ida Holm", ("“No,”", 1)).expect("there").1, "Ida Holm");
    }
}
