//! The families of rules, each switched off. The only place here that knows how that is done.
//!
//! The network reads a text once: no family bears on what it says of the text as it is mended, so that
//! each extractor gets what it said before. Only where a mend is left out is there another text.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use q7x2_domain::{ModelVersion, RoleSpan, Setting, Tagged, Tagger, TaggerInput};
use q7x2_extractor::{Extractor, Family};
use q7x2_recipe::{AnyExtractor, AnyTagger, Recipe};

/// What the check of the learned tagger by the rules is called, as a whole.
const CHECKED: &str = "Checked";

/// An extractor and what it is without each family.
pub(super) struct Ablation {
    whole: AnyExtractor,
    /// The same without any check by the rules, where there is a tagger to check.
    unchecked: Option<AnyExtractor>,
}

impl Ablation {
    /// Makes the learned tagger ready, whose reading all extractors share.
    pub(super) fn network(setting: Setting) -> anyhow::Result<Self> {
        let tagger = Recipe { setting, ..Recipe::default() }.network()?;
        let tagger: AnyTagger = Arc::new(Recalling { tagger, read: Mutex::default() });
        let unchecked = Some(Extractor::new(Arc::clone(&tagger)));
        Ok(Self { whole: Extractor::checked(tagger), unchecked })
    }

    /// Takes the rules alone.
    pub(super) fn rules() -> anyhow::Result<Self> {
        Ok(Self { whole: Recipe::rules().extractor()?, unchecked: None })
    }

    /// Returns the usual extractor.
    pub(super) fn whole(&self) -> AnyExtractor {
        self.whole.clone()
    }

    /// Returns everything that can be left out, by name, with the extractor that is left.
    pub(super) fn without_each(&self) -> Vec<(&'static str, AnyExtractor)> {
        let unchecked = self.unchecked.iter().map(|unchecked| (CHECKED, unchecked.clone()));
        let each = Family::ALL.iter();
        unchecked
            .chain(each.map(|&family| (family.as_str(), self.whole().without(family))))
            .collect()
    }
}

/// A tagger that reads no text twice.
struct Recalling<T> {
    tagger: T,
    read: Mutex<HashMap<String, Tagged>>,
}

impl<T: Tagger> Tagger for Recalling<T> {
    fn model(&self) -> &ModelVersion {
        self.tagger.model()
    }

    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        self.read(inputs).into_iter().map(|tagged| tagged.spans).collect()
    }

    fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let new: Vec<TaggerInput<'_>> =
            inputs.iter().filter(|input| !read.contains_key(input.text)).copied().collect();
        for (input, tagged) in new.iter().zip(self.tagger.read(&new)) {
            read.insert(input.text.to_owned(), tagged);
        }
        inputs.iter().filter_map(|input| read.get(input.text).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use q7x2_domain::WordVectors;

    use super::*;

    /// A tagger that counts what it reads.
    struct Counting(ModelVersion, Arc<AtomicUsize>);

    impl Tagger for Counting {
        fn model(&self) -> &ModelVersion {
            &self.0
        }

        fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
            inputs.iter().map(|_| Vec::new()).collect()
        }

        fn read(&self, inputs: &[TaggerInput<'_>]) -> Vec<Tagged> {
            self.1.fetch_add(inputs.len(), Ordering::Relaxed);
            let mut vectors = WordVectors::default();
            vectors.push(0..2, &[1.0; WordVectors::WIDTH]);
            inputs.iter().map(|_| Tagged { spans: Vec::new(), vectors: vectors.clone() }).collect()
        }
    }

    #[test]
    fn the_rules_alone_are_checked_by_nobody() {
        let ablation = Ablation::rules().expect("the rules");
        assert_eq!(ablation.whole().model().as_str(), "rules-1");
        assert!(ablation.without_each().iter().all(|(name, _)| *name != CHECKED));
    }

    #[test]
    fn a_text_is_read_once() {
        let count = Arc::new(AtomicUsize::new(0));
        let counting = Counting(ModelVersion::new("counting"), Arc::clone(&count));
        let recalling = Recalling { tagger: counting, read: Mutex::default() };
        let input = |text| TaggerInput { text, sentences: &[] };
        for _ in 0..2 {
            let read = recalling.read(&[input("It rained."), input("It snowed.")]);
            let means = |tagged: &Tagged| tagged.vectors.mean(0..2)[0] > 0.0;
            assert!(read.len() == 2 && read.iter().all(means), "what words mean is kept, too");
        }
        assert_eq!(count.load(Ordering::Relaxed), 2);
    }
}
