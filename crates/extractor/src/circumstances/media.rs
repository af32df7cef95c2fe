//! The words of channels and outlets: the table `data/media.toml` and questions to it. Knows no
//! clauses.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::document::{Document, Tokens, Word};

/// The table, ready to be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Media {
    platforms: HashSet<String>,
    pieces: HashSet<String>,
    media: HashSet<String>,
    occasions: HashSet<String>,
    places: HashSet<String>,
    chambers: HashSet<String>,
    carried: HashSet<String>,
    dialogues: HashSet<String>,
    verbs: HashSet<String>,
    outlet_names: HashSet<String>,
    outlet_nouns: HashSet<String>,
    outlets: HashSet<String>,
    passes_on: HashSet<String>,
    labels: HashSet<String>,
}

/// Words before the name of an outlet that are no part of it.
const ARTICLES: [&str; 5] = ["the", "a", "an", "this", "our"];

static MEDIA: LazyLock<Media> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/media.toml"))
        .expect("the table of media is checked by a test")
});

impl Media {
    pub(super) fn get() -> &'static Self {
        &MEDIA
    }

    /// Tells whether a noun phrase whose last words are `last`, in lower case, names a channel
    /// after a preposition. `alone` tells that it has no word but its noun.
    pub(super) fn is_channel(&self, preposition: &str, last: &str, alone: bool) -> bool {
        let piece = self.pieces.contains(singular(last)) || self.pieces.contains(last);
        let several = last.ends_with('s') && last != "press";
        match preposition {
            "in" | "during" => {
                piece && (!alone || several || self.media.contains(last))
                    || preposition == "in" && (last == "writing" || self.chambers.contains(last))
                    || preposition == "during" && self.occasions.contains(last)
                    || self.dialogues.contains(last) && !alone
            }
            "on" => self.places.contains(singular(last)) || self.places.contains(last),
            "at" => self.occasions.contains(singular(last)),
            "by" => alone && self.media.contains(last),
            "over" => self.media.contains(last) || matches!(last, "loudspeakers" | "link"),
            "via" | "through" => piece || self.media.contains(last) || last == "link",
            _ => false,
        }
    }

    /// Tells whether the last words of a phrase name a platform; `written` is the last as it stands.
    pub(super) fn is_platform(&self, before: &str, last: &str, written: &str) -> bool {
        // X is a platform only as a capital letter; a signal and a medium are none.
        let named = !matches!(last, "x" | "signal" | "medium" | "threads" | "discord")
            || written.starts_with(char::is_uppercase);
        named && self.platforms.contains(last)
            || self.platforms.contains(&format!("{before} {last}"))
    }

    /// Tells whether a noun is one for something that is said, written or sent, or for where it is.
    pub(super) fn is_piece(&self, noun: &str) -> bool {
        [noun, singular(noun)].into_iter().any(|noun| {
            self.pieces.contains(noun) || self.media.contains(noun) || self.occasions.contains(noun)
        })
    }

    pub(super) fn passes_on(&self, word: &str) -> bool {
        self.passes_on.contains(word)
    }

    /// Tells whether a noun is one for something that is said, written or sent.
    pub(super) fn is_written(&self, noun: &str) -> bool {
        self.pieces.contains(noun) || self.pieces.contains(singular(noun))
    }

    /// Tells whether a label, in any case, names the source of what follows: "Source:".
    pub(super) fn is_label(&self, label: &str) -> bool {
        self.labels.contains(&label.to_lowercase())
    }

    pub(super) fn is_carried(&self, word: &str) -> bool {
        self.carried.contains(word)
    }

    pub(super) fn is_dialogue(&self, word: &str) -> bool {
        self.dialogues.contains(word)
    }

    pub(super) fn is_verb(&self, word: &str) -> bool {
        self.verbs.contains(word)
    }

    /// Tells whether a phrase names an outlet. `own` is the outlet that published the article.
    pub(super) fn is_outlet(&self, document: &Document, phrase: Tokens, own: Option<&str>) -> bool {
        let last = document.words(phrase).next_back();
        let owns = last.is_some_and(|last| last.token().is_possessive());
        let phrase = Tokens::new(phrase.start, phrase.end - usize::from(owns));
        let words: Vec<&str> = document.words(phrase).map(Word::lower).collect();
        let article = words.len() > 1 && ARTICLES.contains(&words[0]);
        let words = &words[usize::from(article)..];
        let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
        let capital = document.words(phrase).next_back().is_some_and(Word::is_capital);
        let lower = document.lower(phrase);
        let bare = without_article(&lower);
        let is_own = |own: &str| {
            let own = own.to_lowercase();
            own == lower
                || without_article(&own) == bare
                || own.split(' ').next_back() == Some(bare)
        };
        // "Estonian radio", "the television channel Pivden", "this newspaper"
        let described = self.outlet_nouns.contains(*last)
            || words.iter().rev().skip(1).any(|word| {
                capital && self.outlet_nouns.contains(*word) && !matches!(*word, "press" | "media")
            });
        own.is_some_and(is_own)
            || self.outlets.contains(bare) && capital
            || capital && self.outlets.contains(*first) && words.len() < 4 && *first != "time"
            || capital && (self.outlet_names.contains(*last) || words.contains(&"daily"))
            || described && !matches!(bare, "show" | "press" | "program" | "programme" | "service")
    }
}

fn without_article(phrase: &str) -> &str {
    let (first, rest) = phrase.split_once(' ').unwrap_or_default();
    if ARTICLES.contains(&first) { rest } else { phrase }
}

fn singular(noun: &str) -> &str {
    noun.strip_suffix('s').unwrap_or(noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let media = Media::get();
        assert!(media.is_channel("in", "statement", false));
        assert!(media.is_channel("in", "remarks", true));
        assert!(!media.is_channel("in", "response", true));
        assert!(media.is_channel("by", "telephone", true));
        assert!(!media.is_channel("by", "letter", false));
        assert!(media.is_channel("at", "rally", false));
        assert!(media.is_platform("", "x", "X") && !media.is_platform("", "x", "x"));
        assert!(media.is_platform("truth", "social", "Social"));
    }

    #[test]
    fn outlets_are_known_by_name_noun_and_masthead() {
        let check = |phrase: &str, expect| {
            let document = Document::of(phrase);
            let all = Tokens::new(0, document.tokens().len());
            let found = Media::get().is_outlet(&document, all, Some("The Ode Lantern"));
            assert_eq!(found, expect, "{phrase}");
        };
        check("CNN", true);
        check("the BBC", true);
        check("The Coastal Times", true);
        check("this newspaper", true);
        check("Estonian radio", true);
        check("the television channel Pivden", true);
        check("The Daily Beacon", true);
        check("the Ode Lantern", true);
        check("the Lantern", true);
        check("reporters", false);
        check("the council", false);
        check("Ada Lind", false);
        check("the press", false);
        check("the time", false);
    }
}
