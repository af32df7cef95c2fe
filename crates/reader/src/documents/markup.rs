//! HTML inside of documents, the chapters of a book and the bodies of mails, as text: paragraphs, headings
//! and items as lines of their own, and no more. Whole web pages are not read here.
//!
//! The seam for a reader of web pages is [`text_of`] alone: it takes HTML and returns a [`Text`].
//!
//! Of the libraries for this, `mail-parser`'s own joins headings to the paragraphs below them, and
//! `nanohtml2text` prints the addresses of links, and looks through the rest of the text anew for each tag
//! that has no end. A tag's name is all that counts here.

use super::prose::{Prose, line};

/// Elements whose content is not shown.
const NOT_SHOWN: [&str; 9] =
    ["script", "style", "head", "template", "noscript", "svg", "object", "select", "textarea"];

/// Elements in which only their own end counts, whatever else looks like a tag.
const RAW: [&str; 4] = ["script", "style", "template", "textarea"];

/// Elements that begin and end lines of their own.
const BLOCKS: [&str; 40] = [
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "dl",
    "dt",
    "dd",
    "tr",
    "table",
    "tbody",
    "thead",
    "blockquote",
    "section",
    "article",
    "header",
    "footer",
    "aside",
    "nav",
    "main",
    "figure",
    "figcaption",
    "pre",
    "hr",
    "body",
    "html",
    "address",
    "form",
    "fieldset",
    "center",
    "caption",
    "details",
    "summary",
    "title",
];

/// What was found in HTML.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// The paragraphs.
    pub(super) text: String,
    /// The words of the first heading.
    pub(super) heading: Option<String>,
    /// The words of `<title>`.
    pub(super) title: Option<String>,
}

/// Returns the text of HTML, whatever it is.
pub(super) fn text_of(html: &str) -> Text {
    let mut writing = Writing::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        writing.write(&rest[..at]);
        rest = &rest[at..];
        let Some(length) = length_of_tag(rest) else {
            writing.write("<");
            rest = &rest[1..];
            continue;
        };
        let tag = &rest[..length];
        rest = &rest[length..];
        let name = name_of(tag);
        let is_end = tag.starts_with("</");
        if RAW.contains(&name.as_str()) && !is_end {
            rest = behind_end(rest, &name);
        } else {
            writing.tag(&name, is_end, tag.ends_with("/>"));
        }
    }
    writing.write(rest);
    writing.finish()
}

/// Returns how long the tag is that a text begins with, if it is one: a name, an end, a comment. One that
/// does not end goes to the end of the text.
fn length_of_tag(text: &str) -> Option<usize> {
    if text.starts_with("<!--") {
        return Some(text.find("-->").map_or(text.len(), |at| at + 3));
    }
    let is_tag = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?');
    text.as_bytes().get(1).filter(|b| is_tag(b))?;
    let mut quote = None;
    let mut behind_equals = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') if behind_equals => quote = Some(byte),
            _ => {}
        }
        behind_equals = byte == b'=' || (behind_equals && byte.is_ascii_whitespace());
    }
    Some(text.len())
}

/// Returns the name of a tag in small letters, without a prefix.
fn name_of(tag: &str) -> String {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == ':')).unwrap_or(name.len());
    let name = name[..end].to_ascii_lowercase();
    name.rsplit(':').next().unwrap_or_default().to_owned()
}

/// Returns what stands behind the end of an element in which only that counts.
fn behind_end<'a>(text: &'a str, name: &str) -> &'a str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        rest = &rest[at + 2..];
        if rest.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name)) {
            return rest.find('>').map_or("", |end| &rest[end + 1..]);
        }
    }
    ""
}

/// A text that is being made of HTML.
#[derive(Default)]
struct Writing {
    prose: Prose,
    paragraph: String,
    heading: Option<String>,
    title: Option<String>,
    /// The element that is not shown, and how many of the name are open.
    hidden: Option<(String, usize)>,
    is_in_title: bool,
    is_in_heading: bool,
}

impl Writing {
    fn write(&mut self, text: &str) {
        if self.is_in_title || self.hidden.is_none() {
            let words = htmlize::unescape(text);
            // Breaks of lines in the HTML are blanks.
            self.paragraph.extend(words.chars().map(|c| if c.is_whitespace() { ' ' } else { c }));
        }
    }

    fn tag(&mut self, name: &str, is_end: bool, is_closed: bool) {
        let heading = matches!(name, "h1" | "h2" | "h3" | "title");
        if BLOCKS.contains(&name) {
            self.end_paragraph();
            self.is_in_title = name == "title" && !is_end;
            self.is_in_heading = heading && name != "title" && !is_end;
        }
        match &mut self.hidden {
            Some((hidden, open)) if hidden == name && !is_closed => {
                *open = if is_end { open.saturating_sub(1) } else { *open + 1 };
                if *open == 0 {
                    self.hidden = None;
                }
            }
            // A page may leave the end of its head to be understood.
            Some((hidden, _)) if hidden == "head" && name == "body" => self.hidden = None,
            Some(_) => {}
            None if NOT_SHOWN.contains(&name) && !is_end && !is_closed => {
                self.hidden = Some((name.to_owned(), 1));
            }
            None => match name {
                "br" => self.paragraph.push('\n'),
                "td" | "th" if is_end => self.paragraph.push(' '),
                _ => {}
            },
        }
    }

    fn end_paragraph(&mut self) {
        let paragraph = std::mem::take(&mut self.paragraph);
        if self.is_in_title {
            self.title = self.title.take().or_else(|| line(&paragraph));
            return;
        }
        if self.is_in_heading && self.heading.is_none() {
            self.heading = line(&paragraph);
        }
        // Two breaks are what some write instead of paragraphs.
        for part in paragraph.split("\n\n") {
            self.prose.paragraph(part);
        }
    }

    fn finish(mut self) -> Text {
        self.end_paragraph();
        Text { text: self.prose.finish(), heading: self.heading, title: self.title }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(html: &str, expected: &str) {
        assert_eq!(text_of(html).text, expected, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_the_rest_is_words() {
        let html = "<!DOCTYPE html><html><head><title>Post &mdash; Fog</title><style>p>a{}</style></head>\
                    <body><h1>Fog over <i>Velm</i></h1><p>“Fog,”\n she said.<p>5 < 6 &amp; so<br>on.\
                    <ul><li>One<li>Two</ul><!-- <p>not > this --><script>if (a<b) \"</p>\"</script>End";
        let text = text_of(html);
        assert_eq!(text.title.as_deref(), Some("Post — Fog"));
        assert_eq!(text.heading.as_deref(), Some("Fog over Velm"));
        check(html, "Fog over Velm\n\n“Fog,” she said.\n\n5 < 6 & so\non.\n\nOne\n\nTwo\n\nEnd");
    }

    #[test]
    fn tags_that_do_not_end_are_no_trouble() {
        check("Fog.<a href='x>Rain", "Fog.");
        check("Fog.<br/>Rain.<script>", "Fog.\nRain.");
        check("<a title=\"1>0\">Fog</a><svg><text>no</text></svg>.", "Fog.");
        check("a<br><br>b<", "a\n\nb<");
        check("<head><title>T<body>Fog", "Fog");
    }
}
