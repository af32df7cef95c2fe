//! What can be wrong with a recipe's ingredients.

use q7x2_tagger::ModelError;

use crate::entities::EntitiesFileError;

/// Why a recipe makes no extractor.
#[derive(Debug, thiserror::Error)]
pub enum RecipeError {
    /// The learned tagger's model cannot be used.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// The user's entities file cannot be used.
    #[error(transparent)]
    Entities(#[from] EntitiesFileError),
}
