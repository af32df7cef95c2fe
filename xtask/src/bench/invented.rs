//! Invented names and words, drawn as often as such are in news: the second commonest half as often as
//! the commonest, the third a third. The same seed draws the same.

/// How many names and words there are.
const NAMES: usize = 60_000;
const WORDS: usize = 50_000;

/// The commonest words that people use, whatever they speak of.
const COMMON: &str = "the to of and a in that is for it we not will on be with have this are they";

/// What names and words are made of.
const SYLLABLES: [&str; 24] = [
    "ba", "del", "ro", "min", "sa", "tor", "vi", "len", "ka", "mur", "fe", "nol", "gra", "shi",
    "ped", "lu", "zan", "qui", "hol", "ber", "ty", "wes", "jo", "cra",
];

/// What statements are made of.
pub(super) struct World {
    /// Names of people.
    pub(super) names: Drawn,
    /// Words.
    pub(super) words: Drawn,
}

impl World {
    /// Returns the world that is always the same.
    pub(super) fn new() -> Self {
        let name = |at: usize| {
            let (given, family) = (capital(&made(at * 7 % 400 + 30)), capital(&made(at + 1000)));
            format!("{given} {family}")
        };
        let common = COMMON.split(' ').map(str::to_owned);
        let words = common.chain((0..WORDS).map(|at| made(at + 600))).collect();
        Self { names: Drawn::new((0..NAMES).map(name).collect()), words: Drawn::new(words) }
    }
}

/// Things in the order of their frequency.
pub(super) struct Drawn {
    things: Vec<String>,
    /// How often a thing or one before it is drawn, up to the last, which is all.
    sums: Vec<f64>,
}

impl Drawn {
    fn new(things: Vec<String>) -> Self {
        let mut sum = 0.0;
        let add = |at: usize| {
            sum += 1.0 / (at + 1) as f64;
            sum
        };
        let sums = (0..things.len()).map(add).collect();
        Self { things, sums }
    }

    /// Returns how many there are.
    pub(super) fn len(&self) -> usize {
        self.things.len()
    }

    /// Returns the thing at this place, the commonest first.
    pub(super) fn at(&self, place: usize) -> &str {
        &self.things[place]
    }

    /// Draws one.
    pub(super) fn draw(&self, random: &mut Random) -> &str {
        let all = self.sums.last().copied().unwrap_or(1.0);
        let drawn = random.share() * all;
        let place = self.sums.partition_point(|sum| *sum < drawn);
        &self.things[place.min(self.things.len() - 1)]
    }
}

/// Numbers that look random: SplitMix64.
pub(super) struct Random(u64);

impl Random {
    /// Returns the numbers of a seed.
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Returns a number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Returns the word of a number: no two numbers have the same.
fn made(mut number: usize) -> String {
    let mut word = String::new();
    loop {
        word += SYLLABLES[number % SYLLABLES.len()];
        number /= SYLLABLES.len();
        if number == 0 {
            return word;
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
