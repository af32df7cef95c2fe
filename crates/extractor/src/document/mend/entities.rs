//! HTML left in a text: character references ("&ldquo;", "&#8217;") are the characters they stand
//! for, tags are nothing, or the end of a line.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::super::view::Edit;

/// The longest reference and the longest tag that is looked for, in bytes.
const LONGEST: usize = 300;

/// What a tag is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Tag {
    LineEnds,
    Quotations,
    Unseen,
}

/// The tags of `data/html.toml`.
static TAGS: LazyLock<HashMap<String, Tag>> = LazyLock::new(|| {
    let table: HashMap<Tag, Vec<String>> = toml::from_str(include_str!("../../../data/html.toml"))
        .expect("the table of tags is checked by a test");
    table.into_iter().flat_map(|(tag, names)| names.into_iter().map(move |n| (n, tag))).collect()
});

/// The edits that resolve character references.
pub(super) fn references(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('&').map(|at| from + at) {
        from = at + 1;
        let name = |b: &u8| b.is_ascii_alphanumeric() || *b == b'#';
        let length = text.as_bytes()[from..].iter().take(LONGEST).take_while(|b| name(b)).count();
        let end = from + length + 1;
        if length < 2 || text.as_bytes().get(end - 1) != Some(&b';') {
            continue;
        }
        let read = htmlize::unescape(&text[at..end]);
        if read != text[at..end] {
            found.push(Edit::new(at..end, read));
            from = end;
        }
    }
    found
}

/// The edits that take tags away; those that end a line leave a line end.
pub(super) fn tags(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|at| from + at) {
        from = at + 1;
        let rest = &text.as_bytes()[from..];
        let name = rest.strip_prefix(b"/").unwrap_or(rest);
        let letters = name.iter().take(12).take_while(|b| b.is_ascii_alphanumeric()).count();
        let end = rest.iter().take(LONGEST).position(|b| matches!(b, b'<' | b'>'));
        let Some(end) = end.filter(|&end| letters > 0 && rest[end] == b'>') else { continue };
        // "3 <b and c> 4" is no tag: what follows a name is nothing, a slash or attributes.
        let attributes = &rest[rest.len() - name.len() + letters..end];
        if !attributes.is_empty()
            && attributes != b"/"
            && attributes != b" /"
            && !attributes.contains(&b'=')
        {
            continue;
        }
        let closes = name.len() < rest.len();
        let name = String::from_utf8_lossy(&name[..letters]).to_ascii_lowercase();
        let with = match TAGS.get(&name) {
            Some(Tag::LineEnds) => "\n",
            Some(Tag::Quotations) if closes => "”",
            Some(Tag::Quotations) => "“",
            Some(Tag::Unseen) => "",
            None => continue,
        };
        let end = from + end + 1;
        found.push(Edit::new(at..end, with));
        from = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[references, references, tags], text, expect);
    }

    #[test]
    fn every_tag_is_read_as_one_thing() {
        let table: HashMap<Tag, Vec<String>> =
            toml::from_str(include_str!("../../../data/html.toml")).expect("well formed");
        assert_eq!(table.len(), Tag::Unseen as usize + 1);
        assert_eq!(table.values().map(Vec::len).sum::<usize>(), TAGS.len());
    }

    #[test]
    fn references_are_characters() {
        check("&ldquo;No,&rdquo; said Zo&euml; &amp; Bj&#246;rn.", "“No,” said Zoë & Björn.");
        check("it&amp;rsquo;s &#x2014; &#150; so", "it’s — – so");
    }

    #[test]
    fn what_is_no_reference_stays() {
        for text in ["R&D; AT&T", "Marks & Sons;", "&nosuchname;", "a & b", "&"] {
            check(text, text);
        }
    }

    #[test]
    fn tags_go_and_comparisons_stay() {
        check("<p>Ada <b>Lind</b> said no.</p>", "\nAda Lind said no.\n");
        check("<q>No,</q> said Lind 3 <b and c> 4.", "“No,” said Lind 3 <b and c> 4.");
        check("1 < 2 > 0, <who> left", "1 < 2 > 0, <who> left");
    }
}
