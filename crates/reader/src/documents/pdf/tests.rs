//! PDFs put together by hand: columns, divided words, headers, forms, fonts, and what is refused.

use super::*;
use crate::documents::samples::{Pdf, shown, stream};

#[track_caller]
fn text(pages: &[String]) -> String {
    read(&Pdf::default().of(pages)).expect("a page").text
}

#[test]
fn lines_are_paragraphs_and_divided_words_are_whole() {
    let lines = [
        "Fog lay low over Velm on Friday, and the har-",
        "bour stayed shut. The well-known ferry was",
        "late again.",
    ];
    let more =
        ["\u{201c}Nobody was told,\u{201d} said Ada Lind, who runs the well-", "known ferry."];
    // In the encoding of Windows, which is what the font says.
    let bytes = shown(72.0, 700.0, 10.0, &lines) + &shown(72.0, 655.0, 10.0, &more);
    let bytes = bytes.replace('\u{201c}', "\\223").replace('\u{201d}', "\\224");
    assert_eq!(
        text(&[bytes]),
        "Fog lay low over Velm on Friday, and the harbour stayed shut. The well-known ferry was late again.\n\n\
         “Nobody was told,” said Ada Lind, who runs the well-known ferry."
    );
}

#[test]
fn columns_are_read_one_after_the_other_below_what_stands_across() {
    let left = [
        "The ferry was late, said",
        "the council of Velm, and",
        "nobody had been told of",
        "it before noon, when the",
    ];
    let right = [
        "mayor came by.",
        "Rain is on its way from",
        "the north, Tom Ode said,",
        "and hail after it.",
    ];
    let page = shown(72.0, 740.0, 20.0, &["Fog shuts the harbour of Velm for a week"])
        + &shown(320.0, 700.0, 10.0, &right)
        + &shown(72.0, 700.0, 10.0, &left);
    assert_eq!(
        text(&[page]),
        "Fog shuts the harbour of Velm for a week\n\nThe ferry was late, said the council of Velm, and nobody had \
         been told of it before noon, when the mayor came by.\n\nRain is on its way from the north, Tom Ode \
         said, and hail after it."
    );
}

#[test]
fn headers_and_numbers_of_pages_are_left_out_and_paragraphs_go_on() {
    let page = |number: usize, lines: &[&str]| {
        shown(72.0, 760.0, 8.0, &["Velm Post, 2 May 2031"])
            + &shown(72.0, 700.0, 10.0, lines)
            + &shown(300.0, 30.0, 8.0, &[&format!("Page {number} of 2")])
    };
    let first =
        page(1, &["Fog lay low over Velm on Friday, and the ferry", "was late again because"]);
    let second = page(2, &["nobody had told the captain.", "Rain is on its way."]);
    assert_eq!(
        text(&[first, second]),
        "Fog lay low over Velm on Friday, and the ferry was late again because nobody had told the captain. Rain is \
         on its way."
    );
}

#[test]
fn steps_between_strings_are_blanks_and_kerning_is_none() {
    let page = "BT /F1 10 Tf 72 700 Td [(F)30(og)-300(lay)-20( low.)] TJ ET BT /F1 10 Tf 1 0 0 1 72 680 Tm (Ra) Tj \
                (in) Tj 40 0 Td (came.) Tj ET";
    assert_eq!(text(&[page.to_owned()]), "Fog lay low.\n\nRain came.");
}

#[test]
fn forms_are_shown_where_they_stand_and_not_without_end() {
    let form = stream(
        "/Subtype/Form/Matrix[1 0 0 1 0 -50]",
        "BT /F1 10 Tf 72 700 Td (Rain.) Tj ET /X1 Do",
    );
    let pdf = Pdf { objects: vec![form], ..Pdf::default() };
    let page = shown(72.0, 700.0, 10.0, &["Fog."]) + "/X1 Do";
    let text = read(&pdf.of(&[page])).expect("a page").text;
    assert!(text.starts_with("Fog.\n\nRain.") && text.len() < 200, "{text}");
}

#[test]
fn a_font_tells_its_letters_by_a_list_or_by_their_names() {
    let list = "begincmap 1 begincodespacerange <0000> <ffff> endcodespacerange 2 beginbfchar <0001> <0046> <0002> \
                <006f0067> endbfchar 1 beginbfrange <0010> <0012> <0041> endbfrange endcmap";
    let fonts = "/F1 <</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 10 0 R/DescendantFonts[<</W[1[500 900]]\
                 >>]>>/F2 <</Type/Font/Subtype/Type1/Encoding<</Differences[1/F/o/g/uni201D 65/fi/nosuchname/f_i]>>>>";
    let pdf = Pdf { fonts: fonts.into(), objects: vec![stream("", list)], ..Pdf::default() };
    let page = "BT /F1 10 Tf 72 700 Td <000100020010> Tj ET BT /F2 10 Tf 72 600 Td (\\001\\002\\003\\004ABC) Tj ET";
    assert_eq!(read(&pdf.of(&[page.into()])).expect("a page").text, "FogA\n\nFog”fifi");
}

#[test]
fn a_page_that_is_turned_is_read_and_turned_words_are_not() {
    let turned = "BT /F1 10 Tf 0 1 -1 0 100 100 Tm (Watermark) Tj ET";
    let page = shown(72.0, 700.0, 10.0, &["Fog lay low."]) + turned;
    assert_eq!(text(&[page]), "Fog lay low.");
    let pdf = Pdf { page: "/Rotate 90".into(), ..Pdf::default() };
    assert_eq!(read(&pdf.of(&[turned.into()])).expect("a page").text, "Watermark");
}

#[test]
fn properties_are_read_and_the_largest_letters_are_a_title() {
    let page = shown(72.0, 740.0, 20.0, &["Fog shuts the harbour"])
        + &shown(72.0, 700.0, 10.0, &["The ferry was late."; 5]);
    let read_page = read(&Pdf::default().of(std::slice::from_ref(&page))).expect("a page");
    assert_eq!(read_page.title.as_deref(), Some("Fog over Velm"));
    assert_eq!(read_page.author.as_deref(), Some("Ada Lind"));
    assert_eq!(read_page.language.as_deref(), Some("en-GB"));
    let expected = crate::parse_date("2031-05-02T08:45:00Z").expect("a date").start;
    assert_eq!(read_page.published_at, Some(expected));
    let pdf = Pdf {
        info: "/Title(Microsoft Word - fog.doc)/Author(Administrator)".into(),
        ..Pdf::default()
    };
    let read_page = read(&pdf.of(&[page])).expect("a page");
    assert_eq!(
        (read_page.title.as_deref(), read_page.author),
        (Some("Fog shuts the harbour"), None)
    );
}

#[test]
fn a_scan_a_locked_file_and_letters_without_names_are_refused() {
    let scan = "q 612 0 0 792 0 0 cm /Im1 Do Q";
    assert_eq!(read(&Pdf::default().of(&[scan.into()])), Err(Refused::Scan));
    let fonts = "/F1 <</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<<>>]>>";
    let pdf = Pdf { fonts: fonts.into(), ..Pdf::default() };
    assert_eq!(
        read(&pdf.of(&["BT /F1 10 Tf 72 700 Td <00010002> Tj ET".into()])),
        Err(Refused::Letters)
    );
    let damaged = Refused::Damaged { kind: Kind::Pdf, what: "its objects cannot be read" };
    assert_eq!(read(b"%PDF-1.4\nFog."), Err(damaged));
}

/// Returns a PDF that opens with a password.
fn encrypted(user_password: &str) -> Vec<u8> {
    let plain = Pdf::default().of(&[shown(72.0, 700.0, 10.0, &["Fog lay low."])]);
    let mut document = Document::load_mem(&plain).expect("a document");
    let version = lopdf::EncryptionVersion::V2 {
        document: &document,
        owner_password: "owner",
        user_password,
        key_length: 128,
        permissions: lopdf::Permissions::all(),
    };
    let state = lopdf::EncryptionState::try_from(version).expect("a state");
    document.encrypt(&state).expect("encrypted");
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).expect("saved");
    bytes
}

#[test]
fn a_pdf_is_locked_only_where_it_asks_for_a_password() {
    assert_eq!(read(&encrypted("secret")), Err(Refused::Locked(Kind::Pdf)));
    assert_eq!(read(&encrypted("")).expect("a page").text, "Fog lay low.");
}

/// Returns a stream with entries that unpacks to bytes like these.
fn packed(entries: &str, bytes: Vec<u8>) -> Vec<u8> {
    let mut stream = lopdf::Stream::new(Dictionary::new(), bytes);
    stream.compress().expect("packed");
    let head =
        format!("<</Length {}/Filter/FlateDecode{entries}>>\nstream\n", stream.content.len());
    [head.as_bytes(), &stream.content, b"\nendstream"].concat()
}

#[test]
fn what_unpacks_to_too_much_is_refused() {
    let bomb = |entries: &str, length: usize| {
        let mut file = b"%PDF-1.5\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Count 1\
                         /Kids[3 0 R]>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 \
                         obj\n"
            .to_vec();
        file.extend(packed(entries, vec![b' '; length]));
        file.extend(b"\nendobj\ntrailer\n<</Root 1 0 R>>\n");
        file
    };
    assert!(matches!(read(&bomb("", 40 << 20)), Err(Refused::Unpacked { limit: 128, .. })));
    assert!(matches!(
        read(&bomb("/Type/ObjStm/N 1/First 9", 20 << 20)),
        Err(Refused::Unpacked { limit: 16, .. })
    ));
    // Each page shows the same form, which is some megabytes.
    let form = stream("/Subtype/Form", &" ".repeat(1 << 20));
    let pdf = Pdf { objects: vec![form], ..Pdf::default() };
    let page = "/X1 Do ".repeat(200);
    assert!(matches!(read(&pdf.of(&[page])), Err(Refused::Unpacked { limit: 128, .. })));
}
