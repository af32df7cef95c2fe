//! Whom a name means: the people of an article by surname, by first name, by a name that is spelt
//! nearly alike. Learns nothing; `people` does.

use std::collections::HashSet;

use std::ops::Range;

use q7x2_names::{NameParts, head, is_particle, name_similarity};

use super::names::{fold, generation, name_in, surname};
use super::parties::{Gender, Parties};
use super::people::{People, Person};
use super::phrases::title_word;

/// How alike two surnames must be to be one that is misspelt once.
const SIMILAR: f64 = 0.88;
/// How many bytes after a full name "Mrs Lind" is rather the one just named.
const BESIDE: usize = 400;

impl People<'_> {
    /// Joins bare surnames ("Mr. Lind") with full names, and builds the index.
    pub(super) fn index(&mut self) {
        let full = self.people.iter().filter(|person| person.is_full);
        let whole: HashSet<&String> = full.map(|person| &person.surname).collect();
        let mut bodies = HashSet::new();
        for (number, person) in self.people.iter().enumerate() {
            // "Mr. Lind" is somebody else only where no Lind is named in full.
            let (surname, is_full) = (&person.surname, person.is_full);
            let knighted = !is_full && self.is_knight(person);
            if !is_full && whole.contains(surname) || self.is_tail(person) || knighted {
                continue;
            }
            // Who is named again is named by the surname; a body keeps its whole name.
            let body = is_full && !person.certain && person.gender.is_none() && person.count > 1;
            if body && !self.is_bare(surname) {
                bodies.insert(person.name.clone());
                continue;
            }
            let mut words = vec![surname.clone()];
            if is_full && person.opening != *surname {
                words.push(person.opening.clone());
            }
            let inner = person.name.split(' ').skip(1).map(fold);
            for word in inner.filter(|word| word.len() > 2 && word != surname) {
                self.by_inner.entry(word).or_default().push(number);
            }
            for word in words {
                self.by_word.entry(word).or_default().push(number);
            }
        }
        self.bodies = bodies;
    }

    /// Tells whether a title and first name are those of somebody named in full: "Sir Peter".
    fn is_knight(&self, person: &Person) -> bool {
        let titled = person.titles.iter().any(|title| matches!(title.as_str(), "sir" | "dame"));
        let first = |other: &Person| other.name.split(' ').next() == Some(person.name.as_str());
        let whole = |other: &&Person| other.name.contains(' ');
        titled && self.people.iter().filter(whole).any(first)
    }

    /// Tells whether a name is the end of a longer one of somebody else: "Lea Lind" beside "Ada Maria
    /// Lea Lind".
    fn is_tail(&self, person: &Person) -> bool {
        let longer = |other: &Person| {
            let head = other.name.strip_suffix(person.name.as_str());
            head.is_some_and(|head| head.ends_with(' '))
        };
        person.name.contains(' ') && self.people.iter().any(longer)
    }

    /// Tells whether a name that looks like a person's is rather a body's.
    pub(super) fn is_body(&self, name: &str) -> bool {
        self.bodies.contains(name)
    }

    /// Returns the name of the person whose surname is spelt nearly like a bare one: "Linnd".
    pub(super) fn similar(&self, words: &[&str]) -> Option<&str> {
        let [word] = words else { return None };
        self.alike(word).into_iter().next()
    }

    /// Returns the names of the people whose surnames are spelt nearly like a word, the likest first.
    pub(super) fn alike(&self, word: &str) -> Vec<&str> {
        let parties = Parties::get();
        let other = parties.is_place(word)
            || parties.is_body(word)
            || parties.is_demonym(word)
            || parties.is_given(word);
        if word.chars().count() < 5 || other {
            return Vec::new();
        }
        let full = self.people.iter().filter(|person| person.certain && person.is_full);
        let alike = full.map(|p| (name_similarity(word, head(&p.name)), p.name.as_str()));
        let mut found: Vec<_> = alike.filter(|(alike, _)| *alike >= SIMILAR).collect();
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found.into_iter().map(|(_, name)| name).collect()
    }

    /// Returns the gender of the person of this name, as far as it is known.
    pub(super) fn gender_of(&self, name: &str) -> Option<Gender> {
        let known = self.of_name(name).and_then(|number| self.people[number].gender);
        let first = name.split(' ').next().unwrap_or_default();
        known.or_else(|| Parties::get().gender_of_given(first))
    }

    /// Tells whether a word is somebody's surname or first name.
    pub(super) fn is_name(&self, word: &str) -> bool {
        self.by_word.contains_key(&surname(word))
    }

    /// Returns where the full name of somebody opens a longer run of capitals, as in a headline:
    /// "Ada Lind Leaves The Town".
    pub(super) fn opening(&self, words: &[&str]) -> Option<Range<usize>> {
        let known = |count: &usize| {
            words.get(..*count).is_some_and(|name| self.by_name.contains_key(&name.join(" ")))
        };
        [3, 2].into_iter().find(known).map(|count| 0..count)
    }

    /// Returns the only person whose name has another within: "Lind" or "bin Lind" of "Ada bin Lind
    /// Ode".
    fn within(&self, name: &str) -> Option<usize> {
        let parties = Parties::get();
        let last = name.rsplit(' ').next()?;
        let led = name.split(' ').next().is_some_and(|first| name != first && is_particle(first));
        if parties.is_given(last) && !led || parties.is_place(last) || parties.is_body(last) {
            return None;
        }
        let inner = format!(" {name} ");
        let holds = |person: &Person| (person.certain || led) && person.name.contains(&inner);
        let mut found = self.by_inner.get(&fold(last))?.iter().copied();
        let one = found.find(|&number| holds(&self.people[number]))?;
        found.all(|number| !holds(&self.people[number])).then_some(one)
    }

    /// Returns the person that a run of words at `at` names.
    pub(super) fn find(&self, words: &[&str], at: usize) -> Option<usize> {
        // "The U.N." is nobody of the surname Un.
        if words.len() == 1 && is_abbreviation(words[0]) {
            return None;
        }
        // A surname may be spelt as a title is: "Maj", "Judge".
        let alone = || {
            let known = words.len() == 1 && self.is_name(words[0]);
            known.then_some(0..1)
        };
        // "bin Lind" of "Ada bin Lind Ode": by the father's name.
        let fathers = words.len() > 1 && is_particle(words[0]);
        if let Some(found) = fathers.then(|| self.within(&words.join(" "))).flatten() {
            return Some(found);
        }
        let range = name_in(words).or_else(alone).or_else(|| self.opening(words))?;
        let name = words[range.clone()].join(" ");
        let parts = NameParts::of(&name);
        // A surname alone, with its particles: "Lind", "van der Holt".
        let alone = parts.given.is_empty();
        let (surname, generation) = (surname(&name), generation(&parts));
        let parties = Parties::get();
        let Some(candidates) = self.by_word.get(&surname) else { return self.within(&name) };
        let before = &words[..range.start];
        let gender = before.iter().find_map(|word| parties.gender_of_title(word));
        let first = fold(words[range.start]);
        let gazetted = self.gazetteer.person(&name);
        let fits = |person: &&usize| {
            let person = &self.people[**person];
            let given = &person.opening;
            let same = alone
                || *given == first
                || person.name.ends_with(&name)
                || is_initial(&first, given)
                || gazetted.is_some() && person.known == gazetted;
            let surname = !alone || person.surname == surname || *given == surname;
            // A father is not his son.
            let same = same
                && (generation.is_none()
                    || person.generation.is_none()
                    || person.generation == generation);
            // "Sir" goes with the first name, "Mr" with the last.
            let knight =
                before.iter().any(|word| matches!(*word, "Sir" | "Dame" | "Lady" | "Lord"));
            let titled = before.is_empty() || !alone || *given != first || gender.is_none();
            let titled = titled || knight;
            same && surname
                && titled
                && (gender.is_none() || person.gender.is_none() || person.gender == gender)
        };
        let offices: Vec<String> =
            before.iter().filter(|w| parties.is_title(w)).map(|word| title_word(word)).collect();
        // Where two bear a name, the bare surname is the one of that gender and title, then the one
        // who is known by it alone, then the one named more often, then last, then first.
        let rank = |&&person: &&usize| {
            let number = person;
            let person = &self.people[number];
            let by_surname = person.surname == surname;
            let same_generation = generation.is_some() && person.generation == generation;
            let particles = alone && name.contains(' ') && person.name.ends_with(&name);
            let fitting = gender.is_some() && person.gender == gender;
            let held = offices.iter().filter(|office| person.titles.contains(office)).count();
            let known = person.known.map(|known| &self.gazetteer.people()[known]);
            let famous = known.is_some_and(|known| !known.needs_full_name);
            let before = person.places.partition_point(|&place| place < at);
            let last = before.checked_sub(1).map(|last| person.places[last]);
            // "ADA LIND" of a heading or label is the Ada Lind of the text.
            let plain = person.name.contains(char::is_lowercase);
            let near = gender.and(last.filter(|last| at - last < BESIDE));
            let order = usize::MAX - number;
            (
                by_surname,
                same_generation,
                particles,
                plain,
                fitting,
                held,
                famous,
                person.certain,
                near,
                person.count,
                last,
                order,
            )
        };
        candidates.iter().filter(fits).max_by_key(rank).copied()
    }
}

/// Tells whether a word is letters with a stop after each: "U.N."
fn is_abbreviation(word: &str) -> bool {
    let letters = word.strip_suffix('.').unwrap_or(word);
    letters.contains('.') && letters.split('.').all(|letter| letter.chars().count() == 1)
}

/// Tells whether one of two given names is the initial of the other.
fn is_initial(a: &str, b: &str) -> bool {
    (a.len() == 1 || b.len() == 1) && (a.starts_with(b) || b.starts_with(a)) && !a.is_empty()
}
