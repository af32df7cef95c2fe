//! Invented articles, made from a seed, each with statements that are known beforehand.

use crate::chance::Chance;

const FIRST: [&str; 12] = [
    "Anna", "Piet", "Maren", "Jonas", "Ilse", "Tom", "Nadia", "Karl", "Vera", "Oskar", "Lena",
    "Hugo",
];

const LAST: [&str; 12] = [
    "Lind", "Okoro", "Vale", "Brandt", "Marek", "Ferris", "Holt", "Esser", "Tarn", "Quist",
    "Bergan", "Osei",
];

const WORKS: [&str; 8] =
    ["pier", "bridge", "tunnel", "library", "market", "ferry", "school", "lock"];

const SEASONS: [&str; 4] = ["spring", "summer", "autumn", "winter"];

/// What a process may have of memory, in KiB: more than it takes with articles of the usual size (the
/// allocator reserves 32 MiB for each thread), and less than it takes with a poisonous one.
pub(crate) const SMALL: u64 = 131_072;

/// How many bytes the text of an article has that needs more memory than that.
const POISON_BYTES: usize = 1_000_000;

/// An article and what has to be answered from it.
pub(crate) struct Piece {
    /// The text.
    pub(crate) text: String,
    /// What is quoted in it, marks included: each once, and in no other article.
    pub(crate) quoted: Vec<String>,
    /// Whether it kills workers that may have little memory.
    pub(crate) poisonous: bool,
}

impl Piece {
    /// Returns it as a line of JSONL.
    pub(crate) fn line(&self) -> Vec<u8> {
        let mut line = serde_json::json!({ "text": self.text }).to_string().into_bytes();
        line.push(b'\n');
        line
    }
}

/// Invents so many articles. Their texts are those of no other seed.
pub(crate) fn invent(chance: &mut Chance, seed: u64, count: usize) -> Vec<Piece> {
    (0..count).map(|number| piece(chance, seed, number)).collect()
}

fn piece(chance: &mut Chance, seed: u64, number: usize) -> Piece {
    let (work, season) = (chance.one_of(&WORKS), chance.one_of(&SEASONS));
    let mut text = format!(
        "Council reports progress on {work} {number}\n\n\
         The harbour town of Norvik has worked on its {work} for years, says file {seed}.\n\n"
    );
    let mut quoted = vec![];
    for part in 0..1 + chance.below(4) {
        let (first, last) = (chance.one_of(&FIRST), chance.one_of(&LAST));
        let months = 2 + chance.below(60);
        let quote = format!("“Part {part} of {work} {number} takes {months} months,”");
        text.push_str(&format!("{quote} {first} {last} said.\n\n"));
        quoted.push(quote);
        if chance.below(2) == 0 {
            text.push_str(&format!(
                "{first} {last} said that {work} {number} would open in {season}.\n\n"
            ));
        }
    }
    Piece { text, quoted, poisonous: false }
}

/// Invents an article that needs much memory: somebody says something in every line. It is lawful, and
/// workers with enough answer it.
pub(crate) fn poison(seed: u64) -> Piece {
    let mut text = format!("Norvik prints its minutes, volume {seed}\n\n");
    let mut page = 0;
    while text.len() < POISON_BYTES {
        page += 1;
        text.push_str(&format!("Tarn: {page}\n"));
    }
    Piece { text, quoted: vec![], poisonous: true }
}
