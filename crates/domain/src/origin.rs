//! Where an article is from: the address or the file by which its texts are known to be of one article, and
//! which addresses are of no single one. Knows no texts.

use crate::Metadata;

/// Where an article is from, an address or a file.
///
/// An address is the same with `http` or `https`, with `www.` or without, in whichever case its host is
/// written, with or without a fragment, a last slash, the port that is usual, and what advertisers hang on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Origin {
    place: String,
    is_address: bool,
    is_shared: bool,
}

/// What is hung on addresses to tell who followed a link.
const TRACKING: [&str; 8] =
    ["fbclid", "gclid", "dclid", "msclkid", "igshid", "mc_cid", "mc_eid", "yclid"];

/// What the pages of a site are called that show what is new, and the folders of its feeds.
const FRONT_PAGES: [&str; 4] = ["index", "home", "default", "start"];
const FEEDS: [&str; 4] = ["rss", "feed", "feeds", "atom"];

impl Origin {
    /// Returns the origin of what is read from an address.
    pub fn of_address(url: &str) -> Self {
        let url = url.trim();
        let Some((host, path, query)) = parts(url) else {
            return Self { place: format!("url:{url}"), is_address: true, is_shared: false };
        };
        let is_shared = query.is_empty() && shows_what_is_new(path);
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        let place = format!("url://{host}{path}{query}");
        Self { place, is_address: true, is_shared }
    }

    /// Returns the origin of what is the whole of a file, by the key of that.
    pub fn of_file(key: &str) -> Self {
        Self { place: format!("file:{key}"), is_address: false, is_shared: false }
    }

    /// Returns the origin that [`Self::as_str`] tells.
    pub fn of_place(place: &str) -> Self {
        match (place.strip_prefix("url:"), place.strip_prefix("file:")) {
            (Some(rest), _) if rest.starts_with("//") => Self::of_address(&format!("https:{rest}")),
            (Some(rest), _) => Self::of_address(rest),
            (None, key) => Self::of_file(key.unwrap_or(place)),
        }
    }

    /// Returns where an article is from, as far as that is known: its address, and the file that it is the
    /// whole of unless it came with an address.
    pub fn all_of(metadata: &Metadata) -> Vec<Self> {
        let address = metadata.url.as_ref().or(metadata.learned_url.as_ref());
        let file = metadata.file_key.as_ref().filter(|_| metadata.url.is_none());
        let address = address.map(|url| Self::of_address(url));
        address.into_iter().chain(file.map(|key| Self::of_file(key))).collect()
    }

    /// Returns the origin as text: the same for the same place.
    pub fn as_str(&self) -> &str {
        &self.place
    }

    /// Tells whether many articles come from it, one after the other: it is the front page of a site, or a
    /// feed.
    pub fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Tells whether whatever comes from it is a text of one article. A file may be written anew with
    /// another story.
    pub fn is_of_one_article(&self) -> bool {
        self.is_address && !self.is_shared
    }

    /// Returns what is kept of it where nothing may tell its name: the first 128 bits of its BLAKE3 hash, as
    /// 32 hexadecimal digits. `None` where many articles come from it.
    pub fn tombstone(&self) -> Option<String> {
        let hash = || blake3::hash(self.place.as_bytes()).to_hex()[..32].to_owned();
        (!self.is_shared).then(hash)
    }
}

/// Tells whether two addresses are one.
pub fn is_same_address(a: &str, b: &str) -> bool {
    Origin::of_address(a) == Origin::of_address(b)
}

/// Tells whether this is an address of the web, with a scheme and a host.
pub(crate) fn is_web_address(url: &str) -> bool {
    let is_odd = |c: char| c.is_whitespace() || c.is_control();
    let has_host =
        |(host, ..): (String, &str, String)| host.contains(|c: char| c.is_alphanumeric());
    !url.contains(is_odd) && parts(url).is_some_and(has_host)
}

/// Returns host, path and query of an address on the web, as they are compared; `None` of anything else.
fn parts(url: &str) -> Option<(String, &str, String)> {
    let (scheme, rest) = url.split_once("://")?;
    if !["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let rest = rest.split('#').next().unwrap_or_default();
    let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = host.to_lowercase();
    let host = host.strip_suffix(":80").or_else(|| host.strip_suffix(":443")).unwrap_or(&host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    let query: Vec<&str> = query.split('&').filter(|part| !is_tracking(part)).collect();
    (!host.is_empty()).then(|| (host.to_owned(), path.trim_end_matches('/'), query.join("&")))
}

fn is_tracking(part: &str) -> bool {
    let name = part.split('=').next().unwrap_or_default().to_lowercase();
    name.is_empty() || name.starts_with("utm_") || TRACKING.contains(&name.as_str())
}

/// Tells whether the page at this path of a site is its front page or a feed.
fn shows_what_is_new(path: &str) -> bool {
    let path = path.to_lowercase();
    let mut segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let Some(last) = segments.pop() else { return true };
    let (name, ending) = last.rsplit_once('.').unwrap_or((last, ""));
    let is_feed = ["rss", "xml", "atom", "rdf"].contains(&ending)
        || FEEDS.contains(&last)
        || segments.iter().any(|segment| FEEDS.contains(segment));
    is_feed || (segments.is_empty() && FRONT_PAGES.contains(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_the_same_however_it_is_written() {
        let same = |a: &str, b: &str| assert!(is_same_address(a, b), "{a} {b}");
        same("https://post.example/a", "HTTP://www.Post.example:80/a/#top");
        same("https://post.example/a?id=7", "https://post.example/a?utm_source=x&id=7&fbclid=1");
        same("https://post.example", "https://post.example/?utm_campaign=y");
        for (a, b) in [
            ("https://post.example/a", "https://post.example/b"),
            ("https://post.example/a", "https://post.example/A"),
            ("https://post.example/a?id=7", "https://post.example/a?id=8"),
            ("https://post.example/a", "https://quay.example/a"),
            ("urn:a", "urn:b"),
        ] {
            assert!(!is_same_address(a, b), "{a} {b}");
        }
    }

    #[test]
    fn front_pages_and_feeds_are_of_no_single_article() {
        let shared = |url: &str| Origin::of_address(url).is_shared();
        for url in [
            "https://post.example",
            "https://post.example/?utm_source=mail",
            "https://post.example/index.html",
            "https://post.example/news/rss",
            "https://post.example/feed/politics",
            "https://post.example/latest.xml",
        ] {
            assert!(shared(url), "{url}");
            assert_eq!(Origin::of_address(url).tombstone(), None);
        }
        for url in [
            "https://post.example/bridge",
            "https://post.example/?p=712",
            "https://post.example/2031/05/index.html",
            "https://post.example/feeding-the-gulls",
        ] {
            assert!(!shared(url), "{url}");
        }
    }

    #[test]
    fn a_file_counts_where_there_was_no_address() {
        let of = |url: Option<&str>, learned: Option<&str>| {
            let metadata = Metadata {
                url: url.map(Into::into),
                learned_url: learned.map(Into::into),
                file_key: Some("0a1b".into()),
                ..Metadata::default()
            };
            let origins = Origin::all_of(&metadata);
            origins.iter().map(|origin| origin.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of(Some("https://post.example/a"), None), ["url://post.example/a"]);
        assert_eq!(of(None, None), ["file:0a1b"]);
        assert_eq!(of(None, Some("http://post.example/a")), ["url://post.example/a", "file:0a1b"]);
        for url in ["https://post.example/a", "https://post.example/", "urn:a", "mailto:a?b=c"] {
            let origin = Origin::of_address(url);
            assert_eq!(Origin::of_place(origin.as_str()), origin, "{url}");
        }
        let file = Origin::of_file("0a1b");
        assert_eq!(Origin::of_place(file.as_str()), file);
        assert!(!file.is_of_one_article() && file.tombstone().is_some());
    }
}
