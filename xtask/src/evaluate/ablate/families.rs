//! The families of rules, each switched off. The only place here that knows how that is done.

use std::sync::Arc;

use q7x2_recipe::{AnyExtractor, Recipe};

/// Returns an extractor for each family: everything that the usual one has, but for it.
///
/// A family that the extractor can leave out by itself is one more entry:
/// `(family.as_str(), recipe.extractor()?.without(family))`.
pub(super) fn without_each() -> anyhow::Result<Vec<(&'static str, AnyExtractor)>> {
    let recipe = Recipe::default();
    // What the learned tagger's spans are checked against is around the tagger, not behind it.
    let unchecked = recipe.around(Arc::new(recipe.network()?))?;
    Ok(vec![("checked", unchecked)])
}
