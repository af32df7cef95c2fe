//! A learned reading and that of the rules, checking each other.
//!
//! A learned tagger finds indirect speech that no rule can. Rules are exact where the form of a text
//! decides: they know where a quotation ends in every style of marks, and whom an announcing cue, a
//! dash or "according to" belongs to. So the learned spans are kept, a quotation that the learned
//! tagger cut short or ran over is given its true ends, and where the two read the same words
//! differently the form decides (`form`). How the readings are joined is in `merged`.

mod merged;
mod placed;

use q7x2_domain::{Role, RoleSpan};

use self::merged::Merged;
use crate::document::{Bytes, Document};
use crate::family::Family;
use crate::form::Form;

/// Returns the learned spans, mended and completed by the ruled ones, in order of their start; a
/// content may lie within another that has a cue of its own.
pub(crate) fn merge(
    document: &Document,
    learned: &[RoleSpan],
    ruled: &[RoleSpan],
) -> Vec<RoleSpan> {
    let mut merged = Merged::new(document, learned, ruled);
    let uses = |family| document.uses(family);
    if uses(Family::CheckedStrays) {
        merged.drop_strays();
    }
    if uses(Family::CheckedMended) {
        merged.mend();
    }
    let contents = (0..ruled.len()).filter(|&at| ruled[at].role == Role::Content);
    for at in contents {
        let form = Form::of(document, ruled, at);
        let rivals = merged.contents_over(Bytes::from(&ruled[at].bytes));
        match rivals.as_slice() {
            [] => {
                let alone = form.speaks_alone() && uses(Family::CheckedAdded)
                    || form == Form::Trailing && uses(Family::CheckedTrailing);
                if alone && !merged.is_source(at) {
                    merged.add(at);
                }
            }
            &[rival] if merged.is_same(rival, at) => {
                if form == Form::Quotation && uses(Family::CheckedReshaped) {
                    merged.reshape(rival, at);
                }
                if uses(Family::CheckedCues) {
                    merged.settle_cue(rival, at);
                }
                if uses(Family::CheckedConfirmed) {
                    merged.confirm(rival, at);
                }
            }
            rivals => {
                if rivals.iter().any(|&rival| merged.tells_within(rival, at)) {
                    if form.speaks_alone() && uses(Family::CheckedWithin) {
                        merged.add(at);
                    }
                } else if form == Form::Listed {
                    merged.add_listed(at, rivals);
                } else if form.prevails()
                    && uses(Family::CheckedPrevailing)
                    && !merged.is_source(at)
                {
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
