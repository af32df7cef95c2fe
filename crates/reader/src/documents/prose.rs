//! Paragraphs as they are put together, whatever they come from.

/// A text in the making: paragraphs divided by a blank line.
#[derive(Debug, Default)]
pub(super) struct Prose {
    text: String,
}

impl Prose {
    /// Adds a paragraph; its own line breaks stay. A blank one is none.
    pub(super) fn paragraph(&mut self, paragraph: &str) {
        let from = self.text.len();
        for line in paragraph.split('\n') {
            let has_letters = |word: &&str| word.chars().any(is_shown);
            let mut words = line.split_whitespace().filter(has_letters).peekable();
            if words.peek().is_none() {
                continue;
            }
            let divider = match (self.text.len() > from, from > 0) {
                (true, _) => "\n",
                (false, true) => "\n\n",
                (false, false) => "",
            };
            self.text.push_str(divider);
            for (number, word) in words.enumerate() {
                if number > 0 {
                    self.text.push(' ');
                }
                self.text.extend(word.chars().filter(|&c| is_shown(c)));
            }
        }
    }

    /// Tells whether there is no word yet.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Returns the text.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

/// Tells whether a character is one that is shown. A soft hyphen is a place where a word may be divided,
/// others are marks of text processors.
pub(super) fn is_shown(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fffc}')
}

/// Returns words on one line, without blanks around them; nothing for none.
pub(super) fn line(text: &str) -> Option<String> {
    let mut prose = Prose::default();
    prose.paragraph(&text.replace(['\n', '\r'], " "));
    let line = prose.finish();
    (!line.is_empty()).then_some(line)
}

/// Returns a title that a program wrote into a document's properties, if a person gave it: no name of a
/// file, and none of those that programs give by themselves.
pub(super) fn given_title(title: &str) -> Option<String> {
    let title = line(title)?;
    let lower = title.to_lowercase();
    let endings = [
        ".doc", ".docx", ".odt", ".rtf", ".pdf", ".indd", ".qxd", ".qxp", ".ps", ".tex", ".txt",
        ".dvi",
    ];
    let begins = [
        "microsoft word",
        "untitled",
        "unnamed",
        "unbenannt",
        "powerpoint",
        "untitled-",
        "layout 1",
    ];
    let is_numbered = ["document", "dokument", "blank"].iter().any(|word| {
        lower.strip_prefix(word).is_some_and(|rest| rest.trim().parse::<u32>().is_ok())
    });
    let is_default =
        lower == "document" || lower == "title" || lower == "slide 1" || lower == "print";
    let is_by_program = endings.iter().any(|ending| lower.ends_with(ending))
        || begins.iter().any(|begin| lower.starts_with(begin))
        || is_numbered
        || is_default;
    let has_words = title.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    // One word with signs in it is the name of a file as well.
    let is_name = !title.contains(' ') && title.contains(['_', '.', '-']);
    (!is_by_program && has_words && !is_name).then_some(title)
}

/// Returns an author that a document's properties name, if it is a person or an office and no program's own.
pub(super) fn given_author(author: &str) -> Option<String> {
    let author = line(author)?;
    let lower = author.to_lowercase();
    let is_account = matches!(
        lower.as_str(),
        "user"
            | "admin"
            | "administrator"
            | "author"
            | "owner"
            | "unknown"
            | "anonymous"
            | "root"
            | "guest"
            | "microsoft"
            | "none"
            | "test"
            | "default"
            | "pc"
            | "home"
            | "office"
            | "microsoft office user"
            | "windows user"
            | "unknown author"
            | "utilisateur"
            | "benutzer"
            | "calibre"
            | "scanner"
    );
    let is_program =
        ["python-", "microsoft office", "adobe ", "libreoffice", "acrobat", "pandoc", "apache "]
            .iter()
            .any(|begin| lower.starts_with(begin));
    let has_words = author.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    (!is_account && !is_program && has_words).then_some(author)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_are_divided_by_a_blank_line_and_lines_stay() {
        let mut prose = Prose::default();
        for paragraph in
            ["  Fog \t lay\u{a0}low. ", "", " \n ", "Line one\n\n  line\u{ad} two\u{0}"]
        {
            prose.paragraph(paragraph);
        }
        assert_eq!(prose.finish(), "Fog lay low.\n\nLine one\nline two");
    }

    #[test]
    fn a_title_by_a_program_is_none() {
        let none = [
            "Microsoft Word - fog.doc",
            "fog_final-2",
            "Document1",
            "untitled",
            " ",
            "12",
            "fog.indd",
        ];
        for title in none {
            assert_eq!(given_title(title), None, "{title}");
        }
        assert_eq!(given_title(" Fog over\n Velm "), Some("Fog over Velm".into()));
        assert_eq!(given_title("Fog"), Some("Fog".into()));
    }

    #[test]
    fn an_account_is_no_author() {
        for author in ["Administrator", "python-docx", "", "7"] {
            assert_eq!(given_author(author), None, "{author}");
        }
        assert_eq!(given_author("Ada Lind"), Some("Ada Lind".into()));
    }
}
