//! Documents made for tests: small writers of the forms that are read, about an island that is not.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

/// Returns an archive of files; the first is stored as it is, as what says which kind it is must be.
pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (number, (name, content)) in files.iter().enumerate() {
        let method =
            if number == 0 { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        let options = SimpleFileOptions::default().compression_method(method);
        writer.start_file(*name, options).expect("a file");
        writer.write_all(content.as_bytes()).expect("its bytes");
    }
    writer.finish().expect("an archive").into_inner()
}

/// Returns a document of Word with this body.
pub(super) fn docx(body: &str) -> Vec<u8> {
    let main =
        format!("<w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}</w:body></w:document>");
    let properties = "<cp:coreProperties xmlns:cp=\"cp\" xmlns:dc=\"dc\"><dc:title>Fog over Velm</dc:title>\
                      <dc:creator>Ada Lind</dc:creator><dcterms:created xmlns:dcterms=\"t\">2031-05-02T10:45:00Z\
                      </dcterms:created><dcterms:modified xmlns:dcterms=\"t\">2031-05-03T08:00:00Z\
                      </dcterms:modified></cp:coreProperties>";
    let relations = "<Relationships><Relationship Type=\"http://x.example/officeDocument\" \
                     Target=\"word/document.xml\"/></Relationships>";
    archive(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", relations),
        ("word/document.xml", &main),
        ("docProps/core.xml", properties),
    ])
}

/// Returns a paragraph of Word.
pub(super) fn docx_paragraph(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// Returns a document of LibreOffice with this text.
pub(super) fn odt(text: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:style=\"s\" xmlns:table=\"b\">\
         <office:automatic-styles><style:style style:name=\"P1\" style:parent-style-name=\"Title\"/>\
         </office:automatic-styles><office:body><office:text>{text}</office:text></office:body>\
         </office:document-content>"
    );
    let meta = "<office:document-meta xmlns:office=\"o\" xmlns:meta=\"m\" xmlns:dc=\"dc\"><office:meta>\
                <meta:initial-creator>Ada Lind</meta:initial-creator><meta:creation-date>2031-05-02T10:45:00\
                </meta:creation-date><dc:date>2031-05-03T08:00:00</dc:date><dc:language>en-GB</dc:language>\
                </office:meta></office:document-meta>";
    archive(&[
        ("mimetype", "application/vnd.oasis.opendocument.text"),
        ("content.xml", &content),
        ("meta.xml", meta),
        ("META-INF/manifest.xml", "<manifest/>"),
    ])
}

/// Returns a book of chapters, each in HTML.
pub(super) fn epub(chapters: &[&str]) -> Vec<u8> {
    let (mut items, mut order) = (String::new(), String::new());
    let mut files = vec![("mimetype".to_owned(), "application/epub+zip".to_owned())];
    for (number, chapter) in chapters.iter().enumerate() {
        write!(items, "<item id=\"c{number}\" href=\"text/c%20{number}.xhtml\"/>")
            .expect("a string");
        write!(order, "<itemref idref=\"c{number}\"/>").expect("a string");
        files.push((format!("OEBPS/text/c {number}.xhtml"), (*chapter).to_owned()));
    }
    let package = format!(
        "<package xmlns:dc=\"dc\"><metadata><dc:title>Velm Review</dc:title><dc:creator>Ada Lind</dc:creator>\
         <dc:date>2031-05-02</dc:date><dc:language>en</dc:language></metadata><manifest><item id=\"nav\" \
         href=\"nav.xhtml\" properties=\"nav\"/>{items}</manifest><spine><itemref idref=\"nav\"/>{order}</spine>\
         </package>"
    );
    let container =
        "<container><rootfiles><rootfile full-path=\"OEBPS/book.opf\"/></rootfiles></container>";
    files.push(("META-INF/container.xml".to_owned(), container.to_owned()));
    files.push(("OEBPS/book.opf".to_owned(), package));
    files.push(("OEBPS/nav.xhtml".to_owned(), "<html><body>Contents</body></html>".to_owned()));
    let files: Vec<(&str, &str)> =
        files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    archive(&files)
}

/// A PDF that is put together by hand: its objects, and what each page is drawn with.
pub(super) struct Pdf {
    /// The entries of each page beside the usual.
    pub(super) page: String,
    /// The fonts of all pages by name.
    pub(super) fonts: String,
    /// Other objects, from number 10 on.
    pub(super) objects: Vec<String>,
    /// What the document says of itself.
    pub(super) info: String,
}

impl Default for Pdf {
    fn default() -> Self {
        Self {
            page: String::new(),
            fonts: "/F1 <</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
                .into(),
            objects: Vec::new(),
            info: "/Title(Fog over Velm)/Author(Ada Lind)/CreationDate(D:20310502104500+02'00')"
                .into(),
        }
    }
}

impl Pdf {
    /// Returns the file with pages that are drawn so.
    pub(super) fn of(&self, pages: &[String]) -> Vec<u8> {
        let first = 10 + self.objects.len();
        let kids: String =
            (0..pages.len()).map(|number| format!("{} 0 R ", first + 2 * number)).collect();
        let mut objects = vec![
            (1, "<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>".to_owned()),
            (2, format!("<</Type/Pages/Kids[{kids}]/Count {}>>", pages.len())),
            (3, format!("<<{}>>", self.info)),
        ];
        objects.extend((10..).zip(self.objects.iter().cloned()));
        for (number, content) in pages.iter().enumerate() {
            let at = first + 2 * number;
            let page = format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {} 0 R/Resources<</Font<<{}>>\
                 /XObject<</X1 10 0 R>>>>{}>>",
                at + 1,
                self.fonts,
                self.page
            );
            objects.push((at, page));
            objects.push((at + 1, stream("", content)));
        }
        write(&objects)
    }
}

/// Returns a stream with entries beside its length.
pub(super) fn stream(entries: &str, content: &str) -> String {
    format!("<</Length {}{entries}>>\nstream\n{content}\nendstream", content.len())
}

/// Writes objects with the list of their places.
fn write(objects: &[(usize, String)]) -> Vec<u8> {
    let mut file = String::from("%PDF-1.5\n");
    let mut places = String::new();
    let mut last = 0;
    for (number, object) in objects {
        write!(places, "{number} 1\n{:010} 00000 n \n", file.len()).expect("a string");
        write!(file, "{number} 0 obj\n{object}\nendobj\n").expect("a string");
        last = last.max(*number);
    }
    let start = file.len();
    write!(
        file,
        "xref\n0 1\n0000000000 65535 f \n{places}trailer\n<</Size {}/Root 1 0 R/Info 3 0 R/ID[<01><01>]>>\n\
         startxref\n{start}\n%%EOF\n",
        last + 1
    )
    .expect("a string");
    file.into_bytes()
}

/// Returns operators that show lines below each other.
pub(super) fn shown(x: f64, y: f64, size: f64, lines: &[&str]) -> String {
    let mut content = format!("BT /F1 {size} Tf {} TL {x} {y} Td\n", size * 1.2);
    for (number, line) in lines.iter().enumerate() {
        let next = if number > 0 { "T* " } else { "" };
        let escaped = line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)");
        writeln!(content, "{next}({escaped}) Tj").expect("a string");
    }
    content.push_str("ET\n");
    content
}

/// Returns one document of each kind that is read, with the ending of its name.
pub(super) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let lines =
        ["Fog lay low over Velm har-", "bour on Friday. The ferry", "was late, said Ada Lind."];
    let page = shown(72.0, 700.0, 18.0, &["Fog over the harbour"])
        + &shown(72.0, 650.0, 10.0, &lines)
        + &shown(
            330.0,
            650.0,
            10.0,
            &["\u{201c}Nobody was told,\u{201d} she said.", "Rain is", "on its way."],
        );
    let mail = "From: Ada Lind <ada@velm.example>\r\nTo: all@velm.example\r\nSubject: =?utf-8?q?Fog_over_Velm?=\r\n\
                Date: Fri, 2 May 2031 10:45:00 +0200\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; \
                boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
                Content-Transfer-Encoding: quoted-printable\r\n\r\n=93No,=94 she said in the caf=E9.\r\n--b\r\n\
                Content-Type: text/html; charset=utf-8\r\nContent-Disposition: attachment; filename=a.html\r\n\r\n\
                <p>Attached</p>\r\n--b--\r\n";
    let mailbox = format!(
        "From a@b.example Fri May 2 10:45:00 2031\n{mail}\nFrom c@d.example Sat May 3\n{mail}"
    );
    vec![
        ("pdf", Pdf::default().of(&[page])),
        ("docx", docx(&(docx_paragraph("Fog over Velm") + &docx_paragraph("“No,” she said.")))),
        ("odt", odt("<text:h>Fog over Velm</text:h><text:p>“No,”<text:s text:c=\"2\"/>she said.</text:p>")),
        ("epub", epub(&["<h1>One</h1><p>Fog lay low.</p>", "<h1>Two</h1><p>Rain came.</p>"])),
        ("rtf", b"{\\rtf1\\ansi{\\info{\\title Fog over Velm}}\\ldblquote No,\\rdblquote  she said.\\par}".to_vec()),
        ("eml", mail.as_bytes().to_vec()),
        ("mbox", mailbox.into_bytes()),
        ("srt", b"1\n00:00:01,000 --> 00:00:02,000\nLIND: Fog lay low.\n\n2\n00:00:02,000 --> 00:00:03,000\n\
                  - ODE: No.\n".to_vec()),
        ("vtt", b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada Lind>Fog lay low.</v>\n".to_vec()),
        ("md", b"---\ntitle: Fog\n---\n# Fog over *Velm*\n\n> \"No,\" [she](https://velm.example) said.\n\n\
                 ```\ncode\n```\n\n- One\n- Two\n".to_vec()),
    ]
}
