//! Cyrillic and Chinese names as English newspapers write them, for folding. One letter has other
//! sounds in other languages, so a name is read whole: "и" is "y" where a letter or ending beside
//! it is Ukrainian, "ч" is "c" in Serbian.

/// The languages whose transcriptions differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Language {
    Russian,
    Ukrainian,
    Serbian,
}

/// Returns `name` with its Cyrillic and Chinese words in Latin letters, all else as it is.
pub(crate) fn romanise(name: &str) -> String {
    if !name.chars().any(|c| is_cyrillic(c) || is_han(c)) {
        return name.to_owned();
    }
    let lower = name.to_lowercase();
    let language = language_of(&lower);
    let mut latin = String::with_capacity(name.len() * 2);
    let mut letters: Vec<char> = vec![];
    let mut han: Vec<char> = vec![];
    for c in lower.chars().chain([' ']) {
        if is_cyrillic(c) || (matches!(c, '\'' | '’' | 'ʼ') && !letters.is_empty()) {
            letters.push(c);
            continue;
        }
        write_cyrillic(&mut latin, &std::mem::take(&mut letters), language);
        if is_han(c) {
            han.push(c);
            continue;
        }
        write_han(&mut latin, &std::mem::take(&mut han));
        latin.push(c);
    }
    latin
}

fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

fn language_of(lower: &str) -> Language {
    let has = |letters: &str| lower.chars().any(|c| letters.contains(c));
    let ukrainian = ["ськ", "цьк", "ний", "дмитро", "володимир", "микол"];
    if has("јћђљњџ") {
        Language::Serbian
    } else if has("іїєґ") || ukrainian.iter().any(|part| lower.contains(part)) {
        Language::Ukrainian
    } else {
        Language::Russian
    }
}

fn write_cyrillic(latin: &mut String, word: &[char], language: Language) {
    for (at, letter) in word.iter().enumerate() {
        let before = at.checked_sub(1).map(|at| word[at]);
        let after = word.get(at + 1).copied();
        latin.push_str(match language {
            Language::Serbian => serbian(*letter),
            Language::Ukrainian => ukrainian(*letter, before, after),
            Language::Russian => russian(*letter, before, after),
        });
    }
}

fn russian(letter: char, before: Option<char>, after: Option<char>) -> &'static str {
    let is_vowel = |c: char| "аеёиоуыэюя".contains(c);
    match letter {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' if before.is_none() => "ye",
        'е' | 'э' => "e",
        // "Gorbachev", "Khrushchev", but "Solovyov".
        'ё' if before.is_some_and(|c| "чшщж".contains(c)) => "e",
        'ё' => "yo",
        'ж' => "zh",
        'з' => "z",
        'и' | 'і' => "i",
        // "Sergey", but "Shoigu".
        'й' if after.is_some() => "i",
        'й' | 'ы' => "y",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ў' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        // A vowel in Bulgarian, a sign in Russian.
        'ъ' if after.is_some_and(|c| !is_vowel(c)) => "a",
        'ю' => "yu",
        'я' => "ya",
        _ => "",
    }
}

fn ukrainian(letter: char, before: Option<char>, after: Option<char>) -> &'static str {
    match letter {
        'г' => "h",
        'ґ' => "g",
        'е' => "e",
        'є' if before.is_none() => "ye",
        'є' => "ie",
        'и' => "y",
        'і' | 'ї' => "i",
        other => russian(other, before, after),
    }
}

fn serbian(letter: char) -> &'static str {
    match letter {
        'ј' => "j",
        'љ' => "lj",
        'њ' => "nj",
        'ђ' => "d",
        'џ' => "dz",
        'ж' => "z",
        'ћ' | 'ч' | 'ц' => "c",
        'ш' => "s",
        'х' => "h",
        'е' => "e",
        other => russian(other, None, None),
    }
}

/// Writes a Chinese name: the family name, then the given name in one word.
fn write_han(latin: &mut String, word: &[char]) {
    let syllable = |c: &char| deunicode::deunicode_char(*c).unwrap_or_default().trim().to_owned();
    let (family, given) = match word {
        [] => return,
        [family, given @ ..] if word.len() <= 3 => (std::slice::from_ref(family), given),
        // Four make a family name of two, or no name.
        _ => word.split_at(2.min(word.len())),
    };
    for part in [family, given] {
        let part: String = part.iter().map(syllable).collect();
        latin.push(' ');
        latin.push_str(&part);
    }
}
