//! Sources that hold names: "Lind", "Mayor Ada Lind", "his wife, Ada", "Lind and Ode". Whom a name means
//! is known by `people`; here the name is found in its phrase.

use q7x2_domain::{LinkReason, Speaker, SpeakerType};
use q7x2_names::{NameParts, begins_with_particle};

use super::closed::{is_closed, is_function};
use super::groups;
use super::names::{fold, name_in, runs_of, surname};
use super::parties::Parties;
use super::phrases::{head_of, head_phrase, without_article};
use super::resolver::Resolver;
use crate::document::Bytes;

impl Resolver<'_> {
    /// "Lind and Ode", "the two", "the senators", "Lind and her aides".
    pub(super) fn group(&self, phrase: &str, at: usize, depth: u8) -> Option<Speaker> {
        let names = groups::listed(phrase, at, &self.people)
            .or_else(|| groups::pair(phrase, at, &self.surroundings()))
            .or_else(|| groups::by_noun(phrase, at, &self.people))
            .or_else(|| groups::heard_of(phrase, at, &self.surroundings()));
        if let Some(names) = names {
            return Some(self.speaker(&names, SpeakerType::Group, LinkReason::Name));
        }
        let (first, theirs) = groups::with_theirs(phrase).filter(|_| depth < 2)?;
        let leader = self.party((at..at + first.len()).into(), depth + 1)?;
        let names = format!("{} and {theirs}", leader.name);
        let known = leader.kind == SpeakerType::Person;
        known.then(|| self.speaker(&names, SpeakerType::Group, LinkReason::Name))
    }

    /// "LIND", "Ms LIND" in a transcript: somebody, though capitals look like an abbreviation.
    pub(super) fn label(&self, source: Bytes) -> Option<Speaker> {
        let parties = Parties::get();
        self.labels.binary_search(&source).ok()?;
        let runs = runs_of(self.document, self.document.tokens_in(source));
        let run = runs.last()?;
        let name = name_in(&run.words)?;
        let words = &run.words[name.clone()];
        let other = |word: &&str| {
            parties.is_body(word)
                || parties.is_thing(word)
                || parties.is_office(word)
                || parties.is_someone(word)
                || parties.is_title(word)
        };
        if words.iter().any(other) || self.gazetteer.is_organization(&words.join(" ")) {
            return None;
        }
        let known = self.people.find(&run.words, source.start);
        let known = known.map(|person| self.people.people[person].name.clone());
        let name = known.unwrap_or_else(|| words.join(" "));
        Some(self.speaker(&name, SpeakerType::Person, LinkReason::Name))
    }

    /// "Lind", "Mayor Ada Lind": a phrase that ends in a name.
    pub(super) fn named(&self, phrase: &str, head: &str, at: usize) -> Option<Speaker> {
        let parties = Parties::get();
        // "Lind & Ode" is a firm.
        let firm = without_article(phrase);
        let capital = |word: &str| word.starts_with(char::is_uppercase) || word == "&";
        if firm.contains(" & ") && firm.split(' ').all(capital) {
            return Some(self.speaker(firm, SpeakerType::Organization, LinkReason::Name));
        }
        // "Secretary of State Ada Lind": the name follows the office.
        let place = Bytes::new(at, at + phrase.len());
        let runs = runs_of(self.document, self.document.tokens_in(place));
        let close = at + head.len();
        let at_head = runs.iter().find(|run| run.bytes.start < close && close <= run.bytes.end);
        let titled = parties.is_title(head_of(head)) && phrase[head.len()..].starts_with(" of ");
        let after =
            runs.iter().find(|run| titled && run.bytes.start > close && run.words.len() > 2);
        // "the head of the train Ada Lind": no word stands between the noun and the name.
        let last = runs.last().filter(|run| {
            let before = run.tokens.start.checked_sub(1).map(|before| self.document.word(before));
            // "Minister for Roads Ada Lind": a name right behind what the office is for.
            let noun =
                before.is_some_and(|word| word.token().is_word() && !is_closed(word.token()));
            run.bytes.end >= place.end
                && noun
                && run.words.len() > 1
                && run.bytes.start > close
                && self.people.find(&run.words, at).is_some()
        });
        let mut candidates = [at_head, after, last].into_iter().flatten();
        let (run, name) = candidates.find_map(|run| {
            let name = name_in(&run.words).or_else(|| self.people.opening(&run.words));
            // "Maj" may be a surname.
            let surname = run.words.len() == 1 && self.people.is_name(run.words[0]);
            Some((run, name.or_else(|| surname.then_some(0..1))?))
        })?;
        let words = &run.words[name.clone()];
        let titled =
            name.start > 0 && run.words[..name.start].iter().any(|word| parties.is_title(word));
        // "Minister for Roads Ada Lind"
        let office = head_of(head);
        let office = parties.is_title(office) || parties.is_office(office);
        let joint = phrase[head.len()..].trim_start().split(' ').next().unwrap_or_default();
        let behind = run.bytes.start > close && office && parties.joins_office(joint);
        let titled = titled || behind;
        if let Some(person) = self.people.find(&run.words, at) {
            let person = &self.people.people[person];
            let reason = match words.len() {
                1 if person.lent => LinkReason::Gazetteer,
                _ if titled => LinkReason::TitleAndName,
                _ if person.is_full && NameParts::of(&words.join(" ")).given.is_empty() => {
                    LinkReason::Surname
                }
                _ => LinkReason::Name,
            };
            return Some(self.speaker(&person.name, SpeakerType::Person, reason));
        }
        let last = words[words.len() - 1];
        let full = words.join(" ");
        // Who has the very surname is not meant, or would have been found: "Mrs Lind" beside Per Lind.
        let spelt = |name: &&str| surname(name) != surname(words[words.len() - 1]);
        if let Some(name) = self.people.similar(words).filter(spelt) {
            return Some(self.speaker(name, SpeakerType::Person, LinkReason::Similarity));
        }
        if self.people.is_body(&full) {
            return Some(self.speaker(&full, SpeakerType::Organization, LinkReason::Name));
        }
        // "Citizenship and Immigration Services": part of a longer name.
        if phrase[..run.bytes.start.saturating_sub(at)].ends_with(" and ") {
            return None;
        }
        let plain = &words[..words.len() - usize::from(parties.is_somebody(words))];
        let other = plain.iter().any(|word| parties.is_body(word) || parties.is_thing(word))
            || parties.is_place(last)
            || parties.is_demonym(last)
            || parties.is_title(last);
        let acronym = last.chars().filter(|c| c.is_alphabetic()).count() > 1
            && !last.chars().any(char::is_lowercase);
        let article =
            phrase.to_lowercase().starts_with("the ") || phrase.to_lowercase().starts_with("a ");
        let noun = parties.is_no_name(last) || parties.is_someone(last);
        let plural = words.len() == 1 && noun;
        let person = titled || parties.is_given(words[0]) || (words.len() > 1 && !article);
        let single = words.len() == 1 && !article && run.bytes.start == at && !last.ends_with('s');
        let known = || self.gazetteer.is_organization(&full);
        if other || acronym || plural || !(person || single) || known() {
            return None;
        }
        // People are introduced by their full names; who is not is a company more often.
        let known = || !self.gazetteer.bearers(words[0]).is_empty();
        let called = begins_with_particle(&words[0].to_lowercase());
        if words.len() == 1 && !titled && !parties.is_given(words[0]) && !known() && !called {
            return Some(self.speaker(words[0], SpeakerType::Organization, LinkReason::Name));
        }
        let reason = if titled { LinkReason::TitleAndName } else { LinkReason::Name };
        Some(self.speaker(&full, SpeakerType::Person, reason))
    }

    /// "the mayor of Ode, Ada Lind", "his defender, the lawyer Ada Lind", "one of them, Ada".
    pub(super) fn apposed(&self, phrase: &str, head: &str, at: usize) -> Option<Speaker> {
        let parties = Parties::get();
        let (first, rest) = phrase.split_once(',')?;
        // "Guard" and "operator" are somebody or a body: the name tells which.
        let noun = head_of(head);
        let nobody = !parties.is_someone(noun) && (parties.is_body(noun) || parties.is_thing(noun));
        let mut after = at + first.len() + 1;
        let placed = |part: &str| {
            let start = after + part.len() - part.trim_start().len();
            after += part.len() + 1;
            start
        };
        let parts: Vec<_> =
            rest.split(',').map(str::trim).zip(rest.split(',').map(placed)).collect();
        // "the firm, Lind & Ode"
        let firm = parts.iter().map(|(part, _)| *part).find(|part| part.contains(" & "));
        let capital = |word: &str| word.starts_with(char::is_uppercase) || word == "&";
        if let Some(firm) = firm.filter(|firm| firm.split(' ').all(capital))
            && parties.is_body(noun)
        {
            return Some(self.speaker(firm, SpeakerType::Organization, LinkReason::Name));
        }
        // "the group, Ode Cleaners"
        if let Some((part, at)) = parts.first().filter(|_| parties.is_body(noun)) {
            let place = Bytes::new(*at, at + part.len());
            let runs = runs_of(self.document, self.document.tokens_in(place));
            let whole = runs.first().filter(|run| run.words.len() > 1 && run.bytes == place);
            if let Some(run) = whole.filter(|run| !parties.is_given(run.words[0])) {
                let name = run.words.join(" ");
                return Some(self.speaker(&name, SpeakerType::Organization, LinkReason::Name));
            }
        }
        let parts = parts.into_iter().filter(|(part, _)| !part.is_empty() && !nobody).take(3);
        for (part, at) in parts {
            let opening = part.split(' ').next().unwrap_or_default().to_lowercase();
            let article = matches!(opening.as_str(), "the" | "a" | "an" | "his" | "her" | "former");
            let name = head_phrase(part);
            let place = Bytes::new(at, at + name.len());
            let runs = runs_of(self.document, self.document.tokens_in(place));
            let [run] = runs.as_slice() else { continue };
            if run.bytes.end < place.end || is_function(&opening) && !article {
                continue;
            }
            // "his sister, Dr Lind": a namesake.
            if let Some(name) = name_in(&run.words).filter(|name| name.len() == 1)
                && parties.is_kin(noun)
                && let Some(found) = self.people.find(&run.words, at)
                && self.people.people[found].surname == fold(run.words[name.start])
                && self.people.people[found].is_full
            {
                let name = run.words[name.start];
                return Some(self.speaker(name, SpeakerType::Person, LinkReason::TitleAndName));
            }
            if run.words.len() > 1 || self.people.find(&run.words, at).is_some() {
                let person = self.named(name, name, at);
                if let Some(person) = person.filter(|p| p.kind == SpeakerType::Person) {
                    return Some(person);
                }
                continue;
            }
            // A first name is all that is told of somebody: "his wife, Ada".
            let brief = first.split(' ').count() <= 3
                && (parties.is_someone(head_of(head)) || opening == name.to_lowercase())
                && !first.contains(" in ");
            let other = parties.is_place(name) || parties.is_demonym(name) || parties.is_body(name);
            if brief && run.words.len() == 1 && name == run.words[0] && !other {
                return Some(self.speaker(name, SpeakerType::Person, LinkReason::Name));
            }
        }
        None
    }
}
