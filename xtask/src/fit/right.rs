//! Whether somebody offered is the right speaker, as the scorers beside the corpora have it.

use std::collections::BTreeSet;

use q7x2_domain::SpeakerType;
use unicode_normalization::UnicodeNormalization;

use super::sets::Judged;

/// Words that do not tell people apart.
const TITLES: &str = "mr mrs ms dr sen rep gov president former the a an prime minister secretary general \
                      sir lord mayor senator representative governor";

/// Somebody who is said to be the speaker.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer<'a> {
    pub(crate) name: &'a str,
    pub(crate) names: &'a [String],
    /// Nothing for nobody.
    pub(crate) party: Option<SpeakerType>,
}

/// Tells whether an answer is right; `lenient` where people without names need only agree in part.
pub(crate) fn is_right(gold: &Judged, answer: Answer<'_>, lenient: bool) -> bool {
    let nameless =
        |kind: Option<SpeakerType>| matches!(kind, Some(SpeakerType::Group | SpeakerType::Unnamed));
    if lenient && matches!(gold.kind.as_str(), "group" | "unnamed") && nameless(answer.party) {
        return gold.kind == "unnamed"
            || agree(&gold.speaker.replace('|', " "), answer.name)
            || same(gold, answer, "group");
    }
    if answer.party.is_some() && gold.reject.iter().any(|name| name == answer.name) {
        return false;
    }
    same(gold, answer, &gold.kind)
}

fn same(gold: &Judged, answer: Answer<'_>, kind: &str) -> bool {
    let unnamed = answer.party == Some(SpeakerType::Unnamed);
    let Some(party) = answer.party else { return matches!(kind, "unnamed" | "none") };
    match kind {
        "unnamed" => return matches!(party, SpeakerType::Unnamed | SpeakerType::Group),
        "none" => return unnamed,
        _ if unnamed && !matches!(kind, "group" | "document") => return false,
        _ => {}
    }
    if kind == "person" && gold.speaker.contains(" and ") {
        let said =
            if answer.names.is_empty() { answer.name.to_owned() } else { answer.names.join(" ") };
        let said = fold(&said);
        let names = gold.speaker.split('|').flat_map(|name| name.split(" and "));
        let names: Vec<Vec<String>> =
            names.flat_map(|name| name.split(", ")).filter(|n| !n.is_empty()).map(fold).collect();
        return names.iter().all(|name| name.last().is_some_and(|last| said.contains(last)));
    }
    // Whoever speaks first stands for all where one name is asked for.
    let own = fold(answer.names.first().map_or(answer.name, String::as_str));
    gold.speaker.split('|').map(fold).any(|gold| match (gold.as_slice(), own.as_slice()) {
        ([], _) | (_, []) => false,
        ([only], names) if kind == "person" => names.contains(only),
        ([first, .., last], names) if kind == "person" => {
            names.contains(first) && names.contains(last)
        }
        (gold, names) => share(gold, names) >= 0.5,
    })
}

/// Tells whether one of two phrases has all words of the other, or half of all are in both.
pub(super) fn agree(gold: &str, answer: &str) -> bool {
    let (gold, answer) = (fold(gold), fold(answer));
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (gold.iter().collect(), answer.iter().collect());
    !a.is_empty()
        && !b.is_empty()
        && (a.is_subset(&b) || b.is_subset(&a) || share(&gold, &answer) >= 0.5)
}

fn share(a: &[String], b: &[String]) -> f64 {
    let (a, b): (BTreeSet<_>, BTreeSet<_>) = (a.iter().collect(), b.iter().collect());
    a.intersection(&b).count() as f64 / a.union(&b).count().max(1) as f64
}

/// Returns the words of a name without accents, case, dots and titles.
pub(crate) fn fold(name: &str) -> Vec<String> {
    let mut text = name.to_owned();
    for mark in ["'s", "’s"] {
        while let Some(at) = text.match_indices(mark).map(|(at, _)| at).find(|at| {
            let next = text[at + mark.len()..].chars().next();
            next.is_none_or(|c| !c.is_alphanumeric())
        }) {
            text.replace_range(at..at + mark.len(), "");
        }
    }
    let ascii: String = text.nfkd().filter(char::is_ascii).collect();
    let lower = ascii.to_ascii_lowercase().replace('.', "");
    let titles: BTreeSet<&str> = TITLES.split_whitespace().collect();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.filter(|word| !titles.contains(word)).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(speaker: &str, kind: &str) -> Judged {
        Judged {
            source: Vec::new(),
            cue: Vec::new(),
            content: Vec::new(),
            speaker: speaker.to_owned(),
            reject: vec!["Lind Holdings".to_owned()],
            kind: kind.to_owned(),
            how: String::new(),
            mode: String::new(),
            class: String::new(),
            borderline: false,
            required: true,
            ..Judged::default()
        }
    }

    #[test]
    fn names_are_right_as_the_scorers_have_it() {
        let check = |speaker: &str, kind: &str, name: &str, party, expect| {
            let answer = Answer { name, names: &[], party };
            assert_eq!(is_right(&judged(speaker, kind), answer, false), expect, "{name}");
        };
        let person = Some(SpeakerType::Person);
        check("Ada Maria Lind", "person", "Ada Lind", person, true);
        check("Ada Lind", "person", "Mayor Ada Maria Lind", person, true);
        check("Ada Lind|Ada Ode", "person", "Ada Ode", person, true);
        check("Ada Lind", "person", "Lind", person, false);
        let body = Some(SpeakerType::Organization);
        check("Port of Velm Authority", "organization", "the Velm Port Authority", body, true);
        check("Lind Holdings", "organization", "Lind Holdings", body, false);
        check("officials", "unnamed", "officials", Some(SpeakerType::Group), true);
        check("officials", "unnamed", "Ada Lind", person, false);
        check("", "none", "", None, true);
        check("Ada Lind", "person", "", None, false);
    }

    #[test]
    fn all_who_speak_jointly_are_to_be_named() {
        let gold = judged("Ada Lind and Per Ode", "person");
        let right = |names: &[String]| {
            let answer = Answer { name: "Ada Lind", names, party: Some(SpeakerType::Person) };
            is_right(&gold, answer, false)
        };
        assert!(right(&["Ada Lind".to_owned(), "Per Ode".to_owned()]));
        assert!(!right(&["Ada Lind".to_owned()]));
    }
}
