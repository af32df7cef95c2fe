//! What a `Content-Type` says: a kind that can be read or not, and an encoding.

/// A content type, taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Media {
    /// In lower case, without parameters; `None` where the server does not say.
    pub(crate) kind: Option<String>,
    /// The encoding that the server names.
    pub(crate) charset: Option<String>,
}

impl Media {
    /// Reads a header; one that cannot be read says nothing.
    pub(crate) fn parse(header: Option<&str>) -> Self {
        let mut parts = header.unwrap_or_default().split(';');
        let kind = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            let value = value.trim().trim_matches(['"', '\'']).trim();
            let is_charset = key.trim().eq_ignore_ascii_case("charset") && !value.is_empty();
            is_charset.then(|| value.to_owned())
        });
        Self { kind: kind.contains('/').then_some(kind), charset }
    }

    /// Returns what this is for people, where it cannot be read. What a server does not say, or says without a
    /// meaning, is seen in the bytes.
    pub(crate) fn unreadable(&self) -> Option<&str> {
        let kind = self.kind.as_deref()?;
        let (class, name) = kind.split_once('/')?;
        let name_is = |parts: &[&str]| parts.iter().any(|part| name.contains(part));
        let is_readable = match class {
            "text" => !name_is(&["css", "javascript", "ecmascript", "calendar", "vcard"]),
            "message" => matches!(name, "rfc822" | "global"),
            "application" => name_is(&[
                "html",
                "xml",
                "json",
                "rss",
                "atom",
                "pdf",
                "opendocument.text",
                "wordprocessingml",
                "rtf",
                "epub",
                "zip",
                "x-tar",
                "zstd",
                "warc",
                "parquet",
                "mbox",
                "x-subrip",
                "octet-stream",
                "csv",
                "ndjson",
                "download",
                "binary",
                "msword",
                "vnd.ms-excel",
            ]),
            "binary" => true,
            _ => false,
        };
        (!is_readable).then_some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_taken_apart() {
        let media = Media::parse(Some("Text/HTML; foo=1; Charset=\"Windows-1251\""));
        assert_eq!(media.kind.as_deref(), Some("text/html"));
        assert_eq!(media.charset.as_deref(), Some("Windows-1251"));
        assert_eq!(Media::parse(None), Media::default());
        assert_eq!(Media::parse(Some(";;charset=")), Media::default());
    }

    #[test]
    fn what_cannot_be_read_is_known() {
        for kind in [
            "image/png",
            "video/mp4",
            "audio/mpeg",
            "font/woff2",
            "text/css",
            "text/javascript",
            "application/javascript",
            "application/wasm",
        ] {
            assert_eq!(Media::parse(Some(kind)).unreadable(), Some(kind));
        }
        for kind in [
            "text/html",
            "text/plain",
            "application/rss+xml",
            "application/feed+json",
            "application/pdf",
            "application/octet-stream",
            "message/rfc822",
            "application/x-gzip",
            "",
            "nonsense",
        ] {
            assert_eq!(Media::parse(Some(kind)).unreadable(), None, "{kind}");
        }
    }
}
