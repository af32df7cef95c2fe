//! Kind: how much of a content stands in quotation marks.

use q7x2_domain::Kind;

use crate::document::{Bytes, Document};

/// Returns how much of `contents` stands in quotation marks.
pub(crate) fn kind_of(document: &Document, contents: &[Bytes]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for content in contents {
        for token in document.words_in(*content) {
            inside |= token.depth > 0;
            outside |= token.depth == 0;
        }
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (false, _) => Kind::Indirect,
        (true, true) => Kind::Mixed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_follow_the_quotation_marks() {
        let check = |text: &str, expect| {
            let document = Document::of(text);
            let whole: Vec<_> = document.paragraphs().iter().map(|line| line.bytes).collect();
            assert_eq!(kind_of(&document, &whole), expect, "{text:?}");
        };
        check("“It rained,”", Kind::Direct);
        check("“It rained.” … “It snowed.”", Kind::Direct);
        check("that it rained", Kind::Indirect);
        check("that it ‘rained’ again", Kind::Mixed);
        check("", Kind::Indirect);
    }
}
