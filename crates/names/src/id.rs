//! Ids of speakers: made of their names, readable, and never one for two names. Finding is another
//! matter: [`crate::NameKey`] folds far more.

use q7x2_domain::{ArticleId, SpeakerId, SpeakerType};

use crate::slug;

/// Returns the id of the speaker of this name and type in this article: `person/ada-lind`.
pub fn speaker_id(name: &str, kind: SpeakerType, article: ArticleId) -> SpeakerId {
    let words = slug::words(name, kind);
    SpeakerId::of_slug(&words.join("-"), kind, article)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(kind: SpeakerType, name: &str) -> String {
        speaker_id(name, kind, ArticleId::of(None, "text")).as_str().to_owned()
    }

    fn check(name: &str, expect: &str) {
        assert_eq!(id(SpeakerType::Person, name), format!("person/{expect}"), "{name}");
    }

    fn check_body(name: &str, expect: &str) {
        let id = id(SpeakerType::Organization, name);
        assert_eq!(id, format!("organization/{expect}"), "{name}");
    }

    #[test]
    fn ids_are_read_as_names() {
        check("Volodymyr Zelenskyy", "volodymyr-zelenskyy");
        check("Emmanuel Macron", "emmanuel-macron");
        check("Siobhán O’Brannagh", "siobhan-obrannagh");
        check("Khaled al-Brandi", "khaled-al-brandi");
        check("A. B. de Villebrand", "a-b-de-villebrand");
        for name in ["J.D. Holm", "J. D. Holm", "JD Holm"] {
            check(name, "j-d-holm");
        }
        check("Jd Holm", "jd-holm");
        check("Jo Moor", "jo-moor");
        check("J.O. Moor", "j-o-moor");
        check("Tom Lind Jr.", "tom-lind-jr");
        check("Володимир Зеленський", "volodymyr-zelenskyy");
        check("Łukasz Brąz", "lukasz-braz");
        check_body("Port Elling", "port-elling");
        check_body("U.S. Navy", "us-navy");
        check_body("The Hague", "hague");
        check_body("AT&T", "at-and-t");
        check_body("Holm.com", "holm-com");
    }

    #[test]
    fn parties_of_an_article_have_it_in_their_ids() {
        for kind in [SpeakerType::Group, SpeakerType::Unnamed] {
            let id = id(kind, "the local officials’ aides");
            let (start, slug) = id.rsplit_once('/').expect("three parts");
            assert_eq!(slug, "local-officials-aides");
            let id = self::id(kind, "U.S. officials");
            assert!(id.ends_with("/us-officials"), "{id}");
            assert_eq!(start.len(), kind.as_str().len() + 9);
        }
    }

    #[test]
    fn no_id_stands_for_two_names() {
        let bodies = [
            // Acronyms.
            ["AP", "AAP"],
            ["BC", "BBC"],
            ["CP", "CCP"],
            ["FA", "FAA"],
            ["AA", "AAA"],
            ["US", "USS"],
            ["3M", "33M"],
            ["IX", "IKS"],
            // Marks that are spoken.
            ["Holm", "Holm+"],
            ["A T", "A&T"],
            ["Studio 4", "Studio #4"],
            // A possessive of its own.
            ["McBrand", "McBrand’s"],
            // Endings.
            ["Works", "Worx"],
            ["Elya", "Elia"],
            ["Elli", "Elly"],
        ];
        for [a, b] in bodies {
            let (a_id, b_id) = (id(SpeakerType::Organization, a), id(SpeakerType::Organization, b));
            assert_ne!(a_id, b_id, "{a}, {b}");
        }
        let people = [
            // Doubled letters.
            ["Peter Hanson", "Peter Hansson"],
            ["Anna Lind", "Ana Lind"],
            ["Ada Brandt", "Adda Brandt"],
            ["Tom Holm", "Tom Hollm"],
            ["Jo Moor", "Jo Mor"],
            // Spellings of one sound.
            ["Ada Muller", "Ada Mueller"],
            ["Dmitry Holm", "Dmitri Holm"],
            ["Maksim Holm", "Maxim Holm"],
            ["Tom el-Brandi", "Tom al-Brandi"],
            // Generations.
            ["Carl II", "Carl III"],
            ["Tom Lind Jr.", "Tom Lind"],
            // Scripts that Latin letters do not tell apart.
            ["王毅", "王义"],
            ["王毅", "Wang Yi"],
            ["محمد", "مهمد"],
            ["김철수", "김절수"],
            // Nothing to write.
            ["–", "…"],
            ["🦊", "🐻"],
        ];
        for [a, b] in people {
            assert_ne!(id(SpeakerType::Person, a), id(SpeakerType::Person, b), "{a}, {b}");
        }
        let kinds = SpeakerType::ALL.map(|kind| id(kind, "Lind"));
        assert!((1..kinds.len()).all(|at| !kinds[..at].contains(&kinds[at])), "{kinds:?}");
    }

    #[test]
    fn how_a_name_is_written_makes_no_other_id() {
        for [a, b] in [
            ["ADA LIND", "Ada Lind"],
            ["José Brandão", "Jose Brandao"],
            ["Ma\u{301}ire Lind", "Máire Lind"],
            ["J. D. Holm", "JD Holm"],
            ["Kim Jong-un", "Kim Jong Un"],
            ["Seán O'Brannagh", "Sean O’Brannagh"],
            ["Ada Lind’s", "Ada Lind"],
            ["Ada\u{a0}Li\u{ad}nd", "Ada Lind"],
            ["the Baker", "Baker"],
        ] {
            assert_eq!(id(SpeakerType::Person, a), id(SpeakerType::Person, b), "{a}, {b}");
        }
        let body = |name| id(SpeakerType::Organization, name);
        assert_eq!(body("Holm & Lind"), body("Holm and Lind"));
        assert_eq!(body("the agency’s"), body("agency"));
        assert_eq!(body("Lind’s team"), body("Lind team"));
        assert_eq!(body("NATO"), body("Nato"));
        assert_eq!(body("U.O.’s harbour"), body("UO harbour"));
    }
}
