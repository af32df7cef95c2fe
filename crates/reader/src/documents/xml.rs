//! XML of documents, event by event. Names come without their prefix, entities of a document's own are
//! never expanded, and nothing nests beyond a limit.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event as Raw};
use quick_xml::reader::Reader;

/// How deep elements may nest. Documents of office programs stay below fifty.
const DEEPEST: usize = 2000;

/// What there is in XML.
pub(super) enum Event<'a> {
    /// An element begins.
    Open(&'a Element<'a>),
    /// An element of this name ends. It is told for an empty one too.
    Close(&'a str),
    /// Characters between.
    Text(Cow<'a, str>),
}

/// The beginning of an element.
pub(super) struct Element<'a> {
    start: BytesStart<'a>,
}

impl Element<'_> {
    /// Returns its name without a prefix.
    pub(super) fn name(&self) -> &str {
        self.start.local_name().into_inner()
    }

    /// Returns the value of an attribute, by its name without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<String> {
        let mut attributes = self.start.attributes();
        // Two of one name make nobody wrong here, and the check is quadratic.
        let attribute = (attributes.with_checks(false).flatten())
            .find(|attribute| attribute.key.local_name().into_inner() == name)?;
        Some(htmlize::unescape(attribute.value.as_ref()).into_owned())
    }
}

/// What is wrong with XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NotWellFormed;

/// Tells `see` what there is in XML, until it ends or is not well-formed.
///
/// # Errors
/// When it is not well-formed, or nests beyond the limit. What came before was told.
pub(super) fn walk(bytes: &[u8], mut see: impl FnMut(Event<'_>)) -> Result<(), NotWellFormed> {
    let (text, _, _) = match encoding_rs::Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding.decode(bytes),
        None => encoding_rs::UTF_8.decode(bytes),
    };
    let mut reader = Reader::from_str(&text);
    reader.config_mut().expand_empty_elements = true;
    reader.config_mut().allow_dangling_amp = true;
    let mut depth = 0;
    loop {
        match reader.read_event().map_err(|_| NotWellFormed)? {
            Raw::Start(start) => {
                depth += 1;
                if depth > DEEPEST {
                    return Err(NotWellFormed);
                }
                see(Event::Open(&Element { start }));
            }
            Raw::End(end) => {
                depth -= 1;
                see(Event::Close(end.local_name().into_inner()));
            }
            Raw::Text(text) => see(Event::Text(text.xml10_content())),
            Raw::CData(data) => see(Event::Text(data.xml10_content())),
            Raw::GeneralRef(name) => {
                let reference = format!("&{};", name.xml10_content());
                let character = htmlize::unescape(reference.as_str());
                if character != reference {
                    see(Event::Text(character));
                }
            }
            Raw::Eof if depth > 0 => return Err(NotWellFormed),
            Raw::Eof => return Ok(()),
            Raw::Empty(_) | Raw::Comment(_) | Raw::Decl(_) | Raw::PI(_) | Raw::DocType(_) => {}
        }
    }
}

/// Returns the words of the first element of a name, wherever it stands.
pub(super) fn first_text(bytes: &[u8], name: &str) -> Option<String> {
    let (mut is_inside, mut is_over, mut words) = (false, false, String::new());
    // What comes before a damaged place counts.
    let _ = walk(bytes, |event| match event {
        Event::Open(element) if element.name() == name && !is_over => is_inside = true,
        Event::Close(closed) if closed == name && is_inside => (is_inside, is_over) = (false, true),
        Event::Text(text) if is_inside => words.push_str(&text),
        _ => {}
    });
    super::prose::line(&words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(xml: &str) -> (String, Result<(), NotWellFormed>) {
        let mut told = String::new();
        let outcome = walk(xml.as_bytes(), |event| match event {
            Event::Open(element) => {
                let kind = element.attribute("kind").unwrap_or_default();
                told.push_str(&format!("<{}{kind}>", element.name()));
            }
            Event::Close(name) => told.push_str(&format!("</{name}>")),
            Event::Text(text) => told.push_str(&text),
        });
        (told, outcome)
    }

    #[test]
    fn names_come_without_prefix_and_references_as_characters() {
        let (text, outcome) =
            told("<?xml version='1.0'?><a:p x:kind='1&amp;2'>Fog &amp; rain&#8230;<b/></a:p>");
        assert_eq!((text.as_str(), outcome), ("<p1&2>Fog & rain…<b></b></p>", Ok(())));
    }

    #[test]
    fn entities_of_a_documents_own_are_not_expanded() {
        let xml = "<!DOCTYPE a [<!ENTITY b 'fog'><!ENTITY c '&b;&b;&b;'>]><a>&c;.</a>";
        assert_eq!(told(xml).0, "<a>.</a>");
    }

    #[test]
    fn what_is_not_well_formed_or_nests_too_deep_ends() {
        assert_eq!(told("<a>Fog").1, Err(NotWellFormed));
        assert_eq!(told(&"<a>".repeat(100_000)).1, Err(NotWellFormed));
    }
}
