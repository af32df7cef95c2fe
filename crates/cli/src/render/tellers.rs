//! Who tells the second-hand statements of an extraction, which has them all. An answer to a query
//! brings its tellers along.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use q7x2_domain::{Extraction, Speaker, Statement, StatementId};

/// The speakers of the statements in which others stand.
#[derive(Debug, Default)]
pub(crate) struct Tellers(HashMap<StatementId, Arc<Speaker>>);

impl Tellers {
    /// Returns the tellers of an extraction: of all of it, before anything is left out.
    pub(crate) fn of(extraction: &Extraction) -> Self {
        let statements = &extraction.statements;
        let relays = statements.iter().filter_map(|told| told.relay.as_ref()?.by.as_ref());
        let tell: HashSet<&StatementId> = relays.collect();
        let telling = statements.iter().filter(|statement| tell.contains(&statement.id));
        let told_by = |telling: &Statement| Some((telling.id.clone(), telling.speaker.clone()?));
        Self(telling.filter_map(told_by).collect())
    }

    /// Returns who tells a statement, if it is second-hand and its teller is known.
    pub(crate) fn teller(&self, statement: &Statement) -> Option<&Speaker> {
        self.0.get(statement.relay.as_ref()?.by.as_ref()?).map(Arc::as_ref)
    }
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{Kind, Relay};

    use super::super::samples::{extraction, statement};
    use super::*;

    #[test]
    fn a_relay_leads_to_the_speaker_of_the_statement_it_names() {
        let text = "Anna Lind says it is said that rain is due.";
        let telling =
            statement(text, Kind::Indirect, "Anna Lind", "says", &["it is said that rain"]);
        let mut told = statement(text, Kind::Indirect, "it", "is said", &["rain is due"]);
        let by = Some(telling.id.clone());
        told.relay = Some(Box::new(Relay { depth: 1, by, teller: None }));
        let mut lost = told.clone();
        let by = Some(StatementId::from_stored("0".repeat(16)));
        lost.relay = Some(Box::new(Relay { depth: 1, by, teller: None }));
        let tellers = Tellers::of(&extraction(text, vec![telling.clone(), told.clone()]));
        assert_eq!(tellers.teller(&told), telling.speaker.as_deref());
        assert_eq!((tellers.teller(&telling), tellers.teller(&lost)), (None, None));
    }
}
