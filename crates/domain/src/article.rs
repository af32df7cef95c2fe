//! Articles: a text, where it came from, and an id made of both.

use std::fmt;
use std::str::FromStr;

use crate::Timestamp;

/// The longest text an article may have, in bytes of UTF-8: 1 MiB.
pub const MAX_TEXT_BYTES: usize = 1 << 20;

/// The longest title, outlet or other field beside the text, in bytes of UTF-8: 16 KiB.
pub const MAX_FIELD_BYTES: usize = 16 << 10;

/// The id of an article: 32 lower-case hexadecimal digits, the first 128 bits of the BLAKE3
/// hash of its URL (or nothing) and its text.
///
/// The same text from two addresses is two articles; the same file read twice is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId([u8; 16]);

impl ArticleId {
    /// Returns the id of the article with this URL and text.
    pub fn of(url: Option<&str>, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        // The length keeps "ab" + "c" and "a" + "bc" apart.
        let url = url.unwrap_or_default();
        hasher.update(&(url.len() as u64).to_le_bytes());
        hasher.update(url.as_bytes());
        hasher.update(text.as_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        Self(id)
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for ArticleId {
    type Err = ArticleError;

    fn from_str(s: &str) -> Result<Self, ArticleError> {
        let malformed = || ArticleError::MalformedId(s.chars().take(40).collect());
        if s.len() != 32 || !s.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(malformed());
        }
        let mut id = [0; 16];
        for (byte, digits) in id.iter_mut().zip(s.as_bytes().chunks(2)) {
            let digits = std::str::from_utf8(digits).map_err(|_| malformed())?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| malformed())?;
        }
        Ok(Self(id))
    }
}

/// What is known of an article beside its text. Everything may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// Where the client read it: a file's path, `-`, or path and line of a record.
    pub path: Option<String>,
    /// Its address on the web.
    pub url: Option<String>,
    /// The newspaper or site that published it.
    pub outlet: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Who wrote it, as printed.
    pub author: Option<String>,
    /// When it was published.
    pub published_at: Option<Timestamp>,
    /// Its language as a BCP 47 tag, e.g. `en`.
    pub language: Option<String>,
    /// A key of the file that it is the whole of, the same whenever that is read: what its revisions have in
    /// common where they have no address.
    pub file_key: Option<String>,
    /// When it was taken in last, which tells the newest of its revisions.
    pub taken_at: Option<Timestamp>,
    /// Its address on the web where it came without one and that was learned later; no part of its id.
    pub learned_url: Option<String>,
}

impl Metadata {
    /// Fills what is not known with what `other` tells, and returns the names of those fields. Path, file and
    /// the address that makes the id stay. What is told of the same text in another outlet is not of this one.
    pub fn fill(&mut self, other: &Self) -> Vec<&'static str> {
        let mut filled = vec![];
        if is_other_outlet(self.outlet.as_deref(), other.outlet.as_deref()) {
            return filled;
        }
        macro_rules! fill {
            ($($field:ident),+) => {$(
                if self.$field.is_none() && other.$field.is_some() {
                    self.$field.clone_from(&other.$field);
                    filled.push(stringify!($field));
                }
            )+};
        }
        fill!(outlet, title, author, published_at, language);
        if self.url.is_none() && self.learned_url.is_none() && other.learned_url.is_some() {
            self.learned_url.clone_from(&other.learned_url);
            filled.push("url");
        }
        filled
    }

    /// Returns the names of the fields that `other` tells otherwise: title, author and date of publication.
    pub fn differing(&self, other: &Self) -> Vec<&'static str> {
        let mut differing = vec![];
        macro_rules! differ {
            ($($field:ident),+) => {$(
                let both = self.$field.as_ref().zip(other.$field.as_ref());
                if both.is_some_and(|(known, told)| known != told) {
                    differing.push(stringify!($field));
                }
            )+};
        }
        differ!(title, author, published_at);
        differing
    }

    /// Returns the address, whenever that was learned.
    pub fn address(&self) -> Option<&str> {
        self.url.as_deref().or(self.learned_url.as_deref())
    }

    /// Tells whether an article is to be read as English: it says so, as `en`, `en-GB` or `eng`, or says
    /// nothing.
    pub fn is_english(&self) -> bool {
        self.language.as_deref().is_none_or(is_english)
    }
}

/// Tells whether what is told of a language means English, as `en`, `en-GB` or `eng`.
pub fn is_english(language: &str) -> bool {
    let main = language.split(['-', '_']).next().unwrap_or_default();
    ["en", "eng", "english"].iter().any(|code| main.trim().eq_ignore_ascii_case(code))
}

/// Tells whether an article of a language, as far as it tells one, is meant where `asked` is asked for: that one, or
/// one of its kinds, as `en-GB` for `en`. English is what is read as such: what tells no language as well.
pub fn is_language_meant(asked: &str, language: Option<&str>) -> bool {
    if asks_for_english(asked) {
        return language.is_none_or(is_english);
    }
    let language = language.unwrap_or_default().to_lowercase();
    let rest = language.strip_prefix(&asked.to_lowercase());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['-', '_']))
}

/// Tells whether what is asked for is English, and no kind of it.
pub fn asks_for_english(asked: &str) -> bool {
    is_english(asked) && !asked.contains(['-', '_'])
}

/// What may stand before an outlet's name and is no part of it, folded.
pub const OUTLET_ARTICLE: &str = "the ";

/// Returns a folded name of an outlet without its article; a name that is nothing else is that.
pub fn bare_outlet(folded: &str) -> &str {
    let rest = folded.strip_prefix(OUTLET_ARTICLE).map(str::trim_start);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(folded)
}

/// Tells whether two outlets that may be unknown are known to be two. Case and "The" tell none apart.
pub fn is_other_outlet(one: Option<&str>, other: Option<&str>) -> bool {
    let folded = |outlet: &str| bare_outlet(&outlet.trim().to_lowercase()).to_owned();
    one.zip(other).is_some_and(|(one, other)| folded(one) != folded(other))
}

/// One stored text with its metadata. The text is never changed after this is built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    id: ArticleId,
    metadata: Metadata,
    text: String,
}

impl Article {
    /// Returns the article, with its id computed.
    ///
    /// # Errors
    /// When the text is blank, or longer than [`MAX_TEXT_BYTES`].
    pub fn new(metadata: Metadata, text: String) -> Result<Self, ArticleError> {
        if text.trim().is_empty() {
            return Err(ArticleError::Blank);
        }
        if text.len() > MAX_TEXT_BYTES {
            return Err(ArticleError::TooLong(text.len()));
        }
        let id = ArticleId::of(metadata.url.as_deref(), &text);
        Ok(Self { id, metadata, text })
    }

    /// Returns the id.
    pub fn id(&self) -> ArticleId {
        self.id
    }

    /// Returns what is known beside the text.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }

    /// Returns the article with other metadata: what `change` makes of its own. Its address, of which the id
    /// is made, stays.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Metadata)) -> Self {
        let url = self.metadata.url.clone();
        change(&mut self.metadata);
        self.metadata.url = url;
        self
    }

    /// Returns the id that the same text has without its address; `None` of what came without one.
    pub fn bare_id(&self) -> Option<ArticleId> {
        self.metadata.url.is_some().then(|| ArticleId::of(None, &self.text))
    }

    /// Returns the same text as it is when its address is learned after it had its id.
    #[must_use]
    pub fn bare(mut self) -> Self {
        if let Some(id) = self.bare_id() {
            (self.id, self.metadata.learned_url) = (id, self.metadata.url.take());
        }
        self
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Why something is no article.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArticleError {
    /// The text has no visible character.
    #[error("the text is empty")]
    Blank,
    /// The text is over the limit.
    #[error(
        "the text has {0} bytes, the limit is {MAX_TEXT_BYTES} (1 MiB); split it into articles"
    )]
    TooLong(usize),
    /// The string is not an article id.
    #[error("\"{0}\" is not an article id (32 hexadecimal digits)")]
    MalformedId(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_is_what_is_read_as_such() {
        for language in
            [None, Some("en"), Some("eng"), Some("en-GB"), Some("EN_us"), Some("English")]
        {
            assert!(
                is_language_meant("en", language) && is_language_meant("eng", language),
                "{language:?}"
            );
        }
        for language in [Some("de"), Some("enm"), Some("fr")] {
            assert!(!is_language_meant("en", language), "{language:?}");
        }
        assert!(is_language_meant("en-GB", Some("en-gb")) && !is_language_meant("en-GB", None));
        assert!(is_language_meant("de", Some("de-AT")) && !is_language_meant("de", None));
    }

    fn article(url: Option<&str>, text: &str) -> Result<Article, ArticleError> {
        Article::new(Metadata { url: url.map(Into::into), ..Metadata::default() }, text.into())
    }

    #[test]
    fn the_id_depends_on_url_and_text_alone() {
        let id = |url, text| article(url, text).expect("an article").id();
        assert_eq!(id(Some("a"), "text"), id(Some("a"), "text"));
        assert_ne!(id(Some("a"), "text"), id(Some("b"), "text"));
        assert_ne!(id(None, "text"), id(Some("t"), "ext"));
    }

    #[test]
    fn an_address_that_is_learned_later_is_no_part_of_the_id() {
        let with = article(Some("https://post.example/a"), "text").expect("an article");
        let without = article(None, "text").expect("an article");
        assert_eq!((with.bare_id(), without.bare_id()), (Some(without.id()), None));
        let bare = with.bare();
        assert_eq!((bare.id(), bare.metadata().url.as_deref()), (without.id(), None));
        assert_eq!(bare.metadata().address(), Some("https://post.example/a"));
    }

    #[test]
    fn what_is_not_known_is_filled_and_nothing_else() {
        let mut known = Metadata {
            outlet: Some("The Post".into()),
            author: Some("Ada Lind".into()),
            ..Metadata::default()
        };
        let told = Metadata {
            outlet: Some("post".into()),
            author: Some("Tom Brekke".into()),
            title: Some("Fog".into()),
            path: Some("a.txt".into()),
            learned_url: Some("https://quay.example/a".into()),
            ..Metadata::default()
        };
        assert_eq!(known.fill(&told), ["title", "url"]);
        assert_eq!((known.outlet.as_deref(), known.path.clone()), (Some("The Post"), None));
        assert_eq!(known.author.as_deref(), Some("Ada Lind"));
        assert_eq!(known.fill(&told), [""; 0]);
    }

    #[test]
    fn nothing_is_filled_with_what_is_told_in_another_outlet() {
        let of = |outlet: Option<&str>| Metadata {
            outlet: outlet.map(Into::into),
            ..Metadata::default()
        };
        let told = |outlet| Metadata { title: Some("Fog".into()), ..of(outlet) };
        assert_eq!(of(Some("The Post")).fill(&told(Some("The Quay"))), [""; 0]);
        assert_eq!(of(Some("The Post")).fill(&told(None)), ["title"]);
        assert_eq!(of(None).fill(&told(Some("The Quay"))), ["outlet", "title"]);
    }

    #[test]
    fn an_id_reads_back_from_its_digits() {
        let id = ArticleId::of(None, "text");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert!("xyz".parse::<ArticleId>().is_err());
        assert!("+f".repeat(16).parse::<ArticleId>().is_err());
    }

    #[test]
    fn blank_and_oversized_texts_are_no_articles() {
        assert_eq!(article(None, " \n\t"), Err(ArticleError::Blank));
        let long = "a".repeat(MAX_TEXT_BYTES + 1);
        assert_eq!(article(None, &long), Err(ArticleError::TooLong(MAX_TEXT_BYTES + 1)));
        assert!(article(None, &long[1..]).is_ok());
    }
}
