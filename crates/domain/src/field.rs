//! What people set of an article's metadata afterwards.

use crate::{EditRefusal, Metadata, Timestamp, origin};

/// A field of an article's metadata with what it is from now on; `None` where that is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldEdit {
    /// The newspaper or site.
    Outlet(Option<String>),
    /// The headline.
    Title(Option<String>),
    /// Who wrote it.
    Author(Option<String>),
    /// The address that is shown. The article's id goes on to be made of the one that it came with.
    Url(Option<String>),
    /// The language, as a BCP 47 tag.
    Language(Option<String>),
    /// When it was published.
    PublishedAt(Option<Timestamp>),
}

impl FieldEdit {
    /// Lets metadata be as it says.
    pub fn apply(&self, metadata: &mut Metadata) {
        match self {
            Self::Outlet(value) => metadata.outlet.clone_from(value),
            Self::Title(value) => metadata.title.clone_from(value),
            Self::Author(value) => metadata.author.clone_from(value),
            Self::Url(value) => metadata.url.clone_from(value),
            Self::Language(value) => metadata.language.clone_from(value),
            Self::PublishedAt(value) => metadata.published_at = *value,
        }
    }

    /// Checks that a language is a tag, and an address one of the web.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self) -> Result<(), EditRefusal> {
        let told = |text: &str| text.chars().take(60).collect();
        match self {
            Self::Language(Some(tag)) if !is_language_tag(tag) => {
                Err(EditRefusal::NoLanguage(told(tag)))
            }
            Self::Url(Some(url)) if !origin::is_web_address(url) => {
                Err(EditRefusal::NoAddress(told(url)))
            }
            _ => Ok(()),
        }
    }

    /// Tells whether the field is the same of both.
    pub fn is_same(&self, a: &Metadata, b: &Metadata) -> bool {
        match self {
            Self::Outlet(_) => a.outlet == b.outlet,
            Self::Title(_) => a.title == b.title,
            Self::Author(_) => a.author == b.author,
            Self::Url(_) => a.address() == b.address(),
            Self::Language(_) => a.language == b.language,
            Self::PublishedAt(_) => a.published_at == b.published_at,
        }
    }

    /// Tells whether the field is not known.
    pub fn is_unknown(&self, metadata: &Metadata) -> bool {
        self.is_same(metadata, &Metadata::default())
    }

    /// Returns the name of the field in every output.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Outlet(_) => "outlet",
            Self::Title(_) => "title",
            Self::Author(_) => "author",
            Self::Url(_) => "url",
            Self::Language(_) => "language",
            Self::PublishedAt(_) => "published_at",
        }
    }

    /// Returns the value of a field that has words; `None` for a date, and where it is not known.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Outlet(value)
            | Self::Title(value)
            | Self::Author(value)
            | Self::Url(value)
            | Self::Language(value) => value.as_deref(),
            Self::PublishedAt(_) => None,
        }
    }
}

/// Tells whether this looks like a language tag of BCP 47: two or three letters, and what comes behind them.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split(['-', '_']);
    let main = parts.next().unwrap_or_default();
    let is_main = (2..=3).contains(&main.len()) && main.bytes().all(|b| b.is_ascii_alphabetic());
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    is_main && parts.all(is_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_tags_and_addresses_are_of_the_web() {
        let language = |tag: &str| FieldEdit::Language(Some(tag.into())).check().is_ok();
        for tag in ["en", "de-AT", "zh-Hant-TW", "sr_Latn", "gsw"] {
            assert!(language(tag), "{tag}");
        }
        for tag in ["English", "e", "en-", "en GB", "deutsch", "12", "en-äöü"] {
            assert!(!language(tag), "{tag}");
        }
        let url = |url: &str| FieldEdit::Url(Some(url.into())).check().is_ok();
        for address in ["https://post.example", "HTTP://post.example:81/a?b=c#d", "http://[::1]/a"]
        {
            assert!(url(address), "{address}");
        }
        for address in
            ["post.example/a", "https://", "https:///a", "file:///a", "https://a b.example"]
        {
            assert!(!url(address), "{address}");
        }
        assert!(FieldEdit::Url(None).check().is_ok());
    }
}
