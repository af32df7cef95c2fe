//! Kind: how much of a content stands in quotation marks.

use q7x2_domain::Kind;

use crate::document::Bytes;
use crate::segment::Quotation;

/// Returns how much of `contents` stands in quotation marks.
pub(crate) fn kind_of(text: &str, contents: &[Bytes], quotations: &[Quotation]) -> Kind {
    let (mut inside, mut outside) = (false, false);
    for content in contents {
        let mut at = content.start;
        let from = quotations.partition_point(|quotation| quotation.bytes.end <= content.start);
        for quotation in quotations[from..].iter().take_while(|q| q.bytes.start < content.end) {
            let start = quotation.bytes.start.clamp(at, content.end);
            outside |= has_words(&text[at..start]);
            at = quotation.bytes.end.clamp(start, content.end);
            inside |= has_words(&text[start..at]);
        }
        outside |= has_words(&text[at..content.end]);
    }
    match (inside, outside) {
        (true, false) => Kind::Direct,
        (false, _) => Kind::Indirect,
        (true, true) => Kind::Mixed,
    }
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Segments;

    #[test]
    fn kinds_follow_the_quotation_marks() {
        let check = |text: &str, expect| {
            let segments = Segments::of(text);
            let whole: Vec<_> = segments.paragraphs.clone();
            assert_eq!(kind_of(text, &whole, &segments.quotations), expect, "{text:?}");
        };
        check("“It rained,”", Kind::Direct);
        check("“It rained.” … “It snowed.”", Kind::Direct);
        check("that it rained", Kind::Indirect);
        check("that it ‘rained’ again", Kind::Mixed);
        check("", Kind::Indirect);
    }
}
