//! UTF-8 that was read as Windows-1252 ("â€œ" for “), and the control characters that stand where
//! Windows-1252 has marks. A text without a sure sign of the first is left as it is.

use super::super::view::Edit;

/// What Windows-1252 has at 0x80 to 0x9F; it has nothing at the places of spaces.
const HIGH: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

/// Returns the byte that was read as a character.
fn byte_of(c: char) -> Option<u8> {
    match c {
        '\u{80}'..='\u{FF}' => u8::try_from(u32::from(c)).ok(),
        ' ' => None,
        _ => HIGH.iter().zip(0x80..).find(|(high, _)| **high == c).map(|(_, byte)| byte),
    }
}

/// Returns the characters that were read wrongly at the start of `rest`, as how many bytes they take
/// there and what they were.
fn wrong(rest: &str) -> Option<(usize, char)> {
    let lead = byte_of(rest.chars().next()?).filter(|lead| *lead >= 0xC2)?;
    let count = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [0; 4];
    let mut length = 0;
    for (at, c) in rest.chars().take(count).enumerate() {
        bytes[at] = byte_of(c)?;
        length += c.len_utf8();
    }
    let read = std::str::from_utf8(&bytes[..count]).ok()?;
    Some((length, read.chars().next()?))
}

/// Tells whether the text has a run that nothing but such a misreading makes: "â€" before a mark, a
/// capital A with a tilde or circumflex before a sign, three Cyrillic or Greek letters in a row.
fn is_misread(text: &str) -> bool {
    let mut pairs = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            'â' if text[at..].starts_with("â€") => return true,
            'Ã' | 'Â' => {
                let sign = text[at + c.len_utf8()..].chars().next();
                if sign.is_some_and(|sign| matches!(sign, '\u{A0}'..='\u{BF}')) {
                    return true;
                }
            }
            '\u{C3}'..='\u{DF}' if wrong(&text[at..]).is_some() => {
                pairs = if end == at { pairs + 1 } else { 1 };
                if pairs == 3 {
                    return true;
                }
                end = at + wrong(&text[at..]).map_or(0, |(length, _)| length);
            }
            _ => {}
        }
    }
    false
}

/// The edits that read a text anew as what it was.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    if text.is_ascii() {
        return found;
    }
    let misread = is_misread(text);
    let mut done = 0;
    for (at, c) in text.char_indices() {
        if at < done || c.is_ascii() {
            continue;
        }
        let rest = &text[at..];
        if let Some((length, read)) = wrong(rest).filter(|_| misread) {
            done = at + length;
            found.push(Edit::new(at..done, read));
        } else if misread && rest.starts_with("â€") {
            // The last byte of a closing mark is none of Windows-1252 and was lost.
            done = at + "â€".len();
            done += if text[done..].starts_with('\u{FFFD}') { '\u{FFFD}'.len_utf8() } else { 0 };
            found.push(Edit::new(at..done, '”'));
        } else if let '\u{80}'..='\u{9F}' = c {
            let mark = HIGH[(u32::from(c) - 0x80) as usize];
            if mark != ' ' {
                found.push(Edit::new(at..at + c.len_utf8(), mark));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[edits], text, expect);
    }

    #[test]
    fn what_was_read_wrongly_is_read_again() {
        check("â€œIt rained,â€\u{9d} said AndrÃ© RouviÃ¨re.", "“It rained,” said André Rouvière.");
        check("â€œNo,â€ she said â€“ twice. Itâ€™s 5Â°.", "“No,” she said – twice. It’s 5°.");
        check("Ð\u{9d}ÐµÑ‚, said Lind.", "Нет, said Lind.");
    }

    #[test]
    fn other_accents_stay() {
        for text in ["“CAFÉ” and “MANHÃ”", "Ângela Ãlvares", "“Só” – São Tomé, Å”", "plain"]
        {
            check(text, text);
        }
    }

    #[test]
    fn controls_that_are_marks_elsewhere_are_those_marks() {
        check("\u{93}The well is dry,\u{94} Lind said\u{85}", "“The well is dry,” Lind said…");
        check("It\u{92}s dry", "It’s dry");
    }
}
