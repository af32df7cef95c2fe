//! Ten times the document takes some ten times as long: documents as they are, and such as are made to
//! take long.

use std::time::{Duration, Instant};

use super::super::samples::{self, Pdf, shown};
use super::*;

/// What ten times the document may take: three times as much again, for what else the machine does. What
/// grows with the square takes a hundred times as long.
const MOST: u32 = 40;

/// How often it is tried.
const TIMES: usize = 8;

/// Less than this is not measured.
const LEAST: Duration = Duration::from_millis(30);

#[track_caller]
fn check(name: &str, kind: Kind, document: impl Fn(usize) -> Vec<u8>) {
    let (small, large) = (document(1), document(10));
    let time = |bytes: &[u8]| {
        let begin = Instant::now();
        let _ = pages(kind, bytes);
        begin.elapsed()
    };
    // What else the machine does makes it slower, never faster: the shortest of some times counts.
    let (mut before, mut after) = (Duration::MAX, Duration::MAX);
    for _ in 0..TIMES {
        (before, after) = (before.min(time(&small)), after.min(time(&large)));
        if after < before.max(LEAST) * MOST {
            return;
        }
    }
    panic!("{name}: {before:?} for {} bytes, {after:?} for {}", small.len(), large.len());
}

#[test]
fn documents_as_they_are() {
    let lines = [
        "The ferry was late on Friday, said Ada Lind, and no-",
        "body was told of it before noon.",
    ];
    check("pdf", Kind::Pdf, |size| {
        let page = shown(72.0, 700.0, 10.0, &lines.repeat(20))
            + &shown(330.0, 700.0, 10.0, &lines.repeat(20));
        Pdf::default().of(&vec![page; 8 * size])
    });
    check("docx", Kind::Docx, |size| docx(&docx_paragraph("Fog lay low.").repeat(1500 * size)));
    check("odt", Kind::Odt, |size| odt(&"<text:p>Fog lay low.</text:p>".repeat(1500 * size)));
    check("epub", Kind::Epub, |size| epub(&vec!["<p>Fog lay low.</p>"; 50 * size]));
    check("rtf", Kind::Rtf, |size| {
        format!("{{\\rtf1 {}}}", "{\\b Fog} lay \\'e9\\u8212?low.\\par\n".repeat(1500 * size))
            .into_bytes()
    });
    check("srt", Kind::Subtitles, |size| {
        "1\n00:00:01,000 --> 00:00:02,000\n- LIND: Fog <i>lay</i> low.\n\n"
            .repeat(2000 * size)
            .into_bytes()
    });
    check("md", Kind::Markdown, |size| {
        "# Fog\n\n> “No,” *she* said.\n\n".repeat(2000 * size).into_bytes()
    });
    let mail =
        samples::all().into_iter().find(|(ending, _)| *ending == "mbox").expect("a mailbox").1;
    check("mbox", Kind::Mailbox, |size| [mail.as_slice(), b"\n"].concat().repeat(60 * size));
}

#[test]
fn html_that_is_made_to_take_long() {
    let parts = [
        "<a",
        "<a href=\"",
        "<!--",
        "</",
        "<script>",
        "<div>",
        "&",
        "<p>",
        "<title>",
        "<br>",
        "<script></scrip",
    ];
    for part in parts {
        check(part, Kind::Epub, |size| epub(&[&part.repeat(10_000 * size)]));
    }
}

#[test]
fn texts_that_are_made_to_take_long() {
    for part in ["{", "}", "\\u55357", "{\\*\\x", "\\'", "{\\f1", "\\cell ", "{\\info{\\title "] {
        check(part, Kind::Rtf, |size| {
            format!("{{\\rtf1 {}", part.repeat(10_000 * size)).into_bytes()
        });
    }
    for part in ["<", "{\\", "[", "(", "a:", "<v a>", "&", "-\n", "1-->2\n", "<a", "{\\a"] {
        let text =
            |size| format!("1\n00:00:01,000 --> 00:00:02,000\n{}", part.repeat(10_000 * size));
        check(part, Kind::Subtitles, |size| text(size).into_bytes());
    }
    for part in [
        "> wrote:\n",
        "\n",
        " wrote:\n\n",
        "From a\nb: c\n\n",
        ">From \n",
        "--b\n",
        "=?utf-8?q?=?=",
    ] {
        check(part, Kind::Mailbox, |size| {
            format!("From a\nSubject: b\n\n{}", part.repeat(10_000 * size)).into_bytes()
        });
    }
    for part in [
        "--b\nContent-Type: multipart/mixed; boundary=b\n\n",
        "--b\n\n",
        "--b\nContent-Type: message/rfc822\n\n",
    ] {
        let head = "Subject: a\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n";
        check(part, Kind::Mail, |size| format!("{head}{}", part.repeat(500 * size)).into_bytes());
    }
    for part in [
        "Subject: =?utf-8?b?YQ==?=\n",
        "From: a <a@b>, \n",
        "X: (((\n",
        "Received: from a by b; \n",
        "a",
    ] {
        check(part, Kind::Mail, |size| {
            format!("To: c\n{}\n\nFog.", part.repeat(2000 * size)).into_bytes()
        });
    }
    for part in [
        ">", "*", "[", "![", "`", "<a ", "- ", "|a", "_a", "[a](", "[^a]", "\\", "&", "1. ",
        "<!--", "\n- a",
    ] {
        check(part, Kind::Markdown, |size| part.repeat(5000 * size).into_bytes());
    }
}

#[test]
fn pdfs_that_are_made_to_take_long() {
    for part in [
        "[",
        "(",
        "<",
        "BI ID ",
        "/F1 1 Tf ",
        "q ",
        "(a)Tj ",
        "[(a)-9999(b)]TJ ",
        "1 0 0 1 1 1 cm ",
        "/X1 Do ",
    ] {
        check(part, Kind::Pdf, |size| {
            let page = format!("BT /F1 9 Tf {}", part.repeat(1500 * size));
            Pdf { objects: vec![samples::stream("/Subtype/Form", "q Q")], ..Pdf::default() }
                .of(&[page])
        });
    }
    for part in [
        "1 0 obj\n",
        "<<",
        "[[",
        "(",
        "stream\n",
        "/Prev 9 ",
        "xref\n0 1\n",
        "trailer<</Prev 9>>\n",
        "%PDF-",
    ] {
        check(part, Kind::Pdf, |size| {
            format!("%PDF-1.4\n{}", part.repeat(3000 * size)).into_bytes()
        });
    }
}
