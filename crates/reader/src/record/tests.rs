//! Records of every kind: what is read of each, and what is said of what cannot be.

use super::*;

#[track_caller]
fn check_bad(line: &[u8], at: usize, message: &str) {
    let bad = Record::parse(line, &KeyMap::default()).expect_err("a bad record");
    assert_eq!((bad.problem.to_string().as_str(), bad.at), (message, at));
}

#[test]
fn known_keys_are_read_and_unknown_ones_ignored() {
    let line = r#"{"id": 7, "tags": [{"text": "no"}], "url": " https://example.org/a ",
        "title": "", "text": " “Öl”\n", "outlet": null, "language": "en"}"#;
    let record = Record::parse(line.as_bytes(), &KeyMap::default()).expect("a record");
    let page = Page {
        url: Some("https://example.org/a".into()),
        text: " “Öl”\n".into(),
        language: Some("en".into()),
        ..Page::default()
    };
    assert_eq!(record, Record { page, ..Record::default() });
}

#[test]
fn a_bad_line_says_what_and_where() {
    check_bad(b"{\"text\": \"caf\xe9\"}", 13, "the line is not valid UTF-8");
    check_bad(b"[\"text\"]", 0, "the line is not a JSON object");
    check_bad(b"text", 0, "the line is not a JSON object");
    let among = "the record has no \"text\"; its keys are \"url\": say which holds it, as with `--map text=KEY`";
    check_bad(b"{\"url\": \"u\"}", 0, among);
    let address = "the record has no \"text\", only an address under \"link\"; fetch the page behind it, and \
                   give that";
    check_bad(b"{\"link\": \"https://post.example/a\"}", 0, address);
    check_bad(b"{\"text\": null}", 0, "the record has no \"text\"");
    let list = "the record has no \"text\", but a list under \"articles\"; give the list itself, as of \
                `jq '.\"articles\"'`";
    check_bad(b"{\"status\": \"ok\", \"articles\": [{\"text\": \"a\"}]}", 0, list);
    let among = "the record has no \"text\"; its keys are \"tags\": say which holds it, as with `--map text=KEY`";
    check_bad(b"{\"tags\": [\"a\"]}", 0, among);
    check_bad(b"{\"text\": [{}]}", 0, "\"text\" is a list, not a string");
    check_bad(b"{\"text\": [1]}", 0, "\"text\" is a list, not a string");
    check_bad(
        b"{\"text\": \"a\", \"title\": {\"a\": 1}}",
        0,
        "\"title\" is an object, not a string",
    );
    check_bad(b"{\"text\": \"a\", \"outlet\": 17}", 0, "\"outlet\" is a number, not a string");
    check_bad(b"{\"text\": \"a\\u0000\"}", 0, "\"text\" has a NUL character");
    check_bad(b"{\"text\": \"a\", \"outlet\": \"a\\u0000b\"}", 0, "\"outlet\" has a NUL character");
    let long = format!("{{\"text\": \"a\", \"title\": \"{}\"}}", "t".repeat(20_000));
    check_bad(long.as_bytes(), 0, "\"title\" has 20000 bytes, the limit is 16384");
    check_bad(
        b"{\"text\": \"a\"",
        11,
        "the line is not valid JSON: EOF while parsing an object at column 12",
    );
    check_bad(
        b"{\"text\": \"a\" \"b\"}",
        13,
        "the line is not valid JSON: expected `,` or `}` at column 14",
    );
}

#[test]
fn no_message_holds_words_of_the_article() {
    for line in [
        "{\"text\": \"SECRET\", \"outlet\": [\"SECRET\"]}",
        "{\"text\": \"SECRET\", SECRET}",
        "{\"text\": \"SECRET\"} SECRET",
        "{\"text\": SECRET}",
        "{\"text\": \"SECRET\\x\"}",
        "\"SECRET\"",
    ] {
        let bad = Record::parse(line.as_bytes(), &KeyMap::default()).expect_err("a bad record");
        assert!(!format!("{} {:?}", bad.problem, bad.problem).contains("SECRET"), "{bad:?}");
    }
}

#[test]
fn nesting_without_end_is_an_error_and_no_overflow() {
    let deep = format!("{{\"text\": \"a\", \"x\": {}", "[".repeat(1_000_000));
    assert!(Record::parse(deep.as_bytes(), &KeyMap::default()).is_err());
    let deep = format!("{{\"text\": {}", "{\"a\":".repeat(1_000_000));
    assert!(Record::parse(deep.as_bytes(), &KeyMap::default()).is_err());
}

/// Returns the record of a line, with keys that a user names.
fn mapped(line: &str, map: &str) -> Result<Record, String> {
    let map: KeyMap = map.parse().expect("a map");
    Record::parse(line.as_bytes(), &map).map_err(|bad| bad.problem.to_string())
}

#[test]
fn the_shapes_of_datasets_are_read() {
    for (line, text, outlet, date, author, url) in [
        // news-please
        (
            r#"{"authors": ["Ada Lind", "Tom Holm"], "date_download": "2031-02-04 10:00:00",
                "date_publish": "2031-02-03 10:00:00", "maintext": "Fog.", "title": "Fog", "language": "en",
                "source_domain": "post.example", "url": "https://post.example/a", "description": "d"}"#,
            "Fog.",
            Some("post.example"),
            Some("2031-02-03T10:00:00Z"),
            Some("Ada Lind, Tom Holm"),
            Some("https://post.example/a"),
        ),
        // CC-News
        (
            r#"{"title": "Fog", "text": "Fog.", "domain": "post.example", "date": "2031-02-03 10:00:00",
                "description": "d", "url": "https://post.example/a", "image_url": "https://post.example/i"}"#,
            "Fog.",
            Some("post.example"),
            Some("2031-02-03T10:00:00Z"),
            None,
            Some("https://post.example/a"),
        ),
        // trafilatura
        (
            r#"{"title": "Fog", "author": "Ada Lind", "hostname": "post.example", "date": "2031-02-03",
                "text": "Fog.", "language": null, "source": "https://post.example/a",
                "source-hostname": "The Post", "excerpt": "e"}"#,
            "Fog.",
            Some("The Post"),
            Some("2031-02-03"),
            Some("Ada Lind"),
            Some("https://post.example/a"),
        ),
        // news APIs
        (
            r#"{"source": {"id": null, "name": "The Post"}, "author": "Ada Lind", "title": "Fog",
                "url": "https://post.example/a", "publishedAt": "2031-02-03T10:00:00Z", "content": "Fog."}"#,
            "Fog.",
            Some("The Post"),
            Some("2031-02-03T10:00:00Z"),
            Some("Ada Lind"),
            Some("https://post.example/a"),
        ),
        // Media Cloud, where its texts were fetched
        (
            r#"{"id": "1", "media_name": "The Post", "media_url": "https://post.example/",
                "publish_date": "2031-02-03", "title": "Fog", "text": "Fog.", "url": "https://post.example/a"}"#,
            "Fog.",
            Some("The Post"),
            Some("2031-02-03"),
            None,
            Some("https://post.example/a"),
        ),
    ] {
        let page = mapped(line, "").expect("a record").page;
        let start = |date: &str| parse_date(date).expect("a date").start;
        let found = (
            page.text.as_str(),
            page.outlet.as_deref(),
            page.author.as_deref(),
            page.url.as_deref(),
        );
        assert_eq!(found, (text, outlet, author, url), "{line}");
        assert_eq!(page.published_at, date.map(start), "{line}");
    }
}

#[test]
fn what_a_user_names_comes_first() {
    let line = r#"{"text": "no", "story": {"full": "Fog."}, "link": "https://post.example/a", "when": 1714559400}"#;
    let record = mapped(line, "text=story.full,published_at=when").expect("a record");
    assert_eq!(record.page.text, "Fog.");
    assert!(record.page.published_at.is_some());
    assert_eq!(record.aliases, [("link".to_owned(), "url")]);
    let error = mapped(line, "text=story.half").expect_err("nothing there");
    assert_eq!(error, "the record has no \"story.half\", which `--map` names for the text");
    let error = mapped(line, "text=story").expect_err("no text");
    assert_eq!(error, "\"text\" is an object, not a string");
}

#[test]
fn a_wrong_value_under_another_key_is_passed_over() {
    let line =
        r#"{"body": "Fog.", "source": 17, "date": "05/06/2031", "link": "/a", "head": ["a"]}"#;
    let record = mapped(line, "").expect("a record");
    let page = Page { text: "Fog.".into(), ..Page::default() };
    let undated = Some("date".to_owned());
    let aliases = vec![("body".to_owned(), "text")];
    assert_eq!(record, Record { page, aliases, undated, is_excerpts: false });
}
