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
use crate::family::{Family, LeftOut};

/// A mend.
type Mend = fn(&str) -> Vec<Edit>;

/// The mends in their order: what hides characters first, then lines, then what needs words. Some
/// damage was done twice.
const MENDS: [(Family, Mend); 11] = [
    (Family::MendMojibake, mojibake::edits),
    (Family::MendMojibake, mojibake::edits),
    (Family::MendEntities, entities::references),
    (Family::MendEntities, entities::references),
    (Family::MendEntities, entities::tags),
    (Family::MendUnseen, characters::unseen),
    (Family::MendAccents, characters::accents),
    (Family::MendMarkdown, markdown::edits),
    (Family::MendLines, lines::edits),
    (Family::MendGlue, glue::edits),
    (Family::MendCapitals, capitals::edits),
];

/// Returns the mended view of a text. Linear in the text.
pub(super) fn mended(stored: &str, left_out: LeftOut) -> View {
    let mut view = View::new(stored);
    for (_, mend) in MENDS.into_iter().filter(|(family, _)| left_out.spares(*family)) {
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
