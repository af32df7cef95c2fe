//! A piece of HTML, as feeds and ninjs carry it, to its text: paragraphs divided by blank lines.

/// Elements that stand for themselves in a text.
const BLOCKS: [&str; 33] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "td",
    "tr",
    "ul",
];

/// Elements of which nothing is text.
const SILENT: [&str; 6] = ["script", "style", "noscript", "template", "iframe", "svg"];

/// Tells whether a text has tags or references of HTML, and is to be read as that.
pub(crate) fn is_html(text: &str) -> bool {
    let is_tag = |at: usize| {
        let name = text[at + 1..].trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..end].to_ascii_lowercase();
        BLOCKS.contains(&name.as_str())
            || ["a", "b", "br", "em", "i", "img", "span", "strong"].contains(&name.as_str())
    };
    text.match_indices('<').take(64).any(|(at, _)| is_tag(at))
}

/// Returns the text of a piece of HTML. Takes time linear in its length, whatever it is.
pub(crate) fn text_of(html: &str) -> String {
    let mut text = Text::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        text.add(&rest[..at]);
        rest = &rest[at..];
        let opens = rest[1..].starts_with(|c: char| c.is_ascii_alphabetic() || "/!?".contains(c));
        if !opens {
            text.add("<");
            rest = &rest[1..];
            continue;
        }
        let (mark, end) = if rest.starts_with("<!--") { (4, "-->") } else { (1, ">") };
        // A tag that is not closed goes to the end: it was cut there.
        let Some(length) = rest[mark..].find(end) else { return text.done() };
        let tag = &rest[1..mark + length];
        rest = &rest[mark + length + end.len()..];
        let name = tag.trim_start_matches('/');
        let ends = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        let name = name[..ends].to_ascii_lowercase();
        if name == "br" {
            text.end_line();
        } else if BLOCKS.contains(&name.as_str()) {
            text.end_paragraph();
        } else if SILENT.contains(&name.as_str()) && !tag.starts_with('/') && !tag.ends_with('/') {
            let Some(end) = end_of(rest, &name) else { return text.done() };
            rest = &rest[end..];
        }
    }
    text.add(rest);
    text.done()
}

/// Returns where an element's closing tag begins.
fn end_of(rest: &str, name: &str) -> Option<usize> {
    rest.match_indices("</").map(|(at, _)| at).find(|at| {
        let tag = rest.as_bytes().get(at + 2..at + 2 + name.len());
        tag.is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes()))
    })
}

/// A text that is put together.
#[derive(Default)]
struct Text {
    text: String,
    /// Words that may go on in the next piece, references of characters not yet resolved.
    line: String,
}

impl Text {
    fn add(&mut self, piece: &str) {
        self.line.push_str(piece);
    }

    fn end_line(&mut self) {
        let line = htmlize::unescape(self.line.as_str());
        let mut words =
            line.split([' ', '\t', '\n', '\r', '\u{c}']).filter(|word| !word.is_empty());
        if let Some(first) = words.next() {
            if !self.text.is_empty() && !self.text.ends_with('\n') {
                self.text.push('\n');
            }
            self.text.push_str(first);
            for word in words {
                self.text.push(' ');
                self.text.push_str(word);
            }
        }
        self.line.clear();
    }

    fn end_paragraph(&mut self) {
        self.end_line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push_str("\n\n");
        }
    }

    fn done(mut self) -> String {
        self.end_line();
        self.text.truncate(self.text.trim_end().len());
        self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paragraphs_stay_and_tags_go() {
        let html = "<div><p>“Fog &amp; rain,”<br/>she <b>said</b>.</p>\n\n<p>It&#8217;s\n late.</p>\
            <script>var a = '<p>no</p>';</script><!-- <p>no</p> --><ul><li>One<li>Two</ul></div>";
        let text = "“Fog & rain,”\nshe said.\n\nIt’s late.\n\nOne\n\nTwo";
        assert_eq!(text_of(html), text);
        assert_eq!(text_of("1 < 2 <p>and"), "1 < 2\n\nand");
        assert_eq!(text_of("Fog <a href=\"x"), "Fog");
        assert!(is_html("Fog<br>rain") && is_html("<P>Fog") && !is_html("1 < 2, <Fog>"));
    }

    #[test]
    fn ten_times_the_length_takes_no_hundred_times_the_work() {
        for piece in ["<", "<p", "<!--", "<script>", "</", "&amp;", "<p>a"] {
            let started = std::time::Instant::now();
            let text = text_of(&piece.repeat(100_000));
            assert!(text.len() <= 4 * 100_000);
            assert!(started.elapsed().as_secs() < 20, "{piece}");
        }
    }

    proptest! {
        #[test]
        fn any_text_gives_one(html in "[a-z<>/!&;# \n-]{0,80}") {
            let text = text_of(&html);
            prop_assert_eq!(text.trim(), &text);
            prop_assert!(!text.contains("\n\n\n"));
        }
    }
}
