//! What the parts of an attribution mean where they stand, in the numbers of the network that read the text.

use q7x2_domain::WordVectors;

use crate::document::Bytes;
use crate::link::Attribution;

/// The parts of an attribution whose meaning counts, in the order of [`meanings_of`].
pub(crate) const MEANINGS: [&str; 5] = ["source", "cue", "cue-end", "content", "content-start"];

/// Returns what the parts of an attribution mean where they stand: zeros for a part that is not there.
pub(crate) fn meanings_of(
    attribution: &Attribution,
    vectors: &WordVectors,
) -> [[f32; WordVectors::WIDTH]; MEANINGS.len()] {
    let nowhere = Bytes::default();
    let [source, cue] = [attribution.source, attribution.cue].map(|at| at.unwrap_or(nowhere));
    let content = attribution.contents.first().copied().unwrap_or(nowhere);
    [
        vectors.mean(source.start..source.end),
        vectors.mean(cue.start..cue.end),
        vectors.last(cue.start..cue.end),
        vectors.mean(content.start..content.end),
        vectors.first(content.start..content.end),
    ]
}
