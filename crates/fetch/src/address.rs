//! Addresses of the web: what is fetched from at all, by the look of the address alone.

use url::{Host, Url};

use crate::error::Reason;
use crate::public::Allowed;

/// Ports of other things than web servers, those that browsers refuse too: a line of a page could be taken for
/// a command there.
const OTHER_PORTS: [u16; 82] = [
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102,
    103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465,
    512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993,
    995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668,
    6669, 6679, 6697, 10080,
];

/// Tells whether something that was named is an address of the web, and no path: it begins as one does.
pub fn is_web_address(named: &str) -> bool {
    let start = |scheme: &str| {
        named.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    };
    start("http://") || start("https://")
}

/// Returns the address of a link as it stands in what is at `base`, without its fragment; `None` where it leads
/// to something that is not of the web.
pub fn joined(base: &str, link: &str) -> Option<String> {
    let mut url = Url::parse(base).ok()?.join(link.trim()).ok()?;
    url.set_fragment(None);
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

/// Reads an address.
///
/// # Errors
/// When it is none, or one that is not fetched from, whatever is there.
pub(crate) fn parse(address: &str, allowed: &Allowed) -> Result<Url, Reason> {
    let url = Url::parse(address.trim()).map_err(|error| Reason::NoAddress(error.to_string()))?;
    check(url, allowed)
}

/// Returns an address without its fragment, which is not sent.
///
/// # Errors
/// When it is not fetched from, whatever is there.
pub(crate) fn check(mut url: Url, allowed: &Allowed) -> Result<Url, Reason> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(Reason::Scheme(url.scheme().to_owned()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Reason::Credentials);
    }
    if let Some(port) = url.port().filter(|port| *port == 0 || OTHER_PORTS.contains(port)) {
        return Err(Reason::Port(port));
    }
    let ip = match url.host() {
        None => return Err(Reason::NoAddress("it names no host".to_owned())),
        Some(Host::Domain(_)) => None,
        Some(Host::Ipv4(address)) => Some(address.into()),
        Some(Host::Ipv6(address)) => Some(address.into()),
    };
    if let Some(ip) = ip
        && let Some(kind) = allowed.objection(ip)
    {
        let (host, address) = (host(&url).to_owned(), ip.to_string());
        return Err(Reason::NotPublic { host, kind, address });
    }
    url.set_fragment(None);
    Ok(url)
}

/// Returns the host of an address that was checked.
pub(crate) fn host(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

/// Returns scheme, host and port of an address: what one `robots.txt` is for.
pub(crate) fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> Reason {
        parse(address, &Allowed::default()).expect_err(address)
    }

    #[test]
    fn an_address_of_the_web_is_told_from_a_path() {
        assert!(is_web_address("https://example.org") && is_web_address("HTTP://example.org/a"));
        for path in ["https:/example.org", "news/https://a", "httpsé", "-", "ftp://a.example/"] {
            assert!(!is_web_address(path), "{path}");
        }
    }

    #[test]
    fn a_link_is_read_where_it_stands() {
        let joined = |link| joined("https://a.example/news/feed.xml", link);
        assert_eq!(joined(" 1.html#top ").as_deref(), Some("https://a.example/news/1.html"));
        assert_eq!(joined("//b.example/").as_deref(), Some("https://b.example/"));
        assert_eq!(joined("mailto:a@b.example"), None);
    }

    #[test]
    fn what_is_no_web_page_is_refused() {
        assert!(matches!(refused("file:///etc/passwd"), Reason::Scheme(_)));
        assert!(matches!(refused("gopher://a.example/"), Reason::Scheme(_)));
        assert_eq!(refused("https://me:secret@a.example/"), Reason::Credentials);
        assert_eq!(refused("https://me@a.example/"), Reason::Credentials);
        assert_eq!(refused("http://a.example:22/"), Reason::Port(22));
        assert!(matches!(refused("https://"), Reason::NoAddress(_)));
    }

    #[test]
    fn a_number_is_an_address_however_it_is_written() {
        for address in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0177.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://169.254.169.254/latest/meta-data/",
            "http://①②⑦.0.0.1/",
        ] {
            assert!(matches!(refused(address), Reason::NotPublic { .. }), "{address}");
            assert!(parse(address, &Allowed::all()).is_ok(), "{address}");
        }
    }

    #[test]
    fn what_is_fetched_has_no_fragment() {
        let url = parse("HTTPS://Example.org:443/a?b#c", &Allowed::default()).expect("an address");
        assert_eq!(url.as_str(), "https://example.org/a?b");
    }
}
