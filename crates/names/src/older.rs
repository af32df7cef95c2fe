//! Ids as they were made before every letter counted, by which stored statements, edits and people
//! may still ask. Nothing here may ever change: ids of that time do not either.

use std::collections::HashMap;
use std::sync::LazyLock;

use q7x2_domain::{ArticleId, SpeakerId, SpeakerType};

use crate::NameKey;

/// People of the tables of that time whose names are written in several ways.
static PEOPLE: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let names = include_str!("../data/older_people.txt").lines();
    let names = names.filter(|name| !name.is_empty() && !name.starts_with('#'));
    names.map(|name| (slug(name), name)).collect()
});

/// Returns the id that the speaker of this name and type had in this article. Several names could
/// have one.
pub fn speaker_id(name: &str, kind: SpeakerType, article: ArticleId) -> SpeakerId {
    SpeakerId::of_slug(&slug(name), kind, article)
}

/// Returns the id that the bearer of a name had, when `id` is one that was made since. The article
/// that an id is bound to stays.
pub fn of_newer(id: &SpeakerId, name: &str) -> SpeakerId {
    let (start, slug_now) = id.as_str().rsplit_once('/').unwrap_or(("", id.as_str()));
    // An id is of the name by which somebody is best known, which may be another one.
    let known = crate::slug::words(name, kind_of(start)).join("-") == slug_now;
    let slug = if known { slug(name) } else { slug(&slug_now.replace('-', " ")) };
    SpeakerId::from_stored(format!("{start}/{slug}"))
}

/// Tells whether an old id is that of this name.
pub fn is_of(id: &SpeakerId, name: &str) -> bool {
    id.as_str().rsplit('/').next() == Some(slug(name).as_str())
}

/// Returns the id that is made of a name now, of the type and article of an old id.
pub fn newer(id: &SpeakerId, name: &str) -> SpeakerId {
    let start = id.as_str().rsplit_once('/').map_or("", |(start, _)| start);
    let words = crate::slug::words(name, kind_of(start));
    SpeakerId::from_stored(format!("{start}/{}", words.join("-")))
}

/// Returns the name by which the person of an old id was known in the tables of that time, whatever
/// an article called the person.
pub fn known_as(id: &SpeakerId) -> Option<&'static str> {
    PEOPLE.get(id.as_str().strip_prefix("person/")?).copied()
}

/// Returns all names that [`known_as`] knows.
pub fn known_people() -> impl Iterator<Item = &'static str> {
    PEOPLE.values().copied()
}

/// Returns the type with which an id starts.
fn kind_of(start: &str) -> SpeakerType {
    let kind = start.split('/').next().unwrap_or_default();
    SpeakerType::ALL
        .into_iter()
        .find(|known| known.as_str() == kind)
        .unwrap_or(SpeakerType::Unnamed)
}

fn slug(name: &str) -> String {
    NameKey::of(name).to_string().replace(' ', "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expect: &str) {
        let (kind, article) = (SpeakerType::Person, ArticleId::of(None, "text"));
        assert_eq!(speaker_id(name, kind, article).as_str(), expect, "{name}");
        let newer = crate::speaker_id(name, kind, article);
        assert_eq!(of_newer(&newer, name).as_str(), expect, "{name}");
    }

    #[test]
    fn ids_of_that_time_stay_as_they_were() {
        check("Volodymyr Zelenskyy", "person/volodimir-zelensky");
        check("Anna Lind", "person/ana-lind");
        check("Peter Hansson", "person/peter-hanson");
        check("J.D. Holm", "person/j-d-holm");
        check("Charles III", "person/charles-i");
        check("Gerhard Schröder", "person/gerhard-schroder");
        check("Michael Brücker", "person/michael-brucker");
        check("Maksim Holmy", "person/maxim-holmy");
        check("The Baker", "person/baker");
    }

    #[test]
    fn the_article_of_an_id_stays() {
        let article = ArticleId::of(None, "text");
        let (name, kind) = ("local officials", SpeakerType::Group);
        let newer = crate::speaker_id(name, kind, article);
        let older = speaker_id(name, kind, article);
        assert_eq!(of_newer(&newer, name), older);
        assert_eq!(super::newer(&older, name), newer);
        assert!(is_of(&older, name) && !is_of(&older, "aides"));
    }

    #[test]
    fn people_of_the_tables_are_known_whatever_they_were_called() {
        let id = SpeakerId::from_stored("person/volodimir-zelensky".into());
        assert_eq!(known_as(&id), Some("Volodymyr Zelenskyy"));
        let newer = SpeakerId::from_stored("person/volodymyr-zelenskyy".into());
        assert_eq!(of_newer(&newer, "Vladimir Zelensky"), id);
        assert_eq!(known_as(&SpeakerId::from_stored("person/ada-lind".into())), None);
        assert!(known_people().count() > 100);
    }
}
