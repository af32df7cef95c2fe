//! Reading the people of an article: every run of capitals that is somebody's name, with the titles
//! beside it. Whom a bare surname means is settled in `bearers`, gender in `genders`.

use q7x2_gazetteer::{Day, Gazetteer};

use super::bearers;
use super::closed::{is_closed, is_function};
use super::genders;
use super::names::{Run, fold, name_in, runs_of};
use super::number::singular;
use super::parties::{Gender, Parties};
use super::people::{Mention, People, Person, is_excerpt, quotation_at, small_offices};
use super::phrases::title_word;
use super::titles::{office_before, titles_after, titles_before};
use crate::document::{Document, Token, TokenKind, Tokens, Word};

impl<'a> People<'a> {
    /// Reads the people of a text that was published on `day`, if that is known. Who is named only
    /// beside the article, as in a caption or credit, is none of them.
    pub(super) fn of(document: &Document, day: Option<Day>, gazetteer: &'a Gazetteer) -> Self {
        let mut people = Self::knowing(gazetteer);
        people.offices = small_offices(document);
        let (mut runs, mut headings) = (Vec::new(), Vec::new());
        for sentence in document.sentences() {
            let tokens = document.tokens_in((&sentence.bytes).into());
            let found = runs_of(document, tokens);
            if document.is_furniture(sentence.bytes.start) || is_heading(document, tokens) {
                headings.extend(found);
            } else {
                found.iter().for_each(|run| people.learn(run, document, tokens));
                runs.push((tokens, found));
            }
        }
        bearers::read_headings(&mut people, &headings);
        bearers::settle(&mut people, day);
        people.index();
        for (sentence, runs) in runs {
            let mut leads = true;
            for run in runs {
                leads |= is_topic(document, sentence, &run);
                leads &= !people.mention(document, sentence, &run, leads);
            }
            people.callings.learn_nameless(document, sentence);
        }
        people.callings.finish();
        genders::infer(&mut people, document);
        people
    }

    /// Keeps that a run in a sentence names somebody; tells whether it does.
    fn mention(
        &mut self,
        document: &Document,
        sentence: Tokens,
        run: &Run<'_>,
        leads: bool,
    ) -> bool {
        let Some(person) = self.find(&run.words, run.bytes.start) else {
            let name = run.words.join(" ");
            if self.is_body(&name) {
                self.places.push((run.bytes.start, name));
            }
            return false;
        };
        let quoted = quotation_at(document.quotations(), run.bytes.start);
        let quoted = quoted.filter(|&at| !is_excerpt(document, at));
        let next = document.tokens().get(run.tokens.end);
        let possessive = next.is_some_and(Token::is_possessive);
        let full = run.words.len() > 1;
        self.callings.learn(document, sentence, run.tokens, person, full);
        self.people[person].mentioned += 1;
        let last = self.mentions.last_mut();
        let joins = |last: &Mention| {
            last.tokens.end + 1 == run.tokens.start && document.tokens()[last.tokens.end].is("and")
        };
        if let Some(last) = last.filter(|last| joins(last)) {
            last.joined = true;
        }
        let (bytes, tokens) = (run.bytes, run.tokens);
        let joined = false;
        self.mentions.push(Mention { person, bytes, tokens, leads, quoted, possessive, joined });
        true
    }

    /// Keeps a full name, or title and surname.
    fn learn(&mut self, run: &Run<'_>, document: &Document, sentence: Tokens) {
        self.capitals.extend(run.words.iter().map(|word| fold(word)));
        // "PORT VELM, May 4 - …" tells where somebody wrote.
        let shouted = |word: &&str| !word.contains(char::is_lowercase);
        let whole = document.slice(document.bytes_of(sentence));
        let opens = run.tokens.start == sentence.start && crate::document::dateline(whole) > 0;
        if opens && run.words.iter().all(shouted) {
            return;
        }
        let Some(range) = name_in(&run.words) else { return };
        let words = &run.words[range.clone()];
        let parties = Parties::get();
        let titles = &run.words[..range.start];
        let before = Tokens::new(sentence.start, run.tokens.start);
        let after = Tokens::new(run.tokens.end, sentence.end);
        let titled = titles.iter().any(|word| parties.is_title(word));
        let given = parties.is_given(words[0]);
        let relative = relative(document, before).filter(|_| words.len() == 1);
        if let Some(noun) = relative.filter(|_| !parties.is_place(words[0]) && !titled) {
            // "His daughter Lea" is all that some articles tell of somebody.
            self.keep(Person {
                gender: parties.gender_of_title(noun).or_else(|| parties.gender_of_given(words[0])),
                titles: vec![title_word(noun)],
                certain: true,
                ..Person::new(words[0], run.bytes.start)
            });
            return;
        }
        if words.len() < 2 && parties.is_no_name(words[0]) {
            return;
        }
        let person = Person::new(&words.join(" "), run.bytes.start);
        // "Lind", "van der Holt".
        if !(person.is_full || titled) {
            let last = document.words(before).next_back().map_or("", Word::lower);
            self.note(words[words.len() - 1], last, run.bytes.start);
            return;
        }
        let other = |word: &&str| {
            parties.is_place(word)
                || parties.is_body(word)
                || parties.is_demonym(word)
                || parties.is_thing(word)
                || singular(word).is_some_and(|single| parties.is_body(&single))
        };
        // "Per" is a name, and begins "Per Reuters".
        let opener = is_function(&words[0].to_lowercase());
        // "The Ada Lind Medical Center" is named after her.
        let last = words[words.len() - 1].rsplit(['-', '‑']).next().unwrap_or_default();
        let named_after = words.len() > 2 && (parties.is_body(last) || parties.is_thing(last));
        if named_after
            || ((opener || !given) && words.iter().any(other))
            || !given && parties.is_body(last)
            || self.gazetteer.is_organization(&person.name)
        {
            return;
        }
        let of_title = titles.iter().find_map(|word| parties.gender_of_title(word));
        let mut told: Vec<String> = titles.iter().map(|word| title_word(word)).collect();
        told.extend(titles_before(document, before, range.start > 0));
        told.extend(office_before(document, before));
        told.extend(titles_after(document, after));
        let described = told.len() > titles.len();
        self.keep(Person {
            gender: of_title
                .or_else(|| parties.gender_of_given(words[0]))
                .or_else(|| of_noun(&told[titles.len()..])),
            titles: told,
            certain: given || titled || described || is_aged(document, after),
            places: vec![run.bytes.start],
            ..person
        });
    }
}

/// Returns the gender that nouns for a person tell: "widow".
fn of_noun(titles: &[String]) -> Option<Gender> {
    // "Spokesman" stands for any spokesperson here.
    let mut told = titles.iter().filter(|title| *title != "spokesman");
    told.find_map(|title| Parties::get().gender_of_title(title))
}

/// Returns the word for a relative right before a name: "his wife Lea".
fn relative(document: &Document, before: Tokens) -> Option<&str> {
    let last = document.words(before).next_back()?.lower();
    Parties::get().is_kin(last).then_some(last)
}

/// Tells whether an age follows a name: ", 40".
fn is_aged(document: &Document, after: Tokens) -> bool {
    let mut next = document.words(after);
    next.next().is_some_and(|word| word.token().kind == TokenKind::Comma)
        && next.next().is_some_and(|word| word.text().starts_with(|c: char| c.is_ascii_digit()))
}

/// Tells whether the sentence begins to speak of whom a run names: "As for Lind, …".
fn is_topic(document: &Document, sentence: Tokens, run: &Run<'_>) -> bool {
    let before = Tokens::new(sentence.start, run.tokens.start);
    let words = || document.words(before).map(Word::lower);
    before.len() <= 3
        && [&["as", "for"][..], &["as", "to"], &["but", "as", "for"]]
            .iter()
            .any(|topic| words().eq(topic.iter().copied()))
}

/// Tells whether a line is written in title case: there, capitals tell no names.
fn is_heading(document: &Document, line: Tokens) -> bool {
    let words = || document.words(line).filter(|word| word.token().is_word()).take(60);
    let plain =
        |word: Word<'_>| word.text().starts_with(char::is_lowercase) && !is_closed(word.token());
    words().nth(3).is_some() && !words().any(plain)
}
