//! What the gazetteer says of a speaker besides the name: the Wikidata item that a user gave, and the
//! country that an institution of its state stands for.

use q7x2_domain::{SpeakerFacts, SpeakerType};

use super::Gazetteer;

impl Gazetteer {
    /// Returns what is known of the speaker of this name and type.
    pub fn facts(&self, name: &str, kind: SpeakerType) -> SpeakerFacts {
        match kind {
            SpeakerType::Person => {
                let known = self.person(name).map(|number| &self.people[number]);
                let wikidata = known.and_then(|known| known.wikidata.clone());
                SpeakerFacts { wikidata, ..SpeakerFacts::default() }
            }
            SpeakerType::Organization => {
                let body = self.body(name);
                let country = || self.institution_of(name).map(|(country, _)| country.name.clone());
                SpeakerFacts {
                    wikidata: body.and_then(|body| body.wikidata.clone()),
                    stands_for: match body {
                        Some(body) => body.stands_for.clone(),
                        None => country(),
                    },
                    ..SpeakerFacts::default()
                }
            }
            SpeakerType::Group | SpeakerType::Document | SpeakerType::Unnamed => {
                SpeakerFacts::default()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Entities, EntitiesFormat};

    #[test]
    fn an_institution_stands_for_its_country() {
        let stands_for = |name: &str| {
            Gazetteer::get().facts(name, SpeakerType::Organization).stands_for.unwrap_or_default()
        };
        assert_eq!(stands_for("Kremlin"), "Russia");
        assert_eq!(stands_for("White House"), "United States");
        assert_eq!(stands_for("Ukrainian Air Force"), "Ukraine");
        assert_eq!(stands_for("US Navy"), "United States");
        assert_eq!(stands_for("Russia"), "");
        assert_eq!(stands_for("Reuters"), "");
        assert_eq!(stands_for("Ode Harbour Board"), "");
    }

    #[test]
    fn users_give_items_and_make_nobody_stand_for_a_country() {
        let rows = "name,type,aliases,country,wikidata\n\
                    Ada Lind,person,A. Lind,Sweden,Q111\n\
                    Ode Harbour Board,organization,OHB,Sweden,Q222\n\
                    Kremlin,organization,,,Q333\n";
        let entities = Entities::parse(rows, EntitiesFormat::Csv).expect("a table");
        let gazetteer = Gazetteer::with(&entities);
        let facts = |name: &str, kind| {
            let SpeakerFacts { wikidata, stands_for, .. } = gazetteer.facts(name, kind);
            [wikidata, stands_for].map(Option::unwrap_or_default)
        };
        assert_eq!(facts("Ada Lind", SpeakerType::Person), ["Q111", ""]);
        assert_eq!(facts("A. Lind", SpeakerType::Person), ["Q111", ""]);
        assert_eq!(facts("OHB", SpeakerType::Organization), ["Q222", ""]);
        assert_eq!(facts("Kremlin", SpeakerType::Organization), ["Q333", "Russia"]);
        assert_eq!(facts("Ada Lind", SpeakerType::Group), ["", ""]);
    }
}
