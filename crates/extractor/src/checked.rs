//! A learned tagger and the rules, checking each other.
//!
//! A learned tagger finds indirect speech that no rule can. Rules are exact where the form of a text
//! decides: they know where a quotation ends in every style of marks, and whom an announcing cue, a
//! dash or "according to" belongs to. So the learned spans are kept, a quotation that the learned
//! tagger cut short or ran over is given its true ends, and where the two read the same words
//! differently the form decides (`form`). How the readings are joined is in `merged`.

mod merged;

use q7x2_domain::{ModelVersion, Role, RoleSpan, Tagger, TaggerInput};

use self::merged::Merged;
use crate::RuleTagger;
use crate::form::Form;
use crate::segment::{paragraphs_of, quotations};

/// A learned tagger whose quotations are checked by rules.
#[derive(Debug, Clone)]
pub struct CheckedTagger<T> {
    learned: T,
    rules: RuleTagger,
}

impl<T: Tagger> CheckedTagger<T> {
    /// Returns the two as one tagger, under the learned one's version.
    pub fn new(learned: T) -> Self {
        Self { learned, rules: RuleTagger::new() }
    }
}

impl<T: Tagger> Tagger for CheckedTagger<T> {
    fn model(&self) -> &ModelVersion {
        self.learned.model()
    }

    /// Returns the spans of both; a content may lie within another that has a cue of its own.
    fn tag(&self, inputs: &[TaggerInput<'_>]) -> Vec<Vec<RoleSpan>> {
        let (learned, ruled) = (self.learned.tag(inputs), self.rules.tag(inputs));
        let pairs = inputs.iter().zip(learned).zip(ruled);
        pairs.map(|((input, learned), ruled)| merge(input, learned, &ruled)).collect()
    }
}

/// Returns the learned spans, mended and completed by the ruled ones, in order of their start.
fn merge(input: &TaggerInput<'_>, learned: Vec<RoleSpan>, ruled: &[RoleSpan]) -> Vec<RoleSpan> {
    let text = input.text;
    let mut merged = Merged::new(text, learned, ruled);
    let lines = paragraphs_of(input.sentences);
    merged.drop_strays(&lines);
    let quotations = quotations(text, &lines);
    merged.mend(&quotations);
    let contents = (0..ruled.len()).filter(|&at| ruled[at].role == Role::Content);
    for at in contents {
        let form = Form::of(text, &quotations, ruled, at);
        let rivals = merged.contents_over(&ruled[at].bytes);
        match rivals.as_slice() {
            [] => {
                if form.speaks_alone() && !merged.is_source(at) {
                    merged.add(at);
                }
            }
            &[rival] if merged.is_same(rival, at) => {
                if form == Form::Quotation {
                    merged.reshape(rival, at);
                }
                merged.settle_cue(rival, at);
                merged.confirm(rival, at);
            }
            rivals => {
                if rivals.iter().any(|&rival| merged.tells_within(rival, at)) {
                    if form.speaks_alone() {
                        merged.add(at);
                    }
                } else if form.prevails() && !merged.is_source(at) {
                    rivals.iter().for_each(|&rival| merged.drop(rival));
                    merged.add(at);
                }
            }
        }
    }
    merged.into_spans()
}

#[cfg(test)]
mod tests;
