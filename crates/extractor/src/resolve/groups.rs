//! Several people under one phrase: "Lind and Ode", "Senators Ada Lind (D-Ode), Per Ode and Lea Holm",
//! "the two", "the senators". They speak as a group that is called by its names.

use q7x2_domain::SpeakerType;

use super::candidates::Surroundings;
use super::names::run_at_end;
use super::number::singular;
use super::parties::Parties;
use super::people::People;
use super::phrases::{head_of, head_phrase, title_word};

/// How many sentences a group is remembered.
const REMEMBERED: usize = 8;
/// How many parties heard of are searched for it.
const MANY: usize = 40;
/// As many people are named one by one; more are a crowd.
const MOST: usize = 4;

const AND: &str = " and ";
const OF: &str = " of ";

/// Returns the names of the people that a phrase at `at` lists.
pub(super) fn listed(phrase: &str, at: usize, people: &People<'_>) -> Option<String> {
    let plain = without_parentheses(phrase);
    let plain = examples(&plain);
    let list =
        plain.trim().trim_end_matches(" all").trim_end_matches(" both").trim_end_matches(',');
    let (opening, rest) = list.split_once(' ').unwrap_or_default();
    let (joint, list) = match opening.eq_ignore_ascii_case("neither") {
        true => (" nor ", rest),
        false => (AND, list),
    };
    if !list.contains(joint) {
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    for part in list.split(", ").flat_map(|part| part.split(joint)) {
        let part = part.strip_prefix("and ").unwrap_or(part).trim().trim_end_matches(',');
        let opening = part.split(' ').next().unwrap_or_default().to_lowercase();
        if !names.is_empty() && matches!(opening.as_str(), "a" | "an" | "the" | "who") {
            continue;
        }
        // "Lind of the council": where somebody is from.
        let own = [OF, " from "].iter().find_map(|of| part.split_once(of)).map(|(own, _)| own);
        let own = own.and_then(run_at_end).and_then(|words| people.find(&words, at));
        if let Some(person) =
            own.filter(|_| run_at_end(part).is_none_or(|w| people.find(&w, at).is_none()))
        {
            names.push(people.people[person].name.clone());
            continue;
        }
        // "Republican of Iowa" describes the name before it.
        let Some(words) = run_at_end(part) else {
            let describes = !names.is_empty() && (part.contains(OF) || part.is_empty());
            if describes {
                continue;
            }
            return None;
        };
        if part.contains(OF) && !names.is_empty() {
            continue;
        }
        match people.find(&words, at) {
            Some(person) => names.push(people.people[person].name.clone()),
            None if is_unknown_name(&words, !names.is_empty()) => {
                names.push(words.join(" "));
            }
            None => return None,
        }
    }
    joined(&names)
}

/// Returns the list of examples in "critics like Lind and Ode", or the phrase itself.
fn examples(phrase: &str) -> &str {
    let marks = [", like ", ", including ", ", such as ", ", among them "];
    let list = marks.iter().find_map(|mark| phrase.split_once(mark)).map(|(_, list)| list);
    list.unwrap_or(phrase)
}

/// Tells whether words may be the name of somebody the article names nowhere else.
fn is_unknown_name(words: &[&str], among_people: bool) -> bool {
    let parties = Parties::get();
    let other = |word: &&str| parties.is_body(word) || parties.is_place(word);
    let first = words.first().is_some_and(|first| parties.is_given(first));
    words.len() == 2 && (first || among_people) && !words.iter().any(other)
}

/// Returns the names of the two people that "the two" or "both" at `at` means: those named together
/// last, or else the two named last.
pub(super) fn pair(phrase: &str, at: usize, around: &Surroundings<'_>) -> Option<String> {
    let lower = phrase.to_lowercase();
    let two = [
        "the two",
        "both",
        "the pair",
        "the couple",
        "the duo",
        "each",
        "neither",
        "the two of them",
    ];
    if !two.contains(&lower.as_str()) {
        return None;
    }
    let heard = around.heard.iter().rev().filter(|heard| heard.at < at).take(3);
    let group = heard.filter(|heard| heard.speaker.kind == SpeakerType::Group);
    let group = group.map(|heard| (heard.at, heard.speaker.name.clone()));
    let mut together =
        group.filter(|(_, name)| name.matches(AND).count() == 1).chain(around.pairs(at));
    if let Some((_, names)) = together.next() {
        return Some(names);
    }
    let mentions = &around.people.mentions;
    let before = mentions.partition_point(|mention| mention.bytes.start < at);
    let mut names: Vec<String> = Vec::new();
    for mention in
        mentions[..before].iter().rev().take(12).filter(|mention| mention.quoted.is_none())
    {
        let name = &around.people.people[mention.person].name;
        if around.turns.at(at) - around.turns.at(mention.bytes.start) <= 2 && !names.contains(name)
        {
            names.insert(0, name.clone());
        }
    }
    if names.len() == 2 { joined(&names) } else { None }
}

/// Returns the names of the people who are called by the singular of a noun: "the senators".
pub(super) fn by_noun(phrase: &str, at: usize, people: &People<'_>) -> Option<String> {
    let (the, noun) = phrase.split_once(' ')?;
    let noun = noun.strip_prefix("two ").unwrap_or(noun);
    if !the.eq_ignore_ascii_case("the")
        || noun.contains(' ')
        || noun.starts_with(char::is_uppercase)
    {
        return None;
    }
    let single = title_word(&singular(noun)?);
    let bears = |number: &usize| {
        let person = &people.people[*number];
        let known = person.known.map(|known| &people.gazetteer.people()[known]);
        let office = known.is_some_and(|known| {
            known.offices.iter().any(|office| office.title.last() == Some(&single))
        });
        let titled = person
            .titles
            .iter()
            .any(|title| *title == single || singular(title).as_ref() == Some(&single));
        person.is_full && person.certain && person.first < at && (office || titled)
    };
    let mut bearers: Vec<usize> = (0..people.people.len()).filter(bears).collect();
    bearers
        .extend(people.callings.all(&single).into_iter().filter(|n| people.people[*n].first < at));
    bearers.sort_by_key(|&number| (people.people[number].first, number));
    bearers.dedup();
    let names: Vec<String> = bearers.iter().map(|&n| people.people[n].name.clone()).collect();
    joined(&names)
}

/// Returns the names of the group that "the senators" at `at` means where only some of them are called
/// so one by one: the group that was heard of last.
pub(super) fn heard_of(phrase: &str, at: usize, around: &Surroundings<'_>) -> Option<String> {
    let (opening, noun) = phrase.split_once(' ')?;
    let opening = opening.to_lowercase();
    let these = matches!(opening.as_str(), "these" | "those");
    if !(these || opening == "the") || noun.contains(' ') || !Parties::get().is_people(noun) {
        return None;
    }
    let near = |at_heard: usize| around.turns.at(at) - around.turns.at(at_heard) <= REMEMBERED;
    let heard =
        around.heard.iter().rev().filter(|heard| heard.at < at && near(heard.at)).take(MANY);
    let mut groups = heard.filter(|heard| heard.speaker.kind == SpeakerType::Group);
    let single = singular(noun);
    let named = |name: &str| {
        let one = |part: &str| {
            let person = around.people.of_name(part).map(|number| &around.people.people[number]);
            let bears =
                |title: &String| Some(title) == single.as_ref() || singular(title) == single;
            person.is_some_and(|person| person.titles.iter().any(bears))
        };
        name.split(", ").flat_map(|part| part.split(AND)).any(one)
    };
    let same = |name: &str| these && head_of(head_phrase(name)).eq_ignore_ascii_case(noun);
    let found = groups.find(|heard| named(&heard.speaker.name) || same(&heard.speaker.name))?;
    Some(found.speaker.name.clone())
}

/// Returns "their" group by name: "the mayor and his aides" with the mayor's name.
pub(super) fn with_theirs(phrase: &str) -> Option<(&str, &str)> {
    let (first, rest) = phrase.split_once(AND)?;
    let whose = rest.split(' ').next().unwrap_or_default();
    matches!(whose, "his" | "her" | "their").then_some((first, rest))
}

fn joined(names: &[String]) -> Option<String> {
    let (last, others) = names.split_last()?;
    (1..MOST).contains(&others.len()).then(|| format!("{} and {last}", others.join(", ")))
}

fn without_parentheses(phrase: &str) -> String {
    let mut depth = 0_usize;
    let mut plain = String::new();
    for c in phrase.chars() {
        match c {
            '(' => {
                depth += 1;
                plain.truncate(plain.trim_end().len());
            }
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(c),
            _ => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use q7x2_gazetteer::Gazetteer;

    use super::*;
    use crate::document::Document;

    #[test]
    fn lists_of_names_are_read_with_their_titles() {
        let text = "Ada Lind, Peter Ode and Lea Holm met.";
        let people = People::of(&Document::of(text), None, Gazetteer::get());
        let check = |phrase: &str, expect: Option<&str>| {
            assert_eq!(listed(phrase, text.len(), &people).as_deref(), expect, "{phrase}");
        };
        let three = Some("Ada Lind, Peter Ode and Lea Holm");
        check("Sens. Lind (D-Velm), Ode (R-Rim) and Lea Holm (R-Ode) all", three);
        check("Mr. Ode and Ms. Lind", Some("Peter Ode and Ada Lind"));
        check(
            "Lind, Democrat of Velm, and Holm, Republican of Rim,",
            Some("Ada Lind and Lea Holm"),
        );
        check("Lind and Ode, a Velm Democrat,", Some("Ada Lind and Peter Ode"));
        check("Lind and the council", None);
        check("Critics, like Senators Lind and Ode,", Some("Ada Lind and Peter Ode"));
        check("Critics, including Velm Bank and Ode Works,", None);
        check("Lind", None);
        check("Velm Citizenship and Rain Services", None);
    }
}
