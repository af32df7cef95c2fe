//! Feeds of every kind, whole, bare and broken.

use proptest::prelude::*;

use super::*;
use crate::testing;

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Harbour Post</title><link>https://post.example/</link><language>en-GB</language>
<image><title>Logo</title><url>https://post.example/logo</url></image>
<item><title>Fog &amp; rain</title><link>https://post.example/a</link><dc:creator>Ada Lind</dc:creator>
<pubDate>Mon, 03 Feb 2031 10:00:00 +0100</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>“Fog,” she said.</p><p>It stays &amp; stays.</p>]]></content:encoded></item>
<item><title>Ice</title><guid isPermaLink="true">https://post.example/b</guid>
<description>&lt;p&gt;Ice lay on the quay.&lt;/p&gt;</description><author>tom@post.example (Tom Holm)</author></item>
<item><title>Bare</title><link>https://post.example/c</link></item>
</channel></rss>"#;

#[test]
fn rss_is_read_with_its_full_text_and_a_summary_is_called_one() {
    let (pages, broken) = read(RSS.as_bytes());
    assert!(broken.is_none(), "{broken:?}");
    assert_eq!(pages.len(), 3);
    let expected = Page {
        text: "“Fog,” she said.\n\nIt stays & stays.".into(),
        title: Some("Fog & rain".into()),
        outlet: Some("The Harbour Post".into()),
        author: Some("Ada Lind".into()),
        url: Some("https://post.example/a".into()),
        published_at: parse_date("2031-02-03T09:00:00Z").ok().map(|period| period.start),
        language: Some("en-GB".into()),
        ..Page::default()
    };
    assert_eq!(pages[0], expected);
    assert_eq!((pages[1].text.as_str(), pages[1].is_summary), ("Ice lay on the quay.", true));
    assert_eq!(pages[1].url.as_deref(), Some("https://post.example/b"));
    assert_eq!(pages[1].author.as_deref(), Some("Tom Holm"));
    let found = testing::read("feed.txt", RSS.as_bytes());
    assert_eq!(found[1], "feed.txt#2=Ice lay on the quay.");
    assert_eq!(found[2], "feed.txt#3: the item has no text, only a link; fetch the page behind it");
}

#[test]
fn old_rss_and_atom_are_read() {
    let rdf = r#"<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/" xmlns:dc="d">
        <channel rdf:about="x"><title>Post</title></channel>
        <item rdf:about="a"><title>Fog</title><link>https://post.example/a</link><dc:date>2031-02-03T10:00:00Z</dc:date>
        <description>Fog lay there.</description></item></rdf:RDF>"#;
    let (pages, _) = read(rdf.as_bytes());
    assert_eq!(
        (pages[0].text.as_str(), pages[0].outlet.as_deref()),
        ("Fog lay there.", Some("Post"))
    );
    assert!(pages[0].published_at.is_some());
    let atom = r#"<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="text">Post</title>
        <author><name>Nobody</name></author>
        <entry><title type="html">Fog &amp;amp; rain</title><link rel="self" href="https://post.example/self"/>
        <link rel="alternate" href="https://post.example/a?x=1&amp;y=2"/><id>urn:a</id>
        <published>2031-02-03T10:00:00Z</published><updated>2031-02-04T10:00:00Z</updated>
        <author><name>Ada Lind</name><email>a@post.example</email></author><author><name>Tom Holm</name></author>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Fog &lt; rain,<br/>she said.</p><p>So.</p></div></content>
        </entry><entry><title>Ice</title><summary>Plain &lt;3 ice.</summary><updated>2031-02-04T10:00:00Z</updated></entry></feed>"#;
    let (pages, broken) = read(atom.as_bytes());
    assert!(broken.is_none(), "{broken:?}");
    assert_eq!(pages[0].text, "Fog < rain,\nshe said.\n\nSo.");
    assert_eq!(pages[0].title.as_deref(), Some("Fog & rain"));
    assert_eq!(pages[0].url.as_deref(), Some("https://post.example/a?x=1&y=2"));
    assert_eq!(pages[0].author.as_deref(), Some("Ada Lind, Tom Holm"));
    assert!(pages[0].published_at < pages[0].modified_at && pages[0].modified_at.is_some());
    assert_eq!((pages[1].text.as_str(), pages[1].is_summary), ("Plain <3 ice.", false));
    assert_eq!(pages[1].published_at, pages[1].modified_at);
}

#[test]
fn json_feeds_are_read() {
    let feed = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "language": "en", "items": [
        {"id": "1", "url": "https://post.example/a", "title": "Fog", "content_html": "<p>One.</p><p>Two.</p>",
         "date_published": "2031-02-03T10:00:00Z", "authors": [{"name": "Ada Lind"}]},
        {"id": "2", "content_text": "Three <b>."}]}"#;
    assert_eq!(
        testing::read("a.json", feed.as_bytes()),
        ["a.json#1=One.\n\nTwo.", "a.json#2=Three <b>."]
    );
    let (pages, _) = read(feed.as_bytes());
    assert_eq!(pages[0].author.as_deref(), Some("Ada Lind"));
    let cut = &feed[..feed.len() - 20];
    let told = "a.json: the feed is damaged (it is not valid JSON); what is behind it was not read";
    assert_eq!(testing::read("a.json", cut.as_bytes()), [told]);
}

#[test]
fn a_broken_feed_gives_what_stands_before_that_and_one_message() {
    let cut = &RSS[..RSS.find("<item><title>Ice").expect("an item") + 30];
    let found = testing::read("a.xml", cut.as_bytes());
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].starts_with("a.xml#1=“Fog,”"));
    assert_eq!(
        found[1],
        "a.xml: the feed is damaged (a tag is not closed at byte 654); what is behind it was not read"
    );
    let cut = &RSS[..RSS.find("<item><title>Ice").expect("an item") + 16];
    let found = testing::read("a.xml", cut.as_bytes());
    assert!(
        found[1].starts_with("a.xml: the feed is damaged (it ends within an item)"),
        "{found:?}"
    );
    let empty = "<rss><channel><title>Post</title></channel></rss>";
    assert_eq!(testing::read("a.xml", empty.as_bytes()), ["a.xml: the feed has no items"]);
    // References and signs that XML does not know.
    let loose = "<rss><channel><item><title>Fog & rain</title><description>A&nbsp;&mdash; R&D</description></item></channel></rss>";
    assert_eq!(testing::read("a.xml", loose.as_bytes()), ["a.xml#1=A\u{a0}— R&D"]);
}

#[test]
fn feeds_in_old_encodings_are_read() {
    let feed = b"<?xml version='1.0' encoding='iso-8859-1'?><rss><channel><item><description>Zo\xeb.</description></item></channel></rss>";
    assert_eq!(testing::read("a.xml", feed), ["a.xml#1=Zoë."]);
}

#[test]
fn ten_times_the_items_are_read() {
    for items in [500, 5_000] {
        let feed = format!(
            "<rss><channel>{}</channel></rss>",
            "<item><description>Fog.</description></item>".repeat(items)
        );
        assert_eq!(read(feed.as_bytes()).0.len(), items);
    }
    let deep = "<rss><channel><item>".to_owned() + &"<a>".repeat(200_000);
    assert!(read(deep.as_bytes()).1.is_some());
}

proptest! {
    #[test]
    fn any_bytes_give_a_result(bytes in "<(rss|feed)>(<item>|<entry>|</item>|</entry>|<title>|</title>|<content type=\"xhtml\">|</content>|<author>|<name>|</|&|&amp;|<!\\[CDATA\\[|\\]\\]>|a|\\{){0,30}") {
        let (pages, broken) = read(bytes.as_bytes());
        prop_assert!(pages.len() <= bytes.len(), "{:?}", broken);
    }
}
