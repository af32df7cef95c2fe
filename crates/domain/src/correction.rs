//! What people correct about single statements, and what follows from it. As with all edits, what was
//! extracted stays as it was; a correction says how it answers from now on.

use std::fmt;

use crate::words::words;
use crate::{
    ArticleId, Asserted, CodePoints, Edit, Excerpt, Kind, ModelVersion, Party, Span, Speaker,
    StatementPlace, Timestamp,
};

/// What a person says of a statement that was extracted wrongly.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// It is wrong; nobody said how.
    Wrong,
    /// These said it, jointly where they are several, the first of them its speaker; none when it is not
    /// known who.
    Speakers(Vec<Party>),
    /// It was these words of the article, in order; never empty.
    Words(Vec<Span>),
    /// Nobody said it.
    NotSaid,
}

/// What a correction is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CorrectionKind {
    /// The statement is wrong.
    Wrong,
    /// Who said it.
    Speaker,
    /// Which words.
    Words,
    /// That nobody said it.
    NotSaid,
}

words!(CorrectionKind {
    Wrong = "wrong",
    Speaker = "speaker",
    Words = "words",
    NotSaid = "not_said",
});

impl Correction {
    /// Returns what it is about.
    pub fn kind(&self) -> CorrectionKind {
        match self {
            Self::Wrong => CorrectionKind::Wrong,
            Self::Speakers(_) => CorrectionKind::Speaker,
            Self::Words(_) => CorrectionKind::Words,
            Self::NotSaid => CorrectionKind::NotSaid,
        }
    }
}

/// A correction that holds of a statement: who made it, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CorrectionNote {
    /// The number of the edit.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What it is about.
    pub kind: CorrectionKind,
    /// Why, in the words of who made it.
    pub reason: Option<String>,
    /// The text of the article that it was made on, where that is another one than the statement's: the
    /// words stand in both.
    pub of: Option<ArticleId>,
}

/// What people corrected about a statement, and what it was as extracted.
#[derive(Debug, Clone, PartialEq)]
pub struct Corrected {
    /// The corrections that hold, in the order in which they were made; at least one.
    pub notes: Vec<CorrectionNote>,
    /// Who spoke, as extracted; the first of several.
    pub speaker: Option<Speaker>,
    /// Who spoke with that one, as extracted.
    pub joint: Vec<Speaker>,
    /// The words, as extracted.
    pub content: Vec<Excerpt>,
    /// How much of them was quoted, as extracted.
    pub kind: Kind,
    /// Whether it was said, as extracted.
    pub asserted: Asserted,
    /// The model whose extraction answers for the article and has not found the statement, which answers as
    /// an earlier one found it; `None` where its own does.
    pub missed_by: Option<ModelVersion>,
}

/// What the corrections of a statement make of it besides its speaker, who is [`crate::SpeakerRules`]'
/// matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// The numbers of the corrections, in the order in which they were made.
    pub edits: Vec<u64>,
    /// The words that it has now, where they are others.
    pub words: Option<Vec<Span>>,
    /// Whether it was said, where that is corrected: the last correction tells.
    pub asserted: Option<Asserted>,
}

impl Effect {
    /// Returns what follows for the statement that was extracted at `place` from `edits`: those in force,
    /// with their numbers, in the order in which they were made.
    pub fn of<'a>(
        place: &StatementPlace,
        edits: impl IntoIterator<Item = (u64, &'a Edit)>,
    ) -> Self {
        let mut effect = Self::default();
        for (number, edit) in edits {
            let Some((at, kind, words)) = said_of(edit).filter(|(at, ..)| at.is_also(place)) else {
                continue;
            };
            debug_assert_eq!(at.article, place.article);
            effect.edits.push(number);
            // Who says whose it is, or which words it was, says that it was said after all.
            effect.asserted = match kind {
                CorrectionKind::Wrong => Some(Asserted::Disputed),
                CorrectionKind::NotSaid => Some(Asserted::NotSaid),
                CorrectionKind::Speaker | CorrectionKind::Words => None,
            };
            if let Some(words) = words {
                effect.words = Some(words.to_vec());
            }
        }
        effect
    }
}

/// Returns of which statement an edit says what, and which words it gives; `None` of an edit that is not
/// about one.
fn said_of(edit: &Edit) -> Option<(&StatementPlace, CorrectionKind, Option<&[Span]>)> {
    match edit {
        Edit::Correct { place, what: Correction::Words(words), .. } => {
            Some((place, CorrectionKind::Words, Some(words)))
        }
        Edit::Correct { place, what, .. } => Some((place, what.kind(), None)),
        Edit::PinStatement { place, .. } => Some((place, CorrectionKind::Speaker, None)),
        _ => None,
    }
}

impl Edit {
    /// Returns where the statement stands that it is about, with the words that it gives; `None` where it is
    /// about none.
    pub fn place(&self) -> Option<(&StatementPlace, &[Span])> {
        said_of(self).map(|(place, _, words)| (place, words.unwrap_or_default()))
    }

    /// Returns the same of a statement at another place, with words that stand there.
    #[must_use]
    pub fn at(mut self, now: StatementPlace, words: Vec<Span>) -> Self {
        match &mut self {
            Self::Correct { place, what, .. } => {
                *place = now;
                if let Correction::Words(spans) = what {
                    *spans = words;
                }
            }
            Self::PinStatement { place, .. } => *place = now,
            _ => {}
        }
        self
    }

    /// Returns what it corrects about a statement; `None` when it is about none. Who says whose a
    /// statement is corrects its speaker.
    pub fn corrects(&self) -> Option<CorrectionKind> {
        said_of(self).map(|(_, kind, _)| kind)
    }
}

/// Returns how much of the words at `spans` stands in quotation marks, where words at `extracted` were found
/// to be of some kind: a part of them is quoted as they are, if all of them are quoted alike.
pub fn quoted(points: &CodePoints<'_>, spans: &[Span], extracted: (&[Span], Kind)) -> Kind {
    let (whole, kind) = extracted;
    let is_part = |span: &Span| {
        whole.iter().any(|whole| whole.start() <= span.start() && span.end() <= whole.end())
    };
    if kind != Kind::Mixed && spans.iter().all(is_part) {
        return kind;
    }
    let (mut inside, mut outside) = (false, false);
    for &span in spans {
        let paragraph = points.paragraph_around(span);
        let words: Vec<char> = points.slice(paragraph).unwrap_or_default().chars().collect();
        let mut opened: Option<char> = None;
        for (i, (at, &c)) in (paragraph.start()..).zip(&words).enumerate() {
            let is_letter = |at: usize| words.get(at).is_some_and(|c| c.is_alphanumeric());
            let (before, after) = (i.checked_sub(1).is_some_and(is_letter), is_letter(i + 1));
            let is_apart = i.checked_sub(1).is_none_or(|at| " \n\t([—–-".contains(words[at]));
            // Otherwise it stands for letters left out: ’90s.
            let is_closed = || {
                let ends = |at: usize| matches!(words[at], '\'' | '’') && !is_letter(at + 1);
                (i + 1..words.len()).any(ends)
            };
            opened = match (c, opened) {
                // Within a word, or where a word begins in the middle of a quotation, it is an apostrophe.
                ('\'' | '’', _) if after && (before || opened.is_some()) => opened,
                // What opens some quotations closes others; each is closed by a mark of its own.
                ('”' | '»', None) if !is_apart => None,
                ('"' | '”' | '“' | '»' | '«' | '„' | '‹', None) => Some(c),
                ('‘' | '\'', None) if !before && is_closed() => Some(c),
                ('"', Some('"'))
                | ('\'', Some('\''))
                | ('”', Some('“' | '”' | '„'))
                | ('“', Some('„'))
                | ('»', Some('«' | '»'))
                | ('«', Some('»'))
                | ('’', Some('‘')) => None,
                _ => opened,
            };
            if c.is_alphanumeric() && (span.start()..span.end()).contains(&at) {
                inside |= opened.is_some();
                outside |= opened.is_none();
            }
        }
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (false, _) => Kind::Indirect,
        (true, true) => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ArticleId, StatementId};

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).expect("not empty")
    }

    fn correct(at: u32, what: Correction) -> Edit {
        let statement = StatementId::from_stored("0123456789abcdef".into());
        Edit::Correct { statement, place: place(at), what, reason: None }
    }

    fn place(at: u32) -> StatementPlace {
        let article = ArticleId::of(None, "text");
        StatementPlace { article, source: vec![], content: vec![span(at, at + 10)] }
    }

    #[test]
    fn the_last_correction_tells_whether_it_was_said() {
        let words = Correction::Words(vec![span(2, 6)]);
        let edits = [
            correct(0, Correction::NotSaid),
            correct(0, words.clone()),
            correct(50, Correction::Wrong),
            correct(1, Correction::Wrong),
        ];
        let of = |edits: &[Edit], at| Effect::of(&place(at), (1..).zip(edits));
        let effect = of(&edits, 0);
        assert_eq!(effect.edits, [1, 2, 4]);
        assert_eq!(effect.words, Some(vec![span(2, 6)]));
        assert_eq!(effect.asserted, Some(Asserted::Disputed));
        assert_eq!(of(&edits[..1], 0).asserted, Some(Asserted::NotSaid));
        assert_eq!(of(&edits[..2], 0).asserted, None);
        assert_eq!(of(&edits[..2], 50), Effect::default());
    }

    #[test]
    fn marks_around_words_quote_them() {
        let check = |text: &str, words: &str, expect| {
            let points = CodePoints::new(text);
            let start = text.find(words).expect("there");
            let span = points.span(start..start + words.len()).expect("not empty");
            let elsewhere = (&[self::span(0, 1)][..], Kind::Mixed);
            assert_eq!(quoted(&points, &[span], elsewhere), expect, "{text}: {words}");
        };
        check("“It rained,” she said.", "It rained", Kind::Direct);
        check("“It rained,” she said.", "“It rained,”", Kind::Direct);
        check("“No.” She said that it rained.", "it rained", Kind::Indirect);
        check("She said it “rained again”.", "it “rained again”", Kind::Mixed);
        check("„Es regnet“, sagte sie.", "Es regnet", Kind::Direct);
        check("„Es regnet“, sagte sie.", "sagte", Kind::Indirect);
        check("\"No,\" he said. \"Never.\"", "\"Never.\"", Kind::Direct);
        check("It’s “so”, he’d say, and it won’t.", "it won’t", Kind::Indirect);
        check("'It rained,' she said.", "It rained", Kind::Direct);
        check("She said: 'It doesn't rain.'", "It doesn't rain", Kind::Direct);
        check("‘It won’t rain again,’ she said.", "It won’t rain again", Kind::Direct);
        check("In the '90s, “it rained”, she's sure.", "it rained", Kind::Direct);
        check("She's sure it's dry. 'No.'", "it's dry", Kind::Indirect);
        check("The crew's boats 'rot', she said.", "boats 'rot'", Kind::Mixed);
    }

    #[test]
    fn a_part_is_quoted_as_the_whole_was() {
        // A quotation that runs on from the paragraph before, without a mark of its own.
        let text = "“It rained.\nIt will rain,” she said.";
        let points = CodePoints::new(text);
        let at = |words: &str| {
            let start = text.find(words).expect("there");
            points.span(start..start + words.len()).expect("not empty")
        };
        let (whole, part) = (at("It will rain,”"), at("It will rain"));
        assert_eq!(quoted(&points, &[part], (&[whole], Kind::Direct)), Kind::Direct);
        assert_eq!(quoted(&points, &[part], (&[whole], Kind::Mixed)), Kind::Indirect);
        let beyond = at("It will rain,” she said");
        assert_eq!(quoted(&points, &[beyond], (&[whole], Kind::Direct)), Kind::Indirect);
    }
}
