//! Mends: what is wrong with a text as it comes, and is read as it was meant. Each is a function from
//! the text as it stands to edits of it; none knows of another. Texts with nothing to mend get none.

mod capitals;
mod characters;
mod entities;
mod glue;
mod lines;
mod markdown;
mod mojibake;

use super::view::{Edit, View};

/// A mend.
type Mend = fn(&str) -> Vec<Edit>;

/// The mends in their order: what hides characters first, then lines, then what needs words. Some
/// damage was done twice.
const MENDS: [Mend; 11] = [
    mojibake::edits,
    mojibake::edits,
    entities::references,
    entities::references,
    entities::tags,
    characters::unseen,
    characters::accents,
    markdown::edits,
    lines::edits,
    glue::edits,
    capitals::edits,
];

/// Returns the mended view of a text. Linear in the text.
pub(super) fn mended(stored: &str) -> View {
    let mut view = View::new(stored);
    for mend in MENDS {
        let edits = mend(view.text());
        view.apply(&edits);
    }
    view
}

/// Checks what mends make of a text, one after the other.
#[cfg(test)]
fn check(mends: &[Mend], text: &str, expect: &str) {
    let mut view = View::new(text);
    for mend in mends {
        let edits = mend(view.text());
        view.apply(&edits);
    }
    assert_eq!(view.text(), expect, "{text:?}");
}
