//! Names as they stand in the text: runs of capitals cut to the name, with the titles before it.
//! Whose name it is, and of what sort, is settled in `kinds` and `clusters`.

use q7x2_names::{is_honorific, is_particle};

use super::super::closed::{is_closed, is_function};
use super::super::lower_case::opens_sentence;
use super::super::names::{fold, name_in, runs_of};
use super::super::parties::Parties;
use super::super::phrases::title_word;
use super::super::words::Words;
use crate::document::{Bytes, Document, TokenKind, Tokens, Word};

/// Words with which the name of a body goes on; the last only where one of the others did before.
const GOES_ON: [&str; 3] = ["of", "for", "and"];
const THE: &str = "the";
/// What joins the names of those after whom a firm is called.
pub(super) const AMPERSAND: &str = "&";

/// A name in its place.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) tokens: Tokens,
    /// The words as they are written.
    pub(super) words: Vec<String>,
    /// The same, folded.
    pub(super) folded: Vec<String>,
    /// The words right before it that are titles, folded: "prime", "minister".
    pub(super) titles: Vec<String>,
    /// Whether it opens its sentence.
    pub(super) opens: bool,
    /// Whether "the" stands before it.
    pub(super) the: bool,
    /// Whether "of" or "for" joins its parts.
    pub(super) joined: bool,
    /// Whether it is a noun for bodies that only names one together with what follows: "Ministry".
    pub(super) alone: bool,
    /// Whether it is a title that only somebody's surname can make a name: "King".
    pub(super) waits: bool,
}

impl Named {
    /// Returns the name as it is written.
    pub(super) fn text(&self) -> String {
        self.words.join(" ")
    }

    /// Returns the name folded, as the key of all its places.
    pub(super) fn key(&self) -> String {
        self.folded.join(" ")
    }
}

/// Returns the names of an article in order, and the runs of capitals of its headings, in which
/// capitals tell no names.
pub(super) fn names_of(document: &Document) -> (Vec<Named>, Vec<Tokens>) {
    let (mut found, mut headings) = (Vec::new(), Vec::new());
    for sentence in document.sentences() {
        let tokens = document.tokens_in((&sentence.bytes).into());
        if document.is_furniture(sentence.bytes.start) {
            continue;
        }
        if is_heading(document, tokens) {
            headings.push(tokens);
        } else {
            found.extend(named_in(document, tokens));
        }
    }
    (found, headings)
}

/// How many words an office has at most behind the nation whose it is: "deputy prime minister".
const OFFICE: usize = 3;

/// Tells whether an office follows a run of words: "French |president|", "British |foreign secretary|".
fn is_of_an_office(document: &Document, run: Tokens, sentence: Tokens) -> bool {
    let parties = Parties::get();
    let behind = (run.end..sentence.end).take(OFFICE).map(|at| document.word(at));
    let is_small = |word: &&str| word.starts_with(char::is_lowercase) && !is_function(word);
    let mut small = behind.map(Word::text).take_while(is_small);
    small.any(|word| parties.is_office(word))
}

/// Returns the names among the tokens of a sentence.
fn named_in(document: &Document, sentence: Tokens) -> Vec<Named> {
    let parties = Parties::get();
    let runs = runs_of(document, sentence);
    let mut found: Vec<Named> = Vec::new();
    for run in &runs {
        let words = || run.tokens.places().filter(|&at| document.tokens()[at].is_word());
        if words().count() != run.words.len() {
            continue;
        }
        let places: Vec<usize> = words().collect();
        let mut from = 0;
        let mut the = false;
        while let Some(word) = run.words.get(from) {
            let lower = word.to_lowercase();
            let function = is_function(&lower) && !is_particle(word) && word.len() > 1;
            if !(function || lower == THE || is_modifier(word)) {
                break;
            }
            the = lower == THE;
            from += 1;
        }
        let before = places.get(from).and_then(|at| at.checked_sub(1));
        the |= before.is_some_and(|at| at >= sentence.start && document.tokens()[at].is(THE));
        let body = |word: &&str| parties.is_body(word);
        let words = &run.words[from.min(run.words.len())..];
        let Some(first) = words.first() else { continue };
        // A body keeps its titles and demonyms, a person behind it does not: "Velm Council President Ada
        // Lind".
        let last_title = words.iter().rposition(|word| parties.is_title(word));
        // "Backbencher Ann Hall"
        let somebody = !the && parties.is_somebody(words);
        let bodies = &words[..words.len() - usize::from(somebody)];
        let last_body = bodies.iter().rposition(body);
        let titled = last_title.is_some_and(|title| {
            title + 1 < words.len() && last_body.is_none_or(|body| body < title)
        });
        let ends = last_body.is_some_and(|body| body + 1 == words.len());
        let is_body =
            words.len() > 1 && !titled && (ends || !parties.is_given(first) && last_body.is_some());
        // "Secretary of State Ada Lind", "for Public Affairs Ada Lind".
        let behind = places[from].checked_sub(1).filter(|&at| at >= sentence.start);
        let behind = behind.is_some_and(|at| GOES_ON.contains(&document.tokens()[at].lower()));
        let given = words.iter().position(|word| parties.is_given(word));
        let office = given.filter(|&given| {
            behind
                && !ends
                && given > 0
                && given + 1 < words.len()
                && !is_particle(words[given - 1])
        });
        let is_body = is_body && office.is_none();
        let seat =
            words.len() == 1 && first.contains(char::is_lowercase) && (ends || is_seat(first));
        let goes_on = last_word_of(document, found.last(), places[from]);
        let range = match is_body || seat || goes_on {
            true => Some(0..words.len()),
            false => name_in(words),
        };
        let range = match range {
            Some(range) => range,
            // "The French president" is not the French.
            None if words.iter().all(|word| parties.is_demonym(word)) => {
                if is_of_an_office(document, run.tokens, sentence) {
                    continue;
                }
                0..words.len()
            }
            // "King" of Billie Jean King.
            None if words.len() == 1 && !the => 0..1,
            None => continue,
        };
        // "Read" opens a sentence: a name only if it is somebody's surname.
        let opens = places[from] == sentence.start
            || document.tokens()[places[from] - 1].kind == TokenKind::Mark;
        let common =
            opens && first.contains(char::is_lowercase) && opens_sentence(&first.to_lowercase());
        let waits = words.len() == 1
            && !(is_body || goes_on || seat)
            && (name_in(words).is_none() && !parties.is_demonym(first) || common);
        let range = match office {
            Some(given) => given..range.end,
            None => range,
        };
        let titles = words[..range.start].iter().filter(|w| parties.is_title(w));
        let titles: Vec<String> = titles.map(|word| title_word(word)).collect();
        let name = &words[range.clone()];
        let alone = name.len() == 1;
        // "Mr", "Gen" that wait for a name.
        if alone
            && !goes_on
            && !waits
            && (is_honorific(name[0]) && !parties.is_given(name[0]) || name[0].len() < 2)
        {
            continue;
        }
        let at = &places[from + range.start..from + range.end];
        let tokens = Tokens::new(at[0], at[at.len() - 1] + 1);
        let written: Vec<String> = name.iter().map(|word| (*word).to_owned()).collect();
        let named = Named {
            tokens,
            folded: written.iter().map(|word| fold(word)).collect(),
            words: written,
            titles,
            opens: tokens.start == sentence.start,
            the: the && range.start == 0,
            joined: false,
            alone: false,
            waits: false,
        };
        let named = Named { alone: seat, waits, ..named };
        match found.last_mut().filter(|last| joins(document, last, &named)) {
            Some(last) => last.join(document, &named),
            None => found.push(named),
        }
    }
    found.retain(|named| !named.alone);
    found
}

/// Tells whether a word goes on with a body's name, however it would read by itself: the last of
/// "Department of Justice".
fn last_word_of(document: &Document, last: Option<&Named>, at: usize) -> bool {
    let Some(last) = last else { return false };
    let between = Tokens::new(last.tokens.end.min(at), at);
    let mut words = document.words(between).map(Word::lower);
    let of = words.next().is_some_and(|word| GOES_ON[..2].contains(&word));
    let head = last.words.last().is_some_and(|word| Parties::get().is_body(word) || is_seat(word));
    of && head && words.all(|word| word == THE)
}

impl Named {
    /// Takes what follows as part of the name.
    fn join(&mut self, document: &Document, next: &Self) {
        self.tokens.end = next.tokens.end;
        let named = |word: &Word<'_>| word.token().is_word() || word.text() == AMPERSAND;
        self.words.clear();
        for word in document.words(self.tokens).filter(named) {
            match self.words.last_mut().filter(|_| word.token().is_possessive()) {
                // The apostrophe of "Teachers’".
                Some(last) => last.push_str(word.text()),
                None => self.words.push(word.text().to_owned()),
            }
        }
        let folded =
            |word: &String| if word == AMPERSAND { GOES_ON[2].to_owned() } else { fold(word) };
        self.folded = self.words.iter().map(folded).collect();
        self.joined = true;
        (self.alone, self.waits) = (false, false);
    }
}

/// Tells whether a name goes on with another: "Ministry of Rain", "Bureau of Rain and Snow".
fn joins(document: &Document, last: &Named, next: &Named) -> bool {
    let parties = Parties::get();
    let between = Tokens::new(last.tokens.end, next.tokens.start);
    // "Lind & Ode"
    if between.len() == 1 && document.word(last.tokens.end).text() == AMPERSAND {
        return last.titles.is_empty() && next.titles.is_empty();
    }
    // "Northern Teachers’ Union"
    if between.len() == 1 && document.tokens()[between.start].is_possessive() {
        let plural = last.words.last().is_some_and(|word| word.ends_with('s'));
        let bare = document.word(between.start).text().chars().count() == 1;
        let body = next.words.last().is_some_and(|word| parties.is_body(word));
        return plural && bare && body && last.titles.is_empty() && next.titles.is_empty();
    }
    let mut words = document.words(between).map(Word::lower);
    let (first, then) = (words.next().unwrap_or_default(), words.next());
    let of = GOES_ON[..2].contains(&first)
        && then.is_none_or(|word| word == THE)
        && words.next().is_none();
    let and =
        first == GOES_ON[2] && then.is_none() && last.joined && !parties.is_given(&next.words[0]);
    let head = last.words.last().is_some_and(|word| parties.is_body(word) || is_seat(word));
    let first = last.words.first().is_some_and(|word| parties.is_body(word));
    let spaced = document.slice(Bytes::new(
        document.bytes_of(last.tokens).end,
        document.bytes_of(next.tokens).start,
    ));
    !spaced.contains([',', ';'])
        && next.titles.is_empty()
        && (of && head || and && (head || first || last.joined))
}

/// Tells whether a word only says whose or whence what follows is: "Velm-based", "Ode-led".
fn is_modifier(word: &str) -> bool {
    let Some((first, tail)) = word.rsplit_once(['-', '‑']) else { return false };
    let participle = tail.len() > 3 && (tail.ends_with("ed") || tail == "born") || tail == "led";
    first.contains(char::is_uppercase) && tail.starts_with(char::is_lowercase) && participle
}

/// Tells whether a word is the head of a name that "of" goes on with, as "Institute" is.
fn is_seat(word: &str) -> bool {
    Words::get().lists.seats.contains(&word.to_lowercase())
}

/// Tells whether a line is written in title case: there, capitals tell no names.
pub(super) fn is_heading(document: &Document, line: Tokens) -> bool {
    let words = || document.words(line).filter(|word| word.token().is_word()).take(60);
    let plain =
        |word: Word<'_>| word.text().starts_with(char::is_lowercase) && !is_closed(word.token());
    // A line that announces something is no title: "Statement from Mayor Ada Lind:".
    let ends = |kind| matches!(kind, TokenKind::Stop | TokenKind::Colon);
    let stop = document.words(line).rev().take(2).any(|last| ends(last.token().kind));
    let all = words().filter(|word| !is_closed(word.token())).count();
    let small = words().filter(|word| plain(*word)).count();
    words().nth(5).is_some() && !stop && small * 4 <= all
}
