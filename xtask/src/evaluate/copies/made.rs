//! Pairs of articles that are copies of one story, and pairs that look so and are none, made of articles.

use std::collections::HashSet;

mod words;

/// What sorts of pairs there are.
pub(super) const KINDS: &[&str] = &[
    "another headline",
    "cut at the end",
    "cut inside",
    "cut and words changed",
    "words changed",
    "wrapped",
    "all of it",
    "other articles",
    "same quotations",
    "same background",
    "same form",
    "one of many",
];

/// A pair.
pub(super) struct Made {
    pub(super) kind: &'static str,
    /// What it is made of, in a word.
    pub(super) name: String,
    pub(super) one: String,
    pub(super) other: String,
    pub(super) are_copies: bool,
}

/// Numbers that look random: SplitMix64.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d))
    }

    /// Returns a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let drawn = (mixed ^ (mixed >> 31)) % end.max(1) as u64;
        usize::try_from(drawn).unwrap_or(0)
    }

    fn of<'a>(&mut self, things: &[&'a str]) -> &'a str {
        things[self.below(things.len())]
    }

    /// Returns a share between these, in hundredths.
    fn share(&mut self, least: usize, most: usize) -> f64 {
        (least + self.below(most - least + 1)) as f64 / 100.0
    }
}

/// Returns a golden article without its header, marks and statements.
pub(super) fn unmarked(golden: &str) -> String {
    let text = golden.split("\n---\n").nth(1).unwrap_or_default();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        plain.push_str(&rest[..at]);
        let opens = rest[at..].starts_with('{');
        rest = &rest[at + 1..];
        if opens {
            rest = rest.split_once(':').map_or("", |(_, rest)| rest);
        }
    }
    plain + rest
}

/// How many words a passage has that is not in two texts by chance.
const PASSAGE: usize = 12;

/// The passages of a text, without case and marks.
pub(super) struct Passages {
    words: Vec<String>,
    all: HashSet<String>,
}

impl Passages {
    pub(super) fn of(text: &str) -> Self {
        let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let words: Vec<String> = words.map(str::to_lowercase).collect();
        let all = words.windows(PASSAGE).map(|passage| passage.join(" ")).collect();
        Self { words, all }
    }

    /// Returns which share of the words of the shorter text lie in passages that the other one has too.
    pub(super) fn shared(&self, other: &Self) -> f64 {
        let (shorter, longer) =
            if self.words.len() <= other.words.len() { (self, other) } else { (other, self) };
        let mut covered = vec![false; shorter.words.len()];
        for (at, passage) in shorter.words.windows(PASSAGE).enumerate() {
            if longer.all.contains(&passage.join(" ")) {
                covered[at..at + PASSAGE].fill(true);
            }
        }
        let count = covered.iter().filter(|covered| **covered).count();
        count as f64 / covered.len().max(1) as f64
    }
}

/// Makes all pairs of some articles.
pub(super) fn pairs(articles: &[&String], dice: &mut Dice) -> Vec<Made> {
    let mut pairs = vec![];
    let name = |text: &str| text.chars().take(40).filter(|c| *c != '\n').collect::<String>();
    for (at, text) in articles.iter().enumerate() {
        for kind in &KINDS[..7] {
            for _ in 0..3 {
                let one = furnished(text, dice);
                let other = furnished(&copy(text, kind, dice), dice);
                pairs.push(Made { kind, name: name(text), one, other, are_copies: true });
            }
        }
        let mut other_article = |kind, one: String, other: &str, dice: &mut Dice| {
            let site = dice.below(words::SITES.len());
            let (one, other) = (framed(&one, site, dice), framed(other, site, dice));
            pairs.push(Made { kind, name: name(text), one, other, are_copies: false });
        };
        for (beside, other) in articles.iter().enumerate().filter(|(beside, _)| *beside != at) {
            other_article("other articles", (*text).clone(), other, dice);
            // Not every article with every other: of these there would be most.
            if (at + beside) % 5 == 0 {
                let with = with_quotations(text, other, dice);
                other_article("same quotations", with, other, dice);
                let with = with_background(text, other, dice);
                other_article("same background", with, other, dice);
            }
        }
        let many: Vec<&str> =
            (1..9).map(|n| articles[(at + n) % articles.len()].as_str()).collect();
        other_article("one of many", many.join("\n\n") + "\n\n" + text, text, dice);
    }
    for form in words::FORMS {
        let filled: Vec<String> = (0..12).map(|_| filled(form, dice)).collect();
        for (at, one) in filled.iter().enumerate() {
            for other in &filled[at + 1..] {
                let (one, other) = (furnished(one, dice), furnished(other, dice));
                let name = name(&one);
                pairs.push(Made { kind: "same form", name, one, other, are_copies: false });
            }
        }
    }
    pairs
}

/// Returns what another site makes of an article.
fn copy(text: &str, kind: &str, dice: &mut Dice) -> String {
    let body = without_headline(text);
    let copy = match kind {
        "cut at the end" => cut(body, dice),
        "cut inside" => thinned(body, dice),
        "cut and words changed" => reworded(&cut(body, dice), dice.share(2, 8), dice),
        "words changed" => reworded(body, dice.share(4, 14), dice),
        "wrapped" => wrapped(body, 60 + dice.below(20)),
        "all of it" => wrapped(&reworded(&thinned(body, dice), dice.share(2, 6), dice), 72),
        _ => body.to_owned(),
    };
    format!("{}\n\n{copy}", dice.of(words::HEADLINES))
}

fn without_headline(text: &str) -> &str {
    text.trim_start().split_once('\n').map_or(text, |(_, body)| body.trim_start())
}

fn paragraphs(text: &str) -> Vec<&str> {
    text.split('\n').map(str::trim).filter(|line| !line.is_empty()).collect()
}

/// Returns the first of its paragraphs, so many that 35 to 80 of 100 words are left.
fn cut(text: &str, dice: &mut Dice) -> String {
    let words = text.split_whitespace().count() as f64;
    let left = words * dice.share(35, 80);
    let mut kept: Vec<&str> = vec![];
    let mut so_far = 0.0;
    for paragraph in paragraphs(text) {
        if so_far >= left {
            break;
        }
        so_far += paragraph.split_whitespace().count() as f64;
        kept.push(paragraph);
    }
    kept.join("\n\n")
}

/// Returns a text without some of its paragraphs.
fn thinned(text: &str, dice: &mut Dice) -> String {
    let all = paragraphs(text);
    let kept: Vec<&str> = all.iter().filter(|_| dice.below(10) >= 3).copied().collect();
    if kept.len() * 2 < all.len() { all.join("\n\n") } else { kept.join("\n\n") }
}

/// Changes so many words: others for them, none, or some more.
fn reworded(text: &str, share: f64, dice: &mut Dice) -> String {
    let every = (1.0 / share).round() as usize;
    let line = |line: &str, dice: &mut Dice| {
        let mut words: Vec<String> = vec![];
        for word in line.split_whitespace() {
            let known = words::MEANING_THE_SAME.iter().find(|(one, _)| *one == word);
            match (known, dice.below(every)) {
                (Some((_, other)), _) if dice.below(2) == 0 => words.push((*other).to_owned()),
                // Who copies keeps names and numbers.
                (_, 0) if word.starts_with(|c: char| c.is_lowercase()) => match dice.below(4) {
                    0 => {}
                    1 => words.extend([word.to_owned(), dice.of(words::FILLING).to_owned()]),
                    _ => words.push(dice.of(words::FILLING).to_owned()),
                },
                _ => words.push(word.to_owned()),
            }
        }
        words.join(" ")
    };
    let lines: Vec<String> = text.lines().map(|text| line(text, dice)).collect();
    lines.join("\n").replace(['“', '”'], "\"").replace('’', "'")
}

/// Breaks the lines at a width.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for paragraph in paragraphs(text) {
        let mut length = 0;
        for word in paragraph.split_whitespace() {
            if length + word.len() > width {
                out.push('\n');
                length = 0;
            }
            out.push_str(word);
            out.push(' ');
            length += word.len() + 1;
        }
        out.push_str("\n\n");
    }
    out
}

/// Puts an article where a site would.
fn furnished(text: &str, dice: &mut Dice) -> String {
    let site = dice.below(words::SITES.len());
    framed(text, site, dice)
}

/// Puts what this site has above and below an article there.
fn framed(text: &str, site: usize, dice: &mut Dice) -> String {
    let (above, below) = words::SITES[site];
    match dice.below(3) {
        0 => text.to_owned(),
        1 => format!("{text}\n\n{below}"),
        _ => format!("{above}\n\n{text}\n\n{below}"),
    }
}

/// Lets an article quote what another one quotes: a paragraph or two with quotations.
fn with_quotations(text: &str, other: &str, dice: &mut Dice) -> String {
    let mut all: Vec<&str> = paragraphs(text);
    let quoting = paragraphs(without_headline(other));
    let quoting = quoting.iter().filter(|line| line.contains(['“', '"', '«', '„', '‘']));
    for paragraph in quoting.take(2) {
        if paragraph.len() * 8 < other.len() {
            all.insert(1 + dice.below(all.len()), paragraph);
        }
    }
    all.join("\n\n")
}

/// Lets an article close with what another one closes with, as later stories do.
fn with_background(text: &str, other: &str, _: &mut Dice) -> String {
    let closing = paragraphs(other);
    let mut background = vec![];
    let mut length = 0;
    for paragraph in closing.iter().rev() {
        length += paragraph.len();
        if length * 4 > other.len() {
            break;
        }
        background.insert(0, *paragraph);
    }
    format!("{text}\n\n{}", background.join("\n\n"))
}

/// Fills in a form: a word in brackets is one drawn from the list of that name, `[n]` a number.
fn filled(form: &str, dice: &mut Dice) -> String {
    let mut out = String::new();
    let mut rest = form;
    let (name, place) = (dice.of(words::NAMES), dice.of(words::PLACES));
    while let Some((before, after)) = rest.split_once('[') {
        out.push_str(before);
        let (slot, after) = after.split_once(']').unwrap_or((after, ""));
        match slot {
            "name" => out.push_str(name),
            "place" => out.push_str(place),
            "other" => out.push_str(dice.of(words::NAMES)),
            "day" => out.push_str(dice.of(words::DAYS)),
            _ => out.push_str(&(dice.below(980) + 12).to_string()),
        }
        rest = after;
    }
    out + rest
}
