//! Near misses: a surname misspelt once. "Whitkoff" for Witkoff, but not Burton for Barton, nor
//! Zelenska for Zelensky.
//!
//! Wrongly joining two people is worse than leaving a misspelling alone, so only what cannot well
//! be another surname counts: a letter that is hardly heard too many or too few, two letters that
//! changed places, and in long names one vowel for another. Beginnings and endings must agree, for
//! endings carry gender and family. Spellings of one name that only transcriptions tell apart are
//! one name without that.

use std::cmp::Reverse;

use q7x2_domain::SpeakerId;

use crate::{NameKey, SpellingKey};

/// The fewest folded letters of a surname that can have a near miss; short ones have too many
/// neighbours.
const SHORTEST: usize = 6;

/// The fewest letters of a surname in which one vowel may stand for another.
const LONG: usize = 8;

/// How many letters at the end must agree.
const ENDING: usize = 2;

/// Letters that transcriptions add, drop and exchange.
const HARDLY_HEARD: &str = "aeiouyhw";

/// In how many articles somebody is cited who is known well.
const KNOWN_WELL: u64 = 3;

/// How many times as often somebody must be cited as the near miss of its name.
const TIMES: u64 = 3;

/// A person of a store, as far as similarity asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    /// The id.
    pub id: SpeakerId,
    /// The name.
    pub name: NameKey,
    /// The name of the id without what transcriptions differ in.
    pub spelling: SpellingKey,
    /// In how many articles an extractor linked statements to it; a store may stop counting at
    /// [`Bearer::MOST`].
    pub articles: u64,
}

impl Bearer {
    /// More articles than these make no difference.
    pub const MOST: u64 = 300;

    /// Returns who is called `name` and has an id.
    pub fn of(id: SpeakerId, name: &str, articles: u64) -> Self {
        let (name, spelling) = (NameKey::of(name), SpellingKey::of_id(&id));
        Self { id, name, spelling, articles }
    }

    /// Returns the folded surname.
    pub fn surname(&self) -> Option<&str> {
        self.name.surname()
    }
}

/// Returns which of `known` is meant by a name that hardly any article has: the one whose name is
/// the same and spelt otherwise more often; or somebody known well whose surname it misses by a
/// letter, and nobody else. First names must agree where both are given. Says the same whatever the
/// order in which names came to be known.
pub fn meant(rare: &Bearer, known: &[Bearer]) -> Option<usize> {
    spelt_oftener(rare, known).or_else(|| nearly(rare, known))
}

/// Returns the bearer of the same name in the spelling that most articles have.
fn spelt_oftener(rare: &Bearer, known: &[Bearer]) -> Option<usize> {
    let kind = |bearer: &Bearer| bearer.id.as_str().split('/').next().map(str::to_owned);
    let rank = |bearer: &Bearer| (bearer.articles, Reverse(bearer.id.clone()));
    let same = |at: &usize| {
        let other = &known[*at];
        other.spelling == rare.spelling && kind(other) == kind(rare) && rank(other) > rank(rare)
    };
    (0..known.len()).filter(same).max_by_key(|&at| rank(&known[at]))
}

/// Returns the one known well whose surname a name misses by a letter.
fn nearly(rare: &Bearer, known: &[Bearer]) -> Option<usize> {
    let surname = rare.surname()?;
    let first = |bearer: &Bearer| bearer.name.words().split_last().map(|(_, first)| first.to_vec());
    let given = first(rare)?;
    let is_meant = |bearer: &Bearer| {
        bearer.articles >= KNOWN_WELL
            && bearer.articles >= rare.articles.saturating_mul(TIMES)
            && bearer.surname().is_some_and(|known| is_near_miss(surname, known))
            && (given.is_empty() || first(bearer).as_ref() == Some(&given))
    };
    let mut meant: Vec<usize> = (0..known.len()).filter(|&at| is_meant(&known[at])).collect();
    // The same surname alone is whoever bears it in full.
    if meant.iter().any(|&at| known[at].name.words().len() > 1) {
        meant.retain(|&at| known[at].name.words().len() > 1);
    }
    match meant[..] {
        [only] => Some(only),
        _ => None,
    }
}

/// Returns what near misses of a surname have in common, to look them up by: its first letter and,
/// in order of the alphabet, the other letters that are always heard. `None` for a surname that is
/// too short to have any. Takes a word as [`crate::NameKey`] folds it.
pub fn skeleton(surname: &str) -> Option<String> {
    // A letter less is still a near miss.
    if surname.chars().count() + 1 < SHORTEST {
        return None;
    }
    let mut letters = surname.chars();
    let first = letters.next()?;
    let mut heard: Vec<char> = letters.filter(|c| !HARDLY_HEARD.contains(*c)).collect();
    heard.sort_unstable();
    Some(std::iter::once(first).chain(heard).collect())
}

/// Tells whether one surname is the other misspelt once. Takes words as [`crate::NameKey`] folds
/// them; a surname is no near miss of itself.
pub fn is_near_miss(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let longest = a.len().max(b.len());
    if a == b || longest < SHORTEST || a.len().min(b.len()) < ENDING + 1 || a[0] != b[0] {
        return false;
    }
    if a[a.len() - ENDING..] != b[b.len() - ENDING..] {
        return false;
    }
    let start = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let end = end.min(a.len().min(b.len()) - start);
    let (x, y) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let hardly_heard = |c: char| HARDLY_HEARD.contains(c);
    match (x, y) {
        ([added], []) | ([], [added]) => hardly_heard(*added),
        ([x], [y]) => longest >= LONG && hardly_heard(*x) && hardly_heard(*y),
        ([x1, x2], [y1, y2]) => x1 == y2 && x2 == y1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{ArticleId, SpeakerType};

    use super::*;
    use crate::speaker_id;

    fn check(a: &str, b: &str, expect: bool) {
        let fold = |name: &str| NameKey::of(name).words().last().cloned().expect("a surname");
        let (a, b) = (fold(a), fold(b));
        assert_eq!(is_near_miss(&a, &b), expect, "{a} {b}");
        assert_eq!(is_near_miss(&b, &a), expect, "{b} {a}");
        if expect {
            assert_eq!(skeleton(&a), skeleton(&b), "{a} {b}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_a_near_miss() {
        check("Whitkoff", "Witkoff", true);
        check("Brandtvhold", "Brandtvold", true);
        check("Okonjiwale", "Okonjwale", true);
        check("Kostremba", "Kostermba", true);
        check("Lindquest", "Lindquist", true);
        check("Pappadakis", "Papadkis", true);
    }

    #[test]
    fn other_surnames_are_not() {
        for (a, b) in [
            ("Barton", "Burton"),
            ("Anderson", "Andersen"),
            ("Milton", "Melton"),
            ("Hansen", "Hanson"),
            ("Bolton", "Colton"),
            ("Lind", "Linde"),
            ("Meyer", "Meier"),
            ("Clark", "Clarke"),
            ("Walker", "Wacker"),
            ("Thompson", "Thomason Lee"),
            ("Parker", "Barker"),
            ("Brandt", "Brant"),
        ] {
            check(a, b, false);
        }
    }

    #[test]
    fn endings_carry_gender_and_family() {
        for (a, b) in [
            ("Zelensky", "Zelenska"),
            ("Voronov", "Voronova"),
            ("Dvorakova", "Dvorakov"),
            ("Novotny", "Novotna"),
            ("Pappadakis", "Pappadaki"),
        ] {
            check(a, b, false);
        }
    }

    #[test]
    fn a_name_is_no_near_miss_of_itself() {
        check("Kovalenskyy", "Kovalenskiy", false);
        assert_eq!(skeleton("lind"), None);
    }

    fn bearer(name: &str, articles: u64) -> Bearer {
        let id = speaker_id(name, SpeakerType::Person, ArticleId::of(None, ""));
        Bearer::of(id, name, articles)
    }

    /// Returns the name that is meant by `rare`, cited in one article.
    fn meant_by(rare: &str, known: &[(&str, u64)]) -> Option<String> {
        let known: Vec<Bearer> = known.iter().map(|(name, n)| bearer(name, *n)).collect();
        meant(&bearer(rare, 1), &known).map(|at| known[at].name.to_string())
    }

    #[test]
    fn a_rare_name_means_its_well_known_neighbour() {
        let known = [("Ada Brandtvold", 3), ("Brandtvold", 9), ("Tom Lind", 50)];
        let ada = Some("ada brandtvold".to_owned());
        assert_eq!(meant_by("Brandtvhold", &known), ada);
        assert_eq!(meant_by("Ada Brandtvhold", &known), ada);
        assert_eq!(meant_by("Brandtvhold", &known[1..]), Some("brandtvold".into()));
        assert_eq!(meant_by("Tom Brandtvhold", &known), None, "another first name");
        assert_eq!(meant_by("Brandtvold", &known[..1]), None, "no near miss");
    }

    #[test]
    fn spellings_of_one_name_are_who_is_spelt_so_most_often() {
        let check = |rare: Bearer, known: &[Bearer], expect: Option<usize>| {
            assert_eq!(meant(&rare, known), expect, "{rare:?}");
        };
        let known = [bearer("Dmitry Holmov", 2), bearer("Dmitriy Holmov", 3)];
        check(bearer("Dmitri Holmov", 1), &known, Some(1));
        check(bearer("Dmitri Holmov", 4), &known, None);
        // As often: one of them, and always the same one.
        check(bearer("Dmitry Holmov", 3), &known[1..], Some(0));
        check(bearer("Dmitriy Holmov", 2), &known[..1], None);
        check(bearer("Dmitri Hollmov", 1), &known, None);
        let body = SpeakerId::from_stored("organization/dmitri-holmov".into());
        check(Bearer::of(body, "Dmitri Holmov", 1), &known, None);
    }

    #[test]
    fn doubt_links_nobody() {
        let two = [("Ada Brandtvold", 30), ("Tom Brandtvold", 30)];
        assert_eq!(meant_by("Brandtvhold", &two), None, "one of two");
        assert_eq!(meant_by("Tom Brandtvhold", &two), Some("tom brandtvold".into()));
        assert_eq!(meant_by("Brandtvhold", &[("Ada Brandtvold", 2)]), None, "hardly known");
        let rare = bearer("Brandtvhold", 4);
        let known = bearer("Ada Brandtvold", 11);
        assert_eq!(meant(&rare, &[known]), None, "not so rare");
        assert_eq!(meant_by("", &two), None);
    }
}
