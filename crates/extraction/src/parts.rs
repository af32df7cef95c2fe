//! An extraction in parts: nobody holds more than one of them on its way to the caller, however many
//! statements a text has.

use std::vec;

use q7x2_domain::{ArticleId, Diagnostic, Extraction, ModelVersion, Statement};
use q7x2_proto::v1;

/// How many statements a part has at most.
const STATEMENTS: usize = 500;

/// How many bytes of words a part has, but for its last statement.
const BYTES: usize = 256 << 10;

/// The parts of an extraction, in order; at least one.
pub(crate) struct Parts {
    article: ArticleId,
    model: ModelVersion,
    statements: vec::IntoIter<Statement>,
    /// What comes with the last part; `None` once that was given.
    diagnostics: Option<Vec<Diagnostic>>,
}

impl Parts {
    /// Returns the parts of an extraction.
    pub(crate) fn of(extraction: Extraction) -> Self {
        let Extraction { article, model, statements, diagnostics } = extraction;
        Self { article, model, statements: statements.into_iter(), diagnostics: Some(diagnostics) }
    }
}

impl Iterator for Parts {
    type Item = v1::StreamStatementsResponse;

    fn next(&mut self) -> Option<Self::Item> {
        self.diagnostics.as_ref()?;
        let (mut statements, mut bytes) = (Vec::new(), 0);
        while statements.len() < STATEMENTS && bytes < BYTES {
            let Some(statement) = self.statements.next() else { break };
            bytes += statement.excerpts().map(|excerpt| excerpt.text.len()).sum::<usize>();
            statements.push(statement);
        }
        let is_last = self.statements.len() == 0;
        let diagnostics = if is_last { self.diagnostics.take() } else { None };
        let part = Extraction {
            article: self.article,
            model: self.model.clone(),
            statements,
            diagnostics: diagnostics.unwrap_or_default(),
        };
        let to_come = u32::try_from(self.statements.len()).unwrap_or(u32::MAX);
        Some(v1::StreamStatementsResponse { extraction: Some((&part).into()), to_come })
    }
}

#[cfg(test)]
mod tests {
    use q7x2_extractor::Extractor;

    use super::*;
    use crate::testing::article;

    #[test]
    fn the_parts_together_are_the_whole() {
        let check = |text: &str, parts: usize| {
            let whole = Extractor::rules().extract(&article(text));
            let mut joined =
                Extraction { statements: vec![], diagnostics: vec![], ..whole.clone() };
            let mut count = 0;
            for part in Parts::of(whole.clone()) {
                let to_come = part.to_come as usize;
                let part = Extraction::try_from(part).expect("it can be read");
                assert!(part.statements.len() <= STATEMENTS);
                joined.statements.extend(part.statements);
                joined.diagnostics.extend(part.diagnostics);
                count += 1;
                assert_eq!(joined.statements.len() + to_come, whole.statements.len());
            }
            assert!(joined == whole && count == parts, "{count} parts instead of {parts}");
        };
        check("Nobody spoke.", 1);
        check("“It opens", 1);
        check(&"“It stays,” Ada Lind said.\n".repeat(STATEMENTS), 1);
        check(&"“It stays,” Ada Lind said.\n".repeat(STATEMENTS + 1), 2);
        let long = format!("“{},” Ada Lind said.\n", "It stays ".repeat(1000));
        check(&long.repeat(61), 3);
    }
}
