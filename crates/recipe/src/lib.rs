//! A tagger and an extractor built from what flags say: the one way to an engine, for the services,
//! the client and the measurements alike. How anything is tagged or extracted is not decided here,
//! and flags are read elsewhere.
//!
//! ```
//! use q7x2_recipe::Recipe;
//!
//! let extractor = Recipe::rules().extractor().unwrap();
//! assert_eq!(extractor.model().as_str(), "rules-1");
//! ```

mod entities;
mod error;
mod recipe;

pub use entities::EntitiesFileError;
pub use error::RecipeError;
/// The model version that the learned tagger has of its own, balanced.
pub use q7x2_tagger::{BUILT_IN_MODEL, NeuralTagger};
pub use recipe::{AnyExtractor, AnyTagger, Recipe, TaggerKind};
