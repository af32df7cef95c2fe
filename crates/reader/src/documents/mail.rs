//! Mails and mailboxes: the subject is the title, the sender the author, the plain text is read before
//! HTML. Attachments are left out, and so are signatures and the words of the mail that is answered.

use std::borrow::Cow;

use mail_parser::{
    Address, HeaderValue, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use q7x2_domain::Timestamp;

use super::markup;
use super::prose::{Prose, line};
use super::{Kind, Refused, with_text};
use crate::Page;

/// Returns the page of a mail.
pub(super) fn read(bytes: &[u8]) -> Result<Page, Refused> {
    // Mails are saved with the line before their headers too.
    let own = if bytes.starts_with(b"From ") { behind_line(bytes) } else { bytes };
    let damaged = Refused::Damaged { kind: Kind::Mail, what: "it has no headers" };
    let own = without_inner_mails(own);
    let message = MessageParser::default().parse(&*own).ok_or(damaged)?;
    if is_locked(&message) {
        return Err(Refused::Locked(Kind::Mail));
    }
    with_text(Kind::Mail, page(&message))
}

/// Returns the pages of a mailbox, one a mail. Of a mail that is locked or without text the text is blank.
pub(super) fn read_mailbox(bytes: &[u8]) -> Result<Vec<Page>, Refused> {
    let parser = MessageParser::default();
    let pages: Vec<Page> = mails(bytes)
        .into_iter()
        .map(|mail| {
            let mail = without_inner_mails(&mail);
            let message = parser.parse(&*mail);
            message
                .filter(|message| !is_locked(message))
                .map(|message| page(&message))
                .unwrap_or_default()
        })
        .collect();
    if pages.iter().all(|page| page.text.is_empty()) {
        return Err(Refused::NoText(Kind::Mailbox));
    }
    Ok(pages)
}

/// Returns what stands behind the first line.
fn behind_line(bytes: &[u8]) -> &[u8] {
    bytes.iter().position(|&b| b == b'\n').map_or(&[], |end| &bytes[end + 1..])
}

/// Divides a mailbox into its mails: each begins behind a line "From …", which stands behind a blank one,
/// or at the beginning, and before a header. The parser's own reader of mailboxes takes any line that
/// begins so, as one of the text may.
fn mails(bytes: &[u8]) -> Vec<Cow<'_, [u8]>> {
    let (mut mails, mut from, mut at, mut is_behind_blank) = (Vec::new(), 0, 0, true);
    for text in bytes.split_inclusive(|&b| b == b'\n') {
        let end = at + text.len();
        if is_behind_blank && text.starts_with(b"From ") && begins_with_header(&bytes[end..]) {
            if at > 0 {
                mails.push(unmarked(&bytes[from..at]));
            }
            from = end;
        }
        is_behind_blank = text.trim_ascii().is_empty();
        at = end;
    }
    mails.push(unmarked(&bytes[from..]));
    mails
}

/// Tells whether bytes begin with a header of a mail.
fn begins_with_header(bytes: &[u8]) -> bool {
    let name =
        bytes.iter().take(80).take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let length = name.count();
    length > 0 && bytes.get(length) == Some(&b':')
}

/// Returns a mail with its lines that begin with "From" as they were before a mailbox marked them.
fn unmarked(mail: &[u8]) -> Cow<'_, [u8]> {
    let is_marked = |line: &[u8]| {
        let marks = line.iter().take_while(|&&b| b == b'>').count();
        marks > 0 && line[marks..].starts_with(b"From ")
    };
    if !mail.split_inclusive(|&b| b == b'\n').any(is_marked) {
        return Cow::Borrowed(mail);
    }
    let lines = mail.split_inclusive(|&b| b == b'\n');
    Cow::Owned(
        lines.flat_map(|line| if is_marked(line) { &line[1..] } else { line }).copied().collect(),
    )
}

/// Returns a mail in which mails inside are attachments as others are, which are left out: the parser reads
/// mails inside mails as deep as they nest, and calls itself for each when it lets go of them.
fn without_inner_mails(mail: &[u8]) -> Cow<'_, [u8]> {
    let mut changed: Option<Vec<u8>> = None;
    let (mut at, mut is_type) = (0, false);
    for line in mail.split_inclusive(|&b| b == b'\n') {
        let names = line.get(..12).is_some_and(|name| name.eq_ignore_ascii_case(b"content-type"));
        let goes_on = is_type && line.starts_with(b" ") | line.starts_with(b"\t");
        if names || goes_on {
            // The name of the type ends with a semicolon, behind which are a boundary and names of files.
            let end = line.iter().position(|&b| b == b';');
            let length = end.unwrap_or(line.len());
            for inner in [b"rfc822", b"global", b"digest"] {
                let found = |window: &[u8]| window.eq_ignore_ascii_case(inner);
                let places =
                    line[..length].windows(6).enumerate().filter(|(_, window)| found(window));
                for (place, _) in places {
                    let bytes = changed.get_or_insert_with(|| mail.to_vec());
                    bytes[at + place..at + place + 6].copy_from_slice(b"x-mail");
                }
            }
            is_type = end.is_none();
        } else {
            is_type = false;
        }
        at += line.len();
    }
    changed.map_or(Cow::Borrowed(mail), Cow::Owned)
}

/// Returns the page of a mail.
fn page(message: &Message<'_>) -> Page {
    let published_at = message.date().and_then(|date| {
        let seconds = if date.is_valid() { Some(date.to_timestamp()) } else { None };
        Some(Timestamp::from_micros(seconds.filter(|&s| s > 0)?.checked_mul(1_000_000)?))
    });
    let language = match message.header("Content-Language") {
        Some(HeaderValue::Text(tag)) => Some(tag.trim().to_owned()),
        _ => None,
    };
    Page {
        title: message.subject().and_then(line),
        author: message.from().and_then(sender),
        published_at,
        language,
        text: text_of(message),
        ..Page::default()
    }
}

/// Returns the name of a sender, or the address where there is none.
fn sender(from: &Address<'_>) -> Option<String> {
    let first = from.first()?;
    first.name.as_deref().and_then(line).or_else(|| first.address.as_deref().and_then(line))
}

/// Tells whether a mail can be read only by who has a key.
fn is_locked(message: &Message<'_>) -> bool {
    message.parts.iter().any(|part| {
        let Some(kind) = part.content_type() else { return false };
        let sub = kind.c_subtype.as_deref().unwrap_or_default().to_ascii_lowercase();
        let is_encrypted = kind.c_type.eq_ignore_ascii_case("multipart") && sub == "encrypted";
        let is_enveloped = matches!(sub.as_str(), "pkcs7-mime" | "x-pkcs7-mime")
            && kind
                .attribute("smime-type")
                .is_none_or(|of| of.eq_ignore_ascii_case("enveloped-data"));
        is_encrypted || is_enveloped
    })
}

/// Returns the words of a mail's body: of its plain parts, and of HTML where it stands alone.
fn text_of(message: &Message<'_>) -> String {
    let mut prose = Prose::default();
    for part in message.text_body.iter().filter_map(|&id| message.parts.get(id as usize)) {
        match &part.body {
            PartType::Text(text) if is_plain(part) => own_words(text, is_flowed(part), &mut prose),
            PartType::Html(html) => {
                for paragraph in markup::text_of(html).text.split("\n\n") {
                    prose.paragraph(paragraph);
                }
            }
            _ => {}
        }
    }
    prose.finish()
}

/// Tells whether a part is plain text, and no calendar or other form in letters.
fn is_plain(part: &MessagePart<'_>) -> bool {
    part.content_type().is_none_or(|kind| {
        let sub = kind.c_subtype.as_deref().unwrap_or("plain");
        kind.c_type.eq_ignore_ascii_case("text") && sub.eq_ignore_ascii_case("plain")
    })
}

/// Tells whether a line that ends with a blank goes on in the next.
fn is_flowed(part: &MessagePart<'_>) -> bool {
    let format = part.content_type().and_then(|kind| kind.attribute("format"));
    format.is_some_and(|format| format.eq_ignore_ascii_case("flowed"))
}

/// Adds the words of a plain text that are the sender's own. Where all are another's they are given: then
/// the mail is sent for their sake.
fn own_words(text: &str, is_flowed: bool, prose: &mut Prose) {
    let is_quoted = |line: &&str| line.starts_with('>');
    let unsigned: Vec<&str> =
        text.lines().take_while(|line| line.trim_end_matches('\r') != "-- ").collect();
    let has_own = unsigned
        .iter()
        .any(|line| !is_quoted(line) && !line.trim().is_empty() && !introduces(line));
    let mut paragraph = String::new();
    for (number, &line) in unsigned.iter().enumerate() {
        let quoted = is_quoted(&line);
        let is_next_quoted = || {
            let next = unsigned[number + 1..].iter().find(|line| !line.trim().is_empty());
            next.is_some_and(is_quoted)
        };
        if has_own && (quoted || (introduces(line) && is_next_quoted())) {
            continue;
        }
        let line = if quoted { line.trim_start_matches(['>', ' ']) } else { line };
        if line.trim().is_empty() {
            prose.paragraph(&std::mem::take(&mut paragraph));
            continue;
        }
        // A blank was put before what would look like a quotation or a header.
        let line = if is_flowed { line.strip_prefix(' ').unwrap_or(line) } else { line };
        paragraph.push_str(line);
        paragraph.push(if is_flowed && line.ends_with(' ') { ' ' } else { '\n' });
    }
    prose.paragraph(&paragraph);
}

/// Tells whether a line says whose words follow: "On Monday, Ada Lind wrote:".
fn introduces(line: &str) -> bool {
    let line = line.trim();
    line.ends_with(':')
        && (line.contains("wrote") || line.contains("schrieb") || line.contains("a écrit"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mailbox_is_divided_at_lines_before_headers() {
        let mailbox = b"From a@b.example Thu May 2\nSubject: One\n\nFog.\nFrom here on, rain.\n\nFrom the \
                        harbour, fog.\n>From afar.\n\nFrom c@d.example Fri May 3\nSubject: Two\n\nRain.\n";
        let mails = mails(mailbox);
        assert_eq!(mails.len(), 2);
        assert!(mails[0].ends_with(b"From the harbour, fog.\nFrom afar.\n\n"));
        assert!(mails[1].starts_with(b"Subject: Two"));
    }

    #[test]
    fn mails_inside_are_attachments_however_deep() {
        let inner = "Subject: Inner\n\nRain.\n";
        let mail = format!(
            "Subject: Outer\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=global\n\n--global\n\
             Content-Type: text/plain\n\nFog.\n--global\ncontent-type:\n Message/RFC822\n\n{inner}--global--\n"
        );
        let page = read(mail.as_bytes()).expect("a page");
        assert_eq!((page.text.as_str(), page.title.as_deref()), ("Fog.", Some("Outer")));
        for part in ["message/rfc822\n\n", "multipart/digest; boundary=b\n\n--b\n\n"] {
            let deep = format!("Subject: Fog\n{}", format!("Content-Type: {part}").repeat(100_000));
            let text = read(deep.as_bytes()).map(|page| page.text).unwrap_or_default();
            assert!(!text.contains("rfc822") && !text.contains("digest"), "{part:?}");
        }
    }

    #[track_caller]
    fn check(text: &str, is_flowed: bool, expected: &str) {
        let mut prose = Prose::default();
        own_words(text, is_flowed, &mut prose);
        assert_eq!(prose.finish(), expected, "{text}");
    }

    #[test]
    fn signatures_and_the_words_of_others_are_left_out() {
        let text =
            "Fog lay low.\nOn Monday, Ada Lind wrote:\n\n> Rain?\n> Hail?\n\nNo.\n-- \nTom\n";
        check(text, false, "Fog lay low.\n\nNo.");
        check("> Rain.\n>> Fog.\n", false, "Rain.\nFog.");
    }

    #[test]
    fn lines_that_flow_are_joined() {
        check("Fog lay \nlow.\n From afar.\n", true, "Fog lay low.\nFrom afar.");
        check("Fog lay \nlow.", false, "Fog lay\nlow.");
    }
}
