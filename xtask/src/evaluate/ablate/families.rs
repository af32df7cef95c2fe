//! The families of rules, each switched off. The only place here that knows how that is done.

use std::sync::Arc;

use q7x2_domain::{Setting, Tagger};
use q7x2_extractor::Extractor;
use q7x2_tagger::NeuralTagger;

use crate::evaluate::measure::AnyExtractor;

/// Returns an extractor for each family: everything that tags with `tagger` has, but for it.
///
/// A family that the extractor can leave out by itself is one more entry:
/// `(family.as_str(), Extractor::new(tagger.clone()).without(family))`.
pub(super) fn without_each(
    _tagger: &Arc<dyn Tagger>,
) -> anyhow::Result<Vec<(&'static str, AnyExtractor)>> {
    // What the learned tagger's spans are checked against is around the tagger, not behind it.
    let unchecked: Arc<dyn Tagger> = Arc::new(NeuralTagger::new(Setting::Balanced)?);
    Ok(vec![("checked", Extractor::new(unchecked))])
}
