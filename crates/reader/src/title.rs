//! The headline of a plain text: its first line, where that line is set apart as one.
//!
//! Files have no markup to say so, and a wrong title is worse than none: a line is a
//! headline when it looks like one *and* what follows looks like something else.

use std::collections::HashSet;

/// The longest headline, in characters.
const LONGEST: usize = 200;

/// How many lines after the first may be read to see what a paragraph looks like here.
const LINES_AHEAD: usize = 3;

/// Returns the headline of `text` as it stands there, without blanks around it, or `None`.
pub(crate) fn headline(text: &str) -> Option<&str> {
    let mut lines = text.split(is_line_end).map(str::trim).skip_while(|line| line.is_empty());
    let first = lines.next()?;
    let (first, is_marked) = match first.strip_prefix('#') {
        Some(rest) => (rest.trim_matches(|c: char| c == '#' || c.is_whitespace()), true),
        None => (first, false),
    };
    // `\r\n` splits into a line and an empty one, which says nothing of blank lines.
    let crlf = text.contains("\r\n");
    let mut after: Vec<&str> = Vec::new();
    let mut set_apart = false;
    let mut ends = 0;
    for line in lines {
        if line.is_empty() {
            ends += 1;
            set_apart |= after.is_empty() && ends >= if crlf { 2 } else { 1 };
            continue;
        }
        after.push(line);
        if after.len() == LINES_AHEAD {
            break;
        }
    }
    let next = after.first()?;
    let is_headline = looks_like_a_headline(first)
        && (is_marked || set_apart || is_followed_by_a_paragraph(first, next, &after))
        && (!ends_a_sentence(first) || is_title_case(first) || is_restated(first, next));
    is_headline.then_some(first)
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Tells whether the words of a line could be a headline, wherever it stands.
fn looks_like_a_headline(line: &str) -> bool {
    let starts_an_item = line.starts_with(['-', '–', '—', '•', '*', '·']);
    let is_address = line.starts_with("http://") || line.starts_with("https://");
    let goes_on = line.ends_with([',', ':']);
    let has_words = line.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    has_words
        && line.chars().count() <= LONGEST
        && !(starts_an_item || is_address || goes_on || is_byline(line) || has_sentences(line))
}

/// Tells whether a line that touches its neighbours is shorter than the paragraphs are.
/// Prose that is broken into lines of one width has no such line, or goes on in lower case.
fn is_followed_by_a_paragraph(line: &str, next: &str, after: &[&str]) -> bool {
    let length = line.chars().count();
    let goes_on = next.chars().next().is_some_and(char::is_lowercase);
    !goes_on && after.iter().any(|other| other.chars().count() * 2 >= length * 3)
}

/// Tells whether the line ends with a full stop, inside or outside quotation marks. An
/// abbreviation such as `U.S.` and an ellipsis do not count.
fn ends_a_sentence(line: &str) -> bool {
    let bare = line.trim_end_matches(['”', '’', '"', '\'', '»', ')', ']']);
    let Some(before) = bare.strip_suffix('.') else { return false };
    let last_word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    let is_abbreviation = last_word.contains('.') && last_word.chars().count() <= 5;
    !before.ends_with('.') && !is_abbreviation
}

/// Tells whether the line goes from one sentence to the next, as paragraphs do.
fn has_sentences(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let letters = pair[0].strip_suffix('.').map_or(0, |word| word.chars().count());
        // Shorter ones are abbreviations more often than ends of sentences.
        letters >= 4 && pair[1].starts_with(char::is_uppercase) && words.len() > 12
    })
}

/// Tells whether nearly all longer words begin with a capital, As Some Papers Print Titles.
fn is_title_case(line: &str) -> bool {
    let (mut long, mut capital) = (0_usize, 0_usize);
    for word in line.split(|c: char| !c.is_alphabetic() && c != '’' && c != '\'') {
        if word.chars().count() >= 4 {
            long += 1;
            capital += usize::from(
                word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase),
            );
        }
    }
    long >= 3 && capital * 5 >= long * 4
}

/// Tells whether a line is a short sentence whose words come back in the next, longer one:
/// the first paragraph of a news story says its headline again, while prose moves on.
fn is_restated(line: &str, next: &str) -> bool {
    let stems = |text: &str| -> HashSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.chars().count() >= 4)
            .map(|word| word.chars().take(5).flat_map(char::to_lowercase).collect())
            .collect()
    };
    let (headline, paragraph) = (stems(line), stems(next));
    let shared = headline.intersection(&paragraph).count();
    let is_shorter = line.chars().count() * 3 <= next.chars().count() * 2;
    is_shorter && shared >= 3 && shared * 2 >= headline.len()
}

/// Tells whether the line names an author and nothing else.
fn is_byline(line: &str) -> bool {
    let Some(name) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else {
        return false;
    };
    let words = name.split_whitespace();
    name.split_whitespace().count() <= 5
        && words.into_iter().all(|w| w == "and" || w.starts_with(char::is_uppercase))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str = "HARBOUR CITY — The mayor of Harbour City said on Tuesday that the \
        old bridge would stay closed until spring, after engineers found rust in two of its piers.";

    #[track_caller]
    fn check(text: &str, expected: Option<&str>) {
        assert_eq!(headline(&text.replace("<p>", PARAGRAPH)), expected);
    }

    #[test]
    fn a_line_set_apart_by_a_blank_one_is_a_headline() {
        check("Mayor says bridge stays closed\n\n<p>", Some("Mayor says bridge stays closed"));
        check("\r\n Bridge closed \r\n\r\n<p>\r\n", Some("Bridge closed"));
        check("Bridge closed\r\r<p>", Some("Bridge closed"));
        check("Bridge closed?\n \u{a0}\n\nMayor to speak\n\n<p>", Some("Bridge closed?"));
        check(
            "‘We were not told’: anger at bridge\n\n“No,” she said.",
            Some("‘We were not told’: anger at bridge"),
        );
    }

    #[test]
    fn a_short_line_above_a_long_one_is_a_headline() {
        check("Mayor says bridge stays closed\n<p>", Some("Mayor says bridge stays closed"));
        check("Bridge closed\r\n<p>\r\n", Some("Bridge closed"));
        check("Mayor shuts bridge\nEngineers find rust\nWhat we know\nAnd more\n<p>", None);
        check("Mayor shuts old bridge\nEngineers find rust\n<p>", Some("Mayor shuts old bridge"));
    }

    #[test]
    fn a_sentence_is_no_headline() {
        check("The bridge is closed.\n\n<p>", None);
        check("“We were not told.”\n\n<p>", None);
        check("She said:\n\n<p>", None);
        check(
            "The bridge is closed until spring. Do you know how to get across the river?\n\n<p>",
            None,
        );
        check("<p>\n\n<p>", None);
        check(&format!("{}\n\n<p>", "word ".repeat(60)), None);
    }

    #[test]
    fn a_full_stop_is_forgiven_where_the_next_paragraph_says_it_again() {
        check(
            "Mayor says old bridge stays closed.\n\n<p>",
            Some("Mayor says old bridge stays closed."),
        );
        check(
            "Mayor says old bridge stays closed.\n<p>",
            Some("Mayor says old bridge stays closed."),
        );
        check("It was a grey morning by the river.\n\n<p>", None);
    }

    #[test]
    fn a_full_stop_is_forgiven_in_title_case_and_abbreviations() {
        check(
            "Mayor Shuts Old Bridge, Blames ‘Rust.’\n\n<p>",
            Some("Mayor Shuts Old Bridge, Blames ‘Rust.’"),
        );
        check("Bridge makers look to the U.S.\n\n<p>", Some("Bridge makers look to the U.S."));
        check("And then the bridge shook...\n\n<p>", Some("And then the bridge shook..."));
    }

    #[test]
    fn wrapped_prose_is_no_headline() {
        check(
            "The mayor of Harbour City said on Tuesday that the\nold bridge would stay closed until spring, after\nengineers found rust.",
            None,
        );
        check(
            "The mayor of Harbour City met Deputy Mayor Alma\nOrtega on Tuesday to talk of the bridge, which is\nclosed until spring.",
            None,
        );
    }

    #[test]
    fn a_byline_an_item_or_a_line_alone_is_no_headline() {
        check("By Alma Ortega and Jon Vail\n\n<p>", None);
        check("By the river, a bridge waits\n\n<p>", Some("By the river, a bridge waits"));
        check("- First item\n\n<p>", None);
        check("https://example.org/bridge\n\n<p>", None);
        check("12:30\n\n<p>", None);
        check("Mayor says bridge stays closed\n\n \n", None);
        check("", None);
    }

    #[test]
    fn a_marked_heading_loses_its_mark() {
        check("# Bridge closed #\n<p>", Some("Bridge closed"));
        check("#\n<p>", None);
    }
}
