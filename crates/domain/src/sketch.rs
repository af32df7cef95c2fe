//! Which articles are copies of one story: the wire copy under another headline, the cut version, the one in
//! which an editor changed words. What is compared are runs of words, "shingles" (Broder, "On the resemblance
//! and containment of documents", 1997): of two texts, how many runs of the shorter one are in the longer.
//!
//! The smallest hashes of a text's runs are its keys. Texts with many runs in common have some of them in
//! common, the more the likelier, and of a text that is part of another the keys of the whole that lie in the
//! part are keys of the part too: so copies are found among any number of texts, by looking up a few numbers.
//! Whether they are copies is decided on the texts themselves.

/// How many words a run has. Fewer are in texts that have nothing to do with one another; of more, one changed
/// word takes too many away.
const RUN: usize = 4;

/// How many bytes of a text are looked at. What is longer is no news agency's.
const LOOKED_AT: usize = 64 << 10;

/// What is in lines that sites put around articles and no newsroom writes into one, in lower case.
const AROUND: [&str; 22] = [
    "©",
    "(c) 20",
    "all rights reserved",
    "newsletter",
    "subscribe",
    "subscriber",
    "subscription",
    "sign up",
    "sign in",
    "log in",
    "cookie",
    "privacy policy",
    "terms of use",
    "read more",
    "read also",
    "related:",
    "follow us",
    "click here",
    "advertisement",
    "in your inbox",
    "free to read",
    "all comments",
];

/// How many words a line has that is read. Headlines, bylines, credits and what links elsewhere have fewer, and
/// are not what makes texts alike.
const LINE: usize = 8;

/// How many runs a text has at least that is read without its short lines.
const RUNS: usize = 24;

/// How many runs texts have that are compared at all. Of fewer, nobody could tell.
const LEAST: usize = 12;

/// Which share of the runs of the shorter text are in the longer one, at least.
const OF_SHORTER: f64 = 0.35;

/// And which share of those of the longer one: what holds a story among many others is not a copy of it.
const OF_LONGER: f64 = 0.22;

/// Which share of the names and numbers of the shorter text are in the longer one. Reports by one form, as of
/// courts, markets and matches, have their words in common and not these.
const NAMES: f64 = 0.52;

/// How many different names and numbers must be there to count.
const NAMES_TOLD: usize = 6;

/// What of a text is compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sketch {
    /// The hashes of its runs of words, ascending, each once.
    runs: Vec<u64>,
    /// The hashes of its names and numbers, ascending, each once.
    names: Vec<u64>,
}

/// How much two texts have in common: shares between 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// Of the runs of words of the text that has fewer.
    pub of_shorter: f64,
    /// Of the runs of words of the other one.
    pub of_longer: f64,
    /// Of the names and numbers of the text that has fewer; 1 where these are too few to tell.
    pub names: f64,
}

impl Likeness {
    /// Tells whether texts that are so like are copies of one story.
    pub fn is_of_copies(&self) -> bool {
        self.of_shorter >= OF_SHORTER && self.of_longer >= OF_LONGER && self.names >= NAMES
    }
}

impl Sketch {
    /// How many keys a text has at most.
    pub const KEYS: usize = 16;

    /// Returns what is compared of a text. Takes time in proportion to its length.
    pub fn of(text: &str) -> Self {
        let lines = Lines::of(text);
        let sketch = Self::of_lines(&lines.long);
        if sketch.runs.len() < RUNS { Self::of_lines(&lines.all) } else { sketch }
    }

    fn of_lines(lines: &[&str]) -> Self {
        let mut words = vec![];
        let mut names = vec![];
        for line in lines {
            // A capital tells a name where no sentence begins.
            let mut begins = true;
            for piece in line.split_whitespace() {
                begins |= piece.starts_with(OPENS);
                for word in piece.split(is_between_words) {
                    let word = word.trim_matches(is_apostrophe);
                    if word.is_empty() {
                        continue;
                    }
                    let hash = word_hash(word);
                    words.push(hash);
                    let is_capital = word.starts_with(char::is_uppercase) && !begins;
                    if is_capital || word.contains(|c: char| c.is_numeric()) {
                        names.push(hash);
                    }
                    begins = false;
                }
                begins |= piece.ends_with(ENDS);
            }
        }
        let runs = words.windows(RUN).map(|run| run.iter().fold(0, |sum, word| mix(sum ^ word)));
        Self { runs: in_order(runs.collect()), names: in_order(names) }
    }

    /// Returns its keys, by which its copies are found; none of a text too short to compare.
    pub fn keys(&self) -> &[u64] {
        if self.runs.len() < LEAST { &[] } else { &self.runs[..self.runs.len().min(Self::KEYS)] }
    }

    /// Returns how much it has in common with another; `None` where one of them is too short to compare.
    pub fn likeness(&self, other: &Self) -> Option<Likeness> {
        let (shorter, longer) =
            if self.runs.len() <= other.runs.len() { (self, other) } else { (other, self) };
        if shorter.runs.len() < LEAST {
            return None;
        }
        let shared_runs = shared(&shorter.runs, &longer.runs) as f64;
        let told = shorter.names.len().min(longer.names.len());
        let names = if told < NAMES_TOLD {
            1.0
        } else {
            shared(&shorter.names, &longer.names) as f64 / told as f64
        };
        Some(Likeness {
            of_shorter: shared_runs / shorter.runs.len() as f64,
            of_longer: shared_runs / longer.runs.len() as f64,
            names,
        })
    }

    /// Tells whether both are of copies of one story.
    pub fn is_copy_of(&self, other: &Self) -> bool {
        self.likeness(other).is_some_and(|likeness| likeness.is_of_copies())
    }
}

/// The lines of a text, each once.
struct Lines<'t> {
    all: Vec<&'t str>,
    /// Those that are likely its own: long enough for a sentence.
    long: Vec<&'t str>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let mut end = text.len().min(LOOKED_AT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let mut seen = std::collections::HashSet::new();
        let lines = text[..end].lines().map(str::trim);
        let all: Vec<&str> = lines.filter(|line| !line.is_empty() && seen.insert(*line)).collect();
        let is_long = |line: &&&str| line.split_whitespace().nth(LINE - 1).is_some();
        let long = all.iter().filter(is_long).copied().filter(|line| !is_around(line)).collect();
        Self { all, long }
    }
}

/// Tells whether a line is of the site and not of the article.
fn is_around(line: &str) -> bool {
    // What is longer is a paragraph that speaks of such things.
    let line = if line.len() < 400 { line.to_lowercase() } else { return false };
    AROUND.iter().any(|words| line.contains(words))
}

/// What ends a sentence, or a piece of one behind which another begins.
const ENDS: [char; 12] = ['.', '!', '?', ':', '…', '"', '”', '“', '»', '«', '—', '–'];

/// What a quotation opens with: its first word is capital whatever it is.
const OPENS: [char; 8] = ['"', '“', '„', '«', '»', '\'', '‘', '—'];

/// Tells what is in no word. Apostrophes are: how they are written makes no difference.
fn is_between_words(c: char) -> bool {
    !c.is_alphanumeric() && !is_apostrophe(c)
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '\u{2bc}')
}

/// Returns the hash of a word, in whatever case it is: FNV-1a of its lower-case letters. It is kept in stores and
/// must stay what it is.
fn word_hash(word: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    for c in word.chars().filter(|c| !is_apostrophe(*c)).flat_map(char::to_lowercase) {
        let mut bytes = [0; 4];
        for byte in c.encode_utf8(&mut bytes).bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    mix(hash)
}

/// Spreads what differs in a few bits over all of them: SplitMix64.
fn mix(value: u64) -> u64 {
    let value = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

fn in_order(mut hashes: Vec<u64>) -> Vec<u64> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}

/// Returns how many of the hashes are in both lists, which are in order.
fn shared(some: &[u64], others: &[u64]) -> usize {
    let mut others = others.iter().peekable();
    let is_there = |hash: &&u64| {
        while others.next_if(|other| other < hash).is_some() {}
        others.peek() == Some(hash)
    };
    some.iter().filter(is_there).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "Ferry to Skerrow stopped after near miss\n\n\
        The only ferry to the island of Skerrow was taken out of service on Thursday after it came within 40 \
        metres of a fishing boat off Quayle Point in thick fog, the operator Norsund Lines said.\n\n\
        “We heard the horn before we saw anything,” said Torquil Bain, who was alone on the boat. “Then there \
        was a wall with windows in it.” He had hauled the last of his pots and was about to turn for home.\n\n\
        The harbour master, Edda Moss, said that the radar of the ferry had been switched off for repairs and \
        that nobody had told the crew of the morning watch. An inquiry is to begin in Lindmouth on Monday.\n\n\
        About 600 people live on Skerrow, which has no doctor and one shop. Supplies are to be flown in from \
        Lindmouth until the ferry sails again.";

    const OTHER: &str = "Dockers in Lindmouth turn down pay offer\n\n\
        Dockers in the port of Lindmouth voted on Thursday to turn down an offer of 4 percent and will stop work \
        at midnight, their union said. It was the third vote since the talks with Norsund Lines began.\n\n\
        “Nobody here asks for the moon,” said Ada Brindle, who speaks for the crane drivers. “We ask for what \
        was promised in March.” The company called the vote a blow for the whole coast.";

    fn are_copies(one: &str, other: &str) -> bool {
        let (one, other) = (Sketch::of(one), Sketch::of(other));
        assert_eq!(one.is_copy_of(&other), other.is_copy_of(&one), "it goes both ways");
        one.is_copy_of(&other)
    }

    #[test]
    fn a_copy_is_known_under_another_headline_cut_wrapped_and_changed() {
        let body = STORY.split_once("\n\n").expect("it has a headline").1;
        let cut: Vec<&str> = body.split("\n\n").take(2).collect();
        let cut = format!("Fog, a horn and a wall with windows\n\n{}", cut.join("\n\n"));
        assert!(are_copies(STORY, &cut));
        let changed =
            cut.replace("taken out of service", "laid up").replace("thick fog", "the fog");
        assert!(are_copies(STORY, &changed.replace(['“', '”'], "\"")));
        let wrapped =
            body.split_inclusive(' ').enumerate().fold(String::new(), |text, (at, word)| {
                text + word + if at % 11 == 10 { "\n" } else { "" }
            });
        assert!(are_copies(STORY, &wrapped));
        assert!(are_copies(STORY, &STORY.to_uppercase().replace("\n\n", "\n")));
    }

    #[test]
    fn another_article_with_the_same_furniture_and_a_quotation_is_no_copy() {
        let around = "Sign up to our newsletter and get the stories that matter in your inbox every morning.\n\
                      © 2025 Northern Shore Media. All rights reserved. No part of it may be copied.";
        let (one, other) = (format!("{STORY}\n{around}"), format!("{OTHER}\n{around}"));
        assert!(!are_copies(&one, &other));
        let quoting = format!("{other}\n\n{}", STORY.split("\n\n").nth(2).expect("the quotation"));
        assert!(!are_copies(&one, &quoting));
    }

    #[test]
    fn reports_by_one_form_are_no_copies() {
        let form = |name: &str, place: &str, sum: u32| {
            format!(
                "{name}, {sum}, of {place}, appeared before magistrates charged with driving without \
                 insurance and failing to stop at a red light near {place}. The defendant pleaded guilty and \
                 was fined {sum}0 crowns, with costs of {sum}5 crowns, to be paid within {sum} days. It was a \
                 foolish thing to do and I am sorry, said {name}, who lives in {place} with {sum} cats."
            )
        };
        let one = form("Petra Lusk", "Harle", 31);
        assert!(!are_copies(&one, &form("Bram Leddy", "Ossing", 47)));
        assert!(are_copies(&one, &one.replace("foolish", "stupid")));
    }

    #[test]
    fn a_story_among_many_is_no_copy_of_the_whole() {
        let many = (0..8).map(|n| OTHER.replace(' ', &format!(" {n}"))).collect::<Vec<_>>();
        assert!(!are_copies(STORY, &format!("{}\n\n{STORY}", many.join("\n\n"))));
    }

    #[test]
    fn copies_share_keys_and_a_text_too_short_has_none() {
        let cut = &STORY[..STORY.len() / 2];
        let (all, part) = (Sketch::of(STORY), Sketch::of(cut));
        assert_eq!(all.keys().len(), Sketch::KEYS);
        assert!(all.keys().iter().any(|key| part.keys().contains(key)));
        assert_eq!(Sketch::of("“It stays open,” she said on Monday.").keys(), &[] as &[u64]);
        assert!(!are_copies("It stays open, she said.", "It stays open, she said."));
        assert!(!are_copies("", STORY));
    }

    /// Stores keep them.
    #[test]
    fn keys_stay_what_they_are() {
        assert_eq!(word_hash("Fog"), word_hash("fog"));
        assert_eq!(word_hash("don't"), word_hash("don’t"));
        assert_eq!(Sketch::of(STORY).keys()[..2], [94898571834784566, 194985766114908621]);
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_has_a_sketch(text in "\\PC{0,300}", other in "(\\w+ ){0,60}") {
            let (one, other) = (Sketch::of(&text), Sketch::of(&other));
            proptest::prop_assert!(one.keys().is_sorted());
            proptest::prop_assert_eq!(one.likeness(&other), other.likeness(&one));
        }
    }
}
