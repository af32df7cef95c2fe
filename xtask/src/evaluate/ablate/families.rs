//! The families of rules, each switched off. The only place here that knows how that is done.
//!
//! The network reads a text once: no family bears on what it says of the text as it is mended, so that
//! each extractor gets what it said before. Only where a mend is left out is there another text.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::{ModelVersion, RoleSpan, Tagger, TaggerInput};
use q7x2_extractor::{Extractor, Family};
use q7x2_recipe::{AnyExtractor, AnyTagger, Recipe};

/// What the check of the learned tagger by the rules is called, as a whole.
const CHECKED: &str = "Checked";

/// Extractors that share one tagger's reading.
pub(super) struct Ablation {
    tagger: AnyTagger,
}

impl Ablation {
    /// Makes the learned tagger ready.
    pub(super) fn new() -> anyhow::Result<Self> {
        let read = Mutex::new(HashMap::new());
        Ok(Self { tagger: Arc::new(Recalling { tagger: Recipe::default().network()?, read }) })
    }

    /// Returns the usual extractor.
    pub(super) fn whole(&self) -> AnyExtractor {
        Extractor::checked(Arc::clone(&self.tagger))
    }

    /// Returns everything that can be left out, by name, with the extractor that is left.
    pub(super) fn without_each(&self) -> Vec<(&'static str, AnyExtractor)> {
        let unchecked = Extractor::new(Arc::clone(&self.tagger));
        let mut all = vec![(CHECKED, unchecked)];
        all.extend(
            Family::ALL.iter().map(|&family| (family.as_str(), self.whole().without(family))),
        );
        all
    }
}

/// A tagger that reads no text twice.
struct Recalling<T> {
    tagger: T,
    read: Mutex<HashMap<String, Vec<RoleSpan>>>,
}

impl<T: Tagger> Tagger for Recalling<T> {
    fn model(&self) -> &ModelVersion {
        self.tagger.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<TaggerInput<'_>> =
            inputs.iter().filter(|input| !read.contains_key(input.text)).copied().collect();
        for (input, spans) in new.iter().zip(self.tagger.tag(&new)) {
            read.insert(input.text.to_owned(), spans);
        }
        inputs.iter().map(|input| read.get(input.text).cloned().unwrap_or_default()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// A tagger that counts what it reads.
    struct Counting(ModelVersion, Arc<AtomicUsize>);

    impl Tagger for Counting {
        fn model(&self) -> &ModelVersion {
            &self.0
        }

        fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
            self.1.fetch_add(inputs.len(), Ordering::Relaxed);
            vec![Vec::new(); inputs.len()]
        }
    }

    #[test]
    fn a_text_is_read_once() {
        let count = Arc::new(AtomicUsize::new(0));
        let counting = Counting(ModelVersion::new("counting"), Arc::clone(&count));
        let recalling = Recalling { tagger: counting, read: Mutex::default() };
        let input = |text| TaggerInput { text, sentences: &[] };
        for _ in 0..2 {
            assert_eq!(recalling.tag(&[input("It rained."), input("It snowed.")]).len(), 2);
        }
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }
}
