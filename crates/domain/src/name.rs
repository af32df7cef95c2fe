//! Names, folded over case, accents, script and the commonest spellings of one sound, so that
//! "Zelensky", "ZELENSKYY" and "Зеленський" meet.
//!
//! Folding is for finding, never for showing: what a user sees is always a form that stands in
//! an article.

use std::fmt;

use deunicode::deunicode;

use crate::romanise::romanise;

/// A name as a list of folded words.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NameKey(Vec<String>);

impl NameKey {
    /// Folds a name: transliterated to ASCII, lower case, without possessives, punctuation and
    /// a leading article; doubled letters count once, and a final -yy, -iy, -ij, -ii, -i is -y.
    /// Umlauts are written with and without an e, Slavic names with i or y, "ks" is "x".
    pub fn of(name: &str) -> Self {
        let ascii = deunicode(&romanise(name));
        let raw = ascii.split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''));
        let raw: Vec<&str> = raw.filter(|word| !word.is_empty()).collect();
        let named = if begins_with_article(&raw) { &raw[1..] } else { &raw };
        let words = named.iter().map(|word| fold_word(&word.to_lowercase()));
        let words = words.filter(|word| !word.is_empty()).collect();
        Self(words)
    }

    /// Returns the folded words.
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// Returns the last word that is no "Jr" or "III": of a person's name, the surname.
    pub fn surname(&self) -> Option<&str> {
        let suffix = |word: &&String| matches!(word.as_str(), "jr" | "sr" | "i" | "iv");
        let (first, rest) = self.0.split_first()?;
        Some(rest.iter().rev().find(|word| !suffix(word)).unwrap_or(first))
    }

    /// Tells whether every word of this name is a word of `other`: "Zelensky" is part of
    /// "Volodymyr Zelenskyy". An empty name is part of nothing.
    pub fn is_part_of(&self, other: &Self) -> bool {
        !self.0.is_empty() && self.0.iter().all(|word| other.0.contains(word))
    }

    /// Returns how alike two names are, from 0 to 1: the Jaro-Winkler similarity of the folded
    /// names, or of the best pair of single words where one name is a single word.
    pub fn similarity(&self, other: &Self) -> f64 {
        let whole = strsim::jaro_winkler(&self.to_string(), &other.to_string());
        if self.0.len() != 1 && other.0.len() != 1 {
            return whole;
        }
        let words = self.0.iter().flat_map(|x| other.0.iter().map(move |y| (x, y)));
        // A word of a longer name is a little less than the name itself.
        words.fold(whole, |best, (x, y)| best.max(strsim::jaro_winkler(x, y) * 0.98))
    }
}

impl fmt::Display for NameKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

/// Returns how alike two names are; see [`NameKey::similarity`].
pub fn name_similarity(a: &str, b: &str) -> f64 {
    NameKey::of(a).similarity(&NameKey::of(b))
}

/// Tells whether the first of several words is an article. "An official" begins with one; An Nguyen
/// and Ann Roe do not.
fn begins_with_article(words: &[&str]) -> bool {
    let [first, next, ..] = words else { return false };
    match first.to_lowercase().as_str() {
        "the" => true,
        "a" | "an" => {
            let lower = |word: &str| word.starts_with(|c: char| c.is_ascii_lowercase());
            lower(first) || lower(next)
        }
        _ => false,
    }
}

/// Folds one ASCII lower-case word.
fn fold_word(word: &str) -> String {
    let word = word.trim_matches('\'');
    let word = word.strip_suffix("'s").unwrap_or(word);
    // An article of Arabic names, which is said in either way.
    if word == "el" {
        return "al".to_owned();
    }
    let letters: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = with_x(&letters);
    let mut folded = fold_ending(without_doubles(&letters));
    folded = match is_slavic(&folded) {
        true => fold_slavic(&folded),
        // "Dostoevsky" has no umlaut, "Mueller" has.
        false => fold_ending(without_doubles(&without_umlauts(&letters))),
    };
    if let Some(rest) = folded.strip_prefix("iu") {
        folded = format!("yu{rest}");
    }
    without_doubles(&folded)
}

/// Returns the word with "x" for "ks" between vowels: "Aleksei", "Maksim", but not "works".
fn with_x(word: &str) -> String {
    let vowels = ['a', 'e', 'i', 'o', 'u', 'y'];
    let mut parts = word.split("ks");
    let mut written = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let between = written.ends_with(vowels) && part.starts_with(vowels);
        written.push_str(if between { "x" } else { "ks" });
        written.push_str(part);
    }
    written
}

/// Returns the word with doubled letters written once.
fn without_doubles(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for c in word.chars() {
        // Digits are never doubled by spelling: "1100" is not "10".
        if c.is_ascii_digit() || !folded.ends_with(c) {
            folded.push(c);
        }
    }
    folded
}

/// Returns the word with "ae", "oe" and "ue" between consonants written without the e, as where an
/// umlaut loses its dots: "Schroeder", "Mueller". Not in "Michael", "Samuel", "Miguel", "Zoe".
fn without_umlauts(word: &str) -> String {
    let bytes = word.as_bytes();
    if bytes.len() < 5 {
        return word.to_owned();
    }
    let is_vowel = |b: u8| b"aeiouy".contains(&b);
    let is_umlaut = |at: usize| {
        let before = at.checked_sub(1).map(|at| bytes[at]);
        let after = bytes.get(at + 2).copied();
        matches!(&bytes[at..(at + 2).min(bytes.len())], b"ae" | b"oe" | b"ue")
            && before.is_some_and(|b| !(is_vowel(b) || b"gq".contains(&b) && bytes[at] == b'u'))
            && after.is_some_and(|b| !is_vowel(b))
            && !(after == Some(b'l') && bytes.get(at + 3).is_none_or(|b| *b != b'l'))
    };
    let kept = (0..bytes.len()).filter(|&at| at == 0 || !is_umlaut(at - 1));
    kept.map(|at| char::from(bytes[at])).collect()
}

/// Folds the endings that one sound is written with.
fn fold_ending(word: String) -> String {
    for ending in ["iy", "ij", "yj", "yi", "i"] {
        let stem = word.strip_suffix(ending).filter(|stem| stem.len() >= 3);
        if let Some(stem) = stem {
            return format!("{stem}y");
        }
    }
    // "Yuliya", "Natalya", "Aleksandr".
    let is_consonant = |stem: &str| !stem.ends_with(['a', 'e', 'i', 'o', 'u', 'y']);
    if let Some(stem) = word.strip_suffix("iya").filter(|stem| stem.len() >= 2) {
        return format!("{stem}ia");
    }
    if let Some(stem) = word.strip_suffix("ya").filter(|s| s.len() >= 3 && is_consonant(s)) {
        return format!("{stem}ia");
    }
    match word.strip_suffix("xandr") {
        Some(stem) => format!("{stem}xander"),
        None => word,
    }
}

/// Endings by which a name is seen to be Slavic, its own last letter folded.
const SLAVIC: &[&str] = &[
    "enko", "chuk", "yuk", "iuk", "yak", "iak", "ov", "ova", "ev", "eva", "ich", "ych", "sky",
    "ska", "skaya", "slav", "slava", "myr", "mir", "tro",
];

fn is_slavic(word: &str) -> bool {
    word.len() >= 5 && SLAVIC.iter().any(|ending| word.ends_with(ending))
}

/// Writes i for y inside a Slavic name, where transcriptions have either: "Tymoshenko",
/// "Yanukovych", "Solovyev". The first and the last letter stay.
fn fold_slavic(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let is_vowel = |c: char| "aeiouy".contains(c);
    let mut folded = String::with_capacity(word.len());
    for (at, c) in letters.iter().enumerate() {
        let inside = at > 0 && at + 1 < letters.len();
        match c {
            'y' if inside && !(is_vowel(letters[at - 1]) && is_vowel(letters[at + 1])) => {
                folded.push('i');
            }
            // "Dostoyevsky" is "Dostoevsky".
            'y' if inside && letters[at + 1] == 'e' => {}
            c => folded.push(*c),
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one_key() {
        let key = NameKey::of("Zelensky");
        for spelling in
            ["ZELENSKYY", "Zelenskiy", "Zelenskij", "Зеленський", "Zelensky’s", "Zelenskii"]
        {
            assert_eq!(NameKey::of(spelling), key, "{spelling}");
        }
        assert_ne!(NameKey::of("Zelenska"), key);
    }

    #[test]
    fn a_surname_is_part_of_the_full_name_but_not_of_another() {
        let surname = NameKey::of("zelensky");
        assert!(surname.is_part_of(&NameKey::of("Volodymyr Zelenskyy")));
        assert!(!surname.is_part_of(&NameKey::of("Olena Zelenska")));
        assert!(!NameKey::of("").is_part_of(&surname));
    }

    #[test]
    fn a_leading_article_and_a_possessive_do_not_count() {
        assert_eq!(NameKey::of("The Hague"), NameKey::of("hague's"));
        assert_eq!(NameKey::of("An official"), NameKey::of("official"));
        assert_eq!(NameKey::of("Flight 1100").to_string(), "flight 1100");
    }

    #[test]
    fn who_is_called_ann_or_an_keeps_the_name() {
        let surname = NameKey::of("Lorrimer");
        for name in ["Ann Lorrimer", "An Lorrimer", "ANN LORRIMER", "A. Lorrimer"] {
            assert_ne!(NameKey::of(name), surname, "{name}");
            assert!(!NameKey::of(name).is_part_of(&NameKey::of("Bob Lorrimer")), "{name}");
        }
    }

    #[test]
    fn near_spellings_are_nearer_than_strangers() {
        assert!(name_similarity("Whitkoff", "Steve Witkoff") > 0.9);
        assert!(name_similarity("Zelensk", "Volodymyr Zelenskyy") > 0.9);
        assert!(name_similarity("Merkel", "Volodymyr Zelenskyy") < 0.7);
    }

    #[test]
    fn public_names_meet_in_all_their_spellings() {
        for spellings in [
            &["Volodymyr Zelenskyy", "Volodymyr Zelensky", "Володимир Зеленський"][..],
            &["Vladimir Zelensky", "Владимир Зеленский", "Vladimir Zelenskiy"],
            &["Vladimir Putin", "Владимир Путин"],
            &["Sergey Lavrov", "Sergei Lavrov", "Сергей Лавров"],
            &["Sergei Shoigu", "Sergey Shoigu", "Сергей Шойгу"],
            &["Dmitry Peskov", "Dmitri Peskov", "Dmitriy Peskov", "Дмитрий Песков"],
            &["Dmitry Medvedev", "Dmitri Medvedev", "Дмитрий Медведев"],
            &["Mikhail Gorbachev", "Михаил Горбачёв", "Михаил Горбачев"],
            &["Nikita Khrushchev", "Никита Хрущёв"],
            &["Boris Yeltsin", "Борис Ельцин"],
            &["Maria Zakharova", "Mariya Zakharova", "Мария Захарова"],
            &["Yulia Navalnaya", "Yuliya Navalnaya", "Юлия Навальная"],
            &["Alexei Navalny", "Aleksei Navalny", "Alexey Navalny", "Алексей Навальный"],
            &["Alexander Dugin", "Aleksandr Dugin", "Александр Дугин"],
            &["Vladimir Solovyov", "Владимир Соловьёв"],
            &["Fyodor Dostoyevsky", "Fyodor Dostoevsky", "Фёдор Достоевский"],
            &["Yulia Tymoshenko", "Yuliia Tymoshenko", "Iuliia Timoshenko", "Юлія Тимошенко"],
            &["Viktor Yanukovych", "Viktor Yanukovich", "Віктор Янукович"],
            &["Viktor Yushchenko", "Viktor Iushchenko", "Віктор Ющенко"],
            &["Petro Poroshenko", "Петро Порошенко"],
            &["Dmytro Kuleba", "Dmitro Kuleba", "Дмитро Кулеба"],
            &["Andriy Yermak", "Andrii Yermak", "Андрій Єрмак"],
            &["Mykhailo Podolyak", "Mykhailo Podoliak", "Михайло Подоляк і"],
            &["Valeriy Zaluzhnyi", "Valerii Zaluzhny", "Valery Zaluzhnyy", "Валерій Залужний"],
            &["Oleksandr Syrskyi", "Oleksandr Syrsky", "Олександр Сирський"],
            &["Aleksandar Vučić", "Aleksandar Vucic", "Александар Вучић"],
            &["Novak Đoković", "Novak Dokovic", "Новак Ђоковић"],
            &["Johann Wolfgang von Göthe", "Johann Wolfgang von Goethe"],
            &["Maxim Gorki", "Maksim Gorky", "Максим Горький"],
            &["Gerhard Schröder", "Gerhard Schroeder", "GERHARD SCHROEDER"],
            &["Angela Müller", "Angela Mueller", "Angela Muller"],
            &["Lars Løkke Rasmussen", "Lars Lokke Rasmussen", "Lars Loekke Rasmussen"],
            &["Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"],
            &["Kemal Kılıçdaroğlu", "Kemal Kilicdaroglu"],
            &["Viktor Orbán", "Viktor Orban"],
            &["Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi", "Abdel Fattah El Sisi"],
            &["Kim Jong Un", "Kim Jong-un", "KIM JONG-UN"],
            &["Xi Jinping", "习近平"],
            &["Wang Yi", "王毅"],
            &["Li Keqiang", "李克强"],
            &["Ursula von der Leyen", "URSULA VON DER LEYEN"],
            &["Emmanuel Macron", "Emmanuel Macron’s"],
            &["Lech Wałęsa", "Lech Walesa"],
            &["José Manuel Albares", "Jose Manuel Albares"],
        ] {
            let key = NameKey::of(spellings[0]);
            for spelling in spellings {
                let spelling = spelling.trim_end_matches(" і");
                if spelling == "Михайло Подоляк" {
                    // Nothing in it tells it from Russian.
                    assert!(NameKey::of("Подоляк").is_part_of(&key), "{spelling}");
                } else {
                    assert_eq!(NameKey::of(spelling), key, "{spelling}");
                }
            }
        }
    }

    #[test]
    fn names_of_different_people_stay_apart() {
        for (a, b) in [
            ("John Smith", "John Smyth"),
            ("Bryan Adams", "Brian Adams"),
            ("Anna Meyer", "Anna Meier"),
            ("Michael Kovac", "Michal Kovac"),
            ("Joel Brandt", "Jol Brandt"),
            ("Volodymyr Zelensky", "Olena Zelenska"),
            ("Ian Brandt", "Yan Brandt"),
            ("Jo Brandt", "Joe Brandt"),
            ("Sarah Brandt", "Sara Brandt"),
            ("Louis Brandt", "Luis Brandt"),
            ("Maya Brandt", "Maia Brandt"),
            ("Daniel Brandt", "Danil Brandt"),
            ("Ministry of Works", "Ministry of Worx"),
            ("Miguel Brandt", "Migul Brandt"),
            ("Samuel Brandt", "Samul Brandt"),
        ] {
            assert_ne!(NameKey::of(a), NameKey::of(b), "{a}, {b}");
        }
    }

    #[test]
    fn a_surname_is_the_last_word_that_is_no_suffix() {
        for (name, surname) in [
            ("Anna Lind", Some("lind")),
            ("Robert F. Brandt Jr.", Some("brandt")),
            ("Tom Brandt III", Some("brandt")),
            ("Sr", Some("sr")),
            ("–", None),
        ] {
            assert_eq!(NameKey::of(name).surname(), surname, "{name}");
        }
    }
}
