//! The teller of a statement whose telling has no content around it: "the Lantern reported |Lind
//! said she would go|", "|Lind said she would go|, according to the Lantern". And words that pass on
//! what nobody in particular tells.

use crate::document::Bytes;
use crate::lexicon::{Form, Lexicon, Takes};
use crate::link::Attribution;
use crate::segment::{Segments, is_mark, overlap};
use crate::tag::{Token, TokenKind, tokens_in};
use crate::time::Grammar;

/// How many bytes before and after a telling are looked at.
const WINDOW: usize = 160;
/// How many words may name a teller or a listener.
const NAME: usize = 7;

/// Adverbs that pass on hearsay.
const HEARSAY: [&str; 5] = ["reportedly", "allegedly", "supposedly", "purportedly", "apparently"];

/// The sentences of a text with the cues in them.
pub(super) struct Sentences<'a> {
    text: &'a str,
    segments: &'a Segments,
    attributions: &'a [Attribution],
    /// The cues with their attributions, in order of their start.
    cues: Vec<(Bytes, usize)>,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(
        text: &'a str,
        segments: &'a Segments,
        attributions: &'a [Attribution],
    ) -> Self {
        let cues = attributions.iter().enumerate();
        let cues = cues.filter_map(|(at, told)| Some((told.cue?, at)));
        let mut cues: Vec<(Bytes, usize)> = cues.collect();
        cues.sort_by_key(|(cue, at)| (cue.start, *at));
        cues.dedup_by_key(|(cue, _)| *cue);
        Self { text, segments, attributions, cues }
    }

    /// Returns the teller of an attribution in its sentence: the number of its attribution, or
    /// nothing within where it is none. `None` when nobody tells it.
    pub(super) fn teller(&self, at: usize, told: &Attribution) -> Option<Option<usize>> {
        let (source, cue) = (told.source.as_ref()?, told.cue.as_ref()?);
        let sentence = self.segments.sentence_at(source.start)?;
        let sentence = self.segments.sentences[sentence].bytes.clone();
        let parts = || [source, cue].into_iter().chain(&told.contents);
        let start = parts().map(|part| part.start).min()?.max(sentence.start);
        let end = parts().map(|part| part.end).max()?;
        let verb = self
            .before(sentence.start, start)
            .filter(|_| start == source.start)
            .or_else(|| (end < sentence.end).then(|| self.after(end, sentence.end))?)?;
        match self.owner(verb) {
            None => Some(None),
            Some(teller) if teller == at => None,
            // Another cue, with a content of its own somewhere else, tells something else.
            Some(teller) => {
                let contents = &self.attributions[teller].contents;
                let shares = contents.iter().any(|c| parts().any(|part| overlap(*c, *part)));
                shares.then_some(Some(teller))
            }
        }
    }

    /// "the Lantern reported on Monday that |…", "According to the Lantern, |…": the cue of a teller
    /// right before.
    fn before(&self, floor: usize, start: usize) -> Option<Bytes> {
        let from = self.text.floor_char_boundary(start.saturating_sub(WINDOW)).max(floor);
        let tokens = tokens_in(self.text, (from..start).into());
        let mut end = tokens.len();
        let cites = tokens.first().is_some_and(|first| first.is("according"));
        let comma = |at: usize| tokens[at].kind == TokenKind::Comma;
        if cites && from == floor && end > 2 && comma(end - 1) && !(0..end - 1).any(comma) {
            return Some(tokens[0].bytes.clone().into());
        }
        // "Report: Lind told aides"
        if let [.., word, colon] = tokens.as_slice()
            && colon.kind == TokenKind::Colon
            && is_report(&word.lower)
        {
            return Some(word.bytes.clone().into());
        }
        let that = end > 0 && tokens[end - 1].is("that");
        end -= usize::from(that);
        let grammar = Grammar::new(&tokens[..end]);
        let timed = (end.saturating_sub(6)..end)
            .find(|&at| grammar.at(at).is_some_and(|(last, _)| last == end));
        let end = timed.unwrap_or(end);
        let least = if that { end.saturating_sub(NAME) } else { end.saturating_sub(1) };
        let verb = (least..end).rev().take_while(|&at| tokens[at].is_word()).find(|&at| {
            let listens = at + 1 < end;
            tells(&tokens[at], if listens { Takes::LISTENER } else { Takes::CLAUSE })
        })?;
        let closed = Lexicon::get().words();
        // "the paper, citing two people, |says|"
        let aside = verb.checked_sub(1).filter(|&at| comma(at) && !that);
        let named = match aside {
            Some(aside) => (1..aside).rev().find(|&at| comma(at)).map(|at| at - 1),
            None => verb.checked_sub(1),
        };
        let named = named.filter(|&at| {
            let token = &tokens[at];
            let word = token.lower.as_str();
            token.is_word()
                && !closed.auxiliaries.contains(word)
                && !closed.prepositions.contains(word)
                && !closed.conjunctions.contains(word)
        });
        named.map(|_| tokens[verb].bytes.clone().into())
    }

    /// "…|, according to the Lantern", "…|, the Lantern reported.": the cue of a teller right after.
    fn after(&self, end: usize, ceiling: usize) -> Option<Bytes> {
        let to = self.text.floor_char_boundary((end + WINDOW).min(self.text.len())).min(ceiling);
        let tokens = tokens_in(self.text, (end.min(to)..to).into());
        let mut words = tokens.iter().enumerate().skip_while(|(_, token)| !token.is_word());
        let (first, word) = words.next()?;
        // "Lind told aides she would go – report"
        let parted = tokens[..first]
            .iter()
            .any(|token| matches!(token.kind, TokenKind::Dash | TokenKind::Colon));
        if parted && is_report(&word.lower) && first + 1 == tokens.len() {
            return Some(word.bytes.clone().into());
        }
        let comma = tokens[..first].iter().any(|token| token.kind == TokenKind::Comma)
            || self.text[..end].ends_with([',', '”', '"', '’', '»']);
        if !comma || tokens[..first].iter().any(|token| token.kind == TokenKind::Stop) {
            return None;
        }
        if tokens[first].is("according") {
            return Some(tokens[first].bytes.clone().into());
        }
        // "“Go,” she said" says who speaks, not who tells.
        if self.text[..end].ends_with(is_mark) {
            return None;
        }
        let closed = Lexicon::get().words();
        let opens = tokens[first].is_capital()
            || closed.determiners.contains(&tokens[first].lower)
            || closed.subjects.contains(&tokens[first].lower);
        let verb = (first + 1..tokens.len().min(first + NAME))
            .take_while(|&at| tokens[at].is_word())
            .find(|&at| tells(&tokens[at], Takes::ASIDE))
            .filter(|_| opens)?;
        let rest = &tokens[verb + 1..];
        let grammar = Grammar::new(rest);
        let timed = grammar.at(0).map_or(0, |(last, _)| last);
        let ends = rest.get(timed).is_none_or(|token| token.kind == TokenKind::Stop);
        ends.then(|| tokens[verb].bytes.clone().into())
    }

    /// Returns the attribution whose cue a word belongs to.
    fn owner(&self, word: Bytes) -> Option<usize> {
        let after = self.cues.partition_point(|(cue, _)| cue.start <= word.start);
        let near = &self.cues[after.saturating_sub(4)..after];
        near.iter().rev().find(|(cue, _)| overlap(*cue, word)).map(|(_, at)| *at)
    }
}

/// Tells whether a word stands, beside a headline, for whoever reports it.
fn is_report(word: &str) -> bool {
    matches!(word, "report" | "reports" | "source" | "sources" | "media" | "papers")
}

/// Tells whether a word is a finite verb of speech that takes such a thing.
fn tells(token: &Token<'_>, takes: Takes) -> bool {
    Lexicon::get().cues(&token.lower).iter().any(|entry| {
        let finite = matches!(entry.form, Form::Past | Form::Third);
        let mut readings = entry.readings.iter();
        finite
            && entry.rest.is_empty()
            && readings.any(|cue| cue.mode == q7x2_domain::Mode::Speech && cue.takes.has(takes))
    })
}

/// Tells whether a cue passes on what others tell: "reportedly told", "is said to have replied",
/// "was quoted as saying".
pub(super) fn is_hearsay(text: &str, told: &Attribution) -> bool {
    let Some(cue) = &told.cue else { return false };
    let from = text.floor_char_boundary(cue.start.saturating_sub(24));
    let before = text[from..cue.start].rsplit([',', '.', ';', '\n']).next().unwrap_or_default();
    let beside = before.split_whitespace().next_back().unwrap_or_default().to_lowercase();
    let words: Vec<String> = tokens_in(text, (*cue).into()).into_iter().map(|t| t.lower).collect();
    let adverb = |word: &str| HEARSAY.contains(&word);
    let passed_on = words.windows(2).any(|pair| {
        let known =
            ["said", "reported", "alleged", "rumoured", "rumored", "understood", "believed"];
        known.contains(&pair[0].as_str()) && pair[1] == "to"
    });
    let passive = words.iter().any(|word| matches!(word.as_str(), "is" | "are" | "was" | "were"));
    let quoted = passive && words.iter().any(|word| word == "quoted");
    adverb(&beside)
        || words.len() > 1 && words.iter().any(|word| adverb(word))
        || passed_on && passive
        || quoted
}
