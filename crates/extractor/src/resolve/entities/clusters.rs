//! Which names are of one party: a surname of the full name, an abbreviation of what it stands for, a
//! part of a longer name. A surname that two bear stays open between them.

use std::borrow::Cow;
use std::collections::HashMap;

use q7x2_names::{is_particle, name_similarity};

use super::super::closed::is_function;
use super::super::lower_case::opens_sentence;
use super::super::names::fold;
use super::super::parties::{Gender, Parties};
use super::super::people::People;
use super::super::words::Words;
use super::finding::Named;
use super::kinds::{Votes, votes};
use super::party::{Entities, Entity, EntityKind, Mention};
use crate::document::{Bytes, Document, TokenKind, Tokens, Word};
use crate::lexicon::Class;

/// An article names fewer parties than this; a list of names is no article.
const MOST: usize = 400;
/// How many words before a name may be its title.
const BEFORE: usize = 8;
/// How alike two surnames must be to be one that is misspelt once.
const SIMILAR: f64 = 0.88;

/// Joins the names of an article to parties.
pub(super) fn clustered(
    document: &Document,
    people: &People<'_>,
    named: &[Named],
    headings: &[Tokens],
    labels: &[Bytes],
) -> Entities {
    let votes = votes(document, people, named, labels);
    let mut joining =
        Joining { people, list: Vec::new(), of_key: HashMap::new(), by_word: HashMap::new() };
    let mut keys: Vec<&Named> = Vec::new();
    let mut seen = HashMap::new();
    for name in named {
        *seen.entry(name.key()).or_insert_with(|| {
            keys.push(name);
            0
        }) += 1;
    }
    let ends = named.iter().enumerate().map(|(at, name)| (name.tokens.end + 1, at));
    let by_end: HashMap<usize, usize> = ends.collect();
    let (mut openers, mut aliases) = (Vec::new(), Vec::new());
    // The longest names first: the shorter ones are their parts.
    keys.sort_by_key(|name| std::cmp::Reverse(name.words.len()));
    for name in keys {
        let full = by_end.get(&name.tokens.start).map(|&full| &named[full]);
        if let Some(full) = full.filter(|full| explains(document, full, name)) {
            aliases.push((name.key(), full.key()));
            continue;
        }
        if name.waits && !joining.by_word.contains_key(&name.folded[0]) {
            continue;
        }
        // "Maybe Lind": a word that only opens the sentence.
        let tail = name.folded[1..].join(" ");
        let common = opens_sentence(&name.folded[0])
            || is_function(&name.folded[0])
            || name.folded[0].ends_with("ly");
        let opened = name.opens && common && seen.contains_key(&tail);
        if opened {
            openers.push((name.key(), tail));
            continue;
        }
        let votes = votes.get(&name.key()).copied().unwrap_or_default();
        joining.join(document, name, votes, seen[&name.key()]);
    }
    for (key, tail) in aliases.into_iter().chain(openers) {
        if let Some(found) = joining.of_key.get(&tail).cloned() {
            joining.of_key.insert(key, found);
        }
    }
    joining.call_by_initials(document, named);
    joining.finish(document, named, headings)
}

/// Parties while names are joined to them.
struct Joining<'a> {
    people: &'a People<'a>,
    list: Vec<Entity>,
    /// The entities that a name may mean, by its key.
    of_key: HashMap<String, Vec<usize>>,
    /// People by each word of their names.
    by_word: HashMap<String, Vec<usize>>,
}

impl Joining<'_> {
    /// Joins a name to parties that are known, or keeps it as a new one.
    fn join(&mut self, document: &Document, name: &Named, votes: Votes, count: usize) {
        if self.list.len() >= MOST {
            return;
        }
        let kind = votes.kind();
        let found = match name.words.as_slice() {
            [only] => self.of_word(only, name, kind, votes, count),
            _ => self.of_part(name, kind),
        };
        let found = if found.is_empty() { vec![self.found(document, name, kind)] } else { found };
        self.of_key.insert(name.key(), found);
    }

    /// Whom a single word may mean.
    fn of_word(
        &self,
        word: &str,
        name: &Named,
        kind: Option<EntityKind>,
        votes: Votes,
        count: usize,
    ) -> Vec<usize> {
        let folded = &name.folded[0];
        let other = matches!(kind, Some(EntityKind::Place | EntityKind::People));
        let placed = other && (count > 3 || votes.place > 3.0) && votes.person <= 0.0;
        if let Some(known) = self.by_word.get(folded).filter(|_| !placed) {
            let last: Vec<usize> = known
                .iter()
                .copied()
                .filter(|&n| self.list[n].words.last() == Some(folded))
                .collect();
            return if last.is_empty() { known.clone() } else { last };
        }
        let shouted = word.chars().count() > 1 && !word.contains(char::is_lowercase);
        let bodies = || self.list.iter().enumerate().filter(|(_, e)| e.kind == EntityKind::Body);
        if shouted {
            let letters: String = word.to_lowercase().chars().filter(|c| *c != '.').collect();
            // What the article names in full comes before all others of these letters.
            let stands = bodies().find(|(_, entity)| abbreviates(&letters, &entity.words));
            return stands.map(|(number, _)| number).into_iter().collect();
        }
        let alike = |entity: &&(usize, &Entity)| {
            let last = entity.1.words.last();
            last.is_some_and(|last| name_similarity(last, folded) >= SIMILAR)
        };
        let people = || self.list.iter().enumerate().filter(|(_, e)| e.kind == EntityKind::Person);
        let plain = !other && folded.chars().count() > 4 && !Parties::get().is_given(word);
        if let Some((number, _)) = people().find(|e| alike(&e)).filter(|_| plain) {
            return vec![number];
        }
        // "Ode" of "Ode Holdings": the first word of the only body that begins so.
        if !other && votes.person < 1.0 {
            let mut begin = bodies()
                .filter(|(_, e)| e.words.len() > 1 && e.words[0] == *folded && e.words.len() < 4);
            if let (Some((number, _)), None) = (begin.next(), begin.next()) {
                return vec![number];
            }
        }
        Vec::new()
    }

    /// Of which longer name another is a part.
    fn of_part(&self, name: &Named, kind: Option<EntityKind>) -> Vec<usize> {
        let words = &name.folded;
        let is_tail = |e: &Entity| e.words.len() > words.len() && e.words.ends_with(words);
        let body = Parties::get().is_body(&name.words[name.words.len() - 1]);
        let person = |e: &&Entity| e.kind == EntityKind::Person;
        let place = |found: Option<(usize, &Entity)>| found.map(|(n, _)| n).into_iter().collect();
        let all = || self.list.iter().enumerate();
        if kind != Some(EntityKind::Person) && !body {
            let tail = all().find(|(_, e)| person(e) && is_tail(e));
            if tail.is_some() {
                return place(tail);
            }
        }
        // "bin Lind" of "Ada bin Lind Ode"
        if words.len() > 1 && is_particle(&name.words[0]) {
            let inner = |e: &Entity| e.words.windows(words.len()).any(|part| part == words);
            let inner = all().find(|(_, e)| person(e) && e.words.len() > words.len() && inner(e));
            if inner.is_some() {
                return place(inner);
            }
        }
        let within = |e: &Entity| words.iter().all(|word| e.words.contains(word));
        match kind {
            Some(EntityKind::Person) => {
                let same = |e: &Entity| {
                    let last = e.words.last() == words.last();
                    let first = e.words.first() == words.first() || initial(&e.words[0], &words[0]);
                    // "Lind Ada" is Ada Lind where the family name comes first.
                    let turned = words.len() == 2
                        && e.words.len() == 2
                        && e.words.iter().rev().eq(words.iter());
                    turned || last && (within(e) || first) || e.words.len() > 2 && within(e)
                };
                place(all().find(|(_, e)| person(e) && same(e)))
            }
            Some(kind) => {
                let same =
                    |e: &Entity| e.kind == kind && within(e) && e.words.last() == words.last();
                place(all().find(|(_, e)| same(e)))
            }
            None => Vec::new(),
        }
    }

    /// Keeps a name as that of a new party.
    fn found(&mut self, document: &Document, name: &Named, kind: Option<EntityKind>) -> usize {
        let parties = Parties::get();
        let several = name.words.len() > 1;
        let at = document.bytes_of(name.tokens).start;
        let words: Vec<&str> = name.words.iter().map(String::as_str).collect();
        let known = self.people.find(&words, at).map(|number| &self.people.people[number]);
        let kind = match kind {
            Some(kind) => kind,
            None if known.is_some_and(|known| known.certain) => EntityKind::Person,
            None if several && parties.is_given(words[0]) => EntityKind::Person,
            None => EntityKind::Body,
        };
        // Whose surname alone is told, the gazetteer may know in full.
        let full = known.filter(|_| kind != EntityKind::People && !several);
        let full = full.filter(|known| known.name.contains(' ') && (known.lent || known.certain));
        let kind = if full.is_some() { EntityKind::Person } else { kind };
        let text = name.text();
        let name_of = match (kind, full) {
            (_, Some(known)) => known.name.clone(),
            (EntityKind::Place | EntityKind::Body, _) => self.in_full(text),
            (EntityKind::Person, None) => plain(&name.words),
            _ => text,
        };
        let words: Vec<String> = match full {
            Some(known) => known.name.split(' ').map(fold).collect(),
            None => name.folded.clone(),
        };
        // "Moscow" and "Russia" are one party.
        let bodily = |kind| matches!(kind, EntityKind::Body | EntityKind::Place);
        let same = |entity: &Entity| bodily(entity.kind) && entity.name == name_of;
        if let Some(known) = self.list.iter().position(same).filter(|_| bodily(kind)) {
            return known;
        }
        let number = self.list.len();
        if kind == EntityKind::Person {
            for word in words.iter().filter(|word| word.chars().count() > 2 || **word == words[0]) {
                self.by_word.entry(word.clone()).or_default().push(number);
            }
        }
        self.list.push(Entity {
            kind,
            name: name_of,
            words,
            mentions: Vec::new(),
            roles: HashMap::new(),
            male: 0.0,
            known: full.is_some(),
            namesake: false,
        });
        number
    }

    /// Gives people the initials of their titles: "IGP" of the Inspector General of Police Ada Lind.
    fn call_by_initials(&mut self, document: &Document, named: &[Named]) {
        for name in named {
            let person = self.of_key.get(&name.key()).and_then(|found| found.first().copied());
            let person = person.filter(|&person| {
                name.words.len() > 1 && self.list[person].kind == EntityKind::Person
            });
            let Some(person) = person else { continue };
            let letters = initials_before(document, name.tokens);
            // Two letters stand for too much.
            for from in 0..letters.len().saturating_sub(2) {
                let called = self.of_key.get_mut(&letters[from..]);
                let unknown = called.filter(|called| {
                    called.iter().all(|&number| {
                        let entity = &self.list[number];
                        entity.kind == EntityKind::Body && entity.words.len() == 1
                    })
                });
                if let Some(called) = unknown {
                    *called = vec![person];
                }
            }
        }
    }

    /// The name under which a body is known; a capital stands for its country's government.
    fn in_full(&self, text: String) -> String {
        let gazetteer = self.people.gazetteer;
        if let Some(body) = gazetteer.body(&text) {
            return body.name.clone();
        }
        let institution = gazetteer
            .institution(&text)
            .or_else(|| gazetteer.institution(&format!("the {text}")))
            .map(Cow::into_owned);
        institution.or_else(|| gazetteer.country(&text).map(str::to_owned)).unwrap_or(text)
    }

    /// Places the mentions.
    fn finish(self, document: &Document, named: &[Named], headings: &[Tokens]) -> Entities {
        let Self { people, list, of_key, .. } = self;
        let mut entities = Entities::of(list);
        let mut places: Vec<(Tokens, Vec<usize>, Vec<String>)> = Vec::new();
        for name in named {
            if let Some(found) = of_key.get(&name.key()) {
                places.push((name.tokens, found.clone(), name.titles.clone()));
            }
        }
        for heading in headings {
            places.extend(in_heading(document, *heading, &of_key));
        }
        places.sort_by_key(|(tokens, ..)| tokens.start);
        let mut last_full: HashMap<usize, usize> = HashMap::new();
        let mut royal: HashMap<usize, String> = HashMap::new();
        for (tokens, found, titles) in places {
            let gender = titles.iter().find_map(|t| Parties::get().gender_of_title(t));
            let fits = |&&n: &&usize| {
                gender.is_none()
                    || entities.list[n].first_gender().is_none_or(|g| Some(g) == gender)
            };
            let bytes = document.bytes_of(tokens);
            // Of two who bear a surname, the one whom the article, or the world, calls by it.
            let meant = || {
                let words: Vec<&str> = document.words(tokens).map(Word::text).collect();
                let before = tokens.start.checked_sub(1).map(|at| document.word(at).text());
                let titled = before.filter(|_| !titles.is_empty()).map(|t| t.trim_end_matches('.'));
                let words: Vec<&str> = titled.into_iter().chain(words).collect();
                let name = &people.people[people.find(&words, bytes.start)?].name;
                let name: Vec<String> = name.split(' ').map(fold).collect();
                let of = |n: &&usize| {
                    let own = &entities.list[**n].words;
                    own.first() == name.first() && own.last() == name.last()
                };
                found.iter().find(of).copied()
            };
            let fitting: Vec<usize> = found.iter().filter(fits).copied().collect();
            let open = if fitting.is_empty() { &found } else { &fitting };
            let latest = open.iter().max_by_key(|n| last_full.get(n).map_or(0, |at| at + 1));
            let younger = || by_generation(document, tokens.start, &found, &entities);
            let meant = if found.len() > 1 { younger().or_else(meant) } else { None };
            let Some(entity) = meant.or(latest.copied()) else { continue };
            // "Mrs Lind" is not Mr Lind, "his sister, Dr Lind," not he himself.
            let relative = relative(document, tokens.start, titles.len());
            let other = tokens.len() == 1
                && entities.list[entity].kind == EntityKind::Person
                && entities.list[entity].words.len() > 1
                && (fitting.is_empty() || relative.is_some());
            let gender = gender.or(relative.and_then(|noun| Parties::get().gender_of_title(noun)));
            let entity = match other {
                true => namesake(&mut entities, document, tokens, gender),
                false => entity,
            };
            if found.len() > 1 {
                let word = document.word(tokens.end - 1);
                entities.shared.insert(fold(word.text()), found.clone());
            }
            let title = titles.last().filter(|title| Words::get().lists.royal.contains(*title));
            if let Some(title) = title {
                royal.entry(entity).or_insert_with(|| title.clone());
            }
            if tokens.len() > 1 {
                last_full.insert(entity, tokens.start);
            }
            entities.add(Mention {
                entity,
                tokens,
                bytes,
                words: document.words(tokens).filter(|w| w.token().is_word()).count(),
                sentence: document.sentence_at(bytes.start).unwrap_or_default(),
                paragraph: document.paragraph_at(bytes.start),
            });
        }
        for (entity, title) in royal {
            entities.list[entity].reign(&title);
        }
        entities
    }
}

impl Entity {
    /// Gives somebody the title without which a given name alone names nobody: "Queen Ada".
    fn reign(&mut self, title: &str) {
        let alone = self.words.len() == 1 && Parties::get().is_given(&self.name);
        if self.kind == EntityKind::Person && alone {
            let (first, rest) = title.split_at(title.chars().next().map_or(0, char::len_utf8));
            self.name = format!("{}{rest} {}", first.to_uppercase(), self.name);
        }
    }
}

/// "The younger Lind": of those of the name, the one whose name says so.
fn by_generation(
    document: &Document,
    name: usize,
    found: &[usize],
    entities: &Entities,
) -> Option<usize> {
    let word = document.word(name.checked_sub(1)?).lower();
    let lists = &Words::get().lists;
    let suffixes = if lists.younger.contains(word) {
        &lists.juniors
    } else if lists.elder.contains(word) {
        &lists.seniors
    } else {
        return None;
    };
    let of = |number: &&usize| {
        let last = entities.list[**number].words.last();
        last.is_some_and(|last| suffixes.contains(last))
    };
    found.iter().find(of).copied()
}

/// Returns the word before a surname that makes it that of somebody's relative: "his |sister|, Dr Lind".
fn relative(document: &Document, name: usize, titles: usize) -> Option<&str> {
    let before = Tokens::new(0, name.saturating_sub(titles));
    let mut before = document.words(before).rev();
    let mut last = before.next();
    if last.is_some_and(|word| word.token().kind == TokenKind::Comma) {
        last = before.next();
    }
    let owned =
        |word: Word<'_>| word.token().has(Class::Possessive) || word.token().is_possessive();
    let kin = last.map(Word::lower).filter(|word| Parties::get().is_kin(word))?;
    before.take(2).any(owned).then_some(kin)
}

/// Keeps a surname as that of somebody else than the one who bears it in full, once for each gender.
fn namesake(
    entities: &mut Entities,
    document: &Document,
    tokens: Tokens,
    gender: Option<Gender>,
) -> usize {
    let word = document.word(tokens.start).text();
    let signed = match gender {
        Some(Gender::Male) => 3.0,
        Some(Gender::Female) => -3.0,
        None => 0.0,
    };
    let known = |entity: &Entity| {
        entity.kind == EntityKind::Person
            && entity.words == [fold(word)]
            && (entity.male - signed).abs() < 1.0
    };
    if let Some(known) = entities.list.iter().position(known) {
        return known;
    }
    entities.list.push(Entity {
        kind: EntityKind::Person,
        name: word.to_owned(),
        words: vec![fold(word)],
        mentions: Vec::new(),
        roles: HashMap::new(),
        male: signed,
        known: false,
        namesake: true,
    });
    entities.list.len() - 1
}

/// Tells whether a name in brackets stands for the one right before: "Lind Institute (LI)".
fn explains(document: &Document, full: &Named, short: &Named) -> bool {
    let kind = |at: usize| document.tokens().get(at).map(|token| token.kind);
    full.tokens.end + 1 == short.tokens.start
        && short.words.len() == 1
        && full.words.len() > 1
        && !short.words[0].contains(char::is_lowercase)
        && kind(full.tokens.end) == Some(TokenKind::Open)
        && kind(short.tokens.end) == Some(TokenKind::Close)
}

/// Finds known names in a heading: the longest first.
fn in_heading(
    document: &Document,
    heading: Tokens,
    of_key: &HashMap<String, Vec<usize>>,
) -> Vec<(Tokens, Vec<usize>, Vec<String>)> {
    let words: Vec<(usize, String)> = document
        .words(heading)
        .filter(|word| word.token().is_word())
        .map(|word| (word.at, if word.is_capital() { fold(word.text()) } else { String::new() }))
        .collect();
    let mut found = Vec::new();
    let mut from = 0;
    while from < words.len() {
        let known = (1..=5.min(words.len() - from)).rev().find_map(|length| {
            let run = &words[from..from + length];
            let key = run.iter().map(|(_, word)| word.as_str()).collect::<Vec<_>>().join(" ");
            of_key.get(&key).map(|entities| (length, entities.clone()))
        });
        let Some((length, entities)) = known else {
            from += 1;
            continue;
        };
        let tokens = Tokens::new(words[from].0, words[from + length - 1].0 + 1);
        found.push((tokens, entities, Vec::new()));
        from += length;
    }
    found
}

/// Returns a person's name without the capitals of a heading: "DONALD Lind".
fn plain(words: &[String]) -> String {
    let mixed = words.iter().any(|word| word.contains(char::is_lowercase));
    let write = |word: &String| {
        let shouted = word.chars().count() > 3 && word.chars().all(char::is_uppercase);
        let mut letters = word.chars();
        match letters.next().filter(|_| mixed && shouted) {
            Some(first) => first.to_string() + &letters.as_str().to_lowercase(),
            None => word.clone(),
        }
    };
    words.iter().map(write).collect::<Vec<_>>().join(" ")
}

/// Returns the first letters of the capital words before a name, folded, if a title is among them: "igp" of
/// "Inspector General of Police |Ada Lind|".
fn initials_before(document: &Document, name: Tokens) -> String {
    let small = |word: &Word<'_>| Words::get().lists.uninitialled.contains(word.lower());
    let before = document.words(Tokens::new(name.start.saturating_sub(BEFORE), name.start)).rev();
    let title = |word: &Word<'_>| {
        word.token().is_word() && (word.is_capital() || small(word) && !word.lower().is_empty())
    };
    let words: Vec<Word<'_>> = before.take_while(title).collect();
    let titled = words.iter().any(|word| Parties::get().is_title(word.text()));
    let letters = words.iter().rev().filter(|word| !small(word));
    let letters = letters.filter_map(|word| word.lower().chars().next()).collect();
    if titled { letters } else { String::new() }
}

/// Returns the first letters of the words of a name that are written large.
fn initials(words: &[String]) -> String {
    let small = |word: &&String| !Words::get().lists.uninitialled.contains(*word);
    words.iter().filter(small).filter_map(|word| word.chars().next()).collect()
}

/// Tells whether letters are the first of the words of a name, or of a part of it that leaves out whose it
/// is or with what it goes on: "CRS" of "Velm Centre for Rain Studies and Snow".
fn abbreviates(letters: &str, words: &[String]) -> bool {
    let initials = initials(words);
    initials == letters || letters.len() > 2 && initials.contains(letters)
}

/// Tells whether one of two given names is the initial of the other.
fn initial(a: &str, b: &str) -> bool {
    let first = |word: &str| word.chars().next();
    (a.chars().count() == 1 || b.chars().count() == 1) && first(a) == first(b)
}
