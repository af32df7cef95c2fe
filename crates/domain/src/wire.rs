//! Which news agency an article is from, where it says so: in its dateline (`KYIV (AP) —`), in its byline, or in a
//! credit above or below the text (`— AFP`, `Source: TASS`). That an article speaks of an agency, as in "he told
//! Reuters", is no credit.

use std::fmt;

use crate::words::words;

/// A news agency whose articles others print.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Wire {
    /// The Associated Press.
    Ap,
    /// Reuters.
    Reuters,
    /// Agence France-Presse.
    Afp,
    /// PA Media, once the Press Association.
    Pa,
    /// Interfax, and Interfax-Ukraine.
    Interfax,
    /// TASS, once ITAR-TASS.
    Tass,
    /// Ukrinform.
    Ukrinform,
    /// Xinhua.
    Xinhua,
    /// Anadolu, also Anadolu Agency.
    Anadolu,
    /// Press Trust of India.
    Pti,
}

words!(Wire {
    Ap = "AP",
    Reuters = "Reuters",
    Afp = "AFP",
    Pa = "PA",
    Interfax = "Interfax",
    Tass = "TASS",
    Ukrinform = "Ukrinform",
    Xinhua = "Xinhua",
    Anadolu = "Anadolu",
    Pti = "PTI",
});

/// The names by which agencies are credited, in lower case.
const NAMES: &[(&str, Wire)] = &[
    ("ap", Wire::Ap),
    ("associated press", Wire::Ap),
    ("the associated press", Wire::Ap),
    ("ap news", Wire::Ap),
    ("reuters", Wire::Reuters),
    ("thomson reuters", Wire::Reuters),
    ("afp", Wire::Afp),
    ("agence france-presse", Wire::Afp),
    ("agence france presse", Wire::Afp),
    ("pa", Wire::Pa),
    ("pa media", Wire::Pa),
    ("press association", Wire::Pa),
    ("the press association", Wire::Pa),
    ("interfax", Wire::Interfax),
    ("interfax-ukraine", Wire::Interfax),
    ("interfax news agency", Wire::Interfax),
    ("tass", Wire::Tass),
    ("itar-tass", Wire::Tass),
    ("tass news agency", Wire::Tass),
    ("ukrinform", Wire::Ukrinform),
    ("ukrinform news agency", Wire::Ukrinform),
    ("xinhua", Wire::Xinhua),
    ("xinhua news agency", Wire::Xinhua),
    ("anadolu", Wire::Anadolu),
    ("anadolu agency", Wire::Anadolu),
    ("anadolu ajansi", Wire::Anadolu),
    ("anadolu ajansı", Wire::Anadolu),
    ("pti", Wire::Pti),
    ("press trust of india", Wire::Pti),
];

/// What may stand before the name of an agency in a credit, in lower case. The longer ones first.
const BEFORE: &[&str] = &[
    "this article was originally published by",
    "originally published by",
    "reporting by",
    "courtesy of",
    "source:",
    "sources:",
    "credit:",
    "copyright",
    "text:",
    "via",
    "from",
    "by",
    "©",
];

/// What may stand behind it.
const BEHIND: &[&str] = &[
    "news agency",
    "contributors",
    "contributor",
    "reporters",
    "reporter",
    "staff",
    "writers",
    "writer",
];

/// How many lines at the beginning and at the end of a text may be credits.
const LINES: usize = 5;

/// How many characters a line of credit has at most, and how far into its line a dateline goes.
const CREDIT: usize = 80;
const DATELINE: usize = 90;

impl Wire {
    /// Returns the agency that an article is credited to, by its author, its dateline, or a line of credit.
    pub fn credited(author: Option<&str>, text: &str) -> Option<Self> {
        let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
        let by_dateline = || lines().take(LINES).find_map(of_dateline);
        let by_credit = || lines().take(LINES).find_map(of_credit);
        let by_last =
            || lines().rev().take(LINES).find_map(|line| of_credit(line).or_else(|| of_end(line)));
        author.and_then(of_byline).or_else(by_dateline).or_else(by_credit).or_else(by_last)
    }

    /// Returns the agency that goes by this word in outputs.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|wire| wire.as_str() == word)
    }
}

/// Returns the agency of this name.
fn named(name: &str) -> Option<Wire> {
    let name = name.trim_matches(|c: char| c.is_whitespace() || is_around(c)).to_lowercase();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, wire)| *wire)
}

fn is_around(c: char) -> bool {
    matches!(c, '(' | ')' | '[' | ']' | '/' | '.' | ',' | '|' | '*' | ':') || is_dash(c)
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}

/// Returns the agency of a dateline: `LONDON (Reuters) - …`, `MOSCOW, May 3. /TASS/. …`, `New Delhi, May 3 (PTI) …`.
fn of_dateline(line: &str) -> Option<Wire> {
    let end = line.char_indices().nth(DATELINE).map_or(line.len(), |(at, _)| at);
    let head = &line[..end];
    for (open, close) in [('(', ')'), ('/', '/'), ('[', ']')] {
        let Some((before, rest)) = head.split_once(open) else { continue };
        let Some((name, after)) = rest.split_once(close) else { continue };
        let after = after.trim_start();
        // In the middle of a sentence a name in brackets is an abbreviation.
        let ends = after.is_empty()
            || after.starts_with(|c: char| is_dash(c) || c == '.' || c == ':')
            || before.contains(char::is_numeric);
        let is_shouted = !before.contains(char::is_lowercase);
        // The initials of many things: of an authority, say.
        let may_be = |wire: &Wire| *wire != Wire::Pa || is_shouted;
        if ends
            && is_place(before)
            && let Some(wire) = named(name).filter(may_be)
        {
            return Some(wire);
        }
    }
    None
}

/// Tells whether words are a place with a day or without, as a dateline begins: its first word is in capitals, or
/// all words begin with one.
fn is_place(words: &str) -> bool {
    let mut words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let first = words.next();
    let is_shouted = first.is_none_or(|first| !first.chars().any(char::is_lowercase));
    let is_named = |word: &str| !word.starts_with(char::is_lowercase);
    is_shouted || (first.is_none_or(is_named) && words.all(is_named))
}

/// Returns the agency of a line that is a credit and nothing else.
fn of_credit(line: &str) -> Option<Wire> {
    if line.chars().nth(CREDIT).is_some() {
        return None;
    }
    let line = line.trim_matches(|c: char| c.is_whitespace() || is_around(c));
    let lower = line.to_lowercase();
    let (mut rest, mut is_led) = (lower.as_str(), false);
    while let Some(short) = BEFORE.iter().find_map(|before| led_by(rest, before)) {
        (rest, is_led) = (short.trim_start(), true);
    }
    // `© 2025 AFP`
    let rest = rest.trim_start_matches(|c: char| c.is_numeric() || c.is_whitespace());
    named(trimmed(rest)).or_else(|| is_led.then(|| of_byline(rest)).flatten())
}

/// Returns what follows on a word or a sign.
fn led_by<'t>(text: &'t str, before: &str) -> Option<&'t str> {
    let rest = text.strip_prefix(before)?;
    (!before.ends_with(char::is_alphanumeric) || rest.starts_with(' ')).then_some(rest)
}

fn trimmed(name: &str) -> &str {
    let mut name = name.trim();
    while let Some(short) = BEHIND.iter().find_map(|behind| name.strip_suffix(behind)) {
        name = short.trim_end();
    }
    name
}

/// Returns the agency of a byline: `Reuters`, `Ada Lind, Associated Press`, `ADA LIND | AFP`, `Ada Lind (Reuters)`.
fn of_byline(author: &str) -> Option<Wire> {
    let lower = author.to_lowercase();
    let whole = BEFORE.iter().find_map(|before| led_by(&lower, before)).unwrap_or(&lower);
    let mut parts = whole.split([',', '|', '/', ';', '(', ')', '·', '—', '–']);
    named(trimmed(whole)).or_else(|| parts.find_map(|part| named(trimmed(part)))).or_else(|| {
        // `Ada Lind Associated Press`
        let long = NAMES.iter().filter(|(name, _)| name.contains(' '));
        long.filter(|(name, _)| whole.trim().ends_with(name)).map(|(_, wire)| *wire).next()
    })
}

/// Returns the agency with which a text ends: `… until Monday. — AFP`, `… (Reuters)`.
fn of_end(line: &str) -> Option<Wire> {
    let at = line.rfind(|c: char| is_dash(c) && c != '-' || c == '(')?;
    let (before, credit) = line.split_at(at);
    let ends = before.trim_end().ends_with(['.', '!', '?', '"', '”', '’', '…']);
    if ends { named(credit) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<Wire>) {
        assert_eq!(Wire::credited(None, text), expected, "{text}");
    }

    #[test]
    fn datelines_tell() {
        check("LONDON (Reuters) - The ferry is late, the operator said.", Some(Wire::Reuters));
        check("Ferry late\n\nKYIV, Ukraine (AP) — The ferry is late.", Some(Wire::Ap));
        check("Ferry late\n\nPARIS (AFP) – The ferry is late.", Some(Wire::Afp));
        check("MOSCOW, May 3. /TASS/. The ferry is late.", Some(Wire::Tass));
        check("BEIJING, May 3 (Xinhua) -- The ferry is late.", Some(Wire::Xinhua));
        check("New Delhi, May 3 (PTI) The ferry is late.", Some(Wire::Pti));
        check("LONDON (PA) - The ferry is late.", Some(Wire::Pa));
        check("New Delhi, May 3 (PTI): The ferry is late.", Some(Wire::Pti));
        check("KYIV. May 3 (Interfax-Ukraine) – The ferry is late.", Some(Wire::Interfax));
        check("(Reuters) - The ferry is late.", Some(Wire::Reuters));
    }

    #[test]
    fn credits_tell() {
        for (credit, wire) in [
            ("— AFP", Wire::Afp),
            ("Source: TASS", Wire::Tass),
            ("By The Associated Press", Wire::Ap),
            ("By Ada Lind, Associated Press", Wire::Ap),
            ("© 2025 AFP", Wire::Afp),
            ("Reuters", Wire::Reuters),
            ("(Ukrinform)", Wire::Ukrinform),
            ("Source: Anadolu Agency", Wire::Anadolu),
            ("By PA Reporters", Wire::Pa),
            ("Press Trust of India", Wire::Pti),
        ] {
            let story = "The ferry is late, the operator said on Monday.";
            check(&format!("Ferry late\n{credit}\n\n{story}"), Some(wire));
            check(&format!("Ferry late\n\n{story}\n\n{credit}"), Some(wire));
        }
        check("Ferry late\n\nIt sails on Monday. — AFP", Some(Wire::Afp));
        check("Ferry late\n\n“It sails on Monday.” (Reuters)", Some(Wire::Reuters));
    }

    #[test]
    fn bylines_tell() {
        for (author, wire) in [
            ("Reuters", Some(Wire::Reuters)),
            ("Ada Lind, AP", Some(Wire::Ap)),
            ("ADA LIND Associated Press", Some(Wire::Ap)),
            ("Reuters Staff", Some(Wire::Reuters)),
            ("By Ada Lind | AFP", Some(Wire::Afp)),
            ("Ada Lind", None),
            ("Ada Pa", None),
        ] {
            assert_eq!(Wire::credited(Some(author), "The ferry is late."), wire, "{author}");
        }
    }

    #[test]
    fn what_speaks_of_an_agency_is_not_credited_to_it() {
        check("The ferry is late, Ada Lind told Reuters.", None);
        check("The Advanced Placement (AP) test is late.", None);
        check("The People's Army (PA) - once feared - is late.", None);
        check("Palestinian Authority (PA) - the ferry is late.", None);
        check("He works for the AP.", None);
        check("The ferry is late.\n\nAdditional reporting by nobody", None);
        check("TASS quoted him as saying: the ferry is late.", None);
        check("", None);
    }

    #[test]
    fn words_are_read_back() {
        for wire in Wire::ALL {
            assert_eq!(Wire::of_word(wire.as_str()), Some(*wire));
        }
        assert_eq!(Wire::of_word("DPA"), None);
    }
}
