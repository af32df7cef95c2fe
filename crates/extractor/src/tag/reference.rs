//! The rules behind the port to a tagger: a reference that needs no model, for tests and for what is
//! to be compared. An extractor that reads by the rules alone reads its document with them instead.

use q7x2_domain::{ModelVersion, RoleSpan, Tagger, TaggerInput};

use super::rules::{MODEL, mark};
use crate::document::Document;

/// Tags by rules.
#[derive(Debug, Clone)]
pub struct RuleTagger {
    model: ModelVersion,
}

impl RuleTagger {
    /// Returns the tagger.
    pub fn new() -> Self {
        Self { model: ModelVersion::new(MODEL) }
    }
}

impl Default for RuleTagger {
    fn default() -> Self {
        Self::new()
    }
}

impl Tagger for RuleTagger {
    fn model(&self) -> &ModelVersion {
        &self.model
    }

    /// Reads the texts as they are, and cuts them into sentences for itself.
    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        inputs.iter().map(|input| mark(&Document::plain(input.text))).collect()
    }
}
