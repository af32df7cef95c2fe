//! What the services in this process extract with: which tagger, and whose entities.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use q7x2_domain::{Setting, Tagger};
use q7x2_extraction::read_entities;
use q7x2_extractor::{CheckedTagger, Extractor, RuleTagger};
use q7x2_tagger::NeuralTagger;

use crate::EmbeddedError;

/// A tagger, by what it works with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaggerChoice {
    /// The rules alone: small, at once ready, blind to much indirect speech.
    Rules,
    /// The learned tagger, with the rules to check its quotations.
    Neural {
        /// A folder with another model than the one inside the program.
        model: Option<PathBuf>,
        /// What it should rather avoid.
        setting: Setting,
    },
}

impl Default for TaggerChoice {
    /// The learned tagger with its own model, balanced.
    fn default() -> Self {
        Self::Neural { model: None, setting: Setting::Balanced }
    }
}

impl TaggerChoice {
    /// Makes the tagger ready, which takes the learned one about a tenth of a second.
    ///
    /// # Errors
    /// When the model cannot be read or is damaged.
    pub(crate) fn load(&self) -> Result<Arc<dyn Tagger>, EmbeddedError> {
        let Self::Neural { model, setting } = self else {
            return Ok(Arc::new(RuleTagger::new()));
        };
        let neural = match model {
            Some(folder) => NeuralTagger::open(folder, *setting),
            None => NeuralTagger::new(*setting),
        };
        Ok(Arc::new(CheckedTagger::new(neural.map_err(EmbeddedError::Model)?)))
    }

    /// Makes an extractor with the tagger ready, one that knows the entities of a user's file.
    ///
    /// # Errors
    /// When the model or the file cannot be used.
    pub(crate) fn extractor(
        &self,
        entities: Option<&Path>,
    ) -> Result<Extractor<Arc<dyn Tagger>>, EmbeddedError> {
        // The file is read first: it is quick, and more likely to be wrong.
        let entities = entities.map(read_entities).transpose().map_err(EmbeddedError::Entities)?;
        let tagger = self.load()?;
        Ok(match &entities {
            Some(entities) => Extractor::with_entities(tagger, entities),
            None => Extractor::new(tagger),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_that_is_not_there_is_told() {
        let model = Some(PathBuf::from("no/such/folder"));
        let choice = TaggerChoice::Neural { model, setting: Setting::Balanced };
        let error = choice.load().err().expect("there is no such folder");
        assert!(error.to_string().contains("model"), "{error}");
    }

    #[test]
    fn each_choice_names_its_model() {
        let named = |choice: TaggerChoice| choice.load().expect("sound").model().to_string();
        let neural = TaggerChoice::Neural { model: None, setting: Setting::Recall };
        assert_eq!(named(TaggerChoice::Rules), "rules-1");
        assert_eq!(named(neural), "q7x2-en-2-recall");
    }

    #[test]
    fn entities_are_part_of_what_extracts() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.csv");
        std::fs::write(&file, "name,type\nAda Lind,person\n").expect("written");
        let extractor = TaggerChoice::Rules.extractor(Some(&file)).expect("sound");
        assert!(extractor.model().as_str().starts_with("rules-1+"), "{}", extractor.model());
        std::fs::write(&file, "name,type\nAda Lind,lady\n").expect("written");
        let error = TaggerChoice::Rules.extractor(Some(&file)).err().expect("a bad type");
        assert!(error.to_string().contains("own.csv, line 2: the type"), "{error}");
    }
}
