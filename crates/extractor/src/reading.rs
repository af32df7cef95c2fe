//! How the spans of a text are found: by rules, by a tagger, or by both. Knows nothing of what is made
//! of them.

use q7x2_domain::{Abandoned, ModelVersion, Tagged, Tagger, TaggerInput, Wanted, WordVectors};

use crate::checked::merge;
use crate::document::Document;
use crate::forms::complete;
use crate::tag::{MODEL, mark};

/// A way to find sources, cues and contents.
#[derive(Debug, Clone)]
pub enum Reading<T> {
    /// The rules alone: small, at once ready, blind to much indirect speech.
    Rules,
    /// A tagger alone, as it says.
    Tagger(T),
    /// A tagger whose quotations are checked by the rules.
    Checked(T),
}

impl<T: Tagger> Reading<T> {
    /// Names what reads: the tagger, where there is one.
    pub(crate) fn model(&self) -> ModelVersion {
        match self {
            Self::Rules => ModelVersion::new(MODEL),
            Self::Tagger(tagger) | Self::Checked(tagger) => tagger.model().clone(),
        }
    }

    /// Tells whether the scores of spans say how sure a tagger is: those of rules are all alike.
    pub(crate) fn is_sure(&self) -> bool {
        !matches!(self, Self::Rules)
    }

    /// Returns the spans of each document in the order of their start, with what its words mean; a tagger
    /// that works in batches is given all at once. It may be given up.
    pub(crate) fn of(
        &self,
        documents: &[Document],
        wanted: Wanted<'_>,
    ) -> Result<Vec<Tagged>, Abandoned> {
        match self {
            Self::Rules => {
                let read = |document| {
                    wanted()?;
                    let spans = complete(document, mark(document));
                    Ok(Tagged { spans, vectors: WordVectors::default() })
                };
                documents.iter().map(read).collect()
            }
            Self::Tagger(tagger) => told(tagger, documents, wanted),
            Self::Checked(tagger) => {
                let read = documents.iter().zip(told(tagger, documents, wanted)?);
                let merged = |(document, learned): (&Document, Tagged)| {
                    wanted()?;
                    let marked = mark(document);
                    wanted()?;
                    let spans = complete(document, merge(document, &learned.spans, &marked));
                    Ok(Tagged { spans, vectors: learned.vectors })
                };
                read.map(merged).collect()
            }
        }
    }
}

/// What a tagger says of documents.
fn told(
    tagger: &impl Tagger,
    documents: &[Document],
    wanted: Wanted<'_>,
) -> Result<Vec<Tagged>, Abandoned> {
    let inputs: Vec<TaggerInput<'_>> = documents
        .iter()
        .map(|document| TaggerInput { text: document.text(), sentences: document.sentences() })
        .collect();
    tagger.read_while(&inputs, wanted)
}

#[cfg(test)]
mod tests {
    use q7x2_domain::{RoleSpan, always_wanted};

    use super::*;

    /// A tagger that marks nothing.
    struct Silent(ModelVersion);

    impl Tagger for Silent {
        fn model(&self) -> &ModelVersion {
            &self.0
        }

        fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
            vec![Vec::new(); inputs.len()]
        }
    }

    #[test]
    fn each_way_names_who_reads() {
        let check = |reading: Reading<Silent>, model: &str, spans: [usize; 2]| {
            assert_eq!(reading.model().as_str(), model);
            let documents = ["Lind said that it rained.", ""].map(Document::of);
            let found = reading.of(&documents, &always_wanted).expect("wanted to the end");
            assert_eq!(
                found.iter().map(|read| read.spans.len()).collect::<Vec<_>>(),
                spans,
                "{model}"
            );
        };
        let silent = || Silent(ModelVersion::new("silent"));
        check(Reading::Rules, "rules-1", [3, 0]);
        check(Reading::Tagger(silent()), "silent", [0, 0]);
        check(Reading::Checked(silent()), "silent", [3, 0]);
    }
}
