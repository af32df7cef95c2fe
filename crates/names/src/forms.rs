//! Forms of names: which sources are names at all, and which of their words name the speaker
//! itself. Shared by all adapters, so that a name finds the same speakers in each.
//!
//! "A spokesman for Anna Lind" holds the words of a name that is somebody else's. Showing what
//! the spokesman said to whoever asks for Lind would be a wrong attribution, so a query needs
//! at least one word that *identifies* the speaker; the others only narrow it down.
//!
//! Who a source refers to is not decided here; that came with the statement.

use q7x2_domain::{Addressee, LinkReason, Speaker, SpeakerType};

use crate::possessive::is_possessor;
use crate::words::goes_between;
use crate::{NameKey, head, is_particle, name_similarity};

/// How alike a word must be to one of the speaker's name to be a misspelling of it.
const MISSPELLING: f64 = 0.8;

/// What joins two heads.
const JOINING: [&str; 2] = ["and", "or"];
/// What stands before a head and is no part of it; a title may have it with a capital.
const ARTICLES: [&str; 6] = ["the", "a", "an", "The", "A", "An"];

/// One folded word of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormWord {
    /// The word, as [`NameKey`] folds it.
    pub word: String,
    /// Whether it names the speaker itself.
    pub identifies: bool,
}

/// Returns the words of the name a speaker was given.
pub fn words_of_name(speaker: &Speaker) -> Vec<FormWord> {
    let name = &speaker.name;
    if is_proper(name, speaker.kind) {
        return words(name, |_| true);
    }
    let capitalised = capitalised_words(name);
    let all_capitalised = NameKey::of(name).words().iter().all(|w| capitalised.contains(w));
    words(name, |word| all_capitalised || !capitalised.contains(&word.to_owned()))
}

/// Returns the words of a source that stands for `speaker`; none when it is not a name, as a
/// pronoun or a title alone.
pub fn words_of_source(source: &str, speaker: &Speaker) -> Vec<FormWord> {
    let name = NameKey::of(&speaker.name);
    match speaker.link_reason {
        LinkReason::Name | LinkReason::Surname | LinkReason::TitleAndName | LinkReason::Pinned => {
            words(source, |word| name.words().iter().any(|w| w == word))
        }
        LinkReason::Similarity => {
            words(source, |word| name_similarity(word, &speaker.name) >= MISSPELLING)
        }
        // The gazetteer knows a whole name; what follows a comma explains it.
        LinkReason::Gazetteer => words(source.split(',').next().unwrap_or(source), |_| true),
        LinkReason::Title
        | LinkReason::Pronoun
        | LinkReason::Continued
        | LinkReason::Description => vec![],
    }
}

/// Returns the words of an addressee, and of the name of the party it resolves to.
pub fn words_of_addressee(addressee: &Addressee) -> Vec<FormWord> {
    let text = &addressee.excerpt.text;
    let mut found = addressee.party.as_ref().map(words_of_name).unwrap_or_default();
    let heads = words_of_heads(text);
    for word in words(text, |word| heads.iter().any(|head| head == word)) {
        match found.iter_mut().find(|known| known.word == word.word) {
            Some(known) => known.identifies |= word.identifies,
            None => found.push(word),
        }
    }
    found
}

/// Returns the folded words of the heads of a phrase: "Lind" and "reporters" in "Anna Lind’s aides
/// and reporters in Ode" are none and one, for it is the aides who are spoken to.
fn words_of_heads(phrase: &str) -> Vec<String> {
    let tokens = phrase.split_whitespace();
    let tokens: Vec<&str> = tokens.take_while(|token| !goes_between(token)).collect();
    let ends = |token: &&str| token.ends_with(',') || JOINING.contains(token);
    let mut heads = vec![];
    for part in tokens.split_inclusive(ends) {
        let part: Vec<&str> = part.iter().copied().filter(|t| !JOINING.contains(t)).collect();
        let owned = |token: &&str| is_possessor(token.trim_end_matches(','));
        let owner = part[..part.len().saturating_sub(1)].iter().rposition(owned);
        let head = &part[owner.map_or(0, |at| at + 1)..];
        // "Harbour Council members": the names only say which members.
        let named = head.last().is_some_and(|last| !starts_lower(last));
        let head = head.iter().filter(|token| named || starts_lower(token));
        let head = head.filter(|token| !ARTICLES[..3].contains(token));
        heads.extend(head.flat_map(|token| NameKey::of(token).words().to_vec()));
    }
    heads
}

/// Returns the folded surname of a person.
pub fn surname(speaker: &Speaker) -> Option<String> {
    (speaker.kind == SpeakerType::Person).then(|| surname_in(&speaker.name)).flatten()
}

/// Returns the folded head of a person's name, in whichever order it is written.
pub fn surname_in(name: &str) -> Option<String> {
    NameKey::of(head(name)).words().last().cloned()
}

/// Tells whether a bare surname may be taken for the person of the full name `query`: somebody of
/// that name is known, and nobody else in `full_names`, who all share the surname.
///
/// That nobody is known to contradict is not enough: where only "Nguyen" is known, "Lee Nguyen"
/// and "Kim Nguyen" would both be given the same words, and one of them never said them.
pub fn surname_is_unshared(query: &NameKey, full_names: &[NameKey]) -> bool {
    query.words().len() > 1
        && !full_names.is_empty()
        && full_names.iter().all(|name| query.is_part_of(name) || name.is_part_of(query))
}

fn words(form: &str, identifies: impl Fn(&str) -> bool) -> Vec<FormWord> {
    let mut words: Vec<FormWord> = vec![];
    for word in NameKey::of(form).words() {
        if !words.iter().any(|known| known.word == *word) {
            words.push(FormWord { word: word.clone(), identifies: identifies(word) });
        }
    }
    words
}

/// Tells whether a name is made of proper names ("Ministry of Works", "Lind and Marta de Vries")
/// and is no description that holds one ("Lind's office", "aides to Lind").
fn is_proper(name: &str, kind: SpeakerType) -> bool {
    let mut words = name.split_whitespace();
    match kind {
        SpeakerType::Person => true,
        SpeakerType::Organization => {
            let first = words.clone().find(|w| !ARTICLES.contains(w));
            ![first, words.next_back()].into_iter().flatten().any(starts_lower)
        }
        SpeakerType::Group => {
            words.all(|word| !starts_lower(word) || word == "and" || is_particle(word))
        }
        SpeakerType::Document | SpeakerType::Unnamed => false,
    }
}

/// Returns the folded words that are written with a capital.
fn capitalised_words(name: &str) -> Vec<String> {
    let capitalised = name.split_whitespace().filter(|word| !starts_lower(word));
    capitalised.flat_map(|word| NameKey::of(word).words().to_vec()).collect()
}

fn starts_lower(word: &str) -> bool {
    word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{ArticleId, Excerpt, Span, SpeakerFacts};

    use super::*;

    fn speaker(name: &str, kind: SpeakerType, link_reason: LinkReason) -> Speaker {
        let id = crate::speaker_id(name, kind, ArticleId::of(None, "text"));
        Speaker { id, name: name.into(), kind, link_reason, facts: SpeakerFacts::default() }
    }

    /// Writes identifying words in capitals.
    fn show(words: &[FormWord]) -> String {
        let shown =
            words.iter().map(|w| if w.identifies { w.word.to_uppercase() } else { w.word.clone() });
        shown.collect::<Vec<_>>().join(" ")
    }

    fn check_name(kind: SpeakerType, name: &str, expected: &str) {
        assert_eq!(show(&words_of_name(&speaker(name, kind, LinkReason::Name))), expected);
    }

    fn check_source(reason: LinkReason, name: &str, source: &str, expected: &str) {
        let speaker = speaker(name, SpeakerType::Person, reason);
        assert_eq!(show(&words_of_source(source, &speaker)), expected);
    }

    #[test]
    fn proper_names_identify_with_every_word() {
        check_name(SpeakerType::Person, "Marta de Vries", "MARTA DE VRIES");
        check_name(SpeakerType::Organization, "The Ministry of Works", "MINISTRY OF WORKS");
        check_name(SpeakerType::Organization, "Brandt's Analytics", "BRANDT ANALYTICS");
        check_name(SpeakerType::Group, "Harbour Democrats", "HARBOUR DEMOCRATS");
        check_name(SpeakerType::Group, "Lind and Jan de Vos", "LIND AND JAN DE VOS");
    }

    #[test]
    fn names_inside_descriptions_do_not_identify() {
        check_name(SpeakerType::Unnamed, "a spokesman for Anna Lind", "SPOKESMAN FOR ana lind");
        check_name(SpeakerType::Organization, "Lind's office", "lind OFICE");
        check_name(SpeakerType::Organization, "the office of Lind", "OFICE OF lind");
        check_name(SpeakerType::Group, "Lind’s two aides", "lind TWO AIDES");
        check_name(SpeakerType::Group, "local officials", "LOCAL OFICIALS");
        check_name(SpeakerType::Group, "Aides to Lind and Berg", "aides TO lind AND berg");
        check_name(SpeakerType::Unnamed, "Officials", "OFICIALS");
    }

    #[test]
    fn titles_and_appositions_only_narrow_down() {
        let name = "Anna Lind";
        check_source(LinkReason::TitleAndName, name, "Mayor Lind", "mayor LIND");
        check_source(
            LinkReason::Name,
            name,
            "Anna Lind, an aide to Tom Berg",
            "ANA LIND an aide to tom berg",
        );
        check_source(LinkReason::Surname, name, "LIND", "LIND");
        check_source(LinkReason::Similarity, name, "Berg envoy Lindt", "berg envoy LINDT");
    }

    fn check_addressee(text: &str, party: Option<Speaker>, expected: &str) {
        let excerpt = Excerpt { span: Span::new(0, 1).expect("not empty"), text: text.into() };
        assert_eq!(show(&words_of_addressee(&Addressee { excerpt, party })), expected);
    }

    #[test]
    fn an_addressee_is_named_by_its_head_and_not_by_what_belongs_to_it() {
        check_addressee("reporters in Ode", None, "REPORTERS in ode");
        check_addressee("the mayor", None, "MAYOR");
        check_addressee("aides to Anna Lind and Berg", None, "AIDES to ana lind and berg");
        check_addressee("Anna Lind’s aides", None, "ana lind AIDES");
        check_addressee("Harbour Council members", None, "harbour council MEMBERS");
        check_addressee(
            "the Ode Harbour Council in Norlandia",
            None,
            "ODE HARBOUR COUNCIL in norlandia",
        );
        check_addressee("his deputy Tom Berg", None, "HIS DEPUTY TOM BERG");
        check_addressee("Lind’s deputy Tom Berg", None, "lind DEPUTY TOM BERG");
        check_addressee("Lind and reporters", None, "LIND and REPORTERS");
        check_addressee("Lind, the mayor of Ode", None, "LIND the MAYOR of ode");
    }

    #[test]
    fn an_addressee_is_known_by_the_name_of_its_party_too() {
        let lind = || Some(speaker("Anna Lind", SpeakerType::Person, LinkReason::Title));
        check_addressee("the mayor", lind(), "ANA LIND MAYOR");
        check_addressee("Lind", lind(), "ANA LIND");
        let aides = speaker("Lind’s two aides", SpeakerType::Group, LinkReason::Description);
        check_addressee("them", Some(aides), "lind TWO AIDES THEM");
    }

    #[test]
    fn the_gazetteer_knows_names_that_share_no_word() {
        check_source(LinkReason::Gazetteer, "Norlandia", "Castle Row, as ever", "CASTLE ROW");
    }

    #[test]
    fn pronouns_titles_and_descriptions_are_no_names() {
        for reason in [LinkReason::Pronoun, LinkReason::Title, LinkReason::Description] {
            check_source(reason, "Anna Lind", "she", "");
        }
    }

    #[test]
    fn a_surname_is_the_head_of_a_name() {
        for (name, surname) in [
            ("Anna Lind", Some("lind")),
            ("Robert F. Brandt Jr.", Some("brandt")),
            ("Zhao Mingli", Some("zhao")),
            ("Khaled al-Brandov", Some("brandov")),
            ("–", None),
        ] {
            assert_eq!(surname_in(name).as_deref(), surname, "{name}");
        }
    }

    #[test]
    fn a_bare_surname_is_whoever_is_known_and_alone() {
        let key = |names: &[&str]| names.iter().map(|n| NameKey::of(n)).collect::<Vec<_>>();
        let query = NameKey::of("Anna Lind");
        assert!(!surname_is_unshared(&query, &[]));
        assert!(surname_is_unshared(&query, &key(&["Anna Lind"])));
        assert!(surname_is_unshared(&query, &key(&["Anna Maria Lind", "ANNA LIND"])));
        assert!(!surname_is_unshared(&query, &key(&["Anna Lind", "Jon Lind"])));
        assert!(!surname_is_unshared(&NameKey::of("Lind"), &[]));
    }
}
