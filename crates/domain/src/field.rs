//! What people set of an article's metadata afterwards.

use crate::{Metadata, Timestamp};

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
