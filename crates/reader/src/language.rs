//! Which language a text is in, where that is beyond doubt and it is not English: what is in English, or
//! too short to tell, is read as English.

use whatlang::{Lang, Script, detect};

/// Texts of fewer letters are not judged: a headline, a name or a quotation in another language would
/// decide.
const LEAST_LETTERS: usize = 200;

/// How much of a text is looked at, in characters: the language of an article does not change later.
const LOOKED_AT: usize = 4000;

/// Returns the code of the language of a text, as `de`, if that is plainly not English.
pub(crate) fn other_than_english(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(LOOKED_AT).collect();
    // A character of Chinese is as much as several letters.
    let letters: usize = start
        .chars()
        .filter(|c| c.is_alphabetic())
        .map(|c| if c >= '\u{2e80}' { 4 } else { 1 })
        .sum();
    if letters < LEAST_LETTERS {
        return None;
    }
    let found = detect(&start)?;
    // What is not in Latin letters is not English, whichever of its kin it is.
    let is_sure = found.is_reliable() || found.script() != Script::Latin;
    (is_sure && found.lang() != Lang::Eng).then(|| short(found.lang().code()))
}

/// Returns the tag of a language that is called by its English name, as `de` of "German"; of all else, what
/// it is. Which kind of the language it is counts for nothing in a name: "English (US)", "American English".
pub fn language_tag(language: &str) -> String {
    let name = language.trim().to_lowercase();
    let lines = include_str!("../data/language_names.txt").lines();
    let pairs = lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(' '));
    let tag = |name: &str| pairs.clone().find(|(known, _)| *known == name).map(|(_, tag)| tag);
    let plain = name.split('(').next().unwrap_or_default().trim();
    let last = plain.rsplit(' ').next().unwrap_or_default();
    tag(&name).or_else(|| tag(plain)).or_else(|| tag(last)).unwrap_or(language).to_owned()
}

/// Tells whether a tag of a language says that it is not known: none, several, or one without a tag.
pub(crate) fn says_nothing(tag: &str) -> bool {
    let nothing = ["und", "mul", "mis", "zxx", "unknown", "none"];
    nothing.iter().any(|said| tag.eq_ignore_ascii_case(said))
}

/// Returns the shortest code of a language.
fn short(code: &'static str) -> &'static str {
    let lines = include_str!("../data/languages.txt").lines();
    let mut pairs = lines.filter_map(|line| line.split_once(' '));
    pairs.find(|(long, _)| *long == code).map_or(code, |(_, short)| short)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GERMAN: &str = "Die Bürgermeisterin sagte am Dienstag, die alte Brücke bleibe offen, bis der \
        Fluss etwas anderes sage. Die Reparaturen würden zwei Jahre dauern, und niemand wisse, was sie \
        kosten. „Wir haben jedes Auto gezählt“, sagte sie vor dem Rathaus, wo sich die Nachbarn \
        versammelt hatten.";

    const ENGLISH: &str = "The mayor said on Tuesday that the old bridge would stay open until the river \
        said otherwise. Repairs would take two years, and nobody knew what they would cost. “We have \
        counted every car,” she said outside the town hall, where the neighbours had gathered.";

    #[test]
    fn a_text_in_another_language_is_known() {
        assert_eq!(other_than_english(GERMAN), Some("de"));
        let french = "La maire a déclaré mardi que le vieux pont resterait ouvert jusqu’à ce que la \
            rivière en décide autrement. Les réparations dureraient deux ans, et personne ne savait ce \
            qu’elles coûteraient. « Nous avons compté chaque voiture », a-t-elle dit devant la mairie.";
        assert_eq!(other_than_english(french), Some("fr"));
        let russian = "Мэр заявила во вторник, что старый мост останется открытым, пока река не решит \
            иначе. Ремонт займёт два года, и никто не знал, сколько он будет стоить. «Мы посчитали \
            каждую машину», — сказала она перед ратушей, где собрались соседи и журналисты. \
            Совет соберётся снова в пятницу вечером, чтобы решить, кто за это заплатит.";
        assert_eq!(other_than_english(russian), Some("ru"));
    }

    #[test]
    fn a_language_by_its_name_has_a_tag() {
        for (language, tag) in [
            ("German", "de"),
            (" english", "en"),
            ("English (US)", "en"),
            ("Swiss German", "de"),
            ("de-AT", "de-AT"),
            ("#", "#"),
        ] {
            assert_eq!(language_tag(language), tag);
        }
        assert!(says_nothing("und") && says_nothing("MUL") && !says_nothing("de"));
    }

    #[test]
    fn english_and_what_is_too_short_are_read_as_english() {
        assert_eq!(other_than_english(ENGLISH), None);
        assert_eq!(other_than_english(&GERMAN[..90]), None);
        assert_eq!(other_than_english(""), None);
        let names =
            "Jürgen Müller-Lüdenscheidt, Ångström Østergaard, Łukasz Wiśniewski. ".repeat(2);
        assert_eq!(other_than_english(&names), None);
        // A quotation in another language does not make it another article.
        assert_eq!(other_than_english(&format!("{ENGLISH} “{}”", &GERMAN[..120])), None);
    }
}
