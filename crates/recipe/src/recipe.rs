//! What an extractor is made of, and making it.

use std::path::PathBuf;
use std::sync::Arc;

use q7x2_domain::{Setting, Tagger};
use q7x2_extractor::{Extractor, Reading};
use q7x2_tagger::NeuralTagger;

use crate::entities::read_entities;
use crate::error::RecipeError;

/// A tagger that is chosen at run time.
pub type AnyTagger = Arc<dyn Tagger>;

/// An extractor with a tagger that is chosen at run time.
pub type AnyExtractor = Extractor<AnyTagger>;

/// What tags.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaggerKind {
    /// The learned tagger, with the rules to check its quotations.
    #[default]
    Neural,
    /// The rules alone: small, at once ready, blind to much indirect speech.
    Rules,
}

/// What an extractor is made of. The usual one has the learned tagger with its own model, balanced,
/// and no entities but the built-in ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipe {
    /// What tags.
    pub tagger: TaggerKind,
    /// A folder with another model than the one inside the program; the rules have none.
    pub model: Option<PathBuf>,
    /// What the learned tagger should rather avoid; the rules have one way only.
    pub setting: Setting,
    /// A user's file of entities to know besides the built-in ones.
    pub entities: Option<PathBuf>,
}

impl Recipe {
    /// Returns the recipe with the rules alone, which always succeeds.
    pub fn rules() -> Self {
        Self { tagger: TaggerKind::Rules, ..Self::default() }
    }

    /// Makes an extractor ready, which takes the learned tagger about a tenth of a second.
    ///
    /// # Errors
    /// When the model or the entities file cannot be used.
    pub fn extractor(&self) -> Result<AnyExtractor, RecipeError> {
        self.extractor_with(|| self.reading())
    }

    /// Makes an extractor with another tagger than the recipe's, for measuring the rest of it.
    ///
    /// # Errors
    /// When the entities file cannot be used.
    pub fn around(&self, tagger: AnyTagger) -> Result<AnyExtractor, RecipeError> {
        self.extractor_with(|| Ok(Reading::Tagger(tagger)))
    }

    /// Makes the learned tagger ready without the rules that check it, for measuring it alone.
    ///
    /// # Errors
    /// When the model cannot be read or is damaged.
    pub fn network(&self) -> Result<NeuralTagger, RecipeError> {
        Ok(match &self.model {
            Some(folder) => NeuralTagger::open(folder, self.setting)?,
            None => NeuralTagger::new(self.setting)?,
        })
    }

    fn reading(&self) -> Result<Reading<AnyTagger>, RecipeError> {
        Ok(match self.tagger {
            TaggerKind::Rules => Reading::Rules,
            TaggerKind::Neural => Reading::Checked(Arc::new(self.network()?)),
        })
    }

    /// The one place in which extractors are made.
    fn extractor_with(
        &self,
        reading: impl FnOnce() -> Result<Reading<AnyTagger>, RecipeError>,
    ) -> Result<AnyExtractor, RecipeError> {
        // The file is read first: it is quick, and more likely to be wrong.
        let entities = self.entities.as_deref().map(read_entities).transpose()?;
        let extractor = Extractor::reading(reading()?);
        Ok(match &entities {
            Some(entities) => extractor.knowing(entities),
            None => extractor,
        })
    }
}

#[cfg(test)]
mod tests {
    use q7x2_extractor::RuleTagger;
    use q7x2_tagger::BUILT_IN_MODEL;

    use super::*;

    fn refused(recipe: &Recipe) -> RecipeError {
        recipe.extractor().err().expect("refused")
    }

    #[test]
    fn each_recipe_names_its_model() {
        let named = |recipe: Recipe| recipe.extractor().expect("sound").model().to_string();
        assert_eq!(named(Recipe::rules()), "rules-1");
        let recall = Recipe { setting: Setting::Recall, ..Recipe::default() };
        assert_eq!(named(recall), format!("{BUILT_IN_MODEL}-recall"));
        assert_eq!(named(Recipe::default()), BUILT_IN_MODEL);
        let rules: AnyTagger = Arc::new(RuleTagger::new());
        let around = Recipe::default().around(rules).expect("sound");
        assert_eq!(around.model().as_str(), "rules-1");
    }

    #[test]
    fn a_model_that_is_not_there_is_told() {
        let model = Some(PathBuf::from("no/such/folder"));
        let error = refused(&Recipe { model: model.clone(), ..Recipe::default() });
        assert!(matches!(error, RecipeError::Model(_)), "{error}");
        assert!(error.to_string().contains("no/such/folder"), "{error}");
        Recipe { model, ..Recipe::rules() }.extractor().expect("the rules read no model");
    }

    #[test]
    fn entities_are_part_of_what_extracts() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("own.csv");
        let recipe = Recipe { entities: Some(file.clone()), ..Recipe::rules() };
        std::fs::write(&file, "name,type\nAda Lind,person\n").expect("written");
        let extractor = recipe.extractor().expect("sound");
        assert!(extractor.model().as_str().starts_with("rules-1+"), "{}", extractor.model());
        std::fs::write(&file, "name,type\nAda Lind,lady\n").expect("written");
        let error = refused(&recipe);
        assert!(error.to_string().contains("own.csv, line 2: the type"), "{error}");
    }
}
