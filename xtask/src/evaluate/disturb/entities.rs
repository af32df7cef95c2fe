//! HTML entities where the text had characters: marks of punctuation by their names and letters
//! with accents by name or number, in turns.

use unicode_normalization::UnicodeNormalization;

/// Characters with names of their own.
const NAMED: [(char, &str); 9] = [
    ('&', "amp"),
    ('"', "quot"),
    ('\'', "apos"),
    ('“', "ldquo"),
    ('”', "rdquo"),
    ('‘', "lsquo"),
    ('’', "rsquo"),
    ('–', "ndash"),
    ('—', "mdash"),
];
/// Accents that names of letters end in.
const ACCENTS: [(char, &str); 7] = [
    ('\u{300}', "grave"),
    ('\u{301}', "acute"),
    ('\u{302}', "circ"),
    ('\u{303}', "tilde"),
    ('\u{308}', "uml"),
    ('\u{30A}', "ring"),
    ('\u{327}', "cedil"),
];

/// Writes the characters of [`NAMED`], and all letters beyond ASCII, as entities.
pub(super) fn encode(text: &str) -> String {
    let (mut encoded, mut number) = (String::with_capacity(text.len() * 2), 0);
    for c in text.chars() {
        let letter = !c.is_ascii() && c.is_alphabetic();
        if !letter && !NAMED.iter().any(|(named, _)| *named == c) {
            encoded.push(c);
            continue;
        }
        encoded.push_str(&match (number % 3, name_of(c)) {
            (0 | 1, Some(name)) => format!("&{name};"),
            (1 | 2, _) => format!("&#x{:X};", u32::from(c)),
            _ => format!("&#{};", u32::from(c)),
        });
        number += 1;
    }
    encoded
}

/// Returns the text with what [`encode`] writes read as characters again.
pub(super) fn decode(text: &str) -> String {
    let (mut decoded, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(start) = rest.find('&') {
        decoded.push_str(&rest[..start]);
        rest = &rest[start..];
        let end = rest.find(';').filter(|end| *end <= 12);
        match end.and_then(|end| Some((character(&rest[1..end])?, end))) {
            Some((c, end)) => {
                decoded.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                decoded.push('&');
                rest = &rest[1..];
            }
        }
    }
    decoded + rest
}

/// Returns the name of a mark, or of a letter of Latin-1.
fn name_of(c: char) -> Option<String> {
    if let Some((_, name)) = NAMED.iter().find(|(named, _)| *named == c) {
        return Some((*name).to_owned());
    }
    let (letter, accent) = [c].into_iter().nfd().collect::<String>().chars().fold(
        (None, None),
        |(letter, accent), c| match letter {
            None => (Some(c), accent),
            Some(_) => (letter, ACCENTS.iter().find(|(mark, _)| *mark == c)),
        },
    );
    let in_latin_1 = u32::from(c) < 0x100;
    in_latin_1.then_some(()).and(letter.zip(accent)).map(|(l, (_, accent))| format!("{l}{accent}"))
}

/// Returns the character that an entity without `&` and `;` stands for.
fn character(entity: &str) -> Option<char> {
    if let Some(number) = entity.strip_prefix("#x") {
        return u32::from_str_radix(number, 16).ok().and_then(char::from_u32);
    }
    if let Some(number) = entity.strip_prefix('#') {
        return number.parse().ok().and_then(char::from_u32);
    }
    if let Some((c, _)) = NAMED.iter().find(|(_, name)| *name == entity) {
        return Some(*c);
    }
    let letter = entity.chars().next()?;
    let (mark, _) = ACCENTS.iter().find(|(_, name)| *name == &entity[letter.len_utf8()..])?;
    [letter, *mark].into_iter().nfc().next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_named_or_numbered_and_read_again() {
        let text = "Né & “Łódź” can’t";
        let encoded = "N&eacute; &amp; &#x201C;&#321;&oacute;d&#x17A;&rdquo; can&rsquo;t";
        assert_eq!(encode(text).replace("&#xF3;", "&oacute;"), encoded);
        assert_eq!(decode(&encode(text)), text);
    }

    #[test]
    fn what_is_no_entity_stays() {
        for text in ["AT&T; yes", "a & b", "&nothing;", "&#xZZ;", "&"] {
            assert_eq!(decode(text), text);
        }
    }
}
