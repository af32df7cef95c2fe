//! Whom a bare surname means: somebody named in full elsewhere in the article, in its headings too,
//! or somebody so well known that the article leaves the full name out. The gazetteer speaks last,
//! and only where one bearer alone fits what the article says.

use q7x2_gazetteer::{Day, Known};

use super::names::{Run, surname};
use super::parties::{Gender, Parties};
use super::people::{Bare, People, Person};

/// Takes full names from headings: there every word is capital, so a name is only what holds a given
/// name and a word that stands alone in the text.
pub(super) fn read_headings(people: &mut People<'_>, headings: &[Run<'_>]) {
    let gazetteer = people.gazetteer;
    for run in headings {
        for pair in run.words.windows(2) {
            let known = || gazetteer.person(&pair.join(" "));
            let name = Parties::get().is_given(pair[0]) && !Parties::get().is_title(pair[0]);
            if !people.is_bare(pair[1]) || !(name || known().is_some()) {
                continue;
            }
            people.keep(Person {
                gender: Parties::get().gender_of_given(pair[0]),
                certain: true,
                places: vec![run.bytes.start],
                ..Person::new(&pair.join(" "), run.bytes.start)
            });
        }
    }
}

/// Settles who is meant by titles with a surname and by surnames alone.
pub(super) fn settle(people: &mut People<'_>, day: Option<Day>) {
    let gazetteer = people.gazetteer;
    for person in &mut people.people {
        if person.is_full {
            person.known = gazetteer.person(&person.name);
            let known = person.known.map(|known| &gazetteer.people()[known]);
            person.gender = known.and_then(|known| known.gender).or(person.gender);
            person.certain |= known.is_some();
        }
    }
    let titled: Vec<usize> =
        (0..people.people.len()).filter(|&n| !people.people[n].is_full).collect();
    for number in titled {
        settle_titled(people, number, day);
    }
    for bare in people.bare.clone() {
        settle_bare(people, &bare, day);
    }
}

/// "President Lind": a Lind of the article, or the one known to have been president.
fn settle_titled(people: &mut People<'_>, number: usize, day: Option<Day>) {
    let gazetteer = people.gazetteer;
    let person = people.people[number].clone();
    let surname = &person.surname;
    let office = |title: &&String| Parties::get().is_office(title);
    let offices: Vec<String> = person.titles.iter().filter(office).cloned().collect();
    let fits = |gender: Option<Gender>| gender.is_none_or(|g| person.gender.is_none_or(|p| p == g));
    let named: Vec<usize> = (0..people.people.len())
        .filter(|&other| {
            let other = &people.people[other];
            other.is_full && other.surname == *surname && fits(other.gender)
        })
        .collect();
    let holds = |number: &usize| {
        let named = &people.people[*number];
        let known = named.known.map(|known| &gazetteer.people()[known]);
        offices.iter().any(|office| named.titles.contains(office))
            || known.is_some_and(|known| held(known, &offices))
    };
    let known: Vec<usize> = (gazetteer.bearers(&person.name).iter().copied())
        .filter(|&known| {
            let known = &gazetteer.people()[known];
            fits(known.gender)
                && (offices.is_empty() && !known.needs_full_name || held(known, &offices))
        })
        .collect();
    let own: Vec<usize> = if offices.is_empty() {
        named.clone()
    } else {
        named.iter().copied().filter(holds).collect()
    };
    match (own.as_slice(), named.as_slice()) {
        (&[one], _) => join(people, one, &person),
        ([], named) => {
            if let Some(known) = chosen(people, &known, day) {
                lend(people, known, &person);
            } else if let &[one] = named {
                join(people, one, &person);
            }
        }
        _ => {}
    }
}

/// Gives a person the titles of one that is the same.
fn join(people: &mut People<'_>, one: usize, titled: &Person) {
    let one = &mut people.people[one];
    one.titles.extend(titled.titles.iter().cloned());
    one.count += titled.count;
    one.certain = true;
    one.gender = one.gender.or(titled.gender);
}

/// A surname that the article never introduces, or uses before it introduces a namesake.
fn settle_bare(people: &mut People<'_>, bare: &Bare, day: Option<Day>) {
    let gazetteer = people.gazetteer;
    let surname = surname(&bare.word);
    let mut introduced = usize::MAX;
    for person in &people.people {
        if person.surname == surname || person.opening == surname {
            introduced = introduced.min(person.first);
            // Whom the gazetteer lent a name needs no introduction.
            introduced = if person.lent { 0 } else { introduced };
        }
    }
    if introduced <= bare.first {
        return;
    }
    let known = gazetteer.bearers(&bare.word);
    let free = |&&known: &&usize| {
        !gazetteer.people()[known].needs_full_name
            && !people.people.iter().any(|person| person.known == Some(known))
    };
    let known: Vec<usize> = known.iter().filter(free).copied().collect();
    let met = people.people.iter().any(|person| {
        person.known.is_some_and(|known| {
            !gazetteer.people()[known].needs_full_name && person.surname == surname
        })
    });
    let person = Person {
        gender: Parties::get().gender_of_given(&bare.word),
        certain: true,
        count: bare.count,
        ..Person::new(&bare.word, bare.first)
    };
    if let Some(known) = chosen(people, &known, day).filter(|_| !met) {
        lend(people, known, &Person { gender: None, ..person });
    } else if introduced == usize::MAX
        && bare.count > 1
        && bare.placed == 0
        && person.gender.is_some()
    {
        // A given name is all that the article tells of somebody.
        people.keep(person);
    }
}

/// Adds somebody from the gazetteer, spelt as in the article.
fn lend(people: &mut People<'_>, number: usize, mention: &Person) {
    let gazetteer = people.gazetteer;
    let known = &gazetteer.people()[number];
    let named = Person::new(known.spelt_like(&mention.name), mention.first);
    people.keep(Person {
        gender: known.gender,
        titles: mention.titles.clone(),
        certain: true,
        count: mention.count,
        places: mention.places.clone(),
        known: Some(number),
        lent: true,
        ..named
    });
}

/// Returns the bearer whom the article means: the only one, or the one whose offices and country it
/// speaks of more than of the others'. Nobody where it speaks of none.
fn chosen(people: &People<'_>, bearers: &[usize], day: Option<Day>) -> Option<usize> {
    let gazetteer = people.gazetteer;
    let support = |number: usize| {
        let known = &gazetteer.people()[number];
        let timely = |office: &&q7x2_gazetteer::Office| day.is_none_or(|day| office.is_held(day));
        let words = known.offices.iter().flat_map(|office| office.words.iter());
        let mut words: Vec<&String> = words.filter(|w| people.capitals.contains(*w)).collect();
        words.sort();
        words.dedup();
        let now = day.is_some() && known.offices.iter().any(|office| timely(&office));
        // "The president … Trump": the office that is held on, in small letters.
        let held = known.offices.iter().any(|office| {
            let head = office.title.last();
            office.is_open() && head.is_some_and(|head| people.offices.contains(head))
        });
        (known.is_users || !words.is_empty() || held, known.is_users, now, words.len())
    };
    let ranked: Vec<_> = bearers.iter().map(|&number| (support(number), number)).collect();
    let best = ranked.iter().max()?;
    let alone = ranked.iter().filter(|(support, _)| *support == best.0).count() == 1;
    (alone && best.0.0).then_some(best.1)
}

/// Tells whether somebody held an office with one of these words in its title.
fn held(known: &Known, offices: &[String]) -> bool {
    offices.iter().any(|word| known.offices.iter().any(|office| office.title.contains(word)))
}
