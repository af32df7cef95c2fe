//! Sentences that lost the space between them ("he said.She left"), and lines that lost the end
//! between them: captions, credits and teasers glued to a sentence ("AgencyThe minister").

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::view::Edit;
use crate::lexicon::word_list;

/// Words that open a line or a sentence; see the list.
static OPENERS: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| word_list(include_str!("../../../data/line_openers.txt")));

/// The edits that put the space or the line end back.
pub(super) fn edits(text: &str) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut line = Line::default();
    let mut joints = Joints { text, left: JOINTS };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, next)| next);
        let end = at + c.len_utf8();
        let place = match c {
            '\n' | '\r' => {
                line = Line::default();
                continue;
            }
            '.' | '!' | '?' | '…' if line.ends_word => after_stop(text, end, &line),
            // At the head of a line or after a space it opens what it should close.
            '”' if line.closes && next.is_some_and(char::is_alphabetic) => Some((end, " ")),
            '“' | '„' | '‘' if line.letters > 1 && next.is_some_and(char::is_alphabetic) => {
                match joints.is_label(at) {
                    true => Some((at, "\n")),
                    false => (c != '‘').then_some((at, " ")),
                }
            }
            _ if line.letters + line.digits > 1 && c.is_uppercase() && !line.upper => {
                let joint = opens(&text[at..]) || line.letters > 3 && joints.is_one(at);
                joint.then_some((at, "\n"))
            }
            _ => None,
        };
        line.push(c);
        if let Some((place, with)) = place
            && found.last().is_none_or(|last: &Edit| last.bytes.end < place)
        {
            found.push(Edit::new(place..place, with));
        }
    }
    found
}

/// How many words with a capital inside are looked up in a text.
const JOINTS: usize = 32;

/// Tells words that were glued ("AgencyAda Lind") from names with a capital inside ("YouTube").
struct Joints<'t> {
    text: &'t str,
    /// How many more are looked up; a text with more is no prose.
    left: usize,
}

impl Joints<'_> {
    /// Returns where the word begins that goes on at a place.
    fn word_before(&self, at: usize) -> usize {
        let before = self.text[..at].rfind(|c: char| !c.is_alphanumeric());
        before.map_or(0, |space| self.text.ceil_char_boundary(space + 1))
    }

    /// Tells whether a label ends at a place, after which a line begins anew.
    fn is_label(&self, at: usize) -> bool {
        OPENERS.contains(format!("{}|", &self.text[self.word_before(at)..at]).as_str())
    }

    /// Tells whether a word that begins with the capital at `at` stands in the text by itself too,
    /// and the whole word that holds it only here.
    fn is_one(&mut self, at: usize) -> bool {
        let rest = &self.text[at..];
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        let word = &rest[..end];
        let lower = word.chars().nth(1).is_some_and(char::is_lowercase);
        if !lower || word.chars().count() < 3 || self.left == 0 {
            return false;
        }
        self.left -= 1;
        let start = self.word_before(at);
        let free = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
        let stands = |place: usize| {
            free(self.text[..place].chars().next_back())
                && free(self.text[place + word.len()..].chars().next())
        };
        if self.is_label(at) {
            return true;
        }
        let whole = &self.text[start..at + end];
        // "AmeriCorps" and "AppleMusic" are names.
        if whole.starts_with(char::is_uppercase) {
            return false;
        }
        self.text.match_indices(word).any(|(place, _)| stands(place))
            && self.text.match_indices(whole).take(2).count() == 1
    }
}

/// What stands before a place in its line.
#[derive(Debug, Default)]
struct Line {
    /// How many letters the word has so far.
    letters: usize,
    digits: usize,
    /// Whether its last letter is upper case.
    upper: bool,
    /// Whether the word, or what closes after it, can end a sentence.
    ends_word: bool,
    /// Whether something stands right before that a quotation can end with.
    closes: bool,
    /// Whether it holds a sign that addresses have.
    address: bool,
    /// How many straight double marks stand in the line.
    straight: usize,
}

impl Line {
    fn push(&mut self, c: char) {
        self.closes = !c.is_whitespace() && c != '”';
        if c.is_alphabetic() {
            self.letters += 1;
            self.upper = c.is_uppercase();
        } else if c.is_ascii_digit() {
            self.digits += 1;
            self.upper = false;
        } else {
            let part = matches!(c, '/' | '@' | '\\' | '=' | '_');
            self.address = !c.is_whitespace() && (self.address || part);
            let closes = matches!(c, ')' | ']' | '”' | '’' | '"' | '%');
            self.ends_word = closes;
            (self.letters, self.digits, self.upper) = (0, 0, false);
            self.straight += usize::from(c == '"');
            return;
        }
        self.ends_word = !self.address && (self.digits > 0 || self.letters > 1 && !self.upper);
    }
}

/// Returns where a space is missing after the stop that ends at `end`.
fn after_stop(text: &str, end: usize, line: &Line) -> Option<(usize, &'static str)> {
    let rest = &text[end..];
    let first = rest.chars().next()?;
    let word = rest.split(char::is_whitespace).next().unwrap_or_default();
    if word.contains(['@', '/']) {
        return None;
    }
    let behind = |mark: char| end + mark.len_utf8();
    match first {
        '”' | '»' | ')' | ']' => begins(&text[behind(first)..]).then(|| (behind(first), " ")),
        '“' | '„' | '«' | '‘' => begins(&text[behind(first)..]).then_some((end, " ")),
        '"' if begins(&rest[1..]) => {
            Some((if line.straight % 2 == 1 { end + 1 } else { end }, " "))
        }
        _ => begins(rest).then_some((end, " ")),
    }
}

/// Tells whether a sentence begins with `rest`: a capitalised word, "A" or "I".
fn begins(rest: &str) -> bool {
    let mut chars = rest.chars();
    let Some(first) = chars.next().filter(|c| c.is_uppercase()) else { return false };
    let next = chars.next();
    next.is_some_and(char::is_lowercase)
        || matches!(first, 'A' | 'I') && next.is_some_and(|c| c == ' ' || c == '’' || c == '\'')
}

/// Tells whether `rest`, which begins inside a word, is rather a line of its own: a word that opens
/// lines and a space, or the label of a credit.
fn opens(rest: &str) -> bool {
    let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let next = after.chars().nth(1);
    let goes_on = after.starts_with(' ') && next.is_some_and(char::is_alphanumeric);
    let label = after.starts_with(':') && OPENERS.contains(format!("{word}:").as_str());
    goes_on && OPENERS.contains(word) || label
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        super::super::check(&[edits], text, expect);
    }

    #[test]
    fn sentences_are_told_apart() {
        check(
            "Lind said so.She left in 2019.Ode stayed!A boat came?",
            "Lind said so. She left in 2019. Ode stayed! A boat came?",
        );
        check(
            "“It is safe.”He left at noon.“It is,” she said.",
            "“It is safe.” He left at noon. “It is,” she said.",
        );
        check(
            "\"It is safe.\"He left at noon.\"It is,\" she said.",
            "\"It is safe.\" He left at noon. \"It is,\" she said.",
        );
        check("“It is safe,”she said.", "“It is safe,” she said.");
    }

    #[test]
    fn names_with_a_full_stop_inside_stay() {
        for text in [
            "the U.S.Army",
            "J.Lind",
            "Node.JS",
            "a Ph.D. student",
            "ode.example/Some.Page",
            "at ada.Lind@ode.example",
            "3.5 per cent",
            "e.g.this",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn lines_that_were_glued_are_lines() {
        check(
            "The wall of the killersCredit: AgencyThe minister said no.",
            "The wall of the killers\nCredit: Agency\nThe minister said no.",
        );
        check(
            "AdvertisementPer Aalund said no. Then Aalund left. What agencyAalund did",
            "Advertisement\nPer Aalund said no. Then Aalund left. What agency\nAalund did",
        );
        check(
            "The wallAdvertisementPilot Per Aalund said no. A pilot left. Pilot Aalund did.",
            "The wallAdvertisement\nPilot Per Aalund said no. A pilot left. Pilot Aalund did.",
        );
        check("Advertisement“We left,” Aalund said.", "Advertisement\n“We left,” Aalund said.");
        check("12 boats to see in 2031He said no.", "12 boats to see in 2031\nHe said no.");
        for text in
            ["”Mr Ode left", "Corps: AmeriCorps is one", "YouTube In", "McThe", "the iPad It"]
        {
            check(text, text);
        }
    }
}
