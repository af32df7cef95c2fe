//! Pages of HTML: what is kept of them, what they tell of themselves, how they are encoded, and that no
//! bytes are too much.
#![cfg(feature = "html")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use q7x2_domain::Timestamp;
use q7x2_reader::html::read;
use q7x2_reader::{Page, Problem};

/// A page as a newspaper's, with what such pages have around an article.
const PAGE: &str = r##"<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<title>Harbour wall to be rebuilt, says mayor | The Northquay Post</title>
<meta property="og:site_name" content="The Northquay Post">
<meta property="og:title" content="Harbour wall to be rebuilt, says mayor">
<meta property="article:modified_time" content="2024-05-02T08:00:00+02:00">
<link rel="canonical" href="https://northquay.example/news/harbour-wall">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Harbour wall to be rebuilt, says mayor","datePublished":"2024-05-01T23:30:00-04:00",
"author":[{"@type":"Person","name":"Ilse Brandt"},{"@type":"Person","name":"Tom Okello"}],
"publisher":{"@type":"Organization","name":"The Northquay Post"}}</script>
<style>.a{color:red}</style></head><body class="single has-sidebar">
<div id="cookie-consent" class="cookie-banner"><p>We use cookies to give you the best experience on our site. Accept all cookies or manage your choices at any time in the settings.</p></div>
<header class="site-header"><nav class="main-menu"><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li><li><a href="/sport">Sport</a></li></ul></nav></header>
<main><article class="post"><h1 class="entry-title">Harbour wall to be rebuilt, says mayor</h1>
<p class="byline">By <a rel="author" href="/ib">Ilse Brandt</a>, 1 May 2024</p>
<div class="share-buttons"><a href="#">Share on Facebook</a> <a href="#">Copy link</a></div>
<figure><img src="w.jpg"><figcaption class="caption">The old wall in March. Photo: Jan Wessel/Northquay Post</figcaption></figure>
<div class="entry-content">
<p>The old harbour wall will be rebuilt before the winter storms, the mayor, Ana Lind, told the town council on Tuesday, after a survey found that the sea had hollowed out its foundations.</p>
<p>&ldquo;We cannot wait for another storm to do the work for us,&rdquo; she said. The council voted by nine to four for the plan, which will cost the town some six million crowns over two years.</p>
<blockquote class="twitter-tweet"><p>The wall has stood since 1911. It deserves better than concrete.</p>&mdash; Harbour Friends (@harbourfriends) <a href="https://example.org/1">May 1, 2024</a></blockquote>
<p>Fishermen had asked for the work to be done outside the season, because the quay will be closed to boats for as long as the divers are at work below the water line.</p>
<ul><li>The northern part is to be rebuilt first, from September on.</li><li>The lighthouse stays open to visitors on Sundays.</li></ul>
<p>Work on the southern part is to begin in the spring, according to the engineer in charge, Pavel Horak, who said that the stones of the old wall would be used again.</p>
</div></article>
<section class="related-posts"><h3>Related articles</h3><ul><li><a href="/1">Ferry to the islands runs again</a></li><li><a href="/2">Ten things to know about tides</a></li></ul></section>
<div class="newsletter-signup"><h3>Sign up for our newsletter</h3><p>Get the best stories of the week in your inbox every Friday morning, for free and without advertising.</p></div>
<div id="comments" class="comments-area"><h3>2 comments</h3><div class="comment"><p>I have said for twenty years that this wall would fall down one day, and nobody at the town hall ever listened to me.</p></div></div>
</main><aside class="sidebar"><h3>Most read</h3><ul><li><a href="/3">Bakery closes after ninety years</a></li></ul></aside>
<footer class="site-footer"><p>© 2024 The Northquay Post. All rights reserved.</p></footer></body></html>"##;

fn page(html: &str) -> Page {
    read(html.as_bytes(), None, None).expect("a page with text")
}

fn at(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().expect("a time").as_microsecond()
}

#[test]
fn the_article_is_kept_with_its_lists_and_posts() {
    let text = page(PAGE).text;
    for kept in [
        "The old harbour wall will be rebuilt before the winter storms",
        "“We cannot wait for another storm to do the work for us,” she said.",
        "The wall has stood since 1911.",
        "Harbour Friends (@harbourfriends)",
        "from September on.\nThe lighthouse stays open",
        "the stones of the old wall would be used again.",
    ] {
        assert!(text.contains(kept), "{kept}: {text}");
    }
    assert!(text.contains("foundations.\n\n“We cannot"), "paragraphs are set apart: {text}");
}

#[test]
fn what_sites_put_around_articles_is_left_out() {
    let text = page(PAGE).text;
    for gone in [
        "cookies",
        "Sport",
        "Copy link",
        "Ferry to",
        "newsletter",
        "inbox",
        "comments",
        "nobody at the town hall",
        "Bakery",
        "All rights",
        "Photo:",
    ] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
}

#[test]
fn a_page_tells_of_itself() {
    let page = page(PAGE);
    assert_eq!(page.title.as_deref(), Some("Harbour wall to be rebuilt, says mayor"));
    assert_eq!(page.outlet.as_deref(), Some("The Northquay Post"));
    assert_eq!(page.author.as_deref(), Some("Ilse Brandt, Tom Okello"));
    assert_eq!(page.url.as_deref(), Some("https://northquay.example/news/harbour-wall"));
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.published_at.map(Timestamp::micros), Some(at("2024-05-02T03:30:00Z")));
    assert_eq!(page.modified_at.map(Timestamp::micros), Some(at("2024-05-02T06:00:00Z")));
}

/// A page without a head that tells anything.
fn bare(top: &str) -> String {
    let paragraph = "<p>The ferry to the outer islands runs again from Monday, the company said, after \
        three weeks in which the crews had asked for better pay and had stayed ashore.</p>";
    let paragraphs = paragraph.repeat(4);
    format!("<html><body><h1>Ferry to the islands runs again</h1>{top}{paragraphs}</body></html>")
}

#[test]
fn a_date_and_an_author_are_read_where_they_are_printed() {
    let found = page(&bare("<div>By Marta Olsen</div><span>Updated March 3, 2023</span>"));
    assert_eq!(found.title.as_deref(), Some("Ferry to the islands runs again"));
    assert_eq!(found.author.as_deref(), Some("Marta Olsen"));
    assert_eq!(found.published_at.map(Timestamp::micros), Some(at("2023-03-03T00:00:00Z")));
    let html = bare("");
    let address = Some("https://northquay.example/2022/11/09/ferry");
    let found = read(html.as_bytes(), None, address).expect("a page");
    assert_eq!(found.published_at.map(Timestamp::micros), Some(at("2022-11-09T00:00:00Z")));
    assert_eq!(found.outlet.as_deref(), Some("northquay.example"));
}

#[test]
fn the_encoding_is_by_mark_then_sender_then_page_then_guess() {
    let text = |bytes: &[u8], charset| read(bytes, charset, None).expect("a page").text;
    let name = "Zoë Müller begrüßte";
    let guests = "Die Bürgermeisterin Zoë Müller begrüßte die Gäste am Hafen und sagte, dass die \
        Fähre von Montag an wieder zu den äußeren Inseln fährt.";
    let paragraphs = format!("<p>{guests}</p>").repeat(4);
    let html = format!("<html><body><h1>Die Fähre fährt</h1>{paragraphs}</body></html>");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&html);
    assert!(text(&latin, Some("iso-8859-1")).contains(name), "the sender's");
    assert!(text(&latin, None).contains(name), "guessed");
    let said = html.replace("<html>", "<html><head><meta charset=windows-1252></head>");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&said);
    assert!(text(&latin, None).contains(name), "the page's");
    let other = said.replace("windows-1252", "iso-8859-5");
    let (latin, ..) = encoding_rs::WINDOWS_1252.encode(&other);
    assert!(text(&latin, Some("windows-1252")).contains(name), "the sender's before the page's");
    let marked = [b"\xef\xbb\xbf".as_slice(), html.as_bytes()].concat();
    assert!(text(&marked, Some("iso-8859-1")).contains(name), "the mark's");
    let units = [0xfeff].into_iter().chain(html.encode_utf16());
    let wide: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    assert!(text(&wide, None).contains(name), "UTF-16");
}

#[test]
fn a_page_without_text_is_refused() {
    for empty in ["", "<html></html>", "<script>let a = 1;</script>", "<p hidden>Nobody.</p>"] {
        assert!(matches!(read(empty.as_bytes(), None, None), Err(Problem::Empty)), "{empty}");
    }
}

/// Pages that take long where something is quadratic, so many times a part.
fn heavy(kind: usize, times: usize) -> String {
    let mut html = String::from("<html><body><h1>Title of it all</h1>");
    match kind {
        0 => html.push_str(&"<div>".repeat(times)),
        1 => html.push_str(&"<b><p>".repeat(times)),
        2 => html.push_str(&"<p>One more line of text, with a comma.</p>".repeat(times)),
        3 => {
            for n in 0..times {
                let _ = write!(html, "<a{n}=x class=\"c{n}\" ");
            }
        }
        4 => {
            html.push_str("<div");
            for n in 0..times {
                let _ = write!(html, " a{n}=\"{n}\"");
            }
        }
        5 => html.push_str(&"<!--".repeat(times)),
        6 => html.push_str(&"<script><style><title>".repeat(times)),
        7 => html.push_str(&"<table><tr><td>".repeat(times)),
        8 => html.push_str(&"<ul><li>x<a>y</b></i></ul></p>".repeat(times)),
        9 => html.push_str(&"<p class=\"byline author\">By 2024 &amp; &lt; &#x".repeat(times)),
        _ => html.push_str(&"< </ <! & \" ' = ".repeat(times)),
    }
    html
}

#[test]
fn ten_times_the_page_takes_not_much_more_than_ten_times_as_long() {
    let time = |kind, times| {
        let html = heavy(kind, times);
        let once = || {
            let start = Instant::now();
            let _ = read(html.as_bytes(), None, None);
            start.elapsed()
        };
        once().min(once())
    };
    for kind in 0..=10 {
        let (small, large) = (time(kind, 3_000), time(kind, 30_000));
        // Quadratic is a hundred times.
        let most = small.max(Duration::from_millis(20)) * 45;
        assert!(large < most, "kind {kind}: {small:?}, then {large:?}");
    }
}

#[test]
fn a_hundred_thousand_elements_in_one_another_are_read() {
    let html = format!("{}{}{}", "<div>".repeat(100_000), bare(""), "</div>".repeat(100_000));
    let page = page(&html);
    assert!(page.text.contains("The ferry to the outer islands"), "{}", page.text);
}

#[test]
fn comments_and_scripts_are_no_text() {
    let hidden = "<!-- never <p>mind</p> --><script>if (a < b) { write('<p>no</p>') }</script>";
    let text = page(&bare(hidden)).text;
    assert!(text.contains("The ferry") && !text.contains("never") && !text.contains("write"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes, None, None);
    }

    #[test]
    fn any_mix_of_markup_is_read_or_refused(
        parts in prop::collection::vec(
            prop::sample::select(vec![
                "<p>", "</p>", "<div class='a'>", "</div>", "<a href=x>", "</a>", "<li>", "<ul>", "</ul>",
                "<td>", "<table>", "</table>", "<script type=application/ld+json>", "</script>", "<!--",
                "{\"@type\":\"Article\"}", "-->", "<br>", "&amp;", "&#0;", "<h1>", "</h1>", "<b>", "</b>",
                "<time datetime=2024-13-45>", "<meta name=date content='é'>", "“Ü”", "<", "\u{0}", "By ",
                "words of a text, and more. ", "<blockquote class=twitter-tweet>", "İ", "<title>", "<svg/>",
                "<pre>\n a\n", "March 3", ", 2024", "<meta property=og:title content=\"a | b\">",
            ]),
            0..60,
        ),
        charset in prop::option::of("[a-z0-9-]{0,12}"),
    ) {
        let html = parts.concat();
        let address = Some("https://a.example/2024/01/02/x");
        if let Ok(page) = read(html.as_bytes(), charset.as_deref(), address) {
            prop_assert!(!page.text.is_empty());
        }
    }
}

#[test]
fn what_is_said_below_a_picture_is_beside_the_article() {
    let told = "<html><head><title>Weir opened</title></head><body><article><h1>Weir opened</h1>\
        <p>The weir at Harle was opened on Thursday after two years of work, the council said.</p>\
        <figure><img src=w.jpg><figcaption><p>“It is only water”: Ada Moor beside the weir on \
        Thursday, when it was opened by the council.</p></figcaption></figure>\
        <p>Nobody was asked to pay for it twice, the mayor told reporters beside the new gate, and \
        the fishermen who had waited for it since the flood went home in the afternoon.</p>\
        </article></body></html>";
    let page = page(told);
    assert!(page.text.contains("Nobody was asked to pay"), "{}", page.text);
    assert!(!page.text.contains("only water"), "{}", page.text);
}
