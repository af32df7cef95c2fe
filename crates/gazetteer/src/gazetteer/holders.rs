//! Who holds an office on a day: "the Ukrainian president" in 2012. Nobody where two fit: not knowing
//! is an answer.

use std::collections::HashSet;

use super::entries::Country;
use super::index::Gazetteer;
use crate::Day;

impl Gazetteer {
    /// Returns the name of whoever holds, on a day, the office whose title has `head` and whose title
    /// and country have all of `words`.
    ///
    /// Where the words name no country, the article must: `named` tells which words it names. A title
    /// that one country alone has ("secretary of state") is that country's when the article names it
    /// and none of its states, which have such offices too; any other is that of the only country
    /// that the article names.
    pub fn holder(
        &self,
        head: &str,
        words: &[String],
        day: Day,
        named: &HashSet<String>,
    ) -> Option<&str> {
        let is_said = |word: &String| word == head || words.contains(word);
        let titles = self.titles.by_word.get(head)?.iter().map(|&title| &self.titles.titles[title]);
        let (mut placed, mut unplaced) = (Vec::new(), Vec::new());
        for (title, holders) in titles.filter(|(title, _)| title.iter().all(is_said)) {
            let says_more = words.iter().any(|word| !title.contains(word));
            let office = |&(person, office): &(usize, usize)| &self.people[person].offices[office];
            let first = holders.first().and_then(|first| office(first).place.as_deref());
            let is_one = holders.iter().all(|holder| office(holder).place.as_deref() == first);
            for holder in holders {
                let held = office(holder);
                let fits = held.is_held(day) && words.iter().all(|word| held.words.contains(word));
                match held.place.as_deref() {
                    _ if !fits => {}
                    Some(place) if !says_more => unplaced.push((holder.0, place, is_one)),
                    _ => placed.push(holder.0),
                }
            }
        }
        if !placed.is_empty() {
            return self.only(&placed);
        }
        if unplaced.is_empty() {
            return None;
        }
        let only = self.only_country(named);
        let is_meant = |place: &str, is_one: bool| {
            let stateless = place != "United States" || !self.names_a_state(named);
            let alone = only == Some(place);
            stateless && (alone || is_one && self.is_country_named(place, named))
        };
        let meant = unplaced.into_iter().filter(|&(_, place, is_one)| is_meant(place, is_one));
        self.only(&meant.map(|(person, ..)| person).collect::<Vec<_>>())
    }

    /// Returns the name of the only person among some, or of the only one that a user told of.
    fn only(&self, people: &[usize]) -> Option<&str> {
        let is_users = |person: &&usize| self.people[**person].is_users;
        let users: Vec<usize> = people.iter().filter(is_users).copied().collect();
        let one = [users.as_slice(), people].into_iter().find_map(|people| {
            let (one, others) = people.split_first()?;
            others.iter().all(|other| other == one).then_some(*one)
        })?;
        Some(self.people[one].spellings[0].as_str())
    }

    /// Returns the only country that an article names, by its own name or its people's.
    fn only_country(&self, named: &HashSet<String>) -> Option<&str> {
        let mut found = self.countries.iter().filter(|country| country.is_named(named));
        let one = found.next()?;
        found.next().is_none().then_some(one.name.as_str())
    }

    fn is_country_named(&self, name: &str, named: &HashSet<String>) -> bool {
        let country = self.countries.iter().find(|country| country.name == name);
        country.is_some_and(|country| country.is_named(named))
    }

    fn names_a_state(&self, named: &HashSet<String>) -> bool {
        self.states.iter().any(|words| words.iter().all(|word| named.contains(word)))
    }
}

impl Country {
    fn is_named(&self, named: &HashSet<String>) -> bool {
        self.named_by.iter().any(|words| words.iter().all(|word| named.contains(word)))
    }
}
