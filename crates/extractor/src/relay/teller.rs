//! The teller of a statement whose telling has no content around it: "the Lantern reported |Lind
//! said she would go|", "|Lind said she would go|, according to the Lantern". And words that pass on
//! what nobody in particular tells.

use crate::asserted::{Lists, has};
use crate::circumstances::{names_medium, names_outlet, passes_on};
use crate::document::{Bytes, Document, Token, TokenKind, Tokens, Word};
use crate::lexicon::{Class, Takes};
use crate::link::Attribution;
use crate::time::{Grammar, Run};

/// Words that open or close the naming of a teller.
const ACCORDING: &str = "according";
const BY: &str = "by";
const AS: &str = "as";

/// How many tokens before and after a telling are looked at.
const WINDOW: usize = 32;
/// How many of them may tell when it was told.
const TIME: usize = 6;
/// How many words may name a teller or a listener.
const NAME: usize = 7;
/// How many words may name a listener and a time.
const LISTENED: usize = 10;

/// Who tells an attribution.
#[derive(Debug, Clone, Copy)]
pub(super) struct Teller {
    /// The number of its attribution, where it is one.
    pub(super) by: Option<usize>,
    /// The words that name it.
    pub(super) words: Option<Bytes>,
}

/// The cue of a teller, and the words that name the teller.
type Cited = (Bytes, Option<Bytes>);

/// The sentences of a text with the cues in them.
pub(super) struct Sentences<'a> {
    document: &'a Document,
    attributions: &'a [Attribution],
    /// The cues with their attributions, in order of their start.
    cues: Vec<(Bytes, usize)>,
}

impl<'a> Sentences<'a> {
    pub(super) fn new(document: &'a Document, attributions: &'a [Attribution]) -> Self {
        let cues = attributions.iter().enumerate();
        let cues = cues.filter_map(|(at, told)| Some((told.cue?, at)));
        let mut cues: Vec<(Bytes, usize)> = cues.collect();
        cues.sort_by_key(|(cue, at)| (cue.start, *at));
        cues.dedup_by_key(|(cue, _)| *cue);
        Self { document, attributions, cues }
    }

    /// Returns the teller of an attribution in its sentence; `None` when nobody tells it.
    pub(super) fn teller(&self, at: usize, told: &Attribution) -> Option<Teller> {
        let (source, cue) = (told.source.as_ref()?, told.cue.as_ref()?);
        let sentence = self.document.sentence_at(source.start)?;
        let sentence = self.document.sentences()[sentence].bytes.clone();
        let parts = || [source, cue].into_iter().chain(&told.contents);
        let start = parts().map(|part| part.start).min()?.max(sentence.start);
        let end = parts().map(|part| part.end).max()?;
        if let Some(words) = self.cited_by(*source, *cue).or_else(|| self.quoted_by(*source, *cue))
        {
            return Some(Teller { by: None, words: Some(words) });
        }
        let (verb, words) = self
            .before(self.document.tokens_in(Bytes::new(sentence.start, start)))
            .filter(|_| start == source.start)
            .or_else(|| {
                let after = self.document.tokens_in(Bytes::new(end, sentence.end));
                self.past_listener(after).filter(|_| end == cue.end).or_else(|| self.after(after))
            })?;
        match self.owner(verb) {
            None => Some(Teller { by: None, words }),
            Some(teller) if teller == at => None,
            // Another cue, with a content of its own somewhere else, tells something else.
            Some(teller) => {
                let Attribution { source, contents, .. } = &self.attributions[teller];
                let shares = contents.iter().any(|c| parts().any(|part| c.overlaps(*part)));
                shares.then_some(Teller { by: Some(teller), words: *source })
            }
        }
    }

    /// "the Lantern reported on Monday that |…", "According to the Lantern, |…": the cue of a teller
    /// at the end of the words before.
    fn before(&self, words: Tokens) -> Option<Cited> {
        let tokens = self.document.tokens();
        let comma = |at: usize| tokens[at].kind == TokenKind::Comma;
        let start = words.start.max(words.end.saturating_sub(WINDOW));
        let last = words.places().next_back()?;
        // "Per Ben Stone of the Daily Lantern, |…": no letter, and nobody of that name.
        let named = Tokens::new(start + 1, last.max(start + 1));
        let passes = passes_on(tokens[start].lower()) && names_outlet(self.document, named);
        let from = start + if passes { 1 } else { 2 };
        let cites = start == words.start && (passes || tokens[start].is(ACCORDING));
        if cites && words.len() > 2 && comma(last) && !(start..last).any(comma) {
            return Some((tokens[start].bytes, self.phrase(from, last)));
        }
        // "Report: Lind told aides"
        if tokens[last].kind == TokenKind::Colon && last > start && is_report(&tokens[last - 1]) {
            return Some((tokens[last - 1].bytes, self.phrase(last - 1, last)));
        }
        let that = tokens[last].is("that");
        let end = words.end - usize::from(that);
        let grammar = Grammar::new(Run::new(self.document, Tokens::new(start, end)));
        let timed = (end.saturating_sub(TIME).max(start)..end)
            .find(|&at| grammar.at(at).is_some_and(|(last, _)| last == end));
        let end = timed.unwrap_or(end);
        let most = if that { NAME } else { 1 };
        let least = end.saturating_sub(most).max(start);
        let verb = (least..end).rev().take_while(|&at| tokens[at].is_word()).find(|&at| {
            let listens = at + 1 < end;
            tokens[at].says(if listens { Takes::LISTENER } else { Takes::CLAUSE })
        })?;
        // "the paper, citing two people, |says|"
        let before = verb.checked_sub(1).filter(|&at| at >= start)?;
        let named = match comma(before) && !that {
            true => (start + 1..before).rev().find(|&at| comma(at))? - 1,
            false => before,
        };
        let token = &tokens[named];
        let names = token.is_word()
            && !token.has(Class::Auxiliary)
            && !token.has(Class::Preposition)
            && !token.has(Class::Conjunction);
        names.then(|| (tokens[verb].bytes, self.phrase(self.opens(start, named), named + 1)))
    }

    /// "…|, according to the Lantern", "…|, the Lantern reported.": the cue of a teller at the start of
    /// the words after.
    fn after(&self, words: Tokens) -> Option<Cited> {
        let tokens = self.document.tokens();
        let end = words.end.min(words.start + WINDOW);
        let first = (words.start..end).find(|&at| tokens[at].is_word())?;
        let marks = &tokens[words.start..first];
        // "Lind told aides she would go – report"
        let parted =
            marks.iter().any(|token| matches!(token.kind, TokenKind::Dash | TokenKind::Colon));
        if parted && is_report(&tokens[first]) && first + 1 == words.end {
            return Some((tokens[first].bytes, self.phrase(first, first + 1)));
        }
        // "(via the Lantern)": who is named in brackets may be any outlet.
        if marks.iter().any(|token| token.kind == TokenKind::Open) {
            let close = (first + 1..end).find(|&at| tokens[at].kind == TokenKind::Close)?;
            let phrase = Tokens::new(first + 1, close);
            let mut named =
                self.document.words(phrase).skip_while(|w| w.token().has(Class::Article));
            let capital = named.next().is_some_and(Word::is_capital);
            let told = passes_on(tokens[first].lower())
                && (names_outlet(self.document, phrase)
                    || capital && !names_medium(self.document, phrase));
            return told.then(|| (tokens[first].bytes, self.phrase(first + 1, close)));
        }
        let ends_with = |kind| words.start > 0 && tokens[words.start - 1].kind == kind;
        let comma = marks.iter().any(|token| token.kind == TokenKind::Comma)
            || ends_with(TokenKind::Comma)
            || ends_with(TokenKind::Mark);
        if !comma || marks.iter().any(|token| token.kind == TokenKind::Stop) {
            return None;
        }
        let ends = |at: &usize| !tokens[*at].is_word();
        let last = (first + 1..end).find(ends).unwrap_or(end);
        if tokens[first].is(ACCORDING) {
            return Some((tokens[first].bytes, self.phrase(first + 2, last)));
        }
        // "…, via Ben Stone of the Daily Lantern", "…, per the Lantern": no letter, and no head.
        if passes_on(tokens[first].lower()) {
            let phrase = Tokens::new(first + 1, last);
            let outlet = first + 1 < last && names_outlet(self.document, phrase);
            return outlet.then(|| (tokens[first].bytes, self.phrase(phrase.start, phrase.end)));
        }
        // "“Go,” she said" says who speaks, not who tells.
        if ends_with(TokenKind::Mark) {
            return None;
        }
        let opens = self.document.word(first).is_capital()
            || tokens[first].has(Class::Determiner)
            || tokens[first].has(Class::Subject);
        let verb = (first + 1..end.min(first + NAME))
            .take_while(|&at| tokens[at].is_word())
            .find(|&at| tokens[at].says(Takes::ASIDE))
            .filter(|_| opens)?;
        let rest = Tokens::new(verb + 1, words.end);
        let grammar = Grammar::new(Run::new(self.document, rest));
        let last = grammar.at(rest.start).map_or(rest.start, |(last, _)| last);
        let ends = !rest.holds(last) || tokens[last].kind == TokenKind::Stop;
        ends.then(|| (tokens[verb].bytes, self.phrase(first, verb)))
    }

    /// "officials |cited by the Lantern| say": who lets the source speak.
    fn cited_by(&self, source: Bytes, cue: Bytes) -> Option<Bytes> {
        let between = Bytes::new(source.end, cue.start.max(source.end));
        let run = self.document.run(between);
        let [cited, by, rest @ ..] = run else { return None };
        let names = rest.len() <= NAME && rest.iter().all(Token::is_word);
        let (first, last) = (rest.first()?, rest.last()?);
        let cites = cited.has(Class::Citing) && by.is(BY) && names;
        cites.then(|| first.bytes.cover(last.bytes))
    }

    /// "|state media| quoted Lind as saying", "Lind was quoted by |the Lantern| as saying", "she was quoted as
    /// saying by |the Lantern|": who quotes the source.
    fn quoted_by(&self, source: Bytes, cue: Bytes) -> Option<Bytes> {
        let tokens = self.document.tokens();
        let (source, cue) = (self.document.tokens_in(source), self.document.tokens_in(cue));
        let is = |at: usize, word: &str| tokens.get(at).is_some_and(|token| token.is(word));
        let cites = |at: usize| tokens[at].has(Class::Citing);
        if is(cue.start, AS) {
            let verb = source.start.checked_sub(1).filter(|&verb| cites(verb))?;
            let named = verb.checked_sub(1).filter(|&named| tokens[named].is_word())?;
            let sentence = self.document.sentence_at(tokens[verb].bytes.start)?;
            let sentence = &self.document.sentences()[sentence].bytes;
            let first = self.document.tokens_in(sentence.into()).start.min(named);
            return self
                .phrase(self.opens(first.max(named.saturating_sub(NAME)), named), named + 1);
        }
        let quotes = (cue.start..cue.end).find(|&at| cites(at))?;
        let ends = |at: &usize| !tokens[*at].is_word() || tokens[*at].is(AS);
        let phrase = |from: usize| {
            let end = (from..tokens.len().min(from + NAME)).find(ends)?;
            Some(Tokens::new(from, end))
        };
        // "quoted in the Lantern as saying"
        if is(quotes + 1, "in") || is(quotes + 1, "on") {
            let phrase = phrase(quotes + 2)?;
            let outlet = names_outlet(self.document, phrase);
            return self.phrase(phrase.start, phrase.end).filter(|_| outlet);
        }
        let by = [quotes + 1, cue.end].into_iter().find(|&at| is(at, BY))?;
        let phrase = phrase(by + 1)?;
        self.phrase(phrase.start, phrase.end)
    }

    /// "“Go,” Lind told |Ode on Monday, according to aides|": the teller behind whom it was told and when.
    fn past_listener(&self, words: Tokens) -> Option<Cited> {
        let tokens = &self.document.tokens()[words.range()];
        let comma = tokens.iter().take(LISTENED + 1).position(|token| !token.is_word())?;
        let plain = |token: &Token| {
            token.depth == 0 && !token.has(Class::Verb) && !token.has(Class::Auxiliary)
        };
        let listens = (1..=LISTENED).contains(&comma) && tokens[..comma].iter().all(plain);
        let cites = tokens[comma].kind == TokenKind::Comma
            && tokens.get(comma + 1).is_some_and(|next| next.is(ACCORDING));
        let last = tokens[comma + 1..].iter().take(WINDOW).position(|token| !token.is_word());
        let last = last.map_or(words.end, |last| words.start + comma + 1 + last);
        let verb = words.start + comma + 1;
        (listens && cites)
            .then(|| (self.document.word(verb).token().bytes, self.phrase(verb + 2, last)))
    }

    /// Returns the words from one token to another; nothing where there are none.
    fn phrase(&self, start: usize, end: usize) -> Option<Bytes> {
        (start < end).then(|| self.document.bytes_of(Tokens::new(start, end)))
    }

    /// Returns where the phrase begins that ends with the token `last`: after what is no word.
    fn opens(&self, start: usize, last: usize) -> usize {
        let tokens = self.document.tokens();
        let breaks = |at: &usize| {
            let token = &tokens[*at];
            !token.is_word() || token.has(Class::Conjunction) || token.has(Class::Preposition)
        };
        (start..last).rev().find(breaks).map_or(start, |at| at + 1)
    }

    /// Returns the attribution whose cue a word belongs to.
    fn owner(&self, word: Bytes) -> Option<usize> {
        let after = self.cues.partition_point(|(cue, _)| cue.start <= word.start);
        let near = &self.cues[after.saturating_sub(4)..after];
        near.iter().rev().find(|(cue, _)| cue.overlaps(word)).map(|(_, at)| *at)
    }
}

/// Returns the words for who heard what is told, where nobody is named who told it: "|the court| heard".
pub(super) fn hearers(document: &Document, told: &Attribution) -> Option<Bytes> {
    let cue = told.cue.filter(|_| told.source.is_none())?;
    let at = document.tokens_in(cue).start;
    let court = at.checked_sub(1).map(|court| document.word(court))?;
    let article = court.at.checked_sub(1).map(|the| document.word(the).token());
    let article = article.filter(|the| the.has(Class::Determiner));
    let court = court.token();
    court
        .has(Class::Hearing)
        .then(|| article.map_or(court.bytes, |the| the.bytes.cover(court.bytes)))
}

/// Tells whether a word stands, beside a headline, for whoever reports it.
fn is_report(token: &Token) -> bool {
    matches!(token.lower().trim_end_matches('s'), "report" | "source" | "media" | "paper")
}

/// Tells whether a cue passes on what others tell: "allegedly warned", "is said to have replied",
/// "was quoted as saying".
pub(super) fn is_hearsay(document: &Document, told: &Attribution) -> bool {
    let Some(cue) = told.cue else { return false };
    let words = document.run(cue);
    let lists = Lists::get();
    let adverb = |word: &Token| has(&lists.hearsay_adverbs, word.lower());
    let beside = document.token_before(cue.start).is_some_and(adverb);
    let passed_on =
        words.windows(2).any(|pair| has(&lists.passed_on, pair[0].lower()) && pair[1].is("to"));
    let passive = words.iter().any(|word| word.has(Class::Be));
    let quoted = words.iter().any(|word| word.is("quoted"));
    beside || words.len() > 1 && words.iter().any(adverb) || passive && (passed_on || quoted)
}
