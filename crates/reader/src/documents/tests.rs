//! Documents of all kinds: what is read of them, what is refused, and that nothing is too much.

mod damaged;
mod growth;

use std::io::Write as _;

use super::samples::{archive, docx, docx_paragraph, epub, odt};
use super::*;
use crate::parse_date;

#[track_caller]
fn one(kind: Kind, bytes: &[u8]) -> Page {
    let mut pages = read(kind, bytes).expect("a page");
    assert_eq!(pages.len(), 1);
    pages.remove(0)
}

#[track_caller]
fn refused(kind: Kind, bytes: &[u8]) -> String {
    read(kind, bytes).expect_err("refused").to_string()
}

fn at(date: &str) -> Option<q7x2_domain::Timestamp> {
    Some(parse_date(date).expect("a date").start)
}

#[test]
fn each_kind_is_known_and_read() {
    for (ending, bytes) in samples::all() {
        let kind = Kind::of_ending(ending).expect("a kind");
        if kind != Kind::Markdown {
            assert_eq!(Kind::of_bytes(&bytes), Some(kind), "{ending}");
        }
        let pages = read(kind, &bytes).expect(ending);
        assert!(pages.iter().all(|page| !page.text.is_empty()), "{ending}");
    }
}

#[test]
fn an_archive_of_documents_is_no_document() {
    let inner = docx(&docx_paragraph("Fog."));
    let mut writer = zip::write::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    writer.start_file("fog.docx", stored).expect("a file");
    writer.write_all(&inner).expect("its bytes");
    let outer = writer.finish().expect("an archive").into_inner();
    assert_eq!(Kind::of_bytes(&outer), None);
    assert_eq!(Kind::of_bytes(&archive(&[("a.txt", "Fog."), ("xl/a.xml", "")])), Some(Kind::Sheet));
}

#[test]
fn a_document_of_word_gives_its_paragraphs_and_properties() {
    let body = [
        "<w:p><w:pPr><w:pStyle w:val=\"Title\"/></w:pPr><w:r><w:t>Fog </w:t></w:r><w:r><w:t>over Velm</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>“The ferry,”</w:t><w:tab/><w:t>she said,</w:t><w:br/><w:t>“was&#160;late.”</w:t></w:r></w:p>",
        "<w:p><w:del><w:r><w:delText>Old</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>Moved</w:t></w:r></w:moveFrom>\
         <w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>\
         <w:r><w:t>Rain</w:t><w:noBreakHyphen/><w:t>free.</w:t></w:r></w:p>",
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Lind</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12</w:t></w:r></w:p>\
         </w:tc></w:tr></w:tbl>",
        "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>Box.</w:t></w:r></w:p>\
         </w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>Box.</w:t></w:r></w:p></mc:Fallback>\
         </mc:AlternateContent></w:r><w:r><w:t>End.</w:t></w:r></w:p>",
    ];
    let page = one(Kind::Docx, &docx(&body.concat()));
    let expected = "Fog over Velm\n\n“The ferry,” she said,\n“was late.”\n\nRain-free.\n\nLind | 12\n\nBox.\n\nEnd.";
    assert_eq!(page.text, expected);
    assert_eq!(page.title.as_deref(), Some("Fog over Velm"));
    assert_eq!(page.author.as_deref(), Some("Ada Lind"));
    assert_eq!(
        (page.published_at, page.modified_at),
        (at("2031-05-02T10:45:00Z"), at("2031-05-03T08:00:00Z"))
    );
}

#[test]
fn a_document_of_libreoffice_gives_its_paragraphs_and_properties() {
    let text = "<text:tracked-changes><text:p>Old</text:p></text:tracked-changes><text:p text:style-name=\"P1\">Fog \
                over <text:span>Velm</text:span></text:p><text:p>“No,”<text:s text:c=\"3\"/>she<text:note><text:p>Note\
                </text:p></text:note>\nsaid.<text:line-break/>Twice.</text:p><table:table><table:table-row>\
                <table:table-cell><text:p>Lind</text:p></table:table-cell><table:table-cell><text:p>12</text:p>\
                </table:table-cell></table:table-row></table:table>";
    let page = one(Kind::Odt, &odt(text));
    assert_eq!(page.text, "Fog over Velm\n\n“No,” she said.\nTwice.\n\nLind | 12");
    assert_eq!(page.title.as_deref(), Some("Fog over Velm"));
    assert_eq!(page.author.as_deref(), Some("Ada Lind"));
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.published_at, at("2031-05-02T10:45:00Z"));
}

#[test]
fn a_book_is_a_page_a_chapter() {
    let chapters =
        ["<h1>One</h1><p>Fog.</p>", "<img src='cover.png'/>", "<title>Two</title><p>Rain.</p>"];
    let pages = read(Kind::Epub, &epub(&chapters)).expect("pages");
    let found: Vec<_> =
        pages.iter().map(|page| (page.title.as_deref(), page.text.as_str())).collect();
    assert_eq!(found, [(Some("One"), "One\n\nFog."), (Some("Two"), "Rain.")]);
    assert_eq!(pages[1].outlet.as_deref(), Some("Velm Review"));
    assert_eq!(pages[1].published_at, at("2031-05-02"));
}

#[test]
fn a_mail_gives_subject_sender_date_and_plain_text() {
    let mail = samples::all().into_iter().find(|(ending, _)| *ending == "eml").expect("a mail").1;
    let page = one(Kind::Mail, &mail);
    assert_eq!(page.text, "“No,” she said in the café.");
    assert_eq!(page.title.as_deref(), Some("Fog over Velm"));
    assert_eq!(page.author.as_deref(), Some("Ada Lind"));
    assert_eq!(page.published_at, at("2031-05-02T08:45:00Z"));
}

#[test]
fn html_is_read_where_a_mail_has_nothing_plain() {
    let both = "From: ada@velm.example\nSubject: Fog\nMIME-Version: 1.0\nContent-Type: multipart/alternative; \
                boundary=b\n\n--b\nContent-Type: text/plain\n\nPlain.\n--b\nContent-Type: text/html\n\n<p>Rich.</p>\n\
                --b--\n";
    assert_eq!(one(Kind::Mail, both.as_bytes()).text, "Plain.");
    let html = "From: ada@velm.example\nSubject: Fog\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\
                Content-Transfer-Encoding: base64\n\nPGgxPkZvZzwvaDE+PHA+4oCcTm8s4oCdIHNoZSBzYWlkLjwvcD4=\n";
    let page = one(Kind::Mail, html.as_bytes());
    assert_eq!(
        (page.text.as_str(), page.author.as_deref()),
        ("Fog\n\n“No,” she said.", Some("ada@velm.example"))
    );
}

#[test]
fn a_mailbox_is_a_page_a_mail_and_keeps_their_number() {
    let mailbox = "From a@b.example Fri May 2\nSubject: One\n\nFog.\n\nFrom a@b.example Fri May 2\nSubject: Two\n\n\n\
                   From a@b.example Fri May 2\nSubject: Three\n\nRain.\n";
    let pages = read(Kind::Mailbox, mailbox.as_bytes()).expect("pages");
    let texts: Vec<&str> = pages.iter().map(|page| page.text.as_str()).collect();
    assert_eq!(texts, ["Fog.", "", "Rain."]);
}

#[test]
fn markdown_is_read_as_its_words() {
    let text = "---\ntitle: \"Fog over Velm\"\nauthor: Ada Lind\ndate: 2031-05-02\ntags: [a]\n---\n\n# Fog over *Velm* \
                today\n\nThe [ferry](https://velm.example \"x\") was `late`\nagain.![map](map.png)\n\n> “No,” she \
                said.\n>\n> Twice.\n\n```rust\nlet fog;\n```\n\n1. One\n2. Two\n   more\n\n| A | B |\n|---|---|\n| 1 | 2 \
                |\n\n<p>In &amp; out</p>\n\nNote[^1]\n\n[^1]: Small.\n";
    let page = one(Kind::Markdown, text.as_bytes());
    let expected = "Fog over Velm today\n\nThe ferry was late again.\n\n“No,” she said.\n\nTwice.\n\nOne\n\nTwo \
                    more\n\nA | B\n\n1 | 2\n\nIn & out\n\nNote";
    assert_eq!(page.text, expected);
    assert_eq!(page.title.as_deref(), Some("Fog over Velm"));
    assert_eq!(page.author.as_deref(), Some("Ada Lind"));
    assert_eq!(page.published_at, at("2031-05-02"));
    assert_eq!(one(Kind::Markdown, b"# Fog\n\nRain.").title.as_deref(), Some("Fog"));
}

#[test]
fn what_gives_no_article_says_what_to_do() {
    let told = refused(Kind::Sheet, b"");
    assert!(told.contains("spreadsheet") && told.contains("CSV"), "{told}");
    let locked = archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("META-INF/manifest.xml", "<m:manifest xmlns:m='m'><m:encryption-data/></m:manifest>"),
    ]);
    assert!(refused(Kind::Odt, &locked).contains("locked with a password"));
    let sold = "<encryption><EncryptedData><CipherData><CipherReference URI=\"OEBPS/text/c%200.xhtml\"/>\
                </CipherData></EncryptedData></encryption>";
    let container =
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
    let package = "<package><manifest><item id=\"c\" href=\"text/c%200.xhtml\"/></manifest><spine><itemref \
                   idref=\"c\"/></spine></package>";
    let book = archive(&[
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", container),
        ("META-INF/encryption.xml", sold),
        ("OEBPS/book.opf", package),
    ]);
    assert!(refused(Kind::Epub, &book).contains("locked"));
    let mail = "From: a@b.example\nSubject: Fog\nMIME-Version: 1.0\nContent-Type: multipart/encrypted; boundary=b; \
                protocol=\"application/pgp-encrypted\"\n\n--b\nContent-Type: application/pgp-encrypted\n\nVersion: \
                1\n--b--\n";
    assert!(refused(Kind::Mail, mail.as_bytes()).contains("locked"));
    assert!(refused(Kind::Docx, b"PK\x03\x04").contains("damaged"));
    assert!(refused(Kind::Docx, &docx("<w:p/>")).contains("without text"));
    assert!(refused(Kind::Docx, &docx("<w:p>")).contains("not well-formed"));
    assert!(refused(Kind::OldOffice, b"").contains("save it as DOCX"));
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let bomb = docx(&"<w:p/>".repeat(MAX_UNPACKED_BYTES / 6 + 1));
    assert!(bomb.len() < 1 << 20, "{}", bomb.len());
    assert!(refused(Kind::Docx, &bomb).contains("unpacks to more than 128 MiB"));
    let large = vec![b' '; MAX_DOCUMENT_BYTES + 1];
    assert!(refused(Kind::Rtf, &large).contains("more than 64 MiB"));
}
